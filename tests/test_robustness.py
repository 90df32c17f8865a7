"""Other choices, beside the planned one: the same numbers as `compare`, laws, and verdicts on planted differences."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from framing import compare, find_hits, read_actors, read_lexicon, score, split_voices
from framing._charts.robustness import vary as draw
from framing._robustness.draws import halves, shuffled_medians, swapped_poles
from framing.robustness import COLUMNS, main_language, vary, verdict

UP, DOWN = ["fork", "knife", "spear", "stone"], ["spoon", "cup", "bread", "salt"]


@pytest.fixture(scope="module")
def cutlery(tmp_path_factory):
    path = tmp_path_factory.mktemp("lexicon") / "lexicon.csv"
    rows = [f"{w},{pole},{w}*,{w}*,core" for pole, words in (("up", UP), ("down", DOWN)) for w in words]
    path.write_text("concept,pole,en,de,status\n" + "\n".join(rows).replace("salt*,core", "salt*,context") + "\n")
    return read_lexicon(path)


def corpus(north, south, outlets=6, each=3, seed=1):
    """Articles of two sides; a text holds some of the side's words, so many that its outlets differ a little."""
    rng, rows = np.random.default_rng(seed), []
    for side, words in (("North", north), ("South", south)):
        for outlet in range(outlets):
            for number in range(each):
                said = rng.choice(words, 8 + outlet % 3)
                text = ". ".join(w.capitalize() for w in said) + "."
                rows.append((f"{side}-{outlet}-{number}", side, f"{side} {outlet}", "en", "A title", text))
    table = pd.DataFrame(rows, columns=["id", "side", "outlet", "lang", "title", "text"])
    return table.assign(story=table["id"])


PAIR = {"by": "side", "groups": ("North", "South"), "cluster": "outlet"}


@pytest.fixture(scope="module")
def planted(cutlery):
    return vary(corpus([*UP * 3, *DOWN], [*UP, *DOWN * 3]), cutlery, **PAIR)


@pytest.fixture(scope="module")
def nothing(cutlery):
    return vary(corpus([*UP, *DOWN], [*UP, *DOWN]), cutlery, **PAIR)


def one(table, choice):
    return table[table["choice"] == choice].iloc[0]


def test_the_planned_row_is_what_compare_gives(cutlery, planted):
    articles = corpus([*UP * 3, *DOWN], [*UP, *DOWN * 3])
    row = compare(score(articles, find_hits(articles, cutlery)), **PAIR).iloc[0]
    assert list(planted.columns) == COLUMNS
    assert planted["planned"].tolist() == [True] + [False] * (len(planted) - 1)
    for column in ("n_first", "clusters_second", "difference", "low", "high", "p"):
        assert planted[column].iloc[0] == row[column], column


def test_other_formulas_are_on_the_scale_of_the_balance(cutlery):
    texts = pd.DataFrame({
        "id": [*"abcd"], "lang": "en", "side": ["North", "North", "South", "South"],
        "text": ["Fork, fork, fork, spoon.", "Fork.", "Fork, spoon.", "Spoon, spoon, spoon, fork."],
    })  # fmt: skip
    table = vary(texts, cutlery, **PAIR | {"cluster": "id"})
    assert one(table, "as planned")["difference"] == pytest.approx(np.log(4.5 / 1.5) - np.log(2.5 / 4.5))
    # shares 4/5 and 2/6, divided by s(1 - s) of all words, 6 of 11
    assert one(table, "difference of shares")["difference"] == pytest.approx((4 / 5 - 2 / 6) / (6 / 11 * 5 / 11))
    means = [np.log(3.5 / 1.5) + np.log(1.5 / 0.5), np.log(1.5 / 1.5) + np.log(1.5 / 3.5)]
    assert one(table, "mean of the texts’ balances")["difference"] == pytest.approx((means[0] - means[1]) / 2)
    assert np.isnan(table["p"].iloc[0])
    assert verdict(table)["verdict"].item() == "only described"


def test_a_concept_an_outlet_and_copies_by_hand(cutlery):
    texts = pd.DataFrame({
        "id": [*"abcd"], "lang": "en", "side": ["North", "North", "South", "South"], "outlet": [*"wxyz"],
        "story": ["a", "a", "c", "d"], "text": ["Fork, fork, knife.", "Fork, cup.", "Cup, fork.", "Cup, knife."],
    })  # fmt: skip
    table = vary(texts, cutlery, **PAIR)
    # the two copies weigh as one: up (3 + 1)/2 = 2, down 1/2; the South has 2 and 2
    assert one(table, "as planned")["difference"] == pytest.approx(np.log(2.5 / 1.0))
    assert one(table, "each copy counts")["difference"] == pytest.approx(np.log(4.5 / 1.5))
    assert one(table, "without “knife”")["difference"] == pytest.approx(np.log(2.0 / 1.0) - np.log(1.5 / 2.5))
    assert one(table, "without x")["difference"] == pytest.approx(np.log(3.5 / 0.5))
    assert set(table.loc[table["kind"] == "outlet", "choice"]) == {f"without {x}" for x in "wxyz"}


