"""Who says what: quotations and reported speech. All sentences are invented, about invented people."""

from importlib.resources import files

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framing import find_statements
from framing._statements.cues import language
from framing._statements.quotes import find_quotations
from framing._statements.sentences import read_sentences
from framing.statements import COLUMNS


def texts(text: str, lang: str, **columns) -> pd.DataFrame:
    return pd.DataFrame({"id": ["a"], "lang": [lang], "text": [text], **{k: [v] for k, v in columns.items()}})


def said(text: str, lang: str) -> list[tuple]:
    """Text, kind and speaker of each statement."""
    found = find_statements(texts(text, lang))
    return [(t, k, s if isinstance(s, str) else None) for t, k, s in found[["text", "kind", "speaker"]].values]


ENGLISH = {
    "X said that": ("Mr Hale said that the talks had failed.", ("that the talks had failed", "indirect", "Mr Hale")),
    "X said C": ("The envoy said the talks had failed.", ("the talks had failed", "indirect", "The envoy")),
    "C, X said": ("The talks had failed, Mr Hale said.", ("The talks had failed", "indirect", "Mr Hale")),
    "quote, said X": ("“We are ready to talk,” said Anna Moss.", ("“We are ready to talk,”", "direct", "Anna Moss")),
    "quote, X said": ("“No,” he said.", ("“No,”", "direct", "he")),
    "X said: quote": ("Mr Hale said: “We go on.”", ("“We go on.”", "direct", "Mr Hale")),
    "according to X": (
        "The talks had failed, according to Anna Moss.",
        ("The talks had failed", "indirect", "Anna Moss"),
    ),
    "X told Y": (
        "Mr Hale told reporters he was ready to talk.",
        ("he was ready to talk", "indirect", "Mr Hale"),
    ),
    "mixed": (
        "Mr Hale said that it was “a grave mistake”.",
        ("that it was “a grave mistake”", "mixed", "Mr Hale"),
    ),
    "X believes that": ("Anna Moss believes that talks help.", ("that talks help", "indirect", "Anna Moss")),
    "X rejected": ("The ministry rejected the new plan.", ("the new plan", "reported", "The ministry")),
    "noun, C": (
        "Anna Moss repeated her claim that talks help everyone.",
        ("that talks help everyone", "indirect", "Anna Moss"),
    ),
    "quote, any verb X": ("“We go home now,” Mr Hale drawled.", ("“We go home now,”", "direct", "Mr Hale")),
    "as X said": ("As Mr Hale said, the talks had failed.", ("the talks had failed", "indirect", "Mr Hale")),
}
GERMAN = {
    "X sagte, dass": (
        "Minister Anton Ferl sagte, dass er komme.",
        ("dass er komme", "indirect", "Minister Anton Ferl"),
    ),
    "X sagte, Konjunktiv": ("Ferl sagte, er sei bereit.", ("er sei bereit", "indirect", "Ferl")),
    "C, said X": ("Er sei bereit, sagte Anton Ferl.", ("Er sei bereit", "indirect", "Anton Ferl")),
    "quote, said X": (
        "„Wir sind bereit zu reden“, sagte Anton Ferl.",
        ("„Wir sind bereit zu reden“", "direct", "Anton Ferl"),
    ),
    "quote, so X": ("«Wir sind bereit zu reden», so Ferl.", ("«Wir sind bereit zu reden»", "direct", "Ferl")),
    "X zufolge": (
        "Dem Sprecher zufolge sind die Gespräche beendet.",
        ("sind die Gespräche beendet", "indirect", "Dem Sprecher"),
    ),
    "nach Angaben": (
        "Nach Angaben des Ministeriums sind die Straßen gesperrt.",
        ("sind die Straßen gesperrt", "indirect", "Angaben des Ministeriums"),
    ),
    "according to X": ("Laut Ferl sind die Straßen gesperrt.", ("sind die Straßen gesperrt", "indirect", "Ferl")),
    "wie X sagte": (
        "Wie der Sprecher mitteilte, sind die Straßen gesperrt.",
        ("sind die Straßen gesperrt", "indirect", "der Sprecher"),
    ),
    "noun, C": (
        "Ferl wiederholte die Forderung, dass alle reden müssen.",
        ("dass alle reden müssen", "indirect", "Ferl"),
    ),
    "das sagte X": (
        "Die Straßen sind gesperrt. Das teilte die Polizei mit.",
        ("Die Straßen sind gesperrt.", "indirect", "die Polizei"),
    ),
    "X (quote)": (
        "Dabei war Anton Ferl («Wir reden mit allen weiter!»).",
        ("«Wir reden mit allen weiter!»", "direct", "Anton Ferl"),
    ),
    "X kündigte an, zu": (
        "Die Regierung kündigte an, die Gespräche fortzusetzen.",
        ("die Gespräche fortzusetzen", "indirect", "Die Regierung"),
    ),
    "X rejected": ("Das weist der Sprecher zurück.", ("Das weist der Sprecher zurück.", "reported", "der Sprecher")),
    "rejected by X": (
        "Der Plan wird von der Regierung abgelehnt.",
        ("Der Plan wird von der Regierung abgelehnt.", "reported", "der Regierung"),
    ),
}
RUSSIAN = {
    "X сказал, что": (
        "Посол Зорин заявил, что переговоры завершены.",
        ("что переговоры завершены", "indirect", "Посол Зорин"),
    ),
    "quote, said X": (
        "«Мы готовы к разговору», — сказал Пётр Зорин.",
        ("«Мы готовы к разговору»", "direct", "Пётр Зорин"),
    ),
    "X said: quote": ("Посол сказал: «Мы готовы».", ("«Мы готовы»", "direct", "Посол")),
    "according to X": (
        "По словам Зорина, переговоры завершены.",
        ("переговоры завершены", "indirect", "Зорина"),
    ),
    "C, said X": (
        "Переговоры уже завершены, сообщил посол Зорин.",
        ("Переговоры уже завершены", "indirect", "посол Зорин"),
    ),
    "noun, C": (
        "Зорин повторил обвинение в том, что переговоры сорваны.",
        ("что переговоры сорваны", "indirect", "Зорин"),
    ),
    "как сказал X": ("Как отметил Зорин, переговоры завершены.", ("переговоры завершены", "indirect", "Зорин")),
    "об этом сообщил X": (
        "Переговоры завершены. Об этом сообщил посол Зорин.",
        ("Переговоры завершены", "indirect", "посол Зорин"),
    ),
    "— C, — сказал X": ("— Мы готовы, — сказал Зорин.", ("Мы готовы", "direct", "Зорин")),
    "X believes that": ("Зорин уверен, что переговоры нужны.", ("что переговоры нужны", "indirect", "Зорин")),
    "X called for": ("Посол Зорин призвал к новым переговорам.", ("к новым переговорам", "reported", "Посол Зорин")),
}
EXAMPLES = [
    (lang, rule, *case)
    for lang, cases in (("en", ENGLISH), ("de", GERMAN), ("ru", RUSSIAN))
    for rule, case in cases.items()
]


