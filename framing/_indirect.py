"""Rules for what is said without quotation marks, or with marks around a few words only.

A rule takes a sentence and what came before, and yields statements. The engine keeps those that cross none found before.
"""

from collections.abc import Callable, Iterator

from ._frames import Frame, frame_at, names_source, zufolge
from ._phrases import after_verb, before_verb, is_actor, is_verb, phrase_at, subject
from ._said import Memory, Place, Said
from ._sentences import Hit, Sentence

_MARKS = frozenset(",.:;!?…—–()")
_CLAUSE = 14  # words between a verb and the clause it governs


def _speaker(s: Sentence, hit: Hit, memory: Memory) -> Place | None:
    """The place of the verb's subject; of a participle ("adding that"), the subject of the verb before or the last."""
    phrase = names_source(s, hit)
    if phrase is None and hit.cue.shape not in ("ing", "gerund"):
        phrase = subject(s, hit)
    if phrase is None:
        for other in s.cues:
            if other.at < hit.at and other.cue.shape not in ("ing", "gerund") and (phrase := subject(s, other)):
                break
        if phrase is None and hit.cue.shape in ("ing", "gerund") and is_actor(s, start := phrase_at(s, 0)):
            phrase = start
    if phrase is None or s.is_(phrase[0], "relative") if s.language.lang == "en" else phrase is None:
        return memory.recent(s, 2)
    return s.span(*phrase)


def _kind(s: Sentence, first: int, last: int) -> str:
    """Mixed where quotation marks stand inside, else indirect."""
    return "mixed" if any(s.low[k] in '"„“”«»' for k in range(first, last)) else "indirect"


def _said(s: Sentence, hit: Hit, parts: list[tuple[int, int]], rule: str, memory: Memory, speaker: Place | None = None) -> Said | None:
    """A statement of these runs of tokens, without the marks at their ends."""
    spans = [s.span(*p) for p in (_trim(s, *p) for p in parts) if p]
    if not spans:
        return None
    speaker = speaker or _speaker(s, hit, memory)
    return Said(spans, _kind(s, parts[0][0], parts[-1][1]), rule, speaker, s.span(hit.form, hit.form + 1))


def _trim(s: Sentence, first: int, last: int) -> tuple[int, int] | None:
    while first < last and s.low[first] in _MARKS and s.low[first] != "(":
        first += 1
    while last > first and s.low[last - 1] in _MARKS and s.low[last - 1] not in ")!?…":
        last -= 1
    return (first, last) if any(s.is_word(k) or s.quote[k] for k in range(first, last)) else None


def _content_end(s: Sentence, start: int) -> int:
    """The end of a clause that begins at `start`: the sentence's, or where the next speaker begins.

    ", adding that", ", and Mr Hale said", ", während Ferl erklärte", ", а Зорин заявил".
    """
    end = s.body()
    for hit in s.cues:
        if hit.at <= start + 2 or hit.at >= end or hit.cue.group == "weak":
            continue
        comma = next((k for k in range(hit.at - 1, max(start, hit.at - 10), -1) if s.low[k] in (",", ";")), None)
        if comma is None:
            continue
        if hit.cue.shape in ("ing", "gerund") and hit.at - comma <= 2:
            return comma
        opens = s.low[comma + 1] in _SEQUELS[s.language.lang] or s.low[comma] == ";"
        if opens and hit.cue.group == "say" and hit.at - comma > 1 and not hit.passive:
            return comma
    return end


_SEQUELS = {
    "en": frozenset(("and", "while", "but", "as")),
    "de": frozenset(("und", "während", "aber", "wie", "wobei")),
    "ru": frozenset(("и", "а", "но", "однако", "как", "при")),
}


def clause(s: Sentence, memory: Memory) -> Iterator[Said]:
    """X said that C; X sagte, dass C; X заявил, что C; in English also: X told Y C; X said C. From left to right."""
    for hit in s.cues:
        if hit.passive and s.language.lang != "ru":
            continue
        start = _complementizer(s, hit)
        found = _clause_rule(s, hit), start
        if start is None and s.language.lang == "en":
            found = _told(s, hit) or _bare_clause(s, hit) or found
        rule, start = found
        if start is not None and (said := _said(s, hit, [(start, _content_end(s, start))], rule, memory)):
            yield said


