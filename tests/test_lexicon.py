import pandas as pd
import pytest

from framing import find_hits, read_lexicon

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


def test_a_missing_column_names_its_neighbour(tmp_path):
    path = tmp_path / "lexicon.csv"
    path.write_text("concept,poles,en\na,up,word\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"lacks the column\(s\) \['pole'\].*'poles' looks like 'pole'"):
        read_lexicon(path)


def test_the_version_changes_with_the_words(tmp_path):
    first = read_lexicon(write(tmp_path, "a,up,,word,,\nb,down,,other,,\n")).version
    second = read_lexicon(write(tmp_path, "a,up,,words,,\nb,down,,other,,\n")).version
    assert first != second
