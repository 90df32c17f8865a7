"""Which words of a large word list each pattern of the lexicon catches, kept in files: a change shows what it does.

A row of ``types_<lang>.csv`` is a word form that a one-word pattern catches: ``concept, pattern, form``. What the
exclusions of the concept take out is not listed; that another pattern may win the word does not matter here.
"""

from pathlib import Path

import pandas as pd

from ..lexicon import Lexicon
from .dictionaries import versions
from .words import Words

COLUMNS = ["concept", "pattern", "form"]


def caught_types(lexicon: Lexicon, lang: str) -> pd.DataFrame:
    """A row is a form of the word list that a one-word pattern catches: ``concept, pattern, form``."""
    rows = [(e.concept, e.pattern, form) for e in Words(lexicon, lang).singles for form in e.caught]
    return pd.DataFrame(rows, columns=COLUMNS).drop_duplicates().sort_values(COLUMNS, ignore_index=True)


def write_golden(lexicon: Lexicon, folder: Path | str) -> list[Path]:
    """Write ``types_<lang>.csv`` for every language and ``word_lists.csv``, the versions of the word lists."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    tables = {f"types_{lang}.csv": caught_types(lexicon, lang) for lang in lexicon.langs}
    tables["word_lists.csv"] = pd.DataFrame(versions().items(), columns=["package", "version"])
    for name, table in tables.items():
        table.to_csv(folder / name, index=False, encoding="utf-8", lineterminator="\n")
    return [folder / name for name in tables]


def read_golden(folder: Path | str, lang: str) -> pd.DataFrame:
    """The table that `write_golden` wrote for a language."""
    return pd.read_csv(Path(folder) / f"types_{lang}.csv", dtype=str, keep_default_na=False)


def differences(stored: pd.DataFrame, now: pd.DataFrame) -> pd.DataFrame:
    """A row is a form that is newly caught or lost: ``change, concept, form``.

    Whether one pattern of the concept catches it or another does not matter.

    >>> before = pd.DataFrame({"concept": ["war"], "pattern": ["wars"], "form": ["wars"]})
    >>> after = pd.DataFrame({"concept": ["war"] * 2, "pattern": ["war*"] * 2, "form": ["wars", "ward"]})
    >>> differences(before, after).values.tolist()
    [['newly caught', 'war', 'ward']]
    """
    old, new = (set(zip(t["concept"], t["form"], strict=True)) for t in (stored, now))
    rows = [("newly caught", *row) for row in sorted(new - old)] + [("lost", *row) for row in sorted(old - new)]
    return pd.DataFrame(rows, columns=["change", "concept", "form"])
