"""An article cut where the voice changes: without gap or overlap, the innermost speaker first."""

import json

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from speaking import ACTORS, statements

from framing import attribute, read_actors, split_voices

# --- the whole article -----------------------------------------------------------------------------------------


def article(text, lang="en", **columns):
    return pd.DataFrame({"id": ["a"], "lang": [lang], "text": [text]} | columns)


def spans(*places, speaker="Moscow"):
    """Statements at the given places of article `a`."""
    said = statements(*[speaker] * len(places))
    return said.assign(start=[p[0] for p in places], end=[p[1] for p in places])


def pieces(voices):
    return [(row.text, row.voice) for row in voices.itertuples()]


def test_the_rest_is_the_outlets():
    text = "They waited. “We will not talk”, said the Kremlin. Nobody answered."
    voices = split_voices(article(text, outlet=["Herald"], side=["US"], date=["2031-01-02"], status=["ok"]), ACTORS)
    assert "".join(voices["text"]) == text
    assert ("outlet" in set(voices["voice"])) and ("Russia" in set(voices["voice"]))
    assert list(voices.columns) == [
        "id", "article", "lang", "text", "start", "end", "voice", "actor", "via", "kind", "rule",
        "outlet", "side", "date",
    ]  # fmt: skip
    assert voices["id"].tolist() == [f"a/v{n}" for n in range(1, len(voices) + 1)]
    assert set(voices["outlet"]) == {"Herald"}


def test_innermost_speaker():
    said = pd.concat([spans((0, 19)), spans((8, 13), speaker="the US envoy").assign(id="a/s9", statement="a/9")])
    voices = split_voices(article("eins und zwei, drei vier"), ACTORS, said)
    assert pieces(voices) == [("eins und", "Russia"), (" zwei", "US"), (", drei", "Russia"), (" vier", "outlet")]
    assert voices["via"].tolist() == ["", "Russia", "", ""]


def test_pieces_without_a_word_join_a_neighbour():
    voices = split_voices(article("«Ja», …\n «Nein» … gut"), ACTORS, spans((0, 4), (9, 15)))
    assert pieces(voices) == [("«Ja», …\n ", "Russia"), ("«Nein»", "Russia"), (" … gut", "outlet")]
    assert pieces(split_voices(article(" … «Ja»"), ACTORS, spans((3, 7)))) == [(" … «Ja»", "Russia")]
    assert pieces(split_voices(article(" … "), ACTORS, spans())) == [(" … ", "outlet")]
    assert split_voices(article(""), ACTORS, spans()).empty


def test_quarantined_articles_are_passed_over():
    assert split_voices(article("“No”, said the Kremlin.", status=["quarantined"]), ACTORS).empty


def test_statements_of_another_text_are_refused():
    with pytest.raises(ValueError, match=r"article 'a' stands at 0 to 9, but its text has 4 characters"):
        split_voices(article("kurz"), ACTORS, spans((0, 9)))


LETTERS = "аё ß„“«» .\n\u00adx—"


@st.composite
def covered(draw):
    """A text and statements in it, nested or apart or even crossing."""
    text = draw(st.text(LETTERS, max_size=30))
    place = st.tuples(st.integers(0, len(text)), st.integers(0, len(text))).map(sorted).map(tuple)
    return text, draw(st.lists(place, max_size=8))


@settings(deadline=None, max_examples=300)
@given(covered())
def test_voices_cover_the_article(case):
    text, places = case
    voices = split_voices(article(text), ACTORS, spans(*places))
    assert "".join(voices["text"]) == text
    ends = [0, *voices["end"]]
    assert all(row.start == end and row.end > row.start for row, end in zip(voices.itertuples(), ends, strict=False))
    assert not len(voices) or ends[-1] == len(text)
    assert voices["id"].is_unique
    inside = {i for start, end in places for i in range(start, end)}
    for row in voices.itertuples():
        for i in range(row.start, row.end):
            if text[i].isalnum():
                assert (row.voice == "outlet") == (i not in inside)


def test_the_same_input_gives_the_same_output():
    said = statements("Anna", "he", "the US envoy", "the envoy", "Moscow")
    one, two = (attribute(said, read_actors()).to_json() for _ in range(2))
    assert json.loads(one) == json.loads(two)


def test_a_weak_rule_makes_a_statement_unsure_and_it_can_be_left_out():
    text = "Der Kreml lehnt ab."
    said = pd.DataFrame({
        "id": ["a/s1"], "article": ["a"], "statement": ["a/1"], "lang": ["de"], "text": [text],
        "start": [0], "end": [19], "kind": ["reported"], "speaker": ["Der Kreml"], "rule": ["X rejected"],
    })  # fmt: skip
    found = attribute(said, ACTORS)
    assert found["unsure"].tolist() == [True]
    assert attribute(said.assign(rule="quote, said X"), ACTORS)["unsure"].tolist() == [False]
    articles = pd.DataFrame({"id": ["a"], "lang": ["de"], "text": [text]})
    assert split_voices(articles, ACTORS, found)["voice"].tolist() == ["Russia"]
    assert split_voices(articles, ACTORS, found, sure=True)["voice"].tolist() == ["outlet"]
