"""The evidence behind a report, in one HTML file without a script: the rows behind each finding, each concept's words
in context, what each speaker was quoted with, each article with its marks. The report's numbers link into it."""

import hashlib
import re
from collections.abc import Iterator
from html import escape
from pathlib import Path

import pandas as pd

from ._check import scorable
from ._parts.firm import firm_sentence
from ._report.page import TEMPLATE
from ._report.pdf import write_whole
from .figures import read_figures
from .passages import concordance, show
from .study import Study
from .wording import adjective, difference, interval, proportion
from .words import LANGS

LINK = "reader.html"  # what the report's parts link to; `render` puts the file's own name there
CONTEXTS = 40  # lines of context of a concept
DOCUMENTS = 12  # documents of a concept, where there is no text to show
SHOWN = 600  # articles with their text; a file of more would be slow to open
QUOTED = 40  # speakers


def anchor(kind: str, name: str) -> str:
    """The place of something in the reader file: letters, digits and hyphens, and never the same for two names.

    >>> anchor("concept", "threat"), anchor("article", "<b>").startswith("article-b-")
    ('concept-threat', True)
    """
    slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:40]
    return f"{kind}-{slug}" if slug == name else f"{kind}-{slug}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"


def link(kind: str, name: str, words: str | None = None) -> str:
    """A link from the report to a place in the reader file."""
    return f'<a href="{LINK}#{anchor(kind, name)}">{escape(name if words is None else words)}</a>'


def at_source(row: dict, words: str = "") -> str:
    """A document's name, as a link to its page at the source where it has one."""
    url, words = row.get("url") or "", words or row.get("title") or row["id"]
    if not url.startswith(("https://", "http://")) or ".example" in url:
        return escape(words)
    return f'<a href="{escape(url)}">{escape(words)}</a>'


def write_reader(study: Study, out: Path | str) -> Path:
    """Write the reader file of a study.

    It holds the texts of the study's articles: mind their owners' rights before you publish it. Of figures, which hold
    no text, it has the documents with their counts, and links to their pages at the source.
    """
    shown = set() if study.counted else _shown(study)
    css = (TEMPLATE / "style.css").read_text(encoding="utf-8")
    policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
    title = f"{study.plan.title or study.plan.name}: the evidence"
    parts = [
        "<!doctype html>", '<html lang="en">', "<head>", '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(title)}</title>", f"<style>{css}{_MORE}</style>", "</head>", "<body>", "<main>",
        f"<h1>{escape(title)}</h1>", f"<p>{escape(study.plan.about)}</p>" if study.plan.about else "",
        *_chapters(study, shown), "</main>", "</body>", "</html>",
    ]  # fmt: skip
    out = Path(out)
    out.parent.mkdir(parents=True, exist_ok=True)
    write_whole(out, "\n".join(part for part in parts if part).encode("utf-8"))
    return out


_MORE = """
table.rows td, table.rows th { text-align: left; padding: .1rem .6rem .1rem 0; vertical-align: top; }
section { scroll-margin-top: 1rem; } :target { background: var(--wash); }
td.left { text-align: right; } nav li { display: inline; margin-right: 1em; }
"""


def _chapters(study: Study, shown: set[str]) -> list[str]:
    """The contents, then what they name: only what the study has."""
    chapters = {"findings": _findings(study, shown), "outlets": _outlets(study, shown)}
    if study.counted:
        chapters |= {"concepts": _counted_concepts(study), "documents": _documents(study["scores"], study, "documents")}
    else:
        chapters |= {"speakers": _speakers(study, shown), "concepts": _concepts(study, shown)}
        if study.plan.figures:
            chapters["speeches"] = _speeches(study)
        chapters["articles"] = _articles(study, shown)
    items = "".join(f'<li><a href="#{name}">{name}</a></li>' for name in chapters)
    parts = [f'<nav aria-label="Contents"><ul>{items}</ul></nav>']
    return [*parts, *(part for chapter in chapters.values() for part in chapter)]


def finding_name(row: dict) -> str:
    """What a row of comparisons is called in links."""
    return f"{row['measure']} by {row['by']} in {LANGS[row['lang']]}"


