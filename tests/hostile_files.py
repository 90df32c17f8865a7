"""The files of somebody who means harm, each made by code, and how reading it must end.

`ends` is `"2 scored, 1 aside"`, or words of the ValueError that refuses the file.
"""

import io
import json
import os
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

SECRET = "Kestrel-nine-under-the-floor"  # stands in a file outside of the folder: no output may hold it
GOOD = (
    "The envoy said that dialogue must go on, and that any threat would end the talks in the harbour. “We want "
    "an agreement,” said Mara Quill of the port office, while the ministers warned of sanctions and of a new ultimatum."
)
GERMAN = "Die Gespräche gehen weiter, sagte Ministerin Mara Quill; ein neues Ultimatum wäre „ein Fehler für alle“."
RUSSIAN = "«Мы хотим договориться», — сказал посол, но угроза санкций остаётся, и переговоры продолжаются в порту."
RUN = "document.title='PWNED'"
EVIL = [
    f"<script>{RUN}</script>", f"<img src=x onerror={RUN}>", f"<svg/onload={RUN}>", f'"><script>{RUN}</script>',
    f"<iframe srcdoc='<script>parent.{RUN}</script>'>", f"<a href='java\tscript:{RUN}'>x</a>",
    f"</style></textarea><script>{RUN}</script>", f"&lt;script&gt;{RUN}&lt;/script&gt;", "<meta http-equiv=refresh>",
    f"<math><mtext><style><img title='</style><img src=x onerror={RUN}>'>", "<p style='background:url(//x.example)'>",
    f"<scr<script>ipt>{RUN}</scr</script>ipt>", f"&amp;lt;img src=x onerror={RUN}&amp;gt;", "<!--><base href=//x>",
]  # fmt: skip
FORMULAS = ["=HYPERLINK('//x')", "+1+1", "-1+1", "@SUM(1)", "\t=1+1", "\r=1+1", "\n=1", " =1+1", "＝1+1", "'=1", ""]
LABELS = ["$\\frac{1}{$", "$$x_$", "a_b^c", "\\usepackage{x}", "{x", "%s%n", "$", "\\", "_", "^", "{{ 7*7 }}"]


class Case(NamedTuple):
    """A hostile input: its name, what makes it in an empty folder, how reading it ends."""

    name: str
    make: Callable[[Path], Path]
    ends: str


def put(folder: Path, name: str, what: bytes | str) -> Path:
    path = folder / name
    path.write_bytes(what if isinstance(what, bytes) else what.encode("utf-8", errors="surrogatepass"))
    return path


def lines(*rows: dict) -> str:
    return "".join(json.dumps({"lang": "en"} | row) + "\n" for row in rows)


def zipped(files: dict[str, bytes | str], change: Callable[[zipfile.ZipInfo], None] | None = None) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files.items():
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            if change:
                change(info)
            archive.writestr(info, data)
    return out.getvalue()


