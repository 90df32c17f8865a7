"""Which of the actors named in a speaker's words speak: persons, else states and institutions, else the inferred."""

from dataclasses import dataclass, replace

from .mentions import Mention
from .speaker_words import ABOUT, BREAK, FOR, HEAD, OF, PLACE, RELATIVE, Speaker

# whoever has one of these roles speaks for the house named after it, wherever the house is named
STAFF = {"spokesperson", "official", "source", "adviser", "diplomat", "member of parliament", "general"}
_HOUSES = {"government", "ministry", "military", "parliament", "official"}
# whoever has one of these roles acts for the country in which they stand: a court "in Perm" is Russian
LOCAL = {
    "court", "judge", "police", "investigator", "prosecutor", "rescue service", "hospital", "mayor", "governor",
    "authorities",
}  # fmt: skip


@dataclass(frozen=True)
class Claim:
    """One speaker among those that are joined by "and": a side, and why."""

    part: int
    side: str
    actor: str
    step: str
    unsure: bool = False
    of: frozenset[str] = frozenset()
    rows: tuple[int, ...] = ()


def find_claims(s: Speaker) -> tuple[list[Claim], tuple[str, ...]]:
    """Who speaks, the surest kind of evidence first; and persons whose last name alone is not enough."""
    claims, waiting = _persons(s)
    claims += _named(s, {c.part for c in claims})
    return claims or _staff(s) or _owners(s) or _inferred(s) or _agencies(s), waiting


# --- who is named ----------------------------------------------------------------------------------------------


def _persons(s: Speaker) -> tuple[list[Claim], tuple[str, ...]]:
    """The persons who speak, one for each part; and those whose last name alone is not enough."""
    found: dict[int, list[tuple[tuple, Claim]]] = {}
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
            claim = Claim(s.parts[m.first], sides.pop(), names[0] if one else "", m.how, not one, rows=tuple(rows))
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
        # "ambassador to Russia John Hale", "envoy for arms control John Hale": the person stands behind the topic
        before = m.first - 1
        topic = s.raw[before].islower() and before not in s.at and not s.kinds[before] and s.gaps[before] == " "
        if m.how == "full name" and topic:
            return True
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
    return first > 0 and s.gaps[first - 1] == " " and s.is_name(first - 1)


def _part_of_name(s: Speaker, m: Mention) -> bool:
    """Is a last name or a city a part of another name: "Ryan Hale", "Power of Nutrition", "Washington Examiner"?"""
    if s.lang == "en" and m.type == "person" and (s.is_(m.first - 1, "definite") or s.is_(m.first - 1, "indefinite")):
        return True
    followed = m.last < len(s.raw) and s.next_to(m) == " " and s.is_name(m.last)
    return followed and (s.lang == "en" or (s.lang == "ru" and m.type == "person"))


def _titled(s: Speaker, m: Mention, row: int) -> bool:
    """Do the words around a last name give the person's role or state?"""
    of = {r["of"] for r in s.actors.periods[s.actors.rows[row]["actor"]]} - {""}
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


def _named(s: Speaker, spoken: set[int]) -> list[Claim]:
    """Institutions, states, peoples that speak where no person does: those in the head before what it belongs to."""
    found: dict[int, list[Claim]] = {}
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
            claims.append(Claim(part, "other", "", "office", True))
        else:
            claims += [c for c in several if c is several[0] or _listed(c, several[0])]
    return claims


def _alone(s: Speaker, m: Mention) -> bool:
    """Is "US" a noun here: "the US said", not "the US envoy"?"""
    if m.type != "demonym" or not s.raw[m.first].isupper():
        return False
    if m.last == len(s.raw) or s.next_to(m) not in (" ", "-") or s.zones[m.last] != s.zones[m.first]:
        return True
    beside = s.at.get(m.last + 1)
    return s.is_(m.last, "and") and (beside is None or beside.type != "demonym")


def _listed(claim: Claim, first: Claim) -> bool:
    """Is a second state named beside the first, not below it: "Germany, France", "US-Russian"?"""
    return claim.side != first.side and claim.step == first.step and claim.step in ("metonym", "demonym")


def _claim(part: int, row: dict[str, str], kind: str) -> Claim:
    actor = "" if kind in ("demonym", "office") else row["actor"]
    of = frozenset({row["of"], row["actor"]} if kind == "institution" else {row["of"]}) - {""}
    return Claim(part, row["side"], actor, kind, of=of)


