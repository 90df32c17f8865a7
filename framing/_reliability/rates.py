"""Precision, recall and F1 from a sample with known probabilities; and the difference that they alone could make."""

import numpy as np
import pandas as pd

from .._check import require_choice, require_columns
from .tables import coded_texts

_MEASURES = ("precision", "recall", "F1")


def accuracy(
    texts: pd.DataFrame, hits: pd.DataFrame, coded: pd.DataFrame, *, by: str = "lang", draws: int = 4000, seed: int = 0
) -> pd.DataFrame:
    """A row is a figure: precision, recall or F1 of what the lexicon finds of a pole, in each group of `by`.

    `texts` and `hits` are all those that the sample was drawn from, `coded` is of `unblind`. Columns: ``<by>, pole,
    concept, measure, value, low, high, n``. A text is found where it has a hit that counts as the pole, and right
    where coders saw the pole. The sample's probabilities are undone, so that the figures speak of all the texts; the
    intervals are by simulation (Jeffreys' prior, effective sample size). `n` is the number of coded texts a figure
    stands on: those found for precision, those in which coders saw the pole for recall, either for F1. Concepts have
    a precision alone: which concept a missed text would have shown, nobody was asked.

    >>> texts = pd.DataFrame({"id": list("abcd"), "lang": "en", "text": "They met."})
    >>> poles = pd.CategoricalDtype(["up", "down", ""])
    >>> hits = pd.DataFrame({"id": ["a", "b"], "concept": "rise", "counts_as": "up"}).astype({"counts_as": poles})
    >>> coded = pd.DataFrame({"id": list("abcd"), "probability": 1.0, "up": [1, 0, 1, 0], "down": 0})
    >>> accuracy(texts, hits, coded).loc[:2, ["measure", "value", "n"]].values.tolist()
    [['precision', 0.5, 2], ['recall', 0.5, 2], ['F1', 0.5, 3]]
    """
    table, poles = coded_texts(texts, hits, coded, [by])
    rng = np.random.default_rng(seed)
    concepts = hits[hits["counts_as"].isin(poles)].groupby(["counts_as", "concept"], observed=True)["id"]
    members = {(str(pole), str(concept)): set(ids) for (pole, concept), ids in concepts}
    rows = []
    for group, part in table.groupby(by, sort=True):
        some = part[part["probability"].notna()]
        weight = 1 / some["probability"].to_numpy(float)
        for pole in poles:
            found, answer = some[pole].to_numpy(bool), some[f"coded_{pole}"].to_numpy(float)
            shares = [_share(answer[f], weight[f], draws, rng) for f in (found, ~found)]
            sizes = (int(part[pole].sum()), int((~part[pole]).sum()))
            values = _rates(shares[0][0], shares[1][0], *sizes)
            drawn = _rates(shares[0][1], shares[1][1], *sizes)
            standing_on = (found.sum(), (answer > 0).sum(), (found | (answer > 0)).sum())
            for measure, value, may_be, n in zip(_MEASURES, values, drawn, standing_on, strict=True):
                rows.append((group, pole, "", measure, value, *_bounds(value, may_be), n))
            for concept in sorted(c for p, c in members if p == pole):
                has = some["id"].isin(members[pole, concept]).to_numpy()
                if has.any():
                    value, may_be = _share(answer[has], weight[has], draws, rng)
                    rows.append((group, pole, concept, "precision", value, *_bounds(value, may_be), has.sum()))
    columns = [by, "pole", "concept", "measure", "value", "low", "high", "n"]
    return pd.DataFrame(rows, columns=columns).astype({"value": float, "low": float, "high": float, "n": int})


def _share(answers: np.ndarray, weights: np.ndarray, draws: int, rng: np.random.Generator) -> tuple[float, np.ndarray]:
    """The weighted mean of answers between 0 and 1, and draws of what it may be.

    The draws are from the beta distribution after Jeffreys' prior, with as many cases as would tell as much without
    weights (Kish's effective sample size); without a case they are the prior.
    """
    if not len(answers):
        return np.nan, rng.beta(0.5, 0.5, draws)
    mean = float((weights * answers).sum() / weights.sum())
    size = weights.sum() ** 2 / (weights**2).sum()
    return mean, rng.beta(0.5 + size * mean, 0.5 + size * (1 - mean), draws)


