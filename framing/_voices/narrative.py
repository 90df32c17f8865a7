"""What the article itself says about its speakers, outside all statements: who was named last, and who a name is."""

from dataclasses import dataclass

from ..words import WORD, fold
from .actors import Actors
from .speaker_words import BREAK, SENTENCE_END, Speaker, stem
from .speakers import Reading, read_speaker

_BEFORE, _AFTER = 6, 12  # words around a name that may say who it is
_WINDOW = 150  # characters on each side of a name that are read
_PLACES = 3  # how many places of a name are looked at
_LONGEST = 40


@dataclass(frozen=True)
class Named:
    """An actor named in a stretch of text; `begins` says that a sentence begins with it, with or without a title."""

    actor: str
    person: bool
    full: bool
    begins: bool


def outside_statements(text: str, rows: list[dict]) -> str:
    """The text with every statement blanked."""
    kept, at = [], 0
    for row in sorted(rows, key=lambda row: row["start"]):
        start, end = max(row["start"], at), max(row["end"], at)
        kept += [text[at:start], " " * (end - start)]
        at = end
    return "".join([*kept, text[at:]])


def find_named(text: str, lang: str, actors: Actors, first: bool = False) -> list[Named]:
    """Persons, states and institutions named in a text; `first` says that it begins with a sentence."""
    s = Speaker(text, lang, actors)
    found = []
    for m in s.mentions:
        if m.type not in ("person", "metonym", "institution") or m.owner:
            continue
        names = {actors.rows[row]["actor"] for row in m.rows}
        full = m.how == "full name"
        if len(names) == 1 and (m.type != "person" or full or not s.row(m)["guard"]):
            found.append(Named(names.pop(), m.type == "person", full, _begins(s, m.first, first)))
    return found


def _begins(s: Speaker, at: int, first: bool) -> bool:
    """Does a sentence begin at word `at`, or with a title before it ("Foreign Minister …")?"""
    for i in range(at - 1, -1, -1):
        if SENTENCE_END.search(s.gaps[i]) and "title" not in s.kinds[i]:
            return True
        title = i in s.at and s.at[i].type in ("office", "demonym", "institution")
        if not title and not s.kinds[i] & {"title", "definite", "former", "deputy"}:
            return False
    return first or bool(SENTENCE_END.search(s.words.text[: s.words.spans[0][0]]))


def places_of_names(text: str, lang: str) -> dict[str, list[int]]:
    """Where each word with a capital stands, by its stem; the first few places of each."""
    places: dict[str, list[int]] = {}
    stems: dict[str, str] = {}
    for match in WORD.finditer(text):
        word = match.group()
        if word[0].isupper() and len(word) <= _LONGEST:
            if word not in stems:
                stems[word] = stem(fold(word), lang)
            found = places.setdefault(stems[word], [])
            if len(found) < _PLACES:
                found.append(match.start())
    return places


def around(text: str, place: int) -> str:
    """What stands near a place of a text, words whole at the beginning."""
    begin = max(place - _WINDOW, 0)
    return text[text.find(" ", begin, place) + 1 if begin else 0 : place + _WINDOW]


def introduced(name: str, text: str, lang: str, actors: Actors) -> Reading | None:
    """What the words around a name say: "the Russian pilot Hale", "Hale, a US senator, …"."""
    s = Speaker(text, lang, actors)
    at = next((i for i in range(len(s.raw)) if s.is_name(i) and stem(s.words.forms[i], lang) == name), None)
    if at is None:
        return None
    begin = at
    while begin > max(at - _BEFORE, 0) and s.gaps[begin - 1] in (" ", "-", ". ") and _describes(s, begin - 1):
        begin -= 1
    end = at + 1
    if s.gaps[at].startswith(","):
        end = next((i + 1 for i in range(at + 1, min(at + _AFTER, len(s.raw))) if BREAK.search(s.gaps[i])), at + 1)
        end = at + 1 if SENTENCE_END.search("".join(s.gaps[at : end - 1])) else end
    phrase = s.words.text[s.words.spans[begin][0] : s.words.spans[end - 1][1]]
    reading = read_speaker(phrase, lang, actors)
    return reading if reading.voice and reading.step not in ("person of", "agency", "joint") else None


def _describes(s: Speaker, i: int) -> bool:
    """Can a word stand before a name that it describes?"""
    if i in s.at or s.is_name(i) or s.kinds[i]:
        known = i in s.at and s.at[i].type in ("office", "demonym", "institution")
        return known or s.is_name(i) or bool(s.kinds[i] & {"definite", "indefinite", "title", "former", "deputy"})
    return i - 1 in s.at and s.at[i - 1].type == "demonym"  # "the Russian pilot"
