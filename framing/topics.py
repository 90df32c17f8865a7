"""Topics: which words occur together. A topic is a subject, not a frame: what is spoken of, not how.

A model always finds as many topics as it is asked for. So each is found again and again with a fifth of the stories
left out, and one whose words do not come back gets no name.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix

from ._check import require_choice, require_columns, require_texts, scorable
from ._topics.groups import topic_balance, topic_shares
from ._topics.intrusion import intrusion_sheet, score_intrusion
from ._topics.model import METHODS, Counts, align, coherence, fit_words, text_shares, top_words
from ._topics.vocabulary import count_lemmas, count_subjects, stop_words
from .lexicon import Lexicon

__all__ = ["BASES", "NOT_STABLE", "STABLE", "Topics", "choose_topics", "fit_topics", "intrusion_sheet",
           "score_intrusion", "stop_words", "topic_balance", "topic_shares", "topics_of_terms"]  # fmt: skip

BASES = ("words", "concepts and seeds")
STABLE = 0.5  # below it fewer than seven of ten words come back on average, and a topic gets no name
NOT_STABLE = "(not stable)"
TYPICAL = 5
_REFITS = 20
_STARTS = 10


@dataclass(frozen=True)
class Topics:
    """Topics as tables.

    words : a row is a word of a topic: ``topic, word, weight``, the strongest first.
    shares : a row is a text and a topic: ``id, topic, share``; the shares of a text sum to 1.
    quality : a row is a topic: ``topic, label, coherence, stability, basis``. Coherence is the mean NPMI of its ten
        first words over the stories (-1 to 1); stability the mean share (Jaccard) of these words that come back when
        a fifth of the stories is left out. Below .5 the label is ``(not stable)``. `basis` says what was counted, and
        in which languages.
    typical : a row is a text that is typical of a topic: ``topic, rank, id, share``; one a story.
    refits : a row is a text, a topic and a refit: ``refit, id, topic, share``; how far the shares depend on which
        stories the model saw.
    """

    words: pd.DataFrame
    shares: pd.DataFrame
    quality: pd.DataFrame
    typical: pd.DataFrame
    refits: pd.DataFrame


def fit_topics(
    texts: pd.DataFrame,
    n: int,
    *,
    method: str = "nmf",
    basis: str = "words",
    lexicon: Lexicon | None = None,
    seed: int = 0,
) -> Topics:
    """`n` topics of texts: their words, their share of each text, and how far each can be trusted.

    Parameters
    ----------
    n : how many topics; `choose_topics` shows what speaks for which number. No number is chosen for you.
    method : `nmf`, non-negative matrix factorisation of tf-idf (Lee and Seung 1999, doi:10.1038/44565), or `lda`,
        latent Dirichlet allocation of counts (Blei, Ng and Jordan 2003).
    basis : `words` counts the dictionary forms of one language. `concepts and seeds` is for several languages: the
        subjects of `topic_seeds.csv` and the concepts of status `topic` of the `lexicon` (by default the shipped one).

    Function words, words in a single story and words in more than half of the stories are left out. The texts of one
    `story` (see `find_copies`) weigh as one. Results are the same on each machine.

    >>> harbour = "ships sail harbour wind captain"
    >>> garden = "roses bloom garden rain gardener"
    >>> texts = pd.DataFrame({"id": list("abcdef"), "lang": "en", "text": [harbour, garden] * 3})
    >>> topics = fit_topics(texts, 2)
    >>> sorted(set(topics.words["topic"])), round(float(topics.shares["share"].sum()), 6)
    ([1, 2], 6.0)
    >>> topics.quality["basis"].tolist()
    ['words, en', 'words, en']
    """
    texts, counts, label = _count(texts, basis, lexicon)
    _require_number(n, counts)
    return _fit(texts["id"].tolist(), counts, n, method, label, seed)


def choose_topics(
    texts: pd.DataFrame,
    counts: Iterable[int] = range(3, 11),
    *,
    method: str = "nmf",
    basis: str = "words",
    lexicon: Lexicon | None = None,
    seed: int = 0,
) -> pd.DataFrame:
    """A row is a number of topics: ``topics, stability, seeds, coherence, recurring, n, stories, basis``.

    `stability` is the mean share (Jaccard) of a topic's ten first words that come back when a fifth of the stories is
    left out, over 20 such refits; `seeds` the same with all stories, over 10 starts from random numbers; `coherence`
    the mean NPMI of these words; `recurring` how many of the topics have a stability of .5 or more. Look at it, or at
    `charts.choose_topics`, and read the words: the number of topics is a reader's decision (Greene, O'Callaghan and
    Cunningham 2014, doi:10.1007/978-3-662-44848-9_32; Maier et al. 2018, doi:10.1080/19312458.2018.1430754).

    >>> harbour = "ships sail harbour wind captain"
    >>> garden = "roses bloom garden rain gardener"
    >>> texts = pd.DataFrame({"id": list("abcdefgh"), "lang": "en", "text": [harbour, garden] * 4})
    >>> choose_topics(texts, [2])[["topics", "stability", "recurring"]].values.tolist()
    [[2.0, 1.0, 2.0]]
    """
    texts, found, label = _count(texts, basis, lexicon)
    numbers = sorted(set(counts))
    if not numbers:
        raise ValueError("counts is empty; name the numbers of topics to try, for instance range(3, 11).")
    for n in numbers:
        _require_number(n, found)
    rows = []
    for n in numbers:
        topics = _fit(texts["id"].tolist(), found, n, method, label, seed)
        stability = topics.quality["stability"]
        rows.append({
            "topics": n, "stability": stability.mean().round(3), "seeds": _over_starts(found, n, method, seed),
            "coherence": topics.quality["coherence"].mean().round(3), "recurring": int((stability >= STABLE).sum()),
            "n": len(texts), "stories": int(found.story.max()) + 1, "basis": label,
        })  # fmt: skip
    return pd.DataFrame(rows)


def topics_of_terms(terms: pd.DataFrame, n: int, *, method: str = "nmf", seed: int = 0) -> Topics:
    """Topics of texts that are known by their counts only: a row of `terms` is a word of a text, ``id, term, count``
    (`read_figures`).

    Words of less than three letters, words in fewer than three texts and in more than a third of them are left out.

    >>> rows = [
    ...     (id, term, 1)
    ...     for id in "abcdef"
    ...     for term in ("ship harbour wind" if id < "d" else "rose garden rain").split()
    ... ]
    >>> terms = pd.DataFrame(rows, columns=["id", "term", "count"])
    >>> sorted(topics_of_terms(terms, 2).words["word"])[:3]
    ['garden', 'harbour', 'rain']
    """
    require_columns(terms, ["id", "term", "count"], "terms")
    ids, known = np.unique(terms["id"].to_numpy(str)), terms["term"].map(len) > 2
    n_texts = terms.groupby("term")["id"].transform("nunique")
    kept = terms[known & (n_texts >= 3) & (n_texts <= max(3, len(ids) / 3))]
    term, names = pd.factorize(kept["term"], sort=True)
    rows = np.searchsorted(ids, kept["id"].to_numpy(str))
    counts = csr_matrix((kept["count"].to_numpy(float), (rows, term)), shape=(len(ids), len(names)))
    found = Counts(np.asarray(names, dtype=object), counts, np.arange(len(ids)))
    _require_number(n, found)
    return _fit(list(ids), found, n, method, "counts of words", seed)


def _count(texts: pd.DataFrame, basis: str, lexicon: Lexicon | None) -> tuple[pd.DataFrame, Counts, str]:
    """The texts that are counted, what is counted in them, and its name."""
    require_texts(texts)
    require_choice(basis, BASES, "basis")
    texts = scorable(texts).sort_values("id")  # nothing may depend on the order of files
    if not len(texts):
        raise ValueError("there are no texts to find topics in.")
    langs = sorted(set(texts["lang"]))
    story = pd.factorize(texts["story"] if "story" in texts.columns else texts["id"], sort=True)[0]
    if basis == "concepts and seeds":
        names, matrix = count_subjects(texts, lexicon, story)
    elif len(langs) == 1:
        names, matrix = count_lemmas(texts["text"], langs[0], story)
    else:
        raise ValueError(
            f"the texts are in {langs}: topics of their words would split by language. Fit each on its own, for "
            "instance texts[texts['lang'] == 'en'], or all together with basis='concepts and seeds'."
        )
    return texts, Counts(names, matrix, story), f"{basis}, {'+'.join(langs)}"


def _require_number(n: int, counts: Counts) -> None:
    stories, words = int(counts.story.max()) + 1, counts.matrix.shape[1]
    if n < 2:
        raise ValueError(f"n={n}: a model needs two topics or more.")
    if stories < 2 * n:
        raise ValueError(f"n={n} topics need at least {2 * n} texts that tell different stories; there are {stories}.")
    if words < 2 * n:
        raise ValueError(f"n={n} topics need at least {2 * n} words that several texts share; there are {words}.")


def _fit(ids: list[str], counts: Counts, n: int, method: str, basis: str, seed: int) -> Topics:
    from threadpoolctl import threadpool_limits

    require_choice(method, METHODS, "method")
    with threadpool_limits(1):
        words = fit_words(counts, n, method, seed)
        shares = text_shares(counts, words, method)
        came_back, again = _refit(counts, words, method, seed)
    top, stability = top_words(words), came_back.mean(axis=0).round(3)
    quality = pd.DataFrame({
        "topic": range(1, n + 1),
        "label": [", ".join(counts.names[t[:3]]) if s >= STABLE else NOT_STABLE
                  for t, s in zip(top, stability, strict=True)],
        "coherence": [coherence(counts, t) for t in top], "stability": stability, "basis": basis,
    })  # fmt: skip
    rows = [(k + 1, counts.names[j], words[k, j]) for k in range(n) for j in top[k] if words[k, j] > 0]
    refits = [_long(ids, share).assign(refit=r) for r, share in enumerate(again, 1)]
    return Topics(
        pd.DataFrame(rows, columns=["topic", "word", "weight"]), _long(ids, shares), quality,
        _typical(ids, shares, counts.story), pd.concat(refits, ignore_index=True)[["refit", "id", "topic", "share"]],
    )  # fmt: skip


def _refit(counts: Counts, words: np.ndarray, method: str, seed: int) -> tuple[np.ndarray, list[np.ndarray]]:
    """For each refit on four fifths of the stories: the share of each topic's words that came back, and the shares of
    all texts under it."""
    rng = np.random.default_rng(seed)
    came_back, shares = [], []
    for r in range(_REFITS):
        again = fit_words(counts.subsample(rng), len(words), method, seed + 1 + r)
        partner, back = align(words, again)
        came_back.append(back)
        shares.append(text_shares(counts, again[partner], method))
    return np.array(came_back), shares


def _over_starts(counts: Counts, n: int, method: str, seed: int) -> float:
    """The share of the words of a topic that come back from another start."""
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1):
        words = fit_words(counts, n, method, seed)
        starts = [fit_words(counts, n, method, seed + 1 + r, anywhere=True) for r in range(_STARTS)]
        return round(float(np.mean([align(words, again)[1].mean() for again in starts])), 3)


def _typical(ids: list[str], shares: np.ndarray, story: np.ndarray) -> pd.DataFrame:
    """The texts with the largest share of each topic, one a story."""
    rows = []
    for k in range(shares.shape[1]):
        order = np.lexsort((np.array(ids, dtype=str), -shares[:, k]))
        first = np.sort(np.unique(story[order], return_index=True)[1])[:TYPICAL]
        rows += [(k + 1, rank, ids[i], shares[i, k]) for rank, i in enumerate(order[first], 1) if shares[i, k] > 0]
    return pd.DataFrame(rows, columns=["topic", "rank", "id", "share"])


def _long(ids: list[str], shares: np.ndarray) -> pd.DataFrame:
    """A row a text and a topic."""
    n = shares.shape[1]
    return pd.DataFrame({
        "id": np.repeat(np.array(ids, dtype=object), n), "topic": np.tile(np.arange(1, n + 1), len(ids)),
        "share": shares.ravel(),
    })  # fmt: skip
