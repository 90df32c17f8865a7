"""Patterns as one automaton that reads the classes of words, at many places of a block at once.

Patterns that begin alike share the beginning of their way; a state is a set of such beginnings, made when it is first
reached. So each step is one look in a table for all places together, however many patterns there are.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from .blocks import spread
from .filter import Known
from .patterns import GAP

PAD = GAP + 2  # how far beyond the last word of a block an automaton may look
_BITS = 21  # classes and parts are far fewer than 2**21
_DEAD, _BEGIN = 0, 1  # states: no pattern goes on, no word is read yet


class Column:
    """A value, or a row of values, for each number from 0; grows with the numbers."""

    def __init__(self) -> None:
        self._values, self._array = [], np.zeros(0)

    def append(self, value: object) -> None:
        """The value of the next number."""
        self._values.append(value)

    def of(self, numbers: np.ndarray) -> np.ndarray:
        """The values of these numbers."""
        if len(self._array) < len(self._values):
            self._array = np.array(self._values)
        return self._array[numbers]


class Lists:
    """A list of numbers for each number from 0; grows."""

    def __init__(self) -> None:
        self._values: list[int] = []
        self._bounds = [0]
        self._flat, self._at = np.zeros(0, np.int64), np.zeros(1, np.int64)

    def append(self, values: Iterable[int]) -> None:
        """The list of the next number."""
        self._values += values
        self._bounds.append(len(self._values))

    def of(self, numbers: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """All values of the lists of these numbers, one list after another, and the place in `numbers` of each."""
        if len(self._at) < len(self._bounds):
            self._flat, self._at = np.array(self._values, np.int64), np.array(self._bounds)
        return spread(self._at[numbers], self._at[numbers + 1], self._flat)


@dataclass
class Matches:
    """Patterns found in a block: a row is a match.

    places : the words of a match, by number, in order; -1 where it has no more. size : how many it has.
    pattern : which pattern fits.
    """

    places: np.ndarray
    size: np.ndarray
    pattern: np.ndarray

    def __len__(self) -> int:
        return len(self.pattern)

    def __getitem__(self, rows: np.ndarray) -> "Matches":
        return Matches(self.places[rows], self.size[rows], self.pattern[rows])

    @property
    def first(self) -> np.ndarray:
        """The first word of each match."""
        return self.places[:, 0]

    @cached_property
    def last(self) -> np.ndarray:
        """The last word of each match."""
        return self.places[np.arange(len(self)), self.size - 1]

    def words(self) -> tuple[np.ndarray, np.ndarray]:
        """The words of all matches, one match after another, and before them the row of each."""
        return np.repeat(np.arange(len(self)), self.size), self.places[self.places >= 0]

    def all_in(self, marked: np.ndarray) -> np.ndarray:
        """Which matches have all their words among the marked ones."""
        return self._marked(marked) == self.size

    def any_in(self, marked: np.ndarray) -> np.ndarray:
        """Which matches have one of their words among the marked ones."""
        return self._marked(marked) > 0

    def _marked(self, marked: np.ndarray) -> np.ndarray:
        """How many words of each match are marked."""
        which, words = self.words()
        return np.bincount(which[marked[words]], minlength=len(self))


def together(parts: Sequence[Matches]) -> Matches:
    """Some tables as one, in the order of the text."""
    places = np.full((sum(map(len, parts)), max((part.places.shape[1] for part in parts), default=1)), -1)
    at = 0
    for part in parts:
        places[at : at + len(part), : part.places.shape[1]] = part.places
        at += len(part)
    nothing = np.zeros(0, np.int64)
    size = np.concatenate([nothing, *(part.size for part in parts)])
    pattern = np.concatenate([nothing, *(part.pattern for part in parts)])
    return Matches(places, size, pattern)[np.argsort(places[:, 0], kind="stable")]


@dataclass(slots=True)
class _Node:
    """Where the patterns that begin alike have got to: those that end here, and what may follow, by part.

    next : the next word must fit. wide : a gap may stand before it.
    """

    ends: list[int] = field(default_factory=list)
    next: dict[int, int] = field(default_factory=dict)
    wide: dict[int, int] = field(default_factory=dict)


class Automaton:
    """Finds patterns, given as parts of which `number` says the number; `fits` says which parts each class fits."""

    def __init__(
        self, sequences: Iterable[tuple[str, ...]], number: dict[str, int], fits: list[frozenset[int]]
    ) -> None:
        self._fits, self._nodes = fits, [_Node()]
        for n, sequence in enumerate(sequences):
            self._add(n, sequence, number)
        # a gap leads to a single node: these states are numbered first
        members = [frozenset(), frozenset({0}), *(frozenset({n}) for node in self._nodes for n in node.wide.values())]
        self._numbers = {nodes: number for number, nodes in enumerate(members)}
        self._members: list[frozenset[int]] = []
        self._ends, self._ways, self._goes_on = Lists(), Lists(), Column()
        self._next, self._fit = Known(), Known()
        for nodes in members:
            self._describe(nodes)

    def find(self, words: np.ndarray, classes: np.ndarray, clauses: np.ndarray, offers: np.ndarray) -> Matches:
        """The patterns that begin at these words.

        classes, clauses : a value is a word of the block, and PAD more; no pattern goes on in another clause.
        offers : a value is a word: as bits, the parts that the words of its clause fit.
        """
        found = []
        places, states = words[:, None], self._step(np.full(len(words), _BEGIN), classes[words])
        while len(states):
            which, patterns = self._ends.of(states)
            found.append(Matches(places[which], np.full(len(which), places.shape[1]), patterns))
            on = np.flatnonzero(self._goes_on.of(states))
            near = self._near(places[on], states[on], classes, clauses)
            far = self._far(places[on], states[on], classes, clauses, offers)
            places, states = (np.concatenate(pair) for pair in zip(near, *far, strict=True))
            alive = states != _DEAD
            places, states = places[alive], states[alive]
        return together(found)

    def _near(
        self, places: np.ndarray, states: np.ndarray, classes: np.ndarray, clauses: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """One word on."""
        last = places[:, -1]
        on = np.flatnonzero(clauses[last + 1] == clauses[last])
        last = last[on] + 1
        return np.column_stack([places[on], last]), self._step(states[on], classes[last])

    def _far(
        self, places: np.ndarray, states: np.ndarray, classes: np.ndarray, clauses: np.ndarray, offers: np.ndarray
    ) -> list[tuple[np.ndarray, np.ndarray]]:
        """Across a gap: the first word that fits, no more than GAP words on, in the same clause."""
        which, ways = self._ways.of(states)
        part, state = ways & (1 << _BITS) - 1, ways >> _BITS
        places, found = places[which], []
        left = np.flatnonzero(offers[places[:, -1]] & bit(part))
        for step in range(1, GAP + 2):
            at = places[left, -1] + step
            inside = clauses[at] == clauses[at - step]
            left, at = left[inside], at[inside]
            if not len(left):
                break
            fits = self._fit(_key(classes[at], part[left]), self._fits_part) > 0
            found.append((np.column_stack([places[left[fits]], at[fits]]), state[left[fits]]))
            left = left[~fits]
        return found

    def _step(self, states: np.ndarray, classes: np.ndarray) -> np.ndarray:
        """The states after words of these classes."""
        return self._next(_key(states, classes), self._decide)

    def _decide(self, key: int, _: int) -> int:
        state, number = divmod(key, 1 << _BITS)
        nodes = [self._nodes[n].next for n in self._members[state]]
        fits = self._fits[number]
        return self._state(frozenset(way[part] for way in nodes for part in way.keys() & fits))

    def _fits_part(self, key: int, _: int) -> int:
        number, part = divmod(key, 1 << _BITS)
        return int(part in self._fits[number])

    def _state(self, nodes: frozenset[int]) -> int:
        """The number of the state with these nodes; a new one gets the next number."""
        known = self._numbers.get(nodes)
        if known is None:
            known = self._numbers[nodes] = len(self._members)
            self._describe(nodes)
        return known

    def _describe(self, nodes: frozenset[int]) -> None:
        """Note what ends in a state, and where it leads."""
        own = [self._nodes[n] for n in sorted(nodes)]
        after_gap = [(part, self._numbers[frozenset({n})]) for node in own for part, n in sorted(node.wide.items())]
        self._members.append(nodes)
        self._ends.append([pattern for node in own for pattern in node.ends])
        self._ways.append([state << _BITS | part for part, state in after_gap])
        self._goes_on.append(any(node.next or node.wide for node in own))

    def _add(self, pattern: int, sequence: tuple[str, ...], number: dict[str, int]) -> None:
        """Let a pattern end where its parts lead."""
        at, gap = 0, False
        for part in sequence:
            if part == "...":
                gap = True
                continue
            ways = self._nodes[at].wide if gap else self._nodes[at].next
            at = ways.setdefault(number[part], len(self._nodes))
            if at == len(self._nodes):
                self._nodes.append(_Node())
            gap = False
        self._nodes[at].ends.append(pattern)


def _key(high: np.ndarray, low: np.ndarray) -> np.ndarray:
    """Two columns of numbers as one."""
    return (high << _BITS | low).astype(np.uint64)


def bit(part: np.ndarray | int) -> np.ndarray | int:
    """One of 62 bits for each part; parts share bits, so that this only filters."""
    return 1 << part % 62
