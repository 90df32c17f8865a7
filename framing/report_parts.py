"""The parts of the report: each takes a study and gives a picture, a table or a paragraph made from its numbers.

Titles and sentences follow the verdict (`wording`): what the interval does not leave out, no title claims.
"""

from ._parts.chapters import (
    evidence_opening,
    limits,
    outlets_opening,
    stories_opening,
    topics_opening,
    voices_opening,
)
from ._parts.common import Markdown
from ._parts.evidence import evidence, one_article
from ._parts.plan import explored, hypotheses, other_choices
from ._parts.series import over_time, over_time_opening
from ._parts.sides import (
    articles,
    by_outlet,
    how_compared,
    opening,
    outlet_links,
    outlets,
    provenance,
    set_aside,
    sides,
    sides_table,
    what_went_in,
    why,
    why_links,
)
from ._parts.stories import independent, one_reprint, stories, taken_out
from ._parts.topics import topic_numbers, topic_words, topics, topics_by_balance
from ._parts.voices import mirror, speaker_links, speakers, voices

__all__ = [
    "Markdown",
    "articles",
    "by_outlet",
    "evidence",
    "evidence_opening",
    "explored",
    "how_compared",
    "hypotheses",
    "independent",
    "limits",
    "mirror",
    "one_article",
    "one_reprint",
    "opening",
    "other_choices",
    "outlet_links",
    "outlets",
    "outlets_opening",
    "over_time",
    "over_time_opening",
    "provenance",
    "set_aside",
    "sides",
    "sides_table",
    "speaker_links",
    "speakers",
    "stories",
    "stories_opening",
    "taken_out",
    "topic_numbers",
    "topic_words",
    "topics",
    "topics_by_balance",
    "topics_opening",
    "voices",
    "voices_opening",
    "what_went_in",
    "why",
    "why_links",
]