def _clause_rule(s: Sentence, hit: Hit) -> str:
    if hit.cue.shape in ("ing", "gerund"):
        return "adding that"
    if hit.cue.group in ("belief", "weak"):
        return {"belief": "X believes that", "weak": "X shows that"}[hit.cue.group]
    return {"en": "X said that", "de": "X sagte, dass", "ru": "X сказал, что"}[s.language.lang]


def _complementizer(s: Sentence, hit: Hit) -> int | None:
    """Where the clause of a verb begins: at that, whether; after the comma at dass, ob, что, or a question word."""
    english = s.language.lang == "en"
    for k in range(hit.last + 1, min(hit.last + 1 + _CLAUSE, len(s) - 1)):
        if s.quote[k] is not None or s.low[k] in ":;—":
            return None
        if english:
            if s.low[k] == "," and k > hit.last + 1 and not s.is_(k - 1, "weekday") and not s.capital(k - 1):
                return None
            if s.is_(k, "complementizer"):
                return None if s.low[k] == "that" and _relative(s, hit, k) else k
            if k == hit.last + 1 and s.is_(k, "question") and hit.cue.group in ("say", "belief"):
                return k
            if any(h.at == k for h in s.cues) and k > hit.last + 1 or s.is_(k, "auxiliary"):
                return None
        elif any(h.form == k and h.cue.group != "weak" for h in s.cues) or s.language.lang == "ru" and is_verb(s, k):
            return None
        elif s.low[k] == ",":
            nxt = k + 1
            if s.low[k - 1] == "so":
                return None
            if s.is_(nxt, "complementizer") or s.is_(nxt, "question") and hit.cue.group in ("say", "belief", "stance"):
                return nxt
            if s.language.lang == "ru" and s.low[nxt] == "как" and hit.cue.group == "say":
                return nxt
            if s.language.lang == "de" and s.is_(nxt + 1, "complementizer") and s.low[nxt] in ("so", "und", "auch"):
                return nxt + 1
            if s.is_(nxt, "subordinator") or s.language.lang == "ru":
                if not _apposition(s, k):
                    return None
    return None


_ADDRESSED = frozenset("tell inform assure remind advise warn promise notify persuade convince testify".split())


def _relative(s: Sentence, hit: Hit, that: int) -> bool:
    """Does "that" belong to a noun ("wants policies that work") or stand for one ("said that is wrong")?"""
    if that == hit.last + 1:
        return s.is_(that + 1, "auxiliary")
    first = hit.last + 1
    circumstance = any(s.is_(first, c) for c in ("preposition", "weekday", "adverb")) or s.low[first] == ","
    return not circumstance and hit.cue.lemma not in _ADDRESSED


def _apposition(s: Sentence, comma: int) -> bool:
    """Do the words after this comma end at another comma soon?"""
    return any(s.low[k] == "," for k in range(comma + 2, min(comma + 9, len(s))))


def _told(s: Sentence, hit: Hit) -> tuple[str, int] | None:
    """X told Y C, without "that"."""
    if hit.cue.lemma not in ("tell", "inform", "assure", "remind", "advise", "warn"):
        return None
    addressee = phrase_at(s, hit.last + 1)
    if addressee is None or addressee[1] >= s.body() - 2:
        return None
    start: int | None = addressee[1]
    if s.is_(start, "preposition") or s.is_(start, "coordinator"):
        start = _past_circumstance(s, start)
    if start is None or start >= s.body() - 2 or not _has_verb(s, start):
        return None
    return "X told Y", start


def _bare_clause(s: Sentence, hit: Hit) -> tuple[str, int] | None:
    """X said C, without "that"; after a place or a day too."""
    if hit.cue.group not in ("say", "belief") or hit.cue.shape == "infinitive":
        return None
    start = hit.last + 1
    if start >= s.body() - 1 or not s.is_word(start) and s.low[start] not in "“\"'‘":
        return None
    speaks = hit.cue.lemma in ("say", "add", "write", "argue", "claim", "insist", "tweet")
    if before_verb(s, hit.at) is None and hit.cue.shape != "ing":
        return None
    if s.low[start] != "there" and any(s.is_(start, c) for c in ("preposition", "weekday", "adverb")):
        place = _past_circumstance(s, start) if speaks else None
        if place is None or s.is_(place, "preposition"):
            return None
        start = place
    if s.is_(start, "subordinator") or s.is_(start, "coordinator"):
        return None
    if _has_verb(s, start) and (speaks or _begins_clause(s, start)):
        return "X believes C" if hit.cue.group == "belief" else "X said C", start
    return None


