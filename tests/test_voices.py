import json

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framing import attribute, find_statements, read_actors, split_voices
from framing._voices.speaker_words import stem

ACTORS = read_actors()

# an invented round of talks: nobody here exists
OWN = """actor,type,side,of,role,from,to,gender,guard,en,de,ru
Anna Hale,person,US,United States,special envoy,2031-01-20,,f,,Anna Hale,,Анна Хейл; Анны Хейл
Pavel Rudin,person,Russia,Russia,foreign minister,2030-05-01,2031-12-31,m,,Pavel Rudin; Pawel Rudin,,Павел* Рудин*
Ilya Samarin,person,Russia,Russia,foreign minister,2032-01-01,,m,,Ilya Samarin; Ilja Samarin,,Иль* Самарин*
Ben Grey,person,US,State Department,spokesperson,2031-01-20,,m,name,Ben Grey,,Бен* Грей
Fjodor Wenin,person,Europe,Germany,general,,2030-12-31,m,,Fjodor Wenin,,
Fjodor Wenin,person,other,NATO,general,2031-01-01,,,,,,
"""


@pytest.fixture
def own(tmp_path):
    path = tmp_path / "own.csv"
    path.write_text(OWN, encoding="utf-8")
    return read_actors(path)


def statements(*speakers, lang="en", kind="direct", cue="said"):
    """A statement of an article `a` for each speaker (words, or words and kind), each ten characters long."""
    rows = []
    for n, speaker in enumerate(speakers):
        words, how = speaker if isinstance(speaker, tuple) else (speaker, kind)
        at = 100 * n
        place = (at + 20, at + 20 + len(words)) if words else (None, None)
        rows.append((f"a/s{n}", "a", f"a/{n}", lang, "x" * 10, at, at + 10, how, words, *place, cue, "test"))
    columns = "id article statement lang text start end kind speaker speaker_start speaker_end cue rule".split()
    return pd.DataFrame(rows, columns=columns).astype({"speaker_start": "Int64", "speaker_end": "Int64"})


def told(*speakers, lang="en", actors=ACTORS, texts=None, **more):
    """What `attribute` adds to those statements."""
    return list(attribute(statements(*speakers, lang=lang, **more), actors, texts).itertuples(index=False))


def voice(speaker, lang, actors=ACTORS):
    return told(speaker, lang=lang, actors=actors)[0].voice


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


# --- back to earlier speakers ----------------------------------------------------------------------------------


def steps(rows):
    return [(row.voice, row.step) for row in rows]


def test_pronouns(own):
    rows = told("Anna Hale", "Pavel Rudin", "he", "she", "He", actors=own)
    assert [row.voice for row in rows] == ["US", "Russia", "Russia", "US", "Russia"]
    assert rows[2].step == "pronoun"
    rows = told("der Kreml", "Er", lang="de")
    assert steps(rows)[1] == ("Russia", "pronoun")
    rows = told("Анна Хейл", "Павел Рудин", "ее", "его", lang="ru", actors=own)
    assert [row.voice for row in rows] == ["US", "Russia", "US", "Russia"]


def test_a_pronoun_with_rivals_is_unsure(own):
    assert told("Ilya Samarin", "Pavel Rudin", "he", actors=own)[2].unsure
    assert not told("Anna Hale", "Pavel Rudin", "he", actors=own)[2].unsure
    assert told("he")[0][-4:] == ("unknown", "", "pronoun", True)


def test_a_pronoun_after_somebody_else_was_named(own):
    text = "«Nein», sagte Anna Hale am Montag.".ljust(60) + "Rudin traf am Abend ein. «Ja», sagte er."
    articles = pd.DataFrame({"id": ["a"], "lang": ["de"], "text": [text]})
    said = statements("Anna Hale", "er", lang="de").assign(
        start=[0, 85], end=[6, 89], speaker_start=[14, text.index("er.")], speaker_end=[23, text.index("er.") + 2]
    )
    row = attribute(said, own, articles).iloc[1]
    assert (row.voice, row.actor, row.unsure) == ("Russia", "Pavel Rudin", True)


