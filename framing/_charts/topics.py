"""Topics, and how much room each side gives them."""

import pandas as pd
from matplotlib.axes import Axes

from .._colours import INK, LINE, MARKERS, MUTE
from .parts import axes, beside, legend, look, row_names


def topics(shares: pd.DataFrame, quality: pd.DataFrame, texts: pd.DataFrame, *, by: str, groups: tuple[str, ...],
           ax: Axes | None = None) -> Axes:  # fmt: skip
    """How much of each group's texts a topic takes: a marker a group; a topic that is not stable is grey."""
    sided = shares.merge(texts[["id", by]], on="id")
    means = sided[sided[by].isin(groups)].groupby(["topic", by])["share"].mean().unstack()
    with look():
        ax = ax or axes(0.34 * len(quality) + 0.7)
        for y, row in enumerate(quality.iloc[::-1].to_dict("records")):
            x = means.loc[row["topic"], list(groups)].to_numpy() * 100
            colour = INK if row["stability"] >= 0.5 else "#9aa3ab"
            ax.plot([x.min(), x.max()], [y, y], color=LINE, lw=2, zorder=1)
            for k in range(len(groups)):
                ax.plot(x[k], y, MARKERS[k], ms=7, color=colour, mfc=colour if k == 0 else "white", zorder=3)
            beside(ax, y, f"{row['stability']:.2f}")
        row_names(ax, list(quality["label"][::-1]))
        beside(ax, len(quality) - 0.45, "stability", colour=MUTE)
        ax.set_xlim(0)
        ax.set_xlabel("mean share of a text, in per cent")
        legend(ax, groups)
    return ax
