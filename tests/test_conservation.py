"""Articles in = scored + set aside, from every kind of file, whatever stands in them; no id is lost or doubled."""

import contextlib
import csv
import html
import io
import json
import tempfile
import warnings
from pathlib import Path

import pandas as pd
import pytest
from hostile_files import pdf, said
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from framing import clean, find_hits, find_statements, read_actors, read_articles, read_lexicon, score, split_voices
from framing._study.provenance import count
from framing._study.tables import from_bytes, to_bytes

LEXICON, ACTORS = read_lexicon(), read_actors()
SENTENCES = [
    "The envoy said that dialogue must go on, and that any threat would end the talks.",
    "«Мы хотим договориться», — сказал посол, но угроза санкций остаётся.",
    "Die Gespräche gehen weiter, sagte sie; ein Ultimatum wäre „ein Fehler“.",
]
PIECES = [
    *SENTENCES, "", " ", "\n", "\n\n", "\t", "\r\n", "\x0b", "\x1c", "\u2028", "\ufeff", "\u202e", "\u00ad", "\u200b",
    "e\u0301\u0316", "ß", "ё", "😀", "„", "“", "«", "»", '"', '""', "'", ",", ";", "|", "\\", "=1+1", "+", "-",
    "@x", "$x$", "_",
    "<script>x()</script>", "</p>", "<!--", "]]>", "&", "&amp;", "&#0;", "{", "}", "[", "null", "NA", "id: x",
    "lang: ru", "End of Document", "Body", "HD   x", "%PDF", "PK\x03\x04", "../../x", "CON", "Ад", "Ð¡Ð°", "a" * 300,
]  # fmt: skip
WORDS = st.lists(
    st.one_of(
        st.sampled_from(PIECES),
        st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=5),
    ),
    max_size=8,
).map(" ".join)  # fmt: skip
ARTICLE_COLUMNS = ["id", "outlet", "side", "lang", "date", "title", "text"]
ARTICLE = st.fixed_dictionaries({
    "id": st.one_of(st.sampled_from(["a", "A", "a~2", "", "e\u0301", "é", "=1", "../x", "a#1", "a/1"]), WORDS),
    "outlet": WORDS, "side": st.sampled_from(["US", "Russia", "", "x"]),
    "lang": st.sampled_from(["en", "de", "ru", "", "fr", "x y"]),
    "date": st.sampled_from(["2034-09-12", "0000-01-01", "99999", "12. September 2034", ""]), "title": WORDS,
    "text": WORDS,
})  # fmt: skip
ONE_LINE = {n: " " for n in (*range(32), 0x7F, 0x85, 0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF)}
# in XML, or read as letters of Windows
FORBIDDEN = {n: "" for n in (*range(9), 11, 12, *range(14, 32), *range(0x7F, 0xA0), 0xFFFE, 0xFFFF)}


def flat(value):
    return value.translate(ONE_LINE).strip()


def plain(value):
    return value.translate(FORBIDDEN)


def line_ends(value):
    return value.replace("\r\n", "\n").replace("\r", "\n")


def feed_id(value):
    return line_ends(plain(value))


def lines_of(rows):
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


def write_csv(folder, rows, columns=None, delimiter=","):
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter)  # its line end makes it quote a lone \r, which else ends a line
    writer.writerow((columns or {}).get(c, c) for c in rows[0])
    writer.writerows(row.values() for row in rows)
    (folder / "a.csv").write_bytes(out.getvalue().encode())


def write_xlsx(folder, rows):
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active.append(list(rows[0]))
    for row in rows:
        book.active.append([plain(v)[:30_000] for v in row.values()])
        for cell in book.active[book.active.max_row]:
            cell.data_type = "s"
    book.save(folder / "a.xlsx")


def write_texts(folder, rows):
    for n, row in enumerate(rows):
        head = "\n".join(f"{k}: {flat(v)}" for k, v in row.items() if k != "text")
        (folder / f"{n}.txt").write_bytes(f"{head}\n\n{row['text']}".encode())


