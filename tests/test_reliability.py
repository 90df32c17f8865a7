import numpy as np
import pandas as pd
import pytest
from coded import ANSWERS, POLES, coded_by, half_found, hits_of, labelled

from framing._charts import reliability as charts
from framing._reliability.sampling import _divide
from framing.reliability import accuracy, agreement, confusions, correct, draw_sample, recall_gap, unblind

# the published examples: Krippendorff (2011), Computing Krippendorff's alpha-reliability, and the table of three
# coders in Krippendorff (1980); a row a coder, a dot where one did not answer
FOUR = ["1 2 3 3 2 1 4 1 2 . . .", "1 2 3 3 2 2 4 1 2 5 . 3", ". 3 3 3 2 3 4 2 2 5 1 .", "1 2 3 3 2 4 4 1 2 5 1 ."]
THREE = [". . . . . 3 4 1 2 1 1 3 3 . 3", "1 . 2 1 3 3 4 3 . . . . . . .", ". . 2 1 3 4 4 . 2 1 1 3 3 . 4"]
BINARY = ["0 1 0 0 0 0 0 0 1 0", "1 1 1 0 0 1 0 0 0 0"]
LETTERS = ["a a b b d c c c e d d a", "b a b b b c c c e d d d"]


def answers(rows):
    table = [(f"i{n:02d}", f"c{k}", v) for k, row in enumerate(rows) for n, v in enumerate(row.split()) if v != "."]
    codes = pd.DataFrame(table, columns=["item", "coder", "code"])
    return codes.assign(code=codes["code"].astype(int)) if codes["code"].str.isdigit().all() else codes


@pytest.fixture
def corpus():
    return half_found()


# agreement


@pytest.mark.parametrize(
    ("rows", "level", "published"),
    [
        (FOUR, "nominal", 0.743), (FOUR, "ordinal", 0.815), (FOUR, "interval", 0.849), (BINARY, "nominal", 0.095),
        (LETTERS, "nominal", 0.692), (THREE, "nominal", 0.691), (THREE, "ordinal", 0.807), (THREE, "interval", 0.811),
    ],
)  # fmt: skip
def test_alpha_equals_the_published_tables(rows, level, published):
    row = agreement(answers(rows), level=level).iloc[0]
    assert round(row["alpha"], 3) == published
    assert row["low"] <= row["alpha"] <= row["high"]


def test_alpha_equals_that_of_nltk_on_random_answers():
    from nltk.metrics.agreement import AnnotationTask

    rng = np.random.default_rng(0)
    for _ in range(20):
        codes = answers([" ".join(map(str, rng.integers(1, 4, 12))) for _ in range(3)])
        task = AnnotationTask(codes[["coder", "item", "code"]].values.tolist())
        assert agreement(codes, draws=10)["alpha"].iloc[0] == pytest.approx(task.alpha())


def test_percent_counts_pairs_of_answers():
    # i00: 3 of 3 pairs the same, i01: 1 of 3, i02: the only pair differs, i03: one answer tells nothing
    row = agreement(answers(["1 1 1 2", "1 1 2 .", "1 2 . ."])).iloc[0]
    assert (row["items"], row["coders"], row["answers"]) == (3, 3, 9)
    assert row["percent"] == pytest.approx(4 / 7)


def test_full_agreement_is_one_and_a_single_value_says_nothing():
    assert agreement(answers(["1 2 1 2", "1 2 1 2"]))["alpha"].iloc[0] == 1
    row = agreement(answers(["1 1 1", "1 1 1"])).iloc[0]
    assert np.isnan(row["alpha"])
    assert np.isnan(row["low"])
    assert row["percent"] == 1


def test_a_sheet_gives_a_row_for_the_answer_and_for_each_pole_and_unsure_is_missing():
    one = labelled({"s1": "confrontation", "s2": "both", "s3": "neither", "s4": "unsure"}, "a")
    other = labelled({"s1": "both", "s2": "both", "s3": "neither", "s4": "dialogue"}, "b")
    table = agreement(pd.concat([one, other], ignore_index=True)).set_index("question")
    assert table.index.tolist() == ["code", *POLES]
    assert table["items"].tolist() == [3, 3, 3]
    assert table["unsure"].tolist() == [1, 1, 1]
    assert table["percent"].round(3).tolist() == [0.667, 1.0, 0.667]
    assert table.at["confrontation", "alpha"] == 1
    # dialogue: values no yes, yes yes, no no: D_o = 1/3, D_e = 18/30
    assert table.at["dialogue", "alpha"] == pytest.approx(1 - (1 / 3) / (18 / 30))


