"""Rules for quotations: who says what stands between quotation marks.

A rule takes a sentence, the place of a quotation in it, and what came before; it answers with speaker, cue and its
name, or with None. The first rule that answers decides.
"""

import re
from collections.abc import Callable

from ..words import fold
from .frames import frame_at, names_source
from .parts import first_actor, speaker_before
from .phrases import after_verb, before_verb, is_actor, phrase_at, subject
from .phrases_ru import is_verb, is_verb_form, lemma
from .said import Memory, Place, Said
from .sentences import Hit, Phrase, Sentence, read_sentences
from .verbs import find_cues

Answer = tuple[Place | None, Place | None, str]
_DASHES = ("—", "–", "-", "―")
_NEAR = 28  # words between a quotation and its verb


def find_direct(s: Sentence, memory: Memory) -> list[Said]:
    """The quotations of a sentence that are set off by marks, each with its speaker."""
    found: list[Said] = []
    used_after = False  # the words between two quotations already named the speaker of the first
    for q in (i for i, quote in enumerate(s.quote) if quote is not None):
        place = s.span(q, q + 1)
        if _embedded(s, q) or not used_after and _begins_small(s, q):
            used_after = False
        elif found and used_after and s.low[q - 1] in (",", ".", ";", *_DASHES):
            found[-1].spans.append(place)
        elif inner := _inner_attribution(s, q):
            found.append(inner)
        elif (resumed := _resumes(s, q, memory, found)) and not (own := _own_answer(s, q, memory, resumed)):
            resumed.spans.append(place)
            memory.speaker_sentence = s.number
        elif said := own if resumed else _answer(s, q, memory, QUOTE_RULES):
            found.append(said)
            used_after = said.rule.startswith("quote, ")
    return found


def find_quoted(s: Sentence, memory: Memory) -> list[Said]:
    """The quotations of a sentence whose speaker is told beside them."""
    answers = (_answer(s, q, memory, QUOTE_RULES) for q, quote in enumerate(s.quote) if quote is not None)
    return [said for said in answers if said]


def find_remaining(s: Sentence, memory: Memory) -> list[Said]:
    """The quotations of a sentence that no rule has given to a speaker: guessed from what surrounds them."""
    known = [span for said in memory.found[-20:] for span in said.spans]
    found = []
    for q in (i for i, quote in enumerate(s.quote) if quote is not None):
        start, end = s.span(q, q + 1)
        long = len(s.text[start:end].split()) >= 8
        guess = not _is_title(s, q) and (long or not _embedded(s, q))
        rules = NEAR_RULES + LAST_RULES if guess else NEAR_RULES
        if not any(start < b and a < end for a, b in known) and (said := _answer(s, q, memory, rules)):
            found.append(said)
    return found


def _is_title(s: Sentence, q: int) -> bool:
    """Does a word like "book" before the quotation say that it is a name?"""
    titles = s.language.frame("title")
    return q > 0 and s.is_word(q - 1) and (s.low[q - 1] in titles or lemma(s, q - 1) in titles)


def _answer(s: Sentence, q: int, memory: Memory, rules: list) -> Said | None:
    for rule in rules:
        answer = rule(s, q, memory)
        if answer is not None:
            speaker, cue, name = answer
            return Said([s.span(q, q + 1)], "direct", name, speaker, cue)
    return None


def _embedded(s: Sentence, q: int) -> bool:
    """Does the quotation go on with a clause of the outlet ("called it “a very bad idea”")?"""
    return q > 0 and s.is_word(q - 1) and not any(hit.last == q - 1 for hit in s.cues)


def _begins_small(s: Sentence, q: int) -> bool:
    """Behind a comma and with a small letter, the quotation ends a clause (unless a verb of saying rules it)."""
    if not q or s.low[q - 1] != "," or any(h.last == q - 2 and h.cue.group == "say" for h in s.cues):
        return False
    return s.text[s.at[q] : s.to[q]].lstrip("„“«»”\"'‚‘")[:1].islower()


def _resumes(s: Sentence, q: int, memory: Memory, found: list[Said]) -> Said | None:
    """The statement that goes on here: a quotation over paragraphs, or «A», said X. «B»."""
    if found or q or not memory.found or memory.in_the_way(s.span(q, q + 1)):
        return None
    last = memory.found[-1]
    if last.kind != "direct" or s.number - memory.speaker_sentence > 1 and not s.quote[q].resumed:
        return None
    if s.quote[q].resumed and "\n" in s.text[last.spans[-1][1] : s.at[q]]:
        return last if not s.text[last.spans[-1][1] : s.at[q]].strip() else None
    alone = all(not s.is_word(k) for k in range(q + 1, len(s)))
    return last if alone and not s.opens_paragraph and last.rule.startswith("quote, ") else None


