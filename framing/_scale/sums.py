"""The last step on a laptop: the sums of a data set as a table that `compare` takes, and its explanation."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from .._check import require_choice, require_columns
from .._contributions import decompose
from .._resampling import gather
from ..equivalence import language_correction
from .merge import BIN, BINS, PLACE
from .survey import hashes

_NO_COUNT = {*PLACE, *BIN, "articles", "silent", "words", "sentences"}


def poles_of(cells: pd.DataFrame) -> list[str]:
    return [c for c in cells.columns if c not in _NO_COUNT]


def cluster_table(
    cells: pd.DataFrame, bins: pd.DataFrame, by: str, cluster: str, where: Mapping[str, str]
) -> pd.DataFrame:
    """A row is a cluster and group (of copies also the story): its weighted counts."""
    counts = ["articles", "silent", "words", "sentences", *poles_of(cells)]
    table = weighted(_chosen(cells, bins, by, cluster, where), cells, by, cluster, where, counts)
    keys = list(dict.fromkeys(["story_of", by, cluster, "lang"]))
    table = table.groupby(keys, sort=True)[counts].sum().reset_index()
    table["id"] = [f"{n:09d}" for n in range(len(table))]
    if cluster != "story":
        table = table.assign(story=table["story_of"].mask(table["story_of"] == "", "alone " + table["id"]))
        # `compare` gives the rows of a story in a group a weight of one together; the counts have theirs already
        rows = table.groupby([by, "story"])["id"].transform("size")
        table = table.assign(**{c: table[c] * rows for c in counts if c not in ("articles", "silent")})
    return table[["id", *dict.fromkeys(["story", *keys[1:]]), *counts]]


def weighted(
    table: pd.DataFrame, cells: pd.DataFrame, by: str, cluster: str, where: Mapping[str, str], counts: list[str]
) -> pd.DataFrame:
    """The rows with the copies of a story in a group weighing as one article; `story_of` is empty where there are no
    copies."""
    shared = _rows(cells, by, where)
    shared = shared[shared["story"] != ""].groupby([by, "story"], sort=True)["articles"].sum().rename("copies")
    table = table.merge(shared.reset_index(), on=[by, "story"], how="left")
    weight = 1 / table["copies"].fillna(1).to_numpy(float)
    out = table.assign(**{c: table[c] * weight for c in counts if c not in ("articles", "silent")})
    if cluster == "story":
        # one by one, stories are too many to shuffle: they go by hash into as many bins as others, without dividing one
        number = out["bin"].where(out["story"] == "", (hashes(out["story"]) % np.uint64(BINS)).astype(np.int64))
        return out.assign(story="bin " + number.astype(int).astype(str).str.zfill(3), story_of="")
    return out.assign(story_of=out["story"])


def _chosen(cells: pd.DataFrame, bins: pd.DataFrame, by: str, cluster: str, where: Mapping[str, str]) -> pd.DataFrame:
    """The rows that the clusters are made of: by story, single articles by their bins."""
    rows = _rows(cells, by, where)
    if cluster != "story":
        return rows
    return pd.concat([rows[rows["story"] != ""], _rows(bins, by, where).assign(story="")], ignore_index=True)


def _rows(table: pd.DataFrame, by: str, where: Mapping[str, str]) -> pd.DataFrame:
    """The rows of voices, or of whole articles, where the conditions hold."""
    require_columns(table, [by, *where], "the sums")
    chosen = (table["voice"] != "") if by == "voice" or where.get("voice") else (table["voice"] == "")
    for column, value in where.items():
        require_choice(value, set(table[column]), column)
        chosen &= table[column] == value
    return table[chosen & (table[by] != "")].reset_index(drop=True)


def explanation(
    tables: dict[str, pd.DataFrame], by: str, groups: tuple[str, str], cluster: str, where: Mapping[str, str]
) -> pd.DataFrame:
    """As `explain`, from sums."""
    from scipy.sparse import csr_array

    cells, bins = tables["cells"], tables["bins"]
    poles = poles_of(cells)
    table = cluster_table(cells, bins, by, cluster, where)
    for group in groups:
        require_choice(group, set(table[by]), f"a group in {by!r}:")
    table = table[table[by].isin(groups)].reset_index(drop=True)
    clusters = gather(table, ["sentences"], by, groups, cluster, [])
    names = pd.Index(pd.factorize(table[cluster], sort=True)[1])
    found = _chosen(tables["concepts"], tables["concept_bins"], by, cluster, where)
    found = weighted(found[found[by].isin(groups)], cells, by, cluster, where, ["count"])
    silent = [{"pole": p, "concept": "(no word found)"} for p in poles if p not in set(found["pole"])]
    rows = pd.concat([found[["pole", "concept"]], pd.DataFrame(silent, columns=["pole", "concept"])])
    rows = rows.drop_duplicates().sort_values(["pole", "concept"], ignore_index=True)
    place = pd.MultiIndex.from_frame(rows).get_indexer(pd.MultiIndex.from_frame(found[["pole", "concept"]]))
    at, shape, own = names.get_indexer(found[cluster]), (len(names), len(rows)), (found[by] == groups[0]).to_numpy()
    sparse = [csr_array((found["count"][g], (at[g], place[g])), shape=shape) for g in (own, ~own)]
    pole = np.array([poles.index(p) for p in rows["pole"]])
    correction = language_correction(table, "balance", by, groups, "balance")
    return decompose(rows, sparse, clusters, groups, pole, correction)