def test_a_pronoun_after_a_speaker_is_named_again(own):
    text = "“No”, the US envoy Jack Tell said. “Yes”, Pavel Rudin said. Tell left the hall. “Bye”, he said."
    places = [(0, 4, "the US envoy Jack Tell"), (35, 40, "Pavel Rudin"), (80, 85, "he")]
    said = statements(*(words for _, _, words in places)).assign(
        start=[p[0] for p in places], end=[p[1] for p in places],
        speaker_start=[text.index(p[2], p[1]) for p in places],
    )  # fmt: skip
    row = attribute(said, own, about(text)).iloc[2]
    assert (row["voice"], row["step"], row["unsure"]) == ("US", "pronoun", True)
    row = attribute(said, own, about(text.replace("Tell left", "They left"))).iloc[2]
    assert row["voice"] == "Russia"


def test_somebody_of_theirs(own):
    rows = told("Pavel Rudin", "his spokesman", actors=own)
    assert rows[1].voice == "Russia" and rows[1].unsure and pd.isna(rows[1].actor)


def test_roles(own):
    rows = told("Foreign Minister Pavel Rudin", "Anna Hale", "the minister", actors=own)
    assert (rows[2].actor, rows[2].step) == ("Pavel Rudin", "role")
    assert told("Anna Hale", "a minister", actors=own)[1].voice == "unknown"
    rows = told("Министр Павел Рудин", "Анна Хейл", "министр", lang="ru", actors=own)
    assert (rows[2].actor, rows[2].step) == ("Pavel Rudin", "role")


def test_names_that_are_not_in_the_table():
    rows = told("Mr Tell", "Jack Tell, a spokesman for the US embassy in Moscow", "Tell", "Mary Bow")
    assert [row.voice for row in rows] == ["US", "US", "US", "unknown"]
    assert rows[2].step == "name"
    rows = told("представитель МИД Украины Олег Тихонюк", "Тихонюка", lang="ru")
    assert rows[1].voice == "Ukraine"


def test_a_name_that_the_article_explains():
    for lang, text, speaker, side in (
        ("en", "The Russian pilot Ivan Tell landed first. Tell waved.", "Mr. Tell", "Russia"),
        ("en", "Tom Reed, a former US negotiator, was there too.", "Reed", "US"),
        ("de", "Der ukrainische Kapitän Oleh Binder lachte.", "Binder", "Ukraine"),
        ("ru", "На встречу пришёл американский учёный Джек Телл.", "Телл", "US"),
        ("en", "Tom Reed came from Moscow.", "Reed", "unknown"),
        ("en", "The US envoy met Reed.", "Reed", "unknown"),
    ):
        articles = pd.DataFrame({"id": ["a"], "lang": [lang], "text": [text]})
        row = told(speaker, lang=lang, texts=articles)[0]
        assert (row.voice, row.unsure) == (side, side != "unknown"), text


def test_a_given_name_alone(own):
    articles = pd.DataFrame({"id": ["a"], "lang": ["ru"], "text": ["Анна Хейл вышла первой. Никто её не ждал."]})
    row = told("Анна", lang="ru", actors=own, texts=articles)[0]
    assert (row.actor, row.step) == ("Anna Hale", "name")
    assert told("Анна", lang="ru", actors=own)[0].voice == "unknown"


def test_both_sides_are_neither():
    assert voice("both sides", "en") == voice("beide Delegationen", "de") == voice("обе стороны", "ru") == "other"
    assert voice("the joint statement", "en") == voice("совместное заявление", "ru") == "other"


