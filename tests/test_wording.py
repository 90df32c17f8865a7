"""Sentences follow the numbers, and a sentence that no longer fits them is an error."""

import math

import pandas as pd
import pytest

from framing import wording
from framing.comparison import compare
from framing.wording import claim, difference, hypothesis, interval, is_told, robustness, shows

POLES = ("confrontation", "dialogue")
ROW = {"first": "US", "second": "Russia", "difference": -0.7, "low": -1.0, "high": -0.4, "p": 0.01}
UNSURE = ROW | {"low": -1.6, "high": 0.2, "p": 0.2}
CLAIM = "Russian outlets speak more of confrontation"


def scores(us, russia):
    rows = [(f"{side}{k}", side, 9, up + k % 2, 9) for side, up in (("US", us), ("Russia", russia)) for k in range(6)]
    return pd.DataFrame(rows, columns=["id", "side", "sentences", *POLES])


def compared(us, russia, **more):
    return compare(scores(us, russia), by="side", groups=("US", "Russia"), **more).iloc[0]


def test_turning_the_data_round_turns_the_sentence_round():
    more = difference(compared(4, 20), POLES, "outlets")
    assert more == "Russian outlets speak more of confrontation, US outlets more of dialogue"
    turned = difference(compared(20, 4), POLES, "outlets")
    assert turned == "US outlets speak more of confrontation, Russian outlets more of dialogue"
    assert "cannot be told" in difference(compared(9, 9), POLES, "outlets")


def test_a_claim_stands_while_the_numbers_bear_it():
    row = compared(4, 20)
    assert claim(row, f"{CLAIM}: {{interval}}.", says="second") == f"{CLAIM}: {interval(row)}."


def test_a_claim_fails_with_the_numbers_once_the_data_are_turned_round():
    with pytest.raises(
        ValueError, match="“Russian.*” says that Russia has the greater value, but the numbers show that US"
    ):
        claim(compared(20, 4), CLAIM, says="second")
    message = r"the numbers show no difference that could be told: US minus Russia is \+0\.00 \(95 % interval -0"
    with pytest.raises(ValueError, match=message):
        claim(compared(9, 9), CLAIM, says="second")
    with pytest.raises(ValueError, match="says='russia' is unknown; choose from"):
        claim(compared(4, 20), CLAIM, says="russia")


@pytest.mark.parametrize("says", ["first", "second", "same"])
def test_an_interval_with_zero_bears_no_claim(says):
    with pytest.raises(ValueError, match="no difference that could be told"):
        claim(UNSURE, "x", says=says)
    assert claim(UNSURE, "Nobody knows.", says="unclear") == "Nobody knows."


def test_no_difference_is_a_claim_of_its_own():
    row = compared(9, 9, margin=0.5)
    assert shows(row) == "same"
    assert claim(row, "They do not differ by more than the margin.", says="same")
    assert shows(compared(9, 9)) == "unclear"
    assert shows(UNSURE | {"p_equivalent": 0.2}) == "unclear"


def test_too_few_clusters_and_adjusted_p():
    few = ROW | {"low": math.nan, "high": math.nan, "p": math.nan}
    assert shows(few) == "unclear"
    assert "too few for a test" in difference(few, POLES)
    assert not is_told(ROW | {"p_adjusted": 0.08})
    assert is_told(ROW | {"p_adjusted": 0.02})
    # the adjusted p of an expected sameness is not that of a difference
    assert shows(ROW | {"p": 0.3, "direction": "same", "p_adjusted": 0.01}) == "same"


def test_the_words_for_robustness():
    row = {"verdict": "depends on choices", "why": "without “threat” the sign turns", "choices": 4, "agree": 0.75,
           "tested": 0, "significant": math.nan}  # fmt: skip
    assert robustness(row) == (
        "The difference depends on choices that could have been made otherwise: without “threat” the sign turns. "
        "Yet 3 of 4 other choices give the same sign."
    )
    assert robustness(row | {"verdict": "cannot be told"}).startswith("As planned, no difference can be told; 3 of 4")
    assert robustness(row | {"verdict": "only described"}).startswith("There are too few clusters")


def test_the_words_for_a_hypothesis():
    row = ROW | {"number": 2, "hypothesis": "Russia leads.", "outcome": "supported", "lang": "ru", "p_adjusted": 0.02}
    assert hypothesis(row).startswith("Hypothesis 2, “Russia leads.” Supported (Russian texts): -0.70 (95 % interval")
    assert hypothesis(row).endswith("p = 0.010, for all hypotheses together p = 0.020).")
    absent = row | {"difference": math.nan, "outcome": "no texts"}
    assert hypothesis(absent) == "Hypothesis 2, “Russia leads.” No texts (Russian texts): a group has no texts."
    few = row | {"low": math.nan, "p_adjusted": math.nan, "outcome": "only described"}
    assert hypothesis(few).endswith("-0.70 (too few clusters for an interval).")


def test_names_and_lists():
    assert [wording.adjective(side) for side in ("Switzerland", "Lorn")] == ["Swiss", "Lorn"]
    assert wording.listed([]) == "none"
    assert wording.proportion(math.nan) == "no evidence"
