"""How firm a difference is: what other choices make of it, behind a title and in a sentence."""

import pandas as pd

from ..robustness import ALPHA, verdict
from ..wording import interval, robustness

_UNNAMED = ("planned", "drawn", "half", "language")  # no choice with a name of its own, or one of other texts
_FEW = 3  # that are named


def firm_word(table: pd.DataFrame | None) -> str:
    """What stands behind a title that states a difference: empty where each other choice bears it out.

    >>> rows = [("planned", "as planned", 0.01, 1), ("concept", "without “threat”", 0.2, 1)]
    >>> firm_word(pd.DataFrame(rows, columns=["kind", "choice", "p", "agrees"]))
    'this cannot be told without “threat”'
    """
    found = _verdict(table)
    if found == "depends on choices":
        return "this depends on choices"
    names = _lost(table)["choice"].map(_by).tolist() if found == "robust" else []
    if len(names) > 1:
        return f"this cannot be told under {len(names)} other choices"
    return f"this cannot be told {names[0]}" if names else ""


def firm_sentence(table: pd.DataFrame | None) -> str:
    """The same at length, with the numbers; empty where there is no difference that could be told as planned."""
    found = _verdict(table)
    if found not in ("robust", "depends on choices"):
        return ""
    said, lost = robustness(verdict(table).iloc[0]), _lost(table)
    if found != "robust" or not len(lost):
        return said
    names = [f"{_by(row['choice'])}: {interval(row)}" for row in lost.head(_FEW).to_dict("records")]
    more = [f"under {len(lost) - _FEW} others"] if len(lost) > _FEW else []
    return f"{said} But it cannot be told {'; '.join([*names, *more])}."


def _verdict(table: pd.DataFrame | None) -> str:
    return "" if table is None else verdict(table).at[0, "verdict"]


def _lost(table: pd.DataFrame) -> pd.DataFrame:
    """The choices that have a name and do not bear the difference out, the farthest from it first."""
    named = table[~table["kind"].isin(_UNNAMED)]
    lost = named[(named["p"] >= ALPHA) | (named["agrees"] == 0)]
    return lost.sort_values("p", ascending=False, kind="stable")


def _by(choice: str) -> str:
    """
    >>> _by("without words of acts"), _by("core concepts only")
    ('without words of acts', 'with “core concepts only”')
    """
    return choice if choice.startswith("without ") else f"with “{choice}”"
