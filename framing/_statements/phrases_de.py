"""German noun phrases: found by capital letters, articles, and the place of the verb in its clause."""

from .phrases_en import with_apposition
from .sentences import LONGEST, STOPS, Phrase, Sentence

_FUNCTION = (
    "determiner",
    "pronoun",
    "preposition",
    "contraction",
    "subordinator",
    "question",
    "coordinator",
    "adverb",
    "auxiliary",
)


def german_before(s: Sentence, i: int, floor: int) -> Phrase | None:
    """The phrase in front of the finite verb, unless it tells a time ("Wenige Stunden später sagte Ferl")."""
    found = _before_verb(s, i, floor)
    times = s.language.frame("time")
    return None if found and any(s.low[k] in times for k in range(found[0], min(found[0] + 3, found[1]))) else found


def _before_verb(s: Sentence, i: int, floor: int) -> Phrase | None:
    """The phrase in front of the finite verb; after a preposition or an adverb there is none."""
    if s.low[i + 1 : i + 2] in (["er"], ["sie"], ["man"], ["wir"], ["ich"]):
        return None  # the phrase in front is the object
    after = german_after(s, i) if i == floor + 1 and s.low[floor].endswith(s.language.endings["adverbial"]) else None
    if after and (s.is_(after[0], "pronoun") or german_actor(s, after)):
        return None  # "Offiziell sagt die Regierung"
    bounds = [k for k in range(floor, i) if _bounds_clause(s, k)]
    first = bounds[-1] + 1 if bounds else floor
    inside = False  # a clause that a conjunction opens has its verb at the end: whatever stands between
    while first < i and (s.is_(first, "coordinator") or _opens_clause(s, first) or s.low[first] in ("auch", "selbst")):
        inside = inside or _opens_clause(s, first)
        first += 1
    if bounds and s.is_(first, "preposition") and s.is_(first + 1, "determiner") and german_at(s, first + 2):
        inside, first = True, first + 2  # "von dem die Polizei glaubt"
    if first < i:
        found = german_at(s, first)
        if found is None and bounds and s.is_(first, "determiner"):  # "..., der am Montag sagte"
            return _german_phrase_ending(s, bounds[-1], floor)
        if found and not _oblique(s, found) and (inside or found[1] >= i - 6):
            return found[0], min(found[1], i)
        return None
    # a clause stands between subject and verb, or nothing does
    start = floor
    while start < i and (s.is_(start, "coordinator") or s.low[start] in ("auch", "selbst")):
        start += 1
    if len(bounds) > 1 or bounds and s.low[i - 1] != ",":
        found = german_at(s, start)
        if found and found[1] <= i and not _oblique(s, found) and s.quote[start] is None:
            return found
    if not bounds and first >= i > floor:
        return german_at(s, floor)
    return None


def _bounds_clause(s: Sentence, k: int) -> bool:
    """Is token `k` a mark between clauses (not the colon of "10:05 Uhr")?"""
    if s.quote[k] is not None:
        return True
    return s.low[k] in (",", ";", "—", "–", '"') or s.low[k] == ":" and not s.low[k + 1][:1].isdigit()


def _opens_clause(s: Sentence, k: int) -> bool:
    """Is token `k` a conjunction (not the "als" of "als Grund")?"""
    if s.low[k] in ("als", "wie"):
        return s.is_(k + 1, "determiner") or s.is_(k + 1, "pronoun")
    return s.is_(k, "subordinator")


def _german_phrase_ending(s: Sentence, end: int, floor: int) -> Phrase | None:
    """The phrase that ends before token `end`."""
    j = end - 1
    while j > floor and not s.is_(j, "determiner") and s.low[j] not in STOPS and end - j < 8:
        j -= 1
    for start in range(max(j, floor), end):
        found = german_at(s, start)
        if found and found[1] >= end:
            return start, end
    return None


def german_after(s: Sentence, i: int) -> Phrase | None:
    """Past adverbs, "sich", times ("am Sonntag") and addressees ("dem Sender")."""
    j, n = i + 1, len(s)
    while j < min(i + 16, n):
        if s.is_(j, "pronoun") and s.low[j] not in ("es", "diese", "dieser") or s.low[j] == "es" and j + 1 == n:
            return j, j + 1
        if s.low[j] in STOPS and s.low[j] not in '„«"' or s.quote[j] is not None:
            return None
        if s.is_(j, "adverb") or s.low[j] == "es":
            j += 1
        elif s.is_(j, "contraction") or s.is_(j, "preposition"):
            inner = german_at(s, j + 1)
            j = inner[1] if inner else j + 2
        else:
            found = german_at(s, j)
            if found is None:
                j += 1
            elif _oblique(s, found):
                j = found[1]
            else:
                return found
    return None


def _oblique(s: Sentence, phrase: Phrase) -> bool:
    first = phrase[0]
    if s.low[first] == "der" and s.low[first + 1].endswith("en") and not s.capital(first + 1):
        return True  # "der englischen Zeitung"
    return s.is_(first, "oblique")