def test_a_pronoun_after_a_title_and_a_name(own):
    text = "The Kremlin denied it. Foreign Minister Pavel Rudin landed at noon. He said no."
    articles = pd.DataFrame({"id": ["a"], "lang": ["en"], "text": [text]})
    said = statements("The Kremlin", "He", "he").assign(
        start=[11, 77, 77], end=[21, 79, 79], speaker_start=[0, 68, 80], speaker_end=[11, 70, 82]
    )
    assert attribute(said, own, articles)["actor"].tolist() == ["Kremlin", "Pavel Rudin", "Pavel Rudin"]


def test_two_people_of_one_name_are_unsure():
    rows = told("US envoy Peter Marin", "Russian envoy Walter Marin", "Mr Marin")
    assert (rows[2].voice, rows[2].step, rows[2].unsure) == ("Russia", "name", True)


def test_a_role_with_a_state_is_not_the_last_speaker_in_that_role(own):
    rows = told(
        "President Ilya Samarin", "the president of Ruritania", "the president on a visit to Moscow", actors=own
    )
    assert rows[2].voice == "unknown"


def test_speech_that_goes_on():
    rows = told("ein US-Beamter", ("", "continued"), ("", "indirect"), lang="de")
    assert steps(rows) == [("US", "office"), ("US", "continued"), ("unknown", "none")]


def test_the_parts_of_one_statement_have_one_voice():
    said = statements("Moskau", "", lang="de").assign(statement="a/0")
    assert attribute(said, ACTORS)["voice"].tolist() == ["Russia", "Russia"]


def test_via_names_who_passes_it_on():
    said = statements("ein US-Beamter", "Russland", "wir", lang="de").assign(start=[0, 20, 30], end=[90, 80, 40])
    said = attribute(said, ACTORS)
    assert said["via"].tolist() == ["", "ein US-Beamter", "ein US-Beamter; Russia"]
    assert said["voice"].tolist() == ["US", "Russia", "Russia"]


def test_a_table_keeps_its_rows_columns_and_index():
    said = statements("he", "Moskau").assign(extra=[1, 2]).set_index(pd.Index([7, 3]))
    added = attribute(said, ACTORS)
    pd.testing.assert_frame_equal(added[said.columns], said)
    assert list(added.columns[-5:]) == ["actor", "voice", "via", "step", "unsure"]
    again = attribute(added, ACTORS)
    pd.testing.assert_frame_equal(again, added)
    assert attribute(said.iloc[:0], ACTORS).empty


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


# --- the country of the article, and of the outlet --------------------------------------------------------------


def about(text, lang="en", **more):
    """The table of the one article `a`."""
    return pd.DataFrame({"id": ["a"], "lang": [lang], "text": [text]} | {k: [v] for k, v in more.items()})


OHIO = "Washington was quiet. In Ohio the US senators met Tell. Nobody in the United States minded, Jim Tell said."


def test_an_article_about_one_country_is_at_home_there():
    rows = told("Jim Tell", "the clerk", "he", texts=about(OHIO))
    assert [(row.voice, row.step, row.unsure) for row in rows] == [
        ("US", "home", True), ("US", "home", True), ("US", "pronoun", True),
    ]  # fmt: skip
    assert told("Jim Tell")[0].voice == "unknown"
    several = OHIO + " Berlin and Paris agreed, and so did Germany, France and Italy."
    assert told("Jim Tell", texts=about(several))[0].voice == "unknown"


def test_a_name_can_gainsay_the_country():
    assert told("Oleg Tverdov", texts=about(OHIO))[0].voice == "unknown"
    assert told("Oleg Tverdov", "he", texts=about(OHIO))[1].voice == "unknown"
    text = "Москва, Россия. В России, в Сибири, живёт Егор Твердов. Рядом живёт Джон Телл."
    assert told("Егор Твердов", lang="ru", texts=about(text, "ru"))[0].step == "home"
    assert told("Телл", lang="ru", texts=about(text, "ru"))[0].voice == "unknown"


def test_nobody_in_particular_is_at_home_nowhere():
    for words in ("somebody", "there", "who", "a guest from Berlin"):
        assert told(words, texts=about(OHIO))[0].voice != "US", words


