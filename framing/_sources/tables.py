"""Tables of articles: CSV, JSON, JSON Lines, Parquet, Excel."""

import csv
import io
import json
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from .limits import require_sane, require_sane_zip

Cells = tuple[dict[str, str], str, str]  # cells, place in the file, what is wrong
_SHEET, _CELLS = 1 << 20, 1_000  # rows that Excel can have; cells of a row that a table of articles can have
_ROWS, _AT_ONCE = 256, 64 << 20  # rows of a Parquet file, and bytes of their texts, that are unpacked at once


def csv_rows(lines: Iterator[str]) -> Iterator[Cells]:
    """A row a line; the delimiter (comma, semicolon, tab) is the one that divides the header most.

    A row of several lines whose quotation marks do not fit is damaged: it may hold other rows.
    """
    first = next(lines)
    delimiter = max(",;\t", key=first.count)
    csv.field_size_limit(2**31 - 1)
    lines = _Kept(chain([first], lines))
    reader = csv.reader(lines, delimiter=delimiter)
    header = _apart(next(reader, []))
    while True:
        first = reader.line_num + 1
        lines.kept.clear()
        row = next(reader, None)
        if row is None:
            return
        if not row:
            continue
        problem = ""
        if len(row) != len(header):
            problem = f"the line has {'more' if len(row) > len(header) else 'fewer'} cells than the header"
        if len(lines.kept) > 1 and not _fits("".join(lines.kept), delimiter):
            problem = f"a quotation mark opens or ends in the wrong place; the lines from {first} on were read as one"
        cells = dict(zip(header, row, strict=False))
        yield dict.fromkeys(header, "") | cells, f"line {reader.line_num}", problem


def _apart(header: list[str]) -> list[str]:
    """Names of columns, none of them empty or used twice."""
    names: dict[str, None] = {}
    for number, name in enumerate(header, 1):
        own = name
        while not own or own in names:
            own, number = f"{name or 'column'}_{number}", number + 1
        names[own] = None
    return list(names)


class _Kept:
    """Lines, of which those of the present row are kept."""

    def __init__(self, lines: Iterator[str]) -> None:
        self.lines, self.kept = lines, []

    def __iter__(self) -> Iterator[str]:
        for line in self.lines:
            self.kept.append(line)
            yield line


def _fits(row: str, delimiter: str) -> bool:
    """Is this one row, each of its quotation marks in its place?"""
    try:
        return len(list(csv.reader(io.StringIO(row, newline=""), delimiter=delimiter, strict=True))) == 1
    except csv.Error:
        return False


def jsonl_rows(lines: Iterator[str]) -> Iterator[Cells]:
    """A row a line, each a JSON object."""
    for number, line in enumerate(lines, 1):
        if line.strip():
            row, problem = _object(line)
            yield row, f"line {number}", problem


def json_rows(lines: Iterator[str]) -> Iterator[Cells]:
    """A row an object of a JSON list, or of the first list in a JSON object."""
    try:
        whole = json.loads("".join(lines))
    except (ValueError, RecursionError) as error:
        raise ValueError(f"no JSON ({error})") from None
    if isinstance(whole, dict):
        whole = next((v for v in whole.values() if isinstance(v, list) and v), [whole])
    for number, row in enumerate(whole, 1):
        wrong = "" if isinstance(row, dict) else f"a JSON {type(row).__name__}, not an object"
        yield {k: as_text(v) for k, v in row.items()} if not wrong else {}, f"entry {number}", wrong


def parquet_rows(path: Path) -> Iterator[Cells]:
    """A row a row of the table.

    A dictionary may name one long text a million times: texts are counted before they are unpacked.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        schema = pq.read_schema(path)
        letters = [f.name for f in schema if pa.types.is_string(f.type) or pa.types.is_binary(f.type)]
        table = pq.ParquetFile(path, read_dictionary=letters, pre_buffer=False, buffer_size=1 << 20)
    except (pa.ArrowInvalid, OSError) as error:
        raise ValueError(f"no Parquet file ({error})") from None
    number, total, packed = 0, 0, path.stat().st_size
    require_sane(sum(table.metadata.row_group(n).total_byte_size for n in range(table.num_row_groups)), packed)
    for batch in table.iter_batches(batch_size=_ROWS):
        size = sum(_letters(column) for column in batch.columns)
        total += size
        require_sane(total, packed)
        step = len(batch) if size < _AT_ONCE else 1
        for begin in range(0, len(batch), step):
            for row in batch.slice(begin, step).to_pylist():
                number += 1
                yield {k: as_text(v) for k, v in row.items()}, f"row {number}", ""


def _letters(column: "pa.Array") -> int:  # noqa: F821
    """Bytes of the texts of a column, unpacked."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if not pa.types.is_dictionary(column.type):
        return 0
    return pc.sum(pc.binary_length(column.dictionary).take(column.indices)).as_py() or 0


def xlsx_rows(raw: bytes) -> Iterator[Cells]:
    """A row a row of the first sheet; its first row names the columns. Values, never formulas."""
    import openpyxl

    require_sane_zip(raw)
    try:
        book = openpyxl.load_workbook(io.BytesIO(raw), read_only=True, data_only=True)
    except Exception as error:  # of many kinds, and without a word that helps
        raise ValueError(f"no sound Excel file ({type(error).__name__}); open it in Excel and save it anew") from None
    if not book.worksheets:
        raise ValueError("the file holds charts and no sheet of cells")
    book.worksheets[0].reset_dimensions()  # a file may say of two rows that they are a billion cells
    lines = book.worksheets[0].iter_rows(values_only=True)
    header = _apart([as_text(v).strip() for v in next(lines, ())])
    for number, line in enumerate(lines, 2):
        if number > _SHEET or len(line) > _CELLS:
            raise ValueError(f"row {number} is no row of a table ({_SHEET:,} rows of {_CELLS:,} cells are the most)")
        if any(v is not None for v in line):
            cells = zip(header, line, strict=False)
            problem = "cells without a name in the first row" if any(v is not None for v in line[len(header) :]) else ""
            yield dict.fromkeys(header, "") | {k: _cell(v) for k, v in cells}, f"row {number}", problem


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
