"""Which concepts and words make two groups differ?"""

from collections import Counter

import numpy as np
import pandas as pd

from ._check import require_choice, require_columns, require_texts, scorable
from ._contributions import decompose, rows_and_cells
from ._resampling import gather, story_weights
from .equivalence import language_correction
from .scores import count_poles, poles_of_hits
from .topics import stop_words
from .words import WORD, sentence_spans

PRIOR = 500.0  # words that the informative prior counts for (Monroe, Colaresi and Quinn 2008)


def explain(
    texts: pd.DataFrame,
    hits: pd.DataFrame,
    *,
    by: str,
    groups: tuple[str, str],
    cluster: str | None = None,
    split: str | None = None,
) -> pd.DataFrame:
    """A row is a concept: ``pole, concept, <first>, <second>, contribution, low, high``, the largest contribution
    first.

    `pole` is what the concept's words count as; words that another one turns round stand in a row `<concept>
    (turned)`. The columns named after the groups hold its words for each 100 sentences of the group. The
    contributions sum exactly to the `difference` that `compare` gives for the balance: above 0, the concept makes
    the first group the more confrontational one (generally: moves it to the first pole). `low` and `high` bound its
    95 % interval (jackknife over clusters, t), missing with fewer than five clusters a side; `cluster` is that of
    `compare`. Where the groups differ in language, a row `(language)` without a pole takes off what `compare` takes
    off.

    With `split`, a column of `texts` such as the `voice` of `split_voices`, a row is a concept in one of its values,
    which stands in a last column of that name.

    With the rates r = (count + ½/K) / sentences of the K rows of a pole and R their sum, a row contributes
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
    require_columns(table, [c for c in (cluster, split) if c], "texts")
    table = _with_counts(table, hits)
    correction = language_correction(table, "balance", by, groups, "balance")
    clusters, poles = gather(table, ["sentences"], by, groups, cluster, []), poles_of_hits(hits)
    rows, cells = rows_and_cells(hits, table, story_weights(table, by), clusters.cell, clusters.group, split, poles)
    rows = decompose(rows, cells, clusters, groups, np.array([poles.index(p) for p in rows["pole"]]), correction)
    return rows[[c for c in rows.columns if c != split] + ([split] if split else [])]


def _two_groups(texts: pd.DataFrame, by: str, groups: tuple[str, str]) -> pd.DataFrame:
    """The texts of the two groups."""
    require_columns(texts, ["id", "lang", by], "texts")
    for group in groups:
        require_choice(group, set(texts[by]), f"a group in {by!r}:")
    texts = scorable(texts)
    return texts[texts[by].isin(groups)].reset_index(drop=True)


def _with_counts(table: pd.DataFrame, hits: pd.DataFrame) -> pd.DataFrame:
    """The table as one of scores: with its sentences, and right after them the counts of both poles."""
    poles, known = count_poles(hits).reindex(table["id"], fill_value=0), table.get("sentences")
    if known is None:
        known = [len(sentence_spans(t, lang)) for t, lang in zip(table["text"], table["lang"], strict=True)]
    own = table.drop(columns=["sentences", *poles], errors="ignore")
    return own.assign(sentences=known, **{pole: poles[pole].to_numpy() for pole in poles})


def distinctive(
    texts: pd.DataFrame,
    *,
    by: str,
    groups: tuple[str, str],
    cluster: str | None = None,
    top: int = 20,
    least_texts: int = 3,
) -> pd.DataFrame:
    """A row is a word that one group uses more: ``word, lang, group, log_odds, first, second, texts, q``.

    `log_odds` is the log-odds ratio with an informative Dirichlet prior (Monroe, Colaresi and Quinn 2008, Fightin'
    words, doi:10.1093/pan/mpn018), above 0 for the first group; `first`, `second` count the word for each 1,000
    words. Its test counts texts, not words (Lijffijt et al. 2016, doi:10.1093/llc/fqu064: Welch's t on each text's
    rate), or whole clusters, such as the outlet, where `cluster` names them; `q` is its p after Benjamini and
    Hochberg. Of the copies of a story within a group the first stands for all. Words are compared within one
    language; `top` of each group and language are returned.

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
    texts = _one_of_each_story(_two_groups(texts, by, groups), by)
    unit = cluster or "id"
    require_columns(texts, [unit], "texts")
    tables = [
        _distinctive_in(part, lang, by, groups, unit, top, least_texts)
        for lang, part in texts.groupby("lang", sort=True)
    ]
    return pd.concat(tables, ignore_index=True)


def _one_of_each_story(texts: pd.DataFrame, by: str) -> pd.DataFrame:
    """The texts without further copies of a story within a group."""
    if "story" not in texts.columns:
        return texts
    article = texts["article"] if "article" in texts.columns else texts["id"]
    return texts[article == article.groupby([texts[by], texts["story"]]).transform("first")].reset_index(drop=True)


def _distinctive_in(
    texts: pd.DataFrame, lang: str, by: str, groups: tuple[str, str], unit: str, top: int, least_texts: int
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
        "q": _false_discovery(_welch_p(counts, length, side, texts[unit].to_numpy())),
    })  # fmt: skip
    table["group"] = np.where(table["log_odds"] > 0, groups[0], groups[1])
    table["size"] = table["log_odds"].abs().round(9)
    table = table[table["size"] > 1e-6].sort_values(["size", "word"], ascending=[False, True])
    chosen = [table[table["group"] == g].head(top) for g in groups]
    return pd.concat(chosen, ignore_index=True)[columns]


