"""How much of each group's texts a topic takes, and how each group speaks of it, with honest intervals.

Two things are uncertain: which texts the groups happened to write, and which topics the model happened to find. The
variance of a group's value is the sum of both, as in multiple imputation (Rubin 1987, doi:10.1002/9780470316696):

    U + (1 + 1/R) B

U: delete-one jackknife over clusters with the topics held fixed (Efron and Tibshirani 1993, ch. 11), as in `compare`;
B: variance of the value between the R refits, each on four fifths of the stories. Half the width is t times the root,
with one degree of freedom less than there are clusters. That the model's uncertainty belongs into the interval:
Roberts, Stewart and Airoldi 2016, doi:10.1080/01621459.2016.1141684. How often such intervals hold the truth is
measured in benchmarks/topics.py.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from .._check import require_columns, scorable
from ..scores import balance, poles_of_scores

if TYPE_CHECKING:
    from ..topics import Topics

LEAST_CLUSTERS = 5


def topic_shares(topics: "Topics", texts: pd.DataFrame, *, by: str, cluster: str | None = None) -> pd.DataFrame:
    """A row is a topic and a group: how much of the group's texts the topic takes.

    ``topic, label, stability, <by>, share, low, high, n, clusters, langs``. `share` is the mean over the group's texts
    (copies of one `story` weigh as one); the shares of a group sum to 1. `low` and `high` bound the 95 % interval; it
    holds what the choice of texts and what the model leave open, so a topic that does not recur has a wide one. `n`
    counts texts, `clusters` the values of `cluster` (each text without one); fewer than five give no interval.
    `langs` names the group's languages: where they differ between groups, so does what the model can see.

    >>> from framing import fit_topics
    >>> harbour, garden = "ships sail harbour wind captain", "roses bloom garden rain gardener"
    >>> texts = pd.DataFrame({"id": list("abcdefgh"), "lang": "en", "text": [harbour] * 4 + [garden] * 4})
    >>> texts["side"] = ["US", "US", "US", "Russia"] * 2
    >>> table = topic_shares(fit_topics(texts, 2), texts, by="side")
    >>> table[["topic", "side", "share", "n"]].values.tolist()
    [[1, 'Russia', 0.5, 2], [1, 'US', 0.5, 6], [2, 'Russia', 0.5, 2], [2, 'US', 0.5, 6]]
    """
    require_columns(texts, ["id", "lang", by, *([cluster] if cluster else [])], "texts")
    rows = []
    for group, part in _groups(topics, texts, by):
        weight = _weights(part)

        def mean(sums: np.ndarray) -> np.ndarray:
            return sums[..., 1] / np.maximum(sums[..., 0], 1e-12)

        ones = np.ones(len(part))
        for topic, value, low, high in _values(topics, part, cluster, lambda s, w=weight, o=ones: [w * o, w * s], mean):
            row = {"topic": topic, by: group, "share": value, "low": max(low, 0.0), "high": min(high, 1.0)}
            rows.append(row | _about(part, cluster))
    return _finish(topics, rows, by, ["share", "low", "high", "n", "clusters", "langs"])


def topic_balance(topics: "Topics", scores: pd.DataFrame, *, by: str, cluster: str | None = None) -> pd.DataFrame:
    """A row is a topic and a group: how the group speaks where it speaks of the topic.

    ``topic, label, stability, <by>, value, low, high, <pole>, <pole>, n, clusters, langs``. `value` is the balance of
    the group's counts, each text's weighted by the topic's share of it; the two columns of poles hold these weighted
    counts. `n` counts the texts in which no other topic has a larger share; interval, `clusters` and `langs` are as in
    `topic_shares`. `scores` is a table of `score` of the same texts. A share of a text is not a place in it: an
    article on two subjects lends its tone to both.

    >>> from framing import fit_topics
    >>> harbour, garden = "ships sail harbour wind captain", "roses bloom garden rain gardener"
    >>> texts = pd.DataFrame({"id": list("abcdef"), "lang": "en", "text": [harbour] * 3 + [garden] * 3})
    >>> scores = texts[["id", "lang"]].assign(side="US", sentences=9, up=[3, 2, 3, 0, 1, 0], down=[0, 1, 0, 3, 2, 3])
    >>> table = topic_balance(fit_topics(texts, 2), scores, by="side")
    >>> sorted(table[["value", "up", "down", "n"]].round(2).values.tolist())
    [[-1.73, 1.0, 8.0, 3.0], [1.73, 8.0, 1.0, 3.0]]
    """
    require_columns(scores, ["id", "lang", by, *([cluster] if cluster else [])], "scores")
    poles = poles_of_scores(scores)
    main = topics.shares.sort_values(["share", "topic"], ascending=[False, True]).drop_duplicates("id")
    main = main.set_index("id")["topic"]
    rows = []
    for group, part in _groups(topics, scores, by):
        counts, weight = part[poles].to_numpy(float), _weights(part)

        def weighted(share: np.ndarray, c: np.ndarray = counts, w: np.ndarray = weight) -> list[np.ndarray]:
            return [w * share * c[:, 0], w * share * c[:, 1]]

        def of_sums(sums: np.ndarray) -> np.ndarray:
            return balance(sums[..., 0], sums[..., 1])

        wide = _wide(topics.shares, part["id"])
        for topic, value, low, high in _values(topics, part, cluster, weighted, of_sums):
            sums = np.round([v.sum() for v in weighted(wide[topic].to_numpy())], 6)
            row = {"topic": topic, by: group, "value": value, "low": low, "high": high}
            own = {"n": int((main[part["id"]] == topic).sum())}
            rows.append(row | dict(zip(poles, sums, strict=True)) | _about(part, cluster) | own)
    return _finish(topics, rows, by, ["value", "low", "high", *poles, "n", "clusters", "langs"])


def _groups(topics: "Topics", texts: pd.DataFrame, by: str) -> list[tuple[str, pd.DataFrame]]:
    """The texts of each group that have topics."""
    texts = scorable(texts)
    known = texts[texts["id"].isin(topics.shares["id"]) & texts[by].notna() & texts[by].ne("")]
    if not len(known):
        raise ValueError(f"none of the {len(texts)} texts with a {by!r} is among those that the topics were found in.")
    return [(group, part.reset_index(drop=True)) for group, part in known.groupby(by, sort=True)]


def _weights(part: pd.DataFrame) -> np.ndarray:
    """The texts of one story weigh as one."""
    return 1 / part.groupby("story")["id"].transform("size").to_numpy() if "story" in part else np.ones(len(part))


def _about(part: pd.DataFrame, cluster: str | None) -> dict:
    langs = "+".join(sorted(set(part["lang"])))
    return {"n": len(part), "clusters": part[cluster or "id"].nunique(), "langs": langs}


def _wide(shares: pd.DataFrame, ids: pd.Series) -> pd.DataFrame:
    """A row a text of `ids`, a column a topic."""
    return shares.pivot(index="id", columns="topic", values="share").loc[ids]


def _values(
    topics: "Topics", part: pd.DataFrame, cluster: str | None, parts: Callable, formula: Callable
) -> list[tuple[int, float, float, float]]:
    """Topic, value and interval; `parts` gives what is summed from a topic's shares, `formula` the value of the
    sums."""
    number = pd.factorize(part[cluster or "id"], sort=True)[0]
    clusters = number.max() + 1
    fits = [topics.shares, *(shares for _, shares in topics.refits.groupby("refit", sort=True))]
    fits = [_wide(shares, part["id"]) for shares in fits]
    rows = []
    for topic in topics.quality["topic"]:
        sums = _sums(parts(fits[0][topic].to_numpy()), number, clusters)
        value = float(formula(sums.sum(axis=0)))
        low = high = np.nan
        if clusters >= LEAST_CLUSTERS and np.isfinite(value):
            again = [float(formula(_sums(parts(f[topic].to_numpy()), number, clusters).sum(axis=0))) for f in fits[1:]]
            half = _half_width(formula(sums.sum(axis=0) - sums), np.array(again))
            low, high = value - half, value + half
        rows.append((int(topic), *(round(v, 6) for v in (value, low, high))))
    return rows


def _sums(parts: list[np.ndarray], number: np.ndarray, clusters: int) -> np.ndarray:
    """A row a cluster, a column a part."""
    return np.stack([np.bincount(number, p, minlength=clusters) for p in parts], axis=1)


def _half_width(without: np.ndarray, again: np.ndarray) -> float:
    """Half of the 95 % interval, from the values without each cluster and the values of the refits (see above)."""
    from scipy.special import stdtrit

    without, again = without[np.isfinite(without)], again[np.isfinite(again)]
    n = len(without)
    texts = (n - 1) / n * ((without - without.mean()) ** 2).sum() if n > 1 else np.nan
    model = (1 + 1 / len(again)) * again.var(ddof=1) if len(again) > 1 else 0.0
    return float(stdtrit(max(n - 1, 1), 0.975) * np.sqrt(texts + model))


def _finish(topics: "Topics", rows: list[dict], by: str, columns: list[str]) -> pd.DataFrame:
    table = pd.DataFrame(rows).merge(topics.quality[["topic", "label", "stability"]], on="topic")
    return table.sort_values(["topic", by], ignore_index=True)[["topic", "label", "stability", by, *columns]]
