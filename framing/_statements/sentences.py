"""A sentence as the rules see it: the words outside long quotations, each long quotation as one word.

So a quotation of ten sentences does not tear apart the sentence that introduces it, and no rule looks inside.
"""

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from itertools import islice

from ..words import WORD, fold, fold_all, sentence_spans
from .cues import Cue, Language
from .quotes import Quotation, find_quotations

_TOKEN = re.compile(r"[^\W_]+(?:['’\u00ad-][^\W_]+)*|[^\w\s]|_")
_TWO_WORDS = re.compile(r"\w{1,30} \w{1,30}[.,]")
_MOST_WORDS = 150  # a longer sentence is a list or a table; it is cut, so that the rules' work stays linear
_BLANK = " \t\u00a0\u2009\u202f"
_DASHES = "—–-―"
_CLOSING = "\"'”’“»›‹«"


Phrase = tuple[int, int]  # the first token and the one behind the last
STOPS = frozenset(',.:;!?…—–()"“”„«»[]')
LONGEST = 30  # words of a subject with its apposition


@dataclass(slots=True)
class Sentence:
    """The tokens of a sentence: word, folded word, place, and the long quotation that stands in a token's place."""

    text: str
    language: Language
    number: int
    start: int
    end: int
    opens_paragraph: bool
    word: list[str] = field(default_factory=list)
    low: list[str] = field(default_factory=list)
    at: list[int] = field(default_factory=list)
    to: list[int] = field(default_factory=list)
    quote: list[Quotation | None] = field(default_factory=list)
    cues: list["Hit"] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.low)

    def span(self, first: int, last: int) -> tuple[int, int]:
        """The place of tokens first to last - 1."""
        return self.at[first], self.to[last - 1]

    def is_(self, i: int, name: str) -> bool:
        """Does token `i` belong to the class `name` of function_words.csv?"""
        return 0 <= i < len(self.low) and self.low[i] in self.language.words.get(name, ())

    def capital(self, i: int) -> bool:
        """Does token `i` begin with a capital letter?"""
        return 0 <= i < len(self.word) and self.word[i][:1].isupper()

    def is_word(self, i: int) -> bool:
        """Is token `i` a word (no mark, no quotation)?"""
        return 0 <= i < len(self.word) and self.quote[i] is None and self.word[i][0].isalnum()

    def body(self) -> int:
        """The number of tokens without the final stop."""
        n = len(self.low)
        while n and self.low[n - 1] in (".", "!", "?", "…"):
            n -= 1
        return n


@dataclass(slots=True)
class Hit:
    """A reporting verb in a sentence: `at` is its finite part, `form` the form listed, `last` its last part."""

    at: int
    form: int
    last: int
    cue: Cue
    passive: bool = False


def read_sentences(text: str, language: Language) -> list[Sentence]:
    """The sentences of `text`; those with a quotation inside are not divided there."""
    quotations = [q for q in find_quotations(text) if _stands_for_itself(text, q)]
    spans = _join(text, language, quotations)
    starts, ends = [q.start for q in quotations], [q.end for q in quotations]
    sentences: list[Sentence] = []
    last_end = 0
    for start, end in spans:
        opens = "\n" in text[last_end:start] or not sentences
        sentence = Sentence(text, language, len(sentences), start, end, opens)
        sentences.append(sentence)
        last_end, at = end, start
        inside = quotations[bisect_left(starts, start) : bisect_right(ends, end)]
        for quotation in [*inside, None]:
            stop = quotation.start if quotation else end
            matches = _TOKEN.finditer(text, at, stop)
            while piece := list(islice(matches, max(0, _MOST_WORDS - len(sentence.low)) or _MOST_WORDS)):
                sentence = _with_room(sentence, sentences, piece[0].start())
                _fill(sentence, piece)
            if quotation:
                sentence = _with_room(sentence, sentences, quotation.start)
                _fill_quotation(sentence, quotation)
                at = quotation.end
    return sentences


