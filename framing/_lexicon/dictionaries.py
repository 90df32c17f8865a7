"""Large word lists of the three languages, with the dictionary form of each word: what the check of a lexicon knows.

English and German come from simplemma, Russian from pymorphy3; both lie in the environment. They are loaded on first
use, in a few seconds, and only the check loads them: finding words in texts needs no dictionary.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from functools import cache, cached_property
from importlib.metadata import version
from typing import TYPE_CHECKING, Protocol

from ..words import WORD, fold

if TYPE_CHECKING:
    from pymorphy3.tagset import OpencorporaTag

# tags of pymorphy3
_RARE = frozenset("Cmp2 Patr Orgn V-oy V-ey V-ej V-be V-bi V-sh Arch Infr Erro Dist".split())
SOURCES = ("simplemma", "pymorphy3-dicts-ru")


class Dictionary(Protocol):
    """The words of one language. Forms are folded as texts are; dictionary forms keep their capitals."""

    def caught(self, part: str) -> dict[str, frozenset[str]]:
        """The forms that one word of a pattern fits, each with its dictionary forms."""

    def forms(self, lemma: str) -> frozenset[str]:
        """The forms of the word with this dictionary form, without those that nobody prints."""

    def is_noun(self, lemma: str) -> bool:
        """Is it a noun? Where the word list does not say (English), no."""


@cache
def dictionary(lang: str) -> Dictionary:
    """The word list of a language.

    >>> sorted(dictionary("en").caught("threat"))
    ['threat']
    """
    return _Russian() if lang == "ru" else _Listed(lang)


def fitting(parts: Iterable[str]) -> re.Pattern:
    """An expression that fits, as a whole, the words that one of the parts fits; without parts it fits none.

    >>> bool(fitting(["droh*", "*drohung"]).fullmatch("kriegsdrohung"))
    True
    """
    bodies = [".*".join(re.escape(piece) for piece in re.split(r"\*+", part)) for part in parts]
    return re.compile("|".join(bodies) if bodies else r"(?!)")


def versions() -> dict[str, str]:
    """Which word lists these are: the names and versions of the packages that bring them."""
    return {name: version(name) for name in SOURCES}


class _Listed:
    """English or German: a list of forms, each with one dictionary form or more."""

    def __init__(self, lang: str) -> None:
        from simplemma.strategies.dictionaries import DefaultDictionaryFactory

        pairs = list(DefaultDictionaryFactory().get_dictionary(lang).items())
        # folded all at once: a million calls of `fold` would take five seconds
        folded = re.sub(r"'s$", "", fold("\n".join(form for form, _ in pairs)), flags=re.MULTILINE).split("\n")
        self._lang = lang
        self._lemmas: dict[str, list[str]] = {}
        for form, (_, lemma) in zip(folded, pairs, strict=True):
            # a hyphen divides words in texts, so a form that has one is never looked up
            if form.isalpha() or WORD.fullmatch(form):
                self._lemmas.setdefault(form, []).append(lemma)
        self.caught = cache(self._caught)  # the checks ask for one pattern again and again

    @cached_property
    def _sorted(self) -> list[str]:
        return sorted(self._lemmas)

    @cached_property
    def _lines(self) -> bytes:
        return "\n".join(["", *self._sorted, ""]).encode()

    @cached_property
    def _forms(self) -> dict[str, set[str]]:
        forms = defaultdict(set)
        for form, lemmas in self._lemmas.items():
            for lemma in lemmas:
                forms[lemma].add(form)
        return forms

    def _caught(self, part: str) -> dict[str, frozenset[str]]:
        fits = [part] if "*" not in part else self._fitting(part)
        return {form: frozenset(self._lemmas[form]) for form in fits if form in self._lemmas}

    def _fitting(self, part: str) -> list[str]:
        """The listed forms that a word with wildcards fits."""
        start, whole = part.partition("*")[0], fitting([part])
        near = self._beginning(start) if start else _holding(self._lines, part)
        return [form for form in near if whole.fullmatch(form)]

    def _beginning(self, start: str) -> list[str]:
        first, last = (bisect_left(self._sorted, key) for key in (start, start + chr(0x10FFFF)))
        return self._sorted[first:last]

    def forms(self, lemma: str) -> frozenset[str]:
        forms = self._forms.get(lemma, set())
        # "du rächest, ihr rächet" stand beside "rächst, rächt" in the list, and nowhere else today
        return frozenset(f for f in forms if not {re.sub("e(s?t)$", r"\1", f)} & (forms - {f}))

    def is_noun(self, lemma: str) -> bool:
        return self._lang == "de" and lemma[:1].isupper()


class _Russian:
    """Russian: a tree of forms, searched by their first letters.

    A pattern that begins with a wildcard needs all of them at once, which takes half a minute, once.
    """

    def __init__(self) -> None:
        from pymorphy3 import MorphAnalyzer

        self._analyzer = MorphAnalyzer()
        self._words = self._analyzer.dictionary
        self.caught = cache(self._caught)

    def _caught(self, part: str) -> dict[str, frozenset[str]]:
        start, star, _ = part.partition("*")
        if star and not start:
            return self._caught_inside(part)
        found, whole = defaultdict(set), fitting([part])
        for spelled in _with_yo(start):
            known = self._words.iter_known_words(spelled) if star else self._whole(spelled)
            for word, tag, lemma, *_ in known:
                if star and (_is_declined(tag) or _is_rare(tag)):
                    continue
                if whole.fullmatch(form := fold(word)):
                    found[form].add(lemma)
        return {form: frozenset(lemmas) for form, lemmas in found.items()}

    def _caught_inside(self, part: str) -> dict[str, frozenset[str]]:
        found, whole = {}, fitting([part])
        for form in _holding(self._lines, part):
            parses = self._analyzer.parse(form) if whole.fullmatch(form) else []
            lemmas = {p.normal_form for p in parses if p.is_known and not (_is_declined(p.tag) or _is_rare(p.tag))}
            if lemmas:
                found[form] = frozenset(lemmas)
        return found

    @cached_property
    def _lines(self) -> bytes:
        words = dict.fromkeys(word for word, _ in self._words.words.iteritems())
        return fold("\n".join(["", *words, ""])).encode()

    def _whole(self, word: str) -> list[tuple]:
        return [(word, p.tag, p.normal_form) for p in self._analyzer.parse(word) if p.is_known and p.word == word]

    def forms(self, lemma: str) -> frozenset[str]:
        """All forms but rare ones, and of adjectives and participles the first: what catches it catches the others."""
        parses = [p for p in self._analyzer.parse(lemma) if p.is_known and p.normal_form == lemma]
        return frozenset(
            fold(p.word) for parse in parses for p in parse.lexeme if not (_is_rare(p.tag) or _is_declined(p.tag))
        )

    def is_noun(self, lemma: str) -> bool:
        return any(p.tag.POS == "NOUN" and p.normal_form == lemma for p in self._analyzer.parse(lemma)[:1])


def _holding(lines: bytes, part: str) -> list[str]:
    """The lines with the longest piece of a pattern inside: one string of bytes is searched twenty times as fast as a
    list."""
    found, letters, at = [], max(part.split("*"), key=len).encode(), 0
    while (at := lines.find(letters, at)) >= 0:
        start = lines.rfind(b"\n", 0, at) + 1
        at = lines.find(b"\n", at)
        found.append(lines[start:at].decode())
    return found


def _is_declined(tag: "OpencorporaTag") -> bool:
    """An adjective or participle in another form than the first: some thirty forms that a stem catches together."""
    return tag.POS in ("ADJF", "PRTF") and not (tag.gender == "masc" and tag.case == "nomn")


def _is_rare(tag: "OpencorporaTag") -> bool:
    """Forms that newspapers hardly print (-ою for -ой, по- before a comparative), patronymics, names of firms."""
    return bool(_RARE.intersection(re.split("[ ,]", str(tag))))


def _with_yo(start: str) -> list[str]:
    """The ways to spell the beginning of a word: folded words have no ё, the word list has.

    >>> _with_yo("перег")
    ['перег', 'пёрег', 'перёг']
    """
    places = [n for n, letter in enumerate(start) if letter == "е"]
    return [start, *(f"{start[:n]}ё{start[n + 1 :]}" for n in places)]
