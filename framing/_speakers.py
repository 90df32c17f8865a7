"""Read the words of a speaker: who is named in them, in what role, for which state, or by what pronoun."""

from dataclasses import dataclass, replace

from ._actors import Actors
from ._mentions import Mention
from ._speaker_words import ABOUT, BREAK, FOR, HEAD, OF, PLACE, RELATIVE, Speaker, stem

PRONOUNS = ("pronoun m", "pronoun f", "pronoun n", "pronoun p", "pronoun fp", "pronoun first")
# whoever has one of these roles speaks for the house named after it, wherever the house is named
STAFF = {"spokesperson", "official", "source", "adviser", "diplomat", "member of parliament", "general"}
HOUSES = {"government", "ministry", "military", "parliament", "official"}
PRIVATE = {"expert", "journalist", "company", "candidate", "politician", "colleague", "opposition"}


@dataclass(frozen=True)
class Reading:
    """What the words of a speaker say by themselves; what they leave open is settled within the article.

    `voice` is empty where no side is named. `office` is a role and whose (for the holder at a date). `pronoun` holds
    the kinds of pronoun, `possessive` says that somebody of theirs speaks. `open` are persons whose last name alone is
    not enough. `names` are the other names. `gender` holds what is possible (m, f, n, p), empty if it cannot be told.
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
    gender: frozenset[str] = frozenset()
    person: bool = False
    definite: bool | None = None


@dataclass(frozen=True)
class _Claim:
    """One speaker among those that are joined by "and": a side, and why."""

    part: int
    side: str
    actor: str
    step: str
    unsure: bool = False
    of: frozenset[str] = frozenset()
    rows: tuple[int, ...] = ()


def read_speaker(text: str, lang: str, actors: Actors) -> Reading:
    """What the words of a speaker say by themselves.

    >>> from framing._actors import read_actors
    >>> reading = read_speaker("der russische Botschafter in Washington", "de", read_actors())
    >>> reading.voice, reading.step
    ('Russia', 'office')
    """
    s = Speaker(text, lang, actors)
    reading = _describe(s)
    if reading.pronoun:
        return reading
    claims, waiting = _persons(s)
    claims += _named(s, {c.part for c in claims})
    claims = claims or _staff(s) or _owners(s) or _inferred(s) or _agencies(s)
    if waiting and not any(c.step in ("full name", "surname") for c in claims):
        reading = replace(reading, open=waiting, person=True)
    return _join(s, reading, claims) if claims else reading


# --- who is named ----------------------------------------------------------------------------------------------


def _persons(s: Speaker) -> tuple[list[_Claim], tuple[str, ...]]:
    """The persons who speak, one for each part; and those whose last name alone is not enough."""
    found: dict[int, list[tuple[tuple, _Claim]]] = {}
    waiting: list[str] = []
    for m in s.mentions:
        if m.type != "person" or not _is_head(s, m) or (m.how == "surname" and _part_of_name(s, m)):
            continue
        stranger = m.how == "surname" and _stranger(s, m.first)
        rows = [n for n in m.rows if m.how == "full name" or not s.actors.rows[n]["guard"] or _titled(s, m, n)]
        if stranger:
            rows = [n for n in rows if not s.actors.rows[n]["guard"]]
        elif not rows:
            waiting += [s.actors.rows[n]["actor"] for n in m.rows]
        rows = [n for n in rows if _titled(s, m, n)] or rows
        names = list(dict.fromkeys(s.actors.rows[n]["actor"] for n in rows))
        sides = {s.actors.side_of(name) for name in names}
        if len(sides) == 1:
            one = len(names) == 1 and not stranger
            claim = _Claim(s.parts[m.first], sides.pop(), names[0] if one else "", m.how, not one, rows=tuple(rows))
            rank = (m.how != "full name", not m.plain, m.first)
            found.setdefault(claim.part, []).append((rank, claim))
    return [min(claims, key=lambda c: c[0])[1] for _, claims in sorted(found.items())], tuple(dict.fromkeys(waiting))


def _is_head(s: Speaker, m: Mention) -> bool:
    """Does a person speak, or somebody of theirs ("Trump's lawyer", "Putin-Sprecher", "an aide to Biden")?"""
    if m.owner or s.zones[m.first] == RELATIVE:
        return False
    if m.last < len(s.raw) and _modifies(s, m):
        return False
    opened = s.after[m.first]
    if s.zones[m.first] in (OF, FOR, ABOUT):
        # "ambassador to Russia John Hale": after the state comes the person
        return any(s.at[i].type in ("metonym", "institution") for i in range(opened + 1, m.first) if i in s.at)
    if s.lang == "ru" and not m.plain and s.roles and s.roles[0][0] < m.first:
        role = s.roles[0][1]
        return role not in STAFF or any(_held_role(s, n, role) for n in m.rows)
    return True


def _modifies(s: Speaker, m: Mention) -> bool:
    """Is a name only the first half of a compound: "Obama-Berater", "Trump administration officials"?"""
    gap = s.next_to(m)
    if gap == "-":
        return True
    following = s.raw[m.last]
    return s.lang == "en" and gap == " " and following.islower() and not s.kinds[m.last]


def _stranger(s: Speaker, first: int) -> bool:
    """Does another given name stand before a last name?"""
    return first > 0 and s.gaps[first - 1] == " " and _unknown_name(s, first - 1)


def _unknown_name(s: Speaker, i: int) -> bool:
    return i not in s.at and not s.kinds[i] and s.raw[i][0].isupper()


def _part_of_name(s: Speaker, m: Mention) -> bool:
    """Is a last name or a city only a part of another name: "Ryan Hale", "Power of Nutrition", "Washington Examiner"?"""
    if (
        s.lang == "en"
        and m.type == "person"
        and s.kinds[m.first - 1 if m.first else m.first] & {"definite", "indefinite"}
    ):
        return True
    followed = m.last < len(s.raw) and s.next_to(m) == " " and _unknown_name(s, m.last)
    return followed and (s.lang == "en" or (s.lang == "ru" and m.type == "person"))


def _titled(s: Speaker, m: Mention, row: int) -> bool:
    """Do the words around a last name give the person's role or state?"""
    person = s.actors.rows[row]
    of = {r["of"] for r in s.actors.periods[person["actor"]]} - {""}
    for other in s.mentions:
        if other is not m and s.parts[other.first] == s.parts[m.first] and s.zones[other.first] in (HEAD, OF):
            held = s.row(other)
            if other.type == "office" and held["role"] and _held_role(s, row, held["role"]):
                return True
            if other.type in ("demonym", "metonym", "institution") and (held["of"] in of or held["actor"] in of):
                return True
    return False


