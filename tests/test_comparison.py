import math

import numpy as np
import pandas as pd
import pytest

from framing import compare, summarise
from framing.comparison import story_weights
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


def test_swapping_the_groups_flips_the_sign_and_keeps_p():
    table = scores(US, RU)
    there, back = compare(table, **SIDES).iloc[0], compare(table, by="side", groups=("Russia", "US")).iloc[0]
    assert there["difference"] == -back["difference"]
    assert (there["low"], there["high"]) == pytest.approx((-back["high"], -back["low"]))
    assert there["p"] == pytest.approx(back["p"], abs=0.01)


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


def test_doubling_all_texts_as_copies_changes_neither_value_nor_p():
    table = scores(US, RU)
    table["story"] = table["id"]
    again = pd.concat([table, table.assign(id=table["id"] + "x")], ignore_index=True)
    once, twice = (compare(t, **SIDES, cluster="story").iloc[0] for t in (table, again))
    for column in ("value_first", "value_second", "difference", "low", "high", "p"):
        assert once[column] == pytest.approx(twice[column])
    assert twice["n_first"] == 10


def test_stretches_of_one_article_are_no_copies():
    table = pd.DataFrame({"id": ["v1", "v2", "v3"], "article": ["a", "a", "b"], "story": "s", "side": "US"})
    assert story_weights(table, "side").tolist() == [0.5, 0.5, 0.5]


def test_the_mean_of_any_numeric_column():
    row = compare(scores(US, RU), "words", **SIDES).iloc[0]
    assert (row["measure"], row["value_first"], row["no_evidence"]) == ("words", 100, 0)


def test_groups_of_different_language_warn():
    table = scores(US, RU)
    table.loc[table["side"] == "Russia", "lang"] = "ru"
    with pytest.warns(UserWarning, match="differ in language.*Compare within one language first"):
        row = compare(table, **SIDES).iloc[0]
    assert "corrected" not in row["method"]  # nothing is known of this axis


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
