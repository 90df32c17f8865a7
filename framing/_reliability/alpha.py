"""Krippendorff's alpha of a table of units and values, and its bootstrap.

Krippendorff (2019), Content Analysis, 4th ed., ch. 12: alpha = 1 - D_o / D_e, the observed disagreement within units
by that expected of all values thrown together. Units with fewer than two values tell nothing and are left out.
"""

import numpy as np

LEVELS = ("nominal", "ordinal", "interval")
_BLOCK = 500  # draws at a time: memory stays bounded whatever their number


def alpha(counts: np.ndarray, values: np.ndarray, level: str) -> float:
    """Alpha of `counts` (a row a unit, a column a value: how many coders gave it); NaN where nothing varies.

    >>> float(alpha(np.array([[2, 0], [0, 2], [1, 1]]), np.array([0.0, 1.0]), "nominal").round(3))
    0.444
    """
    return bootstrapped(counts, values, level, np.ones((1, len(counts))))[0]


def interval(
    counts: np.ndarray, values: np.ndarray, level: str, draws: int, rng: np.random.Generator
) -> tuple[float, float]:
    """95 % interval of alpha: percentiles over resampled units.

    As Zapf et al. (2016) advise, Measuring inter-rater reliability for nominal data, doi:10.1186/s12874-016-0200-9.
    """
    counts = counts[counts.sum(axis=1) > 1]
    units, drawn = len(counts), []
    if units < 2:
        return np.nan, np.nan
    for begin in range(0, draws, _BLOCK):
        times = rng.multinomial(units, np.full(units, 1 / units), min(_BLOCK, draws - begin))
        drawn.append(bootstrapped(counts, values, level, times.astype(float)))
    found = np.concatenate(drawn)
    found = found[np.isfinite(found)]
    return tuple(np.quantile(found, [0.025, 0.975])) if len(found) else (np.nan, np.nan)


def bootstrapped(counts: np.ndarray, values: np.ndarray, level: str, times: np.ndarray) -> np.ndarray:
    """Alpha for each row of `times`, which says how often each unit counts."""
    size = counts.sum(axis=1, keepdims=True)
    weight = np.where(size > 1, 1 / np.maximum(size - 1, 1), 0.0)
    paired = np.where(size > 1, counts, 0)
    n = times @ paired  # how often each value was given, in units with two values or more
    total = n.sum(axis=1)
    # a value's distance to itself is 0, so that the pairs of an answer with itself need not be taken out
    if level == "ordinal":
        # the distance of two ranks depends on how many values lie between them, so on the draw
        width = counts.shape[1]
        pairs = paired[:, :, None] * paired[:, None, :] * weight[:, :, None]
        coincidences = (times @ pairs.reshape(len(counts), -1)).reshape(len(times), width, width)
        middle = np.cumsum(n, axis=1) - n / 2
        distance = (middle[:, :, None] - middle[:, None, :]) ** 2
        observed = (coincidences * distance).sum(axis=(1, 2))
        expected = (n[:, :, None] * n[:, None, :] * distance).sum(axis=(1, 2))
    else:
        distance = 1.0 - np.eye(len(values)) if level == "nominal" else (values[:, None] - values[None, :]) ** 2
        observed = times @ (((paired @ distance) * paired).sum(axis=1) * weight[:, 0])
        expected = ((n @ distance) * n).sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(expected > 0, 1 - observed * (total - 1) / expected, np.nan)
