"""The hostile inputs as one table, and a process that takes each through all verbs and measures what it costs.

``python tests/hostile_cases.py [name ...]`` prints a line of JSON a case. Each runs in a fork of a process in which all
is warm: its peak of memory and its processor time are its own, and what it opens, writes or calls is watched.
"""

import bz2
import csv
import gzip
import io
import json
import lzma
import os
import re
import sys
import tempfile
import traceback
import warnings
from html.parser import HTMLParser
from pathlib import Path

import hostile_files as h
from hostile_files import (
    EVIL,
    FORMULAS,
    GOOD,
    LABELS,
    LAUGHS,
    OUTSIDE,
    QUADRATIC,
    RUN,
    SECRET,
    Case,
    lines,
    put,
    zipped,
)

import framing as fr
from framing._check import scorable
from framing._report.markup import Cleaner
from framing._study.files import write_whole
from framing._study.tables import csv_bytes, to_bytes

MEMORY, FACTOR, SECONDS = 200e6, 10, 10  # bytes above the baseline, and times the input; seconds a megabyte
NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e[+-]?\d+)?")


def text(*parts, name="a.txt", times=1, head="lang: en\n\n"):
    """What makes a text file of an ordinary article and of `parts`, as often as is said."""
    return lambda folder: put(folder, name, head + GOOD + "".join(parts) * times)


def rows(column, values, **more):
    """What makes a table with a row a value."""
    return lambda f: put(f, "a.jsonl", lines(*({"text": GOOD} | more | {column: v} for v in values)))


def zip_of(files):
    return lambda f: put(f, "a.zip", zipped(files()))


def raw(name, make):
    return lambda f: put(f, name, make())