def write_feed(folder, rows):
    def tag(name, value):
        return f"<{name}>{html.escape(plain(value))}</{name}>"

    items = "".join(
        "<item>" + tag("guid", r["id"]) + tag("title", r["title"]) + tag("description", r["text"]) + "</item>"
        for r in rows
    )
    (folder / "a.rss").write_bytes(f'<?xml version="1.0"?><rss version="2.0"><channel>{items}</channel></rss>'.encode())


def write_atom(folder, rows):
    def tag(name, value):
        return f"<{name}>{html.escape(plain(value))}</{name}>"

    items = "".join(
        "<entry>"
        + tag("id", r["id"])
        + tag("title", r["title"])
        + f'<content type="text">{html.escape(plain(r["text"]))}</content></entry>'
        for r in rows
    )
    (folder / "a.xml").write_bytes(
        f'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom">{items}</feed>'.encode()
    )


def page_of(row):
    words = "".join(f"<p>{html.escape(plain(line))}</p>" for line in row["text"].split("\n"))
    title = html.escape(plain(row["title"]))
    head = f"<!doctype html><html><head><title>{title}</title></head>"
    return f"{head}<body><article>{words}</article></body></html>".encode()


def write_pages(folder, rows):
    for n, row in enumerate(rows):
        (folder / f"{n}.html").write_bytes(page_of(row))


def write_warc(folder, rows):
    out = b""
    for n, row in enumerate(rows):
        http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + page_of(row)
        head = (
            f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{n}>\r\nWARC-Target-URI: http://x.example/{n}"
            "\r\nWARC-Date: 2034-09-12T00:00:00Z\r\nContent-Type: application/http; msgtype=response\r\n"
        )
        out += f"{head}Content-Length: {len(http)}\r\n\r\n".encode() + http + b"\r\n\r\n"
    (folder / "a.warc").write_bytes(out)


def write_word(folder, rows):
    docx = pytest.importorskip("docx")
    for n, row in enumerate(rows):
        document = docx.Document()
        for line in row["text"].split("\n"):
            document.add_paragraph(plain(line))
        document.save(folder / f"{n}.docx")


def write_rtf(folder, rows):
    for n, row in enumerate(rows):
        units = memoryview(row["text"].encode("utf-16-le")).cast("H")
        words = "".join(f"\\u{u if u < 32768 else u - 65536}?" for u in units)
        (folder / f"{n}.rtf").write_bytes(f"{{\\rtf1\\ansi {words}}}".encode())


def write_pdf(folder, rows):
    for n, row in enumerate(rows):
        words = row["text"].replace("\\", "").replace("(", "").replace(")", "")
        (folder / f"{n}.pdf").write_bytes(pdf(said(flat(words))))


def write_nexis(folder, rows):
    parts = [
        f"{flat(r['title']) or 'x'}\n\n{flat(r['outlet']) or 'x'}\n\nJanuary 10, 2034\n\nBody\n\n{_no_marks(r['text'])}"
        "\n\nLoad-Date: January 11, 2034\n\nEnd of Document\n\n"
        for r in rows
    ]  # fmt: skip
    (folder / "a.txt").write_bytes("".join(parts).encode())


def write_factiva(folder, rows):
    parts = [
        f"HD   {flat(r['title'])}\nSN   {flat(r['outlet'])}\nTD   {_no_marks(r['text'])}\n\nDocument ABCD{n:021d}\n\n"
        for n, r in enumerate(rows)
    ]
    (folder / "a.txt").write_bytes("".join(parts).encode())


def _no_marks(text):
    """The export's own marks can't be told from the same words in an article: these are left out."""
    return " ".join(text.replace("End of Document", "").replace("Body", "").replace("HD ", "").split())


def write_debate(folder, rows):
    place = folder / "TXT" / "Session 77 - 2034"
    place.mkdir(parents=True)
    for n, row in enumerate(rows):
        (place / f"A{chr(65 + n)}A_77_2034.txt").write_bytes(row["text"].encode())


def write_parquet(folder, rows):
    pd.DataFrame(rows, dtype="str").to_parquet(folder / "a.parquet", index=False)


