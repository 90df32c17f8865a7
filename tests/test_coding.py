import os
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing._reliability.sheets import load, save
from framing.coding import code, read_sheet, write_sheet

ANSWERS = ["confrontation", "dialogue", "both", "neither", "unsure"]
HEADING = "code (1 confrontation, 2 dialogue, 3 both, 4 neither, 0 unsure)"
TEXTS = [
    "They threatened the harbour with new strikes.",
    "Beide Seiten setzten die „Gespräche“ an der Straße fort; das Ge\u00adrät blieb, wo es war.",
    "Всё решено: «Стороны вернутся к переговорам», но пригрозили санкциями.",
    '=HYPERLINK("http://example.org","read")',
    "- Nobody came.",
]


@pytest.fixture
def sheet():
    langs = ["en", "de", "ru", "en", "en"]
    codes = pd.Categorical([None] * 5, categories=ANSWERS)
    return pd.DataFrame(
        {"item": [f"s{n}" for n in range(1, 6)], "lang": langs, "text": TEXTS, "code": codes, "note": ""}
    )


@pytest.fixture
def path(tmp_path):
    return tmp_path / "anna.csv"


def edit(path, *changes):
    """A sheet as a coder changed it."""
    text = path.read_text(encoding="utf-8-sig")
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    path.write_bytes(text.encode("utf-8-sig"))


# sheets


def test_a_sheet_coded_in_a_spreadsheet_is_read_back(sheet, path):
    write_sheet(sheet, path)
    edit(
        path, ("new strikes.,,", "new strikes.,1,clear"), ('санкциями.",,', 'санкциями.", 3 ,'), ("came.,,", "came.,0,")
    )
    codes = read_sheet(path)
    assert codes.columns.tolist() == ["item", "lang", "coder", "code", "note"]
    assert codes.values.tolist() == [
        ["s1", "en", "anna", "confrontation", "clear"], ["s3", "ru", "anna", "both", ""],
        ["s5", "en", "anna", "unsure", ""],
    ]  # fmt: skip
    assert codes["code"].cat.categories.tolist() == ANSWERS
    assert read_sheet(path, coder="B.")["coder"].unique().tolist() == ["B."]


def test_the_sheets_of_two_coders_keep_their_answers_when_put_together(sheet, path, tmp_path):
    write_sheet(sheet, path)
    edit(path, ("new strikes.,,", "new strikes.,1,"))
    other = tmp_path / "ben.csv"
    other.write_bytes(path.read_bytes())
    both = pd.concat([read_sheet(path), read_sheet(other)], ignore_index=True)
    assert both["code"].cat.categories.tolist() == ANSWERS
    assert both["coder"].tolist() == ["anna", "ben"]


def test_the_poles_travel_with_the_file(sheet, path):
    write_sheet(
        sheet.assign(code=sheet["code"].cat.rename_categories({"confrontation": "threat", "dialogue": "trust"})), path
    )
    edit(path, ("new strikes.,,", "new strikes.,2,"))
    assert read_sheet(path)["code"].tolist() == ["trust"]


@given(st.lists(st.text(), min_size=1, max_size=4))
def test_whatever_the_texts_hold_items_and_codes_come_back(words):
    answered = pd.Categorical(["both"] * len(words), categories=ANSWERS)
    items = [f"s{n}" for n in range(len(words))]
    sheet = pd.DataFrame({"item": items, "lang": "en", "text": words, "code": answered, "note": words})
    with TemporaryDirectory() as folder:
        save(sheet, Path(folder) / "a.csv")
        codes = load(Path(folder) / "a.csv")
    assert codes["item"].tolist() == items
    assert set(codes["code"]) == {"both"}


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@sum", "\t=1", " =1", "\uff1d1"])
def test_no_cell_begins_a_formula(sheet, path, start):
    write_sheet(sheet.assign(text=start + " of it", note=start), path)
    cells = pd.read_csv(path, encoding="utf-8-sig", dtype=str)
    for column in ("text", "note"):
        assert cells[column].str.startswith("'").all()
    assert cells["text"].iloc[0] == "'" + start + " of it"


