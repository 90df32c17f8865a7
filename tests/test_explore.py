import base64

import pandas as pd
import pytest

from framing import code, explore, find_hits, read_actors, score, split_voices, write_sheet
from framing.lexicon import Lexicon

WIDGET = "application/vnd.jupyter.widget-view+json"


@pytest.fixture
def news(texts):
    return texts(
        "They want dialogue. The ultimatum ended.", "Dialogue helps <b>us</b>.", "A threat.", "It rained.",
        side=["US", "US", "Russia", "Russia"], date=["2022-01-03", "2022-01-05", "2022-01-03", "2022-01-09"],
        outlet=["Ledger", "Ledger", "Neva", "Neva"], title=["One", "Two", "Three & more", "Four"],
    )  # fmt: skip


@pytest.fixture
def hits(news, lexicon):
    return find_hits(news, lexicon)


def svg_of(html: str) -> str:
    start = html.index("base64,") + len("base64,")
    return base64.b64decode(html[start : html.index('"', start)]).decode("utf-8")


# what a stored notebook keeps


def test_the_first_state_is_kept_as_html_and_words_without_a_number_of_the_run(news, hits, lexicon):
    one, other = (explore.lexicon(news, lexicon)._repr_mimebundle_() for _ in range(2))
    assert set(one) == {WIDGET, "text/html", "text/plain"}
    assert one[WIDGET] != other[WIDGET]
    assert (one["text/html"], one["text/plain"]) == (other["text/html"], other["text/plain"])
    assert "model_id" not in one["text/html"] + one["text/plain"]
    assert "<script" not in one["text/html"]
    assert svg_of(one["text/html"]).startswith("<?xml")


# the lexicon


def test_moving_a_concept_moves_the_scores_and_undoing_brings_them_back(news, lexicon):
    piece = explore.lexicon(news, lexicon, concept="dialogue")
    counts = lambda: piece.scores.set_index("id")[["confrontation", "dialogue"]].values.tolist()  # noqa: E731
    before = counts()
    assert before[1] == [0, 1]
    piece.counts_as.value = "confrontation"
    assert counts()[1] == [1, 0]
    assert "dialogue: counts as confrontation, was dialogue" in piece.html
    piece.counts_as.value = "neither"
    assert counts()[1] == [0, 0]
    piece.reset.click()
    assert counts() == before
    assert piece.counts_as.value == "dialogue"
    assert piece.lexicon is lexicon


def test_a_new_word_is_found_and_shown_in_its_sentence(news, lexicon):
    piece = explore.lexicon(news, lexicon, concept="dialogue")
    piece.words.value += "; rained"
    assert piece.scores.set_index("id").at["t4", "dialogue"] == 1
    assert "dialogue, English: + rained" in piece.html
    assert "not found → dialogue" in piece.html
    assert repr(piece).startswith("1 of ")


def test_changes_of_several_concepts_add_up(news, lexicon):
    piece = explore.lexicon(news, lexicon, concept="dialogue")
    piece.counts_as.value = "neither"
    piece.concept.value = other = next(c for c in piece.concept.options if c != "dialogue")
    assert piece.counts_as.value != "neither"
    piece.counts_as.value = "neither"
    neither = piece.lexicon.concepts.set_index("concept")["status"].loc[["dialogue", other]]
    assert neither.tolist() == ["topic", "topic"]


def test_a_pattern_that_is_none_is_refused_and_the_scores_stay(news, lexicon):
    piece = explore.lexicon(news, lexicon, concept="dialogue")
    before, shown = piece.scores, piece.html
    piece.words.value = "... ..."
    assert "Not taken:" in piece.html
    assert piece.html.endswith(shown)
    assert piece.scores is before


def test_edit_changes_one_concept_and_the_version(news, lexicon):
    assert explore.edit(lexicon, "dialogue", counts_as="dialogue") is lexicon
    moved = explore.edit(lexicon, "dialogue", counts_as="confrontation")
    assert isinstance(moved, Lexicon)
    assert moved.version != lexicon.version
    assert moved.poles == lexicon.poles
    fewer = explore.edit(lexicon, "dialogue", words={"en": ""})
    assert "dialogue" not in set(find_hits(news, fewer)["concept"])
    assert explore.edit(moved, "dialogue", counts_as="dialogue").version != moved.version


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"concept": "weather"}, "concept='weather'|concept 'weather'"),
        ({"concept": "dialogue", "counts_as": "peace"}, "counts_as.*'peace'"),
        ({"concept": "dialogue", "words": {"fr": "paix"}}, "language of words.*'fr'"),
        ({"concept": "dialogue", "words": {"en": "..."}}, "concept 'dialogue', en"),
    ],
)
def test_edit_names_what_is_wrong(lexicon, more, message):
    with pytest.raises(ValueError, match=message):
        explore.edit(lexicon, **more)


# an article


