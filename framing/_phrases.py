"""Who speaks: the noun phrase that is the subject of a reporting verb, in three languages without a parser.

Each language has its way to find it: English by the place before the verb, German by capital letters and the place in
the clause, Russian by the nominative. Where it is not clear, the answer is None.
"""

from functools import lru_cache

from ._cues import morphology
from ._sentences import Hit, Sentence

Phrase = tuple[int, int]
_STOPS = frozenset(",.:;!?…—–()\"“”„«»[]")
_LONGEST = 30  # words of a subject with its apposition


def subject(s: Sentence, hit: Hit, floor: int = 0) -> Phrase | None:
    """The subject of a verb: before it, or after it where the word before is a mark or nothing stands there."""
    before = before_verb(s, hit.at, floor) or _coordinated(s, hit, floor)
    if before or s.language.lang == "en" and hit.at and s.is_word(hit.at - 1):
        return before
    return after_verb(s, hit.last if s.language.lang == "ru" else hit.at)


def _coordinated(s: Sentence, hit: Hit, floor: int) -> Phrase | None:
    """ "X rose and said": the subject of the verb before, or of the sentence."""
    k = hit.at - 1
    while k > floor and s.is_(k, "adverb") and not s.is_(k, "coordinator"):
        k -= 1
    if k <= floor or not s.is_(k, "coordinator") or s.low[k] in ("denn", "sondern"):
        return None
    for other in reversed([h for h in s.cues if floor <= h.at < k]):
        if other.cue.shape not in ("ing", "gerund", "infinitive") and (found := before_verb(s, other.at, floor)):
            return found
    phrase = phrase_at(s, floor)
    return phrase if phrase and phrase[1] < k and is_actor(s, phrase) else None


def before_verb(s: Sentence, i: int, floor: int = 0) -> Phrase | None:
    """The noun phrase that ends before token `i`."""
    return {"en": _english_before, "de": _german_before, "ru": _russian_before}[s.language.lang](s, i, floor)


def after_verb(s: Sentence, i: int) -> Phrase | None:
    """The noun phrase that begins after token `i`, past adverbs and addressees."""
    return {"en": _english_after, "de": _german_after, "ru": _russian_after}[s.language.lang](s, i)


def phrase_at(s: Sentence, i: int) -> Phrase | None:
    """The noun phrase that begins with token `i`."""
    return {"en": _english_at, "de": _german_at, "ru": _russian_at}[s.language.lang](s, i)


def is_actor(s: Sentence, phrase: Phrase | None, sure: bool = False) -> bool:
    """Can what is named speak: a person, an office, an institution, a country?

    `sure`: a single capitalised word does not do.
    """
    if phrase is None:
        return False
    first, last = phrase
    if sure and last - first < 2 and not s.is_(first, "pronoun"):
        return False
    if last - first == 1 and s.is_(first, "pronoun"):
        return s.low[first] not in _NOT_PERSONS
    return {"en": _english_actor, "de": _german_actor, "ru": _russian_actor}[s.language.lang](s, phrase)


_NOT_PERSONS = frozenset("it es one this those dies dieser diese jener jene оно который которая которые которое who".split())


# --- English ---------------------------------------------------------------------------------------------------


def _english_before(s: Sentence, i: int, floor: int) -> Phrase | None:
    """"The Kremlin, he said", "Mr Hale, a spokesman, said", "the minister, who said"."""
    j = i - 1
    while j >= floor and (s.is_(j, "adverb") or s.is_(j, "auxiliary") or s.low[j] == "to" or s.low[j].endswith("ly")):
        j -= 1
    if j < floor or not (s.is_word(j) or s.low[j] in ',)"'):
        return None
    if s.is_(j, "relative"):
        k = j - 1 if j > floor and s.low[j - 1] != "," else j - 2
        return _english_chunk(s, k + 1, floor) if k >= floor else None
    if s.is_(j, "pronoun"):
        return j, j + 1
    if s.low[j] == ",":
        opened = next((k for k in range(j - 1, max(floor - 1, j - _LONGEST), -1) if s.low[k] == ","), None)
        inner = _english_chunk(s, opened, floor) if opened is not None and opened > floor else None
        return (inner[0], j) if inner else None
    if s.low[j] == ")":
        opened = next((k for k in range(j - 1, max(floor - 1, j - 10), -1) if s.low[k] == "("), None)
        inner = _english_chunk(s, opened, floor) if opened is not None else None
        return (inner[0], j + 1) if inner else None
    return _english_chunk(s, j + 1, floor)


