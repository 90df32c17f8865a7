"""Does the answer survive other defensible choices?

A difference that hangs on one word of the lexicon, on one outlet, or on one formula among several is no finding. So
the comparison is made again under each other choice that could be defended, one changed at a time, and all results
are shown beside the planned one (Simonsohn, Simmons and Nelson 2020, Specification curve analysis,
doi:10.1038/s41562-020-0912-z). The words of the verdict are fixed beforehand.
"""

from collections.abc import Callable

import numpy as np
import pandas as pd

from ._check import require_choice, require_columns, require_texts, scorable
from ._resampling import story_weights
from ._robustness.choices import Choice, Pair, by_counts, by_marks, by_reading, concept_sums, count, difference
from ._robustness.draws import halves, shuffled_medians, swapped_poles
from .comparison import LEAST_CLUSTERS
from .hits import find_hits
from .lexicon import Lexicon
from .scores import balance, share
from .voices import Actors, split_voices
from .words import LANGS

ALPHA, AGREE = 0.05, 0.95  # of the verdict: the level of every test, the share of half lexicons that must agree
DRAWS = 1999
COLUMNS = ["kind", "choice", "planned", "lang", "first", "second", "n_first", "n_second", "clusters_first",
           "clusters_second", "difference", "low", "high", "p", "agrees"]  # fmt: skip
HALVES, POLES, GROUPS = "halves of the lexicon", "poles shuffled", "groups shuffled, all choices"


def vary(
    texts: pd.DataFrame,
    lexicon: Lexicon,
    *,
    by: str,
    groups: tuple[str, str],
    cluster: str,
    hits: pd.DataFrame | None = None,
    actors: Actors | None = None,
    voices: pd.DataFrame | None = None,
    lang: str | None = None,
    seed: int = 0,
    say: Callable[[str], None] | None = None,
) -> pd.DataFrame:
    """A row is a choice: how the balances of two groups differ when this one choice is made otherwise.

    Parameters
    ----------
    texts : articles, or the stretches of `split_voices` (then the kinds of quotation are choices too).
    by, groups, cluster : as in `compare`. The planned comparison is that of `compare(..., "balance")`: all words of
        the lexicon, whole texts, copies merged (where `find_copies` gave a `story`), one language.
    hits : those of the texts, where the texts themselves are not at hand (`read_figures`): then only the choices that
        follow from counts are made.
    actors, voices : with the actors, or with what `split_voices` has made of the articles, the outlets' own words
        and the words of others are choices.
    lang : the language of the planned comparison; by default that in which the smaller group is largest.
    say : is told each stage as it begins.

    Returns
    -------
    ``kind, choice, planned, lang, first, second, n_first, n_second, clusters_first, clusters_second, difference, low,
    high, p, agrees``. `kind` is ``planned``, ``unit``, ``words`` (which words count), ``formula``, ``copies``,
    ``concept`` and ``outlet`` (the one left out; of many those without which the difference is smallest and
    largest), ``half`` (20 random halves of the concepts of each pole), ``language``. All differences are on the
    scale of the balance (a difference of shares is divided by s(1 - s), s being the share of all hits). `agrees` is
    1 where the sign is that of the planned row, else 0. Three rows of kind ``drawn`` hold the median and the middle
    95 % of 1,999 draws: of half lexicons (`agrees` is the share that agrees); of poles shuffled among the concepts
    (`p`: how often that gives as large a difference, which then owes nothing to what the words mean); of groups
    shuffled among the clusters (the median of all choices in the planned language; `p`: how often it is as far from
    0 as the median of this table, a test of all choices at once).

    >>> from framing import read_lexicon
    >>> texts = pd.DataFrame({"id": [*"abcd"], "lang": "en", "side": ["US", "US", "Russia", "Russia"]})
    >>> texts["text"] = ["Dialogue.", "Dialogue, no ultimatum.", "An ultimatum.", "An ultimatum."]
    >>> table = vary(texts, read_lexicon(), by="side", groups=("Russia", "US"), cluster="id")
    >>> table.loc[table["planned"], ["choice", "n_first", "difference"]].round(2).values.tolist()
    [['as planned', 2, 3.22]]
    """
    say = say or (lambda stage: None)
    pair = Pair(by, tuple(groups), cluster, seed)
    own, others = _texts(texts, pair, lang, with_text=hits is None)
    if hits is not None:
        plan = count("planned", "as planned", own, hits, pair)
        choices = [plan, *by_marks(own, hits, lexicon, pair), *by_counts(plan, lexicon, pair)]
        return _table(choices, [], pair)
    if voices is None and actors is not None and "kind" not in own:
        say("finding who speaks")
        voices = split_voices(own, actors)
    say("comparing under each choice")
    hits = find_hits(own, lexicon)
    plan = count("planned", "as planned", own, hits, pair)
    choices = [plan, *by_reading(own, voices, lexicon, hits, pair), *by_counts(plan, lexicon, pair)]
    parts = [(LANGS[other], part) for other, part in others.groupby("lang", sort=True) if other in lexicon.langs]
    return _table(choices, [count("language", name, p, find_hits(p, lexicon), pair) for name, p in parts], pair)


