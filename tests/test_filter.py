import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framing._scan.blocks import Block
from framing._scan.filter import Filter, Memo
from framing._scan.patterns import Patterns
from framing.words import fold

LETTERS = "aäbßsẞſkKéEÜuиеёбсИЕЁBo0İ"
ANY = st.sampled_from(["", "*"])
PATTERNS = st.tuples(ANY, st.text(LETTERS, min_size=2, max_size=11), ANY).map("".join)


@settings(max_examples=500, deadline=None)
@given(
    st.lists(PATTERNS, min_size=1, max_size=4),
    st.lists(st.text(LETTERS, min_size=1, max_size=12), max_size=5),
    st.data(),
)
def test_every_word_that_fits_passes(patterns, words, data):
    turned = data.draw(st.sampled_from([str, str.upper, str.title, lambda w: w.replace("ss", "ß").replace("е", "Ё")]))
    words = [*words, *(turned(p.replace("*", data.draw(st.sampled_from(["", "n", "ung"])))) for p in patterns)]
    found = Patterns(patterns)
    parts = [fold(p) for p in patterns]
    block = Block([" ".join(words)])
    fits = {n for n in range(len(block.start)) if found.parts_of(fold(block.word(n)))}
    assert fits <= set(Filter(parts)(block).tolist())


@pytest.mark.parametrize("pattern", ["über", "sämtl*", "*übung", "été", "ежик", "всё", "don't", "*ärger*"])
def test_letters_of_two_bytes_pass_in_either_case(pattern):
    word = pattern.replace("*", "")
    block = Block([f"x {word} {word.upper()} {word.title()} y"])
    assert {1, 2, 3} <= set(Filter([fold(pattern)])(block).tolist()) or "'" in word


def test_a_filter_leaves_out_most_other_words():
    block = Block(["the committee met again on a quiet morning and left without any result to speak of"])
    assert len(Filter(["threat*", "war", "*fight"])(block)) <= 2


def test_a_memo_decides_each_form_once():
    asked = []
    memo = Memo(lambda word: asked.append(word) or len(word))
    block = Block(["a long-windedness a windednessless windednessles a"])
    assert memo(block, np.arange(6)).tolist() == [1, 4, 10, 1, 14, 13]
    assert memo(block, np.array([6, 2])).tolist() == [1, 10]
    assert sorted(asked) == ["a", "long", "windedness", "windednessles", "windednessless"]
