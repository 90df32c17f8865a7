"""Values over the years."""

from collections.abc import Mapping

import pandas as pd
from matplotlib.axes import Axes

from .._colours import INK, LINE, MARKERS, MUTE, POLES
from .parts import axes, look, ratio_ticks


def over_time(table: pd.DataFrame, *, poles: tuple[str, str], dots: pd.DataFrame | None = None,
              events: Mapping[int, str] | None = None, ax: Axes | None = None) -> Axes:  # fmt: skip
    """A line a group with the band of its interval; `dots` (a table of scores) adds each text, `events` name
    years."""
    group = table.columns[0]
    with look({"ytick.left": True, "axes.spines.left": True}):
        ax = ax or axes(3.2)
        for k, (name, part) in enumerate(table.groupby(group, sort=True)):
            dash = ["-", (0, (4, 2))][k % 2]
            ax.fill_between(part["year"], part["low"], part["high"], color=INK, alpha=0.10 + 0.06 * k, lw=0)
            ax.plot(part["year"], part["value"], color=INK, ls=dash, lw=1.8, zorder=3)
            last = part.iloc[-1]
            ax.annotate(
                name, (last["year"], last["value"]), (6, 0), textcoords="offset points", va="center", fontweight="bold"
            )
            if dots is not None:
                own = dots[dots[group] == name]
                ax.plot(own["date"].str[:4].astype(int), own["balance"], MARKERS[k], ms=2.6, color=MUTE, alpha=0.6,
                        mfc=MUTE if k == 0 else "white", zorder=2)  # fmt: skip
        low, high = ax.get_ylim()
        for n, (year, words) in enumerate(sorted((events or {}).items())):
            ax.axvline(year, color=LINE, lw=0.8, zorder=0)
            ax.annotate(
                words,
                (year, high),
                (2, -2 - 9 * (n % 3)),
                textcoords="offset points",
                fontsize=6.5,
                color=MUTE,
                va="top",
            )
        ratio_ticks(ax.yaxis, low, high)
        ax.axhline(0, color=INK, lw=0.8)
        for k, (y, va) in enumerate(((1.01, "bottom"), (0.01, "bottom"))):
            ax.text(
                0.01 * k, y, f"{'▲▼'[k]} more {poles[k]}", transform=ax.transAxes, color=POLES[k], va=va, fontsize=8
            )
        ax.set_ylabel(f"words of {poles[0]} : {poles[1]}")
    return ax
