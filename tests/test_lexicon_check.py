from importlib.resources import files
from pathlib import Path

import pandas as pd
import pytest

from framing import charts, compare, explain, find_hits, read_lexicon, score, summarise
from framing._lexicon.dictionaries import dictionary, fitting, versions
from framing._lexicon.golden import caught_types, differences, read_golden, write_golden
from framing.lexicon_check import check_lexicon, describe

AXIS = files("framing") / "axes" / "threat-reassurance.csv"
GOLDEN = Path(__file__).parent / "golden"
HEAD = "concept,pole,status,shift,en,de,ru,not_en,not_de,not_ru,example_en,counter_en"


def write(tmp_path, *rows):
    """A lexicon file: rows are ``concept,pole,status,shift,en,de,ru,…``; the second pole is filled in."""
    path = tmp_path / "lexicon.csv"
    path.write_text("\n".join([HEAD, *rows, "other,down,core,,spoon,Löffel,ложка,,,,,"]) + "\n", encoding="utf-8")
    return path


def found(path, kind):
    """The findings of one kind, without those of the pole that `write` fills in."""
    table = check_lexicon(path)
    table = table[(table["kind"] == kind) & (table["concept"] != "other")]
    return [tuple(row) for row in table[["severity", "lang", "concept", "pattern", "message"]].itertuples(index=False)]


def test_a_gap_and_a_concept_without_words(tmp_path):
    path = write(tmp_path, "fork,up,core,,fork,,вилка,,,,,", "knife,up,core,,,,,,,,,")
    assert found(path, "gap") == [
        ("error", "", "knife", "", "has no words at all"),
        ("warning", "de", "fork", "", "has no words in German"),
    ]


def test_words_about_other_subjects_need_no_shift_and_no_other_language_but_their_examples_hold(tmp_path):
    path = write(
        tmp_path,
        "fork,up,core,avoidable,fork,Gabel,вилка,,,,,",
        "sport,,off-topic,,referee*,,,referees of peace,,,A referee fell.,The referees of peace came.",
        "state,,on-topic,,president*,,,,,,The king fell.,A president came.",
    )
    table = check_lexicon(path).query("concept in ['sport', 'state']")
    assert table[["severity", "kind", "concept", "message"]].values.tolist() == [
        ["error", "example", "state", "no word found in the example 'The king fell.'"],
        ["error", "example", "state", "'president' found by president* in the counter-example 'A president came.'"],
    ]


def test_a_language_that_the_file_lacks_is_no_gap(tmp_path):
    path = tmp_path / "en.csv"
    path.write_text("concept,pole,en\nfork,up,fork\nspoon,down,spoon\n", encoding="utf-8")
    assert "gap" not in set(check_lexicon(path)["kind"])


def test_one_pattern_in_two_poles_is_an_error_in_one_pole_a_warning(tmp_path):
    path = write(tmp_path, "a,up,core,,spoon; fork,,,,,,,", "b,up,core,,fork; fork,,,,,,,")
    rows = (
        check_lexicon(path).query("kind == 'duplicate'")[["severity", "concept", "pattern", "message"]].values.tolist()
    )
    assert rows == [
        ["error", "other", "spoon", "stands in a (up) too, and counts only there"],
        ["warning", "b", "fork", "stands in a (up) too, and counts only there"],
        ["warning", "b", "fork", "stands in a (up) too, and counts only there"],
    ]


def test_a_pattern_that_always_loses_never_counts(tmp_path):
    path = write(tmp_path, "a,up,core,,threat*,,,,,,,", "b,down,core,,threatening*; threatens; threats,,,,,,,")
    assert found(path, "overlap")[0][:4] == ("note", "en", "a", "threat*")
    path = write(tmp_path, "a,up,core,,spoonful,,,,,,,", "b,down,core,,*spoonful,,,,,,,")
    assert [f[:4] for f in found(path, "overlap")] == [("note", "en", "b", "*spoonful")]
    path = write(tmp_path, "b,down,core,,*spoonful,,,,,,,", "a,up,core,,spoonful,,,,,,,")
    assert found(path, "overlap") == [
        ("error", "en", "a", "spoonful", "never counts: *spoonful of b (down) takes spoonful")
    ]