def _own_answer(s: Sentence, q: int, memory: Memory, resumed: Said) -> Said | None:
    """Who says what goes on, if that was only guessed so far and is told here."""
    said = _answer(s, q, memory, QUOTE_RULES) if resumed.cue is None else None
    return said if said and said.cue and said.rule.startswith("quote, ") else None


_INNER = re.compile(r"[,.!?…]\s+[—–-]\s+(\w[^«»—–]{2,120}?)(?:[,.:]\s+[—–-]\s+|[»”\"]$)")


def _inner_attribution(s: Sentence, q: int) -> Said | None:
    """«A, — сказал X. — B»: the attribution stands inside the marks (Russian)."""
    start, end = s.span(q, q + 1)
    if s.language.lang != "ru":
        return None
    for match in _INNER.finditer(s.text, start, end):
        words = read_sentences(match.group(1), s.language)
        if len(words) != 1:
            continue
        inner = words[0]
        hit = next(iter(find_cues(inner)), None)
        verb = hit.form if hit and hit.at <= 3 else 0 if is_verb(inner, 0) else None  # listed or not
        if verb is None:
            continue
        speaker = after_verb(inner, verb) or before_verb(inner, verb)
        if speaker is None and not hit:
            continue
        at = match.start(1)
        place = (at + inner.at[speaker[0]], at + inner.to[speaker[1] - 1]) if speaker else None
        cue = at + inner.at[verb], at + inner.to[verb]
        spans = [(start, match.start() + 1), (match.end(), end)]
        return Said([p for p in spans if p[0] < p[1]], "direct", "«A, — сказал X. — B»", place, cue)
    return None


def _left(s: Sentence, q: int) -> int:
    """The first token after the quotation before `q`, or 0."""
    return next((k + 1 for k in range(q - 1, -1, -1) if s.quote[k] is not None), 0)


def _right(s: Sentence, q: int) -> int:
    """The first token behind the quotation that is no mark."""
    j = q + 1
    while j < len(s) and (s.low[j] in (",", ".", *_DASHES)) and s.quote[j] is None:
        j += 1
    return j


def introduced(s: Sentence, q: int, memory: Memory) -> Answer | None:
    """X said: "..."; X: "..."; any clause that ends in a colon."""
    if not q or s.low[q - 1] != ":":
        return None
    return introduction(s, _left(s, q), q - 1)


def introduction(s: Sentence, floor: int, end: int) -> Answer | None:
    """Speaker and verb of the words from `floor` to the colon at `end`."""
    hits = [h for h in s.cues if floor <= h.at and h.last < end]
    for hit in reversed(hits):
        speaker = names_source(s, hit) or (subject(s, hit, floor) if not hit.passive else before_verb(s, hit.at, floor))
        if speaker and speaker[0] < end:
            return s.span(speaker[0], min(speaker[1], end)), s.span(hit.form, hit.form + 1), "X said: quote"
    for j in range(floor, end):
        frame = frame_at(s, j)
        if frame:
            return s.span(*frame.source), s.span(*frame.cue), "according to X: quote"
    phrase = phrase_at(s, floor)
    if phrase and phrase[1] == end and (end + 1 == len(s) or sounds_said(s, end + 1)):
        return s.span(*phrase), s.span(end, end + 1), "X: quote"
    if named := _phrase_before(s, floor, end):
        return s.span(*named), s.span(end, end + 1), "X: quote"
    actor = first_actor(s, floor, end) if s.language.lang == "de" else phrase if is_actor(s, phrase) else None
    if actor:
        return s.span(*actor), s.span(end, end + 1), "X ...: quote"
    if hits:
        return None, s.span(hits[-1].form, hits[-1].form + 1), "said: quote"
    return None


def _phrase_before(s: Sentence, floor: int, end: int) -> Phrase | None:
    """The name that stands between the last comma and `end`, if nothing else does."""
    start = next((k + 1 for k in range(end - 1, floor, -1) if s.low[k] in (",", ";", "(")), None)
    if start is not None and s.is_(start, "coordinator"):
        start += 1
    phrase = phrase_at(s, start) if start is not None and start < end else None
    return phrase if phrase and phrase[1] == end and is_actor(s, phrase, sure=True) else None


def in_parentheses(s: Sentence, q: int, memory: Memory) -> Answer | None:
    """Anton Ferl („...!“): a name, and behind it in parentheses what its bearer said."""
    if q < 2 or s.low[q - 1] != "(" or not _ended(s, q):
        return None
    first = q - 1
    while first > 0 and s.is_word(first - 1) and s.capital(first - 1):
        first -= 1
    phrase = first, q - 1
    if phrase[1] - phrase[0] < 2 or not is_actor(s, phrase, sure=True):
        return None
    return s.span(*phrase), None, "X (quote)"


