"""Are planted topics found again, do they come back, and do intervals of shares hold the truth?

``python benchmarks/topics.py [PARALLEL.jsonl]``; seeded, ten minutes; writes benchmarks/results/topics.csv.

1. The constructed corpus: six subjects were planted. A subject counts as found where more than half of its articles
   have the same topic as their main one, and more than half of that topic's articles are of the subject. Means over
   five seeds. The subjects of topic_seeds.csv were written by somebody who knew what the corpus is about: the rows on
   concepts and seeds show that the way works, not how well it does on texts that nobody has seen.
2. Simulated studies: five subjects, two sides, outlets with leanings of their own. How often does the 95 % interval of
   a side's share hold the share that a study of 4,000 texts gives? `fixed topics` is the interval without the variance
   between refits, as if the model were known.
3. With PARALLEL.jsonl (see benchmarks/equivalence.py): the same news in three languages. How often does a text have
   the same main topic in two languages? Here the seeds meet texts that they were not written for.
"""

import json
import sys
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment
from scipy.sparse import csr_matrix

import framing as fr
from framing._topics.model import Counts, align, fit_words, text_shares
from framing.topics import STABLE, fit_topics, topic_shares, topics_of_terms

ROOT = Path(__file__).resolve().parent.parent
RESULT = ROOT / "benchmarks" / "results" / "topics.csv"
STUDIES, SEEDS = 100, 5
FIGURES = (
    "subjects found again, of 6", "words in common over subsamples (Jaccard), all topics",
    "words in common over subsamples (Jaccard), named topics", "named topics",
)  # fmt: skip
SUBJECTS, WORDS = 5, 300


def main(parallel: str | None) -> None:
    """All three, a row a figure."""
    rows = planted()
    for outlets, texts, background in ((6, 5, 0.4), (6, 5, 0.75), (10, 10, 0.85)):
        rows += coverage(outlets, texts, background)
    if parallel:
        rows += across_languages(parallel)
    table = pd.DataFrame(rows, columns=["part", "setting", "topics", "figure", "value", "n"])
    table["value"] = table["value"].astype(float).round(3)
    table.to_csv(RESULT, index=False, lineterminator="\n")
    print(table.to_string(index=False))


def planted() -> list[tuple]:
    """Subjects of the constructed corpus found again, and the words that come back."""
    articles = fr.find_copies(fr.clean(fr.read_articles(ROOT / "data" / "raw" / "lucerne")))
    subject = pd.read_csv(ROOT / "data" / "raw" / "lucerne" / "design.csv").set_index("id")["subject"]
    rows = []
    for lang, texts in [*articles.groupby("lang"), ("de+en+ru", articles)]:
        basis = "words" if len(lang) == 2 else "concepts and seeds"
        for n in (5, 6, 7, 8):
            figures = np.mean([figures_of(texts, n, basis, subject, seed) for seed in range(SEEDS)], axis=0)
            rows += [
                ("constructed corpus", f"{basis}, {lang}", n, *f, len(texts))
                for f in zip(FIGURES, figures, strict=True)
            ]
    return rows


def figures_of(texts: pd.DataFrame, n: int, basis: str, subject: pd.Series, seed: int) -> tuple:
    """The figures of one fit."""
    topics = fit_topics(texts, n, basis=basis, seed=seed)
    main, stability = main_topic(topics), topics.quality["stability"]
    named = stability[stability >= STABLE]
    return found_again(main, subject[main.index]), stability.mean(), named.mean(), len(named)


def main_topic(topics: fr.Topics) -> pd.Series:
    """The topic with the largest share of each text."""
    ordered = topics.shares.sort_values(["share", "topic"], ascending=[False, True])
    return ordered.drop_duplicates("id").set_index("id")["topic"].sort_index()


def found_again(main: pd.Series, subject: pd.Series) -> int:
    """How many subjects have a topic of their own."""
    table = pd.crosstab(subject, main)
    precision, recall = table / table.sum(), table.div(table.sum(axis=1), axis=0)
    f = (2 * precision * recall / (precision + recall)).fillna(0).drop(index="none")
    row, column = linear_sum_assignment(-f)
    pairs = [(f.index[i], f.columns[j]) for i, j in zip(row, column, strict=True)]
    return sum(precision.loc[p] > 0.5 and recall.loc[p] > 0.5 for p in pairs)


