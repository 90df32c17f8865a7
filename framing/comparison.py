"""Do two groups of texts differ, and how surely?

The texts of one outlet, and the reprints of one story, are alike: a test that counts words or texts as independent
announces a difference in many studies where there is none (docs/statistics.md). So whole clusters are shuffled and
left out here, never rows.
"""

import warnings
from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from ._check import require_choice, require_columns, scorable
from ._effect import effect_words
from ._resampling import Clusters, difference, gather, own_cluster, permutation_p, standard_error
from .equivalence import language_correction
from .scores import FORMULAS, Formula, poles_of_scores

LEAST_CLUSTERS = 5  # a side; below it there are too few ways to shuffle for a p that could tell anything
LEAST_WAYS = 20  # of shuffling; below it no p can come under .05
ADJUSTMENTS = {"holm": "Holm", "benjamini-hochberg": "Benjamini and Hochberg"}


def compare(
    scores: pd.DataFrame,
    measure: str | Formula = "balance",
    *,
    by: str,
    groups: tuple[str, str],
    cluster: str | None = None,
    strata: str | Sequence[str] | None = None,
    margin: float | None = None,
    naive: bool = False,
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
        Without it the story, or else the article, or else the text: right only where these are independent.
    strata : column(s) inside whose values the labels are shuffled, such as the month of a story; a cluster must lie
        inside one stratum. They concern p alone: the interval is that of clusters drawn from anywhere.
    margin : the largest difference that would not matter, in the measure's unit; then `p_equivalent` is given.
    naive : add `p_naive`, the p of a test that takes words or texts for independent. To teach, not to use.

    Returns
    -------
    ``measure, first, second, n_first, n_second, clusters_first, clusters_second, clusters_shared, no_evidence,
    value_first, value_second, difference, low, high, p, detectable, effect, method``. The difference is the first
    group's value minus the second's. A group's value is the formula applied to the group's counts; copies of one
    `story` within a group weigh as one text. `low` and `high` bound the 95 % interval (t, on a standard error from
    leaving out clusters, and stories where several clusters print them). `p` is two-sided, from permutation of the
    clusters' labels, each difference divided by its standard error; a cluster that holds both groups swaps them
    inside itself. `detectable` is the smallest true difference that these data would show (p < .05) in four studies
    of five; `effect` says the finding in words. With fewer than five clusters a side there is neither interval nor p,
    and `method` says so. `no_evidence` counts the texts without a hit.
    `p_equivalent`: two one-sided tests; below .05 the groups differ by less than `margin`. `p_naive`: chi-square of
    all words for balance and share, Welch's t of the texts' values for other measures.

    Where the groups differ in language, the balance is corrected by what the lexicon finds differently in parallel
    texts (`equivalence.csv`): the offset is taken off the difference, its error widens interval and p, a warning and
    `method` say so. No other measure can be corrected: then a ValueError says what to do.

    >>> us = pd.DataFrame({"outlet": list("abcde"), "side": "US", "up": [1, 2, 1, 2, 1], "down": [2, 3, 2, 3, 2]})
    >>> russia = pd.DataFrame(
    ...     {"outlet": list("fghij"), "side": "Russia", "up": [2, 3, 2, 3, 2], "down": [1, 2, 1, 2, 1]}
    ... )
    >>> both = pd.concat([us, russia], ignore_index=True).assign(lang="en", id=[*"klmnopqrst"])
    >>> both.insert(2, "sentences", 9)
    >>> row = compare(both, by="side", groups=("US", "Russia"), cluster="outlet").iloc[0]
    >>> float(row["difference"].round(2)), int(row["clusters_first"]), bool(row["p"] < 0.05)
    (-1.02, 5, True)
    >>> row["effect"]
    'US: 0.6 words of up for each of down; Russia: 1.7; 2.8 times as much in Russia'
    """
    strata = [strata] if isinstance(strata, str) else list(strata or [])
    if margin is not None and not margin > 0:
        raise ValueError(f"margin={margin}; give the largest difference that would not matter, a number above 0.")
    scores = scorable(scores)
    require_columns(scores, ["id", by, *([cluster] if cluster else []), *strata], "scores")
    table = _two_groups(scores, by, groups)
    name, formula, columns = _measure(table, measure)
    table = _counted(table, columns)
    cluster = cluster or own_cluster(table)
    unit = "text" if cluster == "id" else cluster
    clusters = gather(table, columns, by, groups, cluster, strata)
    number = clusters.present.sum(axis=0)
    values = formula(*clusters.totals.T)
    offset, error = language_correction(table, measure, by, groups, name)
    if error:
        warnings.warn(
            f"the groups differ in language: corrected by {-offset:+.2f} (standard error {error:.2f}), the offset "
            "measured on parallel news. Compare within one language first.",
            stacklevel=2,
        )
    gap = values[0] - values[1] - offset
    n = table[by].value_counts()
    poles = columns[:2] if name in FORMULAS else []
    row = {"measure": name, "first": groups[0], "second": groups[1], "n_first": n[groups[0]], "n_second": n[groups[1]]}
    row |= {"clusters_first": number[0], "clusters_second": number[1], "clusters_shared": _shared(clusters)}
    row |= {"no_evidence": _silent(table, columns), "value_first": values[0], "value_second": values[1]}
    row |= {"difference": gap, "low": np.nan, "high": np.nan, "p": np.nan}
    row |= {"p_equivalent": np.nan} if margin else {}
    row |= {"p_naive": _naive_p(table, name, formula, columns, by, groups)} if naive else {}
    row |= {"detectable": np.nan, "effect": effect_words(name, poles, groups, tuple(values), gap, bool(error))}
    row["method"] = _why_no_test(clusters, values, unit, strata)
    if not row["method"]:
        row |= _test(clusters, formula, gap, offset, error, draws, seed, margin)
        row["method"] = _method(unit, draws, strata, row.pop("centre"), offset, error)
    return pd.DataFrame([row])


def adjust(comparisons: pd.DataFrame, method: str = "holm") -> pd.DataFrame:
    """A row is a comparison, as `compare` gives it, with `p_adjusted` for all of them at once and the name of the
    `adjustment`.

    Give all comparisons of a study together (`pd.concat`). `holm`: the risk of one false alarm among all stays under
    5 % where `p_adjusted` < .05 is announced (Holm 1979). `benjamini-hochberg`: of the differences announced, no more
    than 5 % are expected to be false (Benjamini and Hochberg 1995, doi:10.1111/j.2517-6161.1995.tb02031.x). Rows
    without a p are not counted.

    >>> adjust(pd.DataFrame({"p": [0.01, 0.04, None]}))[["p_adjusted", "adjustment"]].values.tolist()
    [[0.02, 'Holm, 2 comparisons'], [0.04, 'Holm, 2 comparisons'], [nan, 'Holm, 2 comparisons']]
    """
    from scipy.stats import false_discovery_control

    require_columns(comparisons, ["p"], "comparisons")
    require_choice(method, ADJUSTMENTS, "method")
    p = comparisons["p"].to_numpy(float, copy=True)
    known = np.flatnonzero(np.isfinite(p))
    if method == "holm":
        order = known[np.argsort(p[known], kind="stable")]
        p[order] = np.minimum(np.maximum.accumulate(p[order] * np.arange(len(order), 0, -1)), 1.0)
    elif len(known):
        p[known] = false_discovery_control(p[known])
    return comparisons.assign(p_adjusted=p, adjustment=f"{ADJUSTMENTS[method]}, {len(known)} comparisons")


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
        part = _counted(part.reset_index(drop=True), columns)
        clusters = gather(part, columns, by, (group,), cluster, [])
        value, number = float(difference(clusters.totals, formula)), len(clusters.sums)
        half = _half(*standard_error(clusters, formula)) if number >= LEAST_CLUSTERS else np.nan
        about = {by: group, "measure": name, "n": part["id"].nunique(), "clusters": number}
        about["no_evidence"] = _silent(part, columns)
        rows.append(about | part[counts].sum().to_dict() | {"value": value, "low": value - half, "high": value + half})
    return pd.DataFrame(rows, columns=[by, "measure", "n", "clusters", "no_evidence", *counts, "value", "low", "high"])


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


def _counted(table: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """The table with what a mean counts: the texts that have a value."""
    if columns[-1] != "_count":
        return table
    return table.assign(_count=table[columns[0]].notna().astype(float)).fillna({columns[0]: 0})


def _silent(table: pd.DataFrame, columns: list[str]) -> int:
    """How many texts have no word of either pole; of a mean: no value."""
    counted = columns[:2] if columns[-1] != "_count" else ["_count"]
    return int((table[counted].sum(axis="columns") == 0).sum())


def _shared(clusters: Clusters) -> int:
    """How many clusters hold both groups."""
    return int(clusters.present.all(axis=1).sum())


def _half(error: float, freedom: float, language: float = 0.0) -> float:
    """Half of a 95 % interval."""
    from scipy.special import stdtrit

    return float(np.hypot(stdtrit(freedom, 0.975) * error, 1.96 * language))


def _test(
    clusters: Clusters, formula: Callable, gap: float, offset: float, language: float, draws: int, seed: int,
    margin: float | None,
) -> dict:  # fmt: skip
    """Interval, p and the smallest difference to be seen, from the clusters."""
    from scipy.special import stdtr, stdtrit

    error, freedom = standard_error(clusters, formula)
    half = _half(error, freedom, language)
    p, centre = permutation_p(clusters, formula, draws, seed, offset, language)
    whole = np.hypot(error, language)
    found = {"low": gap - half, "high": gap + half, "p": p, "centre": centre}
    found["detectable"] = (stdtrit(freedom, 0.975) + stdtrit(freedom, 0.8)) * whole
    if margin is not None:
        found["p_equivalent"] = float(stdtr(freedom, (abs(gap) - margin) / max(whole, 1e-300)))
    return found


def _naive_p(table: pd.DataFrame, name: str, formula: Callable, columns: list[str], by: str, groups: tuple) -> float:
    """The p of those who take words, or texts, for independent."""
    from scipy.stats import chi2_contingency, ttest_ind

    if name in ("balance", "share"):
        counts = table.groupby(by)[columns[:2]].sum().loc[list(groups)].to_numpy(float)
        if not (counts.sum(axis=0).all() and counts.sum(axis=1).all()):
            return np.nan
        return float(chi2_contingency(counts, correction=False).pvalue)
    value = pd.Series(formula(*table[columns].to_numpy(float).T))
    first, second = (value[(table[by] == g).to_numpy()].dropna() for g in groups)
    if min(len(first), len(second)) < 2 or first.var() + second.var() == 0:
        return np.nan
    return float(ttest_ind(first, second, equal_var=False).pvalue)


def _why_no_test(clusters: Clusters, values: np.ndarray, unit: str, strata: list[str]) -> str:
    """Why these clusters cannot carry an interval and p; empty where they can."""
    if clusters.present.sum(axis=0).min() < LEAST_CLUSTERS:
        return f"descriptive only: fewer than {LEAST_CLUSTERS} clusters ({unit}) a side"
    if not np.isfinite(values).all():
        return "descriptive only: a group without evidence"
    if clusters.arrangements() < LEAST_WAYS:
        return f"descriptive only: fewer than {LEAST_WAYS} ways to shuffle by {unit} inside {' and '.join(strata)}"
    return ""


def _method(unit: str, draws: int, strata: list[str], centre: float, offset: float, error: float) -> str:
    inside = f" inside {' and '.join(strata)}, which alone make {centre:+.2f}" if strata else ""
    method = f"permutation by {unit}{inside} ({draws} draws), jackknife interval"
    return method + (f"; corrected for language by {-offset:+.2f} (standard error {error:.2f})" if error else "")
