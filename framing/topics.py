"""Topics: which words occur together. A topic is a subject, not a frame: what is spoken of, not how."""

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import numpy as np
import pandas as pd

from ._check import require_texts, scorable
from .words import WORD

TOP = 10  # words that stand for a topic
_SUBSAMPLES = 8  # refits on four fifths of the texts that stability is measured with


@dataclass(frozen=True)
class Topics:
    """Topics as tables.

    words : a row is a word of a topic: ``topic, word, weight``, the strongest first.
    shares : a row is a text and a topic: ``id, topic, share``; the shares of a text sum to 1.
    quality : a row is a topic: ``topic, label, coherence, stability``. Coherence is the mean NPMI of its ten first
        words over the texts (-1 to 1); stability the mean share (Jaccard) of these words that come back when a
        fifth of the texts is left out.
    """

    words: pd.DataFrame
    shares: pd.DataFrame
    quality: pd.DataFrame


def fit_topics(texts: pd.DataFrame, n: int = 6, *, seed: int = 0) -> Topics:
    """Topics of texts in one language, by non-negative matrix factorisation of tf-idf (Lee and Seung 1999).

    Words of the language's function-word list, words in a single text and words in more than half of the texts are
    left out. Results are the same on each machine: one thread, seeded, rounded before anything is ordered.

    >>> harbour = "ships sail harbour wind captain"
    >>> garden = "roses bloom garden rain gardener"
    >>> texts = pd.DataFrame({"id": list("abcdef"), "lang": "en", "text": [harbour, garden] * 3})
    >>> topics = fit_topics(texts, 2)
    >>> sorted(set(topics.words["topic"])), round(float(topics.shares["share"].sum()), 6)
    ([1, 2], 6.0)
    """
    require_texts(texts)
    texts = scorable(texts)
    langs = sorted(set(texts["lang"]))
    if len(langs) != 1:
        raise ValueError(
            f"the texts are in {langs}: topics would split by language. Fit each on its own, "
            "for instance texts[texts['lang'] == 'en']."
        )
    if len(texts) < 2 * n:
        raise ValueError(f"n={n} topics need at least {2 * n} texts; there are {len(texts)}.")
    names, counts = _counts(texts["text"], langs[0])
    return topics_of_counts(texts["id"].tolist(), names, counts, n, seed=seed)


def topics_of_counts(ids: list[str], names: np.ndarray, counts, n: int, *, seed: int = 0) -> Topics:  # noqa: ANN001 (sparse)
    """Topics from a matrix of counts, a row a text, a column a word."""
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1):
        weights, parts = _factorise(counts, n, seed)
        tops = _top_words(parts)
        stability = _stability(counts, tops, n, seed)
    words = [(k + 1, names[j], parts[k, j]) for k in range(n) for j in tops[k]]
    total = weights.sum(axis=1, keepdims=True)
    share = np.where(total > 0, weights / np.where(total > 0, total, 1), 1 / n).round(6)
    quality = pd.DataFrame({
        "topic": range(1, n + 1), "label": [", ".join(names[t[:3]]) for t in tops],
        "coherence": [_coherence(counts, t) for t in tops], "stability": stability,
    })  # fmt: skip
    shares = pd.DataFrame(share, index=pd.Index(ids, name="id"), columns=pd.RangeIndex(1, n + 1, name="topic"))
    return Topics(
        pd.DataFrame(words, columns=["topic", "word", "weight"]), shares.stack().rename("share").reset_index(), quality
    )


@lru_cache
def stop_words(lang: str) -> frozenset[str]:
    """Words of a language that carry no subject."""
    table = pd.read_csv(files("framing") / "function_words.csv", dtype=str, keep_default_na=False)
    more = pd.read_csv(files("framing") / "language_words.csv", dtype=str, keep_default_na=False)
    empty = (table["lang"] == lang) & ~table["class"].isin(["actor", "inanimate", "verb"])
    return frozenset(table.loc[empty, "form"].str.casefold()) | frozenset(more.loc[more["lang"] == lang, "word"])


def _counts(column: pd.Series, lang: str):  # noqa: ANN202 (a sparse matrix)
    """The words that can tell subjects apart, and how often each text holds them."""
    from sklearn.feature_extraction.text import CountVectorizer

    vectors = CountVectorizer(
        token_pattern=WORD.pattern, stop_words=sorted(stop_words(lang)), min_df=2, max_df=0.5, preprocessor=str.casefold
    )
    counts = vectors.fit_transform(column)
    names = vectors.get_feature_names_out()
    keep = [i for i, w in enumerate(names) if len(w) > 2 and not w[0].isdigit()]
    return names[keep], counts[:, keep].tocsr()


def _factorise(counts, n: int, seed: int) -> tuple[np.ndarray, np.ndarray]:  # noqa: ANN001
    """Text weights and topic words, rounded so that no later step depends on the last bits."""
    from sklearn.decomposition import NMF
    from sklearn.feature_extraction.text import TfidfTransformer

    model = NMF(n, init="nndsvda", random_state=seed, max_iter=1000, tol=1e-4)
    with np.errstate(invalid="ignore"):  # scikit-learn takes the root of its error, which rounding can bring below zero
        weights = model.fit_transform(TfidfTransformer(sublinear_tf=True).fit_transform(counts))
    # a topic's weights are only known up to a factor: give its words the sum 1
    scale = np.maximum(model.components_.sum(axis=1), 1e-12)
    return (weights * scale).round(6), (model.components_ / scale[:, None]).round(6)


def _top_words(parts: np.ndarray) -> np.ndarray:
    """The strongest words of each topic; ties go to the earlier word."""
    return np.array([np.lexsort((np.arange(len(p)), -p))[:TOP] for p in parts])


def _coherence(counts, top: np.ndarray) -> float:  # noqa: ANN001
    """Mean normalised pointwise mutual information of the words over the texts (Bouma 2009)."""
    present = (counts[:, top] > 0).astype(float).toarray()
    single, joint = present.mean(axis=0), present.T @ present / len(present)
    i, j = np.triu_indices(len(top), 1)
    both = joint[i, j]
    with np.errstate(divide="ignore", invalid="ignore"):
        npmi = np.log(both / (single[i] * single[j])) / -np.log(both)
    npmi = np.where(both == 0, -1.0, np.where(both == 1, 1.0, npmi))
    return round(float(npmi.mean()), 3)


def _stability(counts, tops: np.ndarray, n: int, seed: int) -> list[float]:  # noqa: ANN001
    """How much of each topic's first words comes back when a fifth of the texts is left out."""
    from scipy.optimize import linear_sum_assignment

    rng = np.random.default_rng(seed)
    found = np.zeros(n)
    for _ in range(_SUBSAMPLES):
        keep = np.sort(rng.choice(counts.shape[0], max(2 * n, int(0.8 * counts.shape[0])), replace=False))
        again = _top_words(_factorise(counts[keep], n, seed)[1])
        overlap = np.array([[len(np.intersect1d(a, b)) / len(np.union1d(a, b)) for b in again] for a in tops])
        rows, columns = linear_sum_assignment(-overlap)
        found[rows] += overlap[rows, columns]
    return (found / _SUBSAMPLES).round(3).tolist()