def office(raw: bytes, part: str, change: Callable[[str], str]) -> bytes:
    """A Word or Excel file with one of its parts changed."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    return zipped({name: change(data.decode()) if name == part else data for name, data in files.items()})


def word_file() -> bytes:
    import docx

    document, out = docx.Document(), io.BytesIO()
    document.add_paragraph(GOOD)
    document.save(out)
    return out.getvalue()


def sheet(rows: list[list] | None = None) -> bytes:
    import openpyxl

    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in rows or [["id", "lang", "text"], ["a", "en", GOOD]]:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def pdf(stream: bytes, *, kids: bytes = b"3 0 R", more: bytes = b"", tail: bytes = b"", root: bytes = b"") -> bytes:
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R %s >>" % root, b"<< /Type /Pages /Kids [%s] /Count 1 >>" % kids,
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(stream), more, stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]  # fmt: skip
    out, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % p for p in places)
    return out + table + b"trailer << /Size 6 /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF" % (tail, len(out))


SCRIPT = b"/OpenAction << /S /JavaScript /JS (app.alert(1)) >>"


def said(text: str) -> bytes:
    return b"BT /F1 12 Tf 72 720 Td (%s) Tj ET" % text.encode("ascii", "ignore")


def warc(body: bytes, length: int | None = None) -> bytes:
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + body
    head = (
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:1>\r\nWARC-Target-URI: http://x.example/1\r\n"
        "WARC-Date: 2034-09-12T00:00:00Z\r\nContent-Type: application/http; msgtype=response\r\n"
        f"Content-Length: {len(http) if length is None else length}\r\n\r\n"
    )
    return head.encode() + http + b"\r\n\r\n"


def page(body: str = "", head: str = "") -> str:
    paragraphs = "".join(f"<p>{GOOD} Number {n} stays in the customs house until the evening.</p>" for n in range(4))
    top = f"<!doctype html><html lang='en'><head><title>Six hours</title>{head}</head>"
    return f"{top}<body><article><h1>Six hours</h1>{paragraphs}{body}</article></body></html>"


def feed(entities: str, text: str) -> str:
    item = f"<item><guid>n1</guid><title>Six hours</title><description>{GOOD} {text}</description></item>"
    start = f'<?xml version="1.0"?><!DOCTYPE rss [{entities}]>' if entities else '<?xml version="1.0"?>'
    return f'{start}<rss version="2.0"><channel><title>Ledger</title><language>en</language>{item}</channel></rss>'


LAUGHS = '<!ENTITY a0 "ha ha ha ha ha ">' + "".join(
    f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)
)  # fmt: skip
QUADRATIC = f'<!ENTITY a "{"ha " * 20_000}">'
OUTSIDE = '<!ENTITY a SYSTEM "file://{secret}">'


def outside(folder: Path) -> Path:
    """A file that lies beside the folder; nothing of it may be read."""
    return put(folder.parent, "secret.txt", f"{SECRET}. {GOOD}")


def external(folder: Path) -> Path:
    return put(folder, "a.rss", feed(OUTSIDE.replace("{secret}", str(outside(folder))), "&a;"))


# --- archives and bombs


def lying_zip(folder: Path) -> Path:
    """The directory says ten bytes; there are five million."""
    raw = bytearray(zipped({"a.txt": b"a" * 5_000_000}))
    for sign, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = raw.index(sign) + place
        raw[at : at + 4] = struct.pack("<I", 10)
    return put(folder, "a.zip", bytes(raw))


def overlapping_zip(folder: Path) -> Path:
    """A thousand entries of the directory that all point to one megabyte."""
    raw = zipped({"aaaa.txt": (GOOD * 5000)[:1_000_000]})
    begin = raw.index(b"PK\x01\x02")
    end = raw.index(b"PK\x05\x06")
    entries = raw[begin:end] * 1000
    tail = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 1000, 1000, len(entries), begin, 0)
    return put(folder, "a.zip", raw[:begin] + entries + tail)


def paths_in_zip(folder: Path) -> Path:
    names = ["../../up.txt", "/etc/x.txt", "c:\\y.txt", "CON.txt", "a/../../b.txt", "\\\\host\\z.txt"]
    return put(folder, "a.zip", zipped(dict.fromkeys(names, GOOD)))


def link_in_zip(folder: Path) -> Path:
    def link(info: zipfile.ZipInfo) -> None:
        info.external_attr = 0o120777 << 16

    return put(folder, "a.zip", zipped({"link.txt": str(outside(folder))}, link))


def method_in_zip(folder: Path) -> Path:
    raw = bytearray(zipped({"a.txt": GOOD}))
    for sign, place in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        at = raw.index(sign) + place
        raw[at : at + 2] = struct.pack("<H", 99)
    return put(folder, "a.zip", bytes(raw))


def locked_zip(folder: Path) -> Path:
    raw = bytearray(zipped({"a.txt": GOOD}))
    for sign, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        raw[raw.index(sign) + place] |= 1
    return put(folder, "a.zip", bytes(raw))


def tar_in_gzip(folder: Path) -> Path:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        info = tarfile.TarInfo("../../up.txt")
        info.size = len(GOOD.encode())
        archive.addfile(info, io.BytesIO(GOOD.encode()))
    return put(folder, "a.tar.gz", out.getvalue())


def pdf_bomb(folder: Path) -> Path:
    return put(folder, "a.pdf", pdf(zlib.compress(b"(a) Tj " * 20_000_000), more=b"/Filter /FlateDecode"))


def parquet_bomb(folder: Path) -> Path:
    """A dictionary of one text of a megabyte, and a thousand rows that point to it."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    text = pa.DictionaryArray.from_arrays(pa.array([0] * 1000, pa.int32()), [(GOOD * 5000)[:1_000_000]])
    table = pa.table({"text": text, "lang": ["en"] * 1000})
    pq.write_table(table, folder / "a.parquet", compression="zstd", store_schema=False)
    return folder / "a.parquet"


