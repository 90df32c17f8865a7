"""Reports: what a notebook shows, and nothing else, in one file."""

import re
import shutil
import subprocess

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from framing._report import pdf as _pdf
from framing._report.markup import Cleaner
from framing._report.page import _css_string, _joined, _stream, page
from framing.report import render

FIGURE = """
import matplotlib.pyplot as plt
figure, ax = plt.subplots(figsize=(3, 2))
ax.plot(range(top))
ax.set_title("Переговоры о ёлке")
plt.close(figure)
display(figure, metadata={"alt": f"A line from 0 to {top - 1}.", "caption": "n = 3 · «Вестник»"})
"""
TABLE = """
import pandas as pd
table = pd.DataFrame({"outlet": ["Озёрный вестник", "Straßenbote"], "balance": [0.5, -1.25], "n": [3, 12]})
table.style.hide(axis="index").highlight_max(subset="n")
"""


@pytest.fixture(scope="module")
def notebook(tmp_path_factory):
    """A notebook of four cells: text, parameters, a table, a figure."""
    cells = [
        new_markdown_cell("# Ein „Gespräch“ & *zwei* Seiten\n\nЁлка, ß, „so“, «так», weg\u00adfallen: [oben](#top)."),
        new_code_cell("top = 3", metadata={"tags": ["parameters"]}),
        new_code_cell(TABLE),
        new_code_cell(FIGURE),
    ]
    path = tmp_path_factory.mktemp("notebook") / "two-sides.ipynb"
    nbformat.write(new_notebook(cells=cells), path)
    return path


@pytest.fixture(scope="module")
def rendered(notebook):
    return render(notebook, notebook.parent / "out" / "two-sides", parameters={"top": 5})


@pytest.fixture(scope="module")
def html(rendered):
    return rendered["html"].read_text(encoding="utf-8")


def without_execution(*cells, metadata=None):
    """The page of cells that hold their outputs already."""
    return page(new_notebook(cells=list(cells), metadata=metadata or {}), "made.ipynb")


def shown(data, metadata=None, **of_cell):
    """A code cell that shows one thing."""
    return new_code_cell(
        "show()", outputs=[new_output("display_data", data, metadata=metadata or {})], metadata=of_cell
    )


SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">{}</svg>'


# ---- the page


def test_page_shows_text_table_and_figure(html):
    assert "<title>Ein „Gespräch“ &amp; zwei Seiten</title>" in html
    assert "<em>zwei</em> Seiten</h1>" in html
    assert "Ёлка, ß, „so“, «так», weg\u00adfallen" in html
    assert re.search(r"<td[^>]*>Straßenbote</td>", html)
    assert 'alt="A line from 0 to 4."' in html  # the parameter that was given, not the notebook's own
    assert "<figcaption>n = 3 · «Вестник»</figcaption>" in html
    assert "read_csv" not in html and "plt.subplots" not in html and "top = 3" not in html


def test_page_needs_nothing_else(html):
    assert "<script" not in html.casefold()
    assert not re.search(r"""(?:src|href)\s*=\s*["']?\s*(?:https?:|//|file:)|url\((?!data:)|@import""", html)
    assert html.count("data:font/woff2;base64,") == 12
    assert "default-src 'none'" in html
    assert "data:image/svg+xml;base64," in html


def test_columns_of_numbers_are_known_as_such(html):
    assert re.search(r'<td[^>]*class="[^"]*\bnum"[^>]*>12</td>', html)
    assert not re.search(r'<td[^>]*class="[^"]*\bnum"[^>]*>Straßenbote', html)
    assert re.search(r'<th[^>]*class="[^"]*\bnum"[^>]*>balance</th>', html)


def test_second_run_writes_the_same_bytes(notebook, rendered):
    again = render(notebook, notebook.parent / "out" / "again", parameters={"top": 5})
    assert again["html"].read_bytes() == rendered["html"].read_bytes()
    assert not list(again["html"].parent.glob(".*")), "a temporary file stayed"


def test_rendering_prints_nothing(notebook, capfd):
    render(notebook, notebook.parent / "out" / "quiet")
    assert capfd.readouterr() == ("", "")


def test_title_that_the_code_shows_is_the_title_of_the_page():
    cells = shown({"text/plain": "x"}), shown({"text/markdown": "> first\n\n# Zwei *Seiten*, «две» & <b>ё</b>\n\nso"})
    assert "<title>Zwei Seiten, «две» &amp; ё</title>" in without_execution(*cells)
    assert "<title>Ours</title>" in without_execution(*cells, metadata={"title": "Ours"})


