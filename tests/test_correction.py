"""`correct`: the comparison freed from what the lexicon misses, by sentences that were read."""

import numpy as np
import pandas as pd
import pytest
from coded import POLES, coded_by, half_found

from framing._reliability.correction import _corrected, _formula, _t_interval
from framing.reliability import correct, draw_sample


@pytest.fixture
def corpus():
    return half_found()


ASK = {"by": "side", "groups": ("US", "Russia"), "cluster": "outlet"}


def test_where_all_is_coded_the_correction_gives_the_truth(corpus):
    texts, hits, truth = corpus
    coded = truth.astype(float).rename_axis("id").reset_index().assign(probability=1.0)
    row = correct(texts, hits, coded, "confrontation", **ASK).iloc[0]
    there = truth["confrontation"].groupby(texts["side"].to_numpy()).mean()
    assert row["value_first"] == pytest.approx(there["US"])
    assert row["value_second"] == pytest.approx(there["Russia"])
    found = texts["id"].isin(hits.loc[hits["counts_as"] == "confrontation", "id"]).groupby(texts["side"]).mean()
    assert row["uncorrected"] == pytest.approx(found["US"] - found["Russia"])
    balance = correct(texts, hits, coded, **ASK).iloc[0]
    sums = truth.groupby(texts["side"].to_numpy()).sum() + 0.5
    expected = np.log(sums["confrontation"] / sums["dialogue"])
    assert balance["difference"] == pytest.approx(expected["US"] - expected["Russia"])


def test_where_coders_see_what_the_lexicon_finds_nothing_is_corrected(corpus):
    texts, hits, _ = corpus
    found = pd.DataFrame({p: texts["id"].isin(hits.loc[hits["counts_as"] == p, "id"]).to_numpy() for p in POLES})
    coded = coded_by(found.set_index(texts["id"]), draw_sample(texts, hits, 80)[1])
    for measure in ("balance", "share", "intensity", *POLES):
        row = correct(texts, hits, coded, measure, **ASK).iloc[0]
        assert row["measure"] == measure
        assert row["difference"] == pytest.approx(row["uncorrected"])


def test_in_a_stratified_sample_the_value_is_the_weighted_mean_of_the_strata(corpus):
    texts, hits, truth = corpus
    _, key = draw_sample(texts, hits, 200)
    coded = coded_by(truth, key)
    row = correct(texts, hits, coded, "dialogue", **ASK).iloc[0]
    own = coded[coded["side"] == "US"]
    strata = own.groupby("found").agg(mean=("dialogue", "mean"), size=("population", "first"))
    # each coded text is predicted by the others, which moves the sum by less than a hundredth
    assert row["value_first"] == pytest.approx((strata["mean"] * strata["size"]).sum() / 400, abs=0.01)
    assert row[["coded_first", "coded_second"]].tolist() == [100, 100]
    assert row["low"] < row["difference"] < row["high"]
    assert row["method"].startswith("corrected by 200 coded texts")


def test_over_many_samples_the_correction_hits_the_truth_that_the_lexicon_misses(corpus):
    texts, hits, truth = corpus
    there = truth["confrontation"].groupby(texts["side"].to_numpy()).mean()
    rows = [
        correct(texts, hits, coded_by(truth, draw_sample(texts, hits, 160, seed=s)[1]), "confrontation", **ASK)
        for s in range(40)
    ]
    table = pd.concat(rows)
    error = table["difference"].std() / np.sqrt(40)
    assert abs(table["difference"].mean() - (there["US"] - there["Russia"])) < 3 * error
    # the lexicon's own counts are wrong by more than that, in each study alike
    assert abs(table["uncorrected"].iloc[0] - (there["US"] - there["Russia"])) > 5 * error


