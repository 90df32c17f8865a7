"""Turn hits into one score a text. The formulas are plain functions of counts; pass your own.

A formula takes the counts of the first pole, of the second, and the number of sentences, as numbers or arrays, and
gives a value of the same shape, NaN where there is no evidence. It is applied to the counts of one text, or to
those of a whole group (see `compare`), never averaged over texts of different length.
"""

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from ._check import require_columns, require_texts, scorable
from .words import count_words, sentence_spans

Formula = Callable[[np.ndarray, np.ndarray, np.ndarray], np.ndarray]


def balance(first: np.ndarray, second: np.ndarray, sentences: np.ndarray | None = None) -> np.ndarray:
    """ln((first + ½) / (second + ½)): above 0 the first pole prevails, below 0 the second; NaN without evidence.

    One more unit is 2.7 times as many words of the first pole for each of the second. After Lowe et al. (2011),
    Scaling policy preferences from coded political texts, doi:10.1111/j.1939-9162.2010.00006.x.

    >>> float(balance(3, 0).round(3)), float(balance(0, 0))
    (1.946, nan)
    """
    first, second = np.asarray(first, float), np.asarray(second, float)
    return np.where(first + second > 0, np.log((first + 0.5) / (second + 0.5)), np.nan)[()]


def share(first: np.ndarray, second: np.ndarray, sentences: np.ndarray | None = None) -> np.ndarray:
    """first / (first + second), from 0 to 1; NaN without evidence.

    >>> float(share(3, 1))
    0.75
    """
    first, second = np.asarray(first, float), np.asarray(second, float)
    total = first + second
    return np.where(total > 0, first / np.where(total > 0, total, 1), np.nan)[()]


def intensity(first: np.ndarray, second: np.ndarray, sentences: np.ndarray) -> np.ndarray:
    """Words of either pole for each 100 sentences: how much the text speaks of the axis at all; NaN without a
    sentence.

    >>> float(intensity(3, 1, 20))
    20.0
    """
    sentences = np.asarray(sentences, float)
    total = np.asarray(first, float) + np.asarray(second, float)
    return np.where(sentences > 0, 100 * total / np.where(sentences > 0, sentences, 1), np.nan)[()]


FORMULAS = {f.__name__: f for f in (balance, share, intensity)}


def score(texts: pd.DataFrame, hits: pd.DataFrame, formulas: Sequence[Formula] = (balance, intensity)) -> pd.DataFrame:
    """A row is a text: its columns without ``text``, then ``words, sentences, <pole>, <pole>`` and a column a
    formula.

    The two columns of counts are named after the lexicon's poles. Texts that `clean` set aside are left out.

    >>> from framing import find_hits, read_lexicon
    >>> texts = pd.DataFrame({"id": ["a"], "lang": ["en"], "text": ["They want dialogue. No threats."]})
    >>> scores = score(texts, find_hits(texts, read_lexicon()))
    >>> scores[["words", "sentences", "confrontation", "dialogue"]].values.tolist()
    [[5, 2, 0, 1]]
    """
    require_texts(texts)
    require_columns(hits, ["id", "counts_as"], "hits")
    texts = scorable(texts)
    counts = count_poles(hits).reindex(texts["id"], fill_value=0)
    scores = texts.drop(columns="text").assign(
        words=[count_words(t) for t in texts["text"]],
        sentences=[len(sentence_spans(t, lang)) for t, lang in zip(texts["text"], texts["lang"], strict=True)],
        **{pole: counts[pole].to_numpy() for pole in counts},
    )
    columns = [scores[c].to_numpy() for c in (*counts, "sentences")]
    return scores.assign(**{f.__name__: f(*columns) for f in formulas})


def count_poles(hits: pd.DataFrame) -> pd.DataFrame:
    """A row is a text with hits (the index is its id), a column a pole: how many hits count as it."""
    poles = poles_of_hits(hits)
    counted = hits[hits["counts_as"].isin(poles)]
    counts = counted.groupby(["id", counted["counts_as"].astype(str)], sort=True).size().unstack(fill_value=0)
    return counts.reindex(columns=poles, fill_value=0).rename_axis(columns=None)


def poles_of_hits(hits: pd.DataFrame) -> list[str]:
    """The two poles, in the lexicon's order; the table carries them as the categories of `counts_as`."""
    if not isinstance(hits["counts_as"].dtype, pd.CategoricalDtype):
        raise ValueError(
            "hits has lost the order of its poles: `counts_as` should be a categorical column with the two poles "
            "as its first categories. Keep the table of find_hits as it is, or store it as Parquet, which keeps them."
        )
    return [str(p) for p in hits["counts_as"].cat.categories if p != ""]


def poles_of_scores(scores: pd.DataFrame) -> list[str]:
    """The two columns of counts in a table of scores: those right after ``sentences``."""
    require_columns(scores, ["sentences"], "scores")
    at = list(scores.columns).index("sentences")
    poles = [str(c) for c in scores.columns[at + 1 : at + 3]]
    if len(poles) < 2 or not all(pd.api.types.is_numeric_dtype(scores[p]) for p in poles):
        raise ValueError(f"scores: two columns of counts should follow `sentences`; there are {poles}.")
    return poles
