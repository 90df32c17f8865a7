"""Two topic models on one matrix of counts, and what is known of the topics that they find.

One thread, seeded starts, and results rounded to six decimals before anything is ordered: processors and numbers of
threads differ in the last bits only.
"""

import warnings
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix

METHODS = ("nmf", "lda")
TOP = 10  # words that stand for a topic
KEPT = 0.8  # of the stories, in each refit
_DIGITS = 6


@dataclass(frozen=True)
class Counts:
    """How often each text holds each word, and which story the text tells (numbered from 0).

    The texts of a story weigh as one, wherever anything is fitted or averaged.
    """

    names: np.ndarray
    matrix: csr_matrix
    story: np.ndarray

    @property
    def weight(self) -> np.ndarray:
        return 1.0 / np.bincount(self.story)[self.story]

    def subsample(self, rng: np.random.Generator) -> "Counts":
        """Four fifths of the stories."""
        n = self.story.max() + 1
        kept = np.zeros(n, bool)
        kept[rng.permutation(n)[: max(2, int(KEPT * n))]] = True
        rows = np.flatnonzero(kept[self.story])
        return Counts(self.names, self.matrix[rows], np.unique(self.story[rows], return_inverse=True)[1])


def fit_words(counts: Counts, n: int, method: str, seed: int, *, anywhere: bool = False) -> np.ndarray:
    """A row a topic, a column a word; a topic's words sum to 1.

    `anywhere` starts NMF from random numbers, to see whether it ends where it does otherwise.
    """
    if method == "nmf":
        from sklearn.decomposition import NMF

        model = NMF(n, init="random" if anywhere else "nndsvda", random_state=seed, max_iter=1000, tol=1e-4)
        # the square root: the model's error is a sum of squares, in which a text should count with its weight
        _quiet(model.fit, _tfidf(counts).multiply(np.sqrt(counts.weight)[:, None]).tocsr())
    else:
        from sklearn.decomposition import LatentDirichletAllocation

        model = LatentDirichletAllocation(n, random_state=seed, max_iter=50, learning_method="batch", n_jobs=None)
        model.fit(counts.matrix.multiply(counts.weight[:, None]).tocsr())
    return (model.components_ / np.maximum(model.components_.sum(axis=1, keepdims=True), 1e-12)).round(_DIGITS)


def text_shares(counts: Counts, words: np.ndarray, method: str) -> np.ndarray:
    """A row a text, a column a topic: how much of the text each topic takes, given the topics' words."""
    n = len(words)
    if method == "nmf":
        from sklearn.decomposition import non_negative_factorization

        weight, _, _ = _quiet(
            non_negative_factorization, _tfidf(counts), H=words, n_components=n, update_H=False, max_iter=500, tol=1e-6
        )
    else:
        weight = _mixtures(counts.matrix, words)
    total = weight.sum(axis=1, keepdims=True)
    return np.where(total > 0, weight / np.where(total > 0, total, 1), 1 / n).round(_DIGITS)


def top_words(words: np.ndarray) -> np.ndarray:
    """The strongest words of each topic; ties go to the earlier word."""
    return np.array([np.lexsort((np.arange(len(w)), -w))[:TOP] for w in words])


def coherence(counts: Counts, top: np.ndarray) -> float:
    """Mean normalised pointwise mutual information of the words over the stories (Bouma 2009)."""
    present = (counts.matrix[:, top] > 0).astype(float).toarray()
    weight = counts.weight / counts.weight.sum()
    single, joint = weight @ present, (present * weight[:, None]).T @ present
    i, j = np.triu_indices(len(top), 1)
    both = joint[i, j].round(9)
    with np.errstate(divide="ignore", invalid="ignore"):
        npmi = np.log(both / (single[i] * single[j])) / -np.log(both)
    npmi = np.where(both == 0, -1.0, np.where(both == 1, 1.0, npmi))
    return round(float(npmi.mean()), 3)


def align(words: np.ndarray, again: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Which topic of a refit is which, by the likeness of all their words; and the share (Jaccard) of each one's ten
    words that came back."""
    from scipy.optimize import linear_sum_assignment

    one, two = (w / np.maximum(np.linalg.norm(w, axis=1, keepdims=True), 1e-12) for w in (words, again))
    _, partner = linear_sum_assignment(-(one @ two.T).round(_DIGITS))
    pairs = zip(top_words(words), top_words(again)[partner], strict=True)
    return partner, np.array([len(np.intersect1d(a, b)) / len(np.union1d(a, b)) for a, b in pairs])


def _tfidf(counts: Counts) -> csr_matrix:
    """Sublinear tf-idf, a text's length 1; how rare a word is counts stories."""
    weight = counts.weight
    known = weight @ (counts.matrix > 0)
    matrix = counts.matrix.astype(float)
    matrix.data = 1 + np.log(matrix.data)
    matrix = matrix.multiply(np.log((1 + weight.sum()) / (1 + known)) + 1).tocsr()
    length = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    return matrix.multiply(1 / np.maximum(length, 1e-12)[:, None]).tocsr()


def _mixtures(matrix: csr_matrix, words: np.ndarray) -> np.ndarray:
    """The mixture of topics that makes each text's words most likely, by expectation and maximisation.

    Every topic starts with a weight of 1 / n beside the text's words, as the prior of the model says.
    """
    n, words = len(words), np.maximum(words, 1e-9)
    share = np.full((matrix.shape[0], n), 1 / n)
    cells = matrix.tocoo()
    for _ in range(100):
        part = share[cells.row] * words.T[cells.col]
        part *= (cells.data / part.sum(axis=1))[:, None]
        weight = np.full_like(share, 1 / n)
        np.add.at(weight, cells.row, part)
        share = weight / weight.sum(axis=1, keepdims=True)
    return share


def _quiet(fit, *args, **more):  # noqa: ANN001, ANN002, ANN003, ANN202 (whatever the function takes and gives)
    from sklearn.exceptions import ConvergenceWarning

    with np.errstate(invalid="ignore"), warnings.catch_warnings():
        # scikit-learn takes the root of its error, which rounding can bring below zero; a start from random numbers
        # that ends early is another refit, nothing to warn of
        warnings.simplefilter("ignore", ConvergenceWarning)
        return fit(*args, **more)
