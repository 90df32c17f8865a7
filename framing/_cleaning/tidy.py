"""One form a letter, nothing hidden, paragraphs whole."""

import html
import re
import unicodedata

_HIDDEN = re.compile("[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffc\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,300}>")
_SPACE = re.compile(r"[^\S\n]+")
_BROKEN_WORD = re.compile(r"([^\W\d_])-\n([^\W\d_])")
_SENTENCE_END = '.!?…:;"”’»“)'


def tidy(text: str) -> str:
    """One form a letter, nothing hidden, single spaces, at most one empty line."""
    for _ in range(5):  # "&amp;amp;" and a tag inside a tag need a round each
        before, text = text, _tidy_once(text)
        if text == before:
            break
    return text


def _tidy_once(text: str) -> str:
    text = html.unescape(text).replace("\r\n", "\n").replace("\r", "\n")
    text = text.replace("\u2028", "\n").replace("\u2029", "\n")
    text = _HIDDEN.sub("", unicodedata.normalize("NFC", text))
    text = _TAG.sub("", text) if "<" in text else text
    text = _BROKEN_WORD.sub(_join_broken, text) if "-\n" in text else text
    lines = _unwrap([_SPACE.sub(" ", line).strip() for line in text.split("\n")])
    kept = [line for n, line in enumerate(lines) if line or (n and lines[n - 1])]
    return "\n".join(kept).strip()


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