def _held_role(s: Speaker, row: int, role: str) -> bool:
    return any(same_role(role, r["role"]) for r in s.actors.periods[s.actors.rows[row]["actor"]])


def same_role(a: str, b: str) -> bool:
    """Can two roles be one: "minister" and "foreign minister"?"""
    one, two = set(a.split()), set(b.split())
    return bool(a and b) and (one <= two or two <= one)


# --- which state or institution --------------------------------------------------------------------------------


def _named(s: Speaker, spoken: set[int]) -> list[_Claim]:
    """Institutions, states and peoples that speak, for each part where no person does: the head before what it belongs to."""
    found: dict[int, list[_Claim]] = {}
    for zone in (HEAD, OF):
        for m in s.mentions:
            part, row = s.parts[m.first], s.row(m)
            if s.zones[m.first] == zone and part not in spoken and _counts(s, m):
                found.setdefault(part, []).append(_claim(part, row, "metonym" if _alone(s, m) else m.type))
    claims = []
    for part, several in sorted(found.items()):
        opposed = any(role == "opposition" for at, role in s.roles if s.parts[at] == part)
        several = [c for c in several if c.step != "office"] or several
        if opposed:
            claims.append(_Claim(part, "other", "", "office", True))
        else:
            claims += [c for c in several if c is several[0] or _listed(c, several[0])]
    return claims


def _alone(s: Speaker, m: Mention) -> bool:
    """Is "US" a noun here: "the US said", not "the US envoy"?"""
    last = (
        m.last == len(s.raw)
        or s.next_to(m) not in (" ", "-")
        or s.zones[m.last] != s.zones[m.first]
        or s.is_(m.last, "and")
    )
    return m.type == "demonym" and last and s.raw[m.first].isupper()


def _listed(claim: _Claim, first: _Claim) -> bool:
    """Is a second state named beside the first, not below it: "Germany, France", "US-Russian"?"""
    return claim.side != first.side and claim.step == first.step and claim.step in ("metonym", "demonym")


