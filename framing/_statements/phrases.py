"""Who speaks: the noun phrase that is the subject of a reporting verb, in three languages without a parser.

Each language has its way to find it: English by the place before the verb (`_phrases_en.py`), German by capital letters
and the place in the clause (`_phrases_de.py`), Russian by the nominative (`_phrases_ru.py`). Where it is not clear, the
answer is None.
"""

from .phrases_de import german_actor, german_after, german_at, german_before
from .phrases_en import english_actor, english_after, english_at, english_before
from .phrases_ru import russian_actor, russian_after, russian_at, russian_before
from .sentences import Hit, Phrase, Sentence

_BEFORE = {"en": english_before, "de": german_before, "ru": russian_before}
_AFTER = {"en": english_after, "de": german_after, "ru": russian_after}
_AT = {"en": english_at, "de": german_at, "ru": russian_at}
_ACTOR = {"en": english_actor, "de": german_actor, "ru": russian_actor}


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
    sure = s.language.lang == "de" or is_actor(s, phrase)
    return phrase if phrase and phrase[1] < k and sure else None


def before_verb(s: Sentence, i: int, floor: int = 0) -> Phrase | None:
    """The noun phrase that ends before token `i`."""
    return _BEFORE[s.language.lang](s, i, floor)


def after_verb(s: Sentence, i: int) -> Phrase | None:
    """The noun phrase that begins after token `i`, past adverbs and addressees."""
    return _AFTER[s.language.lang](s, i)


def phrase_at(s: Sentence, i: int) -> Phrase | None:
    """The noun phrase that begins with token `i`."""
    return _AT[s.language.lang](s, i)


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
        return not s.is_(first, "thing")
    if s.language.lang == "de":
        return german_actor(s, phrase, sure)
    return _ACTOR[s.language.lang](s, phrase)
