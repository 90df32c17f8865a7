"""What several sections need: paragraphs, findings, notes."""

from html import escape

import pandas as pd

from ..passages import Passage
from ..reader import LINK, anchor, finding_name, link
from ..study import Study
from ..wording import difference, interval, proportion
from ..words import LANGS


class Markdown(str):
    """A paragraph that Jupyter shows as Markdown."""

    def _repr_markdown_(self) -> str:
        return str(self)


def balances(study: Study) -> pd.DataFrame:
    rows = study["comparisons"]
    return rows[rows["measure"] == "balance"].reset_index(drop=True) if len(rows) else rows


def finding(row: dict, study: Study) -> str:
    """What a comparison of balances shows, in one sentence."""
    return (
        f"In {LANGS[row['lang']]}, {difference(row, study.poles, 'outlets')} "
        f"({row['first']} {proportion(row['value_first'])}, {row['second']} {proportion(row['value_second'])}; "
        f"difference {interval(row)})."
    )


def linked_finding(row: dict, study: Study) -> str:
    """The same in Markdown, with a link to the rows behind it."""
    return f"{finding(row, study)[:-2]}; [rows]({LINK}#{anchor('finding', finding_name(row))}))."


def explained(study: Study) -> str:
    """The language and articles that `explain` was run on: those of the comparison whose difference it sums to."""
    rows, total = balances(study), study["explanation"]["contribution"].sum()
    if not len(rows) or (rows["difference"] - total).abs().min() > 1e-4:
        return "the articles of one language"
    row = rows.loc[(rows["difference"] - total).abs().idxmin()]
    return f"{LANGS[row['lang']]}, n = {row['n_first']} + {row['n_second']} articles"


def note_of(study: Study, rows: pd.DataFrame) -> str:
    n = "; ".join(f"{LANGS[r['lang']]} n = {r['n_first']} + {r['n_second']} articles" for r in rows.to_dict("records"))
    method = rows["method"].iloc[0]
    return f"{n}. Lines: 95 % interval over outlets. {method[0].upper()}{method[1:]}. Source: {source(study)}."


def source(study: Study) -> str:
    return "constructed articles" if "constructed" in study.plan.about else study.plan.name


def links(kind: str, names: list[str], before: str) -> Passage:
    """A line of links to the evidence."""
    return Passage(f"<p class='note'>{escape(before)}: {', '.join(link(kind, name) for name in names)}</p>")
