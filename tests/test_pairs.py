"""Shifted words: 300 minimal pairs a language, written without sight of the rules.

The odd pairs were read while the rules were made, the even ones only counted. The bounds lie a little below what was
measured: as marked (even pairs: English .91, German .85, Russian .88), and as counted, where kinds of shifts that real
texts rarely bear out are marked only (even pairs: .88, .83, .88); so a change that loses ground is seen.
"""

import pandas as pd
import pytest

from framing import find_hits, read_lexicon

LEAST = {"en": 0.88, "de": 0.84, "ru": 0.88}
LEAST_COUNTED = {"en": 0.87, "de": 0.82, "ru": 0.87}


@pytest.mark.parametrize("half", ["work", "check"])
@pytest.mark.parametrize("lang", ["en", "de", "ru"])
def test_shifted_words_are_marked_as_they_should(pairs, lang, half, monkeypatch):
    monkeypatch.setattr("framing.hits._MARKED_ONLY", frozenset())
    assert share_right(pairs, lang, half) >= LEAST[lang]


@pytest.mark.parametrize("half", ["work", "check"])
@pytest.mark.parametrize("lang", ["en", "de", "ru"])
def test_shifted_words_count_as_they_should(pairs, lang, half):
    assert share_right(pairs, lang, half) >= LEAST_COUNTED[lang]


def share_right(pairs, lang, half):
    table = pairs(f"shifters_{lang}")
    table = table[table["half"] == half].reset_index(drop=True)
    texts = pd.DataFrame({"id": table.index.astype(str), "lang": lang, "text": table["text"]})
    by_text = dict(tuple(find_hits(texts, read_lexicon()).groupby("id")))
    right = [counts_as(by_text.get(str(n)), r["text"], r["word"]) == r["expected"] for n, r in table.iterrows()]
    assert len(right) == 300
    return sum(right) / len(right)


def counts_as(hits, text, word):
    """What the word counts as, or nothing where the lexicon does not find it."""
    if hits is None:
        return None
    start = text.index(word)
    inside = hits[(hits["start"] < start + len(word)) & (hits["end"] > start)]
    return (inside["counts_as"].iloc[0] or "neither") if len(inside) else None