def test_swapping_the_groups_turns_every_sign(cutlery, nothing):
    turned = vary(corpus([*UP, *DOWN], [*UP, *DOWN]), cutlery, **PAIR | {"groups": ("South", "North")})
    both = nothing.merge(turned, on=["kind", "choice"])
    both = both[both["kind"] != "drawn"]
    assert len(both) == len(nothing) - 3
    assert np.allclose(both["difference_x"], -both["difference_y"])
    assert (both["agrees_x"] == both["agrees_y"]).all()


def test_the_order_of_the_texts_changes_nothing(cutlery, nothing):
    shuffled = corpus([*UP, *DOWN], [*UP, *DOWN]).sample(frac=1, random_state=3)
    again = vary(shuffled, cutlery, **PAIR)
    assert again[["kind", "choice"]].equals(nothing[["kind", "choice"]])
    numbers = ["difference", "low", "high", "p", "agrees"]
    assert np.allclose(again[numbers], nothing[numbers], equal_nan=True)


def test_texts_that_were_set_aside_do_not_count(cutlery, nothing):
    articles = corpus([*UP, *DOWN], [*UP, *DOWN]).assign(status="ok")
    more = articles.iloc[:5].assign(id=list("abcde"), status="quarantined", text="Fork. Fork. Fork.")
    assert vary(pd.concat([articles, more]), cutlery, **PAIR).equals(nothing)


def test_a_planted_difference_is_robust(planted):
    found = verdict(planted).iloc[0]
    assert (found["verdict"], found["why"]) == ("robust", "")
    assert found["agree"] == found["halves"] == 1
    assert found["p_joint"] < 0.05
    assert found["p_poles"] < 0.05


def test_no_difference_cannot_be_told(nothing):
    found = verdict(nothing).iloc[0]
    assert found["verdict"] == "cannot be told"
    assert found["p_joint"] > 0.05
    assert found["significant"] < 0.5


def test_a_difference_of_one_concept_depends_on_it(cutlery):
    articles = corpus(["fork"] * 7 + ["knife"] + DOWN, ["fork"] + ["knife"] * 2 + DOWN, each=6)
    table = vary(articles, cutlery, **PAIR)
    found = verdict(table).iloc[0]
    assert found["verdict"] == "depends on choices"
    assert "without “fork” the sign turns" in found["why"]
    assert found["significant"] <= found["agree"] < 1  # a test that turns the sign does not speak for it
    assert found["choices"] == len(table[~table["kind"].isin(["planned", "drawn"]) & table["agrees"].notna()])


def test_other_languages_stand_by_themselves(cutlery):
    german = corpus([*UP, *DOWN], [*UP, *DOWN], outlets=1).assign(lang="de")
    german["id"] += "-de"
    german["text"] += " Das ist nicht der Tisch und auch nicht die Bank."
    table = vary(pd.concat([corpus([*UP, *DOWN], [*UP, *DOWN]), german]), cutlery, **PAIR)
    assert table.loc[table["kind"] == "language", ["choice", "lang", "n_first"]].values.tolist() == [
        ["German", "de", 3]
    ]
    assert set(table.loc[table["kind"] != "language", "lang"]) == {"en"}
    assert main_language(pd.concat([german, corpus(UP, DOWN)]), "side") == "en"
    assert vary(pd.concat([corpus(UP, DOWN), german]), cutlery, lang="de", **PAIR)["lang"].iloc[0] == "de"


def test_shifting_words_and_parts_of_a_text():
    texts = pd.DataFrame({
        "id": [*"ab"], "lang": "en", "side": ["US", "Russia"], "title": ["Ultimatum", "Dialogue"],
        "text": ["They avoid confrontation.\nDialogue, then.", "A compromise.\nThey spoke of an ultimatum."],
    })  # fmt: skip
    table = vary(texts, read_lexicon(), by="side", groups=("US", "Russia"), cluster="id")
    assert one(table, "as planned")["difference"] == pytest.approx(np.log(0.5 / 2.5))
    assert one(table, "“avoid”, “refuse”, “not” ignored")["difference"] == pytest.approx(0)
    assert one(table, "title and first paragraph")["difference"] == pytest.approx(np.log(1.5 / 1.5) - np.log(0.5 / 2.5))


def test_sentences_about_other_subjects_may_count_too():
    texts = pd.DataFrame({
        "id": [*"ab"], "lang": "en", "side": ["US", "Russia"],
        "text": ["Dialogue. The goalkeeper spoke of a confrontation.", "Dialogue. An ultimatum. Dialogue."],
    })  # fmt: skip
    lexicon = read_lexicon()
    pair = {"by": "side", "groups": ("US", "Russia"), "cluster": "id"}
    every, hits = "sentences about other subjects, too", find_hits(texts, lexicon)
    for table in (vary(texts, lexicon, **pair), vary(texts.drop(columns="text"), lexicon, hits=hits, **pair)):
        assert one(table, "as planned")["difference"] == pytest.approx(np.log(0.5 / 1.5) - np.log(1.5 / 2.5))
        assert one(table, every)["difference"] == pytest.approx(np.log(1.5 / 1.5) - np.log(1.5 / 2.5))


