"""Copies across partitions: texts that share runs of words meet where the hashes of these runs are."""

import numpy as np
import pandas as pd
import pyarrow as pa

from ..copies import CONTAINED, FIRST, LEAST, TOO_COMMON
from .part import bucket_of
from .shingles import rate
from .store import Made, in_buckets, key_of, once, read_bucket, store

BLOCK = 1 << 15  # runs that are looked at together: a pair of texts takes some bytes for each run that it shares
_TYPES = {"a": np.uint64, "b": np.uint64, "size_a": np.int32, "size_b": np.int32, "common": np.int32}


def pairs(out: str, names: list[str], bucket: int, number: int, key: str) -> dict:
    """Count what pairs of texts share in one bucket of runs."""

    def make() -> Made:
        files = [f"work/parts/{name}.shingles.arrow" for name in names]
        table = _pairs(read_bucket(store(out), files, bucket))
        by = bucket_of(table["a"].to_numpy() * np.uint64(0x9E3779B97F4A7C15), number)
        return {"pairs.arrow": in_buckets(table, by, number)}, {}

    return once(out, f"work/copies/{bucket:04d}-pairs", key_of("pairs", key, bucket), make)


def _pairs(found: pa.Table | None) -> pa.Table:
    """``a, b, size_a, size_b, common``: of the texts that share a run, each is paired with the first few, as in
    `find_copies`; the first are those with the smallest hashes of their ids."""
    if found is None:
        return pa.table({name: np.zeros(0, kind) for name, kind in _TYPES.items()})
    hash, uid, size = (found[c].to_numpy() for c in ("hash", "uid", "size"))
    order = np.lexsort((-size, uid, hash))
    hash, uid, size = hash[order], uid[order], size[order]
    new = np.r_[True, (hash[1:] != hash[:-1]) | (uid[1:] != uid[:-1])]  # one id twice is one text here
    hash, uid, size = hash[new], uid[new], size[new]
    text, place = _numbered(uid, size)
    uid, size = uid[place], size[place]
    begin, parts = 0, []
    while begin < len(hash):
        end = int(np.searchsorted(hash, hash[min(begin + BLOCK, len(hash)) - 1], side="right"))  # where a run ends
        both = _pairs_of(hash[begin:end], text[begin:end], size)
        keys, common = np.unique(both, return_counts=True)
        parts.append((keys, common.astype(np.int32)))
        begin = end
    both, common = _summed(np.concatenate([p for p, _ in parts]), np.concatenate([c for _, c in parts]))
    a, b = np.divmod(both, np.uint64(len(uid)))
    columns = (uid[a], uid[b], size[a], size[b], common)
    return pa.table(dict(zip(_TYPES, columns, strict=True)))


def _pairs_of(hash: np.ndarray, text: np.ndarray, size: np.ndarray) -> np.ndarray:
    """The pairs of texts of some sorted runs, each as one number, as often as they share a run."""
    begin = np.flatnonzero(np.r_[True, hash[1:] != hash[:-1]])
    length = np.diff(np.r_[begin, len(hash)])
    shared = (length > 1) & (length <= TOO_COMMON)
    at = np.flatnonzero(np.repeat(shared, length))
    first = np.repeat(begin[shared], length[shared])
    left = np.concatenate([first[at - first > k] + k for k in range(FIRST)])
    right = np.concatenate([at[at - first > k] for k in range(FIRST)])
    a, b = text[left], text[right]
    # at the coarser rate of the two a run is kept by both; others would be counted too often
    both = hash[left] % np.maximum(rate(size[a]), rate(size[b])).astype(np.uint64) == 0
    return a[both].astype(np.uint64) * np.uint64(len(size)) + b[both].astype(np.uint64)


def _numbered(*columns: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The number of each row among the different ones in their order, and a place of each of these."""
    order = np.lexsort(columns[::-1])
    new = np.arange(len(order)) == 0
    for column in columns:
        column = column[order]
        new[1:] |= column[1:] != column[:-1]
    number = np.empty(len(order), np.int64)
    number[order] = np.cumsum(new) - 1
    return number, order[new]


def _summed(keys: np.ndarray, counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Each key once, with the sum of its counts."""
    number, place = _numbered(keys)
    return keys[place], np.bincount(number, counts, len(place)).astype(np.int32)


def edges(out: str, bucket: int, number: int, key: str) -> dict:
    """Decide which pairs are copies, in one bucket of pairs."""

    def make() -> Made:
        found = read_bucket(store(out), [f"work/copies/{b:04d}-pairs.pairs.arrow" for b in range(number)], bucket)
        columns = [found[c].to_numpy() if found else np.zeros(0, kind) for c, kind in _TYPES.items()]
        row, place = _numbered(*columns[:4])
        a, b, size_a, size_b = (c[place] for c in columns[:4])
        common = np.bincount(row, columns[4], len(place)) * rate(np.maximum(size_a, size_b))
        kept = (common >= LEAST) & (common >= CONTAINED * np.minimum(size_a, size_b))
        table = pa.table({"a": a[kept], "b": b[kept]})
        return {"edges.arrow": in_buckets(table, np.zeros(len(table), int), 1)}, {"edges": len(table)}

    return once(out, f"work/copies/{bucket:04d}-edges", key_of("edges", key, bucket), make)


def stories(out: str, names: list[str], number: int) -> pd.DataFrame:
    """``uid, story`` of the articles that have copies; a story is named after the earliest of them.

    All pairs of copies are held here at once: some hundred bytes for each article that has copies.
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    base = store(out)
    found = read_bucket(base, [f"work/copies/{b:04d}-edges.edges.arrow" for b in range(number)], 0)
    if found is None:
        return pd.DataFrame({"uid": np.zeros(0, np.uint64), "story": pd.Series(dtype="str")})
    ends = np.concatenate([found["a"].to_numpy(), found["b"].to_numpy()])
    uids, at = np.unique(ends, return_inverse=True)
    links = (np.ones(found.num_rows, bool), (at[: found.num_rows], at[found.num_rows :]))
    group = connected_components(coo_array(links, shape=(len(uids), len(uids))), directed=False)[1]
    about = []
    for name in names:
        table = read_bucket(base, [f"work/parts/{name}.dates.arrow"], 0)
        if table is not None:
            at = np.searchsorted(uids, table["uid"].to_numpy())
            own = np.append(uids, np.uint64(0))[at] == table["uid"].to_numpy()
            about.append(table.filter(own).append_column("group", pa.array(group[at[own]])))
    known = pa.concat_tables(about).to_pandas()
    # an article without a date comes last, so that a story is named after a dated one
    known["date"] = known["date"].replace("", "9999")
    known = known.sort_values(["group", "date", "id"], ignore_index=True)
    names_of = known.drop_duplicates("group").set_index("group")["id"]
    return pd.DataFrame({"uid": uids, "story": names_of.loc[group].to_numpy()})
