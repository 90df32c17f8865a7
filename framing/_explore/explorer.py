"""Controls, what they show, and a first state that a stored notebook keeps."""

import base64
from html import escape
from pathlib import Path

import anywidget
import ipywidgets as widgets
import traitlets
from matplotlib.axes import Axes

from .._charts.parts import figure
from .._colours import INK, MUTE


class Quiet(anywidget.AnyWidget):
    """Keeps JupyterLab from taking the keys that are meant for the controls, and names the group for screen readers."""

    _esm = Path(__file__).parent / "quiet.js"
    label = traitlets.Unicode().tag(sync=True)


class Explorer(widgets.VBox):
    """Controls above, and under them what they show. Every control works by keys alone.

    The widget lives as long as its kernel. So that a stored notebook shows something wherever it is read, the state is
    also given as HTML without a script, and in words.
    """

    def __init__(self, label: str, *rows: list[widgets.Widget]) -> None:
        self._view, self._shown, self._words = widgets.HTML(), "", ""
        self._view.add_class("framing-view")
        wrap = widgets.Layout(flex_flow="row wrap", align_items="flex-end")
        super().__init__([Quiet(label=label), *(widgets.HBox(row, layout=wrap) for row in rows), self._view])
        self.add_class("framing-explorer")

    @property
    def html(self) -> str:
        """What is shown now, without the controls."""
        return self._view.value

    @property
    def stored(self) -> str:
        """What a stored notebook shows in its place."""
        return self.html

    def show(self, html: str, words: str) -> None:
        """Show `html`; `words` say the same in one line."""
        self._shown, self._words = html, words
        self._view.value = html

    def refuse(self, error: ValueError) -> None:
        """Say what was wrong with a choice; what was shown before stays below."""
        self._view.value = f'<p role="alert"><b>Not taken:</b> {escape(str(error))}</p>{self._shown}'

    def __repr__(self) -> str:
        return self._words

    def _repr_mimebundle_(self, **kwargs: object) -> dict[str, str]:
        return super()._repr_mimebundle_(**kwargs) | {"text/html": self.stored, "text/plain": self._words}


def dropdown(description: str, options: list, **more: object) -> widgets.Dropdown:
    """A list to choose from, its name beside it."""
    width = more.pop("width", "16em")
    layout = widgets.Layout(width=width)
    return widgets.Dropdown(description=description, options=options, layout=layout,
                            style={"description_width": "initial"}, **more)  # fmt: skip


def picture(ax: Axes, *, title: str, note: str, alt: str) -> str:
    """A chart as an HTML image that holds itself."""
    svg = figure(ax, title=title, note=note, alt=alt).svg
    data = base64.b64encode(svg.encode("utf-8")).decode("ascii")
    return f'<img style="max-width:100%" alt="{escape(alt)}" src="data:image/svg+xml;base64,{data}">'


def table(names: list[str], rows: list[tuple], *, caption: str = "") -> str:
    """A small HTML table; all cells are escaped."""
    cell = f"padding:1px 1em 1px 0;text-align:left;vertical-align:top;color:{INK}"
    head = "".join(f'<th scope="col" style="{cell}">{escape(n)}</th>' for n in names)
    body = "".join("<tr>" + "".join(f'<td style="{cell}">{escape(str(v))}</td>' for v in row) + "</tr>" for row in rows)
    told = f'<caption style="text-align:left;color:{MUTE}">{escape(caption)}</caption>' if caption else ""
    style = "border-collapse:collapse;background:white;font-size:inherit"
    return f'<table style="{style}">{told}<tr>{head}</tr>{body}</table>'
