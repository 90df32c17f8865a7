"""Read the words of a speaker: who is named in them, in what role, for which side, or by what pronoun."""

from dataclasses import dataclass, replace

from .actors import Actors
from .claims import LOCAL, STAFF, Claim, find_claims
from .mentions import Mention
from .speaker_words import BREAK, HEAD, OF, PLACE, QUOTE, Speaker, stem

PRIVATE = {"expert", "journalist", "company", "candidate", "politician", "colleague", "opposition"}
_PRONOUNS = ("pronoun m", "pronoun f", "pronoun n", "pronoun p", "pronoun fp", "pronoun mfnp", "pronoun first")


@dataclass(frozen=True)
class Reading:
    """What the words of a speaker say by themselves; what they leave open is settled within the article.

    `voice` is empty where no side is named. `office` is a role and whose (for the holder at a date). `pronoun` holds
    the kinds of pronoun, `possessive` says that somebody of theirs speaks. `open` are persons whose last name alone is
    not enough. `names` are the other names without endings, `first` the first of them as it is. `gender` holds what is
    possible (m, f, n, p), empty if it cannot be told. `elsewhere` are the sides named, even if only as a place.
    `nobody` says that there are only small words ("somebody"). `local` is the role of an authority of some place.
    """

    voice: str = ""
    actor: str = ""
    step: str = ""
    unsure: bool = False
    office: tuple[str, frozenset[str]] | None = None
    roles: tuple[str, ...] = ()
    pronoun: frozenset[str] = frozenset()
    possessive: bool = False
    open: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    first: str = ""
    gender: frozenset[str] = frozenset()
    person: bool = False
    definite: bool | None = None
    elsewhere: frozenset[str] = frozenset()
    nobody: bool = False
    local: str = ""


def read_speaker(text: str, lang: str, actors: Actors) -> Reading:
    """What the words of a speaker say by themselves.

    >>> from framing._voices.actors import read_actors
    >>> reading = read_speaker("der russische Botschafter in Washington", "de", read_actors())
    >>> reading.voice, reading.step
    ('Russia', 'office')
    """
    s = Speaker(text, lang, actors)
    reading = _describe(s)
    if reading.pronoun or not s.raw:
        return reading
    claims, waiting = find_claims(s)
    if waiting and not any(c.step in ("full name", "surname") for c in claims):
        reading = replace(reading, open=waiting, person=True)
    if not claims and any("both" in kinds for kinds in s.kinds[:2]):  # "both sides", "the joint statement"
        return replace(reading, voice="other", step="joint", unsure=True)
    return _join(s, reading, claims) if claims else reading


# --- together --------------------------------------------------------------------------------------------------


def _join(s: Speaker, reading: Reading, claims: list[Claim]) -> Reading:
    """One voice for all who speak: the same side, or the one of the two parties among them, or ``other``."""
    first, sides = claims[0], list(dict.fromkeys(c.side for c in claims))
    if first.step == "agency":  # "the paper" may be said of it later
        reading = replace(reading, roles=(*reading.roles, "journalist"), person=bool(reading.roles))
    actors = "; ".join(dict.fromkeys(c.actor for c in claims if c.actor))
    if len(claims) > 1:
        reading = replace(reading, gender=frozenset("p"))
    if len(sides) > 1:
        parties = [side for side in sides if side in ("US", "Russia")]
        voice = parties[0] if len(parties) == 1 else "other"
        return replace(reading, voice=voice, actor=actors, step="joint", unsure=True)
    if first.step in ("full name", "surname"):
        reading = _person(s, reading, first, len(claims) > 1)
        return replace(reading, voice=first.side, actor=actors, step=first.step, unsure=first.unsure)
    role = _head_role(s, first.part)
    unsure = first.unsure or (first.step == "demonym" and (not role or role in PRIVATE))
    step = "office" if role and first.step in ("demonym", "metonym", "institution") and not first.unsure else first.step
    office = (role, first.of) if role and first.of and len(claims) == 1 and _holds(s) else None
    if first.step != "agency" and (role or reading.names):
        actors = ""  # somebody of the house or state speaks, not the house itself
    names = reading.names if first.part == 0 else ()  # "the airline and the US Navy": the airline has no side
    return replace(reading, voice=first.side, actor=actors, step=step, unsure=unsure, office=office, names=names)


def _person(s: Speaker, reading: Reading, claim: Claim, several: bool) -> Reading:
    """A reading with the gender and the roles that the table knows of a person."""
    periods = [row for n in claim.rows for row in s.actors.periods[s.actors.rows[n]["actor"]]]
    known = [row["role"] for row in periods if row["role"] and claim.actor]
    gender = frozenset(row["gender"] for row in periods if row["gender"])
    roles = tuple(dict.fromkeys((*reading.roles, *known)))
    return replace(reading, roles=roles, person=True, gender=reading.gender if several or not gender else gender)


def _head_role(s: Speaker, part: int) -> str:
    """The role that heads a speaker: in English the last noun before a preposition, else the first."""
    roles = [(at, role) for at, role in s.roles if s.parts[at] == part]
    if not roles:
        return ""
    if s.lang == "en":
        until = next(
            (i for i in range(roles[0][0], len(s.raw)) if s.zones[i] != HEAD or BREAK.search(s.gaps[i])), len(s.raw)
        )
        return [role for at, role in roles if at <= until][-1]
    return roles[0][1]


