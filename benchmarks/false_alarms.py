"""How often is a difference announced where there is none, and how often does the interval hold the truth?

``python benchmarks/false_alarms.py [studies]`` simulates studies without a difference between the sides (and some with
one, for the intervals alone). Beside `compare` stand the tests that most tools ship: the chi-square of all words, and
the weighted log-odds of a word ("fightin' words"), |z| > 1.96; beside its interval the bootstrap's. Writes
benchmarks/results/false_alarms.csv and .svg; seeded, ten minutes for 1,500 studies a row (600 where there are
fifty outlets or more a side).
"""

import sys
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.special import ndtr, ndtri
from simulated import GROUPS, study, tested, told_study

from framing._resampling import _moments, _slopes, _spread, difference, gather
from framing.scores import balance

RESULTS = Path(__file__).resolve().parent / "results"
PAIR = {"by": "side", "groups": GROUPS}
DRAWS = 499
SETTINGS = [
    *((f"{k} outlets a side", {"outlets": (k, k), "rho": (r, r)}) for k in (8, 20, 50, 100) for r in (0.05, 0.2)),
    ("8 outlets of 2 to 30 articles", {"rho": (0.2, 0.2), "articles": (2, 30)}),
    ("8 outlets against 40", {"outlets": (8, 40), "rho": (0.2, 0.2)}),
    ("8 varied outlets against 40 alike", {"outlets": (8, 40), "rho": (0.2, 0.05)}),
    ("8, reprints of the side's agency", {"reprints": 0.3, "of": "own agency"}),
    ("20, reprints of the side's agency", {"outlets": (20, 20), "reprints": 0.3, "of": "own agency"}),
    ("8, reprints of one agency", {"reprints": 0.3, "of": "one agency"}),
    ("8, reprints of other outlets", {"reprints": 0.3, "of": "other outlets"}),
    ("20 stories in which both speak", {"stories": 20, "rho": 0.2}),
    ("8 outlets a side, .60 and .40", {"rho": (0.2, 0.2), "share": (0.6, 0.4)}),
    ("20 outlets a side, .60 and .40", {"outlets": (20, 20), "rho": (0.2, 0.2), "share": (0.6, 0.4)}),
    ("8 outlets a side, .75 and .25", {"rho": (0.2, 0.2), "share": (0.75, 0.25)}),
]