def _begins_clause(s: Sentence, start: int) -> bool:
    """Does a short noun phrase with a helper verb or a pronoun begin here?"""
    if s.is_(start, "pronoun") and not s.is_(start, "determiner"):
        return s.low[start] not in ("who", "one", "another")
    phrase = phrase_at(s, start)
    return phrase is not None and (s.is_(phrase[1], "auxiliary") or phrase[1] < len(s) and s.low[phrase[1]].endswith("n't"))


def _has_verb(s: Sentence, start: int) -> bool:
    """Is there a helper verb or a past form behind `start`?"""
    return any(
        s.is_(k, "auxiliary") or s.low[k].endswith(("ed", "n't", "'s", "'re")) or s.low[k] in s.language.verbs
        for k in range(start, min(start + 25, s.body()))
    )


_OCCASIONS = frozenset(
    "statement interview tweet speech post letter email report memo briefing conference reporters morning evening "
    "afternoon night week month year today yesterday video release news press call filing testimony debate rally".split()
)


def _past_circumstance(s: Sentence, start: int) -> int | None:
    """Behind "on Monday", "in a statement", "to reporters"."""
    for k in range(start, min(start + 10, s.body() - 2)):
        if s.low[k] in _MARKS:
            return k + 1 if s.low[k] == "," and k > start else None
        if (s.is_(k, "weekday") or s.low[k] in _OCCASIONS) and not s.is_(k + 1, "preposition"):
            if s.low[k + 1] in _OCCASIONS or s.is_(k + 1, "weekday") or s.low[k + 1] == "that":
                continue
            return k + 2 if s.low[k + 1] == "," else k + 1
    return None


def subjunctive_clause(s: Sentence, memory: Memory) -> Iterator[Said]:
    """X sagte, C with a verb in the subjunctive; X kündigte an, ... zu tun (German)."""
    for hit in s.cues:
        if hit.passive:
            continue
        for k in range(hit.last + 1, min(hit.last + 30, s.body() - 1)):
            if s.low[k] in ":;" or s.quote[k] is not None:
                break
            if s.low[k] != ",":
                continue
            rest = range(k + 1, s.body())
            if s.is_(k + 1, "complementizer"):
                break
            stop = _content_end(s, k + 1)
            sure = any(_subjunctive(s, j) for j in rest)
            maybe = any(s.is_(j, "conditional") for j in rest)
            relative = s.is_(k + 1, "determiner") and s.is_(stop - 1, "auxiliary")
            conditional = s.low[k + 1] in ("wenn", "weil", "da", "obwohl", "während", "nachdem", "bevor", "damit", "als", "um")
            if sure and not (conditional and not _second_clause(s, k)) or maybe and not relative and not conditional and hit.cue.group != "weak":
                if said := _said(s, hit, [(k + 1, stop)], "X sagte, Konjunktiv", memory):
                    yield said
                break
            if hit.cue.group != "weak" and not conditional and _infinitive(s, k + 1, stop):
                if said := _said(s, hit, [(k + 1, stop)], "X kündigte an, zu", memory):
                    yield said
                break


def _second_clause(s: Sentence, comma: int) -> bool:
    return any(s.low[k] == "," for k in range(comma + 2, s.body()))


def _infinitive(s: Sentence, first: int, last: int) -> bool:
    """ "..., die Gespräche fortzusetzen", "..., mehr zu tun", and no finite verb."""
    if any(s.is_(k, "auxiliary") and s.low[k - 1] != "zu" and s.low[k + 1 : k + 2] != ["zu"] for k in range(first, min(last, first + 14))):
        return False
    for k in range(first, min(last, first + 20)):
        if s.low[k] == "zu" and k + 1 < last and s.low[k + 1].endswith("n") and not s.capital(k + 1):
            return True
        if "zu" in s.low[k][2:-4] and s.low[k].endswith("en") and not s.capital(k) and s.low[k].partition("zu")[0] in _PARTICLES:
            return True
    return False


