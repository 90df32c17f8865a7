"""What the rules for indirect speech share: the speaker of a verb, the end of a clause, the statement made of both."""

from .frames import names_source
from .phrases import after_verb, is_actor, phrase_at, subject
from .phrases_ru import is_plural
from .said import Memory, Place, Said
from .sentences import Hit, Phrase, Sentence

MARKS = frozenset(",.:;!?…—–()")
_AND = ("and", "und", "и")


def speaker_of(s: Sentence, hit: Hit, memory: Memory) -> Place | None:
    """The place of the verb's subject; of a participle ("adding that"), the subject of the verb before or the last."""
    phrase = names_source(s, hit)
    if hit.passive and s.language.lang == "de":
        phrase = agent_of(s, hit) or document(s)
        return s.span(*phrase) if phrase else None
    if phrase is None and hit.cue.shape not in ("ing", "gerund"):
        phrase = subject(s, hit)
    if phrase is None:
        for other in s.cues:
            if other.at < hit.at and other.cue.shape not in ("ing", "gerund") and (phrase := subject(s, other)):
                break
        if phrase is None and hit.cue.shape in ("ing", "gerund") and is_actor(s, start := phrase_at(s, 0)):
            phrase = start
    if phrase is None or s.is_(phrase[0], "relative") if s.language.lang == "en" else phrase is None:
        nobody = s.language.lang == "ru" and is_plural(s.low[hit.at])  # "говорят, что": not whoever spoke last
        return None if nobody else memory.recent(s, 2)
    return s.span(*phrase)


def kind_of(s: Sentence, first: int, last: int) -> str:
    """Mixed where quotation marks stand inside, else indirect."""
    return "mixed" if any(s.low[k] in '"„“”«»' for k in range(first, last)) else "indirect"


def say(
    s: Sentence, hit: Hit, parts: list[tuple[int, int]], rule: str, memory: Memory, speaker: Place | None = None
) -> Said | None:
    """A statement of these runs of tokens, without the marks at their ends."""
    spans = [s.span(*p) for p in (trim(s, *p) for p in parts) if p]
    if not spans:
        return None
    speaker = speaker or speaker_of(s, hit, memory)
    return Said(spans, kind_of(s, parts[0][0], parts[-1][1]), rule, speaker, s.span(hit.form, hit.form + 1))


def trim(s: Sentence, first: int, last: int) -> tuple[int, int] | None:
    while first < last and s.low[first] in MARKS and s.low[first] != "(":
        first += 1
    while last > first and s.low[last - 1] in MARKS and s.low[last - 1] not in ")!?…":
        last -= 1
    return (first, last) if any(s.is_word(k) or s.quote[k] for k in range(first, last)) else None


def content_end(s: Sentence, start: int) -> int:
    """The end of a clause that begins at `start`: the sentence's, or where the next speaker begins.

    ", adding that", ", and Mr Hale said", ", während Ferl erklärte", ", а Зорин заявил".
    """
    end = s.body()
    for hit in s.cues:
        if hit.at <= start + 2 or hit.at >= end or hit.cue.group == "weak":
            continue
        if s.low[hit.at - 1] in _AND and hit.cue.shape == "finite" and not hit.passive and _governs_clause(s, hit):
            return hit.at - 1
        comma = next((k for k in range(hit.at - 1, max(start, hit.at - 10), -1) if s.low[k] in (",", ";")), None)
        if comma is None:
            continue
        if hit.cue.shape in ("ing", "gerund") and hit.at - comma <= 2:
            return comma
        if s.language.lang == "ru" and hit.at == comma + 1 and hit.cue.group == "say" and _closes(s, hit, end):
            return comma
        opens = s.is_(comma + 1, "sequel") or s.low[comma] == ";"
        if opens and hit.cue.group == "say" and hit.at - comma > 1 and not hit.passive:
            return comma
    return end


def _governs_clause(s: Sentence, hit: Hit) -> bool:
    """ "... and said that", "... и заявил, что"."""
    after = hit.last + 1 + (s.low[hit.last + 1 : hit.last + 2] == [","])
    return hit.cue.group in ("say", "stance") and s.is_(after, "complementizer")


def _closes(s: Sentence, hit: Hit, end: int) -> bool:
    """Is the verb with its subject behind it all that is left of the sentence (", сообщает агентство")?"""
    speaker = after_verb(s, hit.last)
    return speaker is not None and speaker[1] >= end - 1


