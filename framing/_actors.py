"""Who may speak, for which side, since when: the tables behind `voices.py`, and finding their forms in a few words.

`actors.csv` names persons, offices, institutions, states. In a form `*` stands for any letters; a form written with a
capital fits only words with a capital, one in capitals only capitals (EU, МИД*). A person's last name is found alone
too, unless `guard` is ``name``. `speaker_words.csv` holds the small words: pronouns, prepositions, "former", "deputy".
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files
from pathlib import Path

import pandas as pd

from ._check import require_choice, require_columns
from ._dates import read_date
from ._patterns import Patterns, Words
from .words import LANGS, fold

TYPES = ("person", "office", "institution", "metonym", "demonym", "agency")
SIDES = ("US", "Russia", "Ukraine", "Europe", "other")
COLUMNS = ["actor", "type", "side", "of", "role", "from", "to", "gender", "guard", "en", "de", "ru", "note"]
_LONGEST = 40  # letters of a word that can be a name


@dataclass(frozen=True)
class Form:
    """A form of an actor, or a small word; `given` are the names before a person's last name."""

    row: int
    type: str
    pattern: str
    given: tuple[re.Pattern, ...] = ()
    owner: bool = False  # a German genitive: "Putins"


@dataclass(frozen=True)
class Mention:
    """A form found in words `first` to `last` (not included): of which rows, and how (``full name``, ``surname``)."""

    first: int
    last: int
    type: str
    rows: tuple[int, ...]
    how: str = ""
    owner: bool = False
    bare: bool = False  # the form without an ending: in Russian the nominative


@dataclass(frozen=True)
class Actors:
    """The actors as a table (a row is a form's owner in one office: `COLUMNS`), ready to be looked for in texts."""

    table: pd.DataFrame

    @cached_property
    def rows(self) -> list[dict]:
        return self.table.to_dict("records")

    @cached_property
    def periods(self) -> dict[str, list[int]]:
        """The rows of each person, by name."""
        found = defaultdict(list)
        for n, row in enumerate(self.rows):
            if row["type"] == "person":
                found[row["actor"]].append(n)
        return dict(found)

    @cached_property
    def holders(self) -> dict[tuple[str, str], list[int]]:
        """The rows of those who held an office, by role and state or institution."""
        found = defaultdict(list)
        for n, row in enumerate(self.rows):
            if row["type"] == "person" and row["role"] and row["of"]:
                found[row["role"], row["of"]].append(n)
        return dict(found)

    @cached_property
    def forms(self) -> dict[str, "Forms"]:
        return {lang: Forms(_forms_of(self.rows, lang)) for lang in LANGS}

    def side_of(self, actor: str, date: str) -> str:
        """The side a person speaks for at `date`; where the date is not known, that of the first row."""
        rows = [self.rows[n] for n in self.periods[actor]]
        if date:
            held = [r for r in rows if _overlap(r, date)] or [r for r in rows if r["from"] and r["from"] <= date][-1:]
            rows = held or rows
        return rows[0]["side"]

    def holder(self, role: str, of: Iterable[str], date: str) -> list[str]:
        """Who held an office at `date`, or ever where the date is not known."""
        rows = [self.rows[n] for state in sorted(of) for n in self.holders.get((role, state), ())]
        return list(dict.fromkeys(r["actor"] for r in rows if not date or _overlap(r, date)))


def read_actors(path: str | Path | None = None) -> Actors:
    """The actors that come with the package; with `path` also the study's own, which win where the two differ.

    Parameters
    ----------
    path
        A CSV file with the columns ``actor, type, side`` and one or more of ``en, de, ru``; also ``of`` (the state or
        institution of an office), ``role``, ``from``, ``to`` (ISO dates), ``gender`` (m or f), ``guard`` (``name``:
        the last name alone is not enough; ``inferred``: the word names a side only where nothing else does), ``note``.
        Forms are separated by ``;``. A person who held several offices has a row for each; the forms stand once.

    Raises
    ------
    ValueError
        with file and line, where a column is missing, a type or side is unknown, or a date cannot be read.

    >>> actors = read_actors()
    >>> actors.table.loc[actors.table["actor"] == "Kremlin", ["type", "side", "ru"]].values.tolist()
    [['institution', 'Russia', 'Кремл*']]
    """
    shipped = _read(files("framing") / "actors.csv", "actors.csv")
    if path is None:
        return Actors(shipped)
    own = _read(path, str(path))
    rest = shipped[~shipped["actor"].isin(own.loc[own["type"] == "person", "actor"])]
    return Actors(pd.concat([own, rest], ignore_index=True))


