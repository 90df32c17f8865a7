"""The reference series over the years."""

import pandas as pd

from .. import charts
from ..comparison import compare as _compare
from ..figures import read_figures
from ..lexicon import read_lexicon
from ..study import Study
from ..timeline import over_time as _over_time
from ..wording import adjective, difference, interval, is_told, listed
from .common import Markdown


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


def _turn(whole: pd.Series, turned: pd.Series, study: Study) -> str:
    """The title of the long series: who speaks more of the first pole, and whether that changed."""
    if is_told(whole) and is_told(turned) and (whole["difference"] > 0) != (turned["difference"] > 0):
        before, after = map(adjective, study.plan.groups if whole["difference"] > 0 else study.plan.groups[::-1])
        return f"{before} speeches held more {study.poles[0]} over the whole time, but since 1992 {after} speeches do"
    return difference(whole, study.poles, "speeches")
