"""The rule for acts of speech: X rejects, calls for, accuses; was rejected by X."""

from collections.abc import Iterator

from .frames import names_source
from .parts import agent_of, content_end, speaker_of, trim
from .phrases import after_verb, is_actor, subject
from .said import Memory, Place, Said
from .sentences import STOPS, Hit, Phrase, Sentence

_OPEN, _CLOSE = frozenset('„“"«‚‹'), frozenset('“”»"‘›')
_AND = ([",", "and"], [",", "but"])
_RULES = {"act": "X rejected", "demand": "X called for", "": "X spoke of"}


def reported(s: Sentence, memory: Memory) -> Iterator[Said]:
    """X rejects, calls for, accuses: the act is told, not the words. Only of someone who can act."""
    lang = s.language.lang
    left_out = ("ing", "infinitive", "short") if lang == "ru" else ("ing", "gerund", "infinitive", "short")
    for hit in s.cues:
        if hit.cue.shape in left_out or not (hit.cue.act or _about(s, hit)):
            continue
        if hit.cue.shape == "gerund":
            yield from _beside(s, hit, memory)
            continue
        source = names_source(s, hit)
        phrase = agent_of(s, hit) if hit.passive else source or subject(s, hit)
        if lang == "de" and not hit.passive and phrase and phrase[1] <= hit.at and not is_actor(s, phrase):
            phrase = after_verb(s, hit.at)  # "Die Vorwürfe wies der Kreml zurück"
        if not is_actor(s, phrase) or lang == "de" and _told_in_passing(s, hit, phrase):
            continue
        if lang == "en" and (_is_naming(s, hit) or _long_ago(s, hit)):
            continue
        if lang == "ru" and "чтобы" in s.low[max(0, hit.at - 5) : hit.at]:  # what is wanted, not what was said
            continue
        rule = _RULES[hit.cue.act] if not hit.passive else "rejected by X"
        fragments = _fragments(s) if hit.cue.act and lang == "de" else []
        if fragments:
            spans, rule = fragments, "X called it “C”"
        elif lang == "de":
            spans = [] if memory.inside else [(s.start, s.end)]
        else:
            part = _content(s, hit, phrase, source is not None)
            spans = [s.span(*part)] if part and part[1] - part[0] >= (1 if lang == "ru" else 2) else []
        if spans:
            kind = "mixed" if fragments else "reported"
            yield Said(spans, kind, rule, s.span(*phrase), s.span(hit.form, hit.form + 1), outer=not fragments)
            return


def _content(s: Sentence, hit: Hit, phrase: Phrase, at_place: bool) -> Phrase | None:
    """What is told of the act: the words behind verb and subject; where there are none, those before (Russian)."""
    clause = next((k + 1 for k in range(hit.at - 1, -1, -1) if s.low[k] in STOPS or s.is_(k, "relative")), 0)
    first = clause if hit.passive else max(hit.last + 1, phrase[1])
    part = trim(s, first, hit.at if hit.passive else content_end(s, first))
    colon = next((k for k in range(first, part[1]) if s.low[k] == ":"), None) if part else None
    part = trim(s, first, colon) if colon else part
    if s.language.lang == "en" and part:
        and_ = next((k for k in range(first + 1, part[1] - 1) if s.low[k : k + 2] in _AND), None)
        part = trim(s, first, and_) if and_ else part
    if s.language.lang != "ru" or part and part[1] - part[0] >= 2:
        return part
    if at_place and clause <= phrase[0] < hit.at:  # "В Осло | план отвергли"
        clause = phrase[1]
    return trim(s, clause, first) if hit.cue.act else None


def _beside(s: Sentence, hit: Hit, memory: Memory) -> Iterator[Said]:
    """..., отвергнув план: the act of whoever does what the sentence tells (Russian)."""
    end = next((k for k in range(hit.last + 1, s.body()) if s.low[k] in STOPS and s.low[k] not in '«»"“”„'), s.body())
    part = trim(s, hit.last + 1, end)
    speaker = speaker_of(s, hit, memory)
    if part and part[1] - part[0] >= 2 and speaker:
        yield Said([s.span(*part)], "reported", _RULES[hit.cue.act], speaker, s.span(hit.form, hit.form + 1))


def _long_ago(s: Sentence, hit: Hit) -> bool:
    """ "It had promised ...": a look back; in "they said that it had promised ..." it is what was said then."""
    return s.low[hit.at - 1 : hit.at] == ["had"] and s.cues[0] is hit


def _is_naming(s: Sentence, hit: Hit) -> bool:
    """ "a plan called Long Road": not "called Mr Hale a liar"."""
    if hit.cue.lemma != "call" or not s.capital(hit.last + 1):
        return False
    judged = ("a", "an", "the", '"', "“", "'", "‘")
    near = range(hit.last + 1, min(hit.last + 7, len(s)))
    return not any(s.low[k] in judged or s.quote[k] is not None for k in near)


def _fragments(s: Sentence) -> list[Place]:
    """The words in quotation marks that do not stand for themselves: called it a “grave mistake”."""
    spans, k = [], 0
    while k < len(s):
        if s.quote[k] is not None:
            spans.append(s.span(k, k + 1))
        elif s.low[k] in _OPEN and s.is_word(k + 1):
            closed = next((j for j in range(k + 1, min(k + 8, len(s))) if s.low[j] in _CLOSE), None)
            if closed is not None and not s.capital(k - 1):  # not a name: the newspaper «Zeit»
                spans.append(s.span(k, closed + 1))
            k = closed or k
        k += 1
    return spans


def _told_in_passing(s: Sentence, hit: Hit, phrase: tuple[int, int]) -> bool:
    """A question, the pluperfect, a relative clause, "man", a court's ruling: not what is said now (German)."""
    if s.low[hit.at] in ("hatte", "hatten") or s.low[phrase[0]] == "man" or s.low[-1] == "?":
        return True
    head = " ".join(s.low[phrase[0] : phrase[1]])
    if ("gericht" in head or "richter" in head) and hit.cue.lemma in ("verurteilen", "ablehnen", "zurückweisen"):
        return True
    comma = next((k for k in range(hit.at - 1, -1, -1) if s.low[k] == ","), None)
    ends = hit.last + 1 >= s.body() or s.low[hit.last + 1] == ","
    return comma is not None and ends and (s.is_(comma + 1, "determiner") or s.is_(comma + 1, "subordinator"))


def _about(s: Sentence, hit: Hit) -> bool:
    """sprach von; spoke of; заявил о."""
    words = {"de": ("von", "vom", "über"), "en": ("of", "about"), "ru": ("о", "об", "про")}[s.language.lang]
    if s.language.lang == "de" and hit.cue.lemma not in ("sprechen", "berichten", "schreiben", "reden"):
        return False
    if hit.cue.group != "say" and hit.cue.lemma not in ("speak", "talk", "discuss"):
        return False
    reach = hit.at + (8 if s.language.lang == "de" else 2)
    return any(s.low[k] in words for k in range(hit.at + 1, min(reach, len(s))))
