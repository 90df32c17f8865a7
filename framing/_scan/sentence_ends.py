"""Where the sentences of a line end: what Punkt decides, asked only where it is in doubt.

Punkt reads each word before a full stop with its neighbours, again for every full stop. But ?, ! and … always end a
sentence, and so does a full stop after a word of two or more letters that is no abbreviation. Only numbers, initials,
abbreviations and words with other signs in them are given to Punkt, once for each distinct place.
"""

import re
import sys
from collections.abc import Sequence
from functools import cached_property, lru_cache
from importlib import import_module
from importlib.resources import files
from importlib.util import find_spec
from types import ModuleType

import numpy as np
import pandas as pd

from .blocks import Block, blocks, spread
from .filter import Known, word_keys

_PLAIN = re.compile(r"[^\W\d_]{2,}(?:-[^\W\d_]{2,})*")
_OTHER_SPACE = re.compile(r"[\t\r\x0b\x0c]")
_REMEMBERED = 1 << 16  # places; then they are forgotten, so that memory stays bounded
_SPACES = np.zeros(256, np.bool_)
_SPACES[list(b" \t\r\x0b\x0c\n")] = True
# the kinds of bytes after a sign: no sentence ends before them; a word, in any case a sign of print, begins with them
_GOES_ON, _BEGINS = np.zeros(256, np.bool_), np.zeros(256, np.bool_)
_GOES_ON[list(b"\nabcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.,-/")] = True
_BEGINS[0x21:0x7F] = _BEGINS[[0xC3, 0xD0, 0xD1]] = True


def count_words_and_sentences(texts: Sequence[str], lang: str) -> tuple[np.ndarray, np.ndarray]:
    """How many words and how many sentences each text has: as `words.sentence_spans` finds them.

    >>> count_words_and_sentences(["They met. They parted.", ""], "en")
    (array([4, 0]), array([2, 0]))
    """
    words, sentences = np.zeros(len(texts), np.int64), np.zeros(len(texts), np.int64)
    ends = sentence_ends(lang)
    for first, block in blocks(texts):
        own = slice(first, first + len(block.text_start))
        words[own], sentences[own] = block.words_by_text(), ends.count(block)
    return words, sentences


@lru_cache
def sentence_ends(lang: str) -> "SentenceEnds":
    """The sentence ends of one language, kept with what they have learnt."""
    return SentenceEnds(lang)


