"""Find where patterns are in a block of texts, looking at few of its words one by one.

Most words are in no pattern, and a filter over their first letters says so for all words of a block at once. A
phrase is looked for at its longest word, since its first is often "the" or "of". A word that is found, and that no
phrase holds and nothing near can turn round, is a hit as it stands. The others make passages, and `hits` decides.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ..words import fold
from .blocks import Block
from .classes import Classes, Node
from .filter import Filter, Memo
from .patterns import GAP, Match

AHEAD = 8  # words after a passage that the rules of `hits` can look at


class Passage:
    """Some words of a text, as `Words` gives all of them: one clause, or clauses with commas between them.

    Up to AHEAD words more stand at its end, so that rules can look ahead. `matches` are the longest of the patterns
    in it; `turning` all turning patterns, none where no word that shifts is near a match.
    """

    def __init__(
        self,
        text: str,
        spans: tuple[list[int], list[int]],
        clauses: list[int],
        matches: list[Match],
        turning: list[Match],
    ) -> None:
        self.text, self._spans, self.clauses, self.matches, self.turning = text, spans, clauses, matches, turning

    @cached_property
    def spans(self) -> list[tuple[int, int]]:
        """The places of the words in the text."""
        return list(zip(*self._spans, strict=True))

    @cached_property
    def forms(self) -> list[str]:
        """The folded forms of the words."""
        return [fold(self.text[a:b]) for a, b in self.spans]


@dataclass
class Found:
    """What a block holds: words that are hits as they stand, with the pattern that each fits, and passages.

    words : a value is a word by its number in the block; `patterns`, of the same length, says which pattern.
    passages : pairs of the number of a text in the block and one of its passages.
    """

    words: np.ndarray
    patterns: np.ndarray
    passages: Iterator[tuple[int, Passage]]


class Scanner:
    """Patterns, and the patterns that turn them round, ready to be looked for in blocks of texts.

    `reaches` says of each turning pattern how many words to its left and to its right it can act on; (0, 0) where it
    only divides or guards. `longest` keeps the matches that count, of all that were found in a passage.
    """

    def __init__(
        self,
        patterns: Iterable[str],
        turning: Iterable[str],
        reaches: Iterable[tuple[int, int]],
        longest: Callable[[list[Match]], list[Match]],
    ) -> None:
        turning = list(turning)
        self._turning = bool(turning)
        self._classes, self._longest = Classes(patterns, turning, reaches, longest), longest
        self._filter, self._memo = Filter(self._classes.anchors()), Memo(self._classes.class_of)

    def find(self, block: Block, texts: list[str]) -> Found:
        """Every word and passage of a block, which holds these texts, in which a pattern is found."""
        words = self._filter(block)
        classes = self._memo(block, words)
        phrase = self._in_phrase(block, words, classes)
        held = (self._classes.lone.of(classes) >= 0) | phrase
        words, classes, phrase = words[held], classes[held], phrase[held]
        if not len(words):
            return Found(words, words, iter(()))
        stretches, clauses = _Ranges(block.stretch, words), _Ranges(block.clause, words)
        turned = np.zeros(len(stretches.begin), np.bool_)
        if self._turning:
            turned[stretches.which[self._reached(block, stretches, words, phrase)]] = True
        free = ~turned[stretches.which]
        crowded = np.logical_or.reduceat(phrase & free, clauses.first)
        lone = free & ~crowded[clauses.which]
        begin = np.append(stretches.begin[turned], clauses.begin[crowded])
        end = np.append(stretches.end[turned], clauses.end[crowded])
        passages = self._passages(block, texts, begin, end, int(turned.sum()))
        return Found(words[lone], self._classes.lone.of(classes[lone]), passages)

    def _in_phrase(self, block: Block, words: np.ndarray, classes: np.ndarray) -> np.ndarray:
        """May these words stand in a phrase whose longest word they are?"""
        likely = self._classes.anchor.of(classes)
        at = np.flatnonzero(likely)
        if not len(at):
            return likely
        middle = words[at]
        sides = []
        for step in (-1, 1):
            near = np.clip(middle + step, 0, len(block.start) - 1)
            sides.append(np.where(block.clause[near] == block.clause[middle], self._memo(block, near), 0))
        likely[at], bits = self._classes.phrases_at(classes[at], *sides)
        gaps = np.flatnonzero(~likely[at] & (bits > 0))
        if len(gaps):
            # on the other side of the gap, but in the clause, stands what the phrase needs
            clauses = _Ranges(block.clause, middle[gaps])
            there = self._classes.partner.of(self._memo(block, clauses.every))
            likely[at[gaps]] = np.bitwise_or.reduceat(there, clauses.offset)[clauses.which] & bits[gaps] != 0
        return likely

    def _reached(self, block: Block, stretches: "_Ranges", words: np.ndarray, phrase: np.ndarray) -> np.ndarray:
        """Which candidates stand within the reach of another word of their stretch that may turn them round."""
        reach = self._reaches(self._memo(block, stretches.every), block.clause[stretches.every])
        turning = np.flatnonzero(reach.any(axis=1))
        size = stretches.end - stretches.begin
        inside = np.repeat(np.arange(len(size)), size)[turning]
        begin, end = stretches.offset[inside], stretches.offset[inside] + size[inside]
        # a running sum of what begins and ends is, at each word, the number of reaches over it
        over = np.zeros(len(reach) + 1, np.int64)
        np.add.at(over, np.maximum(turning - reach[turning, 0], begin), 1)
        np.subtract.at(over, np.minimum(turning + reach[turning, 1] + 1, end), 1)
        own = stretches.offset[stretches.which] + words - stretches.begin[stretches.which]
        itself = reach[own].any(axis=1)
        # a phrase is wide: any shifting word of its stretch may be near one of its ends
        any_turning = np.bincount(inside, minlength=len(size))[stretches.which] > 0
        return (np.cumsum(over)[own] > itself) | (phrase & any_turning)

    def _reaches(self, classes: np.ndarray, clauses: np.ndarray) -> np.ndarray:
        """How far each of these words turns others, to the left and to the right."""
        reach = self._classes.reach.of(classes)
        at = np.flatnonzero(self._classes.turning_anchor.of(classes))
        if len(at):
            sides = [
                np.where(clauses[near] == clauses[at], classes[near], 0)
                for near in (np.maximum(at - 1, 0), np.minimum(at + 1, len(classes) - 1))
            ]
            reach[at] = np.maximum(reach[at], self._classes.reaches_at(classes[at], *sides))
        return reach

    def _passages(
        self, block: Block, texts: list[str], begin: np.ndarray, end: np.ndarray, turned: int
    ) -> Iterator[tuple[int, Passage]]:
        """The passages whose words stand from `begin` to `end`, if a match counts in them; words may be turned in the
        first `turned` of them."""
        if not len(begin):
            return
        number = block.text_of(block.start[begin])
        last = np.append(np.searchsorted(block.start, block.text_start[1:]), len(block.start))[number]
        size = np.minimum(end + AHEAD, last) - begin
        offset = np.cumsum(size) - size
        every = np.arange(size.sum()) + np.repeat(begin - offset, size)
        text = np.repeat(number, size)
        starts = block.place(block.start[every], text).tolist()
        ends = block.place(block.end[every], text).tolist()
        classes, clauses = self._memo(block, every), block.clause[every]
        first, turning_first = (np.flatnonzero(begins) for begins in self._begin_at(classes, clauses))
        shown = np.where(np.arange(len(begin)) < turned, size, 0)
        cuts = zip(
            offset.tolist(),
            (offset + size).tolist(),
            np.searchsorted(first, offset).tolist(),
            np.searchsorted(first, offset + end - begin).tolist(),
            np.searchsorted(turning_first, offset).tolist(),
            np.searchsorted(turning_first, offset + shown).tolist(),
            strict=True,
        )
        line = _Line(classes.tolist(), clauses.tolist(), self._classes)
        first, turning_first = first.tolist(), turning_first.tolist()
        for n, (a, z, b, c, d, e) in zip(number.tolist(), cuts, strict=True):
            line.begin, line.end = a, z
            matches = self._longest(line.matches(first[b:c], 0))
            if matches:
                turning = line.matches(turning_first[d:e], 1)
                yield n, Passage(texts[n], (starts[a:z], ends[a:z]), line.clauses[a:z], matches, turning)

    def _begin_at(self, classes: np.ndarray, clauses: np.ndarray) -> np.ndarray:
        """Two rows, a value a word: may a pattern, a turning pattern begin here, and is there what must follow?"""
        offers, last = self._classes.offers.of(classes), np.append(clauses[1:] != clauses[:-1], True)
        following = np.where(last, 0, np.append(offers[1:], 0))
        first = np.append(0, np.flatnonzero(last)[:-1] + 1)
        in_clause = np.repeat(np.bitwise_or.reduceat(offers, first), np.diff(first, append=len(classes)))
        begins = self._classes.ready.of(classes)
        begins |= self._classes.needs_next.of(classes) & following[:, None] != 0
        begins |= self._classes.needs_clause.of(classes) & in_clause[:, None] != 0
        return begins.T


class _Ranges:
    """The stretches or clauses (`numbers` has a value a word) that hold these candidates, one after another.

    begin, end : a value is a range: its words, by number. first : a value is a range: the first of its candidates.
    which : a value is a candidate: its range. every : the words of all ranges; offset : where each begins there.
    """

    def __init__(self, numbers: np.ndarray, candidates: np.ndarray) -> None:
        own = numbers[candidates]
        new = np.append(True, own[1:] != own[:-1])
        self.first = np.flatnonzero(new)
        self.which = np.cumsum(new) - 1
        self.begin = np.searchsorted(numbers, own[self.first])
        self.end = np.searchsorted(numbers, own[self.first], side="right")
        size = self.end - self.begin
        self.offset = np.cumsum(size) - size
        self.every = np.arange(size.sum()) + np.repeat(self.begin - self.offset, size)


class _Line:
    """The words of passages, one passage after another; `begin` and `end` bound the one that is looked at."""

    def __init__(self, numbers: list[int], clauses: list[int], classes: Classes) -> None:
        self.begin, self.end, self.clauses = 0, len(numbers), clauses
        self._numbers, self._starts = numbers, classes.starts
        self._fits = [classes.fits[n] for n in numbers]

    def matches(self, firsts: list[int], turning: int) -> list[Match]:
        """Every pattern that begins at one of these words, as `Patterns.find` gives them."""
        found: list[Match] = []
        starts = self._starts[turning]
        for at in firsts:
            for node in starts[self._numbers[at]]:
                self._arrive(node, (at - self.begin,), found)
        return found

    def _arrive(self, node: Node, places: tuple[int, ...], found: list[Match]) -> None:
        """Add the patterns that end here, and all that go on from here."""
        for n, letters in node.ends:
            found.append(Match(places, letters, n))
        at = self.begin + places[-1] + 1
        clause = self.clauses[at - 1]
        if not node.longer or at >= self.end or self.clauses[at] != clause:
            return
        for part in node.next.keys() & self._fits[at]:
            self._arrive(node.next[part], (*places, at - self.begin), found)
        wanted = node.wide.keys()
        for step in range(at, min(at + GAP + 1, self.end) if wanted else at):
            if self.clauses[step] != clause:
                return
            fits = wanted & self._fits[step]
            for part in fits:
                self._arrive(node.wide[part], (*places, step - self.begin), found)
            wanted = wanted - fits
