"""Do two groups of texts differ, and how surely?

The texts of one outlet, and the reprints of one story, are alike: a test that counts words or texts as independent
announces a difference in many studies where there is none. So whole clusters are shuffled and left out here, never
rows.
"""

import warnings
from collections.abc import Callable

import numpy as np
import pandas as pd

from ._check import require_choice, require_columns, scorable
from .equivalence import language_offset
from .scores import FORMULAS, Formula, poles_of_scores

LEAST_CLUSTERS = 5  # a side; below it there are too few ways to shuffle for a p that could tell anything
_BLOCK = 2000  # draws at a time: memory stays bounded whatever their number


def compare(
    scores: pd.DataFrame,
    measure: str | Formula = "balance",
    *,
    by: str,
    groups: tuple[str, str],
    cluster: str | None = None,
    draws: int = 9999,
    seed: int = 0,
) -> pd.DataFrame:
    """A row is a pair of groups: the value of each, their difference, its interval, and p.

    Parameters
    ----------
    scores : a table of `score` (of articles, statements, voices: any texts).
    measure : `balance`, `share`, `intensity`, a formula of your own, or the name of a numeric column (then its mean).
    by, groups : the column that divides the texts, and the two values of it to compare.
    cluster : the column whose values are shuffled as a whole: `outlet` for outlet sides, `story` for voices.
        Without it every text is a cluster of its own, which is right only where the texts are independent.

    Returns
    -------
    ``measure, first, second, n_first, n_second, clusters_first, clusters_second, clusters_shared, no_evidence,
    value_first, value_second, difference, low, high, p, method``. The difference is the first group's value minus
    the second's. A group's value is the formula applied to the group's counts; copies of one `story` within a group
    weigh as one text. `low` and `high` bound the 95 % interval (jackknife over clusters, t). `p` is two-sided, from
    permutation of the clusters' labels; a cluster that holds both groups swaps them inside itself. With fewer than
    five clusters a side there is neither, and `method` says so. `no_evidence` counts the texts without a hit. Where
    the groups differ in language, the balance is corrected by what the lexicon finds differently in parallel texts
    (`equivalence.csv`): the offset is taken off the difference, its error widens interval and p, a warning and
    `method` say so. Other measures are not corrected; then the warning is all there is.

    >>> us = pd.DataFrame({"outlet": list("abcde"), "side": "US", "up": [1, 2, 1, 2, 1], "down": [2, 3, 2, 3, 2]})
    >>> russia = pd.DataFrame(
    ...     {"outlet": list("fghij"), "side": "Russia", "up": [2, 3, 2, 3, 2], "down": [1, 2, 1, 2, 1]}
    ... )
    >>> both = pd.concat([us, russia], ignore_index=True).assign(lang="en", id=[*"klmnopqrst"])
    >>> both.insert(2, "sentences", 9)
    >>> row = compare(both, by="side", groups=("US", "Russia"), cluster="outlet").iloc[0]
    >>> float(row["difference"].round(2)), int(row["clusters_first"]), bool(row["p"] < 0.05)
    (-1.02, 5, True)
    """
    scores = scorable(scores)
    require_columns(scores, ["id", by, *([cluster] if cluster else [])], "scores")
    table = _two_groups(scores, by, groups)
    name, formula, columns = _measure(table, measure)
    sums, present = _cluster_sums(table, columns, by, groups, cluster)
    clusters = present.sum(axis=0)
    values = formula(*sums.sum(axis=0).T)
    enough = clusters.min() >= LEAST_CLUSTERS
    offset, error = languages_differ(table, measure, by, groups)
    low, high = _interval(sums, present, formula, offset, error) if enough else (np.nan, np.nan)
    p = _permutation_p(sums, present, formula, draws, seed, offset, error) if enough else np.nan
    evidence = table[columns[:2]].sum(axis="columns") > 0 if formula is not _mean else table[columns[0]].notna()
    n = table[by].value_counts()
    row = {"measure": name, "first": groups[0], "second": groups[1], "n_first": n[groups[0]], "n_second": n[groups[1]]}
    row |= {"clusters_first": clusters[0], "clusters_second": clusters[1], "clusters_shared": present.all(axis=1).sum()}
    row |= {"no_evidence": (~evidence).sum(), "value_first": values[0], "value_second": values[1]}
    row |= {"difference": values[0] - values[1] - offset, "low": low, "high": high, "p": p}
    method = _method(cluster or "text", enough, draws)
    if error:
        method += f"; corrected for language by {-offset:+.2f} (standard error {error:.2f})"
    return pd.DataFrame([row | {"method": method}])


