"""Buckets of articles into tables, and their counts into sums, which meet in buckets of their own. A bucket holds the
same articles whatever the partitions; only whole numbers are summed.
"""

import io

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from ..scores import balance, intensity
from .part import EMPTY, as_arrow, bucket_of, columns_of
from .store import Made, in_buckets, key_of, once, read_bucket, store
from .survey import hashes

BINS = 256  # of articles without copies, where stories are the clusters
TWICE = "the id is used twice; of the articles that bear it one was scored"
STORIES = "work/stories.arrow"
PLACE = ["story", "outlet", "side", "lang", "month", "voice"]
BIN = ["bin", "side", "lang", "voice"]
SUMS = {
    "cells": PLACE,
    "bins": BIN,
    "concepts": [*PLACE, "pole", "concept"],
    "concept_bins": [*BIN, "pole", "concept"],
}


def _stories(out: str, bucket: int) -> pd.Series:
    """The story of each article of a bucket that has copies, by the hash of its id."""
    found = read_bucket(store(out), [STORIES], bucket)
    if found is None:
        return pd.Series(dtype="str")
    return found.to_pandas().set_index("uid")["story"]


def merge(out: str, names: list[str], bucket: int, number: int, poles: list[str], extra: list[str], key: str) -> dict:
    """Write the articles, voices and articles set aside of one bucket, and their sums."""

    def make() -> Made:
        tables = {}
        for name, columns in columns_of(poles).items():
            if name in ("articles", "told", "concepts", "aside"):
                own = columns | (dict.fromkeys(extra, "str") if name == "articles" else {})
                tables[name] = _read(out, [f"work/parts/{n}.{name}.arrow" for n in names], bucket, own)
        articles, twice = _once_each(tables["articles"])
        articles["story"] = _story_of(articles["id"], _stories(out, bucket))
        scores, told, aside = _finished(articles, twice, tables, poles, extra)
        sums = _sums(articles, told, tables["concepts"], poles)
        files = {"scores.parquet": scores, "told.parquet": told, "aside.parquet": aside}
        data = {name: parquet(table) for name, table in files.items()}
        data |= {f"{n}.arrow": in_buckets(as_arrow(t), _meeting(t, number), number) for n, t in sums.items()}
        return data, {"scored": len(scores), "set_aside": len(aside)}

    return once(out, f"work/merged/{bucket:04d}", key_of("merge", key, bucket), make)


def _read(out: str, files: list[str], bucket: int, columns: dict[str, str]) -> pd.DataFrame:
    found = read_bucket(store(out), files, bucket)
    table = found.to_pandas() if found is not None else pd.DataFrame()
    table = table.reindex(columns=list(columns))
    texts = [c for c, kind in columns.items() if kind == "str"]
    return table.assign(**{c: table[c].fillna("") for c in texts}).astype(columns)


