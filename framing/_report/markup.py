"""HTML that others wrote, made safe to show: what is known passes, no script and no outside reference does.

What passes is written anew from a tree, so that a browser reads the same as this file did: every element
closed, every text and attribute escaped. Tables learn which of their columns are numbers.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

_VOID = {"br", "hr", "img", "col", "wbr"}
_KNOWN = _VOID | set(
    "a abbr article aside b bdi bdo blockquote caption cite code colgroup dd del details dfn div dl dt em"
    " figcaption figure footer h1 h2 h3 h4 h5 h6 header i ins kbd li mark nav ol p pre q s samp section small"
    " span strong sub summary sup table tbody td tfoot th thead time tr u ul var".split()
)
_DROPPED = set(
    "applet audio canvas frameset head iframe math noembed noframes noscript object plaintext script"
    " select style svg template textarea title video xmp".split()
)
_LOST_VOID = {"embed", "input", "link", "meta", "base", "source", "track", "area", "param", "frame"}
_ATTRIBUTES = set(
    "abbr alt aria-hidden aria-label class colspan datetime dir headers height href id lang open reversed"
    " role rowspan scope src start style title value width".split()
)
_LINK = re.compile(r"(?:https?://|mailto:|#|reader\.html#[\w-]*\Z)", re.IGNORECASE)  # or the report's own evidence
_IMAGE = re.compile(r"data:image/(?:png|jpeg|gif|webp|svg\+xml);base64,[A-Za-z0-9+/=\s]*\Z")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_CSS_FUNCTIONS = {"rgb", "rgba", "hsl", "hsla", "calc", "min", "max", "linear-gradient"}
_CSS_CALL = re.compile(r"([\w-]*)\s*\(")
_ONE_NUMBER = r"[-+−±]?\s?\d[\d.,\u202f\xa0]*(?:\s?%)?"
_NUMBER = re.compile(rf"[\[(]?{_ONE_NUMBER}(?:\s?(?:–|…|to|bis|до|[,;])\s?{_ONE_NUMBER})?[\])]?")  # or an interval
_NOTHING = {"", "nan", "none", "<na>", "nat", "-", "–", "—"}
_STYLER = re.compile(r"\bT_[0-9a-f]{5}(?![0-9A-Za-z])")
_DEEPEST = 100


class Cleaner:
    """Cleans one document's fragments; `removed` names what was left out of the latest.

    >>> Cleaner().clean('<p onclick="x()">Gespräch<script>x()</script> <b>ja</p>')
    '<p>Gespräch <b>ja</b></p>'
    """

    def __init__(self) -> None:
        self.removed: list[str] = []
        self._styler_names: dict[str, str] = {}

    def clean(self, html: str) -> str:
        """Return the fragment with what is known and harmless, and nothing else."""
        reader = _Reader(self._rename)
        tree = reader.read(_CONTROLS.sub("", html))
        self.removed = reader.removed
        for table in tree.iter("table"):
            _mark_columns(table)
        for cell in tree.iter("th"):
            # a header without words tells a screen reader nothing
            cell.tag = "th" if "".join(cell.itertext()).strip() else "td"
        parts: list[str] = []
        _write(tree, parts)
        return "".join(parts)

    def _rename(self, text: str) -> str:
        """Give the random names of pandas' styled tables an order, the same in each run."""
        names = self._styler_names
        return _STYLER.sub(lambda match: names.setdefault(match[0], f"T_{len(names) + 1}"), text)


