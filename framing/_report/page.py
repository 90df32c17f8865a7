"""An executed notebook as one HTML page with all it needs: text, tables, figures, fonts; never a script."""

from __future__ import annotations

import base64
import re
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from .markup import Cleaner

if TYPE_CHECKING:
    from nbformat import NotebookNode

TEMPLATE = Path(__file__).parent / "template"
_KINDS = ("text/html", "text/markdown", "image/svg+xml", "image/png", "image/jpeg", "text/plain")
_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")
_COLOUR = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_WARNING = re.compile(r"^\S[^\n]*?:\d+: \w*Warning: ([^\n]*)\n(?:  [^\n]*\n?)?", re.MULTILINE)


def page(nb: NotebookNode, name: str) -> str:
    """The HTML of a notebook that has been executed; `name` is what errors call it."""
    from jinja2 import Environment, FileSystemLoader
    from markupsafe import Markup

    title = nb.metadata.get("title") or _first_heading(nb) or Path(name).stem
    blocks = [
        {**block, "html": Markup(block["html"])} if block["kind"] == "html" else block for block in _blocks(nb, name)
    ]
    template = Environment(loader=FileSystemLoader(TEMPLATE), autoescape=True).get_template("page.html.j2")
    return template.render(
        lang=nb.metadata.get("lang", "en"),
        title=title,
        running_title=Markup(_css_string(title)),
        fonts=Markup(_fonts()),
        style=Markup((TEMPLATE / "style.css").read_text(encoding="utf-8")),
        blocks=blocks,
    )


def place(name: str, number: int, cell: NotebookNode) -> str:
    """Where something is: a cell is known by its number and its first line."""
    skipped = "#%" if cell.cell_type == "code" else ()
    lines = [line.strip() for line in cell.source.splitlines() if line.strip() and line[0] not in skipped]
    return f"{name}, cell {number} (`{(lines or [''])[0][:60]}`)"


def _first_heading(nb: NotebookNode) -> str:
    """The words of the first title that is shown, written in the notebook or by its code, without their Markdown."""
    for cell in nb.cells:
        shown = [output.get("data", {}).get("text/markdown", "") for output in cell.get("outputs", [])]
        for text in [cell.source] if cell.cell_type == "markdown" else shown:
            if match := re.search(r"^# (.+)$", text, re.MULTILINE):
                return re.sub(r"[*_`]|<[^<>]*>", "", match[1]).strip()
    return ""


def _css_string(text: str) -> str:
    """Quote text for a style sheet inside a page."""
    return '"' + re.sub(r'["\\<>&\r\n]', lambda match: f"\\{ord(match[0]):x} ", text) + '"'


def _fonts() -> str:
    """The font faces, with their files inside."""
    folder = TEMPLATE / "fonts"

    def inside(match: re.Match[str]) -> str:
        return f"url({_data_uri('font/woff2', (folder / match[1]).read_bytes())})"

    return re.sub(r"url\(([\w.-]+)\)", inside, (folder / "fonts.css").read_text(encoding="utf-8"))


def _data_uri(kind: str, data: bytes) -> str:
    return f"data:{kind};base64,{base64.b64encode(data).decode('ascii')}"


def _blocks(nb: NotebookNode, name: str) -> Iterator[dict[str, str]]:
    """What the page shows, in order: `html`, a `figure`, or plain text, `printed` or a `warning`."""
    cleaner, to_html = Cleaner(), _markdown()
    for number, cell in enumerate(nb.cells, 1):
        where = place(name, number, cell)
        if cell.cell_type == "markdown":
            yield {"kind": "html", "html": _clean(cleaner, to_html(cell.source), where)}
        for output in _joined(cell.get("outputs", [])):
            if output["output_type"] == "stream":
                yield _stream(output)
                continue
            kind = next((kind for kind in _KINDS if kind in output["data"]), None)
            shown = output["data"].get(kind, "")
            if kind == "text/plain":
                yield {"kind": "printed", "text": _ADDRESS.sub("", shown)}
            elif kind in ("text/html", "text/markdown"):
                html = shown if kind == "text/html" else to_html(shown)
                yield {"kind": "html", "html": _clean(cleaner, html, where)}
            elif kind is not None:
                yield _figure(kind, shown, output.get("metadata", {}), cell.metadata, where)
            else:
                warnings.warn(f"{where}: left out of the report: {sorted(output['data'])}", stacklevel=4)