def test_the_outlets_country_where_the_text_tells_of_none():
    def step(words, lang, side, text):
        row = told(words, lang=lang, texts=about(text, lang, side=side))[0]
        assert row.unsure or row.voice == "unknown"
        return row.voice, row.step

    quiet = "Mila Tell kauft Brot. Der Bäcker Tell lacht. "
    assert step("Mila Tell", "de", "Switzerland", quiet) == ("Europe", "outlet")
    assert step("der Bäcker", "de", "Switzerland", quiet) == ("Europe", "outlet")
    assert step("Mila Tell", "de", "Russia", quiet) == ("unknown", "none")
    assert step("Mila Tell", "de", "left", quiet) == ("unknown", "none")
    talks = "Moscow and Washington talk. Washington smiles, Moscow frowns. "
    assert step("the clerk", "en", "US", talks) == ("US", "outlet")
    assert step("clerks", "en", "US", talks) == ("unknown", "none")
    assert step("clerks", "en", "US", talks + "so it goes " * 100) == ("US", "outlet")
    russian = "Москва и Вашингтон говорят. Вашингтон улыбается. "
    assert step("следователь", "ru", "Russia", russian) == ("Russia", "outlet")
    assert step("следователь", "ru", "US", russian) == ("unknown", "none")


def test_outlets_of_the_study_are_agencies():
    texts = about("Nothing.", outlet="River Herald", side="Russia")
    assert told("the River Herald", texts=texts)[0][-4:] == ("Russia", "", "agency", True)
    assert told("the River Herald")[0].voice == "unknown"
    assert told("time", texts=about("Nothing.", outlet="Time", side="Russia"))[0].step != "agency"


def placed(text, speaker, lang, cue="said"):
    """What `attribute` adds to a statement whose speaker stands in a text."""
    at = text.index(speaker)
    said = statements(speaker, lang=lang, cue=cue).assign(speaker_start=at, speaker_end=at + len(speaker))
    return attribute(said, ACTORS, about(text, lang)).iloc[0]


def test_the_words_around_a_speaker():
    for lang, text, speaker, cue, side in (
        ("ru", "В американском Минфине отказались.", "Минфине", "отказались", "US"),
        ("ru", "Источник, близкий к российской делегации, сказал нет.", "Источник", "сказал", "Russia"),
        ("de", "Militärkreise in Moskau sagen nein.", "Militärkreise", "sagen", "Russia"),
        ("en", "Officials in Moscow said no.", "Officials", "said", "Russia"),
        ("en", "Officials said Moscow waits.", "Officials", "said", "unknown"),
        ("en", "A baker, close to Moscow, said no.", "A baker", "said", "unknown"),
        ("en", "“No”, said Tom Reed, a Russian envoy.", "Tom Reed", "said", "Russia"),
        ("en", "Tom Reed, a Russian envoy, said no.", "Tom Reed", "said", "Russia"),
    ):
        row = placed(text, speaker, lang, cue)
        assert row["voice"] == side, text
        assert row["unsure"] or side in ("unknown", "US"), text


def test_whom_a_speaker_quotes(own):
    said = statements("Anna Hale", "Pavel Rudin", "he", "he").assign(
        start=[0, 100, 110, 300], end=[10, 180, 120, 310], speaker_start=[20, 90, 105, 320]
    )
    rows = attribute(said, own)
    # inside Rudin's own words "he" is somebody else; the next "he" is Rudin again
    assert rows["actor"].fillna("").tolist() == ["Anna Hale", "Pavel Rudin", "", "Pavel Rudin"]


def test_a_role_back_to_somebody_only_named(own):
    text = "Pavel Rudin landed. Anna Hale did not."
    said = statements("the minister").assign(speaker_start=60, speaker_end=72)
    row = attribute(said, own, about(text)).iloc[0]
    assert (row["actor"], row["step"], row["unsure"]) == ("Pavel Rudin", "role", True)
    assert attribute(said, own, about(text.replace("Rudin", "Bow"))).iloc[0]["voice"] == "unknown"


