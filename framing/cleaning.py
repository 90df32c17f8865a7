"""Make texts comparable without changing their words, and set aside what can't be scored.

The order is: letters (one form each, nothing hidden), lines (page furniture out), language, date, verdict. After
`clean` a text never changes again: all evidence is a place in it.
"""

import html
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files

import pandas as pd

from ._check import require_texts
from ._dates import read_date
from .articles import DAMAGED
from .words import LANGS, WORD

SHORT = 30  # words; a text below it is scored, but with a warning
REPEATED = (3, 0.2)  # a line in at least 3 and a fifth of an outlet's articles is furniture, not news

_HIDDEN = re.compile("[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffc\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,300}>")
_SPACE = re.compile(r"[^\S\n]+")
_BROKEN_WORD = re.compile(r"([^\W\d_])-\n([^\W\d_])")
_CREDIT = re.compile(
    r"\s[-–—|/]\s?(?:[^\W_]{2,20}/){0,2}(?:AFP|AP|DPA|dpa|Reuters|Keystone|APA|Archiv|Archive|EPA|Getty|ТАСС|Архив)"
    r"(?:/[^\W_]{2,20}){0,2}$"
)
_SENTENCE_END = '.!?…:;"”’»“)'
_REMOVED = " of page furniture removed"
_CODES = {
    "eng": "en",
    "english": "en",
    "deu": "de",
    "ger": "de",
    "german": "de",
    "deutsch": "de",
    "rus": "ru",
    "russian": "ru",
}


def clean(articles: pd.DataFrame) -> pd.DataFrame:
    """`articles` with tidy texts and two more columns: `status` (ok, warned or quarantined) and `notes` (why).

    Letters get one form (NFC), hidden characters, tags and entities go, words broken at line ends are joined;
    advertising, teasers, captions and tags glued together are removed, and lines that an outlet repeats in its
    articles. `lang` becomes `en`, `de` or `ru`, detected where it is empty; dates become ISO dates (a year or a
    month may stand alone). Quarantined are: texts without a word, texts whose language is not covered or not the
    one stated, and damaged rows. No row is dropped, and cleaning twice is cleaning once.

    >>> raw = pd.DataFrame(
    ...     {"id": ["a"], "lang": ["de"], "text": ["Ad\\n\\nDie Ge\\u00adspräche sind nicht beendet. Read more: x"]}
    ... )
    >>> clean(raw)[["text", "status", "notes"]].values.tolist()
    [['Die Gespräche sind nicht beendet. Read more: x', 'warned', '1 line of page furniture removed; fewer than 30
    words']]
    """
    require_texts(articles, "articles")
    texts = [tidy(t) for t in articles["text"]]
    outlets = articles["outlet"] if "outlet" in articles else [""] * len(texts)
    repeated = _repeated_lines(texts, outlets)
    rows = []
    for row, text, outlet in zip(articles.to_dict("records"), texts, outlets, strict=True):
        rows.append(_clean_one(row, text, repeated.get(outlet, frozenset())))
    return pd.DataFrame(rows, index=articles.index, columns=[*dict.fromkeys([*articles.columns, "status", "notes"])])


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
    text = _TAG.sub("", _HIDDEN.sub("", unicodedata.normalize("NFC", text)))
    text = _BROKEN_WORD.sub(_join_broken, text)
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


def _clean_one(row: dict, text: str, repeated: frozenset[str]) -> dict:
    """One row cleaned, with its verdict."""
    notes = [n for n in str(row.get("notes", "") or "").split("; ") if n]
    quarantined = row.get("status") == "quarantined" or any(n.startswith(DAMAGED) for n in notes)
    text, removed = _remove_furniture(text, repeated)
    lang, problem, note = _settle_language(str(row["lang"]), text)
    for reason in (problem, "" if WORD.search(text) else "no words"):
        if reason:
            notes.append(reason)
            quarantined = True
    if note:
        notes.append(note)
    if WORD.search(text) and sum(1 for _ in WORD.finditer(text)) < SHORT:
        notes.append(f"fewer than {SHORT} words")
    row = row | {"text": text, "lang": lang}
    if "title" in row:
        row["title"] = tidy(row["title"]).replace("\n", " ")
    if row.get("date"):
        row["date"], wrong = read_date(row["date"])
        notes += [wrong] if wrong else []
    # to take page furniture out is what cleaning is for: worth a note, no warning
    status = "quarantined" if quarantined else "warned" if any(not n.endswith(_REMOVED) for n in notes) else "ok"
    if removed:
        notes.insert(0, f"{removed} line{'s' * (removed > 1)}{_REMOVED}")
    return row | {"status": status, "notes": "; ".join(dict.fromkeys(notes))}


