"""Rules for speech that goes on, or that the next sentence attributes: Er habe; Das teilte X mit; Об этом сообщил X."""

from collections.abc import Iterator

from .parts import agent_of, finite_places, first_actor, kind_of, speaker_before, subjunctive
from .phrases import after_verb, before_verb, is_actor, phrase_at
from .said import Memory, Said
from .sentences import Sentence


def main_subjunctive(s: Sentence, memory: Memory) -> Iterator[Said]:
    """Er habe erklärt, dass ...: the first verb is in the subjunctive, so all of it is said (German).

    "Bruno Ohm ließ verbreiten, er werde kommen": the subjunctive stands behind a comma only, the first clause is told.
    """
    first = next(iter(finite_places(s)), None)
    if first is None or not subjunctive(s, first) or s.quote[0] is not None:
        return
    comma = next((k for k in range(first, 0, -1) if s.low[k] in (",", ":")), None)
    dependent = s.is_(0, "subordinator") or s.low[0] in ("um", "so") or comma is not None and comma < 2
    if comma is None or dependent or first == comma + 1 or s.is_(comma + 1, "coordinator"):
        if not s.is_(0, "complementizer"):
            yield _continued(s, memory, outer=any(h.at == first and h.cue.group == "say" for h in s.cues))
        return
    relative = s.is_(comma + 1, "determiner") and s.is_(first + 1, "coordinator")
    actor = None if relative else first_actor(s, 0, comma)
    if actor:
        yield Said([s.span(comma + 1, s.body())], kind_of(s, comma, len(s)), "clause, Konjunktiv", s.span(*actor), None)


def subjunctive_sentence(s: Sentence, memory: Memory) -> Iterator[Said]:
    """Es hieß bei ihr, er habe nichts gewusst; Sie hätten nichts gewusst: what the other rules left (German)."""
    verbs = finite_places(s)
    if not verbs or s.is_(0, "subordinator") or s.quote[0] is not None:
        return
    sure = next((k for k in verbs if subjunctive(s, k)), None)
    if sure is not None and sure in verbs[:2]:
        comma = next((k for k in range(sure, verbs[0], -1) if s.low[k] == ","), None)
        if 0 < verbs[0] < sure and comma is not None and not s.is_(verbs[0], "conditional"):
            phrase = before_verb(s, verbs[0]) or after_verb(s, verbs[0])
            place = s.span(*phrase) if is_actor(s, phrase) else speaker_before(s, memory)
            span = s.span(comma + 1, s.body())
            yield Said([span], kind_of(s, comma, len(s)), "clause, Konjunktiv", place, None)
        else:
            yield _continued(s, memory)
    elif s.is_(verbs[0], "conditional") and memory.continued(s, 1) and memory.found[-1].kind != "direct":
        yield Said([(s.start, s.end)], "continued", "Konjunktiv II", memory.continued(s, 1), None)


def _continued(s: Sentence, memory: Memory, outer: bool = False) -> Said:
    place = speaker_before(s, memory)
    return Said(
        [(s.start, s.end)], "continued", "Konjunktiv" if place else "Konjunktiv, nobody", place, None, outer=outer
    )


def unlisted_tail(s: Sentence, memory: Memory) -> Iterator[Said]:
    """C in the subjunctive, verb X: the word behind the comma is a verb by its place, listed or not (German)."""
    for k in range(3, s.body() - 1):
        if s.low[k - 1] != "," or s.capital(k) or not s.is_word(k) or not s.low[k].endswith(("te", "ten", "t")):
            continue
        if any(
            s.is_(k, c)
            for c in ("determiner", "pronoun", "preposition", "subordinator", "adverb", "auxiliary", "question")
        ):
            continue
        phrase = phrase_at(s, k + 1)
        if is_actor(s, phrase) and "," not in s.low[phrase[1] : s.body()] and any(subjunctive(s, j) for j in range(k)):
            yield Said([s.span(0, k - 1)], kind_of(s, 0, k), "C, any verb X", s.span(*phrase), s.span(k, k + 1))
            return


def that_said(s: Sentence, memory: Memory) -> Iterator[Said]:
    """Das teilte X mit: the sentence before is X's (German)."""
    before = memory.before(s)
    if before is None or not s.cues or s.low[0] not in ("das", "dies") or s.cues[0].at != 1 or len(s) > 25:
        return
    hit = s.cues[0]
    speaker = agent_of(s, hit) if hit.passive else after_verb(s, 1)
    if (
        hit.cue.group != "say"
        or speaker is None
        or "\n" in s.text[before.end : s.start]
        or _clause_behind(s, speaker[1])
    ):
        return
    yield Said([(before.start, before.end)], "indirect", "das sagte X", s.span(*speaker), s.span(0, 2))


def _clause_behind(s: Sentence, end: int) -> bool:
    """Does a clause follow the speaker?"""
    return "," in s.low[end:]


def demnach(s: Sentence, memory: Memory) -> Iterator[Said]:
    """Demnach C: said by the last speaker (German)."""
    if s.low and s.low[0] in s.language.frame("demnach") and s.low[0] != "danach" and s.body() > 4:
        place = memory.continued(s, 2)
        if place:
            yield Said([s.span(1, s.body())], kind_of(s, 1, len(s)), "demnach", place, s.span(0, 1))


def hearsay(s: Sentence, memory: Memory) -> Iterator[Said]:
    """Sie sollen geflohen sein: soll with a participle and haben or sein at the end of the clause (German)."""
    for k in (k for k, low in enumerate(s.low) if low in ("soll", "sollen") and s.quote[k] is None):
        end = next((j for j in range(k + 1, len(s)) if s.low[j] in ",;:.!?" or s.quote[j] is not None), len(s))
        told = s.low[end - 2].endswith(("t", "en")) and not s.capital(end - 2)
        if s.low[end - 1] in ("haben", "sein") and end - k > 2 and told:
            yield Said([(s.start, s.end)], "continued", "soll ... haben", speaker_before(s, memory), s.span(k, k + 1))
            return


def back_pointing(s: Sentence, memory: Memory) -> Iterator[Said]:
    """Об этом сообщил X: the sentence before is X's (Russian)."""
    before = memory.before(s)
    if before is None or s.low[:2] not in (["об", "этом"], ["о", "этом"]):
        return
    if "\n" in s.text[before.end : s.start] and before.body() == len(before):  # a heading has no stop
        return
    for hit in s.cues[:1]:
        speaker = after_verb(s, hit.at) or before_verb(s, hit.at, 2)
        if speaker:
            span = before.span(0, before.body()) if before.body() else (before.start, before.end)
            yield Said([span], "indirect", "об этом сообщил X", s.span(*speaker), s.span(0, hit.at + 1))
