import pandas as pd
import pytest

from framing._lexicon.alarm import other_language, refuse_other_languages

GERMAN = "Die Lage war ernst, aber der Minister hat sich nicht mehr zu dem Brief aus der Stadt Lorn geäußert."
ENGLISH = "The minister was asked about the letter from Lorn, but he would not say what had been in it."
RUSSIAN = "Министр не ответил на вопрос о письме из города Лорна, но заявил, что он его уже получил."
BY_LANGUAGE = {"de": GERMAN, "en": ENGLISH, "ru": RUSSIAN}
NO_HITS = pd.DataFrame({"id": [], "form": []})


@pytest.mark.parametrize("stated", ["de", "en", "ru"])
@pytest.mark.parametrize("real", ["de", "en", "ru"])
def test_a_text_reads_as_its_own_language(stated, real):
    found = other_language([BY_LANGUAGE[real]], [stated])
    assert [read for read, _, _ in found.values()] == ([] if real == stated else [real])


def test_the_message_names_texts_language_and_words(texts):
    table = texts(GERMAN, ENGLISH)
    hits = pd.DataFrame({"id": ["t1", "t1", "t1", "t2"], "form": ["Die", "die", "war", "asked"]})
    message = (
        r"1 text\(s\) are stated as English \(en\) but read as German: "
        r"'t1' \(\d+ small words of German, 0 of English\)\. What was found there: die \(2\), war\. Correct"
    )
    with pytest.raises(ValueError, match=message):
        refuse_other_languages(table, hits)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "War.",
        "Die hard",
        "NATO, BRICS, G20: Berlin",
        f"He read it out: «{GERMAN[:44]}», and it was all that he had.",
    ],
)
def test_short_and_mixed_texts_pass(texts, text):
    refuse_other_languages(texts(text), NO_HITS)


def test_short_texts_are_judged_together(texts):
    pieces = ["Die Lage ist ernst.", "Er war nicht da.", "Sie sind noch hier."]
    for piece in pieces:
        refuse_other_languages(texts(piece), NO_HITS)
    with pytest.raises(ValueError, match=r"3 text\(s\) .* read as German: 't1' .*'t3'.*found there: nothing"):
        refuse_other_languages(texts(*pieces), NO_HITS)


def test_a_quotation_in_another_language_belongs_to_its_article(texts):
    parts = texts(ENGLISH, ENGLISH, GERMAN, article=["a", "a", "a"])
    refuse_other_languages(parts, NO_HITS)
    with pytest.raises(ValueError, match="read as German: 'b'.*found there: war"):
        refuse_other_languages(parts.assign(article=["a", "a", "b"]), pd.DataFrame({"id": ["t3"], "form": ["war"]}))


def test_other_letters_need_fewer_words():
    assert other_language(["Nothing of that was said."], ["ru"])[0][0] == "en"
    assert other_language(["Слова были и остались."], ["de"])[0][0] == "ru"


def test_only_a_sample_of_a_long_text_is_read():
    long = f"{ENGLISH} {'Lorn ' * 2000} {GERMAN * 9} {'Lorn ' * 8000} {ENGLISH}"
    assert other_language([long], ["de"]) == other_language([f"{ENGLISH} {ENGLISH}"], ["de"])
    between = f"{'Lorn ' * 5000} {GERMAN * 9} {'Lorn ' * 5000}"
    assert other_language([between], ["en"])[0][0] == "de"


def test_constructed_articles_pass():
    from pathlib import Path

    from framing import clean, read_articles

    articles = clean(read_articles(Path(__file__).parents[1] / "data" / "raw" / "lucerne"))
    assert len(articles) > 100
    refuse_other_languages(articles, NO_HITS)
