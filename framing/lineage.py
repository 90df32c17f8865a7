"""What became of a wire story: which article the others were made from, and what each outlet cut, added and changed.

`find_copies` says which articles tell one story; here the story is laid open. An edit is a text like any other, so
`score` gives the balance of what was cut: what the editor took out.
"""

import re
from collections import Counter
from html import escape

import pandas as pd

from ._check import require_choice, require_columns, scorable
from .passages import Passage
from .voices import Actors, read_actors
from .words import LANGS, WORD, fold, sentence_spans

ALIKE = 0.5  # of the shorter sentence's pairs of words: it is the same sentence, edited
SHORT = 4  # pairs; a shorter sentence ("/dpa/.") stands in many others by chance: the longer one counts then
SAME = 0.95
KINDS = ["kept", "changed", "cut", "added", "to headline", "headline"]
_ABOUT = ("outlet", "side", "date")


def wire_stories(articles: pd.DataFrame, actors: Actors | None = None) -> pd.DataFrame:
    """A row is a story that several articles tell: ``story, lang, articles, outlets, original, agency, first, last``.

    `original` is the article that holds most of what the others hold (of equals the earliest); `agency` the news
    agency that most of them credit at their beginning or end (an actor of the type agency), empty where none does.

    >>> words = "The two delegations met for six hours in the old arsenal and parted without a word to the press"
    >>> table = pd.DataFrame({"id": ["a", "b"], "lang": "en", "outlet": ["X", "Y"], "date": "2034-09-12"})
    >>> table = table.assign(text=[words + ". (TASS)", words + "."], story="a")
    >>> wire_stories(table)[["story", "articles", "original", "agency"]].values.tolist()
    [['a', 2, 'a', 'TASS']]
    """
    require_columns(articles, ["id", "lang", "text", "story"], "articles")
    credits = _credits((actors or read_actors()).table)
    rows = []
    for story, part in _several(articles):
        named = Counter(a for text in part["text"] if (a := _agency(text, credits)))
        dates = sorted(d for d in part.get("date", pd.Series(dtype=str)) if d)
        rows.append({
            "story": story, "lang": part["lang"].mode().iloc[0], "articles": len(part),
            "outlets": part["outlet"].nunique() if "outlet" in part else len(part), "original": _original(part),
            "agency": named.most_common(1)[0][0] if named else "", "first": dates[0] if dates else "",
            "last": dates[-1] if dates else "",
        })  # fmt: skip
    columns = ["story", "lang", "articles", "outlets", "original", "agency", "first", "last"]
    return pd.DataFrame(rows, columns=columns)


def effective_stories(articles: pd.DataFrame, *, by: str = "side") -> pd.DataFrame:
    """A row is a group: ``<by>, articles, stories, effective``.

    `effective` is the number of equally large stories that would be as diverse (the inverse of Simpson's index,
    1 / sum of squared shares): ten articles of which nine are one reprint are little more than one.

    >>> table = pd.DataFrame({"id": list("abcd"), "side": "US", "story": list("aaad")})
    >>> effective_stories(table).values.tolist()
    [['US', 4, 2, 1.6]]
    """
    require_columns(articles, ["id", "story", by], "articles")
    usable = scorable(articles)
    counts = usable[usable[by] != ""].groupby([by, "story"], sort=True).size()
    shares = counts / counts.groupby(level=0).transform("sum")
    table = counts.groupby(level=0).agg(articles="sum", stories="size")
    return table.assign(effective=1 / (shares**2).groupby(level=0).sum()).reset_index()


