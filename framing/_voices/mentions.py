"""Find forms of actors, and small words, among the few words of a speaker.

Patterns ignore case; here a form written with a capital must fit a word with a capital (Rice, not rice), and a form in
capitals only capitals (US, not us). In Russian `*` stands for a case ending. A person's form is looked for by the last
name, then by the names before it.
"""

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from .._scan.patterns import Patterns, Words
from ..words import fold

_MIDDLE = 3  # how many words may hold the given names: "George Herbert Walker Bush"


@dataclass(frozen=True)
class Form:
    """A form of the row `row` of a table; `given` are the names before a person's last name."""

    row: int
    type: str
    pattern: str
    given: tuple[re.Pattern, ...] = ()
    owner: bool = False

    @cached_property
    def plain(self) -> str:
        """The last word without an ending."""
        return fold(self.pattern.replace("*", "").split("-")[-1].split()[-1])


class Mention(NamedTuple):
    """A form found at the words `first` to `last` (not included).

    `rows` are those that it may mean (two men of one name); `how` is ``full name`` or ``surname`` for persons; `owner`
    says that it is a genitive, `plain` that it has no ending (the Russian nominative of most men).
    """

    first: int
    last: int
    type: str
    rows: tuple[int, ...]
    how: str = ""
    owner: bool = False
    plain: bool = True
    letters: int = 0


def person_forms(row: int, form: str, lang: str) -> list[Form]:
    """A person's form: the last name as pattern, the given names as conditions; in German also its genitive."""
    *before, last = form.split()
    given = tuple(_wildcard(name) for part in before for name in part.split("-"))
    made = [Form(row, "person", last, given)]
    if lang == "de" and not last.endswith(("*", "s")):
        made.append(Form(row, "person", last + "s", given, owner=True))
    return made


def _wildcard(pattern: str) -> re.Pattern:
    return re.compile(r"\w*".join(re.escape(part) for part in fold(pattern).split("*")))


class Forms:
    """Forms compiled for one language; `endings` are those that the last name of a person may take."""

    def __init__(self, forms: list[Form], longest_ending: int = 40, endings: frozenset[str] = frozenset()) -> None:
        self._forms = forms
        self._longest_ending, self._endings = longest_ending, endings
        self._patterns = Patterns(form.pattern for form in forms)
        self._shapes = [[_shape(part) for part in re.split(r"[\s-]+", form.pattern)] for form in forms]

    def find_all(self, words: Words) -> list[Mention]:
        """Every form found, overlapping ones too."""
        found = []
        for match in self._patterns.find(words):
            form = self._forms[match.pattern]
            raw = [words.text[slice(*words.spans[i])] for i in match.words]
            if form.type == "person" and not self._declined(form.pattern, words.forms[match.words[-1]]):
                continue
            if all(self._fits(*pair) for pair in zip(self._shapes[match.pattern], raw, strict=True)):
                found.append(_mention(form, match.words, match.letters, words))
        return found

    def find_best(self, words: Words) -> list[Mention]:
        """The longest forms that do not overlap, in order; persons of one name are one mention with several rows."""
        return choose_best(self.find_all(words))

    def _declined(self, pattern: str, form: str) -> bool:
        """Is what a last name has beyond its pattern the ending of a case? (Mr Hunter is no form of Mr Hunt.)"""
        if not self._endings:
            return True
        bare = fold(pattern.split("-")[-1].strip("*"))
        return not form.startswith(bare) or form[len(bare) :] in self._endings

    def _fits(self, shape: tuple[int, bool, bool, bool], word: str) -> bool:
        """Do the capitals of a word fit those of a form, and is its ending one?"""
        letters, capitals, capital, ends = shape
        if ends and len(word) - letters > self._longest_ending:
            return False
        if capitals:
            return word[:letters].isupper()
        if not capital:
            return True
        abbreviation = 1 < len(word) <= 3 and word.isupper() and letters > 1  # "UN" is not Mr Un
        return word[0].isupper() and not abbreviation


def _shape(part: str) -> tuple[int, bool, bool, bool]:
    """Of a word of a form: its letters; is it all in capitals, does it begin with one, does it take endings?"""
    bare = part.strip("*")
    return len(bare), len(bare) > 1 and bare.isupper(), part[:1].isupper(), part[-1:] == "*" and part[:1] != "*"


def choose_best(found: list[Mention]) -> list[Mention]:
    """Of all mentions the longest that do not overlap, in order; persons of one name as one."""
    same: dict[tuple, list[Mention]] = defaultdict(list)
    for m in found:
        same[m.first, m.last, m.type, m.how].append(m)
    ranked = sorted((_merge(mentions) for mentions in same.values()), key=_rank)
    taken: dict[int, Mention] = {}
    for mention in ranked:
        place = range(mention.first, mention.last)
        if not any(i in taken for i in place):
            taken |= dict.fromkeys(place, mention)
    return sorted(set(taken.values()), key=lambda m: m.first)


def _merge(mentions: list[Mention]) -> Mention:
    """Mentions of one place and type as one; only persons may be several."""
    if len(mentions) == 1:
        return mentions[0]
    best = min(mentions, key=lambda m: (-m.letters, m.rows))
    if best.type != "person":
        return best
    rows = tuple(dict.fromkeys(row for m in mentions for row in m.rows))
    plain, owner = any(m.plain for m in mentions), all(m.owner for m in mentions)
    return Mention(best.first, best.last, best.type, rows, best.how, owner, plain, best.letters)


def _rank(m: Mention) -> tuple:
    """More words first; then an office of several words ("глава МИД" before "МИД России"); then more letters."""
    length = m.last - m.first
    return (-length, not (m.type == "office" and length > 1), -m.letters, m.first, m.rows)


def _mention(form: Form, places: tuple[int, ...], letters: int, words: Words) -> Mention:
    first, last = places[0], places[-1] + 1
    raw = words.text[slice(*words.spans[last - 1])]
    owner = form.owner or raw.endswith(("'s", "’s"))
    plain = words.forms[last - 1] == form.plain
    if form.type != "person":
        return Mention(first, last, form.type, (form.row,), "", owner, plain, letters)
    begin = _given_names(form, first, words)
    how = "surname" if form.given and begin is None else "full name"
    return Mention(first if begin is None else begin, last, "person", (form.row,), how, owner, plain, letters)


def _given_names(form: Form, first: int, words: Words) -> int | None:
    """Where a given name of `form` stands before word `first`, with at most initials and middle names between."""
    for i in range(first - 1, max(first - 1 - _MIDDLE, -1), -1):
        start, end = words.spans[i]
        if words.text[end : words.spans[i + 1][0]].strip(".- ") or not words.text[start].isupper():
            return None
        form_here = words.forms[i]
        initial = len(form_here) == 1 and form.given and form.given[0].pattern.startswith(form_here)
        if initial or any(given.fullmatch(form_here) for given in form.given):
            return i
    return None
