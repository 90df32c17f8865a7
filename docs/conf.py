"""How Sphinx builds the site; `build.py` calls it."""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import framing  # noqa: E402  the package of this folder, not another installed one

project = "framing"
author = "The framing authors"
version = release = framing.__version__
html_title = "framing"

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx_design"]
exclude_patterns = ["_build", "made"]

myst_enable_extensions = ["attrs_block", "colon_fence"]
myst_heading_anchors = 3
myst_links_external_new_tab = False

autodoc_typehints = "signature"
autodoc_preserve_defaults = True
python_maximum_signature_line_length = 76
add_module_names = False
python_use_unqualified_type_names = True
autodoc_typehints_format = "short"
default_role = "code"
smartquotes_action = "q"  # three points in a row are a gap in a pattern

html_theme = "furo"
html_static_path = ["_static"]
html_css_files = ["framing.css"]
html_show_sphinx = False
html_show_copyright = False
html_copy_source = False
html_show_sourcelink = False
html_theme_options = {
    "sidebar_hide_name": False,
    "light_css_variables": {"color-brand-primary": "#0060a0", "color-brand-content": "#0060a0"},
    "dark_css_variables": {"color-brand-primary": "#6cb8ec", "color-brand-content": "#6cb8ec"},
}


OPTIONAL = ("teaching", "scale")  # pages that may not be there yet
ELSEWHERE = {"../CONTRIBUTING.md": "contributing.md", "../CHANGELOG.md": "changes.md", "../README.md": "index.md"}


def setup(app) -> None:  # noqa: ANN001
    app.connect("source-read", _links_and_contents)
    app.connect("autodoc-process-docstring", _as_fields)
    app.connect("build-finished", _mend)


def _links_and_contents(app, page: str, source: list[str]) -> None:  # noqa: ANN001
    """Links that lead out of `docs` go to the page that has the same text here, or fetch the file."""
    text = source[0]
    for there, here in ELSEWHERE.items():
        text = text.replace(f"]({there})", f"]({here})")
    text = re.sub(r"\]\((\.\./[^)#\s]+\.md)\)", r"](<path:\1>)", text)
    for name in OPTIONAL:
        if not (Path(app.srcdir) / f"{name}.md").exists():
            text = re.sub(rf"^.*<{name}>\n", "", text, flags=re.M)
    source[0] = text


def _as_fields(app, what: str, name: str, obj: object, options: object, lines: list[str]) -> None:  # noqa: ANN001
    """Turn the sections of our docstrings (`Parameters`, then `name : words`) into what Sphinx knows.

    Its own reader of such sections would take the words after the colon for a type.
    """
    out, skip = [], False
    for line, below in zip(lines, [*lines[1:], ""], strict=False):
        field = re.match(r"(\w[\w, *]*) : (.*)", line)
        if skip:
            skip = False
        elif line and re.fullmatch(r"-{4,}", below):
            skip = True
            out += [f"**{line}**", ""]
        elif field:
            out += ["", f"``{field[1]}``", f"    {field[2]}"]
        else:
            out.append(line)
    lines[:] = out


# what the theme and Sphinx leave out for those who hear the page: a heading's level, what each of two side panels is;
# and a list of terms without a term, which is how they break a long signature
_LABELS = {
    '<p class="caption" role="heading">': '<p class="caption" role="heading" aria-level="2">',
    '<aside class="sidebar-drawer">': '<aside class="sidebar-drawer" aria-label="Contents of the site">',
    '<aside class="toc-drawer">': '<aside class="toc-drawer" aria-label="Contents of this page">',
}
_LINES = re.compile(r"<dl>\n((?:<dd>.*</dd>\n)+)</dl>")


def _mend(app, failed: Exception | None) -> None:  # noqa: ANN001
    """Mend these in every page that was built; tests/test_browser.py looks whether it was enough."""
    for page in [] if failed else Path(app.outdir).rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        for old, new in _LABELS.items():
            text = text.replace(old, new)
        text = _LINES.sub(_lines, text)
        page.write_text(text, encoding="utf-8", newline="\n")


def _lines(found: re.Match[str]) -> str:
    """The lines of a long signature, as plain lines."""
    return f'<div class="lines">{found[1]}</div>'.replace("<dd>", "<div>").replace("</dd>", "</div>")