def _rates(in_found: float, in_rest: float, found: int, rest: int) -> list[float]:
    """Precision, recall and F1, given the share of true ones among the `found` texts and among the `rest`.

    >>> [round(float(r), 3) for r in _rates(0.8, 0.1, 100, 400)]
    [0.8, 0.667, 0.727]
    """
    right = in_found * found if found else 0.0
    true = right + (in_rest * rest if rest else 0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        return [in_found, np.divide(right, true), np.divide(2 * right, found + true)]


def _bounds(value: float, drawn: np.ndarray) -> tuple[float, float]:
    """The middle 95 % of the draws, widened to hold the value (1 of 1 right has no lower value than 1)."""
    if not np.isfinite(value):
        return np.nan, np.nan
    low, high = np.nanquantile(drawn, [0.025, 0.975])
    return min(float(low), value), max(float(high), value)


def recall_gap(figures: pd.DataFrame, *, groups: tuple[str, str]) -> pd.DataFrame:
    """A row is a measure and a cause: how large a difference the lexicon alone could make where there is none.

    `figures` is a table of `accuracy` whose groups are compared (or your own: ``<group>, pole, measure, value, low,
    high``). Columns: ``measure, cause, first, second, gap, low, high, largest``. The measures are `balance` and the
    logarithm of each pole's rate (0.1 is about a tenth more); the cause is unequal `recall`, or `recall and
    precision` together. The gap has the direction of a comparison's difference, first group minus second, with its
    95 % interval; a difference of no more than `largest`, the interval's farther end, may be the lexicon's alone.

    >>> figures = pd.DataFrame({"lang": ["en", "ru"], "pole": "up", "measure": "recall", "value": [0.8, 0.6]})
    >>> figures = pd.concat([figures, figures.assign(pole="down", value=0.7)]).assign(low=0.6, high=0.8)
    >>> float(recall_gap(figures, groups=("en", "ru"))["gap"].round(3).iloc[0])
    0.288
    """
    by = figures.columns[0]
    require_columns(figures, ["pole", "measure", "value", "low", "high"], "figures")
    for group in groups:
        require_choice(group, set(figures[by]), f"a group in {by!r}:")
    whole = figures[figures["concept"].eq("")] if "concept" in figures else figures
    poles = list(dict.fromkeys(whole["pole"]))
    cells = whole.set_index([by, "pole", "measure"])[["value", "low", "high"]].astype(float)
    with np.errstate(divide="ignore"):
        logs = np.log(cells)
    # what is found is what is true, times recall, over precision
    causes = {"recall": {"recall": 1}, "recall and precision": {"recall": 1, "precision": -1}}
    known = [c for c, parts in causes.items() if set(parts) <= set(whole["measure"])]
    rows = []
    for measure, signs in {"balance": (1, -1), poles[0]: (1, 0), poles[1]: (0, 1)}.items():
        for cause in known:
            gap, low, high = _gap(logs, groups, dict(zip(poles, signs, strict=True)), causes[cause])
            rows.append((measure, cause, *groups, gap, low, high, max(abs(low), abs(high))))
    return pd.DataFrame(rows, columns=["measure", "cause", "first", "second", "gap", "low", "high", "largest"])


def _gap(
    logs: pd.DataFrame, groups: tuple[str, str], signs: dict[str, int], parts: dict[str, int]
) -> tuple[float, float, float]:
    """First minus second group's sum of logarithms, and its 95 % interval from those of the figures.

    Their intervals are not symmetric: each side of the sum's is made of the sides that it depends on (Zou and Donner
    2008, doi:10.1002/sim.3095).
    """
    gap, below, above = 0.0, 0.0, 0.0
    for direction, group in zip((1, -1), groups, strict=True):
        for pole, sign in signs.items():
            for measure, power in parts.items():
                if sign:
                    log, turn = logs.loc[(group, pole, measure)], direction * sign * power
                    gap += turn * log["value"]
                    down, up = log["value"] - log["low"], log["high"] - log["value"]
                    below += (down if turn > 0 else up) ** 2
                    above += (up if turn > 0 else down) ** 2
    return gap, gap - np.sqrt(below), gap + np.sqrt(above)