def _welch_p(counts, length: np.ndarray, side: list[np.ndarray], unit: np.ndarray) -> np.ndarray:  # noqa: ANN001 (a sparse matrix)
    """Welch's t test of every word's rate a text (or cluster), all words at once."""
    from scipy.sparse import csr_array
    from scipy.special import stdtr

    mean, error, n = [], [], []
    for s in side:
        number, names = pd.factorize(unit[s])
        together = csr_array((np.ones(len(number)), (number, np.arange(len(number)))), shape=(len(names), len(number)))
        rates = (together @ counts[s]).multiply(1 / np.maximum(together @ length[s], 1)[:, None]).tocsr()
        n.append(len(names))
        mean.append(np.asarray(rates.mean(axis=0)).ravel())
        square = np.asarray(rates.multiply(rates).mean(axis=0)).ravel()
        error.append(np.maximum(square - mean[-1] ** 2, 1e-18) / max(n[-1] - 1, 1))
    below = sum(e**2 / max(k - 1, 1) for e, k in zip(error, n, strict=True))
    t = np.abs(mean[0] - mean[1]) / np.sqrt(error[0] + error[1])
    p = 2 * stdtr((error[0] + error[1]) ** 2 / below, -t)
    return p if min(n) > 1 else np.full(len(p), np.nan)


def _false_discovery(p: np.ndarray) -> np.ndarray:
    """The p of Benjamini and Hochberg; missing where there was no test."""
    from scipy.stats import false_discovery_control

    return false_discovery_control(p) if len(p) and np.isfinite(p).all() else p


def collocates(
    texts: pd.DataFrame,
    hits: pd.DataFrame,
    concept: str,
    *,
    by: str,
    groups: tuple[str, str],
    window: int = 5,
    top: int = 20,
    least_texts: int = 2,
) -> pd.DataFrame:
    """A row is a word that stands near a concept in one group: ``word, group, near, words, texts,
    likelihood_ratio, npmi``.

    `near` counts it within `window` words of a hit of the concept, `words` in all texts of the group, `texts` the
    texts that hold it near one. The measures are those of NLTK's collocations (`BigramAssocMeasures`): the
    likelihood ratio (Dunning 1993), how surely the two belong together, and pointwise mutual information, here
    normalised (Bouma 2009): 1 always together, 0 as by chance. They count words, so they describe and rank; they
    do not test a difference between the groups. The concept's own words and function words are left out, and of the
    copies of a story in a group all but the first. The `top` of each group are returned, the likeliest first: words
    nearer to the concept than by chance, in `least_texts` or more texts.

    >>> from framing import find_hits, read_lexicon
    >>> said = ["Calm dialogue helps.", "Calm dialogue again.", "Secret dialogue.", "Secret dialogue went on."]
    >>> texts = pd.DataFrame({"id": list("abcd"), "lang": "en", "side": ["US"] * 2 + ["Russia"] * 2, "text": said})
    >>> texts["text"] += " Rain fell all day on the harbour, and nobody sailed."
    >>> near = collocates(texts, find_hits(texts, read_lexicon()), "dialogue", by="side", groups=("US", "Russia"))
    >>> near[["word", "group", "near"]].head(1).values.tolist()
    [['calm', 'US', 2]]
    """
    require_texts(texts)
    require_columns(hits, ["id", "concept", "start", "end"], "hits")
    require_choice(concept, set(hits["concept"].astype(str)), "concept")
    texts = _one_of_each_story(_two_groups(texts, by, groups), by)
    langs = sorted(set(texts["lang"]))
    if len(langs) != 1:
        raise ValueError(f"the texts are in {langs}; give those of one, for instance texts[texts['lang'] == 'en'].")
    own = hits[hits["concept"].astype(str) == concept]
    spans = {id: list(zip(part["start"], part["end"], strict=True)) for id, part in own.groupby("id", sort=True)}
    tables = [
        _near(texts[texts[by] == g], spans, window, stop_words(langs[0]), least_texts).head(top).assign(group=g)
        for g in groups
    ]
    columns = ["word", "group", "near", "words", "texts", "likelihood_ratio", "npmi"]
    return pd.concat(tables, ignore_index=True)[columns]


def _near(
    texts: pd.DataFrame, spans: dict[str, list[tuple[int, int]]], window: int, empty: frozenset[str], least_texts: int
) -> pd.DataFrame:
    """The words near the spans, with their counts and measures, the likeliest first."""
    from nltk.metrics import BigramAssocMeasures

    near, total, held = Counter(), Counter(), Counter()
    for id, text in zip(texts["id"], texts["text"], strict=True):
        places = [m.span() for m in WORD.finditer(text)]
        words = [text[a:b].casefold() for a, b in places]
        total.update(words)
        hit = {n for n, (a, b) in enumerate(places) for start, end in spans.get(id, []) if a < end and start < b}
        reached = {m for n in hit for m in range(max(n - window, 0), min(n + window + 1, len(words)))} - hit
        near.update(words[n] for n in reached)
        held.update({words[n] for n in reached})
    size, everything, rows = sum(near.values()), sum(total.values()), []
    for word, count in near.items():
        expected = size * total[word] / everything
        if word in empty or len(word) < 3 or held[word] < least_texts or count <= expected:
            continue
        margins = (count, (size, total[word]), everything)
        npmi = BigramAssocMeasures.pmi(*margins) / -np.log2(count / everything)
        rows.append((word, count, total[word], held[word], BigramAssocMeasures.likelihood_ratio(*margins), npmi))
    table = pd.DataFrame(rows, columns=["word", "near", "words", "texts", "likelihood_ratio", "npmi"])
    return table.round(6).sort_values(["likelihood_ratio", "word"], ascending=[False, True], ignore_index=True)
