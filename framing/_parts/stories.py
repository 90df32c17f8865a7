"""Agency stories: who reprints whom, and what the editors took out."""

import pandas as pd

from .. import charts
from ..comparison import summarise
from ..hits import find_hits
from ..lexicon import read_lexicon
from ..lineage import effective_stories, show_edits
from ..passages import Passage
from ..scores import score
from ..study import Study
from ..wording import proportion
from .common import Markdown, source

_EDITS = ("kept", "changed", "cut", "added", "headline")


def stories(study: Study) -> pd.DataFrame | Markdown:
    """A row is a story that several articles tell."""
    if "wire_stories" not in study:
        return Markdown("*No two articles tell the same story.*")
    table = study["wire_stories"].sort_values(["articles", "story"], ascending=[False, True]).head(12)
    return table.set_index("original")[["lang", "articles", "outlets", "agency", "first"]].fillna("").rename_axis(None)


def independent(study: Study) -> Markdown:
    """How many independent stories stand behind the articles of each side."""
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
    value = table.set_index("edit")["value"]
    title = (
        f"What was cut holds {proportion(value.get('cut', float('nan')))}, what was kept {proportion(value['kept'])}"
    )
    note = (
        f"n = sentences of {edits['article'].nunique()} reprints and their originals; lines: 95 % interval over "
        f"reprints. Source: {source(study)}."
    )
    alt = "; ".join(f"{r.edit}: {proportion(r.value)}" for r in table.itertuples())
    return charts.figure(charts.summarise(table), title=title, note=note, alt=alt)


def one_reprint(study: Study) -> Passage | Markdown:
    """The reprint of which most was cut, beside its original."""
    if "edits" not in study:
        return Markdown("")
    cut = study["edits"].query("edit == 'cut'").groupby("article").size()
    return show_edits(study["edits"], cut.sort_index().idxmax()) if len(cut) else Markdown("")
