"""How long do 10,000 draws over 100,000 texts of 200 outlets take, and how much memory?

``python benchmarks/resampling.py``. Beside `compare` (which also gives the interval) stand scipy.stats.permutation_test
and scipy.stats.bootstrap on the same statistic, handed the sums of the outlets; and permutation_test on the texts
themselves, which most people would write, with a hundredth of the draws. Each way runs in a process of its own, on one
thread; the seconds are of processor time and include the way from the table to the sums, not the imports. Writes
benchmarks/results/resampling.csv.
"""

import os
import resource
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd

RESULT = Path(__file__).resolve().parent / "results" / "resampling.csv"
TEXTS, OUTLETS, DRAWS, FEWER = 100_000, 200, 10_000, 100


def main() -> None:
    """Every way in turn."""
    rows = []
    for name, (_, draws) in WAYS.items():
        alone = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
        run = [sys.executable, __file__, name]
        done = subprocess.run(run, env=os.environ | alone, capture_output=True, text=True, check=True)
        seconds, megabytes = map(float, done.stdout.split())
        rows.append({"way": name, "draws": draws, "seconds": seconds, "megabytes": megabytes})
        print(rows[-1], flush=True)
    table = pd.DataFrame(rows)
    table["seconds for 10,000"] = table["seconds"] * DRAWS / table["draws"]
    table["times compare"] = (table["seconds for 10,000"] / table["seconds for 10,000"].iloc[0]).round(1)
    table.round(2).to_csv(RESULT, index=False, lineterminator="\n")


def table_of_texts() -> pd.DataFrame:
    """Texts of two sides, a fifth of them reprints."""
    rng = np.random.default_rng(0)
    outlet = rng.integers(0, OUTLETS, TEXTS)
    hits = rng.negative_binomial(2, 0.2, TEXTS)
    up = rng.binomial(hits, 0.5)
    about = {"id": np.arange(TEXTS).astype(str), "side": np.where(outlet < OUTLETS // 2, "US", "Russia"), "lang": "en"}
    about |= {"outlet": outlet, "story": rng.integers(0, 4 * TEXTS // 5, TEXTS), "words": 300, "sentences": 15}
    return pd.DataFrame(about | {"up": up, "down": hits - up})


def with_compare(table: pd.DataFrame) -> None:
    """`compare`: p, interval, and all the rest."""
    from framing.comparison import compare

    compare(table, by="side", groups=("US", "Russia"), cluster="outlet", draws=DRAWS)


def outlets_of(table: pd.DataFrame):
    """The statistic of scipy: of two arrays of outlets, their balances' difference; and the outlets of both sides."""
    sums = table.groupby("outlet")[["up", "down"]].sum().to_numpy(float)
    side = table.groupby("outlet")["side"].first().to_numpy()

    def statistic(first, second, axis=-1):
        values = [np.moveaxis(sums[x.astype(int)], -1, 0).sum(axis=axis) + 0.5 for x in (first, second)]
        return np.log(values[0][0] / values[0][1]) - np.log(values[1][0] / values[1][1])

    return statistic, [np.flatnonzero(side == g) for g in ("US", "Russia")]


def with_permutation_test(table: pd.DataFrame) -> None:
    """scipy.stats.permutation_test over the outlets."""
    from scipy.stats import permutation_test

    statistic, outlets = outlets_of(table)
    permutation_test(outlets, statistic, n_resamples=DRAWS, vectorized=True, batch=500, rng=np.random.default_rng(0))


def with_bootstrap(table: pd.DataFrame) -> None:
    """scipy.stats.bootstrap (BCa) over the outlets."""
    from scipy.stats import bootstrap

    statistic, outlets = outlets_of(table)
    bootstrap(outlets, statistic, n_resamples=DRAWS, vectorized=True, batch=500, rng=np.random.default_rng(0))


def with_texts(table: pd.DataFrame) -> None:
    """scipy.stats.permutation_test over the texts."""
    from scipy.stats import permutation_test

    counts = table[["up", "down"]].to_numpy(float)

    def statistic(first, second):
        values = [counts[x.astype(int)].sum(axis=0) + 0.5 for x in (first, second)]
        return np.log(values[0][0] / values[0][1]) - np.log(values[1][0] / values[1][1])

    texts = [np.flatnonzero(table["side"] == g) for g in ("US", "Russia")]
    permutation_test(texts, statistic, n_resamples=FEWER, vectorized=False, batch=1, rng=np.random.default_rng(0))


WAYS = {
    "framing.compare, by outlet": (with_compare, DRAWS),
    "scipy permutation_test, by outlet": (with_permutation_test, DRAWS),
    "scipy bootstrap (BCa), by outlet": (with_bootstrap, DRAWS),
    "scipy permutation_test, by text": (with_texts, FEWER),
}

if __name__ == "__main__":
    if len(sys.argv) == 1:
        main()
    else:
        made = table_of_texts()
        import scipy.stats  # noqa: F401 (imports are not what is timed)

        import framing.comparison  # noqa: F401

        begin = time.process_time()
        WAYS[sys.argv[1]][0](made)
        spent = time.process_time() - begin
        print(f"{spent:.3f} {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f}")
