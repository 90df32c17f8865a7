"""Which articles tell the same wire story? Ten reprints of one agency text are one piece of evidence, not ten."""

from array import array
from collections import defaultdict
from itertools import chain, count, pairwise

import numpy as np
import pandas as pd

from ._check import require_texts
from .words import WORD

SHINGLE = 5  # words that follow one another
CONTAINED = 0.3  # of the shorter text; reprints with a tenth of their words edited keep about .6 of their shingles
LEAST = 12  # shingles in common: a shared quotation of a sentence or two is not yet a reprint
TOO_COMMON = 2000  # texts that share one shingle: a formula ("the president of the russian federation"), not a story
TOGETHER, BLOCK = 1_000, 2_000_000  # texts whose words, and runs that, are in memory at one time
_LOW, _HALF = np.uint64(32), np.uint64(0xFFFFFFFF)  # two numbers of 32 bits are sorted as one of 64
FIRST = 5  # of the texts that share a shingle, so many are paired with all others


def find_copies(articles: pd.DataFrame) -> pd.DataFrame:
    """`articles` and a column `story`: articles that tell the same story share one, named after the earliest of them.

    Two articles are copies where at least CONTAINED of the runs of five words of the shorter one stand in the
    other: cuts, additions and new headlines do not hide a reprint. Copies of copies belong together.

    >>> words = (
    ...     "The two delegations met for six hours in the old arsenal and parted without a word to the waiting press"
    ... )
    >>> table = pd.DataFrame({"id": ["a", "b"], "lang": "en", "text": [words, "LUCERNE - " + words + " on Tuesday"]})
    >>> find_copies(table)["story"].tolist()
    ['a', 'a']
    """
    require_texts(articles, "articles")
    runs, sizes = _runs(articles["text"])
    texts, first = _shared(runs, sizes)
    del runs
    pairs = _pairs(texts, first, sizes)
    dates = articles["date"] if "date" in articles else [""] * len(articles)
    # an article without a date comes last, so that a story is named after a dated one
    days = [(str(date) or "9999", str(id)) for date, id in zip(dates, articles["id"], strict=True)]
    order = sorted(range(len(days)), key=days.__getitem__)
    names = articles["id"].to_numpy()
    return articles.assign(story=names[_join(len(articles), *pairs, order)])


def _runs(column: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """The different runs of five words of each text, text after text, as hashes; and how many a text has."""
    runs, sizes = array("I"), array("q")
    for begin in range(0, len(column), TOGETHER):
        code: dict[str, int] = defaultdict(count().__next__)
        found = [WORD.findall(text) for text in column.iloc[begin : begin + TOGETHER].tolist()]
        folded = (" ".join(own).casefold().split(" ") for own in found if own)
        codes = np.fromiter(map(code.__getitem__, chain.from_iterable(folded)), np.int64)
        words = pd.util.hash_array(np.array([*code], object), categorize=False)[codes]
        length = np.array([len(own) for own in found])
        run = np.zeros(max(0, len(words) - SHINGLE + 1), np.uint64)
        for k in range(SHINGLE):
            run = run * np.uint64(0x9E3779B97F4A7C15) + words[k : len(run) + k]
        text = np.repeat(np.arange(len(length), dtype=np.uint64), length)
        inside = text[: len(run)] == text[SHINGLE - 1 :]  # others begin in one text and end in the next
        # 32 bits are enough: that two of twelve common runs are common by chance is out of the question
        keys = text[: len(run)][inside] << _LOW | (run ^ (run >> np.uint64(29)))[inside] >> _LOW
        keys.sort()
        keys = keys[np.diff(keys, prepend=~np.uint64(0)) != 0]
        runs.frombytes((keys & _HALF).astype(np.uint32).tobytes())
        sizes.extend(np.bincount((keys >> _LOW).astype(int), minlength=len(length)))
    return np.frombuffer(runs, np.uint32), np.frombuffer(sizes, np.int64)


def _shared(runs: np.ndarray, sizes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The texts that share a run with others, run after run and in order, and where the texts of this run begin."""
    ends, texts, firsts = np.cumsum(sizes), array("I"), array("I")
    for low, high in pairwise(np.linspace(0, 1 << 32, len(runs) // BLOCK + 2).astype(int).tolist()):
        at = np.flatnonzero((runs >= low) & (runs < high))
        counts = np.diff(np.searchsorted(at, ends), prepend=0)
        keys = runs[at].astype(np.uint64) << _LOW | np.repeat(np.arange(len(sizes), dtype=np.uint64), counts)
        keys.sort()
        begin = np.flatnonzero(np.diff(keys >> _LOW, prepend=np.uint64(1 << 32)))
        length = np.diff(begin, append=len(keys))
        kept = (length > 1) & (length <= TOO_COMMON)
        first = len(texts) + np.cumsum(length[kept]) - length[kept]
        firsts.frombytes(np.repeat(first.astype(np.uint32), length[kept]).tobytes())
        texts.frombytes((keys[np.repeat(kept, length)] & _HALF).astype(np.uint32).tobytes())
    return np.frombuffer(texts, np.uint32), np.frombuffer(firsts, np.uint32)


def _pairs(texts: np.ndarray, first: np.ndarray, sizes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Pairs of texts that share enough runs of words.

    Of the texts that share a run, each is paired with the first few: reprints all pair with the first of them, and
    the work grows with the texts, not with their square.
    """
    n, found = np.uint64(len(sizes)), [np.zeros((2, 0), np.int64)]
    # all pairs of a text are counted at once, and those of few texts at a time
    ends = np.cumsum(sizes)
    for low, high in pairwise([0, *np.searchsorted(ends, range(BLOCK, sizes.sum(), BLOCK)).tolist(), len(sizes)]):
        at = np.flatnonzero((texts >= low) & (texts < high))
        begin, own = first[at], texts[at].astype(np.uint64)
        later = [(at - begin > k, k) for k in range(FIRST)]
        pairs = np.concatenate([texts[begin[m] + k] * n + own[m] for m, k in later])
        pairs, common = np.unique(pairs, return_counts=True)
        one, other = (x.astype(np.int64) for x in np.divmod(pairs, n))
        copies = (common >= LEAST) & (common >= CONTAINED * np.minimum(sizes[one], sizes[other]))
        found.append(np.array([one[copies], other[copies]]))
    return tuple(np.concatenate(found, axis=1))


def _join(n: int, first: np.ndarray, second: np.ndarray, order: np.ndarray) -> np.ndarray:
    """For every text the earliest text (by `order`) of its group of copies."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    group = connected_components(coo_array((np.ones(len(first)), (first, second)), shape=(n, n)), directed=False)[1]
    earliest = np.full(n, -1)
    for text in reversed(order):
        earliest[group[text]] = text
    return earliest[group]
