"""Files into rows of articles. What a file is, is told by its content, not by its name.

A damaged row is yielded, not dropped: what came in can then be counted against what was scored.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from ._cleaning.letters import decode, encoding, lines_of
from ._sources import documents, limits, pages, press, tables

TABLES = {"csv", "jsonl", "json", "parquet", "xlsx"}
NAMES = {".txt", ".csv", ".tsv", ".json", ".jsonl", ".ndjson", ".parquet", ".xlsx", ".html", ".htm", ".xml",
         ".rss", ".atom", ".warc", ".docx", ".doc", ".rtf", ".pdf", ".zip", ".gz", ".bz2", ".xz"}  # fmt: skip
_HEAD = 1 << 13
_MAGIC = {b"%PDF": "pdf", b"{\\rtf": "rtf", b"PAR1": "parquet", b"WARC/": "warc", b"\xd0\xcf\x11\xe0": "doc"}
_PLAIN = {".csv": "csv", ".tsv": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "json"}
_NOT_PLAIN = {".parquet", ".xlsx", ".docx", ".pdf", ".zip", ".warc"}
_LINKS_ONLY = {"Media Cloud": {"media_name", "publish_date", "url"}, "GDELT": {"seendate", "domain", "url"}}
_OBJECT = re.compile(r'\{\s{0,9}"[^"\n]{1,200}"\s{0,9}:')  # an article may begin with a brace, but not so
_COLUMN = re.compile(r"(?:[\w()#/-]{1,30}(?:[ .:][\w()#/-]{1,30}){0,5})?")
_HEADER_LINE = re.compile(r"([a-z_]{1,30}):[ \t]*(.*)")
_ARTICLE_FIELDS = {"id", "outlet", "side", "lang", "date", "title", "url"}
_DEBATE = re.compile(r"([A-Z]{2,4})_(\d{2})_(\d{4})")  # a speech of the UN General Debate: USA_77_2022


class Row(NamedTuple):
    """An article as its source has it: cells, where it stands, what is wrong (or nothing), what is worth a note."""

    cells: dict[str, str]
    place: str
    problem: str = ""
    note: str = ""


def kind_of(path: Path) -> str:
    """What a file is: a table, `text`, `html`, `feed`, `warc`, `docx`, `rtf`, `pdf`, `zip`, or `` for none of these."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    how = limits.packing(head)
    if how is not None:
        try:
            with how(path) as file:
                head = file.read(_HEAD)
        except (OSError, EOFError, ValueError):
            return ""
        if limits.packing(head):
            return ""  # packed twice
        path = path.with_suffix("")
    return _kind(head, path)


def _kind(head: bytes, path: Path) -> str:
    for magic, kind in _MAGIC.items():
        if head.startswith(magic):
            return kind
    if head.startswith(b"PK\x03\x04"):
        return _kind_of_zip(head, path)
    text, codec, _ = decode(head)
    if not codec:
        return "text"  # its reader says what is wrong with its letters
    if text.count("\x00") > 0.01 * len(text):  # a few are an accident of a text
        return ""
    start = text.lstrip("\ufeff \t\r\n")
    low = start[:2000].lower()
    if low.startswith("<"):
        if "<rss" in low or "<feed" in low or "<rdf:rdf" in low:
            return "feed"
        if "<html" in low or low.startswith(("<!doctype html", "<head", "<body")):
            return "html"
    if _OBJECT.match(start) and path.suffix.lower() != ".json":
        return "jsonl"
    first = start.split("\n", 1)[0].lower().strip()
    header = [cell.strip('" ') for cell in re.split(r"[,;\t]", first)]
    if len(header) > 1 and {"text", "url"} & set(header) and all(map(_COLUMN.fullmatch, header)):
        return "csv"
    return "" if path.suffix.lower() in _NOT_PLAIN else _PLAIN.get(path.suffix.lower(), "text")


def _kind_of_zip(head: bytes, path: Path) -> str:
    for sign, kind in ((b"word/", "docx"), (b"xl/", "xlsx")):
        if sign in head:
            return kind
    return {".docx": "docx", ".xlsx": "xlsx"}.get(path.suffix.lower(), "zip")


def read_rows(path: Path) -> Iterator[Row]:
    """A row an article of one file.

    Raises ValueError where nothing of the file can be read: what it is, and what would be right.
    """
    kind = kind_of(path)
    try:
        yield from _read(path, kind)
    except ModuleNotFoundError as error:
        raise ValueError(
            f"{path.name}: reading {kind} needs the package {error.name!r}: `pip install framing[sources]`."
        ) from None
    except ValueError as error:
        raise ValueError(f"{path.name}: {error}".rstrip(".") + ".") from None
    except Exception as error:  # whatever a parser makes of a damaged file: it is this file's fault, not the corpus'
        raise ValueError(f"{path.name}: it can't be read ({type(error).__name__}: {error}).") from None


