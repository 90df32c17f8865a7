import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framing import compare, summarise
from framing._resampling import story_weights
from framing.comparison import adjust
from framing.equivalence import _shipped


def scores(first, second, *, sentences=10, **columns):
    """A table of scores: a row a text, ``first`` of side US and then ``second`` of side Russia, as (up, down) pairs."""
    rows = [("US", *c) for c in first] + [("Russia", *c) for c in second]
    table = pd.DataFrame(rows, columns=["side", "up", "down"])
    table.insert(0, "id", [f"t{n}" for n in range(len(table))])
    table.insert(2, "words", 100)
    table.insert(3, "sentences", sentences)
    return table.assign(lang="en", outlet=table["id"], **columns)


US, RU = [(1, 3), (2, 3), (1, 2), (2, 4), (1, 3)], [(3, 1), (4, 2), (2, 1), (3, 2), (5, 1)]
SIDES = {"by": "side", "groups": ("US", "Russia")}


def test_a_groups_value_is_the_formula_of_its_counts():
    row = compare(scores(US, RU), **SIDES).iloc[0]
    assert row["value_first"] == pytest.approx(math.log(7.5 / 15.5))
    assert row["value_second"] == pytest.approx(math.log(17.5 / 7.5))
    assert row["difference"] == row["value_first"] - row["value_second"]
    assert (row["n_first"], row["n_second"], row["clusters_first"], row["clusters_shared"]) == (5, 5, 5, 0)


COUNTS = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6), st.integers(0, 3)), min_size=5, max_size=9)


def drawn(first, second):
    """Two groups of five or more outlets, texts and stories drawn by hypothesis."""
    table = scores([c[:2] for c in first], [c[:2] for c in second])
    table["story"] = [f"s{c[2]}" if c[2] else id for c, id in zip([*first, *second], table["id"], strict=True)]
    return table


@settings(max_examples=60, deadline=None)
@given(COUNTS, COUNTS, st.sampled_from(["balance", "share", "intensity", "up"]))
def test_swapping_the_groups_flips_every_sign_and_keeps_p(first, second, measure):
    table, how = drawn(first, second), {"by": "side", "cluster": "outlet", "draws": 99, "naive": True, "margin": 0.5}
    there = compare(table, measure, groups=("US", "Russia"), **how).iloc[0]
    back = compare(table, measure, groups=("Russia", "US"), **how).iloc[0]
    flipped = [there["difference"], there["low"], there["high"]]
    assert flipped == pytest.approx([-back["difference"], -back["high"], -back["low"]], nan_ok=True)
    for column in ("p", "p_naive", "p_equivalent", "detectable"):
        assert there[column] == pytest.approx(back[column], nan_ok=True)


@settings(max_examples=60, deadline=None)
@given(COUNTS, COUNTS, st.sampled_from(["outlet", "story", None]))
def test_doubling_all_texts_as_copies_changes_neither_value_nor_p(first, second, cluster):
    once = drawn(first, second)
    twice = pd.concat([once, once.assign(id=once["id"] + "x")], ignore_index=True)
    a, b = (compare(t, **SIDES, cluster=cluster, draws=99).iloc[0] for t in (once, twice))
    for column in ("value_first", "value_second", "difference", "low", "high", "p", "detectable", "effect", "method"):
        assert a[column] == (pytest.approx(b[column], nan_ok=True) if isinstance(a[column], float) else b[column])
    assert b["n_first"] == 2 * a["n_first"]


def test_complete_separation_of_five_and_five_is_as_rare_as_it_should_be():
    p = compare(scores(US, RU), **SIDES, draws=20_000).iloc[0]["p"]
    assert p == pytest.approx(2 / math.comb(10, 5), abs=0.003)


def test_no_difference_gives_a_large_p_and_an_interval_around_zero():
    row = compare(scores(US, US), **SIDES).iloc[0]
    assert row["difference"] == 0
    assert row["low"] < 0 < row["high"]
    assert row["p"] == 1


def test_the_same_seed_gives_the_same_row():
    pd.testing.assert_frame_equal(compare(scores(US, RU), **SIDES), compare(scores(US, RU), **SIDES))


def test_fewer_than_five_clusters_is_descriptive():
    row = compare(scores(US[:4], RU), **SIDES).iloc[0]
    assert np.isnan([row["low"], row["high"], row["p"]]).all()
    assert row["method"].startswith("descriptive only: fewer than 5 clusters")


def test_texts_of_an_outlet_are_shuffled_together():
    table = scores(US * 4, RU * 4)
    table["outlet"] = [f"o{n % 5}" for n in range(20)] + [f"p{n % 5}" for n in range(20)]
    row = compare(table, **SIDES, cluster="outlet").iloc[0]
    assert (row["clusters_first"], row["n_first"]) == (5, 20)
    assert row["p"] > 2 / 252 - 0.004


