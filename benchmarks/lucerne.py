"""How well does the package find what was planted in the constructed corpus? ``python benchmarks/lucerne.py``

The corpus was written without sight of the word lists. Its truth: the statements of 42 articles (place,
kind, speaker's side), the emphasis that every article was meant to have, and the reprints with their edits.
Figures, not verdicts: nothing here can fail.
"""

from difflib import SequenceMatcher
from pathlib import Path

import numpy as np
import pandas as pd

import framing as fr
from framing.words import WORD, fold

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
    edits(articles)


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


def edits(articles: pd.DataFrame) -> None:
    """Are the edits of the 25 reprints found, each sentence as what it is?"""
    table = planted_edits(articles)
    table["right"] = table["planted"] == table["found"]
    for edit, part in table.groupby("planted"):
        say(f"sentences {edit}, found as such", part["right"].mean(), len(part))
    planted = table[table["planted"] != "kept"]
    say("planted edits recovered (sentences cut, added, changed)", planted["right"].mean(), len(planted))
    truth = pd.read_csv(LUCERNE / "reprints.csv").set_index("id")["headline_changed"] == "yes"
    found = fr.find_edits(articles)
    headlines = truth.index.isin(found.loc[found["edit"] == "headline", "article"])
    say("headlines: changed or not, found as planted", np.mean(headlines == truth), len(truth))


def planted_edits(articles: pd.DataFrame) -> pd.DataFrame:
    """A row is a sentence of a reprint or, where it was cut, of its original: ``article, text, planted, found``.

    What was planted is told by another way than `find_edits` has: a comparison of the two texts word for word. A
    sentence of which three words in ten at most stand in the other text is cut or added, one with 19 words in 20 is
    kept, one with half of them changed; what lies between is left out (one sentence in fifty). The corpus was made so
    that no articles but reprints share a run of eight words.
    """
    truth = pd.read_csv(LUCERNE / "reprints.csv")
    found = fr.find_edits(articles)
    by_id, rows = articles.set_index("id", drop=False), []
    for reprint, original in zip(truth["id"], truth["original"], strict=True):
        own = found[found["article"] == reprint]
        labels = {
            "cut": own[own["edit"].isin(["cut", "to headline"])],
            "added": own[own["edit"].isin(["kept", "changed", "added"])],
        }
        old, new = (_sentences(by_id.loc[[id]]) for id in (original, reprint))
        for gone, here, there in (("cut", old, new), ("added", new, old)):
            label = dict(zip(labels[gone]["text"], labels[gone]["edit"].replace("to headline", "cut"), strict=True))
            for text, share in _shares(here, there):
                planted = gone if share <= 0.3 else "kept" if share >= 0.95 else "changed" if share >= 0.5 else ""
                if planted and (gone == "added" or planted == "cut"):
                    rows.append((reprint, text, planted, label.get(text, "kept")))
    return pd.DataFrame(rows, columns=["article", "text", "planted", "found"])


def _sentences(article: pd.DataFrame) -> list[tuple[str, list[str]]]:
    """The sentences of an article with their words."""
    return [(text, [fold(w) for w in WORD.findall(text)]) for text in fr.find_sentences(article)["text"]]


def _shares(here: list, there: list) -> list[tuple[str, float]]:
    """For each sentence the share of its words that stand in the other text, in runs of three at least."""
    own, other = ([w for _, words in part for w in words] for part in (here, there))
    matched = np.zeros(len(own), bool)
    for block in SequenceMatcher(None, own, other, autojunk=False).get_matching_blocks():
        matched[block.a : block.a + block.size] = block.size >= 3
    ends = np.cumsum([0, *(len(words) for _, words in here)])
    return [(text, matched[a:b].mean()) for (text, _), a, b in zip(here, ends, ends[1:], strict=False) if b > a]


def say(what: str, value: float, n: int) -> None:
    """One line."""
    print(f"{what:<72} {value:6.3f}   n={n}")


if __name__ == "__main__":
    main()
