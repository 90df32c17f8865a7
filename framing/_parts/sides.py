"""What went in, and the two sides compared."""

from html import escape

import pandas as pd

from .. import charts
from .._charts.parts import FURTHEST
from .._study.counted import figures_of
from ..passages import Passage
from ..plan import LEFT_OUT
from ..reader import finding_name, link
from ..study import Study
from ..wording import adjective, difference, interval, is_told, listed, proportion
from ..words import LANGS
from .common import (
    Markdown,
    balances,
    choices,
    clusters,
    compared,
    explained,
    finding,
    linked_finding,
    links,
    note_of,
    one_place,
    source,
    texts,
    title_of,
)
from .firm import firm_sentence, firm_word

SET_ASIDE = 20  # rows shown of what was set aside; of more, the reasons


def opening(study: Study) -> Markdown:
    """Title, what the study is, and its main finding."""
    findings = " ".join(linked_finding(row, study) for row in balances(study).to_dict("records"))
    about = f"\n\n> {study.plan.about}" if study.plan.about else ""
    (first, second), groups = study.poles, study.plan.groups
    measure = (
        f"The measure: how many words of **{first}** for each word of **{second}**, found by an open word list and "
        "turned round where the text avoids, refuses or negates them. A difference is one of natural logarithms of "
        f"these proportions: +0.69 means twice as many words of {first} for each of {second} in {groups[0]}, -0.69 in "
        f"{groups[1]}, 0 as many in both."
    )
    return Markdown(
        f"# {study.plan.title or study.plan.name}{about}\n\n**In short.** {findings}{_firm(study)}\n\n{measure}"
    )


def _firm(study: Study) -> str:
    """Whether a difference that can be told would be told under other choices, too."""
    said = firm_sentence(study["robustness"]) if "robustness" in study else ""
    if said and len(balances(study)) > 1:  # the choices are tried in one language
        said = f"In {LANGS[study['robustness']['lang'].iloc[0]]}, {said[0].lower()}{said[1:]}"
    return said and f" {said}"


def how_compared(study: Study) -> Markdown:
    """What is compared with what, and what is held together."""
    kept = {
        "outlet": "An outlet's articles are alike, and so are reprints of one agency story; so whole outlets are "
        "compared, and a story that a side prints five times counts once.",
        "date": f"{texts(study).capitalize()} of one time answer the same events; so chance is asked within whole "
        f"{clusters(study)}: would the difference be as large if, in each of them, it had decided which is whose?",
        "id": f"Each of the {texts(study)} is taken as independent of the others; where they are not, p is too small.",
    }.get(study.plan.cluster, f"{texts(study).capitalize()} of one {study.plan.cluster} are alike; so whole "
                              f"{clusters(study)} are compared.")  # fmt: skip
    kept += _apart_in_time(study)
    several = study["scores"]["lang"].nunique() > 1
    apart = " The languages are kept apart, because a word list never finds equally much in two languages."
    head = "## The two sides" + (", language by language" if several else "")
    return Markdown(
        f"{head}\n\nFor every word of the one pole, how many of the other? {kept}{apart if several else ''}"
    )


