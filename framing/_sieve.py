"""Settle who speaks within one article: what the words of a speaker leave open, the speakers around them tell.

Each statement passes a sieve, the surest step first: a name or state in the words themselves; a last name that stands
in full elsewhere; a role, then a pronoun, back to the last speaker whom it fits; speech that goes on.
"""

from collections import defaultdict
from dataclasses import dataclass, replace

from ._actors import Actors
from ._claims import same_role
from ._narrative import Named, find_named, introduced, outside_statements
from ._speaker_words import gender_of_cue, stem
from ._speakers import PRIVATE, Reading, read_speaker
from .words import fold

NAMED = ("full name", "surname")
# roles that several people of one article have: "the spokesman" is not whoever spoke before
_COMMON = PRIVATE | {"source", "spokesperson", "official", "prosecutor", "adviser"}
_HOUSES = {"government", "ministry", "embassy", "military", "parliament"}
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


def settle(rows: list[dict], actors: Actors, readings: dict, date: str = "", text: str = "") -> list[Voice]:
    """The voice of each statement of one article; `readings` remembers what the words of each speaker say."""
    spoken = [_reading(row, actors, readings) for row in rows]
    lang = rows[0]["lang"]
    named = {r.actor for r in spoken if r and r.step in NAMED}
    if text and any(r and not r.voice and (r.open or r.names) for r in spoken):
        named |= {n.actor for n in find_named(text, lang, actors) if n.full}
    direct = [_direct(r, actors, date, named) if r else None for r in spoken]
    order = sorted(range(len(rows)), key=lambda i: (rows[i]["at"], i))
    known = _by_name(spoken, direct, order)
    found: dict[int, Voice] = {}
    said: dict[tuple, Voice] = {}
    history: list[Voice] = []
    narrative = outside_statements(text, rows) if text and any(r and r.pronoun for r in spoken) else ""
    since = 0
    for place, i in enumerate(order):
        row, reading = rows[i], spoken[i]
        same = (row["statement"], row["speaker"])
        voice = said.get(same) or said.get((row["statement"], "")) if not row["speaker"] else said.get(same)
        if voice is None:
            if reading is None:
                voice = _continued(row, history)
            else:
                voice = direct[i] or _by_sieve(reading, row["lang"], place, known, history)
                if narrative and reading.pronoun and "first" not in reading.pronoun:
                    begin = max(since, row["at"] - _WINDOW)
                    between = find_named(narrative[begin : row["at"]], lang, actors, first=begin == 0)
                    voice = _or_named_between(voice, reading, between, actors)
                elif text and voice.step == "none" and reading.names:
                    voice = _introduced(reading, text, lang, actors, named) or voice
        found[i] = said[same] = voice
        said.setdefault((row["statement"], ""), voice)
        if reading is not None:
            history = [*history[-_MEMORY:], voice]
            since = row["at"] + len(row["speaker"])
    return [found[i] for i in range(len(rows))]


def _reading(row: dict, actors: Actors, readings: dict[tuple[str, str], Reading]) -> Reading | None:
    """What the words of a speaker say, read once for each distinct speaker; None where there are no words."""
    if not row["speaker"]:
        return None
    key = row["lang"], row["speaker"]
    if key not in readings:
        readings[key] = read_speaker(row["speaker"], row["lang"], actors)
    reading = readings[key]
    return reading if reading.gender else replace(reading, gender=gender_of_cue(row["cue"], row["lang"]))


def _direct(reading: Reading, actors: Actors, date: str, named: set[str]) -> Voice | None:
    """What needs no other speaker: a name, a state; who held an office then; a last name given in full elsewhere."""
    if not reading.voice:
        once = [actor for actor in reading.open if actor in named]
        if len(once) != 1:
            return None
        return Voice(actors.side_of(once[0], date), once[0], "surname", False, reading)
    actor, voice = reading.actor, reading.voice
    if reading.step in NAMED and actor in actors.periods:
        voice = actors.side_of(actor, date)
    elif reading.office:
        role, of = reading.office
        holders = actors.holders(role, of, date)
        holders = [h for h in holders if h in named] if len(holders) > 1 or not date else holders
        actor = holders[0] if len(holders) == 1 else actor
    return Voice(voice, actor, reading.step, reading.unsure, reading)


def _by_name(
    spoken: list[Reading | None], direct: list[Voice | None], order: list[int]
) -> dict[str, list[tuple[int, Voice]]]:
    """The speakers whose side is known, by each of their names, in the order of the text."""
    known = defaultdict(list)
    for place, i in enumerate(order):
        if direct[i] is not None:
            for name in spoken[i].names:
                known[name].append((place, direct[i]))
    return dict(known)


def _by_sieve(reading: Reading, lang: str, place: int, known: dict, history: list[Voice]) -> Voice:
    """The steps that look at other speakers of the article, the surest first."""
    if reading.pronoun:
        return _pronoun(reading, history)
    return _same_name(reading, lang, place, known) or _role(reading, lang, history) or Voice(reading=reading)


