"""The words around a concept."""

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes

from .._check import require_columns
from .._colours import INK, LINE
from .parts import WIDTH, look


def collocates(table: pd.DataFrame, *, top: int = 12) -> Axes:
    """The words near a concept (`framing.collocates`), a column a group, the likeliest first.

    A bar says how often a word stands near the concept, the words beside it of how many in all.
    """
    require_columns(table, ["word", "group", "near", "words"], "table")
    groups = list(dict.fromkeys(table["group"]))
    parts = [table[table["group"] == group].head(top) for group in groups]
    rows = max(map(len, parts), default=0)
    with look():
        fig, columns = plt.subplots(
            1, max(len(groups), 1), figsize=(WIDTH, 0.22 * rows + 0.8), sharex=True, squeeze=False
        )
        fig.subplots_adjust(wspace=0.55)
        for ax, group, part in zip(columns[0], groups, parts, strict=False):
            places = [rows - 1 - n for n in range(len(part))]
            ax.barh(places, part["near"], color="#c3c9ce", height=0.68)
            for y, row in zip(places, part.itertuples(), strict=True):
                ax.text(row.near, y, f" {row.near} of {row.words}", va="center", fontsize=7.5, color=INK)
            ax.set_yticks(places, part["word"].tolist())
            ax.set_ylim(-0.6, rows - 0.4)
            ax.set_title(group, fontsize=9, fontweight="bold", loc="left", color=INK)
            ax.set_xlabel("times near it, of all times", fontsize=8)
            ax.axvline(0, color=LINE, lw=0.8)
        columns[0][0].set_xlim(0, 1.3 * max([1, *(part["near"].max() for part in parts)]))
        columns[0][0].xaxis.get_major_locator().set_params(integer=True)
    return columns[0][-1]
