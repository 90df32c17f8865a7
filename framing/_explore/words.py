"""Edit the lexicon and see the scores move."""

from collections.abc import Sequence
from html import escape

import ipywidgets as widgets
import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from .._charts.parts import axes, balance_axis, beside, look, point, row_names
from .._check import require_choice, require_columns
from .._colours import MUTE
from ..comparison import summarise
from ..hits import find_hits
from ..lexicon import Lexicon
from ..passages import concordance
from ..scores import score
from ..words import LANGS
from .edits import NEITHER, edit, place_of, words_of
from .explorer import Explorer, dropdown, picture, table

_SHOWN = 6  # words in their sentences, of those that count otherwise


class LexiconExplorer(Explorer):
    """Made by `explore.lexicon`. `lexicon` and `scores` are those of the moment."""

    def __init__(self, articles: pd.DataFrame, lexicon: Lexicon, by: str, groups: Sequence[str], concept: str) -> None:
        self._articles, self._by, self._groups = articles, by, list(groups)
        self._before = find_hits(articles, lexicon)
        self._old = self._values(self._before)
        self._given = self.lexicon = lexicon
        self._filling = False
        langs = [(LANGS[lang], lang) for lang in LANGS if lang in set(articles["lang"]) & set(lexicon.langs)]
        self.concept = dropdown("concept", sorted(lexicon.concepts["concept"]), value=concept)
        self.counts_as = dropdown("counts as", [*lexicon.poles, NEITHER])
        self.lang = dropdown("words in", langs, width="12em")
        self.words = widgets.Textarea(continuous_update=False, layout=widgets.Layout(width="46em", height="4.5em"),
                                      description="words", style={"description_width": "initial"})  # fmt: skip
        self.reset = widgets.Button(description="as it was", tooltip="Undo all changes")
        super().__init__("Edit the lexicon", [self.concept, self.counts_as, self.reset], [self.lang, self.words])
        self.concept.observe(self._fill, "value")
        self.lang.observe(self._fill, "value")
        self.counts_as.observe(self._edit, "value")
        self.words.observe(self._edit, "value")
        self.reset.on_click(self._undo)
        self._fill()
        self._draw()

    def _fill(self, _: object = None) -> None:
        """Put what the lexicon says of the concept into the controls."""
        self._filling = True
        self.counts_as.value = place_of(self.lexicon, self.concept.value)
        self.words.value = words_of(self.lexicon, self.concept.value, self.lang.value)
        self._filling = False

    def _edit(self, _: object = None) -> None:
        if self._filling:
            return
        try:
            self.lexicon = edit(self.lexicon, self.concept.value, counts_as=self.counts_as.value,
                                words={self.lang.value: self.words.value})  # fmt: skip
        except ValueError as error:
            self.refuse(error)
            return
        self._draw()

    def _undo(self, _: object = None) -> None:
        self.lexicon = self._given
        self._fill()
        self._draw()

    def _values(self, hits: pd.DataFrame) -> pd.DataFrame:
        """A row is a group in a language, in the order of the chart."""
        self.scores = score(self._articles, hits)
        parts = [summarise(part, by=self._by).assign(lang=lang) for lang, part in self.scores.groupby("lang")]
        values = pd.concat(parts)
        values = values[values[self._by].isin(self._groups)]
        order = [*values["lang"].map(list(LANGS).index), *values[self._by].map(self._groups.index)]
        order = np.array(order).reshape(2, -1)
        return values.iloc[np.lexsort((order[1], order[0]))].reset_index(drop=True)

    def _draw(self) -> None:
        hits = find_hits(self._articles, self.lexicon)
        new, poles = self._values(hits), list(self.lexicon.poles)
        ways = _moved(self._before, hits)
        counts = f"{len(ways)} of {len(hits)} words found count otherwise than before"
        alt = "; ".join(f"{_name(b, self._by)}: balance {b['value']:+.2f}, was {a['value']:+.2f}"
                        for a, b in zip(self._old.to_dict("records"), new.to_dict("records"), strict=True))  # fmt: skip
        chart = picture(_chart(self._old, new, self._by, poles), title=counts.capitalize(), alt=alt,
                        note="Open: the lexicon as it was given. Filled: as it is now, with its 95 % interval. Beside "
                        "them: words of each pole.")  # fmt: skip
        lines = _in_context(self._articles, ways)
        self.show(f"{_changes(self._given, self.lexicon)}{chart}{lines}", f"{counts}. {alt}")


