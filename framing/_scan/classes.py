"""What patterns make of words: a class for all words that fit the same parts of patterns.

Whatever the scanner asks of many words at once is a column of numbers by class: may a pattern begin here, what must
stand beside, how far does it turn others. Class 0 fits nothing.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import numpy as np

from ..words import fold
from .filter import Known
from .patterns import GAP, Match, Patterns

_CLOSE, _GAPS = 62, (1 << 62) - 1  # 62 bits for phrases with a gap, and one for those without


@dataclass
class Node:
    """Where the patterns that begin alike have got to: those that end here, and what may follow, by part.

    ends : number and letters of patterns. next : the next word must fit. wide : a gap may stand before it.
    """

    ends: list[tuple[int, int]] = field(default_factory=list)
    next: dict[int, "Node"] = field(default_factory=dict)
    wide: dict[int, "Node"] = field(default_factory=dict)
    longer: bool = False  # does any pattern go on from here?


class Column:
    """A value, or a row of values, for each class; grows with the classes."""

    def __init__(self, first: object) -> None:
        self._values, self._array = [first], np.array([first])

    def append(self, value: object) -> None:
        """The value of the next class."""
        self._values.append(value)

    def of(self, classes: np.ndarray) -> np.ndarray:
        """The values of these classes."""
        if len(self._array) < len(self._values):
            self._array = np.array(self._values)
        return self._array[classes]


class Classes:
    """The classes of words that patterns and turning patterns tell apart.

    fits : by class, the parts of patterns that its words fit.
    starts : by class, the nodes of the patterns, and of the turning patterns, that begin with its words.
    lone : the pattern that counts where such a word stands alone, or -1.
    anchor, turning_anchor : is it the longest word of a phrase, of a turning phrase?
    reach : how many words to its left and right it turns, by itself.
    ready, needs_next, needs_clause, offers : whether patterns and turning patterns may begin here: they need no more,
        or the next word, or some word of the clause, must offer one of these bits.
    partner : bits of the phrases with a gap that such a word may complete.
    """

    def __init__(
        self,
        patterns: Iterable[str],
        turning: Iterable[str],
        reaches: Iterable[tuple[int, int]],
        longest: Callable[[list[Match]], list[Match]],
    ) -> None:
        patterns = list(patterns)
        self._own, self._longest = len(patterns), longest
        self._patterns = Patterns([*patterns, *turning])
        self._sequences, self._part = self._patterns.sequences, self._patterns.number
        self._reaches = [(0, 0)] * self._own + list(reaches)
        self._anchors = [max(range(len(s)), key=lambda i, s=s: _letters(s[i])) for s in self._sequences]
        # by part: the patterns whose longest word it is, and the bits of those that it completes across a gap
        self._anchored, self._completes = {}, {}
        for n, (sequence, anchor) in enumerate(zip(self._sequences, self._anchors, strict=True)):
            self._anchored.setdefault(self._part[sequence[anchor]], []).append(n)
            if bit := self._gap_bit(n):
                far = self._part[self._across_gap(n)]
                self._completes[far] = self._completes.get(far, 0) | bit
        self._roots = self._trie(range(self._own)), self._trie(range(self._own, len(self._sequences)))
        self._numbers: dict[frozenset[int], int] = {frozenset(): 0}
        self.fits: list[frozenset[int]] = [frozenset()]
        self.starts: tuple[list[list[Node]], list[list[Node]]] = [[]], [[]]
        self._phrases: tuple[list[list[int]], list[list[int]]] = [[]], [[]]
        self.lone, self.reach = Column(-1), Column((0, 0))
        self.anchor, self.turning_anchor = Column(False), Column(False)
        self.ready, self.needs_next, self.needs_clause = Column((False, False)), Column((0, 0)), Column((0, 0))
        self.offers, self.partner = Column(0), Column(0)
        self._phrase_known, self._reach_known = Known(), Known()

    def anchors(self) -> set[str]:
        """The longest word of each pattern: where it is not, the pattern is not."""
        return {s[a] for s, a in zip(self._sequences[: self._own], self._anchors, strict=False)}

    def class_of(self, word: str) -> int:
        """The class of a word; a new class gets the next number, and all that is known of it."""
        parts = self._patterns.parts_of(fold(word))
        number = self._numbers.get(parts)
        if number is None:
            number = self._numbers[parts] = len(self.fits)
            self._add(parts)
        return number

    def _add(self, parts: frozenset[int]) -> None:
        self.fits.append(parts)
        starts = [[root[p] for p in sorted(parts & root.keys())] for root in self._roots]
        anchored = [n for part in sorted(parts) for n in self._anchored.get(part, ())]
        longer = [n for n in anchored if len(self._sequences[n]) > 1]
        phrases = [n for n in longer if n < self._own], [n for n in longer if n >= self._own]
        for known, new in zip((*self.starts, *self._phrases), (*starts, *phrases), strict=True):
            known.append(new)
        lone = self._longest([Match((0,), letters, n) for node in starts[0] for n, letters in node.ends])
        self.lone.append(lone[0].pattern if lone else -1)
        self.anchor.append(bool(phrases[0]))
        self.turning_anchor.append(bool(phrases[1]))
        self.reach.append(_farthest(self._reaches[n] for n in anchored if len(self._sequences[n]) == 1))
        self.ready.append([any(node.ends for node in nodes) for nodes in starts])
        self.needs_next.append([_bits(p for node in nodes for p in node.next) for nodes in starts])
        self.needs_clause.append([_bits(p for node in nodes for p in node.wide) for nodes in starts])
        self.offers.append(_bits(parts))
        self.partner.append(_any_bit(self._completes.get(p, 0) for p in parts))

    def phrases_at(self, middle: np.ndarray, before: np.ndarray, after: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """May words of the classes `middle`, beside such words, be the longest of a phrase without a gap? Of which
        phrases with a gap, as bits?"""
        values = self._phrase_known(_triples(middle, before, after), lambda key, _: self._phrases_of(*_classes_in(key)))
        return values >> _CLOSE > 0, values & _GAPS

    def reaches_at(self, middle: np.ndarray, before: np.ndarray, after: np.ndarray) -> np.ndarray:
        """How far words of the classes `middle`, beside such words, turn others as the longest of a turning phrase: two
        columns, to the left and to the right."""
        values = self._reach_known(_triples(middle, before, after), lambda key, _: self._reach_of(*_classes_in(key)))
        return np.column_stack([values >> 16, values & 0xFFFF])

    def _phrases_of(self, middle: int, before: int, after: int) -> int:
        bits = [self._gap_bit(n) for n in self._phrases[0][middle] if self._fits_beside(n, before, after)]
        return _any_bit(bits) | (0 in bits) << _CLOSE

    def _reach_of(self, middle: int, before: int, after: int) -> int:
        fitting = [n for n in self._phrases[1][middle] if self._fits_beside(n, before, after)]
        left, right = _farthest(map(self._phrase_reach, fitting))
        return left << 16 | right

    def _phrase_reach(self, pattern: int) -> tuple[int, int]:
        left, right = self._reaches[pattern]
        span = sum(GAP if part == "..." else 1 for part in self._sequences[pattern])
        return (left + span, right + span) if left or right else (0, 0)

    def _fits_beside(self, pattern: int, before: int, after: int) -> bool:
        """Do the words beside the longest one fit this pattern?"""
        sequence, anchor = self._sequences[pattern], self._anchors[pattern]
        for at, beside in ((anchor - 1, before), (anchor + 1, after)):
            if 0 <= at < len(sequence) and sequence[at] != "..." and self._part[sequence[at]] not in self.fits[beside]:
                return False
        return True

    def _gap_bit(self, pattern: int) -> int:
        """One of 62 bits for a pattern with a gap, 0 for others. Patterns share bits, so that this only filters."""
        return 1 << pattern % 62 if "..." in self._sequences[pattern] else 0

    def _across_gap(self, pattern: int) -> str:
        """The longest part that a gap divides from the anchor."""
        sequence, anchor = self._sequences[pattern], self._anchors[pattern]
        far = [p for i, p in enumerate(sequence) if "..." in sequence[min(i, anchor) : max(i, anchor)] and p != "..."]
        return max(far, key=_letters)

    def _trie(self, patterns: Iterable[int]) -> dict[int, Node]:
        """Patterns by their first part; those that begin alike share their beginning."""
        root = Node()
        for n in patterns:
            node, gap = root, False
            for part in self._sequences[n]:
                if part == "...":
                    gap = True
                    continue
                node.longer = True
                node = (node.wide if gap else node.next).setdefault(self._part[part], Node())
                gap = False
            node.ends.append((n if n < self._own else n - self._own, self._patterns.letters[n]))
        return root.next


def _letters(part: str) -> int:
    return 0 if part == "..." else len(part.replace("*", ""))


def _farthest(reaches: Iterable[tuple[int, int]]) -> tuple[int, int]:
    left, right = zip((0, 0), *reaches, strict=True)
    return max(left), max(right)


def _bits(parts: Iterable[int]) -> int:
    """A set of parts as 62 bits; parts share bits, so that this only filters."""
    return _any_bit(1 << part % 62 for part in parts)


def _any_bit(values: Iterable[int]) -> int:
    bits = 0
    for value in values:
        bits |= value
    return bits


def _triples(*classes: np.ndarray) -> np.ndarray:
    """Three columns of classes as one number each; there are far fewer than 2**21 classes."""
    middle, before, after = (c.astype(np.uint64) for c in classes)
    return middle << np.uint64(42) | before << np.uint64(21) | after


def _classes_in(triple: int) -> tuple[int, int, int]:
    return triple >> 42, triple >> 21 & 0x1FFFFF, triple & 0x1FFFFF