def test_a_cluster_that_holds_both_groups_swaps_inside():
    table = scores(US, RU, story=[f"s{n % 5}" for n in range(10)])
    row = compare(table, **SIDES, cluster="story").iloc[0]
    assert row["clusters_shared"] == 5
    assert row["p"] == pytest.approx(2 / 2**5, abs=0.01)


def test_stretches_of_one_article_are_no_copies():
    table = pd.DataFrame({"id": ["v1", "v2", "v3"], "article": ["a", "a", "b"], "story": "s", "side": "US"})
    assert story_weights(table, "side").tolist() == [0.5, 0.5, 0.5]


def test_the_mean_of_any_numeric_column():
    row = compare(scores(US, RU), "words", **SIDES).iloc[0]
    assert (row["measure"], row["value_first"], row["no_evidence"]) == ("words", 100, 0)


def test_a_story_of_both_groups_narrows_and_one_of_one_group_widens_the_interval():
    table = scores([(1, 3), (3, 1)] * 6, [(1, 3), (3, 1)] * 6)
    # reprinted by two outlets of each side, by four of one, or told once by each outlet
    both, one = ([f"{n % 12}" for n in range(24)], [f"{n // 12}{n % 2}{n % 12 // 4}" for n in range(24)])
    low = [compare(table.assign(story=s), **SIDES, cluster="outlet").iloc[0]["low"] for s in (both, table["id"], one)]
    assert low == sorted(low, reverse=True)
    assert len(set(low)) == 3


def test_strata_shuffle_inside_and_the_method_names_them():
    table = scores([(1, 3)] * 5 + [(6, 2)] * 5, [(2, 3)] * 5 + [(7, 2)] * 5, month=[*("a" * 5 + "b" * 5) * 2])
    plain, inside = compare(table, **SIDES).iloc[0], compare(table, **SIDES, strata="month").iloc[0]
    assert inside["p"] < plain["p"]
    assert inside["difference"] == plain["difference"]
    assert "by text inside month, which alone make" in inside["method"]


def test_strata_that_tear_a_cluster_or_leave_nothing_to_shuffle():
    table = scores(US * 2, RU * 2, month=["a", "b"] * 10)
    table["outlet"] = [f"o{n % 5}" for n in range(10)] + [f"p{n % 5}" for n in range(10)]
    with pytest.raises(ValueError, match=r"10 of 10 clusters \(outlet\) lie in several strata, among them \['o0'"):
        compare(table, **SIDES, cluster="outlet", strata="month")
    row = compare(table, **SIDES, strata=["side"]).iloc[0]
    assert np.isnan(row["p"])
    assert row["method"] == "descriptive only: fewer than 20 ways to shuffle by text inside side"


def test_what_differs_inside_no_stratum_is_no_finding():
    # side US stands mostly in month b, in which all speak more of the first pole
    table = scores([(1, 3)] * 2 + [(9, 1)] * 8, [(1, 3)] * 8 + [(9, 1)] * 2, month=[*"aabbbbbbbbaaaaaaaabb"])
    assert compare(table, **SIDES).iloc[0]["p"] < 0.05
    row = compare(table, **SIDES, strata="month").iloc[0]
    assert row["p"] == 1
    assert "which alone make +1." in row["method"]


def test_equivalence_needs_a_margin_wider_than_the_interval():
    table = scores(US * 4, US * 4)
    row = compare(table, **SIDES, margin=0.1).iloc[0]
    wide = compare(table, **SIDES, margin=1.0).iloc[0]
    assert row["p_equivalent"] > 0.05 > wide["p_equivalent"]
    assert "p_equivalent" not in compare(table, **SIDES)
    with pytest.raises(ValueError, match=r"margin=-1; give the largest difference that would not matter"):
        compare(table, **SIDES, margin=-1)


def test_two_one_sided_tests_agree_with_the_interval_of_ninety_percent():
    from scipy.stats import t

    table = scores(US * 2, RU * 2)
    row = compare(table, **SIDES).iloc[0]
    freedom = 18  # equal groups of ten texts: Welch's degrees of freedom lie below it
    half = (row["high"] - row["low"]) / 2 * t.ppf(0.95, freedom) / t.ppf(0.975, freedom)
    margin = abs(row["difference"]) + half
    assert compare(table, **SIDES, margin=margin).iloc[0]["p_equivalent"] == pytest.approx(0.05, abs=0.003)


def test_the_naive_p_counts_words_and_texts():
    from scipy.stats import chi2_contingency, ttest_ind

    table = scores(US, RU)
    row = compare(table, **SIDES, naive=True).iloc[0]
    assert row["p_naive"] == pytest.approx(chi2_contingency([[7, 15], [17, 7]], correction=False).pvalue)
    row = compare(table, "up", **SIDES, naive=True).iloc[0]
    up = table["up"].to_numpy()
    assert row["p_naive"] == pytest.approx(ttest_ind(up[:5], up[5:], equal_var=False).pvalue)
    assert "p_naive" not in compare(table, **SIDES)


def test_more_clusters_make_smaller_differences_detectable():
    few, many = (compare(scores(US * k, RU * k), **SIDES).iloc[0]["detectable"] for k in (1, 4))
    assert many == pytest.approx(few / 2, rel=0.2)