def test_words_that_are_no_formula_stay_as_they_are(sheet, path):
    write_sheet(sheet, path)
    cells = pd.read_csv(path, encoding="utf-8-sig", dtype=str)
    assert cells["text"].tolist()[:3] == TEXTS[:3]


def test_other_separators_and_encodings_of_spreadsheets_are_read(sheet, path):
    write_sheet(sheet.iloc[:1], path)
    row = "s1;en;They threatened the harbour with new strikes.;1;grün"
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "cp1252"):
        path.write_bytes(f'item;lang;text;"{HEADING}";note\r\n{row}\r\n'.encode(encoding))
        assert read_sheet(path)["code"].tolist() == ["confrontation"]
    path.write_bytes(f"item\tlang\ttext\t{HEADING}\tnote\n{row.replace(';', chr(9))}\n\n".encode())
    assert read_sheet(path)["code"].tolist() == ["confrontation"]
    # columns in another order, one more, and empty rows
    path.write_text(f'"{HEADING}",mine,item\n4,x,s1\n,,\n', encoding="utf-8")
    assert read_sheet(path)[["item", "code", "lang"]].values.tolist() == [["s1", "neither", ""]]


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        (
            "strikes.,,",
            "strikes.,5,",
            r"row 2, column code: '5'\. A code is 1 \(confrontation\), 2 .*0 \(unsure\), or empty",
        ),
        ("strikes.,,", "strikes.,1.5,", "row 2, column code: '1.5'"),
        ("strikes.,,", "strikes.,dialogue,", "row 2, column code: 'dialogue'"),
        ("s5,", ",", "row 6, column item: it is empty"),
        ("s5,", "s2,", "row 6, column item: 's2' stands in row 3 already"),
        ("strikes.,,", "strikes., now,1,x", "row 2 has 6 cells where the heading has 5"),
        ("item,", "Item,", "row 1: the headings are.*'item'"),
        (HEADING, "code", "row 1: the headings are.*should be among them, as write_sheet wrote them"),
        ("s2,de,", 's2,de,"', "cannot be read as CSV"),
    ],
)
def test_a_damaged_sheet_is_refused_with_its_row_and_column(sheet, path, before, after, message):
    write_sheet(sheet, path)
    edit(path, (before, after))
    with pytest.raises(ValueError, match="anna.csv.*" + message):
        read_sheet(path)


def test_many_damaged_cells_are_counted_and_some_are_shown(sheet, path):
    many = pd.concat([sheet] * 3, ignore_index=True)
    many["item"] = [f"s{n}" for n in range(15)]
    write_sheet(many, path)
    edit(path, ("new strikes.,,", "new strikes.,9,"), ('санкциями.",,', 'санкциями.",9,'), ("came.,,", "came.,9,"))
    with pytest.raises(ValueError, match="row 2, .*row 9, column code: '9'; and 4 more"):
        read_sheet(path)


def test_workbooks_and_empty_files_are_named(path):
    path.write_bytes(b"PK\x03\x04rest")
    with pytest.raises(ValueError, match="is a workbook; save it from the spreadsheet as CSV"):
        read_sheet(path)
    path.write_bytes(b"")
    with pytest.raises(ValueError, match="anna.csv is empty"):
        read_sheet(path)


def test_a_file_with_codes_is_never_overwritten(sheet, path):
    write_sheet(sheet, path)
    write_sheet(sheet, path)
    edit(path, ("new strikes.,,", "new strikes.,1,"))
    before = path.read_bytes()
    with pytest.raises(ValueError, match="holds 1 codes already"):
        write_sheet(sheet, path)
    assert path.read_bytes() == before


def test_a_sheet_without_its_answers_is_refused(sheet, path):
    with pytest.raises(ValueError, match="sheet has lost its answers"):
        write_sheet(sheet.assign(code=""), path)
    with pytest.raises(ValueError, match=r"item\(s\) \['s1'\] stand there twice"):
        write_sheet(pd.concat([sheet, sheet.head(1)]), path)


# the widget