def _table(choices: list[Choice], languages: list[Choice], pair: Pair) -> pd.DataFrame:
    """The rows of all choices that can be made, and those of the draws; the first choice is the planned one."""
    made = [(choice, row) for choice in choices if (row := choice.row(pair))]
    rows = [row for _, row in made] + [choice.row(pair) for choice in languages]
    rows = [row | {"agrees": _agrees(row["difference"], rows[0]["difference"])} for row in rows if row]
    rows += _drawn([choice for choice, _ in made], rows[: len(made)], pair)
    return pd.DataFrame(rows, columns=COLUMNS)


def verdict(table: pd.DataFrame) -> pd.DataFrame:
    """One row: what a table of `vary` amounts to, in words that were fixed beforehand.

    ``verdict, why, choices, agree, tested, significant, halves, p, p_poles, p_joint``. The verdict is ``robust`` where
    the planned p is below .05, at least .95 of the half lexicons agree in sign, no single concept turns the sign when
    it is left out, and shuffled poles give as large a difference in fewer than 5 of 100 cases; ``depends on choices``
    where the planned p is below .05 but one of the others fails, which `why` names; ``cannot be told`` where the
    planned p is .05 or more; ``only described`` where there is none. `agree` is the share of the other choices with
    the planned sign; `significant` is the share with the planned sign and p below .05 of the `tested` ones; `p_joint`
    tests all at once.

    >>> rows = [("planned", "", 0.01, 1), ("unit", "", 0.2, 1), ("concept", "without “threat”", 0.9, 0)]
    >>> verdict(pd.DataFrame(rows, columns=["kind", "choice", "p", "agrees"]))[["verdict", "why", "agree"]].values[0]
    array(['depends on choices', 'without “threat” the sign turns', 0.5], dtype=object)
    """
    require_columns(table, ["kind", "choice", "p", "agrees"], "table")
    plan = table[table["kind"] == "planned"]
    if len(plan) != 1:
        raise ValueError(f"table has {len(plan)} rows of kind 'planned'; give verdict one table of vary.")
    p = float(plan["p"].iloc[0])
    others = table[~table["kind"].isin(["planned", "drawn"]) & table["agrees"].notna()]
    tested = others[others["p"].notna()]
    drawn = table[table["kind"] == "drawn"].set_index("choice").reindex([HALVES, POLES, GROUPS])
    halves_agree, p_poles, p_joint = drawn.at[HALVES, "agrees"], drawn.at[POLES, "p"], drawn.at[GROUPS, "p"]
    turning = others[(others["kind"] == "concept") & (others["agrees"] == 0)]
    why = [f"{choice} the sign turns" for choice in turning["choice"]]
    if halves_agree < AGREE:
        why.append(f"only {halves_agree:.0%} of the halves of the lexicon agree in sign")
    if p_poles >= ALPHA:
        why.append(f"words dealt out to the poles at random give as large a difference in {p_poles:.0%} of the draws")
    told = ("depends on choices" if why else "robust") if p < ALPHA else "cannot be told"
    row = {"verdict": "only described" if np.isnan(p) else told, "why": "; ".join(why) if p < ALPHA else ""}
    row |= {"choices": len(others), "agree": others["agrees"].mean(), "tested": len(tested)}
    row |= {"significant": ((tested["p"] < ALPHA) & (tested["agrees"] == 1)).mean(), "halves": halves_agree, "p": p}
    return pd.DataFrame([row | {"p_poles": p_poles, "p_joint": p_joint}])


def main_language(texts: pd.DataFrame, by: str) -> str:
    """The language in which the smaller group is largest: a comparison should not mix languages."""
    smaller = texts.groupby(["lang", by]).size().unstack(fill_value=0).min(axis="columns")
    return str(smaller.sort_index().idxmax())


