"""What the words of a speaker say by themselves: the side, the person, the office."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from speaking import own_actors, told, voice

from framing._voices.speaker_words import stem


@pytest.fixture
def own(tmp_path):
    return own_actors(tmp_path)


# --- the sides -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lang", "speaker", "side"),
    [
        ("de", "der russische Botschafter in Washington", "Russia"),
        ("de", "Moskaus Botschafter in Washington", "Russia"),
        ("de", "ein US-Beamter in Moskau", "US"),
        ("en", "the US ambassador to Russia", "US"),
        ("en", "Russia’s ambassador to the United States", "Russia"),
        ("en", "the U.S. envoy for Ukraine", "US"),
        ("ru", "посол России в США", "Russia"),
        ("ru", "посол США в России", "US"),
        ("ru", "представитель США по Украине", "US"),
        ("en", "Republican lawmakers in Kyiv", "US"),
        ("de", "der in Moskau lebende US-Amerikaner", "US"),
        ("de", "der für Russland zuständige US-Diplomat", "US"),
    ],
)
def test_the_two_sides_are_never_exchanged(lang, speaker, side):
    assert voice(speaker, lang) == side


@pytest.mark.parametrize(
    ("lang", "speaker", "side"),
    [
        ("de", "der ukrainische Botschafter in den USA", "Ukraine"),
        ("en", "Ukraine's ambassador to Washington", "Ukraine"),
        ("ru", "посол Украины в США", "Ukraine"),
        ("en", "the German foreign minister in Moscow", "Europe"),
        ("de", "die chinesische Delegation in Moskau", "other"),
        ("ru", "глава МИД Китая", "other"),
        ("ru", "МИД Украины", "Ukraine"),
        ("en", "the Belarusian president", "other"),
        ("de", "der Nato-Generalsekretär", "other"),
        ("ru", "генсек ООН", "other"),
        ("de", "ein Sprecher der EU-Kommission", "Europe"),
        ("de", "der schweizerische Außenminister", "Europe"),
    ],
)
def test_third_states_win_over_a_mention_of_the_two(lang, speaker, side):
    assert voice(speaker, lang) == side


@pytest.mark.parametrize(
    ("lang", "speaker", "side"),
    [
        ("en", "a senior US official", "US"),
        ("en", "two Russian deputy foreign ministers", "Russia"),
        ("en", "a source in the Kremlin", "Russia"),
        ("en", "a spokesman for the Pentagon", "US"),
        ("de", "ein ranghoher US-Beamter", "US"),
        ("de", "der russische Unterhändler", "Russia"),
        ("de", "das Außenministerium in Moskau", "Russia"),
        ("de", "eine Sprecherin des Weißen Hauses", "US"),
        ("de", "eine Sprecherin des Weissen Hauses", "US"),
        ("de", "aus dem Kreml", "Russia"),
        ("ru", "американский дипломат", "US"),
        ("ru", "источник в Кремле", "Russia"),
        ("ru", "замглавы МИД России", "Russia"),
        ("ru", "в Госдепартаменте", "US"),
        ("ru", "пресс-служба ВСУ", "Ukraine"),
    ],
)
def test_offices_and_houses_tell_the_side(lang, speaker, side):
    assert voice(speaker, lang) == side


@pytest.mark.parametrize(
    ("lang", "speaker"),
    [
        ("en", "a Moscow-based analyst"),
        ("en", "reporters in Washington"),
        ("en", "the Russia expert Tom Reed"),
        ("en", "one of us"),
        ("de", "ein Beobachter in Moskau"),
        ("de", "der Russland-Experte Jens Wolke"),
        ("de", "prorussische Kreise"),
        ("ru", "корреспондент в Москве"),
        ("ru", "жители Лондондерри"),
    ],
)
def test_a_place_or_topic_is_no_side(lang, speaker):
    assert voice(speaker, lang) == "unknown"


def test_what_a_speaker_does_is_not_who_it_is():
    assert voice("a teacher attending the Russian congress", "en") == "unknown"
    assert voice("Jim Bow, who met the Russian delegation", "en") == "unknown"
    for words in ("Jim Bow, who served as US ambassador to Burma", "Jim Bow, who cooks for the Americans"):
        row = told(words)[0]
        assert (row.voice, row.unsure) == ("US", True)
    assert voice("Jim Bow, who cooks for the American guests of Nora Bow", "en") == "unknown"
    assert voice("der von Moskau eingesetzte Verwalter", "de") == "unknown"


def test_states_and_capitals_speak_where_they_act():
    row = told("Moskau", lang="de")[0]
    assert (row.voice, row.actor, row.step, row.unsure) == ("Russia", "Russia", "metonym", False)
    assert told("the U.S.")[0].step == "metonym"
    assert told("Вашингтон", lang="ru")[0].voice == "US"
    assert told("the Washington Herald")[0].voice == "unknown"


def test_who_speaks_with_whom():
    assert told("US and Russian officials")[0][-4:] == ("other", "", "joint", True)
    assert voice("China and Russia", "en") == "Russia"
    assert voice("Nato und die USA", "de") == "US"
    assert voice("die deutsche und die französische Regierung", "de") == "Europe"
    assert voice("die US-russische Kommission", "de") == "other"


def test_nationality_alone_is_unsure():
    assert told("a Russian pensioner")[0].unsure
    assert not told("a Russian general")[0].unsure
    assert told("a Russian analyst")[0].unsure


def test_who_opposes_a_state_does_not_speak_for_it():
    assert told("ein russischer Oppositionspolitiker", lang="de")[0][-4:] == ("other", "", "office", True)
    assert voice("critics of the Kremlin", "en") == "other"


def test_agencies_are_channels_unless_nothing_else_is_named():
    row = told("die Nachrichtenagentur Interfax", lang="de")[0]
    assert (row.voice, row.actor, row.step, row.unsure) == ("Russia", "Interfax", "agency", True)
    assert told("the US embassy, according to Interfax")[0].voice == "US"


def test_russian_ministries_without_a_state_are_russian_but_unsure():
    row = told("в Минобороны", lang="ru")[0]
    assert (row.voice, row.unsure) == ("Russia", True)
    row = told("Минобороны Украины", lang="ru")[0]
    assert (row.voice, row.unsure) == ("Ukraine", False)


# --- persons ---------------------------------------------------------------------------------------------------


def test_names_in_three_languages(own):
    for lang, words in (
        ("en", "Mr Rudin"), ("en", "Russian Foreign Minister Pavel Rudin"), ("de", "Rudins"), ("de", "Pawel Rudin"),
        ("ru", "Рудиным"), ("ru", "глава МИД РФ Павел Рудин"), ("ru", "П. Рудин"), ("en", "P. Rudin"),
    ):  # fmt: skip
        assert told(words, lang=lang, actors=own)[0].voice == "Russia", words
    assert told("Pavel Rudin", actors=own)[0].step == "full name"
    assert told("Rudin", actors=own)[0].step == "surname"


def test_the_person_is_not_the_addressee_nor_the_employer(own):
    row = told("an aide to Rudin", actors=own)[0]
    assert (row.voice, row.unsure) == ("Russia", True) and pd.isna(row.actor)
    row = told("Rudin's spokesman", actors=own)[0]
    assert (row.voice, row.step, row.unsure) == ("Russia", "person of", True) and pd.isna(row.actor)
    row = told("Rudin-Sprecher Karl Otto", lang="de", actors=own)[0]
    assert pd.isna(row.actor)
    assert told("the US ambassador to Russia Anna Hale", actors=own)[0].actor == "Anna Hale"


def test_a_common_last_name_needs_more(own):
    assert told("Grey", actors=own)[0].voice == "unknown"
    assert told("Ben Grey", actors=own)[0].actor == "Ben Grey"
    assert told("State Department spokesman Grey", actors=own)[0].actor == "Ben Grey"
    assert [r.voice for r in told("Grey", "Ben Grey", actors=own)] == ["US", "US"]
    assert told("Sam Grey", actors=own)[0].voice == "unknown"
    text = pd.DataFrame({"id": ["a"], "lang": ["en"], "text": ["Ben Grey arrived. Nothing happened."]})
    assert told("Grey", actors=own, texts=text)[0].actor == "Ben Grey"


def test_what_is_no_case_of_a_name_is_another_name(own):
    assert told("Рудиным", lang="ru", actors=own)[0].voice == "Russia"
    assert told("Рудинер", lang="ru", actors=own)[0].voice == "unknown"


def test_who_works_at_an_institute_belongs_to_it():
    row = told("Jim Bow, a scholar at the Brookings Institution")[0]
    assert (row.voice, row.unsure) == ("US", True)
    assert voice("Jim Bow, a guest in Chicago", "en") == "unknown"
    assert voice("Jim Bow, a French scholar at the Brookings Institution", "en") == "Europe"


def test_another_given_name_is_another_person(own):
    row = told("Olga Rudin", actors=own)[0]
    assert row.unsure and pd.isna(row.actor)


def test_capitals_count():
    assert voice("the rice farmers", "en") == "unknown"
    assert voice("US", "en") == "US"
    assert voice("us", "en") == "outlet"


def test_the_office_at_the_date(own):
    for date, actor in (("2031-06-01", "Pavel Rudin"), ("2032", "Ilya Samarin"), ("2031-12", "Pavel Rudin")):
        articles = pd.DataFrame({"id": ["a"], "lang": ["en"], "text": [""], "date": [date]})
        row = told("the Russian foreign minister", actors=own, texts=articles)[0]
        assert (row.actor, row.step) == (actor, "office")
    assert pd.isna(told("the Russian foreign minister", actors=own)[0].actor)
    assert told("the Russian foreign minister", "Pavel Rudin", actors=own)[0].actor == "Pavel Rudin"


def test_no_holder_for_deputies_and_former_ones(own):
    articles = pd.DataFrame({"id": ["a"], "lang": ["en"], "text": [""], "date": ["2031-06-01"]})
    for words in (
        "the former Russian foreign minister",
        "the deputy Russian foreign minister",
        "a Russian foreign minister",
    ):
        row = told(words, actors=own, texts=articles)[0]
        assert row.voice == "Russia" and pd.isna(row.actor), words


def test_a_person_who_changed_sides(own):
    for date, side in (("2029", "Europe"), ("2033-01-01", "other"), ("", "Europe")):
        articles = pd.DataFrame({"id": ["a"], "lang": ["de"], "text": [""], "date": [date]})
        assert told("Fjodor Wenin", lang="de", actors=own, texts=articles)[0].voice == side


@settings(deadline=None, max_examples=150)
@given(st.lists(st.text(max_size=40), max_size=6), st.sampled_from(["en", "de", "ru"]))
def test_any_speaker_can_be_read(speakers, lang):
    rows = told(*speakers, lang=lang)
    sides = {"US", "Russia", "Ukraine", "Europe", "other", "unknown", "outlet"}
    assert len(rows) == len(speakers) and {row.voice for row in rows} <= sides


def test_a_speaker_of_endless_words():
    assert voice("russische" * 9000, "de") == "unknown"
    assert voice("der russische Sprecher " + "a" * 9000, "de") == "Russia"


def test_stems():
    assert stem("рудиным", "ru") == stem("рудина", "ru") == stem("рудин", "ru")
    assert stem("hales", "de") == stem("hale", "de")
