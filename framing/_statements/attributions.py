"""Rules for attributions beside a clause: C, said X; according to X, C; as X said, C; X: C; — C, — сказал X."""

import re
from collections.abc import Iterator

from ..words import fold
from .frames import Frame, frame_at, names_source, zufolge
from .parts import MARKS, finite, has_verb, kind_of, say, subjunctive, trim
from .phrases import after_verb, before_verb, is_actor, phrase_at
from .phrases_ru import is_addressed, is_person, is_verb
from .said import Memory, Said
from .sentences import Hit, Sentence

_DASHES = ("—", "–", "-")


def headline(s: Sentence, memory: Memory) -> Iterator[Said]:
    """X: C as the first line of a text."""
    if s.number or ":" not in s.low[:8] or s.low[0] in s.language.frame("asks"):
        return
    colon = s.low.index(":")
    phrase = phrase_at(s, 0)
    if phrase and phrase[1] == colon and len(s) - colon > 3 and s.quote[colon + 1] is None and is_actor(s, phrase):
        if s.language.lang == "ru" and not is_person(s, phrase):
            return
        if part := trim(s, colon + 1, s.body()):
            yield Said([s.span(*part)], kind_of(s, *part), "X: C", s.span(*phrase), s.span(colon, colon + 1))


def as_said(s: Sentence, memory: Memory) -> Iterator[Said]:
    """As X said, C; wie X mitteilte, C; как сообщил X, C."""
    words = {"en": "as", "de": "wie", "ru": "как"}
    n = s.body()
    for hit in s.cues:
        head = next(
            (k for k in range(hit.at - 1, max(-1, hit.at - 22), -1) if s.low[k] == words[s.language.lang]), None
        )
        if (
            head is None
            or hit.passive
            or head
            and s.low[head - 1] not in (",", "—", "–", ";")
            and not s.is_(head - 1, "coordinator")
            or head > 1
            and s.low[head - 2] in ("того", "так", "тем", "тому", "пор", "такие", "такой", "such", "so")
        ):
            continue
        end = next((k for k in range(hit.last + 1, n) if s.low[k] == ","), n)
        put = s.low[hit.last : hit.last + 2] in (["put", "it"], ["puts", "it"])
        if s.is_(end + 1, "complementizer") or s.language.lang == "en" and hit.cue.group != "say" and not put:
            continue
        speaker = names_source(s, hit)
        if speaker is None:
            speaker = (
                phrase_at(s, head + 2 if s.low[head + 1] in ("aus", "von", "bei") else head + 1)
                if s.language.lang == "de"
                else before_verb(s, hit.at, head + 1) or after_verb(s, hit.at)
            )
        if speaker is None or speaker[0] > end:
            continue
        speaker = speaker[0], min(speaker[1], end)
        parts = [(0, head), (end, n)] if head > 1 else [(end, n)]
        if said := say(
            s,
            hit,
            parts,
            {"en": "as X said", "de": "wie X sagte", "ru": "как сказал X"}[s.language.lang],
            memory,
            s.span(*speaker),
        ):
            yield said
            return


def source(s: Sentence, memory: Memory) -> Iterator[Said]:
    """Laut X C; C, so X; X zufolge; according to X; по словам X: what remains of the sentence is X's."""
    n, names = s.body(), {"so": "C, so X", "after": "X zufolge", "nach": "nach Angaben", "before": "according to X"}
    heads = [i for i in range(n) if s.low[i] in s.language.heads]
    frames: list[Frame] = [f for f in (frame_at(s, i, i > 3 and s.low[i - 1] == ",") for i in heads) if f]
    if s.language.lang == "de" and (after := zufolge(s)):
        frames.append(after)
    for frame in frames[:2]:
        first, last = frame.whole
        if (
            frame.kind == "so"
            and last < n
            and not (
                s.low[last] in MARKS
                or s.is_(last, "contraction")
                or s.is_(last, "preposition")
                or s.is_(last, "adverb")
            )
        ):
            continue
        place = s.span(*frame.source)
        start, stop = _frame_clause(s, first, last, n)
        parts = _around(s, start, first, last, stop, frame.kind)
        spans = [s.span(*p) for p in (trim(s, *p) for p in parts) if p]
        quoted = any(s.quote[k] is not None for part in parts for k in range(*part))
        if spans and (quoted or sum(s.is_word(k) for part in parts for k in range(*part)) >= 2):
            pointing = s.language.lang == "de" and s.low[frame.source[0]].startswith(("sein", "ihre", "eigene"))
            yield Said(spans, kind_of(s, start, n), names[frame.kind], place, s.span(*frame.cue), pointing)