class _Reader(HTMLParser):
    """Builds a tree of the elements that pass."""

    def __init__(self, rename: Callable[[str], str]) -> None:
        super().__init__(convert_charrefs=True)
        self.removed: list[str] = []
        self._rename = rename
        self._builder = ET.TreeBuilder()
        self._builder.start("div", {})
        self._open: list[str] = []
        self._inside: list[str] = []  # elements that are dropped with their content
        self._style: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._inside:
            if tag == self._inside[-1]:
                self._inside.append(tag)
            return
        if tag in _LOST_VOID:
            self.removed.append(f"<{tag}>")
        elif tag in _DROPPED:
            self._inside.append(tag)
            self._style = []
        elif tag in _KNOWN and len(self._open) < _DEEPEST:
            known = self._known(tag, attrs)
            if tag == "img" and "src" not in known:
                self._builder.data(known.get("alt", ""))
                return
            self._builder.start(tag, known)
            if tag in _VOID:
                self._builder.end(tag)
            else:
                self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)  # HTML knows no <div/>: a browser opens it and so do we

    def handle_endtag(self, tag: str) -> None:
        if self._inside:
            if tag == self._inside[-1]:
                self._inside.pop()
                if not self._inside:
                    self._leave(tag)
            return
        if tag in self._open:
            while True:
                last = self._open.pop()
                self._builder.end(last)
                if last == tag:
                    break

    def handle_data(self, data: str) -> None:
        if not self._inside:
            self._builder.data(data)
        elif self._inside == ["style"]:
            self._style.append(data)

    def read(self, html: str) -> ET.Element:
        """Return the tree of a fragment.

        Comments go first, and after the last ">" nothing is a tag: what is begun and never ended would be read again
        from each "<" in it, so that a long one took minutes.
        """
        html = _without_comments(html)
        end = html.rfind(">") + 1
        self.feed(html[:end] + html[end:].replace("<", "&lt;"))
        self.close()
        if self._inside:
            self.removed.append(f"<{self._inside[0]}>")
        while self._open:
            self._builder.end(self._open.pop())
        self._builder.end("div")
        return self._builder.close()

    def _leave(self, tag: str) -> None:
        """Note a dropped element; of a style sheet, the rules for one styled table stay."""
        if tag != "style":
            self.removed.append(f"<{tag}>")
            return
        sheet = "".join(self._style)
        rules = [
            f"{selectors.strip()} {{{body.strip()}}}"
            for selectors, brace, body in (rule.partition("{") for rule in sheet.split("}"))
            if brace
            and "{" not in body
            and all(part.strip().startswith("#T_") for part in selectors.split(","))
            and _harmless(selectors + body)
        ]
        if rules:
            self._builder.start("style", {})
            self._builder.data(self._rename("\n".join(rules)))
            self._builder.end("style")
        elif sheet.strip() and ".dataframe" not in sheet:  # pandas adds that one to every table
            self.removed.append("<style>")

    def _known(self, tag: str, attrs: list[tuple[str, str | None]]) -> dict[str, str]:
        """The attributes that pass; the others are noted where they could act."""
        known: dict[str, str] = {}
        for name, value in attrs:
            value = value or ""
            if name not in _ATTRIBUTES or name in known:
                if name.startswith("on"):
                    self.removed.append(f"{name}=")
            elif name == "href" and not (tag == "a" and _LINK.match(value)):
                self.removed.append(f"a link to {value[:40]!r}")
            elif name == "src" and not (tag == "img" and _IMAGE.match(value)):
                self.removed.append(f"<{tag}> from {value[:40]!r}")
            elif name == "style" and not _harmless(value):
                self.removed.append(f"style {value[:40]!r}")
            else:
                known[name] = self._rename(value) if name in ("id", "class", "headers") else value
        if "href" in known:
            known["rel"] = "noopener noreferrer"
        return known


def _without_comments(html: str) -> str:
    """Cut comments; one that never ends hides the rest, as it does in a browser."""
    kept, at = [], 0
    while (start := html.find("<!--", at)) >= 0:
        kept.append(html[at:start])
        end = html.find("-->", start + 2)  # <!--> is a whole comment
        if end < 0:
            return "".join(kept)
        at = end + 3
    return "".join([*kept, html[at:]])


def _harmless(css: str) -> bool:
    """Does this style neither load nor run anything? Only known functions, no escapes, no at-rules."""
    if any(mark in css for mark in ("\\", "@", "<", "/*")) or "javascript:" in css.casefold():
        return False
    return all(name.casefold() in _CSS_FUNCTIONS for name in _CSS_CALL.findall(css))


def _mark_columns(table: ET.Element) -> None:
    """Give columns of numbers the class `num`; counted from the right, where no row label shifts them."""
    rows = [[cell for cell in row if cell.tag in ("td", "th")] for row in table.iter("tr")]
    texts: dict[int, list[str]] = {}
    placed: list[tuple[ET.Element, range]] = []
    for row in rows:
        column = 0
        for cell in reversed(row):
            span = cell.get("colspan", "1")
            width = int(span) if span.isdecimal() and 0 < int(span) <= 1000 else 1
            placed.append((cell, range(column, column + width)))
            if cell.tag == "td" and width == 1:
                texts.setdefault(column, []).append("".join(cell.itertext()).strip())
            column += width
    numbers = {
        column
        for column, cells in texts.items()
        if any(map(_is_number, cells)) and all(_is_number(cell) or cell.casefold() in _NOTHING for cell in cells)
    }
    for cell, columns in placed:
        if len(columns) == 1 and columns[0] in numbers:
            _add_class(cell, "num")
    columns = max((span.stop for _, span in placed), default=0)
    if columns > 7:
        _add_class(table, "widest" if columns > 11 else "wide")


def _add_class(element: ET.Element, name: str) -> None:
    names = element.get("class", "").split()
    element.set("class", " ".join([*names, name] if name not in names else names))


def _is_number(cell: str) -> bool:
    return len(cell) < 40 and _NUMBER.fullmatch(cell) is not None


def _write(element: ET.Element, parts: list[str]) -> None:
    """Write what is inside an element."""
    parts.append(escape(element.text or "", quote=False) if element.tag != "style" else element.text or "")
    for child in element:
        attributes = "".join(f' {name}="{escape(value)}"' for name, value in child.attrib.items())
        scroll = child.tag == "table" and element.get("class") != "table"
        parts.append('<div class="table">' * scroll + f"<{child.tag}{attributes}>")
        if child.tag not in _VOID:
            _write(child, parts)
            parts.append(f"</{child.tag}>" + "</div>" * scroll)
        parts.append(escape(child.tail or "", quote=False))
