"""Draws at random: halves of the lexicon, poles shuffled among concepts, groups shuffled among clusters."""

import numpy as np

_BLOCK = 500  # draws at a time: memory stays bounded


def halves(own: np.ndarray, draws: int, seed: int) -> np.ndarray:
    """A row is a random half of the concepts of each pole, every second row the other half of the row before."""
    rng = np.random.default_rng([seed, 1])
    kept = np.zeros((draws + draws % 2, len(own)), bool)
    for pole in (True, False):
        places = np.flatnonzero(own == pole)
        ranks = rng.permuted(np.tile(np.arange(len(places)), (len(kept) // 2, 1)), axis=1)
        # of an odd number, one more in each second pair
        half = (len(places) + np.arange(len(ranks))[:, None] % 2) // 2
        kept[0::2, places] = ranks < half
        kept[1::2, places] = ranks >= half
    return kept[:draws]


def swapped_poles(own: np.ndarray, draws: int, seed: int) -> np.ndarray:
    """A row says which concepts change their pole when the poles are dealt out among the concepts at random."""
    rng = np.random.default_rng([seed, 2])
    return rng.permuted(np.tile(own, (draws, 1)), axis=1) != own


def shuffled_medians(sums: np.ndarray, present: np.ndarray, values: list, draws: int, seed: int) -> np.ndarray:
    """The median difference over all choices, for each way of shuffling the groups among the clusters.

    `sums` has the axes choice, cluster, group and column; `values` turns each choice's totals into a group's value.
    A cluster that holds both groups swaps them inside itself.
    """
    rng = np.random.default_rng([seed, 3])
    shared = present.all(axis=1)
    alone, mixed = sums[:, ~shared].sum(axis=2), sums[:, shared]
    n_first, total = int(present[~shared, 0].sum()), sums.sum(axis=(1, 2))
    medians = []
    for begin in range(0, draws, _BLOCK):
        size = min(_BLOCK, draws - begin)
        pick = rng.permuted(np.tile(np.arange(alone.shape[1]) < n_first, (size, 1)), axis=1).astype(float)
        swap = rng.integers(0, 2, (size, mixed.shape[1])).astype(float)
        found = []
        for k, value in enumerate(values):
            first = pick @ alone[k] + swap @ mixed[k, :, 0] + (1 - swap) @ mixed[k, :, 1]
            found.append(value(*first.T) - value(*(total[k] - first).T))
        medians.append(np.nanmedian(found, axis=0))
    return np.concatenate(medians)
