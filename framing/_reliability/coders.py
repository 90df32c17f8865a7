"""How far coders agree, and where they don't."""

import numpy as np
import pandas as pd

from .._check import require_choice, require_columns
from . import alpha
from .tables import poles_of_codes, require_once


def agreement(
    codes: pd.DataFrame, *, level: str = "nominal", by: str | None = None, draws: int = 2000, seed: int = 0
) -> pd.DataFrame:
    """A row is a question: how far the coders agree on it, with Krippendorff's alpha and its 95 % interval.

    `codes` has a row an answer: ``item, coder, code``; any number of coders, answers may be missing. Codes of a sheet
    give three rows: the answer as a whole, and for each pole whether it is there; `unsure` counts as missing. Other
    codes give one row; with `level` `ordinal` or `interval` they are numbers. `by` names a column, for instance
    ``lang``: then a row is a question in each of its groups.

    Returns ``[<by>,] question, level, items, coders, answers, unsure, percent, alpha, low, high``. `items` are those
    with two answers or more, `percent` is the share of pairs of answers to one item that are the same. Alpha is 1 for
    full agreement and 0 for chance (at least .80 is asked for, .667 for tentative conclusions: Krippendorff 2019,
    Content Analysis, 4th ed., ch. 12); the interval is by bootstrap of the items. Where all answers are the same,
    alpha says nothing and is missing.

    >>> codes = pd.DataFrame({"item": list("aabbcc"), "coder": ["x", "y"] * 3, "code": [1, 1, 2, 2, 1, 2]})
    >>> agreement(codes)[["items", "percent", "alpha"]].round(3).values.tolist()
    [[3.0, 0.667, 0.444]]
    """
    require_columns(codes, ["item", "coder", "code", *([by] if by else [])], "codes")
    require_choice(level, alpha.LEVELS, "level")
    require_once(codes)
    codes = codes.reset_index(drop=True)  # sheets put together may number their rows alike
    parts = list(codes.groupby(by, sort=True)) if by else [("", codes)]
    rows = []
    for group, part in parts:
        for question, answers in _questions(part, level).items():
            row = {by: group} if by else {}
            about = {"question": question, "level": level} | _agreement(part, answers, level, draws, seed)
            rows.append(row | about)
    columns = ["question", "level", "items", "coders", "answers", "unsure", "percent", "alpha", "low", "high"]
    return pd.DataFrame(rows, columns=[*([by] if by else []), *columns])


def _questions(codes: pd.DataFrame, level: str) -> dict[str, pd.Series]:
    """The answers to each question, by its name; missing where a coder was unsure."""
    if not isinstance(codes["code"].dtype, pd.CategoricalDtype):
        return {"code": codes["code"]}
    if level != "nominal":
        raise ValueError(
            f"level={level!r} needs codes that are numbers; these are {list(codes['code'].cat.categories)}."
        )
    first, second = poles_of_codes(codes)
    answer = codes["code"].astype("str").where(codes["code"].ne("unsure"))
    poles = {p: answer.isin([p, "both"]).astype(float).where(answer.notna()) for p in (first, second)}
    return {"code": answer} | poles


def _agreement(codes: pd.DataFrame, answers: pd.Series, level: str, draws: int, seed: int) -> dict:
    """The figures of one question."""
    given = answers.notna()
    counts = pd.crosstab(codes.loc[given, "item"], answers[given])
    counts = counts[counts.sum(axis="columns") > 1]
    counts = counts.loc[:, counts.sum() > 0]
    matrix, values = counts.to_numpy(), counts.columns.to_numpy()
    values = values.astype(float) if level != "nominal" else np.arange(len(values), dtype=float)
    size = matrix.sum(axis=1)
    pairs = (size * (size - 1)).sum()
    unsure = int(codes["code"].eq("unsure").sum())
    same = (matrix * (matrix - 1)).sum() / pairs if pairs else np.nan
    value = alpha.alpha(matrix, values, level) if len(matrix) else np.nan
    low, high = alpha.interval(matrix, values, level, draws, np.random.default_rng(seed))
    about = {"items": len(matrix), "coders": codes.loc[given, "coder"].nunique(), "answers": int(given.sum())}
    return about | {"unsure": unsure, "percent": same, "alpha": value, "low": low, "high": high}


def confusions(codes: pd.DataFrame) -> pd.DataFrame:
    """A row is a pair of coders and what they answered to the same items: ``coder, other, code, other_code, items``.

    >>> codes = pd.DataFrame({"item": list("aabb"), "coder": ["x", "y"] * 2, "code": [1, 1, 1, 2]})
    >>> confusions(codes).values.tolist()
    [['x', 'y', 1, 1, 1], ['x', 'y', 1, 2, 1]]
    """
    require_columns(codes, ["item", "coder", "code"], "codes")
    require_once(codes)
    own = codes[["item", "coder", "code"]].dropna()
    pairs = own.merge(own.rename(columns={"coder": "other", "code": "other_code"}), on="item")
    pairs = pairs[pairs["coder"] < pairs["other"]]
    table = pairs.groupby(["coder", "other", "code", "other_code"], sort=True, observed=True).size()
    return table.rename("items").reset_index()
