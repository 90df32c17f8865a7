"""Interviews without quotation marks: whose turn is whose. All sentences are invented, about invented people."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framing import find_statements
from framing._statements.cues import language
from framing._statements.interviews import find_turns


def texts(text: str, lang: str) -> pd.DataFrame:
    return pd.DataFrame({"id": ["a"], "lang": [lang], "text": [text]})


INTERVIEWS = {
    "Q without a colon": (
        "en",
        "MS. MOSS: Good day.\nQ Do you trust them?\nMS. MOSS: We do.\nQ And then?\nMS. MOSS: We wait.",
        [("Good day.", "MS. MOSS"), ("We do.", "MS. MOSS"), ("We wait.", "MS. MOSS")],
    ),
    "turns within a line": (
        "ru",
        "Все встали. А.Мосс: Добрый день. Б.Ферль: Спасибо. А.Мосс: Начнём? Б.Ферль: Начнём. В.Зорин: Я за.",
        [
            ("Добрый день.", "А.Мосс"),
            ("Спасибо.", "Б.Ферль"),
            ("Начнём?", "А.Мосс"),
            ("Начнём.", "Б.Ферль"),
            ("Я за.", "В.Зорин"),
        ],
    ),
    "Q and A": (
        "en",
        "An interview with Anna Moss.\nQ: Do you trust them?\nA: We do.\nQ: And then?\nA: We wait.\nA word to end.",
        [("We do.", "Anna Moss"), ("We wait.", "Anna Moss")],
    ),
    "names": (
        "de",
        "**Tagblatt:** Wie geht es?\n**Ferl:** Gut.\nSehr gut.\n**Tagblatt:** Wirklich?\n**Ferl:** Ja.",
        [("Gut.", "Ferl"), ("Sehr gut.", "Ferl"), ("Ja.", "Ferl")],
    ),
    "a label in full and short": (
        "en",
        "Hale: Are you well?\nDr. Anna Moss: I am.\nHale: Are you sure?\nMoss: Yes.\nHale: Why?\nMoss: Why not.",
        [("I am.", "Dr. Anna Moss"), ("Yes.", "Moss"), ("Why not.", "Moss")],
    ),
    "dashes": (
        "ru",
        "Посол Пётр Зорин пьёт чай. Зорин не спешит.\n— Всё готово?\n— Почти.\n— А газ?\n— Идёт.\n— Когда?\n— Скоро.",
        [("Почти.", "Посол Пётр Зорин"), ("Идёт.", "Посол Пётр Зорин"), ("Скоро.", "Посол Пётр Зорин")],
    ),
    "questions without labels": (
        "de",
        "Ein Interview mit der Malerin Anna Moss.\n\nWie fing es an, Frau Moss?\nIch fand einen Pinsel.\n\n"
        "Malen Sie täglich?\nMeist tue ich es.\nMir fehlt die Zeit.\n\nWas malen Sie?\nMeine Straße.\n\n"
        "Und wann ruhen Sie?\nIch ruhe nie.\nDie Schau endet im Mai.",
        [
            ("Ich fand einen Pinsel.", "Malerin Anna Moss"),
            ("Meist tue ich es.", "Malerin Anna Moss"),
            ("Mir fehlt die Zeit.", "Malerin Anna Moss"),
            ("Meine Straße.", "Malerin Anna Moss"),
            ("Ich ruhe nie.", "Malerin Anna Moss"),
        ],
    ),
    "questions without labels in Russian": (
        "ru",
        "Интервью с Анной Мосс.\nКак вы начали?\nЯ нашла кисть.\nВы рисуете каждый день?\nДа, я рисую всё.\n"
        "Что вам дорого?\nМоя улица.\nКогда вы отдыхаете?\nЯ не отдыхаю.",
        [
            ("Я нашла кисть.", "Анной Мосс"),
            ("Да, я рисую всё.", "Анной Мосс"),
            ("Моя улица.", "Анной Мосс"),
            ("Я не отдыхаю.", "Анной Мосс"),
        ],
    ),
    "questions to nobody": (
        "en",
        "An interview with Anna Moss is to come.\nWho pays?\nThe state pays.\nWho waits?\nThe town waits.\n"
        "Who goes?\nThe clerk goes.\nWho stays?\nThe mayor stays.",
        [],
    ),
    "questions in a text that is no interview": (
        "en",
        "A letter.\nDo you pay?\nI pay.\nDo you wait?\nI wait.\nDo you go?\nI go.\nDo you stay?\nI stay.",
        [],
    ),
    "too few turns": ("en", "Q: Do you trust them?\nA: We do.", []),
    "a list": ("en", "Oslo: 3 votes\nBern: 4 votes\nOslo: 2 votes\nBern: 1 vote", []),
    "a list with dashes": ("ru", "План:\n— дороги;\n— мосты;\n— школы;\n— порты;\n— суды;\n— парки.", []),
}


@pytest.mark.parametrize(("lang", "text", "expected"), INTERVIEWS.values(), ids=INTERVIEWS)
def test_interviews_without_quotation_marks(lang, text, expected):
    found = find_statements(texts(text, lang))
    assert list(zip(found["text"], found["speaker"], strict=True)) == expected
    assert set(found["rule"]) <= {"interview"}
    assert set(found["kind"]) <= {"direct"}


def test_an_answer_may_quote_another_and_what_the_one_who_answers_thinks_is_no_second_statement():
    text = (
        "Q: Will you go on?\nMoss: I think that we will.\nQ: Did they answer?\n"
        "Moss: The ministry told us, “Come in the spring.” We wait.\nQ: And then? He said that it ends.\nMoss: No."
    )
    found = find_statements(texts(text, "en"))
    assert found[["text", "kind", "speaker"]].apply(tuple, axis=1).tolist() == [
        ("I think that we will.", "direct", "Moss"),
        ("The ministry told us, “Come in the spring.” We wait.", "direct", "Moss"),
        ("“Come in the spring.”", "direct", "The ministry"),
        ("No.", "direct", "Moss"),
    ]


def test_turns_keep_to_their_lines():
    text = "Q: One?\n\nMoss: Two.\n\n  Q: Three?\nMoss: Four.  \n"
    turns = find_turns(text, language("en"))
    assert [text[a:b] for turn in turns for a, b in turn.spans] == ["One?", "Two.", "Three?", "Four."]
    assert [turn.asks for turn in turns] == [True, False, True, False]


LABELS = st.sampled_from(["Q: ", "A: ", "Hale: ", "Moss: ", "— ", ""])
WORDS = st.sampled_from(
    ['"', "“", "”", "„", "«", "»", " he said ", "We go on.", "Why?", " sei ", ", что ", " сказал ", ":"]
)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(LABELS, st.lists(WORDS, max_size=5)), max_size=14), st.sampled_from(["en", "de", "ru"]))
def test_answers_and_what_marks_enclose_never_cross(lines, lang):
    text = "\n".join(label + "".join(words) for label, words in lines)
    found = find_statements(texts(text, lang))
    spans = list(zip(found["start"], found["end"], strict=True))
    assert all(0 <= a < b <= len(text) for a, b in spans)
    for k, (a, b) in enumerate(spans):
        for c, d in spans[k + 1 :]:
            assert c >= b or (d <= b and (c, d) != (a, b))
