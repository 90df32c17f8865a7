"""Settle who speaks within one article: what the words of a speaker leave open, the speakers around them tell.

Each statement passes a sieve, the surest step first: a name or state in the words themselves; a last name that stands
in full elsewhere; a role, then a pronoun, back to the last speaker whom it fits; speech that goes on.
"""

from collections import defaultdict
from dataclasses import dataclass, replace

from ..words import fold
from .actors import Actors
from .claims import same_role
from .narrative import Named, around, find_named, introduced, outside_statements, places_of_names
from .speaker_words import gender_of_cue, stem
from .speakers import PRIVATE, Reading, read_speaker

_NAMED = ("full name", "surname")
_HOUSES = {"government", "ministry", "embassy", "military", "parliament"}
# roles that several people of one article have: "the spokesman" is not whoever spoke before
_COMMON = PRIVATE | _HOUSES | {"source", "spokesperson", "official", "prosecutor", "adviser"}
_WINDOW = 400  # characters before a pronoun that are searched for persons
_MEMORY = 60  # how many earlier speakers can be meant
_NEAR = 3  # how many earlier speakers compete for a pronoun


@dataclass(frozen=True)
class Voice:
    """Whose words a statement has, found by which step; with the reading that later speakers refer back to."""

    voice: str = "unknown"
    actor: str = ""
    step: str = "none"
    unsure: bool = False
    reading: Reading = Reading()