def _counts(s: Speaker, m: Mention) -> bool:
    """Does a mention say who speaks? Not "pro-Russian", "Moscow-based", "Russland-Experte", "Russia expert"."""
    row = s.row(m)
    if m.type in ("person", "agency") or not row["side"] or row["guard"] == "inferred" or row["role"] == "opposition":
        return False
    if s.is_(m.first - 1, "undo before") or s.is_(m.last, "undo after"):
        return False
    if m.type != "metonym" or m.owner:
        return True
    if (s.lang == "en" and _stranger(s, m.first)) or (m.last - m.first == 1 and _part_of_name(s, m)):
        return False
    if m.last == len(s.raw):
        return True
    following = s.at.get(m.last)
    if s.next_to(m) == "-":
        return s.raw[m.first].isupper()
    topic = s.lang == "en" and s.zones[m.first] == HEAD and s.next_to(m) == " "
    if topic and s.raw[m.last].islower() and not s.kinds[m.last]:
        return following is not None and s.row(following)["role"] in _HOUSES
    return True


def _staff(s: Speaker) -> list[Claim]:
    """Nothing in the head: the house of a spokesman, official or source, and the capital of a ministry."""
    roles = {role for _, role in s.roles}
    staff = roles & STAFF
    found = []
    for m in s.mentions:
        zone, row = s.zones[m.first], s.row(m)
        if zone in (HEAD, OF) or not row["side"] or row["guard"] == "inferred":
            continue
        claim = _claim(s.parts[m.first], row, m.type)
        institution = m.type == "institution"
        if zone == RELATIVE:
            found += [replace(claim, actor="", unsure=True)] * _serves(s, m)
            continue
        if (staff and m.type in ("institution", "demonym")) or (institution and zone == FOR and roles):
            found.append(replace(claim, actor="", unsure=zone == ABOUT))
        elif m.type == "metonym" and (
            (zone == PLACE and roles & (_HOUSES | LOCAL)) or (zone == FOR and "spokesperson" in roles)
        ):
            found.append(replace(claim, actor="", step="place", unsure=True))
    return found[:1]


def _serves(s: Speaker, m: Mention) -> bool:
    """ "Tom Reed, who served as US ambassador", "who works for the Russians"."""
    if m.type == "demonym" and m.last in s.at:
        return s.is_(m.first - 1, "as") or s.is_(m.first - 2, "as")
    ends = m.last == len(s.raw) or bool(BREAK.search(s.next_to(m)))
    return ends and m.type != "person" and (s.is_(m.first - 1, "for") or s.is_(m.first - 2, "for"))


def _owners(s: Speaker) -> list[Claim]:
    """Somebody of a person whose side is known: "Putin's spokesman"."""
    roles = {role for _, role in s.roles}
    for m in s.mentions:
        zone, row = s.zones[m.first], s.row(m)
        if m.type != "person" or (m.how == "surname" and row["guard"]) or s.is_(m.last, "undo after"):
            continue
        close = zone in (HEAD, OF) or (zone in (FOR, ABOUT, PLACE) and roles & STAFF)
        if close and "opposition" not in roles and not _stranger(s, m.first) and not _is_head(s, m):
            return [Claim(s.parts[m.first], s.actors.side_of(row["actor"]), "", "person of", True)]
    return []


def _inferred(s: Speaker) -> list[Claim]:
    """Words that name a side only where nothing else does, and only where they agree."""
    staff = {role for _, role in s.roles} & STAFF
    found = [
        replace(_claim(s.parts[m.first], s.row(m), "institution"), actor="", unsure=True)
        for m in s.mentions
        if s.row(m)["guard"] == "inferred" and s.row(m)["side"] and (s.zones[m.first] in _near(s, m) or staff)
    ]
    return found[:1] if len({claim.side for claim in found}) == 1 else []


def _near(s: Speaker, m: Mention) -> tuple[str, ...]:
    """Where a word that names a side may stand: a scholar is "at" an institute and belongs to it, but not to a town;
    a court belongs to it."""
    local = any(role in LOCAL for _, role in s.roles)
    return (HEAD, OF, PLACE) if local or s.row(m)["role"] == "institute" else (HEAD, OF)


def _agencies(s: Speaker) -> list[Claim]:
    """A news agency is a channel; it has a voice only where nothing else is named."""
    named = [
        m
        for m in s.mentions
        if m.type == "agency"
        and (s.zones[m.first] in (HEAD, OF) or (s.zones[m.first] != RELATIVE and not s.row(m)["guard"]))
    ]  # "users on Facebook" are not the company
    return [Claim(s.parts[m.first], s.row(m)["side"], s.row(m)["actor"], "agency", True) for m in named[:1]]
