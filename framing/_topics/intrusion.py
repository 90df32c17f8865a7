"""Can a reader tell which word does not belong? Then the topic means something (Chang et al. 2009)."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from .._check import require_columns

if TYPE_CHECKING:
    from ..topics import Topics

SHOWN = 5
_WORDS = [f"word_{k}" for k in range(1, SHOWN + 2)]


def intrusion_sheet(topics: "Topics", *, seed: int = 0) -> tuple[pd.DataFrame, pd.DataFrame]:
    """A sheet to hand out, and its key, to be kept apart.

    The sheet: a row is a task: ``item, word_1 … word_6, answer``, the five first words of a topic and one of the
    first five of another that is not among the ten of this topic, shuffled; `answer` is empty. The key: a row is a
    task: ``item, topic, intruder``. After Chang et al. 2009, Reading tea leaves, NeurIPS 22.

    >>> from framing import fit_topics
    >>> harbour, garden = "ships sail harbour wind captain", "roses bloom garden rain gardener"
    >>> texts = pd.DataFrame({"id": list("abcdef"), "lang": "en", "text": [harbour, garden] * 3})
    >>> sheet, key = intrusion_sheet(fit_topics(texts, 2))
    >>> sheet.shape, bool(key["intruder"][0] in set(sheet.loc[0, "word_1":"word_6"]))
    ((2, 8), True)
    """
    rng = np.random.default_rng(seed)
    lists = topics.words.groupby("topic", sort=True)["word"].agg(list)
    tasks = []
    for topic, words in lists.items():
        others = sorted({w for t, ws in lists.items() if t != topic for w in ws[:SHOWN]} - set(words))
        if len(words) >= SHOWN and others:
            intruder = others[rng.integers(len(others))]
            shown = [*words[:SHOWN], intruder]
            tasks.append((topic, intruder, [shown[i] for i in rng.permutation(len(shown))]))
    if not tasks:
        raise ValueError(f"no topic has {SHOWN} words and a word that another topic lacks; there is nothing to ask.")
    tasks = [tasks[i] for i in rng.permutation(len(tasks))]
    items = [f"{k}" for k in range(1, len(tasks) + 1)]
    sheet = pd.DataFrame([words for *_, words in tasks], columns=_WORDS).assign(answer="")
    key = pd.DataFrame([(topic, intruder) for topic, intruder, _ in tasks], columns=["topic", "intruder"])
    sheet.insert(0, "item", items)
    key.insert(0, "item", items)
    return sheet, key


def score_intrusion(answers: pd.DataFrame, key: pd.DataFrame) -> pd.DataFrame:
    """A row is a topic: ``topic, intruder, n, found, share, low, high``; how often the word that does not belong was
    found.

    `answers` holds ``item, answer`` (the word), a row an answer, of one reader or of many; empty answers are not
    counted. `low` and `high` bound the 95 % interval of Wilson (1927). Guessing finds one in six (.17).

    >>> key = pd.DataFrame({"item": ["1"], "topic": [3], "intruder": ["rose"]})
    >>> answers = pd.DataFrame({"item": ["1", "1", "1"], "answer": ["rose", "Rose ", "wind"]})
    >>> score_intrusion(answers, key).round(2).values.tolist()
    [[3, 'rose', 3, 2, 0.67, 0.21, 0.94]]
    """
    require_columns(answers, ["item", "answer"], "answers")
    require_columns(key, ["item", "topic", "intruder"], "key")
    answers = answers.assign(
        item=answers["item"].astype(str), answer=answers["answer"].fillna("").astype(str).str.strip().str.casefold()
    )
    unknown = sorted(set(answers["item"]) - set(key["item"].astype(str)))
    if unknown:
        raise ValueError(f"answers: the item(s) {unknown[:5]} are not in the key; it has {sorted(key['item'])}.")
    rows = []
    for row in key.sort_values("topic", kind="stable").itertuples():
        given = answers.loc[(answers["item"] == str(row.item)) & answers["answer"].ne(""), "answer"]
        n, found = len(given), int((given == row.intruder.casefold()).sum())
        rows.append((row.topic, row.intruder, n, found, found / n if n else np.nan, *_wilson(found, n)))
    return pd.DataFrame(rows, columns=["topic", "intruder", "n", "found", "share", "low", "high"])


def _wilson(found: int, n: int) -> tuple[float, float]:
    if not n:
        return np.nan, np.nan
    z, p = 1.959964, found / n
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * np.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return max(middle - half, 0.0), min(middle + half, 1.0)
