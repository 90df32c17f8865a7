import bz2
import gzip
import io
import json
import lzma
import zipfile

import pandas as pd
import pytest
from hostile_files import pdf

from framing import clean, read_articles
from framing._sources import limits
from framing.sources import kind_of, read_rows

TEXT = "Послы говорили шесть часов. Обе стороны назвали встречу полезной, и обе просят о новой."
PARAGRAPHS = [
    "The two envoys talked for six hours in the old customs house, and neither of them spoke to the press after.",
    "A second round is planned for Thursday, when the question of the grain ships will be on the table again.",
    "The mayor of the harbour town said that the rooms were booked until the end of the month, whatever came of it.",
]
PAGE = f"""<!DOCTYPE html><html lang="en"><head><title>Six hours at the harbour</title>
<meta property="og:site_name" content="The Harbour Ledger"><meta property="article:published_time" content="2034-09-12">
</head><body><nav><a href="/">Home</a> <a href="/sport">Sport</a></nav><article><h1>Six hours at the harbour</h1>
{"".join(f"<p>{p}</p>" for p in PARAGRAPHS)}</article><footer>Cookies. All rights reserved.</footer></body></html>"""
NEXIS = """Grain ships wait

The Harbour Ledger
January 10, 2022 Monday

Copyright 2022 The Harbour Ledger All Rights Reserved

Section: WORLD; Pg. 3
Length: 21 words
Byline: Ada Quill

Body

The ships wait for a word from the envoys.

Nobody sails before Thursday.

Classification

Language: ENGLISH
Load-Date: January 11, 2022

End of Document

Второй день

Северный листок
11 января 2022 г.

Body

Переговоры продолжаются.

Load-Date: January 12, 2022

End of Document
"""
FACTIVA = """HD   Grain ships
     wait
BY   Ada Quill
WC   9 words
PD   10 January 2022
SN   The Harbour Ledger
LA   English
LP   The ships wait.
TD   Nobody sails before Thursday.

Document HARB000020220110ei1a00001

HD   Zweiter Tag
SN   Hafenbote
LA   Deutsch
TD   Die Gespräche gehen weiter.

Document HAFE000020220111ei1b00002
"""
FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>Hafenbote</title><language>de</language>
<item><guid>n1</guid><title>Zweiter Tag</title><link>https://hafenbote.example/1</link>
<pubDate>Mon, 10 Jan 2022 08:00:00 +0100</pubDate><description>Die Gespräche gehen weiter.</description></item>
</channel></rss>"""


def put(folder, name, what):
    path = folder / name
    path.write_bytes(what if isinstance(what, bytes) else what.encode())
    return path


def word_file():
    docx = pytest.importorskip("docx")
    document, out = docx.Document(), io.BytesIO()
    for paragraph in PARAGRAPHS:
        document.add_paragraph(paragraph)
    document.save(out)
    return out.getvalue()


def sheet():
    openpyxl = pytest.importorskip("openpyxl")
    book, out = openpyxl.Workbook(), io.BytesIO()
    for line in (
        ["id", "text", "lang", "date"],
        ["00123", TEXT, "ru", pd.Timestamp("2022-01-10")],
        [None] * 4,
        ["b", "=1+1", "en", ""],
    ):
        book.active.append(line)
    book.save(out)
    return out.getvalue()


def pdf_file():
    return pdf(b"BT /F1 12 Tf 72 720 Td (The envoys talked for six hours.) Tj ET")


def web_archive():
    body = PAGE.encode()
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(body) + body
    head = (
        b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:1>\r\n"
        b"WARC-Target-URI: https://ledger.example/1\r\n"
        b"WARC-Date: 2034-09-12T00:00:00Z\r\nContent-Type: application/http; msgtype=response\r\n"
        b"Content-Length: %d\r\n\r\n"
    )
    return head % len(http) + http + b"\r\n\r\n"


def rtf_file():
    return ("{\\rtf1\\ansi " + "".join(f"\\u{ord(c)}?" if ord(c) > 127 else c for c in TEXT) + "}").encode()


def test_a_saved_page_gives_its_article_and_nothing_around_it(tmp_path):
    row = read_articles(put(tmp_path, "page.html", PAGE)).iloc[0]
    assert all(p in row["text"] for p in PARAGRAPHS)
    assert not {"Cookies", "Sport"} & set(row["text"].split())
    assert (row["title"], row["outlet"], row["date"]) == (
        "Six hours at the harbour",
        "The Harbour Ledger",
        "2034-09-12",
    )


@pytest.mark.parametrize(
    ("name", "make", "part"),
    [
        ("a.docx", word_file, PARAGRAPHS[1]), ("a.rtf", rtf_file, TEXT),
        ("a.pdf", pdf_file, "The envoys talked for six hours."), ("a.warc", web_archive, PARAGRAPHS[2]),
        ("a.xlsx", sheet, TEXT), ("a.xml", FEED.encode, "Die Gespräche gehen weiter."),
    ],
)  # fmt: skip
def test_each_kind_is_told_by_its_content_and_read(tmp_path, name, make, part):
    own, other = put(tmp_path, name, make()), put(tmp_path, "misnamed.txt", make())
    assert part in read_articles(own)["text"].iloc[0]
    assert kind_of(other) == kind_of(own)
    assert part in read_articles(other)["text"].iloc[0]


def test_cells_of_a_sheet_are_text(tmp_path):
    table = read_articles(put(tmp_path, "a.xlsx", sheet()))
    assert table[["id", "date"]].iloc[0].tolist() == ["00123", "2022-01-10"]
    assert table["origin"].tolist() == ["a.xlsx, row 2", "a.xlsx, row 4"]


def test_feeds_carry_outlet_language_and_day(tmp_path):
    row = read_articles(put(tmp_path, "a.rss", FEED)).iloc[0]
    assert row[["id", "outlet", "lang", "date", "title"]].tolist() == [
        "n1",
        "Hafenbote",
        "de",
        "2022-01-10",
        "Zweiter Tag",
    ]


@pytest.mark.parametrize("suffix", [".txt", ".rtf"])
def test_nexis_exports_hold_many_articles(tmp_path, suffix):
    raw = NEXIS
    if suffix == ".rtf":
        raw = (
            "{\\rtf1\\ansi "
            + "".join("\\par\n" if c == "\n" else f"\\u{ord(c)}?" if ord(c) > 127 else c for c in NEXIS)
            + "}"
        )
    table = read_articles(put(tmp_path, "export" + suffix, raw))
    assert table["title"].tolist() == ["Grain ships wait", "Второй день"]
    assert table["outlet"].tolist() == ["The Harbour Ledger", "Северный листок"]
    assert table["text"].str.split().str.join(" ").tolist() == [
        "The ships wait for a word from the envoys. Nobody sails before Thursday.", "Переговоры продолжаются.",
    ]  # fmt: skip
    assert table["lang"].tolist() == ["en", ""]
    assert clean(table)["date"].tolist() == ["2022-01-10", "2022-01-11"]


def test_factiva_exports_hold_many_articles(tmp_path):
    table = read_articles(put(tmp_path, "export.txt", FACTIVA))
    assert table["id"].tolist() == ["HARB000020220110ei1a00001", "HAFE000020220111ei1b00002"]
    assert table["title"].tolist() == ["Grain ships wait", "Zweiter Tag"]
    assert table["text"].tolist() == ["The ships wait.\n\nNobody sails before Thursday.", "Die Gespräche gehen weiter."]
    assert table["lang"].tolist() == ["en", "de"]


def test_a_factiva_export_that_breaks_off_loses_nothing(tmp_path):
    table = clean(read_articles(put(tmp_path, "export.txt", FACTIVA + "\nHD   Third\nTD   Words.\n")))
    assert table["status"].tolist() == ["warned", "warned", "quarantined"]


def test_a_speech_of_the_general_debate_is_known_by_its_name(tmp_path):
    row = read_articles(put(tmp_path, "USA_77_2022.txt", "Mr. President, we meet again."), sides={"USA": "US"}).iloc[0]
    assert row[["id", "side", "date", "lang", "outlet"]].tolist() == [
        "USA_77_2022",
        "US",
        "2022",
        "en",
        "UN General Debate",
    ]


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_packed_files_are_unpacked(tmp_path, pack):
    lines = "".join(json.dumps({"id": str(n), "text": TEXT, "lang": "ru"}) + "\n" for n in range(3))
    assert len(read_articles(put(tmp_path, "a.jsonl.gz", pack(lines.encode())))) == 3
    assert read_articles(put(tmp_path, "a.txt.xz", pack(TEXT.encode("koi8-r"))))["text"].tolist() == [TEXT]


def test_json_with_a_list_of_articles(tmp_path):
    whole = {"status": "ok", "articles": [{"text": "One.", "lang": "en"}, 5]}
    table = clean(read_articles(put(tmp_path, "a.json", json.dumps(whole))))
    assert table["text"].tolist() == ["One.", ""]
    assert "a JSON int, not an object" in table["notes"][1]


@pytest.mark.parametrize("codec", ["utf-16", "cp1251", "utf-8-sig"])
def test_tables_in_any_encoding(tmp_path, codec):
    table = read_articles(put(tmp_path, "a.csv", f"id;text;lang\n1;{TEXT};ru\n".encode(codec)))
    assert table["text"].tolist() == [TEXT]


def test_a_list_of_links_is_not_a_table_of_texts(tmp_path):
    path = put(
        tmp_path, "a.csv", "id,media_name,publish_date,title,url\n1,Ledger,2022-01-10,X,https://ledger.example\n"
    )
    with pytest.raises(ValueError, match="a list of links from Media Cloud, without texts.*framing collect"):
        read_articles(path)


# --- hostile files ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_bombs_are_refused(tmp_path, pack):
    with pytest.raises(ValueError, match="unpacks to more than 200 times its size"):
        read_articles(put(tmp_path, "a.txt.gz", pack(b"a" * 20_000_000)))


@pytest.mark.parametrize("moment", range(1, 2_000_000_000, 190_000_001))
def test_what_is_packed_twice_is_no_kind_of_file_whenever_it_was_packed(tmp_path, moment):
    twice = gzip.compress(gzip.compress(TEXT.encode(), mtime=moment))
    with pytest.raises(ValueError, match="no kind of file that can be read"):
        read_articles(put(tmp_path, "a.gz", twice))


def zipped(files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, raw in files.items():
            archive.writestr(name, raw)
    return out.getvalue()


def test_zip_members_are_labels_and_nothing_is_written(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    files = {
        "../../evil.txt": "Words.",
        "/etc/x.txt": "More words.",
        "c:\\y.txt": "Third.",
        "in.zip": zipped({"a.txt": "x"}),
    }
    table = clean(read_articles(put(folder, "a.zip", zipped(files))).assign(lang="en"))
    assert table["id"].tolist() == ["evil", "x", "y", "a-4"]
    assert table["status"].tolist() == ["warned", "warned", "warned", "quarantined"]
    assert [p.name for p in tmp_path.rglob("*")] == ["in", "a.zip"]


def test_a_bomb_in_an_archive_is_refused(tmp_path):
    with pytest.raises(ValueError, match="unpacks to more than"):
        read_articles(put(tmp_path, "a.zip", zipped({"a.txt": b"a" * 20_000_000})))


def test_entities_in_feeds_are_refused(tmp_path):
    bomb = '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aaaa">]><rss version="2.0"><channel>&a;</channel></rss>'
    with pytest.raises(ValueError, match="defines entities"):
        read_articles(put(tmp_path, "a.rss", bomb))


@pytest.mark.parametrize("make", [word_file, sheet, pdf_file, web_archive, rtf_file, FEED.encode, PAGE.encode])
@pytest.mark.parametrize("part", [0.1, 0.5, 0.9])
def test_files_that_break_off_give_an_error_or_a_row_never_more(tmp_path, make, part):
    raw = make()
    path = put(tmp_path, "a.bin", raw[: int(part * len(raw))])
    try:
        rows = list(read_rows(path))
    except ValueError as error:
        assert str(error).startswith("a.bin: ")
    else:
        assert all(isinstance(row.cells, dict) for row in rows)


def test_a_table_larger_than_the_limit_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setattr(limits, "MEMBER", 10)
    with pytest.raises(ValueError, match="more than the 0 MB that one file may have; divide it"):
        read_articles(put(tmp_path, "a.txt", "x" * 100))