def test_each_key_is_saved_before_the_next_sentence_is_shown(sheet, path):
    widget = code(sheet, path)
    assert not path.exists()
    for n, key in enumerate("12340", 1):
        assert widget.item == f"s{n}"
        assert widget.state["text"] == TEXTS[n - 1]
        widget.press(key, widget.item)
        assert len(read_sheet(path)) == widget.state["coded"] == n
    assert read_sheet(path)["code"].tolist() == ANSWERS
    assert widget.item == ""
    assert "5 of 5 are coded and saved" in widget.state["text"]
    widget.press("1", "")
    assert read_sheet(path)["code"].tolist() == ANSWERS


def test_backspace_goes_back_and_the_answer_can_be_changed(sheet, path):
    widget = code(sheet, path)
    widget.press("Backspace", "s1")
    assert widget.item == "s1"
    widget.press("1", "s1")
    widget.press("2", "s2")
    widget.press("Backspace", "s3")
    assert (widget.item, widget.state["given"], widget.state["coded"]) == ("s2", "dialogue", 2)
    widget.press("4", "s2")
    assert widget.item == "s3"
    assert read_sheet(path)["code"].tolist() == ["confrontation", "neither"]


def test_a_key_meant_for_another_sentence_or_unknown_does_nothing(sheet, path):
    widget = code(sheet, path)
    widget.press("1", "s1")
    widget.press("1", "s1")  # pressed twice before the next sentence was seen
    widget.press("7", "s2")
    widget.press(None, "s2")
    assert widget.item == "s2"
    assert read_sheet(path)["code"].tolist() == ["confrontation"]


def test_coding_goes_on_where_it_stopped_also_after_a_spreadsheet(sheet, path):
    widget = code(sheet, path)
    widget.press("1", "s1")
    edit(path, ('санкциями.",,', 'санкциями.",3,sure'))
    again = code(sheet, path)
    assert (again.item, again.state["coded"]) == ("s2", 2)
    again.press("2", "s2")
    assert read_sheet(path)["note"].tolist() == ["", "", "sure"]
    # the words come from the sheet, not from what a spreadsheet made of them
    assert code(sheet, path).state["text"] == TEXTS[3]


def test_a_coder_needs_the_file_alone(sheet, path):
    write_sheet(sheet, path)
    mine = path.with_name("ben.csv")
    widget = code(path, mine)
    for item in ("s1", "s2", "s3"):
        widget.press("4", item)
    # as it was before the apostrophe, which the saved file has again
    assert widget.state["text"] == TEXTS[3]
    assert "'=HYPERLINK" in mine.read_text(encoding="utf-8-sig")
    assert read_sheet(path).empty
    assert len(read_sheet(mine)) == 3


def test_the_file_of_another_sheet_is_refused(sheet, path):
    code(sheet, path).press("1", "s1")
    with pytest.raises(ValueError, match=r"holds another sheet \(5 items, 3 of them in this one of 3\)"):
        code(sheet.head(3), path)


def test_an_answer_that_cannot_be_saved_is_not_taken_and_the_file_stays_whole(sheet, path, monkeypatch):
    widget = code(sheet, path)
    widget.press("1", "s1")
    before = path.read_bytes()

    def full(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    widget.press("2", "s2")
    assert widget.item == "s2"
    assert widget.state["message"] == "Not saved: No space left on device. The answer was not taken."
    assert path.read_bytes() == before
    assert [p.name for p in path.parent.iterdir()] == ["anna.csv"]
    monkeypatch.undo()
    widget.press("2", "s2")
    assert (widget.item, widget.state["message"]) == ("s3", "")


def test_the_script_needs_nothing_from_a_network(sheet, path):
    widget = code(sheet, path)
    for script in (widget._esm, widget._css):
        assert "http" not in str(script)
        assert "import " not in str(script)


def test_where_no_widget_is_shown_it_says_how_far_it_is_and_what_to_do(sheet, path):
    widget = code(sheet, path)
    widget.press("1", widget.item)
    shown = widget._repr_mimebundle_()[0]["text/plain"]
    assert shown == f"1 of {len(sheet)} coded in {path.name}; run this cell in JupyterLab to go on by keys"