def _with_room(sentence: Sentence, sentences: list[Sentence], at: int) -> Sentence:
    """The sentence, or if it is full a new one that goes on at `at`."""
    if len(sentence.low) < _MOST_WORDS:
        return sentence
    end, sentence.end = sentence.end, sentence.to[-1]
    sentences.append(Sentence(sentence.text, sentence.language, len(sentences), at, end, False))
    return sentences[-1]


def _fill(sentence: Sentence, matches: list[re.Match]) -> None:
    words = [match.group() for match in matches]
    sentence.word += words
    sentence.low += fold_all(words)
    sentence.at += [match.start() for match in matches]
    sentence.to += [match.end() for match in matches]
    sentence.quote += [None] * len(matches)


def _fill_quotation(sentence: Sentence, quotation: Quotation) -> None:
    sentence.word.append('"')
    sentence.low.append('"')
    sentence.at.append(quotation.start)
    sentence.to.append(quotation.end)
    sentence.quote.append(quotation)


def _stands_for_itself(text: str, q: Quotation) -> bool:
    """Is this quotation something said, rather than a name or a doubted word in a sentence of the outlet?

    Four words suffice; fewer do where marks set them off ("No," he said).
    """
    words = sum(1 for _, _ in zip(range(4), WORD.finditer(text, q.start, q.end), strict=False))
    if words >= 4 or words and q.resumed:
        return True
    before = text[max(0, q.start - 3) : q.start].rstrip(_BLANK)[-1:]
    after = text[q.end : q.end + 3].lstrip(_BLANK)[:1]
    inner = text[q.start : q.end].rstrip(_CLOSING)[-1:]
    set_off = before in ("", "\n", ":", ".", "!", "?", "…") or before in _DASHES
    ended = inner in ",.!?…" + _DASHES or after in ("," + _DASHES) and after != ""
    return bool(words) and (before == ":" or set_off and ended)


def _join(text: str, language: Language, quotations: list[Quotation]) -> list[tuple[int, int]]:
    """Sentences, joined where their boundary lies inside a quotation or where a quotation's attribution follows."""
    joined: list[tuple[int, int]] = []
    k = 0
    for start, end in sentence_spans(text, language.lang):
        while k < len(quotations) and quotations[k].end <= start:
            k += 1
        inside = k < len(quotations) and quotations[k].start < start
        if joined and (inside or _goes_on(text, start, language, quotations[k - 1] if k else None)):
            joined[-1] = joined[-1][0], end
        else:
            joined.append((start, end))
    # a quotation may reach beyond the last sentence it began in (marks after the full stop)
    fitted, k = [], 0
    for start, end in joined:
        while k < len(quotations) and quotations[k].end <= end:
            k += 1
        if k < len(quotations) and quotations[k].start < end:
            end = quotations[k].end
        fitted.append((start, end))
    return fitted


def _goes_on(text: str, start: int, language: Language, last: Quotation | None) -> bool:
    """Does the sentence at `start` go on with the one that ends in the quotation `last`?

    It does with a small letter or a dash ("No!" he said), and after "?" and "!" with a name and a verb of saying.
    """
    dash = language.lang == "ru" and text[start] in _DASHES  # "— А газ? — спросил посол."
    first = text[start + 1 : start + 4].lstrip(_BLANK)[:1] if dash else text[start]
    if first.islower() and "\n" not in text[max(0, start - 3) : start]:
        return True
    if last is None or "\n" in text[last.end : start] or text[last.end : start].strip(_BLANK):
        return False
    if text[start] in "," + _DASHES:
        return True
    if text[last.start : last.end].rstrip(_CLOSING)[-1:] not in ("?", "!"):
        return False
    words = [fold(m.group()) for _, m in zip(range(4), WORD.finditer(text, start, start + 80), strict=False)]
    closed = _TWO_WORDS.match(text, start)  # "No?" Hale began.
    return any(
        c.shape == "finite" and (c.group == "say" or place < 2 and c.group == "stance" or not place and closed)
        for place, w in enumerate(words[1:])
        for c in language.verbs.get(w, ())
    )
