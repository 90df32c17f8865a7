"""Values over the years."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from .._colours import INK, LINE, MARKERS, MUTE, WORDS
from .parts import apart, axes, look, ratio_ticks

_ROW = 9  # points: a row of the names of events


def over_time(table: pd.DataFrame, *, poles: tuple[str, str], dots: pd.DataFrame | None = None,
              events: Mapping[float, str] | None = None, ax: Axes | None = None) -> Axes:  # fmt: skip
    """A line a group with the band of its interval; `dots` (a table of scores) adds each text, `events` name years
    (2022.15 is the end of February)."""
    group, measure = table.columns[0], table["measure"].iloc[0] if "measure" in table else "balance"
    with look({"ytick.left": True, "axes.spines.left": True}):
        ax = ax or axes(3.2)
        ends = {}
        for k, (name, part) in enumerate(table.groupby(group, sort=True)):
            dash = ["-", (0, (4, 2))][k % 2]
            ax.fill_between(part["year"], part["low"], part["high"], color=INK, alpha=0.10 + 0.06 * k, lw=0)
            ax.plot(part["year"], part["value"], color=INK, ls=dash, lw=1.8, zorder=3)
            ends[name] = part["year"].iloc[-1], part["value"].iloc[-1]
            if dots is not None:
                own = dots[dots[group] == name]
                ax.plot(_when(own["date"], table), own[measure], MARKERS[k], ms=2.6, color=MUTE, alpha=0.6,
                        mfc=MUTE if k == 0 else "white", zorder=2)  # fmt: skip
        low, high = ax.get_ylim()
        if measure == "balance":
            _between(ax, poles, low, high)
        else:
            ax.set_ylabel(f"{measure} (words of either pole for each 100 sentences)")
        if (table["year"] % 1 != 0).any():
            _month_ticks(ax, table["year"])
        _mark(ax, sorted((events or {}).items()))
        _names(ax, ends)
    return ax


def _names(ax: Axes, ends: Mapping[str, tuple[float, float]]) -> None:
    """Each group's name at the end of its line, a line of letters apart at least."""
    least = ax.transData.inverted().transform([(0, 0), (0, 13 * ax.figure.dpi / 72)])[:, 1]
    heights = apart(np.array([y for _, y in ends.values()], float), least[1] - least[0])
    for (name, (x, _)), y in zip(ends.items(), heights, strict=True):
        ax.annotate(name, (x, y), (6, 0), textcoords="offset points", va="center", fontweight="bold")


def _mark(ax: Axes, events: list[tuple[float, str]]) -> None:
    """The events as thin lines, their names above all that is drawn, each in the first row that has room for it."""
    space = ax.get_window_extent()
    (left, right), (low, high), ends = ax.get_xlim(), ax.get_ylim(), []  # where the last name of each row ends
    for year, words in events:
        if not left <= year <= right:
            continue
        ax.axvline(year, color=LINE, lw=0.8, zorder=0)
        name = ax.annotate(words, (year, 1), (2, 0), xycoords=("data", "axes fraction"), textcoords="offset points",
                           fontsize=6.5, color=MUTE, va="top")  # fmt: skip
        if name.get_window_extent().x1 > space.x1:  # there stand the names of the lines
            name.set(ha="right", position=(-2, 0))
        box = name.get_window_extent()
        row = next((n for n, end in enumerate(ends) if end < box.x0 - 2), len(ends))
        ends[row : row + 1] = [box.x1]
        name.set_position((name.get_position()[0], -2 - _ROW * row))
    room = _ROW * len(ends) * ax.figure.dpi / 72 / space.height
    ax.set(xlim=(left, right), ylim=(low, high + (high - low) * room / (1 - room)))


def _between(ax: Axes, poles: tuple[str, str], low: float, high: float) -> None:
    """The axis of a balance, its directions named."""
    ratio_ticks(ax.yaxis, low, high)
    ax.axhline(0, color=INK, lw=0.8)
    for k, y in enumerate((1.01, 0.01)):
        words = f"{'▲▼'[k]} more {poles[k]}"
        ax.text(0.01 * k, y, words, transform=ax.transAxes, color=WORDS[k], va="bottom", fontsize=8)
    ax.set_ylabel(f"words of {poles[0]} : {poles[1]}")


def _when(dates: pd.Series, table: pd.DataFrame) -> pd.Series:
    """Dates as years, or where the table tells months, as parts of years."""
    year = dates.str[:4].astype(float)
    if not (table["year"] % 1 != 0).any():
        return year
    month = pd.to_numeric(dates.str[5:7], errors="coerce").fillna(7)
    day = pd.to_numeric(dates.str[8:10], errors="coerce").fillna(15)
    return year + (month - 1 + (day - 0.5) / 31) / 12


def _month_ticks(ax: Axes, years: pd.Series) -> None:
    """A tick each third month, or where they are few each month, with its name."""
    first, last = int(years.min() * 12), int(years.max() * 12)
    months = [m for m in range(first, last + 2) if m % 3 == 0 or last - first < 8]
    names = [pd.Timestamp(m // 12, m % 12 + 1, 1).strftime("%m/%Y") for m in months]
    ax.set_xticks([m / 12 for m in months], names)