_PARTICLES = frozenset(
    "ab an auf aus bei ein fest fort frei heraus her herbei hin hinzu hervor klar mit nach nieder sicher teil um vor voran "
    "weg weiter wieder zu zurück zurueck zusammen durch entgegen bereit bekannt vorzu statt".split()
)


def after_colon(s: Sentence, memory: Memory) -> Iterator[Said]:
    """X sagte: C without quotation marks."""
    for hit in s.cues:
        colon = next((k for k in range(hit.last + 1, min(hit.last + 12, s.body() - 2)) if s.low[k] == ":"), None)
        if colon is None or hit.cue.group == "weak" or s.quote[colon + 1] is not None or hit.passive:
            continue
        if s.low[colon + 1] in '"„“«»' or s.body() - colon < 4 or s.low[colon + 1].isdigit():
            continue
        if s.language.lang == "de" and not any(_subjunctive(s, k) for k in range(colon, s.body())):
            continue
        if s.language.lang == "en" and (hit.cue.group != "say" or colon > hit.last + 2 or not is_actor(s, subject(s, hit))):
            continue
        if said := _said(s, hit, [(colon + 1, s.body())], "X said: C", memory):
            yield said
            return


def tail(s: Sentence, memory: Memory) -> Iterator[Said]:
    """C, said X. C, X said. C, sagte X. C, сообщил X; and in the middle: C, he said, C."""
    for hit in s.cues:
        if hit.cue.group == "stance" and s.language.lang != "de" or hit.passive or hit.cue.shape in ("ing", "gerund", "infinitive"):
            continue
        comma, speaker = _tail_start(s, hit)
        if comma is None or speaker is None or comma < 3:
            continue
        end = max(speaker[1], hit.last + 1)
        after = next((k for k in range(end, s.body()) if s.low[k] == ","), None)
        if after is not None and after + 2 < s.body() and (s.is_(after + 1, "complementizer") or after - end > 8):
            continue
        if after is None and s.body() - end > 14 or s.is_(0, "relative") or s.low[0] in ("wie", "как", "as"):
            continue
        if not _tail_fits(s, hit, comma, end):
            continue
        if after is not None and s.language.lang == "de" and any(_subjunctive(s, k) for k in range(after, s.body())):
            continue
        parts = [(0, comma)]
        if after is not None and after - end <= 3 and s.body() - after > 3 and not _another(s, after):
            parts.append((after + 1, s.body()))
        if said := _said(s, hit, parts, "C, said X" if hit.at == comma + 1 else "C, X said", memory, s.span(*speaker)):
            yield said
            return


def _another(s: Sentence, after: int) -> bool:
    """Does another verb of saying follow right behind this comma (", he said, adding ...")?"""
    return any(after < h.at <= after + 3 for h in s.cues) or s.is_(after + 1, "relative")


def _tail_start(s: Sentence, hit: Hit) -> tuple[int | None, tuple[int, int] | None]:
    """The comma (or dash) before the attribution, and the speaker."""
    before = _mark_before(s, hit.at)
    if before is not None:
        if s.language.lang == "en" and hit.cue.lemma not in _INVERTED:
            return None, None
        return before, after_verb(s, hit.at)
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
        marked = any(_subjunctive(s, k) or s.is_(k, "conditional") or s.low[k] in "„“«»" for k in range(comma))
        if s.is_(0, "subordinator") or s.is_(0, "question") or s.low[0] in ("um",):
            return marked and hit.cue.group == "say"
        if marked:
            return True
        phrase = phrase_at(s, 0)
        if phrase is None:
            return hit.cue.group == "say" and any(_finite(s, k) for k in range(comma))
        return hit.cue.group == "say" and phrase[1] < comma - 1 and s.low[phrase[1]] != ","
    if any(s.is_(k, "auxiliary") for k in range(end, last)) or any(end <= h.at < last for h in s.cues):
        return False
    if s.language.lang == "en":
        if hit.cue.group not in ("say", "belief") or hit.cue.lemma in _NOT_TAIL:
            return False
        if s.is_(0, "preposition") and comma < 8 and last == s.body():
            return False
        after = hit.last + 1
        free = after >= last or any(s.is_(after, c) for c in ("preposition", "weekday", "adverb", "coordinator"))
        if not free and hit.cue.lemma != "tell" and hit.at >= end - 1:
            return False
        return last - end <= 12 and _has_verb(s, 0)
    return hit.cue.group in ("say", "belief")


