import json
import random

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framing import articles, clean, read_articles


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


def test_rows_may_be_read_a_few_at_a_time(tmp_path, monkeypatch):
    lines = [{"id": "a", "text": "ё"}, {"id": "b", "text": "ß", "page": 3}, {"id": "a", "url": "x", "text": ""}]
    path = write(tmp_path, "a.jsonl", "\n".join(json.dumps(line) for line in lines))
    together = read_articles(path)
    assert together[["id", "page", "url"]].values.tolist() == [["a", "", ""], ["b", "3", ""], ["a~2", "", "x"]]
    monkeypatch.setattr(articles, "TOGETHER", 1)
    pd.testing.assert_frame_equal(read_articles(path), together)


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


def test_a_new_name_is_nobody_elses(tmp_path):
    table = read_articles(write(tmp_path, "a.csv", "id,text\na,One.\na~2,Two.\na,Three.\na,Four.\n"))
    assert table["id"].tolist() == ["a", "a~2", "a~3", "a~4"]


def test_quotation_marks_that_join_rows_are_told(tmp_path):
    table = clean(read_articles(write(tmp_path, "a.csv", 'id,text\na,"One\nb,"Two"\nc,Three\nd,"F\n""o"""\n')))
    assert table["id"].tolist() == ["a", "c", "d"]
    assert table["text"].tolist()[2] == 'F\n"o"'
    assert "in the wrong place; the lines from 2 on were read as one" in table["notes"][0]
    assert not table["notes"][1:].str.contains("damaged").any()


def test_a_column_without_a_name_or_with_a_used_one_stays(tmp_path):
    row = read_articles(write(tmp_path, "a.csv", "id,text,text,,\na,One.,Two.,x,y\n")).iloc[0]
    assert row[["text", "text_3", "column_4", "column_5"]].tolist() == ["One.", "Two.", "x", "y"]


def test_columns_that_give_way_hide_none(tmp_path):
    row = read_articles(write(tmp_path, "a.csv", "text,notes,notes_,origin\nOne.,a,b,c\n")).iloc[0]
    assert row[["notes__", "notes_", "origin_"]].tolist() == ["a", "b", "c"]


def test_a_link_to_a_folder_is_told(tmp_path):
    write(tmp_path, "a.txt", "One.")
    (tmp_path / "b").symlink_to(tmp_path, target_is_directory=True)
    with pytest.warns(UserWarning, match="passed over, among them .*'b'"):
        assert len(read_articles(tmp_path)) == 1


def test_a_table_of_articles_beside_documents_is_an_error_and_one_about_them_is_not(tmp_path):
    write(tmp_path, "a.txt", "One.")
    write(tmp_path, "about.csv", "id,text\na,One\n")
    assert read_articles(tmp_path)["id"].tolist() == ["a"]
    write(tmp_path, "more.csv", "id,text\nb,Two.\n")
    with pytest.raises(ValueError, match="more.csv holds articles .* there are documents beside it"):
        read_articles(tmp_path)


def test_what_follows_a_place_that_cannot_be_read_is_told(tmp_path):
    lines = [json.dumps({"text": "One."} | {f"{n}-{k}": "" for k in range(400)}) for n in range(5)]
    table = clean(read_articles(write(tmp_path, "a.jsonl", "\n".join(lines)))).iloc[-1]
    assert table["status"] == "quarantined"
    assert "nothing can be read after the row before this one: 1,201 columns; 1,000 is the most" in table["notes"]


def test_a_link_that_leads_out_of_the_folder_is_not_followed(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    write(tmp_path, "secret.txt", "Private words.")
    write(folder, "a.txt", "One.")
    (folder / "b.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "c.txt").symlink_to(folder / "a.txt")
    (folder / "d.txt").symlink_to(folder / "gone.txt")
    table = read_articles(folder).set_index("id")
    assert table["text"].to_dict() == {"a": "One.", "b": "", "c": "One.", "d": ""}
    assert "a link to a file outside of the folder; put the file itself here" in table.at["b", "notes"]
    assert "a link to nothing" in table.at["d", "notes"]
    assert read_articles(folder / "b.txt")["text"].tolist() == ["Private words."]


def test_a_text_that_begins_like_a_table_is_a_text(tmp_path):
    write(tmp_path, "a.txt", "{Notes from the harbour} One.")
    write(tmp_path, "b.txt", "Photo: Ada Quill, Text, and all the rest.\nTwo.")
    assert len(read_articles(tmp_path)) == 2
    assert read_articles(tmp_path)["text"].str[-4:].tolist() == ["One.", "Two."]


def test_halves_of_letters_are_joined_or_marked(tmp_path):
    table = read_articles(write(tmp_path, "a.jsonl", '{"id": "\\ud800", "text": "a\\ud83d\\ude00"}\n'))
    assert table[["id", "text"]].values.tolist() == [["\ufffd", "a😀"]]


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


def test_a_column_that_was_named_and_is_not_there(tmp_path):
    path = write(tmp_path, "a.csv", "id,body,lang,side,source\na,A threat came.,en,US,x\n")
    with pytest.raises(ValueError, match="no column 'sides', which was named for 'side'.*Did you mean 'side'"):
        read_articles(path, columns={"text": "body", "side": "sides"})


def test_articles_in_a_table_beside_documents_are_not_lost_in_silence(tmp_path):
    write(tmp_path, "a.csv", "id,body,lang,side,source\na,A threat came.,en,US,x\n")
    write(tmp_path, "b.txt", "A text.")
    with pytest.raises(ValueError, match="a.csv holds articles.*put these into a folder of their own"):
        read_articles(tmp_path, columns={"text": "body"})
    assert len(read_articles(tmp_path)) == 1, "a table that is not about articles may lie there"
