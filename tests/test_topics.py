import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from framing.topics import (
    NOT_STABLE,
    choose_topics,
    fit_topics,
    intrusion_sheet,
    score_intrusion,
    topic_balance,
    topic_shares,
    topics_of_terms,
)

SUBJECTS = {
    "gas": "pipeline tanker winter storage price terminal cubic supply compressor meter",
    "arms": "warhead missile inspector launcher silo verification treaty range seal convoy",
    "prison": "lawyer cell judge verdict family letter release consul guard visit",
}
NOISE = "harbour morning street window garden engine paper river bridge coat".split()


def corpus(n=36, lang="en", seed=3):
    rng = np.random.default_rng(seed)
    rows = []
    for k in range(n):
        name = list(SUBJECTS)[k % 3]
        words = rng.choice(SUBJECTS[name].split(), 18).tolist() + rng.choice(NOISE, 4).tolist()
        rows.append((f"{name}-{k:02}", lang, " ".join(words)))
    table = pd.DataFrame(rows, columns=["id", "lang", "text"])
    return table.assign(side=np.where(np.arange(n) % 2, "US", "Russia"), outlet=[f"o{k % 12}" for k in range(n)])


@pytest.fixture(scope="module")
def topics():
    return fit_topics(corpus(), 3)


def of_subject(topics, name):
    """The topic that has the most of a subject's words."""
    held = topics.words.groupby("topic")["word"].agg(lambda w: len(set(w) & set(SUBJECTS[name].split())))
    return held.idxmax(), held.max()


def test_planted_subjects_are_found_again(topics):
    found = [of_subject(topics, name) for name in SUBJECTS]
    assert sorted(topic for topic, _ in found) == [1, 2, 3]
    assert min(held for _, held in found) >= 7
    assert topics.quality["stability"].min() > 0.6
    assert topics.quality["basis"].unique().tolist() == ["words, en"]


def test_lda_finds_them_too():
    topics = fit_topics(corpus(), 3, method="lda")
    assert sorted(of_subject(topics, name)[0] for name in SUBJECTS) == [1, 2, 3]
    assert np.allclose(topics.shares.groupby("id")["share"].sum(), 1, atol=1e-5)


def test_shares_sum_to_one_and_typical_texts_are_of_the_topic(topics):
    assert np.allclose(topics.shares.groupby("id")["share"].sum(), 1, atol=1e-5)
    for name in SUBJECTS:
        ids = topics.typical.loc[topics.typical["topic"] == of_subject(topics, name)[0], "id"]
        assert len(ids) == 5
        assert all(i.startswith(name) for i in ids)


def test_nothing_depends_on_the_order_of_texts(topics):
    again = fit_topics(corpus().sample(frac=1, random_state=1), 3)
    for name in ("words", "shares", "quality", "typical", "refits"):
        order = [c for c in ("refit", "id", "topic", "rank") if c in getattr(topics, name)]
        one, two = (getattr(t, name).sort_values(order, kind="stable") for t in (topics, again))
        pd.testing.assert_frame_equal(one.reset_index(drop=True), two.reset_index(drop=True))


def test_a_topic_that_does_not_come_back_has_no_name():
    rng = np.random.default_rng(0)
    table, letters = corpus(), "abcdefghijklmn"
    noise = [" ".join(rng.choice([f"word{c}{d}" for c in letters for d in letters], 30)) for _ in range(12)]
    table = pd.concat([table, table.iloc[:12].assign(id=[f"n{k}" for k in range(12)], text=noise)], ignore_index=True)
    quality = fit_topics(table, 6).quality
    named = quality["label"] != NOT_STABLE
    assert ((quality["stability"] >= 0.5) == named).all()
    assert 3 <= named.sum() < 6
    assert quality.loc[named, "label"].str.count(",").eq(2).all()


def test_the_copies_of_a_story_weigh_as_one():
    table = corpus().assign(story=lambda t: t["id"])
    copies = pd.concat([table.iloc[[0]].assign(id=f"copy{k}") for k in range(30)])
    alone, many = fit_topics(table, 3), fit_topics(pd.concat([table, copies], ignore_index=True), 3)
    pd.testing.assert_frame_equal(alone.words, many.words, atol=1e-4)
    assert (many.typical["id"].isin([table["id"][0], *copies["id"]])).sum() <= 1


