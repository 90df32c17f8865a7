"""Find patterns of words in a text: wildcards, phrases, gaps.

A pattern is one or more words. `*` stands for any letters, `...` for up to GAP other words of the same clause.
A hyphen divides words, in patterns as in texts. Each distinct word form is looked up once and then remembered.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby
from typing import NamedTuple

from ..words import WORD, Remembered, fold, fold_all

GAP = 12  # German brackets are wide: "lehnte kurz vor dem Start der Gespräche jedes Entgegenkommen ab"
CLAUSE_END = re.compile(r"[,;:.!?…—–()\[\]«»„“”\"\n]")
_PART = re.compile(r"\.\.\.|[^\s-]+")
_NOTHING = frozenset()
_ALONE, _GAP = -1, -2  # in place of the second part of a pattern: it has none, a gap


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
        matches = list(WORD.finditer(self.text))
        self.spans = [m.span() for m in matches]
        self.forms = fold_all([m[0] for m in matches])

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
        self._sort(parts)
        self._fits, self._begun = Remembered(self._decide), Remembered(self._begun_by)

    def _sort(self, parts: list[str]) -> None:
        """Parts by how they are looked up: as whole words, by their beginning or their end, or else one by one."""
        self._exact, self._inside = {}, []
        self._stems, self._ends = defaultdict(lambda: defaultdict(list)), defaultdict(lambda: defaultdict(list))
        for number, part in enumerate(parts):
            pieces = part.split("*")
            begin, end = pieces[0], pieces[-1]
            whole = re.compile(".*?".join(map(re.escape, pieces))) if sum(map(bool, pieces)) > 1 else None
            if "*" not in part:
                self._exact[part] = number
            elif begin:
                self._stems[len(begin)][begin].append((number, whole))
            elif end:
                self._ends[len(end)][end].append((number, whole))
            else:
                self._inside.append((max(pieces, key=len), number, whole))
        # one look for all of them, by their first letters: few words hold any of these
        pieces = groupby(sorted({piece for piece, _, _ in self._inside}), key=lambda piece: piece[:1])
        branches = (f"{re.escape(a)}(?:{'|'.join(re.escape(piece[1:]) for piece in own)})" for a, own in pieces)
        self._piece = re.compile("|".join(branches) or "(?!)")

    def parts_of(self, form: str) -> frozenset[int]:
        """Which parts of patterns a word form fits; each form is decided once."""
        return self._fits[form]

    def _decide(self, form: str) -> frozenset[int]:
        likely = []
        for length, stems in self._stems.items():
            if found := stems.get(form[:length]):
                likely += found
        for length, ends in self._ends.items():
            if found := ends.get(form[-length:]):
                likely += found
        if self._piece.search(form):
            likely += [(number, whole) for piece, number, whole in self._inside if piece in form]
        fits = [number for number, whole in likely if whole is None or whole.fullmatch(form)]
        fits += [self._exact[form]] if form in self._exact else []
        return frozenset(fits) if fits else _NOTHING

    def _begun_by(self, form: str) -> tuple[tuple[int, int], ...]:
        """The patterns that may begin with a word form, each with the number of its second part."""
        parts = sorted(self._fits[form])
        return tuple((n, self._second(n)) for part in parts for n in self._starting.get(part, ()))

    def _second(self, n: int) -> int:
        part = self.sequences[n][1:2]
        return _ALONE if not part else _GAP if part[0] == "..." else self.number[part[0]]

    def find(self, words: Words) -> list[Match]:
        """Every place where a pattern fits, in the order of the text."""
        found, fits = [], self._fits
        likely = [(at, begun) for at, begun in enumerate(map(self._begun.__getitem__, words.forms)) if begun]
        for at, begun in likely:  # few words begin anything, and most of these lack the pattern's second word
            beside = fits[words.forms[at + 1]] if at + 1 < len(words.forms) else _NOTHING
            for n, second in begun:
                if second == _ALONE:
                    found.append(Match((at,), self.letters[n], n))
                elif (second == _GAP or second in beside) and (places := self._follow(words, self.sequences[n], at)):
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
