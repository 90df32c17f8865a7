"""The words in their sentences."""

from html import escape

import pandas as pd

from .._colours import POLES
from ..passages import Passage, concordance, show
from ..reader import at_source, link
from ..study import Study
from ..wording import proportion
from .common import Markdown

PAGE = 4000  # letters


def evidence(study: Study, each: int = 5) -> Passage:
    """Hits in their words, some of each pole and of each kind of shift; always the same ones, each story once."""
    if study.counted:
        return _to_read(study)
    hits, texts = study["hits"], study["articles"]
    story = texts.set_index("id")["story"]
    counted = hits[hits["counts_as"].isin(study.poles)]
    parts = [p for _, p in counted.groupby(["counts_as", "shift"], observed=True)]
    chosen = [p[~p["id"].map(story).duplicated()] for p in parts]
    spread = pd.concat([p.iloc[:: max(1, len(p) // each)].head(each) for p in chosen])
    rows = [_evidence_row(r, study) for r in concordance(texts, spread, width=52).itertuples()]
    head = "<tr><th></th><th>word</th><th></th><th>counts as</th></tr>"
    said = "<p>Each line is one word that was counted, among its own; one that another word turns round is marked.</p>"
    return Passage(f"{said}<table class='evidence'><thead>{head}</thead><tbody>{''.join(rows)}</tbody></table>")


def _to_read(study: Study, each: int = 4) -> Passage:
    """Where figures hold no sentences: the documents of each side furthest towards each pole, at their source."""
    known = study["scores"].dropna(subset=["balance"]).sort_values(["balance", "id"])
    rows = []
    for group in study.plan.groups:
        own = known[known["side"] == group]
        ends = own.iloc[::-1].head(each), own.head(min(each, max(len(own) - each, 0)))
        for number, part in enumerate(ends):
            towards = f"{'▲▼'[number]} {study.poles[number]}"
            rows += [_document_row(row, study, towards) for row in part.to_dict("records")]
    heads = ("side", "date", "document", "furthest towards", *study.poles, "proportion")
    head = "".join(f"<th style='white-space:nowrap'>{escape(h)}</th>" for h in heads)
    return Passage(
        "<p>Read before you believe. The sentences are not part of these figures; they stand at the source. These "
        f"documents lie furthest towards either pole: a doubt is best tried on them.</p><table><thead><tr>{head}</tr>"
        f"</thead><tbody>{''.join(rows)}</tbody></table>"
    )


def _document_row(row: dict, study: Study, towards: str) -> str:
    cells = [escape(row["side"]), escape(row["date"]), at_source(row), escape(towards)]
    cells += [*(str(row[pole]) for pole in study.poles), proportion(row["balance"])]
    # the names may be long and wrap; a date or a number that breaks cannot be read
    whole = ["" if k == 2 else " style='white-space:nowrap'" for k in range(len(cells))]
    return "<tr>" + "".join(f"<td{style}>{cell}</td>" for style, cell in zip(whole, cells, strict=True)) + "</tr>"


def _evidence_row(row: object, study: Study) -> str:
    number = study.poles.index(row.counts_as)
    about = f"{'▲▼'[number]} {row.counts_as}{' (' + row.shift + ')' if row.shift else ''}"
    mark = f"<mark style='color:inherit;white-space:nowrap;background:{POLES[number]}2e'>{escape(row.form)}</mark>"
    cells = [("right", escape(row.left)), ("center", mark), ("left", escape(row.right))]
    cells.append(("left", f"{about}<br><small>{link('article', row.id)}</small>"))
    return "<tr>" + "".join(f"<td style='text-align:{side}'>{words}</td>" for side, words in cells) + "</tr>"


def one_article(study: Study) -> Passage | Markdown:
    """The article with most statements of both sides, its words and voices marked; one that fits on a page."""
    if study.counted:
        return Markdown("")
    usable = study["articles"].query("status != 'quarantined'")
    short = usable.loc[usable["text"].str.len() <= PAGE, "id"]
    voices_ = study["voices"]
    voices_ = voices_[voices_["article"].isin(short)]
    both = voices_[voices_["voice"].isin(study.plan.groups)].groupby(["article", "voice"]).size().unstack(fill_value=0)
    texts = study["articles"]
    if len(both.columns) < 2:
        id = usable.loc[usable["text"].str.len().idxmin(), "id"]
    else:
        id = both.min(axis="columns").sort_index().idxmax()
    row = texts.set_index("id").loc[id]
    first, second = study.poles
    head = (
        f"<h3>One article, as it was read</h3><p>{escape(row['outlet'])}, {escape(row['date'])} "
        f"({link('article', id)}). ▲ counts as {escape(first)}, ▼ as {escape(second)}, ∅ as neither; what is "
        "underlined is given to the speaker named before it.</p>"
    )
    return Passage(head + show(texts, study["hits"], id, study["voices"]).html)
