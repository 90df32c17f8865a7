"""Texts counted once, and the ways to compare them that follow from the counts."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from .._resampling import story_weights
from ..comparison import compare
from ..hits import find_hits
from ..lexicon import MATERIAL, OFF_TOPIC, Lexicon
from ..scores import balance, poles_of_hits
from .draws import halves

AS_THEY_STAND, EVERY_SUBJECT = "“avoid”, “refuse”, “not” ignored", "sentences about other subjects, too"
SHOWN_HALVES = 20
SHOWN = 5  # left out are those without which the difference is smallest, and as many without which it is largest
DIRECT, REPORTED = ("direct", "mixed", "continued"), ("indirect", "reported")


@dataclass(frozen=True)
class Pair:
    """The two groups, and what is shuffled as a whole."""

    by: str
    groups: tuple[str, str]
    cluster: str
    seed: int


@dataclass(frozen=True)
class Choice:
    """One way to make the comparison: texts, their hits (a row is a hit), and the measure.

    texts : what `compare` needs of each text, without the text; `cluster` is the column that is shuffled.
    hits : ``row`` (the number of the text), ``concept``, ``own`` (is the concept's pole the first one?), ``first``
        (does the hit count as the first pole?).
    """

    kind: str
    name: str
    lang: str
    texts: pd.DataFrame
    hits: pd.DataFrame
    poles: tuple[str, str]
    measure: str = "balance"

    def table(self) -> pd.DataFrame:
        """A row is a text with its counts of both poles, as `compare` takes it."""
        row, first = self.hits["row"].to_numpy(), self.hits["first"].to_numpy(bool)
        up, down = (np.bincount(row[k], minlength=len(self.texts)) for k in (first, ~first))
        table = self.texts.assign(sentences=0, **dict(zip(self.poles, (up, down), strict=True)))
        return table.assign(mean=balance(up, down)) if self.measure == "mean" else table

    def scale(self) -> float:
        """What turns a difference of the measure into one of balances."""
        up = self.hits["first"].mean()
        return 1 / (up * (1 - up)) if self.measure == "share" and 0 < up < 1 else 1.0

    def words(self, kind: str, name: str, kept: np.ndarray) -> "Choice":
        """The same texts, but only some of their hits."""
        return replace(self, kind=kind, name=name, hits=self.hits[kept])

    def only(self, kind: str, name: str, kept: np.ndarray) -> "Choice":
        """Some of the texts, with their hits."""
        row = np.cumsum(kept) - 1
        hits = self.hits[kept[self.hits["row"]]]
        return replace(self, kind=kind, name=name, texts=self.texts[kept], hits=hits.assign(row=row[hits["row"]]))

    def row(self, pair: Pair) -> dict | None:
        """The comparison under this choice as a row of `vary`; None where a group has no text left."""
        if set(self.texts[pair.by]) != set(pair.groups):
            return None
        made = compare(
            self.table(), self.measure, by=pair.by, groups=pair.groups, cluster="cluster", seed=pair.seed
        ).iloc[0].to_dict()  # fmt: skip
        if np.isnan(made["difference"]):
            made["p"] = np.nan
        made |= {name: made[name] * self.scale() for name in ("difference", "low", "high")}
        return made | {"kind": self.kind, "choice": self.name, "planned": self.kind == "planned", "lang": self.lang}


def count(
    kind: str, name: str, texts: pd.DataFrame, hits: pd.DataFrame, pair: Pair, owner: pd.Series | None = None
) -> Choice:
    """Texts of one language with their hits; `owner` names the text that a hit's id belongs to, if not itself."""
    poles = poles_of_hits(hits)
    counted = hits[hits["counts_as"].isin(poles)]
    row = pd.Index(texts["id"]).get_indexer(counted["id"] if owner is None else counted["id"].map(owner))
    found = pd.DataFrame({
        "row": row, "concept": counted["concept"].to_numpy(object), "own": (counted["pole"] == poles[0]).to_numpy(bool),
        "first": (counted["counts_as"] == poles[0]).to_numpy(bool),
    })  # fmt: skip
    kept = [c for c in dict.fromkeys(("id", "article", "lang", pair.by, "outlet", "story")) if c in texts]
    about = texts[kept].assign(cluster=texts[pair.cluster]).reset_index(drop=True)
    return Choice(kind, name, texts["lang"].iloc[0], about, found[row >= 0].reset_index(drop=True), tuple(poles))


def by_counts(plan: Choice, lexicon: Lexicon, pair: Pair) -> Iterator[Choice]:
    """The choices that need no new reading: other formulas, other words, copies, and texts left out."""
    concept = plan.hits["concept"].to_numpy(object)
    core = np.isin(concept, lexicon.concepts.loc[lexicon.concepts["status"] == "core", "concept"])
    if not core.all():
        yield plan.words("words", "core concepts only", core)
    yield replace(plan, kind="formula", name="difference of shares", measure="share")
    yield replace(plan, kind="formula", name="mean of the texts’ balances", measure="mean")
    if (story_weights(plan.texts, pair.by) < 1).any():
        yield replace(plan, kind="copies", name="each copy counts", texts=plan.texts.drop(columns="story"))
    names, own, sums = concept_sums(plan, pair)
    for k in _extremes(difference(sums.sum(axis=0) - sums)):
        yield plan.words("concept", f"without “{names[k]}”", concept != names[k])
    yield from _outlets(plan, pair)
    for number, half in enumerate(halves(own, SHOWN_HALVES, pair.seed), 1):
        yield plan.words("half", f"half {number}", np.isin(concept, names[half]))


def by_marks(texts: pd.DataFrame, hits: pd.DataFrame, lexicon: Lexicon, pair: Pair) -> Iterator[Choice]:
    """The choices that follow from the marks of the hits: shifts undone, other subjects counted, acts left out."""
    concepts = lexicon.concepts.set_index("concept")
    topic = hits["concept"].map(concepts["status"]).eq("topic").to_numpy()
    own = hits["pole"].astype(hits["counts_as"].dtype)
    aside = hits["shift"].eq(OFF_TOPIC).to_numpy()
    for name, marked in ((AS_THEY_STAND, hits["shift"].ne("").to_numpy() & ~aside), (EVERY_SUBJECT, aside)):
        if marked.any():
            counts_as = hits["counts_as"].mask(marked & ~topic, own)
            yield count("words", name, texts, hits.assign(counts_as=counts_as), pair)
    verbal = ~hits["concept"].map(concepts["event"]).isin(MATERIAL).to_numpy()
    if not verbal.all():
        yield count("words", "without words of acts", texts, hits[verbal], pair)


def by_reading(
    texts: pd.DataFrame, voices: pd.DataFrame | None, lexicon: Lexicon, hits: pd.DataFrame, pair: Pair
) -> Iterator[Choice]:
    """The choices for which the texts, or other parts of them, are searched again."""
    if len(lexicon.shifters):
        plain = replace(lexicon, shifters=lexicon.shifters.iloc[:0])
        yield count("words", AS_THEY_STAND, texts, find_hits(texts, plain), pair)
    if len(lexicon.off_topic):
        every = replace(lexicon, off_topic=lexicon.off_topic.iloc[:0])
        yield count("words", EVERY_SUBJECT, texts, find_hits(texts, every), pair)
    if lexicon.concepts["event"].isin(MATERIAL).any():
        yield count("words", "without words of acts", texts, find_hits(texts, lexicon.verbal()), pair)
    if "kind" in texts:
        for name, kinds in (("quotations only", DIRECT), ("reported speech only", REPORTED)):
            part = texts[texts["kind"].isin(kinds)]
            if len(part):
                yield count("unit", name, part, hits, pair)
    elif "title" in texts:
        lead = texts.assign(text=texts["title"] + "\n\n" + texts["text"].str.split("\n", n=1).str[0])
        yield count("unit", "title and first paragraph", lead, find_hits(lead, lexicon), pair)
    if voices is not None:
        inside = voices[voices["article"].isin(set(texts["id"]))]
        owner = inside.set_index("id")["article"]
        for name, outlet in (("the outlet’s own words", True), ("words of others only", False)):
            part = inside[(inside["voice"] == "outlet") == outlet]
            having = texts[texts["id"].isin(set(part["article"]))]
            if len(having):
                yield count("unit", name, having, find_hits(part, lexicon), pair, owner)


def concept_sums(plan: Choice, pair: Pair) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The concepts found, whether the first pole is their own, and their weighted counts by group and pole."""
    number, names = pd.factorize(plan.hits["concept"], sort=True)
    row, first = plan.hits["row"].to_numpy(), plan.hits["first"].to_numpy(bool)
    side = (plan.texts[pair.by] == pair.groups[1]).to_numpy(int)
    weight = story_weights(plan.texts, pair.by).to_numpy()
    sums = np.zeros((len(names), 2, 2))
    np.add.at(sums, (number, side[row], (~first).astype(int)), weight[row])
    own = np.zeros(len(names), bool)
    own[number] = plan.hits["own"].to_numpy(bool)
    return np.asarray(names, object), own, sums


def difference(sums: np.ndarray) -> np.ndarray:
    """The difference of the groups' balances; the last two axes are group and pole."""
    values = balance(sums[..., 0], sums[..., 1])
    return values[..., 0] - values[..., 1]


def _outlets(plan: Choice, pair: Pair) -> Iterator[Choice]:
    """Each outlet left out; of many those that matter most."""
    if "outlet" not in plan.texts or pair.by == "outlet":
        return
    number, names = pd.factorize(plan.texts["outlet"], sort=True)
    side = (plan.texts[pair.by] == pair.groups[1]).to_numpy(int)
    weighted = plan.table()[list(plan.poles)].to_numpy(float)
    weighted *= story_weights(plan.texts, pair.by).to_numpy()[:, None]
    sums = np.zeros((len(names), 2, 2))
    np.add.at(sums, (number, side), weighted)
    for k in _extremes(difference(sums.sum(axis=0) - sums)):
        yield plan.only("outlet", f"without {names[k]}", number != k)


def _extremes(values: np.ndarray) -> list[int]:
    """The places of the smallest and the largest values, in the order of the values."""
    order = np.argsort(np.round(values, 9), kind="stable")
    order = order[np.isfinite(values[order])]
    return order.tolist() if len(order) <= 2 * SHOWN else [*order[:SHOWN].tolist(), *order[-SHOWN:].tolist()]
