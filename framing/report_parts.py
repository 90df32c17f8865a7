"""The parts of the report: each takes a study and gives a picture, a table or a paragraph made from its numbers.

Titles and sentences follow the verdict (`wording`): what the interval does not leave out, no title claims.
"""

from html import escape

import pandas as pd

from . import charts
from ._colours import POLES
from .comparison import compare as _compare
from .figures import read_figures
from .lexicon import read_lexicon
from .passages import Passage, concordance, show
from .study import Study
from .timeline import over_time as _over_time
from .wording import adjective, difference, interval, is_told, listed, proportion
from .words import LANGS

PAGE = 4000  # letters


class Markdown(str):
    """A paragraph that Jupyter shows as Markdown."""

    def _repr_markdown_(self) -> str:
        return str(self)


def opening(study: Study) -> Markdown:
    """Title, what the study is, and its main finding."""
    findings = [_finding(row, study) for row in _balances(study).to_dict("records")]
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
    rows = _balances(study)
    if not len(rows):
        return Markdown("*No language has articles of both sides, so the sides are not compared.*")
    title = _joint_title(rows, study)
    ax = charts.compare(rows, poles=study.poles, summary=study["by_side"])
    alt = " ".join(_finding(r, study) for r in rows.to_dict("records"))
    return charts.figure(ax, title=title, alt=alt, note=_note(study, rows))


def sides_table(study: Study) -> pd.DataFrame:
    """A row is a language and measure, with values, difference, interval and p."""
    rows = study["comparisons"]
    table = pd.DataFrame({
        "language": rows["lang"].map(LANGS), "measure": rows["measure"],
        rows["first"].iloc[0]: rows["value_first"].round(2), rows["second"].iloc[0]: rows["value_second"].round(2),
        "difference (95 % interval, p)": [interval(r) for r in rows.to_dict("records")],
        "articles": rows["n_first"].astype(str) + " | " + rows["n_second"].astype(str),
        "outlets": rows["clusters_first"].astype(str) + " | " + rows["clusters_second"].astype(str),
    })  # fmt: skip
    return table.set_index("language").rename_axis(None)


def articles(study: Study) -> charts.Figure:
    """Every article as a dot."""
    groups = study.plan.groups
    shown = study["scores"][study["scores"]["side"].isin(groups)]
    ax = charts.scores(shown, by="side", groups=groups)
    spread = shown.groupby("side")["balance"].agg(["min", "max"])
    alt = "; ".join(f"{g}: from {proportion(spread.at[g, 'min'])} to {proportion(spread.at[g, 'max'])}" for g in groups)
    note = f"A dot is an article with at least one word of either pole, all languages. Source: {_source(study)}."
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
    note = f"n = articles; lines: 95 % interval over stories, for outlets with five or more. Source: {_source(study)}."
    return charts.figure(ax, title=title, note=note, alt=alt)


def mirror(study: Study) -> charts.Figure | Markdown:
    """Whose words fill whose outlets, and in which frame."""
    table, (us, russia) = study["mirror"], study.plan.groups
    if not set(table["side"]) >= {us, russia}:
        return Markdown("*Too few articles of both sides to compare who is quoted.*")
    room = table.assign(part=table["words"] / table.groupby("side")["words"].transform("sum")).set_index(
        ["side", "voice"]
    )["part"]
    given = [(s, o, room.get((s, o), 0.0)) for s, o in ((us, russia), (russia, us))]
    title = ", ".join(
        f"{adjective(s)} outlets give {p:.0%} of their words to {adjective(o)} speakers" for s, o, p in given
    ).replace("%", " %")
    ax = charts.voices(table, sides=(us, russia))
    alt = "; ".join(
        f"in {adjective(r.side)} outlets, {charts.voice_words(r.voice)}: {proportion(r.value)}"
        for r in table[table["side"].isin([us, russia]) & table["voice"].isin(["outlet", us, russia])].itertuples()
    )
    note = (
        f"{len(study['scores'])} articles in all languages, n = {int(table['n'].sum())} stretches of one voice, "
        f"found by rule; lines: 95 % interval over stories. Source: {_source(study)}."
    )
    return charts.figure(ax, title=title, note=note, alt=alt)


def speakers(study: Study) -> charts.Figure | Markdown:
    """The people most quoted."""
    told = study["told"]
    if not (told["actor"].fillna("") != "").any():
        return Markdown("*No speaker was recognised.*")
    ax = charts.speakers(told)
    names = [t.get_text() for t in ax.get_yticklabels()][::-1]
    known = told.loc[told["actor"].fillna("") != "", "actor"].nunique()
    note = f"The most quoted of {known} recognised speakers; n = stretches of speech. Source: {_source(study)}."
    title = f"{names[0].rsplit(' (', 1)[0]} has the most words"
    return charts.figure(ax, title=title, note=note, alt="; ".join(names))


