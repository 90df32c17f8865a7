"""How far two readings agree, whoever or whatever read, and how much of what was read the lexicon finds."""

import pandas as pd
from matplotlib.axes import Axes

from .._check import require_columns
from .._colours import INK, MUTE, POLES
from .parts import axes, beside, label_of, look, point, row_names

_ASKED = {0.667: "tentative", 0.8: "asked for"}  # Krippendorff's two bounds


def agreement(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """A row a question of `framing.agreement`: alpha with its interval, beside the two bounds that it is held to."""
    require_columns(table, ["question", "alpha", "low", "high", "items", "coders", "percent"], "agreement")
    group = table.columns[0] if table.columns[0] != "question" else None
    rows = table.iloc[::-1].to_dict("records")
    with look():
        ax = ax or axes(0.36 * len(rows) + 0.9)
        for bound, name in _ASKED.items():
            ax.axvline(bound, color=MUTE, lw=0.8, ls=":", zorder=1)
            ax.text(bound, 1.01, f"{name}\n{bound:.3g}".replace("0.", "."), transform=ax.get_xaxis_transform(),
                    ha="center", va="bottom", fontsize=7.5, color=MUTE)  # fmt: skip
        for y, row in enumerate(rows):
            point(ax, row | {"value": row["alpha"]}, y, "o")
            words = f"{row['items']} items, {row['coders']} readings\n{100 * row['percent']:.0f} % of pairs the same"
            beside(ax, y, words)
        row_names(ax, [_question(row, group) for row in rows])
        ax.set_xlim(min(0.0, float(table["low"].min()) - 0.05), 1.02)
        ax.set_xlabel("Krippendorff's alpha: 0 as good as chance, 1 full agreement")
    return ax


def accuracy(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """A row a group and a pole of `framing.accuracy`: precision and recall with their intervals."""
    require_columns(table, ["pole", "concept", "measure", "value", "low", "high", "n"], "accuracy")
    by = table.columns[0]
    whole = table[table["concept"].eq("") & table["measure"].isin(["precision", "recall"])]
    poles = list(dict.fromkeys(table["pole"]))
    cells = {(r[by], r["pole"], r["measure"]): r for r in whole.to_dict("records")}
    names = list(dict.fromkeys(whole[[by, "pole"]].itertuples(index=False, name=None)))[::-1]
    with look():
        ax = ax or axes(0.5 * len(names) + 1.0)
        for y, (group, pole) in enumerate(names):
            colour = POLES[poles.index(pole)]
            for height, measure, marker in ((0.15, "precision", "o"), (-0.15, "recall", "s")):
                row = cells[group, pole, measure]
                ax.plot([row["low"], row["high"]], [y + height] * 2, color=colour, lw=1.6, zorder=3)
                fill = colour if measure == "precision" else "white"
                ax.plot(row["value"], y + height, marker, color=colour, mfc=fill, ms=6.5, zorder=4)
            found, seen = (cells[group, pole, m]["n"] for m in ("precision", "recall"))
            beside(ax, y, f"{found} found,\n{seen} there as read")
        row_names(ax, [f"{label_of(group, None)}: {pole}" for group, pole in names])
        ax.set_xlim(0, 1.02)
        ax.set_xlabel("share of sentences")
        for x, marker, fill, words in (
            (0.0, "o", INK, "precision: of those found, right"), (0.47, "s", "white", "recall: of those there, found"),
        ):  # fmt: skip
            ax.plot(x + 0.015, 1.06, marker, color=INK, mfc=fill, ms=6, transform=ax.transAxes, clip_on=False)
            ax.text(x + 0.04, 1.06, words, transform=ax.transAxes, va="center", fontsize=8)
    return ax


def _question(row: dict, group: str | None) -> str:
    """The question in words, and whose answers."""
    words = {"code": "which of the four"}.get(row["question"], f"{row['question']}: yes or no")
    return words if group is None else f"{label_of(row[group], None)}: {words}"
