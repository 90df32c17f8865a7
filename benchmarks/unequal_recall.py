"""A lexicon that finds more in one language than in the other: how often is that taken for a difference of sides?

``python benchmarks/unequal_recall.py`` simulates studies in which each side writes in a language of its own and the
lexicon's recall of confrontation is .80 in one, .60 in the other. Sentences are drawn with `draw_sample`, coded without
error, and the comparison is corrected with `correct`; beside it stand the uncorrected ones. Writes
benchmarks/results/unequal_recall.csv and .svg; seeded, ten minutes.
"""

from pathlib import Path

import numpy as np
import pandas as pd
from scipy.stats import chi2_contingency

import framing as fr
from framing.reliability import correct, draw_sample, unblind
from framing.scores import count_poles

RESULTS = Path(__file__).resolve().parent / "results"
STUDIES = 1000
GROUPS = ("US", "Russia")
LANGS = {"US": "en", "Russia": "ru"}
POLES = ["confrontation", "dialogue"]
OUTLETS, SENTENCES = 10, 200  # a side; an outlet
ANSWERS = [*POLES, "both", "neither", "unsure"]
# one row a setting: recall of confrontation in the two languages, its true share of sentences on the two sides, how
# far outlets differ (standard deviation of their log odds), and the number of coded sentences a language
SETTINGS = [
    {"recall": (0.8, 0.6), "true": (0.25, 0.25), "outlets differ": 0.0, "coded": 300},
    {"recall": (0.8, 0.6), "true": (0.25, 0.25), "outlets differ": 0.3, "coded": 150},
    {"recall": (0.8, 0.6), "true": (0.25, 0.25), "outlets differ": 0.3, "coded": 300},
    {"recall": (0.8, 0.6), "true": (0.25, 0.25), "outlets differ": 0.3, "coded": 600},
    {"recall": (0.7, 0.7), "true": (0.25, 0.25), "outlets differ": 0.3, "coded": 300},
    {"recall": (0.8, 0.6), "true": (0.20, 0.32), "outlets differ": 0.3, "coded": 300},
]
FALSE_HITS = (0.04, 0.07)  # of sentences without confrontation, by language: as in the recall, worse in the second
DIALOGUE = {"true": 0.25, "recall": 0.7, "false hits": 0.04}  # alike on both sides


def main() -> None:
    """All settings and measures, a row each, and a chart of the settings without a difference."""
    table = pd.DataFrame([row for setting in SETTINGS for row in run(**setting)])
    RESULTS.mkdir(exist_ok=True)
    table.to_csv(RESULTS / "unequal_recall.csv", index=False, lineterminator="\n")
    print(table.to_string(index=False))
    draw(table)


def run(**setting: object) -> list[dict]:
    """One setting: shares of studies in which each way announces a difference at the 5 % level."""
    rng = np.random.default_rng([int(100 * x) for pair in setting.values() for x in np.atleast_1d(pair)])
    results: dict[str, list] = {"confrontation": [], "balance": []}
    for number in range(STUDIES):
        texts, hits, truth = study(rng, setting)
        coded = code_sample(texts, hits, truth, 2 * setting["coded"], number)
        scores = plain_scores(texts, hits)
        for measure, rows in results.items():
            row = correct(texts, hits, coded, measure, by="side", groups=GROUPS, cluster="outlet").iloc[0]
            rows.append(
                (row["p"], row["low"], row["high"], row["uncorrected"], row["difference"], *naive(scores, measure))
            )
    about = {k: " / ".join(f"{x:.2f}" for x in v) if isinstance(v, tuple) else v for k, v in setting.items()}
    return [about | summary(measure, np.array(rows), setting["true"]) for measure, rows in results.items()]


def summary(measure: str, rows: np.ndarray, true: tuple[float, float]) -> dict:
    """The row of a setting and a measure."""
    p, low, high, uncorrected, corrected, compared, chi = rows.T
    truth = true[0] - true[1] if measure == "confrontation" else np.log(true[0] / true[1])
    return {
        "measure": measure, "truth": round(truth, 3), "studies": len(rows),
        "chi-square": (chi < 0.05).mean(), "compare": (compared < 0.05).mean(), "correct": (p < 0.05).mean(),
        "interval holds truth": ((low <= truth) & (truth <= high)).mean(),
        "mean uncorrected": uncorrected.mean().round(3), "mean corrected": corrected.mean().round(3),
        "mean width": (high - low).mean().round(3),
    }  # fmt: skip


