"""What a rule finds, and what the engine remembers between sentences."""

from dataclasses import dataclass, field

from ..words import fold
from .sentences import Sentence

Place = tuple[int, int]
_FIRST = frozenset(("i", "we", "you", "ich", "wir", "sie", "я", "мы", "вы"))
_NOT_IN_ANSWERS = frozenset(("X believes that", "X believes C", "X shows that", "C, X said", "C, said X", "noun, C"))
_OWNERS = ("'s", "’s")
_NEAR = 40  # statements back: a later one crosses none before these


@dataclass(slots=True)
class Said:
    """One statement: its places in the text (more than one when the attribution divides it) and who says it."""

    spans: list[Place]
    kind: str
    rule: str
    speaker: Place | None
    cue: Place | None
    anaphoric: bool = False  # "nach seinen Angaben": says nothing new on who speaks
    outer: bool = False  # may hold the statement of another ("Er habe gehört, Y habe gesagt, ...")


@dataclass(slots=True)
class Memory:
    """The statements of the text so far, the last speaker, and the sentences before."""

    found: list[Said] = field(default_factory=list)
    speaker: Place | None = None
    speaker_sentence: int = -99
    sentences: list[Sentence] = field(default_factory=list)

    earlier: tuple[Place | None, int] = (None, -99)
    inside: bool = False  # a quotation
    turn: Said | None = None  # the answer of an interview that goes on

    def recent(self, s: Sentence, within: int) -> Place | None:
        """The last speaker, if he spoke at most `within` sentences ago."""
        return self.speaker if s.number - self.speaker_sentence <= within else None

    def open(self, s: Sentence, answer: Said | None) -> None:
        """A turn of an interview begins; of one that asks, nothing is kept."""
        self.turn = None
        if answer and self.add(s, answer):
            self.turn = answer

    def in_the_way(self, place: Place) -> bool:
        """Does the answer that goes on hold `place`, so that no statement from outside can go on there?"""
        turn = self.turn.spans if self.turn else []
        return any(place[0] < b and a < place[1] for a, b in turn)

    def begin(self) -> None:
        """A new sentence begins."""
        self.earlier = self.speaker, self.speaker_sentence

    def continued(self, s: Sentence, within: int) -> Place | None:
        """The last speaker of the sentences before, if he spoke at most `within` sentences ago."""
        return self.earlier[0] if s.number - self.earlier[1] <= within else None

    def _answers_itself(self, s: Sentence, said: Said) -> bool:
        """Is it no statement of another that is told in an answer, but what the one who answers thinks and says?"""
        if self.turn is None:
            return False
        start, end = said.speaker or (0, 0)
        weak = said.rule in _NOT_IN_ANSWERS or said.kind in ("reported", "continued")
        return weak or fold(s.text[start:end]) in _FIRST

    def before(self, s: Sentence) -> Sentence | None:
        """The sentence before `s`."""
        return self.sentences[s.number - 1] if s.number else None

    def add(self, s: Sentence, said: Said) -> bool:
        """Keep a statement unless it crosses one that is already there.

        It may lie inside another whose words name its speaker, or around one whose speaker it names.
        """
        said.spans = [p for p in said.spans if p[1] > p[0]]
        if said.speaker and s.text[said.speaker[0] : said.speaker[1]].endswith(_OWNERS):
            said.speaker = said.speaker[0], said.speaker[1] - 2
        if not said.spans:
            return False
        inside = False
        for other in (*self.found[-_NEAR:], *([self.turn] if self.turn else [])):
            for a, b in other.spans:
                for start, end in said.spans:
                    if start >= b or a >= end:
                        continue
                    if a <= start and end <= b and (a, b) != (start, end) and _within(said.speaker, (a, b)):
                        inside = True
                    elif not (
                        said.outer
                        and start < a
                        and b <= end
                        and (a, b) != (start, end)
                        and said.speaker != other.speaker
                        and _within(other.speaker, (start, end))
                    ):
                        return False
        if inside and (said.cue is None or self._answers_itself(s, said)):
            return False
        self.found.append(said)
        if not inside and said.speaker is not None and not said.anaphoric:
            self.speaker, self.speaker_sentence = said.speaker, s.number
        return True


def _within(place: Place | None, outer: Place) -> bool:
    return place is not None and outer[0] <= place[0] and place[1] <= outer[1]
