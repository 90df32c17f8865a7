"""What is spoken of."""

import pandas as pd

from .. import charts
from ..passages import Passage
from ..study import Study
from ..words import LANGS
from .common import Markdown, source


def topics(study: Study) -> charts.Figure | Markdown:
    """How much of each side's articles a topic takes."""
    if "topic_quality" not in study:
        return Markdown("*Too few articles in one language for topics.*")
    shares, quality = study["topic_shares"], study["topic_quality"]
    texts = study["scores"][study["scores"]["id"].isin(shares["id"])]
    groups = tuple(g for g in study.plan.groups if (texts["side"] == g).any())
    ax = charts.topics(shares, quality, texts, by="side", groups=groups)
    stable = int((quality["stability"] >= 0.5).sum())
    lang = LANGS[texts["lang"].iloc[0]]
    title = f"{stable} of {len(quality)} topics come back when a fifth of the articles is left out"
    note = f"{len(texts)} articles in {lang}. Topics that do not come back are grey. Source: {source(study)}."
    return charts.figure(ax, title=title, note=note, alt="; ".join(quality["label"]))


def topic_words(study: Study) -> Passage | Markdown:
    """A row is a topic: its words, coherence and stability."""
    if "topic_quality" not in study:
        return Markdown("")
    words = study["topic_words"].groupby("topic")["word"].agg(", ".join)
    quality = study["topic_quality"].set_index("topic")
    table = quality.assign(words=words)[["words", "coherence", "stability"]].rename_axis(None)
    with pd.option_context("display.max_colwidth", None):
        return Passage(table.to_html(border=0))
