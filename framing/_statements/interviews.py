"""Interviews and transcripts without quotation marks: turns that open with a label ("Q:", "Anna Moss:") or a dash, or
paragraphs of which some ask "you" and the others answer "I".

The pattern must repeat: one label that opens a line may be anything. The turns of the one who asks belong to the
outlet; every other turn is a quotation of the person whom its label names, or else of the one named before the first.
"""

import re
from collections import Counter
from dataclasses import dataclass, field

from ..words import fold
from .cues import Language
from .said import Place, Said

LEAST = 3  # turns
_QUESTIONS = 4  # where nothing but their marks tells them
_MOST = 90  # words of a question

_MARKUP = r"[*_]{0,3}"
_LABEL = re.compile(rf"[ \t]{{0,4}}{_MARKUP}([^\W_][^\n:;,!?*]{{0,48}}?) ?{_MARKUP}:{_MARKUP}[ \t]+(?=\S)")
_LABELLED = re.compile(r"\W{0,4}[^\W_][^\n:;,!?]{0,48}:\W{0,4}[ \t]")
_Q = re.compile(r"[ \t]{0,4}(Q)[ \t]+(?=\w)")  # in transcripts of the White House without a colon
_INLINE = re.compile(r"[.!?…»)\]] (?=[^\W\d_]\. ?(?:[^\W\d_]\. ?)?[^\W\d_]{2,30}: )")  # "... Да. И.Ферль: Нет."
_INITIAL = re.compile(r"[^\W\d_]\.")
_DASH = re.compile(r"[ \t]{0,4}[—–-][ \t\u00a0]+(?=\S)")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_FUNCTION = (
    "determiner",
    "pronoun",
    "preposition",
    "contraction",
    "subordinator",
    "coordinator",
    "adverb",
    "auxiliary",
)
_HEAD = 1500  # characters before the first turn in which the person is named
_CLOSING = "\"'”’“»)*_ \t"
_SMALL = frozenset(("von", "van", "de", "der", "of", "al", "und", "and", "и", "für", "for", "zu", "bin"))


@dataclass(slots=True)
class Turn:
    """What one person says in a row: its paragraphs, and the label that opens it (a dash has none)."""

    spans: list[Place]
    label: Place | None = None
    name: str = ""
    asks: bool = False
    lines: list[int] = field(default_factory=list)

    @property
    def start(self) -> int:
        """Where it begins, its label included."""
        return self.label[0] if self.label else self.spans[0][0]


def find_turns(text: str, language: Language) -> list[Turn]:
    """The turns of an interview in order, or nothing."""
    labels = any(mark in text for mark in (":", "\n—", "\n–", "\n-"))
    if not labels and text.count("?") < _QUESTIONS:
        return []
    lines = _lines(text)
    return (labels and (_labelled(text, lines, language) or _dashed(text, lines))) or _bare(text, lines, language)


def answered(turn: Turn, person: Place | None) -> Said:
    """The statement of a turn: of whom its label names, or of the `person` who is interviewed."""
    generic = turn.label is None or not turn.name
    return Said(turn.spans, "direct", "interview", person if generic else turn.label, turn.label)


def _lines(text: str) -> list[Place]:
    """The lines that are not blank, without the blanks at their ends; cut where speakers change within a line."""
    found, at = [], 0
    inline = [m.end() for m in _INLINE.finditer(text)]
    cuts = inline if len(inline) >= LEAST else []
    k = 0
    for line in text.split("\n"):
        start, end = at, at + len(line.rstrip())
        while k < len(cuts) and cuts[k] < end:
            found.append((start, cuts[k] - 1))
            start, k = cuts[k], k + 1
        if text[start:end].strip():
            found.append((start, end))
        at += len(line) + 1
    return found