def test_the_words_of_outlets_and_of_others():
    said = 'The dialogue failed. "We heard an ultimatum," a Kremlin spokesman said.'
    texts = pd.DataFrame(
        {"id": [*"ab"], "lang": "en", "side": ["US", "Russia"], "text": [said, said.replace("an ul", "no ul")]}
    )
    actors = read_actors()
    table = vary(texts, read_lexicon(), by="side", groups=("US", "Russia"), cluster="id", actors=actors)
    assert one(table, "the outlet’s own words")["difference"] == 0
    assert one(table, "the outlet’s own words")["n_first"] == 1
    voices = split_voices(texts, actors)
    assert vary(texts, read_lexicon(), by="side", groups=("US", "Russia"), cluster="id", voices=voices).equals(table)


def test_kinds_of_quotation_are_choices_for_voices():
    said = '"An ultimatum," a Kremlin spokesman said. A White House official said that the dialogue went on.'
    texts = pd.DataFrame({"id": [*"ab"], "lang": "en", "outlet": "Lantern", "story": [*"ab"], "text": said})
    voices = split_voices(texts, read_actors())
    groups = ("Russia", "US")
    table = vary(voices, read_lexicon(), by="voice", groups=groups, cluster="story")
    assert one(table, "as planned")["difference"] == pytest.approx(2 * np.log(2.5 / 0.5))
    assert not (table["kind"] == "unit").any()  # only Russia is quoted, only the US is reported: nothing to compare


def test_halves_are_halves_of_each_pole():
    own = np.array([True] * 5 + [False] * 4)
    kept = halves(own, 40, seed=0)
    assert (kept[0::2] ^ kept[1::2]).all()
    assert set(kept[:, own].sum(axis=1)) == {2, 3}
    assert set(kept[:, ~own].sum(axis=1)) == {2}
    assert len({tuple(row) for row in kept}) > 15


def test_dealing_out_the_poles_keeps_their_number():
    own = np.array([True] * 3 + [False] * 6)
    swapped = swapped_poles(own, 50, seed=0)
    assert ((swapped ^ own).sum(axis=1) == 3).all()


def test_shuffled_groups_have_no_side():
    sums = np.zeros((1, 12, 2, 2))
    sums[0, :6, 0], sums[0, 6:, 1] = [9.0, 1.0], [1.0, 9.0]
    present = sums[0].sum(axis=2) > 0
    drawn = shuffled_medians(sums, present, [lambda up, down: (up - down) / (up + down)], 800, seed=0)
    assert abs(np.median(drawn)) < 0.2
    assert np.abs(drawn).max() == pytest.approx(1.6)  # the observed labels, or all turned round, come up too


def test_without_a_word_of_the_lexicon_nothing_is_said(cutlery):
    table = vary(corpus(["tree"], ["house"]), cutlery, **PAIR)
    assert table["difference"].isna().all()
    assert verdict(table)["verdict"].item() == "only described"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"groups": ("North", "North")}, "name two different values of 'side'"),
        ({"groups": ("North", "East")}, "a group in 'side':='East' is unknown"),
        ({"by": "voice"}, r"lacks the column\(s\) \['voice'\]"),
        ({"lang": "ru"}, r"lang='ru': the texts of \['North', 'South'\] are in \['en'\]"),
    ],
)
def test_what_cannot_be_compared_is_refused(cutlery, change, message):
    with pytest.raises(ValueError, match=message):
        vary(corpus(UP, DOWN), cutlery, **PAIR | change)


def test_groups_without_a_common_language(cutlery):
    articles = corpus(UP, DOWN)
    articles["lang"] = articles["side"].map({"North": "en", "South": "de"})
    with pytest.raises(ValueError, match="the groups share none of"):
        vary(articles, cutlery, **PAIR)


def test_a_verdict_needs_one_planned_row(planted):
    with pytest.raises(ValueError, match="2 rows of kind 'planned'"):
        verdict(pd.concat([planted, planted]))


def test_the_chart_shows_every_choice_once(nothing):
    ax = draw(nothing, poles=("up", "down"))
    texts = [t.get_text() for t in ax.texts]
    assert "↑ North: more words of up for each of down" in texts
    assert "↓ South: more words of up for each of down" in texts
    (below,) = ax.child_axes
    dots = [line for line in below.lines if line.get_marker() in ("o", "D")]
    shown = nothing[(nothing["kind"] != "drawn") & nothing["difference"].notna()]
    assert len(dots) == len(shown)
    assert [line.get_marker() for line in dots].count("D") == 1
    assert {"as planned", "core concepts only", "one outlet left out"} <= {
        t.get_text() for t in below.get_yticklabels()
    }
    heights = [
        float(line.get_ydata()[0]) for line in ax.lines if line.get_marker() in ("o", "D") and len(line.get_xdata())
    ]
    assert heights == sorted(heights)
    assert plt.get_fignums()