def test_a_pattern_inside_another_of_its_concept_adds_nothing(tmp_path):
    path = write(tmp_path, "a,up,core,,,*drohung*; drohungs*; droht,,,,,,")
    assert found(path, "overlap") == [("note", "de", "a", "drohungs*", "adds nothing to *drohung* of the same concept")]


def test_dead_patterns(tmp_path):
    unknown = "fits no word of the list"
    path = write(tmp_path, "a,up,core,,negotation; zzgrzl*; threats; qwertzuiop,,,threat*,,,,")
    assert found(path, "dead") == [
        ("error", "en", "a", "threats", "all that it catches is excluded: threats"),
        ("warning", "en", "a", "negotation", f"{unknown}; is it negotiation?"),
        ("warning", "en", "a", "zzgrzl*", unknown),
        ("note", "en", "a", "qwertzuiop", unknown),
    ]


def test_an_exclusion_that_takes_nothing_is_idle(tmp_path):
    path = write(tmp_path, "a,up,core,,threat*,,,threats; threatened species; thread*,,,,")
    assert [f[:4] for f in found(path, "idle exclusion")] == [("note", "en", "a", "thread*")]


def test_unknown_words_of_phrases_and_words_that_cannot_be(tmp_path):
    path = write(tmp_path, "a,up,core,,red qwertz; red line; mediators' office,,,,,,,")
    assert found(path, "unknown word")[-1] == ("note", "en", "a", "red qwertz", "not in the word list: qwertz")
    assert [f[:4] for f in found(path, "impossible")] == [("error", "en", "a", "mediators' office")]


def test_wildcards_that_catch_strangers(tmp_path):
    path = write(tmp_path, "a,up,core,,war*; found*,*spannung*; droh*,распр*,,,,,")
    broad = {f[3]: (f[0], f[4]) for f in found(path, "broad")}
    assert broad["war*"][0] == broad["распр*"][0] == "warning"
    assert "Entspannung" in broad["*spannung*"][1]
    assert "Drohne" in broad["droh*"][1]
    assert ("note", "en", "a", "found*", "forms of words that a does not catch: found (find), founden (find)") in found(
        path, "stray"
    )


@pytest.mark.parametrize(
    ("lang", "patterns", "missing"),
    [
        ("en", "negotiates; negotiated; negotiate", "negotiating (negotiate)"),
        ("de", "ablehn*", "abgelehnt, abzulehnen (ablehnen)"),
        ("ru", "угроза; угрозы; угрозе; угрозу; угрозам", "угроз, угрозами, угрозах, угрозой (угроза)"),
    ],
)
def test_missing_forms(tmp_path, lang, patterns, missing):
    cells = [patterns if column == lang else "" for column in ("en", "de", "ru")]
    messages = [f[4] for f in found(write(tmp_path, f"a,up,core,,{','.join(cells)},,,,,"), "missing form")]
    assert any(missing in message for message in messages)


def test_excluded_forms_and_forms_of_other_patterns_are_not_missing(tmp_path):
    path = write(tmp_path, "a,up,core,,negotiate; negotiates,,,negotiated,,,,", "b,up,core,,negotiating,,,,,,,")
    assert not [f for f in found(path, "missing form") if f[2] == "a"]


def test_false_friends(tmp_path):
    path = write(tmp_path, "a,up,core,,war; die; berat*; dialog*,dialog*; *erpress*,,,,,,")
    friends = {(f[1], f[3]): f for f in found(path, "false friend")}
    assert friends["en", "war"][0] == friends["en", "die"][0] == "warning"
    assert friends["en", "die"][4] == "catches small words of German: die"
    assert "beraten" in friends["en", "berat*"][4]
    assert "counterpressure" in friends["de", "*erpress*"][4]
    assert ("en", "dialog*") not in friends


def test_examples_and_counterexamples(tmp_path):
    path = write(
        tmp_path,
        "a,up,core,,fork*,,,,,,A knife lay there.,A forked road.",
        "b,up,core,,plate*,,,,,,A plate broke.,A cup broke.",
    )
    assert found(path, "example") == [
        ("error", "en", "a", "", "no word found in the example 'A knife lay there.'"),
        ("error", "en", "a", "", "'forked' found by fork* in the counter-example 'A forked road.'"),
    ]


