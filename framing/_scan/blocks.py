"""Words and clauses of many texts at once, as places in one array of bytes.

A block is some texts as UTF-8, one after another. numpy finds the words of all of them in a few passes over the
bytes; what a word is, is said by `words.WORD`, and both find the same words in any text. Only letters that are
rare in English, German and Russian are decoded one by one.
"""

from collections.abc import Iterator, Sequence
from functools import cached_property

import numpy as np
import pyarrow as pa

SIZE = 1 << 20  # bytes of text in a block: few enough for the processor's cache, many for what is done once a block

CLAUSE_ENDS = frozenset(',;:.!?…—–()[]«»„“”"\n')

# what a byte of UTF-8 can be; a larger code is a letter or digit, the same for both of its cases
_APART, _CLAUSE_END, _RARE, _LATIN, _APOSTROPHE = range(5)
_LETTER = 5
_E = 0xB5  # the second byte of е, and here of ё too: they do not count as different
_BEFORE, _AFTER = b"\n" * 8, b"\n" * 16  # a window of eight bytes fits everywhere


def _codes() -> bytes:
    """What each byte is, as a table for `bytes.translate`."""
    codes = bytearray(256)
    for byte in range(128):
        letter = chr(byte)
        codes[byte] = ord(letter.lower()) if letter.isalnum() else _CLAUSE_END if letter in CLAUSE_ENDS else _APART
    codes[ord("'")] = _APOSTROPHE
    for byte in range(0x80, 0xC0):
        codes[byte] = byte | 0x20  # А and а, Ä and ä differ in this bit
    codes[0x91] = codes[0x81] = codes[0xB1] = codes[0xA1] = _E
    codes[0xC0:] = bytes([_RARE]) * 64
    codes[0xC3] = _LATIN  # Ä ö ß é: all letters but × and ÷
    codes[0xD0] = codes[0xD1] = 0xD0  # Cyrillic: all letters
    return bytes(codes)


_CODES = _codes()


def codes_of(word: str) -> bytes:
    """The codes of a word of plain letters, as a block has them."""
    return word.encode().translate(_CODES).replace(bytes([_LATIN]), b"\xc3")