def test_agreement_by_language_equals_that_of_each_alone():
    codes = answers(FOUR)
    codes["lang"] = np.where(codes["item"] < "i06", "de", "ru")
    table = agreement(codes, by="lang", draws=50)
    alone = agreement(codes[codes["lang"] == "ru"], draws=50)
    assert table["lang"].tolist() == ["de", "ru"]
    assert table.iloc[1]["alpha"] == alone.iloc[0]["alpha"]


def test_neither_the_order_of_answers_nor_the_names_of_coders_matter():
    codes = answers(FOUR)
    other = codes.sample(frac=1, random_state=0).assign(coder=lambda t: t["coder"].map(lambda c: "x" + c[::-1]))
    pd.testing.assert_frame_equal(agreement(codes, level="ordinal"), agreement(other, level="ordinal"))


def test_the_interval_is_the_same_each_time_and_narrows_with_more_items():
    rng = np.random.default_rng(1)
    truth = rng.integers(0, 3, 400)
    rows = [" ".join(map(str, np.where(rng.random(400) < 0.2, rng.integers(0, 3, 400), truth))) for _ in range(2)]
    many = agreement(answers(rows)).iloc[0]
    few = agreement(answers([" ".join(r.split()[:50]) for r in rows])).iloc[0]
    assert many["high"] - many["low"] < 0.5 * (few["high"] - few["low"])
    pd.testing.assert_series_equal(many, agreement(answers(rows)).iloc[0])


def test_one_coder_alone_agrees_with_nobody():
    row = agreement(answers(["1 2 1"])).iloc[0]
    assert row[["items", "coders", "answers"]].tolist() == [0, 1, 3]
    assert row[["percent", "alpha", "low", "high"]].isna().all()


def test_agreement_refuses_what_it_cannot_measure():
    codes = labelled({"s1": "both", "s2": "neither"})
    with pytest.raises(ValueError, match="coder 'a' answered item 's1' twice"):
        agreement(pd.concat([codes, codes]))
    with pytest.raises(ValueError, match="needs codes that are numbers"):
        agreement(codes, level="ordinal")
    with pytest.raises(ValueError, match="level='ordinl' is unknown.*'ordinal'"):
        agreement(codes, level="ordinl")


def test_confusions_count_every_pair_of_coders():
    table = confusions(answers(["1 2 2", "1 2 1", "1 . 1"]))
    assert table.values.tolist() == [
        ["c0", "c1", 1, 1, 1], ["c0", "c1", 2, 1, 1], ["c0", "c1", 2, 2, 1],
        ["c0", "c2", 1, 1, 1], ["c0", "c2", 2, 1, 1], ["c1", "c2", 1, 1, 2],
    ]  # fmt: skip


# the sample


def test_the_sheet_is_blind_and_the_key_leads_back(corpus):
    texts, hits, _ = corpus
    texts = texts.assign(text=["Satz " + i for i in texts["id"]])
    sheet, key = draw_sample(texts, hits, 60)
    assert sheet.columns.tolist() == ["item", "lang", "text", "code", "note"]
    assert sheet["code"].isna().all()
    assert sheet["code"].cat.categories.tolist() == ANSWERS
    assert key.columns.tolist() == ["item", "id", "side", "lang", "found", "population", "probability"]
    assert sheet["item"].tolist() == key["item"].tolist() == [f"s{n:02d}" for n in range(1, 61)]
    assert ("Satz " + key["id"]).tolist() == sheet["text"].tolist()
    # shuffled: neither the sides nor the classes stand in blocks
    assert (key["side"] != key["side"].shift()).sum() > 15
    assert (key["found"] != key["found"].shift()).sum() > 15


def test_every_stratum_is_drawn_with_its_probability_and_the_sides_alike(corpus):
    texts, hits, _ = corpus
    _, key = draw_sample(texts, hits, 100)
    strata = key.groupby(["side", "lang", "found"])
    assert set(key["found"]) == {*POLES, "both", "none"}
    assert np.allclose(strata["probability"].first(), strata.size() / strata["population"].first())
    assert strata["population"].first().sum() == 800
    # undone, the probabilities give the whole back
    assert (1 / key["probability"]).sum() == pytest.approx(800)
    assert key["side"].value_counts().to_dict() == {"US": 50, "Russia": 50}
    assert not key["id"].duplicated().any()