def german_at(s: Sentence, i: int) -> Phrase | None:
    """ "der für Russland am Tisch sitzende Vizeminister Anton Ferl (KPX)", "Er", "Kritiker der Regierung"."""
    n = len(s)
    if i >= n:
        return None
    if s.is_(i, "pronoun") and _noun_group(s, i + 1, 3) is None:
        return (i, i + 1) if s.low[i] != "es" else None
    j = i + 1 if s.is_(i, "determiner") else i
    if j < n and s.low[j] in '„«"“' and s.quote[j] is None and s.capital(j + 1):  # a newspaper's name
        closed = next((k for k in range(j + 1, min(j + 6, n)) if s.low[k] in '“»”"'), None)
        return (i, closed + 1) if closed else None
    if j > i and s.low[j] in ("der", "des", "von", "dieser") if j < n else False:  # "eine der Gruppen"
        j += 1
    if s.low[i] in ("von", "van") and s.is_(i + 1, "determiner") and s.capital(i) and s.capital(i + 2):
        j = i + 2
    group = _noun_group(s, j, 4)
    if group is None and j > i and s.is_word(j) and s.low[j][:1].isdigit() and "jährig" in s.low[j]:
        group = j + 1  # "der 81-jährige"
    if group is None and j > i and (s.is_(j, "preposition") or s.is_(j, "contraction") or s.is_(j, "adverb")):
        # an attribute with its own phrase: the participle stands before the noun
        for k in range(j + 1, min(j + 10, n - 1)):
            if s.low[k] in STOPS:
                break
            if (
                s.word[k][0].islower()
                and s.low[k].endswith(("de", "te", "ne", "der", "ter", "den", "ten"))
                and s.capital(k + 1)
            ):
                group = _noun_group(s, k + 1, 3)
                break
    if group is None:
        return None
    j = group
    while j < n and j - i < LONGEST:
        more = None
        if s.low[j] in ("der", "die") and j - i == 2 and _noun(s, i) and i:  # "laut Anton Ferl | der Plan"
            break
        if s.low[j] in ("der", "des", "eines", "einer", "seiner", "ihrer", "seines", "ihres", "dieser", "dieses"):
            more = _noun_group(s, j + 1, 3)
        elif s.low[j] in ("von", "vom", "für", "beim", "bei", "aus", "gegen") or s.low[j] in ("und", "sowie", "oder"):
            more = _noun_group(s, j + 2 if s.is_(j + 1, "determiner") else j + 1, 3)
        if more is None:
            break
        j = more
    return with_apposition(s, i, j)


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
        if (
            _noun(s, j)
            or s.word[j][0].isdigit()
            and j > i
            or s.low[j] == "."
            and len(s.word[j - 1]) <= 3
            and s.capital(j + 1)
            and j + 1 < n
            or s.low[j] in ("von", "van", "de", "bin", "al", "da", "zu")
            and s.capital(j - 1)
            and s.capital(j + 1)
            and j - i < 4
        ):
            j += 1
        elif s.low[j] in '(„«»"“' and j > i and s.quote[j] is None and (s.low[j] == "(" or s.capital(j + 1)):
            closed = next((k for k in range(j + 1, min(j + 8, n)) if s.low[k] in ')“”«»"'), None)
            if closed is None:
                break
            j = closed + 1
        else:
            break
    return j


def _noun(s: Sentence, j: int) -> bool:
    """A capitalised word that is no function word (the first word of a sentence is always capitalised)."""
    if not s.is_word(j):
        return False
    if not s.capital(j):  # "ai-Bericht"
        return "-" in s.word[j] and s.word[j].rpartition("-")[2][:1].isupper()
    if j and s.word[j - 1] not in (":", "„", "«", "»", "“", '"'):
        return True
    return not any(s.is_(j, c) for c in _FUNCTION) and s.low[j] not in s.language.verbs


def _adjective(s: Sentence, j: int) -> bool:
    if not s.is_word(j) or any(s.is_(j, c) for c in _FUNCTION):
        return False
    word = s.low[j]
    return (
        word.isdigit() or (not s.capital(j) or not j) and len(word) > 2 and word.endswith(("e", "en", "er", "es", "em"))
    )


def german_actor(s: Sentence, phrase: Phrase, sure: bool = False) -> bool:
    nouns = [k for k in range(*phrase) if _noun(s, k) or k == phrase[0] and s.capital(k) and not s.is_(k, "determiner")]
    if not nouns:
        return False
    head = s.low[nouns[0]]
    if head.endswith(s.language.endings["inanimate"]):
        return False
    if any(s.low[k].endswith(s.language.endings["actor"]) for k in nouns[:2]):
        return True
    if sure:
        return nouns[:2] == [phrase[0], phrase[0] + 1]  # "Anton Ferl"
    bare = not s.is_(phrase[0], "determiner")  # a noun without an article is mostly a name
    return bare and not head.endswith(("ung", "ungen", "heit", "keit", "tion", "tionen", "en"))
