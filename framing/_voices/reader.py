"""Read the words of the speakers of many articles, each distinct speaker once; and the words around them, where these
say more than their own.
"""

from dataclasses import replace

from .._scan.patterns import Words
from .actors import Actors
from .speaker_words import LAST_WORD, apposition, gender_of_cue, words_after
from .speakers import Reading, read_speaker

_BELONGING = ("office", "institution", "demonym", "place")
_LONGEST = 40  # letters of a word before a speaker that are looked at


class Reader:
    """Remembers what the words of a speaker say."""

    def __init__(self, actors: Actors) -> None:
        self.actors = actors
        self._known: dict[tuple[str, str], Reading] = {}

    def read(self, row: dict, text: str) -> Reading | None:
        """What the words of a speaker say; None where there are no words."""
        if not row["speaker"]:
            return None
        reading = self._read(row["speaker"], row["lang"])
        if text and not reading.pronoun and (reading.unsure or not reading.voice):
            reading = self._read_around(reading, row, text)
        return reading if reading.gender else replace(reading, gender=gender_of_cue(row["cue"], row["lang"]))

    def _read(self, words: str, lang: str) -> Reading:
        if (words, lang) not in self._known:
            self._known[words, lang] = read_speaker(words, lang, self.actors)
        return self._known[words, lang]

    def _read_around(self, reading: Reading, row: dict, text: str) -> Reading:
        """The words found may lack "Russian" before "officials", or "in Moscow" and ", an aide to ..." after them."""
        at, words, lang = row["at"], row["speaker"], row["lang"]
        if not text.startswith(words, at):
            return reading
        before = LAST_WORD.search(text, max(at - _LONGEST, 0), at)
        if before and {m.type for m in self.actors.forms[lang].find_all(Words(before[1]))} == {"demonym"}:
            return self._read(before[0] + words, lang)
        if reading.voice or not (reading.roles or reading.names):
            return reading
        end = at + len(words)
        after = apposition(text, at, end, row["cue"]) or (reading.roles and words_after(text, end, row["cue"], lang))
        more = self._read(words + after, lang) if after else reading
        return replace(more, unsure=True) if more.step in _BELONGING else reading
