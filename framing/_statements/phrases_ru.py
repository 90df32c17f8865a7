"""Russian noun phrases: found by the nominative."""

from functools import lru_cache

from ..words import fold
from .cues import morphology, tags
from .sentences import LONGEST, Phrase, Sentence

_DAYS = frozenset(("понедельник", "вторник", "четверг", "воскресенье", "этот", "тот", "же", "день", "утро", "вечер"))
_NOUN = frozenset(("NOUN", "ADJF", "PRTF", "NPRO", "NUMR"))


def russian_before(s: Sentence, i: int, floor: int) -> Phrase | None:
    """The first nominative of the stretch before the verb."""
    j = i - 1
    while j >= floor and s.low[j] != "и" and (_adverb(s, j) or s.is_(j, "pronoun") and s.low[j] in ("все", "оба")):
        j -= 1
    if j < floor or s.low[j] == "и":  # "встретился с ним и сообщил"
        return None
    if s.low[j] == ",":  # a phrase between commas: the subject stands before it
        for k in range(j - 1, max(floor - 1, j - LONGEST), -1):
            if s.low[k] == "," and k > floor:
                found = russian_before(s, k, floor)
                if found:
                    return found
        return None
    end = j + 1
    while j >= floor and end - j <= 20:
        low = s.low[j]
        if low == "." and j > 0 and len(s.word[j - 1]) <= 2 or low in '«»"“”„()' and s.quote[j] is None:
            j -= 1
            continue
        if not s.is_word(j) or s.is_(j, "subordinator") and low != "который" or low in ("а", "но", "однако"):
            break
        if _grammar(low)[2] and not _grammar(low)[0] and not s.capital(j):
            break
        j -= 1
    first = j + 1
    while first < end and not (_nominative(s, first) and not (first and s.is_(first - 1, "preposition"))):
        first += 1
    while first < end and (s.is_(first, "adverb") or s.is_(first, "coordinator")):
        first += 1
    while first < end and not s.capital(end - 1) and not (s.is_word(end - 1) and _grammar(s.low[end - 1])[1]):
        if s.low[end - 1] in "»”)":
            break
        end -= 1
    if first < end:
        return (first, end) if not (is_plural(s.low[i]) and _is_one(s, first, end)) else None
    if i <= floor or not s.capital(i - 1) or not s.is_word(i - 1):
        return None
    known = morphology().word_is_known(s.low[i - 1])
    noun = known and _grammar(s.low[i - 1])[1]
    return None if noun and is_plural(s.low[i]) else (i - 1, i)


def _adverb(s: Sentence, j: int) -> bool:
    """ "только что" is an adverb, too."""
    return s.is_(j, "adverb") or s.low[j] == "что" and s.low[j - 1 : j] == ["только"]


def _is_one(s: Sentence, first: int, last: int) -> bool:
    """Is a phrase surely one thing, and no subject of a verb in the plural ("это отвергли")?

    Names that the dictionary lacks, numbers and "и" leave it open.
    """
    if any(not s.is_word(k) or s.low[k] == "и" or not morphology().word_is_known(s.low[k]) for k in range(first, last)):
        return False
    return not plural_nominative(s, first, last) and not any(s.word[k].isupper() for k in range(first, last))


def russian_after(s: Sentence, i: int) -> Phrase | None:
    """The first nominative after the verb, past addressees and places ("сообщил журналистам в среду Зорин")."""
    j, n, name = i + 1, len(s), None  # a name that the dictionary takes for another word or case
    while j < min(i + 14, len(s)):
        low = s.low[j]
        if low in "—–-" or s.quote[j] is not None or low in ",.:;!?…":
            break
        if name is None and s.capital(j) and not s.is_(j - 1, "preposition"):
            name = j
        if s.is_(j, "preposition"):
            j += 1
            while s.is_word(j) and s.low[j] in _DAYS:
                j += 1
            while s.is_word(j) and (not _nominative(s, j) or not _grammar(s.low[j])[3]) and not s.is_(j, "preposition"):
                j += 1
        elif low in '«"„' and s.is_word(j + 1) and not _nominative(s, j + 1):  # "сказал «Окну» посол"
            j += 1
            while j < n and s.low[j] not in '»"“”':
                j += 1
            j += 1
        elif _nominative(s, j) or low in '«"„' or s.is_(j, "pronoun"):
            return russian_at(s, j)
        else:
            j += 1
    return russian_at(s, name) if name is not None else None


