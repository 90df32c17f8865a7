"""The scanner finds what a plain reading of each text finds: every word folded, every pattern tried."""

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framing import find_hits, read_lexicon
from framing._scan.patterns import Patterns, Words
from framing._scan.scan import Passage
from framing.hits import COLUMNS, _Finder

TINY = read_lexicon(Path(__file__).parent / "tiny" / "lexicon.csv")
SHIPPED = read_lexicon()


@pytest.fixture(autouse=True)
def _no_alarm(monkeypatch):
    """Random words of two languages are no language."""
    monkeypatch.setattr("framing.hits.refuse_other_languages", lambda *_: None, raising=False)


class Plain:
    """Reads a text as one passage, in which every pattern is tried at every word."""

    def __init__(self, lexicon, lang):
        self.finder = _Finder(lexicon, lang)
        self.patterns = Patterns(entry["pattern"] for entry in self.finder.entries)
        self.turning = Patterns(shifter["pattern"] for shifter in self.finder.shifters)

    def rows(self, text):
        words = Words(text)
        matches = self.finder._longest(self.patterns.find(words))
        spans = [a for a, _ in words.spans], [b for _, b in words.spans]
        passage = Passage(text, spans, words.clauses, matches, self.turning.find(words))
        return sorted(self.finder.rows(passage), key=lambda row: row[4])


def scanned(texts, lexicon, lang):
    table = pd.DataFrame({"id": [str(n) for n in range(len(texts))], "lang": lang, "text": texts})
    hits = find_hits(table, lexicon)
    rows = hits[COLUMNS].astype(object).where(hits.notna(), None).itertuples(index=False, name=None)
    found = {id: [] for id in table["id"]}
    for id, *row in rows:
        found[id].append(tuple(row))
    return list(found.values())


def vocabulary(lexicon, lang, letters=""):
    """Words of patterns and of shifters, their wildcards filled, and signs between them."""
    patterns = [
        *lexicon.patterns.query("lang == @lang")["pattern"],
        *lexicon.shifters.query("lang == @lang")["pattern"],
    ]
    words = sorted({w.replace("*", end) for p in patterns for w in p.split() for end in ("", "n", letters)} - {"..."})
    signs = [",", ".", "-", "\n", ";", "’s", "'", "«", "“", "\u00ad", "?!", "und", "and", "и", "zu", "the", "X"]
    piece = st.one_of(st.sampled_from(words), st.sampled_from(patterns).map(lambda p: p.replace("*", "")),
                      st.sampled_from(signs))  # fmt: skip
    cased = st.tuples(piece, st.sampled_from([str, str.upper, str.title, lambda w: w.replace("ss", "ß")]))
    return st.lists(cased.map(lambda pair: pair[1](pair[0])), max_size=25).map(" ".join)


@pytest.mark.parametrize("lang", ["en", "de", "ru"])
@pytest.mark.parametrize("lexicon", [TINY, SHIPPED], ids=["tiny", "shipped"])
def test_as_a_plain_reading(lexicon, lang):
    plain = Plain(lexicon, lang)

    @settings(max_examples=40, deadline=None)
    @given(st.lists(vocabulary(lexicon, lang, "ё"), min_size=1, max_size=4))
    def check(texts):
        assert scanned(texts, lexicon, lang) == [plain.rows(text) for text in texts]

    check()


def test_letters_of_other_cases_and_scripts_are_found(lexicon):
    forms = ["DIALOG", "dia\u00adlog", "Dİalog", "ｄｉａｌｏｇ", "dialog\u0301", "DIALOG’S"]
    assert scanned(forms, lexicon, "de") == [Plain(lexicon, "de").rows(form) for form in forms]


def test_the_cut_into_blocks_does_not_matter(lexicon, monkeypatch):
    texts = ["They avoid war, threats and talks.", "", "No dialogue. A threat!"] * 7
    expected = scanned(texts, lexicon, "en")
    for size in (1, 30, 100):
        monkeypatch.setattr("framing._scan.blocks.SIZE", size)
        assert scanned(texts, lexicon, "en") == expected
