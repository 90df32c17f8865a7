"""Which articles tell the same wire story? Ten reprints of one agency text are one piece of evidence, not ten."""

import numpy as np
import pandas as pd

from ._check import require_texts
from .words import WORD

SHINGLE = 5  # words that follow one another
CONTAINED = 0.3  # of the shorter text; reprints with a tenth of their words edited keep about .6 of their shingles
LEAST = 12  # shingles in common: a shared quotation of a sentence or two is not yet a reprint
TOO_COMMON = 2000  # texts that share one shingle: a formula ("the president of the russian federation"), not a story
BLOCK = 4_000_000  # runs that are looked at together
_LOW, _TEXT = np.uint64(32), np.uint64(0xFFFFFFFF)  # a key is the hash of a run above, the number of the text below
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
    first, second = _pairs(*_shingles(articles["text"]))
    dates = articles["date"] if "date" in articles else pd.Series("", articles.index)
    # an article without a date comes last, so that a story is named after a dated one
    order = np.lexsort((articles["id"].to_numpy(str), dates.replace("", "9999").to_numpy(str)))
    names = articles["id"].to_numpy()
    return articles.assign(story=names[_join(len(articles), first, second, order)])


def _shingles(column: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """Every run of five words once a text, sorted, as one number: a hash above, the text below; and how many a text."""
    vocabulary: dict[str, int] = {}
    parts, sizes = [], np.zeros(len(column), np.int64)
    for number, text in enumerate(column):
        codes = np.array([vocabulary.setdefault(w.casefold(), len(vocabulary)) for w in WORD.findall(text)], np.uint64)
        if len(codes) < SHINGLE:
            continue
        run = np.zeros(len(codes) - SHINGLE + 1, np.uint64)
        for k in range(SHINGLE):
            run = run * np.uint64(0x9E3779B97F4A7C15) + codes[k : len(run) + k] + np.uint64(1)
        # 32 bits are enough: that two of twelve common runs are common by chance is out of the question
        hashes = np.unique((run ^ (run >> np.uint64(29))) >> _LOW)
        parts.append(hashes << _LOW | np.uint64(number))
        sizes[number] = len(hashes)
    keys = np.concatenate(parts) if parts else np.zeros(0, np.uint64)
    keys.sort()
    return keys, sizes


def _pairs(keys: np.ndarray, sizes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Pairs of texts that share enough runs of words.

    Of the texts that share a run, each is paired with the first few: reprints all pair with the first of them, and
    the work grows with the texts, not with their square.
    """
    n, begin, parts = np.uint64(len(sizes)), 0, []
    while begin < len(keys):
        # a block ends where a run ends: its pairs are counted for themselves, and memory stays bounded
        end = int(np.searchsorted(keys, ((keys[min(begin + BLOCK, len(keys)) - 1] >> _LOW) + np.uint64(1)) << _LOW))
        parts.append(np.unique(_pairs_of(keys[begin : end or len(keys)], n), return_counts=True))
        begin = end or len(keys)
    pairs, places = np.unique(
        np.concatenate([p for p, _ in parts]) if parts else np.zeros(0, np.uint64), return_inverse=True
    )
    common = np.bincount(places, weights=np.concatenate([c for _, c in parts]) if parts else None, minlength=len(pairs))
    first, second = (x.astype(np.int64) for x in np.divmod(pairs, n))
    copies = (common >= LEAST) & (common >= CONTAINED * np.minimum(sizes[first], sizes[second]))
    return first[copies], second[copies]


def _pairs_of(keys: np.ndarray, n: np.uint64) -> np.ndarray:
    """The pairs of texts of a block of sorted keys, each as one number, as often as they share a run."""
    hashes = keys >> _LOW
    begin = np.flatnonzero(np.r_[True, hashes[1:] != hashes[:-1]])
    length = np.diff(np.r_[begin, len(keys)])
    shared = (length > 1) & (length <= TOO_COMMON)
    at = np.flatnonzero(np.repeat(shared, length))
    first = np.repeat(begin[shared], length[shared])
    texts = keys & _TEXT
    later = [at - first > k for k in range(FIRST)]
    return np.concatenate([texts[first[m] + k] * n + texts[at[m]] for k, m in enumerate(later)])


def _join(n: int, first: np.ndarray, second: np.ndarray, order: np.ndarray) -> np.ndarray:
    """For every text the earliest text (by `order`) of its group of copies."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    group = connected_components(coo_array((np.ones(len(first)), (first, second)), shape=(n, n)), directed=False)[1]
    earliest = np.full(n, -1)
    for text in reversed(order):
        earliest[group[text]] = text
    return earliest[group]