def _claim(part: int, row: dict[str, str], kind: str) -> _Claim:
    actor = "" if kind in ("demonym", "office") else row["actor"]
    of = frozenset({row["of"], row["actor"]} if kind == "institution" else {row["of"]}) - {""}
    return _Claim(part, row["side"], actor, kind, of=of)


def _counts(s: Speaker, m: Mention) -> bool:
    """Does a mention say who speaks? Not agencies, not "pro-Russian", "Moscow-based", "Russland-Experte", "Russia expert"."""
    row = s.row(m)
    if m.type in ("person", "agency") or not row["side"] or row["guard"] == "inferred" or row["role"] == "opposition":
        return False
    if s.is_(m.first - 1, "undo before") or s.is_(m.last, "undo after"):
        return False
    if m.type != "metonym" or m.owner:
        return True
    if (s.lang == "en" and _stranger(s, m.first)) or _part_of_name(s, m):
        return False
    if m.last == len(s.raw):
        return True
    following = s.at.get(m.last)
    if s.next_to(m) == "-":
        return s.raw[m.first].isupper() or s.raw[m.last].casefold() == "seite"
    if s.lang == "en" and s.next_to(m) == " " and s.raw[m.last].islower() and not s.kinds[m.last]:
        return following is not None and s.row(following)["role"] in HOUSES
    return True


def _staff(s: Speaker) -> list[_Claim]:
    """Nothing in the head: the house of a spokesman, official or source, and the capital of a ministry."""
    roles = {role for _, role in s.roles}
    found = []
    for m in s.mentions:
        zone, row = s.zones[m.first], s.row(m)
        if zone not in (FOR, PLACE, ABOUT) or not row["side"] or row["guard"] == "inferred":
            continue
        claim = _claim(s.parts[m.first], row, m.type)
        if m.type in ("institution", "demonym") and (
            roles & STAFF or (m.type == "institution" and zone == FOR and roles)
        ):
            found.append(replace(claim, actor="", unsure=zone == ABOUT))
        elif m.type == "metonym" and ((zone == PLACE and roles & HOUSES) or (zone == FOR and "spokesperson" in roles)):
            found.append(replace(claim, actor="", step="place", unsure=True))
    return found[:1]


def _owners(s: Speaker) -> list[_Claim]:
    """Somebody of a person whose side is known: "Putin's spokesman"."""
    if any(role == "opposition" for _, role in s.roles):
        return []
    for m in s.mentions:
        if (
            m.type == "person"
            and (m.how == "full name" or not s.row(m)["guard"])
            and s.zones[m.first] in (HEAD, OF, FOR, ABOUT)
        ):
            staff = s.zones[m.first] in (HEAD, OF) or {r for _, r in s.roles} & STAFF
            if staff and not _stranger(s, m.first) and not _is_head(s, m):
                return [_Claim(s.parts[m.first], s.actors.side_of(s.row(m)["actor"]), "", "person of", True)]
    return []


def _inferred(s: Speaker) -> list[_Claim]:
    """Words that name a side only where nothing else does."""
    for m in s.mentions:
        row = s.row(m)
        if (
            row["guard"] == "inferred"
            and row["side"]
            and (s.zones[m.first] in (HEAD, OF) or {r for _, r in s.roles} & STAFF)
        ):
            return [replace(_claim(s.parts[m.first], row, "institution"), actor="", unsure=True)]
    return []


def _agencies(s: Speaker) -> list[_Claim]:
    """A news agency is a channel; it has a voice only where nothing else is named."""
    named = [m for m in s.mentions if m.type == "agency" and s.zones[m.first] != RELATIVE]
    return [_Claim(s.parts[m.first], s.row(m)["side"], s.row(m)["actor"], "agency", True) for m in named[:1]]


# --- together --------------------------------------------------------------------------------------------------


