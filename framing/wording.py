"""Sentences made from numbers: what a chart's title and a paragraph may say, with one fixed wording for each verdict.

A difference is stated only where its interval leaves out zero and p is below .05; else the sentence says that it
cannot be told from these data. So a report can't claim what its table does not show.
"""

import math

import pandas as pd

ALPHA = 0.05
ADJECTIVES = {"Russia": "Russian", "Ukraine": "Ukrainian", "Europe": "European", "Switzerland": "Swiss",
              "Germany": "German", "Austria": "Austrian"}  # fmt: skip


def is_told(row: dict | pd.Series) -> bool:
    """Is the difference of this comparison beyond doubt, by interval and by p?"""
    if not (math.isfinite(row["low"]) and math.isfinite(row["p"])):
        return False
    return bool(row["p"] < ALPHA and (row["low"] > 0 or row["high"] < 0))


def adjective(side: str) -> str:
    """A side as an adjective; a name without one stands for itself.

    >>> adjective("Russia"), adjective("US")
    ('Russian', 'US')
    """
    return ADJECTIVES.get(side, side)


def difference(row: dict | pd.Series, poles: tuple[str, str], noun: str = "texts") -> str:
    """The finding of a comparison of balances, as a sentence without a full stop.

    >>> row = {"first": "US", "second": "Russia", "difference": -0.7, "low": -1.0, "high": -0.4, "p": 0.01}
    >>> difference(row, ("confrontation", "dialogue"), "outlets")
    'Russian outlets speak more of confrontation, US outlets more of dialogue'
    >>> difference(row | {"p": 0.3, "low": -1.6, "high": 0.2}, ("confrontation", "dialogue"), "outlets")
    'US and Russian outlets cannot be told apart in these data'
    """
    first, second = adjective(row["first"]), adjective(row["second"])
    if not math.isfinite(row["p"]):
        return f"{first} and {second} {noun}: too few for a test, so only described"
    if not is_told(row):
        return f"{first} and {second} {noun} cannot be told apart in these data"
    more, less = (first, second) if row["difference"] > 0 else (second, first)
    return f"{more} {noun} speak more of {poles[0]}, {less} {noun} more of {poles[1]}"


def proportion(balance: float) -> str:
    """A balance as a proportion of words of the first pole to the second, as charts write it.

    >>> proportion(math.log(2)), proportion(-math.log(4)), proportion(0.0), proportion(float("nan"))
    ('2.0 : 1', '1 : 4.0', '1 : 1', 'no evidence')
    """
    if not math.isfinite(balance):
        return "no evidence"
    if abs(balance) < 0.05:
        return "1 : 1"
    return f"{math.exp(balance):.1f} : 1" if balance > 0 else f"1 : {math.exp(-balance):.1f}"


def interval(row: dict | pd.Series) -> str:
    """Difference, interval and p in figures.

    >>> interval({"difference": -0.7, "low": -1.0, "high": -0.4, "p": 0.0123})
    '-0.70 (95 % interval -1.00 to -0.40, p = 0.012)'
    """
    if not math.isfinite(row["low"]):
        return f"{row['difference']:+.2f} (too few clusters for an interval)"
    p = "p < 0.001" if row["p"] < 0.001 else f"p = {row['p']:.3f}"
    return f"{row['difference']:+.2f} (95 % interval {row['low']:+.2f} to {row['high']:+.2f}, {p})"


def listed(words: list[str]) -> str:
    """A list as English writes it.

    >>> listed(["a"]), listed(["a", "b", "c"])
    ('a', 'a, b and c')
    """
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}" if words else "none"