def voices(study: Study) -> Markdown:
    """The comparison of the two sides' speakers, in words."""
    if "voice_comparisons" not in study:
        return Markdown("*Too few statements of both sides for a comparison of speakers.*")
    rows = study["voice_comparisons"].query("measure == 'balance'")
    said = [
        f"{LANGS[r['lang']]}: {difference(r, study.poles, 'speakers')}; difference {interval(r)}, "
        f"{r['n_first']} and {r['n_second']} stretches of speech "
        f"in {r['clusters_first']} and {r['clusters_second']} stories."
        for r in rows.to_dict("records")
    ]
    return Markdown("**By speaker instead of by outlet.** " + " ".join(said))


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
    ax = charts.explain(table)
    alt = "; ".join(
        f"{r['concept']} ({r['pole']}): {r['contribution']:+.2f}" for r in table.head(14).to_dict("records")
    )
    total = table["contribution"].sum()
    note = (
        f"All bars sum to the difference {first} minus {second}, {total:+.2f}, within {_explained(study)}. "
        f"Source: {_source(study)}."
    )
    return charts.figure(ax, title=title, note=note, alt=alt)


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
    note = f"{len(texts)} articles in {lang}. Topics that do not come back are grey. Source: {_source(study)}."
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


def over_time_opening(study: Study) -> Markdown:
    """The heading of the reference series, where the plan names one."""
    if not study.plan.figures:
        return Markdown("")
    return Markdown(
        "## Over time: eight decades of real speeches\n\nThe articles above are a study of one moment. The same "
        "measure over real documents: every speech of the two states in the General Debate of the United Nations."
    )


def over_time(study: Study) -> charts.Figure | Markdown:
    """The reference series of real speeches, where the plan names one."""
    if not study.plan.figures:
        return Markdown("")
    figures = read_figures(study.plan.folder / study.plan.figures)
    table = _over_time(figures.scores, by="side", window=5)
    # the speeches of one year answer the same events: whole years are shuffled, each inside itself
    pair = {"by": "side", "groups": study.plan.groups, "cluster": "date", "seed": study.plan.seed}
    recent = figures.scores["date"].str[:4].astype(int) >= 1992
    whole, turned = (_compare(s, **pair).iloc[0] for s in (figures.scores, figures.scores[recent]))
    ax = charts.over_time(table, poles=study.poles, dots=figures.scores, events=figures.events)
    title = f"United Nations, 1946 to 2024: {_turn(whole, turned, study)}"
    n = figures.scores["side"].value_counts()
    note = (
        f"UN General Debate, one speech a year ({listed([f'{n[g]} by {g}' for g in study.plan.groups])}; "
        "Soviet Union until 1991), in English. Line: five years; band: 95 % interval over speeches. "
        f"Difference {interval(whole)}; since 1992 {interval(turned)}. "
        "Source: UNGDC, doi:10.7910/DVN/0TJX8Y."
    )
    if figures.lexicon != read_lexicon().version:
        note += f" These figures were made with lexicon {figures.lexicon}; the present one is {read_lexicon().version}."
    alt = f"1946 to 2024: {difference(whole, study.poles, 'speeches')}. "
    alt += f"Since 1992: {difference(turned, study.poles, 'speeches')}."
    return charts.figure(ax, title=title, note=note, alt=alt)