# fmt: off
CASES = [
    # archives that unpack to more than is sane, or lead elsewhere
    Case("gzip bomb", raw("a.txt.gz", lambda: gzip.compress(b"a" * 20_000_000)), "200 times its size"),
    Case("gzip in gzip", raw("a.gz", lambda: gzip.compress(gzip.compress(b"a" * 50_000_000))), "no kind of file"),
    Case("bzip2 bomb", raw("a.bz2", lambda: bz2.compress(b"\0" * 100_000_000)), "200 times its size"),
    Case("xz bomb", raw("a.csv.xz", lambda: lzma.compress(b"text,id\n" + b"a" * 100_000_000)), "200 times its size"),
    Case("zip bomb", zip_of(lambda: {"a.txt": b"a" * 20_000_000}), "200 times its size"),
    Case("many small bombs", zip_of(lambda: {f"{n}.txt": b"a" * 2**20 for n in range(300)}), "200 times its size"),
    Case("overlapping zip", h.overlapping_zip, "unpacks to more than 512 MB"),
    Case("zip in zip", zip_of(lambda: {"b.zip": zipped({"a.txt": GOOD})}), "0 scored, 1 aside"),
    Case("zip of ten thousand", zip_of(lambda: dict.fromkeys(map(str, range(10_001)), "x")), "10000 is the most"),
    Case("zip that lies about sizes", h.lying_zip, "Bad CRC-32"),
    Case("paths in a zip", h.paths_in_zip, "6 scored, 0 aside"),
    Case("link in a zip", h.link_in_zip, "1 scored, 0 aside|0 scored, 1 aside"),
    Case("zip with an unknown method", h.method_in_zip, "compression method is not supported"),
    Case("zip with a password", h.locked_zip, "with a password; unpack it first"),
    Case("zip that breaks off", raw("a.zip", lambda: zipped({"a.txt": GOOD * 99})[:200]), "damaged zip archive"),
    Case("tar with a path", h.tar_in_gzip, "no kind of file"),
    Case("Parquet bomb", h.parquet_bomb, "200 times its size"),
    Case("PDF with a bomb", h.pdf_bomb, "Limit reached while decompressing"),
    Case("web archive with a bomb", raw("a.warc.gz", lambda: gzip.compress(h.warc(b"<p>" * 7 * 10**7))), "0 scored, 1"),
    # XML that grows or reads other files
    Case("billion laughs in a feed", raw("a.rss", lambda: h.feed(LAUGHS, "&a9;")), "defines entities"),
    Case("billion laughs in UTF-16", raw("a.rss", lambda: h.feed(LAUGHS, "&a9;").encode("utf-16")), "defines entities"),
    Case("quadratic entities", raw("a.rss", lambda: h.feed(QUADRATIC, "&a;" * 20_000)), "0 scored, 1 aside"),
    Case("laughs behind a comment", raw("a.rss", lambda: h.feed(f"<!--{'x' * 9**5}-->{LAUGHS}", "&a9;")), "0 sc"),
    Case("external entity in a feed", h.external, "defines entities"),
    Case("billion laughs in Excel", h.entities_in("xlsx", LAUGHS.replace("a9", "a")), "no sound Excel file"),
    Case("external entity in Excel", h.entities_in("xlsx", OUTSIDE), "no sound Excel file"),
    Case("billion laughs in Word", h.entities_in("docx", LAUGHS.replace("a9", "a")), "amplification"),
    Case("external entity in Word", h.entities_in("docx", OUTSIDE), r"0 scored, 1 aside|a\.docx: "),
    # documents that lie or break off
    Case("sheet of a billion cells", h.wide_sheet, "1 scored, 1 aside"),
    Case("Word that is none", zip_of(lambda: {"word/document.xml": "<x/>"}), "it can't be read"),
    Case("Word that breaks off", raw("a.docx", lambda: h.word_file()[:9000]), "damaged zip archive"),
    Case("PDF whose pages are a ring", raw("a.pdf", lambda: h.pdf(h.said(GOOD), kids=b"2 0 R 3 0 R")),
         "it can't be read"),
    Case("PDF whose table is a ring", raw("a.pdf", lambda: h.pdf(h.said(GOOD), tail=b"/Prev 9")), "1 scored, 0 aside"),
    Case("PDF with a script", raw("a.pdf", lambda: h.pdf(h.said(GOOD), root=h.SCRIPT)), "1 scored, 0 aside"),
    Case("PDF that breaks off", raw("a.pdf", lambda: h.pdf(h.said(GOOD))[:500]), "it can't be read"),
    Case("RTF of groups", raw("a.rtf", lambda: "{\\rtf1 " + "{" * 200_000 + GOOD), "1 scored, 0 aside"),
    Case("RTF with no letters", raw("a.rtf", lambda: "{\\rtf1 \\u99999999? \\'zz \\bin9999 x}"), "a damaged RTF file"),
    Case("RTF with half letters", raw("a.rtf", lambda: f"{{\\rtf1 \\u-10179? {GOOD}}}"),
         "1 scored, 0 aside|0 scored, 1"),
    Case("web archive that lies", raw("a.warc", lambda: h.warc(h.page().encode(), 10**12)), "1 scored, 0 aside"),
    Case("page too deep", raw("a.html", lambda: h.page("<div>" * 100_000)), "1 scored, 0 aside"),
    Case("page of eleven megabytes", raw("a.html", lambda: h.page("<p>word</p>" * 1_000_000)), "more than 10 MB"),
    Case("page of one attribute", raw("a.html", lambda: h.page(f"<p title='{'x ' * 10**6}'></p>")),
         "1 scored, 0 aside"),
    Case("mail with attachment", text("QUFB" * 90_000, name="a.eml", head="From: x\nSubject: =?b?x?=\n\n"), "1 scored"),
    Case("Parquet of bytes and lists", h.parquet_of_bytes, "2 scored, 1 aside"),
    Case("Parquet that is none", raw("a.parquet", lambda: b"PAR1" + b"\xff" * 999 + b"PAR1"), "no Parquet file"),
    # tables
    Case("million columns", raw("a.csv", lambda: "text," + ",".join(map(str, range(10**6))) + "\nx\n"), "1,000 is the"),
    Case("columns without end", h.many_columns, "10 scored, 1 aside"),
    Case("quotation mark never closed", raw("a.csv", lambda: 'id,text\na,"' + "b,x\nc,y\n" * 99), "0 scored, 1 aside"),
    Case("quotation mark too many", raw("a.csv", lambda: 'id,text\na,"x\nb,"y"\nc,z\n'), "0 scored, 2 aside"),
    Case("JSON too deep", raw("a.json", lambda: "[" * 200_000), "no JSON"),
    Case("cells too deep",
         raw("a.jsonl", lambda: lines({"text": GOOD})[:-2] + ', "x": ' + '{"a":' * 900 + "1" + "}" * 901),
         "1 scored, 0 aside|0 scored, 1 aside"),
    Case("lines that are no JSON",
         raw("a.jsonl", lambda: lines({"text": GOOD}) + '{"text": \n[1]\n"x"\nNaN\n' + "1" * 9999),
         "1 scored, 5 aside"),
    Case("half letters in JSON", rows("id", ["\ud800", "\udfff", "\ud83d\ude00"], title="\ud83d"), "3 scored, 0 aside"),
    Case("names of our own columns", h.own_columns, "2 scored, 0 aside"),
    Case("ids used twice", rows("id", ["a", "a", "a~2", "a", "a~3", "A", "é", "e\u0301", "", " a "]),
         "10 scored, 0 aside"),
    Case("ids that are paths or pages", rows("id", ["../../x", "/etc/x", "CON", "a\nb", "a#1", "a/1",
         "w" * 9999, *EVIL]),
         "21 scored, 0 aside"),
    Case("cells that are formulas", h.cells(FORMULAS), f"{len(FORMULAS)} scored, 0 aside"),
    Case("labels that are formulas", h.cells(LABELS * 3), f"{3 * len(LABELS)} scored, 0 aside"),
    Case("days that never were",
         rows("date", ["0000-00-00", "99999-01-01", "2034-02-30", "0001-01-01", "9999-12-31", "1e9",
         "٢٠٣٤-٠١-٠١", "9" * 5000, "01/02/2034", "2034-01-01T25:61:99+99:99"]), "10 scored, 0 aside"),
    # pages and texts that would run
    Case("scripts in a page", raw("a.html", h.evil_page), "1 scored, 0 aside"),
    Case("scripts in all cells", h.cells(EVIL), f"{len(EVIL)} scored, 0 aside"),
    Case("Markdown with markup", text(f"![x](//x.example/a.png) [x](javascript:{RUN}) <{RUN}>"), "1 scored, 0 aside"),
    # letters
    Case("bytes that are no letters", raw("a.txt", lambda: bytes(range(1, 256)) * 400), "0 scored, 1 aside"),
    Case("two encodings in one file",
         raw("a.txt", lambda: "Послы говорили. ".encode() * 40 + "Договора нет. ".encode("cp1251") * 40),
         "1 scored, 0 aside|0 scored, 1 aside"),
    Case("UTF-16 without a mark", raw("a.txt", lambda: GOOD.encode("utf-16-le")), "1 scored, 0 aside"),
    Case("UTF-16 cut in a letter", raw("a.txt", lambda: GOOD.encode("utf-16")[:-1]),
         "1 scored, 0 aside|0 scored, 1 aside"),
    Case("marks and zeros", raw("a.csv", lambda: "\ufeff\ufefftext;lang\n" + f'"{GOOD}\0\ufeff\0";en\n' * 90),
         "90 scored"),
    Case("half letters in UTF-8", text("\ud800\udfff"), "1 scored, 0 aside|0 scored, 1 aside"),
    Case("million accents", text("\u0316\u0301", times=500_000), "0 scored, 1 aside|1 scored, 0 aside"),
    Case("from right to left", text(f"\u202e{GOOD}\u202c\u2066{GOOD}\u200b\u200d\u034f"), "1 scored, 0 aside"),
    Case("numbers of no letters", text(f" &#{'1' * 9999}; &#x{'f' * 9999}; &#xd800; &#0;"), "0 scored, 1 aside"),
    # size and slow patterns
    Case("word of five megabytes", text("a" * 5_000_000), "0 scored, 1 aside"),
    Case("line of eight megabytes", text(GOOD, times=36_000), "0 scored, 1 aside"),
    Case("million lines", text("x\n", times=1_000_000), "0 scored, 1 aside"),
    Case("quotation marks", text('"', times=300_000), "1 scored, 0 aside"),
    Case("opened marks", text("„«‚", times=100_000), "1 scored, 0 aside|0 scored, 1 aside"),
    Case("dashes", text("— ", times=150_000), "1 scored, 0 aside|0 scored, 1 aside"),
    Case("spaces", text(" \u00a0\t", times=100_000), "1 scored, 0 aside"),
    Case("said that", text(" said that", times=30_000), "1 scored, 0 aside"),
    Case("sagte, dass", text(" sagte, dass er sei", times=15_000, head="lang: de\n\n"), "1 scored, 0 aside"),
    Case("по словам", text(" по словам", times=30_000, head="lang: ru\n\n"), "1 scored, 0 aside"),
    Case("hyphens", text("a-", times=150_000), "1 scored, 0 aside"),
    Case("dots", text(". ", times=150_000), "1 scored, 0 aside"),
    Case("opened tags", text("<a ", times=100_000), "1 scored, 0 aside"),
    Case("opened entities", text("&#x", times=100_000), "1 scored, 0 aside"),
    Case("questions", text("\nQ: x?", times=50_000), "1 scored, 0 aside"),
    Case("broken words", text("\nab-", times=75_000), "1 scored, 0 aside"),
    Case("credits", text(" /AFP/AP", times=37_000), "1 scored, 0 aside|0 scored, 1 aside"),
    Case("initials", text(" Mr. A. B.", times=30_000), "1 scored, 0 aside"),
    Case("threats", text(" threat ultimatum", times=17_500), "1 scored, 0 aside"),
    Case("headers", text("\n\nid: x", times=37_500), "1 scored, 0 aside"),
    Case("ends of documents", text("\nEnd of Document\n\nBody\n", times=13_000), "0 scored, 1300"),
    # folders and what is no file
    Case("links and pipes", h.links, "1 scored, 4 aside"),
    Case("odd names of files", h.odd_names, "8 scored, 0 aside"),
    Case("folders named as files", h.folders_as_files, "1 scored, 0 aside"),
    Case("folder too deep", h.deep_folder, "1 scored, 0 aside"),
    Case("empty files", h.empty_files, "1 scored, 3 aside"),
    Case("device", lambda f: Path("/dev/zero"), "neither a file nor a folder"),
]
# fmt: on