def test_notes_on_shift_classes_and_poles(tmp_path):
    path = write(
        tmp_path, "a,up,core,,,Drohung,угроза,,,,,", "b,up,core,avoidable,,Krieg,,,,,,", "c,up,topic,,,Gipfel,,,,,,"
    )
    notes = found(path, "shift")
    assert [(n[0], n[2]) for n in notes] == [("note", "a")]
    assert "names things (Drohung, угроза)" in notes[0][4]
    assert ("note", "", "", "", "up has 2 concepts, down 1") in found(path, "poles")


def test_a_lexicon_that_was_read_is_checked_without_examples(tmp_path):
    path = write(tmp_path, "a,up,core,,fork,,,,,,A knife lay there.,")
    assert "example" not in set(check_lexicon(read_lexicon(path))["kind"])


@pytest.mark.slow
def test_a_russian_pattern_may_begin_with_a_wildcard():
    caught = dictionary("ru").caught("*эскалация")
    assert caught == {"эскалация": frozenset({"эскалация"}), "деэскалация": frozenset({"деэскалация"})}


def test_the_page_on_lexicons_shows_what_the_check_says(tmp_path):
    if pd.read_csv(GOLDEN / "word_lists.csv", dtype=str).set_index("package")["version"].to_dict() != versions():
        pytest.skip("the page was written with other word lists")
    page = (Path(__file__).parents[1] / "docs" / "lexicon.md").read_text(encoding="utf-8")
    blocks = [block.partition("\n")[2].rstrip() for block in page.split("```")[1::2]]
    path = tmp_path / "blame-remedy.csv"
    path.write_text(next(b for b in blocks if b.startswith("concept,pole,shift")) + "\n", encoding="utf-8")
    shown = next(b for b in blocks if b.startswith("ERROR"))
    said = describe(check_lexicon(path), notes=False).splitlines()
    assert [line for line in shown.splitlines() if line not in said] == []


@pytest.mark.parametrize(
    ("pattern", "lang", "text", "forms"),
    [
        ("threat", "en", "Threat and threats, a threat's end", ["Threat", "threat's"]),
        ("*drohung*", "de", "Androhung, Drohung, Kriegsdrohungen", ["Androhung", "Drohung", "Kriegsdrohungen"]),
        ("red line*", "en", "red lines, a red-line", ["red lines", "red-line"]),
        ("lehn* ... ab", "de", "Er lehnte den Plan gestern ab; er lehnte sich zurück, und ab ging es", ["lehnte"]),
    ],
)
def test_the_page_on_lexicons_tells_how_patterns_work(tmp_path, texts, pattern, lang, text, forms):
    path = tmp_path / "lexicon.csv"
    path.write_text(f"concept,pole,{lang}\na,up,{pattern}\nb,down,qwertz\n", encoding="utf-8")
    assert find_hits(texts(text, lang=lang), read_lexicon(path))["form"].tolist() == forms


def test_describe_groups_and_counts(tmp_path):
    table = check_lexicon(write(tmp_path, "fork,up,core,,fork,,вилка,,,,A knife.,"))
    said = describe(table)
    assert said.startswith("ERROR: Examples that are not found")
    assert "  de · fork: has no words in German" in said
    assert "1 error, " in said.splitlines()[-1]
    without = describe(table, notes=False)
    assert "NOTE: Poles of unlike size (1)" in without or "NOTE" not in without
    assert len(without) < len(said)


# --- word lists ------------------------------------------------------------------------------------------------


def test_word_lists_fold_as_texts_do():
    assert {"strasse", "strassen"} <= set(dictionary("de").caught("strasse*"))
    assert "партнеры" in dictionary("ru").caught("партнер*")
    assert dictionary("ru").caught("партнер") == {"партнер": frozenset({"партнёр"})}
    assert "vorgeworfen" in dictionary("de").forms("vorwerfen")


