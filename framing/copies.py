"""Which articles tell the same wire story? Ten reprints of one agency text are one piece of evidence, not ten."""

import numpy as np
import pandas as pd

from ._check import require_texts
from .words import WORD

SHINGLE = 5  # words that follow one another
CONTAINED = 0.3  # of the shorter text; reprints with a tenth of their words edited keep about .6 of their shingles
LEAST = 12  # shingles in common: a shared quotation of a sentence or two is not yet a reprint
TOO_COMMON = 200  # texts that share one shingle: a formula ("the president of the russian federation"), not a story


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
    texts, shingles = _shingles(articles["text"])
    first, second = _pairs(texts, shingles, np.bincount(texts, minlength=len(articles)))
    dates = articles["date"] if "date" in articles else pd.Series("", articles.index)
    # an article without a date comes last, so that a story is named after a dated one
    order = np.lexsort((articles["id"].to_numpy(str), dates.replace("", "9999").to_numpy(str)))
    names = articles["id"].to_numpy()
    return articles.assign(story=names[_join(len(articles), first, second, order)])


def _shingles(column: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """For every run of five words once a text: the number of the text, and a hash of the run."""
    vocabulary: dict[str, int] = {}
    texts, hashes = [], []
    for number, text in enumerate(column):
        codes = np.array([vocabulary.setdefault(w.casefold(), len(vocabulary)) for w in WORD.findall(text)], np.uint64)
        if len(codes) < SHINGLE:
            continue
        run = np.zeros(len(codes) - SHINGLE + 1, np.uint64)
        for k in range(SHINGLE):
            run = run * np.uint64(0x9E3779B97F4A7C15) + codes[k : len(run) + k] + np.uint64(1)
        hashes.append(np.unique(run ^ (run >> np.uint64(29))))
        texts.append(np.full(len(hashes[-1]), number))
    if not texts:
        return np.zeros(0, int), np.zeros(0, np.uint64)
    return np.concatenate(texts), np.concatenate(hashes)


def _pairs(texts: np.ndarray, shingles: np.ndarray, sizes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Pairs of texts that share enough runs of words."""
    order = np.lexsort((texts, shingles))
    texts, shingles = texts[order], shingles[order]
    begin = np.flatnonzero(np.r_[True, shingles[1:] != shingles[:-1]]) if len(shingles) else np.zeros(0, int)
    length = np.diff(np.r_[begin, len(shingles)])
    shared = (length > 1) & (length <= TOO_COMMON)
    codes = []
    for n in np.unique(length[shared]):
        group = texts[begin[shared & (length == n)][:, None] + np.arange(n)]
        i, j = np.triu_indices(n, 1)
        codes.append((group[:, i].astype(np.int64) * len(sizes) + group[:, j]).ravel())
    if not codes:
        return np.zeros(0, int), np.zeros(0, int)
    pairs, common = np.unique(np.concatenate(codes), return_counts=True)
    first, second = np.divmod(pairs, len(sizes))
    copies = (common >= LEAST) & (common >= CONTAINED * np.minimum(sizes[first], sizes[second]))
    return first[copies], second[copies]


def _join(n: int, first: np.ndarray, second: np.ndarray, order: np.ndarray) -> np.ndarray:
    """For every text the earliest text (by `order`) of its group of copies."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    group = connected_components(coo_array((np.ones(len(first)), (first, second)), shape=(n, n)), directed=False)[1]
    earliest = np.full(n, -1)
    for text in reversed(order):
        earliest[group[text]] = text
    return earliest[group]