class SentenceEnds:
    """Punkt for one language, told its abbreviations, months and frequent sentence starters."""

    def __init__(self, lang: str) -> None:
        table = pd.read_csv(files("framing") / "abbreviations.csv", dtype=str)
        self._words = table[table["lang"] == lang].groupby("kind")["form"].agg(set).to_dict()
        self._abbreviations = self._words.get("abbreviation", set())
        self._decided: dict[str, bool] = {}
        self._places: dict[bytes, tuple[int, ...]] = {}
        self._plain = Known(16)

    def spans(self, line: str) -> list[tuple[int, int]]:
        """Start and end of every sentence of a line."""
        sentences, last = [], 0
        for end, follows in self._breaks(line):
            sentences.append((last, end))
            last = follows
        sentences.append((last, len(line.rstrip())))
        return self._with_closing_signs(line, sentences)

    def count(self, block: Block) -> np.ndarray:
        """How many sentences each text of a block has; a sentence holds a word."""
        first = self.first_words(block, block.clause_ends)
        return np.bincount(block.text_of(block.start[first]), minlength=len(block.text_start))

    def first_words(self, block: Block, marks: np.ndarray) -> np.ndarray:
        """The words that begin a sentence: the first after a line break, or after a sentence end among these signs."""
        breaks = [marks[block.bytes[marks] == ord("\n")], *self._sentence_breaks(block, marks)]
        first = np.unique(np.searchsorted(block.start, np.concatenate(breaks)))
        return first[first < len(block.start)]

    def _sentence_breaks(self, block: Block, marks: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Those of these signs that end sentences: those that are clear, and those that had to be decided."""
        raw, marks = block.bytes, marks[marks < len(block.raw) - 4]
        dots = raw[marks] == 0xE2
        dots &= (raw[marks + 1] == 0x80) & (raw[marks + 2] == 0xA6)  # …
        signs = marks[np.isin(raw[marks], list(b".!?")) | dots]
        after = signs + np.where(raw[signs] == 0xE2, 3, 1)
        signs, after = signs[~_GOES_ON[raw[after]]], after[~_GOES_ON[raw[after]]]
        if not len(signs) or not len(block.start):
            return signs[:0], signs[:0]
        # clear: a space, a plain word, the sign, a space, something
        word = np.minimum(np.searchsorted(block.end, signs), len(block.end) - 1)
        clear = (block.end[word] == signs) & (raw[after] == ord(" ")) & _BEGINS[raw[after + 1]]
        clear &= np.isin(raw[block.start[word] - 1], list(b" \n"))
        at = np.flatnonzero(clear)
        keys = word_keys(block, word[at])
        clear[at] = self._plain(keys, lambda _, n: self._is_plain(block.word(word[at[n]]))) > 0
        return signs[clear], self._decide_places(block, signs[~clear])

    def _is_plain(self, word: str) -> int:
        """1 for a word after which every sign ends a sentence."""
        return int(_PLAIN.fullmatch(word) is not None and word.lower() not in self._abbreviations)

    def _decide_places(self, block: Block, signs: np.ndarray) -> np.ndarray:
        """Those of these signs that end a sentence, as Punkt decides them from their word and the next."""
        spaces = _spaces(block, signs)
        after = np.searchsorted(spaces, signs)
        begins = np.unique(spaces[after - 1] + 1, return_index=True)
        found = []
        for begin, k in zip(begins[0].tolist(), after[begins[1]].tolist(), strict=True):
            place = _place(block.raw, begin, k, spaces)
            known = self._places.get(place)
            if known is None:
                if len(self._places) >= _REMEMBERED:
                    self._places.clear()
                known = self._places[place] = self._ends_in(place, spaces[k] - begin)
            found += [begin + at for at in known]
        return np.array(found, np.int64)

    def _ends_in(self, place: bytes, size: int) -> tuple[int, ...]:
        """Where, in bytes, the first word of this place ends sentences."""
        line = place.decode("utf-8", "surrogatepass")
        ends = [len(line[:end].encode("utf-8", "surrogatepass")) - 1 for end, _ in self._breaks(line)]
        return tuple(end for end in ends if end < size)

    def _breaks(self, line: str) -> list[tuple[int, int]]:
        """Where a sentence ends, and where the next one begins."""
        breaks, before, start, stop = [], None, 0, 0
        for match in self._ending.finditer(line):
            at = match.start()
            space = _last_space(line, stop, at)
            begin = space + 1 if space > stop else start
            # of several signs in one word ("what?!") the last decides
            if before and stop <= begin and self._ends(line[start:stop], before):
                breaks.append(before)
            before, start, stop = match, begin, at
        if before and self._ends(line[start:stop], before):
            breaks.append(before)
        return [(m.end(), m.start("next_tok") if m["next_tok"] else m.end()) for m in breaks]

    def _ends(self, word: str, sign: re.Match) -> bool:
        """Does this sign after this word end a sentence?"""
        if sign[0] != ".":
            return True
        if _PLAIN.fullmatch(word):
            low = word.lower()
            if low not in self._abbreviations and low.rpartition("-")[2] not in self._abbreviations:
                return True
        place = word + sign[0] + sign["after_tok"]
        known = self._decided.get(place)
        if known is None:
            if len(self._decided) >= _REMEMBERED:
                self._decided.clear()
            known = self._decided[place] = self._punkt.text_contains_sentbreak(place)
        return known

    def _with_closing_signs(self, line: str, sentences: list[tuple[int, int]]) -> list[tuple[int, int]]:
        """The sentences, each with the closing quotes and brackets that stand before the next one."""
        moved, found = 0, []
        for (start, end), (start_next, end_next) in zip(sentences, sentences[1:], strict=False):
            closing = self._closing.match(line, start_next, max(start_next, end_next))
            if closing:
                found.append((start + moved, start_next + len(closing[0].rstrip())))
                moved = closing.end() - start_next
            else:
                if start + moved < end:
                    found.append((start + moved, end))
                moved = 0
        start, end = sentences[-1]
        if start + moved < end:
            found.append((start + moved, end))
        return found

    @cached_property
    def _ending(self) -> re.Pattern:
        return _as_re(self._punkt._lang_vars.period_context_re())

    @cached_property
    def _closing(self) -> re.Pattern:
        return _as_re(self._punkt._lang_vars.re_boundary_realignment)

    @cached_property
    def _punkt(self):  # noqa: ANN202 (an NLTK class, imported only here)
        punkt = _import_punkt()

        class Vars(punkt.PunktLanguageVars):
            sent_end_chars = (".", "?", "!", "…")
            internal_punctuation = ",:;—–"

        parameters = punkt.PunktParameters()
        parameters.abbrev_types = self._abbreviations
        parameters.sent_starters = self._words.get("starter", set())
        # "3. März", "20. Jahrhundert": a number before these words does not end a sentence
        parameters.collocations = {("##number##", word) for word in self._words.get("after number", set())}
        return punkt.PunktSentenceTokenizer(parameters, lang_vars=Vars())


def _as_re(pattern: re.Pattern) -> re.Pattern:
    """A pattern of NLTK in Python's own `re`: ten times as fast as one that watches the clock."""
    return re.compile(pattern.pattern, pattern.flags & (re.MULTILINE | re.VERBOSE))


def _spaces(block: Block, signs: np.ndarray) -> np.ndarray:
    """The places of white space, at least on the lines of these signs."""
    raw, breaks = block.bytes, block.clause_ends[block.bytes[block.clause_ends] == ord("\n")]
    line = np.unique(np.searchsorted(breaks, signs))
    begin, end = breaks[line - 1], breaks[line] + 1
    if 4 * (end - begin).sum() > len(raw):
        return np.flatnonzero(_SPACES[raw])
    places = spread(begin, end)[1]
    places = places[_SPACES[raw[places]]]
    return places[np.diff(places, prepend=-1) > 0]  # a break stands at the end of one line and at the start of the next


def _import_punkt() -> ModuleType:
    """NLTK's module of Punkt, without the rest of NLTK.

    `import nltk` imports scikit-learn and scipy as well, for classifiers: 90 MB and most of a second. None of it is
    needed here, so the package's own start is passed over; who imports NLTK later gets all of it.
    """
    if "nltk" in sys.modules:
        return import_module("nltk.tokenize.punkt")
    bare = ModuleType("nltk")
    bare.__path__ = find_spec("nltk").submodule_search_locations
    sys.modules["nltk"] = bare
    try:
        return import_module("nltk.tokenize.punkt")
    finally:
        for name in [name for name in sys.modules if name.partition(".")[0] == "nltk"]:
            del sys.modules[name]


def _last_space(line: str, begin: int, end: int) -> int:
    """The last white space between two places, or -1."""
    space = line.rfind(" ", begin, end)
    if _OTHER_SPACE.search(line, max(space, begin), end):
        return max(line.rfind(c, begin, end) for c in " \t\r\x0b\x0c")
    return space


def _place(raw: bytes, begin: int, space: int, spaces: np.ndarray) -> bytes:
    """The word that begins here and ends at this space, with the next word of its line."""
    line_end = raw.index(b"\n", begin)
    while spaces[space] < line_end and spaces[space + 1] == spaces[space] + 1:
        space += 1
    end = int(spaces[min(space + 1, len(spaces) - 1)])
    place = raw[begin : min(end, line_end)]
    following = place[int(spaces[space]) - begin :].decode("utf-8", "surrogatepass")
    return place if following.strip() else raw[begin:line_end]  # only rare spaces follow: the whole line is needed
