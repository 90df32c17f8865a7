"""Read articles into one table, losing none."""

import warnings
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path

import pandas as pd

from ._check import nearest
from .sources import NAMES, TABLES, kind_of, read_rows

ARTICLE = ["id", "side", "outlet", "lang", "date", "title", "text"]
TOGETHER = 1_000  # rows that are Python's own at one time; as such they take several times the memory
COLUMNS = 1_000  # of one file; a table of more is no table of articles, and would take all memory
_SQUARE = {"csv", "xlsx", "parquet"}  # tables in which each row has every column
_DOCUMENTS = {".txt", ".html", ".htm", ".docx", ".rtf", ".pdf"}
NOT_ARTICLES = {".toml", ".md", ".py", ".ipynb"}  # what may lie beside articles
DAMAGED = "damaged: "  # a note that begins so means that the row could not be read as it should


def read_articles(
    path: Path | str | Sequence[Path | str],
    *,
    columns: Mapping[str, str] | None = None,
    sides: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """A row is an article: ``id, side, outlet, lang, date, title, text``, what else the source had, ``origin,
    notes``.

    Parameters
    ----------
    path : a file, a folder of documents (or, where it holds none, of tables), or several of these. What a file is,
        is told by its content: text, CSV, Excel, JSON, JSON Lines, Parquet; with the extra `sources` also saved web
        pages, web archives (WARC), RSS and Atom, DOCX, RTF, PDF, exports of Nexis Uni and Factiva; packed ones
        (gzip, bzip2, xz, zip) too. A text file may begin with lines `id: …`, `outlet: …` and a blank line.
    columns : our name -> the name in the file: ``{"lang": "language", "outlet": "source"}``.
    sides : the file's value -> ours: ``{"USA": "US", "RUS": "Russia"}``.

    Every cell is text, an absent one empty; nothing is guessed. `origin` tells file and line of each row. A damaged
    row stays in the table, and `notes` tells what is wrong with it: `clean` will set it aside.
    """
    paths = [path] if isinstance(path, (str, Path)) else list(path)
    articles = _table(row for p in paths for row in _rows(Path(p), dict(columns or {})))
    if articles.empty:
        raise ValueError(f"there are no articles in {[str(p) for p in paths]}.")
    if sides:
        articles["side"] = articles["side"].map(lambda s: sides.get(s, s))
    others = [c for c in articles.columns if c not in (*ARTICLE, "origin", "notes")]
    return _name_apart(articles)[[*ARTICLE, *others, "origin", "notes"]]


def _table(rows: Iterator[dict]) -> pd.DataFrame:
    """The rows as a table of texts."""
    blocks, names = [pd.DataFrame()], set()
    while block := list(islice(rows, TOGETHER)):
        names.update(*block)
        require_few_columns(names, "all files together")
        blocks.append(pd.DataFrame(block, dtype=object).fillna("").astype("str"))
    return pd.concat(blocks, ignore_index=True).fillna("").astype("str")


def _rows(path: Path, columns: dict[str, str]) -> Iterator[dict]:
    """The rows of one file or folder, with our names for the columns.

    In a folder, a file that can't be read is a damaged row; by itself, or where nothing else is left, it is an error.
    What can't be read of a file's end is a damaged row in any case.
    """
    files = _files(path, columns)
    errors, good = [], False
    for file in files:
        count = 0
        try:
            if path.is_dir():
                _require_inside(file, path)
            for row in _file_rows(file, columns):
                count, good = count + 1, True
                yield row
        except ValueError as error:
            errors.append(error)
            if len(files) > 1 or count:
                problem = str(error).removeprefix(f"{file.name}: ")
                rest = f"nothing can be read after the row before this one: {problem}" if count else problem
                about = {"id": f"{file.stem}-{count + 1}" if count else file.stem}
                yield under_our_names(about, {}, "") | {"origin": sound(file.name), "notes": f"{DAMAGED}{sound(rest)}"}
    if errors and not good:
        raise errors[0]


def _require_inside(file: Path, folder: Path) -> None:
    """A link among articles that leads elsewhere is not followed: a stranger's folder could publish what is private."""
    if not file.is_file():
        raise ValueError(f"{file.name}: no plain file, or a link to nothing; put the file itself here.")
    if not file.resolve().is_relative_to(folder.resolve()):
        raise ValueError(f"{file.name}: a link to a file outside of the folder; put the file itself here.")


def _file_rows(file: Path, columns: dict[str, str]) -> Iterator[dict]:
    """The rows of a file."""
    count, seen, kind = 0, set(), kind_of(file)
    for count, row in enumerate(read_rows(file), 1):
        if not seen.issuperset(row.cells):
            seen.update(row.cells)
            require_few_columns(seen, file.name)
        if count == 1 and kind not in TABLES:  # a text has our names, whatever the tables beside it call them
            columns = {ours: theirs for ours, theirs in columns.items() if theirs in row.cells}
        if count == 1 and not row.problem:
            require_text_column(row.cells, columns, file)
            if kind in _SQUARE:
                _require_named(row.cells, columns, file)
        notes = [f"{DAMAGED}{row.problem}"] if row.problem else []
        notes += [row.note] if row.note and row.note != row.problem else []
        cells = under_our_names(dict(row.cells), columns, f"{file.stem}-{count}")
        yield cells | {"origin": sound(row.place), "notes": sound("; ".join(notes))}
    if count == 0:
        raise ValueError(f"{file.name}: the file has a header but no rows.")


def _files(path: Path, columns: dict[str, str]) -> list[Path]:
    """The files to read: documents first; only a folder without any is searched for tables."""
    if not path.exists():
        raise ValueError(f"there is no file or folder {path}.")
    if path.is_file():
        return [path]
    if not path.is_dir():
        raise ValueError(f"{path} is neither a file nor a folder.")
    found = sorted(p for p in path.rglob("*") if not p.name.startswith(".") and not _is_folder(p))
    named = [p for p in found if p.suffix.lower() in NAMES]
    other = [p.name for p in found if p not in set(named) and p.suffix.lower() not in NOT_ARTICLES]
    if other:
        warnings.warn(
            f"{path.name}: {len(other)} file(s) of other kinds were passed over, among them {other[:3]}.", stacklevel=5
        )
    # what is named as a document and looks like a table is read as one, or else it would be gone without a word
    documents = [p for p in named if p.suffix.lower() in _DOCUMENTS or not p.is_file() or kind_of(p) not in TABLES]
    if not named:
        raise ValueError(f"the folder {path} holds no file that ends in one of {sorted(NAMES)}.")
    if documents:
        _require_no_articles(named, documents, columns)
    return documents or named


def _require_no_articles(named: list[Path], documents: list[Path], columns: dict[str, str]) -> None:
    """Raise ValueError where a table beside documents holds articles: they would be gone without a word.

    One whose first row bears the id of a document is about the documents.
    """
    wanted, known = columns.get("text", "text"), {p.stem for p in documents}
    for file in sorted(set(named) - set(documents)):
        try:
            first = next(iter(read_rows(file)), None)
        except ValueError:
            continue
        if first is not None and wanted in first.cells and first.cells.get(columns.get("id", "id")) not in known:
            raise ValueError(
                f"{file.name} holds articles (it has a column {wanted!r}), and there are documents beside it: put "
                "these into a folder of their own, and name two sources (in a plan: [[sources]] twice)."
            )


def _is_folder(path: Path) -> bool:
    """Is this a folder whose files are found? A link to a folder is not followed, and told as passed over."""
    try:
        return path.is_dir() and not path.is_symlink()
    except OSError:  # a link to itself
        return False


def require_few_columns(columns: Collection[str], name: str) -> None:
    """Raise ValueError for more columns than a table of articles has."""
    if len(columns) > COLUMNS:
        raise ValueError(
            f"{name}: {len(columns):,} columns; {COLUMNS:,} is the most. Keep those of the articles: text, id, date, …"
        )


def require_text_column(row: dict[str, str], columns: dict[str, str], file: Path) -> None:
    """A table without a column of texts is an error: nothing of it could be scored."""
    wanted = columns.get("text", "text")
    if wanted not in row:
        near = nearest(wanted, list(row)) or "…"
        raise ValueError(
            f"{file.name} has no column {wanted!r}; it has {sorted(row)}. Name the column that holds the texts: "
            f'columns = {{ text = "{near}" }} in study.toml, columns={{"text": "{near}"}} in Python, '
            f"--columns text={near} on the command line."
        )


def _require_named(row: dict[str, str], columns: dict[str, str], file: Path) -> None:
    """A column that was named and is not there is an error: a slip of the pen would leave it empty in silence."""
    for ours, theirs in columns.items():
        if theirs not in row:
            near = nearest(theirs, list(row))
            raise ValueError(
                f"{file.name} has no column {theirs!r}, which was named for {ours!r}; it has {sorted(row)}."
                + (f" Did you mean {near!r}?" if near else "")
            )


def under_our_names(row: dict[str, str], columns: dict[str, str], default_id: str) -> dict[str, str]:
    """One row under our names. A column of the file that already bears one of them, but was not chosen, becomes
    `<name>_`."""
    given = {ours: row.pop(theirs, "") for ours, theirs in columns.items()}
    taken = {*given, "origin", "notes"}
    rest = {}
    for name, value in row.items():
        own = name
        while own in taken or (own != name and own in row):
            own += "_"
        rest[own] = value
    full = dict.fromkeys(ARTICLE, "") | {sound(k): sound(v) for k, v in (rest | given).items()}
    return full | {"id": full["id"].strip() or sound(default_id)}


def sound(text: str) -> str:
    """The text with its halves of letters (lone surrogates) joined, or marked as lost: no file can hold them.

    >>> sound("a\\ud83d\\ude00b\\udfff")
    'a😀b\ufffd'
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def _name_apart(articles: pd.DataFrame) -> pd.DataFrame:
    """Give the second article of an id an id of its own, and say so: no row may hide another."""
    again = articles["id"].duplicated()
    if not again.any():
        return articles
    taken, ids, last = set(articles["id"]), articles["id"].tolist(), {}
    for place in again.to_numpy().nonzero()[0]:
        given = ids[place]
        number = last.get(given, 1) + 1
        while f"{given}~{number}" in taken:
            number += 1
        last[given] = number
        ids[place] = f"{given}~{number}"
        taken.add(ids[place])
    note = "the id is used twice; this one was renamed"
    notes = articles["notes"].where(~again, articles["notes"].map(lambda n: f"{n}; {note}" if n else note))
    return articles.assign(id=pd.Series(ids, articles.index, dtype="str"), notes=notes)
