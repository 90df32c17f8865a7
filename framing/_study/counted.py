"""Studies of figures: documents of which only counts are at hand (`framing.figures`), read as articles without text.

A source is one of figures where its path is the file `<name>.sentences.parquet` that `write_figures` wrote.
"""

import json
import re
from pathlib import Path
from textwrap import shorten

import pandas as pd

from ..figures import Figures, read_figures
from ..plan import Plan
from ..plan import Source as PlanSource
from .files import digest
from .journal import Given

ENDING = ".sentences.parquet"
_SLUG = re.compile(r"/(\w{1,40}(?:-\w{1,40}){2,40})/?$")
_LONGEST = 70  # letters of such a name
_ABOUT = ["id", "side", "outlet", "lang", "date", "title", "speaker", "url", "origin", "status", "notes", "story"]


def is_counted(plan: Plan | Given) -> bool:
    """Are the sources figures? Raises ValueError where some are and others are texts."""
    counted = [source.path.endswith(ENDING) for source in plan.sources]
    if any(counted) and not all(counted):
        raise ValueError(
            f"the sources {[s.path for s in plan.sources]} are texts and figures; a study is of the one or the other, "
            "since figures hold no words to read. Make two plans."
        )
    return all(counted)


def files_of(path: Path) -> list[Path]:
    """The files that figures are read from, beside marks for charts."""
    return [path, path.with_name(path.name.removesuffix(ENDING) + ".json")]


def figures_of(plan: Plan | Given) -> list[Figures]:
    """The figures of each source, with the values that the plan fixes for their documents."""
    return [_read(plan, source) for source in plan.sources]


def read_documents(plan: Plan | Given) -> pd.DataFrame:
    """A row is a document of any of the sources: what is known of it, and its counts, in the order of the ids.

    Documents are taken as clean, each as a story of its own: without words no reprint can be found.
    """
    parts = [
        figures.scores.assign(origin=Path(source.path).name)
        for source, figures in zip(plan.sources, figures_of(plan), strict=True)
    ]
    table = pd.concat(parts, ignore_index=True)
    if table["id"].duplicated().any():
        twice = table.loc[table["id"].duplicated(), "id"].tolist()
        raise ValueError(f"two sources hold the same id(s), among them {twice[:5]}; ids must differ.")
    named = (table["speaker"] + ", " + table["date"]).where(table["speaker"].ne(""), table["url"].map(_words_of))
    table = table.assign(status="ok", notes="", title=table.get("title", named), story=table["id"])
    order = [*_ABOUT, *(c for c in table.columns if c not in _ABOUT)]
    return table[order].sort_values("id", kind="stable", ignore_index=True)


def _words_of(url: str) -> str:
    """What an address says of its page, where it ends in words; so a document has a name that a reader can tell apart.

    >>> (
    ...     _words_of("https://news.invalid/2034/statement-on-the-talks-in-lucerne/"),
    ...     _words_of("https://news.invalid/68700"),
    ... )
    ('statement on the talks in lucerne', '')
    """
    found = _SLUG.search(url)
    return shorten(found[1].replace("-", " "), _LONGEST, placeholder=" …") if found else ""


def without_counts(documents: pd.DataFrame) -> pd.DataFrame:
    """The documents as a study's table of articles."""
    return documents[_ABOUT]


def read_hits(plan: Plan | Given) -> pd.DataFrame:
    """A row is a lexicon word of a document: ``id, sentence, concept, pole, shift, counts_as``."""
    parts = [figures.hits for figures in figures_of(plan)]
    poles = {tuple(part["counts_as"].cat.categories) for part in parts}
    if len(poles) > 1:
        raise ValueError(f"the figures were counted between different poles: {sorted(poles)}.")
    hits = pd.concat(parts, ignore_index=True)
    return hits.sort_values(["id", "sentence"], kind="stable", ignore_index=True)


def fingerprint(plan: Plan) -> str:
    """The hash of the texts that the figures were counted from, as their `.json` gives it; of several, one of all."""
    found = []
    for source in plan.sources:
        about = json.loads(files_of(plan.folder / source.path)[1].read_text(encoding="utf-8"))
        found.append(about["texts_sha256"])
    return found[0] if len(found) == 1 else digest("".join(sorted(found)).encode())


def _read(plan: Plan | Given, source: PlanSource) -> Figures:
    if source.columns or source.sides:
        raise ValueError(
            f"{source.path}: figures have their columns and sides already, so `columns` and `sides` cannot be mapped; "
            "`fixed` can give all documents of a source one value, such as a `url`."
        )
    path = plan.folder / source.path
    figures = read_figures(path.with_name(path.name.removesuffix(ENDING)))
    scores = figures.scores.assign(**source.fixed)
    return Figures(scores, figures.hits, figures.terms, figures.lexicon, figures.events)
