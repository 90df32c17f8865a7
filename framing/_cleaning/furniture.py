"""Page furniture: advertising, teasers, captions, and what an outlet repeats from article to article."""

import re
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import islice

import numpy as np
import pandas as pd

from ..words import WORD, count_words
from .tidy import tidy

REPEATED = (3, 0.2)  # a line in at least 3 and a fifth of an outlet's articles is furniture, not news
REPEATED_TAIL = (5, 0.1)  # a run of words at the end of an outlet's texts likewise
REPEATED_HEAD = (5, 0.3)  # and at the beginning, where news has formulas of its own
_LEAST = (REPEATED, REPEATED_HEAD, REPEATED_TAIL)
RUN, HEAD, TAIL = 6, 40, 70  # words
LOOSE = 12  # words that may stand between what is repeated and the text's edge: a date, a link

_CREDIT = re.compile(
    r"\s[-–—|/]\s?(?:[^\W_]{2,20}/){0,2}(?:AFP|AP|DPA|dpa|Reuters|Keystone|APA|Archiv|Archive|EPA|Getty|ТАСС|Архив)"
    r"(?:/[^\W_]{2,20}){0,2}$"
)


@dataclass(frozen=True)
class Repeated:
    """What an outlet repeats from article to article: whole lines, and runs of words at the edges of its texts."""

    lines: frozenset[str] = frozenset()
    heads: frozenset[tuple[str, ...]] = frozenset()
    tails: frozenset[tuple[str, ...]] = frozenset()


@lru_cache
def _furniture() -> tuple[frozenset[str], tuple[str, ...]]:
    """Lines that are furniture as a whole, and beginnings of lines that are."""
    table = pd.read_csv(files("framing") / "boilerplate.csv", dtype=str)
    words = table["words"].str.casefold()
    return frozenset(words[table["kind"] == "line"]), tuple(sorted(words[table["kind"] == "start"]))


def remove_furniture(text: str, repeated: Repeated) -> tuple[str, list[tuple[str, str]]]:
    """The text without furniture, and what went: words and reason."""
    whole, starts = _furniture()
    lines = text.split("\n")
    captions = [line for line in lines if _CREDIT.search(line)]
    # where most of a text repeats others, it is a copy of them and no furniture
    again = sum(len(line) for line in lines if line in repeated.lines)
    repeats = repeated.lines if again <= len(text) / 2 else frozenset()

    def reason(line: str) -> str:
        folded = line.casefold()
        if folded.strip(" :…") in whole or folded.startswith(starts):
            return "a phrase of pages"
        if line in repeats:
            return "repeated by the outlet"
        if _is_glued_tags(line):
            return "glued tags"
        return "a caption" if any(line == c or c.startswith(f"{line} ") for c in captions) else ""

    reasons = [reason(line) if line else "" for line in lines]
    gone = [(line, why) for line, why in zip(lines, reasons, strict=True) if why]
    text = tidy("\n".join(line for line, why in zip(lines, reasons, strict=True) if not why)) if gone else text
    head, tail = _edges(text, repeated)
    if 0 < head + tail <= len(text) / 2:
        gone += [(part.strip(), "repeated by the outlet") for part in (text[:head], text[len(text) - tail :]) if part]
        text = tidy(text[head : len(text) - tail])
    return text, gone


def _is_glued_tags(line: str) -> bool:
    """`KremlNATOCNNEU`: keywords that lost the spaces between them."""
    if len(line) < 8 or len(line) > 200 or not line.isalpha():
        return False
    joints = sum(a.islower() and b.isupper() for a, b in zip(line, line[1:], strict=False))
    longest = max((len(run) for run in re.findall(r"[A-ZÄÖÜА-ЯЁ]{1,200}", line)), default=0)
    return joints >= 2 or (joints == 1 and longest >= 5)


def find_repeated(texts: Sequence[str], outlets: Sequence[str]) -> dict[str, Repeated]:
    """For each outlet, what it repeats.

    Counted are hashes of 64 bits: the lines and runs themselves would take several times the memory of the texts.
    """
    seen: dict[str, tuple[array, ...]] = {}
    total: dict[str, int] = {}
    for text, outlet in zip(texts, outlets, strict=True):
        if outlet:
            total[outlet] = total.get(outlet, 0) + 1
            kinds = seen.setdefault(outlet, tuple(array("q") for _ in _LEAST))
            for hashes, found in zip(kinds, _repeatable(text), strict=True):
                hashes.extend(map(hash, found))
    often = {o: [_often(h, least, total[o]) for h, least in zip(seen.pop(o), _LEAST, strict=True)] for o in total}
    return _with_words(often, texts, outlets)


def _often(hashes: array, least: tuple[int, float], total: int) -> set[int]:
    """The hashes that are there often enough."""
    values, counts = np.unique(np.frombuffer(hashes, np.int64), return_counts=True)
    return set(values[counts >= max(least[0], least[1] * total)].tolist())


def _with_words(often: dict[str, list[set[int]]], texts: Sequence[str], outlets: Sequence[str]) -> dict[str, Repeated]:
    """The lines and runs that have these hashes, from the first texts that hold them."""
    words: dict[str, tuple[set, ...]] = {outlet: tuple(set() for _ in _LEAST) for outlet in often}
    for text, outlet in zip(texts, outlets, strict=True):
        if outlet and any(often[outlet]):
            for kept, wanted, found in zip(words[outlet], often[outlet], _repeatable(text), strict=True):
                new = {what for what in found if hash(what) in wanted}
                kept |= new
                wanted.difference_update(map(hash, new))
    return {outlet: Repeated(*map(frozenset, kinds)) for outlet, kinds in words.items()}


def _repeatable(text: str) -> tuple[set[str], set[tuple[str, ...]], set[tuple[str, ...]]]:
    """The lines of a text, and the runs of words at its beginning and end."""
    head, tail = ([m[0] for m in part] for part in _edge_words(text))
    return {line for line in text.split("\n") if line}, set(_runs(head)), set(_runs(tail))


def _edge_words(text: str) -> tuple[list[re.Match], list[re.Match]]:
    """The words at the beginning and at the end of a text."""
    tail = list(WORD.finditer(text, max(0, len(text) - 12 * TAIL)))[-TAIL:]
    return list(islice(WORD.finditer(text), HEAD)), tail


def _runs(words: list[str]) -> Iterable[tuple[str, ...]]:
    """The runs of RUN words."""
    words = " ".join(words).casefold().split(" ")  # one call for all is faster
    return zip(*(words[k:] for k in range(RUN)), strict=False)


def _edges(text: str, repeated: Repeated) -> tuple[int, int]:
    """How many letters at the beginning and at the end of a text are what its outlet repeats, with loose ends."""
    if not repeated.heads and not repeated.tails:
        return 0, 0
    head, tail = (
        [(part[n].start(), part[n + RUN - 1].end()) for n, run in enumerate(_runs([m[0] for m in part])) if run in runs]
        for part, runs in zip(_edge_words(text), (repeated.heads, repeated.tails), strict=True)
    )
    first = head[-1][1] if head and count_words(text[: head[0][0]]) <= LOOSE else 0
    last = len(text) - tail[0][0] if tail and count_words(text[tail[-1][1] :]) <= LOOSE else 0
    return first, min(last, len(text) - first)