def test_word_forms_count_as_one_word_and_are_shown_as_they_are_written():
    texts = [
        "Der Hafen lag still. Die Häfen Norwegens, des Hafens wegen: «Straße».",
        "Im Hafen lag Schnee. Ha\u00adfens.",
    ]
    table = pd.DataFrame({"id": [*"abcdefgh"], "lang": "de", "text": texts * 2 + ["Ein Vogel sang leise im Wald."] * 4})
    words = set(fit_topics(table, 2).words["word"])
    assert "Hafen" in words
    assert not words & {"hafen", "Häfen", "Hafens", "hafens"}
    russian = ["Ёлка и ёлки, елки у порта.", "Порты и порт, ёлку ставят."] * 2 + ["Птица поёт, птицы поют в лесу."] * 4
    words = set(fit_topics(table.assign(lang="ru", text=russian), 2).words["word"])
    assert {"елка", "порт", "птица"} <= words


def test_languages_are_not_mixed_in_silence():
    table = corpus()
    table.loc[0, "lang"] = "de"
    with pytest.raises(ValueError, match=r"\['de', 'en'\]: topics of their words would split by language"):
        fit_topics(table, 3)


TRANSLATED = {
    "en": ("The pipeline carries gas. The tanker waits in port; insurers watch the price.",
           "The judge freed the prisoner. The lawyer called the family and the court closed."),
    "de": ("Die Pipeline liefert Gas. Der Tanker wartet im Hafen; Versicherer sehen auf den Preis.",
           "Der Richter gab den Gefangenen frei. Der Anwalt rief die Familie an, das Gericht schloss."),
    "ru": ("По трубопроводу идёт газ. Танкер ждёт в порту; страховщики следят за ценой.",
           "Судья отпустил заключённого. Адвокат позвонил семье, и суд закрылся."),
}  # fmt: skip


def test_several_languages_share_subjects_and_the_table_says_so():
    rows = [(f"{lang}{s}{k}", lang, t) for lang, ts in TRANSLATED.items() for s, t in enumerate(ts) for k in range(3)]
    topics = fit_topics(pd.DataFrame(rows, columns=["id", "lang", "text"]), 2, basis="concepts and seeds")
    assert topics.quality["basis"].tolist() == ["concepts and seeds, de+en+ru"] * 2
    shares = topics.shares.pivot(index="id", columns="topic", values="share")
    one = shares[1] > 0.5
    assert one.groupby(one.index.str[2]).nunique().eq(1).all()  # a subject has one topic, whatever the language
    assert one.groupby(one.index.str[:2]).nunique().eq(2).all()
    assert {"gas and oil", "courts and lawyers"} <= set(topics.words["word"])


def test_each_seed_has_patterns_in_each_language_and_none_stands_twice():
    from framing import read_lexicon
    from framing._topics.vocabulary import subjects

    shipped = read_lexicon()
    lexicon = subjects(shipped)
    assert not lexicon.concepts["concept"].duplicated().any()
    assert set(lexicon.concepts["status"]) == {"topic"}
    seeds = lexicon.patterns[~lexicon.patterns["concept"].isin(shipped.concepts["concept"])]
    assert (seeds.groupby("concept")["lang"].nunique() == 3).all()
    twice = seeds[seeds.duplicated(["lang", "pattern"], keep=False)]
    assert twice.empty, twice


def test_scored_concepts_make_no_topic():
    rows = [(f"t{k}", "en", f"They threatened war. The {w} ended.") for k, w in enumerate(["gas", "court"] * 4)]
    rows = [(i, lang, f"{t} The {'ship' if 'gas' in t else 'wife'} came.") for i, lang, t in rows]
    topics = fit_topics(pd.DataFrame(rows, columns=["id", "lang", "text"]), 2, basis="concepts and seeds")
    assert "threat" not in set(topics.words["word"])


@pytest.mark.parametrize(
    "change, message",
    [
        (dict(n=7), "n=7 topics need at least 14 texts that tell different stories; there are 12"),
        (dict(n=1), "n=1: a model needs two topics or more"),
        (dict(n=2, method="lsa"), r"method='lsa' is unknown; choose from \['lda', 'nmf'\]"),
        (dict(n=2, basis="word"), "basis='word' is unknown.*Did you mean 'words'"),
    ],
)
def test_impossible_wishes_are_named(change, message):
    with pytest.raises(ValueError, match=message):
        fit_topics(corpus(12), **change)


def test_texts_without_a_common_word():
    table = pd.DataFrame({"id": [*"abcd"], "lang": "en", "text": ["oak", "elm", "ash", "yew"]})
    for basis in ("words", "concepts and seeds"):
        with pytest.raises(ValueError, match="need at least 4 words that several texts share; there are 0"):
            fit_topics(table, 2, basis=basis)
    with pytest.raises(ValueError, match="there are 0"):
        fit_topics(table.assign(text="—"), 2)
    with pytest.raises(ValueError, match="there are no texts"):
        fit_topics(table.assign(status="quarantined"), 2)


