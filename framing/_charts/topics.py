"""Topics: how many, how much room each group gives them, and how it speaks of them."""

import textwrap

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from .._check import require_choice
from .._colours import INK, LINE, MARKERS, MUTE
from .parts import apart, axes, balance_axis, beside, look, plural, row_names

_STABLE, _PALE = 0.5, "#9aa3ab"


def choose_topics(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """For each number of topics, a row of `framing.choose_topics`: how well the topics come back, how well their words
    go together, and how many of them would get a name."""
    lines = {"stability": ("o", "● words that come back without\n    a fifth of the stories (stability)"),
             "seeds": ("s", "■ words that come back from\n    random starts (seeds)"),
             "coherence": ("^", "▲ how far words go together\n    (coherence, mean NPMI)")}  # fmt: skip
    with look():
        ax = ax or axes(2.9)
        ax.figure.subplots_adjust(left=0.08, right=0.74)
        x = table["topics"].to_numpy()
        for column, (marker, _) in lines.items():
            ax.plot(x, table[column], marker=marker, color=INK if column == "stability" else MUTE, ms=6, mec="white",
                    mew=0.6, lw=1.8 if column == "stability" else 1, zorder=3, clip_on=False)  # fmt: skip
        ends = table[list(lines)].iloc[-1].to_numpy(float)
        for (_, words), y in zip(lines.values(), apart(ends, 0.12), strict=True):
            ax.text(1.03, y, words, transform=ax.get_yaxis_transform(), va="center", fontsize=7.5)
        ax.axhspan(-1, _STABLE, color=LINE, alpha=0.35, lw=0, zorder=0)
        ax.text(0.01, 0.02, "a topic with a stability down here gets no name", transform=ax.transAxes, fontsize=7,
                color=MUTE)  # fmt: skip
        for row in table.itertuples():
            named = f"{row.recurring} of {row.topics}"
            ax.text(row.topics, 1.03, named, transform=ax.get_xaxis_transform(), ha="center", va="bottom", fontsize=7.5)
        ax.text(1.03, 1.03, "topics that would get a name", transform=ax.transAxes, va="bottom", fontsize=7.5)
        ax.set_xticks(x)
        ax.set_xlim(x[0] - 0.5, x[-1] + 0.5)
        ax.set_ylim(min(0.0, float(table["coherence"].min()) - 0.05), 1.0)
        ax.set_yticks([0, 0.25, 0.5, 0.75, 1], ["0", ".25", ".5", ".75", "1"])
        ax.set_xlabel("number of topics (yours to choose)")
    return ax


def topic_shares(
    table: pd.DataFrame, *, groups: tuple[str, ...] | None = None, cluster: str = "cluster", ax: Axes | None = None
) -> Axes:
    """How much of each group's texts a topic takes, a row of `framing.topic_shares` a point with its interval; a topic
    that is not stable is grey. `groups` gives the groups' order, `cluster` the name of what the table counts as
    `clusters`."""
    with look():
        ax = ax or axes(0.52 * table["topic"].nunique() + 0.7)
        shown = table.assign(value=100 * table["share"], low=100 * table["low"], high=100 * table["high"])
        _pairs(ax, shown, groups, cluster)
        ax.set_xlim(0, max(1.05 * float(shown[["value", "high"]].max().max()), 10))
        ax.set_xlabel("share of a group's texts, in per cent, with its 95 % interval")
    return ax


def topics_by_balance(
    table: pd.DataFrame, *, groups: tuple[str, ...] | None = None, cluster: str = "cluster", ax: Axes | None = None
) -> Axes:
    """How each group speaks where it speaks of a topic, a row of `framing.topic_balance` a point with its interval,
    between the two poles; a topic that is not stable is grey. `groups` gives the groups' order, `cluster` the name of
    what the table counts as `clusters`."""
    at = list(table.columns).index("high")
    poles = [str(c) for c in table.columns[at + 1 : at + 3]]
    with look():
        ax = ax or axes(0.52 * table["topic"].nunique() + 0.7)
        _pairs(ax, table, groups, cluster, above=0.2)
        balance_axis(ax, poles, table[["value", "low", "high"]].to_numpy(float))
    return ax


def _pairs(ax: Axes, table: pd.DataFrame, groups: tuple[str, ...] | None, cluster: str, *, above: float = 0.0) -> None:
    """A row a topic, and in it a point a group, one above the other; stability, and where it differs n, beside it."""
    by = str(table.columns[3])
    groups, topics = list(groups or sorted(set(table[by]))), sorted(set(table["topic"]), reverse=True)
    for group in groups:
        require_choice(group, set(table[by]), f"a group in {by!r}:")
    own_n = table.groupby(by)["n"].nunique().gt(1).any()
    step = 0.56 / max(len(groups), 2)
    for y, topic in enumerate(topics):
        rows = table[table["topic"] == topic].set_index(by).loc[groups]
        stability = rows["stability"].iloc[0]
        colour = INK if stability >= _STABLE else _PALE
        for k, row in enumerate(rows.to_dict("records")):
            at = y + step * ((len(groups) - 1) / 2 - k)
            if np.isfinite(row["low"]):
                ax.plot([row["low"], row["high"]], [at, at], color=colour, lw=1.6, solid_capstyle="butt", zorder=3)
            ax.plot(row["value"], at, MARKERS[k], ms=6.5, color=colour, mfc=colour if k == 0 else "white", zorder=4)
        if y:
            ax.axhline(y - 0.5, color=LINE, lw=0.6, zorder=0)
        texts = f"; n = {', '.join(map(str, rows['n']))}" if own_n else ""
        beside(ax, y, f"{stability:.2f}{texts}", colour=INK if stability >= _STABLE else MUTE)
    labels = table.drop_duplicates("topic").set_index("topic")["label"]
    names = [f"topic {t}\n{labels[t]}" if labels[t].startswith("(") else labels[t] for t in topics]
    row_names(ax, [n if "\n" in n else _short(n) for n in names])
    beside(ax, len(topics) - 0.45, "stability; texts" if own_n else "stability", colour=MUTE)
    _group_legend(ax, table, by, groups, cluster, above)


def _short(name: str) -> str:
    """A topic's name in two lines: a third would run into the next row."""
    lines = textwrap.wrap(name, 27)
    return "\n".join(lines[:2]) + (" …" if len(lines) > 2 else "")


def _group_legend(ax: Axes, table: pd.DataFrame, by: str, groups: list[str], cluster: str, above: float) -> None:
    """The groups' markers, above the chart, with how much stands behind each."""
    total = table.groupby(by)[["n"]].sum() if above else table.groupby(by)[["n"]].first()
    about = table.drop_duplicates(by).set_index(by)
    several = about["langs"].nunique() > 1
    for k, group in enumerate(groups):
        many = about.loc[group, "clusters"]
        words = f"{group}: {total.loc[group, 'n']} texts in {many} {plural(cluster) if many != 1 else cluster}"
        words += f" ({about.loc[group, 'langs']})" if several else ""
        ax.plot([], [], MARKERS[k], color=INK, mfc=INK if k == 0 else "white", label=words)
    inches = ax.get_position().height * ax.figure.get_figheight()
    ax.legend(frameon=False, fontsize=8, ncols=len(groups), loc="lower left", borderpad=0, handletextpad=0.2,
              bbox_to_anchor=(0, 1 + above / inches))  # fmt: skip
