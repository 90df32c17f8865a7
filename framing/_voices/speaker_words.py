"""The words of a speaker, divided into zones: the head and its appositions; what it belongs to (of, from); places (in,
at); what it is about (to, with). "The ambassador of Ukraine in the USA" has Ukraine near the head, the USA as a place.

`speaker_words.csv` holds the small words that tell, in three languages.
"""

import re
from functools import lru_cache
from importlib.resources import files

import pandas as pd

from .._scan.patterns import Words
from ..words import WORD
from .actors import Actors
from .mentions import Form, Forms, Mention

HEAD, OF, FOR, PLACE, ABOUT, RELATIVE = "head", "of", "for", "place", "about", "relative"
BREAK = re.compile(r"[,;:–—()\[\]]")
QUOTE = re.compile(r"[«„“\"]$")
SENTENCE_END = re.compile(r"[.!?…\n]")
_STOP = re.compile(r"[.!?…\n«»„“”\"():;–—]")
LAST_WORD = re.compile(r"([^\W\d_]+)[ -]$")
_INITIALS = re.compile(r"\b([^\W\d_](?:\.[^\W\d_]){1,2})\b\.?(?=\W|$)")  # "U.S.", "U.N"
_DOTTED = re.compile(r"\.[^\W\d_]")
_TAIL = 120  # letters after a speaker that may belong to it
_LONGEST = 40  # letters of a word
_ENDLESS = re.compile(rf"\w{{{_LONGEST + 1},}}")
_ENDINGS = ("ending", "slavic", "cue m", "cue f", "cue p")


class Speaker:
    """The words of one speaker, with what was found in them."""

    def __init__(self, text: str, lang: str, actors: Actors) -> None:
        text = plain(text)
        self.words, self.lang, self.actors = Words(text), lang, actors
        self.raw = [text[a:b] for a, b in self.words.spans]
        gaps = [text[a:b] for (_, a), (b, _) in zip(self.words.spans, self.words.spans[1:], strict=False)]
        self.gaps = [gap.strip() or " " for gap in gaps] + [""]
        self.mentions = actors.forms[lang].find_best(self.words)
        self.at = {i: m for m in self.mentions for i in range(m.first, m.last)}
        self.kinds = self._small_words()
        self._divide()
        self.roles = self._roles()

    def _small_words(self) -> list[frozenset[str]]:
        """The kinds of every word; "-in" tells a gender only in roles, "-te" a participle only without a capital."""
        kinds: list[set[str]] = [set() for _ in self.raw]
        for mention in _word_forms(self.lang)[0].find_all(self.words):
            for i in range(mention.first, mention.last):
                role = i in self.at and self.at[i].type == "office"
                if mention.type.startswith("role "):
                    kinds[i] |= {mention.type.replace("role", "gender")} if role else set()
                elif mention.type not in ("participle", "clause") or self.raw[i].islower():
                    kinds[i].add(mention.type)
        for i, found in enumerate(kinds):
            if i in self.at and {"gender m", "gender f"} <= found:  # "spokeswoman" ends in "man", too
                found.discard("gender m")
        return [frozenset(k) for k in kinds]

    def _divide(self) -> None:
        """The zone and the part (counted by "and") of every word."""
        self.zones, self.parts, self.after = [], [], []
        zone, part, opened, before_noun = HEAD, 0, -1, False
        for i, kinds in enumerate(self.kinds):
            broken = i > 0 and BREAK.search(self.gaps[i - 1])
            if broken:
                zone, before_noun = HEAD, False
            inside = i in self.at and self.at[i].first < i
            if inside:
                zone = self.zones[-1]
            elif ("relative" in kinds and broken) or self._begins_clause(i):
                zone = RELATIVE
            elif "and" in kinds and i > 0:
                part += 1
            elif zone != RELATIVE and i not in self.at and (new := _zone(kinds)):
                # "der für Russland zuständige Minister", "der von Moskau ernannte Chef": the noun is still to come
                before_noun = self.lang == "de" and i == 1 and bool(self.kinds[0] & {"definite", "indefinite"})
                zone, opened = (HEAD if i == 0 else ABOUT if before_noun else new), i
            elif before_noun and "participle" in kinds and self.raw[i].islower():
                zone, before_noun = HEAD, False
            self.zones.append(zone)
            self.parts.append(part)
            self.after.append(opened)

    def _begins_clause(self, i: int) -> bool:
        """ "An electrician attending the meeting", but not "the acting president"."""
        noun_before = i > 1 and not self.kinds[i - 1] & {"definite", "indefinite"}
        return "clause" in self.kinds[i] and noun_before and i not in self.at

    def row(self, m: Mention) -> dict[str, str]:
        return self.actors.rows[m.rows[0]]

    def _roles(self) -> list[tuple[int, str]]:
        """The roles in the head, in order: place and code."""
        found = []
        for m in self.mentions:
            if self.zones[m.first] == HEAD and not m.owner and m.type in ("office", "institution"):
                role = self.row(m)["role"]
                if role and not (m.type == "institution" and role == "government"):
                    found.append((m.first, role))
        return found

    def is_(self, i: int, kind: str) -> bool:
        return 0 <= i < len(self.kinds) and kind in self.kinds[i]

    def is_name(self, i: int) -> bool:
        """Is a word a name that the tables do not know? (In German also any other noun.)"""
        return i not in self.at and not self.kinds[i] and self.raw[i][0].isupper()

    def next_to(self, m: Mention) -> str:
        """What divides a mention from the word after it ("" at the end)."""
        return self.gaps[m.last - 1]