def _frame_clause(s: Sentence, first: int, last: int, n: int) -> tuple[int, int]:
    """The clause with the frame: the sentence, or the relative clause around it (", in denen nach Ansicht X")."""
    for k in range(first - 1, -1, -1):
        if s.low[k] == ";":
            return k + 1, n
        if s.low[k] == "," and s.language.lang == "de" and first - k <= 8 and k > 3:
            opens = (
                s.is_(k + 1, "determiner")
                and not s.capital(k + 2)
                or s.is_(k + 1, "preposition")
                and s.is_(k + 2, "determiner")
                and not s.capital(k + 3)
            )
            if opens or s.is_(k + 1, "subordinator"):
                end = next((j for j in range(last, n) if s.low[j] == ","), n)
                begun = any(
                    not any(s.is_(j, c) for c in ("preposition", "determiner", "subordinator"))
                    for j in range(k + 1, first)
                )
                return (k + 1 if begun else first), end
            return 0, n
    return 0, n


def _around(s: Sentence, start: int, first: int, last: int, n: int, kind: str) -> list[tuple[int, int]]:
    """The words on both sides of a frame, without the conjunction at the head."""
    if kind == "so":
        return [(start, first)]
    if (
        first - start <= 1
        or not any(s.is_word(k) for k in range(start, first))
        or all(s.is_(k, "adverb") or s.is_(k, "coordinator") for k in range(start, first))
    ):
        if s.language.lang != "de" and last < n and s.low[last] != ",":
            comma = next((k for k in range(last, min(last + 15, n)) if s.low[k] == ","), None)
            last = comma + 1 if comma is not None else last
        return [(last, n)]
    if s.language.lang == "en":
        comma = next((k for k in range(last, min(last + 3, n)) if s.low[k] == ","), None)
        return [(start, first)] if comma is None or n - comma < 4 else [(start, first), (comma, n)]
    return [(start, first), (last, n)]


def tail(s: Sentence, memory: Memory) -> Iterator[Said]:
    """C, said X. C, X said. C, sagte X. C, сообщил X; and in the middle: C, he said, C."""
    for hit in s.cues:
        if (
            hit.cue.group == "stance"
            and s.language.lang != "de"
            or hit.passive
            or hit.cue.shape in ("ing", "gerund", "infinitive")
        ):
            continue
        if hit.cue.lemma in s.language.words.get("untailed", ()):
            continue
        comma, speaker = _tail_start(s, hit)
        if comma is None or speaker is None:
            continue
        end = max(speaker[1], hit.last + 1)
        after = next((k for k in range(end, s.body()) if s.low[k] == ","), None)
        if comma < 3 and not (comma and after is not None and after - end <= 1):  # "Gas, he said, is cheap"
            continue
        if after is not None and after + 2 < s.body() and (s.is_(after + 1, "complementizer") or after - end > 8):
            continue
        if after is None and s.body() - end > 14 or s.is_(0, "relative") or s.low[0] in ("wie", "как", "as"):
            continue
        if not _tail_fits(s, hit, comma, end) or s.language.lang == "ru" and s.low[end : end + 1] in _TOPIC:
            continue
        if after is not None and s.language.lang == "de" and any(subjunctive(s, k) for k in range(after, s.body())):
            continue
        parts = [(0, comma)]
        more = after is not None and after - end <= 3 and not _another(s, after)
        if s.language.lang == "ru":
            more = more and (comma < 3 or any(is_verb(s, k) for k in range(after, s.body())))
        if more and (s.language.lang == "ru" or s.body() - after > 3):
            parts.append((after + 1, s.body()))
        if said := say(s, hit, parts, "C, said X" if hit.at == comma + 1 else "C, X said", memory, s.span(*speaker)):
            yield said
            return


_TOPIC = (["о"], ["об"], ["про"])  # "..., он заявил о своей невиновности" tells of no clause


def _another(s: Sentence, after: int) -> bool:
    """Does another verb of saying follow right behind this comma (", he said, adding ...")?"""
    return any(after < h.at <= after + 3 and h.cue.group != "weak" for h in s.cues) or s.is_(after + 1, "relative")


def _tail_start(s: Sentence, hit: Hit) -> tuple[int | None, tuple[int, int] | None]:
    """The comma (or dash) before the attribution, and the speaker."""
    before = _mark_before(s, hit.at)
    if before is None and s.language.lang == "de" and s.low[hit.at - 1] in ("das", "dies", "so"):
        before = _mark_before(s, hit.at - 1)
    if before is not None:
        if s.language.lang == "en" and hit.cue.lemma not in s.language.words["inverted"]:
            return None, None
        return before, names_source(s, hit) or after_verb(s, hit.at)
    if s.language.lang == "de":
        return None, None
    speaker = before_verb(s, hit.at)
    before = _mark_before(s, speaker[0]) if speaker else None
    if before is None or s.is_(speaker[0], "relative") or s.language.lang == "ru" and s.is_(speaker[0], "subordinator"):
        return None, None
    return before, speaker


