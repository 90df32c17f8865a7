"""Choose the sides, brush a period."""

import warnings
from collections.abc import Sequence
from html import escape

import ipywidgets as widgets
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from .._charts.parts import WIDTH, balance_axis, beside, look, point, ratio_ticks, row_names
from .._check import require_choice, require_columns, scorable
from .._colours import INK, LINE, MARKERS, WORDS
from ..comparison import compare, summarise
from ..scores import poles_of_scores
from .explorer import Explorer, dropdown, picture

_CARE = "The interval is for a period named before looking. One chosen because it looks good proves nothing."
_PALE = "#b9c0c6"


class PeriodExplorer(Explorer):
    """Made by `explore.period`; `chosen` holds the scores of the two groups in the period."""

    def __init__(self, scores: pd.DataFrame, by: str, groups: Sequence[str], cluster: str | None) -> None:
        self._scores, self._by, self._cluster = scores, by, cluster
        names, dates = sorted(set(scores[by]) - {""}), sorted(set(scores["date"]))
        self.first = dropdown("first", names, value=groups[0])
        self.second = dropdown("second", names, value=groups[1])
        self.dates = widgets.SelectionRangeSlider(
            options=dates, index=(0, len(dates) - 1), description="period", continuous_update=False,
            readout=False,  # too narrow for two dates; the chart names them
            layout=widgets.Layout(width="46em"), style={"description_width": "initial"},
        )  # fmt: skip
        super().__init__("Choose the sides and a period", [self.first, self.second], [self.dates])
        for control in (self.first, self.second, self.dates):
            control.observe(self._draw, "value")
        self._draw()

    def _draw(self, _: object = None) -> None:
        groups, (begin, end) = (self.first.value, self.second.value), self.dates.value
        try:
            if groups[0] == groups[1]:
                raise ValueError(f"both groups are {groups[0]!r}; choose two different ones.")
            own = self._scores[self._scores[self._by].isin(groups)]
            chosen = own[own["date"].between(begin, end)]
            for group in groups:
                if not len(chosen[chosen[self._by] == group]):
                    raise ValueError(f"{group!r} has no text from {begin} to {end}; make the period longer.")
            row, notes = _compared(chosen, self._by, groups, self._cluster)
        except ValueError as error:
            self.refuse(error)
            return
        self.chosen = chosen.reset_index(drop=True)
        values = summarise(chosen, by=self._by, cluster=self._cluster)
        n = ", ".join(f"{g}: {(chosen[self._by] == g).sum()} of {(own[self._by] == g).sum()} texts" for g in groups)
        interval = f" [{row['low']:+.2f}, {row['high']:+.2f}]" if np.isfinite(row["low"]) else ""
        gap = f"Difference of the balances {row['difference']:+.2f}{interval}"
        gap = gap if np.isfinite(row["difference"]) else "No difference: a group holds no evidence"
        words = f"{begin} to {end}. {n}. {gap}."
        chart = picture(_chart(own, values, (begin, end), self._by, groups), title=f"{begin} to {end}: {row['effect']}",
                        note=f"{n}; {row['method']}.", alt=words)  # fmt: skip
        said = "".join(f"<p>{escape(t)}</p>" for t in [words, *notes, _CARE])
        self.show(chart + said, words)


def _compared(chosen: pd.DataFrame, by: str, groups: tuple[str, str], cluster: str | None) -> tuple[dict, list[str]]:
    """The comparison, and what it warns of."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        row = compare(chosen, by=by, groups=groups, cluster=cluster).iloc[0].to_dict()
    return row, [str(w.message) for w in caught]


def _chart(own: pd.DataFrame, values: pd.DataFrame, period: tuple[str, str], by: str, groups: tuple[str, str]) -> Axes:
    """Every text in its time, those of the period dark; beside them the two groups' values in it."""
    poles = poles_of_scores(own)
    with look({"ytick.left": True}):
        fig, (days, frame) = plt.subplots(2, 1, figsize=(WIDTH, 4.2), height_ratios=[2.4, 1])
        fig.subplots_adjust(left=0.2, right=0.86, hspace=0.6, top=0.95, bottom=0.1)
        days.axvspan(*pd.to_datetime(list(period), format="ISO8601"), color=LINE, alpha=0.45, lw=0, zorder=0)
        days.axhline(0, color=INK, lw=0.8, zorder=1)
        for k, group in enumerate(groups):
            part = own[(own[by] == group) & own["balance"].notna()]
            inside = part["date"].between(*period).to_numpy()
            for mask, colour in ((~inside, _PALE), (inside, INK)):
                days.plot(pd.to_datetime(part["date"][mask], format="ISO8601"), part["balance"][mask], MARKERS[k], ms=5,
                          color=colour, mfc=colour if k == 0 else "white", zorder=3)  # fmt: skip
            days.plot([], [], MARKERS[k], color=INK, mfc=INK if k == 0 else "white", label=group)
        days.legend(frameon=False, fontsize=8, ncols=2, loc="lower right", bbox_to_anchor=(1, 1), borderpad=0)
        ratio_ticks(days.yaxis, *days.get_ylim())
        for k, (y, va) in enumerate(((0.99, "top"), (0.01, "bottom"))):
            days.text(
                0.01, y, f"{'▲▼'[k]} more {poles[k]}", transform=days.transAxes, color=WORDS[k], va=va, fontsize=8
            )
        locator = days.xaxis.get_major_locator()
        days.xaxis.set_major_formatter(plt.matplotlib.dates.ConciseDateFormatter(locator))
        rows = values.set_index(by).loc[list(groups)].reset_index().to_dict("records")
        for y, row in enumerate(rows[::-1]):
            point(frame, row, y, MARKERS[1 - y])
            beside(frame, y, f"n = {row['n']}")
        row_names(frame, list(groups)[::-1])
        balance_axis(frame, poles, values[["value", "low", "high"]].to_numpy(float))
    return frame


def explorer(scores: pd.DataFrame, by: str, groups: tuple[str, str] | None, cluster: str | None) -> PeriodExplorer:
    require_columns(scores, ["id", "date", "balance", by, *([cluster] if cluster else [])], "scores")
    scores = scorable(scores)
    undated = scores["date"].isna() | scores["date"].eq("")
    scores = scores[~undated]
    names = sorted(set(scores[by]) - {""})
    if len(names) < 2 or scores["date"].nunique() < 2:
        raise ValueError(
            f"scores: a period of two groups needs two values of {by!r} and two dates; there are {names} and "
            f"{scores['date'].nunique()} date(s), {undated.sum()} text(s) without one."
        )
    for group in groups or []:
        require_choice(group, names, f"a group in {by!r}:")
    return PeriodExplorer(scores, by, groups or tuple(names[:2]), cluster)
