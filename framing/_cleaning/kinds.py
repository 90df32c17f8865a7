"""What a text is, where it is no plain article: a paywall, a live ticker, an interview, a machine translation."""

import re
from functools import lru_cache
from importlib.resources import files

import pandas as pd

from ..words import count_words

STUB = 120  # words; a page that asks to subscribe and holds less is no article
_TIME = re.compile(r"^\W{0,3}\d{1,2}[:.]\d{2}\b", re.M)
_TURN = re.compile(r"^([^\W\d_][^\n:?.!]{1,40}):\s", re.M)
_QUESTION = re.compile(r"\?[”“»\"]?$", re.M)


@lru_cache
def _phrases(kind: str) -> re.Pattern:
    """The phrases of a kind, anywhere in a text."""
    table = pd.read_csv(files("framing") / "boilerplate.csv", dtype=str)
    return re.compile("|".join(re.escape(w) for w in table.loc[table["kind"] == kind, "words"]), re.IGNORECASE)


def is_stub(text: str) -> bool:
    """Is this a page that asks to pay, to log in or to accept cookies, and no more?"""
    return bool(count_words(text) < STUB and _phrases("stub").search(text))


def kind_notes(text: str) -> list[str]:
    """What a reader of scores should know about the kind of a text."""
    notes, lines = [], max(1, sum(1 for line in text.split("\n") if line))
    times = len(_TIME.findall(text))
    if times >= 4 and times >= 0.15 * lines:
        notes.append(f"a live ticker with {times} times of day")
    turns = _TURN.findall(text)
    if (len(turns) >= 4 and len(set(turns)) <= len(turns) / 2) or len(_QUESTION.findall(text)) >= max(4, 0.25 * lines):
        notes.append("an interview")
    if _phrases("machine").search(text):
        notes.append("a machine translation")
    return notes
