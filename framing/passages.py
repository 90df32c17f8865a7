"""Show a text with its evidence; show words in their sentences."""

from bisect import bisect_left
from dataclasses import dataclass
from html import escape

import pandas as pd

from ._check import require_choice, require_columns
from ._colours import POLES, VOICES
from .scores import poles_of_hits


@dataclass(frozen=True)
class Passage:
    """A piece of HTML that Jupyter shows; it holds no script, and all text in it is escaped."""

    html: str

    def _repr_html_(self) -> str:
        return self.html


def show(texts: pd.DataFrame, hits: pd.DataFrame, id: str, voices: pd.DataFrame | None = None) -> Passage:
    """The text `id` with its lexicon words in colour, and with `voices` also who speaks.

    A word's label says what it counts as, and which word turned it. Colour is never alone: an arrow up stands for the
    first pole, an arrow down for the second, a crossed-out arrow for a word that counts for neither.
    """
    require_columns(hits, ["id", "concept", "start", "end", "shift", "counts_as"], "hits")
    require_choice(id, set(texts["id"]), "id")
    text = texts.set_index("id").at[id, "text"]
    poles = poles_of_hits(hits)
    marks = sorted((h.start, h.end, _mark(h, poles)) for h in hits[hits["id"] == id].itertuples())
    own = voices[voices["article"] == id] if voices is not None else None
    stretches = [(0, len(text), None)] if own is None else [(v.start, v.end, v) for v in own.itertuples()]
    body = "".join(_voice(text, start, end, voice, marks) for start, end, voice in stretches)
    return Passage(f'<div class="passage" style="max-width:46em;line-height:1.6;white-space:pre-line">{body}</div>')


def concordance(texts: pd.DataFrame, hits: pd.DataFrame, *, width: int = 60) -> pd.DataFrame:
    """A row is a hit in its words: ``id, left, form, right, concept, shift, counts_as`` and the text's side,
    outlet, date.

    `left` and `right` are at most `width` letters before and after it, in whole words. Filter the hits first:
    ``concordance(articles, hits[hits["concept"] == "threat"])``.

    >>> from framing import find_hits, read_lexicon
    >>> texts = pd.DataFrame({"id": ["a"], "lang": ["en"], "text": ["They want to avoid a confrontation now."]})
    >>> concordance(texts, find_hits(texts, read_lexicon()), width=10)[["left", "form", "right"]].values.tolist()
    [['avoid a', 'confrontation', 'now.']]
    """
    require_columns(texts, ["id", "text"], "texts")
    about = texts.set_index("id")
    known = [c for c in ("side", "outlet", "date", "voice") if c in about.columns]
    rows = []
    for h in hits[hits["id"].isin(about.index)].itertuples():
        text = about.at[h.id, "text"]
        words = (_last_words(text[: h.start], width), text[h.start : h.end], _first_words(text[h.end :], width))
        rows.append((h.id, *words, h.concept, h.shift, h.counts_as, *(about.at[h.id, c] for c in known)))
    return pd.DataFrame(rows, columns=["id", "left", "form", "right", "concept", "shift", "counts_as", *known])


def _last_words(text: str, width: int) -> str:
    """The end of a text, at most `width` letters, in whole words where there are any."""
    piece = " ".join(text[-width - 1 :].split())
    return piece.split(" ", 1)[-1] if len(text) > width and not text[-width - 1].isspace() and " " in piece else piece


def _first_words(text: str, width: int) -> str:
    """The beginning of a text, likewise."""
    piece = " ".join(text[: width + 1].split())
    return piece.rsplit(" ", 1)[0] if len(text) > width and not text[width].isspace() and " " in piece else piece


def _mark(hit: object, poles: list[str]) -> tuple[str, str]:
    """Opening and closing HTML of one hit."""
    label = f"{hit.concept}: {hit.shift + ', ' if hit.shift else ''}counts as {hit.counts_as or 'neither'}"
    if hit.counts_as in poles:
        number = poles.index(hit.counts_as)
        colour, arrow = POLES[number], "▲▼"[number]
        style = f"background:{colour}2e;border-bottom:2px solid {colour}"
    else:
        arrow, style = "∅", "background:#8882;border-bottom:2px dotted #777"
    return f'<mark style="color:inherit;{style}" title="{escape(label)}">', f"<small>{arrow}</small></mark>"


def _voice(text: str, start: int, end: int, voice: object | None, marks: list[tuple[int, int, tuple[str, str]]]) -> str:
    """One stretch with its marks; a speaker's stretch is underlaid and named."""
    parts, at = [], start
    for a, b, (opening, closing) in marks[bisect_left(marks, (start,)) : bisect_left(marks, (end,))]:
        if a < at:
            continue
        b = min(b, end)
        parts += [escape(text[at:a]), opening, escape(text[a:b]), closing]
        at = b
    body = "".join([*parts, escape(text[at:end])])
    if voice is None or voice.voice == "outlet":
        return body
    name = str(voice.actor) if isinstance(voice.actor, str) and voice.actor else str(voice.voice)
    label = voice.voice if name == voice.voice else f"{voice.voice}: {name}"
    tag = f'<sup style="font-weight:600">[{escape(label)}]</sup>'
    border = VOICES.get(voice.voice, "solid #bbb")
    return f'<span class="voice" title="{escape(name)}" style="border-bottom:1px {border}">{tag}{body}</span>'
