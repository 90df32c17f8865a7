"""Who is speaking."""

from .. import charts
from ..passages import Passage
from ..study import Study
from ..wording import adjective, difference, interval, proportion
from ..words import LANGS
from .common import Markdown, links, source


def mirror(study: Study) -> charts.Figure | Markdown:
    """Whose words fill whose outlets, and in which frame."""
    if study.counted:
        return Markdown("")
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
        f"found by rule; lines: 95 % interval over stories. Source: {source(study)}."
    )
    return charts.figure(ax, title=title, note=note, alt=alt)


def voices(study: Study) -> Markdown:
    """The comparison of the two sides' speakers, in words."""
    if study.counted:
        return Markdown("")
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


def speakers(study: Study) -> charts.Figure | Markdown:
    """The people most quoted."""
    if study.counted:
        return Markdown("")
    told = study["told"]
    if not (told["actor"].fillna("") != "").any():
        return Markdown("*No speaker was recognised.*")
    ax = charts.speakers(told)
    names = [t.get_text() for t in ax.get_yticklabels()][::-1]
    known = told.loc[told["actor"].fillna("") != "", "actor"].nunique()
    note = f"The most quoted of {known} recognised speakers; n = stretches of speech. Source: {source(study)}."
    title = f"Most quoted: {names[0].rsplit(' (', 1)[0]}"
    return charts.figure(ax, title=title, note=note, alt="; ".join(names))


def speaker_links(study: Study) -> Passage | Markdown:
    """Where the words of each speaker of the chart stand."""
    if study.counted:
        return Markdown("")
    told = study["told"]
    named = told[told["actor"].notna() & told["actor"].ne("") & told["voice"].ne("outlet")]
    if not len(named):
        return Markdown("")
    most = named.groupby("actor")["words"].sum().sort_index().nlargest(12, keep="first")
    return links("speaker", most.index.tolist(), "What they were quoted with")
