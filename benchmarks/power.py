"""How often does `compare` find a difference that is there, against the best possible test?

``python benchmarks/power.py [studies]``: 40 documents a side with 8 over-dispersed hits each; the sides' shares of the
first pole are .60 and .40 (and .50 and .50, for the false alarms). Beside `compare` stands the likelihood-ratio test of
the beta-binomial distribution that these data come from, which is told the true dispersion, and the t test of the
clusters' shares. Also checked: is a difference of the size that `detectable` names found in 80 % of studies? Writes
benchmarks/results/power.csv and .svg; seeded, two minutes.
"""

import sys
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.special import betaln
from scipy.stats import ttest_ind
from simulated import GROUPS, beta, scores, tested

RESULTS = Path(__file__).resolve().parent / "results"
DOCUMENTS, DRAWS = 40, 499
GRID = np.linspace(0.02, 0.98, 193)  # shares among which the likelihood is maximised
OUTLETS = (40, 8)  # a side: each document its own, or five of each
RHO = (0.05, 0.15)


def main() -> None:
    """All settings, a row each."""
    studies = int(sys.argv[1]) if len(sys.argv) > 1 else 1500
    rows = []
    for number, (outlets, rho) in enumerate((k, r) for k in OUTLETS for r in RHO):
        rng, row = np.random.default_rng([2027, number]), {"outlets": outlets, "correlation": rho, "studies": studies}
        for name, share in (("power", (0.6, 0.4)), ("false alarms", (0.5, 0.5))):
            found = np.array([run(rng, outlets, rho, share) for _ in range(studies)])
            row |= {f"{test}: {name}": found[:, k].mean() for k, test in enumerate(("compare", "likelihood", "t test"))}
            if name == "power":
                row["median detectable"] = np.median(found[:, 3])
        # the true difference that compare called detectable in these settings, and how often it is then found
        half = 1 / (1 + np.exp(-row["median detectable"] / 2))
        again = [run(rng, outlets, rho, (half, 1 - half))[0] for _ in range(studies)]
        rows.append(row | {"found where detectable": np.mean(again)})
        print(rows[-1], flush=True)
    table = pd.DataFrame(rows).round(4)
    RESULTS.mkdir(exist_ok=True)
    table.to_csv(RESULTS / "power.csv", index=False, lineterminator="\n")
    draw(table, RESULTS / "power.svg")


def run(rng: np.random.Generator, outlets: int, rho: float, share: tuple[float, float]) -> tuple:
    """One study: does each test announce a difference, and what does `compare` call detectable?"""
    outlet = np.tile(np.arange(outlets), (2, DOCUMENTS // outlets)) + np.array([[0], [outlets]])
    leaning = beta(rng, np.repeat(share, outlets), np.full(2 * outlets, rho))
    hits = rng.negative_binomial(2, 0.2, outlet.size)
    up = rng.binomial(hits, leaning[outlet.ravel()])
    side = np.repeat(GROUPS, DOCUMENTS)
    table = scores(side, outlet.ravel(), np.arange(outlet.size), hits, up)
    row = tested(table, "outlet", DRAWS, int(rng.integers(2**31)))
    sums = np.stack([np.bincount(outlet.ravel(), x) for x in (up, hits - up)], axis=1)
    some = sums.sum(axis=1) > 0
    first = np.arange(len(sums)) < outlets
    shares = sums[:, 0] / np.maximum(sums.sum(axis=1), 1)
    t = ttest_ind(shares[first & some], shares[~first & some], equal_var=False).pvalue
    return row["p"] < 0.05, likelihood_ratio(sums, first, rho) > 3.841, t < 0.05, row["detectable"]


def likelihood_ratio(sums: np.ndarray, first: np.ndarray, rho: float) -> float:
    """Twice the gain in log-likelihood when the groups have shares of their own."""
    a, b = GRID * (1 - rho) / rho, (1 - GRID) * (1 - rho) / rho
    each = betaln(sums[:, :1] + a, sums[:, 1:] + b) - betaln(a, b)
    one, other = each[first].sum(axis=0), each[~first].sum(axis=0)
    return 2 * (one.max() + other.max() - (one + other).max())


def draw(table: pd.DataFrame, path: Path) -> None:
    """Power of both tests, a row a setting."""
    import matplotlib.pyplot as plt

    plt.rcParams["svg.hashsalt"] = "framing"
    figure, panel = plt.subplots(figsize=(7, 0.4 * len(table) + 1))
    for test, marker, colour in (("compare", "o", "black"), ("likelihood", "|", "black"), ("t test", "^", "#888888")):
        own = 100 * table[f"{test}: power"]
        panel.plot(own, range(len(table)), marker, color=colour, ms=7, mew=1.5, mfc="none", label=test)
    panel.set_yticks(
        range(len(table)), [f"{r.outlets} outlets a side, r {r.correlation:g}" for r in table.itertuples()]
    )
    panel.invert_yaxis()
    panel.set_xlabel("studies that find .60 against .40, %; 40 documents a side", fontsize=8)
    panel.tick_params(labelsize=8, length=0)
    panel.spines[["top", "right", "left"]].set_visible(False)
    panel.legend(fontsize=8, frameon=False)
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None})


if __name__ == "__main__":
    main()