def test_a_lexicon_of_your_own_may_name_a_subject_again(lexicon):
    from dataclasses import replace

    from framing._topics.vocabulary import subjects

    rows = pd.DataFrame([("en", "prisoners", "parrot", False)], columns=lexicon.patterns.columns)
    concept = lexicon.concepts.iloc[:1].assign(concept="prisoners", status="topic")
    own = replace(lexicon, concepts=pd.concat([lexicon.concepts, concept]), patterns=rows)
    patterns = subjects(own).patterns
    assert patterns.loc[patterns["concept"] == "prisoners", "pattern"].tolist() == ["parrot"]


def test_choose_topics_prefers_the_planted_number():
    table = choose_topics(corpus(), [2, 3, 5])
    assert table["topics"].tolist() == [2, 3, 5]
    assert table.set_index("topics")["stability"].idxmax() == 3
    assert table["recurring"].tolist()[1] == 3
    assert table[["n", "stories"]].iloc[0].tolist() == [36, 36]
    with pytest.raises(ValueError, match="counts is empty"):
        choose_topics(corpus(), [])


def test_counts_alone_are_enough():
    groups = {"abcd": "stuv", "efgh": "wxyz", "ijkl": "opqr"}
    rows = [(id, term * 3, 3) for ids, terms in groups.items() for id in ids for term in terms]
    rows += [(id, "in", 5) for id in "abc"] + [("a", "rare", 9)]
    found = topics_of_terms(pd.DataFrame(rows, columns=["id", "term", "count"]), 3)
    tops = found.words.groupby("topic")["word"].agg(lambda w: "".join(sorted(x[0] for x in w)))
    assert sorted(tops) == ["opqr", "stuv", "wxyz"]
    assert found.quality["basis"].tolist() == ["counts of words"] * 3


def test_shares_by_group(topics):
    table = topic_shares(topics, corpus(), by="side", cluster="outlet")
    assert np.allclose(table.groupby("side")["share"].sum(), 1, atol=1e-5)
    shares = topics.shares.merge(corpus(), on="id")
    own = shares[(shares["topic"] == 1) & (shares["side"] == "US")]["share"].mean()
    assert table.query("topic == 1 and side == 'US'")["share"].item() == pytest.approx(own, abs=1e-6)
    assert ((table["low"] <= table["share"]) & (table["share"] <= table["high"])).all()
    assert table["low"].min() >= 0
    assert table["clusters"].unique().tolist() == [6]


def test_the_model_is_part_of_the_interval(topics):
    """Refits that all say the same leave the jackknife over clusters, worked out here by hand; others widen it."""
    from dataclasses import replace

    same = pd.concat([topics.shares.assign(refit=r) for r in (1, 2, 3)])
    table = corpus()
    narrow = topic_shares(replace(topics, refits=same), table, by="side", cluster="outlet").iloc[0]
    wide = topic_shares(topics, table, by="side", cluster="outlet").iloc[0]
    assert narrow["high"] - narrow["low"] < wide["high"] - wide["low"]
    own = topics.shares[topics.shares["topic"] == 1].merge(table[table["side"] == narrow["side"]], on="id")
    without = [own.loc[own["outlet"] != o, "share"].mean() for o in sorted(set(own["outlet"]))]
    half = 2.570582 * np.sqrt(5 / 6 * np.sum((without - np.mean(without)) ** 2))  # t for 5 degrees of freedom
    assert narrow["high"] == pytest.approx(narrow["share"] + half, abs=1e-5)


def test_few_clusters_have_no_interval_and_copies_one_weight(topics):
    table = corpus().assign(outlet="one", story="same")
    shares = topic_shares(topics, table, by="side", cluster="outlet")
    assert shares[["low", "high"]].isna().all(axis=None)
    assert shares["clusters"].unique().tolist() == [1]
    with pytest.raises(ValueError, match="none of the 36 texts with a 'side' is among those"):
        topic_shares(topics, table.assign(id=[f"x{k}" for k in range(36)]), by="side")


def scored(table):
    arms = table["id"].str.startswith("arms") & (table["side"] == "US")
    counts = {"sentences": 9, "up": np.where(arms, 6, 1), "down": np.where(arms, 1, 3)}
    return table.drop(columns="text").assign(**counts)


def test_balance_by_topic_finds_the_subject_on_which_a_side_is_sharp(topics):
    table = topic_balance(topics, scored(corpus()), by="side", cluster="outlet")
    assert list(table.columns[-5:]) == ["up", "down", "n", "clusters", "langs"]
    arms = of_subject(topics, "arms")[0]
    sharp = (table["topic"] == arms) & (table["side"] == "US")
    assert table.loc[sharp, "value"].item() > 0.7
    assert table.loc[~sharp, "value"].max() < 0
    assert (table["n"] == 6).all()
    assert np.allclose(table.groupby("side")[["up", "down"]].sum().loc["US"], [6 * 6 + 12, 6 + 36])