def test_the_draw_depends_on_the_seed_and_not_on_the_order_of_rows(corpus):
    texts, hits, _ = corpus
    first = draw_sample(texts, hits, 60, seed=4)
    again = draw_sample(texts.sample(frac=1, random_state=1), hits, 60, seed=4)
    for one, other in zip(first, again, strict=True):
        pd.testing.assert_frame_equal(one, other)
    assert draw_sample(texts, hits, 60, seed=5)[1]["id"].tolist() != first[1]["id"].tolist()


def test_a_small_group_is_taken_whole_and_the_rest_goes_to_the_others(corpus):
    texts, hits, _ = corpus
    texts = texts[(texts["side"] == "US") | (texts["outlet"] == "o10")].assign(status="ok")
    texts.loc[texts["id"] == "n400", "status"] = "quarantined"
    _, key = draw_sample(texts, hits, 300)
    assert key["side"].value_counts().to_dict() == {"US": 261, "Russia": 39}
    assert "n400" not in set(key["id"])


def test_the_square_roots_of_the_strata_decide():
    # 3 : 1 of 40, as 900 : 100 have the roots 30 : 10
    assert _divide(40, np.sqrt([900.0, 100.0]), np.array([900, 100])).tolist() == [30, 10]


def test_the_group_can_be_the_language(corpus):
    texts, hits, truth = corpus
    _, key = draw_sample(texts, hits, 80, by="lang")
    assert key.columns.tolist() == ["item", "id", "lang", "found", "population", "probability"]
    row = correct(texts, hits, coded_by(truth, key), by="lang", groups=("en", "ru"), cluster="outlet").iloc[0]
    assert row[["first", "coded_first", "n_second"]].tolist() == ["en", 40, 400]


def test_in_a_sample_too_the_square_roots_decide():
    texts = pd.DataFrame({"id": [f"t{k:04d}" for k in range(1000)], "lang": "en", "text": "They met.", "side": "US"})
    _, key = draw_sample(texts, hits_of(dialogue=texts["id"].head(100)), 40)
    assert key["found"].value_counts().to_dict() == {"none": 30, "dialogue": 10}


def test_draw_sample_says_what_n_can_be(corpus):
    texts, hits, _ = corpus
    with pytest.raises(ValueError, match=r"n=5: there are 8 strata .* n should be from 16 to 800"):
        draw_sample(texts, hits, 5)
    with pytest.raises(ValueError, match="n=801"):
        draw_sample(texts, hits, 801)
    with pytest.raises(ValueError, match="1 row.s. have no 'side'"):
        draw_sample(texts.assign(side=texts["side"].where(texts["id"] != "n007")), hits, 60)


def key_of(n, population=100):
    ids = [f"t{k}" for k in range(1, n + 1)]
    key = pd.DataFrame({"item": [f"s{k}" for k in range(1, n + 1)], "id": ids, "side": "US", "lang": "en"})
    return key.assign(found="none", population=population, probability=n / population)


def test_unblind_gives_the_share_of_coders_who_saw_a_pole():
    one = labelled({"s1": "confrontation", "s2": "both", "s3": "unsure"}, "a")
    other = labelled({"s1": "neither", "s2": "dialogue", "s3": "dialogue"}, "b")
    coded = unblind(pd.concat([one, other], ignore_index=True), key_of(3))
    assert coded[["id", "coders", "unsure", *POLES]].values.tolist() == [
        ["t1", 2, 0, 0.5, 0.0], ["t2", 2, 0, 0.5, 1.0], ["t3", 1, 1, 0.0, 1.0],
    ]  # fmt: skip
    assert coded["probability"].tolist() == [0.03] * 3


def test_texts_without_an_answer_are_stood_for_by_their_stratum():
    codes = labelled({"s1": "both", "s2": "neither", "s3": "unsure"})
    with pytest.warns(UserWarning, match="2 of 4 texts have no answer"):
        coded = unblind(codes, key_of(4))
    assert coded["id"].tolist() == ["t1", "t2"]
    assert coded["probability"].tolist() == [0.02, 0.02]


