import pandas as pd
import pytest

from framing import measure_equivalence, read_lexicon
from framing.equivalence import _shipped, language_offset


def test_the_offset_is_the_difference_of_balances(lexicon):
    parallel = pd.DataFrame({
        "document": ["a", "a", "b"],
        "en": ["A threat.", "Dialogue.", "Dialogue."],
        "de": ["Eine Drohung.", "Ein Gespräch.", "Ein Dialog."],
    })  # fmt: skip
    table = measure_equivalence(parallel, lexicon, draws=50).set_index("lang")
    assert table.loc["en", "offset"] == 0
    assert table.loc["de", "offset"] == pytest.approx(0.0 - pd.Series([1.5 / 2.5]).map(__import__("math").log).item())
    assert table.loc["de", "dice_second"] == pytest.approx(2 / 3)


def test_one_language_is_not_enough(lexicon):
    with pytest.raises(ValueError, match="two or more of"):
        measure_equivalence(pd.DataFrame({"document": ["a"], "en": ["x"]}), lexicon)


def test_a_groups_offset_follows_its_languages():
    counts = pd.DataFrame({"lang": ["en", "de", "ru"], "confrontation": [1, 1, 2], "dialogue": [1, 1, 2]})
    side = pd.Series(["US", "US", "Russia"])
    offset, error = language_offset(counts, side, ("US", "Russia"), ["confrontation", "dialogue"])
    known = _shipped()
    assert offset == pytest.approx(known.loc["de", "offset"] / 2 - known.loc["ru", "offset"])
    assert error > 0
    assert language_offset(counts, side, ("US", "Russia"), ["threat", "reassurance"]) is None


def test_the_shipped_table_covers_the_languages_within_its_bounds():
    table = _shipped()
    assert set(table.index) == {"en", "de", "ru"}
    assert (table["offset"].abs() < 0.15).all()


def test_own_parallel_sentences_have_the_same_balance_in_each_language(pairs):
    parallel = pairs("parallel").rename(columns={"id": "document"})
    table = measure_equivalence(parallel, read_lexicon(), draws=200).set_index("lang")
    assert (table["offset"].abs() < 0.15).all()
    assert (table[["dice_first", "dice_second"]] > 0.75).all(axis=None)
