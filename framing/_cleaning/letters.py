"""Bytes into letters, and letters that were read wrongly put right.

A reading is judged by its letters: those that German and Russian use often speak for it, letters of neither, signs
inside words, two alphabets in one word and capitals after small letters against it. Nothing is repaired unless the
repair can be undone and reads plainly better.
"""

import codecs
import io
import re
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files

import pandas as pd

SAMPLE = 3000  # letters beyond ASCII that are enough to judge a reading by
CODECS = ("cp1251", "koi8-r", "cp866", "iso8859-5", "mac-cyrillic", "cp1252", "mac-roman")
STEP = 1 << 20  # bytes that are looked at together
READ_AS = ("cp1252", "cp1251", "koi8-r", "cp866")  # what a text was read as, wrongly
LEAST = {"utf-8": 1, "cp1251": 8, "koi8-r": 8, "cp866": 8, "cp1252": 1}  # what it was, and letters needed to say so
LOST = 0.002  # of a text's letters; with fewer of them past repair it can be read
ROUNDS = 3  # wrongly read twice over is seen; more often is not
CLEAR = 0.15  # a letter: a reading that is better by less may be chance

_BEYOND = re.compile(r"[^\x00-\x7f]")
# what plain text does not hold: control signs, frames, letters of neither alphabet, runs of accents
# (one class of first letters before all: a search for it passes over the rest of a text ten times faster)
_STRONG = re.compile(
    "[\u0080-\u009f\ufffd\u2500-\u259f\u0402-\u040f\u0452-\u045f\u0490\u00c0-\u00ffРС]"
    "(?:(?<![\u00c0-\u00ffРС])|(?<=[\u00c0-\u00ff])[\u00c0-\u00ff]{2}|(?<=[РС])\\S(?:[РС]\\S){3}"
    "|(?<=[\u00c2\u00c3\u00d0\u00d1\u00e2])[\u00a0-\u00bf\u2010-\u20ac])"
)
_WEAK = re.compile("[а-яё][А-ЯЁ]|[a-zA-Z][А-яё]|[А-яё][a-zA-Z]")  # now and then in names of firms; not everywhere
_CYRILLIC = re.compile("[А-яЁё]")
# where one of these pairs is; and where a letter without and one beyond ASCII meet
_SEAM = re.compile("[a-zA-ZА-ЯЁ](?:(?<=[а-яё][А-ЯЁ])|(?<=[А-яё][a-zA-Z])|(?<=[a-zA-Z])(?=[А-яё]))")
_MEETING = re.compile(r"[a-zA-Z](?:(?<=[^\W\d_a-zA-Z].)|(?=[^\W\d_a-zA-Z]))")
_TWINS = str.maketrans("aceopxyABCEHKMOPTX", "асеорхуАВСЕНКМОРТХ")
_TWINS_BACK = {v: k for k, v in _TWINS.items()}
_MIXED = re.compile(r"\b(?=\w{0,60}[a-zA-Z])(?=\w{0,60}[А-яЁё])[^\W\d_]{2,60}\b")


def decode(raw: bytes) -> tuple[str, str, str]:
    """The text of some bytes, their encoding, and what is doubtful about that, if anything.

    >>> decode("Прямой разговор".encode("koi8-r"))
    ('Прямой разговор', 'koi8-r', '')
    """
    codec, doubt = encoding(raw)
    return raw.decode(codec or "utf-8", errors="replace"), codec, doubt


