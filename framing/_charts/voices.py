"""How much room each speaker has, and in which frame."""

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes

from .._colours import MARKERS
from ..wording import adjective
from .parts import WIDTH, balance_axis, look, point, poles_of


def voices(table: pd.DataFrame, *, sides: tuple[str, str], ax: Axes | None = None) -> Axes:
    """The two-by-two of outlet side and speaker side: how much room each speaker has, and in which frame.

    `table` is a study's table `mirror`: a row an outlet side and a voice, with `words` and the columns of
    `summarise`.
    """
    order = ["outlet", *sides]
    rows = [(s, v) for s in sides for v in order]
    cells = {(r["side"], r["voice"]): r for r in table.to_dict("records")}
    total = table.groupby("side")["words"].sum()
    with look():
        fig, (room, frame) = plt.subplots(1, 2, figsize=(WIDTH, 2.7), sharey=True, width_ratios=[1, 1.5])
        for y, (side, voice) in enumerate(reversed(rows)):
            row = cells.get((side, voice))
            y += 0.6 * (y >= len(order))
            if row is None:
                continue
            part = 100 * row["words"] / total[side]
            room.barh(y, part, color="#c3c9ce", height=0.62)
            room.text(part + 1, y, f"{part:.0f} %", va="center", fontsize=8)
            point(frame, row, y, MARKERS[order.index(voice)])
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
        balance_axis(frame, poles_of(table), values.to_numpy(float))
        room.set_ylim(-0.6, places[-1] + 1.1)
    return frame


def voice_words(voice: str) -> str:
    return "the outlet's own words" if voice == "outlet" else f"{adjective(voice)} speakers"
