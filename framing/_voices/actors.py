"""Who may speak, for which side, since when: the table of actors, the shipped one and the study's own.

`actors.csv` names persons, offices, institutions, states. In a form `*` stands for any letters (in Russian for a case
ending of up to three); a form written with a capital fits only words with a capital, one in capitals only capitals (EU,
МИД*). A person's last name is found alone too, unless `guard` is ``name``.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from pathlib import Path

import pandas as pd

from .._check import read_own, require_choice, require_columns
from .._dates import read_date
from .._scan.patterns import Patterns
from ..words import LANGS, Remembered
from .mentions import Form, Forms, person_forms

TYPES = ("person", "office", "institution", "metonym", "demonym", "agency")
SIDES = ("US", "Russia", "Ukraine", "Europe", "other")
COLUMNS = ["actor", "type", "side", "of", "role", "from", "to", "gender", "guard", "en", "de", "ru", "note"]
_GUARDS = ("", "name", "inferred", "several")
_TELLING = 3  # letters: "J*" is no given name
_OUTLET = re.compile(r"[^\W_]{2,}(?:[ -][^\W_]{2,}){1,6}")
_ENDING = {"ru": 3}  # letters of a Russian case ending: «Пенсу», but not «Пенсильвания»


@dataclass(frozen=True)
class Actors:
    """The actors as a table (a row is an actor, or a person in one office), ready to be looked for in words.

    The first `own` rows are the study's.
    """

    table: pd.DataFrame
    own: int = 0

    @cached_property
    def rows(self) -> list[dict[str, str]]:
        return self.table.to_dict("records")

    @cached_property
    def forms(self) -> dict[str, Forms]:
        """The forms of each language, compiled."""
        return {lang: Forms(self._lists[lang], _ENDING.get(lang, 40), _case_endings(lang)) for lang in LANGS}

    @cached_property
    def _lists(self) -> dict[str, list[Form]]:
        """The forms of each language."""
        return {lang: _forms_of(self.rows, lang) for lang in LANGS}

    @cached_property
    def periods(self) -> dict[str, list[dict[str, str]]]:
        """The rows of each person, by name."""
        found = defaultdict(list)
        for row in self.rows:
            if row["type"] == "person":
                found[row["actor"]].append(row)
        return dict(found)

    @cached_property
    def _holders(self) -> dict[tuple[str, str], list[int]]:
        """The rows of those who held each office, by role and state or institution."""
        found = defaultdict(list)
        for number, row in enumerate(self.rows):
            if row["type"] == "person":
                found[row["role"], row["of"]].append(number)
        return dict(found)

    @cached_property
    def _shared(self) -> set[str]:
        """The offices that several hold at once, such as ambassador."""
        return {row["role"] for row in self.rows if row["type"] == "office" and row["guard"] == "several"}

    def side_of(self, person: str, date: str = "") -> str:
        """The side a person speaks for: of the office held at `date`, or the last before; undated, of the first row."""
        rows = self.periods[person]
        if date:
            held = [r for r in rows if _held(r, date)]
            before = sorted((r for r in rows if r["from"] <= date), key=lambda r: r["from"])
            rows = held or before[-1:] or rows
        return rows[0]["side"]

    def side_of_house(self, actor: str) -> str:
        """The side of a state or an institution."""
        return next(row["side"] for row in self.rows if row["actor"] == actor and row["type"] != "person")

    @cached_property
    def of_study(self) -> frozenset[str]:
        """The persons of the study's own table."""
        return frozenset(row["actor"] for row in self.rows[: self.own] if row["type"] == "person")

    def with_outlets(self, outlets: Iterable[tuple[str, str]]) -> "Actors":
        """These actors and the outlets of a study (name and side): they speak like news agencies.

        Only names of two words and more, since "Focus" and "Time" are words as well.
        """
        known = {row["actor"] for row in self.rows}
        sides = {str(name): self.side_of_country(str(side)) for name, side in dict.fromkeys(outlets)}
        rows = [
            dict.fromkeys(COLUMNS, "") | dict.fromkeys(("actor", *LANGS), name) | {"type": "agency", "side": side}
            for name, side in sorted(sides.items())
            if side and name not in known and _OUTLET.fullmatch(name)
        ]
        return Actors(pd.concat([self.table, pd.DataFrame(rows)], ignore_index=True), self.own) if rows else self

    def side_of_country(self, name: str) -> str:
        """The side of a country by its name, which may be a side's; nothing where it is not known."""
        return name if name in SIDES else self._countries.get(name, "")

    @cached_property
    def _countries(self) -> dict[str, str]:
        """The side of each state."""
        return {row["actor"]: row["side"] for row in self.rows if row["type"] == "metonym"}

    def with_given_name(self, word: str, lang: str) -> frozenset[str]:
        """The persons whose first given name a word is."""
        return frozenset(self.rows[form.row]["actor"] for form in self._namesakes[word, lang])

    def sides_of_given_name(self, word: str, lang: str) -> frozenset[str]:
        """The sides of those whose first given name a word is."""
        telling = [f for f in self._namesakes[word, lang] if len(f.given[0].pattern.replace(r"\w*", "")) >= _TELLING]
        return frozenset(self.rows[form.row]["side"] for form in telling)

    @cached_property
    def _namesakes(self) -> Remembered:
        """The forms of persons with a first given name, by this and the language."""
        return Remembered(self._find_namesakes)

    def _find_namesakes(self, name: tuple[str, str]) -> list[Form]:
        word, lang = name
        likely = [*self._people[lang, word[:1]], *self._people[lang, "\\"]]
        return [form for form in likely if form.given[0].fullmatch(word)]

    @cached_property
    def _people(self) -> dict[tuple[str, str], list[Form]]:
        """The forms of persons with a given name, by language and its first letter ("\\\\" where this may be any)."""
        found = defaultdict(list)
        for lang in LANGS:
            for form in self._lists[lang]:
                if form.type == "person" and form.given:
                    found[lang, form.given[0].pattern[:1]].append(form)
        return found

    def holders(self, role: str, of: Iterable[str], date: str = "") -> list[str]:
        """Who held an office at `date`, or ever where the date is not known; nobody where several hold it at once."""
        if role in self._shared:
            return []
        rows = [n for state in sorted(of) for n in self._holders.get((role, state), ())]
        held = [n for n in rows if not date or _held(self.rows[n], date)]
        held = [n for n in held if n < self.own] or held
        return list(dict.fromkeys(self.rows[n]["actor"] for n in held))


