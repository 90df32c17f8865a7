"""Whom a speaker's words leave open, the article tells: pronouns, roles, last names, the country told of."""

import pandas as pd
import pytest
from speaking import ACTORS, own_actors, statements, told, voice

from framing import attribute, find_statements


@pytest.fixture
def own(tmp_path):
    return own_actors(tmp_path)


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


def test_an_office_with_another_name_is_not_its_holder_of_the_lists():
    table = pd.DataFrame({
        "id": ["a", "b"], "lang": ["de", "en"], "date": "2025-06-01",
        "text": ["Die US-Aussenministerin Dana Whitlock sagte, man werde weiterreden.",
                 "The Russian foreign minister, Pavel Gromov, said that talks would go on."],
    })  # fmt: skip
    found = attribute(find_statements(table), ACTORS, table)
    assert found["voice"].tolist() == ["US", "Russia"]
    assert not set(found["actor"]) & {"Marco Rubio", "Sergey Lavrov"}


def voices_of(text, lang="en", **columns):
    """Speaker and voice of each statement of a text."""
    table = pd.DataFrame({"id": ["a"], "lang": [lang], "text": [text]} | {k: [v] for k, v in columns.items()})
    rows = attribute(find_statements(table), ACTORS, table)
    return list(zip(rows["speaker"], rows["voice"], strict=True))


def test_a_pronoun_is_the_one_whom_a_first_clause_leads_to():
    text = "“No,” the Russian envoy said. Asked about it, Biden nodded. “Yes,” he said."
    assert voices_of(text, date="2022-02-01")[-1] == ("he", "US")
    text = "«Нет», — сказал Лавров. Отвечая ему, Байден ушёл. «Да», — сказал он."
    assert voices_of(text, "ru", date="2022-02-01")[-1] == ("он", "US")


def test_a_pronoun_after_a_stranger_is_no_longer_the_last_speaker():
    text = "“No,” Lavrov said. Lars Ekholm closed the door. “It is late,” he said."
    assert voices_of(text, date="2022-02-01") == [("Lavrov", "Russia"), ("he", "unknown")]
    text = "“No,” Lavrov said. Mr. Ekholm closed the door. “It is late,” he said."
    assert voices_of(text, date="2022-02-01")[1] == ("he", "unknown")


def test_a_pronoun_after_a_role_without_a_name_is_whoever_has_it():
    text = "“No,” Lavrov said. The ambassador closed the door. “It is late,” he said."
    assert voices_of(text, date="2022-02-01")[1] == ("he", "unknown")
    text = "“Yes,” said the Russian ambassador. “No,” said Blinken. The ambassador sighed. “It is late,” he said."
    assert voices_of(text, date="2022-02-01")[2] == ("he", "Russia")


def test_a_spokeswoman_is_a_woman():
    text = "The White House rejected the plan. Its spokeswoman said the door was open. “Come,” she said."
    assert voices_of(text)[1:] == [("Its spokeswoman", "US"), ("she", "US")]


def test_a_story_of_two_parties_is_at_home_with_neither():
    one = "Washington waited. The White House and the Pentagon said no. “I pay more,” a clerk said."
    assert voices_of(one)[-1] == ("a clerk", "US")
    two = "Washington waited. The White House and the Pentagon said no. Moscow laughed. “I pay more,” a clerk said."
    assert voices_of(two)[-1] == ("a clerk", "unknown")


def test_by_ones_own_words_in_the_same_sentence():
    text = "«Нет», — сказал Лавров. Блинкен уверен в успехе: это, по его словам, вопрос времени."
    assert voices_of(text, "ru", date="2022-02-01")[-1] == ("его", "US")


def test_a_new_paragraph_has_its_own_persons():
    text = "„Nein“, sagte Biden.\n\nIm Hotel äußerte sich Lawrow. „Wir warten“, sagte er."
    assert voices_of(text, "de", date="2022-02-01")[-1] == ("er", "Russia")
    text = "“No,” Lavrov said.\n\nThe cashier had heard of nothing. “Is it warm there?” he asked."
    assert voices_of(text, date="2022-02-01")[-1] == ("he", "unknown")
    text = "“No,” Lavrov said. The cashier had heard of nothing. “Is it warm there?” he asked."
    assert voices_of(text, date="2022-02-01")[-1] == ("he", "Russia")