def test_title_from_metadata_is_quoted_everywhere():
    title = 'A "</style><script>x()</script>" \\ title'
    html = without_execution(metadata={"title": title, "lang": "ru"})
    assert "<script" not in html and html.count("</style>") == 1
    assert '<html lang="ru">' in html
    assert _css_string('a"\\</b>') == '"a\\22 \\5c \\3c /b\\3e "'


def test_printed_text_is_one_block_without_addresses():
    pieces = [new_output("stream", name="stdout", text=text) for text in ("36 art", "icles\n<object at 0x7f3a>\n")]
    html = without_execution(new_code_cell("", outputs=pieces))
    assert '<pre class="printed">36 articles\n&lt;object&gt;</pre>' in html
    assert [output["text"] for output in _joined(pieces)] == ["36 articles\n<object at 0x7f3a>\n"]


def test_warning_is_shown_without_the_path_of_a_file():
    text = "/home/x/framing/scores.py:12: UserWarning: fewer than five outlets\n  return scores\nplain\n"
    block = _stream(new_output("stream", name="stderr", text=text))
    assert block == {"kind": "warning", "text": "fewer than five outlets\nplain"}


# ---- figures


def test_figure_without_alternative_names_its_cell():
    cells = [new_markdown_cell("# T"), shown({"image/svg+xml": SVG.format("")})]
    with pytest.raises(
        ValueError, match=r"made.ipynb, cell 2 \(`show\(\)`\) shows a figure without a text alternative"
    ):
        without_execution(*cells)


@pytest.mark.parametrize(
    ("metadata", "of_cell"),
    [({"image/svg+xml": {"alt": "Bars"}}, {"alt": "other"}), ({"alt": "Bars"}, {}), ({}, {"alt": "Bars"})],
)
def test_alternative_from_output_before_cell(metadata, of_cell):
    assert 'alt="Bars"' in without_execution(shown({"image/svg+xml": SVG.format("")}, metadata, **of_cell))


@pytest.mark.parametrize(
    "inside",
    [
        "<script>x()</script>",
        '<rect onload="x()"/>',
        '<a href="javascript:x()"><rect/></a>',
        "<foreignObject><p>x</p></foreignObject>",
        '<image href="https://example.org/x.png"/>',
    ],
)
def test_figure_with_a_script_or_link_is_refused(inside):
    with pytest.raises(ValueError, match="cell 1 .* holds a script or a link"):
        without_execution(shown({"image/svg+xml": SVG.format(inside)}, alt="Bars"))


# ---- what others wrote


