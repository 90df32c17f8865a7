"""What makes a difference."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from .._colours import INK, MUTE, POLES, WORDS
from .parts import axes, beside, look, row_names


def explain(table: pd.DataFrame, *, top: int = 14, ax: Axes | None = None) -> Axes:
    """The concepts that make most of a difference: bars that add up to it, in the colour of the pole they speak of,
    which a ▲ or ▼ names too.

    Thin lines are 95 % intervals of single bars, where the table has them.
    """
    first, second = table.columns[2:4]
    poles = _pole_colours(table)
    rows = table.head(top).iloc[::-1].to_dict("records")
    rest = table["contribution"].iloc[top:].sum()
    with look():
        ax = ax or axes(0.235 * (len(rows) + 1) + 0.75)
        values = [rest, *(r["contribution"] for r in rows)]
        ax.barh(
            range(len(values)), values, color=["#c3c9ce", *(poles.get(r["pole"], "#c3c9ce") for r in rows)], height=0.68
        )
        names = [f"{len(table) - top} other concepts"] if len(table) > top else ["other concepts"]
        for y, row in enumerate(rows, 1):
            if np.isfinite(row.get("low", np.nan)):
                ax.plot([row["low"], row["high"]], [y, y], color=INK, lw=0.7, alpha=0.7)
        signs = dict(zip(poles, "▲▼", strict=False))
        row_names(ax, [*names, *(f"{signs.get(r['pole'], '')} {_concept_words(r, first, second)}" for r in rows)])
        ax.axvline(0, color=INK, lw=0.8)
        for y, row in enumerate(rows, 1):
            beside(ax, y, f"{row[first]:.1f} | {row[second]:.1f}")
        beside(ax, len(rows) + 0.9, f"{first} | {second}\n(per 100 sentences)", colour=MUTE)
        confrontation = next(iter(poles))
        ax.set_xlabel(f"← moves {second} towards {confrontation}      moves {first} towards {confrontation} →")
        ax.tick_params(axis="x", labelsize=8)
        for k, pole in enumerate(poles):
            words = f"{signs[pole]} words of {pole}"
            ax.text(0.02 + 0.36 * k, 1.02, words, transform=ax.transAxes, color=WORDS[k], fontsize=8)
    return ax


def _concept_words(row: dict, first: str, second: str) -> str:
    """The side that uses a concept more, and the concept."""
    more = first if row[first] >= row[second] else second
    by = f", said by {row['voice']}" if "voice" in row else ""
    return f"{row['concept']}{by} (more in {more})"


def _pole_colours(table: pd.DataFrame) -> dict[str, str]:
    """The colour of each pole in a table of `explain`: the pole whose greater rate adds to the first group comes
    first."""
    first, second = table.columns[2:4]
    sign = np.sign(table["contribution"] * (table[first] - table[second])).groupby(table["pole"]).sum()
    ranked = sorted((pole for pole in sign.index if pole), key=lambda pole: -sign[pole])
    return dict(zip(ranked, POLES, strict=False))
