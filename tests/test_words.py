import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing import find_sentences
from framing.words import Remembered, count_words, fold, fold_all, sentence_spans


def sentences(text, lang):
    return [text[a:b] for a, b in sentence_spans(text, lang)]


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("en", "Mr. Hale left. He was tired.", ["Mr. Hale left.", "He was tired."]),
        (
            "en",
            "The U.S. side agreed on Jan. 5 at noon. Nobody cheered.",
            ["The U.S. side agreed on Jan. 5 at noon.", "Nobody cheered."],
        ),
        ("de", "Am 3. März kam Dr. Berg. Er schwieg.", ["Am 3. März kam Dr. Berg.", "Er schwieg."]),
        ("de", "«Nein», sagte sie. «Nie!» Dann ging sie.", ["«Nein», sagte sie.", "«Nie!»", "Dann ging sie."]),
        (
            "ru",
            "А. С. Жаров уехал в 2034 г. в Тверь. Всё стихло.",
            ["А. С. Жаров уехал в 2034 г. в Тверь.", "Всё стихло."],
        ),
    ],
)
def test_sentences(lang, text, expected):
    assert sentences(text, lang) == expected


def test_a_line_break_ends_a_sentence():
    assert sentences("Ein Bild aus Bern\n\nDie Gespräche begannen", "de") == [
        "Ein Bild aus Bern",
        "Die Gespräche begannen",
    ]


def test_fold_makes_forms_equal():
    assert fold("GROSSE") == fold("große")
    assert fold("Всё") == fold("все")
    assert fold("De\u00adeskalation") == "deeskalation"
    assert fold("Moscow’s") == fold("moscow")


def test_a_hyphen_divides_words():
    assert count_words("US-Präsident, don’t") == 3


def test_sentences_keep_the_columns_and_places_of_their_text(texts):
    table = texts("They met. They parted.", side=["US"])
    found = find_sentences(table)
    assert found["id"].tolist() == ["t1#1", "t1#2"]
    assert found["side"].tolist() == ["US", "US"]
    for row in found.itertuples():
        assert table["text"][0][row.start : row.end] == row.text


@given(st.text(max_size=200))
def test_sentences_lie_in_order_and_hold_every_word(text):
    spans = sentence_spans(text, "en")
    assert all(a < b for a, b in spans)
    assert all(b <= c for (_, b), (c, _) in zip(spans, spans[1:], strict=False))
    assert sum(count_words(text[a:b]) for a, b in spans) == count_words(text)


def test_what_is_remembered_stays_bounded_and_right(monkeypatch):
    monkeypatch.setattr(Remembered, "MOST", 3)
    asked = []
    lengths = Remembered(lambda word: asked.append(word) or len(word))
    assert [lengths[w] for w in ("a", "bb", "a", "ccc", "dddd", "a")] == [1, 2, 1, 3, 4, 1]
    assert asked == ["a", "bb", "ccc", "dddd", "a"]
    assert len(lengths) == 2


def test_words_are_folded_alike_one_by_one_and_together():
    words = ["Straße", "Всё", "Washington’s", "Ge\u00adspräch", "STRASSE", "Straße"]
    assert fold_all(words) == [fold(word) for word in words]
