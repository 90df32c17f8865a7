import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framing import compare, distinctive, explain, find_hits, score

SIDES = {"by": "side", "groups": ("US", "Russia")}
WORDS = ["A threat.", "An attack.", "Dialogue.", "No dialogue.", "They agreed.", "Rain fell.", "Avoid escalation."]


def difference(table, hits):
    return compare(score(table, hits), **SIDES, draws=1)["difference"].item()


@settings(max_examples=50, deadline=None)
@given(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=12),
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=12),
)
def test_the_contributions_sum_to_the_difference(first, second):
    from pathlib import Path

    from framing import read_lexicon

    lexicon = read_lexicon(Path(__file__).parent / "tiny" / "lexicon.csv")
    sides = ["US"] * len(first) + ["Russia"] * len(second)
    table = pd.DataFrame(
        {"id": [f"t{n}" for n in range(len(sides))], "lang": "en", "text": first + second, "side": sides}
    )
    hits = find_hits(table, lexicon)
    expected = difference(table, hits)
    if expected == expected:  # a group without evidence has no balance, so there is nothing to explain
        assert explain(table, hits, **SIDES)["contribution"].sum() == pytest.approx(expected)


def test_swapping_the_groups_flips_every_sign(texts, lexicon):
    table = texts("A threat and dialogue.", "Dialogue and dialogue. A threat.", side=["US", "Russia"])
    hits = find_hits(table, lexicon)
    there = explain(table, hits, **SIDES).set_index(["pole", "concept"])["contribution"]
    back = explain(table, hits, by="side", groups=("Russia", "US")).set_index(["pole", "concept"])["contribution"]
    pd.testing.assert_series_equal(there.sort_index(), -back.sort_index())


def test_a_language_offset_has_a_row_of_its_own(texts, lexicon):
    table = texts("A threat. Dialogue.", "Угроза. Угроза. Диалог.", side=list(SIDES["groups"]))
    table["lang"] = ["en", "ru"]
    hits = find_hits(table, lexicon)
    with pytest.warns(UserWarning, match="corrected"):
        expected = difference(table, hits)
    why = explain(table, hits, **SIDES)
    assert "(language)" in why["concept"].tolist()
    assert why["contribution"].sum() == pytest.approx(expected)


def test_rates_are_for_each_hundred_sentences_and_shifted_words_stand_apart(texts, lexicon):
    table = texts("A threat. Rain. No dialogue. Rain.", "Dialogue. Rain.", side=["US", "Russia"])
    why = explain(table, find_hits(table, lexicon), **SIDES).set_index(["pole", "concept"])
    assert why.loc[("confrontation", "threat"), "US"] == 25
    assert why.loc[("confrontation", "dialogue (turned)"), "US"] == 25
    assert why.loc[("dialogue", "dialogue"), ["US", "Russia"]].tolist() == [0, 50]


def test_distinctive_words_count_texts_not_tokens(texts):
    us, russia = ["fog fog fog fog fog", "sea", "sea", "sea"], ["ice sea", "ice sea", "ice sea", "ice"]
    table = texts(*us, *russia, side=["US"] * 4 + ["Russia"] * 4)
    words = distinctive(table, **SIDES, least_texts=1).set_index("word")
    assert words.at["ice", "group"] == "Russia"
    assert words.at["ice", "log_odds"] < 0
    assert words.at["fog", "q"] > words.at["ice", "q"]
