from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framing import find_hits, find_sentences, read_lexicon

TINY = read_lexicon(Path(__file__).parent / "tiny" / "lexicon.csv")


def found(texts, lexicon, text, lang="en"):
    hits = find_hits(texts(text, lang=lang), lexicon)
    return [(h.form, h.shift, h.counts_as) for h in hits.itertuples()]


def test_a_hit_is_its_place_in_the_text(articles, lexicon):
    hits = find_hits(articles, lexicon)
    text = articles.set_index("id")["text"]
    assert len(hits) > 10
    for h in hits.itertuples():
        assert text[h.id][h.start : h.end] == h.form


def test_the_longest_pattern_counts_once(texts, lexicon):
    assert found(texts, lexicon, "De-escalation, not escalation.")[0] == ("De-escalation", "", "dialogue")
    assert found(texts, lexicon, "Peace talks began.") == [("Peace talks", "", "dialogue")]


def test_exclusions(texts, lexicon):
    assert found(texts, lexicon, "He had a heart attack.") == []
    assert found(texts, lexicon, "Нападающий забил гол.", "ru") == []
    assert found(texts, lexicon, "Drohnen flogen, Drohungen fielen.", "de") == [("Drohungen", "", "confrontation")]


def test_case_eszett_and_yo_do_not_count(texts, lexicon):
    assert found(texts, lexicon, "УГРОЗЫ", "ru") == [("УГРОЗЫ", "", "confrontation")]
    assert found(texts, lexicon, "DIALOG", "de") == [("DIALOG", "", "dialogue")]


def test_a_gap_stays_in_its_clause(texts, lexicon):
    assert found(texts, lexicon, "Er lehnte den Plan gestern ab.", "de") == [("lehnte", "", "confrontation")]
    assert found(texts, lexicon, "Er lehnte sich zurück, und ab ging es.", "de") == []


def test_topics_are_exposure_and_count_for_neither(texts, lexicon):
    assert found(texts, lexicon, "The war goes on.") == [("war", "", "")]


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("en", "They want to avoid a confrontation.", ("confrontation", "avoided", "dialogue")),
        ("en", "There was no dialogue.", ("dialogue", "negated", "confrontation")),
        ("en", "There were no threats.", ("threats", "negated", "")),
        ("en", "Not only threats were heard.", ("threats", "", "confrontation")),
        ("en", "He did not rule out dialogue.", ("dialogue", "", "dialogue")),
        ("de", "Es gilt, eine Konfrontation zu vermeiden.", ("Konfrontation", "avoided", "dialogue")),
        ("de", "Wir machen kein Zugeständnis.", ("Zugeständnis", "negated", "confrontation")),
        ("de", "Moskau lehnte jedes Entgegenkommen ab.", ("Entgegenkommen", "refused", "confrontation")),
        ("ru", "Надо избежать конфронтации.", ("конфронтации", "avoided", "dialogue")),
        ("ru", "Диалога не будет.", ("Диалога", "negated", "confrontation")),
    ],
)
def test_shifted_words(texts, lexicon, lang, text, expected):
    assert found(texts, lexicon, text, lang) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("They rejected the threat.", ("threat", "refused", "confrontation")),
        ("They reduced dialogue.", ("dialogue", "avoided", "dialogue")),
    ],
)
def test_a_shift_that_real_texts_rarely_bear_out_is_marked_only(texts, lexicon, text, expected):
    assert expected in found(texts, lexicon, text)


def test_a_lone_negation_behind_a_deed_leaves_it(texts, lexicon):
    assert found(texts, lexicon, "Der Dialog kam nicht.", "de") == [("Dialog", "negated", "confrontation")]
    assert found(texts, lexicon, "Den Angriff sah er nicht.", "de") == [("Angriff", "", "confrontation")]


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        # what is not there is no threat
        ("ru", "Угроз в письме нет.", ("Угроз", "negated", "")),
        ("ru", "Диалога с горцами нет.", ("Диалога", "negated", "confrontation")),
        # a word that stands for itself settles what follows it
        ("de", "Die Brüder beendeten den Streit ohne Blutvergießen.", ("Blutvergießen", "negated", "")),
        ("en", "They ended the dispute without violence.", ("violence", "negated", "")),
        # a negation within a verb that comes apart, and behind a verb that ends its clause
        ("de", "Wesk griff die Brücke nicht an.", ("griff", "negated", "")),
        ("de", "Der Rat verurteilte den Plan nicht.", ("verurteilte", "negated", "")),
        # a negated shifting word shifts nothing, however far the word is
        ("en", "Wesk does not object to placing a limit on the inspections.", ("inspections", "", "dialogue")),
        ("de", "Das Abkommen konnte die Angriffe nicht verhindern.", ("Angriffe", "", "confrontation")),
        # "but" in "anything but" divides nothing
        ("en", "The mood was anything but constructive.", ("constructive", "negated", "confrontation")),
        # time and cause are no object of the verb behind them
        ("de", "Nach dem Treffen wollte er sich nicht festlegen.", ("Treffen", "", "dialogue")),
        # who promises not to do something has promised
        ("de", "Wesk gelobte, die Stadt nicht zu verlassen.", ("gelobte", "", "dialogue")),
    ],
)
def test_where_a_negation_belongs(texts, lang, text, expected):
    assert expected in [
        (f.split()[-1], shift, counted) for f, shift, counted in found(texts, read_lexicon(), text, lang)
    ]


def test_a_word_that_turns_another_is_not_counted_itself(texts, lexicon):
    assert found(texts, lexicon, "Moscow rejected dialogue.") == [("dialogue", "refused", "confrontation")]
    assert found(texts, lexicon, "Moscow rejected it.") == [("rejected", "", "confrontation")]


