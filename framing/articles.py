"""Read articles into one table, losing none."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pandas as pd

from ._check import nearest
from .sources import READERS

ARTICLE = ["id", "side", "outlet", "lang", "date", "title", "text"]
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
    path : a folder of text files (or, where it holds none, of tables), a `.txt`, `.csv`, `.jsonl` or `.parquet`
        file, or several of these. A text file may begin with lines `id: …`, `outlet: …` and a blank line.
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
    """The rows of one file or folder, with our names for the columns."""
    for file in _files(path):
        is_text = file.suffix.lower() == ".txt"
        count = 0
        for count, (row, place, problem) in enumerate(READERS[file.suffix.lower()](file), 1):
            if count == 1 and not problem:
                _require_text(row, columns, file)
            default_id = file.stem if is_text else f"{file.stem}-{count}"
            yield _renamed(row, columns, default_id) | {
                "origin": place,
                "notes": f"{DAMAGED}{problem}" if problem else "",
            }
        if count == 0:
            raise ValueError(f"{file.name}: the file has a header but no rows.")


def _files(path: Path) -> list[Path]:
    """The files to read: texts first; only a folder without any is searched for tables."""
    if not path.exists():
        raise ValueError(f"there is no file or folder {path}.")
    if path.is_file():
        if path.suffix.lower() not in READERS:
            raise ValueError(
                f"{path.name}: files that end in {path.suffix!r} can't be read; choose from {sorted(READERS)}."
            )
        return [path]
    found = sorted(p for p in path.rglob("*") if p.is_file() and p.suffix.lower() in READERS)
    texts = [p for p in found if p.suffix.lower() == ".txt"]
    if not found:
        raise ValueError(f"the folder {path} holds no file that ends in one of {sorted(READERS)}.")
    return texts or found


def _require_text(row: dict[str, str], columns: dict[str, str], file: Path) -> None:
    """A table without a column of texts is an error: nothing of it could be scored."""
    wanted = columns.get("text", "text")
    if wanted not in row:
        near = nearest(wanted, list(row))
        raise ValueError(
            f"{file.name} has no column {wanted!r}; it has {sorted(row)}. Name the column that holds the texts: "
            f'read_articles(..., columns={{"text": "{near or "…"}"}}).'
        )


def _renamed(row: dict[str, str], columns: dict[str, str], default_id: str) -> dict[str, str]:
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
