"""A table as the sums of its clusters: what shuffling and leaving out need of it, whatever the number of its texts.

A difference is a formula of two groups' sums. Its standard error comes from the clusters, left out one by one; what
stories printed by several clusters add to it (or take away, where both groups print them) is added after Cameron,
Gelbach and Miller (2011), Robust inference with multiway clustering, doi:10.1198/jbes.2010.07136.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import comb, prod

import numpy as np
import pandas as pd

_CELLS = 2_000_000  # clusters x draws held at a time: memory stays bounded whatever their numbers
_LEAST_LEFT = 0.1  # stories that both groups print take away no more than nine tenths of the variance


@dataclass(frozen=True)
class Clusters:
    """The sums of a table; arrays by cluster, group (one or two) and column.

    sums : cluster x group x column, copies of a story within a group weighing as one text.
    present : cluster x group: has the cluster texts of the group?
    stratum : of each cluster, a number.
    values, group, cell, story : of each text its weighted columns, its group, its cluster, its story (or None).
    """

    sums: np.ndarray
    present: np.ndarray
    stratum: np.ndarray
    values: np.ndarray
    group: np.ndarray
    cell: np.ndarray
    story: np.ndarray | None

    @property
    def totals(self) -> np.ndarray:
        """The sums of each group."""
        return self.sums.sum(axis=0)

    @property
    def kinds(self) -> np.ndarray:
        """Of each cluster, whether it holds the first group, the second, or both."""
        return self.present @ (2 ** np.arange(self.present.shape[1]))

    def arrangements(self) -> int:
        """In how many ways the groups' labels can be shuffled."""
        alone = self.present.sum(axis=1) == 1
        ways = 2 ** int((~alone).sum())
        for s in np.unique(self.stratum[alone]):
            inside = alone & (self.stratum == s)
            ways *= comb(int(inside.sum()), int(self.present[inside, 0].sum()))
        return ways


def gather(
    table: pd.DataFrame, columns: list[str], by: str, groups: tuple, cluster: str | None, strata: list[str]
) -> Clusters:
    """The clusters of a table of one group or two."""
    cluster = cluster or own_cluster(table)
    values = table[columns].to_numpy(float) * story_weights(table, by).to_numpy()[:, None]
    cell, names = pd.factorize(table[cluster], sort=True)
    group = (table[by] != groups[0]).to_numpy(int)
    shape = (len(names), len(groups))
    at = cell * len(groups) + group
    sums = np.stack([np.bincount(at, v, prod(shape)) for v in values.T], axis=-1).reshape(*shape, -1)
    present = (np.bincount(at, minlength=prod(shape)) > 0).reshape(shape)
    stratum = np.zeros(len(names), int)
    if strata:
        stratum = _stratum_of_clusters(table, cell, names, strata, cluster)
    story = pd.factorize(table["story"])[0] if "story" in table.columns else None
    return Clusters(sums, present, stratum, values, group, cell, story)


def own_cluster(table: pd.DataFrame) -> str:
    """What keeps texts together where nothing else is named: their story, else their article, else nothing."""
    return next(c for c in ("story", "article", "id") if c in table.columns)