def encoding(raw: bytes) -> tuple[str, str]:
    """The encoding of some bytes, and what is doubtful about that, if anything.

    A byte-order mark decides; then UTF-16 by its zero bytes; then strict UTF-8; then the best of CODECS.
    """
    for mark, codec in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if raw.startswith(mark):
            damaged = any("\ufffd" in line for line in lines_of(raw, codec))
            return codec, f"damaged {codec}" if damaged else ""
    wide = _wide(raw)
    if wide:
        return wide, ""
    broken = _end_of_utf8(raw)
    if broken is None:
        return "utf-8", ""
    part = _sample(raw)
    readings = {codec: _read(part, codec) for codec in CODECS}
    ranked = sorted((-quality(text), n) for n, text in enumerate(readings.values()) if text is not None)
    if not ranked or ranked[0][0] > 1.5:
        return "", f"no known encoding (byte {broken} is {raw[broken]:#04x}); save the file as UTF-8"
    codec = list(readings)[ranked[0][1]]
    # two readings of the same letters need no choice
    rival = next((list(readings)[n] for q, n in ranked[1:] if readings[list(readings)[n]] != readings[codec]), None)
    doubt = rival and quality(readings[codec]) - quality(readings[rival]) < CLEAR
    if _read(raw, codec) is None:
        return codec, f"read as {codec}, but some bytes are none of it"
    return codec, f"read as {codec}, but it may be {rival}" if doubt else ""


def _end_of_utf8(raw: bytes) -> int | None:
    """The place of the first byte that is no UTF-8, if there is one."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    for begin in range(0, len(raw), STEP):
        held = len(decoder.getstate()[0])  # the first bytes of a letter that the step before cut
        try:
            decoder.decode(raw[begin : begin + STEP], final=begin + STEP >= len(raw))
        except UnicodeDecodeError as error:
            return begin - held + error.start
    return None


def lines_of(raw: bytes, codec: str) -> Iterator[str]:
    """The lines of some bytes, one at a time: the text as a whole may take four times as much memory."""
    return io.TextIOWrapper(io.BytesIO(raw), codec or "utf-8", errors="replace")


def mend(text: str) -> tuple[str, str, bool]:
    """The text with wrongly read letters put right, what was read as what, and whether some are past repair.

    >>> mend("Der BÃ¼rgermeister Ã¶ffnet das Tor.")
    ('Der Bürgermeister öffnet das Tor.', 'utf-8 read as cp1252', False)
    """
    if text.isascii():  # such letters are read alike by all
        return text, "", False
    found = []
    for _ in range(ROUNDS):
        better, how = _mend_lines(text)
        if not how or better == text:
            break
        text, found = better, [*found, how]
    wrong = len(_STRONG.findall(text))
    # one lost letter in a long text of plain letters is no reason to set it aside
    lost = wrong > 0.2 * max(1, _beyond(text)) and wrong > LOST * len(text) and quality(text) < -1
    return text, ", ".join(dict.fromkeys(found)), lost


def mend_twins(text: str) -> tuple[str, int]:
    """The text with look-alike letters of the other alphabet put right inside words, and how many words had them.

    Only where every letter of the rarer alphabet has a twin in the other: `SMSка` stays.

    >>> mend_twins("Mосква и Wашингтон")
    ('Москва и Wашингтон', 1)
    """
    count = 0
    if not (_CYRILLIC.search(text) and _MEETING.search(text)):
        return text, count

    def one(match: re.Match) -> str:
        nonlocal count
        word = match[0]
        latin = sum(c < "\u0250" for c in word)
        ways = (_TWINS, _TWINS_BACK) if latin <= len(word) - latin else (_TWINS_BACK, _TWINS)
        for way in ways:
            other = word.translate(way)
            if all((c < "\u0250") == (way is _TWINS_BACK) for c in other):
                count += 1
                return other
        return word

    return _MIXED.sub(one, text), count


@lru_cache
def _weights() -> dict[str, float]:
    """How much each letter or sign beyond ASCII speaks for a reading."""
    table = pd.read_csv(files("framing") / "letters.csv", keep_default_na=False)
    return {c: float(w) for letters, w in zip(table["letters"], table["weight"], strict=True) for c in letters}


def quality(text: str) -> float:
    """How well the letters beyond ASCII read, a letter: above 0 for text, below for letters wrongly decoded."""
    weights, total, n, capitals, upside_down = _weights(), 0.0, 0, 0, 0
    for match in _BEYOND.finditer(text):
        i, c = match.start(), match[0]
        before = text[i - 1] if i else " "
        after = text[i + 1] if i + 1 < len(text) else " "
        n += 1
        if n > SAMPLE:
            break
        total += weights.get(c.lower(), -5.0)
        if c.isalpha():
            cyrillic = "\u0400" <= c <= "\u04ff"
            total -= 3.0 * sum(x.isalpha() and ("\u0400" <= x <= "\u04ff") != cyrillic for x in (before, after))
            total -= 3.0 * sum(x.isdigit() for x in (before, after))
            capitals += c.isupper() and before.isupper()
            upside_down += c.isupper() and before.islower()
            total -= 2.5 * (c.islower() and text[max(0, i - 2) : i].isupper() and text[i - 2 : i].isalpha())
        elif before.isalpha() and after.isalpha() and c not in "’‘–—\u00ad\u00a0\u202f\u2009":
            total -= 3.0
    # a heading may be all in capitals; but then no word begins with a small letter
    total -= 2.5 * upside_down + 0.5 * capitals * (upside_down > 0)
    return total / max(1, min(n, SAMPLE))


def _wide(raw: bytes) -> str:
    """UTF-16 without a mark: every other byte is zero, or the same alphabet's number."""
    part = raw[: 2 * SAMPLE]
    if len(part) < 8 or len(raw) % 2:
        return ""
    for codec, high in (("utf-16-le", part[1::2]), ("utf-16-be", part[::2])):
        if sum(b in (0, 4, 0x20) for b in high) > 0.95 * len(high) and 0 in high:
            return codec
    return ""


