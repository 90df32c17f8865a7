"""Settle who speaks within one article: what the words of a speaker leave open, the speakers around them tell.

Each statement passes a sieve, the surest step first: a name or state in the words themselves; a last name that stands
in full elsewhere; a role, then a pronoun, back to the last speaker whom it fits; speech that goes on; the country of
the article or of its outlet.
"""

from collections import defaultdict
from dataclasses import dataclass, replace

from ..words import fold
from .claims import LOCAL, same_role
from .narrative import SLAVS, Named, Narrative
from .reader import Reader
from .scene import Scene
from .speaker_words import stem
from .speakers import PRIVATE, Reading

_NAMED = ("full name", "surname")
_HOUSES = {"government", "ministry", "embassy", "military", "parliament"}
# roles that several people of one article have: "the spokesman" is not whoever spoke before
_COMMON = PRIVATE | _HOUSES | (LOCAL - {"mayor", "governor"}) | {"source", "spokesperson", "official", "adviser"}
_PARTIES = {"US", "Russia"}
_UNSAID = ("ru", "Russia")  # the language and the side of outlets that seldom name their own country
_PERSONS = (frozenset("m"), frozenset("f"))
_ANYBODY = frozenset("mfnp")
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
    """The statements of one article (`rows`, plain records), to be settled together; with its date, its text and the
    side of its outlet, where they are known."""

    def __init__(self, rows: list[dict], reader: Reader, date: str = "", text: str = "", side: str = "") -> None:
        self.rows, self.actors, self.date, self.side = rows, reader.actors, date, side
        self.lang = rows[0]["lang"]
        self.spoken = [reader.read(row, text) for row in rows]
        self.parents = find_parents(rows)
        self.inside = [self._is_told(i) for i in range(len(rows))]
        self.order = sorted(range(len(rows)), key=self._place)
        self.named = {r.actor for r in self.spoken if r and r.step in _NAMED}
        open_ = any(r and not r.voice for r in self.spoken)
        self.story = Narrative(text, rows, self.lang, self.actors) if text and open_ else None
        self.scene = Scene(self.story) if self.story else None
        if self.story:
            self.named |= self.story.in_full
        self.direct = [r and self._direct(r) for r in self.spoken]
        self.known = self._by_name()
        self.explained: dict[str, Reading | None] = {}
        self.history: list[Voice] = []
        self.last: Voice | None = None
        self.since = 0

    def _direct(self, reading: Reading) -> Voice | None:
        """What needs no other speaker: a name, a state; an office at its date; a last name given in full elsewhere."""
        if not reading.voice:
            once = [actor for actor in reading.open if actor in self.named]
            side = self.actors.side_of(once[0], self.date) if len(once) == 1 else ""
            return Voice(side, once[0], "surname", False, reading) if side else None
        actor, voice = reading.actor, reading.voice
        if reading.step in _NAMED and actor in self.actors.periods:
            voice = self.actors.side_of(actor, self.date)
        elif reading.office and not reading.names:  # a name that is not known is another person's than the holder's
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

    def _is_told(self, i: int) -> bool:
        """Does a row stand in direct speech that names its speaker, too?"""
        outer = self.parents[i]
        quoted = outer is not None and self.rows[outer]["kind"] == "direct"
        return quoted and self.rows[outer]["start"] <= self.rows[i]["at"] < self.rows[outer]["end"]

    def _place(self, i: int) -> tuple[int, int, int, int]:
        """Whom a quoted speaker tells of comes after that speaker, who may be named behind the quotation."""
        return (self.rows[self.parents[i] if self.inside[i] else i]["at"], self.inside[i], self.rows[i]["at"], i)

    def settle(self) -> list[Voice]:
        """The voice of each row."""
        found: dict[int, Voice] = {}
        said: dict[tuple[str, str], Voice] = {}
        for place, i in enumerate(self.order):
            row, reading = self.rows[i], self.spoken[i]
            voice = said.get((row["statement"], row["speaker"]))
            if voice is None:
                voice = self._by_sieve(place, i, found) if reading else self._continued(row)
            found[i] = said[row["statement"], row["speaker"]] = voice
            said.setdefault((row["statement"], ""), voice)  # the other parts of a statement need no speaker
            self.last = voice if reading and not self.inside[i] else self.last
            if reading and not self.inside[i]:  # those whom a speaker quotes are not the next pronoun's
                self.history = [*self.history[-_MEMORY:], voice]
                self.since = row["at"] + len(row["speaker"])
        return [found[i] for i in range(len(self.rows))]

    def _by_sieve(self, place: int, i: int, found: dict[int, Voice]) -> Voice:
        """The steps, the surest first."""
        row, reading = self.rows[i], self.spoken[i]
        if self.inside[i]:
            return self._told(place, i, found.get(self.parents[i], Voice()))
        if reading.pronoun:
            voice = self._or_named_between(self._pronoun(reading, ""), reading, i)
            return voice if voice.voice != "unknown" else self._pronoun_at_home(reading) or voice
        found = self.direct[i] or self._same_name(reading, place) or self._role(reading, row["at"])
        if reading.local and (not found or found.voice == "unknown"):
            found = self._in_text(reading) or self._of_the_place(reading, row["at"]) or found
        return found or self._in_text(reading) or self._at_home(reading) or Voice(reading=reading)

    def _of_the_place(self, reading: Reading, at: int) -> Voice | None:
        """An authority without a country belongs to the one in which the article stands."""
        side = self.scene.side_of(reading.local, at) if self.scene else ""
        if not side or not reading.elsewhere <= {side}:
            return None
        proper = reading.names and self.story.is_proper(reading)
        if proper and self.story.looks_russian(reading) != (side in SLAVS):
            return None
        return Voice(side, "", "place", True, reading)

    def _told(self, place: int, i: int, outer: Voice) -> Voice:
        """Whom a quoted speaker tells of: never that speaker, and nobody who is only guessed."""
        reading = self.spoken[i]
        if not reading.pronoun:
            found = self.direct[i] or self._same_name(reading, place) or self._role(reading, self.rows[i]["at"])
            return found or Voice(reading=reading)
        voice = self._pronoun(reading, outer.actor) if outer.actor else Voice(step="pronoun", unsure=True)
        return voice if voice.actor != outer.actor or "first" in reading.pronoun else Voice(step="pronoun", unsure=True)

    def _continued(self, row: dict) -> Voice:
        """Speech that goes on has the voice of the last speaker; other speech without a speaker has none."""
        return replace(self.last, step="continued") if row["kind"] == "continued" and self.last else Voice()

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
        """The given name of somebody whose last name is known, or a name that the article explains at first."""
        if not self.story or not reading.names:
            return None
        if person := self._by_given_name(reading):
            sure = person in self.named
            return Voice(self.actors.side_of(person, self.date), person, "name", not sure, reading)
        name = reading.names[-1]
        if reading.definite is not None:
            return None
        if name not in self.explained:
            self.explained[name] = self.story.introduced(name)
        told = self.explained[name]
        return Voice(told.voice, told.actor, "name", True, _with(reading, told)) if told else None

    def _by_given_name(self, reading: Reading) -> str:
        """The only person with a given name that stands alone: of those named in full, of those whose last name the
        text has, of the study's own."""
        if len(reading.names) > 1:
            return ""
        namesakes = self.actors.with_given_name(reading.first, self.lang)
        people = namesakes & self.named or namesakes & self.story.persons or namesakes & self.actors.of_study
        return next(iter(people)) if len(people) == 1 else ""

    def _at_home(self, reading: Reading) -> Voice | None:
        """Who is of no named country is of the outlet's, or of the one that the article tells of: always a guess."""
        if not self.story or reading.nobody:
            return None
        told = "" if self.story.of_two(_PARTIES) else self.scene.country
        if reading.names and reading.definite is None and self.story.is_proper(reading):
            home = self._home_by_name(reading, told)
        elif self.side and not self._of_the_story(reading, told):
            home = ""
        else:
            home = self.side or told
        if not home or not reading.elsewhere <= {home}:
            return None
        return Voice(home, "", "home" if home == told else "outlet", True, reading)

    def _home_by_name(self, reading: Reading, told: str) -> str:
        """The outlet's side or that of the article's country, whichever a name does not gainsay."""
        russian = self.story.looks_russian(reading)
        sides = (self.side, told if not self.side or len(reading.names) > 1 else "")
        return next((side for side in sides if side and (side in SLAVS) == russian), "")

    def _of_the_story(self, reading: Reading, told: str) -> bool:
        """Is somebody without a name of the outlet's country? Surely in local news; "the clerk" belongs to the story;
        and Russian media leave Russia unsaid. Other nouns may be anybody's."""
        if reading.pronoun in _PERSONS or self.story.domestic(self.side):
            return True
        of_the_other = told in _PARTIES and told != self.side
        return not of_the_other and (reading.definite is not None or (self.lang, self.side) == _UNSAID)

    def _pronoun_at_home(self, reading: Reading) -> Voice | None:
        """A pronoun for somebody of no known country: what their name allows."""
        if reading.pronoun not in (*_PERSONS, _ANYBODY):
            return None
        before = next((v.reading for v in reversed(self.history) if _fits(reading.pronoun, v)), reading)
        return self._at_home(replace(reading, names=before.names, first=before.first, elsewhere=before.elsewhere))

    def _role(self, reading: Reading, at: int) -> Voice | None:
        """A role alone ("the minister") back to the last speaker in that role, or to a person of unknown role."""
        definite = reading.definite or (self.lang == "ru" and reading.definite is None)
        if not reading.roles or reading.names or reading.elsewhere or not definite:
            return None
        # "the press office of the ministry" is of the ministry named before
        role = next((r for r in reading.roles if r in _HOUSES), reading.roles[0])
        guessed = not reading.definite
        alike = (
            {role, "institute"} if role == "company" else {role}
        )  # companies and institutes share a row of the table
        fitting = [v for v in reversed(self.history) if any(same_role(a, r) for a in alike for r in v.reading.roles)]
        if not fitting and role not in _COMMON and reading.definite:
            near = [v for v in reversed(self.history[-2:]) if v.reading.person and not v.reading.roles]
            fitting, guessed = [v for v in near if _agree(reading, v.reading)][:1], True
        if not fitting:
            return self._role_in_text(reading, role, at)
        if role in _COMMON and fitting[0] is not self.history[-1] and {v.voice for v in fitting} >= _PARTIES:
            return None
        voice = fitting[0]
        unsure = voice.unsure or guessed or any(v.voice != voice.voice for v in fitting)
        return replace(voice, step="role", unsure=unsure, reading=_with(reading, voice.reading))

    def _role_in_text(self, reading: Reading, role: str, at: int) -> Voice | None:
        """A role alone back to the person in that role, or the ministry, whom the text named last without words of
        theirs."""
        if not self.story:
            return None
        if house := role in _HOUSES and self.story.house(role, at):
            alone = reading.roles == (role,)
            return Voice(self.actors.side_of_house(house), house if alone else "", "role", True, reading)
        people = self.story.in_role(role, at)
        people = [p for p in people if _agree(reading, self._known(p)[1])]
        sides = {self.actors.side_of(p, self.date) for p in people}
        if not people or sides >= _PARTIES:
            return None
        side, known = self._known(people[0])
        return Voice(side, people[0] if len(people) == 1 else "", "role", True, known)

    def _pronoun(self, reading: Reading, around: str) -> Voice:
        """A pronoun back to the last speaker of that gender and number, but not to the one `around` it, who says it;
        unsure where others compete."""
        others = [v for v in reversed(self.history) if not around or v.actor != around]
        fitting = [v for v in others if _fits(reading.pronoun, v)]
        if "first" in reading.pronoun or not fitting:
            return Voice(step="pronoun", unsure=True, reading=reading)
        voice = fitting[0]
        if reading.possessive:
            staff = replace(reading, person=True, pronoun=frozenset(), possessive=False)
            return replace(voice, actor="", step="pronoun", unsure=True, reading=staff)
        learned = voice.reading if voice.reading.gender else replace(voice.reading, gender=reading.pronoun & {"m", "f"})
        rivals = {(v.voice, v.actor) for v in fitting[:_NEAR]}
        return replace(voice, step="pronoun", unsure=voice.unsure or len(rivals) > 1, reading=learned)

    def _or_named_between(self, voice: Voice, reading: Reading, i: int) -> Voice:
        """A pronoun means whoever began a sentence since the last speaker; anybody else named there makes it unsure."""
        if not self.story or "first" in reading.pronoun:
            return voice
        at, own = self.rows[i]["at"], self._own(i)
        begin = max(self.since if voice.voice != "unknown" else 0, at - _WINDOW)
        named = self.story.named_between(begin, at, own)
        meant = [(names[0], n) for n in named if len(names := self._possible(n, reading)) == 1]
        possible = [(actor, n.begins) for actor, n in meant]
        began = [actor for actor, begins in possible if begins] or self._alone_here(meant, begin, at)
        speaker = None if began or reading.possessive else self._speaker_named(reading, begin, at, own)
        if speaker:
            return voice if speaker is voice else replace(speaker, step="pronoun", unsure=True)
        person = not began and not reading.possessive and reading.pronoun in _PERSONS
        if person and (stranger := self.story.stranger_between(begin, at, own)):
            return self._a_stranger(stranger, reading)
        if person and self.story.somebody_else(begin, at, own):
            return Voice(step="pronoun", unsure=True, reading=reading)
        role = "" if began or reading.possessive else self.story.role_between(begin, at, own)
        if role and not any(same_role(role, r) for r in voice.reading.roles):
            return self._in_that_role(role, reading)
        if all(actor == voice.actor for actor, _ in possible):
            return voice
        if not began:
            return replace(voice, unsure=True)
        side, known = self._known(began[-1])
        return Voice(side, "" if reading.possessive else began[-1], "pronoun", True, known)

    def _alone_here(self, meant: list[tuple[str, Named]], begin: int, at: int) -> list[str]:
        """The only person whom a new paragraph names before the pronoun."""
        line = self.story.text.rfind("\n", begin, at)
        here = {actor for actor, n in meant if n.place > line and n.person} if line >= 0 else set()
        return list(here) if len(here) == 1 else []

    def _own(self, i: int) -> int:
        """Where the reported words of a row begin, if its speaker stands behind them."""
        return self.rows[i]["start"] if self.rows[i]["kind"] in ("indirect", "mixed") else len(self.story.text)

    def _a_stranger(self, words: tuple[str, ...], reading: Reading) -> Voice:
        """Somebody of whom the article says more elsewhere, or who is of the country that the name allows."""
        names = tuple(stem(word, self.lang) for word in words)
        read = replace(reading, names=names, first=words[-2])
        voice = self._in_text(read) or self._at_home(read) or Voice(reading=read)
        return replace(voice, step="pronoun", unsure=True)

    def _in_that_role(self, role: str, reading: Reading) -> Voice:
        """The last speaker in a role with which a sentence began ("The chairman rose. He said ..."), if any."""
        fitting = (v for v in reversed(self.history) if _fits(reading.pronoun, v))
        voice = next((v for v in fitting if any(same_role(role, r) for r in v.reading.roles)), Voice(reading=reading))
        return replace(voice, step="pronoun", unsure=True)

    def _speaker_named(self, reading: Reading, begin: int, at: int, own: int) -> Voice | None:
        """The earlier speaker with whose name a sentence since then begins."""
        speakers = {v.reading.names[-1]: v for v in self.history if v.reading.names and _fits(reading.pronoun, v)}
        names = [name for name in self.story.beginnings(begin, at, own) if name in speakers] if speakers else []
        return speakers[names[-1]] if names else None

    def _possible(self, named: Named, reading: Reading) -> list[str]:
        """Whom of the named a pronoun can mean: "it" states and institutions, the others persons of their gender."""
        if not named.person:
            return list(named.actors) if reading.pronoun == {"n"} else []
        periods = self.actors.periods
        return [actor for actor in named.actors if reading.pronoun & {row["gender"] for row in periods[actor]}]

    def _known(self, actor: str) -> tuple[str, Reading]:
        """Side of an actor of the table, and what later speakers may refer back to."""
        rows = self.actors.periods.get(actor)
        if not rows:
            return self.actors.side_of_house(actor), Reading()
        gender = frozenset(row["gender"] for row in rows if row["gender"])
        roles = tuple(row["role"] for row in rows if row["role"])
        return self.actors.side_of(actor, self.date), Reading(gender=gender, roles=roles, person=True)


def find_parents(rows: list[dict]) -> list[int | None]:
    """For each row of an article the row around it, of another statement."""
    parents: list[int | None] = [None] * len(rows)
    open_: list[int] = []
    for i in sorted(range(len(rows)), key=lambda i: (rows[i]["start"], -rows[i]["end"], i)):
        while open_ and rows[open_[-1]]["end"] < rows[i]["end"] or open_ and rows[open_[-1]]["end"] <= rows[i]["start"]:
            open_.pop()
        parents[i] = next((k for k in reversed(open_) if rows[k]["statement"] != rows[i]["statement"]), None)
        open_.append(i)
    return parents


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