PAYLOADS = [
    "<script>x()</script>",
    "<SCRIPT SRC=//example.org/x.js></SCRIPT>",
    "<scr<script>ipt>x()</scr</script>ipt>",
    "<script",
    "<script><!--",
    "<img src=x onerror=x()>",
    "<img src='x' onerror='x()'",
    "<img/src/onerror=x()>",
    "<img src=https://example.org/x.png>",
    "<img src=data:text/html;base64,PHNjcmlwdD4=>",
    "<svg onload=x()>",
    "<svg><script>x()</script></svg>",
    "<svg><style><img src=x onerror=x()></style></svg>",
    "<math><mtext><style><img src=x onerror=x()></style></mtext></math>",
    "<noscript><p title='</noscript><img src=x onerror=x()>'></noscript>",
    "<textarea><img src=x onerror=x()></textarea>",
    "<template><script>x()</script></template>",
    "<iframe srcdoc='<script>x()</script>'></iframe>",
    "<iframe src=javascript:x()></iframe>",
    "<object data=x.swf></object><embed src=x.swf>",
    "<a href=javascript:x()>a</a>",
    "<a href=' java\nscript:x()'>a</a>",
    "<a href='&#106;avascript:x()'>a</a>",
    "<a href=data:text/html,x>a</a>",
    "<a href=vbscript:x()>a</a>",
    "<form action=javascript:x()><button formaction=javascript:x()>a</button></form>",
    "<input autofocus onfocus=x()>",
    "<details open ontoggle=x()>a</details>",
    "<p style='background:url(https://example.org/x)'>a</p>",
    "<p style='background:u\\72l(https://example.org/x)'>a</p>",
    "<p style='background:image-set(\"https://example.org/x\" 1x)'>a</p>",
    "<p style='width:expression(x())'>a</p>",
    "<style>@import 'https://example.org/x.css';</style>",
    "<style>#T_1 {background: url(https://example.org/x)}</style>",
    "<style></style><script>x()</script></style>",
    "<link rel=stylesheet href=https://example.org/x.css>",
    "<meta http-equiv=refresh content='0;url=javascript:x()'>",
    "<base href=https://example.org/>",
    "<p title='\"><script>x()</script>'>a</p>",
    "<p onclick\n=\nx()>a</p>",
    "<!--><script>x()</script>-->",
    "<!-- <script>x()</script> --><!-- <img src=x onerror=x()>",
    "<p <!-- --> onclick=x()>a</p>",
    "<![CDATA[<script>x()</script>]]>",
    "<?xml <script>x()</script>?>",
    "</main></body><script>x()</script>",
    "\x00<scr\x00ipt>x()</scr\x00ipt>",
]
CODE = re.compile(
    r"<[^>]*\son\w+\s*=|<\s*script|<[^>]*javascript:|<(?:svg|math|iframe|object|embed|link|meta|base|form|input)",
    re.IGNORECASE,
)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_script_survives(payload):
    for text in (payload, f"<div>{payload}", f"<table><tr><td>{payload}</table>", payload * 2):
        cleaned = Cleaner().clean(text)
        assert not CODE.search(cleaned), cleaned
        assert "example.org" not in re.sub(r">[^<]*<", "><", f">{cleaned}<")


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.filterwarnings("ignore:made.ipynb.*left out of the report")  # the next test is about these warnings
def test_no_script_survives_on_the_page(payload):
    html = without_execution(
        new_markdown_cell(f"Text {payload}"), shown({"text/html": payload}), shown({"text/plain": payload})
    )
    body = html.partition("<body>")[2]
    assert not CODE.search(body), body


def test_what_was_left_out_is_said():
    with pytest.warns(UserWarning, match=r"made.ipynb, cell 1 \(`# T`\): left out of the report: <script>, onclick="):
        without_execution(new_markdown_cell("# T\n\n<p onclick=x()>a</p><script>x()</script>"))
    with pytest.warns(UserWarning, match=r"left out of the report: \['application/x-unknown'\]"):
        without_execution(shown({"application/x-unknown": "x"}))


PIECES = "< > </ /> script p style table tr td onload=x ' \" = a &lt; <!-- --> href= javascript:x 7 ё".split()


@given(st.lists(st.sampled_from([*PIECES, " ", "\n", "\x0b"]), max_size=30))
def test_cleaning_twice_is_cleaning_once(pieces):
    once = Cleaner().clean("".join(pieces))
    again = Cleaner()
    assert again.clean(once) == once
    assert not again.removed
    assert not CODE.search(once)


def test_harmless_markup_passes():
    html = (
        '<p lang="ru" style="color:#d55e00">Ещё <mark class="dialogue" title="a&amp;b">ответ</mark> &lt;3</p>'
        '<details open=""><summary>so</summary><ul><li>ß</li></ul></details>'
        '<a href="https://example.org/a?b=1&amp;c=2" rel="noopener noreferrer">Quelle</a><br>'
        '<img src="data:image/png;base64,iVBORw==" alt="Punkt">'
    )
    cleaner = Cleaner()
    assert cleaner.clean(html) == html
    assert cleaner.removed == []


def test_styled_tables_keep_their_rules_under_steady_names():
    rules = "#T_0a1b2_row0_col1, #T_0a1b2_row1_col1 {color: red;} p {color: red}"
    cleaned = Cleaner().clean(f"<style>{rules}</style><table id=T_0a1b2></table>")
    assert "#T_1_row0_col1, #T_1_row1_col1 {color: red;}" in cleaned
    assert '<table id="T_1">' in cleaned and "p {" not in cleaned


def test_unbalanced_output_stays_in_its_place():
    assert Cleaner().clean("</div></main><div><b>a") == "<div><b>a</b></div>"
    assert Cleaner().clean("<div>" * 5000 + "tief").count("<div>") == 100


# ---- errors


def write(folder, *cells):
    path = folder / "errs.ipynb"
    nbformat.write(new_notebook(cells=list(cells)), path)
    return path