def _labelled(text: str, lines: list[Place], language: Language) -> list[Turn]:
    """Q: ... A: ...; OUTLET: ... NAME: ..."""
    short = sum(_Q.match(text, start, end) is not None for start, end in lines) >= 2
    matches = [_LABEL.match(text, start, end) or (short and _Q.match(text, start, end)) for start, end in lines]
    names = [fold(m.group(1).strip()) if m else None for m in matches]
    counts = Counter(name for name, match in zip(names, matches, strict=True) if match and _is_label(match.group(1)))
    known = {name for name, n in counts.items() if n >= 2}
    if sum(counts[name] for name in known) < LEAST:
        return []
    known |= {name for name in counts if _INITIAL.match(name)}  # at a meeting many speak but once
    words = {name for name in known if name in _words(language, "asks") or name in _words(language, "answers")}
    last_words = {name.split()[-1] for name in known}  # "Dr. Anna Moss" and "A. Moss" are one person
    singles = {name for name in counts if name.split()[-1] in last_words}
    turns: list[Turn] = []
    for k, (match, (start, end)) in enumerate(zip(matches, lines, strict=True)):
        if match and names[k] in known | singles:
            label = match.start(1), match.start(1) + len(match.group(1).strip())
            name = "" if names[k] in words else names[k]
            turns.append(Turn([(match.end(), end)], label, name, names[k] in _words(language, "asks"), [k]))
        elif turns and k > turns[-1].lines[-1]:
            turns[-1].lines.append(k)
            turns[-1].spans.append((start, end))
    turns[-1].spans, turns[-1].lines = turns[-1].spans[:1], turns[-1].lines[:1]  # its end is not marked
    if not any(turn.asks for turn in turns):
        asking = _asking(text, turns)
        for turn in turns:
            turn.asks = turn.name in asking
        talk = all(_INITIAL.match(name) for name in known) or _long(text, turns)
        if not asking and not words and (len(known) < 2 or not talk):
            return []
    return turns if any(not turn.asks for turn in turns) and len({t.asks or t.name for t in turns}) > 1 else []


def _is_label(label: str) -> bool:
    """A name: at most five words, with capitals, no number."""
    words = label.split()
    return (
        len(words) <= 5
        and all(w.lstrip("(")[:1].isupper() or fold(w) in _SMALL for w in words)
        and not any(c.isdigit() for c in label)
    )


def _asking(text: str, turns: list[Turn]) -> set[str]:
    """The label that opens questions, at least twice and more often than not."""
    asked = Counter(t.name for t in turns if _is_question(text, t.spans[0]) or _is_question(text, t.spans[-1]))
    all_turns = Counter(t.name for t in turns)
    return {name for name, n in asked.items() if n >= 2 and 2 * n >= all_turns[name]} - {turns[-1].name}


def _is_question(text: str, span: Place) -> bool:
    return text[span[0] : span[1]].rstrip(_CLOSING).endswith("?")


