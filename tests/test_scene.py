"""In which country an article stands: the court, the police, the mayor whom no word calls Russian or American."""

import pandas as pd
import pytest
from speaking import ACTORS

from framing import attribute, find_statements
from framing._voices.speakers import read_speaker


def last_voice(text, lang, **columns):
    """Voice and step of the last statement of a text."""
    articles = pd.DataFrame({"id": ["a"], "lang": [lang], "text": [text]}).assign(**columns)
    return tuple(attribute(find_statements(articles), ACTORS, articles)[["voice", "step"]].iloc[-1])


SPEAKERS = {
    "суд в Чикаго": ("ru", "US"),
    "полиция Перми": ("ru", "Russia"),
    "police in Omsk": ("en", "Russia"),
    "the mayor of Tulsa, Oklahoma": ("en", "US"),
    "ein Gericht in Seattle": ("de", "US"),
    "die Feuerwehr in Murmansk": ("de", "Russia"),
    "die Staatsanwaltschaft": ("de", ""),
    "a clerk in Omsk": ("en", ""),
    "US police in Moscow": ("en", "US"),
    "der Europäische Gerichtshof": ("de", "Europe"),
}


@pytest.mark.parametrize(("words", "expected"), SPEAKERS.items(), ids=SPEAKERS)
def test_an_authority_belongs_to_the_country_of_its_place(words, expected):
    lang, side = expected
    assert read_speaker(words, lang, ACTORS).voice == side


def test_an_authority_is_the_one_named_with_its_country_elsewhere():
    text = "Ein Gericht in Chicago vertagte den Fall. Berlin und Paris schwiegen. „Wir warten“, sagte der Richter."
    assert last_voice(text, "de") == ("US", "place")
    text = "Московский суд перенёс дело. Берлин и Париж молчали. «Мы ждём», — заявила полиция."
    assert last_voice(text, "ru") == ("Russia", "place")
    text = "Police in Omsk closed the road. Berlin and Paris said nothing. “We wait,” said police."
    assert last_voice(text, "en") == ("Russia", "place")


def test_an_authority_belongs_to_the_country_of_the_dateline_or_the_towns():
    assert last_voice("OMSK (Tagblatt) — The bridge fell. “We wait,” said rescuers.", "en") == ("Russia", "place")
    towns = "Die Brücke zwischen Memphis und Oklahoma fiel ein. „Wir warten“, sagte die Feuerwehr."
    assert last_voice(towns, "de") == ("US", "place")
    assert last_voice("Die Brücke fiel ein. „Wir warten“, sagte die Feuerwehr.", "de") == ("unknown", "none")


def test_where_two_sides_have_such_authorities_it_is_neither():
    text = "A court in Omsk and a court in Seattle met. “We wait,” said the court."
    assert last_voice(text, "en")[0] == "unknown"
    parties = "Washington waited. The Pentagon said no. Moscow laughed. “We wait,” said the police."
    assert last_voice(parties, "en")[0] == "unknown"


def test_a_name_can_gainsay_the_place():
    text = "Police in Seattle closed the road. “We wait,” said Judge {}."
    assert last_voice(text.format("Tom Reed"), "en") == ("US", "place")
    assert last_voice(text.format("Igor Semyonov"), "en")[0] == "unknown"


def test_a_lawyer_is_no_authority():
    text = "A court in Omsk met. Berlin and Paris said nothing. “We wait,” said the lawyer."
    assert last_voice(text, "en")[0] == "unknown"


def test_the_outlets_country_does_not_outweigh_the_place():
    text = "Police in Omsk closed the road. “We wait,” said the judge."
    assert last_voice(text, "en", side="US")[0] == "Russia"


def test_the_paper_and_the_company_are_those_named_before():
    text = "„Alles ruht“, schrieb die Iswestija. Berlin und Paris schwiegen. „Man wartet“, schrieb die Zeitung."
    assert last_voice(text, "de") == ("Russia", "role")
    text = "“All is quiet,” Boeing said. Berlin and Paris said nothing. “We wait,” the company said."
    assert last_voice(text, "en") == ("US", "role")


def test_words_that_stand_for_a_name():
    kinds = {
        "Der 52-Jährige": "m",
        "die 34-Jährige": "fp",
        "Dieser": "m",
        "seiner Meinung": "m",
        "eigenen Angaben": "mfnp",
    }
    for words, expected in kinds.items():
        assert read_speaker(words, "de", ACTORS).pronoun == frozenset(expected), words
    assert read_speaker("the 52-year-old", "en", ACTORS).pronoun == frozenset("mf")
    assert not read_speaker("dieser Plan", "de", ACTORS).pronoun
    assert not read_speaker("those", "en", ACTORS).pronoun - {"p"}
