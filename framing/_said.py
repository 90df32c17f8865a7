"""What a rule finds, and what the engine remembers between sentences."""

from dataclasses import dataclass, field

from ._sentences import Sentence

Place = tuple[int, int]


@dataclass(slots=True)
class Said:
    """One statement: its places in the text (more than one when the attribution divides it) and who says it."""

    spans: list[Place]
    kind: str
    rule: str
    speaker: Place | None
    cue: Place | None


@dataclass(slots=True)
class Memory:
    """The statements of the text so far, the last speaker, and the sentences before."""

    found: list[Said] = field(default_factory=list)
    speaker: Place | None = None
    speaker_sentence: int = -99
    sentences: list[Sentence] = field(default_factory=list)

    def recent(self, s: Sentence, within: int) -> Place | None:
        """The last speaker, if he spoke at most `within` sentences ago."""
        return self.speaker if s.number - self.speaker_sentence <= within else None

    def before(self, s: Sentence) -> Sentence | None:
        """The sentence before `s`."""
        return self.sentences[s.number - 1] if s.number else None

    def add(self, s: Sentence, said: Said) -> bool:
        """Keep a statement unless it crosses one that is already there; it may lie inside one or around a part."""
        said.spans = [p for p in said.spans if p[1] > p[0]]
        if not said.spans:
            return False
        recent = [p for other in self.found[-40:] for p in other.spans]
        for start, end in said.spans:
            for a, b in recent:
                if start < b and a < end and not (a <= start and end <= b and (a, b) != (start, end)):
                    return False
        inside = [p for p in recent if p[0] <= said.spans[0][0] < p[1]]
        if inside and (said.speaker is None or not any(a <= said.speaker[0] and said.speaker[1] <= b for a, b in inside)):
            return False
        self.found.append(said)
        if not inside and said.speaker is not None:
            self.speaker, self.speaker_sentence = said.speaker, s.number
        return True
