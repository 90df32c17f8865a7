"""Which concepts and words make two groups differ?"""

import numpy as np
import pandas as pd

from ._check import require_choice, require_columns, require_texts, scorable
from .comparison import story_weights
from .equivalence import language_offset
from .scores import count_poles, poles_of_hits
from .words import WORD, sentence_spans

PRIOR = 500.0  # words that the informative prior counts for (Monroe, Colaresi and Quinn 2008)


def explain(texts: pd.DataFrame, hits: pd.DataFrame, *, by: str, groups: tuple[str, str]) -> pd.DataFrame:
    """A row is a concept: ``pole, concept, <first>, <second>, contribution``, the largest contribution first.

    `pole` is what the concept's words count as; words that another one turns round stand in a row `<concept>
    (turned)`. The columns named after the groups hold its words for each 100 sentences of the group. The
    contributions sum exactly to the `difference` that `compare` gives for the balance: above 0, the concept makes
    the first group the more confrontational one (generally: moves it to the first pole). Where the groups differ in
    language, a row `(language)` without a pole takes off what `compare` takes off.

    With the rates r = (count + ½/K) / sentences of the K concepts of a pole and R their sum, a concept contributes
    ±(r₁ - r₂) ln(R₁/R₂) / (R₁ - R₂), plus for the first pole, minus for the second: the logarithmic mean Divisia
    index (Ang 2004, Decomposition analysis for policymaking in energy, doi:10.1016/S0301-4215(03)00076-4).

    >>> from framing import find_hits, read_lexicon
    >>> texts = pd.DataFrame(
    ...     {
    ...         "id": ["a", "b"],
    ...         "lang": "en",
    ...         "side": ["US", "Russia"],
    ...         "text": ["Dialogue goes on. Dialogue helps.", "An ultimatum came. Dialogue ended."],
    ...     }
    ... )
    >>> why = explain(texts, find_hits(texts, read_lexicon()), by="side", groups=("US", "Russia"))
    >>> bool(why.loc[why["concept"] == "ultimatum", "contribution"].item() < 0)
    True
    """
    table = _two_groups(texts, by, groups)
    weight = pd.Series(story_weights(table, by).to_numpy(), index=table["id"])
    total = (_sentences(table) * weight.to_numpy()).groupby(table[by].to_numpy()).sum()[list(groups)]
    counts = _concept_counts(hits, table.set_index("id")[by], weight, groups)
    counts["contribution"] = 0.0
    for sign, pole in zip((1, -1), poles_of_hits(hits), strict=True):
        inside = counts["pole"] == pole
        rates = (counts.loc[inside, list(groups)] + 0.5 / inside.sum()) / total
        counts.loc[inside, "contribution"] = sign * _split_log_ratio(*(rates[g].to_numpy() for g in groups))
    counts[list(groups)] = 100 * counts[list(groups)] / total
    offset = _language_offset(table, hits, weight, by, groups)
    if offset:
        counts.loc[len(counts)] = ["", "(language)", 0.0, 0.0, -offset]
    order = counts["contribution"].abs().round(9)
    return counts.iloc[np.lexsort((counts["concept"], -order))].reset_index(drop=True)


def _language_offset(
    table: pd.DataFrame, hits: pd.DataFrame, weight: pd.Series, by: str, groups: tuple[str, str]
) -> float:
    """What the groups' difference owes to their languages; 0 within one language, or where it is not known."""
    if table["lang"].nunique() == 1:
        return 0.0
    counts = count_poles(hits).reindex(table["id"], fill_value=0).mul(weight, axis="index")
    poles = list(counts)
    side = pd.Series(table[by].to_numpy(), counts.index)
    known = language_offset(counts.assign(lang=table["lang"].to_numpy()), side, groups, poles)
    return known[0] if known else 0.0


def _two_groups(texts: pd.DataFrame, by: str, groups: tuple[str, str]) -> pd.DataFrame:
    """The texts of the two groups."""
    require_columns(texts, ["id", "lang", by], "texts")
    for group in groups:
        require_choice(group, set(texts[by]), f"a group in {by!r}:")
    texts = scorable(texts)
    return texts[texts[by].isin(groups)]


def _sentences(table: pd.DataFrame) -> pd.Series:
    """How many sentences each text has: counted already in a table of scores, else now."""
    if "sentences" in table.columns:
        return table["sentences"].reset_index(drop=True)
    return pd.Series([len(sentence_spans(t, lang)) for t, lang in zip(table["text"], table["lang"], strict=True)])


def _concept_counts(hits: pd.DataFrame, group: pd.Series, weight: pd.Series, groups: tuple[str, str]) -> pd.DataFrame:
    """A row is a pole and concept, with its weighted number of words in each group."""
    poles = poles_of_hits(hits)
    counted = hits[hits["counts_as"].isin(poles) & hits["id"].isin(group.index)]
    turned = counted["counts_as"].astype(str) != counted["pole"].astype(str)
    names = counted["concept"].astype(str)
    rows = pd.DataFrame({
        "pole": counted["counts_as"].astype(str), "concept": names.where(~turned, names + " (turned)"),
        "group": counted["id"].map(group), "n": counted["id"].map(weight),
    })  # fmt: skip
    # a pole that nobody speaks of still has its ½ in the balance; without a row for it the sum would not be exact
    for pole in set(poles) - set(rows["pole"]):
        rows.loc[len(rows)] = [pole, "(no word found)", groups[0], 0.0]
    rows = rows.reset_index(drop=True)
    wide = rows.groupby(["pole", "concept", "group"])["n"].sum().unstack("group", fill_value=0.0)
    return wide.reindex(columns=list(groups), fill_value=0.0).rename_axis(columns=None).reset_index()