def read_actors(path: str | Path | None = None) -> Actors:
    """The actors that come with the package; with `path` also the study's own, which win where the two differ.

    Parameters
    ----------
    path
        A CSV file with the columns ``actor, type, side`` and one or more of ``en, de, ru``; also ``of`` (the state or
        institution of an office), ``role``, ``from``, ``to`` (ISO dates), ``gender`` (m or f), ``guard`` (``name``:
        the last name alone is not enough; ``inferred``: the form names a side only where nothing else does;
        ``several``: an office that many hold at once), ``note``.
        Forms are separated by ``;``. A person who held several offices has a row for each; the forms stand once.

    Returns
    -------
    `Actors`: ``.table`` has all these columns, a row an actor or a person in one office.

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
    own = _read(Path(path), str(path))
    mine = set(zip(own["actor"], own["type"], strict=True))
    names = {name for row in own.to_dict("records") for name in _last_names(row)}
    shipped = shipped[[pair not in mine for pair in zip(shipped["actor"], shipped["type"], strict=True)]].copy()
    shipped.loc[[bool(_last_names(row) & names) for row in shipped.to_dict("records")], "guard"] = "name"
    return Actors(pd.concat([own, shipped], ignore_index=True), len(own))


def _last_names(row: dict[str, str]) -> set[str]:
    """The last names of a person, without wildcards."""
    forms = [form.split() for column in LANGS for form in row[column].split(";")]
    return {words[-1].strip("*").casefold() for words in forms if words and row["type"] == "person"}


def _read(path: object, name: str) -> pd.DataFrame:
    """One file of actors, checked."""
    table = read_own(path, "actors")
    table.columns = table.columns.str.strip()
    require_columns(table, ["actor", "type", "side"], name)
    if not {"en", "de", "ru"} & set(table.columns):
        raise ValueError(f"{name} has no forms; it needs one or more of the columns ['en', 'de', 'ru'].")
    table = table.reindex(columns=COLUMNS, fill_value="").apply(lambda column: column.str.strip())
    named = set(table.loc[table[["en", "de", "ru"]].ne("").any(axis=1), "actor"])
    for line, row in enumerate(table.to_dict("records"), 2):
        _check_row(row, named, f"{name}, line {line}")
    return table


def _check_row(row: dict[str, str], named: set[str], where: str) -> None:
    """ValueError that says which line of which file is wrong, and how."""
    if not row["actor"]:
        raise ValueError(
            f"{where}: the column 'actor' is empty; give a short name, the same in every row of one actor."
        )
    if row["actor"] not in named:
        raise ValueError(f"{where}: {row['actor']!r} has no form in en, de or ru by which it could be found.")
    require_choice(row["type"], TYPES, f"{where}: type")
    if row["type"] != "office" or row["side"]:
        require_choice(row["side"], SIDES, f"{where}: side")
    require_choice(row["gender"], ("", "m", "f"), f"{where}: gender")
    require_choice(row["guard"], _GUARDS, f"{where}: guard")
    for column in ("from", "to"):
        if row[column] and read_date(row[column]) != (row[column], ""):
            raise ValueError(f"{where}: {column}={row[column]!r} is no ISO date; write 2014, 2014-03 or 2014-03-18.")
    for column in LANGS:
        try:
            Patterns(form.pattern for form in _split(0, row["type"], row[column], column))
        except ValueError as error:
            raise ValueError(f"{where}: {column}: {error}") from None
    if row["to"] and row["to"] < row["from"]:
        raise ValueError(f"{where}: {row['actor']!r} ends ({row['to']}) before it begins ({row['from']}).")


def _held(row: dict[str, str], date: str) -> bool:
    """Did the period of a row touch a date? Both may be as coarse as a year."""
    begin, end = row["from"], row["to"]
    begun = not begin or begin[: len(date)] <= date[: len(begin)]
    return begun and (not end or date[: len(end)] <= end[: len(date)])


def _forms_of(rows: list[dict[str, str]], lang: str) -> list[Form]:
    """The forms of one language. German takes English names of persons, institutions and agencies as well."""
    found = []
    for number, row in enumerate(rows):
        shared = row["type"] == "person" or (row["type"] in ("institution", "agency") and not row["guard"])
        columns = {
            "en": ("en", "de") if row["type"] == "person" else ("en",),
            "de": ("de", "en") if shared else ("de",),
        }
        cells = dict.fromkeys(row[column] for column in columns.get(lang, (lang,)))
        found += [form for cell in cells for form in _split(number, row["type"], cell, lang)]
    return found


def _case_endings(lang: str) -> frozenset[str]:
    """The endings of cases, in the language whose names take them."""
    if lang not in _ENDING:
        return frozenset()
    table = pd.read_csv(files("framing") / "speaker_words.csv", dtype=str, keep_default_na=False)
    cells = table.loc[table["kind"] == "ending", lang]
    return frozenset({"", *(ending.strip() for cell in cells for ending in cell.split(";"))})


def _split(number: int, kind: str, cell: str, lang: str) -> list[Form]:
    """The forms of one cell of the table."""
    forms = [form.strip() for form in cell.split(";") if form.strip()]
    if kind == "person":
        return [made for form in forms for made in person_forms(number, form, lang)]
    return [Form(number, kind, form) for form in forms]