def find_edits(articles: pd.DataFrame) -> pd.DataFrame:
    """A row is a sentence of a reprint or of its original, itself a text: ``id, article, original, story, edit, lang,
    text, start, end`` and the article's outlet, side and date.

    `edit` is `kept`, `changed` (the same sentence with other words), `cut`, `added`, `to headline` (a sentence of
    the original that the reprint's headline tells) or `headline` (a new one). `start`, `end` are the place in the
    reprint, for `cut` and `to headline` in the original; `before` is the original's sentence. Kept and changed
    sentences keep their order; one that was moved is a cut and an addition.

    >>> words = "The two delegations met for six hours in the old arsenal and parted without a word."
    >>> table = pd.DataFrame({"id": ["a", "b"], "lang": "en", "title": "", "story": "a"})
    >>> table = table.assign(text=[words + " Guards waved at the boats.", "Our town watched. " + words])
    >>> find_edits(table)[["edit", "text"]].values.tolist()[1:]
    [['kept', 'The two delegations met for six hours in the old arsenal and parted without a word.'], ['cut', 'Guards
    waved at the boats.']]
    """
    require_columns(articles, ["id", "lang", "text", "story"], "articles")
    rows = []
    for story, part in _several(articles):
        table = part.set_index("id", drop=False)
        original = table.loc[_original(part)]
        for reprint in (table.loc[i] for i in table.index if i != original["id"]):
            for number, (edit, *rest) in enumerate(_edits(original, reprint), 1):
                place = (f"{reprint['id']}/{number}", reprint["id"], original["id"], story, edit)
                rows.append((*place, *rest, *(reprint.get(c, "") for c in _ABOUT)))
    columns = ["id", "article", "original", "story", "edit", "lang", "text", "start", "end", "before", *_ABOUT]
    return pd.DataFrame(rows, columns=columns)


def show_edits(edits: pd.DataFrame, article: str) -> Passage:
    """The original and the reprint `article` side by side: what was cut is struck out, what was added is underlined."""
    require_columns(edits, ["article", "original", "edit", "text"], "edits")
    require_choice(article, set(edits["article"]), "article")
    rows = edits[edits["article"] == article]
    cells = [_pair(r.edit, escape(r.text), escape(r.before)) for r in rows.itertuples()]
    head = f"<tr><th>{escape(rows['original'].iloc[0])}</th><th>{escape(article)}</th></tr>"
    body = "".join(f"<tr><td>{left}</td><td>{right}</td></tr>" for left, right in cells)
    style = "max-width:60em;table-layout:fixed;width:100%"
    return Passage(f'<table class="edits" style="{style}"><thead>{head}</thead><tbody>{body}</tbody></table>')


def _pair(edit: str, text: str, before: str) -> tuple[str, str]:
    """What stands on the left and on the right for one sentence; words say it, not colour alone."""
    if edit in ("cut", "to headline"):
        label = "cut" if edit == "cut" else "moved to the headline"
        return f"<del>{text}</del> <small>[{label}]</small>", ""
    if edit in ("added", "headline"):
        return "", f"<ins>{text}</ins> <small>[{'added' if edit == 'added' else 'new headline'}]</small>"
    return (before, text) if edit == "kept" else (before, f"{text} <small>[changed]</small>")


