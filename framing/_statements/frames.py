"""Frames without a verb: laut X, nach Angaben von X, X zufolge; according to X; по словам X, по его словам."""

from dataclasses import dataclass

from .phrases import after_verb, phrase_at
from .phrases_ru import (
    can_be_object,
    is_institution,
    is_noun,
    is_plural,
    oblique_apposition,
    plural_nominative,
    russian_at,
)
from .sentences import Hit, Phrase, Sentence

_DOUBTFUL = frozenset(("утверждению", "заявлению", "заявлениям", "оценке", "убеждению", "выражению", "данным"))
_OWNER = 8  # words of an owner


@dataclass(frozen=True, slots=True)
class Frame:
    """The tokens of the frame's own words, of the source it names, and of the whole."""

    kind: str
    cue: Phrase
    source: Phrase
    whole: Phrase


def frame_at(s: Sentence, i: int, after_quote: bool = False) -> Frame | None:
    """The frame that begins at token `i`.

    `after_quote`: also "so X", which means "according to X" only behind what was said.
    """
    if i >= len(s) or s.low[i] not in s.language.heads or s.quote[i] is not None:
        return None
    low, frames = s.low[i], s.language.frames
    for words in frames.get("before", {}).get(low, ()):
        parts = words.split()
        if s.low[i : i + len(parts)] == parts and not _of_a_noun(s, i, parts[-1]):
            return _before(s, i, i + len(parts))
    pointing = low == "по" and i + 2 < len(s) and s.low[i + 1] in ("его", "ее", "их")
    if pointing and f"по {s.low[i + 2]}" in frames["before"]["по"]:
        return Frame("before", (i, i + 3), (i + 1, i + 2), (i, i + 3))
    if s.language.lang == "de":
        return _german(s, i, low, after_quote)
    return _owned(s, i) if low in frames.get("owned", ()) else None


def _owned(s: Sentence, i: int) -> Frame | None:
    """In X's words; by her account."""
    nouns = [words.split()[1] for words in s.language.frames["owned"][s.low[i]]]
    for k in range(i + 1, min(i + _OWNER, len(s) - 1)):
        if not s.is_word(k) or k > i + 1 and s.is_(k, "preposition"):
            return None
        if s.low[k + 1] in nouns and (s.word[k].endswith(("'s", "’s", "s'", "s’")) or k == i + 1 and _whose(s, k)):
            return Frame("before", (i, k + 2), (i + 1, k + 1), (i, k + 2))
    return None


def _whose(s: Sentence, k: int) -> bool:
    """ "his words", "their account"."""
    return s.is_(k, "determiner") and s.low[k] in ("his", "her", "their", "its")


def _of_a_noun(s: Sentence, i: int, noun: str) -> bool:
    """ "голосование по утверждению кандидата" names no source."""
    return noun in _DOUBTFUL and i > 0 and is_noun(s, i - 1)


def _before(s: Sentence, first: int, last: int) -> Frame | None:
    """The source follows the frame; a possessive may stand in its place."""
    source = _phrase_any_case(s, last)
    if source is None and s.language.lang == "ru" and s.low[last : last + 1] == [","] and s.low[first] == "по":
        return Frame("before", (first, last), (first + 1, last), (first, last))  # "по сообщениям, ..."
    if source is None:
        return None
    end = oblique_apposition(s, source[1]) if s.language.lang == "ru" else source[1]
    return Frame("before", (first, last), (source[0], end), (first, end))


def _phrase_any_case(s: Sentence, i: int) -> Phrase | None:
    phrase = russian_at(s, i, apposition=False) if s.language.lang == "ru" else phrase_at(s, i)
    if phrase is None and s.low[i : i + 1] in (["him"], ["her"], ["them"]):
        return i, i + 1
    if phrase is None and s.is_word(i) and s.is_(i, "determiner"):
        return None
    return phrase