def verb_after(s: Sentence, q: int, memory: Memory) -> Answer | None:
    """ "...", said X.  "...", sagte X.  «...», — сказал X."""
    j = _right(s, q)
    hit = next((h for h in s.cues if h.at >= j and h.at - j <= 5), None)
    if hit is None or j == q + 1 and s.is_word(j) and s.language.lang == "de" and not _ended(s, q):
        return None
    close = all(s.is_(k, "adverb") or s.is_(k, "auxiliary") or s.low[k] == "—" for k in range(j, hit.at))
    if not close and (s.language.lang != "ru" or before_verb(s, hit.at, j)):
        return None
    speaker = names_source(s, hit) or after_verb(s, hit.at)
    if speaker is None and hit.last != hit.at:
        return None
    if speaker is None:
        return None
    return s.span(*speaker), s.span(hit.form, hit.form + 1), "quote, said X"


def _ended(s: Sentence, q: int) -> bool:
    return s.text[s.at[q] : s.to[q]].rstrip("\"'”’“»›‹«")[-1:] in (*".!?…,", *_DASHES)


def speaker_after(s: Sentence, q: int, memory: Memory) -> Answer | None:
    """ "...", X said.  «...», — он сказал."""
    j = _right(s, q)
    if j == q + 1 and s.language.lang != "en":
        return None
    for hit in s.cues:
        if hit.at <= j or hit.passive:
            continue
        if hit.at - j > _NEAR or any(s.quote[k] is not None for k in range(j, hit.at)):
            return None
        speaker = before_verb(s, hit.at, j)
        if speaker and speaker[0] <= j + 1:
            return s.span(*speaker), s.span(hit.form, hit.form + 1), "quote, X said"
    return None


def source_after(s: Sentence, q: int, memory: Memory) -> Answer | None:
    """ "...", so X.  "...", according to X.  «...», по словам X."""
    frame = frame_at(s, _right(s, q), after_quote=True)
    if frame is None:
        return None
    return s.span(*frame.source), s.span(*frame.cue), "quote, so X" if frame.kind == "so" else "quote, according to X"


def any_verb_after(s: Sentence, q: int, memory: Memory) -> Answer | None:
    """ "...", strich X heraus: the word behind the quotation is a verb by its place, listed or not."""
    j = _right(s, q)
    if s.language.lang == "en":
        return _english_any_verb(s, q, j)
    if j == q + 1 or not s.is_word(j) or s.capital(j):
        return None
    if any(
        s.is_(j, c)
        for c in ("determiner", "pronoun", "preposition", "contraction", "subordinator", "coordinator", "adverb")
    ):
        return None
    if s.language.lang == "de" and not s.low[j].endswith(("t", "te", "ten", "en")) and not _strong(s.low[j]):
        return None
    phrase = phrase_at(s, j + 1) if s.language.lang == "de" else after_verb(s, j)
    if phrase is None or not is_actor(s, phrase):
        return None
    return s.span(*phrase), s.span(j, j + 1), "quote, any verb X"


def _english_any_verb(s: Sentence, q: int, j: int) -> Answer | None:
    """ "...," Mr Hale bellowed; "..." she sings: the word behind a short subject is a verb by its place."""
    ended = _ended(s, q) or s.low[q + 1 : q + 2] == ["—"]
    phrase = phrase_at(s, j) if ended and s.is_word(j) else None
    if phrase is None or phrase[1] >= len(s) or not is_actor(s, phrase):
        return None
    k = phrase[1]
    if not s.low[k].endswith(("ed", "s")) and s.is_(phrase[0], "pronoun"):
        return None
    if not s.is_word(k):
        k = k - 1  # the verb closes the phrase: "Vitter demanded."
        phrase = (phrase[0], k)
    if k <= phrase[0] or s.capital(k) or not s.low[k].endswith(("ed", "s")) or s.is_(k, "auxiliary"):
        return None
    return s.span(*phrase), s.span(k, k + 1), "quote, any verb X"


def _strong(word: str) -> bool:
    """A short word without the endings of adjectives may be a strong verb's past ("strich", "warf")."""
    return 3 < len(word) <= 8 and not word.endswith(("e", "er", "es", "em"))


