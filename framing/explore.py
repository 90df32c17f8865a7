"""Pieces to play with in JupyterLab: edit the lexicon, read an article, brush a period.

Each function returns a widget whose controls work by keys alone and have a `.value` that can be set from Python as
well. A stored notebook keeps its first state as HTML, so that something is seen where no kernel runs.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from .lexicon import Lexicon

if TYPE_CHECKING:
    from ._explore.reading import ArticleExplorer
    from ._explore.sheet import CodingExplorer
    from ._explore.time import PeriodExplorer
    from ._explore.words import LexiconExplorer

__all__ = ["article", "coding", "edit", "lexicon", "period"]


def lexicon(
    articles: pd.DataFrame,
    lexicon: Lexicon,
    *,
    by: str = "side",
    groups: Sequence[str] | None = None,
    concept: str | None = None,
) -> "LexiconExplorer":
    """Edit a concept's words, or what they count as, and see the groups' balances move.

    One row of the chart a group of `by` and language. The changes add up; "as it was" undoes them. The widget's
    `lexicon` is the edited one, `scores` are its scores; `concept`, `counts_as`, `lang` and `words` are its controls.

    >>> from framing import read_lexicon
    >>> texts = pd.DataFrame(
    ...     {"id": ["a"], "lang": "en", "side": "US", "text": ["They want dialogue, not an ultimatum. Dialogue."]}
    ... )
    >>> piece = lexicon(texts, read_lexicon(), concept="dialogue")
    >>> piece.counts_as.value = "confrontation"
    >>> piece.scores[["confrontation", "dialogue"]].values.tolist()
    [[2, 0]]
    """
    from ._explore.words import explorer

    return explorer(articles, lexicon, by, groups, concept)


def article(
    articles: pd.DataFrame, hits: pd.DataFrame, voices: pd.DataFrame | None = None, *, id: str | None = None
) -> "ArticleExplorer":
    """Pick an article and read it with its evidence marked and, with `voices` of `split_voices`, who speaks.

    Its controls are `side`, `article`, `evidence` and `who`.

    >>> from framing import find_hits, read_lexicon
    >>> texts = pd.DataFrame({"id": ["a", "b"], "lang": "en", "text": ["They want dialogue.", "It rained."]})
    >>> piece = article(texts, find_hits(texts, read_lexicon()))
    >>> piece.article.value = "b"
    >>> piece
    b: 2 words, confrontation 0, dialogue 0, no balance
    """
    from ._explore.reading import explorer

    return explorer(articles, hits, voices, id)


def period(
    scores: pd.DataFrame, *, by: str = "side", groups: tuple[str, str] | None = None, cluster: str | None = None
) -> "PeriodExplorer":
    """Choose two groups and a period: each text in its time, and the groups' values in the period, with `compare`.

    Its controls are `first`, `second` and `dates`; `chosen` are the scores of the two groups in the period. `cluster`
    is that of `compare`. Texts without a date are left out.

    >>> from framing import find_hits, read_lexicon, score
    >>> texts = pd.DataFrame(
    ...     {"id": [*"abcd"], "lang": "en", "text": "They want dialogue.", "side": ["US", "Russia"] * 2}
    ... )
    >>> texts["date"] = ["2022-01", "2022-01", "2022-02", "2022-02"]
    >>> table = score(texts, find_hits(texts, read_lexicon()))
    >>> piece = period(table, groups=("US", "Russia"))
    >>> piece.dates.value = ("2022-02", "2022-02")
    >>> piece
    2022-02 to 2022-02. US: 1 of 2 texts, Russia: 1 of 2 texts. Difference of the balances +0.00.
    """
    from ._explore.time import explorer

    return explorer(scores, by, groups, cluster)


def coding(sheet: pd.DataFrame | str | Path, path: str | Path) -> "CodingExplorer":
    """Code a sheet by keys, as `framing.code` does, with a count of the answers given so far under it.

    Its `coder` is the widget of `code`; `coder.press("1", coder.item)` answers from Python.
    """
    from ._explore.sheet import CodingExplorer

    return CodingExplorer(sheet, path)


def edit(
    lexicon: Lexicon, concept: str, *, counts_as: str | None = None, words: Mapping[str, str] | None = None
) -> Lexicon:
    """The lexicon with one concept changed: what its words count as (a pole, or "neither"), or the words themselves.

    `words` gives for a language the patterns in place of the old ones, written as in the lexicon's file; exclusions
    stay. The version changes with it.

    >>> from framing import find_hits, read_lexicon
    >>> texts = pd.DataFrame({"id": ["a"], "lang": "en", "text": ["They want dialogue."]})
    >>> moved = edit(read_lexicon(), "dialogue", counts_as="confrontation")
    >>> find_hits(texts, moved)["counts_as"].tolist()
    ['confrontation']
    """
    from ._explore.edits import edit as change

    return change(lexicon, concept, counts_as=counts_as, words=words)