_NOT_TAIL = frozenset("find want see learn hear plan seek read show charge begin project view judge decide determine".split())
_INVERTED = frozenset("say write add note ask explain argue warn tweet report continue declare reply announce recall".split())


def source(s: Sentence, memory: Memory) -> Iterator[Said]:
    """Laut X C; C, so X; X zufolge; according to X; по словам X: what remains of the sentence is X's."""
    n, names = s.body(), {"so": "C, so X", "after": "X zufolge", "nach": "nach Angaben", "before": "according to X"}
    frames: list[Frame] = [f for f in (frame_at(s, i, i > 3 and s.low[i - 1] == ",") for i in range(n)) if f]
    if s.language.lang == "de" and (after := zufolge(s)):
        frames.append(after)
    for frame in frames[:2]:
        first, last = frame.whole
        if frame.kind == "so" and last < n and not (s.low[last] in _MARKS or s.is_(last, "contraction") or s.is_(last, "preposition") or s.is_(last, "adverb")):
            continue
        place = s.span(*frame.source)
        if s.language.lang == "ru" and s.low[frame.source[0]] in ("его", "ее", "их"):
            place = memory.recent(s, 3) or place
        start, stop = _frame_clause(s, first, last, n)
        parts = _around(s, start, first, last, stop, frame.kind)
        spans = [s.span(*p) for p in (_trim(s, *p) for p in parts) if p]
        if spans and sum(b - a for a, b in parts) >= 3:
            pointing = s.language.lang == "de" and s.low[frame.source[0]].startswith(("sein", "ihre", "eigene"))
            yield Said(spans, _kind(s, start, n), names[frame.kind], place, s.span(*frame.cue), pointing)


def _frame_clause(s: Sentence, first: int, last: int, n: int) -> tuple[int, int]:
    """The clause with the frame: the sentence, or the relative clause that it stands in (", in denen nach Ansicht X")."""
    for k in range(first - 1, -1, -1):
        if s.low[k] == ";":
            return k + 1, n
        if s.low[k] == "," and s.language.lang == "de" and first - k <= 8 and k > 3:
            opens = s.is_(k + 1, "determiner") and not s.capital(k + 2) or s.is_(k + 1, "preposition") and s.is_(k + 2, "determiner") and not s.capital(k + 3)
            if opens or s.is_(k + 1, "subordinator"):
                end = next((j for j in range(last, n) if s.low[j] == ","), n)
                begun = any(not any(s.is_(j, c) for c in ("preposition", "determiner", "subordinator")) for j in range(k + 1, first))
                return (k + 1 if begun else first), end
            return 0, n
    return 0, n


def _around(s: Sentence, start: int, first: int, last: int, n: int, kind: str) -> list[tuple[int, int]]:
    """The words on both sides of a frame, without the conjunction at the head."""
    if kind == "so":
        return [(start, first)]
    if first - start <= 1 or not any(s.is_word(k) for k in range(start, first)) or all(s.is_(k, "adverb") or s.is_(k, "coordinator") for k in range(start, first)):
        if s.language.lang != "de" and last < n and s.low[last] != ",":
            comma = next((k for k in range(last, min(last + 15, n)) if s.low[k] == ","), None)
            last = comma + 1 if comma is not None else last
        return [(last, n)]
    if s.language.lang == "en":
        comma = next((k for k in range(last, min(last + 3, n)) if s.low[k] == ","), None)
        return [(start, first)] if comma is None or n - comma < 4 else [(start, first), (comma, n)]
    return [(start, first), (last, n)]


