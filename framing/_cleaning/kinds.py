"""What a text is, where it is no plain article: a paywall, a live ticker, an interview, a machine translation."""

import re
from functools import lru_cache
from importlib.resources import files
from itertools import islice

import pandas as pd

from ..words import WORD

STUB = 120  # words; a page that asks to subscribe and holds less is no article
_TIME = re.compile(r"\W{0,3}\d{1,2}[:.]\d{2}\b")  # at the head of a line
_TURN = re.compile(r"^([^\W\d_][^\n:?.!]{1,40}):\s", re.M)
_QUESTION = re.compile(r"\?[”“»\"]?$", re.M)


@lru_cache
def _phrases(kind: str) -> tuple[str, ...]:
    """The phrases of a kind."""
    table = pd.read_csv(files("framing") / "boilerplate.csv", dtype=str)
    return tuple(table.loc[table["kind"] == kind, "words"].str.casefold())


def _holds(text: str, kind: str) -> bool:
    """Does a phrase of a kind stand anywhere in a text?"""
    folded = text.casefold()
    return any(phrase in folded for phrase in _phrases(kind))


def is_stub(text: str) -> bool:
    """Is this a page that asks to pay, to log in or to accept cookies, and no more?"""
    return next(islice(WORD.finditer(text), STUB - 1, None), None) is None and _holds(text, "stub")


def kind_notes(text: str) -> list[str]:
    """What a reader of scores should know about the kind of a text."""
    notes, lines = [], max(1, sum(1 for line in text.split("\n") if line))
    times = sum(1 for line in text.split("\n") if _TIME.match(line))
    if times >= 4 and times >= 0.15 * lines:
        notes.append(f"a live ticker with {times} times of day")
    turns = _TURN.findall(text)
    if (len(turns) >= 4 and len(set(turns)) <= len(turns) / 2) or len(_QUESTION.findall(text)) >= max(4, 0.25 * lines):
        notes.append("an interview")
    if _holds(text, "machine"):
        notes.append("a machine translation")
    return notes
