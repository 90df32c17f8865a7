"""What one who is quoted tells of another's words: "He told us, ‘We need it in ink’"; «Она сказала, что ждёт».

The inside of a quotation is read like a text of its own, but only with the rules that name the other; what "I" and "we"
say there is the quoted one's own.
"""

from collections.abc import Iterator

from ..words import fold
from .attributions import source
from .clauses import clause, subjunctive_clause
from .cues import Language
from .direct import find_quoted
from .phrases import is_actor
from .reported import reported
from .said import Memory, Said
from .sentences import Sentence, read_sentences
from .verbs import find_cues

_RULES = {"en": [source, clause, reported], "de": [source, clause, subjunctive_clause, reported]}
_RULES["ru"] = _RULES["en"]
_DOUBTFUL = frozenset(("X believes that", "X believes C", "X shows that", "adding that", "noun, C", "X spoke of"))
_SHORTEST = 20  # letters of a quotation that may hold another's words
_BEFORE = 3  # words before a verb that may deny it


def find_nested(text: str, said: Said, language: Language) -> Iterator[Said]:
    """The statements of others inside a quotation."""
    for start, end in said.spans:
        if end - start < _SHORTEST:
            continue
        memory = Memory(sentences=_read_inside(text, start + 1, end - 1, language), inside=True)
        for sentence in memory.sentences:
            yield from _in_sentence(sentence, memory)


def _read_inside(text: str, start: int, end: int, language: Language) -> list[Sentence]:
    """The sentences between two places, at their places in the whole text."""
    sentences = read_sentences(text[start:end], language)
    for s in sentences:
        s.text, s.start, s.end = text, s.start + start, s.end + start
        s.at, s.to = [at + start for at in s.at], [to + start for to in s.to]
    return sentences


def _in_sentence(s: Sentence, memory: Memory) -> Iterator[Said]:
    s.cues = [hit for hit in find_cues(s) if not _denied(s, hit.at)]
    memory.begin()
    if not s.cues and not any(low in s.language.heads for low in s.low):
        return
    for said in find_quoted(s, memory):
        if _of_another(s, said) and memory.add(s, said):
            yield said
    for rule in _RULES[s.language.lang]:
        for said in rule(s, memory):
            if _of_another(s, said) and memory.add(s, said):
                yield said


def _denied(s: Sentence, at: int) -> bool:
    """ "He never said that", "if they say that"."""
    before = range(max(0, at - _BEFORE), at)
    return any(s.is_(k, "negation") for k in before) or s.low[-1:] == ["?"]


def _of_another(s: Sentence, said: Said) -> bool:
    """Is somebody named who is neither the quoted one nor whom they talk to, nor just anybody?"""
    if said.speaker is None or said.cue is None or said.rule in _DOUBTFUL:
        return False
    words = fold(s.text[said.speaker[0] : said.speaker[1]]).split()
    tokens = [k for k, at in enumerate(s.at) if said.speaker[0] <= at < said.speaker[1]]
    if not words or not tokens or words[0] in s.language.words["own"]:
        return False
    return is_actor(s, (tokens[0], tokens[-1] + 1))
