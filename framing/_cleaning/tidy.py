"""One form a letter, nothing hidden, paragraphs whole."""

import html
import re
import unicodedata
from functools import lru_cache

_HIDDEN = re.compile("[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffc\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,300}>")
_LONG_NUMBER = re.compile(r"&#(?:\d{10,}|[xX][0-9a-fA-F]{10,});?")  # no letter; Python can't even read it as a number
_BROKEN_WORD = re.compile(r"([^\W\d_])-\n([^\W\d_])")
_ACCENTS = 30  # on one letter; Unicode's own limit for text that flows (UAX 15), and no language needs three
_SENTENCE_END = '.!?…:;"”’»“)'


def tidy(text: str) -> str:
    """One form a letter, nothing hidden, single spaces, at most one empty line."""
    for _ in range(5):  # "&amp;amp;" and a tag inside a tag need a round each
        before, text = text, _tidy_once(text)
        if text == before:
            break
    return text


@lru_cache(4)  # most texts are tidy after one round, and come back
def _tidy_once(text: str) -> str:
    text = _LONG_NUMBER.sub("\ufffd", text) if "&#" in text else text
    text = html.unescape(text).replace("\r\n", "\n").replace("\r", "\n")
    text = text.replace("\u2028", "\n").replace("\u2029", "\n")
    text = _HIDDEN.sub("", unicodedata.normalize("NFC", _few_accents(text)))
    text = _TAG.sub("", text) if "<" in text else text
    text = _BROKEN_WORD.sub(_join_broken, text) if "-\n" in text else text
    lines = _unwrap([" ".join(line.split()) for line in text.split("\n")])
    kept = [line for n, line in enumerate(lines) if line or (n and lines[n - 1])]
    return "\n".join(kept).strip()


def _few_accents(text: str) -> str:
    """No letter with more than a few accents: to sort them takes a time that grows with the square of their number."""
    # a run that is long enough to matter can't lie between two of the letters that are looked at
    if not any(map(unicodedata.combining, text[:: 8 * _ACCENTS])):
        return text
    return _accents().sub(r"\1", text)


@lru_cache
def _accents() -> re.Pattern:
    marks = "".join(c for c in map(chr, range(0x300, 0x1F000)) if unicodedata.combining(c))
    return re.compile(f"([{marks}]{{{_ACCENTS}}})[{marks}]+")


def _join_broken(match: re.Match) -> str:
    """A word broken at a line's end is joined; a hyphen before a capital (US-\\nPräsident) stays."""
    return match[1] + match[2] if match[2].islower() else f"{match[1]}-{match[2]}"


def _unwrap(lines: list[str]) -> list[str]:
    """Lines of a page of fixed width joined to paragraphs: most of them break off in the middle of a sentence.

    A paragraph ends at an empty line, and where a line that ends a sentence is plainly shorter than the page is wide.
    """
    full = [line for line in lines if line]
    width = sorted(map(len, full))[int(0.9 * len(full))] if full else 0
    broken = sum(line[-1] not in _SENTENCE_END for line in full)
    if len(full) < 10 or not 25 <= width <= 110 or broken < 0.5 * len(full):
        return lines
    joined, open_ = [], False
    for line in lines:
        if open_ and line:
            joined[-1] = f"{joined[-1]} {line}"
        else:
            joined.append(line)
        open_ = bool(line) and not (line[-1] in _SENTENCE_END and len(line) < 0.8 * width)
    return joined