def test_the_place_of_the_shifting_word(texts, lexicon):
    hit = find_hits(texts("They avoid confrontation."), lexicon).iloc[0]
    assert "They avoid confrontation."[hit["shift_start"] : hit["shift_end"]] == "avoid"


def test_a_shifting_word_acts_in_its_clause_only(texts, lexicon):
    assert found(texts, lexicon, "He said no, dialogue went on.") == [("dialogue", "", "dialogue")]


def test_an_uncovered_language_is_an_error_that_names_a_text(texts, lexicon):
    with pytest.raises(ValueError, match=r"no words for the language\(s\) \['fr'\].*'t1'.*\['de', 'en', 'ru'\]"):
        find_hits(texts("Bonjour", lang="fr"), lexicon)


def test_no_hits_is_an_empty_table_with_its_poles(texts, lexicon):
    hits = find_hits(texts("Nothing here."), lexicon)
    assert len(hits) == 0
    assert list(hits["counts_as"].cat.categories) == ["confrontation", "dialogue", ""]


def test_quarantined_texts_are_passed_over(texts, lexicon):
    table = texts("A threat.", "A threat.", status=["ok", "quarantined"])
    assert find_hits(table, lexicon)["id"].tolist() == ["t1"]


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="threat dialog no not avoid,.«»“” \n-'’ёß", max_size=120))
def test_any_text_gives_valid_places(text):
    table = pd.DataFrame({"id": ["a"], "lang": ["en"], "text": [text]})
    last = 0
    for h in find_hits(table, TINY).itertuples():
        assert text[h.start : h.end] == h.form
        assert h.start >= last
        last = h.end


def test_a_text_in_another_language_is_refused_with_the_words_hit(texts, lexicon):
    german = "Der Krieg war vorbei, aber die Angst ist noch da, und man hat nicht mehr als einen Attack gezählt."
    with pytest.raises(ValueError, match="stated as English .* read as German: 't1'.*found there: attack, war"):
        find_hits(texts(german, lang="en"), lexicon)


@pytest.fixture(scope="module")
def aside(tmp_path_factory):
    """The tiny lexicon with words about sport, and words that keep a sentence in."""
    path = tmp_path_factory.mktemp("aside") / "lexicon.csv"
    rows = [
        "sport,,off-topic,,goalkeeper*; final whistle; match,*torwart*; *spiel,вратар*,match of wits,,",
        "politics,,on-topic,,president*,*präsident*,президент*,vice president of the club,,",
    ]
    tiny = (Path(__file__).parent / "tiny" / "lexicon.csv").read_text(encoding="utf-8")
    path.write_text(tiny.rstrip("\n") + "\n" + "\n".join(rows) + "\n", encoding="utf-8")
    return read_lexicon(path)


OUT = ("attack", "off-topic", "")


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("en", "The goalkeeper stopped the attack.", [OUT]),
        ("en", "The attack failed before the final whistle.", [OUT]),
        ("en", "The goalkeeper slept. Then came the attack.", [("attack", "", "confrontation")]),
        ("en", "The goalkeeper slept.\nThen came the attack", [("attack", "", "confrontation")]),
        ("en", "Of goalkeepers the president spoke, and of the attack.", [("attack", "", "confrontation")]),
        ("en", "The vice president of the club saw the goalkeeper attack.", [OUT]),
        ("en", "It was a match of wits, then an attack.", [("attack", "", "confrontation")]),
        ("en", "No goalkeeper avoids a confrontation.", [("confrontation", "off-topic", "")]),
        ("en", "No match for a war.", [("war", "off-topic", "")]),
        ("de", "Der Ersatztorwart hielt z. B. den Angriff auf.", [("Angriff", "off-topic", "")]),
        ("de", "Das Spiel ist aus! Der Angriff begann.", [("Angriff", "", "confrontation")]),
        ("ru", "Вратарь отбил атаку.", [("атаку", "off-topic", "")]),
    ],
)
def test_a_sentence_about_another_subject_counts_for_neither(texts, aside, lang, text, expected):
    assert found(texts, aside, text, lang) == expected


def test_the_place_of_the_word_about_another_subject(texts, aside):
    text = "They spoke. An attack, then the final whistle."
    hit = find_hits(texts(text), aside).iloc[0]
    assert text[hit["shift_start"] : hit["shift_end"]] == "final whistle"


def test_words_about_other_subjects_are_no_hits_and_no_concepts(texts, aside, lexicon):
    assert found(texts, aside, "The goalkeeper met the president.") == []
    assert aside.concepts.equals(lexicon.concepts)
    assert aside.patterns.equals(lexicon.patterns)
    assert aside.poles == lexicon.poles


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(["goalkeeper", "attack", "president", "match of wits", "e.g.", "no", ".", "!", "\n", ","]),
        max_size=14,
    )
)
def test_a_sentence_counts_as_it_does_alone(aside, words):
    table = pd.DataFrame({"id": ["a"], "lang": ["en"], "text": [" ".join(words)]})
    whole, alone = find_hits(table, aside), find_hits(find_sentences(table), aside)
    columns = ["form", "shift", "counts_as"]
    assert whole[columns].astype(str).values.tolist() == alone[columns].astype(str).values.tolist()


def test_one_text_does_not_make_its_neighbour_another_subject(texts, aside):
    table = texts("They attacked.", "A goalkeeper attacked.", "They attacked.")
    assert find_hits(table, aside)["shift"].tolist() == ["", "off-topic", ""]