def main() -> None:
    """All settings, a row each."""
    studies = int(sys.argv[1]) if len(sys.argv) > 1 else 1500
    rows = []
    for number, (name, setting) in enumerate(SETTINGS):
        rows.append(
            run(name, number, setting, studies if sum(setting.get("outlets", (8, 8))) < 100 else studies * 2 // 5)
        )
        print(rows[-1], flush=True)
    table = pd.DataFrame(rows).round(4)
    RESULTS.mkdir(exist_ok=True)
    table.to_csv(RESULTS / "false_alarms.csv", index=False, lineterminator="\n")
    draw(table, RESULTS / "false_alarms.svg")


def run(name: str, number: int, setting: dict, studies: int) -> dict:
    """One setting: shares of studies in which each test announces a difference, and each interval holds the truth."""
    rng, made = np.random.default_rng([2026, number]), told_study if "stories" in setting else study
    cluster = "story" if made is told_study else "outlet"
    first, second = setting.get("share", (0.5, 0.5))
    truth = np.log(first / (1 - first)) - np.log(second / (1 - second))
    total: dict[str, int] = {}
    for one in range(studies):
        table = made(rng, **setting)
        row = tested(table, cluster, DRAWS, one)
        counts = table.groupby("side")[["up", "down", "words"]].sum().loc[list(GROUPS)]
        said = {"compare": row["p"] < 0.05} | naive(*counts.to_numpy(float).T)
        held = {"interval": row["low"] <= truth <= row["high"]} | others(rng, table, cluster, truth)
        for key, value in (said | held).items():
            total[key] = total.get(key, 0) + bool(value)
    rho = np.atleast_1d(setting.get("rho", 0.05))
    about = {"setting": name, "correlation": "/".join(f"{r:g}" for r in dict.fromkeys(rho)), "studies": studies}
    return about | {"difference": round(float(truth), 2)} | {key: n / studies for key, n in total.items()}


def naive(up: np.ndarray, down: np.ndarray, words: np.ndarray) -> dict[str, bool]:
    """Do the chi-square of the words of both poles, and the z of the words of the first (Monroe, Colaresi and Quinn
    2008, with a prior of 500 words), announce a difference?"""
    both, all_up = up + down, up.sum()
    expected = both * all_up / both.sum()
    square = ((up - expected) ** 2 * (1 / expected + 1 / (both - expected))).sum()
    prior = 500 * all_up / words.sum()
    odds = np.log((up + prior) / (words + 500 - up - prior))
    z = (odds[0] - odds[1]) / np.sqrt((1 / (up + prior)).sum())
    return {"chi-square": square > 3.841, "log-odds": abs(z) > 1.96}


def others(rng: np.random.Generator, table: pd.DataFrame, cluster: str, truth: float) -> dict[str, bool]:
    """Does the truth lie in the intervals of the cluster bootstrap: percentile, BCa, t (tails apart, or alike)?"""
    clusters = gather(table, ["up", "down"], **PAIR, cluster=cluster, strata=[])
    sums, whole = clusters.sums, float(difference(clusters.totals, formula))
    weights = np.zeros((DRAWS, len(sums)))
    for kind in np.unique(clusters.kinds):
        own = np.flatnonzero(clusters.kinds == kind)
        weights[:, own] = rng.multinomial(len(own), np.full(len(own), 1 / len(own)), DRAWS)
    flat = sums.reshape(len(sums), -1)
    drawn = difference((weights @ flat).reshape(-1, 2, 2), formula)
    t = (drawn - whole) / linear_error(clusters.kinds, flat, weights)
    own = linear_error(clusters.kinds, flat, np.ones((1, len(sums))))[0]
    ends = np.quantile(t, [0.975, 0.025])
    pull = difference(clusters.totals, formula) - difference(clusters.totals - sums, formula)
    for kind in np.unique(clusters.kinds):
        pull[clusters.kinds == kind] -= pull[clusters.kinds == kind].mean()
    bias = ndtri(np.clip((drawn < whole).mean(), 1e-3, 1 - 1e-3))
    skew = (pull**3).sum() / (6 * (pull**2).sum() ** 1.5)
    levels = [ndtr(bias + (bias + z) / (1 - skew * (bias + z))) for z in (-1.96, 1.96)]
    inside = {
        "percentile": np.quantile(drawn, [0.025, 0.975]),
        "BCa": np.quantile(drawn, levels),
        "bootstrap-t": whole - ends * own,
        "bootstrap-t, symmetric": whole + np.quantile(abs(t), 0.95) * np.array([-own, own]),
    }
    return {name: low <= truth <= high for name, (low, high) in inside.items()}


def formula(up, down, sentences=None):
    """The balance."""
    return balance(up, down)


def linear_error(kinds: np.ndarray, flat: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """The linearised standard error of each draw, a cluster as often in it as its weight says."""
    slopes = _slopes((weights @ flat).reshape(-1, 2, 2), formula) * np.array([[1.0], [-1.0]])
    variance = np.zeros(len(weights))
    for kind in np.unique(kinds):
        own = kinds == kind
        variance += _spread(weights[:, own] @ _moments(flat[own]), slopes.reshape(len(weights), -1), own.sum())
    return np.sqrt(np.maximum(variance, 1e-18))


def draw(table: pd.DataFrame, path: Path) -> None:
    """Left: false alarms of three tests; right: how often four intervals hold the truth."""
    import matplotlib.pyplot as plt

    plt.rcParams["svg.hashsalt"] = "framing"
    names = [f"{s}, r {c}" for s, c in zip(table["setting"], table["correlation"], strict=True)]
    figure, panels = plt.subplots(1, 2, figsize=(10, 0.28 * len(table) + 1.2), sharey=True)
    tests = {"compare": "o", "chi-square": "s", "log-odds": "^"}
    intervals = {"interval": "o", "BCa": "s", "percentile": "^", "bootstrap-t": "v"}
    shown = [
        (panels[0], tests, (4, 6), "differences announced, % of studies"),
        (panels[1], intervals, (93, 97), "truth inside the 95 % interval, % of studies"),
    ]
    for panel, methods, aim, label in shown:
        own = table if panel is panels[1] else table.where(table["difference"] == 0)
        panel.axvspan(*aim, color="#dddddd", lw=0)
        for method, marker in methods.items():
            look = {"color": "#000000"} if method in ("compare", "interval") else {"color": "#888888", "mfc": "none"}
            panel.plot(100 * own[method].astype(float), range(len(table)), marker, ms=5, ls="", label=method, **look)
        panel.set_xlabel(label, fontsize=8)
        panel.tick_params(labelsize=8, length=0)
        panel.spines[["top", "right", "left"]].set_visible(False)
        panel.legend(fontsize=7, frameon=False, loc="upper center", bbox_to_anchor=(0.5, 1.1), ncols=4)
    panels[0].set_yticks(range(len(names)), names)
    panels[0].invert_yaxis()
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None})


if __name__ == "__main__":
    main()
