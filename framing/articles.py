"""Read articles into one table, losing none."""

import warnings
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pandas as pd

from ._check import nearest
from .sources import NAMES, TABLES, kind_of, read_rows

ARTICLE = ["id", "side", "outlet", "lang", "date", "title", "text"]
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
    rows = [row for p in paths for row in _rows(Path(p), dict(columns or {}))]
    if not rows:
        raise ValueError(f"there are no articles in {[str(p) for p in paths]}.")
    articles = pd.DataFrame(rows, dtype=object).fillna("").astype(str)
    if sides:
        articles["side"] = articles["side"].map(lambda s: sides.get(s, s))
    others = [c for c in articles.columns if c not in (*ARTICLE, "origin", "notes")]
    return _name_apart(articles)[[*ARTICLE, *others, "origin", "notes"]]


def _rows(path: Path, columns: dict[str, str]) -> Iterator[dict]:
    """The rows of one file or folder, with our names for the columns.

    In a folder, a file that can't be read is a damaged row; by itself, or where nothing else is left, it is an error.
    """
    files = _files(path)
    errors, good = [], False
    for file in files:
        try:
            for row in _file_rows(file, columns):
                good = True
                yield row
        except ValueError as error:
            errors.append(error)
            if len(files) > 1:
                about = dict.fromkeys(ARTICLE, "") | {"id": file.stem, "origin": file.name}
                yield about | {"notes": f"{DAMAGED}{str(error).removeprefix(f'{file.name}: ')}"}
    if errors and not good:
        raise errors[0]


def _file_rows(file: Path, columns: dict[str, str]) -> Iterator[dict]:
    """The rows of a file."""
    count = 0
    for count, row in enumerate(read_rows(file), 1):
        if count == 1 and not row.problem:
            require_text_column(row.cells, columns, file)
        notes = [f"{DAMAGED}{row.problem}"] if row.problem else []
        notes += [row.note] if row.note and row.note != row.problem else []
        cells = under_our_names(dict(row.cells), columns, f"{file.stem}-{count}")
        yield cells | {"origin": row.place, "notes": "; ".join(notes)}
    if count == 0:
        raise ValueError(f"{file.name}: the file has a header but no rows.")


def _files(path: Path) -> list[Path]:
    """The files to read: documents first; only a folder without any is searched for tables."""
    if not path.exists():
        raise ValueError(f"there is no file or folder {path}.")
    if path.is_file():
        return [path]
    if not path.is_dir():
        raise ValueError(f"{path} is neither a file nor a folder.")
    found = sorted(p for p in path.rglob("*") if p.is_file() and not p.name.startswith("."))
    named = [p for p in found if p.suffix.lower() in NAMES]
    other = [p.name for p in found if p not in set(named) and p.suffix.lower() not in NOT_ARTICLES]
    if other:
        warnings.warn(
            f"{path.name}: {len(other)} file(s) of other kinds were passed over, among them {other[:3]}.", stacklevel=5
        )
    documents = [p for p in named if kind_of(p) not in TABLES]
    if not named:
        raise ValueError(f"the folder {path} holds no file that ends in one of {sorted(NAMES)}.")
    return documents or named


def require_text_column(row: dict[str, str], columns: dict[str, str], file: Path) -> None:
    """A table without a column of texts is an error: nothing of it could be scored."""
    wanted = columns.get("text", "text")
    if wanted not in row:
        near = nearest(wanted, list(row))
        raise ValueError(
            f"{file.name} has no column {wanted!r}; it has {sorted(row)}. Name the column that holds the texts: "
            f'read_articles(..., columns={{"text": "{near or "…"}"}}).'
        )


def under_our_names(row: dict[str, str], columns: dict[str, str], default_id: str) -> dict[str, str]:
    """One row under our names. A column of the file that already bears one of them, but was not chosen, becomes
    `<name>_`."""
    given = {ours: row.pop(theirs, "") for ours, theirs in columns.items()}
    taken = {*given, "origin", "notes"}
    rest = {(f"{k}_" if k in taken else k): v for k, v in row.items()}
    full = dict.fromkeys(ARTICLE, "") | rest | given
    return full | {"id": full["id"].strip() or default_id}


def _name_apart(articles: pd.DataFrame) -> pd.DataFrame:
    """Give the second article of an id an id of its own, and say so: no row may hide another."""
    number = articles.groupby("id").cumcount()
    again = number > 0
    note = "the id is used twice; this one was renamed"
    return articles.assign(
        id=articles["id"].where(~again, articles["id"] + "~" + (number + 1).astype(str)),
        notes=articles["notes"].where(~again, articles["notes"].map(lambda n: f"{n}; {note}" if n else note)),
    )
