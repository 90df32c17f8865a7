"""Tables of articles: CSV, JSON, JSON Lines, Parquet, Excel."""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

from .limits import require_sane_zip

Cells = tuple[dict[str, str], str, str]  # cells, place in the file, what is wrong


def csv_rows(text: str) -> Iterator[Cells]:
    """A row a line; the delimiter (comma, semicolon, tab) is the one that divides the header most."""
    delimiter = max(",;\t", key=text.split("\n", 1)[0].count)
    csv.field_size_limit(2**31 - 1)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, restkey="", restval=None)
    for row in reader:
        extra, short = row.pop("", None), any(v is None for v in row.values())
        problem = f"the line has {'more' if extra else 'fewer'} cells than the header" if extra or short else ""
        yield {k: v or "" for k, v in row.items()}, f"line {reader.line_num}", problem


def jsonl_rows(text: str) -> Iterator[Cells]:
    """A row a line, each a JSON object."""
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            row, problem = _object(line)
            yield row, f"line {number}", problem


def json_rows(text: str) -> Iterator[Cells]:
    """A row an object of a JSON list, or of the first list in a JSON object."""
    try:
        whole = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"no JSON ({error})") from None
    if isinstance(whole, dict):
        whole = next((v for v in whole.values() if isinstance(v, list) and v), [whole])
    for number, row in enumerate(whole, 1):
        wrong = "" if isinstance(row, dict) else f"a JSON {type(row).__name__}, not an object"
        yield {k: as_text(v) for k, v in row.items()} if not wrong else {}, f"entry {number}", wrong


def parquet_rows(path: Path) -> Iterator[Cells]:
    """A row a row of the table."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.ParquetFile(path)
    except (pa.ArrowInvalid, OSError) as error:
        raise ValueError(f"no Parquet file ({error})") from None
    number = 0
    for batch in table.iter_batches():
        for row in batch.to_pylist():
            number += 1
            yield {k: as_text(v) for k, v in row.items()}, f"row {number}", ""


def xlsx_rows(raw: bytes) -> Iterator[Cells]:
    """A row a row of the first sheet; its first row names the columns. Values, never formulas."""
    import openpyxl

    require_sane_zip(raw)
    book = openpyxl.load_workbook(io.BytesIO(raw), read_only=True, data_only=True)
    lines = book.worksheets[0].iter_rows(values_only=True)
    header = [as_text(v).strip() for v in next(lines, ())]
    for number, line in enumerate(lines, 2):
        if any(v is not None for v in line):
            yield {k: _cell(v) for k, v in zip(header, line, strict=False) if k}, f"row {number}", ""


def as_text(value: object) -> str:
    """A cell as text: nothing for null, JSON for nested values."""
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)


def _cell(value: object) -> str:
    """A cell of a sheet as text; a date as ISO date."""
    if hasattr(value, "isoformat"):
        return value.isoformat()[:10]
    return as_text(value)


def _object(line: str) -> tuple[dict[str, str], str]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        return {}, f"no JSON ({error})"
    if not isinstance(row, dict):
        return {}, f"a JSON {type(row).__name__}, not an object"
    return {k: as_text(v) for k, v in row.items()}, ""