def verb_before(s: Sentence, q: int, memory: Memory) -> Answer | None:
    """X said "...".  X said, "...".  Sie sagte „...“."""
    floor = _left(s, q)
    hits = [h for h in s.cues if floor <= h.at and h.last < q and not _is_title(s, q)]
    for hit in reversed(hits):
        if hit.cue.shape in ("ing", "gerund"):
            speaker_place = _speaker_of_clause(s, hit, memory)
        else:
            speaker = None if hit.passive else names_source(s, hit) or subject(s, hit, floor)
            speaker_place = s.span(*speaker) if speaker and speaker[0] < q else None
        if speaker_place:
            return speaker_place, s.span(hit.form, hit.form + 1), "X said quote"
    return None


def source_before(s: Sentence, q: int, memory: Memory) -> Answer | None:
    """According to X, "..."; laut X „...“; по словам X, «...»."""
    for j in range(q - 1, _left(s, q) - 1, -1):
        frame = frame_at(s, j)
        if frame and frame.whole[1] <= q:
            return s.span(*frame.source), s.span(*frame.cue), "according to X, quote"
    return None


def signature(s: Sentence, q: int, memory: Memory) -> Answer | None:
    """ "..." — X, and nothing more."""
    j = q + 1
    if j >= len(s) or s.low[j] not in _DASHES or any(low[0].isalpha() or low == '"' for low in s.low[:q]):
        return None
    phrase = phrase_at(s, j + 1)
    if phrase is None or phrase[1] < s.body() or not s.capital(j + 1):
        return None
    return s.span(*phrase), s.span(j, j + 1), "quote — X"


def _speaker_of_clause(s: Sentence, hit: Hit, memory: Memory) -> Place | None:
    """The subject of the first other verb of the sentence: "X rose, saying ..."."""
    for other in s.cues:
        if other.at < hit.at and (speaker := subject(s, other)):
            return s.span(*speaker)
    phrase = phrase_at(s, 0)
    if phrase and is_actor(s, phrase):
        return s.span(*phrase)
    return memory.recent(s, 1)


def sentence_before(s: Sentence, q: int, memory: Memory) -> Answer | None:
    """A sentence that ends in a colon introduces the quotation that opens the next."""
    before = memory.before(s)
    if q or before is None or not len(before) or before.low[-1] != ":":
        return None
    return introduction(before, 0, len(before) - 1)


def subject_around(s: Sentence, q: int, memory: Memory) -> Answer | None:
    """X will „...“ prüfen; X came to the conclusion “...”: who acts in the clause that holds the quotation."""
    floor = _left(s, q)
    if q <= floor or not s.is_word(q - 1) and s.low[q - 1] not in (",", "(", ":"):
        return None
    phrase = phrase_at(s, floor)
    if s.language.lang == "de" and not (phrase and phrase[1] < q and is_actor(s, phrase, sure=True)):
        phrase = first_actor(s, floor, q)
    if phrase is None or phrase[1] > q or not is_actor(s, phrase, sure=True):
        return None
    return (s.span(*phrase), None, "quote in X's sentence") if sounds_said(s, q) else None


def last_speaker(s: Sentence, q: int, memory: Memory) -> Answer | None:
    """A quotation without a word on its speaker goes on with the last one."""
    place = memory.recent(s, 0) or speaker_before(s, memory, within=2)
    if place is None or not sounds_said(s, q):
        return None
    alone = not any(s.is_word(k) for k in range(len(s)) if k != q)
    return place, None, "quote alone, last speaker" if alone else "quote in a sentence, last speaker"


def nobody(s: Sentence, q: int, memory: Memory) -> Answer | None:
    """A long quotation is said by someone, even if the text does not tell."""
    long = len(s.text[s.at[q] : s.to[q]].split()) >= 6
    return (None, None, "quote alone") if long and sounds_said(s, q) else None


def sounds_said(s: Sentence, q: int) -> bool:
    """Is the quotation part of a sentence, or a sentence, or holds it a verb (a title does not)?"""
    inner = s.text[s.at[q] : s.to[q]].strip("„“«»”\"'‚‘’ ")
    if inner[:1].islower() or inner[-1:] in tuple(".!?…,") or len(inner.split()) >= 15:
        return True
    words = [fold(w.strip(",;:()")) for w in inner.split()]
    if s.language.lang == "ru":
        return any(is_verb_form(w) for w in words)
    known = s.language.words["auxiliary"] | s.language.words["pronoun"] - s.language.words["determiner"]
    return any(w in known or w in s.language.finite for w in words if w)


Rule = Callable[[Sentence, int, Memory], Answer | None]
QUOTE_RULES: list[Rule] = [
    introduced, verb_after, source_after, speaker_after, signature, any_verb_after, verb_before, source_before,
    sentence_before, in_parentheses,
]  # fmt: skip
NEAR_RULES: list[Rule] = [verb_after, speaker_after, verb_before, source_before]
LAST_RULES: list[Rule] = [subject_around, last_speaker, nobody]
