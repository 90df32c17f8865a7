"""How well does the package find what was planted in the constructed corpus? ``python benchmarks/lucerne.py``

The corpus was written without sight of the word lists. Its truth: the statements of 42 articles (place,
kind, speaker's side), and the emphasis that every article was meant to have. Figures, not verdicts: nothing here
can fail.
"""

from pathlib import Path

import numpy as np
import pandas as pd

import framing as fr

LUCERNE = Path(__file__).resolve().parent.parent / "data" / "raw" / "lucerne"
SIDES = ("US", "Russia")


def main() -> None:
    """Print one figure a line."""
    articles = fr.find_copies(fr.clean(fr.read_articles(LUCERNE)))
    truth = pd.read_csv(LUCERNE / "statements.csv", keep_default_na=False)
    marked = articles[articles["id"].isin(truth["id"])]
    voices = fr.split_voices(marked, fr.read_actors(LUCERNE / "actors.csv"))
    for lang, texts in marked.groupby("lang"):
        statements(lang, texts, truth, voices)
    emphasis(articles)


def statements(lang: str, texts: pd.DataFrame, truth: pd.DataFrame, voices: pd.DataFrame) -> None:
    """Characters in statements, and the side of those that belong to one."""
    tp = fp = fn = right = exchanged = sided = 0
    found_side = dict.fromkeys(SIDES, (0, 0))
    for id, text in zip(texts["id"], texts["text"], strict=True):
        theirs = painted(len(text), truth[truth["id"] == id], "voice")
        ours = painted(len(text), voices[(voices["article"] == id) & (voices["voice"] != "outlet")], "voice")
        tp += np.sum((theirs != "") & (ours != ""))
        fp += np.sum((theirs == "") & (ours != ""))
        fn += np.sum((theirs != "") & (ours == ""))
        both = np.isin(theirs, SIDES) & (ours != "")
        sided += both.sum()
        right += np.sum(both & (ours == theirs))
        exchanged += np.sum(both & np.isin(ours, SIDES) & (ours != theirs))
        for side in SIDES:
            n, hit = found_side[side]
            found_side[side] = (n + np.sum(theirs == side), hit + np.sum((theirs == side) & (ours != "")))
    precision, recall = tp / max(tp + fp, 1), tp / max(tp + fn, 1)
    say(f"{lang}: characters in statements, precision", precision, len(texts))
    say(f"{lang}: characters in statements, recall", recall, len(texts))
    say(f"{lang}: characters in statements, F1", 2 * precision * recall / max(precision + recall, 1e-9), len(texts))
    say(f"{lang}: side right, of characters of US and Russian speakers found", right / max(sided, 1), len(texts))
    say(f"{lang}: US and Russia exchanged", exchanged / max(sided, 1), len(texts))
    for side, (n, hit) in found_side.items():
        say(f"{lang}: recall of {side} speakers", hit / max(n, 1), len(texts))


def painted(length: int, rows: pd.DataFrame, column: str) -> np.ndarray:
    """The voice of every letter of a text; an inner statement lies over an outer one."""
    letters = np.full(length, "", dtype=object)
    order = (rows["end"] - rows["start"]).argsort(kind="stable")[::-1]
    for row in rows.iloc[order].to_dict("records"):
        letters[row["start"] : row["end"]] = row[column]
    return letters


def emphasis(articles: pd.DataFrame) -> None:
    """Does the balance follow the emphasis that was meant, and the one that readers saw?"""
    design = pd.read_csv(LUCERNE / "design.csv", keep_default_na=False).set_index("id")
    scores = fr.score(articles, fr.find_hits(articles, fr.read_lexicon())).set_index("id")
    for column in ("emphasis", "emphasis_read"):
        if column in design:
            joined = scores.join(pd.to_numeric(design[column]).rename("meant"))
            for lang, part in [("all", joined), *joined.groupby("lang")]:
                rho = part[["meant", "balance"]].corr("spearman").iloc[0, 1]
                say(f"{lang}: balance of articles and {column}, Spearman", rho, len(part))


def say(what: str, value: float, n: int) -> None:
    """One line."""
    print(f"{what:<72} {value:6.3f}   n={n}")


if __name__ == "__main__":
    main()