def summarise(
    scores: pd.DataFrame, measure: str | Formula = "balance", *, by: str, cluster: str | None = None
) -> pd.DataFrame:
    """A row is a group: its value with a 95 % interval, and how much stands behind it.

    ``<by>, measure, n, clusters, no_evidence, words, sentences, <pole>, <pole>, value, low, high``. Value, weights
    and interval are those of `compare`; groups of fewer than five clusters have no interval. Rows with an empty
    `by` are left out.

    >>> table = pd.DataFrame({"id": list("abc"), "side": "US", "words": 50, "sentences": 5, "up": [1, 2, 3], "down": 1})
    >>> summarise(table, by="side")[["side", "n", "up", "value"]].round(2).values.tolist()
    [['US', 3, 6, 0.62]]
    """
    scores = scorable(scores)
    require_columns(scores, ["id", by, "words", "sentences", *([cluster] if cluster else [])], "scores")
    table = scores[scores[by].notna() & (scores[by] != "")]
    name, formula, columns = _measure(table, measure)
    counts = ["words", "sentences", *poles_of_scores(table)]
    rows = []
    for group, part in table.groupby(by, sort=True):
        sums, present = _cluster_sums(part.reset_index(drop=True), columns, by, (group, None), cluster)
        value = formula(*sums[:, 0].sum(axis=0))
        low, high = _interval(sums[:, :1], present[:, :1], formula) if len(sums) >= LEAST_CLUSTERS else (np.nan, np.nan)
        about = {by: group, "measure": name, "n": part["id"].nunique(), "clusters": len(sums)}
        about["no_evidence"] = int((part[columns[:2]].sum(axis="columns") == 0).sum())
        rows.append(about | part[counts].sum().to_dict() | {"value": value, "low": low, "high": high})
    return pd.DataFrame(rows, columns=[by, "measure", "n", "clusters", "no_evidence", *counts, "value", "low", "high"])


def story_weights(table: pd.DataFrame, by: str) -> pd.Series:
    """The weight of each row: within a group, the articles of one story share a weight of one."""
    if "story" not in table.columns:
        return pd.Series(1.0, table.index)
    article = table["article"] if "article" in table.columns else table["id"]
    return 1.0 / article.groupby([table[by], table["story"]]).transform("nunique")


def languages_differ(
    table: pd.DataFrame, measure: str | Formula, by: str, groups: tuple[str, str]
) -> tuple[float, float]:
    """The language offset of the groups' difference and its standard error, with a warning; 0 and 0 in one
    language."""
    if "lang" not in table:
        return 0.0, 0.0
    langs = {g: sorted(set(table.loc[table[by] == g, "lang"])) for g in groups}
    if langs[groups[0]] == langs[groups[1]] and len(langs[groups[0]]) == 1:
        return 0.0, 0.0
    known = None
    if measure in ("balance", FORMULAS["balance"]):
        poles = poles_of_scores(table)
        counts = table[poles].mul(story_weights(table, by), axis="index").assign(lang=table["lang"])
        known = language_offset(counts, table[by], groups, poles)
    if known is None:
        warnings.warn(
            f"the groups differ in language ({langs}): their difference mixes framing with how much the lexicon "
            "finds in each language. Compare within one language first.",
            stacklevel=3,
        )
        return 0.0, 0.0
    warnings.warn(
        f"the groups differ in language ({langs}): corrected by {-known[0]:+.2f} (standard error {known[1]:.2f}), the "
        "offset measured on parallel news. Compare within one language first.",
        stacklevel=3,
    )
    return known


def _two_groups(scores: pd.DataFrame, by: str, groups: tuple[str, str]) -> pd.DataFrame:
    """The rows of the two groups."""
    if len(groups) != 2 or groups[0] == groups[1]:
        raise ValueError(f"groups={groups!r}: name two different values of {by!r}.")
    for group in groups:
        require_choice(group, set(scores[by]), f"a group in {by!r}:")
    return scores[scores[by].isin(groups)].reset_index(drop=True)


