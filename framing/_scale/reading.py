"""A partition as batches of raw articles: every cell text, under our names; a damaged line is a damaged article."""

import json
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

import pandas as pd

from .._sources.tables import as_text
from ..articles import ARTICLE, DAMAGED, require_text_column, under_our_names

ROWS = 256  # read at once
LETTERS = 1 << 21  # of text that go through the chain at once


def batches(url: str, columns: Mapping[str, str], sides: Mapping[str, str], only: tuple = ()) -> Iterator[pd.DataFrame]:
    """The articles of a file, some two megabytes at a time; with `only`, these columns alone."""
    rows, letters = [], 0
    for number, (cells, problem) in enumerate(_rows(url, columns, only), 1):
        name = PurePosixPath(url)
        if number == 1 and not problem and not only:
            require_text_column(cells, dict(columns), name)
        row = under_our_names(cells, dict(columns), f"{name.name.split('.')[0]}-{number}")
        row["side"] = sides.get(row["side"], row["side"])
        rows.append(row | {"notes": f"{DAMAGED}{problem}" if problem else ""})
        letters += len(row["text"]) + 200
        if letters > LETTERS:
            yield _table(rows)
            rows, letters = [], 0
    if rows:
        yield _table(rows)


def _table(rows: list[dict[str, str]]) -> pd.DataFrame:
    return pd.DataFrame(rows, dtype=object).fillna("").astype("str")


def _rows(url: str, columns: Mapping[str, str], only: tuple) -> Iterator[tuple[dict[str, str], str]]:
    """The cells of each row, and what is wrong with it."""
    import fsspec

    if url.lower().endswith(".parquet"):
        import pyarrow.parquet as pq

        with fsspec.open(url, "rb") as handle, pq.ParquetFile(handle, pre_buffer=False) as file:
            wanted = [columns.get(c, c) for c in only]
            names = [c for c in file.schema_arrow.names if c in wanted] if only else None
            for batch in file.iter_batches(batch_size=ROWS * (100 if only else 1), columns=names):
                for row in batch.to_pylist():
                    yield {k: as_text(v) for k, v in row.items()}, ""
    else:
        with fsspec.open(url, "rb", compression="infer") as file:
            for line in file:
                if line.strip():
                    yield _object(line)


def _object(line: bytes) -> tuple[dict[str, str], str]:
    """A line of JSON."""
    try:
        row = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        return {}, f"no JSON in UTF-8 ({error})"
    if not isinstance(row, dict):
        return {}, f"a JSON {type(row).__name__}, not an object"
    return {k: as_text(v) for k, v in row.items()}, ""


def article_columns(table: pd.DataFrame) -> list[str]:
    """The columns of articles that are kept beside their text, ours first."""
    own = [c for c in ARTICLE if c != "text"]
    return own + sorted(c for c in table.columns if c not in (*ARTICLE, "notes", "status", "story"))
