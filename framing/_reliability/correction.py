"""A comparison as it would be had coders read every text."""

import numpy as np
import pandas as pd

from .._check import require_choice
from .._resampling import difference, gather, standard_error
from ..comparison import LEAST_CLUSTERS
from ..scores import FORMULAS, Formula
from .tables import coded_texts

LEAST_CODED = 30  # texts a group: below it no interval can be trusted


def correct(
    texts: pd.DataFrame,
    hits: pd.DataFrame,
    coded: pd.DataFrame,
    measure: str | Formula = "balance",
    *,
    by: str,
    groups: tuple[str, str],
    cluster: str,
) -> pd.DataFrame:
    """A row is a pair of groups, compared by what coders would have answered had they read every text.

    `texts` and `hits` are all those that the sample was drawn from (sentences), `coded` is of `unblind`. `measure` is
    `balance`, `share`, `intensity`, a formula of your own, all of counts of sentences that hold a pole, or the name
    of a pole: then the share of sentences that hold it.

    What the lexicon found is used as a prediction, and the coded sentences, weighted by the probability of being
    drawn, take its errors away: design-based supervised learning (Egami, Hinck, Stewart and Wei 2023,
    arXiv:2306.04746). Prediction-powered inference (Angelopoulos et al. 2023, doi:10.1126/science.adi6000) is the same
    sum for a sample drawn without strata. The result is unbiased whatever the lexicon misses, in whichever group; the
    coders' own errors it cannot see.

    Returns
    -------
    The columns of `compare` (without `no_evidence`), and ``coded_first, coded_second`` (coded texts) and
    ``uncorrected``, the difference of the lexicon's own counts of sentences. `low`, `high` and `p` are of a jackknife
    over clusters with Welch's t: they hold the spread between clusters and that of the coding. With fewer than five
    clusters a side there is neither. The texts of one story share a weight of one, as in `compare`.
    """
    table, poles = coded_texts(texts, hits, coded, [by, cluster])
    name, formula = _formula(measure, poles)
    if len(groups) != 2 or groups[0] == groups[1]:
        raise ValueError(f"groups={groups!r}: name two different values of {by!r}.")
    for group in groups:
        require_choice(group, set(table[by].unique()), f"a group in {by!r}:")
    counted = _corrected(table, poles)
    own = table[by].isin(groups).to_numpy()
    table, counted = table[own].reset_index(drop=True), counted[own]
    second = table[by].eq(groups[1]).to_numpy(int)
    n_coded = np.bincount(second, table["probability"].notna(), 2).astype(int)
    if n_coded.min() < LEAST_CODED:
        raise ValueError(
            f"{dict(zip(groups, n_coded.tolist(), strict=True))} coded texts: each group needs {LEAST_CODED} or more. "
            f"Draw the sample with by={by!r}."
        )
    naive = gather(table.assign(_texts=1.0), [*poles, "_texts"], by, groups, cluster, [])
    table = table.assign(_texts=1.0, **dict(zip(poles, counted.T, strict=True)))
    clusters = gather(table, [*poles, "_texts"], by, groups, cluster, [])
    values, number = formula(*clusters.totals.T), clusters.present.sum(axis=0)
    gap = values[0] - values[1]
    low, high, p = _t_interval(gap, *standard_error(clusters, formula))
    method = f"corrected by {n_coded.sum()} coded texts (design-based supervised learning), "
    if number.min() < LEAST_CLUSTERS:
        low, high, p = np.nan, np.nan, np.nan
        method += f"descriptive only: fewer than {LEAST_CLUSTERS} clusters ({cluster}) a side"
    else:
        method += f"jackknife over {cluster}s, t"
    n = np.bincount(second, minlength=2)
    row = {"measure": name, "first": groups[0], "second": groups[1], "n_first": n[0], "n_second": n[1]}
    row |= {"clusters_first": number[0], "clusters_second": number[1]}
    row |= {"clusters_shared": int(clusters.present.all(axis=1).sum())}
    row |= {"coded_first": n_coded[0], "coded_second": n_coded[1]}
    row |= {"value_first": values[0], "value_second": values[1], "uncorrected": difference(naive.totals, formula)}
    return pd.DataFrame([row | {"difference": gap, "low": low, "high": high, "p": p, "method": method}])


def _corrected(table: pd.DataFrame, poles: list[str]) -> np.ndarray:
    """How much each text counts for each pole, so that sums over texts are unbiased, whatever the lexicon misses.

    `table` has a row a text: ``lang, found``, what the lexicon found of each pole (``<pole>``), and for coded texts
    ``probability`` and the coders' answers (``coded_<pole>``). A text counts as its prediction; a coded one also by
    what the prediction missed, divided by the probability that it was coded (design-based supervised learning: Egami
    et al. 2023, arXiv:2306.04746, after the difference estimator of Särndal, Swensson and Wretman 1992). The
    prediction is the mean answer for texts of its language in which the lexicon found the same; a coded text's own
    answer is left out of its prediction, which would else look better than it is.
    """
    is_coded = table["probability"].notna().to_numpy()
    cell = pd.factorize(table["lang"].astype(str) + "\n" + table["found"].astype(str))[0]
    weight = np.where(is_coded, 1 / table["probability"].fillna(1).to_numpy(float), 0.0)
    columns = []
    for pole in poles:
        answer = table[f"coded_{pole}"].fillna(0).to_numpy(float)
        total = np.bincount(cell, weight * answer)[cell] - np.where(is_coded, weight * answer, 0)
        size = np.bincount(cell, weight)[cell] - weight
        # a cell without (another) coded text is predicted by the lexicon itself
        prediction = np.where(size > 1e-9, total / np.maximum(size, 1e-9), table[pole].to_numpy(float))
        columns.append(prediction + weight * (answer - prediction))
    return np.column_stack(columns)


def _t_interval(value: float, error: float, freedom: float) -> tuple[float, float, float]:
    """Low, high and p of a value with this standard error.

    >>> [round(x, 3) for x in _t_interval(2.0, 1.0, 10.0)]
    [-0.228, 4.228, 0.073]
    """
    from scipy.special import stdtr, stdtrit

    if not error > 0:
        return float(value), float(value), 1.0 if value == 0 else np.nan
    half = stdtrit(freedom, 0.975) * error
    return float(value - half), float(value + half), float(2 * stdtr(freedom, -abs(value) / error))


def _formula(measure: str | Formula, poles: list[str]) -> tuple[str, Formula]:
    """Name and function of a measure of two counts and the number of sentences."""
    if not callable(measure):
        require_choice(measure, {*FORMULAS, *poles}, "measure")
    if measure in poles:
        at = poles.index(measure)
        return measure, lambda *counts: counts[at] / counts[2]
    formula = FORMULAS.get(measure, measure)
    # a corrected count that chance carried below nothing is nothing
    return formula.__name__, lambda first, second, texts: formula(np.maximum(first, 0), np.maximum(second, 0), texts)