def _join(s: Speaker, reading: Reading, claims: list[_Claim]) -> Reading:
    """One voice for all who speak: the same side, or the one of the two parties among them, or ``other``."""
    first, sides = claims[0], list(dict.fromkeys(c.side for c in claims))
    if len(sides) > 1:
        parties = [side for side in sides if side in ("US", "Russia")]
        voice = parties[0] if len(parties) == 1 else "other"
        actor = "; ".join(dict.fromkeys(c.actor for c in claims if c.actor))
        return replace(reading, voice=voice, actor=actor, step="joint", unsure=True, gender=frozenset("p"))
    role = _head_role(s, first.part)
    named = first.step in ("full name", "surname")
    unsure = first.unsure or (first.step == "demonym" and (not role or role in PRIVATE))
    step = "office" if role and first.step in ("demonym", "metonym", "institution") and not first.unsure else first.step
    alone = named or first.step == "agency" or not (role or reading.names)
    actor = "; ".join(dict.fromkeys(c.actor for c in claims if c.actor)) if alone else ""
    office = (role, first.of) if role and first.of and not named and len(claims) == 1 and _holds(s) else None
    gender, roles = reading.gender, reading.roles
    if named:
        periods = [p for n in first.rows for p in s.actors.periods[s.actors.rows[n]["actor"]]]
        gender = frozenset(p["gender"] for p in periods if p["gender"]) or gender
        roles = tuple(dict.fromkeys((*roles, *(p["role"] for p in periods if p["role"] and actor))))
    return replace(
        reading, voice=first.side, actor=actor, step=step, unsure=unsure, office=office, gender=gender, roles=roles,
        person=named or reading.person,
    )  # fmt: skip


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
        kinds & {"deputy", "former", "plural", "indefinite"}
        for kinds, z in zip(s.kinds, s.zones, strict=True)
        if z == HEAD
    )


def _describe(s: Speaker) -> Reading:
    """Pronoun, names, gender, roles: what helps to find the speaker elsewhere in the article."""
    if not s.raw:
        return Reading()
    pronouns = _pronouns(s, 0)
    rest = [i for i in range(1, len(s.raw)) if not s.kinds[i] & {"also", "definite"}]
    if (
        pronouns
        and (not rest or any(i in s.at and s.at[i].type == "office" for i in rest))
        and not any(m.type != "office" for m in s.mentions)
    ):
        kinds = frozenset(k for kind in pronouns for k in _kinds_of(kind))
        return Reading(pronoun=kinds, possessive=bool(rest), roles=tuple(r for _, r in s.roles))
    until = next((i for i, gap in enumerate(s.gaps) if BREAK.search(gap)), len(s.raw))
    names = [
        i
        for i in range(len(s.raw))
        if _unknown_name(s, i) and s.zones[i] == HEAD and not s.raw[i].endswith(("'s", "’s"))
    ]
    names = [i for i in names if i <= until] or names
    gender = frozenset(g for kind, g in (("feminine", "f"), ("masculine", "m"), ("neuter", "n"), ("plural", "p"))
                       if any(kind in k for k, z in zip(s.kinds, s.zones, strict=True) if z == HEAD))  # fmt: skip
    definite = True if "definite" in s.kinds[0] else False if "indefinite" in s.kinds[0] else None
    institution = any(m.type in ("institution", "metonym") for m in s.mentions if s.zones[m.first] == HEAD)
    return Reading(
        roles=tuple(role for _, role in s.roles), names=tuple(stem(s.words.forms[i], s.lang) for i in names),
        gender=_one_gender(gender, s), person=bool(s.roles or names) and not institution, definite=definite,
    )  # fmt: skip


def _pronouns(s: Speaker, i: int) -> list[str]:
    if i in s.at or (len(s.raw[i]) > 1 and s.raw[i].isupper()):
        return []
    return [kind for kind in PRONOUNS if kind in s.kinds[i]]


def _kinds_of(kind: str) -> tuple[str, ...]:
    name = kind.removeprefix("pronoun ")
    return ("first",) if name == "first" else tuple(name)


def _one_gender(found: frozenset[str], s: Speaker) -> frozenset[str]:
    """Gender as far as the words tell it: an ending "-in" counts only in nouns, a plural outweighs the rest."""
    if "p" in found:
        return frozenset("p")
    if s.lang == "de" and "f" in found:
        nouns = [
            r
            for i, r in enumerate(s.raw)
            if "feminine" in s.kinds[i] and (r[0].isupper() or r.casefold() in ("eine", "diese"))
        ]
        found = frozenset("f") if nouns else found - {"f"}
    if not found and s.lang == "de" and s.kinds and "definite" in s.kinds[0]:
        return frozenset("fp") if s.words.forms[0] == "die" else found
    return found