def story_weights(table: pd.DataFrame, by: str) -> pd.Series:
    """The weight of each row: within a group, the articles of one story share a weight of one."""
    if "story" not in table.columns:
        return pd.Series(1.0, table.index)
    columns = (by, "story", "article" if "article" in table.columns else "id")
    group, story, article = (pd.factorize(table[c], use_na_sentinel=False)[0].astype(np.int64) for c in columns)
    within = np.unique(group * (story.max(initial=0) + 1) + story, return_inverse=True)[1]
    size = article.max(initial=0) + 1
    number = np.bincount(np.unique(within * size + article) // size)
    return pd.Series(1.0 / number[within], table.index)


def difference(totals: np.ndarray, formula: Callable) -> np.ndarray:
    """First group minus second, or the only group's value; the last two axes of `totals` are group and column."""
    values = formula(*np.moveaxis(totals, -1, 0))
    return values[..., 0] - values[..., 1] if values.shape[-1] == 2 else values[..., 0]


def standard_error(clusters: Clusters, formula: Callable) -> tuple[float, float]:
    """The standard error of a difference, or of one group's value, and its degrees of freedom.

    Delete-one jackknife over clusters, within each group (Efron and Tibshirani 1993, ch. 11), with Welch's degrees
    of freedom, and the stories' part.
    """
    whole = difference(clusters.totals, formula)
    without = difference(clusters.totals - clusters.sums, formula)
    variance, freedom = jackknife(clusters.kinds, [(without - whole)[:, None]])
    total = max(variance[0] + _story_variance(clusters, formula), _LEAST_LEFT * variance[0])
    return float(np.sqrt(total)), float(freedom[0])


def jackknife(kinds: np.ndarray, moved: Iterable[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Variances of several values and their degrees of freedom, from how far each moves when a cluster is left out.

    `kinds` holds the kind of each cluster (of the first group, of the second, of both); `moved` gives, block by block
    in the order of the clusters, a row a cluster and a column a value.
    """
    square, total, at = {}, {}, 0
    for block in moved:
        own = kinds[at : at + len(block)]
        for k in np.unique(own):
            square[k] = square.get(k, 0) + (block[own == k] ** 2).sum(axis=0)
            total[k] = total.get(k, 0) + block[own == k].sum(axis=0)
        at += len(block)
    variance, below = 0.0, 1e-300
    for k in square:
        n = int((kinds == k).sum())
        # a single cluster of its kind has no mean of its own to vary around
        part = square[k] if n == 1 else (n - 1) / n * np.maximum(square[k] - total[k] ** 2 / n, 0.0)
        variance, below = variance + part, below + part**2 / max(n - 1, 1)
    return variance, np.maximum(variance**2 / below, 1.0)


def permutation_p(
    clusters: Clusters, formula: Callable, draws: int, seed: int, offset: float = 0.0, error: float = 0.0
) -> tuple[float, float]:
    """How often shuffled labels give a difference as many standard errors from its centre (never 0: Phipson and
    Smyth 2010, doi:10.2202/1544-6115.1585), and that centre.

    Divided by their standard errors, differences are compared rightly even where one group has fewer or more varied
    clusters (Janssen 1997, doi:10.1016/S0167-7152(97)00043-6). `offset` is taken off the observed difference;
    `error`, its uncertainty, is added to every draw. The centre is what the strata alone make; 0 without strata.
    """
    shuffled = _Labels.of(clusters).shuffled(formula, draws, np.random.default_rng(seed))
    centre = float(np.nanmean(shuffled[:, 0])) if len(np.unique(clusters.stratum)) > 1 else 0.0
    noise = np.random.default_rng([seed, 1]).normal(0, error, draws) if error else 0.0
    drawn = np.abs(shuffled[:, 0] - centre + noise) / np.maximum(np.sqrt(shuffled[:, 1] + error**2), 1e-9)
    own = _Labels.of(clusters).as_they_are(formula)[0, 1]
    own = max(own + _story_variance(clusters, formula), _LEAST_LEFT * own)
    observed = abs(difference(clusters.totals, formula) - offset - centre) / max(np.sqrt(own + error**2), 1e-9)
    # a draw that leaves one group without evidence has no value; it counts against the finding
    larger = (~(drawn < observed * (1 - 1e-9) - 1e-12)).sum()
    return (1 + int(larger)) / (1 + draws), centre


@dataclass(frozen=True)
class _Labels:
    """The clusters as what a shuffle of labels needs: sums and sums of squares, so that a draw is one product.

    alone : the moments of clusters of one group, `first` their labels, `inside` their places, by stratum.
    mixed, swapped : the moments of clusters of both groups, as they are and with their labels swapped.
    """

    alone: np.ndarray
    first: np.ndarray
    inside: list[np.ndarray]
    mixed: np.ndarray
    swapped: np.ndarray
    columns: int

    @classmethod
    def of(cls, clusters: Clusters) -> "_Labels":
        shared = clusters.present.all(axis=1)
        alone, mixed = clusters.sums[~shared].sum(axis=1), clusters.sums[shared]
        stratum = clusters.stratum[~shared]
        inside = [np.flatnonzero(stratum == s) for s in np.unique(stratum)]
        size = (len(mixed), 2 * mixed.shape[2])
        both = (_moments(m.reshape(size)) for m in (mixed, mixed[:, ::-1]))
        return cls(_moments(alone), clusters.present[~shared, 0], inside, *both, alone.shape[1])

    def shuffled(self, formula: Callable, draws: int, rng: np.random.Generator) -> np.ndarray:
        """Differences and their variances under shuffled labels: inside its stratum a cluster takes another's label;
        one that holds both groups swaps them inside itself."""
        found, block = [], max(1, _CELLS // (len(self.alone) + len(self.mixed)))
        for begin in range(0, draws, block):
            size = min(block, draws - begin)
            pick, keep = np.empty((size, len(self.alone))), rng.integers(0, 2, (size, len(self.mixed)))
            for own in self.inside:
                pick[:, own] = rng.permuted(np.tile(self.first[own], (size, 1)), axis=1)
            found.append(self._measured(formula, pick, keep.astype(float)))
        return np.concatenate(found)

    def as_they_are(self, formula: Callable) -> np.ndarray:
        """The same of the labels as they are."""
        return self._measured(formula, self.first[None].astype(float), np.ones((1, len(self.mixed))))

    def _measured(self, formula: Callable, pick: np.ndarray, keep: np.ndarray) -> np.ndarray:
        """A row a draw: its difference and the linearised variance of this, from the clusters of each kind."""
        c, draws = self.columns, len(pick)
        first = pick @ self.alone
        second = self.alone.sum(axis=0) - first
        both = keep @ (self.mixed - self.swapped) + self.swapped.sum(axis=0)
        totals = np.stack([first[:, :c] + both[:, :c], second[:, :c] + both[:, c : 2 * c]], axis=1)
        slopes = _slopes(totals, formula) * np.array([[1.0], [-1.0]])
        n = int(self.first.sum())
        variance = _spread(first, slopes[:, 0], n) + _spread(second, slopes[:, 1], len(self.first) - n)
        variance += _spread(both, slopes.reshape(draws, -1), len(self.mixed))
        return np.stack([difference(totals, formula), variance], axis=1)


def _moments(x: np.ndarray) -> np.ndarray:
    """The columns of `x`, and the products of each two of them."""
    return np.hstack([x, (x[:, :, None] * x[:, None, :]).reshape(len(x), x.shape[1] ** 2)])


def _spread(moments: np.ndarray, slopes: np.ndarray, n: int) -> np.ndarray:
    """n / (n - 1) times the sum of squares of the n clusters' pulls around their mean; a single one's around 0."""
    c = slopes.shape[1]
    square = np.einsum("dc,dce,de->d", slopes, moments[:, c:].reshape(-1, c, c), slopes)
    if n < 2:
        return square
    mean = (moments[:, :c] * slopes).sum(axis=1) / n
    return np.maximum(square - n * mean**2, 0.0) * n / (n - 1)


def _story_variance(clusters: Clusters, formula: Callable) -> float:
    """What stories printed by several clusters add to the variance; negative where they tie the groups together."""
    if clusters.story is None:
        return 0.0
    slopes = _slopes(clusters.totals[None], formula)[0] * np.array([[1.0], [-1.0]])[: clusters.totals.shape[0]]
    pull = (clusters.values * slopes[clusters.group]).sum(axis=1)
    story = np.bincount(clusters.story, pull)
    at = np.unique(clusters.story * np.int64(len(clusters.sums)) + clusters.cell, return_inverse=True)[1]
    return float((story**2).sum() - (np.bincount(at, pull) ** 2).sum())


def _slopes(totals: np.ndarray, formula: Callable) -> np.ndarray:
    """How each group's value changes with each of its sums, by central differences."""
    slopes = np.empty(totals.shape)
    for c in range(totals.shape[-1]):
        step = 1e-4 * np.maximum(np.abs(totals[..., c]), 1.0)
        more, less = totals.copy(), totals.copy()
        more[..., c] += step
        less[..., c] -= step
        slopes[..., c] = (formula(*np.moveaxis(more, -1, 0)) - formula(*np.moveaxis(less, -1, 0))) / (2 * step)
    return slopes


def _stratum_of_clusters(
    table: pd.DataFrame, cell: np.ndarray, names: pd.Index, strata: list[str], cluster: str
) -> np.ndarray:
    """The stratum of each cluster; ValueError where a cluster lies in several."""
    number = table.groupby(strata, sort=True, dropna=False).ngroup().to_numpy()
    lowest, highest = np.full(len(names), number.max()), np.zeros(len(names), int)
    np.minimum.at(lowest, cell, number)
    np.maximum.at(highest, cell, number)
    torn = [str(names[n]) for n in np.flatnonzero(lowest != highest)]
    if torn:
        raise ValueError(
            f"strata={strata}: {len(torn)} of {len(names)} clusters ({cluster}) lie in several strata, among them "
            f"{torn[:3]}. Shuffling inside strata would tear apart what `cluster` keeps together: choose strata that "
            f"hold a {cluster} as a whole, or clusters that lie inside one (a story within its month), or no strata."
        )
    return lowest