def test_unblind_refuses_another_key_and_codes_without_their_answers():
    with pytest.raises(ValueError, match=r"item.s. \['s9'\] are not in the key"):
        unblind(labelled({"s9": "both"}), key_of(3))
    with pytest.raises(ValueError, match="codes has lost its answers"):
        unblind(labelled({"s1": "both"}).astype({"code": "str"}), key_of(3))


# accuracy


def test_accuracy_by_hand_with_probabilities():
    ids = [f"t{k}" for k in range(1, 11)]
    texts = pd.DataFrame({"id": ids, "lang": "de", "text": "Ein Maß."})
    hits = hits_of(confrontation=["t1", "t2", "t3", "t4"], dialogue=["t1"])
    # found: 2 of 4 coded, one right; not found: 3 of 6 coded, one missed
    coded = pd.DataFrame({"id": ["t1", "t2", "t5", "t6", "t7"], "probability": [0.5] * 5})
    coded = coded.assign(confrontation=[1, 0, 1, 0, 0], dialogue=[1, 0, 0, 0, 0])
    table = accuracy(texts, hits, coded)
    own = table[(table["pole"] == "confrontation") & (table["concept"] == "")].set_index("measure")
    # right = 4 * 1/2 = 2, there = 2 + 6 * 1/3 = 4
    assert own["value"].to_dict() == {"precision": 0.5, "recall": 0.5, "F1": 0.5}
    assert own["n"].to_dict() == {"precision": 2, "recall": 2, "F1": 3}
    assert (own["low"] < own["value"]).all()
    assert (own["value"] < own["high"]).all()
    concept = table[table["concept"] == "concept of dialogue"].iloc[0]
    assert concept[["measure", "value", "high", "n"]].tolist() == ["precision", 1.0, 1.0, 1]


def test_unequal_probabilities_are_undone():
    texts = pd.DataFrame({"id": [f"t{k:02d}" for k in range(12)], "lang": "ru", "text": "Ещё."})
    hits = hits_of(confrontation=["t00", "t01"])
    # of ten not found, one is drawn of a stratum of two, two of a stratum of eight
    coded = pd.DataFrame({"id": ["t00", "t01", "t02", "t04", "t05"], "probability": [1, 1, 0.5, 0.25, 0.25]})
    coded = coded.assign(confrontation=[1, 1, 0, 1, 0], dialogue=0)
    recall = accuracy(texts, hits, coded).query("measure == 'recall' and pole == 'confrontation'").iloc[0]
    assert recall["value"] == pytest.approx(2 / (2 + 10 * 4 / 10))


def test_unequal_probabilities_widen_the_interval():
    texts = pd.DataFrame({"id": [f"t{k:03d}" for k in range(100)], "lang": "ru", "text": "Ещё."})
    coded = pd.DataFrame({"id": texts["id"].head(40), "probability": 0.4, "confrontation": [0, 1] * 20, "dialogue": 0})
    uneven = coded.assign(probability=[0.9] * 30 + [0.1] * 10)
    widths = []
    for own in (coded, uneven):
        row = accuracy(texts, hits_of(confrontation=texts["id"]), own).iloc[0]
        assert row["value"] == pytest.approx(0.5)
        widths.append(row["high"] - row["low"])
    # as many as 40 alike, and as 40 * (mean weight)^2 / mean squared weight = 17 alike
    assert widths[1] / widths[0] == pytest.approx(np.sqrt(40 / 17.2), rel=0.1)


def test_where_all_is_coded_accuracy_is_a_count(corpus):
    texts, hits, truth = corpus
    coded = truth.astype(float).rename_axis("id").reset_index().assign(probability=1.0)
    table = accuracy(texts, hits, coded, by="side", draws=200)
    for (side, pole), part in table[table["concept"] == ""].groupby(["side", "pole"]):
        ids = texts.loc[texts["side"] == side, "id"]
        found = set(hits.loc[hits["counts_as"] == pole, "id"]) & set(ids)
        there = set(truth.index[truth[pole]]) & set(ids)
        values = part.set_index("measure")["value"]
        assert values["precision"] == pytest.approx(len(found & there) / len(found))
        assert values["recall"] == pytest.approx(len(found & there) / len(there))
        assert values["F1"] == pytest.approx(2 * len(found & there) / (len(found) + len(there)))