def test_texts_without_evidence_give_no_balance(topics):
    table = topic_balance(topics, scored(corpus()).assign(up=0, down=0), by="side")
    assert table[["value", "low", "high"]].isna().all(axis=None)


def test_the_intruder_is_a_word_of_another_topic(topics):
    sheet, key = intrusion_sheet(topics, seed=1)
    assert list(sheet.columns) == ["item", *[f"word_{k}" for k in range(1, 7)], "answer"]
    lists = topics.words.groupby("topic")["word"].agg(list)
    for row, truth in zip(sheet.to_dict("records"), key.itertuples(), strict=True):
        shown = {row[f"word_{k}"] for k in range(1, 7)}
        assert shown - {truth.intruder} == set(lists[truth.topic][:5])
        assert truth.intruder not in lists[truth.topic]
    again, _ = intrusion_sheet(topics, seed=1)
    pd.testing.assert_frame_equal(sheet, again)


def test_perfect_readers_and_empty_answers():
    key = pd.DataFrame({"item": ["1", "2"], "topic": [2, 1], "intruder": ["Rose", "wind"]})
    answers = pd.DataFrame({"item": [1, 1, 2], "answer": ["rose", "ROSE", ""]})
    table = score_intrusion(answers, key)
    assert table[["topic", "n", "found"]].values.tolist() == [[1, 0, 0], [2, 2, 2]]
    assert table["share"].isna().tolist() == [True, False]
    with pytest.raises(ValueError, match=r"the item\(s\) \['9'\] are not in the key"):
        score_intrusion(pd.DataFrame({"item": ["9"], "answer": ["x"]}), key)


def test_each_topic_has_a_row_in_the_charts(topics):
    from framing._charts import topics as charts

    shares = topic_shares(topics, corpus(), by="side", cluster="outlet")
    shares.loc[shares["topic"] == 3, ["label", "stability"]] = [NOT_STABLE, 0.2]
    ax = charts.topic_shares(shares, groups=("US", "Russia"))
    assert [t.get_text() for t in ax.get_yticklabels()][0] == "topic 3\n(not stable)"
    grey = [line for line in ax.lines if line.get_color() == "#9aa3ab"]
    assert {float(line.get_ydata()[0]) // 1 for line in grey} <= {-1.0, 0.0}
    assert len(grey) == 4  # two points, two intervals
    legend = [t.get_text() for t in ax.get_legend().get_texts()]
    assert legend == ["US: 18 texts in 6 clusters", "Russia: 18 texts in 6 clusters"]
    balance = topic_balance(topics, scored(corpus()), by="side", cluster="outlet")
    said = {t.get_text() for t in charts.topics_by_balance(balance).texts}
    assert {"more up →", "← more down"} <= said
    said = {t.get_text() for t in charts.choose_topics(choose_topics(corpus(), [2, 3])).texts}
    assert "3 of 3" in said
    with pytest.raises(ValueError, match="a group in 'side':='Us' is unknown"):
        charts.topic_shares(shares, groups=("Us",))


PROGRAM = """
import hashlib, sys
sys.path.insert(0, {tests!r})
from test_topics import corpus, scored
from framing.topics import choose_topics, fit_topics, topic_balance, topic_shares
digest = hashlib.sha256()
for method in ("nmf", "lda"):
    topics = fit_topics(corpus(), 4, method=method)
    tables = [topics.words, topics.shares, topics.quality, topics.typical, topics.refits]
    tables += [topic_shares(topics, corpus(), by="side", cluster="outlet")]
    tables += [topic_balance(topics, scored(corpus()), by="side", cluster="outlet")]
    tables += [choose_topics(corpus(), [3], method=method)]
    for table in tables:
        digest.update(table.to_csv().encode())
print(digest.hexdigest())
"""


@pytest.mark.slow
def test_the_same_bytes_on_each_machine_and_number_of_threads():
    runs = {}
    for seed, (threads, core) in enumerate([("1", "Haswell"), ("2", "Prescott"), ("8", "Haswell"), ("8", "Prescott")]):
        settings = {"OPENBLAS_NUM_THREADS": threads, "OMP_NUM_THREADS": threads, "OPENBLAS_CORETYPE": core}
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM.format(tests=str(Path(__file__).parent))],
            env=os.environ | settings | {"PYTHONHASHSEED": str(seed), "PYTHONUTF8": "1"},
            capture_output=True, text=True, check=True, cwd=Path(__file__).resolve().parents[1],
        )  # fmt: skip
        runs[threads, core] = done.stdout.strip()
    assert len(set(runs.values())) == 1, runs