def _same_name(reading: Reading, lang: str, place: int, known: dict) -> Voice | None:
    """Another mention of the same name: the last before it, or else the first after it."""
    if not reading.names or len(reading.names) > 3 or reading.definite is False:
        return None
    others = known.get(reading.names[-1])
    if not others:
        return None
    before = [voice for at, voice in others if at < place]
    voice = before[-1] if before else others[0][1]
    # "Mr Hale" is Hale, not the institution or the person that "Hale, a spokesman for ..." also named
    actor = voice.actor if reading.names[-1] in {stem(word, lang) for word in fold(voice.actor).split()} else ""
    unsure = voice.unsure or any(v.voice != voice.voice for _, v in others)
    return replace(voice, step="name", actor=actor, unsure=unsure, reading=_with(reading, voice.reading))


def _with(reading: Reading, other: Reading) -> Reading:
    """A reading that has learned gender and roles from another mention of the same speaker."""
    return replace(
        reading, gender=reading.gender or other.gender, roles=tuple(dict.fromkeys((*reading.roles, *other.roles))),
        person=reading.person or other.person,
    )  # fmt: skip


def _introduced(reading: Reading, text: str, lang: str, actors: Actors, named: set[str]) -> Voice | None:
    """A given name alone of somebody named in full elsewhere; or a name that the article explains at its first mention."""
    if len(reading.names) == 1:
        people = [name for name in sorted(named) if actors.has_given_name(name, reading.first, lang)]
        if len(people) == 1:
            return Voice(actors.side_of(people[0]), people[0], "name", False, reading)
    told = introduced(reading.names[-1], text, lang, actors) if reading.definite is None else None
    return Voice(told.voice, told.actor, "name", True, _with(reading, told)) if told else None


def _role(reading: Reading, lang: str, history: list[Voice]) -> Voice | None:
    """A role alone ("the minister") back to the last speaker in that role, or to a person whose role is not known."""
    if (
        not reading.roles
        or reading.names
        or reading.elsewhere
        or not (reading.definite or (lang == "ru" and reading.definite is None))
    ):
        return None
    role = reading.roles[0]
    fitting = [v for v in reversed(history) if any(same_role(role, r) for r in v.reading.roles)]
    guessed = False
    if not fitting and role not in _COMMON | _HOUSES and reading.definite:
        fitting = [
            v for v in reversed(history[-2:]) if v.reading.person and not v.reading.roles and _agree(reading, v)
        ][:1]
        guessed = True
    if not fitting:
        return None
    voice = fitting[0]
    unsure = voice.unsure or guessed or not reading.definite or any(v.voice != voice.voice for v in fitting)
    return replace(voice, step="role", unsure=unsure, reading=_with(reading, voice.reading))


def _agree(reading: Reading, voice: Voice) -> bool:
    gender = voice.reading.gender
    return not gender or not reading.gender or bool(gender & reading.gender)


def _pronoun(reading: Reading, history: list[Voice]) -> Voice:
    """A pronoun back to the last speaker of that gender and number; unsure where others compete."""
    if "first" in reading.pronoun:
        return Voice(step="pronoun", unsure=True, reading=reading)
    fitting = [v for v in reversed(history) if _fits(reading.pronoun, v)]
    if not fitting:
        return Voice(step="pronoun", unsure=True, reading=reading)
    voice = fitting[0]
    rivals = {(v.voice, v.actor) for v in fitting[:_NEAR]}
    if reading.possessive:
        return replace(voice, actor="", step="pronoun", unsure=True, reading=reading)
    learned = voice.reading if voice.reading.gender else replace(voice.reading, gender=reading.pronoun & {"m", "f"})
    return replace(voice, step="pronoun", unsure=voice.unsure or len(rivals) > 1, reading=learned)


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


def _or_named_between(voice: Voice, reading: Reading, named: list[Named], actors: Actors) -> Voice:
    """A pronoun means whoever began a sentence since the last speaker; anybody else named there makes it unsure."""
    possible = [n for n in named if _possible(n, reading, actors)]
    if all(n.actor == voice.actor for n in possible):
        return voice
    began = [n.actor for n in possible if n.begins]
    if not began:
        return replace(voice, unsure=True)
    actor, rows = began[-1], actors.periods.get(began[-1], ())
    side = actors.side_of(actor) if rows else actors.side_of_house(actor)
    known = Reading(
        gender=frozenset(row["gender"] for row in rows if row["gender"]),
        roles=tuple(row["role"] for row in rows if row["role"]),
        person=bool(rows),
    )
    return Voice(side, "" if reading.possessive else actor, "pronoun", True, known)


def _possible(named: Named, reading: Reading, actors: Actors) -> bool:
    if named.person:
        return bool(reading.pronoun & {row["gender"] for row in actors.periods[named.actor]})
    return reading.pronoun == {"n"}


def _continued(row: dict, history: list[Voice]) -> Voice:
    """Speech that goes on has the voice of the last speaker; other speech without words for its speaker has none."""
    if row["kind"] == "continued" and history:
        return replace(history[-1], step="continued")
    return Voice()