def parquet_of_bytes(folder: Path) -> Path:
    """Bytes that are no letters, lists, structs and nulls where texts should be."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = {
        "id": pa.array([1, 2, None]), "text": pa.array([b"\xff\xfe\x00", GOOD.encode(), None], pa.binary()),
        "lang": ["en"] * 3, "more": [[{"a": [1]}], [], None],
    }  # fmt: skip
    pq.write_table(pa.table(table), folder / "a.parquet")
    return folder / "a.parquet"


# --- office files


def wide_sheet(folder: Path) -> Path:
    """Two rows that say they are a million of sixteen thousand cells."""

    def far(xml: str) -> str:
        xml = xml.replace('<dimension ref="A1:C2"', '<dimension ref="A1:XFD1048576"')
        return xml.replace("</sheetData>", '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>')

    return put(folder, "a.xlsx", office(sheet(), "xl/worksheets/sheet1.xml", far))


def entities_in(kind: str, entities: str) -> Callable[[Path], Path]:
    """A Word or Excel file whose first letters are an entity."""

    def change(xml: str) -> str:
        declaration, mark, body = xml.rpartition("?>")
        return f"{declaration}{mark}<!DOCTYPE x [{entities}]>{body.replace('The envoy', '&a; The envoy')}"

    def make(folder: Path) -> Path:
        nonlocal entities
        entities = entities.replace("{secret}", str(outside(folder)))
        if kind == "docx":
            return put(folder, "a.docx", office(word_file(), "word/document.xml", change))
        return put(folder, "a.xlsx", office(sheet(), "xl/worksheets/sheet1.xml", change))

    return make


# --- folders


def links(folder: Path) -> Path:
    """A good file, a link out of the folder, one to itself, one to nothing, a pipe."""
    put(folder, "good.txt", f"lang: en\noutlet: Ledger\n\n{GOOD}")
    (folder / "out.txt").symlink_to(outside(folder))
    (folder / "nothing.txt").symlink_to(folder / "gone.txt")
    (folder / "round.txt").symlink_to(folder / "round.txt")
    (folder / "loop").symlink_to(folder, target_is_directory=True)
    os.mkfifo(folder / "pipe.txt")
    return folder


def odd_names(folder: Path) -> Path:
    """Names that are commands, formulas, no letters, or as long as a name may be."""
    for name in ("=1+1.txt", "-rf.txt", "$(x).txt", "a\nb.txt", "\u202egnp.txt", "w" * 251 + ".txt", "<b>.txt"):
        put(folder, name, f"lang: en\n\n{GOOD}")
    Path(os.fsdecode(os.fsencode(folder) + b"/caf\xe9.txt")).write_text(f"lang: en\n\n{GOOD}", encoding="utf-8")
    return folder


def folders_as_files(folder: Path) -> Path:
    (folder / "a.txt").mkdir()
    (folder / "b.csv").mkdir()
    put(folder / "a.txt", "c.txt", f"lang: en\n\n{GOOD}")
    return folder


def deep_folder(folder: Path) -> Path:
    inner = folder
    for _ in range(400):
        inner = inner / "x"
        inner.mkdir()
    put(inner, "a.txt", f"lang: en\n\n{GOOD}")
    return folder


def empty_files(folder: Path) -> Path:
    put(folder, "good.txt", f"lang: en\n\n{GOOD}")
    for name, what in {"a.txt": "", "b.csv": " \n", "c.pdf": "", "d.xlsx": ""}.items():
        put(folder, name, what)
    return folder


# --- tables and pages


def own_columns(folder: Path) -> Path:
    """Columns that are called as those which the verbs add."""
    names = """story status notes notes_ origin origin_ start end words sentences hits hit confrontation dialogue
        balance intensity voice actor speaker article statement kind sure place concept form shift counts_as edit before
        index level_0 n value uid digest emphasis text_ lang_ cue rule via 0 __class__""".split()
    rows = [{"id": str(n), "outlet": "x", "side": "US", "text": GOOD} | dict.fromkeys(names, "5") for n in range(2)]
    return put(folder, "a.jsonl", lines(*rows))


def many_columns(folder: Path) -> Path:
    """Each row has columns of its own."""
    return put(folder, "a.jsonl", lines(*({"text": GOOD} | {f"{n}-{k}": "" for k in range(99)} for n in range(100))))


def cells(values: list[str]) -> Callable[[Path], Path]:
    """A table with a row a value, which stands in all of its cells and names a column."""

    def make(folder: Path) -> Path:
        about = ("outlet", "side", "title", "author", "url")
        rows = [
            {"id": f"{v}{n}", "text": f"{v} {GOOD} “We want {v},” said {v} Quill.", f"{v}.": v}
            | dict.fromkeys(about, v)
            for n, v in enumerate(values)
        ]
        return put(folder, "a.jsonl", lines(*rows))

    return make


def evil_page() -> str:
    fields = "og:title og:site_name author article:author og:url keywords article:published_time description".split()
    quoted = [v.replace('"', "&quot;").replace("<", "&lt;") for v in EVIL]
    metas = "".join(f'<meta name="{n}" property="{n}" content="{quoted[k % len(EVIL)]}">' for k, n in enumerate(fields))
    data = json.dumps(
        {"@type": "NewsArticle", "headline": EVIL[0], "author": {"name": EVIL[1]}, "url": f"javascript:{RUN}"}
    )
    return page(
        "".join(f"<p>{v} {GOOD}</p>" for v in EVIL), f'{metas}<script type="application/ld+json">{data}</script>'
    )