def test_fitting_is_what_the_patterns_of_the_finder_do():
    from framing._scan.patterns import Patterns, Words

    parts = ["droh*", "*krieg", "*spann*", "rot", "zwang*mass*"]
    forms = "drohe droh bedrohe krieg kriege bürgerkrieg entspannt rot rote zwangsmassnahme".split()
    for part in parts:
        hits = Patterns([part]).find(Words(" ".join(forms)))
        assert [forms[m.words[0]] for m in hits] == [f for f in forms if fitting([part]).fullmatch(f)]


# --- the shipped lexicon ---------------------------------------------------------------------------------------


def test_the_shipped_lexicon_has_no_errors():
    table = check_lexicon()
    assert not len(table[table["severity"] == "error"]), describe(table[table["severity"] == "error"])


@pytest.mark.parametrize("lang", ["en", "de", "ru"])
def test_the_golden_file_says_what_the_lexicon_catches(lang):
    listed = pd.read_csv(GOLDEN / "word_lists.csv", dtype=str).set_index("package")["version"].to_dict()
    if listed != versions():
        pytest.skip(f"the golden files were made with {listed}; here are {versions()}")
    changes = differences(read_golden(GOLDEN, lang), caught_types(read_lexicon(), lang))
    shown = [
        f"  {change} by {concept}: {', '.join(part['form'].head(30))}" + (" …" if len(part) > 30 else "")
        for (change, concept), part in changes.groupby(["change", "concept"])
    ]
    assert not shown, (
        f"the lexicon catches other {lang} words than before:\n" + "\n".join(shown) +
        "\nRead the list. Where it is meant so, accept it: python -m framing lexicon golden"
    )  # fmt: skip


def test_golden_files_are_small_and_sorted():
    for lang in ("en", "de", "ru"):
        assert (GOLDEN / f"types_{lang}.csv").stat().st_size < 1_500_000
        table = read_golden(GOLDEN, lang)
        assert table.equals(table.sort_values(list(table.columns), ignore_index=True))


def test_differences_show_gained_and_lost_forms(tmp_path):
    first = read_lexicon(write(tmp_path, "a,up,core,,wars,,,,,,,"))
    write_golden(first, tmp_path / "golden")
    assert not len(differences(read_golden(tmp_path / "golden", "en"), caught_types(first, "en")))
    second = read_lexicon(write(tmp_path, "a,up,core,,ward*,,,wardrobe*,,,,"))
    changes = differences(read_golden(tmp_path / "golden", "en"), caught_types(second, "en"))
    assert ["newly caught", "a", "warden"] in changes.values.tolist()
    assert ["lost", "a", "wars"] in changes.values.tolist()
    assert "wardrobe" not in set(changes["form"])


# --- another axis ----------------------------------------------------------------------------------------------


def test_the_second_axis_is_complete():
    lexicon = read_lexicon(AXIS)
    assert lexicon.poles == ("threat", "reassurance")
    assert len(lexicon.concepts) >= 30
    assert lexicon.gaps().empty
    table = check_lexicon(AXIS)
    assert not len(table[table["severity"] == "error"]), describe(table[table["severity"] == "error"])


def test_nothing_in_the_code_knows_the_poles(texts):
    pieces = {
        "US": "Hale warned of a threat. The danger grows. They fear an invasion. Trust is gone.",
        "Russia": "Hale reassured them. The pact is stable. It guarantees calm. There is no threat.",
    }
    table = texts(*pieces.values(), *pieces.values(), side=[*pieces] * 2)
    lexicon = read_lexicon(AXIS)
    hits = find_hits(table, lexicon)
    scores = score(table, hits)
    assert scores.columns.tolist() == "id lang side words sentences threat reassurance balance intensity".split()
    assert scores[["threat", "reassurance"]].values.tolist() == [[5, 1], [0, 4]] * 2
    gap = compare(scores, by="side", groups=("US", "Russia"))
    why = explain(table, hits, by="side", groups=("US", "Russia"))
    assert set(why["pole"]) == {"threat", "reassurance"}
    assert why["contribution"].sum() == pytest.approx(gap["difference"].item())
    ax = charts.summarise(summarise(scores, by="side"))
    assert ax.get_xlabel() == "words of threat : words of reassurance"
    assert {t.get_text() for t in ax.texts} >= {"more threat →", "← more reassurance"}