def _split_log_ratio(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """ln(sum(first) / sum(second)) as a sum over the entries."""
    total_first, total_second = first.sum(), second.sum()
    if np.isclose(total_first, total_second, rtol=1e-9):
        return (first - second) / total_first
    return (first - second) * np.log(total_first / total_second) / (total_first - total_second)


def distinctive(
    texts: pd.DataFrame, *, by: str, groups: tuple[str, str], top: int = 20, least_texts: int = 3
) -> pd.DataFrame:
    """A row is a word that one group uses more: ``word, lang, group, log_odds, first, second, texts, q``.

    `log_odds` is the log-odds ratio with an informative Dirichlet prior (Monroe, Colaresi and Quinn 2008, Fightin'
    words, doi:10.1093/pan/mpn018), above 0 for the first group; `first`, `second` count the word for each 1,000
    words. Its test counts texts, not words (Lijffijt et al. 2016, doi:10.1093/llc/fqu064: Welch's t on each text's
    rate), and `q` is its p after Benjamini and Hochberg. Words are compared within one language; `top` of each
    group and language are returned.

    >>> texts = pd.DataFrame(
    ...     {
    ...         "id": list("abcdef"),
    ...         "lang": "en",
    ...         "side": ["US"] * 3 + ["Russia"] * 3,
    ...         "text": ["ships sail north"] * 3 + ["ships sail south"] * 3,
    ...     }
    ... )
    >>> distinctive(texts, by="side", groups=("US", "Russia"))[["word", "group"]].values.tolist()
    [['north', 'US'], ['south', 'Russia']]
    """
    require_texts(texts)
    texts = _two_groups(texts, by, groups)
    tables = [
        _distinctive_in(part, lang, by, groups, top, least_texts) for lang, part in texts.groupby("lang", sort=True)
    ]
    return pd.concat(tables, ignore_index=True)


def _distinctive_in(
    texts: pd.DataFrame, lang: str, by: str, groups: tuple[str, str], top: int, least_texts: int
) -> pd.DataFrame:
    """The distinctive words of the texts of one language."""
    from sklearn.feature_extraction.text import CountVectorizer

    columns = ["word", "lang", "group", "log_odds", "first", "second", "texts", "q"]
    side = [(texts[by] == g).to_numpy() for g in groups]
    if min(s.sum() for s in side) < 2:
        return pd.DataFrame(columns=columns)
    vectors = CountVectorizer(lowercase=True, token_pattern=WORD.pattern)
    counts = vectors.fit_transform(texts["text"]).tocsc().astype(float)
    words, in_texts = vectors.get_feature_names_out(), np.diff(counts.indptr)
    keep = np.flatnonzero((in_texts >= least_texts) & np.array([len(w) > 2 for w in words]))
    length = np.asarray(counts.sum(axis=1)).ravel()
    counts = counts[:, keep].tocsr()
    y = [np.asarray(counts[s].sum(axis=0)).ravel() for s in side]
    n = [length[s].sum() for s in side]
    prior = PRIOR * (y[0] + y[1]) / max((y[0] + y[1]).sum(), 1)
    log_odds = [np.log((y[k] + prior) / (n[k] + PRIOR - y[k] - prior)) for k in (0, 1)]
    table = pd.DataFrame({
        "word": words[keep], "lang": lang, "log_odds": log_odds[0] - log_odds[1],
        "first": 1000 * y[0] / n[0], "second": 1000 * y[1] / n[1], "texts": in_texts[keep],
        "q": _benjamini_hochberg(_welch_p(counts, length, side)),
    })  # fmt: skip
    table["group"] = np.where(table["log_odds"] > 0, groups[0], groups[1])
    table["size"] = table["log_odds"].abs().round(9)
    table = table[table["size"] > 1e-6].sort_values(["size", "word"], ascending=[False, True])
    chosen = [table[table["group"] == g].head(top) for g in groups]
    return pd.concat(chosen, ignore_index=True)[columns]


def _welch_p(counts, length: np.ndarray, side: list[np.ndarray]) -> np.ndarray:  # noqa: ANN001 (a sparse matrix)
    """Welch's t test of every word's rate a text, all words at once."""
    from scipy.sparse import diags_array
    from scipy.stats import t

    rates = diags_array(1 / np.maximum(length, 1)) @ counts
    mean = [np.asarray(rates[s].mean(axis=0)).ravel() for s in side]
    square = [np.asarray(rates[s].multiply(rates[s]).mean(axis=0)).ravel() for s in side]
    n = [s.sum() for s in side]
    error = [np.maximum(square[k] - mean[k] ** 2, 1e-18) / (n[k] - 1) for k in (0, 1)]
    freedom = (error[0] + error[1]) ** 2 / (error[0] ** 2 / (n[0] - 1) + error[1] ** 2 / (n[1] - 1))
    return 2 * t.sf(np.abs(mean[0] - mean[1]) / np.sqrt(error[0] + error[1]), freedom)


def _benjamini_hochberg(p: np.ndarray) -> np.ndarray:
    """False discovery rate at which each test would be announced."""
    order = np.argsort(p)
    ranked = p[order] * len(p) / np.arange(1, len(p) + 1)
    q = np.empty(len(p))
    q[order] = np.minimum.accumulate(ranked[::-1])[::-1]
    return np.minimum(q, 1)
