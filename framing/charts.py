"""One chart a result table, of the same name. Each draws on `ax` and returns it; none shows or saves anything.

The poles have one colour each, everywhere; groups are told apart by place and marker. A balance is written as a
proportion of words, with both directions named on the axis. `figure` puts the finding above a chart and n and
source below.
"""

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

from ._check import require_columns
from ._colours import INK, LINE, MARKERS, MUTE, POLES
from .comparison import summarise as framing_summarise
from .scores import poles_of_scores
from .wording import adjective
from .words import LANGS

WIDTH = 7.2  # inches: the width of the report's column
_LOOK = {
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
    with _look():
        size, box = fig.get_size_inches(), fig.get_tightbbox(fig.canvas.get_renderer())
        left, top, bottom = box.x0 / size[0], (box.y1 + 0.14) / size[1], (box.y0 - 0.12) / size[1]
        fig.text(left, top, _wrap(title, 76), ha="left", va="bottom", fontsize=12, fontweight="bold")
        fig.text(left, bottom, _wrap(note, 116), ha="left", va="top", fontsize=7.5, color=MUTE)
        out = io.StringIO()
        fig.savefig(out, format="svg", bbox_inches="tight", pad_inches=0.08, metadata={"Date": None, "Creator": None})
    plt.close(fig)
    return Figure(out.getvalue(), alt)


def summarise(table: pd.DataFrame, *, labels: Mapping[str, str] | None = None, ax: Axes | None = None) -> Axes:
    """A row a group of `framing.summarise`: a point with its interval, between the two poles."""
    group, poles = table.columns[0], _poles_of(table)
    with _look():
        ax = ax or _axes(0.27 * len(table) + 0.7)
        for y, row in enumerate(table.iloc[::-1].to_dict("records")):
            _point(ax, row, y, "o")
            _beside(ax, y, f"n = {row['n']}")
        _names(ax, [_label(g, labels) for g in table[group][::-1]])
        _balance_axis(ax, poles, table[["value", "low", "high"]].to_numpy(float))
    return ax


def speakers(told: pd.DataFrame, *, top: int = 12, ax: Axes | None = None) -> Axes:
    """The people and institutions most quoted: a row each, with the balance of their words and how many these are.

    `told` is the scores of voices. The interval is over stories, for speakers with five or more.
    """
    require_columns(told, ["actor", "voice", "words"], "told")
    named = told[told["actor"].notna() & told["actor"].ne("") & told["voice"].ne("outlet")]
    cluster = "story" if "story" in named.columns else "article"
    table = framing_summarise(named, by="actor", cluster=cluster)
    table = table[table["value"].notna()].sort_values(["words", "actor"], ascending=[False, True]).head(top)
    side = named.groupby("actor")["voice"].agg(lambda v: v.mode().iloc[0])
    labels = {r.actor: f"{r.actor} ({side[r.actor]}), {r.words} words" for r in table.itertuples()}
    return summarise(table, labels=labels, ax=ax)


def scores(
    table: pd.DataFrame, *, by: str, groups: tuple[str, ...] | None = None, summary: pd.DataFrame | None = None,
    ax: Axes | None = None,
) -> Axes:  # fmt: skip
    """A dot a text with evidence, stacked where they meet; with a `summary` (of `framing.summarise`) also each
    group's value."""
    require_columns(table, [by, "balance"], "scores")
    names = list(groups or sorted(set(table[by]) - {""}))
    shown = table[table[by].isin(names) & table["balance"].notna()]
    with _look():
        ax = ax or _axes(0.8 * len(names) + 0.6)
        for y, name in enumerate(reversed(names)):
            x = shown.loc[shown[by] == name, "balance"].to_numpy()
            ax.plot(x, y + _stacked(x), "o", ms=4, mfc="#9aa3ab", mec="white", mew=0.5, zorder=2)
            _beside(ax, y, f"n = {len(x)}")
            if summary is not None:
                for row in summary[summary[by] == name].to_dict("records"):
                    _point(ax, row, y - 0.22, MARKERS[names.index(name)])
        _names(ax, names[::-1])
        ax.set_ylim(-0.5, len(names) - 0.35)
        _balance_axis(ax, poles_of_scores(table), shown["balance"].to_numpy())
    return ax


def compare(
    table: pd.DataFrame, *, poles: tuple[str, str], summary: pd.DataFrame | None = None, label: str = "lang",
    ax: Axes | None = None,
) -> Axes:  # fmt: skip
    """A row a comparison: each group's value, and beside them the difference with its interval and p.

    With a `summary` (of `framing.summarise`, with the column `label`) each value has its own interval.
    """
    own = {} if summary is None else {(r[label], r[summary.columns[0]]): r for r in summary.to_dict("records")}
    with _look():
        ax = ax or _axes(0.72 * len(table) + 0.9)
        rows = table.iloc[::-1].to_dict("records")
        for y, row in enumerate(rows):
            for k, which in enumerate(("first", "second")):
                # one group above, one below: they stay apart where the values meet
                height, group = y + 0.16 - 0.32 * k, own.get((row[label], row[which]), {})
                value = {
                    "value": row[f"value_{which}"],
                    "low": group.get("low", np.nan),
                    "high": group.get("high", np.nan),
                }
                _point(ax, value, height, MARKERS[k])
                ax.annotate(row[which], (value["value"], height), (0, 8 - 16 * k), textcoords="offset points",
                            ha="center", va="center", fontsize=8)  # fmt: skip
            _beside(ax, y, _difference_words(row))
        _names(ax, [_label(row[label], None) for row in rows])
        ax.set_ylim(-0.6, len(rows) - 0.4)
        shown = [table[["value_first", "value_second"]].to_numpy(float).ravel()]
        shown += [np.array([r["low"], r["high"]]) for r in own.values() if r[label] in set(table[label])]
        _balance_axis(ax, poles, np.concatenate(shown))
    return ax


def explain(table: pd.DataFrame, *, top: int = 14, ax: Axes | None = None) -> Axes:
    """The concepts that make most of a difference: bars that add up to it, in the colour of the pole they speak
    of."""
    first, second = table.columns[2:4]
    poles = _pole_colours(table)
    rows = table.head(top).iloc[::-1].to_dict("records")
    rest = table["contribution"].iloc[top:].sum()
    with _look():
        ax = ax or _axes(0.235 * (len(rows) + 1) + 0.75)
        values = [rest, *(r["contribution"] for r in rows)]
        ax.barh(
            range(len(values)), values, color=["#c3c9ce", *(poles.get(r["pole"], "#c3c9ce") for r in rows)], height=0.68
        )
        names = [f"{len(table) - top} other concepts"] if len(table) > top else ["other concepts"]
        _names(ax, [*names, *(_concept_words(r, first, second) for r in rows)])
        ax.axvline(0, color=INK, lw=0.8)
        for y, row in enumerate(rows, 1):
            _beside(ax, y, f"{row[first]:.1f} | {row[second]:.1f}")
        _beside(ax, len(rows) + 0.9, f"{first} | {second}\n(per 100 sentences)", colour=MUTE)
        confrontation = next(iter(poles))
        ax.set_xlabel(f"← moves {second} towards {confrontation}      moves {first} towards {confrontation} →")
        ax.tick_params(axis="x", labelsize=8)
        for k, (pole, colour) in enumerate(poles.items()):
            ax.text(0.02 + 0.36 * k, 1.02, f"■ words of {pole}", transform=ax.transAxes, color=colour, fontsize=8)
    return ax


def voices(table: pd.DataFrame, *, sides: tuple[str, str], ax: Axes | None = None) -> Axes:
    """The two-by-two of outlet side and speaker side: how much room each speaker has, and in which frame.

    `table` is a study's table `mirror`: a row an outlet side and a voice, with `words` and the columns of
    `summarise`.
    """
    order = ["outlet", *sides]
    rows = [(s, v) for s in sides for v in order]
    cells = {(r["side"], r["voice"]): r for r in table.to_dict("records")}
    total = table.groupby("side")["words"].sum()
    with _look():
        fig, (room, frame) = plt.subplots(1, 2, figsize=(WIDTH, 2.7), sharey=True, width_ratios=[1, 1.5])
        for y, (side, voice) in enumerate(reversed(rows)):
            row = cells.get((side, voice))
            y += 0.6 * (y >= len(order))
            if row is None:
                continue
            part = 100 * row["words"] / total[side]
            room.barh(y, part, color="#c3c9ce", height=0.62)
            room.text(part + 1, y, f"{part:.0f} %", va="center", fontsize=8)
            _point(frame, row, y, MARKERS[order.index(voice)])
        places = [y + 0.6 * (y >= len(order)) for y in range(len(rows))]
        room.set_yticks(places, [voice_words(v) for _, v in reversed(rows)])
        for side, at in zip(sides, (places[-1] + 0.62, places[len(order) - 1] + 0.62), strict=True):
            room.text(
                -0.02,
                at,
                f"In {adjective(side)} outlets",
                transform=room.get_yaxis_transform(),
                ha="right",
                fontweight="bold",
                fontsize=9,
            )
        room.set_xlim(0, 100)
        room.set_xlabel("share of the articles' words")
        values = table[table["side"].isin(sides) & table["voice"].isin(order)][["value", "low", "high"]]
        _balance_axis(frame, _poles_of(table), values.to_numpy(float))
        room.set_ylim(-0.6, places[-1] + 1.1)
    return frame


def topics(shares: pd.DataFrame, quality: pd.DataFrame, texts: pd.DataFrame, *, by: str, groups: tuple[str, ...],
           ax: Axes | None = None) -> Axes:  # fmt: skip
    """How much of each group's texts a topic takes: a marker a group; a topic that is not stable is grey."""
    sided = shares.merge(texts[["id", by]], on="id")
    means = sided[sided[by].isin(groups)].groupby(["topic", by])["share"].mean().unstack()
    with _look():
        ax = ax or _axes(0.34 * len(quality) + 0.7)
        for y, row in enumerate(quality.iloc[::-1].to_dict("records")):
            x = means.loc[row["topic"], list(groups)].to_numpy() * 100
            colour = INK if row["stability"] >= 0.5 else "#9aa3ab"
            ax.plot([x.min(), x.max()], [y, y], color=LINE, lw=2, zorder=1)
            for k in range(len(groups)):
                ax.plot(x[k], y, MARKERS[k], ms=7, color=colour, mfc=colour if k == 0 else "white", zorder=3)
            _beside(ax, y, f"{row['stability']:.2f}")
        _names(ax, list(quality["label"][::-1]))
        _beside(ax, len(quality) - 0.45, "stability", colour=MUTE)
        ax.set_xlim(0)
        ax.set_xlabel("mean share of a text, in per cent")
        _legend(ax, groups)
    return ax


def over_time(table: pd.DataFrame, *, poles: tuple[str, str], dots: pd.DataFrame | None = None,
              events: Mapping[int, str] | None = None, ax: Axes | None = None) -> Axes:  # fmt: skip
    """A line a group with the band of its interval; `dots` (a table of scores) adds each text, `events` name
    years."""
    group = table.columns[0]
    with _look({"ytick.left": True, "axes.spines.left": True}):
        ax = ax or _axes(3.2)
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
        _ratio_ticks(ax.yaxis, low, high)
        ax.axhline(0, color=INK, lw=0.8)
        for k, (y, va) in enumerate(((1.01, "bottom"), (0.01, "bottom"))):
            ax.text(
                0.01 * k, y, f"{'▲▼'[k]} more {poles[k]}", transform=ax.transAxes, color=POLES[k], va=va, fontsize=8
            )
        ax.set_ylabel(f"words of {poles[0]} : {poles[1]}")
    return ax


@contextmanager
def _look(more: Mapping[str, object] | None = None) -> Iterator[None]:
    """Our settings for the time of a drawing, and nothing changed after it."""
    _choose_backend()
    with mpl.rc_context(_LOOK | dict(more or {})):
        yield


@cache
def _choose_backend() -> None:
    """Let the backend be chosen before the first drawing: a notebook's would lose its own settings with ours."""
    plt.switch_backend(mpl.get_backend())


# --- parts of charts -------------------------------------------------------------------------------------------


def _axes(height: float) -> Axes:
    fig, ax = plt.subplots(figsize=(WIDTH, height))
    fig.subplots_adjust(left=0.2, right=0.86, top=1 - 0.2 / height, bottom=0.45 / height)
    return ax


def _point(ax: Axes, row: dict, y: float, marker: str) -> None:
    """A value with its interval."""
    if np.isfinite(row["low"]):
        ax.plot([row["low"], row["high"]], [y, y], color=INK, lw=1.6, solid_capstyle="butt", zorder=3)
    ax.plot(row["value"], y, marker, color=INK, ms=6.5, mec="white", mew=0.8, zorder=4)


def _names(ax: Axes, names: list[str]) -> None:
    ax.set_yticks(range(len(names)), names)
    ax.set_ylim(-0.6, len(names) - 0.4)


def _beside(ax: Axes, y: float, words: str, colour: str = INK) -> None:
    """Words to the right of the chart, level with a row."""
    ax.text(1.01, y, words, transform=ax.get_yaxis_transform(), va="center", fontsize=7.5, color=colour)


def _balance_axis(ax: Axes, poles: tuple[str, str] | list[str], values: np.ndarray) -> None:
    """An axis from the second pole to the first, its ticks as proportions, both directions named and tinted."""
    finite = values[np.isfinite(values)]
    reach = min(max(1.15 * np.abs(finite).max(initial=0), np.log(2.5)), np.log(40))
    ax.set_xlim(-reach, reach)
    _ratio_ticks(ax.xaxis, -reach, reach)
    ax.axvline(0, color=INK, lw=0.8, zorder=1)
    ax.axvspan(0, reach, color=POLES[0], alpha=0.05, lw=0, zorder=0)
    ax.axvspan(-reach, 0, color=POLES[1], alpha=0.05, lw=0, zorder=0)
    ax.set_xlabel(f"words of {poles[0]} : words of {poles[1]}")
    ax.text(0.99, 1.01, f"more {poles[0]} →", transform=ax.transAxes, ha="right", color=POLES[0], fontsize=8)
    ax.text(0.01, 1.01, f"← more {poles[1]}", transform=ax.transAxes, ha="left", color=POLES[1], fontsize=8)


def _ratio_ticks(axis: mpl.axis.Axis, low: float, high: float) -> None:
    """Ticks at 1:1, 2:1, 4:1 …, written as proportions: a reader should not have to know logarithms."""
    steps = [1, 2, 4, 8, 16, 32, 64] if high - low > np.log(6) else [1, 1.25, 1.5, 2]
    places = {np.log(s): f"{s:g} : 1" for s in steps} | {-np.log(s): f"1 : {s:g}" for s in steps[1:]} | {0.0: "1 : 1"}
    shown = {p: w for p, w in places.items() if low <= p <= high}
    axis.set_ticks(list(shown), list(shown.values()))


def _difference_words(row: dict) -> str:
    if not np.isfinite(row["low"]):
        return f"difference {row['difference']:+.2f}\n(too few outlets\nfor an interval)"
    p = "p < .001" if row["p"] < 0.001 else f"p = {row['p']:.3f}".replace("0.", ".")
    return f"difference {row['difference']:+.2f}\n[{row['low']:+.2f}, {row['high']:+.2f}]\n{p}"


def _concept_words(row: dict, first: str, second: str) -> str:
    """The side that uses a concept more, and the concept."""
    more = first if row[first] >= row[second] else second
    return f"{row['concept']} (more in {more})"


def voice_words(voice: str) -> str:
    return "the outlet's own words" if voice == "outlet" else f"{adjective(voice)} speakers"


def _label(name: str, labels: Mapping[str, str] | None) -> str:
    return (labels or LANGS).get(name, name)


def _legend(ax: Axes, groups: tuple[str, ...]) -> None:
    for k, name in enumerate(groups):
        ax.plot([], [], MARKERS[k], color=INK, mfc=INK if k == 0 else "white", label=name)
    ax.legend(frameon=False, fontsize=8, ncols=len(groups), loc="lower right", bbox_to_anchor=(1, 1), borderpad=0)


def _stacked(x: np.ndarray) -> np.ndarray:
    """How high each dot lies: dots that would cover one another are stacked, always in the same way."""
    heights, taken = np.zeros(len(x)), {}
    for i in np.argsort(x, kind="stable"):
        cell = round(float(x[i]) / 0.12)
        heights[i] = taken.get(cell, 0) * 0.085
        taken[cell] = taken.get(cell, 0) + 1
    return np.minimum(heights, 0.6)


def _poles_of(table: pd.DataFrame) -> list[str]:
    return poles_of_scores(table)


def _pole_colours(table: pd.DataFrame) -> dict[str, str]:
    """The colour of each pole in a table of `explain`: the pole whose greater rate adds to the first group comes
    first."""
    first, second = table.columns[2:4]
    sign = np.sign(table["contribution"] * (table[first] - table[second])).groupby(table["pole"]).sum()
    ranked = sorted((pole for pole in sign.index if pole), key=lambda pole: -sign[pole])
    return dict(zip(ranked, POLES, strict=False))


def _wrap(words: str, width: int) -> str:
    return "\n".join(textwrap.wrap(words, width))
