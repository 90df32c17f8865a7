"""The parts of the report: each takes a study and gives a picture, a table or a paragraph made from its numbers.

Titles and sentences follow the verdict (`wording`): what the interval does not leave out, no title claims.
"""

from ._parts.common import Markdown
from ._parts.evidence import evidence, one_article
from ._parts.series import over_time, over_time_opening
from ._parts.sides import (
    articles,
    by_outlet,
    opening,
    outlets,
    provenance,
    set_aside,
    sides,
    sides_table,
    what_went_in,
    why,
)
from ._parts.topics import topic_words, topics
from ._parts.voices import mirror, speakers, voices

__all__ = [
    "Markdown",
    "articles",
    "by_outlet",
    "evidence",
    "mirror",
    "one_article",
    "opening",
    "outlets",
    "over_time",
    "over_time_opening",
    "provenance",
    "set_aside",
    "sides",
    "sides_table",
    "speakers",
    "topic_words",
    "topics",
    "voices",
    "what_went_in",
    "why",
]
