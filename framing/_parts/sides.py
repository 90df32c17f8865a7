"""What went in, and the two sides compared."""

from html import escape

import pandas as pd

from .. import charts
from ..passages import Passage
from ..reader import finding_name, link
from ..study import Study
from ..wording import adjective, difference, interval, is_told, listed, proportion
from ..words import LANGS
from .common import Markdown, balances, explained, finding, linked_finding, links, note_of, source


def opening(study: Study) -> Markdown:
    """Title, what the study is, and its main finding."""
    findings = [linked_finding(row, study) for row in balances(study).to_dict("records")]
    about = f"\n\n> {study.plan.about}" if study.plan.about else ""
    first, second = study.poles
    measure = (
        f"The measure: how many words of **{first}** for each word of **{second}**, found by an open word list and "
        "turned round where the text avoids, refuses or negates them."
    )
    return Markdown(
        f"# {study.plan.title or study.plan.name}{about}\n\n**In short.** {' '.join(findings)}\n\n{measure}"
    )


def what_went_in(study: Study) -> pd.DataFrame:
    """A row is a side: its articles, outlets and stories, and how many were set aside."""
    articles = study["articles"].replace({"side": {"": "(no side)"}})
    usable = articles[articles["status"] != "quarantined"]
    table = usable.groupby("side", sort=True).agg(
        articles=("id", "size"), outlets=("outlet", "nunique"), stories=("story", "nunique"),
        languages=("lang", lambda s: ", ".join(LANGS[x] for x in LANGS if (s == x).any())),
        first=("date", lambda s: min(filter(None, s), default="")), last=("date", "max"),
    )  # fmt: skip
    table.insert(1, "set aside", articles[articles["status"] == "quarantined"].groupby("side").size())
    table = table.fillna({"set aside": 0}).astype({"set aside": int})
    order = [*study.plan.groups, *(s for s in table.index if s not in study.plan.groups)]
    return table.loc[[s for s in order if s in table.index]].rename_axis(None)


def outlets(study: Study) -> Markdown:
    """How many articles came in, and what became of them."""
    n = study.provenance["articles"]
    copies = len(study["scores"]) - study["scores"]["story"].nunique()
    return Markdown(
        f"*{n['read']} articles read: {n['ok']} clean, {n['warned']} with a note, {n['quarantined']} set aside. "
        f"{copies} of them reprint another article of the collection; reprints of a story count once in a side.*"
    )


def set_aside(study: Study) -> pd.DataFrame | Markdown:
    """A row is an article that was not scored, with file and reason."""
    table = study["set_aside"]
    if not len(table):
        return Markdown("*No article was set aside.*")
    return table.head(20).fillna("").set_index("id")


def sides(study: Study) -> charts.Figure | Markdown:
    """Both sides' balance in each language."""
    rows = balances(study)
    if not len(rows):
        return Markdown("*No language has articles of both sides, so the sides are not compared.*")
    title = joint_title(rows, study)
    ax = charts.compare(rows, poles=study.poles, summary=study["by_side"])
    alt = " ".join(finding(r, study) for r in rows.to_dict("records"))
    return charts.figure(ax, title=title, alt=alt, note=note_of(study, rows))


