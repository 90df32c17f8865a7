"""Studies by chance, for false_alarms.py and power.py: what the two sides have in common with real ones, and no more.

An outlet has a leaning of its own, each of its articles too: both are drawn from beta distributions, so that two hits
of one article have the given correlation, of which half is the outlet's. Hits are over-dispersed (negative binomial, 8
an article, variance 40). Stories may be reprinted.
"""

import numpy as np
import pandas as pd

from framing._resampling import difference, gather
from framing.comparison import _test
from framing.scores import balance

GROUPS = ("US", "Russia")
WORDS = 300  # an article


def study(
    rng: np.random.Generator, outlets=(8, 8), rho=(0.05, 0.05), share=(0.5, 0.5), articles=(10, 10), reprints=0.0, of=""
) -> pd.DataFrame:  # fmt: skip
    """A table of scores of two sides: their outlets, the correlation of hits, their share of the first pole.

    `articles` an outlet, from … to. A share `reprints` of all articles is reprinted, five articles a story: `of` the
    side's own agency, of one agency (common to both sides), or of other outlets of the side.
    """
    number = rng.integers(articles[0], articles[1] + 1, sum(outlets))
    outlet = np.repeat(np.arange(sum(outlets)), number)
    of_outlet = (np.arange(sum(outlets)) >= outlets[0]).astype(int)
    side = of_outlet[outlet]
    half = np.array(rho) / 2
    leaning = beta(rng, np.array(share)[of_outlet], half[of_outlet])
    hits = rng.negative_binomial(2, 0.2, len(outlet))
    up = rng.binomial(hits, beta(rng, leaning[outlet], half[side]))
    story = np.arange(len(outlet))
    reprinted = rng.random(len(outlet)) < reprints
    for g in (0, 1) if of != "one agency" else (slice(None),):
        own = np.flatnonzero(reprinted & (side == g if of != "one agency" else True))
        if not len(own):
            continue
        if of == "other outlets":
            origin = rng.choice(np.flatnonzero(~reprinted & (side == g)), max(1, len(own) // 4))
            told = {"hits": hits[origin], "up": up[origin], "story": story[origin]}
        else:
            n = max(1, len(own) // 5)
            sold = rng.negative_binomial(2, 0.2, n)
            mean = np.full(n, share[g] if of == "own agency" else np.mean(share))
            told = {"hits": sold, "up": rng.binomial(sold, beta(rng, mean, np.full(n, max(rho))))}
            told["story"] = story.max() + 1 + np.arange(n)
        which = rng.integers(0, len(told["hits"]), len(own))
        hits[own], up[own], story[own] = told["hits"][which], told["up"][which], told["story"][which]
    return scores(np.array(GROUPS)[side], outlet, story, hits, up)


def told_study(rng: np.random.Generator, stories: int, rho: float, share=(0.5, 0.5)) -> pd.DataFrame:
    """Scores of voices: in each story both sides speak, and a story's leaning is common to them."""
    story = np.repeat(np.arange(stories), 2)
    side = np.tile([0, 1], stories)
    common = beta(rng, np.full(stories, 0.5), np.full(stories, rho / 2))[story]
    both = 1 / (1 + (1 - common) / common * (1 - np.array(share)[side]) / np.array(share)[side])
    hits = rng.negative_binomial(2, 0.2, 2 * stories)
    return scores(np.array(GROUPS)[side], story, story, hits, rng.binomial(hits, beta(rng, both, np.full(1, rho / 2))))


def scores(side, outlet, story, hits, up) -> pd.DataFrame:
    """A table of scores."""
    about = {"id": np.arange(len(side)).astype(str), "side": side, "outlet": outlet, "story": story, "lang": "en"}
    return pd.DataFrame(about | {"words": WORDS, "sentences": 15, "up": up, "down": hits - up})


def tested(table: pd.DataFrame, cluster: str, draws: int, seed: int) -> dict:
    """What `compare` gives for the balance, a third as long: `low, high, p, detectable`, without its other columns.

    Each study needs a `seed` of its own: the same few shuffles in all of them would err alike.
    """
    clusters = gather(table, ["up", "down", "sentences"], "side", GROUPS, cluster, [])
    return _test(clusters, balance, float(difference(clusters.totals, balance)), 0.0, 0.0, draws, seed, None)


def beta(rng: np.random.Generator, mean: np.ndarray, rho: np.ndarray) -> np.ndarray:
    """Shares with this mean and intraclass correlation."""
    size = (1 - rho) / rho
    return np.clip(rng.beta(np.maximum(mean * size, 1e-6), np.maximum((1 - mean) * size, 1e-6)), 1e-9, 1 - 1e-9)