@pytest.mark.parametrize(("lang", "rule", "text", "expected"), EXAMPLES)
def test_each_rule_finds_its_example(lang, rule, text, expected):
    assert said(text, lang) == [expected]
    if rule != "mixed":
        assert find_statements(texts(text, lang))["rule"].tolist() == [rule]


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("ru", "Газ, обещает Зорин, подешевеет к ноябрю.", [("Газ", "Зорин"), ("подешевеет к ноябрю", "Зорин")]),
        ("ru", "В Осло план отвергли.", [("план отвергли", "Осло")]),
        ("ru", "По сообщениям, переговоры уже завершены.", [("переговоры уже завершены", "сообщениям")]),
        ("ru", "Зорин ушёл, отвергнув новый план.", [("новый план", "Зорин")]),
        ("ru", "Зорин отвечает коротко: суд независим.", [("суд независим", "Зорин")]),
        ("ru", "Зорин уверен, что всё готово, сообщает агентство «Утро».", [("что всё готово", "Зорин")]),
        ("ru", "Голосование по утверждению посла прошло тихо.", []),
        ("de", "Seiner Ansicht nach sind die Straßen frei.", [("sind die Straßen frei", "Seiner Ansicht")]),
        (
            "de",
            "Wie aus dem Ministerium verlautete, sind die Straßen frei.",
            [("sind die Straßen frei", "dem Ministerium")],
        ),
        ("de", "Sie lesen das Buch «Die langen Wege der kleinen Leute».", []),
        ("en", "He read the book “The Long Way of Small Folk”.", []),
        ("en", "The charge that might follow is a small one.", []),
        ("en", "The ministry paid for a plan called Long Road.", []),
    ],
)
def test_turns_of_phrase(lang, text, expected):
    assert [(words, speaker) for words, _, speaker in said(text, lang)] == expected


def test_a_russian_dialogue_goes_on_behind_its_attribution():
    text = "— Мы готовы, — рассудил Зорин. — Мы ждём. И всё.\n— А газ? — спросил посол."
    assert said(text, "ru") == [
        ("Мы готовы", "direct", "Зорин"),
        ("Мы ждём. И всё.", "direct", "Зорин"),
        ("А газ?", "direct", "посол"),
    ]


