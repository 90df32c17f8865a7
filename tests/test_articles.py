import random

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framing import clean, read_articles


def write(tmp_path, name, text, encoding="utf-8"):
    path = tmp_path / name
    path.write_text(text, encoding=encoding, newline="")
    return path


def test_a_text_with_a_header(tmp_path):
    path = write(tmp_path, "a.txt", "id: post-1\nside: US\nlang: en\ntitle: A day: at sea\n\nFirst.\n\nSecond.\n")
    row = read_articles(path).iloc[0]
    assert (row["id"], row["side"], row["title"]) == ("post-1", "US", "A day: at sea")
    assert row["text"] == "First.\n\nSecond.\n"
    assert row["origin"] == "a.txt"


def test_a_text_without_a_header_keeps_its_first_paragraph(tmp_path):
    row = read_articles(write(tmp_path, "my.txt", "Note: this is news.\n\nMore.")).iloc[0]
    assert (row["id"], row["text"]) == ("my", "Note: this is news.\n\nMore.")


def test_a_folder_of_texts_leaves_its_tables_alone(tmp_path):
    write(tmp_path, "b.txt", "Two.")
    write(tmp_path, "a.txt", "One.")
    write(tmp_path, "actors.csv", "actor,side\nX,US\n")
    assert read_articles(tmp_path)["id"].tolist() == ["a", "b"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_with_any_delimiter_bom_and_line_ends(tmp_path, delimiter):
    rows = [["id", "text", "lang"], ["001", '"He said: ""no"",\nand left; so"', "ru"], ["NA", "null", "de"]]
    path = write(tmp_path, "a.csv", "\r\n".join(delimiter.join(r) for r in rows), "utf-8-sig")
    table = read_articles(path)
    assert table["id"].tolist() == ["001", "NA"]
    assert table["text"].tolist() == ['He said: "no",\nand left; so', "null"]


def test_columns_and_sides_are_mapped(tmp_path):
    path = write(tmp_path, "a.csv", "body,language,country,side\nText.,en,USA,left\n")
    table = read_articles(path, columns={"text": "body", "lang": "language", "side": "country"}, sides={"USA": "US"})
    assert table[["text", "lang", "side", "side_"]].values.tolist() == [["Text.", "en", "US", "left"]]


def test_json_lines_and_parquet_agree(tmp_path):
    lines = '{"id": "a", "text": "Мир.", "lang": "ru", "n": 1}\n\n{"id": "b", "text": null, "lang": "ru", "n": 2}\n'
    from_lines = read_articles(write(tmp_path, "a.jsonl", lines))
    pd.DataFrame({"id": ["a", "b"], "text": ["Мир.", None], "lang": "ru", "n": [1, 2]}).to_parquet(
        tmp_path / "a.parquet"
    )
    from_parquet = read_articles(tmp_path / "a.parquet")
    pd.testing.assert_frame_equal(from_lines.drop(columns="origin"), from_parquet.drop(columns="origin"))


def test_damaged_rows_stay_and_are_set_aside(tmp_path):
    lines = write(tmp_path, "a.jsonl", '{"text": "Fine words here.", "lang": "en"}\n{"text": "broken\n[1]\n')
    table = clean(read_articles(lines))
    assert table["status"].tolist() == ["warned", "quarantined", "quarantined"]
    assert table["origin"].tolist() == ["a.jsonl, line 1", "a.jsonl, line 2", "a.jsonl, line 3"]
    assert "no JSON" in table["notes"][1]
    assert "a JSON list, not an object" in table["notes"][2]


def test_ragged_lines_are_marked(tmp_path):
    path = write(tmp_path, "a.csv", "id,text,lang\na,One.,en\nb,Two.,en,extra\nc,Three.\n")
    notes = read_articles(path)["notes"].tolist()
    assert notes[0] == ""
    assert "more cells" in notes[1]
    assert "fewer cells" in notes[2]


def test_other_encodings_are_read_and_noted(tmp_path):
    text = "Мирные переговоры начались в четверг, и обе стороны сказали, что они будут долгими."
    table = clean(read_articles(write(tmp_path, "a.txt", text, "cp1251")))
    assert table["text"].tolist() == [text]
    assert "read as cp1251" in table["notes"][0]


def test_bytes_that_are_no_text_are_set_aside(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"Plain words. " + bytes(random.Random(0).choices(range(128, 256), k=400)))
    (tmp_path / "b.txt").write_text("Plain words.", encoding="utf-8")
    table = clean(read_articles(tmp_path).assign(lang="en"))
    assert table["status"].tolist() == ["quarantined", "warned"]
    assert "no known encoding" in table["notes"][0]


def test_one_bad_file_does_not_stop_a_folder(tmp_path):
    write(tmp_path, "a.docx", "no Word file")
    write(tmp_path, "b.txt", "Fine.")
    table = clean(read_articles(tmp_path).assign(lang="en"))
    assert table["status"].tolist() == ["quarantined", "warned"]
    assert table["origin"].tolist() == ["a.docx", "b.txt"]


def test_files_of_other_kinds_are_told(tmp_path):
    write(tmp_path, "b.txt", "Fine.")
    write(tmp_path, "picture.png", "x")
    with pytest.warns(UserWarning, match=r"1 file\(s\) of other kinds were passed over, among them \['picture.png'\]"):
        read_articles(tmp_path)


def test_an_id_used_twice_hides_nothing(tmp_path):
    table = read_articles(write(tmp_path, "a.csv", "id,text\na,One.\na,Two.\n"))
    assert table["id"].tolist() == ["a", "a~2"]
    assert "renamed" in table["notes"][1]


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("a.csv", "", "a.csv: the file is empty; a table needs a header"),
        ("a.csv", "id,text\n", "a.csv: the file has a header but no rows"),
        (
            "a.csv",
            "id,txt\n1,Hello\n",
            r"a.csv has no column 'text'; it has \['id', 'txt'\].*columns=\{\"text\": \"txt\"\}",
        ),
        ("a.jsonl", "\n", "a.jsonl: the file is empty"),
        ("a.parquet", "no parquet", "a.parquet: no kind of file that can be read"),
        ("a.pdf", "x", "a.pdf: no kind of file that can be read"),
    ],
)
def test_errors_name_file_and_remedy(tmp_path, name, text, message):
    with pytest.raises(ValueError, match=message):
        read_articles(write(tmp_path, name, text))


def test_missing_folder():
    with pytest.raises(ValueError, match="there is no file or folder nowhere"):
        read_articles("nowhere")


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\0"), min_size=1), min_size=1, max_size=5
    )
)
def test_what_is_written_is_read(texts):
    import tempfile
    from pathlib import Path

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.csv"
        pd.DataFrame({"text": texts, "lang": "en"}).to_csv(path, index=False, lineterminator="\n")
        table = read_articles(path)
    assert table["text"].tolist() == texts
