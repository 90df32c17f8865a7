"""Which words a shifting word turns round: its side, its reach, its clause, for all words of a block at once.

A shifting word ("avoid", "refuse", "not") acts within its clause. Punctuation and breaking words (but, while) divide
clauses; the commas of a list do not ("rumours, insults and violence"), nor does one before a linked infinitive ("lehnte
es ab, die Gefangenen zu begnadigen"; but "um … zu" stands apart). Two shifting words cancel, but a word that stands
for itself ("ended the dispute without bloodshed") is not added to one before it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

import numpy as np

from .automaton import PAD, Matches
from .blocks import Block, spread
from .scan import Found

SHIFTS = ("", "avoided", "refused", "negated")  # a shift is a place in this list
_AVOIDED, _REFUSED, _NEGATED = 1, 2, 3
_BOUND = 2  # words at most from a negation to the shifting word that it negates
_CLOSING_REACH = 12  # words
_FAR = 1 << 30


@dataclass
class Turned:
    """What becomes of the matches of a block: a value is a match.

    shift : its place in SHIFTS. by : the row of the shifting word in `Found.turning`, or -1.
    spent : is it itself a word that turned another? Then it is no evidence of its own.
    """

    shift: np.ndarray
    by: np.ndarray
    spent: np.ndarray


class Shifters:
    """The shifting words of one language; a row of `table` is a pattern of `shifters.csv`.

    turns : a row a pattern of the lexicon: does a shift of each kind make it count for the other pole?
    """

    def __init__(self, table: Sequence[dict], letters: np.ndarray, turns: np.ndarray) -> None:
        self._kind = np.array([row["kind"] for row in table], object)
        self._shift = np.array([SHIFTS.index(row["kind"]) if row["kind"] in SHIFTS else 0 for row in table], np.int64)
        self._reach = np.array([row["reach"] + 1 for row in table], np.int64)
        self._before = np.array([row["place"] in ("before", "either") for row in table], np.bool_)
        self._after = np.array([row["place"] in ("after", "either") for row in table], np.bool_)
        self._both = self._before & self._after
        self._letters, self._turns = letters, turns

    def __call__(self, block: Block, found: Found) -> Turned:
        """Which matches are turned, and by what."""
        matches, turning = found.matches, found.turning
        none = np.zeros(len(matches), np.int64)
        if not len(turning):
            return Turned(none, none - 1, none > 0)
        marks = {
            kind: self._marked(block, turning, kind) for kind in ("none", "break", "list", "link", "apart", "setting")
        }
        acting, clause = self._acting(found, marks["none"]), _clauses(block, found.near, marks)
        match, by = self._pairs(block, found, acting, clause, marks)
        kept = ~(self._cancelled(found, acting, clause, match, by) | self._shielded(found, marks["apart"], match, by))
        by = self._strongest(found, acting, match[kept], by[kept])
        shift = np.where(by >= 0, self._shift[turning.pattern[by]], 0)
        # a lone "nicht" behind a deed denies the verb that follows more often than the deed, unless the deed is the
        # verb and "nicht" its end ("verurteilte den Angriff nicht"); "нет" and "fehlt" say that there is no deed
        lone = self._both[turning.pattern[by]] & (turning.first[by] > matches.last) & (shift == _NEGATED)
        lone &= (clause[turning.last[by] + 1] == clause[turning.last[by]]) | _capital(block, matches.first)
        by = np.where(lone & ~self._turns[matches.pattern, shift], -1, by)
        shift[by < 0] = 0
        spent = np.zeros(len(block.start), np.bool_)
        spent[turning[by[self._turns[matches.pattern, shift]]].words()[1]] = True
        return Turned(shift, by, matches.any_in(spent))

    def _marked(self, block: Block, turning: Matches, kind: str) -> np.ndarray:
        """A value is a word: is it the last of a pattern of this kind, or any of one that guards its words?"""
        marked = np.zeros(len(block.start) + PAD, np.bool_)
        own = turning[self._kind[turning.pattern] == kind]
        marked[own.words()[1] if kind == "none" else own.last] = True
        if kind in ("break", "setting"):
            # "but" in "anything but" divides nothing, "nach" in "nach wie vor" is no time
            wider = (self._shift[turning.pattern] > 0) | np.isin(self._kind[turning.pattern], ["none", "break"])
            wider &= self._kind[turning.pattern] != kind
            marked[turning[wider & (turning.size > 1)].words()[1]] = False
            marked[own.last[own.size > 1]] = True
        return marked

    def _acting(self, found: Found, guarded: np.ndarray) -> np.ndarray:
        """The rows of the turning patterns that shift.

        Left out are those in "not only" and its like, and "stop" in a match such as "must stop": a demand avoids
        nothing.
        """
        turning, matches = found.turning, found.matches
        shift = self._shift[turning.pattern]
        length = np.zeros(len(guarded), np.int64)
        which, words = matches.words()
        length[words] = matches.size[which]
        which, words = turning.words()
        wider = np.bincount(which[length[words] > turning.size[which]], minlength=len(turning)) > 0
        acts = (shift > 0) & ~turning.all_in(guarded) & ~((shift == _AVOIDED) & wider)
        return np.flatnonzero(acts & found.near[turning.first])

    def _pairs(
        self, block: Block, found: Found, acting: np.ndarray, clause: np.ndarray, marks: dict[str, np.ndarray]
    ) -> tuple[np.ndarray, np.ndarray]:
        """Matches and the rows of the turning patterns of their clause that stand on the right side, near enough."""
        candidates = np.flatnonzero(found.near[found.matches.first])
        own = clause[found.matches.first[candidates]]
        there = clause[found.turning.first[acting]]
        # only those near enough, or a clause of a million words would have too many pairs
        widest = (found.turning.last - found.turning.first).max(initial=0)
        farthest = max(_CLOSING_REACH, self._reach.max(initial=0))
        place = found.turning.first[acting]
        first = np.searchsorted(place, found.matches.first[candidates] - farthest - widest)
        last = np.searchsorted(place, found.matches.last[candidates] + farthest, side="right")
        begin = np.maximum(np.searchsorted(there, own), first)
        end = np.minimum(np.searchsorted(there, own, side="right"), last)
        which, at = spread(begin, np.maximum(begin, end))
        match, by = candidates[which], acting[at]
        matches, turning = found.matches[match], found.turning[by]
        first, last, begin, end = matches.first, matches.last, turning.first, turning.last
        pattern = turning.pattern
        reach = self._reach[pattern]
        # a German bracket: "lehnte ... Entgegenkommen ab" holds the word between its parts
        acts = (begin < first) & (first < end)
        # and a negation stands inside one: "lehnte das Angebot nicht ab"
        acts |= (first < begin) & (end < last) & (self._shift[pattern] == _NEGATED)
        # an infinitive stands last, however long its clause: "weigerte sich, sich dafür zu entschuldigen"
        linked = marks["link"][first - 1] | marks["link"][last + 1] & (clause[last + 1] == clause[last])
        near = np.where(linked, _CLOSING_REACH, reach)
        acts |= self._before[pattern] & (end < first) & (first - end <= near)
        # a verb that closes its clause governs all of it: "wurde in der Nacht von beiden gebrochen"; so does
        # a negation that stands last, or last but one ("bot den Rebellen Gespräche in der Hauptstadt nicht an")
        closes = np.where(self._shift[pattern] == _NEGATED, clause[end + 2], clause[end + 3]) != clause[end]
        near = np.where(closes, _CLOSING_REACH, reach)
        behind = self._after[pattern] & (begin > last) & (begin - last <= near)
        # what tells of time or cause is no object of that verb: "nach dem Treffen wollte er sich nicht festlegen"
        setting = marks["setting"][first - 1] & (clause[first - 1] == clause[first])
        # and "nicht zu" denies the infinitive: "verpflichtete sich, die Waffen nicht zu vermehren"
        infinitive = self._both[pattern] & (marks["link"][end + 1] | (block.clause[begin] != block.clause[last]))
        acts |= behind & ~setting & ~infinitive
        return match[acts], by[acts]

    def _cancelled(
        self, found: Found, acting: np.ndarray, clause: np.ndarray, match: np.ndarray, by: np.ndarray
    ) -> np.ndarray:
        """Which pairs are of a negation and the shifting word that it negates: "did not object to any inspection"."""
        turning = found.turning
        negates = self._shift[turning.pattern[acting]] == _NEGATED
        other = acting[~negates]
        negation = acting[negates & ~np.isin(turning.first[acting], turning.first[other])]
        negation = negation[np.argsort(turning.last[negation], kind="stable")]
        ends, first = turning.last[negation], turning.first[other]
        which, at = spread(np.searchsorted(ends, first - _BOUND), np.searchsorted(ends, first))
        other, at = other[which], negation[at]
        same = clause[turning.first[at]] == clause[turning.first[other]]
        other, at = other[same], at[same]
        begin, end = np.full((2, len(turning)), -1)
        # all readings of the shifting word are negated ("denied": refused, negated)
        readings = acting[np.isin(turning.first[acting], turning.first[other])]
        begin[readings], end[readings] = turning.first[readings] - 1, turning.last[readings]
        begin[at] = turning.first[at]
        np.maximum.at(end, at, turning.last[other])
        first, last = found.matches.first[match], found.matches.last[match]
        cancelled = (end[by] >= 0) & ((last < begin[by]) | (first > end[by]))
        # "ни одна армия не нарушила перемирие": one negation said twice
        earliest = np.full(len(found.matches), _FAR)
        before = cancelled & (turning.last[by] < first)
        np.minimum.at(earliest, match[before], turning.first[by[before]])
        again = (turning.first[by] <= earliest[match]) & (earliest[match] < _FAR)
        return cancelled | again & (self._shift[turning.pattern[by]] == _NEGATED)

    def _shielded(self, found: Found, apart: np.ndarray, match: np.ndarray, by: np.ndarray) -> np.ndarray:
        """Which pairs have a word between that stands for itself: "ended the dispute without bloodshed"."""
        first, begin = found.matches.first[match], found.turning.first[by]
        settles = apart[found.turning.last[by]] & (found.turning.last[by] < first)
        nearest = np.full(len(found.matches), -1)
        np.maximum.at(nearest, match[settles], begin[settles])
        return (begin < nearest[match]) & (self._shift[found.turning.pattern[by]] != _NEGATED)

    def _strongest(self, found: Found, acting: np.ndarray, match: np.ndarray, by: np.ndarray) -> np.ndarray:
        """A value is a match: the row of the pattern that turns it, -1 where there is none, or where two cancel."""
        matches, turning = found.matches[match], found.turning[by]
        distance, shift = _distance(matches, turning), self._shift[turning.pattern]
        # of two readings of one word ("end": avoided, refused) the one that this concept answers to
        answers = np.where(self._turns[matches.pattern, shift], 2 + (shift != _NEGATED), shift == _NEGATED)
        letters = self._letters[turning.pattern]
        keys = (turning.pattern, turning.first, distance, -letters, -turning.size, -answers, match)
        order = np.lexsort(keys)
        order = order[distance[order] > 0]
        chosen = np.full(len(found.matches), -1)
        alone = np.bincount(match[order], minlength=len(chosen))[match[order]] == 1
        chosen[match[order[alone]]] = by[order[alone]]
        rest = order[~alone]
        # who denies or rules out something refuses it too, and a negation beside that is a second one
        others = acting[self._shift[found.turning.pattern[acting]] != _NEGATED]
        shift[np.isin(turning.first, found.turning.first[others]) & (shift == _NEGATED)] = _REFUSED
        columns = (match[rest], shift[rest], distance[rest], by[rest], turning.places[rest])
        for one, options in groupby(zip(*(c.tolist() for c in columns), strict=True), key=itemgetter(0)):
            chosen[one] = _of_several(options)
        return chosen


def reaches(table: Sequence[dict]) -> list[tuple[int, int]]:
    """How many words to its left and its right each shifting word can act on: never fewer than `Shifters` allows.

    Only a language with linking words has clauses that an infinitive closes.
    """
    links = any(row["kind"] == "link" for row in table)
    found = []
    for row in table:
        near, far = row["reach"] + 1, max(row["reach"] + 1, _CLOSING_REACH)
        left = far if row["place"] in ("after", "either") else 0
        right = (far if links else near) if row["place"] in ("before", "either") else 0
        found.append((left, right) if row["kind"] in SHIFTS else (0, 0))
    return found


def _of_several(options: Iterable[tuple[int, int, int, int, list[int]]]) -> int:
    """Of the shifting words of one match, the strongest first: the one that turns it, or -1."""
    kept, used = [], set()
    for _, shift, distance, by, places in options:
        words = {w for w in places if w >= 0}
        if used.isdisjoint(words):
            kept.append((shift, distance, by))
            used |= words
    # "no ... ever", "никаких ... не было": negations of one clause are one, and so are two ways of avoiding
    for kind in (_NEGATED, _AVOIDED):
        same = sorted((k for k in kept if k[0] == kind), key=itemgetter(1))
        kept = [k for k in kept if k[0] != kind] + same[:1]
    return min(kept, key=itemgetter(1))[2] if len(kept) % 2 else -1


def _distance(matches: Matches, turning: Matches) -> np.ndarray:
    """How many words on the nearest words of two patterns are, row by row; 0 where they share one."""
    between = np.abs(matches.places[:, :, None] - turning.places[:, None, :])
    between[(matches.places < 0)[:, :, None] | (turning.places < 0)[:, None, :]] = _FAR
    return between.min(axis=(1, 2), initial=_FAR)


def _clauses(block: Block, near: np.ndarray, marks: dict[str, np.ndarray]) -> np.ndarray:
    """A value is a word: its clause as shifting words see it; right where `near` holds, and -1 behind the last."""
    begins = np.zeros(len(near), np.bool_)
    begins[block.clause_first[:-1]] = True
    commas = begins & near
    commas[block.stretch_first[:-1]] = False
    commas = np.flatnonzero(commas)
    commas = commas[_only_comma(block, commas)]
    links = np.flatnonzero(marks["link"])
    first, end = block.clause_of(links)
    # "zu" and the verb end the clause; the "zu" of "zu Waffen" is of no infinitive
    linked = np.zeros(len(near), np.bool_)
    linked[first[end - links <= 2]] = True
    joined = linked[commas] & ~marks["apart"][commas] | _in_list(block, commas, marks["list"])
    begins[commas[joined]] = False
    clause = np.full(len(near) + PAD, -1)
    clause[: len(near)] = np.cumsum(begins | marks["break"][: len(near)])
    return clause


def _in_list(block: Block, words: np.ndarray, joins: np.ndarray) -> np.ndarray:
    """Do the commas before these words divide the items of a list: does "and" or a comma stand a word or two on?"""
    following = np.append(np.searchsorted(block.start, block.text_start[1:]), len(block.start))
    end, found = following[block.text_of(block.start[words])], np.zeros(len(words), np.bool_)
    for step in (1, 2):
        inside = np.flatnonzero(words + step < end)
        at = words[inside] + step
        found[inside] |= joins[at] | _only_comma(block, at)
    return found


def _only_comma(block: Block, words: np.ndarray) -> np.ndarray:
    """Does nothing but a comma stand before these words?"""
    end, size = block.end[words - 1], block.start[words] - block.end[words - 1]
    spaced = (size == 2) & (block.bytes[end + 1] == ord(" "))
    only = (block.bytes[end] == ord(",")) & (spaced | (size == 1))
    for n in np.flatnonzero((size > 1) & ~spaced).tolist():
        only[n] = block.raw[end[n] : end[n] + size[n]].decode("utf-8", "surrogatepass").strip() == ","
    return only


def _capital(block: Block, words: np.ndarray) -> np.ndarray:
    """Do these words begin with a capital letter?"""
    begin = block.start[words]
    byte, following = block.bytes[begin], block.bytes[begin + 1]
    return (byte >= 65) & (byte <= 90) | (byte == 0xC3) & (following < 0xA0)
