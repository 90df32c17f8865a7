from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framing import compare, distinctive, explain, find_hits, read_lexicon, score
from framing.keywords import collocates

SIDES = {"by": "side", "groups": ("US", "Russia")}
LEXICON = read_lexicon(Path(__file__).parent / "tiny" / "lexicon.csv")
WORDS = ["A threat.", "An attack.", "Dialogue.", "No dialogue.", "They agreed.", "Rain fell.", "Avoid escalation."]


def difference(table, hits):
    return compare(score(table, hits), **SIDES, draws=1)["difference"].item()


@settings(max_examples=50, deadline=None)
@given(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=12),
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=12),
    st.sampled_from([None, "voice"]),
)
def test_the_contributions_sum_to_the_difference(first, second, split):
    sides = ["US"] * len(first) + ["Russia"] * len(second)
    table = pd.DataFrame(
        {"id": [f"t{n}" for n in range(len(sides))], "lang": "en", "text": first + second, "side": sides}
    )
    table["voice"] = ["outlet", "US", "Russia"] * (len(sides) // 3) + ["other"] * (len(sides) % 3)
    table["story"] = [f"s{n // 2}" for n in range(len(sides))]
    hits = find_hits(table, LEXICON)
    expected = difference(table, hits)
    if expected == expected:  # a group without evidence has no balance, so there is nothing to explain
        why = explain(table, hits, **SIDES, split=split)
        assert why["contribution"].sum() == pytest.approx(expected)
        assert list(why.columns[-1:]) == [split or "high"]
        assert not why.duplicated([c for c in ("pole", "concept", split) if c]).any()


def test_swapping_the_groups_flips_every_sign(texts, lexicon):
    table = texts("A threat and dialogue.", "Dialogue and dialogue. A threat.", side=["US", "Russia"])
    hits = find_hits(table, lexicon)
    there = explain(table, hits, **SIDES).set_index(["pole", "concept"])["contribution"]
    back = explain(table, hits, by="side", groups=("Russia", "US")).set_index(["pole", "concept"])["contribution"]
    pd.testing.assert_series_equal(there.sort_index(), -back.sort_index())


def test_the_interval_of_a_concept_is_its_jackknife(texts, lexicon):
    us = [
        "A threat.",
        "Dialogue. A threat.",
        "Dialogue.",
        "A threat. Dialogue. Dialogue.",
        "Dialogue. A threat. A threat.",
    ]
    table = texts(*us, *["Dialogue. Dialogue. A threat."] * 5, side=["US"] * 5 + ["Russia"] * 5)
    hits = find_hits(table, lexicon)
    row = ("confrontation", "threat")
    why = explain(table, hits, **SIDES).set_index(["pole", "concept"]).loc[row]
    without = [
        explain(table.drop(index=n), hits, **SIDES).set_index(["pole", "concept"]).loc[row, "contribution"]
        for n in range(10)
    ]
    variance = sum(4 / 5 * ((pd.Series(v) - sum(v) / 5) ** 2).sum() for v in (without[:5], without[5:]))
    assert (why["low"] + why["high"]) / 2 == pytest.approx(why["contribution"])
    assert (why["high"] - why["low"]) / 2 == pytest.approx(2.776 * variance**0.5, rel=1e-3)  # t with 4: one side varies
    assert explain(table.iloc[1:], hits, **SIDES)["low"].isna().all()  # four texts on one side are too few


def test_concept_and_voice(texts, lexicon):
    table = texts("A threat.", "Dialogue. A threat.", "Dialogue.", side=["US", "US", "Russia"])
    table["voice"] = ["outlet", "Russia", "outlet"]
    why = explain(table, find_hits(table, lexicon), **SIDES, split="voice")
    rows = why[["concept", "voice", "US"]].sort_values(["concept", "voice"]).to_numpy().tolist()
    assert [r[:2] for r in rows] == [["dialogue", "Russia"], ["dialogue", "outlet"], ["threat", "Russia"],
                                    ["threat", "outlet"]]  # fmt: skip
    assert rows[3][2] == pytest.approx(100 / 3)


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


def test_distinctive_words_of_one_outlet_are_not_its_sides(texts):
    us = ["fog sea wind"] * 6 + ["sea wind", "sea wind ice", "sea wind"] * 2
    table = texts(*us, *["sea wind"] * 11, "sea fog wind", side=["US"] * 12 + ["Russia"] * 12)
    table["outlet"] = ["a"] * 6 + [*"bcbcbc", *"defdefdefdef"]
    by_text, by_outlet = (distinctive(table, **SIDES, cluster=c).set_index("word") for c in (None, "outlet"))
    assert by_text.at["fog", "q"] < 0.1 < by_outlet.at["fog", "q"]


def test_copies_of_a_story_are_counted_once(texts):
    table = texts(*["fog sea"] * 5, "sea wind", *["sea ice"] * 3, side=["US"] * 6 + ["Russia"] * 3)
    table["story"] = ["s"] * 5 + [*"abcd"]
    words = distinctive(table, **SIDES, least_texts=1).set_index("word")
    assert words.at["fog", "texts"] == 1
    assert words.at["fog", "first"] == pytest.approx(1000 / 4)


def test_collocates_are_near_counted_and_ranked(texts, lexicon):
    us = ["Calm dialogue.", "Again calm dialogue, far far far far far away from the calm sea.", "Calm sea, grey sea."]
    table = texts(*us, "Loud dialogue.", "Loud dialogue.", "Sea.", side=["US"] * 3 + ["Russia"] * 3)
    near = collocates(table, find_hits(table, lexicon), "dialogue", **SIDES)
    assert near[["word", "group", "near", "words", "texts"]].to_numpy().tolist() == [
        ["calm", "US", 2, 4, 2], ["loud", "Russia", 2, 2, 2],
    ]  # fmt: skip
    assert near.loc[1, "npmi"] == pytest.approx(1)  # always together
    assert len(collocates(table, find_hits(table, lexicon), "dialogue", **SIDES, least_texts=3)) == 0


def test_collocates_match_the_likelihood_ratio_by_hand(texts, lexicon):
    from math import log

    table = texts(*["Loud dialogue. Rain came down."] * 2, "Dialogue.", side=["US", "US", "Russia"])
    table["text"] = table["text"].str.replace("Rain", "Grey grey grey grey grey rain")
    near = collocates(table, find_hits(table, lexicon), "dialogue", **SIDES, window=1).set_index("word")
    # of 20 words 4 stand beside a hit: "loud" twice and "grey" twice; "loud" stands nowhere else
    cells = {(2, 4, 2): 1, (2, 4, 18): 1, (0, 16, 2): 1, (16, 16, 18): 1}
    expected = 2 * sum(n * log(n * 20 / (row * column)) for n, row, column in cells if n)
    assert near.loc["loud", "likelihood_ratio"] == pytest.approx(expected, rel=1e-4)


def test_collocates_keep_languages_apart_and_know_the_concepts(texts, lexicon):
    table = texts("Dialogue.", "Диалог.", side=["US", "Russia"])
    table["lang"] = ["en", "ru"]
    hits = find_hits(table, lexicon)
    with pytest.raises(ValueError, match=r"\['en', 'ru'\]; give those of one"):
        collocates(table, hits, "dialogue", **SIDES)
    with pytest.raises(ValueError, match="concept='dialog' is unknown.*Did you mean 'dialogue'"):
        collocates(table, hits, "dialog", **SIDES)
