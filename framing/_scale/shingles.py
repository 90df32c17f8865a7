"""Runs of five words as numbers that are the same everywhere; of long texts a sample that is the same in all of them.

A text keeps the runs whose hash a power of two divides (FracMinHash: Irber et al. 2022, doi:10.1101/2022.01.11.475838),
so two texts that share a run both keep it, or neither does at the coarser rate.
"""

from collections import defaultdict

import numpy as np
import pandas as pd

from ..copies import SHINGLE
from ..words import WORD
from .survey import hashes

SMALL, COARSEST = 96, 8  # runs that a text keeps all; at most every eighth of a long one's


def rate(size: np.ndarray) -> np.ndarray:
    """One run in how many is kept of texts with so many runs: 1, 2, 4 or 8."""
    return np.clip(2 ** np.ceil(np.log2(np.maximum(size, 1) / SMALL)), 1, COARSEST).astype(np.int64)


def shingles(texts: pd.DataFrame) -> pd.DataFrame:
    """A row is a run of words that a text keeps: ``hash, uid, size`` (how many different runs the text has)."""
    vocabulary: dict[str, int] = defaultdict(lambda: len(vocabulary))
    codes = [[vocabulary[word] for word in map(str.casefold, WORD.findall(text))] for text in texts["text"].tolist()]
    of_word = hashes(pd.Series(list(vocabulary), dtype="str"))
    parts = []
    for uid, own in zip(hashes(texts["id"]), codes, strict=True):
        if len(own) >= SHINGLE:
            runs = _runs(of_word[own])
            kept = runs[runs % np.uint64(rate(np.array(len(runs)))) == 0]
            parts.append((kept, np.full(len(kept), uid), np.full(len(kept), len(runs), np.int32)))
    empty = (np.zeros(0, np.uint64), np.zeros(0, np.uint64), np.zeros(0, np.int32))
    hash, uid, size = (np.concatenate(c) for c in zip(empty, *parts, strict=True))
    return pd.DataFrame({"hash": hash, "uid": uid, "size": size})


def _runs(words: np.ndarray) -> np.ndarray:
    """The different runs of five words, as hashes whose every bit is mixed."""
    run = np.zeros(len(words) - SHINGLE + 1, np.uint64)
    for k in range(SHINGLE):
        run = run * np.uint64(0x9E3779B97F4A7C15) + words[k : len(run) + k]
    run = (run ^ (run >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    return np.unique(run ^ (run >> np.uint64(27)))