def _once_each(articles: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """One article of each id, and the others: which one does not depend on where they were."""
    articles = articles.sort_values(["id", "digest"], ignore_index=True)
    again = articles["id"].duplicated()
    return articles[~again].reset_index(drop=True), articles[again]


def _story_of(ids: pd.Series, stories: pd.Series) -> pd.Series:
    """The story of each article; empty where it has no copies."""
    return stories.reindex(hashes(ids)).fillna("").astype("str").set_axis(ids.index)


def _finished(
    articles: pd.DataFrame, twice: pd.DataFrame, tables: dict[str, pd.DataFrame], poles: list[str], extra: list[str]
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """The tables that a bucket shows: scores, told (by voice), set aside."""
    about = ["side", "outlet", "lang", "date"]
    counts = [articles[c].to_numpy() for c in (*poles, "sentences")]
    scores = articles[["id", *about, "title", *extra, *EMPTY, "story", "words", "sentences", *poles]]
    scores = scores.assign(story=articles["story"].mask(articles["story"] == "", articles["id"]))
    scores = scores.assign(balance=balance(*counts), intensity=intensity(*counts))
    links = articles[["id", "digest"]]
    for name in ("told", "concepts"):
        keys = [c for c in tables[name].columns if tables[name][c].dtype == "str"]
        kept = tables[name].merge(links, on=["id", "digest"]).drop_duplicates(keys)  # an article twice counts once
        tables[name] = kept.sort_values(keys, ignore_index=True)
    told = tables["told"].merge(scores[["id", *about, "story"]], on="id", validate="many_to_one")
    told = told.assign(article=told["id"], id=told["id"] + "/" + told["voice"])
    told = told[["id", "article", "lang", "voice", "side", "outlet", "date", "story", "words", "sentences", *poles]]
    columns = ["id", "outlet", "lang", "reason"]
    aside = pd.concat([tables["aside"][columns], twice.assign(reason=TWICE)[columns]])
    return scores, told, aside.sort_values(columns, ignore_index=True)


def _sums(
    articles: pd.DataFrame, told: pd.DataFrame, concepts: pd.DataFrame, poles: list[str]
) -> dict[str, pd.DataFrame]:
    """The counts of a bucket by place (outlet, side, language, month, voice, and story where there are copies), and of
    articles without copies by bin."""
    place = articles[["id", "story", "outlet", "side", "lang"]].assign(
        month=articles["date"].str[:7], bin=(hashes(articles["id"]) % np.uint64(BINS)).astype(np.int64)
    )
    counts = ["words", "sentences", *poles]
    voices = told[["article", "voice", *counts]].rename(columns={"article": "id"})
    rows = pd.concat([articles[["id", *counts]].assign(voice=""), voices], ignore_index=True)
    rows = rows.assign(articles=1, silent=(rows[poles].sum(axis=1) == 0).astype(np.int64)).merge(place, on="id")
    concepts = concepts.drop(columns="digest").merge(place, on="id")
    found = {}
    for name, keys in SUMS.items():
        table, values = (concepts, ["count"]) if "concept" in name else (rows, ["articles", "silent", *counts])
        own = table[table["story"] == ""] if "bins" in name else table
        found[name] = own.groupby(keys, sort=True)[values].sum().reset_index()
    return found


def _meeting(table: pd.DataFrame, number: int) -> np.ndarray:
    """The bucket in which the rows of a story, an outlet's month or a bin meet those of other buckets of articles."""
    if "bin" in table:
        return table["bin"].to_numpy() & (number - 1)
    by = table["story"].where(table["story"] != "", table["outlet"] + " " + table["month"])
    return bucket_of(hashes(by), number)


def total(out: str, bucket: int, number: int, key: str) -> dict:
    """The sums of one bucket of sums."""

    def make() -> Made:
        files = {}
        for name, keys in SUMS.items():
            found = read_bucket(store(out), [f"work/merged/{b:04d}.{name}.arrow" for b in range(number)], bucket)
            table = found.to_pandas() if found is not None else pd.DataFrame(columns=keys)
            table = table.groupby(keys, sort=True).sum().reset_index()
            files[f"{name}.arrow"] = in_buckets(as_arrow(table), np.zeros(len(table), int), 1)
        return files, {}

    return once(out, f"work/sums/{bucket:04d}", key_of("total", key, bucket), make)


def joined(out: str, name: str, number: int) -> bytes:
    """The sums of all buckets as the bytes of one file; one bucket at a time is unpacked."""
    base, stream = store(out), io.BytesIO()
    with base.fs.open(base.path(f"work/merged/0000.{name}.arrow"), "rb") as file:
        schema = pa.ipc.open_file(file).schema
    with pq.ParquetWriter(stream, schema, compression="zstd") as whole:
        for bucket in range(number):
            table = read_bucket(base, [f"work/sums/{bucket:04d}.{name}.arrow"], 0)
            if table is not None:
                whole.write_table(table)
    return stream.getvalue()


def parquet(table: pd.DataFrame) -> bytes:
    """A table as the bytes of a Parquet file."""
    stream = io.BytesIO()
    pq.write_table(as_arrow(table), stream, compression="zstd")
    return stream.getvalue()
