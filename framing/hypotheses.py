"""The planned comparisons, decided together: what a plan expected, and what the data say of it."""

import numpy as np
import pandas as pd

from ._check import require_columns
from .comparison import adjust, compare
from .plan import Hypothesis, Plan
from .robustness import main_language

OUTCOMES = ("supported", "contradicted", "cannot be told", "only described", "no texts")
COLUMNS = ["number", "hypothesis", "direction", "lang", "by", "unit", "measure", "first", "second", "n_first",
           "n_second", "clusters_first", "clusters_second", "value_first", "value_second", "difference", "low", "high",
           "p", "p_equivalent", "p_adjusted", "adjustment", "detectable", "outcome", "method"]  # fmt: skip


def decide(plan: Plan, scores: pd.DataFrame, told: pd.DataFrame) -> pd.DataFrame:
    """A row is a hypothesis of the plan, with its comparison, its p adjusted for all of them, and the outcome.

    `scores` are those of the articles, `told` those of the voices. `outcome` is ``supported`` where the adjusted p is
    below the plan's alpha, the interval leaves out 0, and the difference has the direction expected (for ``same``:
    where it is smaller than the margin, by two one-sided tests); ``contradicted`` where it has the other direction;
    else ``cannot be told``; ``only described`` without a p; ``no texts`` where a group has none.
    """
    rows = [_compare(plan, number, own, scores, told) for number, own in enumerate(plan.hypotheses, 1)]
    table = pd.DataFrame(rows, columns=[c for c in COLUMNS if c not in ("p_adjusted", "adjustment", "outcome")])
    if not len(table):
        return table.reindex(columns=COLUMNS)
    decisive = table["p"].where(table["direction"] != "same", table["p_equivalent"]).astype(float)
    if plan.correction == "none":
        table = table.assign(p_adjusted=decisive, adjustment="none")
    else:
        adjusted = adjust(table.assign(p=decisive), plan.correction)
        table = table.assign(p_adjusted=adjusted["p_adjusted"], adjustment=adjusted["adjustment"])
    return table.assign(outcome=[_outcome(row, plan.alpha) for row in table.to_dict("records")])[COLUMNS]


def _compare(plan: Plan, number: int, own: Hypothesis, scores: pd.DataFrame, told: pd.DataFrame) -> dict:
    """One planned comparison, within one language."""
    unit = "words of others" if own.by == "voice" else own.unit or plan.unit
    groups = tuple(own.groups or plan.groups)
    texts = scores if unit == "article" else told[(told["voice"] == "outlet") == (unit == "own words")]
    cluster = own.cluster or ("story" if own.by == "voice" else plan.cluster)
    require_columns(texts, [own.by, cluster], f"the texts of hypothesis {number}")
    inside = texts[texts[own.by].isin(groups)]
    lang = own.lang or (main_language(inside, own.by) if len(inside) else "")
    inside = inside[inside["lang"] == lang]
    about = {"number": number, "hypothesis": own.text, "direction": own.direction, "lang": lang, "by": own.by}
    about |= {"unit": unit, "measure": own.measure, "first": groups[0], "second": groups[1]}
    if set(inside[own.by]) != set(groups):
        n = inside[own.by].value_counts().reindex(groups, fill_value=0)
        return about | {"n_first": n[groups[0]], "n_second": n[groups[1]], "method": "a group has no texts"}
    margin = plan.margin if own.direction == "same" else None
    row = compare(inside, own.measure, by=own.by, groups=groups, cluster=cluster, margin=margin, seed=plan.seed)
    return row.iloc[0].to_dict() | about


def _outcome(row: dict, alpha: float) -> str:
    if np.isnan(row["difference"]):
        return "no texts"
    if np.isnan(row["p_adjusted"]):
        return "only described"
    told = row["p_adjusted"] < alpha and (row["direction"] == "same" or row["low"] > 0 or row["high"] < 0)
    if not told:
        return "cannot be told"
    expected = {"first": row["difference"] > 0, "second": row["difference"] < 0}
    return "supported" if expected.get(row["direction"], True) else "contradicted"
