"""Every other way to make a comparison, beside the planned one."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Patch

from .._check import require_columns
from .._colours import INK, LINE, MUTE
from .parts import axes, look

_HEADS = {"unit": "which text", "words": "which words", "formula": "which formula", "copies": "agency copies",
          "language": "which language", "outlet": "which outlets"}  # fmt: skip
_MANY = {"half": "a random half of the words", "concept": "one concept left out", "outlet": "one outlet left out"}
_UNDER = {"half": "words", "concept": "words"}
_PALE, _BAND = "#9aa3ab", "#e6eaed"


def vary(table: pd.DataFrame, *, poles: tuple[str, str], ax: Axes | None = None) -> Axes:
    """A column is a choice of `framing.vary`, from the lowest difference to the highest, the planned one marked.

    Above stands the difference with its 95 % interval: black where p is below .05, hollow where too few clusters are
    left for a test. The grey band is where the median of all choices would lie if the groups had been shuffled.
    Below, a dot says what each column does otherwise than planned.
    """
    require_columns(table, ["kind", "choice", "planned", "first", "second", "difference", "low", "high", "p"], "table")
    rows = table[(table["kind"] != "drawn") & table["difference"].notna()]
    rows = rows.sort_values("difference", kind="stable").reset_index(drop=True)
    lines = _lines(rows)
    with look():
        ax = ax or _tall(0.17 * len(lines))
        height = ax.get_position().height * ax.figure.get_size_inches()[1]
        _differences(ax, rows, poles, table[(table["kind"] == "drawn") & table["choice"].str.startswith("groups")])
        part, gap = 0.17 * len(lines) / height, 0.3 / height
        below = ax.inset_axes([0, -gap - part, 1, part])
        _matrix(below, rows, lines)
        below.set_xlim(ax.get_xlim())
    return ax


def _tall(below: float) -> Axes:
    """Axes 2.2 inches high, with room for the matrix below them."""
    ax = axes(3.0 + below)
    ax.set_position([0.29, 1 - 2.6 / (3.0 + below), 0.69, 2.2 / (3.0 + below)])
    return ax


def _differences(ax: Axes, rows: pd.DataFrame, poles: tuple[str, str], shuffled: pd.DataFrame) -> None:
    first, second = rows["first"].iloc[0], rows["second"].iloc[0]
    reach = _reach(rows)
    ax.set_ylim(-reach, reach)
    ax.set_xlim(-0.8, len(rows) - 0.2)
    for row in shuffled.itertuples():
        ax.axhspan(row.low, row.high, color=_BAND, lw=0, zorder=0)
    ax.axhline(0, color=INK, lw=0.8, zorder=1)
    for x, row in enumerate(rows.itertuples()):
        colour = INK if row.planned or row.p < 0.05 else _PALE
        ax.plot([x, x], [row.low, row.high], color=colour, lw=2.2 if row.planned else 1.1, zorder=2)
        if row.planned:
            ax.axvline(x, color=INK, lw=0.6, ls=(0, (2, 2)), ymin=-0.14, ymax=0.5, zorder=1, clip_on=False)
            ax.plot(x, row.difference, "D", ms=7.5, color=INK, mec="white", mew=0.8, zorder=4)
        else:
            ax.plot(x, row.difference, "o", ms=4, mec=colour, mfc=colour if np.isfinite(row.p) else "white", zorder=3)
    ax.set_xticks([])
    ax.spines["bottom"].set_visible(False)
    _factor_ticks(ax, reach)
    more = f"more words of {poles[0]} for each of {poles[1]}"
    ax.text(0, 1.015, f"↑ {first}: {more}", transform=ax.transAxes, fontsize=8)
    ax.text(0, -0.015, f"↓ {second}: {more}", transform=ax.transAxes, fontsize=8, va="top",
            bbox={"fc": "white", "ec": "none", "pad": 1})  # fmt: skip
    _key(ax, rows, len(shuffled) > 0)


def _key(ax: Axes, rows: pd.DataFrame, band: bool) -> None:
    """What the marks mean; only those that are there."""
    others, tested = ~rows["planned"].astype(bool), rows["p"].notna()
    marks = [("D", INK, INK, "as planned", True), ("o", INK, INK, "p < .05", (others & (rows["p"] < 0.05)).any()),
             ("o", _PALE, _PALE, "p ≥ .05", (others & (rows["p"] >= 0.05)).any()),
             ("o", _PALE, "white", "too few for a test", (others & ~tested).any())]  # fmt: skip
    keys = [
        ax.plot([], [], m, mec=edge, mfc=face, ms=5, label=label, ls="")[0] for m, edge, face, label, on in marks if on
    ]
    keys += [Patch(color=_BAND, label="where the median lies by chance")] if band else []
    ax.legend(handles=keys, frameon=False, fontsize=7.5, ncols=len(keys), loc="lower right", bbox_to_anchor=(1, 1.06),
              borderpad=0, columnspacing=1.2, handletextpad=0.4)  # fmt: skip


def _matrix(ax: Axes, rows: pd.DataFrame, lines: list[tuple[str, str]]) -> None:
    """A line a choice, a column a comparison."""
    at = {line: -y for y, line in enumerate(lines)}
    placed: dict[str, list[tuple[int, int, str]]] = {}
    for y in at.values():
        ax.axhline(y, color=LINE, lw=0.5, zorder=0)
    for x, row in enumerate(rows.itertuples()):
        y = at[_line(row)]
        ax.plot(x, y, "D" if row.planned else "o", ms=5.5 if row.planned else 3.2, color=INK, zorder=2)
        placed.setdefault(row.kind, []).append((x, y, row.choice))
    for kind in ("concept", "outlet"):
        dots = placed.get(kind, [])
        for (x, y, choice), side in zip([*dots[:1], *dots[1:][-1:]], (-1, 1), strict=False):
            # a long name at the left edge would run into the line's own
            side = side if x > 0.03 * len(choice) * len(rows) / 2 else 1
            ax.annotate(choice.removeprefix("without "), (x, y), (4 * side, 0), textcoords="offset points",
                        va="center", ha="left" if side > 0 else "right", fontsize=6.5, color=MUTE, zorder=3,
                        bbox={"fc": "white", "ec": "none", "pad": 0.4})  # fmt: skip
    for n, (head, _) in enumerate(lines):
        if head and (n == 0 or lines[n - 1][0] != head):
            ax.text(-0.41, -n, head, transform=ax.get_yaxis_transform(), fontsize=7.5, color=MUTE, va="center")
    ax.set_yticks(list(at.values()), [name for _, name in lines], fontsize=7.5)
    ax.set_xticks([])
    ax.set_ylim(-len(lines) + 0.4, 0.6)
    ax.spines["bottom"].set_visible(False)


def _line(row: tuple) -> tuple[str, str]:
    """The line of the matrix that a comparison stands in: its heading and its name."""
    if row.planned:
        return "", "as planned"
    name = _MANY.get(row.kind, f"{row.choice} articles" if row.kind == "language" else row.choice)
    return _HEADS.get(_UNDER.get(row.kind, row.kind), ""), name


def _lines(rows: pd.DataFrame) -> list[tuple[str, str]]:
    """All lines: as planned, then by heading, those with many dots last."""
    found = list(dict.fromkeys(_line(row) for row in rows.sort_values(["kind", "choice"]).itertuples()))
    heads = ["", *_HEADS.values()]
    return sorted(found, key=lambda f: (f[1] != "as planned", heads.index(f[0]) or len(heads), f[1] in _MANY.values()))


def _reach(rows: pd.DataFrame) -> float:
    """How far the axis goes: over the intervals, but not over those that would press all others flat."""
    ends = rows[["low", "high"]].abs().to_numpy(float).ravel()
    ends = ends[np.isfinite(ends)]
    usual = 1.6 * np.quantile(ends, 0.8) if len(ends) else 0
    return float(max(1.15 * rows["difference"].abs().max(), min(usual, 1.05 * ends.max(initial=0)), np.log(1.6)))


def _factor_ticks(ax: Axes, reach: float) -> None:
    """Differences as factors: a reader should not have to know logarithms."""
    steps = [1.25, 1.5, 2] if reach < np.log(2.5) else [1.5, 2, 4] if reach < np.log(6) else [2, 4, 8, 16, 32]
    places = {0.0: "equal"} | {sign * np.log(s): f"{s:g} times" for s in steps for sign in (1, -1)}
    shown = {p: w for p, w in places.items() if abs(p) < reach}
    ax.set_yticks(list(shown), list(shown.values()), fontsize=7.5)