def russian_at(s: Sentence, i: int, apposition: bool = True) -> Phrase | None:
    """Nouns, adjectives, names, initials, numbers and names in quotation marks from token `i`."""
    n = len(s)
    if i >= n:
        return None
    if s.is_(i, "pronoun") and not (s.is_word(i + 1) and s.low[i] in ("многие", "некоторые", "все", "оба")):
        return i, i + 1
    j, noun = i, False
    while j < n and j - i < 20:
        low, word = s.low[j], s.word[j]
        if low in '«"„“':
            closed = next((k for k in range(j + 1, min(j + 9, n)) if s.low[k] in '»"“”'), None)
            if s.quote[j] is not None or closed is None:
                break
            j, noun = closed + 1, True
        elif low == "(" and noun:
            closed = next((k for k in range(j, min(j + 8, n)) if s.low[k] == ")"), None)
            if closed is None:
                break
            j = closed + 1
        elif low == "." and j > i and len(s.word[j - 1]) <= 2 and s.capital(j - 1) and s.capital(j + 1):
            j += 1
        elif not s.is_word(j):
            break
        elif s.is_(j, "preposition"):
            if noun and low in ("по", "из", "при", "от") and s.is_word(j + 1):
                j += 1
            else:
                break
        elif low == "и" and noun and (s.capital(j + 1) or _nominative(s, j + 1)) and not _grammar(s.low[j + 1])[2]:
            j += 1
        elif s.is_(j, "subordinator") or s.is_(j, "coordinator") or s.is_(j, "adverb"):
            break
        elif word[0].isupper() or word[0].isdigit() or _grammar(low)[1] and not _grammar(low)[2]:
            j, noun = j + 1, True
        else:
            break
    while j > i and (s.is_(j - 1, "preposition") or s.is_(j - 1, "coordinator")):
        j -= 1
    if not noun or j <= i:
        return None
    return _russian_apposition(s, i, j) if apposition and j < n and s.low[j] == "," else (i, j)


def _russian_apposition(s: Sentence, first: int, last: int) -> Phrase:
    """With ", официальный представитель ведомства" behind the name."""
    if not (s.is_word(last + 1) and _nominative(s, last + 1) and not _grammar(s.low[last + 1])[2]):
        return first, last
    if s.is_(last + 1, "pronoun") or s.is_(last + 1, "subordinator"):
        return first, last
    for k in range(last + 1, min(last + 14, len(s))):
        if s.low[k] in ",.:—–" or s.quote[k] is not None:
            return first, k
        if s.is_word(k) and _grammar(s.low[k])[2] and not s.capital(k):
            break
    return first, last


def oblique_apposition(s: Sentence, j: int) -> int:
    """The end of ", официального представителя ведомства" that begins with the comma at `j`, or `j` (Russian)."""
    if not (j + 1 < len(s) and s.low[j] == "," and s.is_word(j + 1)) or _nominative(s, j + 1) or is_verb(s, j + 1):
        return j
    if any(tag.POS == "NUMR" for tag in tags(s.low[j + 1])[:1]):
        return j
    for k in range(j + 1, min(j + 16, len(s))):
        if s.low[k] == ",":
            return k
        if not s.is_word(k) or is_verb(s, k) or s.is_(k, "subordinator") or k == j + 1 and s.is_(k, "preposition"):
            break
    return j


def russian_actor(s: Sentence, phrase: Phrase) -> bool:
    return any(
        s.low[k] in s.language.words["actor"]
        or s.word[k].isupper()
        and len(s.word[k]) > 1
        or s.capital(k)
        and k > 0
        or _grammar(s.low[k])[4]
        for k in range(*phrase)
        if s.is_word(k)
    )


def is_person(s: Sentence, phrase: Phrase) -> bool:
    """Does a phrase hold a name or a person's noun ("Зорин: ..." and not "Осло: ...")?"""
    found = (tag.grammemes for k in range(*phrase) if s.is_word(k) for tag in tags(s.low[k])[:3])
    return any({"anim", "Surn", "Name"} & t and "Geox" not in t for t in found)


