"""Coding sheets: sentences to be read by people who don't know where they come from, and what they answered.

A sheet is coded in a spreadsheet (`write_sheet`, `read_sheet`) or by keys in JupyterLab (`code`); both write the same
file. docs/coding.md is the codebook for coders.
"""

from pathlib import Path

import anywidget
import numpy as np
import pandas as pd
import traitlets

from ._check import require_columns
from ._reliability.sheets import COLUMNS, KEYS, load, save

_FOLDER = Path(__file__).parent / "_reliability"


def write_sheet(sheet: pd.DataFrame, path: str | Path) -> None:
    """Write a sheet of `draw_sample` as a CSV file for a spreadsheet; a row is a sentence to be coded.

    Coders type 1, 2, 3, 4 or 0 into the column `code`, as its heading says. Text that a spreadsheet would run as a
    formula gets an apostrophe before it. A file that holds codes already is never overwritten.

    >>> import tempfile
    >>> codes = pd.Categorical([None], ["confrontation", "dialogue", "both", "neither", "unsure"])
    >>> sheet = pd.DataFrame({"item": ["s1"], "lang": "en", "text": ["=They met."], "code": codes, "note": ""})
    >>> path = Path(tempfile.mkdtemp()) / "anna.csv"
    >>> write_sheet(sheet, path)
    >>> path.read_text(encoding="utf-8-sig").splitlines()[1]
    "s1,en,'=They met.,,"
    """
    _require_sheet(sheet)
    if Path(path).exists() and (held := int(load(path)["code"].notna().sum())):
        raise ValueError(f"{path} holds {held} codes already; write the sheet to another file.")
    save(sheet, path)


def read_sheet(path: str | Path, *, coder: str | None = None) -> pd.DataFrame:
    """A row is a sentence that one coder answered: ``item, lang, coder, code, note``.

    `coder` is the file's name without its ending unless given. `code` is one of the two poles, `both`, `neither` or
    `unsure`; rows without a code are left out. A damaged sheet is refused, naming row and column. Put the sheets of
    several coders into one table with ``pd.concat([...], ignore_index=True)``.
    """
    table = load(path)
    table.insert(2, "coder", str(coder or Path(path).stem))
    return table[table["code"].notna()].drop(columns="text").reset_index(drop=True)


def code(sheet: pd.DataFrame | str | Path, path: str | Path) -> "CodingWidget":
    """Code a sheet by keys in JupyterLab: 1, 2, 3, 4 or 0 answers, backspace goes back. No mouse is needed.

    `sheet` is a sheet of `draw_sample`, or the file that `write_sheet` made of it. Every answer is saved to `path`
    before the next sentence is shown; run the cell again to go on where you stopped. `path` is a file of the same
    kind: read it with `read_sheet`, or go on in a spreadsheet.
    """
    if isinstance(sheet, str | Path):
        sheet = load(sheet)
    _require_sheet(sheet)
    sheet = sheet[COLUMNS].reset_index(drop=True)
    if Path(path).exists():
        old = load(path)
        if sorted(old["item"]) != sorted(sheet["item"]) or list(old["code"].cat.categories) != list(
            sheet["code"].cat.categories
        ):
            raise ValueError(
                f"{path} holds another sheet ({len(old)} items, {sum(old['item'].isin(sheet['item']))} of them in this "
                f"one of {len(sheet)}); give the file that was begun with this sheet, or a new name."
            )
        old = old.set_index("item").loc[sheet["item"]].reset_index()
        sheet = sheet.assign(code=old["code"], note=old["note"])
    return CodingWidget(sheet, path)


class CodingWidget(anywidget.AnyWidget):
    """The coding of one sheet, as JupyterLab shows it; made by `code`. Its script comes from here, not from a network.

    anywidget, because ipywidgets have no widget that hears keys, and JupyterLab would take them for its own.
    """

    _esm = _FOLDER / "coder.js"
    _css = _FOLDER / "coder.css"
    state = traitlets.Dict().tag(sync=True)

    def __init__(self, sheet: pd.DataFrame, path: str | Path) -> None:
        super().__init__()
        self._sheet, self._path = sheet, Path(path)
        missing = np.flatnonzero(sheet["code"].isna())
        self._at = int(missing[0]) if len(missing) else len(sheet)
        self.on_msg(lambda _, content, buffers: self.press(content.get("key"), content.get("item")))
        self._show()

    def __repr__(self) -> str:
        """What stands where no widget is shown: on a code host's page, or in a printed notebook."""
        coded, total = int(self._sheet["code"].notna().sum()), len(self._sheet)
        return f"{coded} of {total} coded in {self._path.name}; run this cell in JupyterLab to go on by keys"

    @property
    def item(self) -> str:
        """The item shown; empty after the last one."""
        return str(self._sheet.at[self._at, "item"]) if self._at < len(self._sheet) else ""

    def press(self, key: str, item: str) -> None:
        """Do what a key means, if it was meant for the item that is shown."""
        if item != self.item or key not in (*KEYS, "Backspace"):
            return
        message = ""
        if key == "Backspace":
            self._at = max(self._at - 1, 0)
        elif self.item:
            before = self._sheet
            answered = before["code"].copy()
            answered[self._at] = before["code"].cat.categories[KEYS.index(key)]
            try:
                save(before.assign(code=answered), self._path)
                self._sheet = before.assign(code=answered)
                self._at += 1
            except OSError as error:
                message = f"Not saved: {error.strerror or error}. The answer was not taken."
        self._show(message)

    def _show(self, message: str = "") -> None:
        """Send what is to be seen."""
        total, coded = len(self._sheet), int(self._sheet["code"].notna().sum())
        row = self._sheet.iloc[self._at] if self._at < total else None
        given = "" if row is None or pd.isna(row["code"]) else str(row["code"])
        if row is None:
            end = f"That was the last one; {coded} of {total} are coded and saved. Backspace goes back."
        keys = [list(pair) for pair in zip(KEYS, self._sheet["code"].cat.categories, strict=True)]
        self.state = {
            "item": self.item, "lang": "en" if row is None else str(row["lang"]),
            "text": end if row is None else str(row["text"]),
            "given": given, "message": message, "keys": keys, "coded": coded, "total": total, "file": self._path.name,
        }  # fmt: skip


def _require_sheet(sheet: pd.DataFrame) -> None:
    require_columns(sheet, COLUMNS, "sheet")
    codes = sheet["code"].dtype
    if not isinstance(codes, pd.CategoricalDtype) or len(codes.categories) != len(KEYS):
        raise ValueError(
            "sheet has lost its answers: `code` should be the categorical column that draw_sample made, with the two "
            "poles, both, neither and unsure as its categories. Draw the sample again with the same seed."
        )
    twice = sheet.loc[sheet["item"].duplicated(), "item"].tolist()
    if twice:
        raise ValueError(f"sheet: the item(s) {twice[:5]} stand there twice; each needs a row of its own.")