def test_the_effect_says_values_and_their_ratio():
    assert compare(scores(US, RU), **SIDES).iloc[0]["effect"] == (
        "US: 0.48 words of up for each of down; Russia: 2.3; 4.8 times as much in Russia"
    )


def test_a_group_without_evidence_has_no_test():
    row = compare(scores([(0, 0)] * 5, RU), **SIDES).iloc[0]
    assert (row["effect"], row["method"]) == ("no evidence in US", "descriptive only: a group without evidence")
    assert np.isnan([row["p"], row["low"], row["detectable"]]).all()


def test_holm_and_benjamini_hochberg():
    table = pd.DataFrame({"p": [0.02, 0.01, np.nan, 0.04]})
    holm, discovery = adjust(table), adjust(table, "benjamini-hochberg")
    assert holm["p_adjusted"].tolist() == pytest.approx([0.04, 0.03, np.nan, 0.04], nan_ok=True)
    assert discovery["p_adjusted"].tolist() == pytest.approx([0.03, 0.03, np.nan, 0.04], nan_ok=True)
    assert discovery["adjustment"].unique().tolist() == ["Benjamini and Hochberg, 3 comparisons"]
    assert np.isnan(adjust(table.iloc[2:3])["p_adjusted"].item())
    with pytest.raises(ValueError, match=r"method='holmes' is unknown.*Did you mean 'holm'"):
        adjust(table, "holmes")


def test_groups_of_different_language_are_refused_where_nothing_is_known():
    table = scores(US, RU)
    table.loc[table["side"] == "Russia", "lang"] = "ru"
    with pytest.raises(ValueError, match=r"differ in language.*Compare within one language, for instance"):
        compare(table, **SIDES)  # nothing is known of this axis
    with pytest.raises(ValueError, match="how intensity of these words differs"):
        compare(table.rename(columns={"up": "confrontation", "down": "dialogue"}), "intensity", **SIDES)


def test_a_known_language_offset_is_taken_off_and_widens_the_interval():
    names = {"up": "confrontation", "down": "dialogue"}
    table = scores(US, RU).rename(columns=names)
    plain = compare(table, **SIDES).iloc[0]
    table.loc[table["side"] == "Russia", "lang"] = "ru"
    with pytest.warns(UserWarning, match="corrected by"):
        row = compare(table, **SIDES).iloc[0]
    offset = _shipped().loc["ru", "offset"]
    assert row["difference"] == pytest.approx(plain["difference"] + offset)
    assert row["high"] - row["low"] > plain["high"] - plain["low"]
    assert row["p"] >= plain["p"] - 0.01
    assert "corrected for language" in row["method"]


def test_errors_list_what_would_be_right():
    with pytest.raises(ValueError, match=r"'Rusia' is unknown; choose from \['Russia', 'US'\]. Did you mean 'Russia'"):
        compare(scores(US, RU), by="side", groups=("US", "Rusia"))
    with pytest.raises(ValueError, match="two different values"):
        compare(scores(US, RU), by="side", groups=("US", "US"))
    with pytest.raises(ValueError, match="lacks the column"):
        compare(scores(US, RU), **SIDES, cluster="paper")


def test_summarise_takes_the_mean_of_a_column():
    row = summarise(scores(US, RU), "up", by="side").set_index("side").loc["US"]
    assert (row["value"], row["no_evidence"]) == (7 / 5, 0)


def test_summarise_gives_counts_and_interval():
    table = summarise(scores(US, RU), by="side").set_index("side")
    assert table.loc["US", ["n", "clusters", "up", "down"]].tolist() == [5, 5, 7, 15]
    assert table.loc["US", "low"] < table.loc["US", "value"] < table.loc["US", "high"]


def test_the_interval_holds_the_truth_about_as_often_as_it_says():
    rng = np.random.default_rng(1)
    inside = []
    for _ in range(200):
        up, down = rng.poisson(rng.gamma(4, 1.0, 24)), rng.poisson(rng.gamma(4, 1.0, 24))
        row = compare(
            scores(list(zip(up[:12], down[:12], strict=True)), list(zip(up[12:], down[12:], strict=True))),
            **SIDES,
            draws=1,
        )
        inside.append(row["low"].item() <= 0 <= row["high"].item())
    assert 0.90 <= np.mean(inside) <= 0.99


def test_a_few_varied_clusters_against_many_alike_give_no_false_alarms():
    rng, alarms = np.random.default_rng(3), 0
    for _ in range(100):
        leaning = np.concatenate([rng.beta(1.5, 1.5, 8), rng.beta(15, 15, 40)])
        up = rng.binomial(30, leaning)
        pairs = list(zip(up, 30 - up, strict=True))
        alarms += compare(scores(pairs[:8], pairs[8:]), **SIDES, draws=199).iloc[0]["p"] < 0.05
    assert 1 <= alarms <= 11  # 5 are expected; differences not divided by their standard errors give 20