def _texts(
    texts: pd.DataFrame, pair: Pair, lang: str | None, *, with_text: bool = True
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The texts of the two groups: those in the planned language, and the others."""
    if with_text:
        require_texts(texts)
    require_columns(texts, ["id", "lang"], "texts")
    require_columns(texts, [pair.by, pair.cluster], "texts")
    if len(pair.groups) != 2 or pair.groups[0] == pair.groups[1]:
        raise ValueError(f"groups={pair.groups!r}: name two different values of {pair.by!r}.")
    usable = scorable(texts)
    for group in pair.groups:
        require_choice(group, set(usable[pair.by]), f"a group in {pair.by!r}:")
    sided = usable[usable[pair.by].isin(pair.groups)]
    lang = lang or main_language(sided, pair.by)
    own = sided[sided["lang"] == lang].reset_index(drop=True)
    missing = [g for g in pair.groups if g not in set(own[pair.by])]
    if missing:
        raise ValueError(
            f"no text of {missing} in the language {lang!r}: vary compares within one language, and the groups share "
            f"none of {sorted(set(sided['lang']))}." if lang in set(sided["lang"]) else
            f"lang={lang!r}: the texts of {list(pair.groups)} are in {sorted(set(sided['lang']))}."
        )  # fmt: skip
    return own, sided[sided["lang"] != lang].reset_index(drop=True)


def _agrees(value: float, planned: float) -> float:
    return np.nan if np.isnan(value) or np.isnan(planned) else float(np.sign(value) == np.sign(planned))


def _drawn(choices: list[Choice], rows: list[dict], pair: Pair) -> list[dict]:
    """The three rows of draws."""
    plan, row = choices[0], rows[0] | {"kind": "drawn", "planned": False, "p": np.nan, "agrees": np.nan}
    names, own, sums = concept_sums(plan, pair)
    if not len(names):
        return []
    observed = difference(sums.sum(axis=0))
    half = difference(np.tensordot(halves(own, DRAWS, pair.seed).astype(float), sums, axes=1))
    agree = np.mean(np.sign(half[np.isfinite(half)]) == np.sign(observed))
    swap = swapped_poles(own, DRAWS, pair.seed).astype(float)
    poles = difference(np.tensordot(swap, sums[:, :, ::-1], axes=1) + np.tensordot(1 - swap, sums, axes=1))
    found = [_middle(half) | {"choice": HALVES, "agrees": agree}]
    found.append(_middle(poles) | {"choice": POLES, "p": _p(poles, observed)})
    if min(row["clusters_first"], row["clusters_second"]) >= LEAST_CLUSTERS:
        medians = shuffled_medians(*_cluster_sums(choices, pair), DRAWS, pair.seed)
        median = np.nanmedian([r["difference"] for r in rows])
        found.append(_middle(medians) | {"choice": GROUPS, "p": _p(medians, median)})
    return [row | one for one in found]


def _middle(values: np.ndarray) -> dict[str, float]:
    low, median, high = np.nanquantile(values, [0.025, 0.5, 0.975])
    return {"difference": median, "low": low, "high": high}


def _p(drawn: np.ndarray, observed: float) -> float:
    """How often a draw is as far from 0 (Phipson and Smyth 2010: never 0)."""
    return (1 + int((np.abs(drawn) >= abs(observed) - 1e-9).sum())) / (1 + len(drawn))


def _cluster_sums(choices: list[Choice], pair: Pair) -> tuple[np.ndarray, np.ndarray, list[Callable]]:
    """Sums by choice, cluster, group and column; which cluster has which group; each choice's value of sums."""
    plan = choices[0].texts
    clusters = pd.Index(sorted(set(plan["cluster"])))
    present = np.zeros((len(clusters), 2), bool)
    present[clusters.get_indexer(plan["cluster"]), (plan[pair.by] == pair.groups[1]).astype(int)] = True
    sums = np.zeros((len(choices), len(clusters), 2, 2))
    for own, choice in zip(sums, choices, strict=True):
        table = choice.table()
        values = table[list(choice.poles)].to_numpy(float)
        if choice.measure == "mean":
            values = np.column_stack([table["mean"].fillna(0), table["mean"].notna()])
        values = values * story_weights(table, pair.by).to_numpy()[:, None]
        side = (table[pair.by] == pair.groups[1]).to_numpy(int)
        np.add.at(own, (clusters.get_indexer(table["cluster"]), side), values)
    return sums, present, [_value(choice) for choice in choices]


def _value(choice: Choice) -> Callable[[np.ndarray, np.ndarray], np.ndarray]:
    """What a group's value is under this choice, from its two sums."""
    scale = choice.scale()
    if choice.measure == "share":
        return lambda up, down: scale * share(up, down)
    if choice.measure == "mean":
        return lambda total, n: np.where(n > 0, total / np.where(n > 0, n, 1), np.nan)
    return balance
