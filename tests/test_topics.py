import numpy as np
import pandas as pd
import pytest

from framing import fit_topics

SUBJECTS = {
    "gas": "pipeline tanker winter storage price terminal cubic supply",
    "arms": "warhead missile inspector launcher silo verification treaty range",
    "prison": "lawyer cell judge verdict family letter release consul",
}


def corpus(n=36):
    rng = np.random.default_rng(3)
    rows = []
    for k in range(n):
        name = list(SUBJECTS)[k % 3]
        words = (
            rng.choice(SUBJECTS[name].split(), 14).tolist() + rng.choice("harbour morning street".split(), 3).tolist()
        )
        rows.append((f"{name}-{k}", "en", " ".join(words)))
    return pd.DataFrame(rows, columns=["id", "lang", "text"])


def test_planted_subjects_are_found_again():
    topics = fit_topics(corpus(), 3)
    found = [set(words["word"].head(5)) for _, words in topics.words.groupby("topic")]
    for words in SUBJECTS.values():
        assert max(len(f & set(words.split())) for f in found) >= 4
    assert topics.quality["stability"].min() > 0.6


def test_shares_sum_to_one_and_nothing_depends_on_the_order_of_texts():
    table = corpus()
    topics = fit_topics(table, 3)
    sums = topics.shares.groupby("id")["share"].sum()
    assert np.allclose(sums, 1, atol=1e-5)
    again = fit_topics(table, 3)
    pd.testing.assert_frame_equal(topics.words, again.words)
    pd.testing.assert_frame_equal(topics.shares, again.shares)


def test_languages_are_not_mixed_in_silence():
    table = corpus()
    table.loc[0, "lang"] = "de"
    with pytest.raises(ValueError, match=r"\['de', 'en'\]: topics would split by language"):
        fit_topics(table, 3)


def test_too_few_texts():
    with pytest.raises(ValueError, match="n=3 topics need at least 6 texts; there are 4"):
        fit_topics(corpus(4), 3)
