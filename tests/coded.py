"""Texts whose poles are known, what a lexicon finds of them, and codes of them."""

import numpy as np
import pandas as pd

from framing.reliability import unblind

POLES = ["confrontation", "dialogue"]
ANSWERS = [*POLES, "both", "neither", "unsure"]


def labelled(items, coder="a", **columns):
    """Codes of a sheet from {item: label}."""
    code = pd.Categorical(list(items.values()), categories=ANSWERS)
    return pd.DataFrame({"item": list(items), "coder": coder, "code": code} | columns)


def hits_of(**found):
    """Hits from pole=[ids]."""
    rows = [(i, "concept of " + pole, pole) for pole, ids in found.items() for i in ids]
    table = pd.DataFrame(rows, columns=["id", "concept", "counts_as"])
    return table.astype({"counts_as": pd.CategoricalDtype([*POLES, ""])})


def half_found():
    """800 sentences of two sides, ten outlets each; what is there, and what a lexicon finds of it."""
    rng = np.random.default_rng(3)
    ids = [f"n{k:03d}" for k in range(800)]
    side = np.repeat(["US", "Russia"], 400)
    texts = pd.DataFrame({"id": ids, "lang": np.repeat(["en", "ru"], 400), "text": "Слово.", "side": side})
    texts["outlet"] = [f"o{k // 40:02d}" for k in range(800)]
    truth = pd.DataFrame({"confrontation": rng.random(800) < 0.3, "dialogue": rng.random(800) < 0.2}, index=ids)
    recall = np.where(side == "US", 0.8, 0.5)
    found = {p: truth.index[truth[p] & (rng.random(800) < recall) | (rng.random(800) < 0.03)] for p in POLES}
    return texts, hits_of(**found), truth


def coded_by(truth, key):
    seen = truth.loc[key["id"]].to_numpy()
    code = np.select([seen.all(axis=1), seen[:, 0], seen[:, 1]], ["both", *POLES], "neither")
    return unblind(labelled(dict(zip(key["item"], code, strict=True))), key)