def _english_chunk(s: Sentence, end: int, floor: int) -> Phrase | None:
    """The words before `end` up to the next mark, conjunction or verb, without what precedes the noun phrase."""
    j = end - 1
    while j >= floor and end - j <= 20:
        low = s.low[j]
        if low in _STOPS and not (low == "." and 0 < j and len(s.word[j - 1]) <= 4 and s.capital(j - 1)):
            break
        if s.quote[j] is not None or s.is_(j, "auxiliary") or _breaks_english(s, j):
            break
        j -= 1
    first = j + 1
    while first < end and (
        s.is_(first, "adverb") or s.is_(first, "coordinator") or s.low[first].endswith("ly") and not s.capital(first)
    ):
        first += 1
    if first < end and s.is_(first, "preposition"):
        first = _last_noun_start(s, first, end)
    if first >= end or all(s.is_(k, "preposition") or s.is_(k, "adverb") for k in range(first, end)):
        return None
    return (first, end) if s.is_word(first) or s.low[first] in "\"“«'" else None


def _breaks_english(s: Sentence, j: int) -> bool:
    """Does a new clause begin at token `j`?"""
    if s.low[j] in ("and", "or"):
        return not (s.capital(j - 1) and s.capital(j + 1)) and not s.is_(j + 1, "determiner")
    if s.is_(j, "subordinator") or s.is_(j, "coordinator"):
        return s.low[j] not in ("like", "so")
    return False


def _last_noun_start(s: Sentence, first: int, end: int) -> int:
    """"In a statement the ministry" -> "the ministry": the last phrase of a stretch that begins with a preposition."""
    k = end - 1
    if s.capital(k):
        while k > first and (s.capital(k - 1) or s.low[k - 1] == "."):
            k -= 1
        return k - 1 if k - 1 > first and s.is_(k - 1, "determiner") else k
    while k > first and not s.is_(k, "determiner"):
        k -= 1
    return k if k > first + 1 else end


def _english_at(s: Sentence, i: int) -> Phrase | None:
    if i >= len(s):
        return None
    if s.is_(i, "pronoun") and not (s.is_(i, "determiner") and s.is_word(i + 1) and not s.is_(i + 1, "preposition")):
        return i, i + 1
    j, noun = i, False
    while j < len(s) and j - i < 20:
        low = s.low[j]
        if low == "." and s.capital(j - 1) and len(s.word[j - 1]) <= 4 and s.capital(j + 1):
            j += 1
            continue
        if low == "(" and noun:
            closed = next((k for k in range(j, min(j + 8, len(s))) if s.low[k] == ")"), None)
            if closed is None:
                break
            j = closed + 1
            continue
        if not s.is_word(j) or s.is_(j, "weekday") or s.is_(j, "auxiliary"):
            break
        if low in ("of", "for", "from", "and", "at") and noun and (s.capital(j + 1) or s.is_(j + 1, "determiner") or low == "of"):
            j += 2
            continue
        if s.is_(j, "preposition") or s.is_(j, "subordinator") or s.is_(j, "coordinator"):
            break
        if s.is_(j, "adverb") and not s.capital(j):
            break
        noun = noun or not s.is_(j, "determiner")
        j += 1
    j = min(j, len(s))
    return _with_apposition(s, i, j) if noun else None


def _english_after(s: Sentence, i: int) -> Phrase | None:
    j = i + 1
    while s.is_(j, "adverb"):
        j += 1
    return _english_at(s, j)


def _english_actor(s: Sentence, phrase: Phrase) -> bool:
    return any(
        s.low[k] in s.language.words["actor"] or s.capital(k) and (k > 0 or not s.is_(k, "determiner"))
        for k in range(*phrase)
        if s.is_word(k) and not s.is_(k, "weekday")
    )


def _with_apposition(s: Sentence, first: int, last: int) -> Phrase:
    """The phrase with what stands between the commas after it, if that is a name or a description."""
    if last + 1 < len(s) and s.low[last] == "," and (s.capital(last + 1) or s.is_(last + 1, "determiner")):
        for k in range(last + 1, min(last + 18, len(s))):
            if s.quote[k] is not None or s.is_(k, "auxiliary") or s.language.verbs.get(s.low[k]) and not s.capital(k):
                break
            if s.low[k] in (",", ".", ":", "—", "–"):
                return (first, k) if k - last > 1 else (first, last)
    return first, last


