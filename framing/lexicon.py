"""The lexicon: which words speak of one pole, which of the other.

`lexicon.csv` holds one concept a row and its words in each language side by side, so that somebody who reads two of
the languages can check it across. Patterns are divided by `;`. `*` stands for any letters, `...` for up to twelve
other words of the same clause (German separable verbs: `lehn* ... ab`). The two poles are those that the file
names: another axis (threat against reassurance, blame against remedy) is another file. `shifters.csv` beside it
holds the words that turn others round: avoid, refuse, not.
"""

import hashlib
from dataclasses import dataclass, replace
from functools import cached_property
from importlib.resources import files
from pathlib import Path

import pandas as pd

from ._check import read_own, require_choice, require_columns
from ._scan.patterns import _parts
from .words import LANGS

STATUS = ("core", "context", "topic")
OFF_TOPIC, ON_TOPIC = "off-topic", "on-topic"  # words about other subjects, and those that keep a sentence in
SHIFTABLE = ("avoidable", "refusable", "")
KINDS = ("avoided", "refused", "negated", "none", "break", "list", "link", "apart", "setting")
# event types that are done, not said (Halterman et al. 2023, PLOVER, arXiv:2310.06939)
MATERIAL = ("COOPERATE", "AID", "RETREAT", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT")
PLACES = ("before", "after", "either")
_OFF_TOPIC = ["lang", "concept", "status", "pattern", "exclude"]


@dataclass(frozen=True)
class Lexicon:
    """Concepts, their patterns, and the shifting words.

    concepts : a row is a concept: ``concept, pole, status, event, shift, note``.
    patterns : a row is a pattern: ``lang, concept, pattern, exclude``.
    shifters : a row is a pattern that turns others: ``lang, kind, place, reach, pattern``.
    off_topic : a row is a pattern that tells whether a sentence is about another subject, where nothing is counted:
        ``lang, concept, status, pattern, exclude``.
    poles : the two poles in the order of the file; a positive balance speaks of the first.
    version : eight letters that change whenever a word of the lexicon or of the shifters does.
    """

    concepts: pd.DataFrame
    patterns: pd.DataFrame
    shifters: pd.DataFrame
    off_topic: pd.DataFrame
    poles: tuple[str, str]
    version: str

    @cached_property
    def langs(self) -> list[str]:
        """The languages that the lexicon has words for."""
        return sorted(self.patterns["lang"].unique())

    def verbal(self) -> "Lexicon":
        """The lexicon for words alone: acts (attack, seize, assist, release) are found, but not scored.

        Whether a concept is said or done follows from its event type (PLOVER's four classes); a text about a war then
        counts for how it speaks, not for what it tells of.
        """
        acts = self.concepts["event"].isin(MATERIAL)
        status = self.concepts["status"].mask(acts, "topic")
        return replace(self, concepts=self.concepts.assign(status=status))

    @cached_property
    def finders(self) -> dict[str, object]:
        """What `find_hits` has made of the lexicon, by language; kept, so that words once decided stay known."""
        return {}

    def gaps(self) -> pd.DataFrame:
        """A row is a concept that lacks patterns in some language; a column a language, a value the number of
        patterns."""
        words = self.patterns[~self.patterns["exclude"]]
        has = words.groupby(["concept", "lang"]).size().unstack(fill_value=0)
        return has[(has == 0).any(axis="columns")]


def read_lexicon(path: Path | str | None = None, shifters: Path | str | None = None) -> Lexicon:
    """The lexicon of a CSV file; without `path` the one that comes with the package.

    The file has the columns ``concept, pole`` and one column of patterns for each language (``en, de, ru``); it may
    have ``status`` (core, context or topic; topic is never scored), ``shift`` (avoidable, refusable or empty),
    ``event``, ``note``, and exclusions ``not_en, not_de, not_ru``. Rows of status ``off-topic`` and ``on-topic`` have
    no pole: in a sentence with a word of the first kind and none of the second nothing is counted.

    >>> lexicon = read_lexicon()
    >>> lexicon.poles
    ('confrontation', 'dialogue')
    """
    source = Path(path) if path else files("framing") / "lexicon.csv"
    turning = Path(shifters) if shifters else files("framing") / "shifters.csv"
    wide = _read(source, "lexicon")
    langs = [lang for lang in LANGS if lang in wide.columns]
    if not langs:
        raise ValueError(f"{source}: no column of words; the lexicon needs one or more of {list(LANGS)}.")
    require_columns(wide, ["concept", "pole"], str(source))
    for column, default in {"status": "core", "shift": "", "event": "", "note": ""}.items():
        wide[column] = wide.get(column, pd.Series(default, wide.index)).replace("", default)
    _check_concepts(wide, str(source))
    patterns = _read_patterns(wide, langs, str(source))
    status = patterns["concept"].map(wide.set_index("concept")["status"])
    aside, apart = wide["status"].isin([OFF_TOPIC, ON_TOPIC]), status.isin([OFF_TOPIC, ON_TOPIC])
    digest = hashlib.sha256(source.read_bytes() + turning.read_bytes()).hexdigest()[:8]
    return Lexicon(
        concepts=wide.loc[~aside, ["concept", "pole", "status", "event", "shift", "note"]].reset_index(drop=True),
        patterns=patterns[~apart].reset_index(drop=True),
        off_topic=patterns.assign(status=status)[apart].reset_index(drop=True)[_OFF_TOPIC],
        shifters=_read_shifters(_read(turning, "shifters"), langs, str(turning)),
        poles=tuple(wide.loc[~aside, "pole"].unique()),
        version=digest,
    )


def _read(source: Path, name: str) -> pd.DataFrame:
    """A CSV file in which every cell is text."""
    return read_own(source, name)


def _check_concepts(wide: pd.DataFrame, source: str) -> None:
    twice = wide.loc[wide["concept"].duplicated(), "concept"]
    if len(twice):
        raise ValueError(
            f"{source}: the concept(s) {sorted(set(twice))} stand in more than one row; one row a concept."
        )
    aside = wide["status"].isin([OFF_TOPIC, ON_TOPIC])
    poled = wide.loc[aside & (wide["pole"] != ""), "concept"]
    if len(poled):
        raise ValueError(
            f"{source}: the concept(s) {sorted(poled)} of status {OFF_TOPIC} or {ON_TOPIC} have a pole; leave it "
            "empty, their words count for none."
        )
    poles = list(wide.loc[~aside, "pole"].unique())
    if len(poles) != 2 or "" in poles:
        raise ValueError(f"{source}: `pole` needs exactly two different values; it has {poles}.")
    for row in wide.itertuples():
        require_choice(row.status, (*STATUS, OFF_TOPIC, ON_TOPIC), f"{source}, concept {row.concept!r}: status")
        require_choice(row.shift, SHIFTABLE, f"{source}, concept {row.concept!r}: shift")


def _read_patterns(wide: pd.DataFrame, langs: list[str], source: str) -> pd.DataFrame:
    rows = []
    for row in wide.to_dict("records"):
        for lang in langs:
            for column, exclude in ((lang, False), (f"not_{lang}", True)):
                for pattern in _split(row.get(column, ""), f"{source}, concept {row['concept']!r}, {column}"):
                    rows.append((lang, row["concept"], pattern, exclude))
    return pd.DataFrame(rows, columns=["lang", "concept", "pattern", "exclude"])


def _read_shifters(wide: pd.DataFrame, langs: list[str], source: str) -> pd.DataFrame:
    require_columns(wide, ["kind", "place", "reach", *langs], source)
    rows = []
    for number, row in enumerate(wide.to_dict("records"), 2):
        require_choice(row["kind"], KINDS, f"{source}, line {number}: kind")
        require_choice(row["place"], PLACES, f"{source}, line {number}: place")
        if not row["reach"].isdigit():
            raise ValueError(f"{source}, line {number}: reach={row['reach']!r} is no number of words.")
        for lang in langs:
            for pattern in _split(row[lang], f"{source}, line {number}, {lang}"):
                rows.append((lang, row["kind"], row["place"], int(row["reach"]), pattern))
    return pd.DataFrame(rows, columns=["lang", "kind", "place", "reach", "pattern"])


def _split(cell: str, place: str) -> list[str]:
    """The patterns of one cell, each checked."""
    patterns = [p.strip() for p in cell.split(";") if p.strip()]
    for pattern in patterns:
        try:
            _parts(pattern)
        except ValueError as error:
            raise ValueError(f"{place}: {error}") from None
    return patterns