def test_a_pole_that_is_never_found_has_recall_nothing_and_no_precision():
    texts = pd.DataFrame({"id": ["t1", "t2"], "lang": "en", "text": "They met."})
    coded = pd.DataFrame({"id": ["t1", "t2"], "probability": 1.0, "confrontation": [1, 0], "dialogue": [0, 0]})
    table = accuracy(texts, hits_of(), coded).set_index(["pole", "measure"])["value"]
    assert np.isnan(table["confrontation", "precision"])
    assert table["confrontation", "recall"] == 0
    assert np.isnan(table["dialogue", "recall"])


def test_accuracy_refuses_codes_of_other_texts(corpus):
    texts, hits, truth = corpus
    coded = truth.astype(float).rename_axis("id").reset_index().assign(probability=1.0)
    with pytest.raises(ValueError, match=r"400 of 800 id\(s\) are not among the texts.*'n400'"):
        accuracy(texts[texts["side"] == "US"], hits, coded)
    with pytest.raises(ValueError, match="above 0 and at most 1"):
        accuracy(texts, hits, coded.assign(probability=0.0))
    with pytest.raises(ValueError, match="'n000' stands there twice"):
        accuracy(texts, hits, pd.concat([coded, coded.head(1)]))


# the budget of language errors


def figures_of(**rows):
    table = [(g, p, m, *v) for key, v in rows.items() for g, p, m in [key.split("_")]]
    return pd.DataFrame(table, columns=["lang", "pole", "measure", "value", "low", "high"])


def test_recall_gap_by_hand():
    figures = figures_of(
        en_up_recall=(0.8, 0.7, 0.9), en_down_recall=(0.7, 0.6, 0.8),
        ru_up_recall=(0.6, 0.5, 0.7), ru_down_recall=(0.7, 0.7, 0.7),
    )  # fmt: skip
    table = recall_gap(figures, groups=("en", "ru")).set_index("measure")
    assert table["cause"].unique().tolist() == ["recall"]
    assert table["gap"].round(4).tolist() == np.log([8 / 6, 8 / 6, 1.0]).round(4).tolist()
    # the lower end: where the first group's recall is at its low and the second's at its high
    below = np.log([0.8 / 0.7, 0.7 / 0.6])
    assert table.at["up", "low"] == pytest.approx(np.log(8 / 6) - np.hypot(*below))
    assert table.at["up", "largest"] == table.at["up", "high"]
    swapped = recall_gap(figures, groups=("ru", "en")).set_index("measure")
    assert np.allclose(swapped["gap"], -table["gap"])
    assert np.allclose(swapped["low"], -table["high"])
    assert np.allclose(swapped["largest"], table["largest"])


def test_false_hits_can_hide_what_is_missed():
    exact = {"en_up_recall": 0.8, "en_up_precision": 0.8, "ru_up_recall": 0.6, "ru_up_precision": 0.6}
    exact |= {f"{lang}_down_{measure}": 1.0 for lang in ("en", "ru") for measure in ("recall", "precision")}
    figures = figures_of(**{name: (value,) * 3 for name, value in exact.items()})
    table = recall_gap(figures, groups=("en", "ru")).set_index(["measure", "cause"])
    assert table.at[("balance", "recall"), "gap"] == pytest.approx(np.log(8 / 6))
    assert table.at[("balance", "recall and precision"), "gap"] == pytest.approx(0)
    with pytest.raises(ValueError, match="'uk' is unknown"):
        recall_gap(figures, groups=("en", "uk"))


# the charts


def test_charts_show_every_row_with_its_n(corpus):
    texts, hits, truth = corpus
    table = accuracy(texts, hits, coded_by(truth, draw_sample(texts, hits, 120)[1]), draws=200)
    ax = charts.accuracy(table)
    names = [t.get_text() for t in ax.get_yticklabels()][::-1]
    assert names == ["English: confrontation", "English: dialogue", "Russian: confrontation", "Russian: dialogue"]
    own = table[table["concept"].eq("") & table["measure"].ne("F1")]
    drawn = [line.get_xdata()[0] for line in ax.lines if len(line.get_xdata()) == 1][: len(own)]
    assert sorted(drawn) == pytest.approx(sorted(own["value"]))
    n = own[own["measure"] == "precision"]["n"].iloc[0]
    assert any(t.get_text().startswith(f"{n} found") for t in ax.texts)
    ax = charts.agreement(agreement(answers(FOUR)))
    assert any("11 items, 4 readings" in t.get_text() for t in ax.texts)