# --- German ----------------------------------------------------------------------------------------------------

_OBLIQUE = frozenset("dem einem ihm diesem seinem ihrem unserem keinem ihnen uns mir jedem deren dessen".split())


_ADVERBIAL = ("lich", "isch", "ig", "end", "ell", "weise", "gemäss", "gemaess", "mässig", "iv", "al", "t", "ernst", "kritisch")


def _german_at(s: Sentence, i: int) -> Phrase | None:
    """"der für Russland am Tisch sitzende Vizeminister Anton Ferl (KPX)", "Er", "Kritiker der Regierung"."""
    n = len(s)
    if i >= n:
        return None
    if s.is_(i, "pronoun") and _noun_group(s, i + 1, 3) is None:
        return i, i + 1
    if s.low[i] in '„«"“' and s.quote[i] is None and s.capital(i + 1):  # a newspaper's name
        closed = next((k for k in range(i + 1, min(i + 6, n)) if s.low[k] in '“»”"'), None)
        return (i, closed + 1) if closed else None
    j = i + 1 if s.is_(i, "determiner") else i
    if j > i and s.low[j] in ("der", "des", "von", "dieser") if j < n else False:  # "eine der Gruppen"
        j += 1
    if s.low[i] in ("von", "van") and s.is_(i + 1, "determiner") and s.capital(i) and s.capital(i + 2):
        j = i + 2
    group = _noun_group(s, j, 4)
    if group is None and j > i and (s.is_(j, "preposition") or s.is_(j, "contraction") or s.is_(j, "adverb")):
        # an attribute with its own phrase: the participle stands before the noun
        for k in range(j + 1, min(j + 10, n - 1)):
            if s.low[k] in _STOPS:
                break
            if s.word[k][0].islower() and s.low[k].endswith(("de", "te", "ne", "der", "ter", "den", "ten")) and s.capital(k + 1):
                group = _noun_group(s, k + 1, 3)
                break
    if group is None:
        return None
    j = group
    while j < n and j - i < _LONGEST:
        more = None
        if s.low[j] in ("der", "des", "eines", "einer", "seiner", "ihrer", "seines", "ihres", "dieser", "dieses"):
            more = _noun_group(s, j + 1, 3)
        elif s.low[j] in ("von", "vom", "für", "beim", "bei", "aus", "gegen"):
            more = _noun_group(s, j + 2 if s.is_(j + 1, "determiner") else j + 1, 3)
        elif s.low[j] in ("und", "sowie", "oder"):
            more = _noun_group(s, j + 2 if s.is_(j + 1, "determiner") else j + 1, 3)
        if more is None:
            break
        j = more
    return _with_apposition(s, i, j)


def _noun_group(s: Sentence, i: int, adjectives: int) -> int | None:
    """The end of adjectives and capitalised words from token `i`, or None if no noun comes."""
    j, n = i, len(s)
    while j < n and j - i < adjectives and _adjective(s, j):
        j += 1
    if not _noun(s, j):
        if not _noun(s, i):  # "Schröder" at the head of a sentence may look like an adjective
            return None
        j = i
    while j < n:
        if _noun(s, j) or s.word[j][0].isdigit() and j > i:
            j += 1
        elif s.low[j] == "." and len(s.word[j - 1]) <= 3 and s.capital(j + 1) and j + 1 < n:
            j += 1
        elif s.low[j] in ("von", "van", "de", "bin", "al", "da", "zu") and s.capital(j - 1) and s.capital(j + 1) and j - i < 4:
            j += 1
        elif s.low[j] in "(„«»\"“" and j > i and s.quote[j] is None and (s.low[j] == "(" or s.capital(j + 1)):
            closed = next((k for k in range(j + 1, min(j + 8, n)) if s.low[k] in ")“”«»\""), None)
            if closed is None:
                break
            j = closed + 1
        else:
            break
    return j


def _noun(s: Sentence, j: int) -> bool:
    """A capitalised word that is no function word (the first word of a sentence is always capitalised)."""
    if not s.capital(j) or not s.is_word(j):
        return False
    if j and s.word[j - 1] not in (":", "„", "«", "»", "“", '"'):
        return True
    return not any(s.is_(j, c) for c in _FUNCTION) and s.low[j] not in s.language.verbs


_FUNCTION = ("determiner", "pronoun", "preposition", "contraction", "subordinator", "question", "coordinator", "adverb", "auxiliary")


