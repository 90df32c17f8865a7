"""Code sentences by keys, with what has been answered beside it."""

from html import escape
from pathlib import Path

import ipywidgets as widgets
import pandas as pd

from ..coding import code
from .explorer import Explorer, table


class CodingExplorer(Explorer):
    """Made by `explore.coding`; `coder` is the widget of `fr.code`."""

    def __init__(self, sheet: pd.DataFrame | str | Path, path: str | Path) -> None:
        self.coder = code(sheet, path)
        self.coder.layout = widgets.Layout(width="100%")
        super().__init__("Code sentences by keys", [self.coder])
        self.coder.observe(self._draw, "state")
        self._draw()

    def _draw(self, _: object = None) -> None:
        state = self.coder.state
        given = self.coder._sheet["code"].value_counts(sort=False)
        words = f"{state['coded']} of {state['total']} coded"
        rows = [(key, name, int(given[name])) for key, name in state["keys"]]
        self.show(table(["key", "answer", "given"], rows, caption=words), words)

    @property
    def stored(self) -> str:
        """As `html`, and the sentence to be coded, which the live widget shows itself."""
        state = self.coder.state
        text = f'<blockquote lang="{escape(state["lang"])}">{escape(state["text"])}</blockquote>'
        return f"{text}{self.html}"
