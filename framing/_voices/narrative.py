"""What the article itself says about its speakers: who is named where outside all statements, who a name is, and which
country it tells of.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from .._scan.patterns import Words
from .actors import Actors
from .claims import same_role
from .mentions import Mention, choose_best
from .speaker_words import BREAK, SENTENCE_END, Speaker, kinds_of_word, looks_slavic, plain, stem
from .speakers import Reading, read_speaker

_BEFORE, _AFTER = 6, 12  # words around a name that may say who it is
_LEFT, _RIGHT = 80, 130  # characters on each side of a name that are read
_MEMORY = 60  # how many mentions before a role are looked at
_PLACES, _INTRODUCED = 3, 2  # how many places of a name are looked at, and read
_SHARE, _LEAST = 0.6, 3  # an article tells of one country where so many of its mentions, and no fewer, are of it
_NEARLY_ALL = 0.8  # then two are enough


_CLAUSE = 80  # letters of a clause in front of the one with the subject
_IN_PASSING = 0.25  # a side named less often, by the other side's measure, is no party of the story
_NAME = 8  # words of a title with a name
_ENDINGS = frozenset({"title", "gender m", "gender f", "role m", "role f", "role p", "participle", "clause"})
SLAVS = frozenset({"Russia", "Ukraine"})


@dataclass(frozen=True)
class Named:
    """Who may be meant by a name in the text; `begins` says that a sentence begins with it, with or without a title."""

    actors: tuple[str, ...]
    person: bool
    begins: bool
    place: int = 0


class Narrative:
    """The text of one article, read once; `rows` are its statements."""

    def __init__(self, text: str, rows: list[dict], lang: str, actors: Actors) -> None:
        self.text, self.lang, self.actors = plain(text), lang, actors
        self.words = Words(self.text)
        self.found = actors.forms[lang].find_all(self.words)
        self.mentions = choose_best(self.found)
        self.starts = [self.words.spans[m.first][0] for m in self.mentions]
        self.begun, self.ended = _merged(rows)

    @cached_property
    def in_full(self) -> set[str]:
        """The persons named in full."""
        return {self.actors.rows[n]["actor"] for m in self.mentions if m.how == "full name" for n in m.rows}

    @cached_property
    def persons(self) -> set[str]:
        """The persons of the table whose last name stands somewhere."""
        return {self.actors.rows[n]["actor"] for m in self.found if m.type == "person" for n in m.rows}

    def in_role(self, role: str, place: int) -> list[str]:
        """The persons of the table named before a place who have a role, the last named first."""
        i = bisect_left(self.starts, place)
        named = [m for m in self.mentions[max(i - _MEMORY, 0) : i] if m.type == "person" and len(m.rows) == 1]
        names = dict.fromkeys(self.actors.rows[m.rows[0]]["actor"] for m in reversed(named))
        return [n for n in names if any(same_role(role, row["role"]) for row in self.actors.periods[n])]

    def house(self, role: str, place: int) -> str:
        """The institution of a kind ("ministry") that the text named last before a place."""
        i = bisect_left(self.starts, place)
        rows = [self.actors.rows[m.rows[0]] for m in self.mentions[max(i - _MEMORY, 0) : i] if m.type == "institution"]
        fitting = [row for row in rows if same_role(role, row["role"])]
        return fitting[-1]["actor"] if fitting and fitting[-1]["guard"] != "inferred" else ""

    def named_between(self, begin: int, end: int, own: int) -> list[Named]:
        """Persons, states and institutions that the outlet itself names between two places.

        `own` is where the reported words begin among which the end stands ("Hale is, by his account, ill").
        """
        found = []
        for i in range(bisect_left(self.starts, begin), bisect_left(self.starts, end)):
            m, kind = self.mentions[i], self.mentions[i].type
            if kind not in ("person", "metonym", "institution") or m.owner or self._said(self.starts[i], own):
                continue
            rows = [self.actors.rows[n] for n in m.rows]
            if m.how == "surname":
                rows = [r for r in rows if r["actor"] in self.in_full] or [r for r in rows if not r["guard"]]
            if rows:
                names = tuple(dict.fromkeys(r["actor"] for r in rows))
                found.append(Named(names, kind == "person", self._begins(m), self.starts[i]))
        return found

    def role_between(self, begin: int, end: int, own: int) -> str:
        """The role without a name ("The chairman rose") with which a sentence of the outlet last began."""
        for i in range(bisect_left(self.starts, end) - 1, bisect_left(self.starts, begin) - 1, -1):
            m = self.mentions[i]
            role = self.actors.rows[m.rows[0]]["role"] if m.type == "office" and not m.owner else ""
            if role and not self._said(self.starts[i], own) and self._begins(m) and self._stands_alone(m):
                return role
        return ""

    def stranger_between(self, begin: int, end: int, own: int) -> tuple[str, ...]:
        """The full name (folded words) with which the last sentence of the outlet between two places begins that has
        one of somebody whom the table does not know. German nouns have capitals, too, and tell nothing."""
        spans, found = self.words.spans, ()
        if self.lang == "de":
            return found
        first = max(bisect_left(spans, (begin, 0)), 1)
        for i in range(first, bisect_left(spans, (end, 0))):
            starts = SENTENCE_END.search(self.text, spans[i - 1][1], spans[i][0])
            if starts and not self._said(spans[i][0], own) and (run := self._capitals(i)):
                found = run
        return found

    def somebody_else(self, begin: int, end: int, own: int) -> bool:
        """Does the last sentence before a place, in a paragraph that begins after the other one, begin with somebody or
        something unknown ("The cashier had not heard of it")?"""
        line = self.text.rfind("\n", begin, end)
        if line < 0:
            return False
        spans, first = self.words.spans, bisect_left(self.words.spans, (line, 0))
        for i in range(bisect_left(spans, (end, 0)) - 1, max(first, 1) - 1, -1):
            if SENTENCE_END.search(self.text, spans[i - 1][1], spans[i][0]) and not self._said(spans[i][0], own):
                definite = kinds_of_word(self.text[slice(*spans[i])], self.lang) & {"definite", "indefinite"}
                return bool(definite) and not self._mentions_at(i, min(i + 3, len(spans)))
        return False

    def _capitals(self, i: int) -> tuple[str, ...]:
        """The words with a capital from word `i` on, if they are two or more and no known actor is among them."""
        last, most = i, min(i + _NAME, len(self.words.spans))
        while last < most and self.text[self.words.spans[last][0]].isupper():
            gap = self.text[self.words.spans[last - 1][1] : self.words.spans[last][0]] if last > i else " "
            if gap != " " and not (gap == ". " and last == i + 1):  # "Mr. Hale"
                break
            last += 1
        raw = [self.text[slice(*span)] for span in self.words.spans[i:last]]
        small = any(kinds_of_word(word, self.lang) - _ENDINGS for word in raw) or any(word.isupper() for word in raw)
        known = any(m.type != "office" for m in self._mentions_at(i, last))
        return tuple(self.words.forms[i:last]) if last - i > 1 and not small and not known else ()

    def _mentions_at(self, first: int, last: int) -> list[Mention]:
        """The mentions that lie among the words `first` to `last`."""
        spans = self.words.spans
        begin, end = spans[first][0], spans[last - 1][1] if last > first else spans[first][0]
        return self.mentions[bisect_left(self.starts, begin) : bisect_left(self.starts, end)]

    def _stands_alone(self, m: Mention) -> bool:
        """Is a role definite ("the chairman") and no title of a name, nor half of a compound?"""
        if m.last >= len(self.words.spans) or not m.first:
            return False
        (before, end), (after, _) = self.words.spans[m.first - 1], self.words.spans[m.last]
        definite = "definite" in kinds_of_word(self.text[before:end], self.lang)
        named = self.text[after].isupper() and self.text[self.words.spans[m.last - 1][1] : after] == " "
        return definite and not named

    def beginnings(self, begin: int, end: int, own: int) -> list[str]:
        """The names (their stems) with which sentences of the outlet itself begin between two places."""
        spans, found = self.words.spans, []
        first = bisect_left(spans, (begin, 0))
        for i in range(max(first, 1), bisect_left(spans, (end, 0))):
            start = spans[i][0]
            begins = SENTENCE_END.search(self.text, spans[i - 1][1], start)
            if begins and self.text[start].isupper() and not self._said(start, own):
                found.append(stem(self.words.forms[i], self.lang))
        return found

    def _said(self, place: int, own: int) -> bool:
        """Does a place lie in a statement, before the one that begins at `own`?"""
        if place >= own:
            return False
        i = bisect_right(self.begun, place) - 1
        return i >= 0 and place < self.ended[i]

    def _begins(self, m: Mention) -> bool:
        """Does a sentence begin with a mention, or with a title before it ("Foreign Minister …")?"""
        spans = self.words.spans
        titles = {
            i for o in self._near(m) if o.type in ("office", "demonym", "institution") for i in range(o.first, o.last)
        }
        if self._after_clause(m):
            return True
        for i in range(m.first - 1, -1, -1):
            kinds = kinds_of_word(self.text[slice(*spans[i])], self.lang)
            if SENTENCE_END.search(self.text, spans[i][1], spans[i + 1][0]) and "title" not in kinds:
                return True
            name = self.text[spans[i][0]].isupper() and not kinds  # "Delegate Hale"
            if i not in titles and not name and not kinds & {"title", "definite", "former", "deputy"}:
                return False
        return True

    def _after_clause(self, m: Mention) -> bool:
        """ "Asked about it, Hale left", «Отвечая ему, Рябов ушёл»: the subject behind a first clause. (German puts the
        verb there.)"""
        spans = self.words.spans
        if self.lang == "de" or not 0 < m.first <= m.last < len(spans):
            return False
        start, end = spans[m.first][0], spans[m.last - 1][1]
        following = self.text[slice(*spans[m.last])]
        if self.text[spans[m.first - 1][1] : start] != ", " or self.text[end : spans[m.last][0]] != " ":
            return False
        sentence = self.text[max(start - _CLAUSE, 0) : start - 2]
        first = max((end.end() for end in SENTENCE_END.finditer(sentence)), default=0)
        alone = "," not in sentence[first:] and (first > 0 or start <= _CLAUSE)
        return alone and following[0].islower() and "and" not in kinds_of_word(following, self.lang)

    def _near(self, m: Mention) -> list[Mention]:
        """The few mentions before one."""
        i = bisect_left(self.starts, self.words.spans[m.first][0])
        return self.mentions[max(i - _BEFORE, 0) : i]

    @cached_property
    def countries(self) -> Counter[tuple[str, str, bool]]:
        """How often each country is named: side, country, and whether by a state (people, house, person) or a place."""
        found: Counter[tuple[str, str, bool]] = Counter()
        for m in self.mentions:
            row = self.actors.rows[m.rows[0]]
            guarded = m.how == "surname" and row["guard"]
            union = m.type == "institution" and row["side"] == "other"  # the UN is no country
            if row["side"] and m.type not in ("agency", "office") and not guarded and not union:
                found[row["side"], row["of"], row["guard"] != "inferred"] += 1
        return found

    def of_two(self, parties: set[str]) -> bool:
        """Does the text tell of both parties, of none of them only in passing?"""
        named = [sum(n for (side, _, state), n in self.countries.items() if state and side == p) for p in parties]
        return min(named) >= _IN_PASSING * max(named) > 0

    @cached_property
    def home(self) -> str:
        """The side of the country that most of the text tells of, or nothing where it tells of several."""
        sides: Counter[str] = Counter()
        for (side, country, _), n in self.countries.items():
            sides[f"other {country}" if side == "other" else side] += n  # the other states are no one side
        most = max(sides, key=lambda side: (sides[side], side), default="")
        total = sides.total()
        enough = max(_LEAST if sides[most] < _NEARLY_ALL * total else _LEAST - 1, _SHARE * total)
        return most.split()[0] if most and sides[most] >= enough else ""

    def domestic(self, home: str) -> bool:
        """Does the text name states of other sides in fewer than one of a hundred words?"""
        abroad = sum(n for (side, _, state), n in self.countries.items() if state and side != home)
        return 100 * abroad < len(self.words.forms)

    @cached_property
    def places(self) -> dict[str, list[int]]:
        """Which words with a capital have this stem; the first few of each."""
        places: dict[str, list[int]] = {}
        text, forms = self.text, self.words.forms
        for i in [i for i, (start, _) in enumerate(self.words.spans) if text[start].isupper()]:
            found = places.setdefault(stem(forms[i], self.lang), [])
            if len(found) < _PLACES:
                found.append(i)
        return places

    def introduced(self, name: str) -> Reading | None:
        """What the words around the first mentions of a name (its stem) say of it."""
        for i in self.places.get(name, ())[:_INTRODUCED]:
            place = self.words.spans[i][0]
            begin = max(place - _LEFT, 0)
            if not self._side_between(begin, place + _RIGHT):
                continue
            begin = self.text.find(" ", begin, place) + 1 if begin else 0
            told = _introduced(name, self.text[begin : place + _RIGHT], self.lang, self.actors)
            if told:
                return told
        return None

    def _side_between(self, begin: int, end: int) -> bool:
        """Is anybody of a side, other than a person, named between two places?"""
        near = self.mentions[bisect_left(self.starts, begin) : bisect_left(self.starts, end)]
        return any(m.type != "person" and self.actors.rows[m.rows[0]]["side"] for m in near)

    def looks_russian(self, reading: Reading) -> bool:
        """Do given name and last name, also as they stand elsewhere in the text, look Russian or Ukrainian?"""
        given, last = reading.first if len(reading.names) > 1 else "", reading.names[-1]
        for i in self.places.get(last, ()) if not given else ():
            if self._name_follows(i):
                given, last = self.words.forms[i], stem(self.words.forms[i + 1], self.lang)
                break
            if self._name_follows(i - 1):
                given = self.words.forms[i - 1]
        sides = self.actors.sides_of_given_name(given, self.lang) if given else frozenset()
        if sides and (sides <= SLAVS or not sides & {*SLAVS, "other"}):
            return sides <= SLAVS
        return looks_slavic(last, self.lang)

    def is_proper(self, reading: Reading) -> bool:
        """Does a capital tell a name here: of several words, or not only at the beginning of sentences?"""
        if len(reading.names) > 1:
            return True
        spans, places = self.words.spans, self.places.get(reading.names[-1], ())
        return any(i and not SENTENCE_END.search(self.text, spans[i - 1][1], spans[i][0]) for i in places)

    def _name_follows(self, i: int) -> bool:
        """Do word `i` and the next one both have a capital, with nothing between them?"""
        if not 0 <= i < len(self.words.spans) - 1:
            return False
        (a, end), (b, _) = self.words.spans[i : i + 2]
        return self.text[a].isupper() and self.text[b].isupper() and self.text[end:b] == " "


def _merged(rows: list[dict]) -> tuple[list[int], list[int]]:
    """The places of all statements, those that overlap as one: where they begin, where they end."""
    begun, ended = [], []
    for row in sorted(rows, key=lambda row: row["start"]):
        if ended and row["start"] <= ended[-1]:
            ended[-1] = max(ended[-1], row["end"])
        else:
            begun.append(row["start"])
            ended.append(row["end"])
    return begun, ended


def _introduced(name: str, text: str, lang: str, actors: Actors) -> Reading | None:
    """What the words around a name say: "the Russian pilot Hale", "Hale, a US senator, …"."""
    s = Speaker(text, lang, actors)
    at = next((i for i in range(len(s.raw)) if s.is_name(i) and stem(s.words.forms[i], lang) == name), None)
    if at is None:
        return None
    begin = at
    while begin > max(at - _BEFORE, 0) and s.gaps[begin - 1] in (" ", "-", ".") and _describes(s, begin - 1):
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
