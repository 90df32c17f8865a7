import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framing import clean
from framing._dates import read_date
from framing.cleaning import detect_language, tidy

NEWS = (
    "The two delegations met again on Tuesday, and neither of them would say what it was "
    "that they had agreed on by the evening."
)


def cleaned(text, **columns):
    row = {"id": ["a"], "lang": ["en"], "outlet": ["Post"], "text": [text]} | {k: [v] for k, v in columns.items()}
    return clean(pd.DataFrame(row)).iloc[0]


def test_letters_get_one_form():
    assert tidy("Ge\u00adspra\u0308che\u200b &amp;amp; mehr\u00a0<b>Text</b>") == "Gespräche & mehr Text"
    assert tidy("Verhand-\nlungen mit der US-\nSeite") == "Verhandlungen mit der US-Seite"
    assert tidy("a\r\n\r\n\r\n\r\nb \n") == "a\n\nb"


def test_lines_of_fixed_width_become_paragraphs():
    import textwrap

    page = "\n".join(textwrap.wrap(NEWS * 3, 60)) + "\nHe left.\n" + "\n".join(textwrap.wrap(NEWS * 2, 60))
    assert tidy(page) == f"{NEWS * 3}\nHe left.\n{NEWS * 2}"
    verse = "\n".join(["A short line without an end"] * 3)
    assert tidy(verse) == verse


def test_page_furniture_goes_and_news_stays():
    caption = "A guard at the gate\nA guard at the gate - AFP/Archiv"
    page = f"{NEWS}\n{caption}\nAd\n\nMehr zum Thema:\n\nLucerneTalksNATOEU\n{NEWS} He left."
    row = cleaned(page)
    assert row["text"] == f"{NEWS}\n\n{NEWS} He left."
    assert "5 lines of page furniture removed" in row["notes"]


def test_what_an_outlet_repeats_is_furniture():
    table = pd.DataFrame({
        "id": list("abcd"), "lang": "en", "outlet": ["Post", "Post", "Post", "Wire"],
        "text": [f"{NEWS} Day {n}.\n\nThe Post is read in ninety countries." for n in range(4)],
    })  # fmt: skip
    texts = clean(table)["text"].tolist()
    assert not any("ninety" in t for t in texts[:3])
    assert "ninety" in texts[3]


def test_language_is_detected_checked_and_normalised():
    assert cleaned(NEWS, lang="")["lang"] == "en"
    assert cleaned(NEWS, lang="EN-us")["lang"] == "en"
    wrong = cleaned(NEWS, lang="de")
    assert (wrong["status"], "reads as en" in wrong["notes"]) == ("quarantined", True)
    other = cleaned(NEWS, lang="fr")
    assert (other["status"], "'fr' is not covered" in other["notes"]) == ("quarantined", True)
    assert detect_language("Всё это было не так, как они сказали, но и не иначе.") == "ru"


def test_empty_texts_are_set_aside_and_short_ones_marked():
    assert cleaned("…")["status"] == "quarantined"
    assert cleaned("Short news.")["notes"] == "fewer than 30 words"


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2022", "2022"), ("2022-01", "2022-01"), ("2022-01-09T01:30:00+03:00", "2022-01-09"),
        ("9.1.2022", "2022-01-09"), ("9. Januar 2022", "2022-01-09"), ("January 9, 2022", "2022-01-09"),
        ("9 Jan 2022", "2022-01-09"),        ("9 января 2022 года", "2022-01-09"),
    ],
)  # fmt: skip
def test_dates(text, date):
    assert read_date(text) == (date, "")


@pytest.mark.parametrize(
    ("text", "why"), [("01/09/2022", "not clear"), ("2022-02-30", "does not exist"), ("soon", "not clear")]
)
def test_dates_that_are_none_are_not_guessed(text, why):
    row = cleaned(NEWS, date=text)
    assert row["date"] == ""
    assert row["status"] == "warned"
    assert why in row["notes"]


def test_nothing_is_lost(articles):
    assert len(articles) == 7
    assert set(articles["status"]) <= {"ok", "warned", "quarantined"}
    assert (articles.loc[articles["status"] != "ok", "notes"] != "").all()


@settings(max_examples=300, deadline=None)
@given(st.lists(st.text(alphabet="aбß «»<b>&amp;\u00ad\u200b\u2028-\n\r.AdAd:", max_size=80), min_size=1, max_size=4))
def test_cleaning_twice_is_cleaning_once(texts):
    table = pd.DataFrame({"id": [str(n) for n in range(len(texts))], "lang": "en", "outlet": "Post", "text": texts})
    once = clean(table)
    pd.testing.assert_frame_equal(clean(once), once)