@pytest.mark.parametrize(
    ("lang", "piece"), [("en", "said that "), ("ru", "«А, — сказал Зорин. — Б» "), ("de", "„So nicht!“ ")]
)
def test_a_sentence_without_end_is_divided_so_that_the_work_stays_linear(lang, piece):
    sentences = read_sentences(piece * 400, language(lang))
    assert max(len(sentence) for sentence in sentences) <= 150
    assert sum(len(sentence) for sentence in sentences) >= 400


def test_the_table_has_the_columns_of_the_contract_and_places_in_the_article():
    text = "The day was long. “We go on,” Mr Hale said. Anna Moss said that she stays."
    found = find_statements(texts(text, "en"))
    assert found.columns.tolist() == COLUMNS
    assert found["id"].tolist() == ["a/s1", "a/s2"]
    assert found["statement"].tolist() == ["a/1", "a/2"]
    assert [text[a:b] for a, b in zip(found["start"], found["end"], strict=True)] == found["text"].tolist()
    places = zip(found["speaker_start"], found["speaker_end"], strict=True)
    assert [text[a:b] for a, b in places] == ["Mr Hale", "Anna Moss"]
    assert found["cue"].tolist() == ["said", "said"]


def test_a_text_without_speech_gives_an_empty_table_with_the_same_types():
    empty, full = find_statements(texts("It rained.", "en")), find_statements(texts("He said that it rained.", "en"))
    assert empty.empty
    assert empty.columns.tolist() == COLUMNS
    assert empty["start"].dtype == full["start"].dtype
    assert str(empty["speaker_start"].dtype) == "Int64"


def test_quarantined_texts_are_passed_over():
    assert find_statements(texts("He said that it rained.", "en", status="quarantined")).empty
    assert len(find_statements(texts("He said that it rained.", "en", status="ok"))) == 1


def test_errors_name_what_was_given():
    with pytest.raises(ValueError, match="lacks the column"):
        find_statements(pd.DataFrame({"id": ["a"], "text": ["x"]}))
    with pytest.raises(ValueError, match="lang of text 'a'='fr' is unknown"):
        find_statements(texts("Oui.", "fr"))


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "“We go on,” Mr Hale said. “We talk.”"),
        ("en", "“We go on,” said Mr Hale, “and we talk again.”"),
        ("de", "„Wir machen weiter“, sagte Ferl. „Wir reden.“"),
        ("ru", "«Мы готовы, — сказал Зорин. — Мы ждём»."),
    ],
)
def test_a_quotation_divided_by_its_attribution_is_one_statement(lang, text):
    found = find_statements(texts(text, lang))
    assert len(found) == 2
    assert set(found["statement"]) == {"a/1"}
    assert len(set(found["speaker"])) == 1


def test_a_quotation_over_paragraphs_is_one_statement():
    text = "Mr Hale said: “We go on.\n“We talk.\n“We wait,” and he left."
    found = find_statements(texts(text, "en"))
    assert found["text"].tolist() == ["“We go on.", "“We talk.", "“We wait,”"]
    assert set(found["statement"]) == {"a/1"}
    russian = "Зорин сказал: «Мы готовы.\nМы ждём.\nМы придём»."
    assert find_statements(texts(russian, "ru"))["text"].tolist() == ["«Мы готовы.", "Мы ждём.", "Мы придём»"]


def test_the_subjunctive_goes_on_with_the_last_speaker():
    text = "Ferl sagte, er sei bereit. Die Straße müsse frei bleiben. Es regnete."
    assert said(text, "de") == [
        ("er sei bereit", "indirect", "Ferl"),
        ("Die Straße müsse frei bleiben.", "continued", "Ferl"),
    ]


def test_a_statement_may_hold_another():
    text = "Ferl sagte, er sei bereit. Die Regierung habe gesagt, dass sie komme."
    assert said(text, "de")[1:] == [
        ("Die Regierung habe gesagt, dass sie komme.", "continued", "Ferl"),
        ("dass sie komme", "indirect", "Die Regierung"),
    ]


def test_words_that_only_look_like_speech_are_left_to_the_outlet():
    assert said("The report was long. His claims are many.", "en") == []
    assert said("Die Folge sind Schäden. Im Falle eines Sturms bleibt die Straße gesperrt.", "de") == []
    assert said("Самолёт сел в Осло. Газета «Утро» вышла вечером.", "ru") == []


def test_letters_without_a_name_do_no_harm():
    assert said("Зорин сказал, что \U00017000 готов.", "ru") == [("что \U00017000 готов", "indirect", "Зорин")]
    assert said("В \U00017000 сказали \U00017000 «\U00017000».", "ru") == []