def first_actor(s: Sentence, floor: int, end: int) -> Phrase | None:
    """Who acts in a German clause whose verb is in no list: the phrase in front, or the one behind a verb-like word."""
    phrase = phrase_at(s, floor)
    behind = None
    for k in range(floor + 1, end - 1):
        if s.is_word(k) and not s.capital(k) and s.low[k].endswith(("te", "ten", "t", "en")) and not s.is_(k, "adverb"):
            behind = phrase_at(s, k + 1)
            if is_actor(s, behind, sure=phrase is not None) and behind[1] <= end:
                break
            behind = None
    if is_actor(s, phrase) and phrase[1] < end and not (behind and not is_actor(s, phrase, sure=True)):
        return phrase
    return behind


def document(s: Sentence) -> Phrase | None:
    """ "In einem Bericht der Agentur", "im Bericht": what says what follows."""
    names = s.language.frame("nach")
    for k in range(len(s) - 1):
        if s.low[k] in ("in", "im"):
            phrase = phrase_at(s, k + 1)
            if phrase and any(s.low[j] in names for j in range(phrase[0], min(phrase[0] + 3, phrase[1]))):
                return phrase
    return None


def speaker_before(s: Sentence, memory: Memory, within: int = 4) -> Place | None:
    """The speaker of the sentence before; or who acts in it; or the last speaker."""
    before = memory.before(s)
    if before is not None and s.language.lang == "en" and (asked := _asked(before)):
        return before.span(*asked)
    if before is not None and memory.earlier[1] < s.number - 1 and before.body() > 2:
        phrase = (document(before) if s.language.lang == "de" else None) or cue_subject(before)
        if phrase is None and s.language.lang == "en" and not s.opens_paragraph:
            phrase = _who_acts(before)
        if phrase is None and s.language.lang == "de":
            actor = first_actor(before, 0, before.body())
            phrase = actor if is_actor(before, actor, sure=True) else None
        if phrase:
            return before.span(*phrase)
    return memory.continued(s, within)


def _asked(s: Sentence) -> Phrase | None:
    """ "Asked what he had said, Mr Hale shrugged": the one who is asked (English)."""
    if not s.cues or s.cues[0].at or not s.cues[0].passive:
        return None
    comma = next((k for k in range(s.body() - 2, 0, -1) if s.low[k] == ","), None)
    return _who_acts(s, comma + 1) if comma else None


def _who_acts(s: Sentence, first: int = 0) -> Phrase | None:
    """The person with whom an English clause begins: "She takes no offence", "Anton Ferl sighed"."""
    if s.low[first] in ("he", "she"):
        return first, first + 1
    last = first
    while s.is_word(last) and s.capital(last) or last > first and s.low[last : last + 1] == ["."]:
        last += 1
    phrase = first, last
    return phrase if last - first > 1 and is_actor(s, phrase, sure=True) else None


def cue_subject(s: Sentence) -> Phrase | None:
    """The subject of the first reporting verb that has one."""
    phrases = (agent_of(s, hit) if hit.passive else subject(s, hit) for hit in s.cues)
    return next((p for p in phrases if is_actor(s, p)), None)


def finite(s: Sentence, k: int) -> bool:
    """Is token `k` a verb form that we know (a noun begins with a capital: "Folge", "Falle")?"""
    return s.low[k] in s.language.finite and s.quote[k] is None and not (k and s.capital(k))


def finite_places(s: Sentence) -> list[int]:
    """The tokens that are verb forms we know."""
    known = s.language.finite
    return [k for k, low in enumerate(s.low) if low in known and finite(s, k)]


def subjunctive(s: Sentence, k: int) -> bool:
    """Is token `k` a subjunctive of speech? Not "Folge", not "ich habe"."""
    if not s.is_(k, "subjunctive") or s.capital(k):
        return False
    return "ich" not in s.low[max(0, k - 2) : k + 3]


def has_verb(s: Sentence, start: int) -> bool:
    """Is there a helper verb or a past form behind `start`?"""
    return any(
        s.is_(k, "auxiliary") or s.low[k].endswith(("ed", "n't", "'s", "'re")) or s.low[k] in s.language.verbs
        for k in range(start, min(start + 25, s.body()))
    )


def agent_of(s: Sentence, hit: Hit) -> tuple[int, int] | None:
    """wird von X abgelehnt; was rejected by X."""
    words = {"de": ("von", "vom"), "en": ("by",), "ru": ()}[s.language.lang]
    reach = range(hit.at + 1, hit.form) if s.language.lang == "de" else range(hit.form + 1, min(hit.form + 4, len(s)))
    for k in reach:
        if s.low[k] in words:
            phrase = phrase_at(s, k + 1)
            return phrase if is_actor(s, phrase) else None
    return None
