"""The rule for acts of speech: X rejects, calls for, accuses; was rejected by X."""

from collections.abc import Iterator

from .parts import agent_of, content_end, trim
from .phrases import is_actor, subject
from .said import Memory, Place, Said
from .sentences import STOPS, Hit, Sentence

_RULES = {"act": "X rejected", "demand": "X called for", "": "X spoke of"}


def reported(s: Sentence, memory: Memory) -> Iterator[Said]:
    """X rejects, calls for, accuses: the act is told, not the words. Only of someone who can act."""
    lang = s.language.lang
    for hit in s.cues:
        if hit.cue.shape in ("ing", "gerund", "infinitive", "short") or not (hit.cue.act or _about(s, hit)):
            continue
        phrase = agent_of(s, hit) if hit.passive else subject(s, hit)
        if not is_actor(s, phrase) or lang == "de" and _told_in_passing(s, hit, phrase):
            continue
        rule = _RULES[hit.cue.act] if not hit.passive else "rejected by X"
        fragments = _fragments(s) if hit.cue.act and lang == "de" else []
        if fragments:
            spans, rule = fragments, "X called it “C”"
        elif lang == "de":
            spans = [(s.start, s.end)]
        else:
            clause = next((k + 1 for k in range(hit.at - 1, -1, -1) if s.low[k] in STOPS or s.is_(k, "relative")), 0)
            first = clause if hit.passive else max(hit.last + 1, phrase[1])
            part = trim(s, first, hit.at if hit.passive else content_end(s, first))
            spans = [s.span(*part)] if part and part[1] - part[0] >= 2 else []
        if spans:
            kind = "mixed" if fragments else "reported"
            yield Said(spans, kind, rule, s.span(*phrase), s.span(hit.form, hit.form + 1), outer=not fragments)
            return


def _fragments(s: Sentence) -> list[Place]:
    """The words in quotation marks that do not stand for themselves: called it a “grave mistake”."""
    spans, k = [], 0
    while k < len(s):
        if s.quote[k] is not None:
            spans.append(s.span(k, k + 1))
        elif s.low[k] in '„“«"' and s.is_word(k + 1):
            closed = next((j for j in range(k + 1, min(k + 8, len(s))) if s.low[j] in '“”»"'), None)
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
