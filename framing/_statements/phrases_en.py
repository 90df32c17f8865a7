"""English noun phrases: found by their place before the verb, between marks and words that open a clause."""

from .sentences import LONGEST, STOPS, Phrase, Sentence


def english_before(s: Sentence, i: int, floor: int) -> Phrase | None:
    """ "The Kremlin, he said", "Mr Hale, a spokesman, said", "the minister, who said"."""
    j = i - 1
    while j >= floor and (s.is_(j, "adverb") or s.is_(j, "auxiliary") or s.low[j] == "to" or s.low[j].endswith("ly")):
        j -= 1
    if floor < j < i - 1 and s.low[j + 1] == "to" and s.low[j].endswith("ing"):  # "they are going to say"
        j -= 1
        while j > floor and (s.is_(j, "adverb") or s.is_(j, "auxiliary")):
            j -= 1
    if j < floor or not (s.is_word(j) or s.low[j] in ',)"' or _abbreviated(s, j)):
        return None
    if s.is_(j, "relative"):
        k = j - 1 if j > floor and s.low[j - 1] != "," else j - 2
        return _english_chunk(s, k + 1, floor) if k >= floor else None
    if s.is_(j, "pronoun"):
        return j, j + 1
    if s.low[j] == ",":
        opened = next((k for k in range(j - 1, max(floor - 1, j - LONGEST), -1) if s.low[k] == ","), None)
        inner = _english_chunk(s, opened, floor) if opened is not None and opened > floor else None
        return (inner[0], j) if inner else None
    if s.low[j] == ")":
        opened = next((k for k in range(j - 1, max(floor - 1, j - 10), -1) if s.low[k] == "("), None)
        inner = _english_chunk(s, opened, floor) if opened is not None else None
        return (inner[0], j + 1) if inner else None
    return _before_relative(s, j + 1, floor) or _english_chunk(s, j + 1, floor)


def _abbreviated(s: Sentence, j: int) -> bool:
    """Is token `j` the stop of "U.S." or "Gen."?"""
    return s.low[j] == "." and j > 0 and len(s.word[j - 1]) <= 4 and s.capital(j - 1)


def _before_relative(s: Sentence, end: int, floor: int) -> Phrase | None:
    """ "A member of the team | who was not authorized to speak" said."""
    for k in range(end - 2, max(floor, end - LONGEST), -1):
        if s.low[k] == "who":
            verb = s.is_(k + 1, "auxiliary") or s.low[k + 1].endswith(("ed", "s"))
            return _english_chunk(s, k, floor) if verb else None
        if s.low[k] in STOPS or s.quote[k] is not None or s.is_(k, "subordinator"):
            return None
    return None


def _english_chunk(s: Sentence, end: int, floor: int) -> Phrase | None:
    """The words before `end` up to the next mark, conjunction or verb, without what precedes the noun phrase."""
    j = end - 1
    while j >= floor and end - j <= 20:
        low = s.low[j]
        if low in STOPS and not _abbreviated(s, j):
            break
        if s.quote[j] is not None or s.is_(j, "auxiliary") or _breaks_english(s, j):
            break
        j -= 1
    first = j + 1
    while first < end and s.low[first] == "-":  # "OSLO (Agency) - Two senators"
        first += 1
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
    if s.low[j].endswith("ed") and s.low[j] in s.language.verbs and s.is_(j + 1, "determiner"):
        return True  # "a poll showed | a majority"
    if s.low[j] in ("and", "or"):
        return not (s.capital(j - 1) and s.capital(j + 1)) and not s.is_(j + 1, "determiner")
    if s.is_(j, "subordinator") or s.is_(j, "coordinator"):
        return s.low[j] not in ("like", "so")
    return False


def _last_noun_start(s: Sentence, first: int, end: int) -> int:
    """ "In a statement the ministry" -> "the ministry": the last phrase of a stretch that begins with a preposition."""
    k = end - 1
    if s.capital(k):
        while k > first and (s.capital(k - 1) or s.low[k - 1] == "."):
            k -= 1
        return k - 1 if k - 1 > first and s.is_(k - 1, "determiner") else k
    while k > first and not s.is_(k, "determiner"):
        k -= 1
    return k if k > first + 1 else end


def english_at(s: Sentence, i: int) -> Phrase | None:
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
        if (
            low in ("of", "for", "from", "and", "at")
            and noun
            and (s.capital(j + 1) or s.is_(j + 1, "determiner") or low == "of")
        ):
            j += 2
            continue
        if s.is_(j, "preposition") or s.is_(j, "subordinator") or s.is_(j, "coordinator"):
            break
        if s.is_(j, "adverb") and not s.capital(j) or j > i and s.low[j] in ("he", "she", "they", "it", "we", "i"):
            break
        noun = noun or not s.is_(j, "determiner")
        j += 1
    j = min(j, len(s))
    return with_apposition(s, i, j) if noun else None


def english_after(s: Sentence, i: int) -> Phrase | None:
    j = i + 1
    while s.is_(j, "adverb"):
        j += 1
    return english_at(s, j)


def english_actor(s: Sentence, phrase: Phrase) -> bool:
    return any(
        s.low[k] in s.language.words["actor"] or s.capital(k) and (k > 0 or not s.is_(k, "determiner"))
        for k in range(*phrase)
        if s.is_word(k) and not s.is_(k, "weekday")
    )


def with_apposition(s: Sentence, first: int, last: int) -> Phrase:
    """The phrase with what stands between the commas after it, if that is a name or a description."""
    if last + 1 < len(s) and s.low[last] == "," and (s.capital(last + 1) or s.is_(last + 1, "determiner")):
        for k in range(last + 1, min(last + 18, len(s))):
            if s.quote[k] is not None or s.is_(k, "auxiliary") or s.language.verbs.get(s.low[k]) and not s.capital(k):
                break
            if s.low[k] in (",", ".", ":", "—", "–"):
                return (first, k) if k - last > 1 else (first, last)
    return first, last
