"""How often is a difference announced where there is none, and how often is the truth inside the interval?

``python benchmarks/false_alarms.py`` simulates studies without a difference between the sides: outlets have leanings
of their own, articles too, hits are over-dispersed, agency stories are reprinted. Beside `compare` stands the
chi-square test of all words, which most tools ship. Writes benchmarks/results/false_alarms.csv; seeded, two minutes.
"""

from pathlib import Path

import numpy as np
import pandas as pd
from scipy.stats import chi2_contingency

import framing as fr

RESULT = Path(__file__).resolve().parent / "results" / "false_alarms.csv"
STUDIES = 1000
GROUPS = ("US", "Russia")


def main() -> None:
    """All settings, a row each."""
    rows = []
    for outlets in (8, 20, 50):
        for rho in (0.05, 0.2):
            rows.append(run(outlets, rho, reprints=0.0))
    rows.append(run(8, 0.05, reprints=0.3))
    table = pd.DataFrame(rows)
    RESULT.parent.mkdir(exist_ok=True)
    table.to_csv(RESULT, index=False, lineterminator="\n")
    print(table.to_string(index=False))


def run(outlets: int, rho: float, reprints: float) -> dict:
    """One setting: shares of studies in which each way announces a difference at the 5 % level."""
    rng = np.random.default_rng([outlets, int(100 * rho), int(100 * reprints)])
    alarms, naive, inside = 0, 0, 0
    for _ in range(STUDIES):
        table = study(rng, outlets, rho, reprints)
        row = fr.compare(table, by="side", groups=GROUPS, cluster="outlet", draws=499).iloc[0]
        alarms += row["p"] < 0.05
        inside += row["low"] <= 0 <= row["high"]
        naive += chi2_contingency(table.groupby("side")[["up", "down"]].sum())[1] < 0.05
    setting = {"outlets a side": outlets, "correlation": rho, "reprinted": reprints, "studies": STUDIES}
    return setting | {"compare": alarms / STUDIES, "chi-square": naive / STUDIES, "interval holds 0": inside / STUDIES}


def study(rng: np.random.Generator, outlets: int, rho: float, reprints: float) -> pd.DataFrame:
    """A table of scores without a difference between the sides: ten articles an outlet, about eight hits an article."""
    n = 2 * outlets * 10
    outlet = np.repeat(np.arange(2 * outlets), 10)
    # half of the correlation lies between outlets, half between articles of one
    leaning = rng.beta(*_beta(0.5, rho / 2), 2 * outlets)[outlet]
    share = np.clip(rng.normal(leaning, np.sqrt(rho / 2 * 0.25)), 0.02, 0.98)
    hits = rng.negative_binomial(2, 0.2, n)
    up = rng.binomial(hits, share)
    story = np.arange(n)
    for copy in np.flatnonzero(rng.random(n) < reprints):
        original = rng.integers(0, n)
        hits[copy], up[copy], story[copy] = hits[original], up[original], story[original]
    side = np.where(outlet < outlets, *GROUPS)
    about = {"id": np.arange(n).astype(str), "side": side, "outlet": outlet, "story": story, "lang": "en"}
    return pd.DataFrame(about | {"words": 300, "sentences": 15, "up": up, "down": hits - up})


def _beta(mean: float, rho: float) -> tuple[float, float]:
    """The parameters of the beta distribution with this mean and intraclass correlation."""
    size = (1 - rho) / rho
    return mean * size, (1 - mean) * size


if __name__ == "__main__":
    main()