def sides_table(study: Study) -> Passage | Markdown:
    """A row is a language and measure, with values, difference, interval and p; each leads to the rows behind it."""
    rows = study["comparisons"].to_dict("records")
    if not rows:
        return Markdown("")
    first, second = rows[0]["first"], rows[0]["second"]
    heads = ["language", "measure", first, second, "difference (95 % interval, p)", "articles", "outlets"]
    cells = [
        [
            escape(LANGS[r["lang"]]), link("finding", finding_name(r), r["measure"]), f"{r['value_first']:.2f}",
            f"{r['value_second']:.2f}", interval(r), f"{r['n_first']} | {r['n_second']}",
            f"{r['clusters_first']} | {r['clusters_second']}",
        ]
        for r in rows
    ]  # fmt: skip
    head = "".join(f"<th>{escape(h)}</th>" for h in heads)
    body = "".join(f"<tr>{''.join(f'<td>{c}</td>' for c in row)}</tr>" for row in cells)
    return Passage(f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>")


def articles(study: Study) -> charts.Figure:
    """Every article as a dot."""
    groups = study.plan.groups
    shown = study["scores"][study["scores"]["side"].isin(groups)]
    ax = charts.scores(shown, by="side", groups=groups)
    spread = shown.groupby("side")["balance"].agg(["min", "max"])
    alt = "; ".join(f"{g}: from {proportion(spread.at[g, 'min'])} to {proportion(spread.at[g, 'max'])}" for g in groups)
    note = f"A dot is an article with at least one word of either pole, all languages. Source: {source(study)}."
    return charts.figure(ax, title="Articles of one side differ more than the sides do" if _overlap(shown, groups) else
                         "The articles of the two sides lie apart", note=note, alt=alt)  # fmt: skip


def by_outlet(study: Study) -> charts.Figure:
    """The balance of each outlet of the two sides."""
    table = study["by_outlet"]
    table = table[table["side"].isin(study.plan.groups) & table["value"].notna()].sort_values(
        ["side", "value"], ascending=False
    )
    table = table.head(30)
    labels = {r.outlet: f"{r.outlet} ({r.side}, {r.lang})" for r in table.itertuples()}
    ax = charts.summarise(table, labels=labels)
    top, low = table.loc[table["value"].idxmax()], table.loc[table["value"].idxmin()]
    title = f"From {proportion(low['value'])} at {low['outlet']} to {proportion(top['value'])} at {top['outlet']}"
    alt = "; ".join(f"{r.outlet} ({r.side}): {proportion(r.value)}, n = {r.n}" for r in table.itertuples())
    note = f"n = articles; lines: 95 % interval over stories, for outlets with five or more. Source: {source(study)}."
    return charts.figure(ax, title=title, note=note, alt=alt)


def outlet_links(study: Study) -> Passage:
    """Where each outlet's articles stand."""
    table = study["by_outlet"]
    return links("outlet", table.loc[table["side"].isin(study.plan.groups), "outlet"].tolist(), "Their articles")


def why_links(study: Study) -> Passage | Markdown:
    """Where the words of each concept of the chart stand."""
    if "explanation" not in study:
        return Markdown("")
    names = study["explanation"]["concept"].head(14).str.removesuffix(" (turned)")
    known = set(study["hits"]["concept"])
    return links("concept", [n for n in dict.fromkeys(names) if n in known], "The words in their sentences")


def why(study: Study) -> charts.Figure | Markdown:
    """The concepts behind the difference of the sides."""
    if "explanation" not in study:
        return Markdown("*There is no difference to explain.*")
    table, (first, second) = study["explanation"], study.plan.groups
    lead = table.iloc[0]
    more, less = (first, second) if lead[first] > lead[second] else (second, first)
    title = (
        f"“{lead['concept']}” weighs most: {lead[more]:.1f} for each 100 sentences in {adjective(more)} outlets, "
        f"{lead[less]:.1f} in {adjective(less)} ones"
    )
    if not any(is_told(row) for row in balances(study).to_dict("records")):
        title = "No difference can be told, so no word can be said to make it; these lie furthest apart"
    ax = charts.explain(table)
    alt = "; ".join(
        f"{r['concept']} ({r['pole']}): {r['contribution']:+.2f}" for r in table.head(14).to_dict("records")
    )
    total = table["contribution"].sum()
    note = (
        f"All bars sum to the difference {first} minus {second}, {total:+.2f}, within {explained(study)}. "
        f"Source: {source(study)}."
    )
    return charts.figure(ax, title=title, note=note, alt=alt)


def provenance(study: Study) -> Markdown:
    """What the report was made from."""
    p = study.provenance
    return Markdown(
        f"*Made with framing {p['framing']}, lexicon {p['lexicon']}; texts {p['texts_sha256'][:12]}, "
        f"seed {study.plan.seed}. "
        f"The tables behind every figure stand in `data/processed/{study.plan.name}/`.*\n\n"
        f"*Provenance `{study.digest}`: `python -m framing verify` checks that this report, its tables and its texts "
        "still belong together.*"
    )


def joint_title(rows: pd.DataFrame, study: Study) -> str:
    told = rows[[is_told(r) for r in rows.to_dict("records")]]
    if not len(told):
        return difference(rows.iloc[0], study.poles, "outlets")
    where = "" if len(told) == len(rows) else f"In {listed([LANGS[x] for x in told['lang']])}, "
    return where + difference(told.iloc[0], study.poles, "outlets")


def _overlap(scores: pd.DataFrame, groups: tuple[str, str]) -> bool:
    """Is the spread within the sides larger than the distance of their middles?"""
    by = scores.groupby("side")["balance"]
    middle, spread = by.median(), by.quantile(0.75) - by.quantile(0.25)
    return bool(abs(middle[groups[0]] - middle[groups[1]]) < spread[list(groups)].max())