def test_soft_hyphens_and_inflected_letters_do_not_hide_a_cue():
    assert said("Ferl sag\u00adte, dass er komme.", "de") == [("dass er komme", "indirect", "Ferl")]
    assert said("Зорин подчеркнул, что всё готово.", "ru") == [("что всё готово", "indirect", "Зорин")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('«A», „B“ und »C« und “D” und "E" und ‹F›', ["«A»", "„B“", "»C«", "“D”", '"E"', "‹F›"]),
        ("“He said ‘no’ to it”", ["“He said ‘no’ to it”"]),
        ("the dogs’ home and Moss’s car", []),
        ("„offen\n„zu“", ["„offen", "„zu“"]),
        ("Ein » bleibt.\n«Ja»", ["«Ja»"]),
        ("''We go,'' he said", ["''We go,''"]),
    ],
)
def test_marks_of_every_kind_are_paired(text, expected):
    assert [text[q.start : q.end] for q in find_quotations(text)] == expected


def test_an_odd_mark_costs_its_paragraph_at_most():
    text = "He rose. “ And so.\n“We go on,” Mr Hale said."
    assert ("“We go on,”", "direct", "Mr Hale") in said(text, "en")


PIECES = st.sampled_from(
    [*"«»„“”\"'’‘‹›‚—–-,.:;!?…()\n\t \u00ad\u00a0", "''", '""', " said ", " that ", " sagte ", ", dass ", " sei ",
     " laut ", " so ", " nach Angaben ", " zufolge ", " сказал ", ", что ", " по словам ", " Об этом сообщил ", "Ferl",
     "Зорин", "Hale", "wir", "мы", "\nQ: ", "\nA: ", "\nHale: ", "\n— ", "? ", " the claim that ", " Forderung, dass ",
     "отвергнув ", " в МИД ", " according to ", " von ", " wird ", " abgelehnt ", "ё", "ß"]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(PIECES, st.text(max_size=5)), max_size=40), st.sampled_from(["en", "de", "ru"]))
def test_any_text_gives_valid_places_that_lie_apart_or_inside_each_other(pieces, lang):
    text = "".join(pieces)
    found = find_statements(texts(text, lang))
    spans = list(zip(found["start"], found["end"], strict=True))
    assert all(0 <= a < b <= len(text) for a, b in spans)
    assert found["text"].tolist() == [text[a:b] for a, b in spans]
    assert spans == sorted(spans, key=lambda p: (p[0], -p[1]))
    for k, (a, b) in enumerate(spans):
        for c, d in spans[k + 1 :]:
            assert c >= b or (d <= b and (c, d) != (a, b))
    named = found.dropna(subset=["speaker_start"])
    places = zip(named["speaker_start"], named["speaker_end"], strict=True)
    assert named["speaker"].tolist() == [text[a:b] for a, b in places]


def test_every_rule_has_its_figures_once():
    rules = pd.read_csv(files("framing") / "rules.csv")
    assert rules.columns.tolist() == ["lang", "rule", "n", "precision", "speaker_right"]
    assert not rules.duplicated(["lang", "rule"]).any()
    assert rules["precision"].between(0, 1).all()
    assert rules["speaker_right"].dropna().between(0, 1).all()
    assert set(rules["lang"]) == {"en", "de", "ru"}


def test_cues_are_complete_and_every_verb_is_known_by_its_lemma():
    cues = pd.read_csv(files("framing") / "cues.csv", dtype=str, keep_default_na=False)
    assert cues.columns.tolist() == ["lang", "form", "class", "kind", "irregular", "note"]
    assert set(cues["class"]) == {"say", "stance", "belief", "weak", "frame"}
    assert not cues.duplicated(["lang", "form", "class", "kind"]).any()
    verbs = cues[(cues["class"] != "frame") & (cues["kind"] != "adjective")]
    assert verbs.groupby("lang")["form"].nunique().between(150, 340).all()
    for lang, lemma in verbs[["lang", "form"]].itertuples(index=False):
        known = language(lang).verbs
        assert lemma.replace("|", "").replace("ё", "е").replace("ß", "ss") in known or lang == "ru", lemma


@pytest.mark.parametrize(
    ("lang", "form"),
    [
        ("en", "denied"),
        ("en", "admitting"),
        ("de", "mitgeteilt"),
        ("de", "entgegnete"),
        ("de", "sprachen"),
        ("ru", "подчеркнула"),
    ],
)
def test_forms_follow_from_the_lemma(lang, form):
    assert form in language(lang).verbs
