import pandas as pd
import pytest

from framing import find_hits, read_lexicon
from framing.lexicon import OFF_TOPIC, ON_TOPIC

HEAD = "concept,pole,shift,en,de,ru\n"


def write(tmp_path, rows):
    path = tmp_path / "lexicon.csv"
    path.write_text(HEAD + rows, encoding="utf-8")
    return path


def test_the_shipped_lexicon_has_no_gaps_and_is_large_enough():
    lexicon = read_lexicon()
    assert lexicon.poles == ("confrontation", "dialogue")
    assert lexicon.gaps().empty
    assert (lexicon.concepts["pole"].value_counts() >= 20).all()


@pytest.mark.parametrize("lang", ["en", "de", "ru"])
def test_examples_hit_their_concept_and_counterexamples_do_not(lang):
    from importlib.resources import files

    wide = pd.read_csv(files("framing") / "lexicon.csv", dtype=str, keep_default_na=False)
    wide = wide[~wide["status"].isin([OFF_TOPIC, ON_TOPIC])]
    lexicon = read_lexicon()
    for kind, wanted in (("example", True), ("counter", False)):
        rows = wide[wide[f"{kind}_{lang}"] != ""]
        table = pd.DataFrame({"id": rows["concept"], "lang": lang, "text": rows[f"{kind}_{lang}"]})
        hits = find_hits(table, lexicon)
        right = set(hits.loc[hits["id"] == hits["concept"], "id"])
        wrong = set(rows["concept"]) - right if wanted else right
        assert not wrong, f"{kind}_{lang}: {sorted(wrong)}"


def test_another_axis_is_another_file(tmp_path):
    lexicon = read_lexicon(write(tmp_path, "menace,threat,,threat*,,\npromise,reassurance,,promis*,,\n"))
    table = pd.DataFrame({"id": ["a"], "lang": ["en"], "text": ["A threat and a promise."]})
    assert find_hits(table, lexicon)["counts_as"].tolist() == ["threat", "reassurance"]
    assert lexicon.poles == ("threat", "reassurance")


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("a,up,,x1*,,\n", "exactly two different values; it has \\['up'\\]"),
        ("a,up,,word,,\na,down,,other,,\n", "concept\\(s\\) \\['a'\\] stand in more than one row"),
        ("a,up,avoid,word,,\nb,down,,other,,\n", "concept 'a': shift='avoid' is unknown.*Did you mean 'avoidable'"),
        ("a,up,,*,,\nb,down,,other,,\n", "concept 'a', en: the pattern '\\*' is too wide"),
        ("a,up,,... ab,,\nb,down,,other,,\n", "needs a word at its beginning"),
    ],
)
def test_errors_say_where_and_what(tmp_path, rows, message):
    with pytest.raises(ValueError, match=message):
        read_lexicon(write(tmp_path, rows))


def test_rows_about_other_subjects_have_no_pole(tmp_path):
    path = tmp_path / "lexicon.csv"
    rows = "threat,up,core,threat*,\nhope,down,core,hope*,\nsport,{},off-topic,goal*,goal of peace\n"
    path.write_text("concept,pole,status,en,not_en\n" + rows.format(""), encoding="utf-8")
    lexicon = read_lexicon(path)
    assert (lexicon.poles, lexicon.concepts["concept"].tolist()) == (("up", "down"), ["threat", "hope"])
    assert lexicon.off_topic[["concept", "status", "pattern", "exclude"]].values.tolist() == [
        ["sport", "off-topic", "goal*", False],
        ["sport", "off-topic", "goal of peace", True],
    ]
    path.write_text("concept,pole,status,en,not_en\n" + rows.format("up"), encoding="utf-8")
    with pytest.raises(ValueError, match=r"concept\(s\) \['sport'\] of status off-topic or on-topic have a pole"):
        read_lexicon(path)


def test_a_missing_column_names_its_neighbour(tmp_path):
    path = tmp_path / "lexicon.csv"
    path.write_text("concept,poles,en\na,up,word\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"lacks the column\(s\) \['pole'\].*'poles' looks like 'pole'"):
        read_lexicon(path)


def test_the_version_changes_with_the_words(tmp_path):
    first = read_lexicon(write(tmp_path, "a,up,,word,,\nb,down,,other,,\n")).version
    second = read_lexicon(write(tmp_path, "a,up,,words,,\nb,down,,other,,\n")).version
    assert first != second


def test_a_lexicon_may_come_from_a_spreadsheet(tmp_path):
    path = tmp_path / "own.csv"
    path.write_text('concept;pole;en\nthreat;a;"threat*; ultimatum*"\ntalk;b;talk*\n', encoding="utf-8-sig")
    assert read_lexicon(path).poles == ("a", "b")
    path.write_bytes("concept;pole;de\nü;a;ü\n".encode("cp1252"))
    with pytest.raises(ValueError, match="is not UTF-8.*CSV UTF-8"):
        read_lexicon(path)
    path.write_text('concept,pole,en\na,b,"c\n', encoding="utf-8")
    with pytest.raises(ValueError, match="is no table"):
        read_lexicon(path)
