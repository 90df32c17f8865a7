"""Turn hits into one score a text. The formulas are plain functions of counts; pass your own.

A formula takes the counts of the first pole, of the second, and the number of sentences, as numbers or arrays, and
gives a value of the same shape, NaN where there is no evidence. It is applied to the counts of one text, or to
those of a whole group (see `compare`), never averaged over texts of different length.
"""

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from ._check import require_columns, require_texts, scorable
from ._scan.sentence_ends import count_words_and_sentences

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
    words, sentences = _sizes(texts)
    made = ["words", "sentences", *counts, *(f.__name__ for f in formulas)]
    # what the texts already have under these names would keep its place, and the poles are known by theirs
    scores = texts.drop(columns=["text", *texts.columns.intersection(made)]).assign(
        words=words,
        sentences=sentences,
        **{pole: counts[pole].to_numpy() for pole in counts},
    )
    columns = [scores[c].to_numpy() for c in (*counts, "sentences")]
    return scores.assign(**{f.__name__: f(*columns) for f in formulas})


def shrink(scores: pd.DataFrame) -> pd.DataFrame:
    """`scores` and two more columns, `share_shrunken` and `balance_shrunken`: estimates for single texts with few
    hits.

    A text with two hits says little of itself; it is drawn towards the texts of its language, the more the fewer
    hits it has: (first + α) / (first + second + α + β), with α and β the beta-binomial's, by maximum likelihood
    (empirical Bayes; Casella 1985, doi:10.1080/00031305.1985.10479400). Use them to rank texts, not to compare
    groups: `compare` works on counts. A text without hits gets the mean of its language.

    >>> table = pd.DataFrame({"id": [*"abcd"], "lang": "en", "sentences": 9, "up": [9, 1, 0, 2], "down": [1, 0, 8, 2]})
    >>> shrink(table)["share_shrunken"].round(2).tolist()
    [0.86, 0.74, 0.06, 0.5]
    """
    require_columns(scores, ["lang"], "scores")
    first, second = poles_of_scores(scores)
    shrunken = pd.Series(np.nan, scores.index)
    for _, part in scores.groupby("lang"):
        up, down = part[first].to_numpy(float), part[second].to_numpy(float)
        alpha, beta = _beta_binomial(up, down)
        shrunken[part.index] = (up + alpha) / (up + down + alpha + beta)
    return scores.assign(share_shrunken=shrunken, balance_shrunken=np.log(shrunken / (1 - shrunken)))


def _beta_binomial(up: np.ndarray, down: np.ndarray) -> tuple[float, float]:
    """α and β of the beta-binomial distribution; ½ and ½ where there is too little to estimate them from."""
    from scipy.optimize import minimize
    from scipy.special import betaln

    some = up + down > 0
    if some.sum() < 3 or up.sum() == 0 or down.sum() == 0:
        return 0.5, 0.5
    up, down = up[some], down[some]

    def cost(logs: np.ndarray) -> float:
        alpha, beta = np.exp(logs)
        # a weak prior keeps both finite where the texts show no spread of their own
        return -(betaln(up + alpha, down + beta) - betaln(alpha, beta)).sum() + 0.05 * (logs**2).sum()

    best = minimize(cost, np.zeros(2), method="Nelder-Mead", options={"xatol": 1e-7, "fatol": 1e-9, "maxiter": 2000})
    return tuple(np.exp(best.x).round(6))


def length_dependence(scores: pd.DataFrame) -> pd.DataFrame:
    """A row is a language: does the balance depend on how long a text is? ``lang, n, rho, low, high``.

    `rho` is Spearman's correlation of words and balance over the texts with evidence, with its 95 % interval
    (Fisher's z, with the variance of Bonett and Wright 2000, doi:10.1007/BF02294183). Where the interval leaves out
    0, compare texts of like length, or whole groups, whose counts are pooled (Chan et al. 2021,
    doi:10.1177/0894439320946881).
    """
    require_columns(scores, ["lang", "words", "balance"], "scores")
    rows = []
    for lang, part in scores.dropna(subset=["balance"]).groupby("lang", sort=True):
        n = len(part)
        rho = part["words"].corr(part["balance"], "spearman") if n > 3 and np.ptp(part["words"]) > 0 else np.nan
        half = 1.96 * np.sqrt((1 + rho**2 / 2) / (n - 3)) if n > 3 else np.nan
        z = np.arctanh(np.clip(rho, -0.999999, 0.999999))
        rows.append((lang, n, rho, np.tanh(z - half), np.tanh(z + half)))
    return pd.DataFrame(rows, columns=["lang", "n", "rho", "low", "high"])


def _sizes(texts: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """The number of words and of sentences of each text."""
    words, sentences = np.zeros(len(texts), np.int64), np.zeros(len(texts), np.int64)
    for lang in sorted(set(texts["lang"])):
        own = np.flatnonzero((texts["lang"] == lang).to_numpy())
        words[own], sentences[own] = count_words_and_sentences(texts["text"].iloc[own].tolist(), lang)
    return words, sentences


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
