"""Sentences made from numbers: what a chart's title and a paragraph may say, with one fixed wording for each verdict.

A difference is stated only where its interval leaves out zero and p is below .05; else the sentence says that it
cannot be told from these data. So a report can't claim what its table does not show.
"""

import math

import pandas as pd

from ._check import require_choice
from .words import LANGS

ALPHA = 0.05
SAYS = ("first", "second", "same", "unclear")
_SAID = {"first": "that {first} has the greater value", "second": "that {second} has the greater value",
         "same": "that the groups do not differ by more than the margin",
         "unclear": "no difference that could be told"}  # fmt: skip
ADJECTIVES = {"Russia": "Russian", "Ukraine": "Ukrainian", "Europe": "European", "Switzerland": "Swiss",
              "Germany": "German", "Austria": "Austrian"}  # fmt: skip


def is_told(row: dict | pd.Series) -> bool:
    """Is the difference of this comparison beyond doubt, by interval and by p (the adjusted one, where there is)?"""
    p = row["p"] if row.get("direction") == "same" else row.get("p_adjusted", row["p"])
    if not (math.isfinite(row["low"]) and math.isfinite(p)):
        return False
    return bool(p < ALPHA and (row["low"] > 0 or row["high"] < 0))


def shows(row: dict | pd.Series) -> str:
    """What a comparison shows: `first` or `second` (the group with the greater value), `same`, or `unclear`.

    >>> shows({"difference": -0.7, "low": -1.0, "high": -0.4, "p": 0.01})
    'second'
    """
    if is_told(row):
        return "first" if row["difference"] > 0 else "second"
    equivalent = row.get("p_adjusted" if row.get("direction") == "same" else "p_equivalent", math.nan)
    return "same" if equivalent < ALPHA else "unclear"


def claim(row: dict | pd.Series, text: str, *, says: str) -> str:
    """A sentence that somebody wrote about a comparison, bound to its numbers.

    `says` is what the sentence states: `first` or `second` (that group has the greater value), `same`, or `unclear`.
    Where the numbers show something else, as after other data came in, it is a ValueError that gives them: a report
    with a sentence that no longer holds isn't rendered. In `text`, `{interval}` stands for difference, interval, p.

    >>> row = {"first": "US", "second": "Russia", "difference": -0.7, "low": -1.0, "high": -0.4, "p": 0.01}
    >>> claim(row, "Russian outlets speak more of confrontation: {interval}.", says="second")
    'Russian outlets speak more of confrontation: -0.70 (95 % interval -1.00 to -0.40, p = 0.010).'
    """
    require_choice(says, SAYS, "says")
    shown = shows(row)
    if shown != says:
        raise ValueError(
            f"the claim “{text}” says {_said(says, row)}, but the numbers show {_said(shown, row)}: "
            f"{row['first']} minus {row['second']} is {interval(row)}. Write what they show, or leave the claim out."
        )
    return text.replace("{interval}", interval(row))


def _said(what: str, row: dict | pd.Series) -> str:
    return _SAID[what].format(first=row["first"], second=row["second"])


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


def robustness_title(row: dict | pd.Series) -> str:
    """What a row of `verdict` amounts to, as a chart's title.

    >>> robustness_title({"verdict": "robust"})
    'The difference stays under the other choices that were tried'
    """
    return {
        "robust": "The difference stays under the other choices that were tried",
        "depends on choices": "Whether there is a difference depends on choices that could have been made otherwise",
        "cannot be told": "As planned, no difference can be told; this is what other choices give",
        "only described": "Too few clusters for a test; this is what other choices give",
    }[row["verdict"]]


def robustness(row: dict | pd.Series) -> str:
    """What a row of `verdict` amounts to, in a sentence or two.

    >>> row = {"verdict": "robust", "why": "", "choices": 40, "agree": 0.975, "tested": 30, "significant": 0.9}
    >>> robustness(row)
    'The difference is robust: 39 of 40 other choices give the same sign, and 27 of the 30 tested give p < .05 as well.'
    """
    n = f"{round(row['agree'] * row['choices'])} of {row['choices']} other choices give the same sign"
    if row["tested"]:
        n += f", and {round(row['significant'] * row['tested'])} of the {row['tested']} tested give p < .05 as well"
    return {
        "robust": f"The difference is robust: {n}.",
        "depends on choices": f"The difference depends on choices that could have been made otherwise: {row['why']}. "
        f"Yet {n}.",
        "cannot be told": f"As planned, no difference can be told; {n}.",
        "only described": f"There are too few clusters for a test as planned; {n}.",
    }[row["verdict"]]


def hypothesis(row: dict | pd.Series) -> str:
    """What the data say of a planned hypothesis (a row of the table `hypotheses`), in a sentence.

    >>> row = {"number": 1, "hypothesis": "US outlets speak more of confrontation.", "outcome": "cannot be told"}
    >>> row |= {"lang": "en", "difference": 0.2, "low": -0.1, "high": 0.5, "p": 0.2, "p_adjusted": 0.4}
    >>> hypothesis(row)  # doctest: +NORMALIZE_WHITESPACE
    'Hypothesis 1, “US outlets speak more of confrontation.” Cannot be told (English texts): +0.20 (95 % interval -0.10
    to +0.50, p = 0.200, for all hypotheses together p = 0.400).'
    """
    outcome = str(row["outcome"]).capitalize()
    texts = f" ({LANGS[row['lang']]} texts)" if row["lang"] in LANGS else ""
    begin = f"Hypothesis {row['number']}, “{row['hypothesis']}” {outcome}{texts}"
    if not math.isfinite(row["difference"]):
        return f"{begin}: a group has no texts."
    numbers = interval(row)
    if math.isfinite(row["p_adjusted"]):
        numbers = f"{numbers[:-1]}, for all hypotheses together {_p(row['p_adjusted'])})"
    return f"{begin}: {numbers}."


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
    return f"{row['difference']:+.2f} (95 % interval {row['low']:+.2f} to {row['high']:+.2f}, {_p(row['p'])})"


def _p(p: float) -> str:
    return "p < 0.001" if p < 0.001 else f"p = {p:.3f}"


def listed(words: list[str]) -> str:
    """A list as English writes it.

    >>> listed(["a"]), listed(["a", "b", "c"])
    ('a', 'a, b and c')
    """
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}" if words else "none"