def _sample(raw: bytes) -> bytes:
    """The beginning of the bytes that holds enough of those beyond ASCII."""
    places = [m.start() for m, _ in zip(re.finditer(rb"[\x80-\xff]", raw), range(SAMPLE), strict=False)]
    return raw[: places[-1] + 1] if len(places) == SAMPLE else raw


def _read(raw: bytes, codec: str) -> str | None:
    try:
        return raw.decode(codec)
    except UnicodeDecodeError:
        return None


def _is_suspect(text: str) -> bool:
    """Is it worth looking whether the text was read wrongly?"""
    if _STRONG.search(text):
        return True
    if not (_CYRILLIC.search(text) and _SEAM.search(text)):
        return False
    return len(_WEAK.findall(text)) > 0.005 * _beyond(text)


def _beyond(text: str) -> int:
    """How many letters and signs are beyond ASCII."""
    return len(text) - len(text.encode("ascii", "ignore"))


def _mend_lines(text: str) -> tuple[str, str]:
    """A repair of the whole text, or of the lines that need one."""
    if not _is_suspect(text):
        return text, ""
    better, how = _mend_one(text)
    if not how:
        lines = [_mend_one(line) if _is_suspect(line) else (line, "") for line in text.split("\n")]
        better, how = "\n".join(line for line, _ in lines), next((h for _, h in lines if h), "")
    return better, how


def _mend_one(text: str) -> tuple[str, str]:
    """The best repair of a text, and what was read as what; the text itself where none is plainly better."""
    now = quality(text)
    best, how, best_quality = text, "", -9.0
    for read_as in READ_AS:
        raw = _bytes_again(text, read_as)
        if raw is None:
            continue
        for meant in LEAST:
            other = _read(raw, meant) if meant != read_as else None
            # ASCII alone says nothing about a reading, and a few letters little; but UTF-8 is never met by chance
            if other is None or _beyond(other) < LEAST[meant]:
                continue
            value, needed, least = quality(other), *((0.1, -1.0) if meant == "utf-8" else (0.5, 0.3))
            if value > max(best_quality, now + needed, least):
                best, how, best_quality = other, f"{meant} read as {read_as}", value
    return best, how


def _bytes_again(text: str, codec: str) -> bytes | None:
    """The bytes that a text was read from. What cp1252 does not define was kept as it is, as browsers do."""
    if codec != "cp1252":
        try:
            return text.encode(codec)
        except UnicodeEncodeError:
            return None
    out = bytearray()
    for c in text:
        try:
            out += c.encode("cp1252")
        except UnicodeEncodeError:
            if ord(c) > 0xFF:
                return None
            out.append(ord(c))
    return bytes(out)
