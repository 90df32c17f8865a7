"""Which words of a block are worth a look, and which of the known words each is.

The filter compares only the first bytes of words, for all words of a block at once; the memo decides each distinct
form once and finds it again by its bytes.
"""

from collections.abc import Callable, Iterable

import numpy as np

from .blocks import Block, codes_of

_MULTIPLIER, _MIXER = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F)
_FIRST = np.array([(1 << 8 * n) - 1 for n in range(9)], np.uint64)  # masks that keep the first n bytes of a window
_REMEMBERED = 1 << 16  # keys; then they are forgotten, so that memory stays bounded
_SIZES = (8, 6, 4, 3, 2)  # how many bytes of a beginning the filter compares
_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyz0123456789абвгдежзийклмнопрстуфхцчшщъыьэюя") | frozenset(
    chr(n) for n in range(0xE0, 0x100) if n != 0xF7
)


def _slots(keys: np.ndarray, bits: int) -> np.ndarray:
    """Places of 64-bit keys in a table of 2**bits."""
    return ((keys * _MULTIPLIER) >> np.uint64(64 - bits)).view(np.int64)


class Filter:
    """Which words of a block may fit one of these parts of patterns: surely all that do, and few others."""

    _BITS = 18

    def __init__(self, parts: Iterable[str]) -> None:
        self._known = np.zeros(1 << self._BITS, np.bool_)
        self._sizes, self._ends, self._longer_than = set(), 0, 1 << 30
        suffixes = []
        for part in parts:
            if "'" in part:
                continue  # a word with an apostrophe is unusual, and passes
            begin = part.split("*")[0]
            plain = _plain(begin)
            whole = plain == begin == part
            if plain:
                self._add(codes_of(plain), whole)
            elif "*" in part and (end := _plain(part[::-1].split("*")[0])[::-1]):
                suffixes.append(codes_of(end))
            else:
                self._longer_than = min(self._longer_than, len(_plain(part.replace("*", "")).encode()))
        if suffixes:
            self._ends = min(8, min(map(len, suffixes)))
            for end in suffixes:
                self._mark(end[-self._ends :])

    def _add(self, code: bytes, whole: bool) -> None:
        size = 8 if whole else next(s for s in (*_SIZES, 1) if s <= len(code))
        self._sizes.add(size)
        self._mark(code[:size])

    def _mark(self, code: bytes) -> None:
        key = np.array([int.from_bytes(code, "little")], np.uint64)
        self._known[_slots(key, self._BITS)] = True

    def __call__(self, block: Block) -> np.ndarray:
        """The numbers of the words that may fit, in order."""
        length = block.end - block.start
        likely = length >= self._longer_than
        rest = np.flatnonzero(~likely) if likely.any() else slice(None)
        begin, length = block.windows[block.start[rest]], length[rest]
        fits = np.zeros(len(begin), np.bool_)
        for size in sorted(self._sizes):
            keys = begin & (_FIRST[np.minimum(length, 8)] if size == 8 else _FIRST[size])
            fits |= self._known[_slots(keys, self._BITS)]
        if self._ends:
            keys = block.windows[block.end[rest] - 8] >> np.uint64(8 * (8 - self._ends))
            fits |= self._known[_slots(keys, self._BITS)]
        likely[rest] = fits
        likely[block.unusual] = True
        return np.flatnonzero(likely)


def _plain(part: str) -> str:
    """The beginning of a part whose letters have one code for both cases."""
    return part[: next((n for n, letter in enumerate(part) if letter not in _PLAIN), len(part))]


class Known:
    """Values of 64-bit keys, each decided once and then found in a table of 2**bits. The key 0 has the value 0."""

    def __init__(self, bits: int = 13) -> None:
        self._all: dict[int, int] = {}
        # the last key with such a slot, and its value; what is not here is in `_all`
        self._bits, self._keys, self._values = bits, np.zeros(1 << bits, np.uint64), np.zeros(1 << bits, np.int64)

    def __call__(self, keys: np.ndarray, decide: Callable[[int, int], int]) -> np.ndarray:
        """The values of these keys; `decide` gets a new key and a place where it stands."""
        slots = _slots(keys, self._bits)
        values = self._values[slots]
        unknown = np.flatnonzero(self._keys[slots] != keys)
        if len(unknown):
            distinct, first, which = np.unique(keys[unknown], return_index=True, return_inverse=True)
            found = []
            for key, at in zip(distinct.tolist(), unknown[first].tolist(), strict=True):
                value = self._all.get(key)
                if value is None:
                    if len(self._all) >= _REMEMBERED:
                        self._all.clear()
                    value = self._all[key] = decide(key, at)
                found.append(value)
            values[unknown] = np.array(found, np.int64)[which]
            at = slots[unknown]
            self._keys[at], self._values[at] = keys[unknown], values[unknown]
        return values


class Memo:
    """A number for each word, decided once for each distinct form and found again by the form's bytes.

    Forms of up to eight bytes are told apart exactly, longer ones by 63 mixed bits: that two of a million forms are
    taken for one another has a probability of one in ten million.
    """

    def __init__(self, decide: Callable[[str], int]) -> None:
        self._decide, self._known = decide, Known(16)

    def __call__(self, block: Block, words: np.ndarray) -> np.ndarray:
        """The numbers of these words of a block."""
        return self._known(word_keys(block, words), lambda _, at: self._decide(block.word(words[at])))


def word_keys(block: Block, words: np.ndarray) -> np.ndarray:
    """A value is a word: its bytes as a number of 64 bits, mixed where they are more than eight."""
    windows, start = block.raw_windows, block.start[words]
    length = block.end[words] - start
    keys = windows[start] & _FIRST[np.minimum(length, 8)]
    longer, done = np.flatnonzero(length > 8), 8
    while len(longer):
        left = length[longer] - done
        mixed = keys[longer]
        mixed ^= mixed >> np.uint64(29)
        mixed *= _MULTIPLIER
        mixed += windows[start[longer] + done] & _FIRST[np.minimum(left, 8)]
        mixed *= _MIXER
        mixed ^= mixed >> np.uint64(32)
        keys[longer] = mixed | np.uint64(1 << 63)
        longer, done = longer[left > 8], done + 8
    return keys