def _measure(table: pd.DataFrame, measure: str | Formula) -> tuple[str, Callable, list[str]]:
    """Name, formula of sums, and the columns that are summed."""
    if measure in FORMULAS or callable(measure):
        formula = FORMULAS.get(measure, measure)
        return formula.__name__, formula, [*poles_of_scores(table), "sentences"]
    require_choice(measure, {*FORMULAS, *table.select_dtypes("number").columns}, "measure")
    return measure, _mean, [measure, "_count"]


def _mean(total: np.ndarray, count: np.ndarray) -> np.ndarray:
    """The weighted mean of a numeric column."""
    return np.where(count > 0, total / np.where(count > 0, count, 1), np.nan)


def _cluster_sums(
    table: pd.DataFrame, columns: list[str], by: str, groups: tuple[str, str], cluster: str | None
) -> tuple[np.ndarray, np.ndarray]:
    """Sums by cluster, group and column; and which cluster has texts of which group."""
    weight = story_weights(table, by)
    if columns[-1] == "_count":
        table = table.assign(_count=table[columns[0]].notna().astype(float)).fillna({columns[0]: 0})
    number, names = pd.factorize(table[cluster or "id"], sort=True)
    side = (table[by] == groups[1]).to_numpy(int)
    sums = np.zeros((len(names), 2, len(columns)))
    np.add.at(sums, (number, side), table[columns].to_numpy(float) * weight.to_numpy()[:, None])
    present = np.zeros((len(names), 2), bool)
    present[number, side] = True
    return sums, present


def _permutation_p(
    sums: np.ndarray, present: np.ndarray, formula: Callable, draws: int, seed: int, offset: float, error: float
) -> float:
    """How often shuffled labels give a difference at least as large (Phipson and Smyth 2010: never 0).

    `offset` is taken off the observed difference; `error`, its uncertainty, is added to every draw.
    """
    rng = np.random.default_rng(seed)
    shared = present.all(axis=1)
    mixed, alone = sums[shared], sums[~shared].sum(axis=1)
    n_first = int(present[~shared, 0].sum())
    observed = abs(_difference(sums.sum(axis=0), formula) - offset)
    total, larger = sums.sum(axis=(0, 1)), 0
    for begin in range(0, draws, _BLOCK):
        size = min(_BLOCK, draws - begin)
        pick = rng.permuted(np.tile(np.arange(len(alone)) < n_first, (size, 1)), axis=1).astype(float)
        swap = rng.integers(0, 2, (size, len(mixed))).astype(float)
        first = pick @ alone + swap @ mixed[:, 0] + (1 - swap) @ mixed[:, 1]
        differences = _difference(np.stack([first, total - first], axis=1), formula)
        if error:
            differences = differences + rng.normal(0, error, size)
        larger += int((np.abs(differences) >= observed - 1e-9).sum())
    return (1 + larger) / (1 + draws)


def _interval(
    sums: np.ndarray, present: np.ndarray, formula: Callable, offset: float = 0.0, error: float = 0.0
) -> tuple[float, float]:
    """95 % interval of a difference, or of one group's value.

    Delete-one jackknife over clusters, within each group (Efron and Tibshirani 1993, ch. 11), with Welch's degrees
    of freedom.
    """
    from scipy.special import stdtrit

    total = sums.sum(axis=0)
    without = _difference(total - sums, formula)
    kind = present @ (2 ** np.arange(present.shape[1]))
    variances = []
    for k in np.unique(kind):
        values = without[kind == k]
        n = len(values)
        if n > 1:
            variances.append(((n - 1) / n * ((values - values.mean()) ** 2).sum(), n - 1))
    variance = sum(v for v, _ in variances)
    freedom = variance**2 / max(sum(v**2 / df for v, df in variances), 1e-300)
    half = np.hypot(stdtrit(max(freedom, 1.0), 0.975) * np.sqrt(variance), 1.96 * error)
    difference = _difference(total, formula) - offset
    return difference - half, difference + half


def _difference(totals: np.ndarray, formula: Callable) -> np.ndarray:
    """First group minus second, or the only group's value; the last two axes of `totals` are group and column."""
    values = formula(*np.moveaxis(totals, -1, 0))
    return values[..., 0] - values[..., 1] if values.shape[-1] == 2 else values[..., 0]


def _method(cluster: str, enough: bool, draws: int) -> str:
    if not enough:
        return f"descriptive only: fewer than {LEAST_CLUSTERS} clusters ({cluster}) a side"
    return f"permutation of {cluster}s ({draws} draws), jackknife interval"
