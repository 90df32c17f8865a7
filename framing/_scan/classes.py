"""What patterns make of words: a class for all words that fit the same parts of patterns.

Whatever the scanner asks of many words at once is a column of numbers by class: may a pattern begin here, what must
stand beside, how far does it turn others. Class 0 fits nothing.
"""

from collections.abc import Collection, Iterable, Sequence

import numpy as np

from ..words import fold
from .automaton import Automaton, Column, bit
from .filter import Known
from .patterns import GAP, Patterns

_CLOSE, _GAPS = 62, (1 << 62) - 1  # 62 bits for phrases with a gap, and one for those without


class Classes:
    """The classes of words that patterns and turning patterns tell apart.

    own, turning, about : the automaton of the patterns, of the turning ones, and of those about other subjects.
    letters : how many a pattern has.
    lone : the pattern that counts where such a word stands alone, or -1.
    anchor, turning_anchor : is it the word at which a phrase, a turning phrase is looked for?
    reach : how many words to its left and right it turns, by itself. may_turn : does it, or a phrase that it anchors?
    offers : the parts of patterns that such a word fits, as bits.
    partner : bits of the phrases with a gap that such a word may complete.
    sure : the pattern about other subjects that such a word surely is, or -1; the first of several. doubted : may it be
    one, unless it is excluded? about_anchor : is such a phrase looked for at it? hint : may it tell of another
    subject, not only keep a sentence in?

    A phrase is looked for at its longest word that is none of the `small` ones: "the" stands everywhere.
    """

    def __init__(
        self,
        patterns: Sequence[str],
        exclude: Sequence[tuple[int, bool]],
        turning: Sequence[str],
        reaches: Iterable[tuple[int, int]],
        about: Sequence[str] = (),
        about_exclude: Sequence[tuple[int, bool]] = (),
        hinting: Sequence[bool] = (),
        small: Collection[str] = (),
    ) -> None:
        self._own, self._exclude = len(patterns), exclude
        self._acting = self._own + len(turning)
        self._patterns = Patterns([*patterns, *turning, *about])
        self._sequences, self._part = self._patterns.sequences, self._patterns.number
        self.letters = np.array(self._patterns.letters, np.int64)
        self._reaches = [(0, 0)] * self._own + list(reaches)
        self._about_exclude, self._hinting = about_exclude, hinting
        self._anchors = [_anchor(sequence, small) for sequence in self._sequences]
        # by part: the patterns that are looked for at it, and the bits of those that it completes across a gap
        self._anchored, self._completes = {}, {}
        for n, (sequence, anchor) in enumerate(zip(self._sequences, self._anchors, strict=True)):
            self._anchored.setdefault(self._part[sequence[anchor]], []).append(n)
            if n < self._acting and (own := self._gap_bit(n)):
                far = self._part[self._across_gap(n)]
                self._completes[far] = self._completes.get(far, 0) | own
        self._fits: list[frozenset[int]] = []
        self.own = Automaton(self._sequences[: self._own], self._part, self._fits)
        self.turning = Automaton(self._sequences[self._own : self._acting], self._part, self._fits)
        self.about = Automaton(self._sequences[self._acting :], self._part, self._fits)
        self._numbers: dict[frozenset[int], int] = {}
        self._phrases: tuple[list[list[int]], list[list[int]], list[list[int]]] = [], [], []
        self.lone, self.reach, self.offers, self.partner = Column(), Column(), Column(), Column()
        self.anchor, self.turning_anchor, self.may_turn = Column(), Column(), Column()
        self.sure, self.doubted, self.about_anchor, self.hint = Column(), Column(), Column(), Column()
        # by part: the concepts of which it may exclude a word
        self._excluding = {}
        for (concept, excluded), sequence in zip(about_exclude, self._sequences[self._acting :], strict=True):
            for part in sequence if excluded else ():
                if part != "...":
                    self._excluding.setdefault(self._part[part], set()).add(concept)
        self._phrase_known, self._reach_known, self._about_known = Known(), Known(), Known()
        self._number(frozenset())

    def anchors(self) -> set[str]:
        """The word at which each pattern is looked for, also of those about other subjects: no match is without it."""
        excluded = [e for _, e in self._about_exclude]
        longest = enumerate(zip(self._sequences, self._anchors, strict=True))
        return {s[a] for n, (s, a) in longest if n < self._own or n >= self._acting and not excluded[n - self._acting]}

    def class_of(self, word: str) -> int:
        """The class of a word; a new class gets the next number, and all that is known of it."""
        return self._number(self._patterns.parts_of(fold(word)))

    def _number(self, parts: frozenset[int]) -> int:
        number = self._numbers.get(parts)
        if number is not None:
            return number
        anchored = [n for part in sorted(parts) for n in self._anchored.get(part, ())]
        self._number_about([n for n in anchored if n >= self._acting], parts)
        anchored = [n for n in anchored if n < self._acting]
        longer = [n for n in anchored if len(self._sequences[n]) > 1]
        phrases = [n for n in longer if n < self._own], [n for n in longer if n >= self._own]
        for known, new in zip(self._phrases, phrases, strict=False):
            known.append(new)
        words = [n for n in anchored if len(self._sequences[n]) == 1]
        self.lone.append(self._longest([n for n in words if n < self._own]))
        self.anchor.append(bool(phrases[0]))
        self.turning_anchor.append(bool(phrases[1]))
        reach = _farthest(self._reaches[n] for n in words)
        self.reach.append(reach)
        self.may_turn.append(bool(phrases[1]) or any(reach))
        self.offers.append(_any_bit(map(bit, parts)))
        self.partner.append(_any_bit(self._completes.get(p, 0) for p in parts))
        self._fits.append(parts)
        self._numbers[parts] = len(self._numbers)
        return self._numbers[parts]

    def _number_about(self, anchored: list[int], parts: frozenset[int]) -> None:
        """What a class is for the patterns about other subjects."""
        single = {n - self._acting: len(self._sequences[n]) == 1 for n in sorted(anchored)}
        single = {n: s for n, s in single.items() if not self._about_exclude[n][1]}
        doubted = {concept for part in parts for concept in self._excluding.get(part, ())}
        sure = [n for n, s in single.items() if s and self._about_exclude[n][0] not in doubted]
        self.sure.append(min(sure, default=-1))
        self.doubted.append(len(sure) < sum(single.values()))
        phrases = [n for n, s in single.items() if not s]
        self._phrases[2].append([n + self._acting for n in phrases])
        self.about_anchor.append(bool(phrases))
        self.hint.append(any(self._hinting[n] for n in single))

    def _longest(self, words: list[int]) -> int:
        """Of patterns of one word that fit, the one that counts, or -1."""
        without = {concept for concept, excluded in map(self._exclude.__getitem__, words) if excluded}
        kept = [n for n in words if self._exclude[n][0] not in without]
        return min(kept, key=lambda n: (-self.letters[n], n), default=-1)

    def phrases_at(self, middle: np.ndarray, before: np.ndarray, after: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """May words of the classes `middle`, beside such words, be the longest of a phrase without a gap? Of which
        phrases with a gap, as bits?"""
        values = self._phrase_known(_triples(middle, before, after), lambda key, _: self._phrases_of(*_classes_in(key)))
        return values >> _CLOSE > 0, values & _GAPS

    def about_at(self, middle: np.ndarray, before: np.ndarray, after: np.ndarray) -> np.ndarray:
        """May words of the classes `middle`, beside such words, be the longest of a phrase about another subject?"""
        triples = _triples(middle, before, after)
        return self._about_known(triples, lambda key, _: self._is_about(*_classes_in(key))) > 0

    def _is_about(self, middle: int, before: int, after: int) -> int:
        return int(any(self._fits_beside(n, before, after) for n in self._phrases[2][middle]))

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
            if 0 <= at < len(sequence) and sequence[at] != "..." and self._part[sequence[at]] not in self._fits[beside]:
                return False
        return True

    def _gap_bit(self, pattern: int) -> int:
        """One of 62 bits for a pattern with a gap, 0 for others. Patterns share bits, so that this only filters."""
        return bit(pattern) if "..." in self._sequences[pattern] else 0

    def _across_gap(self, pattern: int) -> str:
        """The longest part that a gap divides from the anchor."""
        sequence, anchor = self._sequences[pattern], self._anchors[pattern]
        far = [p for i, p in enumerate(sequence) if "..." in sequence[min(i, anchor) : max(i, anchor)] and p != "..."]
        return max(far, key=_letters)


def _anchor(sequence: Sequence[str], small: Collection[str]) -> int:
    """Where the longest part is that is no small word; of two the last."""
    return max(
        range(len(sequence)),
        key=lambda i: (_letters(sequence[i]) > 0 and sequence[i] not in small, _letters(sequence[i]), i),
    )


def _letters(part: str) -> int:
    return 0 if part == "..." else len(part.replace("*", ""))


def _farthest(reaches: Iterable[tuple[int, int]]) -> tuple[int, int]:
    left, right = zip((0, 0), *reaches, strict=True)
    return max(left), max(right)


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
