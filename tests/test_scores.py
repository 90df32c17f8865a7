import math

import numpy as np
import pandas as pd
import pytest

from framing import balance, find_hits, intensity, score, share


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
    assert counts.loc["en-3"].tolist() == [
        1,
        2,
        0,
    ]  # rejected; an attack that is refused counts for neither; no dialogue
    assert counts.loc["de-1"].tolist() == [3, 1, 1]
    assert counts.loc["de-2"].tolist() == [1, 0, 1]  # Krieg is a topic
    assert counts.loc["ru-2"].tolist() == [1, 0, 0]
    assert np.isnan(scores.at["ru-2", "balance"])
    assert "text" not in scores.columns


def test_a_formula_of_ones_own(articles, lexicon):
    def net(first, second, sentences):
        return (first - second) / sentences

    scores = score(articles, find_hits(articles, lexicon), formulas=[net]).set_index("id")
    assert scores.at["en-3", "net"] == 2


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
