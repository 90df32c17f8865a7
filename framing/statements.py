"""Who says what: quotations and reported speech in English, German and Russian, as places in the text.

Each sentence is gone through with a list of rules: first the quotations, whose speakers are surest (`_direct.py`), then
what is said without marks (`RULES`), at last the quotations that are left. The verbs and frames that announce speech
stand in `cues.csv`, the small words of each language in `function_words.csv`.
"""

from collections import deque

import pandas as pd

from ._check import require_choice, require_texts, scorable
from ._records import rows
from ._statements.attributions import as_said, dash_speech, headline, source, tail
from ._statements.clauses import after_colon, clause, noun_clause, subjunctive_clause
from ._statements.continued import (
    back_pointing,
    demnach,
    hearsay,
    main_subjunctive,
    subjunctive_sentence,
    that_said,
    unlisted_tail,
)
from ._statements.cues import language
from ._statements.direct import find_direct, find_remaining
from ._statements.interviews import answered, find_turns, person_before
from ._statements.nested import find_nested
from ._statements.reported import reported
from ._statements.said import Memory, Place, Said
from ._statements.sentences import Sentence, read_sentences
from ._statements.verbs import find_cues
from .words import LANGS

COLUMNS = [
    "id", "article", "statement", "lang", "text", "start", "end", "kind", "speaker", "speaker_start", "speaker_end",
    "cue", "rule",
]  # fmt: skip

RULES = {
    "en": [headline, as_said, source, clause, after_colon, tail, noun_clause, reported],
    "de": [
        headline, as_said, source, tail, unlisted_tail, that_said, main_subjunctive, clause, subjunctive_clause,
        after_colon, noun_clause, demnach, subjunctive_sentence, hearsay, reported,
    ],
    "ru": [dash_speech, headline, as_said, source, clause, after_colon, tail, noun_clause, back_pointing, reported],
}  # fmt: skip


def find_statements(texts: pd.DataFrame) -> pd.DataFrame:
    """A row is a stretch said by one speaker; a quotation that its attribution divides has a row for each part.

    Parameters
    ----------
    texts
        ``id, lang, text``; texts that `clean` set aside (status ``quarantined``) are passed over.

    Returns
    -------
    ``id`` (``<article>/s<row from 1>``), ``article``, ``statement`` (shared by the parts of one), ``lang``, ``text``,
    ``start``, ``end`` (its place in the article, quotation marks included), ``kind`` (``direct``; ``mixed``: with words
    in quotation marks; ``indirect``; ``continued``: the German subjunctive goes on; ``reported``: the act, not the
    words), ``speaker`` (words of the text, with ``speaker_start`` and ``speaker_end``; missing where nobody is named),
    ``cue`` (the words that announce it) and ``rule`` (what found it). Rows lie apart or one inside the other.

    >>> texts = pd.DataFrame({"id": ["a"], "lang": ["en"], "text": ['"We stay," Mr Hale said. "We talk."']})
    >>> find_statements(texts)[["statement", "text", "speaker", "cue"]].values.tolist()
    [['a/1', '"We stay,"', 'Mr Hale', 'said'], ['a/1', '"We talk."', 'Mr Hale', 'said']]
    """
    require_texts(texts)
    found: list[tuple] = []
    for article, lang, text in rows(scorable(texts)[["id", "lang", "text"]]):
        require_choice(lang, LANGS, f"lang of text {article!r}")
        found += _rows(article, lang, text)
    table = pd.DataFrame(found, columns=COLUMNS)
    types = {"start": "int64", "end": "int64", "speaker_start": "Int64", "speaker_end": "Int64"}
    return table.astype(types)


def _rows(article: str, lang: str, text: str) -> list[tuple]:
    """The rows of one text, by place."""
    found = find_said(text, lang)
    parts = sorted((span, number) for number, said in enumerate(found) for span in said.spans)
    numbers: dict[int, int] = {}
    rows = []
    for row, ((start, end), index) in enumerate(sorted(parts, key=lambda p: (p[0][0], -p[0][1])), 1):
        said = found[index]
        statement = f"{article}/{numbers.setdefault(index, len(numbers) + 1)}"
        a, b = said.speaker or (pd.NA, pd.NA)
        rows.append((
            f"{article}/s{row}", article, statement, lang, text[start:end], start, end, said.kind,
            _words(text, said.speaker), a, b, _words(text, said.cue), said.rule,
        ))  # fmt: skip
    return rows


def _words(text: str, place: Place | None) -> str | None:
    return text[place[0] : place[1]] if place else None


def find_said(text: str, lang: str) -> list[Said]:
    """The statements of one text."""
    words = language(lang)
    memory = Memory(sentences=read_sentences(text, words))
    turns = deque(find_turns(text, words))
    person = person_before(text, turns[0].start, words) if turns else None
    asked_until = 0
    for sentence in memory.sentences:
        while turns and turns[0].start < sentence.end:
            turn = turns.popleft()
            asked_until = turn.spans[-1][1] if turn.asks else 0
            memory.open(sentence, None if turn.asks else answered(turn, person))
        if sentence.start >= asked_until:
            _read(sentence, memory, RULES[lang])
    quoted = [said for said in memory.found if said.kind == "direct" and said.rule != "interview"]
    return memory.found + [inner for said in quoted for inner in find_nested(text, said, words)]


def _read(sentence: Sentence, memory: Memory, rules: list) -> None:
    """Add the statements of one sentence."""
    sentence.cues = find_cues(sentence)
    memory.begin()
    for said in find_direct(sentence, memory):
        memory.add(sentence, said)
    for rule in rules:
        for said in rule(sentence, memory):
            memory.add(sentence, said)
    for said in find_remaining(sentence, memory):
        memory.add(sentence, said)