def as_said(s: Sentence, memory: Memory) -> Iterator[Said]:
    """As X said, C; wie X mitteilte, C; как сообщил X, C."""
    words = {"en": "as", "de": "wie", "ru": "как"}
    n = s.body()
    for hit in s.cues:
        head = next((k for k in range(hit.at - 1, max(-1, hit.at - 22), -1) if s.low[k] == words[s.language.lang]), None)
        if head is None or hit.passive or head and s.low[head - 1] not in (",", "—", "–", ";") and not s.is_(head - 1, "coordinator"):
            continue
        end = next((k for k in range(hit.last + 1, n) if s.low[k] == ","), n)
        if s.is_(end + 1, "complementizer") or s.language.lang == "en" and hit.cue.group != "say":
            continue
        speaker = names_source(s, hit)
        if speaker is None:
            speaker = phrase_at(s, head + 1) if s.language.lang == "de" else before_verb(s, hit.at, head + 1) or after_verb(s, hit.at)
        if speaker is None or speaker[0] > end:
            continue
        speaker = speaker[0], min(speaker[1], end)
        parts = [(0, head), (end, n)] if head > 1 else [(end, n)]
        if said := _said(s, hit, parts, {"en": "as X said", "de": "wie X sagte", "ru": "как сказал X"}[s.language.lang], memory, s.span(*speaker)):
            yield said
            return


def demnach(s: Sentence, memory: Memory) -> Iterator[Said]:
    """Demnach C: said by the last speaker (German)."""
    if s.low and s.low[0] in s.language.frame("demnach") and s.low[0] != "danach" and s.body() > 4:
        place = memory.continued(s, 2)
        if place:
            yield Said([s.span(1, s.body())], _kind(s, 1, len(s)), "demnach", place, s.span(0, 1))


def subjunctive_sentence(s: Sentence, memory: Memory) -> Iterator[Said]:
    """Es hieß bei ihr, er habe nichts gewusst; Sie hätten nichts gewusst: what the other rules left (German)."""
    finite = [k for k in range(len(s)) if _finite(s, k)]
    if not finite or s.is_(0, "subordinator") or s.quote[0] is not None:
        return
    sure = next((k for k in finite if _subjunctive(s, k)), None)
    if sure is not None and sure in finite[:2]:
        comma = next((k for k in range(sure, finite[0], -1) if s.low[k] == ","), None)
        if finite[0] < sure and comma is not None:
            phrase = before_verb(s, finite[0]) or after_verb(s, finite[0])
            place = s.span(*phrase) if is_actor(s, phrase) else _continued_speaker(s, memory)
            span = s.span(comma + 1, s.body())
            yield Said([span], _kind(s, comma, len(s)), "clause, Konjunktiv", place, None)
        else:
            yield _continued(s, memory)
    elif s.is_(finite[0], "conditional") and memory.continued(s, 1) and not memory.found[-1].kind == "direct":
        yield Said([(s.start, s.end)], "continued", "Konjunktiv II", memory.continued(s, 1), None)


def _continued(s: Sentence, memory: Memory, outer: bool = False) -> Said:
    place = _continued_speaker(s, memory)
    return Said([(s.start, s.end)], "continued", "Konjunktiv" if place else "Konjunktiv, nobody", place, None, outer=outer)


def _continued_speaker(s: Sentence, memory: Memory) -> Place | None:
    """The speaker of the sentence before; or who acts in it; or the last speaker."""
    before = memory.before(s)
    if before is not None and memory.earlier[1] < s.number - 1 and before.body() > 2:
        first = next((k for k in range(len(before)) if _finite(before, k)), None)
        phrase = (before_verb(before, first) or after_verb(before, first)) if first is not None else phrase_at(before, 0)
        if is_actor(before, phrase, sure=True):
            return before.span(*phrase)
    return memory.continued(s, 4)


def _finite(s: Sentence, k: int) -> bool:
    """Is token `k` a verb form that we know (a noun begins with a capital: "Folge", "Falle")?"""
    return s.low[k] in s.language.finite and s.quote[k] is None and not (k and s.capital(k))


def _subjunctive(s: Sentence, k: int) -> bool:
    """Is token `k` a subjunctive of speech? Not "Folge", not "ich habe"."""
    if not s.is_(k, "subjunctive") or s.capital(k):
        return False
    return "ich" not in s.low[max(0, k - 2) : k + 3]