def _long(text: str, turns: list[Turn]) -> bool:
    """Are these turns of a conversation rather than entries of a list?"""
    lengths = sorted(len(text[a:b].split()) for turn in turns for a, b in turn.spans[:1])
    return lengths[len(lengths) // 2] >= 12


def _words(language: Language, kind: str) -> set[str]:
    return {form for forms in language.frame(kind).values() for form in forms}


def _dashed(text: str, lines: list[Place]) -> list[Turn]:
    """— Question? — Answer. In the longest run of lines with a dash every second one asks."""
    run: list[Turn] = []
    best: list[Turn] = []
    for start, end in [*lines, (0, 0)]:
        match = _DASH.match(text, start, end)
        if match:
            run.append(Turn([(match.end(), end)]))
        else:
            best, run = (run if len(run) > len(best) else best), []
    asked = [sum(_is_question(text, turn.spans[0]) for turn in best[first::2]) for first in (0, 1)]
    first = 0 if asked[0] >= asked[1] else 1
    if len(best) < 2 * LEAST or asked[first] < LEAST or 2 * asked[first] < len(best[first::2]) or asked[1 - first] > 1:
        return []
    for turn in best[first::2]:
        turn.asks = True
    return best


def _bare(text: str, lines: list[Place], language: Language) -> list[Turn]:
    """Question? Answer. Paragraphs without label or dash, in a text that calls itself an interview: those that ask
    speak to somebody ("you"), those that answer speak of themselves ("I")."""
    asked = {span for span in lines if _is_question(text, span) and len(text[slice(*span)].split()) <= _MOST}
    if len(asked) < _QUESTIONS or sum(_LABELLED.match(text, *span) is not None for span in lines) >= LEAST:
        return []
    told = {span: _persons(text, span, language) for span in lines}
    asked = {span for span in asked if told[span] != {"self"}}
    first = next((start for start, end in lines if (start, end) in asked), 0)
    if not _phrase(text, max(0, first - _HEAD), first, language):
        return []
    turns: list[Turn] = []
    for k, span in enumerate(lines):
        if span in asked or (turns and turns[-1].asks):
            turns.append(Turn([span], asks=span in asked, lines=[k]))
        elif turns:
            turns[-1].spans.append(span)
    questions, answers = ([t for t in turns if t.asks is asks] for asks in (True, False))
    addressed = sum("address" in told[turn.spans[0]] for turn in questions)
    personal = sum(any("self" in told[span] for span in turn.spans) for turn in answers)
    if len(answers) < LEAST or 2 * len(questions) > 3 * len(answers):
        return []
    if 2 * addressed < len(questions) or 2 * personal < len(answers):
        return []
    turns[-1].spans = turns[-1].spans[:1]  # its end is not marked
    return turns


def _persons(text: str, span: Place, language: Language) -> set[str]:
    """Does a paragraph speak to somebody (``address``), of itself (``self``)? A German "Sie" tells only within a
    sentence."""
    found = set()
    for match in _WORD.finditer(text, *span):
        word = fold(match.group().split("'")[0].split("’")[0])
        polite = word in language.words.get("polite", ()) and match.group()[0].isupper()
        if word in language.words["address"] or (polite and text[match.start() - 2 : match.start()].strip().isalnum()):
            found.add("address")
        elif word in language.words["self"]:
            found.add("self")
    return found


def _phrase(text: str, start: int, stop: int, language: Language) -> str:
    """What calls the text before a place an interview, the longest phrase first; nothing where none does."""
    head = _folded(text, start, stop)
    return next((phrase for phrase in _phrases(language) if phrase in head), "")


def _phrases(language: Language) -> list[str]:
    return sorted(_words(language, "interview"), key=lambda phrase: (-len(phrase), phrase))


def _folded(text: str, start: int, stop: int) -> str:
    return " ".join(fold(m.group()) for m in _WORD.finditer(text, start, stop))


def person_before(text: str, stop: int, language: Language) -> Place | None:
    """Who is interviewed: named behind "interview with" before `stop`, or a full name there."""
    start = max(0, stop - _HEAD)
    names = _full_names(text, start, stop, language)
    head = _folded(text, start, stop)
    for phrase in _phrases(language):
        at = head.find(phrase)
        named = next((n for n in names if at >= 0 and 0 <= n[0] - start - at < 100), None)
        if named:
            return named
    recurs = (n for n in names if text.count(text[n[0] : n[1]].split()[-1], start, stop) > 1)
    return next(recurs, names[0] if names else None)


def _full_names(text: str, start: int, stop: int, language: Language) -> list[Place]:
    """Runs of two to five capitalised words ("Außenminister Anton Ferl"), no small words among them."""
    names: list[Place] = []
    run: list[Place] = []
    for match in [*_WORD.finditer(text, start, stop), None]:
        if match and run and text[run[-1][1] : match.start()] not in (" ", ". "):
            names, run = _kept(names, run), []
        word = fold(match.group()) if match else ""
        if match and match.group()[0].isupper() and not any(word in language.words.get(c, ()) for c in _FUNCTION):
            run.append(match.span())
        else:
            names, run = _kept(names, run), []
    return names


def _kept(names: list[Place], run: list[Place]) -> list[Place]:
    return [*names, (run[0][0], run[-1][1])] if 2 <= len(run) <= 5 else names
