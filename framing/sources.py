"""One reader a file format. Each yields ``(row, place, problem)``: a dict, where it stands, and what is wrong, if
anything.

A damaged row is yielded, not dropped: what came in can then be counted against what was scored.
"""

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

Row = tuple[dict[str, str], str, str]

_HEADER_LINE = re.compile(r"([a-z_]{1,30}):[ \t]*(.*)")
_ARTICLE_FIELDS = {"id", "outlet", "side", "lang", "date", "title", "url"}


def read_text(path: Path) -> Iterator[Row]:
    """One article: `name: value` lines, a blank line, the text; or the text alone."""
    text, problem = _decode(path)
    head, _, body = text.partition("\n\n")
    lines = [_HEADER_LINE.fullmatch(line.strip()) for line in head.split("\n")]
    row = {"text": text}
    if all(lines) and _ARTICLE_FIELDS.intersection(m[1] for m in lines):
        row = {m[1]: m[2].strip() for m in lines} | {"text": body}
    yield row, path.name, problem


def read_csv(path: Path) -> Iterator[Row]:
    """A row a line; the delimiter (comma, semicolon, tab) is the one that divides the header most."""
    text = _whole(path, "a table needs a header line and rows")
    delimiter = max(",;\t", key=text.split("\n", 1)[0].count)
    csv.field_size_limit(2**31 - 1)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, restkey="", restval=None)
    for row in reader:
        extra, short = row.pop("", None), any(v is None for v in row.values())
        problem = f"the line has {'more' if extra else 'fewer'} cells than the header" if extra or short else ""
        yield {k: v or "" for k, v in row.items()}, f"{path.name}, line {reader.line_num}", problem


def read_jsonl(path: Path) -> Iterator[Row]:
    """A row a line, each a JSON object."""
    for number, line in enumerate(_whole(path, "JSON Lines needs one object a line").split("\n"), 1):
        if not line.strip():
            continue
        row, problem = {}, ""
        try:
            row = json.loads(line)
        except ValueError as error:
            problem = f"no JSON ({error})"
        if not isinstance(row, dict):
            row, problem = {}, f"a JSON {type(row).__name__}, not an object"
        yield {k: _as_text(v) for k, v in row.items()}, f"{path.name}, line {number}", problem


def read_parquet(path: Path) -> Iterator[Row]:
    """A row a row of the table."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.ParquetFile(path)
    except pa.ArrowInvalid as error:
        raise ValueError(f"{path.name}: no Parquet file ({error}).") from None
    number = 0
    for batch in table.iter_batches():
        for row in batch.to_pylist():
            number += 1
            yield {k: _as_text(v) for k, v in row.items()}, f"{path.name}, row {number}", ""


READERS = {".txt": read_text, ".csv": read_csv, ".jsonl": read_jsonl, ".parquet": read_parquet}


def _whole(path: Path, needs: str) -> str:
    """The text of a table's file; an unreadable or empty one is an error, since it has no rows to mark."""
    text, problem = _decode(path)
    if not text.strip():
        problem = f"the file is empty; {needs}"
    if problem:
        raise ValueError(f"{path.name}: {problem}.")
    return text


def _decode(path: Path) -> tuple[str, str]:
    """The text of a UTF-8 file with plain line ends, and what is wrong with it, if anything."""
    raw = path.read_bytes()
    try:
        text, problem = raw.decode("utf-8-sig"), ""
    except UnicodeDecodeError as error:
        text = raw.decode("utf-8", errors="replace")
        problem = f"not UTF-8 (byte {error.start} is {raw[error.start]:#04x}); save the file as UTF-8"
    return text.replace("\r\n", "\n").replace("\r", "\n"), problem


def _as_text(value: object) -> str:
    """A cell as text: nothing for null, JSON for nested values."""
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