class Live(HTMLParser):
    """What of a page could run or fetch something."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        if tag in {"script", "iframe", "object", "embed", "base", "form", "link"}:
            self.found.append(tag)
        for name, value in attrs:
            wrong = name.startswith("on") or re.match(r"\s*(javascript|vbscript|data:text)", value or "", re.I)
            if wrong or (name in {"src", "href"} and not re.match(r"#|https?://|data:(image|font)/", value or "")):
                self.found.append((tag, name, value))


def live_in(html):
    page = Live()
    page.feed(html)
    return page.found


def formulas_in(data):
    """Cells of a CSV file that a spreadsheet would calculate."""
    csv.field_size_limit(2**31 - 1)
    cells = [cell for row in csv.reader(io.StringIO(data.decode(), newline="")) for cell in row if cell]
    return [cell for cell in cells if cell[0] in "=+-@\t\r\n" and not NUMBER.fullmatch(cell)]


def take_through(path, out, lexicon, actors):
    """All verbs, the exports and the pages of an input: how it ended, and what is wrong with what came out."""
    try:
        raw = fr.read_articles(path)
    except ValueError as error:
        return {"ended": str(error), "problems": []}
    articles = fr.find_copies(fr.clean(raw))
    usable = scorable(articles)
    aside = articles[articles["status"] == "quarantined"]
    lost = articles["id"].tolist() != raw["id"].tolist() or articles["id"].duplicated().any()
    problems = ["an article was lost"] * bool(lost)
    problems += ["set aside without a reason"] * bool((aside["notes"] == "").any())
    statements = fr.attribute(fr.find_statements(articles), actors, articles)
    voices = fr.split_voices(articles, actors, statements)
    hits = fr.find_hits(articles, lexicon)
    scores, told = fr.score(articles, hits), fr.score(voices, fr.find_hits(voices, lexicon))
    problems += ["a score was lost"] * (len(scores) != len(usable))
    tables = [articles, fr.removed(raw), statements, scores, told, fr.concordance(articles, hits.head(500))]
    pages = [articles.head(30)._repr_html_()]
    pages += [fr.show(articles, hits, id, voices).html for id in usable["id"].head(20)]
    if len(usable):
        tables.append(fr.summarise(scores, by="outlet", cluster="story"))
        edits = fr.find_edits(articles.head(5))
        tables.append(edits)
        pages += [fr.show_edits(edits, id).html for id in edits["article"].unique()[:2]]
        if len(tables[-2]):
            fr.charts.summarise(tables[-2].head(12)).figure.savefig(out / "chart.svg")
    for number, table in enumerate(tables):
        data = csv_bytes(table)
        problems += [f"table {number} has the formula {cell[:40]!r}" for cell in formulas_in(data)]
        write_whole(out / f"{number}.csv", data)
        to_bytes(table, "parquet")
    for page in pages:
        problems += [f"live: {found}" for found in live_in(page) + live_in(Cleaner().clean(page))]
    written = b"".join(p.read_bytes() for p in out.iterdir())
    problems += ["another file was read"] * (SECRET.encode() in written)
    return {"ended": f"{len(usable)} scored, {len(aside)} aside", "problems": problems}


def watch(out, found):
    """Note whatever this process writes outside of `out`, and each connection and program that it would start."""

    def hook(event, args):
        if event in ("os.rename", "os.remove", "os.mkdir", "os.symlink", "os.link", "os.rmdir"):
            places = [os.fsdecode(p) for p in args[:2] if isinstance(p, (str, bytes, os.PathLike))]
            found.extend(f"{event} {place}" for place in places if not place.startswith(str(out)))
        elif event == "open" and isinstance(args[0], (str, bytes)) and args[2] & (os.O_WRONLY | os.O_RDWR):
            place = os.fsdecode(args[0])
            found.extend([f"open {place}"] * (not place.startswith((str(out), os.devnull))))
        elif event.startswith(
            ("socket.connect", "socket.getaddrinfo", "subprocess", "os.system", "os.exec", "os.posix")
        ):
            found.append(event)

    sys.addaudithook(hook)


def in_a_fork(do):
    """What a function gives in a process of its own, and what that used."""
    read, write = os.pipe()
    pid = os.fork()
    if not pid:
        os.close(read)
        try:
            result = do()
        except BaseException as error:
            where = [f"{w.filename[-30:]}:{w.lineno}" for w in traceback.extract_tb(error.__traceback__)[-3:]]
            result = {"ended": "", "problems": [f"{type(error).__name__}: {str(error)[:300]} {where}"]}
        with os.fdopen(write, "w") as file:
            json.dump(result, file)
        os._exit(0)
    os.close(write)
    with os.fdopen(read) as file:
        said = file.read()
    used = os.wait4(pid, 0)[2]
    return json.loads(said) if said else {"ended": "", "problems": ["the process was killed"]}, used


def run(case, baseline, lexicon, actors):
    """One case: how it ended, what it cost, and what is wrong with either."""
    with tempfile.TemporaryDirectory() as folder:
        place, out = Path(folder) / "in", Path(folder) / "out"
        place.mkdir()
        out.mkdir()
        # what it costs to make a file is no cost of reading it
        path = Path(os.fsdecode(bytes(in_a_fork(lambda: list(os.fsencode(case.make(place))))[0])))
        own = path.rglob("*") if path.is_dir() else [path]
        size = sum(p.stat().st_size for p in own if p.is_file() and not p.is_symlink())

        def do():
            import resource  # not there on Windows

            outside = []
            os.chdir(out)
            resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))  # a case that fails must not stop the machine
            resource.setrlimit(resource.RLIMIT_CPU, (100, 100))
            watch(out, outside)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                found = take_through(path, out, lexicon, actors)
            return found | {"problems": found["problems"] + outside}

        result, used = in_a_fork(do)
    seconds, memory = used.ru_utime + used.ru_stime, used.ru_maxrss * 1024 - baseline
    wrong = result["problems"]
    if not re.search(case.ends, result["ended"]):
        wrong.append(f"it ended with {result['ended'][:200]!r}, not {case.ends!r}")
    if memory > MEMORY + FACTOR * size:
        wrong.append(f"{memory / 1e6:.0f} MB of memory for {size / 1e6:.2f} MB")
    if seconds > SECONDS * max(1.0, size / 1e6):
        wrong.append(f"{seconds:.1f} s for {size / 1e6:.2f} MB")
    about = {"name": case.name, "mb": round(size / 1e6, 3), "seconds": round(seconds, 2), "memory_mb": memory / 1e6}
    return about | {"ended": result["ended"][:200], "wrong": wrong}


def main():
    """All cases, or those that are named."""
    import matplotlib as mpl

    mpl.use("agg")
    lexicon, actors = fr.read_lexicon(), fr.read_actors()
    ordinary = {
        "a.jsonl": lines(*({"text": GOOD, "outlet": o, "date": "2034-01-02"} for o in "ab")), "a.html": h.page(),
        "a.docx": h.word_file(), "a.xlsx": h.sheet(), "a.pdf": h.pdf(h.said(GOOD)), "a.rss": h.feed("", ""),
        "a.warc": h.warc(h.page().encode()), "a.rtf": "{\\rtf1 x}", "a.txt": f"lang: ru\n\n{h.RUSSIAN}",
        "b.txt": f"lang: de\n\n{h.GERMAN}",
    }  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "out").mkdir()
        for name, what in ordinary.items():
            take_through(put(Path(folder), name, what), Path(folder) / "out", lexicon, actors)
    baseline = in_a_fork(dict)[1].ru_maxrss * 1024
    for case in CASES:
        if not sys.argv[1:] or case.name in sys.argv[1:]:
            print(json.dumps(run(case, baseline, lexicon, actors)), flush=True)


if __name__ == "__main__":
    main()
