"""Dates as ISO text, as coarse as their source: 1946, 2022-01, 2022-01-09. What could mean two days is not
guessed."""

import datetime as dt
import re
from functools import lru_cache
from importlib.resources import files

import pandas as pd

_ISO = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(?:[T ]\d{2}:\d{2}.{0,30})?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T?\d{6}Z?)?")
_DOTTED = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})")  # day first, wherever it is written with dots
_DAY_FIRST = re.compile(r"(\d{1,2})\.?\s+([^\W\d_]{3,12})\.?\s+(\d{4})(?:\s*г(?:ода|\.)?)?")
_WEEKDAY = re.compile(
    r"^[^\W\d_]{2,12}\.?,\s+|(?<=\d{4}),?\s+[^\W\d_]{5,12}$"
)  # Monday, 10 January 2022; …, 2022 Monday
_TIME = re.compile(r"(?<=\d{4}),?\s+\d{1,2}:\d{2}.{0,30}$")
_MONTH_FIRST = re.compile(r"([^\W\d_]{3,12})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})")


def read_date(text: str) -> tuple[str, str]:
    """The ISO date of `text` and what is wrong with it (one of the two is empty).

    >>> read_date("9 января 2022 г."), read_date("2022-01"), read_date("9. Januar 2022")[0]
    (('2022-01-09', ''), ('2022-01', ''), '2022-01-09')
    >>> read_date("01/09/2022")
    ('', "the date '01/09/2022' is not clear; write 2022-01-31, 31.01.2022 or 31 January 2022")
    """
    given = text.strip()[:80]
    wrong = f"the date {given!r} is not clear; write 2022-01-31, 31.01.2022 or 31 January 2022"
    plain = _WEEKDAY.sub("", given) if _ISO.fullmatch(given) is None else given
    plain = _TIME.sub("", plain) if _ISO.fullmatch(plain) is None else plain
    if m := _ISO.fullmatch(plain) or _COMPACT.fullmatch(plain):
        parts = [p for p in m.groups() if p]
    elif m := _DOTTED.fullmatch(plain):
        parts = [m[3], m[2], m[1]]
    elif m := _DAY_FIRST.fullmatch(plain):
        parts = [m[3], _months().get(m[2].casefold(), "0"), m[1]]
    elif m := _MONTH_FIRST.fullmatch(plain):
        parts = [m[3], _months().get(m[1].casefold(), "0"), m[2]]
    else:
        return "", wrong
    numbers = [int(p) for p in parts]
    try:
        dt.date(*numbers, *[1] * (3 - len(numbers)))
    except ValueError:
        return "", f"the date {given!r} does not exist"
    return "-".join(f"{n:04d}" if i == 0 else f"{n:02d}" for i, n in enumerate(numbers)), ""


def whole_days(date: str) -> tuple[str, str]:
    """The first and the last day that an ISO date as coarse as its source can mean, to be compared as texts.

    >>> whole_days("2022-02"), whole_days("")
    (('2022-02-01', '2022-02-31'), ('0000-01-01', '9999-12-31'))
    """
    return date + "0000-01-01"[len(date) :], date + "9999-12-31"[len(date) :]


@lru_cache
def _months() -> dict[str, str]:
    """Names of months in three languages and their numbers."""
    table = pd.read_csv(files("framing") / "months.csv", dtype=str)
    return dict(zip(table["name"].str.casefold(), table["number"], strict=True))
