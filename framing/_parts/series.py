"""The series over time: the study's own where it is long enough, else the reference series that the plan names."""

import pandas as pd

from .. import charts
from .._study.counted import figures_of
from ..comparison import compare as _compare
from ..figures import Figures, read_figures
from ..lexicon import read_lexicon
from ..robustness import main_language, vary
from ..study import Study
from ..timeline import by_period
from ..timeline import over_time as _over_time
from ..wording import adjective, difference, interval, is_told, listed
from ..words import LANGS
from .common import Markdown, choices, clusters, compared, source, texts, title_of
from .firm import firm_sentence, firm_word

_LEAST = 5  # years or months that both sides need for a series of their own
_DOTS = 400  # more would hide the lines
_DECADES = 3  # from so many on, the title counts decades


def over_time_opening(study: Study) -> Markdown:
    """The heading of the series, where there is one."""
    if study.plan.figures:
        return Markdown(
            "## Over time: eight decades of real speeches\n\nThe articles above are a study of one moment. The same "
            "measure over real documents: every speech of the two states in the General Debate of the United Nations."
        )
    own = _own(study)
    if own is None:
        return Markdown("")
    return Markdown(
        f"## Over time\n\nOne number for a long time hides what moved in it. The same measure, {own[1]} by {own[1]}."
    )


def over_time(study: Study) -> charts.Figure | Markdown:
    """The reference series of real speeches, where the plan names one; else the study's own, if it is long enough."""
    if study.plan.figures:
        return _reference(study)
    own = _own(study)
    return Markdown("") if own is None else _own_series(study, *own)


def _own(study: Study) -> tuple[pd.DataFrame, str] | None:
    """The scores of both sides in their main language, and whether years or months tell their time apart."""
    inside = study["scores"].query("side in @groups", local_dict={"groups": study.plan.groups})
    if set(inside["side"]) != set(study.plan.groups):
        return None
    own = inside[inside["lang"] == main_language(inside, "side")]
    for unit, length in (("year", 4), ("month", 7)):
        dated = own[own["date"].str.len() >= length]
        spans = dated["date"].str[:length].groupby(dated["side"]).nunique().reindex(study.plan.groups, fill_value=0)
        if spans.min() >= _LEAST:
            return dated, unit
    return None


def _own_series(study: Study, scores: pd.DataFrame, unit: str) -> charts.Figure:
    groups, cluster = study.plan.groups, study.plan.cluster
    window = 5 if unit == "year" and scores["date"].str[:4].nunique() >= 15 else 1
    table = _over_time(scores, by="side", window=window, unit=unit)
    events = {}
    if study.counted and unit == "year":  # a mark for a year says nothing of its months
        for figures in figures_of(study.plan):
            events |= figures.events
    row = _compare(scores, by="side", groups=groups, cluster=cluster, seed=study.plan.seed).iloc[0]
    first, last = scores["date"].min()[:7], scores["date"].max()[:7]
    row["lang"] = scores["lang"].iloc[0]
    title, decades = f"as a whole, {title_of(row, study)}", ""
    if unit == "year" and int(last[:4]) - int(first[:4]) >= 10 * _DECADES:
        periods = by_period(scores, by="side", groups=groups, cluster=cluster, seed=study.plan.seed)
        title, decades = _decades(periods, study), " Decades: p adjusted for all of them (Holm)."
    n = scores["side"].value_counts()
    span = {1: f"each {unit}", 5: "five years"}[window]
    word = firm_word(choices(study, row["lang"])) if is_told(row) else ""
    firm = f"; {word}" if word else ""
    note = (
        f"{LANGS[row['lang']]}, {listed([f'{n[g]} {adjective(g)} {texts(study)}' for g in groups])}. "
        f"Line: {span}; band: 95 % interval over {texts(study)}. Whole time, over {clusters(study)}: difference "
        f"{interval(row)}{firm}.{decades} Source: {source(study)}."
    )
    near = {year: name for year, name in events.items() if table["year"].min() <= year <= table["year"].max()}
    dots = scores if len(scores) <= _DOTS else None
    ax = charts.over_time(table, poles=study.poles, dots=dots, events=near)
    return charts.figure(ax, title=f"{first} to {last}: {title}", note=note, alt=f"{first} to {last}: {title}.")


def _decades(periods: pd.DataFrame, study: Study) -> str:
    """In how many decades each side holds more of the first pole; no decade was chosen after looking."""
    rows = [row for row in periods.to_dict("records") if is_told(row)]
    more = {g: sum((row["difference"] > 0) == (g == row["first"]) for row in rows) for g in study.plan.groups}
    (most, m), (least, n) = sorted(more.items(), key=lambda pair: -pair[1])
    if not m:
        return f"in none of {len(periods)} decades can the sides be told apart"
    noun = compared(study)
    said = f"{adjective(most)} {noun} held more {study.poles[0]} in {m} of {len(periods)} decades"
    return f"{said}, {adjective(least)} {noun} in {n}" if n else f"{said}, the others in none"


def _reference(study: Study) -> charts.Figure:
    figures = read_figures(study.plan.folder / study.plan.figures)
    table = _over_time(figures.scores, by="side", window=5)
    # the speeches of one year answer the same events: whole years are shuffled, each inside itself
    pair = {"by": "side", "groups": study.plan.groups, "cluster": "date", "seed": study.plan.seed}
    recent = figures.scores["date"].str[:4].astype(int) >= 1992
    parts = figures.scores, figures.scores[recent]
    whole, turned = (_compare(part, **pair).iloc[0] for part in parts)
    other = [_other_choices(part, figures, pair) for part in parts]
    ax = charts.over_time(table, poles=study.poles, dots=figures.scores, events=figures.events)
    title = f"United Nations, 1946 to 2024: {_turn(whole, turned, [firm_word(table) for table in other], study)}"
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
    alt += f"Since 1992: {difference(turned, study.poles, 'speeches')}. "
    said = [firm_sentence(table) for table in other]
    alt += " ".join(f"{when}: {one}" for when, one in zip(("The whole time", "Since 1992"), said, strict=True) if one)
    return charts.figure(ax, title=title, note=note, alt=alt)


def _other_choices(scores: pd.DataFrame, figures: Figures, pair: dict) -> pd.DataFrame:
    """A comparison of the reference series under other choices."""
    hits = figures.hits[figures.hits["id"].isin(scores["id"])]
    return vary(scores, read_lexicon(), **pair, hits=hits)


def _turn(whole: pd.Series, turned: pd.Series, firm: list[str], study: Study) -> str:
    """The title of the long series: who speaks more of the first pole, whether that changed, and how firm both are."""
    if is_told(whole) and is_told(turned) and (whole["difference"] > 0) != (turned["difference"] > 0):
        before, after = map(adjective, study.plan.groups if whole["difference"] > 0 else study.plan.groups[::-1])
        said = f"{before} speeches held more {study.poles[0]} over the whole time, but since 1992 {after} speeches do"
        if firm[0] == firm[1] == "this depends on choices":
            return f"{said}; both depend on choices"
        words = [
            f"{which} {word.split(' ', 1)[1]}"
            for which, word in zip(("the first", "the second"), firm, strict=True)
            if word
        ]
        return "; ".join([said, ", ".join(words)] if words else [said])
    said = difference(whole, study.poles, "speeches")
    return f"{said}; {firm[0]}" if firm[0] and is_told(whole) else said