def _apart_in_time(study: Study) -> str:
    """A warning where the sides mostly speak at different times."""
    rows = balances(study)
    if study.plan.cluster != "date" or not len(rows):
        return ""
    row = rows.iloc[0]
    shared, least = int(row["clusters_shared"]), int(min(row["clusters_first"], row["clusters_second"]))
    many = int(row["clusters_first"] + row["clusters_second"]) - shared
    if shared >= 0.8 * least:
        few = f" {shared} of {many} {clusters(study)} hold both sides; where there is only one, nothing can be swapped."
        return few if shared == least < 0.8 * many else ""
    return (
        f" Only {shared} of {many} {clusters(study)} hold both sides: **the difference may be one of times as well as "
        "of sides**; compare where both speak."
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
    if study.counted:
        table = table.drop(columns="stories").rename(columns={"articles": texts(study)})
    order = [*study.plan.groups, *(s for s in table.index if s not in study.plan.groups)]
    return table.loc[[s for s in order if s in table.index]].rename_axis(None)


def outlets(study: Study) -> Markdown:
    """How many articles came in, and what became of them."""
    n = study.provenance["articles"]
    if study.counted:
        return Markdown(f"*{n['read']} documents, counted before: {n['ok']} compared, {n['quarantined']} set aside.*")
    copies = len(study["scores"]) - study["scores"]["story"].nunique()
    return Markdown(
        f"*{n['read']} articles read: {n['ok']} clean, {n['warned']} with a note, {n['quarantined']} set aside. "
        f"{copies} of them reprint another article of the collection; reprints of a story count once in a side.*"
    )


def set_aside(study: Study) -> Passage | Markdown:
    """A row is an article that was not scored, with file and reason; of many, a row is a reason."""
    table = study["set_aside"].fillna("")
    if not len(table):
        return Markdown("")  # `outlets` has said so
    table = table.rename(columns={"id": "set aside"}) if len(table) <= SET_ASIDE else _reasons(study)
    with pd.option_context("display.max_colwidth", None):
        return Passage(table.head(SET_ASIDE).to_html(border=0, index=False))


def _reasons(study: Study) -> pd.DataFrame:
    """A row is a reason to set articles aside: how many of each side, the most frequent first."""
    aside = study["articles"].query("status == 'quarantined'")
    aside = aside.assign(reason=aside["notes"].str.replace(LEFT_OUT, "by the plan: ", regex=False))
    table = pd.crosstab(aside["reason"], aside["side"].replace("", "(no side)"))
    order = table.sum(axis="columns").sort_values(ascending=False, kind="stable").index
    sides = sorted(table, key=lambda side: [*study.plan.groups, side].index(side))
    shown = table.loc[order, sides].reset_index().rename_axis(None, axis="columns")
    return shown.rename(columns={"reason": "set aside, by reason (each in the study’s table set_aside)"})


def sides(study: Study) -> charts.Figure | Markdown:
    """Both sides' balance in each language."""
    rows = balances(study)
    if not len(rows):
        return Markdown("*No language has articles of both sides, so the sides are not compared.*")
    title = joint_title(rows, study)
    ax = charts.compare(rows, poles=study.poles, summary=study["by_side"])
    alt = " ".join(finding(r, study) for r in rows.to_dict("records")) + _firm(study)
    return charts.figure(ax, title=title, alt=alt, note=note_of(study, rows))


def sides_table(study: Study) -> Passage | Markdown:
    """A row is a language and measure, with values, difference, interval and p; each leads to the rows behind it."""
    rows = study["comparisons"].to_dict("records")
    if not rows:
        return Markdown("")
    first, second = rows[0]["first"], rows[0]["second"]
    heads = ["language", "measure", first, second, "difference (95 % interval, p)", texts(study), clusters(study)]
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
    spread = shown.groupby("side")["balance"].agg(["min", "median", "max"])
    alt = "; ".join(f"{g}: from {proportion(spread.at[g, 'min'])} to {proportion(spread.at[g, 'max'])}" for g in groups)
    noun = texts(study)
    an, one = {"articles": "an article", "documents": "a document"}[noun], noun.removesuffix("s")
    far = int((shown["balance"].abs() > FURTHEST).sum())
    edge = f" {far} of them lie beyond the edge and stand on it." if far else ""
    several = ", all languages" if shown["lang"].nunique() > 1 else ""
    note = f"A dot is {an} with at least one word of either pole{several}.{edge} Source: {source(study)}."
    middle = [f"he middle {adjective(g)} {one} lies at {proportion(spread.at[g, 'median'])}" for g in groups]
    title = "T" + ", t".join(middle)
    if _overlap(shown, groups):
        title = f"{noun.capitalize()} of one side differ more than the sides do"
    return charts.figure(ax, title=title, note=note, alt=alt)


def by_outlet(study: Study) -> charts.Figure | Markdown:
    """The balance of each outlet of the two sides."""
    table = study["by_outlet"]
    if one_place(study):
        names = sorted(table.loc[table["side"].isin(study.plan.groups), "outlet"])
        if len(names) == 1:
            return Markdown(f"*All {texts(study)} come from one place, {names[0]}: nothing to set apart.*")
        return Markdown(f"*Each side’s {texts(study)} come from one place, {listed(names)}: nothing to set apart.*")
    table = table[table["side"].isin(study.plan.groups) & table["value"].notna()].sort_values(
        ["side", "value"], ascending=False
    )
    table = table.head(30)
    labels = {r.outlet: f"{r.outlet} ({r.side}, {r.lang})" for r in table.itertuples()}
    ax = charts.summarise(table, labels=labels)
    top, low = table.loc[table["value"].idxmax()], table.loc[table["value"].idxmin()]
    title = f"From {proportion(low['value'])} at {low['outlet']} to {proportion(top['value'])} at {top['outlet']}"
    alt = "; ".join(f"{r.outlet} ({r.side}): {proportion(r.value)}, n = {r.n}" for r in table.itertuples())
    over = texts(study) if study.counted else "stories"
    note = (
        f"n = {texts(study)}; lines: 95 % interval over {over}, for outlets with five or more. Source: {source(study)}."
    )
    return charts.figure(ax, title=title, note=note, alt=alt)


def outlet_links(study: Study) -> Passage:
    """Where each outlet's articles stand."""
    table = study["by_outlet"]
    return links("outlet", table.loc[table["side"].isin(study.plan.groups), "outlet"].tolist(), f"Their {texts(study)}")


def why_links(study: Study) -> Passage | Markdown:
    """Where the words of each concept of the chart stand."""
    if "explanation" not in study:
        return Markdown("")
    names = study["explanation"]["concept"].head(14).str.removesuffix(" (turned)")
    known = set(study["hits"]["concept"])
    before = "The documents that hold them" if study.counted else "The words in their sentences"
    return links("concept", [n for n in dict.fromkeys(names) if n in known], before)


def why(study: Study) -> charts.Figure | Markdown:
    """The concepts behind the difference of the sides."""
    if "explanation" not in study:
        return Markdown("*There is no difference to explain.*")
    table, (first, second) = study["explanation"], study.plan.groups
    lead = table.iloc[0]
    more, less = (first, second) if lead[first] > lead[second] else (second, first)
    title = (
        f"“{lead['concept']}” weighs most: {lead[more]:.1f} for each 100 sentences in {adjective(more)} "
        f"{compared(study)}, {lead[less]:.1f} in {adjective(less)} ones"
    )
    told = [row for row in balances(study).to_dict("records") if is_told(row)]
    for word in filter(None, (firm_word(choices(study, row["lang"])) for row in told)):
        what = "whether the sides differ" if word.startswith("this depends") else "the difference"
        title = f"{title}; {what} {word.split(' ', 1)[1]}"
    if not told:
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
    texts, what = ("counts of the texts", "figures") if study.counted else ("texts", "texts")
    return Markdown(
        f"*Made with framing {p['framing']}, lexicon {p['lexicon']}; {texts} {p['texts_sha256'][:12]}, "
        f"seed {study.plan.seed}.{_counted_with(study)} "
        f"The tables behind every figure stand in `data/processed/{study.plan.name}/`.*\n\n"
        f"*Provenance `{study.digest}`: `python -m framing verify` checks that this report, its tables and its {what} "
        "still belong together. Who cites a number names these versions and this provenance, and cites the sources "
        "too.*"
    )


def _counted_with(study: Study) -> str:
    """A word of warning where figures were counted with another lexicon than the one that is here."""
    if not study.counted:
        return ""
    versions = {figures.lexicon for figures in figures_of(study.plan)} - {study.provenance["lexicon"]}
    return f" The figures were counted with another lexicon: {listed(sorted(versions))}." if versions else ""


def joint_title(rows: pd.DataFrame, study: Study) -> str:
    """What the comparisons of all languages show, and in which, and how firm it is."""
    told = rows[[is_told(r) for r in rows.to_dict("records")]]
    if not len(told):
        return difference(rows.iloc[0], study.poles, compared(study))
    where = "" if len(told) == len(rows) else f"In {listed([LANGS[x] for x in told['lang']])}, "
    if len(told) == 1:
        return where + title_of(told.iloc[0], study)
    said = {difference(row, study.poles, compared(study)) for row in told.to_dict("records")}
    title = where + said.pop() if len(said) == 1 else f"Which side speaks more of {study.poles[0]} differs by language"
    words = {LANGS[x]: firm_word(choices(study, x)) for x in told["lang"]}
    return "; ".join([title, *(f"in {lang}, {word}" for lang, word in words.items() if word)])


def _overlap(scores: pd.DataFrame, groups: tuple[str, str]) -> bool:
    """Is the spread within the sides larger than the distance of their middles?"""
    by = scores.groupby("side")["balance"]
    middle, spread = by.median(), by.quantile(0.75) - by.quantile(0.25)
    return bool(abs(middle[groups[0]] - middle[groups[1]]) < spread[list(groups)].max())