def _adjective(s: Sentence, j: int) -> bool:
    if not s.is_word(j) or any(s.is_(j, c) for c in _FUNCTION):
        return False
    word = s.low[j]
    return word.isdigit() or (not s.capital(j) or not j) and len(word) > 2 and word.endswith(("e", "en", "er", "es", "em"))


def _german_before(s: Sentence, i: int, floor: int) -> Phrase | None:
    """The phrase in front of the finite verb; after a preposition or an adverb there is none."""
    if s.low[i + 1 : i + 2] in (["er"], ["sie"], ["man"], ["wir"], ["ich"]):
        return None  # the phrase in front is the object
    if i == floor + 1 and s.low[floor].endswith(_ADVERBIAL) and is_actor(s, _german_after(s, i)):
        return None
    bounds = [k for k in range(floor, i) if s.low[k] in (",", ":", ";", "—", "–", '"') or s.quote[k] is not None]
    first = bounds[-1] + 1 if bounds else floor
    while first < i and (s.is_(first, "coordinator") or s.low[first] in ("auch", "selbst", "dass", "wie", "ob")):
        first += 1
    if first < i:
        found = _german_at(s, first)
        if found is None and bounds and s.is_(first, "determiner"):  # "..., der am Montag sagte"
            return _german_phrase_ending(s, bounds[-1], floor)
        if found and not _oblique(s, found) and (found[1] >= i - 6 or found[1] > i):
            return found[0], min(found[1], i)
        return None
    # a clause stands between subject and verb, or nothing does
    start = floor
    while start < i and (s.is_(start, "coordinator") or s.low[start] in ("auch", "selbst")):
        start += 1
    if len(bounds) > 1 or bounds and s.low[i - 1] != ",":
        found = _german_at(s, start)
        if found and found[1] <= i and not _oblique(s, found) and s.quote[start] is None:
            return found
    if not bounds and first >= i > floor:
        return _german_at(s, floor)
    return None


def _german_phrase_ending(s: Sentence, end: int, floor: int) -> Phrase | None:
    """The phrase that ends before token `end`."""
    j = end - 1
    while j > floor and not s.is_(j, "determiner") and s.low[j] not in _STOPS and end - j < 8:
        j -= 1
    for start in range(max(j, floor), end):
        found = _german_at(s, start)
        if found and found[1] >= end:
            return start, end
    return None


def _german_after(s: Sentence, i: int) -> Phrase | None:
    """Past adverbs, "sich", times ("am Sonntag") and addressees ("dem Sender")."""
    j, n = i + 1, len(s)
    while j < min(i + 16, n):
        if s.is_(j, "pronoun") and s.low[j] not in ("es", "diese", "dieser") or s.low[j] == "es" and j + 1 == n:
            return j, j + 1
        if s.low[j] in _STOPS and s.low[j] not in '„«"' or s.quote[j] is not None:
            return None
        if s.is_(j, "adverb") or s.low[j] == "es":
            j += 1
        elif s.is_(j, "contraction") or s.is_(j, "preposition"):
            inner = _german_at(s, j + 1)
            j = inner[1] if inner else j + 2
        else:
            found = _german_at(s, j)
            if found is None:
                j += 1
            elif _oblique(s, found):
                j = found[1]
            else:
                return found
    return None


def _oblique(s: Sentence, phrase: Phrase) -> bool:
    return s.low[phrase[0]] in _OBLIQUE


def _german_actor(s: Sentence, phrase: Phrase) -> bool:
    nouns = [k for k in range(*phrase) if _noun(s, k) or k == phrase[0] and s.capital(k) and not s.is_(k, "determiner")]
    if not nouns:
        return False
    head = s.low[nouns[0]]
    if head.endswith(s.language.endings["inanimate"]):
        return False
    if any(s.low[k].endswith(s.language.endings["actor"]) for k in nouns[:2]):
        return True
    bare = not s.is_(phrase[0], "determiner")  # a noun without an article is mostly a name
    return bare and not head.endswith(("ung", "ungen", "heit", "keit", "tion", "tionen", "en"))


# --- Russian ---------------------------------------------------------------------------------------------------

_NOUN = frozenset(("NOUN", "ADJF", "PRTF", "NPRO", "NUMR"))