def main_subjunctive(s: Sentence, memory: Memory) -> Iterator[Said]:
    """Er habe erklärt, dass ...: the first verb is in the subjunctive, so all of it is said (German).

    "Bruno Ohm ließ verbreiten, er werde kommen": the subjunctive stands behind a comma only, the first clause is told.
    """
    first = next((k for k in range(len(s)) if _finite(s, k)), None)
    if first is None or not _subjunctive(s, first) or s.quote[0] is not None:
        return
    comma = next((k for k in range(first, 0, -1) if s.low[k] in (",", ":")), None)
    dependent = s.is_(0, "subordinator") or s.low[0] in ("um", "so") or comma is not None and comma < 2
    if comma is None or dependent or first == comma + 1 or s.is_(comma + 1, "coordinator"):
        if not s.is_(0, "complementizer"):
            yield _continued(s, memory, outer=any(h.at == first and h.cue.group == "say" for h in s.cues))
        return
    relative = s.is_(comma + 1, "determiner") and s.is_(first + 1, "coordinator")
    place = None if relative else _first_speaker(s, comma)
    if place:
        yield Said([s.span(comma + 1, s.body())], _kind(s, comma, len(s)), "clause, Konjunktiv", place, None)


def _first_speaker(s: Sentence, end: int) -> Place | None:
    """Who acts in the first clause of a sentence, whose verb is in no list."""
    phrase = phrase_at(s, 0)
    if is_actor(s, phrase) and phrase[1] < end:
        return s.span(*phrase)
    for k in range(1, end):
        if s.is_word(k) and not s.capital(k) and s.low[k].endswith(("te", "ten", "t", "en")) and not s.is_(k, "adverb"):
            phrase = phrase_at(s, k + 1)
            if is_actor(s, phrase) and phrase[1] <= end:
                return s.span(*phrase)
    return None


def unlisted_tail(s: Sentence, memory: Memory) -> Iterator[Said]:
    """C in the subjunctive, verb X: the word behind the comma is a verb by its place, listed or not (German)."""
    for k in range(3, s.body() - 1):
        if s.low[k - 1] != "," or s.capital(k) or not s.is_word(k) or not s.low[k].endswith(("te", "ten", "t")):
            continue
        if any(s.is_(k, c) for c in ("determiner", "pronoun", "preposition", "subordinator", "adverb", "auxiliary", "question")):
            continue
        phrase = phrase_at(s, k + 1)
        if is_actor(s, phrase) and "," not in s.low[phrase[1] : s.body()] and any(_subjunctive(s, j) for j in range(k)):
            yield Said([s.span(0, k - 1)], _kind(s, 0, k), "C, any verb X", s.span(*phrase), s.span(k, k + 1))
            return


def that_said(s: Sentence, memory: Memory) -> Iterator[Said]:
    """Das teilte X mit: the sentence before is X's (German)."""
    before = memory.before(s)
    if before is None or not s.cues or s.low[0] not in ("das", "dies") or s.cues[0].at != 1 or len(s) > 25:
        return
    hit = s.cues[0]
    speaker = _agent(s, hit) if hit.passive else after_verb(s, 1)
    if hit.cue.group != "say" or speaker is None or "\n" in s.text[before.end : s.start] or "," in s.low:
        return
    yield Said([(before.start, before.end)], "indirect", "das sagte X", s.span(*speaker), s.span(0, 2))


def hearsay(s: Sentence, memory: Memory) -> Iterator[Said]:
    """Sie sollen geflohen sein: soll with a participle and haben or sein at the end of the clause (German)."""
    for k in range(len(s)):
        if s.low[k] not in ("soll", "sollen") or s.quote[k] is not None:
            continue
        end = next((j for j in range(k + 1, len(s)) if s.low[j] in ",;:.!?" or s.quote[j] is not None), len(s))
        told = s.low[end - 2].endswith(("t", "en")) and not s.capital(end - 2)
        if s.low[end - 1] in ("haben", "sein") and end - k > 2 and told:
            yield Said([(s.start, s.end)], "continued", "soll ... haben", memory.continued(s, 2), s.span(k, k + 1))
            return


def back_pointing(s: Sentence, memory: Memory) -> Iterator[Said]:
    """Об этом сообщил X: the sentence before is X's (Russian)."""
    before = memory.before(s)
    if before is None or s.low[:2] not in (["об", "этом"], ["о", "этом"]) or "\n\n" in s.text[before.end : s.start]:
        return
    for hit in s.cues[:1]:
        speaker = after_verb(s, hit.at) or before_verb(s, hit.at, 2)
        if speaker:
            span = before.span(0, before.body()) if before.body() else (before.start, before.end)
            yield Said([span], "indirect", "об этом сообщил X", s.span(*speaker), s.span(0, hit.at + 1))


