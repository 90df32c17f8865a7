"""What several sections need: paragraphs, findings, notes."""

import re
from html import escape

import pandas as pd

from .._check import scorable
from ..passages import Passage
from ..reader import LINK, anchor, finding_name, link
from ..study import Study
from ..wording import difference, interval, is_told, listed, proportion
from ..words import LANGS
from .firm import firm_word


class Markdown(str):
    """A paragraph that Jupyter shows as Markdown."""

    def _repr_markdown_(self) -> str:
        return re.sub(r"\bp ([<=]) (?=[.\d])", "p\u00a0\\1\u00a0", self)  # no line ends inside a p


def balances(study: Study) -> pd.DataFrame:
    rows = study["comparisons"]
    return rows[rows["measure"] == "balance"].reset_index(drop=True) if len(rows) else rows


def texts(study: Study) -> str:
    """What the texts of a study are called: figures can be of speeches, statements, or whatever has been counted."""
    return "documents" if study.counted else "articles"


def clusters(study: Study) -> str:
    """What is shuffled, in words: outlets; or, where the plan says `date`, years, months or days, as fine as it is."""
    if study.plan.cluster != "date":
        return {"story": "stories", "id": texts(study)}.get(study.plan.cluster, f"{study.plan.cluster}s")
    return {4: "years", 7: "months"}.get(int(study["articles"]["date"].str.len().max()), "days")


def compared(study: Study) -> str:
    """Whose words are compared, in words: those of outlets, or of articles that no outlet holds together."""
    return "outlets" if study.plan.cluster == "outlet" else texts(study)


def one_place(study: Study) -> bool:
    """Do the articles of each side come from a single outlet? Then nothing is to be compared within a side."""
    inside = study["by_outlet"]
    inside = inside[inside["side"].isin(study.plan.groups)]
    return not inside["side"].duplicated().any()


def choices(study: Study, lang: str) -> pd.DataFrame | None:
    """The comparison under other choices, where they were tried in this language; they are in one."""
    if "robustness" not in study or study["robustness"]["lang"].iloc[0] != lang:
        return None
    return study["robustness"]


def title_of(row: dict | pd.Series, study: Study) -> str:
    """What a comparison of the sides shows as a chart's title, with a word on how firm it is."""
    said = difference(row, study.poles, compared(study))
    word = firm_word(choices(study, row["lang"])) if is_told(row) else ""
    return f"{said}; {word}" if word else said


def finding(row: dict, study: Study) -> str:
    """What a comparison of balances shows, in one sentence."""
    return (
        f"In {LANGS[row['lang']]}, {difference(row, study.poles, compared(study))} "
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
    return f"{LANGS[row['lang']]}, n = {row['n_first']} + {row['n_second']} {texts(study)}"


def note_of(study: Study, rows: pd.DataFrame) -> str:
    n = "; ".join(
        f"{LANGS[r['lang']]} n = {r['n_first']} + {r['n_second']} {texts(study)}" for r in rows.to_dict("records")
    )
    method = rows["method"].iloc[0]
    return (
        f"{n}. Lines: 95 % interval over {clusters(study)}. {method[0].upper()}{method[1:]}. Source: {source(study)}."
    )


def source(study: Study) -> str:
    """Where the texts come from, in words."""
    if study.counted:
        used = scorable(study["articles"])
        outlets, urls = (sorted(set(used[column]) - {""}) for column in ("outlet", "url"))
        named = listed(outlets) if 0 < len(outlets) <= 6 else study.plan.name
        return f"{named}, {urls[0]}" if len(urls) == 1 else named
    return "constructed articles" if "constructed" in study.plan.about else study.plan.name


def links(kind: str, names: list[str], before: str) -> Passage:
    """A line of links to the evidence."""
    return Passage(f"<p class='note'>{escape(before)}: {', '.join(link(kind, name) for name in names)}</p>")
