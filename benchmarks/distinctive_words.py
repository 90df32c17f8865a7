"""How many words does `distinctive` call distinctive where the sides write alike?

``python benchmarks/distinctive_words.py [studies]``: 8 outlets a side, 10 articles of 250 words each, 300 words as
frequent as in real texts; outlets and articles have favourite words, the sides none. Beside `distinctive` by text and
by outlet stands the weighted log-odds with |z| > 1.96. Writes benchmarks/results/distinctive_words.csv; seeded, two
minutes.
"""

import sys
from pathlib import Path

import numpy as np
import pandas as pd
from simulated import GROUPS

from framing.keywords import distinctive

RESULT = Path(__file__).resolve().parent / "results" / "distinctive_words.csv"
OUTLETS, ARTICLES, LENGTH, VOCABULARY = 8, 10, 250, 300
NAMES = np.array(["".join("bdfglmnrst"[int(d)] + "a" for d in f"{n:03}") for n in range(VOCABULARY)])


def main() -> None:
    """A row is how strongly outlets and articles favour words."""
    studies = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    rows = []
    for number, (of_outlet, of_article) in enumerate(((0.0, 0.3), (0.35, 0.6), (0.6, 0.6))):
        rng = np.random.default_rng([2028, number])
        found = pd.DataFrame([run(rng, of_outlet, of_article) for _ in range(studies)])
        row = {"outlets vary": of_outlet, "articles vary": of_article, "studies": studies}
        for name in found:
            row |= {f"{name}: words": found[name].mean(), f"{name}: studies with any": (found[name] > 0).mean()}
        rows.append(row)
        print(rows[-1], flush=True)
    pd.DataFrame(rows).round(4).to_csv(RESULT, index=False, lineterminator="\n")


def run(rng: np.random.Generator, of_outlet: float, of_article: float) -> dict[str, float]:
    """The share of words that each way announces in one study."""
    base = 1 / np.arange(10, VOCABULARY + 10)
    number, texts = 2 * OUTLETS * ARTICLES, []
    outlet = np.repeat(np.arange(2 * OUTLETS), ARTICLES)
    rates = base * favourites(rng, of_outlet, 2 * OUTLETS)[outlet] * favourites(rng, of_article, number)
    counts = np.stack([rng.multinomial(LENGTH, r / r.sum()) for r in rates])
    texts = [" ".join(np.repeat(NAMES, own)) for own in counts]
    side = np.where(outlet < OUTLETS, *GROUPS)
    ids = np.arange(number).astype(str)
    table = pd.DataFrame({"id": ids, "lang": "en", "side": side, "outlet": outlet, "text": texts})
    found = {}
    for name, cluster in (("by text", None), ("by outlet", "outlet")):
        words = distinctive(table, by="side", groups=GROUPS, cluster=cluster, top=VOCABULARY)
        found[name] = (words["q"] < 0.05).sum() / VOCABULARY
    y = np.stack([counts[side == g].sum(axis=0) for g in GROUPS]).astype(float)
    prior = 500 * y.sum(axis=0) / y.sum()
    odds = np.log((y + prior) / (y.sum(axis=1, keepdims=True) + 500 - y - prior))
    z = (odds[0] - odds[1]) / np.sqrt((1 / (y + prior)).sum(axis=0))
    return found | {"log-odds": (abs(z) > 1.96).mean()}


def favourites(rng: np.random.Generator, spread: float, number: int) -> np.ndarray:
    """Factors of mean 1 and this standard deviation, of each word in each of a number of places."""
    if not spread:
        return np.ones((number, VOCABULARY))
    return rng.gamma(spread**-2, spread**2, (number, VOCABULARY))


if __name__ == "__main__":
    main()