def reported(s: Sentence, memory: Memory) -> Iterator[Said]:
    """X rejects, calls for, accuses: the act is told, not the words. Only of someone who can act."""
    lang, n = s.language.lang, s.body()
    for hit in s.cues:
        if hit.cue.shape in ("ing", "gerund", "infinitive", "short") or not (hit.cue.act or _about(s, hit)):
            continue
        phrase = _agent(s, hit) if hit.passive else subject(s, hit)
        if not is_actor(s, phrase) or lang == "de" and _told_in_passing(s, hit, phrase):
            continue
        rule = "rejected by X" if hit.passive else "X rejected" if hit.cue.act else "X spoke of"
        fragments = _fragments(s) if hit.cue.act and lang == "de" else []
        if fragments:
            spans, rule = fragments, "X called it “C”"
        elif lang == "de":
            spans = [(s.start, s.end)]
        else:
            first = 0 if hit.passive else max(hit.last + 1, phrase[1])
            part = _trim(s, first, hit.at if hit.passive else _content_end(s, first))
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
        elif s.low[k] in "„“«\"" and s.is_word(k + 1):
            closed = next((j for j in range(k + 1, min(k + 8, len(s))) if s.low[j] in "“”»\""), None)
            if closed is not None and not s.capital(k - 1):  # not a name: the newspaper «Zeit»
                spans.append(s.span(k, closed + 1))
            k = closed or k
        k += 1
    return spans


def _told_in_passing(s: Sentence, hit: Hit, phrase: tuple[int, int]) -> bool:
    """The pluperfect, a relative clause, "man", a court's ruling: told of the past, not of what is said now (German)."""
    if s.low[hit.at] in ("hatte", "hatten") or s.low[phrase[0]] == "man":
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


def _agent(s: Sentence, hit: Hit) -> tuple[int, int] | None:
    """wird von X abgelehnt; was rejected by X."""
    words = {"de": ("von", "vom"), "en": ("by",), "ru": ()}[s.language.lang]
    reach = range(hit.at + 1, hit.form) if s.language.lang == "de" else range(hit.form + 1, min(hit.form + 4, len(s)))
    for k in reach:
        if s.low[k] in words:
            phrase = phrase_at(s, k + 1)
            return phrase if is_actor(s, phrase) else None
    return None


def headline(s: Sentence, memory: Memory) -> Iterator[Said]:
    """X: C as the first line of a text."""
    if s.number or ":" not in s.low[:8]:
        return
    colon = s.low.index(":")
    phrase = phrase_at(s, 0)
    if phrase and phrase[1] == colon and len(s) - colon > 3 and s.quote[colon + 1] is None and is_actor(s, phrase):
        if part := _trim(s, colon + 1, s.body()):
            yield Said([s.span(*part)], _kind(s, *part), "X: C", s.span(*phrase), s.span(colon, colon + 1))


def dash_speech(s: Sentence, memory: Memory) -> Iterator[Said]:
    """— C, — сказал X. — C: the Russian dialogue at the head of a paragraph."""
    if not s.low or s.low[0] not in "—–-" or not s.opens_paragraph:
        return
    for hit in s.cues:
        if hit.at > 2 and s.low[hit.at - 1] in "—–-" and s.low[hit.at - 2] in ",.!?…":
            speaker = after_verb(s, hit.at)
            place = s.span(*speaker) if speaker else None
            end = next((k for k in range(hit.at + 1, len(s)) if s.low[k] in "—–-"), None)
            parts = [(1, hit.at - 1)] + ([(end + 1, s.body())] if end else [])
            spans = [s.span(*p) for p in (_trim(s, *p) for p in parts) if p]
            yield Said(spans, "direct", "— C, — сказал X", place, s.span(hit.at, hit.at + 1))
            return


_ALL = [headline, as_said, source, clause]
RULES: dict[str, list[Callable[[Sentence, Memory], Iterator[Said]]]] = {
    "en": [*_ALL, after_colon, tail, reported],
    "de": [
        headline, as_said, source, tail, unlisted_tail, that_said, main_subjunctive, clause, subjunctive_clause, after_colon, demnach,
        subjunctive_sentence, hearsay, reported,
    ],
    "ru": [dash_speech, *_ALL, after_colon, tail, back_pointing, reported],
}
