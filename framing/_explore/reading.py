"""Pick an article and read it, with its evidence and its voices."""

from html import escape

import ipywidgets as widgets
import numpy as np
import pandas as pd

from .._check import require_choice, require_columns, scorable
from .._colours import MUTE
from ..passages import show
from ..scores import count_poles, poles_of_hits, score
from .explorer import Explorer, dropdown, table

_ALL = "all"


class ArticleExplorer(Explorer):
    """Made by `explore.article`; `article.value` is the id of the one shown."""

    def __init__(self, articles: pd.DataFrame, hits: pd.DataFrame, voices: pd.DataFrame | None, id: str | None) -> None:
        self._articles, self._hits, self._voices = articles, hits, voices
        self._scores = score(articles, hits).set_index("id")
        self._bare = hits.iloc[:0]
        sides = [_ALL, *sorted(set(articles["side"]) - {""})] if "side" in articles else [_ALL]
        self.side = dropdown("side", sides)
        self.article = dropdown("article", self._labels(_ALL), width="46em")
        self.evidence = widgets.Checkbox(description="evidence", value=True, indent=False)
        self.who = widgets.Checkbox(description="who speaks", value=voices is not None, indent=False,
                                    disabled=voices is None)  # fmt: skip
        for box in (self.evidence, self.who):
            box.layout.width = "9em"
        super().__init__("Read an article", [self.side, self.evidence, self.who], [self.article])
        if id is not None:
            self.article.value = id
        self.side.observe(self._choose, "value")
        for control in (self.article, self.evidence, self.who):
            control.observe(self._draw, "value")
        self._draw()

    def _labels(self, side: str) -> list[tuple[str, str]]:
        """The articles to choose from, in the order of their dates, as (what is shown, id)."""
        own = self._articles if side == _ALL else self._articles[self._articles["side"] == side]
        columns = [c for c in ("date", "outlet", "title") if c in own]
        own = own.sort_values([*columns[:1], "id"]).astype({c: str for c in columns})
        return [(" · ".join(row[1:]) or row[0], row[0]) for row in own[["id", *columns]].itertuples(index=False)]

    def _choose(self, _: object) -> None:
        kept, options = self.article.value, self._labels(self.side.value)
        self.article.options = options
        if kept in [id for _, id in options]:
            self.article.value = kept

    def _draw(self, _: object = None) -> None:
        id = self.article.value
        row = self._articles.set_index("id").loc[id]
        voices = self._voices if self.who.value else None
        text = show(self._articles, self._hits if self.evidence.value else self._bare, id, voices).html
        poles, own = poles_of_hits(self._hits), self._scores.loc[id]
        first, second = (int(own[pole]) for pole in poles)
        balance = f", balance {own['balance']:+.2f}" if np.isfinite(own["balance"]) else ", no balance"
        words = f"{int(own['words'])} words, {poles[0]} {first}, {poles[1]} {second}{balance}"
        head = f"<h4>{escape(str(row.get('title', id)))}</h4>"
        about = " · ".join(escape(str(row[c])) for c in ("outlet", "side", "date") if c in row.index)
        key = f"▲ counts as {poles[0]}, ▼ as {poles[1]}, ∅ for neither" if self.evidence.value else ""
        key += "; underlined: [who speaks]" if voices is not None else ""
        key = f'<p style="color:{MUTE}">{escape(key.removeprefix("; "))}</p>'
        counts = "" if voices is None else self._told(id, poles)
        html = f'{head}<p>{about}<br>{escape(words)}</p>{key}<div lang="{escape(row["lang"])}">{text}</div>{counts}'
        self.show(html, f"{id}: {words}")

    def _told(self, id: str, poles: list[str]) -> str:
        """Who says how much of the article, and how much of either pole."""
        stretches = self._voices[self._voices["article"] == id].sort_values("start").reset_index(drop=True)
        own = self._hits[self._hits["id"] == id]
        at = np.searchsorted(stretches["start"].to_numpy(), own["start"].to_numpy(), side="right") - 1
        counts = count_poles(own.assign(id=stretches["voice"].to_numpy()[at]))
        letters = stretches["text"].str.len().groupby(stretches["voice"]).sum()
        letters = letters.sort_values(ascending=False, kind="stable")
        rows = [
            (voice, f"{100 * n / letters.sum():.0f} %", *(int(counts.at[voice, p]) if voice in counts.index else 0
             for p in poles)) for voice, n in letters.items()
        ]  # fmt: skip
        return table(["voice", "of the text", *poles], rows, caption="Whose words they are")


def explorer(
    articles: pd.DataFrame, hits: pd.DataFrame, voices: pd.DataFrame | None, id: str | None
) -> ArticleExplorer:
    require_columns(articles, ["id", "lang", "text"], "articles")
    require_columns(hits, ["id", "start", "counts_as"], "hits")
    if voices is not None:
        require_columns(voices, ["article", "start", "end", "voice", "actor"], "voices")
    articles = scorable(articles)
    if not len(articles):
        raise ValueError("articles: there is none to read; all are set aside, or the table is empty.")
    if id is not None:
        require_choice(id, set(articles["id"]), "id")
    return ArticleExplorer(articles, hits, voices, id)
