"""Words and sentences of a text, with their places. Nothing here changes a text.

A word is a run of letters and digits; an apostrophe inside belongs to it, a hyphen divides (so that `US-Sanktionen`
holds the word `Sanktionen`). Sentences come from NLTK's Punkt with the abbreviations of `abbreviations.csv`: no
model is downloaded, and a line break always ends a sentence, so that captions do not glue to headings.
"""

import re
from collections.abc import Callable, Hashable, Iterable
from functools import lru_cache

import pandas as pd

from ._check import require_texts
from ._scan.sentence_ends import sentence_ends

LANGS = {"en": "English", "de": "German", "ru": "Russian"}
WORD = re.compile(r"[^\W_]+(?:['’\u00ad][^\W_]+)*")

_CLOSING = "\"”“»«’'›‹)]"


def fold(word: str) -> str:
    """The form in which words are compared: case, ё/е, ß/ss and the kind of apostrophe do not count.

    >>> fold("Straße"), fold("Всё"), fold("Washington’s")
    ('strasse', 'все', 'washington')
    """
    folded = word.casefold().replace("ё", "е").replace("\u00ad", "").replace("’", "'")
    return folded.removesuffix("'s")


class Remembered(dict):
    """The values of a function, each found once; they are forgotten when there are many, so that memory
    stays bounded."""

    MOST = 1 << 16

    def __init__(self, function: Callable[[Hashable], object]) -> None:
        self._function = function

    def __missing__(self, key: Hashable) -> object:
        if len(self) >= self.MOST:
            self.clear()
        found = self[key] = self._function(key)
        return found


_folded = Remembered(fold)


def fold_all(words: Iterable[str]) -> list[str]:
    """The form of each word."""
    return list(map(_folded.__getitem__, words))


@lru_cache(4)
def list_words(text: str) -> tuple[str, ...]:
    """The words of a text; the last few texts are remembered, since several rules ask for those of one text."""
    return tuple(WORD.findall(text))


def count_words(text: str) -> int:
    """How many words a text has."""
    return len(list_words(text))


def sentence_spans(text: str, lang: str) -> list[tuple[int, int]]:
    """Start and end of every sentence of `text`, in order.

    >>> sentence_spans("Dr. Berg kam am 3. März. Niemand sprach.", "de")
    [(0, 24), (25, 40)]
    """
    ends, spans, at = sentence_ends(lang), [], 0
    for line in text.split("\n"):
        for start, end in ends.spans(line):
            spans.append((at + start, at + end))
        at += len(line) + 1
    return [s for s in spans if WORD.search(text, *s)]


def find_sentences(texts: pd.DataFrame) -> pd.DataFrame:
    """A row is a sentence of a text, itself a text: ``id, article, lang, text, start, end`` and the text's columns.

    `start` and `end` are its place in the text named by `article`; `id` is ``<article>#<number from 1>``.

    >>> texts = pd.DataFrame({"id": ["a"], "lang": ["en"], "text": ["They met. They parted."], "side": ["US"]})
    >>> find_sentences(texts)[["id", "text", "start", "side"]].values.tolist()
    [['a#1', 'They met.', 0, 'US'], ['a#2', 'They parted.', 10, 'US']]
    """
    require_texts(texts)
    kept = [c for c in texts.columns if c not in ("id", "lang", "text")]
    rows = []
    for text in texts.to_dict("records"):
        for number, (start, end) in enumerate(sentence_spans(text["text"], text["lang"]), 1):
            place = (f"{text['id']}#{number}", text["id"], text["lang"], text["text"][start:end], start, end)
            rows.append((*place, *(text[c] for c in kept)))
    return pd.DataFrame(rows, columns=["id", "article", "lang", "text", "start", "end", *kept])
