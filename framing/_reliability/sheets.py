"""Coding sheets as CSV files: written so that a spreadsheet runs nothing in them, read so that no damage passes."""

import csv
import io
import os
import re
from pathlib import Path

import pandas as pd

KEYS = ("1", "2", "3", "4", "0")  # what a coder types, in the order of `labels`
COLUMNS = ["item", "lang", "text", "code", "note"]
_HEADING = re.compile(r"code \(1 ([^,]{1,60}), 2 ([^,]{1,60}), 3 both, 4 neither, 0 unsure\)")
_FORMULA = re.compile(r"\s*[=+\-@\t\r＝＋－＠]")  # what a spreadsheet takes for the beginning of a formula
_SHOWN = 5  # damaged cells in one message


def labels(poles: tuple[str, str] | list[str]) -> list[str]:
    """The five answers, in the order of KEYS.

    >>> labels(("threat", "trust"))
    ['threat', 'trust', 'both', 'neither', 'unsure']
    """
    return [*poles, "both", "neither", "unsure"]


def heading(poles: tuple[str, str] | list[str]) -> str:
    """The heading of the column of codes: it tells coders what to type, and carries the poles with the file.

    >>> heading(("threat", "trust"))
    'code (1 threat, 2 trust, 3 both, 4 neither, 0 unsure)'
    """
    return "code (" + ", ".join(f"{k} {name}" for k, name in zip(KEYS, labels(poles), strict=True)) + ")"


def save(sheet: pd.DataFrame, path: str | Path) -> None:
    """Put the sheet in place as a whole, or not at all: an interrupted save leaves the file as it was."""
    names = list(sheet["code"].cat.categories)
    keys = dict(zip(names, KEYS, strict=True))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([*COLUMNS[:3], heading(names[:2]), "note"])
    for row in sheet[COLUMNS].astype(object).itertuples(index=False):
        code = "" if pd.isna(row.code) else keys[row.code]
        writer.writerow([row.item, _plain(row.lang), _plain(row.text), code, _plain(row.note)])
    path = Path(path)
    part = path.with_name(path.name + ".part")
    try:
        # the byte order mark makes a spreadsheet read the file as UTF-8
        with part.open("w", encoding="utf-8-sig", newline="") as file:
            file.write(out.getvalue())
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


def load(path: str | Path) -> pd.DataFrame:
    """A row is an item of a sheet: ``item, lang, text, code, note``, codes as labels, missing where not coded."""
    path = Path(path)
    name, rows = path.name, _cells(path)
    if not rows:
        raise ValueError(f"{name} is empty; a sheet begins with the row {COLUMNS}.")
    columns, poles = _heading_row(name, rows[0])
    known = dict(zip(KEYS, labels(poles), strict=True))
    wrong, found = [], {column: [] for column in COLUMNS}
    first_row: dict[str, int] = {}
    for number, cells in enumerate(rows[1:], 2):
        if not any(c.strip() for c in cells):
            continue
        if len(cells) > len(rows[0]) and any(c.strip() for c in cells[len(rows[0]) :]):
            wrong.append(
                f"row {number} has {len(cells)} cells where the heading has {len(rows[0])}: a text lost its quotes"
            )
            continue
        row = {c: cells[at].strip() if at < len(cells) else "" for c, at in columns.items()}
        if not row["item"]:
            wrong.append(f"row {number}, column item: it is empty; each row keeps the item it was written with")
        elif row["item"] in first_row:
            wrong.append(f"row {number}, column item: {row['item']!r} stands in row {first_row[row['item']]} already")
        if row["code"] and row["code"] not in known:
            wrong.append(f"row {number}, column code: {row['code']!r}")
        first_row.setdefault(row["item"], number)
        for column in COLUMNS:
            found[column].append(_unguarded(row.get(column, "")))
    if wrong:
        more = f"; and {len(wrong) - _SHOWN} more" if len(wrong) > _SHOWN else ""
        raise ValueError(
            f"{name}: {'; '.join(wrong[:_SHOWN])}{more}. A code is "
            + ", ".join(f"{key} ({label})" for key, label in known.items())
            + ", or empty where nobody has coded yet."
        )
    table = pd.DataFrame(found).astype("str")
    codes = pd.Categorical([known.get(c) for c in found["code"]], categories=list(known.values()))
    return table.assign(code=codes)


def _plain(cell: object) -> str:
    """The words of a cell; an apostrophe keeps a spreadsheet from running them."""
    words = "" if pd.isna(cell) else str(cell)
    return "'" + words if _FORMULA.match(words) else words


def _unguarded(cell: str) -> str:
    """The words of a cell without the apostrophe that `_plain` put there."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell[1:]) else cell


def _cells(path: Path) -> list[list[str]]:
    """The cells of a CSV file, whichever separator and encoding the spreadsheet chose."""
    data = path.read_bytes()
    if data[:2] == b"PK":
        raise ValueError(f"{path.name} is a workbook; save it from the spreadsheet as CSV (UTF-8).")
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text = data.decode("utf-16", errors="replace")
    else:
        # items and codes are ASCII: in an encoding of the machine's own they are read all the same
        text = data.decode("utf-8-sig", errors="replace")
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True))
    except csv.Error as error:
        raise ValueError(
            f"{path.name} cannot be read as CSV ({error}): a quotation mark is open or misplaced."
        ) from None


def _separator(text: str) -> str:
    """The separator under which the heading has a cell of its own for the items; a comma where none has."""
    first = text.split("\n", 1)[0].replace('"', "").rstrip("\r")
    return next((s for s in ",;\t" if "item" in [cell.strip() for cell in first.split(s)]), ",")


def _heading_row(name: str, cells: list[str]) -> tuple[dict[str, int], tuple[str, str]]:
    """Where each column stands, and the poles that the heading of the codes names."""
    columns = {c.strip(): at for at, c in reversed(list(enumerate(cells)))}
    coded = next((c for c in columns if _HEADING.fullmatch(c)), None)
    if "item" not in columns or coded is None:
        raise ValueError(
            f"{name}, row 1: the headings are {[c.strip() for c in cells]}; 'item' and "
            f"{heading(('confrontation', 'dialogue'))!r} should be among them, as write_sheet wrote them."
        )
    return columns | {"code": columns[coded]}, _HEADING.fullmatch(coded).groups()
