"""What is spoken of."""

from html import escape

import pandas as pd

from .. import charts
from ..passages import Passage
from ..reader import link
from ..study import Study
from ..topics import STABLE
from ..wording import listed
from .common import Markdown, clusters, source


def topics(study: Study) -> charts.Figure | Markdown:
    """How much of each side's articles a topic takes."""
    if study.counted:
        return Markdown("")
    if "topic_sides" not in study:
        return Markdown("*Too few articles for topics.*")
    table, quality = study["topic_sides"], study["topic_quality"]
    ax = charts.topic_shares(table, groups=_groups(study, table), cluster=study.plan.cluster)
    stable = int((quality["stability"] >= STABLE).sum())
    title = f"{stable} of {len(quality)} topics come back when a fifth of the stories is left out"
    note = (
        f"Topics are made of {quality['basis'].iloc[0]}; those that do not come back are grey and have no name. Lines: "
        f"95 % interval over {clusters(study)} and refits of the model. Source: {source(study)}."
    )
    alt = "; ".join(f"{r.label}, {r.side}: {r.share:.0%}".replace("%", " %") for r in table.itertuples())
    return charts.figure(ax, title=title, note=note, alt=alt)


def topics_by_balance(study: Study) -> charts.Figure | Markdown:
    """How each side speaks of each topic."""
    if "topic_balance" not in study or study["topic_balance"]["value"].isna().all():
        return Markdown("")
    table = study["topic_balance"]
    ax = charts.topics_by_balance(table, groups=_groups(study, table), cluster=study.plan.cluster)
    apart = [label for label, rows in table.groupby("label", sort=False) if _apart(rows)]
    title = f"The sides speak differently of {listed(apart)}" if apart else "On no subject can the sides be told apart"
    note = (
        "The balance of a side's words, each article weighted by how much of it the topic takes. A topic is a subject, "
        f"not a frame: here the two are crossed. Lines: 95 % interval; sides count as different where these do not "
        f"meet. Source: {source(study)}."
    )
    alt = "; ".join(f"{r.label}, {r.side}: {r.value:+.2f}" for r in table.itertuples())
    return charts.figure(ax, title=title, note=note, alt=alt)


def topic_words(study: Study) -> Passage | Markdown:
    """A row is a topic: its words, its most typical articles, coherence and stability."""
    if "topic_quality" not in study:
        return Markdown("")
    words = study["topic_words"].groupby("topic")["word"].agg(", ".join)
    best = study["topic_typical"].query("rank <= 3")
    typical = best.assign(id=[link("article", id) for id in best["id"]]).groupby("topic")["id"].agg(", ".join)
    words = words.map(escape)
    quality = study["topic_quality"].set_index("topic")
    table = quality.assign(words=words, typical=typical).rename(columns={"typical": "most typical articles"})
    with pd.option_context("display.max_colwidth", None):
        shown = table[["words", "most typical articles", "coherence", "stability"]].rename_axis(None)
        return Passage(shown.to_html(border=0, escape=False))


def topic_numbers(study: Study) -> charts.Figure | Markdown:
    """What another number of topics would have given."""
    if "topic_numbers" not in study:
        return Markdown("")
    table = study["topic_numbers"]
    own = table[table["topics"] == study.plan.topics]
    found = f"{own['recurring'].iloc[0]} recur" if len(own) else "chosen by hand"
    note = f"n = {table['n'].iloc[0]} articles, {table['stories'].iloc[0]} stories. Source: {source(study)}."
    alt = "; ".join(f"{r.topics} topics: stability {r.stability:.2f}, {r.recurring} recur" for r in table.itertuples())
    ax = charts.choose_topics(table)
    return charts.figure(ax, title=f"The plan asks for {study.plan.topics} topics: {found}", note=note, alt=alt)


def _apart(rows: pd.DataFrame) -> bool:
    """Do the intervals of a topic's groups leave each other free?"""
    known = rows.dropna(subset=["low", "high"])
    return len(known) > 1 and bool(known["low"].max() > known["high"].min())


def _groups(study: Study, table: pd.DataFrame) -> tuple[str, ...]:
    return tuple(g for g in study.plan.groups if (table["side"] == g).any())
