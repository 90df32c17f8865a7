"""Say clearly what is wrong with a table or a choice."""

import difflib
import io
from collections.abc import Collection, Iterable
from pathlib import Path

import pandas as pd


def require_columns(table: pd.DataFrame, columns: Iterable[str], name: str) -> None:
    """Raise ValueError, naming the missing columns, those present, and the nearest one."""
    missing = [c for c in columns if c not in table.columns]
    if not missing:
        return
    have = [str(c) for c in table.columns]
    hints = [f"{near!r} looks like {c!r}" for c in missing if (near := nearest(c, have))]
    raise ValueError(
        f"{name} lacks the column(s) {missing}; it has {have}."
        + (f" ({'; '.join(hints)}: rename it?)" if hints else "")
    )


def require_choice(value: object, choices: Collection, name: str) -> None:
    """Raise ValueError unless `value` is one of `choices`, and list them."""
    if value in choices:
        return
    known = sorted(str(c) for c in choices)
    near = nearest(str(value), known)
    raise ValueError(
        f"{name}={value!r} is unknown; choose from {known}." + (f" Did you mean {near!r}?" if near else "")
    )


def require_texts(texts: pd.DataFrame, name: str = "texts") -> None:
    """Raise ValueError unless `texts` has ``id, lang, text`` with ids that are used once."""
    require_columns(texts, ["id", "lang", "text"], name)
    twice = texts.loc[texts["id"].duplicated(), "id"]
    if len(twice):
        raise ValueError(
            f"{name}: {len(twice)} id(s) are used twice, among them {twice.astype(str).tolist()[:5]}; "
            "each text needs an id of its own."
        )


def nearest(word: str, known: Collection[str], alike: float = 0.65) -> str | None:
    """The one entry of `known` that is clearly nearest to `word`, or None (a wrong guess is worse than none).

    `alike` is the least share of letters in common, in their order: 1 for the same word.
    """
    ratio = {k: difflib.SequenceMatcher(None, word.casefold(), k.casefold()).ratio() for k in known}
    ranked = sorted(ratio, key=lambda k: (-ratio[k], k))
    if not ranked or ratio[ranked[0]] < alike:
        return None
    clear = len(ranked) == 1 or ratio[ranked[0]] - ratio[ranked[1]] > 0.1
    return ranked[0] if clear else None


def scorable(texts: pd.DataFrame) -> pd.DataFrame:
    """`texts` without those that `clean` set aside; texts that were never cleaned all stay."""
    return texts[texts["status"] != "quarantined"] if "status" in texts.columns else texts


def read_own(path: Path, name: str) -> pd.DataFrame:
    """The table of a CSV file that somebody edits, every cell as text; commas, semicolons or tabs between the cells.

    A spreadsheet saves CSV as its country is used to: with semicolons, and in an old code page that has no Cyrillic.
    """
    if not path.is_file():
        raise ValueError(f"there is no {name} file {path}")
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ValueError(
            f"{path} is not UTF-8, so letters may be lost already; save it again as “CSV UTF-8” (that is one of the "
            "kinds of file that Excel and LibreOffice offer), from the file as it was before."
        ) from None
    delimiter = max(",;\t", key=text.split("\n", 1)[0].count)
    try:
        table = pd.read_csv(io.StringIO(text, newline=""), dtype=str, keep_default_na=False, sep=delimiter)
    except (pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        hint = f"a cell that holds {delimiter!r} stands in quotation marks"
        raise ValueError(f"{path} is no table ({error}); {hint}.") from None
    return table.map(str.strip)
