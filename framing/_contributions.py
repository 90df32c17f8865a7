"""The difference of two balances as a sum over concepts, and how it moves when a cluster is left out."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from ._resampling import Clusters, jackknife
from .comparison import LEAST_CLUSTERS

_CELLS = 2_000_000  # clusters x rows held at a time: memory stays bounded whatever their numbers


def rows_and_cells(
    hits: pd.DataFrame, table: pd.DataFrame, weights: pd.Series, cell: np.ndarray, group: np.ndarray,
    split: str | None, poles: list[str],
) -> tuple[pd.DataFrame, list]:  # fmt: skip
    """A row is a pole and concept (and value of `split`); and of each group a sparse matrix, cluster x row: its
    weighted words."""
    from scipy.sparse import csr_array

    at = pd.Series(table.index, index=table["id"])
    counted = hits[hits["counts_as"].isin(poles) & hits["id"].isin(at.index)]
    text = counted["id"].map(at).to_numpy(int)
    turned = counted["counts_as"].astype(str) != counted["pole"].astype(str)
    names = counted["concept"].astype(str)
    found = {"pole": counted["counts_as"].astype(str), "concept": names.where(~turned, names + " (turned)")}
    if split:
        found[split] = table[split].to_numpy()[text]
    found = pd.DataFrame(found).reset_index(drop=True)
    # a pole that nobody speaks of still has its ½ in the balance; without a row for it the sum would not be exact
    silent = [{"pole": p, "concept": "(no word found)"} | ({split: ""} if split else {}) for p in poles]
    silent = [row for row in silent if row["pole"] not in set(found["pole"])]
    rows = pd.concat([found, pd.DataFrame(silent, columns=found.columns)], ignore_index=True).drop_duplicates()
    rows = rows.sort_values(list(found.columns), ignore_index=True)
    number = pd.Series(range(len(rows)), index=pd.MultiIndex.from_frame(rows))
    place = number.reindex(pd.MultiIndex.from_frame(found)).to_numpy(int)
    shape, cells = (cell.max() + 1, len(rows)), []
    for g in (0, 1):
        own = group[text] == g
        entries = (weights.to_numpy()[text[own]], (cell[text[own]], place[own]))
        cells.append(csr_array(entries, shape=shape))
    return rows, cells


def decompose(
    rows: pd.DataFrame, cells: list, clusters: Clusters, groups: tuple[str, str], pole: np.ndarray,
    correction: tuple[float, float],
) -> pd.DataFrame:  # fmt: skip
    """`rows` with each group's rate, contribution and interval, the largest contribution first.

    `cells` are the sparse counts of `rows_and_cells`, `pole` is the number of each row's pole, `correction` what the
    languages take off the difference, and its error.
    """
    from scipy.special import stdtrit

    counts = np.stack([np.asarray(cells[g].sum(axis=0)).ravel() for g in (0, 1)])
    sentences, keys = clusters.totals[:, 0], list(rows.columns)
    rows[list(groups)] = (100 * counts / sentences[:, None]).T
    rows["contribution"] = contributions(counts, sentences, pole)
    half = np.full(len(rows), np.nan)
    if clusters.present.sum(axis=0).min() >= LEAST_CLUSTERS:
        moved = without_each(cells, clusters.sums[:, :, 0], counts, sentences, pole, rows["contribution"].to_numpy())
        variance, freedom = jackknife(clusters.kinds, moved)
        half = stdtrit(freedom, 0.975) * np.sqrt(variance)
    rows["low"], rows["high"] = rows["contribution"] - half, rows["contribution"] + half
    offset, error = correction
    if offset:
        language = dict.fromkeys(keys, "") | {"concept": "(language)", groups[0]: 0.0, groups[1]: 0.0}
        language |= {"contribution": -offset, "low": -offset - 1.96 * error, "high": -offset + 1.96 * error}
        rows.loc[len(rows)] = [language[c] for c in rows.columns]
    order = [rows[c].astype(str) for c in reversed(keys) if c != "pole"]
    return rows.iloc[np.lexsort((*order, -rows["contribution"].abs().round(9)))].reset_index(drop=True)


def contributions(counts: np.ndarray, sentences: np.ndarray, pole: np.ndarray) -> np.ndarray:
    """What each row adds to the difference; the axes of `counts` are (any,) group and row, of `sentences` (any,)
    group."""
    made = np.zeros((*counts.shape[:-2], counts.shape[-1]))
    for k, sign in enumerate((1, -1)):
        inside = np.flatnonzero(pole == k)
        rates = (counts[..., inside] + 0.5 / len(inside)) / sentences[..., None]
        total = rates.sum(axis=-1)
        gap = total[..., 0] - total[..., 1]
        near = np.abs(gap) <= 1e-9 * total[..., 1]
        each = np.log(total[..., 0] / total[..., 1]) / np.where(near, 1.0, gap)
        each = np.where(near, 1 / total[..., 0], each)
        made[..., inside] = sign * (rates[..., 0, :] - rates[..., 1, :]) * each[..., None]
    return made


def without_each(
    cells: list, own: np.ndarray, counts: np.ndarray, sentences: np.ndarray, pole: np.ndarray, whole: np.ndarray
) -> Iterator[np.ndarray]:
    """How far the contributions move when a cluster is left out; blocks of clusters."""
    block = max(1, _CELLS // counts.size)
    for begin in range(0, len(own), block):
        end = min(begin + block, len(own))
        left = counts - np.stack([cells[g][begin:end].toarray() for g in (0, 1)], axis=1)
        yield contributions(left, sentences - own[begin:end], pole) - whole