def study(rng: np.random.Generator, setting: dict) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Sentences, the hits in them, and what a coder would see there."""
    n = 2 * OUTLETS * SENTENCES
    side = np.repeat([0, 1], n // 2)
    outlet = np.repeat(np.arange(2 * OUTLETS), SENTENCES)
    leaning = rng.normal(0, setting["outlets differ"], 2 * OUTLETS)
    true, found = {}, {}
    for pole in POLES:
        first = pole == "confrontation"
        share = np.asarray(setting["true"])[side] if first else DIALOGUE["true"]
        odds = share / (1 - share) * np.exp((1 if first else -1) * leaning[outlet])
        # the mean over outlets is kept: the logit-normal's own would differ a little from the share
        chance = odds / (1 + odds)
        chance *= share / _mean_chance(share, setting["outlets differ"])
        true[pole] = rng.random(n) < chance
        recall = np.asarray(setting["recall"])[side] if first else DIALOGUE["recall"]
        false = np.asarray(FALSE_HITS)[side] if first else DIALOGUE["false hits"]
        found[pole] = rng.random(n) < np.where(true[pole], recall, false)
    ids = np.char.zfill(np.arange(n).astype(str), 5)
    langs = np.array([LANGS[g] for g in GROUPS])[side]
    texts = pd.DataFrame({"id": ids, "lang": langs, "text": "", "side": np.array(GROUPS)[side], "outlet": outlet})
    hits = pd.concat([pd.DataFrame({"id": ids[found[p]], "concept": p, "counts_as": p}) for p in POLES])
    hits = hits.astype({"counts_as": pd.CategoricalDtype([*POLES, ""])})
    return texts, hits, pd.DataFrame(true, index=ids)


def _mean_chance(share: np.ndarray | float, spread: float) -> np.ndarray | float:
    """The mean of the logit-normal distribution around a share."""
    points, weights = np.polynomial.hermite_e.hermegauss(15)
    odds = np.multiply.outer(np.asarray(share) / (1 - np.asarray(share)), np.exp(spread * points))
    return (odds / (1 + odds)) @ weights / weights.sum()


def code_sample(texts: pd.DataFrame, hits: pd.DataFrame, truth: pd.DataFrame, n: int, seed: int) -> pd.DataFrame:
    """A sample drawn blind and coded without an error."""
    sheet, key = draw_sample(texts, hits, n, by="side", seed=seed)
    seen = truth.loc[key["id"]].to_numpy()
    answer = np.select([seen.all(axis=1), seen[:, 0], seen[:, 1]], ["both", *POLES], "neither")
    codes = sheet[["item"]].assign(coder="a", code=pd.Categorical(answer, categories=ANSWERS))
    return unblind(codes, key)


def plain_scores(texts: pd.DataFrame, hits: pd.DataFrame) -> pd.DataFrame:
    """The scores of the sentences, in one language by name, so that `compare` corrects nothing."""
    counts = count_poles(hits).reindex(texts["id"], fill_value=0).reset_index(drop=True)
    return texts.drop(columns="text").assign(lang="en", words=10, sentences=1, **counts)


def naive(scores: pd.DataFrame, measure: str) -> tuple[float, float]:
    """The p of `compare` over outlets, and that of a chi-square test of the counts, both without a correction."""
    row = fr.compare(scores, measure, by="side", groups=GROUPS, cluster="outlet", draws=499).iloc[0]
    sums = scores.groupby("side")[[*POLES, "sentences"]].sum()
    rest = sums["sentences"] - sums["confrontation"]
    table = sums[POLES] if measure == "balance" else pd.concat([sums["confrontation"], rest], axis="columns")
    return row["p"], chi2_contingency(table)[1]


def draw(table: pd.DataFrame) -> None:
    """The share of studies that announce a difference where there is none, a row a setting."""
    import matplotlib as mpl
    import matplotlib.pyplot as plt

    shown = table[(table["truth"] == 0) & (table["measure"] == "confrontation")].iloc[::-1]
    with mpl.rc_context({"svg.hashsalt": "framing", "font.size": 9}):
        fig, ax = plt.subplots(figsize=(7.2, 0.45 * len(shown) + 1.2), layout="constrained")
        for way, marker in {"chi-square": "s", "compare": "D", "correct": "o"}.items():
            name = {"compare": "compare, over outlets", "correct": "correct, with the coded sentences"}.get(way, way)
            filled = "#1b1f24" if way == "correct" else "white"
            ax.plot(100 * shown[way], range(len(shown)), marker, color="#1b1f24", mfc=filled, ms=7, label=name)
        alike = shown["outlets differ"].gt(0).map({True: "outlets differ", False: "outlets alike"})
        names = "recall " + shown["recall"] + "\n" + alike + ", " + shown["coded"].astype(str) + " coded a language"
        ax.set_yticks(range(len(shown)), names)
        ax.set_ylim(-0.6, len(shown) - 0.4)
        ax.axvline(5, color="#5b6570", lw=0.8, ls=":")
        ax.set(xlim=(0, 103), xlabel="studies that announce a difference, % (dotted: 5 %)")
        ax.spines[["top", "right", "left"]].set_visible(False)
        ax.legend(frameon=False, ncols=3, loc="lower left", bbox_to_anchor=(-0.35, 1.02))
        fig.savefig(RESULTS / "unequal_recall.svg", metadata={"Date": None, "Creator": None})
        plt.close(fig)


if __name__ == "__main__":
    main()
