"""How a measure moves over the years, and whether groups differ in one period or another."""

import numpy as np
import pandas as pd

from ._check import require_choice, require_columns, scorable
from .comparison import adjust, compare, summarise

_UNITS = {"year": 1, "month": 12}


def over_time(
    scores: pd.DataFrame, *, by: str, measure: str = "balance", window: int = 5, unit: str = "year"
) -> pd.DataFrame:
    """A row is a group and year (or month): the value of the texts of `window` years around it, with a 95 % interval
    over texts.

    ``<by>, year, n, value, low, high, measure``. Year and month are read from `date`; texts whose date is not as fine
    as `unit` are left out. A month is a part of a year: March 2022 is 2022.208, its middle. At the ends the window is
    cut, never filled.

    >>> table = pd.DataFrame(
    ...     {
    ...         "id": list("abc"),
    ...         "date": ["1950", "1951-09", "1952"],
    ...         "side": "US",
    ...         "words": 9,
    ...         "sentences": 3,
    ...         "up": [1, 1, 4],
    ...         "down": [1, 1, 1],
    ...     }
    ... )
    >>> over_time(table, by="side", window=3)[["year", "n", "value"]].round(2).values.tolist()
    [[1950.0, 2.0, 0.0], [1951.0, 3.0, 0.62], [1952.0, 2.0, 0.79]]
    """
    require_columns(scores, ["id", "date", by], "scores")
    require_choice(unit, set(_UNITS), "unit")
    if window < 1 or window % 2 == 0:
        raise ValueError(f"window={window}; a window around a {unit} is an odd number of {unit}s (1, 3, 5, …).")
    dated, number = _dated(scores, by, unit)
    rows = []
    for group in sorted(set(dated[by])):
        for middle in sorted(set(number[dated[by] == group])):
            near = (dated[by] == group) & (abs(number - middle) <= window // 2)
            row = summarise(dated[near], measure, by=by).iloc[0]
            when = middle if unit == "year" else round((middle + 0.5) / 12, 3)
            rows.append((group, when, row["n"], row["value"], row["low"], row["high"], measure))
    table = pd.DataFrame(rows, columns=[by, "year", "n", "value", "low", "high", "measure"])
    return table.replace([np.inf, -np.inf], np.nan)


def by_period(
    scores: pd.DataFrame,
    measure: str = "balance",
    *,
    by: str,
    groups: tuple[str, str],
    cluster: str | None = None,
    years: int = 10,
    seed: int = 0,
) -> pd.DataFrame:
    """A row is a period of `years` years: ``period`` and the columns of `compare`, p adjusted for all periods (Holm).

    Periods begin with the year of the earliest text; one in which a group has no text is left out.

    >>> table = pd.DataFrame(
    ...     {"id": list("abcd"), "date": ["1950", "1955", "1961", "1962"], "side": ["US", "Russia"] * 2}
    ... )
    >>> table = table.assign(lang="en", sentences=9, up=[1, 2, 2, 1], down=1)
    >>> by_period(table, by="side", groups=("US", "Russia"))[["period", "n_first", "difference"]].round(
    ...     2
    ... ).values.tolist()
    [['1950–1959', 1, -0.51], ['1960–1969', 1, 0.51]]
    """
    require_columns(scores, ["id", "date", by], "scores")
    dated, number = _dated(scores[scores[by].isin(groups)], by, "year")
    begin = number.min() + (number - number.min()) // years * years
    rows = []
    for first, part in dated.groupby(begin, sort=True):
        if set(part[by]) == set(groups):
            row = compare(part, measure, by=by, groups=groups, cluster=cluster, seed=seed)
            row.insert(0, "period", f"{first}–{first + years - 1}")
            rows.append(row)
    return adjust(pd.concat(rows, ignore_index=True), "holm")


def _dated(scores: pd.DataFrame, by: str, unit: str) -> tuple[pd.DataFrame, pd.Series]:
    """The texts with a date and a group, and the number of their year or month."""
    dated = scorable(scores)
    shape = r"\d{4}.*" if unit == "year" else r"\d{4}-\d{2}.*"
    dated = dated[dated["date"].astype(str).str.fullmatch(shape) & dated[by].ne("")]
    year = dated["date"].astype(str).str[:4].astype(int)
    if unit == "year":
        return dated, year
    return dated, 12 * year + dated["date"].astype(str).str[5:7].astype(int) - 1
