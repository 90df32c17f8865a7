"""How far is a balance comparable between languages?

The same news, told in two languages, should have the same balance. Where the word list of one language finds more
of a pole, a difference between groups of different language is partly the list's. The offset is measured on
parallel texts and shipped as `equivalence.csv`; `compare` takes it off, widens its interval by the offset's own
error, and says so.
"""

from functools import lru_cache
from importlib.resources import files

import numpy as np
import pandas as pd

from ._check import require_columns
from ._resampling import story_weights
from .hits import find_hits
from .lexicon import Lexicon
from .scores import FORMULAS, Formula, balance, count_poles, poles_of_scores
from .words import LANGS


def measure_equivalence(parallel: pd.DataFrame, lexicon: Lexicon, *, draws: int = 2000, seed: int = 0) -> pd.DataFrame:
    """A row is a language: how its balance of the same texts differs from the first language's.

    `parallel` has a row a segment: ``document`` and a column of text a language (``en, de, ru``). Returns ``lang,
    reference, first, second, offset, se, low, high, dice_first, dice_second, segments, documents``: the offset of
    the balance with its 90 % interval (bootstrap over documents), and for each pole how far the same segments carry
    it (Dice).
    """
    require_columns(parallel, ["document"], "parallel")
    langs = [lang for lang in LANGS if lang in parallel.columns]
    if len(langs) < 2:
        raise ValueError(f"parallel needs a column of text for two or more of {list(LANGS)}; it has {langs}.")
    counts = {lang: _counts(parallel, lang, lexicon) for lang in langs}
    number, documents = pd.factorize(parallel["document"], sort=True)
    sums = {lang: np.zeros((len(documents), 2)) for lang in langs}
    for lang in langs:
        np.add.at(sums[lang], number, counts[lang])
    picks = np.random.default_rng(seed).integers(0, len(documents), (draws, len(documents)))
    rows = []
    for lang in langs:
        drawn = [balance(*sums[x][picks].sum(axis=1).T) for x in (lang, langs[0])]
        offset = balance(*sums[lang].sum(axis=0)) - balance(*sums[langs[0]].sum(axis=0))
        low, high = np.quantile(drawn[0] - drawn[1], [0.05, 0.95])
        dice = [_dice(counts[lang][:, k] > 0, counts[langs[0]][:, k] > 0) for k in (0, 1)]
        error = (drawn[0] - drawn[1]).std(ddof=1)
        rows.append((lang, langs[0], *lexicon.poles, offset, error, low, high, *dice, len(parallel), len(documents)))
    columns = ["lang", "reference", "first", "second", "offset", "se", "low", "high", "dice_first", "dice_second"]
    return pd.DataFrame(rows, columns=[*columns, "segments", "documents"])


def language_correction(
    table: pd.DataFrame, measure: str | Formula, by: str, groups: tuple[str, str], name: str
) -> tuple[float, float]:
    """The language offset of the groups' difference and its standard error; 0 and 0 within one language.

    `table` is a table of scores. ValueError where the groups differ in language and
    what this makes of the measure is not known: only the balance of the shipped poles has been measured.
    """
    if "lang" not in table:
        return 0.0, 0.0
    langs = {g: sorted(set(table.loc[table[by] == g, "lang"])) for g in groups}
    if langs[groups[0]] == langs[groups[1]] and len(langs[groups[0]]) == 1:
        return 0.0, 0.0
    known = None
    if measure in ("balance", FORMULAS["balance"]):
        poles = poles_of_scores(table)
        counts = table[poles].mul(story_weights(table, by), axis="index").assign(lang=table["lang"])
        known = language_offset(counts, table[by], groups, poles)
    if known is None:
        raise ValueError(
            f"the groups differ in language ({langs}), and how {name} of these words differs from language to language "
            "has not been measured: the difference would mix framing with language. Compare within one language, for "
            "instance table[table['lang'] == 'en']."
        )
    return known


def language_offset(
    counts: pd.DataFrame, by: pd.Series, groups: tuple[str, str], poles: list[str]
) -> tuple[float, float] | None:
    """How much of the groups' difference in balance is language, and its standard error; None where that is not
    known.

    `counts` has a row a text: ``lang`` and its (weighted) counts of the two poles. A group's offset is the mean of
    its languages' offsets, weighted by where its hits are.
    """
    table = _shipped()
    if [table["first"].iloc[0], table["second"].iloc[0]] != list(poles):
        return None
    total = counts[poles].sum(axis="columns").astype(float).groupby([by, counts["lang"]]).sum().unstack(fill_value=0.0)
    total = total.reindex(list(groups), fill_value=0.0)
    if set(total.columns) - set(table.index):
        return None
    share = total.div(total.sum(axis="columns").clip(lower=1e-9), axis="index")
    difference = share.loc[groups[0]] - share.loc[groups[1]]
    known = table.loc[difference.index]
    return float((difference * known["offset"]).sum()), float(np.sqrt(((difference * known["se"]) ** 2).sum()))


@lru_cache
def _shipped() -> pd.DataFrame:
    """The shipped table, by language."""
    return pd.read_csv(files("framing") / "equivalence.csv").set_index("lang")


def _counts(parallel: pd.DataFrame, lang: str, lexicon: Lexicon) -> np.ndarray:
    """The counts of both poles in each segment."""
    ids = [str(n) for n in range(len(parallel))]
    texts = pd.DataFrame({"id": ids, "lang": lang, "text": parallel[lang].to_numpy()})
    return count_poles(find_hits(texts, lexicon)).reindex(ids, fill_value=0).to_numpy()


def _dice(a: np.ndarray, b: np.ndarray) -> float:
    """Twice the common part by the sum of the parts."""
    return 2 * (a & b).sum() / max(a.sum() + b.sum(), 1)