def explorer(
    articles: pd.DataFrame, lexicon: Lexicon, by: str, groups: Sequence[str] | None, concept: str | None
) -> LexiconExplorer:
    require_columns(articles, ["id", "lang", "text", by], "articles")
    known = sorted(set(articles[by]) - {""})
    for group in groups or []:
        require_choice(group, known, f"a group in {by!r}:")
    concept = concept or sorted(lexicon.concepts["concept"])[0]
    require_choice(concept, set(lexicon.concepts["concept"]), "concept")
    return LexiconExplorer(articles, lexicon, by, groups or known, concept)


def _name(row: dict, by: str) -> str:
    return f"{row[by]}, {LANGS[row['lang']]}"


def _moved(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """The words that count otherwise, as rows of hits with a column `was`."""
    columns = ["id", "start", "end", "form", "concept", "shift", "counts_as"]
    both = before[columns].astype({"counts_as": str}).merge(
        after[columns].astype({"counts_as": str}), on=["id", "start"], how="outer", suffixes=("_was", "")
    )  # fmt: skip
    was, now = both["counts_as_was"].fillna("not found"), both["counts_as"].fillna("not found")
    for column in ("end", "form", "concept", "shift"):
        both[column] = both[column].fillna(both[f"{column}_was"])
    both = both.assign(was=was.replace("", NEITHER), counts_as=now.replace("", NEITHER), end=both["end"].astype(int))
    return both.loc[both["was"] != both["counts_as"], [*columns, "was"]].reset_index(drop=True)


def _chart(old: pd.DataFrame, new: pd.DataFrame, by: str, poles: list[str]) -> Axes:
    with look():
        ax = axes(0.32 * len(new) + 0.8)
        rows = list(zip(old.to_dict("records"), new.to_dict("records"), strict=True))[::-1]
        for y, (was, now) in enumerate(rows):
            if np.isfinite([was["value"], now["value"]]).all():
                ax.plot([was["value"], now["value"]], [y + 0.2, y], color=MUTE, lw=0.9, zorder=2)
            ax.plot(was["value"], y + 0.2, "o", ms=5, mec=MUTE, mfc="white", zorder=3)
            point(ax, now, y, "o")
            beside(ax, y, f"{now[poles[0]]:.0f} | {now[poles[1]]:.0f}")
        row_names(ax, [_name(now, by) for _, now in rows])
        balance_axis(ax, poles, pd.concat([old, new])[["value", "low", "high"]].to_numpy(float))
    return ax


def _changes(given: Lexicon, now: Lexicon) -> str:
    """What was changed, as a list."""
    was, told = _places(given), []
    for concept, place in _places(now).items():
        if was[concept] != place:
            told.append(f"{concept}: counts as {place}, was {was[concept]}")
    old, new = _patterns(given), _patterns(now)
    for lang, concept in sorted({pattern[:2] for pattern in old ^ new}):
        own = [(sign, p) for sign, some in (("+", new - old), ("−", old - new)) for *about, p in sorted(some)
               if about == [lang, concept]]  # fmt: skip
        signs = [" ".join(pair) for pair in own]
        told.append(f"{concept}, {LANGS[lang]}: {'; '.join(signs)}")
    if not told:
        return "<p>The lexicon as it was given.</p>"
    return "<ul>" + "".join(f"<li>{escape(t)}</li>" for t in told) + "</ul>"


def _places(lexicon: Lexicon) -> dict[str, str]:
    """What each concept's words count as."""
    own = lexicon.concepts
    return dict(zip(own["concept"], own["pole"].mask(own["status"] == "topic", NEITHER), strict=True))


def _patterns(lexicon: Lexicon) -> set[tuple[str, str, str]]:
    words = lexicon.patterns[~lexicon.patterns["exclude"].astype(bool)]
    return set(words[["lang", "concept", "pattern"]].itertuples(index=False, name=None))


def _in_context(articles: pd.DataFrame, moved: pd.DataFrame) -> str:
    if not len(moved):
        return ""
    first = moved.drop_duplicates(["form"]).head(_SHOWN)
    lines = concordance(articles, first, width=45)
    rows = [
        (f"… {line.left}", line.form, f"{line.right} …", f"{was} → {line.counts_as}")
        for line, was in zip(lines.itertuples(), first["was"], strict=True)
    ]
    more = f", {len(rows)} of {len(moved)}" if len(rows) < len(moved) else ""
    return table(["", "word", "", "counts as"], rows, caption=f"Words that count otherwise, in their sentences{more}")