def _read(path: Path, kind: str) -> Iterator[Row]:
    if kind == "parquet":
        for cells, place, problem in tables.parquet_rows(path):
            yield Row(cells, f"{path.name}, {place}", problem)
    elif kind == "warc":
        with path.open("rb") as stream:
            for number, (cells, problem) in enumerate(pages.warc_rows(stream, path.stat().st_size), 1):
                yield Row(cells, f"{path.name}, page {number}", problem)
    elif kind == "zip":
        for name, raw in limits.members(limits.read_bytes(path)):
            yield from _read_member(name, raw, path.name)
    else:
        limit = limits.TOTAL if kind in TABLES else limits.MEMBER
        yield from _read_bytes(limits.read_bytes(path, limit), kind, path)


def _read_member(name: str, raw: bytes, archive: str) -> Iterator[Row]:
    """The rows of a file in an archive. An archive inside an archive is not opened."""
    label = Path(name.replace("\\", "/").rsplit("/", 1)[-1] or "unnamed")
    if label.name.startswith(".") or name.startswith("__MACOSX"):
        return
    kind = _kind(raw[:_HEAD], label)
    place = f"{archive}, {name}"
    if kind in ("", "zip", "warc", "parquet") or limits.packing(raw[:8]):
        yield Row({}, place, f"a file of the kind {kind or 'unknown'} inside an archive; unpack it first")
        return
    try:
        for row in _read_bytes(raw, kind, label):
            yield row._replace(place=place + row.place.removeprefix(label.name))
    except ValueError as error:
        yield Row({}, place, str(error))


def _read_bytes(raw: bytes, kind: str, path: Path) -> Iterator[Row]:
    if kind in ("", "doc"):
        what = "an old Word file: save it as .docx" if kind else "no kind of file that can be read"
        raise ValueError(f"{what} (text, CSV, Excel, JSON, Parquet, HTML, WARC, RSS, DOCX, RTF, PDF)")
    if kind == "html":
        yield _named(Row(pages.page_row(raw), path.name), path)
    elif kind == "xlsx":
        for cells, place, problem in tables.xlsx_rows(raw):
            yield Row(cells, f"{path.name}, {place}", problem)
    elif kind == "feed":
        for number, cells in enumerate(pages.feed_rows(raw), 1):
            yield Row(cells, f"{path.name}, entry {number}")
    elif kind in ("docx", "rtf", "pdf"):
        text, cells = getattr(documents, f"{kind}_text")(raw)
        yield from _read_document(text, cells, path, "")
    else:
        yield from _read_plain(raw, kind, path)


def _read_plain(raw: bytes, kind: str, path: Path) -> Iterator[Row]:
    """Text, CSV, JSON: bytes in any encoding."""
    codec, problem = encoding(raw)
    note = problem or ("" if codec.startswith("utf") else f"read as {codec}")
    if kind == "text":
        yield from _read_document("".join(_lines(raw, codec)), {}, path, note, "" if codec else problem)
        return
    if not any(line.strip() for line in _lines(raw, codec)):
        raise ValueError("the file is empty; a table needs a header line and rows")
    if not codec:
        raise ValueError(problem)
    for cells, place, wrong in getattr(tables, f"{kind}_rows")(_lines(raw, codec)):
        _require_texts(cells)
        yield Row(cells, f"{path.name}, {place}", wrong, note)


def _lines(raw: bytes, codec: str) -> Iterator[str]:
    """The lines of a file, without the mark at its beginning."""
    lines = lines_of(raw, codec)
    yield next(lines, "").lstrip("\ufeff")
    yield from lines


def _read_document(text: str, cells: dict[str, str], path: Path, note: str, problem: str = "") -> Iterator[Row]:
    """One article: `name: value` lines, a blank line, the text; or the text alone. Or an export of a press database."""
    export = press.nexis_rows if press.is_nexis(text) else press.factiva_rows if press.is_factiva(text) else None
    if export:
        for number, (got, wrong) in enumerate(export(text), 1):
            yield Row(got, f"{path.name}, article {number}", wrong, note)
        return
    head, _, body = text.partition("\n\n")
    lines = [_HEADER_LINE.fullmatch(line.strip()) for line in head.split("\n")]
    row = cells | {"text": text}
    if all(lines) and _ARTICLE_FIELDS.intersection(m[1] for m in lines):
        row = cells | {m[1]: m[2].strip() for m in lines} | {"text": body}
    yield _named(Row(row, path.name, problem, note), path)


def _named(row: Row, path: Path) -> Row:
    """The row with the id that its file's name gives; a speech of the UN General Debate also has country and year."""
    speech = _DEBATE.fullmatch(path.stem)
    more = {"id": path.stem}
    if speech:
        more |= {"outlet": "UN General Debate", "side": speech[1], "date": speech[3], "lang": "en"}
    return row._replace(cells=more | {k: v for k, v in row.cells.items() if v or k not in more})


def _require_texts(cells: dict[str, str]) -> None:
    """A list of links is no table of articles; say what would make one of it."""
    for name, columns in _LINKS_ONLY.items():
        if columns <= set(cells) and "text" not in cells:
            raise ValueError(
                f"a list of links from {name}, without texts; fetch them with `python -m framing collect FILE`"
            )
