"""Find patterns of words in a text: wildcards, phrases, gaps.

A pattern is one or more words. `*` stands for any letters, `...` for up to GAP other words of the same clause.
A hyphen divides words, in patterns as in texts. Each distinct word form is looked up once and then remembered.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from ..words import WORD, fold

REMEMBERED = 1 << 18  # word forms; then they are forgotten, so that memory stays bounded
GAP = 12  # German brackets are wide: "lehnte kurz vor dem Start der Gespräche jedes Entgegenkommen ab"
CLAUSE_END = re.compile(r"[,;:.!?…—–()\[\]«»„“”\"\n]")
_PART = re.compile(r"\.\.\.|[^\s-]+")


class Match(NamedTuple):
    """A pattern found: its words (positions in the text's word list), its length, and which pattern it is."""

    words: tuple[int, ...]
    letters: int
    pattern: int

    @property
    def rank(self) -> tuple:
        """Longest first: most words, then most letters; then the earlier place and the earlier pattern."""
        return (-len(self.words), -self.letters, self.words[0], self.pattern)


@dataclass
class Words:
    """The words of one text: folded forms, places, and in which clause each stands."""

    text: str
    forms: list[str] = field(init=False)
    spans: list[tuple[int, int]] = field(init=False)

    def __post_init__(self) -> None:
        self.spans = [m.span() for m in WORD.finditer(self.text)]
        self.forms = [fold(self.text[a:b]) for a, b in self.spans]

    @cached_property
    def clauses(self) -> list[int]:
        """The number of the clause that each word stands in: punctuation divides, an apostrophe or hyphen does
        not."""
        numbers, clause, at = [], 0, 0
        for start, end in self.spans:
            if CLAUSE_END.search(self.text, at, start):
                clause += 1
            numbers.append(clause)
            at = end
        return numbers


class Patterns:
    """A compiled list of patterns; `find` gives every match, overlapping ones too.

    sequences : a pattern's parts. letters : how many letters each pattern has. number : the number of each part.
    """

    def __init__(self, patterns: Iterable[str]) -> None:
        self.sequences = [_parts(p) for p in patterns]
        parts = sorted({part for parts in self.sequences for part in parts if part != "..."})
        self.number = {part: n for n, part in enumerate(parts)}
        self.letters = [sum(len(p.replace("*", "")) for p in s if p != "...") for s in self.sequences]
        self._starting = defaultdict(list)
        for n, sequence in enumerate(self.sequences):
            self._starting[self.number[sequence[0]]].append(n)
        self._exact, self._stems, self._others = _sort_parts(parts)
        # one look for all of them: few words hold any of these
        pieces = {max(part.split("*"), key=len) for part, _ in self._others}
        self._inside = re.compile("|".join(map(re.escape, sorted(pieces))) or "(?!)")
        self._seen: dict[str, frozenset[int]] = {}

    def parts_of(self, form: str) -> frozenset[int]:
        """Which parts of patterns a word form fits; each form is decided once."""
        known = self._seen.get(form)
        if known is None:
            fits = {self.number[p] for p in self._exact.get(form, ())}
            for length, stems in self._stems.items():
                fits.update(self.number[p] for p in stems.get(form[:length], ()))
            if self._inside.search(form):
                fits.update(self.number[p] for p, fit in self._others if fit(form))
            if len(self._seen) >= REMEMBERED:
                self._seen.clear()
            known = self._seen[form] = frozenset(fits)
        return known

    def find(self, words: Words) -> list[Match]:
        """Every place where a pattern fits, in the order of the text."""
        found = []
        for at, form in enumerate(words.forms):
            for part in sorted(self.parts_of(form)):
                for n in self._starting.get(part, ()):
                    places = self._follow(words, self.sequences[n], at)
                    if places:
                        found.append(Match(places, self.letters[n], n))
        return found

    def _follow(self, words: Words, sequence: tuple[str, ...], at: int) -> tuple[int, ...] | None:
        """The places of the whole sequence that begins at word `at`, or None."""
        places, wide = [at], False
        for part in sequence[1:]:
            if part == "...":
                wide = True
                continue
            number, last = self.number[part], places[-1]
            reach = range(last + 1, min(last + 2 + GAP * wide, len(words.forms)))
            clause = words.clauses[last]
            step = next(
                (i for i in reach if words.clauses[i] == clause and number in self.parts_of(words.forms[i])),
                None,
            )
            if step is None:
                return None
            places.append(step)
            wide = False
        return tuple(places)


def _parts(pattern: str) -> tuple[str, ...]:
    """The words of a pattern; ValueError where it is empty, begins or ends with a gap, or would match everything."""
    parts = tuple(p if p == "..." else fold(p) for p in _PART.findall(pattern))
    if not parts or parts[0] == "..." or parts[-1] == "...":
        raise ValueError(f"the pattern {pattern!r} needs a word at its beginning and at its end")
    if "*" in parts[0] and len(parts[0].replace("*", "")) < 2:
        raise ValueError(
            f"the pattern {pattern!r} is too wide: {parts[0]!r} fits almost every word; begin with two letters"
        )
    return parts


def _sort_parts(parts: list[str]) -> tuple[dict, dict, list]:
    """Parts by how they can be looked up: whole words, stems by length, and the rest as tests."""
    exact, stems, others = defaultdict(list), defaultdict(lambda: defaultdict(list)), []
    for part in parts:
        body = part.replace("*", "")
        if "*" not in part:
            exact[part].append(part)
        elif part == f"{body}*":
            stems[len(body)][body].append(part)
        elif part == f"*{body}*":
            others.append((part, lambda form, body=body: body in form))
        elif part == f"*{body}":
            others.append((part, lambda form, body=body: form.endswith(body)))
        else:
            whole = re.compile(".*?".join(map(re.escape, part.split("*"))))
            others.append((part, lambda form, whole=whole: whole.fullmatch(form) is not None))
    return dict(exact), {n: dict(s) for n, s in stems.items()}, others