def _joined(outputs: list[NotebookNode]) -> Iterator[dict]:
    """The outputs, with what a cell printed in one piece: where it was cut is an accident of the moment."""
    whole: dict | None = None
    for output in outputs:
        stream = output["output_type"] == "stream"
        if stream and whole and whole["name"] == output["name"]:
            whole["text"] += output["text"]
            continue
        if whole:
            yield whole
        whole = dict(output) if stream else None
        if not stream:
            yield output
    if whole:
        yield whole


def _stream(output: dict) -> dict[str, str]:
    """What a cell printed. A warning loses the path of the file that gave it: each machine has another."""
    text = _COLOUR.sub("", output["text"])
    if output["name"] == "stderr":
        return {"kind": "warning", "text": _WARNING.sub(r"\1\n", text).strip()}
    return {"kind": "printed", "text": _ADDRESS.sub("", text).rstrip()}


def _clean(cleaner: Cleaner, html: str, where: str) -> str:
    """Clean a fragment; warn of what it lost."""
    cleaned = cleaner.clean(html)
    if cleaner.removed:
        lost = ", ".join(sorted(set(cleaner.removed)))
        warnings.warn(f"{where}: left out of the report: {lost}", stacklevel=5)
    return cleaned


def _figure(kind: str, data: str, metadata: dict, of_cell: dict, where: str) -> dict[str, str]:
    """A figure with its text alternative."""

    def said(word: str) -> str:
        own = metadata.get(kind, {})
        return str(own.get(word) or metadata.get(word) or of_cell.get(word) or "")

    if not said("alt").strip():
        raise ValueError(
            f"{where} shows a figure without a text alternative: display it with"
            ' `display(figure, metadata={"alt": ...})`, or give the cell the metadata `alt`'
        )
    if kind == "image/svg+xml":
        _check_svg(data, where)
        raw = data.encode("utf-8")
    else:
        raw = base64.b64decode(data)
    return {"kind": "figure", "source": _data_uri(kind, raw), "alt": said("alt"), "caption": said("caption")}


def _check_svg(data: str, where: str) -> None:
    """A browser runs no script of an <img>, but who saves the picture and opens it would."""
    try:
        elements = list(ET.fromstring(data).iter())
    except ET.ParseError as error:
        raise ValueError(f"{where} shows an SVG figure that is not well-formed: {error}") from None
    for element in elements:
        tag = str(element.tag).rpartition("}")[2].casefold()
        names = [name.rpartition("}")[2].casefold() for name in element.attrib]
        links = [value.strip().casefold() for name, value in element.attrib.items() if name.endswith("href")]
        if (
            tag in ("script", "foreignobject", "iframe")
            or any(name.startswith("on") for name in names)
            or any(not link.startswith(("#", "data:image/png")) for link in links)
        ):
            raise ValueError(f"{where} shows an SVG figure that holds a script or a link: <{tag}>")


def _markdown() -> Callable[[str], str]:
    """A reader of Markdown as notebooks write it; headings get the ids that links in a notebook use."""
    import mistune

    class Renderer(mistune.HTMLRenderer):
        def heading(self, text: str, level: int, **attrs: object) -> str:
            anchor = re.sub(r"<[^<>]*>", "", text).strip().replace(" ", "-").replace('"', "")
            return f'<h{level} id="{anchor}">{text}</h{level}>\n'

    return mistune.create_markdown(
        renderer=Renderer(escape=False), plugins=["table", "strikethrough", "url", "footnotes"]
    )
