import tracemalloc

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framing import clean, cleaning, find_hits, read_lexicon, removed
from framing._cleaning.furniture import Repeated
from framing._dates import read_date
from framing.cleaning import clean_and_tell, detect_language, tidy

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


def test_a_line_with_letters_of_the_other_alphabet_is_the_line_that_the_outlet_repeats():
    texts = [f"Новости\n\n{NEWS} {n}" for n in range(3)]
    texts[1] = texts[1].replace("Новости", "Hовости")
    table = clean(pd.DataFrame({"id": list("abc"), "lang": "en", "outlet": "Post", "text": texts}))
    assert table["text"].tolist() == [f"{NEWS} {n}" for n in range(3)]


def some_news(n):
    texts = [f"Ein Brief aus Genf\n\n{NEWS} {k} {'a b c d' * k}\n\nAd" for k in range(n)]
    columns = {"lang": "en", "outlet": [f"Post {k % 2}" for k in range(n)], "kind": pd.Categorical(["ё"] * n)}
    table = pd.DataFrame({"id": [f"a{k}" for k in range(n)], **columns, "text": texts, "date": "9 March 2034"})
    return table.assign(pages=pd.array([1, None] * (n // 2), "Int64")).set_index(pd.Index(range(n, 0, -1), name="no"))


def test_articles_may_be_cleaned_a_few_at_a_time(monkeypatch):
    table, removed_lines = clean_and_tell(some_news(20))
    assert set(removed_lines["reason"]) == {"a phrase of pages", "repeated by the outlet"}
    monkeypatch.setattr(cleaning, "TOGETHER", 3)
    few, few_lines = clean_and_tell(some_news(20))
    pd.testing.assert_frame_equal(few, table)
    pd.testing.assert_frame_equal(few_lines, removed_lines)


def test_what_cleaning_does_not_know_stays_as_it_is():
    before = some_news(4)
    after = clean(before)
    pd.testing.assert_frame_equal(after[["id", "kind", "pages"]], before[["id", "kind", "pages"]])
    assert list(after) == [*before, "status", "notes"]
    assert clean(before.iloc[:0]).empty


def test_memory_does_not_grow_with_the_articles_but_for_the_texts_themselves(monkeypatch):
    monkeypatch.setattr(cleaning, "TOGETHER", 50)
    table = some_news(300).assign(text=[NEWS + "".join(f" w{k}x{n}" for n in range(100)) for k in range(300)])
    clean(table.head())  # what is loaded once does not count
    tracemalloc.start()
    try:
        clean(table)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 2e6  # counted as words and not as hashes, what is repeated takes 20 kB an article


def test_letters_are_put_right_and_that_is_noted():
    wrong = "Die Gespräche waren für beide Seiten nützlich, und das ist nicht wenig.".encode().decode("cp1252")
    row = cleaned(wrong, lang="de")
    assert row["text"].startswith("Die Gespräche waren für")
    assert "letters repaired (utf-8 read as cp1252)" in row["notes"]
    assert cleaned("Переговоры \ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd \ufffd\ufffd\ufffd\ufffd", lang="ru")[
        "status"
    ] == ("quarantined")
    assert "letters of the other alphabet in 1 word" in cleaned("Они были в Mоскве, и это не всё.", lang="ru")["notes"]


@pytest.mark.parametrize(
    ("lang", "page"),
    [
        ("en", "Six hours of talks\nThe envoys met. To continue reading, choose a plan."),
        ("de", "Sechs Stunden\nDie Gesandten trafen sich. Bereits Abonnent? Hier anmelden."),
        ("ru", "Шесть часов\nПослы встретились. Оформите подписку, чтобы читать всё."),
    ],
)
def test_a_page_to_pay_on_is_no_article(lang, page):
    row = cleaned(page, lang=lang)
    assert row["status"] == "quarantined"
    assert "no article" in row["notes"]
    assert cleaned(f"{NEWS} {page} " + NEWS * 8)["status"] != "quarantined"


def test_tickers_interviews_and_machine_translations_are_noted():
    ticker = "\n".join(f"1{n}:05 The envoys are still inside, and so is the press. {NEWS}" for n in range(5))
    assert "a live ticker with 5 times of day" in cleaned(ticker)["notes"]
    talk = "\n".join(f"Reporter: Is it over?\nEnvoy: It is not, and {NEWS}" for _ in range(4))
    assert "an interview" in cleaned(talk)["notes"]
    assert "a machine translation" in cleaned(f"{NEWS} {NEWS}\nThis is a machine translation.")["notes"]


def test_paragraphs_in_another_language_go_and_are_told():
    russian = "Всё это было не так, как они сказали, но и не иначе: послы говорили, и это было уже немало."
    row = cleaned(f"{NEWS}\n{russian}\n{NEWS} He left.")
    assert row["text"] == f"{NEWS}\n{NEWS} He left."
    assert "1 paragraph in another language removed" in row["notes"]
    gone = removed(
        pd.DataFrame({"id": ["a"], "lang": ["en"], "outlet": ["Post"], "text": [f"{NEWS}\n{russian}\n{NEWS}"]})
    )
    assert gone.values.tolist() == [["a", "Post", "a paragraph in Russian", russian]]


def test_what_an_outlet_repeats_at_the_end_of_one_long_line_goes():
    days = [
        "The harbour froze",
        "A bell rang twice",
        "Nobody came out",
        "The cook spoke",
        "Snow fell",
        "Two boats left",
    ]
    news = [
        f"{day} while envoy number {n} read line {n} of draft {n} aloud to guard {n}." for n, day in enumerate(days)
    ]
    texts = [f"{line} Filed under news, read in the text version only: no. {n}" for n, line in enumerate(news)]
    table = pd.DataFrame({"id": list("abcdef"), "lang": "en", "outlet": "Post", "text": texts})
    assert clean(table)["text"].tolist() == news


def test_copies_within_an_outlet_are_not_furniture():
    table = pd.DataFrame(
        {"id": list("abcde"), "lang": "en", "outlet": "Post", "text": [f"{NEWS}\n{NEWS} He left."] * 5}
    )
    assert clean(table)["text"].tolist() == table["text"].tolist()


def test_words_kept_and_words_removed_are_all_the_words():
    page = f"Ad\n{NEWS}\nRead more: here\n{NEWS} He left."
    table = pd.DataFrame({"id": ["a"], "lang": ["en"], "outlet": ["Post"], "text": [page]})
    kept, gone = clean(table)["text"].iloc[0], removed(table)["words"]
    assert sorted(page.split()) == sorted([*kept.split(), *(w for words in gone for w in words.split())])


def test_a_text_as_long_as_a_book_is_set_aside():
    words = "Die Gespräche gehen weiter. " * 20_000
    table = clean(pd.DataFrame({"id": ["a"], "lang": "de", "text": [words]}))
    assert table[["status", "text"]].values.tolist() == [["quarantined", words]]
    assert table["notes"].tolist() == ["560,000 letters, more than the 500,000 that one article may have: divide it"]
    assert clean(table).equals(table)


def test_a_letter_has_few_accents_and_a_number_without_end_is_no_letter():
    assert len(tidy("e" + "\u0316\u0301" * 200)) <= 31
    assert tidy("Die Gespra\u0308che") == "Die Gespräche"
    assert tidy(f"a&#{'1' * 5000};b &#252;") == "a\ufffdb ü"


def test_one_lost_letter_does_not_lose_a_text():
    words = "The envoy said that dialogue must go on, and that any threat would end the talks. " * 20
    table = clean(
        pd.DataFrame({"id": ["a", "b"], "lang": "en", "text": [f"{words}\ufffd", words.replace("a", "\ufffd")]})
    )
    assert table["status"].tolist() == ["ok", "quarantined"]


def test_what_a_column_sets_aside_has_a_reason():
    table = clean(pd.DataFrame({"id": ["a"], "lang": "de", "text": ["Sie reden. " * 20], "status": "quarantined"}))
    assert table["notes"].tolist() == ["its column `status` says so"]


def test_what_outlets_repeat_may_be_known_already():
    line = "Follow the Post every morning at the harbour bridge"
    table = pd.DataFrame({"id": ["a"], "lang": ["en"], "outlet": ["Post"], "text": [f"{NEWS}\n{line}"]})
    known, gone = clean_and_tell(table, {"Post": Repeated(frozenset([line]))})
    assert known["text"].tolist() == [NEWS]
    assert gone[["reason", "words"]].values.tolist() == [["repeated by the outlet", line]]
    assert clean_and_tell(table, {})[0]["text"].tolist() == [f"{NEWS}\n{line}"]


def test_what_the_alarm_would_refuse_is_set_aside():
    text = "«Мы хотим договориться», — сказал посол, но угроза санкций остаётся. IF"
    table = clean(pd.DataFrame({"id": ["a", "b"], "lang": ["de", "ru"], "text": text}))
    assert table["status"].tolist() == ["quarantined", "warned"]
    assert table["notes"].iloc[0].startswith("stated as de, but it reads as ru")
    assert set(find_hits(table, read_lexicon())["id"]) == {"b"}
    assert clean(table).equals(table)
