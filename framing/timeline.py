"""How a measure moves over the years."""

import numpy as np
import pandas as pd

from ._check import require_columns, scorable
from .comparison import summarise


def over_time(scores: pd.DataFrame, *, by: str, measure: str = "balance", window: int = 5) -> pd.DataFrame:
    """A row is a group and year: the value of the texts of `window` years around it, with a 95 % interval over texts.

    ``<by>, year, n, value, low, high``. The year is the first four letters of `date`; texts without a date are left
    out. At the ends the window is cut, never filled.

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
    if window < 1 or window % 2 == 0:
        raise ValueError(f"window={window}; a window around a year is an odd number of years (1, 3, 5, …).")
    dated = scorable(scores)
    dated = dated[dated["date"].astype(str).str.fullmatch(r"\d{4}.*") & dated[by].ne("")]
    year = dated["date"].astype(str).str[:4].astype(int)
    rows = []
    for group in sorted(set(dated[by])):
        years = sorted(set(year[dated[by] == group]))
        for middle in years:
            near = (dated[by] == group) & (abs(year - middle) <= window // 2)
            row = summarise(dated[near], measure, by=by).iloc[0]
            rows.append((group, middle, row["n"], row["value"], row["low"], row["high"]))
    table = pd.DataFrame(rows, columns=[by, "year", "n", "value", "low", "high"])
    return table.replace([np.inf, -np.inf], np.nan)
