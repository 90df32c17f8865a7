"""What the parts need of each other's tables: what the lexicon found, what the coders answered."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from .._check import require_columns, require_texts, scorable
from ..scores import count_poles, poles_of_hits
from .sheets import KEYS


def found_poles(texts: pd.DataFrame, hits: pd.DataFrame) -> pd.DataFrame:
    """A row is a text, in the order given, a column a pole: has the lexicon found it there?"""
    return count_poles(hits).reindex(texts["id"], fill_value=0).gt(0).reset_index(drop=True)


def found_classes(found: pd.DataFrame) -> np.ndarray:
    """`found_poles` in a word: one of the poles, both, or none."""
    first, second = (found[pole].to_numpy() for pole in found)
    names = found.columns
    return np.select([first & second, first, second], ["both", names[0], names[1]], "none")


def coded_texts(
    texts: pd.DataFrame, hits: pd.DataFrame, coded: pd.DataFrame, columns: Sequence[str]
) -> tuple[pd.DataFrame, list[str]]:
    """A row is a text: what the lexicon found there, and what the coders answered where they were asked."""
    require_texts(texts)
    require_columns(texts, columns, "texts")
    poles = poles_of_hits(hits)
    require_columns(coded, ["id", "probability", *poles], "coded")
    texts = scorable(texts).reset_index(drop=True)
    strange = coded.loc[pd.Index(texts["id"]).get_indexer(coded["id"]) < 0, "id"].tolist()
    if strange:
        raise ValueError(
            f"coded: {len(strange)} of {len(coded)} id(s) are not among the texts, for instance {strange[0]!r}. Give "
            "all the texts that the sample was drawn from; for a part of them, take the same part of `coded`."
        )
    if coded["id"].duplicated().any():
        raise ValueError(f"coded: the id {coded.loc[coded['id'].duplicated(), 'id'].iloc[0]!r} stands there twice.")
    if not coded["probability"].between(0, 1, inclusive="right").all():
        raise ValueError("coded: each `probability` should be above 0 and at most 1, as `draw_sample` gave it.")
    found = found_poles(texts, hits)
    answers = coded.set_index("id")[["probability", *poles]].rename(columns={p: f"coded_{p}" for p in poles})
    table = texts[list(dict.fromkeys(["id", "lang", *columns, *texts.columns.intersection(["story", "article"])]))]
    return table.assign(found=found_classes(found), **found).join(answers, on="id"), poles


def poles_of_codes(codes: pd.DataFrame) -> list[str]:
    """The two poles, in the sheet's order; the table carries them as the categories of `code`."""
    kind = codes["code"].dtype
    if not isinstance(kind, pd.CategoricalDtype) or len(kind.categories) != len(KEYS):
        raise ValueError(
            "codes has lost its answers: `code` should be categorical, as read_sheet returns it. The sheets of one "
            "sample have the same categories, which pd.concat keeps."
        )
    return [str(c) for c in kind.categories[:2]]


def require_once(codes: pd.DataFrame) -> None:
    twice = codes[codes.duplicated(["item", "coder"])]
    if len(twice):
        raise ValueError(
            f"codes: coder {twice['coder'].iloc[0]!r} answered item {twice['item'].iloc[0]!r} twice; is a sheet there "
            "two times, or do two coders have one name?"
        )