def is_institution(s: Sentence, first: int, last: int) -> bool:
    """Does a phrase in any case name an institution or a document ("в МИД", "в ведомстве", "в заявлении")?"""
    words = s.language.words["actor"] | s.language.words["document"]
    return any(s.capital(k) or _lemma(s.low[k]) in words for k in range(first, last) if s.is_word(k))


def lemma(s: Sentence, k: int) -> str:
    """The dictionary form of token `k` in Russian, the word itself in other languages."""
    return _lemma(s.low[k]) if s.language.lang == "ru" else s.low[k]


@lru_cache(50_000)
def _lemma(word: str) -> str:
    return fold(morphology().parse(word)[0].normal_form) if tags(word) else word


@lru_cache(20_000)
def is_plural(word: str) -> bool:
    """Is a word form a verb in the plural of the third person ("сочли", "считают")?"""
    readings = tags(word)
    return any(t.POS == "VERB" and t.number == "plur" and t.person in (None, "3per") for t in readings[:1])


@lru_cache(50_000)
def is_addressed(word: str) -> bool:
    """Is a word form a verb of the first or second person or an order, and nothing else ("следуем", "отверните")?"""
    readings = tags(word)[:3]
    return bool(readings) and all({"1per", "2per", "impr"} & t.grammemes for t in readings)


def is_verb_form(word: str) -> bool:
    """Is a folded word a verb, a predicate or a short form?"""
    return _grammar(word)[2] if word.isalpha() else False


def plural_nominative(s: Sentence, first: int, last: int) -> bool:
    """Is there a noun or pronoun between the tokens that a verb in the plural may have for its subject?"""
    return any(_plural_subject(s.low[k]) or s.low[k] == "и" for k in range(first, last) if s.is_word(k))


@lru_cache(50_000)
def _plural_subject(word: str) -> bool:
    readings = tags(word)[:4]
    return any(t.POS in ("NOUN", "NPRO", "NUMR") and t.case == "nomn" and t.number != "sing" for t in readings)


def can_be_object(s: Sentence, k: int) -> bool:
    """Can token `k` be an accusative and no part of the place before it?"""
    return not s.capital(k) and _is_accusative(s.low[k])


@lru_cache(50_000)
def _is_accusative(word: str) -> bool:
    cases = {t.case for t in tags(word)[:6] if t.POS in _NOUN}
    return "accs" in cases and not cases & {"gent", "loct"} or word in ("это", "его", "ее", "их")


def is_noun(s: Sentence, k: int) -> bool:
    """Is token `k` a noun and nothing else?"""
    return s.is_word(k) and {tag.POS for tag in tags(s.low[k])[:3]} == {"NOUN"}


def is_verb(s: Sentence, j: int) -> bool:
    """Is token `j` a verb and nothing else (Russian)?"""
    return s.is_word(j) and _grammar(s.low[j])[2] and not _grammar(s.low[j])[1]


def _nominative(s: Sentence, j: int) -> bool:
    if not s.is_word(j):
        return False
    word = s.word[j]
    if word.isupper() and len(word) > 1:
        return True
    if s.is_(j, "preposition") or s.is_(j, "coordinator"):
        return False
    return _grammar(s.low[j])[0]


@lru_cache(1 << 16)
def _grammar(word: str) -> tuple[bool, bool, bool, bool, bool]:
    """Of a word form: can be nominative; can be a noun or adjective; is a verb; can be a noun; can be an actor."""
    readings = tags(word)[:4]
    verb = bool(readings) and readings[0].POS in ("VERB", "GRND", "INFN", "PRED", "PRTS", "ADJS")
    nominative = any(t.POS in _NOUN and t.case == "nomn" for t in readings)
    nominal = any(t.POS in _NOUN for t in readings)
    noun = any(t.POS in ("NOUN", "NPRO") and t.case == "nomn" for t in readings)
    actor = any(t.POS == "NOUN" and ({"anim", "Surn", "Name", "Orgn", "Geox"} & t.grammemes) for t in readings)
    return nominative, nominal, verb, noun, actor