def test_failing_cell_is_named(tmp_path):
    path = write(tmp_path, new_markdown_cell("# T"), new_code_cell("# first, a comment\nshare = 1 / 0"))
    with pytest.raises(
        RuntimeError,
        match=r"errs.ipynb, cell 2 \(`share = 1 / 0`\) failed with ZeroDivisionError: division by zero",
    ):
        render(path, tmp_path / "errs")
    assert not (tmp_path / "errs.html").exists()


def test_notebook_that_is_none(tmp_path):
    with pytest.raises(ValueError, match="there is no notebook .*gone.ipynb"):
        render(tmp_path / "gone.ipynb", tmp_path / "gone")
    (tmp_path / "text.ipynb").write_text("plain text", encoding="utf-8")
    with pytest.raises(ValueError, match="text.ipynb is not a notebook"):
        render(tmp_path / "text.ipynb", tmp_path / "text")


def test_parameters_that_cannot_be_set(tmp_path):
    tagged = new_code_cell("side = 'US'\nn = 3", metadata={"tags": ["parameters"]})
    with pytest.raises(ValueError, match=r"has no cell tagged 'parameters', so \['side'\] cannot be set"):
        render(write(tmp_path, new_code_cell("side = 'US'")), tmp_path / "x", parameters={"side": "Russia"})
    with pytest.raises(ValueError, match=r"has no parameter 'sides'; it has \['side', 'n'\]"):
        render(write(tmp_path, tagged), tmp_path / "x", parameters={"sides": "Russia"})
    with pytest.raises(ValueError, match="parameter 'n' is a object; a notebook can be given text, numbers"):
        render(write(tmp_path, tagged), tmp_path / "x", parameters={"n": object()})


# ---- files and PDF


@pytest.mark.skipif(not any(_pdf._browsers()), reason="no Chromium, Chrome or Edge here: no PDF to read")
@pytest.mark.skipif(not shutil.which("pdftotext"), reason="no pdftotext (poppler-utils) here to read the PDF")
def test_pdf_holds_the_text_in_both_scripts(rendered):
    text = subprocess.run(["pdftotext", rendered["pdf"], "-"], capture_output=True, check=True).stdout.decode("utf-8")
    assert "Ein „Gespräch“ & zwei" in text
    assert "Озёрный вестник" in text
    assert re.search(r"\b1 ?/ ?1\b", text), "the page has its number"
    assert rendered["note"].startswith("printed by ")


def test_without_a_printer_it_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setattr(_pdf, "_browsers", lambda: iter(()))
    monkeypatch.setattr(_pdf, "_by_weasyprint", lambda page: b"")
    old = tmp_path / "report.pdf"
    old.write_bytes(b"%PDF- of last month")
    made, note = _pdf.print_pdf(tmp_path / "report.html", old)
    assert not made and "install Chromium, Google Chrome or Microsoft Edge" in note
    assert not old.exists(), "an old PDF beside a new page would be taken for the same"


def test_browser_that_fails_gives_way(tmp_path, monkeypatch):
    monkeypatch.setattr(_pdf, "_browsers", lambda: iter([str(tmp_path / "no-such-browser")]))
    monkeypatch.setattr(_pdf, "_by_weasyprint", lambda page: b"%PDF-1.7")
    assert _pdf.print_pdf(tmp_path / "report.html", tmp_path / "report.pdf") == (
        True,
        "printed by WeasyPrint",
    )
    monkeypatch.setattr(_pdf, "_by_weasyprint", lambda page: b"")
    made, note = _pdf.print_pdf(tmp_path / "report.html", tmp_path / "report.pdf")
    assert not made and note.startswith("no-such-browser did not print (FileNotFoundError); no PDF: install")


def test_file_is_written_whole_or_not(tmp_path, monkeypatch):
    path = tmp_path / "page.html"
    _pdf.write_whole(path, b"old")

    def locked(*_):
        raise PermissionError("in use")

    monkeypatch.setattr(_pdf.os, "replace", locked)
    with pytest.raises(PermissionError, match="page.html cannot be written: is it open in another program"):
        _pdf.write_whole(path, b"new")
    assert path.read_bytes() == b"old"
    assert [file.name for file in tmp_path.iterdir()] == ["page.html"]


def test_a_header_without_words_is_an_empty_cell():
    table = "<table><thead><tr><th></th><th>side</th></tr></thead><tbody><tr><th>US</th><td>1</td></tr></tbody></table>"
    cleaned = Cleaner().clean(table)
    assert cleaned.count("<th") == 2 + cleaned.count("<thead")
    assert "<th></th>" not in cleaned
