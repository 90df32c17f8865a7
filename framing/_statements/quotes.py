"""Quotation marks, paired paragraph by paragraph.

Each paragraph (a line) has its own stack, so that an odd mark never costs more than its paragraph. What a mark does
(open or close) follows from the marks that wait to be closed and, where these leave it open, from the blanks and
letters around it: one kind of mark opens in one language and closes in another.
"""

import re
from dataclasses import dataclass

LONGEST = 5000  # characters; a longer pair is two odd marks rather than a quotation

_SHORT = 12  # characters; fewer behind an odd mark are no speech
_PARAGRAPHS = 8  # between the one that opens a quotation and the one that closes it
_MARK = re.compile("[«»„“”‟‚‘’‹›\"`'](?:(?<=\")\"*|(?<=')'*|(?<=`)`|(?<![\"`']))")
_CLOSED_BY = {
    "«": "»", "»": "«", "‹": "›", "›": "‹", "„": "“”\"‟", "“": "”\"‟", "”": "”", "‟": "”", "‚": "‘’'", "‘": "’",
    '"': '"”“', "`": "'", "'": "'", "’": "",
}  # fmt: skip
_BEFORE_OPENING = " \t\u00a0([{—–-/\u2009\u202f"
_AFTER_CLOSING = " \t\u00a0)]}—–-,.;:!?…/\u2009\u202f"


@dataclass(frozen=True, slots=True)
class Quotation:
    """One pair of quotation marks: its place, marks included; `resumed` if it goes on from the paragraph before."""

    start: int
    end: int
    resumed: bool = False


def find_quotations(text: str) -> list[Quotation]:
    """The outermost quotations of `text`, in order; one that runs over paragraphs has a row in each.

    >>> [(q.start, q.end) for q in find_quotations("«Ja», sagte er. „Nein.")]
    [(0, 4)]
    >>> [(q.start, q.end, q.resumed) for q in find_quotations('"We stay.\\n"We win," he said.')]
    [(0, 9, False), (10, 19, True)]
    """
    found, held, at, waiting = [], [], 0, ""
    lines = text.split("\n")
    heads = _heads(lines)
    for line, following in zip(lines, heads, strict=True):
        if line.strip():
            spans, left_open, closes = _in_paragraph(line, waiting, following)
            if closes:  # the paragraphs between belong to it
                found += held
            found += [Quotation(at + start, at + end, resumed) for start, end, resumed in spans]
            if waiting and not spans and not left_open and len(held) < _PARAGRAPHS:
                head = len(line) - len(line.lstrip())
                held.append(Quotation(at + head, at + len(line.rstrip()), True))
            else:
                waiting, held = left_open, []
        at += len(line) + 1
    return found


def _heads(lines: list[str]) -> list[str]:
    """The first letter of the paragraph after each line."""
    heads, head = [], ""
    for line in reversed(lines):
        heads.append(head)
        head = line.strip()[:1] or head
    return heads[::-1]


def _in_paragraph(line: str, waiting: str, following: str) -> tuple[list[tuple[int, int, bool]], str, bool]:
    """The outermost pairs of one paragraph, the mark left open at its end, and whether it closes the mark `waiting`.

    `waiting` is the mark that the paragraph before left open: English repeats it at the head of each paragraph, other
    languages only close it at last. `following` is the first letter of the next paragraph.
    """
    marks = [(m.start(), m.end(), m.group()[0], len(m.group())) for m in _MARK.finditer(line)]
    marks = [m for m in marks if not _is_apostrophe(line, *m)]
    if not marks:
        return [], "", False
    pairs, open_marks, first_closing = _pair(line, marks)
    head = len(line) - len(line.lstrip(" \t\u00a0•–—-"))
    tail = len(line.rstrip())
    resumed = bool(waiting) and marks[0][0] <= head and marks[0][2] == waiting
    if waiting and not resumed and first_closing and waiting in _CLOSED_BY and first_closing[1] in _CLOSED_BY[waiting]:
        pairs = [(head, first_closing[0]), *(p for p in pairs if p[0] >= first_closing[0])]
        resumed = True
    left_open = ""
    if open_marks:
        start, mark = open_marks[0]
        introduced = line[:start].rstrip().endswith(":") or following == mark and start and tail - start > _SHORT
        nested = any(line[a] == mark for a, _ in pairs if a > start)  # then this mark is the odd one
        goes_on = start <= head or introduced
        if (goes_on or _alone(line, start, tail)) and not nested and mark not in "'‘‚’`" and tail - start > 1:
            pairs = [(start, tail), *(p for p in pairs if p[0] < start)]
            left_open = mark if goes_on else ""
    spans, reach = [], -1
    for start, end in sorted(pairs, key=lambda p: (p[0], -p[1])):
        if start >= reach and end - start <= LONGEST:
            spans.append((start, end, resumed and start <= head))
            reach = end
    return spans, left_open, resumed and not left_open


def _alone(line: str, start: int, tail: int) -> bool:
    """Does a mark that nothing closes open whole sentences at the end of a paragraph?"""
    before = line[:start].rstrip()[-1:]
    ended = line[tail - 1] in ".!?…" and line[start + 1 : start + 2].isupper()
    return before in tuple(".!?…") and ended and tail - start > _SHORT


def _pair(line: str, marks: list) -> tuple[list[tuple[int, int]], list[tuple[int, str]], tuple[int, str] | None]:
    """Pairs of marks, the marks left open, and the first mark that closes what no mark of the line had opened."""
    pairs, stack, first_closing = [], [], None
    doubled = any(length > 1 for _, _, mark, length in marks if mark == '"')
    for start, end, mark, length in marks:
        if doubled and mark == '"' and length == 1 and (start == 0 or end == len(line)):
            continue  # the marks around a field of a CSV file, whose own marks are doubled
        before = line[start - 1] if start else " "
        after = line[end] if end < len(line) else " "
        opens = before in _BEFORE_OPENING and after not in _AFTER_CLOSING
        closes = before not in _BEFORE_OPENING and after in _AFTER_CLOSING
        place = next((i for i in range(len(stack) - 1, max(-1, len(stack) - 4), -1)
                      if mark in _CLOSED_BY[stack[i][1]]), None)  # fmt: skip
        if place is not None and not (opens and mark not in "»«›‹" and mark != "”"):
            pairs.append((stack[place][0], end))
            del stack[place:]
        elif mark in "„‚" or opens or (mark in "«‹“‘`" and not closes) or (mark in '»›"' and not closes and not stack):
            stack.append((start, mark))
        elif first_closing is None and not stack and not pairs and mark not in "'’‘":
            first_closing = end, mark
    return pairs, stack, first_closing


def _is_apostrophe(line: str, start: int, end: int, mark: str, length: int) -> bool:
    """Is this ' or ’ inside a word, or after a digit or an s of the possessive with nothing to close?"""
    if mark not in "'’‘" or length > 1:
        return False
    before = line[start - 1] if start else " "
    after = line[end] if end < len(line) else " "
    return before.isalnum() and after.isalnum() or (mark == "’" and before.isspace())