class Article:
    """The statements of one article (`rows`, plain records), to be settled together.

    `readings` remembers what the words of each distinct speaker say, over all articles.
    """

    def __init__(self, rows: list[dict], actors: Actors, readings: dict, date: str = "", text: str = "") -> None:
        self.rows, self.actors, self.date, self.text = rows, actors, date, text
        self.lang = rows[0]["lang"]
        self.spoken = [self._read(row, readings) for row in rows]
        self.order = sorted(range(len(rows)), key=lambda i: (rows[i]["at"], i))
        self.places, self.named = {}, {r.actor for r in self.spoken if r and r.step in _NAMED}
        if text:
            self._look_for_full_names()
        self.direct = [r and self._direct(r) for r in self.spoken]
        self.known = self._by_name()
        pronouns = any(r and r.pronoun for r in self.spoken)
        self.narrative = outside_statements(text, rows) if text and pronouns else ""
        self.explained: dict[str, Reading | None] = {}
        self.history: list[Voice] = []
        self.since = 0

    def _read(self, row: dict, readings: dict[str, Reading]) -> Reading | None:
        """What the words of a speaker say; None where there are no words."""
        key = row["lang"], row["speaker"]
        if not row["speaker"]:
            return None
        if key not in readings:
            readings[key] = read_speaker(row["speaker"], row["lang"], self.actors)
        reading = readings[key]
        return reading if reading.gender else replace(reading, gender=gender_of_cue(row["cue"], row["lang"]))

    def _look_for_full_names(self) -> None:
        """Persons named in full in the text whose last name, or given name, is all that a speaker has."""
        unknown = [r for r in self.spoken if r and r.names and not r.voice]
        self.places = places_of_names(self.text, self.lang) if unknown else {}
        alone = [r for r in unknown if len(r.names) == 1 and self.actors.with_given_name(r.first, self.lang)]
        for name in sorted({r.names[-1] for r in unknown if r.open} | {r.names[-1] for r in alone}):
            for place in self.places.get(name, ()):
                near = find_named(around(self.text, place), self.lang, self.actors)
                self.named |= {n.actor for n in near if n.full}

    def _direct(self, reading: Reading) -> Voice | None:
        """What needs no other speaker: a name, a state; an office at its date; a last name given in full elsewhere."""
        if not reading.voice:
            once = [actor for actor in reading.open if actor in self.named]
            side = self.actors.side_of(once[0], self.date) if len(once) == 1 else ""
            return Voice(side, once[0], "surname", False, reading) if side else None
        actor, voice = reading.actor, reading.voice
        if reading.step in _NAMED and actor in self.actors.periods:
            voice = self.actors.side_of(actor, self.date)
        elif reading.office:
            holders = self.actors.holders(*reading.office, self.date)
            if len(holders) > 1 or not self.date:
                holders = [h for h in holders if h in self.named]
            actor = holders[0] if len(holders) == 1 else actor
        return Voice(voice, actor, reading.step, reading.unsure, reading)

    def _by_name(self) -> dict[str, list[tuple[int, Voice]]]:
        """The speakers whose side is known, by each of their names, in the order of the text."""
        known = defaultdict(list)
        for place, i in enumerate(self.order):
            if self.direct[i]:
                for name in self.spoken[i].names:
                    known[name].append((place, self.direct[i]))
        return dict(known)

    def settle(self) -> list[Voice]:
        """The voice of each row."""
        found: dict[int, Voice] = {}
        said: dict[tuple[str, str], Voice] = {}
        for place, i in enumerate(self.order):
            row, reading = self.rows[i], self.spoken[i]
            voice = said.get((row["statement"], row["speaker"]))
            if voice is None:
                voice = self._by_sieve(place, i) if reading else self._continued(row)
            found[i] = said[row["statement"], row["speaker"]] = voice
            said.setdefault((row["statement"], ""), voice)  # the other parts of a statement need no speaker
            if reading:
                self.history = [*self.history[-_MEMORY:], voice]
                self.since = row["at"] + len(row["speaker"])
        return [found[i] for i in range(len(self.rows))]

    def _by_sieve(self, place: int, i: int) -> Voice:
        """The steps, the surest first."""
        reading = self.spoken[i]
        if reading.pronoun:
            return self._or_named_between(self._pronoun(reading), reading, self.rows[i]["at"])
        found = self.direct[i] or self._same_name(reading, place) or self._role(reading) or self._in_text(reading)
        return found or Voice(reading=reading)

    def _continued(self, row: dict) -> Voice:
        """Speech that goes on has the voice of the last speaker; other speech without a speaker has none."""
        if row["kind"] == "continued" and self.history:
            return replace(self.history[-1], step="continued")
        return Voice()

    def _same_name(self, reading: Reading, place: int) -> Voice | None:
        """Another mention of the same name: the last before it, or else the first after it."""
        others = self.known.get(reading.names[-1]) if reading.names else None
        if not others or len(reading.names) > 3 or reading.definite is False:
            return None
        before = [voice for at, voice in others if at < place]
        voice = before[-1] if before else others[0][1]
        # "Mr Hale" is Hale, not the institution or the person that "Hale, a spokesman for ..." also named
        same = reading.names[-1] in {stem(word, self.lang) for word in fold(voice.actor).split()}
        unsure = voice.unsure or any(v.voice != voice.voice for _, v in others)
        learned = _with(reading, voice.reading)
        return Voice(voice.voice, voice.actor if same else "", "name", unsure, learned)

    def _in_text(self, reading: Reading) -> Voice | None:
        """The given name of somebody named in full, or a name that the article explains at its first mention."""
        if not self.places or not reading.names:
            return None
        people = sorted(self.actors.with_given_name(reading.first, self.lang) & self.named)
        if len(reading.names) == 1 and len(people) == 1:
            return Voice(self.actors.side_of(people[0], self.date), people[0], "name", False, reading)
        name = reading.names[-1]
        if reading.definite is not None or name not in self.places:
            return None
        if name not in self.explained:
            text = around(self.text, self.places[name][0])
            self.explained[name] = introduced(name, text, self.lang, self.actors)
        told = self.explained[name]
        return Voice(told.voice, told.actor, "name", True, _with(reading, told)) if told else None

    def _role(self, reading: Reading) -> Voice | None:
        """A role alone ("the minister") back to the last speaker in that role, or to a person of unknown role."""
        definite = reading.definite or (self.lang == "ru" and reading.definite is None)
        if not reading.roles or reading.names or reading.elsewhere or not definite:
            return None
        role, guessed = reading.roles[0], not reading.definite
        fitting = [v for v in reversed(self.history) if any(same_role(role, r) for r in v.reading.roles)]
        if not fitting and role not in _COMMON and reading.definite:
            near = [v for v in reversed(self.history[-2:]) if v.reading.person and not v.reading.roles]
            fitting, guessed = [v for v in near if _agree(reading, v.reading)][:1], True
        if not fitting:
            return None
        voice = fitting[0]
        unsure = voice.unsure or guessed or any(v.voice != voice.voice for v in fitting)
        return replace(voice, step="role", unsure=unsure, reading=_with(reading, voice.reading))

    def _pronoun(self, reading: Reading) -> Voice:
        """A pronoun back to the last speaker of that gender and number; unsure where others compete."""
        fitting = [v for v in reversed(self.history) if _fits(reading.pronoun, v)]
        if "first" in reading.pronoun or not fitting:
            return Voice(step="pronoun", unsure=True, reading=reading)
        voice = fitting[0]
        if reading.possessive:
            return replace(voice, actor="", step="pronoun", unsure=True, reading=reading)
        learned = voice.reading if voice.reading.gender else replace(voice.reading, gender=reading.pronoun & {"m", "f"})
        rivals = {(v.voice, v.actor) for v in fitting[:_NEAR]}
        return replace(voice, step="pronoun", unsure=voice.unsure or len(rivals) > 1, reading=learned)

    def _or_named_between(self, voice: Voice, reading: Reading, at: int) -> Voice:
        """A pronoun means whoever began a sentence since the last speaker; anybody else named there makes it unsure."""
        if not self.narrative or "first" in reading.pronoun:
            return voice
        begin = max(self.since, at - _WINDOW)
        named = find_named(self.narrative[begin:at], self.lang, self.actors, first=begin == 0)
        possible = [n for n in named if self._possible(n, reading)]
        if all(n.actor == voice.actor for n in possible):
            return voice
        began = [n.actor for n in possible if n.begins]
        if not began:
            return replace(voice, unsure=True)
        side, known = self._known(began[-1])
        return Voice(side, "" if reading.possessive else began[-1], "pronoun", True, known)

    def _possible(self, named: Named, reading: Reading) -> bool:
        """Can a pronoun mean an actor? "It" means states and institutions, the others persons of their gender."""
        rows = self.actors.periods.get(named.actor, ()) if named.person else ()
        return bool(reading.pronoun & {row["gender"] for row in rows}) or (not rows and reading.pronoun == {"n"})

    def _known(self, actor: str) -> tuple[str, Reading]:
        """Side of an actor of the table, and what later speakers may refer back to."""
        rows = self.actors.periods.get(actor)
        if not rows:
            return self.actors.side_of_house(actor), Reading()
        gender = frozenset(row["gender"] for row in rows if row["gender"])
        roles = tuple(row["role"] for row in rows if row["role"])
        return self.actors.side_of(actor, self.date), Reading(gender=gender, roles=roles, person=True)


def _with(reading: Reading, other: Reading) -> Reading:
    """A reading that has learned gender and roles from another mention of the same speaker."""
    roles = tuple(dict.fromkeys((*reading.roles, *other.roles)))
    gender = reading.gender or other.gender
    return replace(reading, gender=gender, roles=roles, person=reading.person or other.person)


def _agree(one: Reading, other: Reading) -> bool:
    return not one.gender or not other.gender or bool(one.gender & other.gender)


def _fits(pronoun: frozenset[str], voice: Voice) -> bool:
    """Can a pronoun mean an earlier speaker? "He" and "she" are persons, or have that gender in their language."""
    reading = voice.reading
    if reading.pronoun and not voice.actor and voice.voice == "unknown":
        return False
    if len(pronoun) == 4:
        return True
    plural = pronoun == {"p"} and not reading.person  # "they" may be a state or a house, whatever its gender
    if reading.gender:
        return plural or bool(reading.gender & pronoun)
    return reading.person if pronoun != {"n"} and not plural else not reading.person
