"""Draw sentences for coding: how many where, which, and what stands in the sheet; and look into the key after it."""

import warnings

import numpy as np
import pandas as pd

from .._check import require_columns, require_texts, scorable
from ..scores import poles_of_hits
from .sheets import labels
from .tables import found_classes, found_poles, poles_of_codes, require_once

LEAST = 2  # a stratum: with none, nothing could be said of it
_UNHEARD = 0.05  # share of items without an answer that is worth a warning


def draw_sample(
    texts: pd.DataFrame, hits: pd.DataFrame, n: int, *, by: str = "side", seed: int = 0
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Two tables, a row in each is a text to be coded: the blind sheet for coders, and the key to it.

    `texts` are sentences (`find_sentences`) with their `hits`. They are drawn by group (`by`), language and what the
    lexicon found (one pole, the other, both, none), as many from each group and language, and shuffled.

    Returns
    -------
    sheet : ``item, lang, text, code, note``; no outlet, no side, no id. Give it to `write_sheet` or `code`.
    key : ``item, id, <by>, lang, found, population, probability``; keep it from the coders until they are done.
        `population` is the number of texts in the stratum, `probability` that of being drawn.

    >>> texts = pd.DataFrame({"id": [f"t{n}" for n in range(8)], "lang": "en", "text": "They met.", "side": "US"})
    >>> poles = pd.CategoricalDtype(["confrontation", "dialogue", ""])
    >>> hits = pd.DataFrame({"id": ["t1"], "counts_as": ["dialogue"]}).astype({"counts_as": poles})
    >>> sheet, key = draw_sample(texts, hits, 4)
    >>> key.groupby("found")["probability"].first().round(2).to_dict()
    {'dialogue': 1.0, 'none': 0.43}
    """
    require_texts(texts)
    require_columns(texts, [by], "texts")
    texts = scorable(texts).sort_values("id", kind="stable").reset_index(drop=True)
    if texts[by].isna().any():
        raise ValueError(f"texts: {texts[by].isna().sum()} row(s) have no {by!r}; leave them out or give them one.")
    texts = texts.assign(found=found_classes(found_poles(texts, hits)))
    strata = texts.groupby([by, "lang", "found"], sort=True).indices
    sizes = pd.Series({name: len(rows) for name, rows in strata.items()}).sort_index()
    rng = np.random.default_rng(seed)
    parts = []
    for name, share in _allocate(sizes, n).items():
        rows = np.sort(rng.choice(strata[name], share, replace=False))
        parts.append(texts.loc[rows].assign(population=len(strata[name]), probability=share / len(strata[name])))
    drawn = pd.concat(parts).iloc[rng.permutation(n)].reset_index(drop=True)
    drawn["item"] = [f"s{number:0{len(str(n))}d}" for number in range(1, n + 1)]
    key = drawn[list(dict.fromkeys(["item", "id", by, "lang", "found", "population", "probability"]))]
    return _blind_sheet(drawn, poles_of_hits(hits)), key


def _blind_sheet(drawn: pd.DataFrame, poles: list[str]) -> pd.DataFrame:
    """The sheet of a drawn sample: nothing in it tells where a sentence is from."""
    codes = pd.Categorical([None] * len(drawn), categories=labels(poles))
    return drawn[["item", "lang", "text"]].assign(code=codes, note="")


def _allocate(sizes: pd.Series, n: int) -> pd.Series:
    """How many to draw from each stratum (the index: group, language, class).

    Each group and language gets the same, so that each can be corrected equally well; within it the square roots of
    the strata's sizes decide, between what is best for the whole (their sizes) and for each stratum (all alike): the
    power allocation of Bankier (1988), The American Statistician 42, 174-177.
    """
    cells = sizes.groupby(level=[0, 1]).sum()
    least = int(np.minimum(sizes, LEAST).sum())
    if not least <= n <= sizes.sum():
        raise ValueError(
            f"n={n}: there are {len(sizes)} strata (group, language, what was found) with {sizes.sum()} texts in all; "
            f"n should be from {least} to {sizes.sum()}."
        )
    # the least of a cell is the least of its strata
    floor = np.minimum(sizes, LEAST).groupby(level=[0, 1]).sum()
    quota = _level(n, floor.to_numpy(), cells.to_numpy())
    drawn = []
    for share, (_, stratum) in zip(quota, sizes.groupby(level=[0, 1]), strict=True):
        drawn.append(_divide(int(share), np.sqrt(stratum.to_numpy(float)), stratum.to_numpy()))
    return pd.Series(np.concatenate(drawn), sizes.index)


def _divide(n: int, weights: np.ndarray, most: np.ndarray) -> np.ndarray:
    """`n` in whole numbers in proportion to `weights`, none above `most`, none below LEAST where there are so many.

    The next one always goes to the greatest weight for each (half) one already given: Sainte-Laguë's method.

    >>> _divide(10, np.array([3.0, 1.0, 1.0]), np.array([90, 90, 2])).tolist()
    [6, 2, 2]
    """
    given = np.minimum(LEAST, most)
    for _ in range(n - given.sum()):
        given[np.argmax(np.where(given < most, weights / (given + 0.5), -1.0))] += 1
    return given


def _level(n: int, least: np.ndarray, most: np.ndarray) -> np.ndarray:
    """`n` in equal whole shares, each between its bounds: the smallest share gets the next one."""
    given = least.copy()
    for _ in range(n - given.sum()):
        given[np.argmin(np.where(given < most, given, np.iinfo(np.int64).max))] += 1
    return given


def unblind(codes: pd.DataFrame, key: pd.DataFrame) -> pd.DataFrame:
    """A row is a coded text: the columns of the key, then ``coders, unsure, <pole>, <pole>``.

    `codes` are the rows of all `read_sheet`. A pole's column is the share of coders who saw it there (alone or with
    the other pole) among those who were not `unsure`: `coders` is their number. Texts that nobody answered are left
    out, and the `probability` of the others in their stratum is lowered, so that these stand for them; more than
    5 % of such texts give a warning.
    """
    require_columns(codes, ["item", "coder", "code"], "codes")
    require_columns(key, ["item", "id", "lang", "found", "population", "probability"], "key")
    first, second = poles_of_codes(codes)
    strange = sorted(set(codes["item"]) - set(key["item"]))
    if strange:
        raise ValueError(f"codes: the item(s) {strange[:5]} are not in the key; is it the key of another sample?")
    require_once(codes)
    sure = codes[codes["code"].ne("unsure")]
    answers = pd.DataFrame({p: sure["code"].isin([p, "both"]).groupby(sure["item"]).mean() for p in (first, second)})
    coders = sure.groupby("item").size()
    unsure = codes["code"].eq("unsure").groupby(codes["item"]).sum()
    table = key.assign(
        coders=key["item"].map(coders).fillna(0).astype(int), unsure=key["item"].map(unsure).fillna(0).astype(int)
    ).join(answers, on="item")
    heard = table["coders"] > 0
    by = [c for c in key.columns if c not in ("item", "id", "population", "probability")]
    if (~heard).mean() > _UNHEARD:
        warnings.warn(
            f"{(~heard).sum()} of {len(key)} texts have no answer (not coded, or unsure); the others of their stratum "
            "stand for them, which is right only where what stays unanswered is not of another kind.",
            stacklevel=2,
        )
    answered = heard.groupby([table[c] for c in by]).transform("sum")
    return table.assign(probability=answered / table["population"])[heard].reset_index(drop=True)