def test_the_ministry_named_last():
    text = "Das russische Außenministerium schwieg. Das US-Außenministerium nicht."
    rows = [
        attribute(statements(words, lang="de").assign(speaker_start=at), ACTORS, about(text, "de")).iloc[0]
        for words, at in (("das Ministerium", 75), ("die Pressestelle des Ministeriums", 75), ("das Ministerium", 42))
    ]
    assert [row["voice"] for row in rows] == ["US", "US", "Russia"] and all(row["step"] == "role" for row in rows)
    assert rows[0]["actor"] == "State Department" and pd.isna(rows[1]["actor"])


def test_two_agencies_are_not_the_agency():
    rows = told("die Agentur Interfax", "die Agentur AP", "Moskau", "die Agentur", lang="de")
    assert rows[3].voice == "unknown"


def test_the_only_given_name_of_the_study(own):
    row = told("Ilya", texts=about("Ilya smiled."), actors=own)[0]
    assert (row.actor, row.step, row.unsure) == ("Ilya Samarin", "name", True)


# --- the table of actors ---------------------------------------------------------------------------------------


def test_the_shipped_actors_are_sound():
    table = ACTORS.table
    assert {"US", "Russia", "Ukraine", "Europe", "other"} <= set(table["side"])
    persons = table[table["type"] == "person"]
    assert persons.loc[persons["side"].isin(["US", "Russia"]), "actor"].nunique() >= 120
    assert not persons.duplicated(["actor", "side", "of", "role", "from"]).any()
    first = persons.drop_duplicates("actor")
    assert (first["gender"] != "").all() and (first[["en", "ru"]] != "").all(axis=None)
    states = table[table["type"].isin(["metonym", "demonym"])]
    assert (states[["en", "de", "ru"]] != "").all(axis=None)
    assert not states.duplicated(["actor", "type"]).any()


def test_one_holder_at_a_time():
    """Two people never hold an office at once for longer than the gap of a handover."""
    shared = set(ACTORS.table.loc[ACTORS.table["guard"] == "several", "role"])
    persons = ACTORS.table[ACTORS.table["type"].eq("person") & ~ACTORS.table["role"].isin(shared)]
    unique = ["president", "foreign minister", "defence minister", "prime minister", "chancellor", "vice president"]
    for (_, _), rows in persons[persons["role"].isin(unique)].groupby(["role", "of"]):
        spans = sorted((row["from"], row["to"] or "9999") for row in rows.to_dict("records"))
        assert all(end <= begin for (_, end), (begin, _) in zip(spans, spans[1:], strict=False)), rows["actor"].tolist()


@pytest.mark.parametrize(
    ("of", "role", "date", "actor"),
    [
        ("United States", "foreign minister", "2014-03-18", "John Kerry"),
        ("United States", "foreign minister", "2022-01-09", "Antony Blinken"),
        ("United States", "president", "2017-01-20", None),
        ("Russia", "defence minister", "2022-02", "Sergei Shoigu"),
        ("Russia", "defence minister", "2024-06", "Andrei Belousov"),
        ("Russian Foreign Ministry", "spokesperson", "2014-07", "Alexander Lukashevich"),
        ("Germany", "foreign minister", "2022", "Annalena Baerbock"),
        ("NATO", "secretary general", "2025", "Mark Rutte"),
        ("Ukraine", "president", "2015", "Petro Poroshenko"),
    ],
)
def test_who_held_an_office_then(of, role, date, actor):
    holders = ACTORS.holders(role, [of], date)
    assert holders == [actor] if actor else len(holders) == 2  # the day of the handover has two


