"""The look of all charts, and the parts that they share: axes from pole to pole, points, names, notes."""

import io
import textwrap
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from .._colours import INK, LINE, MUTE, POLES, WORDS
from ..scores import poles_of_scores
from ..words import LANGS

WIDTH = 7.2  # inches: the width of the report's column
FURTHEST = np.log(40)  # as far as an axis of balances goes
_SETTINGS = {
    "svg.hashsalt": "framing", "svg.fonttype": "path", "font.family": "DejaVu Sans", "font.size": 9, "text.color": INK,
    "axes.edgecolor": LINE, "axes.labelcolor": INK, "axes.spines.top": False, "axes.spines.right": False,
    "axes.spines.left": False, "xtick.color": MUTE, "ytick.color": INK, "ytick.left": False, "axes.labelsize": 9,
    "axes.grid": False, "figure.facecolor": "white", "text.parse_math": False, "axes.unicode_minus": True,
}  # fmt: skip


@dataclass(frozen=True)
class Figure:
    """A finished picture with its alternative text; Jupyter shows it."""

    svg: str
    alt: str

    def _repr_mimebundle_(self, **kwargs: object) -> tuple[dict, dict]:
        return {"image/svg+xml": self.svg, "text/plain": self.alt}, {"image/svg+xml": {"alt": self.alt}}


def figure(ax: Axes, *, title: str, note: str, alt: str) -> Figure:
    """The chart of `ax` as a picture: `title` states the finding, `note` gives n, source and measure, `alt` says it
    in words."""
    fig = ax.figure
    with look():
        size, box = fig.get_size_inches(), fig.get_tightbbox()
        left, top, bottom = box.x0 / size[0], (box.y1 + 0.14) / size[1], (box.y0 - 0.12) / size[1]
        fig.text(left, top, _wrap(title, 76), ha="left", va="bottom", fontsize=12, fontweight="bold")
        fig.text(left, bottom, _wrap(note, 116), ha="left", va="top", fontsize=7.5, color=MUTE)
        out = io.StringIO()
        fig.savefig(out, format="svg", bbox_inches="tight", pad_inches=0.08, metadata={"Date": None, "Creator": None})
    plt.close(fig)
    return Figure(out.getvalue(), alt)


@contextmanager
def look(more: Mapping[str, object] | None = None) -> Iterator[None]:
    """Our settings for the time of a drawing, and nothing changed after it."""
    _choose_backend()
    with mpl.rc_context(_SETTINGS | dict(more or {})):
        yield


@cache
def _choose_backend() -> None:
    """Let the backend be chosen before the first drawing: a notebook's would lose its own settings with ours."""
    plt.switch_backend(mpl.get_backend())


def axes(height: float) -> Axes:
    fig, ax = plt.subplots(figsize=(WIDTH, height))
    fig.subplots_adjust(left=0.2, right=0.86, top=1 - 0.2 / height, bottom=0.45 / height)
    return ax


def point(ax: Axes, row: dict, y: float, marker: str) -> None:
    """A value with its interval."""
    if np.isfinite(row["low"]):
        ax.plot([row["low"], row["high"]], [y, y], color=INK, lw=1.6, solid_capstyle="butt", zorder=3)
    ax.plot(row["value"], y, marker, color=INK, ms=6.5, mec="white", mew=0.8, zorder=4)


def row_names(ax: Axes, names: list[str]) -> None:
    ax.set_yticks(range(len(names)), names)
    ax.set_ylim(-0.6, len(names) - 0.4)


def beside(ax: Axes, y: float, words: str, colour: str = INK) -> None:
    """Words to the right of the chart, level with a row."""
    ax.text(1.01, y, words, transform=ax.get_yaxis_transform(), va="center", fontsize=7.5, color=colour)


def balance_axis(ax: Axes, poles: tuple[str, str] | list[str], values: np.ndarray) -> None:
    """An axis from the second pole to the first, its ticks as proportions, both directions named and tinted."""
    finite = values[np.isfinite(values)]
    reach = min(max(1.15 * np.abs(finite).max(initial=0), np.log(2.5)), FURTHEST)
    ax.set_xlim(-reach, reach)
    ratio_ticks(ax.xaxis, -reach, reach)
    ax.axvline(0, color=INK, lw=0.8, zorder=1)
    ax.axvspan(0, reach, color=POLES[0], alpha=0.05, lw=0, zorder=0)
    ax.axvspan(-reach, 0, color=POLES[1], alpha=0.05, lw=0, zorder=0)
    ax.set_xlabel(f"words of {poles[0]} : words of {poles[1]}")
    ax.text(0.99, 1.01, f"more {poles[0]} →", transform=ax.transAxes, ha="right", color=WORDS[0], fontsize=8)
    ax.text(0.01, 1.01, f"← more {poles[1]}", transform=ax.transAxes, ha="left", color=WORDS[1], fontsize=8)


def ratio_ticks(axis: mpl.axis.Axis, low: float, high: float) -> None:
    """Ticks at 1:1, 2:1, 4:1 …, written as proportions: a reader should not have to know logarithms."""
    steps = [1, 2, 4, 8, 16, 32, 64] if high - low > np.log(6) else [1, 1.25, 1.5, 2]
    places = {np.log(s): f"{s:g} : 1" for s in steps} | {-np.log(s): f"1 : {s:g}" for s in steps[1:]} | {0.0: "1 : 1"}
    shown = {p: w for p, w in places.items() if low <= p <= high}
    axis.set_ticks(list(shown), list(shown.values()))


def label_of(name: str, labels: Mapping[str, str] | None) -> str:
    return (labels or LANGS).get(name, name)


def apart(heights: np.ndarray, least: float) -> np.ndarray:
    """The heights, moved apart where two of them are nearer than `least`."""
    order, out = np.argsort(heights, kind="stable"), heights.copy()
    for below, here in zip(order, order[1:], strict=False):
        out[here] = max(out[here], out[below] + least)
    return out


def plural(noun: str) -> str:
    """
    >>> plural("outlet"), plural("story")
    ('outlets', 'stories')
    """
    return f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"


def poles_of(table: pd.DataFrame) -> list[str]:
    return poles_of_scores(table)


def _wrap(words: str, width: int) -> str:
    return "\n".join(textwrap.wrap(words, width))