MEDIA_CLOUD = {"outlet": "media_name", "date": "publish_date", "lang": "language"}
GDELT = {"outlet": "domain", "date": "seendate", "lang": "language", "side": "sourcecountry"}
KINDS = {
    "texts": (write_texts, {}), "csv": (write_csv, {}),
    "semicolons": (lambda f, r: write_csv(f, r, delimiter=";"), {}),
    "xlsx": (write_xlsx, {}), "jsonl": (lambda f, r: (f / "a.jsonl").write_bytes(lines_of(r)), {}),
    "json": (lambda f, r: (f / "a.json").write_text(json.dumps({"articles": r}), encoding="utf-8"), {}),
    "parquet": (write_parquet, {}), "pages": (write_pages, {}), "warc": (write_warc, {}), "rss": (write_feed, {}),
    "atom": (write_atom, {}), "word": (write_word, {}), "rtf": (write_rtf, {}), "pdf": (write_pdf, {}),
    "nexis": (write_nexis, {}), "factiva": (write_factiva, {}), "debate": (write_debate, {}),
    "media cloud": (lambda f, r: write_csv(f, r, MEDIA_CLOUD), MEDIA_CLOUD),
    "gdelt": (lambda f, r: write_csv(f, r, GDELT), GDELT),
}  # fmt: skip
CSVS = ("csv", "semicolons", "media cloud", "gdelt")
WITH_IDS = {"texts", "csv", "semicolons", "xlsx", "jsonl", "json", "parquet", "rss", "atom", "media cloud", "gdelt"}
ONE = {"xlsx": plain, "texts": flat, "rss": feed_id, "atom": feed_id} | dict.fromkeys(CSVS, line_ends)
ALL = list(HealthCheck)
EXACT = {"jsonl", "json", "parquet"}  # each letter of a text comes back


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=4, deadline=None, derandomize=True, phases=[Phase.generate], suppress_health_check=ALL)
@given(rows=st.lists(ARTICLE, min_size=1, max_size=5))
def test_what_came_in_is_scored_or_set_aside(kind, rows):
    conserved(kind, rows)


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=ALL)
@given(rows=st.lists(ARTICLE, min_size=1, max_size=8))
def test_what_came_in_is_scored_or_set_aside_in_many_more(kind, rows):
    conserved(kind, rows)


def conserved(kind, rows):
    write, columns = KINDS[kind]
    rows = [{name: row[name] for name in ARTICLE_COLUMNS} for row in rows]
    with tempfile.TemporaryDirectory() as place, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a parser's remark about letters of this kind is no matter here
        folder = Path(place) / "in"
        folder.mkdir()
        with contextlib.redirect_stderr(io.StringIO()):
            write(folder, rows)
            raw = read_articles(folder, columns=columns)
    assert len(raw) == len(rows), (raw[["origin", "notes", "id"]].values.tolist(), rows)
    assert not raw["id"].duplicated().any()
    if kind in WITH_IDS:
        one = ONE.get(kind, str)
        written = {one(row["id"]).strip() for row in rows} - {""}
        assert written <= set(raw["id"]), written - set(raw["id"])
    if kind in EXACT:
        assert raw["text"].tolist() == [row["text"] for row in rows]
    articles = clean(raw)
    assert articles["id"].tolist() == raw["id"].tolist()
    aside = articles[articles["status"] == "quarantined"]
    assert (aside["notes"] != "").all()
    articles["story"] = articles["id"]
    statements = find_statements(articles)
    voices = split_voices(articles, ACTORS, statements)
    tables = {
        "articles": articles, "set_aside": aside, "voices": voices, "told": voices,
        "scores": score(articles, find_hits(articles, LEXICON)),
    }  # fmt: skip
    counts = count(tables)  # an error where something was lost
    assert counts["scores"] == {"articles": len(rows), "scored": len(rows) - len(aside), "set aside": len(aside)}
    assert set(tables["scores"]["id"]) | set(aside["id"]) == set(raw["id"])
    for name, table in tables.items():
        for ending in ("csv", "parquet"):
            data, kinds = to_bytes(table, ending)
            again = from_bytes(data, ending, kinds)
            assert len(again) == len(table), name
