"""Which language a text is in, and whether that is the one stated."""

import re
from collections import Counter
from functools import lru_cache
from importlib.resources import files

import pandas as pd

from ..words import LANGS, count_words, list_words
from .tidy import tidy

PARAGRAPH = 60  # letters; a shorter one may be a name or a title
_LEAST = 2  # words of a language

_CODES = {
    "eng": "en",
    "english": "en",
    "deu": "de",
    "ger": "de",
    "german": "de",
    "deutsch": "de",
    "rus": "ru",
    "russian": "ru",
}


@lru_cache
def _language_words() -> dict[str, str]:
    """Frequent small words that belong to one of the languages only."""
    table = pd.read_csv(files("framing") / "language_words.csv", dtype=str)
    single = table[~table["word"].duplicated(keep=False)]
    return dict(zip(single["word"], single["lang"], strict=True))


def detect_language(text: str) -> str:
    """The language whose small words prevail, empty where that is not plain.

    >>> detect_language("Die Gespräche sind noch nicht zu Ende."), detect_language("Plus ça change")
    ('de', '')
    """
    text = text[:4000]
    ranked = _votes(text).most_common(2)
    if not ranked or ranked[0][1] < max(_LEAST, 0.08 * count_words(text)):
        return ""
    return ranked[0][0] if len(ranked) == 1 or ranked[0][1] > 2 * ranked[1][1] else ""


@lru_cache(4)
def _votes(text: str) -> Counter[str]:
    """How many small words of each language a text has, in the order in which they come."""
    votes = Counter(map(_language_words().get, " ".join(list_words(text)).casefold().split(" ")))
    del votes[None]
    return votes


def settle_language(given: str, text: str) -> tuple[str, str, str]:
    """The language, why the text must be set aside (or nothing), and a note (or nothing)."""
    code = re.split(r"[-_]", given.strip().casefold())[0]
    code = _CODES.get(code, code)
    read = detect_language(text)
    if code and code not in LANGS:
        return given, f"the language {given!r} is not covered (only {', '.join(LANGS)})", ""
    if not code:
        return (read, "", f"the language was not stated; it reads as {read}") if read else ("", "language unknown", "")
    if read and read != code:
        return code, f"stated as {code}, but it reads as {read}", ""
    return code, "", ""


def remove_foreign(text: str, lang: str) -> tuple[str, list[tuple[str, str]]]:
    """The text without paragraphs in another of the languages, which the wrong list would count; and these."""
    if all(lang == own or votes < _LEAST for own, votes in _votes(text).items()):
        return text, []  # too few words for a single paragraph
    lines = text.split("\n")
    read = {n: detect_language(line) for n, line in enumerate(lines) if len(line) > PARAGRAPH}
    other = {n: found for n, found in read.items() if found not in ("", lang)}
    if not other or sum(len(lines[n]) for n in other) > len(text) / 2:
        return text, []
    kept = tidy("\n".join(line for n, line in enumerate(lines) if n not in other))
    return kept, [(lines[n], f"a paragraph in {LANGS[found]}") for n, found in other.items()]
