"""What one who is quoted tells of another's words, and the statements that only seem to be another's."""

import pandas as pd
import pytest

from framing import attribute, find_statements, read_actors, split_voices

ACTORS = read_actors()


def found(text, lang):
    articles = pd.DataFrame({"id": ["a"], "lang": [lang], "text": [text]})
    return attribute(find_statements(articles), ACTORS, articles)


@pytest.mark.parametrize(
    ("lang", "text", "inner", "speaker", "voice"),
    [
        ("en", "“The Kremlin said that the door is open,” a US envoy said.",
         "that the door is open", "The Kremlin", "Russia"),
        ("en", "“Moscow told us: ‘We need it in ink,’ and left,” a US envoy said.",
         "‘We need it in ink,’", "Moscow", "Russia"),
        ("de", "„Die Amerikaner haben erklärt, dass sie nicht kommen“, sagte ein Sprecher des Kreml.",
         "dass sie nicht kommen", "Die Amerikaner", "US"),
        ("de", "„Das Weiße Haus hat uns ‚Nachbarn‘ genannt“, sagte ein Sprecher des Kreml.",
         "‚Nachbarn‘", "Das Weiße Haus", "US"),
        ("ru", "«Госдепартамент сказал, что стол будет круглым», — заявил представитель Кремля.",
         "что стол будет круглым", "Госдепартамент", "US"),
    ],
)  # fmt: skip
def test_the_words_of_another_in_a_quotation(lang, text, inner, speaker, voice):
    rows = found(text, lang).set_index("text")
    assert (rows.loc[inner, "speaker"], rows.loc[inner, "voice"]) == (speaker, voice)
    outer = rows[rows["start"] == 0].iloc[0]
    assert outer["voice"] == {"US": "Russia", "Russia": "US"}[voice]
    assert rows.loc[inner, "via"]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "“I said that we would stay,” Tom Reed said."),
        ("en", "“Nobody said that we would leave,” Tom Reed said."),
        ("en", "“He never said that it was over,” Tom Reed said."),
        ("de", "„Wir haben gesagt, dass wir bleiben“, sagte Anton Ferl."),
        ("ru", "«Я сказал, что мы остаёмся», — заявил Антон Зорин."),
    ],
)
def test_ones_own_words_and_denied_ones_are_nobody_elses(lang, text):
    assert len(found(text, lang)) == 1


def test_a_pronoun_in_a_quotation_is_not_the_one_who_is_quoted():
    text = "“He told us that ink is cheap,” Kremlin spokesman Dmitry Peskov said."
    inner = found(text, "en").iloc[1]
    assert (inner["speaker"], inner["voice"]) == ("He", "unknown")


def test_whom_a_speaker_tells_of_is_not_the_next_pronouns():
    text = "A US envoy spoke. “The Kremlin said that it is so,” the US envoy said. “We wait,” he said."
    rows = found(text, "en")
    assert rows[rows["text"] == "“We wait,”"]["voice"].tolist() == ["US"]


def test_the_innermost_voice_has_the_words():
    text = "“The Kremlin said that it is open,” a US envoy said."
    articles = pd.DataFrame({"id": ["a"], "lang": ["en"], "text": [text]})
    voices = split_voices(articles, ACTORS)
    assert [(row.text, row.voice) for row in voices.itertuples()] == [
        ("“The Kremlin said ", "US"),
        ("that it is open,”", "Russia"),
        (" a US envoy said.", "outlet"),
    ]