def _findings(study: Study, shown: set[str]) -> Iterator[str]:
    """For each comparison its sentence, its row, and the texts that it was made of."""
    yield '<h2 id="findings">Findings</h2>'
    for name, texts in (("comparisons", "scores"), ("voice_comparisons", "told")):
        for row in study[name].to_dict("records") if name in study else []:
            yield _section("finding", finding_name(row), finding_name(row))
            if row["measure"] == "balance":
                noun = "speakers" if row["by"] == "voice" else "documents" if study.counted else "outlets"
                said = f"{difference(row, study.poles, noun)}: {interval(row)}.{_firm(row, study)}"
                yield f"<p>{escape(said)}</p>"
            yield _row_table(row)
            table = study[texts]
            own = table[(table["lang"] == row["lang"]) & table[row["by"]].isin([row["first"], row["second"]])]
            yield f"<details><summary>The {len(own)} {'documents' if study.counted else 'texts'} behind it</summary>"
            yield f"{_texts(own, study, row['by'], shown)}</details></section>"
    for row in study["hypotheses"].to_dict("records") if "hypotheses" in study else []:
        number = str(row["number"])
        yield f"{_section('hypothesis', number, f'Hypothesis {number}')}{_row_table(row)}</section>"


def _firm(row: dict, study: Study) -> str:
    """How firm a difference is, where other choices were tried."""
    if row["by"] != "side" or "robustness" not in study or study["robustness"]["lang"].iloc[0] != row["lang"]:
        return ""
    said = firm_sentence(study["robustness"])
    return said and f" {said}"


def _section(kind: str, name: str, title: str) -> str:
    return f'<section id="{anchor(kind, name)}"><h3>{escape(title)}</h3>'


def _row_table(row: dict) -> str:
    cells = "".join(
        f"<tr><th scope='row'>{escape(str(k).replace('_', ' '))}</th><td>{escape(_said(v))}</td></tr>"
        for k, v in row.items()
    )
    return f'<table class="rows">{cells}</table>'


def _said(value: object) -> str:
    if isinstance(value, float):
        return "" if pd.isna(value) else f"{value:.3f}".rstrip("0").rstrip(".")
    return str(value)


def _texts(table: pd.DataFrame, study: Study, group: str, shown: set[str]) -> str:
    """A row is a text: its group, outlet, words of both poles, and a link to its article."""
    article = table["article"] if "article" in table else table["id"]
    first, second = study.poles
    head = f"<tr><th>{escape(group)}</th><th>outlet</th><th>{'document' if study.counted else 'article'}</th>"
    head += f"<th>{escape(first)}</th><th>{escape(second)}</th></tr>"
    rows = [
        f"<tr><td>{escape(r[group])}</td><td>{escape(r['outlet'])}</td>"
        f"<td>{at_source(r) if study.counted else _article_link(shown, a)}</td>"
        f"<td>{r[first]}</td><td>{r[second]}</td></tr>"
        for a, r in zip(article, table.to_dict("records"), strict=True)
    ]
    return f'<table class="rows"><thead>{head}</thead><tbody>{"".join(rows)}</tbody></table>'


def _outlets(study: Study, shown: set[str]) -> Iterator[str]:
    yield '<h2 id="outlets">Outlets</h2>'
    for outlet, part in study["scores"].groupby("outlet", sort=True):
        yield _section("outlet", outlet, outlet) + _texts(part, study, "side", shown) + "</section>"


def _speakers(study: Study, shown: set[str]) -> Iterator[str]:
    """What each of the most quoted was quoted with."""
    yield '<h2 id="speakers">Speakers</h2>'
    voices = study["voices"]
    named = voices[voices["actor"].fillna("").ne("") & voices["voice"].ne("outlet")]
    most = (
        named.assign(n=named["text"].str.len()).groupby("actor")["n"].sum().sort_index().nlargest(QUOTED, keep="first")
    )
    for actor in most.index:
        own = named[named["actor"] == actor]
        yield _section("speaker", actor, f"{actor} ({adjective(own['voice'].iloc[0])})") + "<ul>"
        for r in own.itertuples():
            yield f"<li>{escape(r.text)} <small>({_article_link(shown, r.article)}, {escape(r.kind)})</small></li>"
        yield "</ul></section>"


