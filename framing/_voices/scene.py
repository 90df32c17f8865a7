"""In which country an article stands: whose are "the court" and "the police" that no word calls Russian or American.

The same kind of authority may be named with its country elsewhere ("a court in Perm"); else it belongs to the one
country of the dateline, of most countries named, or of the towns.
"""

import re
from collections import Counter
from functools import cached_property

from .claims import LOCAL
from .mentions import Mention
from .narrative import Narrative
from .speaker_words import BREAK, kinds_of_word
from .speakers import read_speaker

_JUSTICE = {"court", "judge", "police", "investigator", "prosecutor"}  # of one case, where the article has but one
_PARTIES = {"US", "Russia"}
_NEAR = 4  # words between an authority and the town behind it
_MOST = 60  # how many authorities are looked at
_TOWNS, _SHARE = 2, 0.75  # an article stands in a country where so many of its towns, and no fewer, lie
_DATELINE = re.compile(
    r"\s{0,3}[^\W\d_][^\n.!?:;–—]{1,70}?(?:\.[^\n.!?:;–—]{0,30}?)? ?(?:\([^()\n]{2,40}\) ?)?[–—-]{1,2} "
)


class Scene:
    """Where the article of a `Narrative` stands."""

    def __init__(self, story: Narrative) -> None:
        self.story = story

    def side_of(self, role: str, place: int) -> str:
        """The side of an authority without a country: as the last one of its role, or as the article."""
        same = [(at, side) for at, known, side in self._seats if known == role]
        sides = {side for _, side in same}
        if sides >= _PARTIES:
            return ""
        if same:
            before = [side for at, side in same if at < place]
            return before[-1] if before else same[0][1]
        if self.story.of_two(_PARTIES):
            return ""
        sides = {side for _, known, side in self._seats if known in _JUSTICE}
        if role in _JUSTICE and sides:
            return sides.pop() if len(sides) == 1 else ""
        return self.country

    @cached_property
    def _seats(self) -> list[tuple[int, str, str]]:
        """The authorities that the text names with a country or a town: place, role, side."""
        story, found = self.story, []
        offices = [n for n, m in enumerate(story.mentions) if story.actors.rows[m.rows[0]]["role"] in LOCAL]
        for n in offices[:_MOST]:
            m = story.mentions[n]
            if m.type != "person" and (side := self._side_beside(n)):
                found.append((story.starts[n], story.actors.rows[m.rows[0]]["role"], side))
        return found

    def _side_beside(self, n: int) -> str:
        """The side that the words next to an authority tell."""
        story, m = self.story, self.story.mentions[n]
        begin = end = n
        if n and m.first - story.mentions[n - 1].last <= 1 and self._gap(story.mentions[n - 1], m):
            begin = n - 1
        if n + 1 < len(story.mentions) and self._belongs(m, story.mentions[n + 1]):
            end = n + 1
        if begin == end and not story.actors.rows[m.rows[0]]["side"]:
            return ""
        spans = story.words.spans
        phrase = story.text[spans[story.mentions[begin].first][0] : spans[story.mentions[end].last - 1][1]]
        return read_speaker(phrase, story.lang, story.actors).voice

    def _gap(self, before: Mention, m: Mention) -> bool:
        """May the words before an authority be its country: "Russian police", "US federal judge"?"""
        if before.type not in ("demonym", "metonym", "institution"):
            return False
        between = self._between(before, m)
        return between in (" ", "-") or (before.type == "demonym" and not BREAK.search(between))

    def _belongs(self, m: Mention, after: Mention) -> bool:
        """May the words behind an authority be where it stands: "police in Perm", «суд Перми»?"""
        if after.type not in ("metonym", "institution", "demonym") or after.first - m.last > _NEAR:
            return False
        between = self._between(m, after)
        first = between.split()[:1]
        if not first:
            return between == " "
        return not BREAK.search(between) and bool(kinds_of_word(first[0], self.story.lang) & {"place", "from"})

    def _between(self, one: Mention, two: Mention) -> str:
        spans = self.story.words.spans
        return self.story.text[spans[one.last - 1][1] : spans[two.first][0]]

    @cached_property
    def country(self) -> str:
        """The side of the country that dateline, states or towns tell, where they do not differ."""
        told = {side for side in (self._dateline, self.story.home, self._towns) if side}
        return told.pop() if len(told) == 1 else ""

    @cached_property
    def _dateline(self) -> str:
        """The side of the town with which the text begins: "MOSCOW (AP) — ..."."""
        line = _DATELINE.match(self.story.text)
        sides = (
            {self._side(m) for m in self._mentions_until(line.end()) if m.type in ("metonym", "institution")}
            if line
            else set()
        )
        return sides.pop() if len(sides) == 1 else ""

    def _mentions_until(self, end: int) -> list[Mention]:
        return [m for m, start in zip(self.story.mentions, self.story.starts, strict=True) if start < end]

    @cached_property
    def _towns(self) -> str:
        """The side in which most towns and regions lie; of states none is named more often."""
        towns: Counter[str] = Counter()
        states: Counter[str] = Counter()
        for (side, _, state), n in self.story.countries.items():
            (states if state else towns)[side] += n
        side = max(towns, key=lambda side: (towns[side], side), default="")
        enough = max(_TOWNS, _SHARE * towns.total())
        all_ = towns + states
        return side if side and towns[side] >= enough and all_[side] >= max(all_.values()) and side != "other" else ""

    def _side(self, m: Mention) -> str:
        return self.story.actors.rows[m.rows[0]]["side"]
