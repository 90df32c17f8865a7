import math

import numpy as np
import pandas as pd
import pytest

from framing import balance, find_hits, intensity, length_dependence, score, share, shrink
from framing.scores import poles_of_scores


def test_the_formulas_by_hand():
    assert balance(3, 1) == pytest.approx(math.log(3.5 / 1.5))
    assert share(3, 1) == 3 / 4
    assert intensity(3, 1, 50) == 8
    assert np.isnan([balance(0, 0), share(0, 0), intensity(0, 0, 0)]).all()
    assert balance(2, 5) == pytest.approx(-balance(5, 2))


def test_scores_of_the_tiny_corpus(articles, lexicon):
    scores = score(articles, find_hits(articles, lexicon)).set_index("id")
    counts = scores[["sentences", "confrontation", "dialogue"]]
    assert counts.loc["en-1"].tolist() == [2, 1, 1]
    assert counts.loc["en-2"].tolist() == [1, 0, 2]  # agreed; a confrontation avoided
    assert counts.loc["en-3"].tolist() == [1, 3, 0]  # rejected; an attack, refused or not; no dialogue
    assert counts.loc["de-1"].tolist() == [3, 1, 1]
    assert counts.loc["de-2"].tolist() == [1, 0, 1]  # Krieg is a topic
    assert counts.loc["ru-2"].tolist() == [1, 0, 0]
    assert np.isnan(scores.at["ru-2", "balance"])
    assert "text" not in scores.columns


def test_a_formula_of_ones_own(articles, lexicon):
    def net(first, second, sentences):
        return (first - second) / sentences

    scores = score(articles, find_hits(articles, lexicon), formulas=[net]).set_index("id")
    assert scores.at["en-3", "net"] == 3


def test_the_order_of_texts_does_not_matter(articles, lexicon):
    hits = find_hits(articles, lexicon)
    turned = articles.iloc[::-1]
    expected = score(articles, hits).set_index("id")
    pd.testing.assert_frame_equal(
        score(turned, find_hits(turned, lexicon)).set_index("id").loc[expected.index], expected
    )


def test_hits_that_lost_their_poles_are_refused(articles, lexicon):
    hits = find_hits(articles, lexicon).astype({"counts_as": object})
    with pytest.raises(ValueError, match="lost the order of its poles"):
        score(articles, hits)


def test_few_hits_are_drawn_to_the_language(articles, lexicon):
    scores = pd.DataFrame({
        "id": list("abcdef"), "lang": "en", "words": 100, "sentences": 10,
        "up": [10, 8, 1, 0, 0, 1], "down": [2, 3, 0, 1, 9, 0],
    })  # fmt: skip
    shrunken = shrink(scores).set_index("id")["share_shrunken"]
    mean = shrunken.mean()
    assert shrunken["a"] > shrunken["c"] > mean  # one hit of one says less than ten of twelve
    assert abs(shrunken["a"] - 10 / 12) < abs(shrunken["c"] - 1)
    assert shrink(scores)["up"].tolist() == scores["up"].tolist()


def test_swapping_the_poles_mirrors_the_shrunken_share():
    scores = pd.DataFrame({"id": list("abcd"), "lang": "de", "sentences": 9, "up": [9, 1, 0, 2], "down": [1, 0, 8, 2]})
    mirrored = scores.assign(up=scores["down"], down=scores["up"])
    assert shrink(mirrored)["share_shrunken"].to_numpy() == pytest.approx(
        1 - shrink(scores)["share_shrunken"].to_numpy(), abs=1e-3
    )


def test_length_dependence_finds_what_was_planted():
    rng = np.random.default_rng(2)
    words = rng.integers(100, 1000, 60)
    table = pd.DataFrame({"lang": "en", "words": words, "balance": words / 500 + rng.normal(0, 0.3, 60)})
    row = length_dependence(table).iloc[0]
    assert row["low"] > 0.5
    assert length_dependence(table.assign(balance=rng.normal(0, 1, 60))).iloc[0]["low"] < 0


def test_words_alone(texts, lexicon):
    import framing

    shipped = framing.read_lexicon()
    table = texts("They attacked the town. They threatened it.")
    for acts, expected in ((shipped, 2), (shipped.verbal(), 1)):
        assert score(table, find_hits(table, acts))["confrontation"].item() == expected


def test_columns_of_the_texts_that_are_named_as_counts_give_way(texts, lexicon):
    table = texts("They want dialogue, no threat.", confrontation="9", sentences="9", balance="x")
    scores = score(table, find_hits(table, lexicon))
    assert poles_of_scores(scores) == list(lexicon.poles)
    assert scores.equals(score(table[["id", "lang", "text"]], find_hits(table, lexicon)))
