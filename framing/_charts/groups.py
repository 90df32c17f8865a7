"""Groups and texts between the two poles."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from .._check import require_columns
from .._colours import MARKERS, MUTE
from ..comparison import summarise as framing_summarise
from ..scores import poles_of_scores
from .parts import FURTHEST, axes, balance_axis, beside, label_of, look, point, poles_of, row_names


def summarise(table: pd.DataFrame, *, labels: Mapping[str, str] | None = None, ax: Axes | None = None) -> Axes:
    """A row a group of `framing.summarise`: a point with its interval, between the two poles."""
    group, poles = table.columns[0], poles_of(table)
    with look():
        ax = ax or axes(0.27 * len(table) + 0.7)
        for y, row in enumerate(table.iloc[::-1].to_dict("records")):
            point(ax, row, y, "o")
            beside(ax, y, f"n = {row['n']}")
        row_names(ax, [label_of(g, labels) for g in table[group][::-1]])
        balance_axis(ax, poles, table[["value", "low", "high"]].to_numpy(float))
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
    with look():
        ax = ax or axes(0.8 * len(names) + 0.6)
        for y, name in enumerate(reversed(names)):
            # a text beyond the axis stands at its edge: none is cut away
            x = shown.loc[shown[by] == name, "balance"].clip(-FURTHEST, FURTHEST).to_numpy()
            ax.plot(x, y + _stacked(x), "o", ms=4, mfc="#9aa3ab", mec="white", mew=0.5, zorder=2)
            beside(ax, y, f"n = {len(x)}")
            if summary is not None:
                for row in summary[summary[by] == name].to_dict("records"):
                    point(ax, row, y - 0.22, MARKERS[names.index(name)])
        row_names(ax, names[::-1])
        ax.set_ylim(-0.5, len(names) - 0.35)
        balance_axis(ax, poles_of_scores(table), shown["balance"].to_numpy())
    return ax


def compare(
    table: pd.DataFrame, *, poles: tuple[str, str], summary: pd.DataFrame | None = None, label: str = "lang",
    ax: Axes | None = None,
) -> Axes:  # fmt: skip
    """A row a comparison: each group's value, and beside them the difference with its interval and p.

    With a `summary` (of `framing.summarise`, with the column `label`) each value has its own interval. A `p_equivalent`
    or `p_naive` of the table stands below the p; the naive one pale, since it is there to be disbelieved.
    """
    own = {} if summary is None else {(r[label], r[summary.columns[0]]): r for r in summary.to_dict("records")}
    with look():
        ax = ax or axes(0.72 * len(table) + 0.9)
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
                point(ax, value, height, MARKERS[k])
                ax.annotate(row[which], (value["value"], height), (0, 8 - 16 * k), textcoords="offset points",
                            ha="center", va="center", fontsize=8)  # fmt: skip
            lines = _difference_words(row)
            beside(ax, y, "\n".join([*lines, ""] if _naive_words(row) else lines))
            if _naive_words(row):
                beside(ax, y, "\n".join([*[""] * len(lines), _naive_words(row)]), MUTE)
        row_names(ax, [label_of(row[label], None) for row in rows])
        ax.set_ylim(-0.6, len(rows) - 0.4)
        shown = [table[["value_first", "value_second"]].to_numpy(float).ravel()]
        shown += [np.array([r["low"], r["high"]]) for r in own.values() if r[label] in set(table[label])]
        balance_axis(ax, poles, np.concatenate(shown))
    return ax


def _difference_words(row: dict) -> list[str]:
    if not np.isfinite(row["low"]):
        return [f"difference {row['difference']:+.2f}", "(too few for", "an interval)"]
    lines = [f"difference {row['difference']:+.2f}", f"[{row['low']:+.2f}, {row['high']:+.2f}]", _p_words(row["p"])]
    if np.isfinite(row.get("p_equivalent", np.nan)):
        lines.append(f"equivalent: {_p_words(row['p_equivalent'])}")
    return lines


def _naive_words(row: dict) -> str:
    """What a test would say that takes all words for independent."""
    return f"word by word: {_p_words(row['p_naive'])}" if np.isfinite(row.get("p_naive", np.nan)) else ""


def _p_words(p: float) -> str:
    return "p < .001" if p < 0.001 else f"p = {p:.3f}".replace("0.", ".")


def _stacked(x: np.ndarray) -> np.ndarray:
    """How high each dot lies: dots that would cover one another are stacked, always in the same way."""
    heights, taken = np.zeros(len(x)), {}
    for i in np.argsort(x, kind="stable"):
        cell = round(float(x[i]) / 0.12)
        heights[i] = taken.get(cell, 0)
        taken[cell] = taken.get(cell, 0) + 1
    # where many meet they stand closer, so that the highest column is still the fullest
    return heights * min(0.085, 0.6 / max([1, *taken.values()]))
