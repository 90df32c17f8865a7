from hypothesis import given, settings
from hypothesis import strategies as st

from framing._scan.blocks import CLAUSE_ENDS, Block, blocks
from framing.words import WORD

# the letters that a fast reader of bytes gets wrong first
HARD = "aAzZ09ß ẞёЁеЕбБсſKİıÅ'’\u00ad\u0301éÉ×÷«»„“…—-_.,;\n\r\0😀𝐀Ⅷ²½١中\ud800"
TEXTS = st.lists(
    st.text(st.one_of(st.sampled_from(HARD), st.characters(exclude_categories=())), max_size=40), max_size=4
)


@settings(max_examples=400, deadline=None)
@given(TEXTS)
def test_the_words_of_a_block_are_those_of_word(texts):
    block = Block(texts)
    number = block.text_of(block.start)
    starts, ends = (block.place(place, number).tolist() for place in (block.start, block.end))
    assert list(zip(number.tolist(), starts, ends, strict=True)) == [
        (n, *m.span()) for n, text in enumerate(texts) for m in WORD.finditer(text)
    ]
    assert block.words_by_text().tolist() == [len(WORD.findall(text)) for text in texts]


@settings(max_examples=400, deadline=None)
@given(TEXTS)
def test_the_signs_between_two_words_divide_clauses_and_stretches(texts):
    block = Block(["x".join(texts)])
    text = "x".join(texts)
    spans = [m.span() for m in WORD.finditer(text)]
    for i, ((_, end), (start, _)) in enumerate(zip(spans, spans[1:], strict=False)):
        between = CLAUSE_ENDS.intersection(text[end:start])
        assert (block.clause[i] != block.clause[i + 1]) == bool(between)
        assert (block.stretch[i] != block.stretch[i + 1]) == bool(between - {","})


def test_two_texts_share_no_clause():
    block = Block(["no", "war"])
    assert block.clause[0] != block.clause[1]


def test_blocks_hold_every_text_once_and_in_order():
    texts = ["ab " * n for n in (1, 200_000, 3, 0, 150_000, 100_000)] + [""]
    found = list(blocks(texts))
    assert len(found) > 1
    assert [first for first, _ in found] == [0, *(f + len(b.text_start) for f, b in found[:-1])]
    assert sum((b.words_by_text().tolist() for _, b in found), []) == [len(t) // 3 for t in texts]