def coverage(outlets: int, texts: int, background: float) -> list[tuple]:
    """How often the intervals of `topic_shares` hold the truth."""
    subjects = subject_words(background)
    ids, counts = study(np.random.default_rng(99), subjects, 400, 5)
    everything = Counts(np.arange(WORDS), counts, np.arange(len(ids)))
    words = fit_words(everything, SUBJECTS, "nmf", 0)
    truth = pd.DataFrame(text_shares(everything, words, "nmf")).groupby(ids["side"]).mean()
    held, width, stability, n = np.zeros(2), np.zeros(2), [], 0
    for s in range(STUDIES):
        ids, counts = study(np.random.default_rng([outlets, texts, s]), subjects, outlets, texts)
        topics = topics_of_terms(_terms(ids["id"], counts), SUBJECTS)
        stability.append(topics.quality["stability"].mean())
        own = fit_words(Counts(np.arange(WORDS), counts, np.arange(len(ids))), SUBJECTS, "nmf", 0)
        partner, _ = align(words, own)
        fixed = replace(topics, refits=topics.shares.assign(refit=1))
        for k, fit in enumerate((topics, fixed)):
            table = topic_shares(fit, ids, by="side", cluster="outlet").set_index(["topic", "side"])
            for side in truth.index:
                rows = table.loc[[(p + 1, side) for p in partner]]
                true = truth.loc[side].to_numpy()
                held[k] += ((rows["low"].to_numpy() <= true) & (true <= rows["high"].to_numpy())).sum()
                width[k] += (rows["high"] - rows["low"]).sum()
                n += SUBJECTS * (k == 0)
    setting = f"{outlets} outlets a side, {texts} texts each, {background:.0%} common words"
    figures = {
        "stability": np.mean(stability), "interval holds the truth": held[0] / n,
        "interval holds the truth, fixed topics": held[1] / n, "mean width": width[0] / n,
        "mean width, fixed topics": width[1] / n,
    }  # fmt: skip
    return [("simulated studies", setting, SUBJECTS, *f, STUDIES) for f in figures.items()]


def subject_words(background: float) -> np.ndarray:
    """A row a subject, a column a word: each has forty of its own beside those of all."""
    rng = np.random.default_rng(0)
    words = np.full((SUBJECTS, WORDS), background / WORDS)
    for k in range(SUBJECTS):
        words[k, 40 * k : 40 * k + 40] += (1 - background) * rng.dirichlet(np.full(40, 0.5))
    return words / words.sum(axis=1, keepdims=True)


def study(rng: np.random.Generator, subjects: np.ndarray, outlets: int, texts: int) -> tuple[pd.DataFrame, csr_matrix]:
    """Articles of 120 words; one side writes more of the first subject and less of the second."""
    outlet = np.repeat(np.arange(2 * outlets), texts)
    first = outlet < outlets
    mean = {True: np.array([0.28, 0.12, 0.2, 0.2, 0.2]), False: np.full(SUBJECTS, 0.2)}
    leaning = [rng.dirichlet(15 * mean[o < outlets]) for o in range(2 * outlets)]
    counts = np.array([rng.multinomial(120, rng.dirichlet(leaning[o] + 1e-3) @ subjects) for o in outlet])
    ids = [f"a{k}" for k in range(len(outlet))]
    about = {"id": ids, "lang": "en", "side": np.where(first, "US", "Russia"), "outlet": outlet}
    return pd.DataFrame(about), csr_matrix(counts)


def across_languages(path: str) -> list[tuple]:
    """The main topic of the same text in two languages."""
    documents = [json.loads(line) for line in Path(path).read_text(encoding="utf-8").split("\n") if line.strip()]
    rows = [
        (f"{document['id']} {lang}", document["id"], lang, "\n".join(document["segments"][lang]))
        for document in documents for lang in ("de", "en", "ru")
    ]  # fmt: skip
    texts = pd.DataFrame(rows, columns=["id", "document", "lang", "text"])
    # the three versions of a document are one story: left out together, and weighing as one
    texts["story"] = texts["document"]
    out = []
    for n in (4, 6, 8, 10):
        topics = fit_topics(texts, n, basis="concepts and seeds")
        main = texts.set_index("id").assign(main=main_topic(topics)).pivot(index="document", columns="lang")["main"]
        for one, two in combinations(main.columns, 2):
            chance = float((main[one].value_counts(normalize=True) * main[two].value_counts(normalize=True)).sum())
            same = (main[one] == main[two]).mean()
            setting = f"{one} and {two}"
            out.append(("same news", setting, n, "same main topic", same, len(main)))
            out.append(
                ("same news", setting, n, "same main topic, beyond chance", (same - chance) / (1 - chance), len(main))
            )
        stability = topics.quality["stability"]
        out.append(
            (
                "same news",
                "de+en+ru",
                n,
                "words in common over subsamples (Jaccard), all topics",
                stability.mean(),
                len(main),
            )
        )
    return out


def _terms(ids: pd.Series, counts: csr_matrix) -> pd.DataFrame:
    """A row is a word of a text; the words are numbers of three letters and more."""
    found = counts.tocoo()
    return pd.DataFrame(
        {"id": ids.to_numpy()[found.row], "term": [f"w{n:03d}" for n in found.col], "count": found.data}
    )


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else None)
