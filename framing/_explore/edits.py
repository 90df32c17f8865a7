"""A lexicon with one concept changed."""

import hashlib
from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from .._check import require_choice
from ..lexicon import Lexicon, _split

NEITHER = "neither"


def edit(
    lexicon: Lexicon, concept: str, *, counts_as: str | None = None, words: Mapping[str, str] | None = None
) -> Lexicon:
    """The lexicon with one concept changed; see `framing.explore.edit`."""
    require_choice(concept, set(lexicon.concepts["concept"]), "concept")
    concepts, patterns = lexicon.concepts, lexicon.patterns
    if counts_as is not None and counts_as != place_of(lexicon, concept):
        require_choice(counts_as, [*lexicon.poles, NEITHER], "counts_as")
        own = concepts["concept"] == concept
        if counts_as == NEITHER:
            concepts = concepts.assign(status=concepts["status"].mask(own, "topic"))
        else:
            status = concepts["status"].mask(own & concepts["status"].eq("topic"), "core")
            concepts = concepts.assign(pole=concepts["pole"].mask(own, counts_as), status=status)
    for lang, cell in (words or {}).items():
        require_choice(lang, lexicon.langs, "the language of words")
        wanted = _split(cell, f"concept {concept!r}, {lang}")
        if wanted != _patterns(lexicon, concept, lang)["pattern"].tolist():
            rest = patterns.drop(_patterns(lexicon, concept, lang).index)
            added = pd.DataFrame({"lang": lang, "concept": concept, "pattern": wanted, "exclude": False})
            patterns = pd.concat([rest, added], ignore_index=True).astype({"exclude": bool})
    if concepts is lexicon.concepts and patterns is lexicon.patterns:
        return lexicon
    tables = "".join(table.to_csv(index=False) for table in (concepts, patterns, lexicon.shifters, lexicon.off_topic))
    version = hashlib.sha256(tables.encode("utf-8")).hexdigest()[:8]
    return replace(lexicon, concepts=concepts, patterns=patterns, version=version)


def place_of(lexicon: Lexicon, concept: str) -> str:
    """The pole that a concept's words count as, or neither."""
    row = lexicon.concepts.set_index("concept").loc[concept]
    return NEITHER if row["status"] == "topic" else str(row["pole"])


def words_of(lexicon: Lexicon, concept: str, lang: str) -> str:
    """A concept's patterns in a language, as a cell of the lexicon's file writes them."""
    return "; ".join(_patterns(lexicon, concept, lang)["pattern"])


def _patterns(lexicon: Lexicon, concept: str, lang: str) -> pd.DataFrame:
    table = lexicon.patterns
    return table[(table["lang"] == lang) & (table["concept"] == concept) & ~table["exclude"].astype(bool)]