# --- page furniture --------------------------------------------------------------------------------------------


@lru_cache
def _furniture() -> tuple[frozenset[str], tuple[str, ...]]:
    """Lines that are furniture as a whole, and beginnings of lines that are."""
    table = pd.read_csv(files("framing") / "boilerplate.csv", dtype=str)
    words = table["words"].str.casefold()
    return frozenset(words[table["kind"] == "line"]), tuple(sorted(words[table["kind"] == "start"]))


def _remove_furniture(text: str, repeated: frozenset[str]) -> tuple[str, int]:
    """The text without furniture, and how many lines went."""
    whole, starts = _furniture()
    lines = text.split("\n")
    captions = [line for line in lines if _CREDIT.search(line)]

    def is_furniture(line: str) -> bool:
        folded = line.casefold().strip(" :…")
        return (
            folded in whole
            or line.casefold().startswith(starts)
            or line in repeated
            or _is_glued_tags(line)
            or any(line == c or c.startswith(f"{line} ") for c in captions)
        )

    kept = [line for line in lines if not line or not is_furniture(line)]
    removed = len(lines) - len(kept)
    return (tidy("\n".join(kept)), removed) if removed else (text, 0)


def _is_glued_tags(line: str) -> bool:
    """`KremlNATOCNNEU`: keywords that lost the spaces between them."""
    if len(line) < 8 or len(line) > 200 or not line.isalpha():
        return False
    joints = sum(a.islower() and b.isupper() for a, b in zip(line, line[1:], strict=False))
    longest = max((len(run) for run in re.findall(r"[A-ZÄÖÜА-ЯЁ]{1,200}", line)), default=0)
    return joints >= 2 or (joints == 1 and longest >= 5)


def _repeated_lines(texts: list[str], outlets: Iterable[str]) -> dict[str, frozenset[str]]:
    """For each outlet, the lines that it repeats from article to article."""
    counts, total = {}, Counter()
    for text, outlet in zip(texts, outlets, strict=True):
        if outlet:
            counts.setdefault(outlet, Counter()).update({line for line in text.split("\n") if line})
            total[outlet] += 1
    least, part = REPEATED
    return {o: frozenset(line for line, n in c.items() if n >= max(least, part * total[o])) for o, c in counts.items()}


# --- language --------------------------------------------------------------------------------------------------


@lru_cache
def _language_words() -> dict[str, str]:
    """Frequent small words that belong to one of the languages only."""
    table = pd.read_csv(files("framing") / "language_words.csv", dtype=str)
    single = table[~table["word"].duplicated(keep=False)]
    return dict(zip(single["word"], single["lang"], strict=True))


def detect_language(text: str) -> str:
    """The language whose small words prevail, empty where that is not plain.

    >>> detect_language("Die Gespräche sind noch nicht zu Ende."), detect_language("Plus ça change")
    ('de', '')
    """
    words = [m.group().casefold() for m in WORD.finditer(text[:4000])]
    votes = Counter(lang for w in words if (lang := _language_words().get(w)))
    ranked = votes.most_common(2)
    if not ranked or ranked[0][1] < max(2, 0.08 * len(words)):
        return ""
    return ranked[0][0] if len(ranked) == 1 or ranked[0][1] > 2 * ranked[1][1] else ""


def _settle_language(given: str, text: str) -> tuple[str, str, str]:
    """The language, why the text must be set aside (or nothing), and a note (or nothing)."""
    code = re.split(r"[-_]", given.strip().casefold())[0]
    code = _CODES.get(code, code)
    read = detect_language(text)
    if code and code not in LANGS:
        return given, f"the language {given!r} is not covered (only {', '.join(LANGS)})", ""
    if not code:
        return (read, "", f"the language was not stated; it reads as {read}") if read else ("", "language unknown", "")
    if read and read != code:
        return code, f"stated as {code}, but it reads as {read}", ""
    return code, "", ""