class Block:
    """Some texts as one array of bytes, with the places of their words.

    start, end : a value is a word: where it begins and ends, in bytes.
    unusual : the words that hold an apostrophe, ß, or a letter that had to be decoded, by number.
    clause_ends : a value is a sign that ends a clause: its place, in bytes.
    codes : a value is a byte: equal for the two cases of a letter; comparing codes may take different words for
        equal, never equal words for different, unless they are unusual.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        parts = [text.encode("utf-8", "surrogatepass") for text in texts]
        self.raw = _BEFORE + b"\n".join(parts) + _AFTER
        sizes = np.fromiter(map(len, parts), np.int64, len(parts))
        self.text_start = np.cumsum(sizes + 1) - sizes - 1 + len(_BEFORE)
        self.bytes = np.frombuffer(self.raw, np.uint8)
        self.codes = np.frombuffer(bytearray(self.raw).translate(_CODES), np.uint8)
        unusual = self._settle_special()
        letter = self.codes >= _LETTER
        edges = np.flatnonzero(letter[1:] != letter[:-1]) + 1
        self.start, self.end = edges[::2], edges[1::2]
        self.unusual = np.searchsorted(self.start, unusual, side="right") - 1

    def _settle_special(self) -> np.ndarray:
        """Make every special code a letter or not; the places of unusual letters."""
        codes, raw = self.codes, self.bytes
        special = np.flatnonzero(codes - np.uint8(1) < _LETTER - 1)
        kind = codes[special]
        latin, rare = special[kind == _LATIN], special[kind == _RARE]
        second = raw[latin + 1]
        codes[latin] = 0xC3
        sign = latin[second & 0xDF == 0x97]  # × and ÷
        codes[sign] = codes[sign + 1] = _APART
        joiner, ends = special[kind == _APOSTROPHE], special[kind == _CLAUSE_END]
        letters, joiners, width, more_ends = self._decode(rare)
        joiner, width = np.append(joiner, joiners), np.append(np.ones(len(joiner), np.int64), width)
        inside = (codes[joiner - 1] >= _LETTER) & (codes[joiner + width] >= _LETTER)
        joiner, width = joiner[inside], width[inside]
        for at in range(3):
            codes[(joiner + at)[at < width]] = 0xC2
        self.clause_ends = np.sort(np.append(ends, more_ends))
        return np.concatenate([latin[second == 0x9F], letters, joiner])

    def _decode(self, rare: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """Decode the letters at these places: which are letters, which join words and how many bytes they have, which
        end a clause. All but the letters are blotted out."""
        nothing = rare[:0]
        if not len(rare):
            return nothing, nothing, nothing, nothing
        one, two, three, four = (self.bytes[rare + n].astype(np.int64) for n in range(4))
        width = 2 + (one >= 0xE0) + (one >= 0xF0)
        point = np.select(
            [width == 2, width == 3],
            [(one & 31) << 6 | two & 63, (one & 15) << 12 | (two & 63) << 6 | three & 63],
            (one & 7) << 18 | (two & 63) << 12 | (three & 63) << 6 | four & 63,
        )
        distinct, which = np.unique(point, return_inverse=True)
        letters = [chr(p) for p in distinct.tolist()]
        alnum = np.array([c.isalnum() for c in letters])[which]
        ending = np.array([c in CLAUSE_ENDS for c in letters])[which]
        joining = np.array([c in "’\u00ad" for c in letters])[which]
        self.codes[rare] = 0xC2
        for at in range(4):
            self.codes[(rare + at)[~alnum & (at < width)]] = _APART
        return rare[alnum], rare[joining], width[joining], rare[ending]

    @cached_property
    def windows(self) -> np.ndarray:
        """A value is a place: the eight codes that begin there, as one number."""
        return np.ndarray((len(self.codes) - 8,), "<u8", self.codes, 0, (1,))

    @cached_property
    def raw_windows(self) -> np.ndarray:
        """A value is a place: the eight bytes that begin there, as one number."""
        return np.ndarray((len(self.raw) - 8,), "<u8", self.raw, 0, (1,))

    @cached_property
    def clause_first(self) -> np.ndarray:
        """A value is a clause: its first word; one more is the number of words. A text ends a clause."""
        return self._ranges(self._after_clause)

    @cached_property
    def stretch_first(self) -> np.ndarray:
        """A value is a stretch, one or more clauses with commas between them: its first word, as for clauses."""
        return self._ranges(self._after_clause[self.bytes[self.clause_ends] != ord(",")])

    @cached_property
    def _after_clause(self) -> np.ndarray:
        """A value is a sign that ends a clause: the word behind it."""
        return np.searchsorted(self.start, self.clause_ends)

    def _ranges(self, first: np.ndarray) -> np.ndarray:
        first = np.concatenate([[0], first, [len(self.start)]])
        return first[np.append(first[1:] != first[:-1], True)]

    @cached_property
    def clause(self) -> np.ndarray:
        """A value is a word: the number of its clause."""
        return _number(self.clause_first)

    @cached_property
    def stretch(self) -> np.ndarray:
        """A value is a word: the number of its stretch."""
        return _number(self.stretch_first)

    def clause_of(self, words: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Where the clauses of these words begin and end."""
        clause = self.clause[words]
        return self.clause_first[clause], self.clause_first[clause + 1]

    @cached_property
    def _letters_before(self) -> np.ndarray:
        """A value is a byte: how many characters begin before it."""
        begins = np.empty(len(self.bytes) + 1, np.int32)
        begins[0] = 0
        np.cumsum(self.bytes & 0xC0 != 0x80, dtype=np.int32, out=begins[1:])
        return begins

    def place(self, byte: np.ndarray, text: np.ndarray) -> np.ndarray:
        """Places in bytes as places in the characters of these texts."""
        return self._letters_before[byte] - self._letters_before[self.text_start[text]]

    def text_of(self, byte: np.ndarray) -> np.ndarray:
        """The number of the text in which each place stands."""
        return np.searchsorted(self.text_start, byte, side="right") - 1

    def words_by_text(self) -> np.ndarray:
        """A value is a text: how many words it has."""
        first = np.searchsorted(self.start, self.text_start)
        return np.diff(first, append=len(self.start))

    def strings(self, begin: np.ndarray, end: np.ndarray) -> pa.LargeStringArray:
        """What stands from each of these places, in bytes, to its end."""
        _, places = spread(begin, end)
        ends = np.append(0, np.cumsum(end - begin))
        return pa.LargeStringArray.from_buffers(len(begin), pa.py_buffer(ends), pa.py_buffer(self.bytes[places]))

    def word(self, number: int) -> str:
        """One word, as it stands."""
        return self.raw[self.start[number] : self.end[number]].decode("utf-8")


def spread(begin: np.ndarray, end: np.ndarray, values: np.ndarray | None = None) -> tuple[np.ndarray, np.ndarray]:
    """All places from each beginning to its end, or the values there, and before them the range that each is of.

    >>> spread(np.array([5, 9]), np.array([7, 10]))
    (array([0, 0, 1]), array([5, 6, 9]))
    """
    size = end - begin
    which = np.repeat(np.arange(len(size)), size)
    places = np.arange(len(which)) + np.repeat(begin - np.cumsum(size) + size, size)
    return which, places if values is None else values[places]


def _number(first: np.ndarray) -> np.ndarray:
    """A value is a word: which range holds it, of ranges that begin at these words and end where the next begins."""
    return np.repeat(np.arange(len(first) - 1, dtype=np.int32), np.diff(first))


def blocks(texts: Sequence[str]) -> Iterator[tuple[int, Block]]:
    """The texts in blocks of about SIZE bytes, each with the number of its first text."""
    begin, letters = 0, 0
    for number, text in enumerate(texts):
        letters += len(text) + 1
        if letters >= SIZE:
            yield begin, Block(texts[begin : number + 1])
            begin, letters = number + 1, 0
    if begin < len(texts):
        yield begin, Block(texts[begin:])
