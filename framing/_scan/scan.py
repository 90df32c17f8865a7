"""Find where patterns are in a block of texts, looking at few of its words one by one.

Most words are in no pattern, and a filter over their first letters says so for all words of a block at once. A
phrase is looked for at its longest word that is not a small one, since its first is often "the" or "of". A word that
is found, and that no phrase may hold, is a match as it stands; where a phrase may be, the clause is read word by word.
What turns others is looked for only where something that reaches far enough stands near a match.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from .automaton import PAD, Automaton, Matches, together
from .blocks import Block, spread
from .classes import Classes
from .filter import Filter, Memo

_ROUNDS = 3  # of choosing the longest of overlapping matches; few are left then
_AHEAD = 8  # words after the last one that is turned at which a rule can look


@dataclass
class Found:
    """What a block holds.

    matches : the patterns that count, in the order of the text; no word is in two of them.
    turning : every turning pattern near a match. near : a value is a word: is it looked at for turning patterns?
    signs : the words that may be, or be in, a pattern about other subjects; hints : those that may tell of one.
    known : the classes of words.
    """

    matches: Matches
    turning: Matches
    near: np.ndarray
    signs: np.ndarray
    hints: np.ndarray
    known: "_Classified"


class Scanner:
    """Patterns, and the patterns that turn them round, ready to be looked for in blocks of texts.

    `exclude` says of each pattern to which concept it belongs, and whether it takes words out instead of in.
    `reaches` says of each turning pattern how many words to its left and to its right it can act on; (0, 0) where it
    only divides or guards. `about` are the patterns that tell of other subjects, `about_exclude` says the same of them
    as `exclude`, and `hinting` which of them tell of one instead of keeping a sentence in. `small` are words such as
    "the", at which no phrase should be looked for.
    """

    def __init__(
        self,
        patterns: Sequence[str],
        exclude: Sequence[tuple[int, bool]],
        turning: Sequence[str],
        reaches: Sequence[tuple[int, int]],
        about: Sequence[str] = (),
        about_exclude: Sequence[tuple[int, bool]] = (),
        hinting: Sequence[bool] = (),
        small: Collection[str] = (),
    ) -> None:
        self._turns, self._asides = bool(turning), any(hinting)
        self._own, self._about = _columns(exclude), _columns(about_exclude)
        self._classes = Classes(patterns, exclude, turning, reaches, about, about_exclude, hinting, small)
        own, turns = len(patterns), len(patterns) + len(turning)
        self.letters, self.turning_letters, _ = np.split(self._classes.letters, [own, turns])
        self._filter, self._memo = Filter(self._classes.anchors()), Memo(self._classes.class_of)

    def find(self, block: Block) -> Found:
        """Every match of a block, and what may turn one."""
        known = _Classified(block, self._memo)
        words = self._filter(block)
        matches = self._matches(block, known, words)
        near, turning = np.zeros(len(block.start), np.bool_), matches[:0]
        if self._turns and len(matches):
            stretches = np.unique(block.stretch[matches.first[self._reached(block, known, matches)]])
            begin, end = block.stretch_first[stretches], block.stretch_first[stretches + 1]
            near[spread(begin, end)[1]] = True
            looked = near.copy()
            looked[spread(end, np.minimum(end + _AHEAD, len(near)))[1]] = True
            turning = self._read(block, known, np.flatnonzero(looked), self._classes.turning)
        signs = hints = words[:0]
        if self._asides and len(matches):
            signs = words[self._signs(block, known, words)]
            hints = signs[self._classes.hint.of(known(signs))]
        return Found(matches, turning, near, signs, hints, known)

    def _signs(self, block: Block, known: "_Classified", words: np.ndarray) -> np.ndarray:
        """Which of these words may be, or be in, a pattern about other subjects?"""
        classes = known(words)
        signs = (self._classes.sure.of(classes) >= 0) | self._classes.doubted.of(classes)
        at = np.flatnonzero(self._classes.about_anchor.of(classes) & ~signs)
        signs[at] = self._classes.about_at(classes[at], *self._beside(block, known, words[at]))
        return signs

    def about(self, block: Block, known: "_Classified", signs: np.ndarray) -> Matches:
        """The patterns about other subjects that these words are, or are in; one may be found twice."""
        classes = known(signs)
        sure = self._classes.sure.of(classes)
        unsure = signs[self._classes.doubted.of(classes) | self._classes.about_anchor.of(classes)]
        clauses = np.unique(block.clause[unsure])
        _, inside = spread(block.clause_first[clauses], block.clause_first[clauses + 1])
        found = _without_excluded(self._read(block, known, inside, self._classes.about), *self._about)
        words, sure = signs[sure >= 0], sure[sure >= 0]
        return together([Matches(words[:, None], np.ones(len(words), np.int64), sure), found])

    def _matches(self, block: Block, known: "_Classified", words: np.ndarray) -> Matches:
        """The patterns that count; these words may be in one."""
        classes = known(words)
        lone = self._classes.lone.of(classes)
        alone, found = lone >= 0, together([])
        if len(phrases := words[self._in_phrase(block, known, words, classes)]):
            crowded = np.zeros(len(block.clause_first), np.bool_)
            crowded[block.clause[phrases]] = True
            alone &= ~crowded[block.clause[words]]
            clauses = np.flatnonzero(crowded)
            _, inside = spread(block.clause_first[clauses], block.clause_first[clauses + 1])
            found = self._longest(self._read(block, known, inside, self._classes.own))
        words, lone = words[alone], lone[alone]
        return together([Matches(words[:, None], np.ones(len(words), np.int64), lone), found])

    def _read(self, block: Block, known: "_Classified", words: np.ndarray, automaton: Automaton) -> Matches:
        """Every pattern that begins at one of these words; they are whole clauses, but for the last before a gap."""
        if not len(words):
            return together([])
        classes = known(words)
        clauses = np.append(block.clause, np.full(PAD, -1, np.int32))
        first = np.flatnonzero(np.append(True, clauses[words[1:]] != clauses[words[:-1]]))
        offers = np.zeros(len(known.classes), np.int64)
        inside = np.bitwise_or.reduceat(self._classes.offers.of(classes), first)
        offers[words] = np.repeat(inside, np.diff(first, append=len(words)))
        return automaton.find(words, known.classes, clauses, offers)

    def _longest(self, matches: Matches) -> Matches:
        """The matches that count: not excluded, and the longest of those that share a word."""
        order = np.lexsort((matches.pattern, matches.first, -self._classes.letters[matches.pattern], -matches.size))
        matches = _without_excluded(matches[order], *self._own)
        best, used = np.zeros((2, matches.places.max(initial=0) + 1), np.int64)
        left, taken = np.arange(len(matches)), []
        for _ in range(_ROUNDS):
            which, words = matches[left].words()
            best[words[::-1]] = which[::-1]  # the first of all that hold the word
            longest = np.bincount(which[best[words] == which], minlength=len(left)) == matches.size[left]
            taken += left[longest].tolist()
            used[matches[left[longest]].words()[1]] = 1
            left = left[~matches[left].any_in(used > 0)]
        # long chains of matches, each over the edge of the one before, would take a round for each
        used = set(np.flatnonzero(used).tolist())
        for at, places in zip(left.tolist(), matches.places[left].tolist(), strict=True):
            words = {word for word in places if word >= 0}
            if used.isdisjoint(words):
                taken.append(at)
                used |= words
        return matches[np.array(taken, np.int64)]

    def _in_phrase(self, block: Block, known: "_Classified", words: np.ndarray, classes: np.ndarray) -> np.ndarray:
        """May these words stand in a phrase whose longest word they are?"""
        likely = self._classes.anchor.of(classes)
        at = np.flatnonzero(likely)
        if not len(at):
            return likely
        middle = words[at]
        likely[at], bits = self._classes.phrases_at(classes[at], *self._beside(block, known, middle))
        gaps = np.flatnonzero(~likely[at] & (bits > 0))
        if len(gaps):
            # on the other side of the gap, but in the clause, stands what the phrase needs
            clauses, own = np.unique(block.clause[middle[gaps]], return_inverse=True)
            which, inside = spread(block.clause_first[clauses], block.clause_first[clauses + 1])
            first = np.searchsorted(which, np.arange(len(clauses)))
            there = np.bitwise_or.reduceat(self._classes.partner.of(known(inside)), first)
            likely[at[gaps]] = there[own] & bits[gaps] != 0
        return likely

    def _beside(self, block: Block, known: "_Classified", words: np.ndarray) -> list[np.ndarray]:
        """The classes of the words before and after these, in the same clause, else 0."""
        sides = []
        for step in (-1, 1):
            near = np.clip(words + step, 0, len(block.start) - 1)
            sides.append(np.where(block.clause[near] == block.clause[words], known(near), 0))
        return sides

    def _reached(self, block: Block, known: "_Classified", matches: Matches) -> np.ndarray:
        """Which matches stand within the reach of another word of their stretch that may turn them round."""
        stretches = np.unique(block.stretch[matches.first])
        begin, end = block.stretch_first[stretches], block.stretch_first[stretches + 1]
        which, words = spread(begin, end)
        turning, reach = self._reaches(block, words, known(words))
        which, words = which[turning], words[turning]
        over_from = np.sort(np.maximum(words - reach[:, 0], begin[which]))
        over_to = np.sort(np.minimum(words + reach[:, 1] + 1, end[which]))
        over = np.searchsorted(over_from, matches.last, "right") - np.searchsorted(over_to, matches.first, "right")
        turns = np.zeros(len(block.start), np.bool_)
        turns[words] = True
        which, own = matches.words()
        return over > np.bincount(which[turns[own]], minlength=len(matches))

    def _reaches(self, block: Block, words: np.ndarray, classes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Which of these words may turn others, by place, and how far each reaches: to the left and to the right."""
        at = np.flatnonzero(self._classes.may_turn.of(classes))
        reach = self._classes.reach.of(classes[at])
        phrase = np.flatnonzero(self._classes.turning_anchor.of(classes[at]))
        middle, sides = at[phrase], []
        for step in (-1, 1):
            near = np.clip(middle + step, 0, len(words) - 1)
            sides.append(np.where(block.clause[words[near]] == block.clause[words[middle]], classes[near], 0))
        reach[phrase] = np.maximum(reach[phrase], self._classes.reaches_at(classes[middle], *sides))
        far = reach.any(axis=1)
        return at[far], reach[far]