def _read(path: object, name: str) -> pd.DataFrame:
    """One file of actors, checked."""
    with path.open(encoding="utf-8-sig") if hasattr(path, "open") else open(path, encoding="utf-8-sig") as file:
        table = pd.read_csv(file, dtype=str, keep_default_na=False)
    table.columns = table.columns.str.strip()
    require_columns(table, ["actor", "type", "side"], name)
    if not {"en", "de", "ru"} & set(table.columns):
        raise ValueError(f"{name} has no column of forms; it needs one or more of ['en', 'de', 'ru'].")
    table = table.reindex(columns=COLUMNS, fill_value="").apply(lambda column: column.str.strip())
    for line, row in enumerate(table.to_dict("records"), 2):
        _check_row(row, f"{name}, line {line}")
    return table


def _check_row(row: dict, where: str) -> None:
    if not row["actor"]:
        raise ValueError(f"{where}: the actor has no name.")
    require_choice(row["type"], TYPES, f"{where}: type")
    if row["type"] != "office" or row["side"]:
        require_choice(row["side"], SIDES, f"{where}: side")
    require_choice(row["gender"], ("", "m", "f"), f"{where}: gender")
    require_choice(row["guard"], ("", "name", "inferred"), f"{where}: guard")
    for column in ("from", "to"):
        iso, wrong = read_date(row[column]) if row[column] else ("", "")
        if wrong or iso != row[column]:
            raise ValueError(f"{where}: {column}={row[column]!r} is no ISO date; write 2014, 2014-03 or 2014-03-18.")
    if row["from"] and row["to"] and row["to"] < row["from"]:
        raise ValueError(f"{where}: the office ends ({row['to']}) before it begins ({row['from']}).")


def _overlap(row: dict, date: str) -> bool:
    """Was the office held at a date, which may be as coarse as a year?"""
    n = len(date)
    return (not row["from"] or row["from"][:n] <= date) and (not row["to"] or row["to"][:n] >= date[: len(row["to"])])


# --- finding forms ---------------------------------------------------------------------------------------------


def _forms_of(rows: list[dict], lang: str) -> list[Form]:
    """The forms that hold in one language: names of persons, institutions, agencies are shared by Latin script."""
    found = []
    for n, row in enumerate(rows):
        shared = {"person": ("en", "de"), "agency": ("en", "de"), "institution": ("de", "en")[: 2 - bool(row["guard"])]}
        latin = shared.get(row["type"], (lang,)) if lang == "de" or row["type"] == "person" else (lang,)
        cells = dict.fromkeys(row[c] for c in (latin if lang != "ru" else ("ru",)))
        for form in dict.fromkeys(f.strip() for cell in cells for f in cell.split(";")):
            if form:
                found += _person(n, form, lang) if row["type"] == "person" else [Form(n, row["type"], form)]
    return found


def _person(row: int, form: str, lang: str) -> list[Form]:
    """A person's form: the last name, with the names before it as conditions."""
    *given, last = form.split()
    before = tuple(wildcard(part) for name in given for part in name.split("-") if part[0].isupper() or part[0] == "*")
    made = [Form(row, "person", last, before)]
    if lang == "de" and not last.endswith(("*", "s")):
        made.append(Form(row, "person", last + "s", before, owner=True))
    return made


def wildcard(pattern: str) -> re.Pattern:
    """A word with `*` for any letters, as a regular expression over folded words."""
    return re.compile(r"\w*".join(re.escape(part) for part in fold(pattern).split("*")))


class Forms:
    """Forms compiled for one language; `find` gives the longest that do not overlap."""

    def __init__(self, forms: list[Form]) -> None:
        self._forms = forms
        self._patterns = Patterns(form.pattern for form in forms)
        self._cases = [[_case(w) for w in re.split(r"[\s-]+", form.pattern)] for form in forms]

    def find(self, words: Words, guarded: set[int]) -> list[Mention]:
        """Every actor named, in order; `guarded` are rows of persons whose last name alone is not enough."""
        found = []
        for match in self._patterns.find(words):
            form = self._forms[match.pattern]
            raw = [words.text[slice(*words.spans[i])] for i in match.words]
            if all(fits(w) for fits, w in zip(self._cases[match.pattern], raw, strict=True)):
                found.append((form, match))
        mentions = [_mention(form, match, words) for form, match in found]
        ranked = sorted(
            zip(mentions, found, strict=True),
            key=lambda p: (p[0].first - p[0].last, p[0].type != "office", -p[1][1].letters, p[0].first, p[0].rows),
        )
        taken: dict[int, Mention] = {}
        for mention, _ in ranked:
            place = range(mention.first, mention.last)
            if not any(i in taken for i in place):
                taken |= dict.fromkeys(place, mention)
            elif mention.type == "person" and (other := taken[mention.first]).type == "person":
                if (other.first, other.last, other.how) == (mention.first, mention.last, mention.how):
                    both = Mention(*place_of(other), "person", other.rows + mention.rows, other.how, other.owner, other.bare)
                    taken |= dict.fromkeys(place, both)
        return sorted({m.first: m for m in taken.values()}.values(), key=lambda m: m.first)