def test_own_actors_win(tmp_path):
    path = tmp_path / "own.csv"
    path.write_text(
        "actor,type,side,de\nKremlin,institution,other,Kreml*\nNora Putin,person,US,Nora Putin\n", encoding="utf-8"
    )
    own = read_actors(path)
    assert voice("der Kreml", "de", own) == "other"
    assert told("Putin", lang="de", actors=own)[0].actor == "Nora Putin"
    assert voice("Wladimir Putin", "de", own) == "Russia"
    assert voice("das Weiße Haus", "de", own) == "US"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name,type,side,en\n", r"own\.csv lacks the column\(s\) \['actor'\]"),
        ("actor,type,side\nA,person,US\n", "has no forms"),
        ("actor,type,side,en\nA,person,US,A B\nB,persn,US,B\n", r"own\.csv, line 3: type='persn' is unknown.*'person'"),
        ("actor,type,side,en\nA,person,USA,A B\n", r"line 2: side='USA' is unknown; choose from"),
        ("actor,type,side,en,from\nA,person,US,A B,20.1.2021\n", r"line 2: from='20\.1\.2021' is no ISO date"),
        (
            "actor,type,side,en,from,to\nA,person,US,A B,2022,2021\n",
            r"line 2: 'A' ends \(2021\) before it begins \(2022\)",
        ),
        ("actor,type,side,en,guard\nA,person,US,A B,yes\n", r"line 2: guard='yes' is unknown"),
        ("actor,type,side,en\n,person,US,A B\n", "line 2: the column 'actor' is empty"),
        ("actor,type,side,en\nA,person,US,Jo B*\n", r"own\.csv, line 2: en: the pattern 'B\*' is too wide"),
        ("actor,type,side,en\nA,person,US,\n", "line 2: 'A' has no form in en, de or ru"),
    ],
)
def test_bad_tables_say_where(tmp_path, text, message):
    path = tmp_path / "own.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=message):
        read_actors(path)


def test_missing_columns_are_named():
    with pytest.raises(ValueError, match=r"statements lacks the column\(s\) \['speaker'\]"):
        attribute(statements("he").drop(columns="speaker"), ACTORS)
    with pytest.raises(ValueError, match="lang of the statements='fr' is unknown"):
        attribute(statements("il", lang="fr"), ACTORS)


# --- the whole article -----------------------------------------------------------------------------------------


def article(text, lang="en", **columns):
    return pd.DataFrame({"id": ["a"], "lang": [lang], "text": [text]} | columns)


def spans(*places, speaker="Moscow"):
    """Statements at the given places of article `a`."""
    said = statements(*[speaker] * len(places))
    return said.assign(start=[p[0] for p in places], end=[p[1] for p in places])


def pieces(voices):
    return [(row.text, row.voice) for row in voices.itertuples()]


def test_the_rest_is_the_outlets():
    text = "They waited. “We will not talk”, said the Kremlin. Nobody answered."
    voices = split_voices(article(text, outlet=["Herald"], side=["US"], date=["2031-01-02"], status=["ok"]), ACTORS)
    assert "".join(voices["text"]) == text
    assert ("outlet" in set(voices["voice"])) and ("Russia" in set(voices["voice"]))
    assert list(voices.columns) == [
        "id", "article", "lang", "text", "start", "end", "voice", "actor", "via", "kind", "rule",
        "outlet", "side", "date",
    ]  # fmt: skip
    assert voices["id"].tolist() == [f"a/v{n}" for n in range(1, len(voices) + 1)]
    assert set(voices["outlet"]) == {"Herald"}


def test_innermost_speaker():
    said = pd.concat([spans((0, 19)), spans((8, 13), speaker="the US envoy").assign(id="a/s9", statement="a/9")])
    voices = split_voices(article("eins und zwei, drei vier"), ACTORS, said)
    assert pieces(voices) == [("eins und", "Russia"), (" zwei", "US"), (", drei", "Russia"), (" vier", "outlet")]
    assert voices["via"].tolist() == ["", "Russia", "", ""]