def test_an_article_is_shown_with_evidence_and_voices(texts, lexicon):
    said = texts('The aide waited. "We want dialogue," a Kremlin aide said.', "Всё тихо.", side=["US", "Russia"])
    said["lang"] = ["en", "ru"]
    voices = split_voices(said, read_actors())
    piece = explore.article(said, find_hits(said, lexicon), voices)
    assert "▼" in piece.html
    assert "[Russia" in piece.html
    assert "Whose words they are" in piece.html
    piece.evidence.value = piece.who.value = False
    assert "▼" not in piece.html
    assert "[Russia" not in piece.html
    piece.article.value = "t2"
    assert '<div lang="ru">' in piece.html
    assert repr(piece).startswith("t2: 2 words")


def test_a_side_narrows_the_choice_and_keeps_the_article_where_it_can(news, hits):
    piece = explore.article(news, hits, id="t3")
    assert [label for label, _ in piece.article.options] == [
        "2022-01-03 · Ledger · One", "2022-01-03 · Neva · Three & more", "2022-01-05 · Ledger · Two",
        "2022-01-09 · Neva · Four",
    ]  # fmt: skip
    piece.side.value = "Russia"
    assert piece.article.value == "t3"
    assert "Three &amp; more" in piece.html
    piece.side.value = "US"
    assert piece.article.value == "t1"
    assert "<h4>One</h4>" in piece.html


def test_markup_in_an_article_stays_text(news, hits):
    piece = explore.article(news, hits, id="t2")
    assert "&lt;b&gt;us&lt;/b&gt;" in piece.html


def test_an_unknown_article_is_named(news, hits):
    with pytest.raises(ValueError, match="'t9'"):
        explore.article(news, hits, id="t9")
    with pytest.raises(ValueError, match="there is none to read"):
        explore.article(news.assign(status="quarantined"), hits)


# a period


def test_a_period_holds_the_texts_of_its_days(news, hits):
    piece = explore.period(score(news, hits), groups=("US", "Russia"))
    assert piece.chosen["id"].tolist() == ["t1", "t2", "t3", "t4"]
    piece.dates.value = ("2022-01-03", "2022-01-05")
    assert piece.chosen["id"].tolist() == ["t1", "t2", "t3"]
    assert repr(piece).startswith("2022-01-03 to 2022-01-05. US: 2 of 2 texts, Russia: 1 of 2 texts.")
    assert "named before looking" in piece.html


def test_sides_are_chosen_and_a_choice_without_texts_is_refused(news, hits):
    piece = explore.period(score(news, hits), groups=("US", "Russia"))
    piece.first.value = "Russia"
    assert "both groups are &#x27;Russia&#x27;" in piece.html
    piece.second.value = "US"
    assert repr(piece).startswith("2022-01-03 to 2022-01-09. Russia: 2 of 2 texts, US: 2 of 2")
    kept = piece.chosen
    piece.dates.value = ("2022-01-09", "2022-01-09")
    assert "has no text from 2022-01-09 to 2022-01-09" in piece.html
    assert piece.chosen is kept


def test_years_and_months_are_dates_too_and_texts_without_a_date_are_left_out(news, hits):
    table = score(news, hits).assign(date=["1946", "1947-02", "1946", ""])
    piece = explore.period(table, groups=("US", "Russia"))
    assert piece.dates.options == ("1946", "1947-02")
    assert piece.chosen["id"].tolist() == ["t1", "t2", "t3"]


def test_one_date_or_one_group_makes_no_period(news, hits):
    table = score(news, hits)
    with pytest.raises(ValueError, match=r"1 date\(s\), 0 text"):
        explore.period(table.assign(date="2022"))
    with pytest.raises(ValueError, match="'Mars'"):
        explore.period(table, groups=("US", "Mars"))


def test_groups_in_two_languages_are_compared_with_a_warning_in_words(news, hits):
    table = score(news, hits).assign(lang=["en", "en", "ru", "ru"])
    piece = explore.period(table, groups=("US", "Russia"))
    assert "the groups differ in language" in piece.html


def test_a_group_without_evidence_has_no_difference(news, hits):
    piece = explore.period(score(news, hits[hits["id"] != "t3"]), groups=("US", "Russia"))
    assert repr(piece).endswith("No difference: a group holds no evidence.")
    assert "nan" not in repr(piece)


# a sheet


def test_answers_are_counted_as_they_are_given(tmp_path):
    codes = pd.Categorical([None] * 2, ["confrontation", "dialogue", "both", "neither", "unsure"])
    sheet = pd.DataFrame({"item": ["s1", "s2"], "lang": "en", "text": ["They <met>.", ""], "code": codes, "note": ""})
    write_sheet(sheet, tmp_path / "sheet.csv")
    piece = explore.coding(tmp_path / "sheet.csv", tmp_path / "me.csv")
    assert "They &lt;met&gt;." in piece._repr_mimebundle_()["text/html"]
    piece.coder.press("2", piece.coder.item)
    assert repr(piece) == "1 of 2 coded"
    assert ">dialogue</td>" in piece.html
    assert code(sheet, tmp_path / "me.csv").item == "s2"