def _mark_before(s: Sentence, i: int) -> int | None:
    """The first of the marks that end at token `i`: a comma, a dash, a quotation that ends in a comma."""
    if not i:
        return None
    if s.quote[i - 1] is not None or s.low[i - 1] in '"”' and s.low[i - 2] == ",":
        return i
    marks = (",", "—", "–", "-") if s.language.lang == "ru" else (",", "—", "–")
    k = i
    while k and s.low[k - 1] in marks:
        k -= 1
    return k if k < i else None


def _tail_fits(s: Sentence, hit: Hit, comma: int, end: int) -> bool:
    """Is what stands before the comma a clause, and what follows the attribution no clause of its own?"""
    last = next((k for k in range(end, s.body()) if s.low[k] == ","), s.body())
    if any(s.low[k] in ":;" or s.quote[k] is not None for k in range(end, last)):
        return False
    if s.language.lang == "de":
        marked = any(subjunctive(s, k) or s.is_(k, "conditional") or s.low[k] in "„“«»" for k in range(comma))
        if s.is_(0, "subordinator") or s.is_(0, "question") or s.low[0] in ("um",):
            return hit.cue.group == "say" and any(subjunctive(s, k) for k in range(comma))
        if marked:
            return True
        phrase = phrase_at(s, 0)
        if phrase is None:
            return hit.cue.group == "say" and any(finite(s, k) for k in range(comma))
        return hit.cue.group == "say" and phrase[1] < comma - 1 and s.low[phrase[1]] != ","
    if any(s.is_(k, "auxiliary") for k in range(end, last)) or any(end <= h.at < last for h in s.cues):
        return False
    if s.language.lang == "en":
        if hit.cue.group not in ("say", "belief"):
            return False
        if s.is_(0, "preposition") and comma < 8 and last == s.body():
            return False
        after = hit.last + 1
        free = after >= last or any(s.is_(after, c) for c in ("preposition", "weekday", "adverb", "coordinator"))
        if not free and hit.cue.lemma != "tell" and hit.at >= end - 1:
            return False
        return last - end <= 12 and has_verb(s, 0)
    return hit.cue.group in ("say", "belief")


def dash_speech(s: Sentence, memory: Memory) -> Iterator[Said]:
    """— C, — сказал X. — C: the Russian dialogue at the head of a paragraph, listed verb or not."""
    if not s.low or s.low[0] not in _DASHES or not s.opens_paragraph:
        return
    for k in range(3, len(s) - 1):
        if s.low[k - 1] not in _DASHES or s.low[k - 2] not in ",.!?…" or s.capital(k) or not s.is_word(k):
            continue
        listed = any(hit.at == k for hit in s.cues)
        speaker = after_verb(s, k) if listed or is_verb(s, k) else None
        if not listed and speaker is None:
            continue
        last = speaker[1] if speaker else k + 1
        second = next((j for j in range(last, len(s)) if s.low[j] in _DASHES), None)
        part = trim(s, 1, k - 1)
        rest = s.at[second + 1] if second and second + 1 < len(s) else _next_dash(s, memory)
        spans = [s.span(*part)] if part else []
        if rest is not None:
            spans.append((rest, _paragraph_end(s.text, rest)))
        place = s.span(*speaker) if speaker else None
        yield Said(spans, "direct", "— C, — сказал X", place, s.span(k, k + 1))
        return
    span = s.at[1], _paragraph_end(s.text, s.at[1])
    if s.low[0] != "-" and _is_talk(s, *span):
        yield Said([span], "direct", "— C", None, None)


_WORD = re.compile(r"[^\W\d_]+")
_LONGEST_TURN = 1000  # letters of a paragraph of dialogue


def _is_talk(s: Sentence, start: int, end: int) -> bool:
    """Is a paragraph behind a dash talk ("— Отверните."), and no entry of a list? It says "I" or "you" somewhere."""
    text = s.text[start : min(end, start + _LONGEST_TURN)]
    if end - start > _LONGEST_TURN or text[-1:] not in ".!?…»" or not text.lstrip("«")[:1].isupper():
        return False
    words = [fold(m.group()) for m in _WORD.finditer(text)]
    return len(words) >= 2 and any(word in s.language.words["talk"] or is_addressed(word) for word in words)


def _next_dash(s: Sentence, memory: Memory) -> int | None:
    """Where the speech goes on, if the next sentence of the paragraph begins with a dash."""
    after = memory.sentences[s.number + 1] if s.number + 1 < len(memory.sentences) else None
    if after is None or after.opens_paragraph or not after.low or after.low[0] not in _DASHES or len(after) < 2:
        return None
    return after.at[1]


def _paragraph_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return at + len((text[at:] if end < 0 else text[at:end]).rstrip())