def test_pieces_without_a_word_join_a_neighbour():
    voices = split_voices(article("«Ja», …\n «Nein» … gut"), ACTORS, spans((0, 4), (9, 15)))
    assert pieces(voices) == [("«Ja», …\n ", "Russia"), ("«Nein»", "Russia"), (" … gut", "outlet")]
    assert pieces(split_voices(article(" … «Ja»"), ACTORS, spans((3, 7)))) == [(" … «Ja»", "Russia")]
    assert pieces(split_voices(article(" … "), ACTORS, spans())) == [(" … ", "outlet")]
    assert split_voices(article(""), ACTORS, spans()).empty


def test_quarantined_articles_are_passed_over():
    assert split_voices(article("“No”, said the Kremlin.", status=["quarantined"]), ACTORS).empty


def test_statements_of_another_text_are_refused():
    with pytest.raises(ValueError, match=r"article 'a' stands at 0 to 9, but its text has 4 characters"):
        split_voices(article("kurz"), ACTORS, spans((0, 9)))


LETTERS = "аё ß„“«» .\n\u00adx—"


@st.composite
def covered(draw):
    """A text and statements in it, nested or apart or even crossing."""
    text = draw(st.text(LETTERS, max_size=30))
    place = st.tuples(st.integers(0, len(text)), st.integers(0, len(text))).map(sorted).map(tuple)
    return text, draw(st.lists(place, max_size=8))


@settings(deadline=None, max_examples=300)
@given(covered())
def test_voices_cover_the_article(case):
    text, places = case
    voices = split_voices(article(text), ACTORS, spans(*places))
    assert "".join(voices["text"]) == text
    ends = [0, *voices["end"]]
    assert all(row.start == end and row.end > row.start for row, end in zip(voices.itertuples(), ends, strict=False))
    assert not len(voices) or ends[-1] == len(text)
    assert voices["id"].is_unique
    inside = {i for start, end in places for i in range(start, end)}
    for row in voices.itertuples():
        for i in range(row.start, row.end):
            if text[i].isalnum():
                assert (row.voice == "outlet") == (i not in inside)


def test_the_same_input_gives_the_same_output():
    said = statements("Anna", "he", "the US envoy", "the envoy", "Moscow")
    one, two = (attribute(said, read_actors()).to_json() for _ in range(2))
    assert json.loads(one) == json.loads(two)


def test_a_weak_rule_makes_a_statement_unsure_and_it_can_be_left_out():
    text = "Der Kreml lehnt ab."
    said = pd.DataFrame({
        "id": ["a/s1"], "article": ["a"], "statement": ["a/1"], "lang": ["de"], "text": [text],
        "start": [0], "end": [19], "kind": ["reported"], "speaker": ["Der Kreml"], "rule": ["X rejected"],
    })  # fmt: skip
    found = attribute(said, ACTORS)
    assert found["unsure"].tolist() == [True]
    assert attribute(said.assign(rule="quote, said X"), ACTORS)["unsure"].tolist() == [False]
    articles = pd.DataFrame({"id": ["a"], "lang": ["de"], "text": [text]})
    assert split_voices(articles, ACTORS, found)["voice"].tolist() == ["Russia"]
    assert split_voices(articles, ACTORS, found, sure=True)["voice"].tolist() == ["outlet"]


def test_an_office_with_another_name_is_not_its_holder_of_the_lists():
    table = pd.DataFrame({
        "id": ["a", "b"], "lang": ["de", "en"], "date": "2025-06-01",
        "text": ["Die US-Aussenministerin Dana Whitlock sagte, man werde weiterreden.",
                 "The Russian foreign minister, Pavel Gromov, said that talks would go on."],
    })  # fmt: skip
    found = attribute(find_statements(table), ACTORS, table)
    assert found["voice"].tolist() == ["US", "Russia"]
    assert not set(found["actor"]) & {"Marco Rubio", "Sergey Lavrov"}
