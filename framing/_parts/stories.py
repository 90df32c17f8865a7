"""Agency stories: who reprints whom, and what the editors took out."""

from html import escape

import pandas as pd

from .. import charts
from ..comparison import summarise
from ..hits import find_hits
from ..lexicon import read_lexicon
from ..lineage import effective_stories, show_edits
from ..passages import Passage
from ..reader import link
from ..scores import score
from ..study import Study
from ..wording import proportion
from .common import Markdown, source

_EDITS = ("kept", "changed", "cut", "added", "headline")


def stories(study: Study) -> Passage | Markdown:
    """A row is a story that several articles tell."""
    if study.counted:
        return Markdown("")
    if "wire_stories" not in study:
        return Markdown("*No two articles tell the same story.*")
    table = study["wire_stories"].sort_values(["articles", "story"], ascending=[False, True]).head(12).fillna("")
    table = table.assign(original=[link("article", id) for id in table["original"]], agency=table["agency"].map(escape))
    known = ["agency"] if table["agency"].ne("").any() else []
    shown = table.set_index("original")[["lang", "articles", "outlets", *known, "first"]].rename_axis(None)
    return Passage(shown.to_html(border=0, escape=False))


def independent(study: Study) -> Markdown:
    """How many independent stories stand behind the articles of each side."""
    if study.counted:
        return Markdown("")
    table = effective_stories(study["articles"]).set_index("side").reindex(list(study.plan.groups)).dropna()
    said = [
        f"{side}: {r.articles} articles tell {r.stories} stories (as diverse as {r.effective:.0f} equal ones)"
        for side, r in zip(table.index, table.astype({"articles": int, "stories": int}).itertuples(), strict=True)
    ]
    return Markdown(f"*{'; '.join(said)}.*")


def taken_out(study: Study) -> charts.Figure | Markdown:
    """The balance of what reprints kept, cut and added."""
    if "edits" not in study:
        return Markdown("")
    edits = study["edits"]
    lexicon = read_lexicon(study.plan.folder / study.plan.lexicon if study.plan.lexicon else None)
    table = summarise(score(edits, find_hits(edits, lexicon)), by="edit", cluster="article")
    table = table.set_index("edit").reindex([e for e in _EDITS if e in set(table["edit"])]).reset_index()
    title = _title(table.set_index("edit"))
    note = (
        f"n = sentences of {edits['article'].nunique()} reprints and their originals; lines: 95 % interval over "
        f"reprints. Source: {source(study)}."
    )
    alt = "; ".join(f"{r.edit}: {proportion(r.value)}" for r in table.itertuples())
    return charts.figure(charts.summarise(table), title=title, note=note, alt=alt)


def _title(rows: pd.DataFrame) -> str:
    """What the chart shows of cut and kept sentences; a difference only where their intervals do not meet."""
    if not {"cut", "kept"} <= set(rows.index):
        return "What reprints kept and added"
    cut, kept = rows.loc["cut"], rows.loc["kept"]
    apart = max(cut["low"], kept["low"]) > min(cut["high"], kept["high"])
    title = f"Cut sentences {proportion(cut['value'])}, kept ones {proportion(kept['value'])}"
    return title if apart else f"{title}: no difference can be told"


def one_reprint(study: Study) -> Passage | Markdown:
    """What was cut from, added to and changed in the reprint of which most was cut, beside its original."""
    if "edits" not in study:
        return Markdown("")
    cut = study["edits"].query("edit == 'cut'").groupby("article").size()
    edited = study["edits"].query("edit != 'kept'")
    return show_edits(edited, cut.sort_index().idxmax()) if len(cut) else Markdown("")