def _holds(s: Speaker) -> bool:
    """Does the speaker hold an office alone and now: no deputy, no former one, not several?"""
    return not any(
        kinds & {"deputy", "former", "gender p", "indefinite"}
        for kinds, z in zip(s.kinds, s.zones, strict=True)
        if z == HEAD
    )


def _describe(s: Speaker) -> Reading:
    """Pronoun, names, gender, roles: what helps to find the speaker elsewhere in the article."""
    if not s.raw:
        return Reading()
    if pronoun := _pronoun(s):
        return pronoun
    until = next((i for i, gap in enumerate(s.gaps) if BREAK.search(gap)), len(s.raw))
    names = [i for i, raw in enumerate(s.raw) if s.is_name(i) and s.zones[i] == HEAD and not raw.endswith(("'s", "’s"))]
    names += [m.last - 1 for m in s.mentions if m.type == "person" and s.zones[m.first] == HEAD and not m.owner]
    names = sorted(i for i in names if i <= until) or sorted(names)
    titles = all(i and QUOTE.search(s.gaps[i - 1]) for i in names)  # "Dawn", the name of a club
    definite = True if "definite" in s.kinds[0] else False if "indefinite" in s.kinds[0] else None
    institution = any(m.type in ("institution", "metonym") for m in s.mentions if s.zones[m.first] == HEAD)
    return Reading(
        roles=tuple(role for _, role in s.roles), names=tuple(stem(s.words.forms[i], s.lang) for i in names),
        first=s.words.forms[names[0]] if names else "",
        gender=_gender(s), person=bool(s.roles or not titles) and not institution, definite=definite,
        elsewhere=frozenset(side for m in s.mentions if (side := s.row(m)["side"]) and not _only_alike(s, m)),
        nobody=not s.mentions and all(kinds - {"report"} for kinds in s.kinds), local=_local(s),
    )  # fmt: skip


def _local(s: Speaker) -> str:
    """The role of an authority that speaks, by itself or through its head, spokesman or source: "the police chief"."""
    roles = [role for _, role in s.roles]
    if roles and roles[0] not in LOCAL | STAFF | {"leader"}:
        return ""
    zones = (HEAD, OF, PLACE) if roles and roles[0] in STAFF else (HEAD, OF)
    offices = (s.row(m)["role"] for m in s.mentions if m.type == "office" and s.zones[m.first] in zones)
    return next((role for role in offices if role in LOCAL), "")


def _only_alike(s: Speaker, m: Mention) -> bool:
    """Is a last name that many have all there is of a person?"""
    return m.how == "surname" and all(s.actors.rows[n]["guard"] for n in m.rows)


def _pronoun(s: Speaker) -> Reading | None:
    """A pronoun, perhaps with adverbs ("she later"), or somebody of theirs ("his spokesman"), or their words ("his
    opinion"); also a bare "this one" that has a gender."""
    found = [kind for kind in _PRONOUNS if kind in s.kinds[0]]
    if not found and not s.mentions and "definite" in s.kinds[0] and _stands_for_name(s):
        return Reading(pronoun=_gender(s) or frozenset("mf"))
    if not found or 0 in s.at or (len(s.raw[0]) > 1 and s.raw[0].isupper()):
        return None
    rest = [i for i in range(1, len(s.raw)) if not s.kinds[i] & {"also", "definite", "report"}]
    staff = any(m.type == "office" for m in s.mentions)
    if any(m.type != "office" and s.zones[m.first] == HEAD for m in s.mentions):
        return None
    owned = "possessive" in s.kinds[0] and bool(rest)
    if (owned and not staff) or (s.lang != "ru" and any(s.is_name(i) for i in rest)):
        return None
    kinds = frozenset(k for kind in found for k in _kinds_of(kind))
    gender = _gender(s) & {"m", "f"} if owned else frozenset()
    return Reading(pronoun=kinds, possessive=owned, roles=tuple(role for _, role in s.roles), gender=gender)


def _stands_for_name(s: Speaker) -> bool:
    """ "This one", if it has a gender; "the 52-year-old"."""
    if len(s.raw) == 1:
        return bool(_gender(s) & {"m", "f"})
    return "age" in s.kinds[-1] and all(
        kinds & {"age", "definite"} or raw.isdigit() for raw, kinds in zip(s.raw, s.kinds, strict=True)
    )


def _kinds_of(kind: str) -> tuple[str, ...]:
    name = kind.removeprefix("pronoun ")
    return ("first",) if name == "first" else tuple(name)


def _gender(s: Speaker) -> frozenset[str]:
    """What article, form of address and the first role agree on; where they do not, the last of them tells."""
    until = next((m.last for m in s.mentions if m.type == "office"), len(s.raw))
    told = [kind for i in range(until) if s.zones[i] == HEAD for kind in sorted(s.kinds[i])]
    sets = [frozenset(kind.removeprefix("gender ")) for kind in told if kind.startswith("gender ")]
    return frozenset.intersection(*sets) or sets[-1] if sets else frozenset()