def _concepts(study: Study, shown: set[str]) -> Iterator[str]:
    """Each concept's words in context, spread over the articles."""
    yield '<h2 id="concepts">Concepts</h2>'
    texts = study["articles"]
    for concept, hits in study["hits"].groupby("concept", sort=True, observed=True):
        some = hits.iloc[:: max(1, -(-len(hits) // CONTEXTS))]
        part = "" if len(some) == len(hits) else f", {len(some)} of them here"
        yield f"{_section('concept', concept, concept)}<p>{len(hits)} words{part}.</p>"
        rows = [
            f'<tr><td class="left">{escape(r.left)}</td><td><mark>{escape(r.form)}</mark></td>'
            f"<td>{escape(r.right)}</td><td>{escape(_reading(r))}</td><td>{_article_link(shown, r.id)}</td></tr>"
            for r in concordance(texts, some, width=50).itertuples()
        ]
        heads = "".join(f'<th scope="col">{head}</th>' for head in ("before", "word", "after", "counts as", "article"))
        yield f"<table><thead><tr>{heads}</tr></thead><tbody>{''.join(rows)}</tbody></table></section>"


def _counted_concepts(study: Study) -> Iterator[str]:
    """Each concept's documents, those with most of its words first, each with a link to its source."""
    yield '<h2 id="concepts">Concepts</h2>'
    about = study["scores"].set_index("id")
    for concept, hits in study["hits"].groupby("concept", sort=True, observed=True):
        table = pd.crosstab(hits["id"], hits["counts_as"].astype(str).replace("", "neither"))
        table = table.assign(words=table.sum(axis="columns")).sort_index()
        most = table.sort_values("words", ascending=False, kind="stable").head(DOCUMENTS)
        part = "" if len(most) == len(table) else f", the {len(most)} with most of them here"
        yield f"{_section('concept', concept, concept)}<p>{len(hits)} words in {len(table)} documents{part}.</p>"
        kinds = [kind for kind in (*study.poles, "neither") if kind in most]
        heads = ("date", "side", "document", *(f"counted as {kind}" for kind in kinds))
        rows = [
            [
                escape(row["date"]),
                escape(row["side"]),
                at_source({"id": id, **row}),
                *(str(most.at[id, kind]) for kind in kinds),
            ]
            for id, row in zip(most.index, about.loc[most.index].to_dict("records"), strict=True)
        ]
        yield f"{_plain_table(heads, rows)}</section>"


def _plain_table(heads: tuple[str, ...], rows: list[list[str]]) -> str:
    """A table; the cells are markup already."""
    head = "".join(f'<th scope="col">{escape(head)}</th>' for head in heads)
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return f'<table class="rows"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


def _reading(hit: tuple) -> str:
    """What a word counts as, and how it was turned."""
    return (hit.counts_as or "neither") + (f" ({hit.shift})" if hit.shift else "")


def _speeches(study: Study) -> Iterator[str]:
    """The documents of the reference series."""
    figures = read_figures(study.plan.folder / study.plan.figures)
    yield from _documents(figures.scores, study, "speeches", "Speeches of the reference series")


def _documents(scores: pd.DataFrame, study: Study, id: str, title: str = "Documents") -> Iterator[str]:
    """A row is a document that was counted, with a link to its page at the source, where there is one."""
    heads = ("date", "side", "speaker", *study.poles, "proportion", "source")
    rows = [
        [*(escape(str(r.get(c) or "")) for c in heads[:3]), *(str(r[pole]) for pole in study.poles),
         proportion(r["balance"]), at_source(r, "page" if r.get("url") else "")]
        for r in scores.sort_values(["date", "side"]).to_dict("records")
    ]  # fmt: skip
    yield f'<h2 id="{id}">{escape(title)}</h2>{_plain_table(heads, rows)}'


def _articles(study: Study, shown: set[str]) -> Iterator[str]:
    """Each article with its words and voices marked."""
    yield '<h2 id="articles">Articles</h2>'
    texts = study["articles"]
    if len(shown) < len(scorable(texts)):
        yield f"<p>The {len(shown)} articles with most evidence; the tables of the study hold all.</p>"
    hits = {id: part for id, part in study["hits"].groupby("id", observed=True)}
    voices = {id: part for id, part in study["voices"].groupby("article")}
    for row in texts[texts["id"].isin(shown)].to_dict("records"):
        about = ", ".join(escape(str(row[c])) for c in ("outlet", "side", "date") if row.get(c))
        about += ", " + at_source(row, "page") if "<a " in at_source(row) else ""
        yield _section("article", row["id"], row["title"] or row["id"])
        yield f"<p><small>{escape(row['id'])}; {about}</small></p>"
        own = hits.get(row["id"], study["hits"].iloc[:0])
        yield show(pd.DataFrame([row]), own, row["id"], voices.get(row["id"])).html + "</section>"


def _shown(study: Study) -> set[str]:
    """The articles whose text is in the file: all, or those with most evidence."""
    scores = study["scores"]
    evidence = scores[list(study.poles)].sum(axis="columns")
    order = scores.assign(evidence=-evidence).sort_values(["evidence", "id"])
    return set(order["id"].head(SHOWN))


def _article_link(shown: set[str], id: str) -> str:
    return f'<a href="#{anchor("article", id)}">{escape(id)}</a>' if id in shown else escape(id)
