"""Copies across partitions: texts that share runs of words meet where the hashes of these runs are."""

import numpy as np
import pandas as pd
import pyarrow as pa

from ..copies import CONTAINED, FIRST, LEAST, TOO_COMMON
from .part import as_arrow, bucket_of
from .shingles import rate
from .store import Made, in_buckets, key_of, once, read_bucket, store

_PAIR = ["a", "b", "size_a", "size_b"]


def pairs(out: str, names: list[str], bucket: int, number: int, key: str) -> dict:
    """Count what pairs of texts share in one bucket of runs."""

    def make() -> Made:
        files = [f"work/parts/{name}.shingles.arrow" for name in names]
        found = read_bucket(store(out), files, bucket)
        table = as_arrow(_pairs(found))
        by = bucket_of(table["a"].to_numpy() * np.uint64(0x9E3779B97F4A7C15), number)
        return {"pairs.arrow": in_buckets(table, by, number)}, {}

    return once(out, f"work/copies/{bucket:04d}-pairs", key_of("pairs", key, bucket), make)


def _pairs(found: pa.Table | None) -> pd.DataFrame:
    """``a, b, size_a, size_b, common``: of the texts that share a run, each is paired with the first few, as in
    `find_copies`; the first are those with the smallest hashes of their ids."""
    if found is None:
        found = pa.table({"hash": np.zeros(0, np.uint64), "uid": np.zeros(0, np.uint64), "size": np.zeros(0, np.int64)})
    hash, uid, size = (found[c].to_numpy() for c in ("hash", "uid", "size"))
    order = np.lexsort((-size, uid, hash))
    hash, uid, size = hash[order], uid[order], size[order]
    new = np.r_[True, (hash[1:] != hash[:-1]) | (uid[1:] != uid[:-1])][: len(hash)]  # one id twice is one text here
    hash, uid, size = hash[new], uid[new], size[new]
    begin = np.flatnonzero(np.r_[True, hash[1:] != hash[:-1]][: len(hash)])
    length = np.diff(np.r_[begin, len(hash)])
    shared = (length > 1) & (length <= TOO_COMMON)
    at = np.flatnonzero(np.repeat(shared, length))
    first = np.repeat(begin[shared], length[shared])
    left = np.concatenate([first[at - first > k] + k for k in range(FIRST)])
    right = np.concatenate([at[at - first > k] for k in range(FIRST)])
    # at the coarser rate of the two a run is kept by both; others would be counted too often
    both = hash[left] % np.maximum(rate(size[left]), rate(size[right])).astype(np.uint64) == 0
    left, right = left[both], right[both]
    return _summed(pd.DataFrame({"a": uid[left], "b": uid[right], "size_a": size[left], "size_b": size[right],
                                 "common": np.ones(len(left), np.int64)}))  # fmt: skip


def _summed(table: pd.DataFrame) -> pd.DataFrame:
    return table.groupby(_PAIR, sort=True)["common"].sum().reset_index()


def edges(out: str, bucket: int, number: int, key: str) -> dict:
    """Decide which pairs are copies, in one bucket of pairs."""

    def make() -> Made:
        found = read_bucket(store(out), [f"work/copies/{b:04d}-pairs.pairs.arrow" for b in range(number)], bucket)
        table = found.to_pandas() if found else pd.DataFrame(columns=[*_PAIR, "common"], dtype="uint64")
        table = _summed(table)
        sizes = table[["size_a", "size_b"]].to_numpy(np.int64)
        common = table["common"].to_numpy() * rate(sizes.max(axis=1, initial=0))
        kept = table.loc[(common >= LEAST) & (common >= CONTAINED * sizes.min(axis=1, initial=1 << 40)), ["a", "b"]]
        return {"edges.arrow": in_buckets(as_arrow(kept), np.zeros(len(kept), int), 1)}, {"edges": len(kept)}

    return once(out, f"work/copies/{bucket:04d}-edges", key_of("edges", key, bucket), make)


def stories(out: str, names: list[str], number: int) -> pd.DataFrame:
    """``uid, story`` of the articles that have copies; a story is named after the earliest of them."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    base = store(out)
    found = read_bucket(base, [f"work/copies/{b:04d}-edges.edges.arrow" for b in range(number)], 0)
    if found is None:
        return pd.DataFrame({"uid": np.zeros(0, np.uint64), "story": pd.Series(dtype="str")})
    ends = np.concatenate([found["a"].to_numpy(), found["b"].to_numpy()])
    uids, at = np.unique(ends, return_inverse=True)
    links = (np.ones(found.num_rows), (at[: found.num_rows], at[found.num_rows :]))
    group = connected_components(coo_array(links, shape=(len(uids), len(uids))), directed=False)[1]
    about = []
    for bucket in range(number):
        table = read_bucket(base, [f"work/parts/{name}.dates.arrow" for name in names], bucket)
        if table is not None:
            table = table.to_pandas()
            about.append(table[np.isin(table["uid"].to_numpy(), uids)])
    known = pd.concat(about, ignore_index=True)
    known["group"] = group[np.searchsorted(uids, known["uid"].to_numpy())]
    # an article without a date comes last, so that a story is named after a dated one
    known["date"] = known["date"].replace("", "9999")
    known = known.sort_values(["group", "date", "id"], ignore_index=True)
    names_of = known.drop_duplicates("group").set_index("group")["id"]
    return pd.DataFrame({"uid": uids, "story": names_of.loc[group].to_numpy()})
