"""One chart a result table, of the same name. Each draws on `ax` and returns it; none shows or saves anything.

The poles have one colour each, everywhere; groups are told apart by place and marker. A balance is written as a
proportion of words, with both directions named on the axis. `figure` puts the finding above a chart and n and
source below.
"""

from ._charts.groups import compare, scores, speakers, summarise
from ._charts.near import collocates
from ._charts.parts import WIDTH, Figure, figure
from ._charts.reasons import explain
from ._charts.reliability import accuracy, agreement
from ._charts.robustness import vary
from ._charts.time import over_time
from ._charts.topics import choose_topics, topic_shares, topics_by_balance
from ._charts.voices import voice_words, voices

__all__ = [
    "WIDTH", "Figure", "accuracy", "agreement", "choose_topics", "collocates", "compare", "explain", "figure",
    "over_time", "scores", "speakers", "summarise", "topic_shares", "topics_by_balance", "vary", "voice_words",
    "voices",
]  # fmt: skip