def test_a_coded_text_is_predicted_by_the_other_coded_ones_of_its_kind():
    table = pd.DataFrame({"lang": "en", "found": "up", "up": True, "down": False}, index=range(4))
    table = table.assign(probability=[0.5, 0.5, np.nan, np.nan], coded_up=[1, 0, np.nan, np.nan], coded_down=0.0)
    table.loc[4] = ["ru", "none", False, False, np.nan, np.nan, np.nan]
    table.loc[5] = ["de", "up", True, False, 0.25, 0.5, 0.0]
    counted = _corrected(table, ["up", "down"])
    # the first is predicted by the second (0), the second by the first (1), the others by both (1/2); nobody coded
    # the Russian one, and no other the German one: the lexicon predicts
    assert counted[:, 0].tolist() == [0 + 2 * (1 - 0), 1 + 2 * (0 - 1), 0.5, 0.5, 0, 1 + 4 * (0.5 - 1)]
    assert not counted[:, 1].any()


def test_a_count_that_chance_carried_below_nothing_is_nothing():
    _, balance_of = _formula("balance", POLES)
    assert balance_of(np.array([-3.0, 4.0]), np.array([2.0, 2.0]), np.array([9.0, 9.0])).tolist() == [
        np.log(0.5 / 2.5), np.log(4.5 / 2.5),
    ]  # fmt: skip


def test_the_interval_is_that_of_students_t():
    # ten degrees of freedom: 2.228 standard errors
    assert _t_interval(2.0, 1.0, 10.0) == pytest.approx((-0.2281, 4.2281, 0.0734), abs=1e-4)
    assert _t_interval(0.0, 0.0, 10.0) == (0, 0, 1)


def test_swapped_groups_flip_the_sign_and_nothing_else(corpus):
    texts, hits, truth = corpus
    coded = coded_by(truth, draw_sample(texts, hits, 120)[1])
    row = correct(texts, hits, coded, **ASK).iloc[0]
    back = correct(texts, hits, coded, **(ASK | {"groups": ("Russia", "US")})).iloc[0]
    assert back["difference"] == pytest.approx(-row["difference"])
    assert (back["low"], back["high"], back["p"]) == pytest.approx((-row["high"], -row["low"], row["p"]))
    shuffled = correct(texts.sample(frac=1, random_state=2), hits, coded.sample(frac=1, random_state=3), **ASK).iloc[0]
    assert shuffled["difference"] == pytest.approx(row["difference"])
    assert shuffled["p"] == pytest.approx(row["p"])


def test_copies_of_a_story_weigh_as_one_text(corpus):
    texts, hits, truth = corpus
    coded = truth.astype(float).rename_axis("id").reset_index().assign(probability=1.0)
    story = texts["id"].where(texts["outlet"] != "o00", "n000")
    row = correct(texts.assign(story=story), hits, coded, "confrontation", **ASK).iloc[0]
    own = truth["confrontation"].to_numpy()[:400].astype(float)
    assert row["value_first"] == pytest.approx((own[:40].mean() + own[40:].sum()) / 361)


def test_few_clusters_have_a_value_and_no_test(corpus):
    texts, hits, truth = corpus
    texts = texts.assign(outlet=texts["outlet"].where(texts["side"] == "US", "o1" + texts["id"].str[1]))
    row = correct(texts, hits, coded_by(truth, draw_sample(texts, hits, 120)[1]), **ASK).iloc[0]
    assert np.isfinite(row["difference"])
    assert row[["low", "high", "p"]].isna().all()
    assert "descriptive only: fewer than 5 clusters (outlet) a side" in row["method"]


def test_correct_says_what_it_needs(corpus):
    texts, hits, truth = corpus
    coded = coded_by(truth, draw_sample(texts, hits, 40)[1])
    with pytest.raises(ValueError, match=r"\{'US': 20, 'Russia': 20\} coded texts: each group needs 30"):
        correct(texts, hits, coded, **ASK)
    with pytest.raises(ValueError, match="measure='dialog' is unknown.*Did you mean 'dialogue'"):
        correct(texts, hits, coded, "dialog", **ASK)
    with pytest.raises(ValueError, match="two different values"):
        correct(texts, hits, coded, by="side", groups=("US", "US"), cluster="outlet")
    with pytest.raises(ValueError, match="'Rusia' is unknown"):
        correct(texts, hits, coded, by="side", groups=("US", "Rusia"), cluster="outlet")
    with pytest.raises(ValueError, match=r"texts lacks the column\(s\) \['paper'\]"):
        correct(texts, hits, coded, by="side", groups=("US", "Russia"), cluster="paper")