def _columns(exclude: Sequence[tuple[int, bool]]) -> tuple[np.ndarray, np.ndarray]:
    """The concept of each pattern, and whether it takes words out."""
    concept, excluded = (np.array(column) for column in zip((0, False), *exclude, strict=True))
    return concept[1:], excluded[1:]


def _without_excluded(matches: Matches, concepts: np.ndarray, excludes: np.ndarray) -> Matches:
    """The matches that no exclusion of their own concept covers."""
    excluded = excludes[matches.pattern]
    if not excluded.any():
        return matches
    out = matches[excluded]
    cover = defaultdict(list)
    for concept, places in zip(concepts[out.pattern].tolist(), out.places.tolist(), strict=True):
        for word in places:
            cover[concept, word].append({-1, *places})
    covered = np.zeros(matches.places.max() + 1, np.bool_)
    covered[out.words()[1]] = True
    doubtful = np.flatnonzero(matches.all_in(covered) & ~excluded)
    places, own = matches.places[doubtful].tolist(), concepts[matches.pattern[doubtful]].tolist()
    gone = [any(c.issuperset(p) for c in cover.get((n, p[0]), ())) for n, p in zip(own, places, strict=True)]
    excluded[doubtful[np.array(gone, np.bool_)]] = True
    return matches[~excluded]


class _Classified:
    """The classes of the words of a block, each looked up once; `classes` has 0 where nobody asked."""

    def __init__(self, block: Block, memo: Memo) -> None:
        self._block, self._memo = block, memo
        self.classes = np.zeros(len(block.start) + PAD, np.int64)
        self._asked = np.zeros(len(block.start), np.bool_)

    def __call__(self, words: np.ndarray) -> np.ndarray:
        """The classes of these words."""
        new = words[~self._asked[words]]
        self._asked[new] = True
        self.classes[new] = self._memo(self._block, new)
        return self.classes[words]