def _several(articles: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    """The stories that more than one article tells."""
    usable = scorable(articles)
    return [(story, part) for story, part in usable.groupby("story", sort=True) if len(part) > 1]


def _original(part: pd.DataFrame) -> str:
    """The article that holds most of what the others hold."""
    runs = {id: _runs(text, 5) for id, text in zip(part["id"], part["text"], strict=True)}
    dates = dict(zip(part["id"], part["date"], strict=True)) if "date" in part else {}

    def holds(id: str) -> float:
        others = [len(run & runs[id]) / max(1, len(run)) for other, run in runs.items() if other != id]
        return round(sum(others) / len(others), 6)

    return min(runs, key=lambda id: (-holds(id), dates.get(id) or "9999", id))


def _words(text: str) -> list[str]:
    return [fold(w) for w in WORD.findall(text)]


def _runs(text: str, n: int) -> set[tuple[str, ...]]:
    words = _words(text)
    return {tuple(words[i : i + n]) for i in range(len(words) - n + 1)}


def _edits(original: pd.Series, reprint: pd.Series) -> list[tuple[str, str, str, int, int, str]]:
    """The edits of one reprint in reading order: edit, language, text, start, end, before."""
    old, new = _sentences(original), _sentences(reprint)
    headline = str(reprint.get("title", "") or "")
    # other quotation marks make no other headline
    other = _words(headline) != _words(str(original.get("title", "") or ""))
    told = (_runs(headline, 2) or _runs(headline, 1)) if other else set()
    edits = []
    if told:
        edits.append(("headline", reprint["lang"], headline, 0, 0, ""))
    i = j = 0
    for a, b, alike in [*_aligned(old, new), (len(old), len(new), 0.0)]:
        for text, start, end, own in old[i:a]:
            edit = "to headline" if told and len(told & own) >= ALIKE * len(told) else "cut"
            edits.append((edit, original["lang"], text, start, end, text))
        edits += [("added", reprint["lang"], text, start, end, "") for text, start, end, _ in new[j:b]]
        if alike:
            text, start, end, _ = new[b]
            edits.append(("kept" if alike >= SAME else "changed", reprint["lang"], text, start, end, old[a][0]))
        i, j = a + 1, b + 1
    return edits


def _sentences(article: pd.Series) -> list[tuple[str, int, int, set]]:
    """The sentences of an article with their places and pairs of words."""
    text = article["text"]
    spans = sentence_spans(text, article["lang"])
    return [(text[a:b], a, b, _runs(text[a:b], 2) or _runs(text[a:b], 1)) for a, b in spans]


def _aligned(old: list, new: list) -> list[tuple[int, int, float]]:
    """Pairs of sentences that are the same, in order: those that make the longest common sequence."""
    alike = {}
    where: dict[tuple, list[int]] = {}
    for j, sentence in enumerate(new):
        for run in sentence[3]:
            where.setdefault(run, []).append(j)
    for i, sentence in enumerate(old):
        shared = Counter(j for run in sentence[3] for j in where.get(run, ()))
        for j, n in shared.items():
            part = n / min(len(sentence[3]), len(new[j][3]))
            shorter, longer = sorted((len(sentence[3]), len(new[j][3])))
            if part >= ALIKE and (shorter >= SHORT or n >= ALIKE * longer):
                # weighed by the longer one: a short sentence inside a long one is no copy of it
                alike[i, j] = n / longer if part < 1 else part
    best: dict[int, tuple[float, list]] = {}  # by the last sentence of the reprint: total and pairs
    for i in range(len(old)):
        row = sorted((j, value) for (k, j), value in alike.items() if k == i)
        found = []
        for j, value in row:
            before = max((best[k] for k in best if k < j), key=lambda b: b[0], default=(0.0, None))
            found.append((j, (before[0] + value, (before[1], (i, j, value)))))
        for j, way in found:
            if j not in best or way[0] > best[j][0]:
                best[j] = way
    way = max(best.values(), key=lambda b: b[0], default=(0.0, None))[1]
    pairs = []
    while way:
        way, pair = way
        pairs.append(pair)
    return pairs[::-1]


def _credits(actors: pd.DataFrame) -> tuple[re.Pattern, list[str]]:
    """What a credit looks like ("(TASS)", "/dpa/", "— Reuters"), a group an agency, and the agencies' names."""
    names, parts = [], []
    for row in actors[actors["type"] == "agency"].to_dict("records"):
        forms = {form.strip() for lang in LANGS for form in row[lang].split(";") if form.strip()}
        if forms:
            names.append(row["actor"])
            parts.append(
                "|".join(re.escape(f).replace(r"\*", r"\w{0,4}") for f in sorted(forms, key=lambda f: (-len(f), f)))
            )
    either = "|".join(f"({part})" for part in parts)
    return re.compile(rf"[(/—–]\s?(?:{either})\s?(?=[)/,.—–-]|$)", re.M), names


def _agency(text: str, credits: tuple[re.Pattern, list[str]]) -> str:
    """The agency that an article credits at its beginning or end."""
    pattern, names = credits
    for piece in (text[:300], text[-300:]):
        if match := pattern.search(piece):
            return names[match.lastindex - 1]
    return ""