def _zone(kinds: frozenset[str]) -> str:
    for kind, zone in (("from", OF), ("for", FOR), ("place", PLACE), ("about", ABOUT)):
        if kind in kinds:
            return zone
    return ""


@lru_cache
def _word_forms(lang: str) -> tuple[Forms, dict[str, tuple[str, ...]]]:
    """The small words of one language, compiled; and endings, by what they tell."""
    table = pd.read_csv(files("framing") / "speaker_words.csv", dtype=str, keep_default_na=False)
    rows = [
        (kind, form.strip()) for kind, cell in zip(table["kind"], table[lang], strict=True) for form in cell.split(";")
    ]
    words = [(kind, form) for kind, form in rows if form and kind not in _ENDINGS]
    endings = {kind: tuple(form for k, form in rows if form and k == kind) for kind in _ENDINGS}
    return Forms([Form(n, kind, form) for n, (kind, form) in enumerate(words)]), endings


def plain(text: str) -> str:
    """A text of the same length in which "U.S." is "US" and words without end are gone.

    >>> plain("a U.S. envoy")
    'a US   envoy'
    """
    if _DOTTED.search(text):
        text = _INITIALS.sub(lambda m: m[1].replace(".", "").ljust(len(m[0])), text)
    if max(map(len, text.split()), default=0) > _LONGEST:
        text = _ENDLESS.sub(lambda m: " " * len(m[0]), text)
    return text


@lru_cache(1 << 14)
def kinds_of_word(word: str, lang: str) -> frozenset[str]:
    """The kinds of a small word that stands alone."""
    return frozenset(m.type for m in _word_forms(lang)[0].find_all(Words(word)))


def words_after(text: str, at: int, cue: str, lang: str) -> str:
    """What may belong to a speaker whose words end at a place: "in Moscow", up to the cue.

    >>> words_after("Sources in Moscow said no", 7, "said", "en")
    ' in Moscow '
    """
    tail = _tail(text, at)
    tail = tail.split(cue, 1)[0] if cue else tail
    first = WORD.search(tail)
    belongs = first and kinds_of_word(first[0], lang) & {"place", "from", "for"}
    return tail.split(",", 1)[0] if belongs and tail[0] == " " else ""


def apposition(text: str, start: int, end: int, cue: str) -> str:
    """What the article says of a speaker (at `start` to `end`) between commas, where the cue stands beside it all.

    >>> apposition("Tom Reed, a US envoy, said no", 0, 8, "said")
    ', a US envoy'
    >>> apposition("“No”, said Tom Reed, a US envoy.", 11, 19, "said")
    ', a US envoy'
    """
    tail = _tail(text, end)
    comma = tail.find(",", 1)
    if not tail.startswith(",") or not cue:
        return ""
    if text[max(start - _TAIL, 0) : start].rstrip().endswith(cue):
        return tail[:comma] if comma > 0 else tail
    return tail[:comma] if comma > 0 and tail[comma + 1 :].lstrip().startswith(cue) else ""


def _tail(text: str, at: int) -> str:
    """The text after a place, up to the end of the clause, or a quotation."""
    tail = text[at : at + _TAIL]
    return tail[: stop.start()] if (stop := _STOP.search(tail)) else tail


@lru_cache(1 << 14)
def stem(form: str, lang: str) -> str:
    """A name without its ending, so that "Hales" and "Hale", «Рябова» and «Рябов» are one.

    >>> stem("лавровым", "ru"), stem("hales", "de")
    ('лавров', 'hale')
    """
    fitting = [e for e in _word_forms(lang)[1]["ending"] if form.endswith(e) and len(form) - len(e) >= 3]
    return form[: len(form) - max(map(len, fitting), default=0)]


def gender_of_cue(cue: str, lang: str) -> frozenset[str]:
    """What the ending of a verb tells about its subject: «сказала» is a woman's."""
    endings = _word_forms(lang)[1]
    return frozenset(g for g in "mfp" if cue.endswith(endings[f"cue {g}"] or ("\0",)))


def looks_slavic(last_name: str, lang: str) -> bool:
    """Does the stem of a last name end as Russian and Ukrainian ones do?"""
    return last_name.endswith(_word_forms(lang)[1]["slavic"])