def _german(s: Sentence, i: int, low: str, after_quote: bool) -> Frame | None:
    frames = s.language.frames
    if low == "so" and after_quote:
        source = phrase_at(s, i + 1) if s.low[i + 1 : i + 2] not in (["viele"], ["manche"], ["wenige"]) else None
        if source and not (
            source[1] < len(s) and (s.is_(source[1], "auxiliary") or s.low[source[1]] in s.language.verbs)
        ):
            return Frame("so", (i, i + 1), source, (i, source[1]))
    if low in ("nach", "aus"):
        nouns = [w for words in frames["nach" if low == "nach" else "aus"].values() for w in words]
        whole = {w for w in nouns if not w.startswith("-")}
        endings = tuple(w[1:] for w in nouns if w.startswith("-"))
        for k in range(i + 1, min(i + 5, len(s))):
            if not s.is_word(k):
                return None
            if s.capital(k) and s.low[k] not in whole and not s.low[k].endswith((*endings, "s", "er")):
                return None
            if s.capital(k) and s.low[k] not in whole and s.is_(k + 1, "determiner"):
                return None  # "nach Abschluss der Ermittlungen"
            if s.capital(k) and (s.low[k] in whole or endings and s.low[k].endswith(endings)):
                phrase = phrase_at(s, i + 1)
                end = max(phrase[1], k + 1) if phrase else k + 1
                return Frame("nach", (i, i + 1), (i + 1, end), (i, end))
    return None


def zufolge(s: Sentence) -> Frame | None:
    """X zufolge, X nach ("seiner Ansicht nach"): the source stands before."""
    after, nouns = s.language.frame("after"), s.language.frame("nach")
    for i, low in enumerate(s.low):
        if not i or low not in after and not (low == "nach" and s.low[i - 1] in nouns and s.capital(i - 1)):
            continue
        for start in range(max(0, i - 12), i):
            if start and s.is_word(start - 1) and not _may_precede(s, start - 1):
                continue
            phrase = phrase_at(s, start)
            if phrase and phrase[1] == i:
                return Frame("after", (i, i + 1), phrase, (start, i + 1))
        if s.capital(i - 1):
            start = i - 1
            while start > 0 and i - start < 5 and (s.is_(start - 1, "determiner") or _inflected(s, start - 1)):
                start -= 1
            return Frame("after", (i, i + 1), (start, i), (start, i + 1))
    return None


def _may_precede(s: Sentence, k: int) -> bool:
    """Can a source in front of "zufolge" begin behind token `k`?"""
    return s.is_(k, "adverb") or s.is_(k, "auxiliary") or s.low[k] in s.language.verbs


def _inflected(s: Sentence, k: int) -> bool:
    return s.word[k][0].islower() and s.low[k].endswith(("en", "er", "em"))


def names_source(s: Sentence, hit: Hit) -> Phrase | None:
    """heißt es in X; говорится в X; В МИД заявили: the source stands in a phrase with a preposition."""
    if s.language.lang == "de" and hit.cue.lemma in ("heißen", "verlauten"):
        for k in range(len(s)):
            if s.low[k] in ("in", "im", "aus", "vom", "von", "seitens", "beim") and (not k or 0 < k - hit.at <= 4):
                return phrase_at(s, k + 1)
        return None
    return _russian_source(s, hit) if s.language.lang == "ru" else None


def _russian_source(s: Sentence, hit: Hit) -> Phrase | None:
    """В МИД заявили; в заявлении говорится; на Смоленской площади это отвергли: nobody is named but by the place."""
    if s.low[hit.at + 1 : hit.at + 2] == ["там"] and is_plural(s.low[hit.at]):
        return hit.at + 1, hit.at + 2
    reflexive = hit.cue.lemma.endswith("ться")
    if not (reflexive or s.low[hit.at] in s.language.frame("impersonal") or is_plural(s.low[hit.at])):
        return None
    if not reflexive and hit.at and (after := after_verb(s, hit.at)) and plural_nominative(s, *after):
        return None
    opening = {0} if s.low[0] in ("в", "во", "на") else set()
    for k in (*range(hit.at + 1, hit.at + 5), *sorted(opening | {*range(max(0, hit.at - 8), hit.at)})):
        if k > hit.at + 1 and s.low[k - 1 : k] == [","]:
            continue
        if k < len(s) and s.low[k] in ("в", "во", "на") and s.is_word(k + 1):
            end = k + 1
            while end < len(s) and s.is_word(end) and end != hit.at and not s.is_(end, "subordinator"):
                end += 1
            end = _place_end(s, k + 1, end) if k < hit.at else end
            named = reflexive and k == hit.at + 1 or is_institution(s, k + 1, end)
            if end > k + 1 and named and (k > hit.at or not plural_nominative(s, end, hit.at)):
                return k + 1, end
    return None


def _place_end(s: Sentence, first: int, last: int) -> int:
    """The end of the phrase in the prepositional case: "в Вашингтоне | решение"."""
    end = first
    while end < last and not (end > first and can_be_object(s, end)):
        end += 1
    return end