def evidence(study: Study, each: int = 5) -> Passage:
    """Hits in their words, some of each pole and of each kind of shift; always the same ones, each story once."""
    hits, texts = study["hits"], study["articles"]
    story = texts.set_index("id")["story"]
    counted = hits[hits["counts_as"].isin(study.poles)]
    parts = [p for _, p in counted.groupby(["counts_as", "shift"], observed=True)]
    chosen = [p[~p["id"].map(story).duplicated()] for p in parts]
    spread = pd.concat([p.iloc[:: max(1, len(p) // each)].head(each) for p in chosen])
    rows = [_evidence_row(r, study) for r in concordance(texts, spread, width=52).itertuples()]
    head = "<tr><th></th><th>word</th><th></th><th>counts as</th></tr>"
    return Passage(f"<table class='evidence'><thead>{head}</thead><tbody>{''.join(rows)}</tbody></table>")


def _evidence_row(row: object, study: Study) -> str:
    number = study.poles.index(row.counts_as)
    about = f"{'▲▼'[number]} {row.counts_as}{' (' + row.shift + ')' if row.shift else ''}"
    mark = f"<mark style='color:inherit;background:{POLES[number]}2e'>{escape(row.form)}</mark>"
    cells = [("right", escape(row.left)), ("center", mark), ("left", escape(row.right))]
    cells.append(("left", f"{about}<br><small>{escape(row.id)}</small>"))
    return "<tr>" + "".join(f"<td style='text-align:{side}'>{words}</td>" for side, words in cells) + "</tr>"


def one_article(study: Study) -> Passage:
    """The article with most statements of both sides, its words and voices marked; one that fits on a page."""
    usable = study["articles"].query("status != 'quarantined'")
    short = usable.loc[usable["text"].str.len() <= PAGE, "id"]
    voices_ = study["voices"]
    voices_ = voices_[voices_["article"].isin(short)]
    both = voices_[voices_["voice"].isin(study.plan.groups)].groupby(["article", "voice"]).size().unstack(fill_value=0)
    texts = study["articles"]
    if len(both.columns) < 2:
        id = usable.loc[usable["text"].str.len().idxmin(), "id"]
    else:
        id = both.min(axis="columns").sort_index().idxmax()
    return show(texts, study["hits"], id, study["voices"])


def provenance(study: Study) -> Markdown:
    """What the report was made from."""
    p = study.provenance
    return Markdown(
        f"*Made with framing {p['framing']}, lexicon {p['lexicon']}; texts {p['texts_sha256'][:12]}, "
        f"seed {study.plan.seed}. "
        f"The tables behind every figure stand in `data/processed/{study.plan.name}/`.*"
    )


# --- sentences -------------------------------------------------------------------------------------------------


def _balances(study: Study) -> pd.DataFrame:
    rows = study["comparisons"]
    return rows[rows["measure"] == "balance"].reset_index(drop=True) if len(rows) else rows


def _finding(row: dict, study: Study) -> str:
    return (
        f"In {LANGS[row['lang']]}, {difference(row, study.poles, 'outlets')} "
        f"({row['first']} {proportion(row['value_first'])}, {row['second']} {proportion(row['value_second'])}; "
        f"difference {interval(row)})."
    )


def _joint_title(rows: pd.DataFrame, study: Study) -> str:
    told = rows[[is_told(r) for r in rows.to_dict("records")]]
    if not len(told):
        return difference(rows.iloc[0], study.poles, "outlets")
    where = "" if len(told) == len(rows) else f"In {listed([LANGS[x] for x in told['lang']])}, "
    return where + difference(told.iloc[0], study.poles, "outlets")


def _turn(whole: pd.Series, turned: pd.Series, study: Study) -> str:
    """The title of the long series: who speaks more of the first pole, and whether that changed."""
    if is_told(whole) and is_told(turned) and (whole["difference"] > 0) != (turned["difference"] > 0):
        before, after = map(adjective, study.plan.groups if whole["difference"] > 0 else study.plan.groups[::-1])
        return f"{before} speeches held more {study.poles[0]} over the whole time, but since 1992 {after} speeches do"
    return difference(whole, study.poles, "speeches")


def _overlap(scores: pd.DataFrame, groups: tuple[str, str]) -> bool:
    """Is the spread within the sides larger than the distance of their middles?"""
    by = scores.groupby("side")["balance"]
    middle, spread = by.median(), by.quantile(0.75) - by.quantile(0.25)
    return bool(abs(middle[groups[0]] - middle[groups[1]]) < spread[list(groups)].max())


def _explained(study: Study) -> str:
    """The language and articles that `explain` was run on: those of the comparison whose difference it sums to."""
    rows, total = _balances(study), study["explanation"]["contribution"].sum()
    if not len(rows) or (rows["difference"] - total).abs().min() > 1e-4:
        return "the articles of one language"
    row = rows.loc[(rows["difference"] - total).abs().idxmin()]
    return f"{LANGS[row['lang']]}, n = {row['n_first']} + {row['n_second']} articles"


def _note(study: Study, rows: pd.DataFrame) -> str:
    n = "; ".join(f"{LANGS[r['lang']]} n = {r['n_first']} + {r['n_second']} articles" for r in rows.to_dict("records"))
    method = rows["method"].iloc[0]
    return f"{n}. Lines: 95 % interval over outlets. {method[0].upper()}{method[1:]}. Source: {_source(study)}."


def _source(study: Study) -> str:
    return "constructed articles" if "constructed" in study.plan.about else study.plan.name