@lru_cache(200_000)
def _grammar(word: str) -> tuple[bool, bool, bool, bool, bool]:
    """Of a word form: can be nominative; can be a noun or adjective; is a verb; can be a noun; can be an actor."""
    tags = morphology().tag(word)[:4]
    verb = bool(tags) and tags[0].POS in ("VERB", "GRND", "INFN", "PRED", "PRTS", "ADJS")
    nominative = any(t.POS in _NOUN and t.case == "nomn" for t in tags)
    nominal = any(t.POS in _NOUN for t in tags)
    noun = any(t.POS in ("NOUN", "NPRO") and t.case == "nomn" for t in tags)
    actor = any(t.POS == "NOUN" and ({"anim", "Surn", "Name", "Orgn", "Geox"} & t.grammemes) for t in tags)
    return nominative, nominal, verb, noun, actor


def _nominative(s: Sentence, j: int) -> bool:
    if not s.is_word(j):
        return False
    word = s.word[j]
    if word.isupper() and len(word) > 1:
        return True
    if s.is_(j, "preposition") or s.is_(j, "coordinator"):
        return False
    return _grammar(s.low[j])[0]


def is_verb(s: Sentence, j: int) -> bool:
    """Is token `j` a verb and nothing else (Russian)?"""
    return s.is_word(j) and _grammar(s.low[j])[2] and not _grammar(s.low[j])[1]


def oblique_apposition(s: Sentence, j: int) -> int:
    """The end of ", официального представителя ведомства" that begins with the comma at `j`, or `j` (Russian)."""
    if not (j + 1 < len(s) and s.low[j] == "," and s.is_word(j + 1)) or _nominative(s, j + 1) or is_verb(s, j + 1):
        return j
    for k in range(j + 1, min(j + 16, len(s))):
        if s.low[k] == ",":
            return k
        if not s.is_word(k) or is_verb(s, k) or s.is_(k, "subordinator") or k == j + 1 and s.is_(k, "preposition"):
            break
    return j


def _russian_at(s: Sentence, i: int) -> Phrase | None:
    """Nouns, adjectives, names, initials, numbers and names in quotation marks from token `i`."""
    n = len(s)
    if i >= n:
        return None
    if s.is_(i, "pronoun") and not (s.is_word(i + 1) and s.low[i] in ("многие", "некоторые", "все", "оба")):
        return i, i + 1
    j, noun = i, False
    while j < n and j - i < 20:
        low, word = s.low[j], s.word[j]
        if low in "«\"„“":
            closed = next((k for k in range(j + 1, min(j + 9, n)) if s.low[k] in "»\"“”"), None)
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
    return _russian_apposition(s, i, j) if j < n and s.low[j] == "," else (i, j)


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


def _russian_after(s: Sentence, i: int) -> Phrase | None:
    """The first nominative after the verb, past addressees and places ("сообщил журналистам в среду Зорин")."""
    j = i + 1
    while j < min(i + 14, len(s)):
        low = s.low[j]
        if low in "—–-" or s.quote[j] is not None or low in ",.:;!?…":
            return None
        if s.is_(j, "preposition"):
            j += 1
            while s.is_word(j) and (not _nominative(s, j) or not _grammar(s.low[j])[3]) and not s.is_(j, "preposition"):
                j += 1
        elif _nominative(s, j) or low in "«\"„" or s.is_(j, "pronoun"):
            return _russian_at(s, j)
        else:
            j += 1
    return None


def _russian_before(s: Sentence, i: int, floor: int) -> Phrase | None:
    """The first nominative of the stretch before the verb."""
    j = i - 1
    while j >= floor and (s.is_(j, "adverb") or s.is_(j, "pronoun") and s.low[j] in ("все", "оба")):
        j -= 1
    if j < floor:
        return None
    if s.low[j] == ",":  # a phrase between commas: the subject stands before it
        for k in range(j - 1, max(floor - 1, j - _LONGEST), -1):
            if s.low[k] == "," and k > floor:
                found = _russian_before(s, k, floor)
                if found:
                    return found
        return None
    end = j + 1
    while j >= floor and end - j <= 20:
        low = s.low[j]
        if low == "." and 0 < j and len(s.word[j - 1]) <= 2 or low in "«»\"“”„()" and s.quote[j] is None:
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
    return (first, end) if first < end else None


def _russian_actor(s: Sentence, phrase: Phrase) -> bool:
    return any(
        s.low[k] in s.language.words["actor"]
        or s.word[k].isupper() and len(s.word[k]) > 1
        or s.capital(k) and k > 0
        or _grammar(s.low[k])[4]
        for k in range(*phrase)
        if s.is_word(k)
    )
