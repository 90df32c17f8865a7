"""What is counted to find topics: the words of one language, or what several languages have in common.

Words are counted by their dictionary form, so that *Hafen, Hafens, Häfen* are one word; forms come from simplemma and
pymorphy3, which lie in the environment. Across languages the subjects of `topic_seeds.csv` and the lexicon's concepts
of status `topic` are counted. Its scored concepts are not: a topic made of threats would be confrontational by what
it is made of.
"""

from dataclasses import replace
from functools import lru_cache
from importlib.resources import files

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix

from .._check import scorable
from ..hits import find_hits
from ..lexicon import Lexicon, read_lexicon
from ..words import LANGS, WORD, fold

LEAST, MOST = 2, 0.5  # stories that must hold a word, and the share of them that may


def count_forms(column: pd.Series, lang: str) -> tuple[np.ndarray, csr_matrix]:
    """The forms that can tell subjects apart, in small letters, and how often each text holds them."""
    names, counts = _forms(column, lang, small=True)
    keep = _tells_apart(counts, np.arange(len(column)))
    return names[keep], counts[:, keep].tocsr()


def count_lemmas(column: pd.Series, lang: str, story: np.ndarray) -> tuple[np.ndarray, csr_matrix]:
    """The same by dictionary form; the texts of one story (numbered) count once towards how common a word is."""
    names, counts = _forms(column, lang, small=False)
    small, form = _together(names, [w.casefold() for w in names])
    large, often = np.array([w[0].isupper() for w in names], bool), np.asarray(counts.sum(axis=0)).ravel()
    # the first word of a sentence is written large, too: a name, or a German noun, is written so more often than not
    is_name = 2 * (form.T @ (often * large)) > form.T @ often
    lemmas = [lemma(word, lang, bool(name)) for word, name in zip(small, is_name, strict=True)]
    names, together = _together(small, lemmas)
    counts, empty = counts @ form @ together, stop_words(lang)
    carries = np.array([len(w) > 2 and w not in empty for w in names], bool)
    keep = np.flatnonzero(carries & _tells_apart(counts, story))
    shown = _shown(names, small, lemmas, form.T @ often, form.T @ (often * large))
    return shown[keep], counts[:, keep].tocsr()


def count_subjects(texts: pd.DataFrame, lexicon: Lexicon | None, story: np.ndarray) -> tuple[np.ndarray, csr_matrix]:
    """Subjects and topic concepts, found by the matcher that finds the lexicon's words; a name is the same in each
    language."""
    hits = find_hits(texts, subjects(lexicon or read_lexicon()))
    number, names = pd.factorize(hits["concept"].astype(str).to_numpy(object), sort=True)
    row = pd.Index(scorable(texts)["id"]).get_indexer(hits["id"])
    shape = (len(scorable(texts)), len(names))
    counts = csr_matrix((np.ones(len(row), np.int64), (row, number)), shape=shape)
    keep = _tells_apart(counts, story)
    return names[keep], counts[:, keep].tocsr()


def subjects(lexicon: Lexicon) -> Lexicon:
    """The lexicon's concepts of status `topic` and the subjects of `topic_seeds.csv`, none of them scored; where both
    have a name, the lexicon's counts."""
    topic = lexicon.concepts[lexicon.concepts["status"] == "topic"]
    seeds = pd.read_csv(files("framing") / "topic_seeds.csv", dtype=str, keep_default_na=False)
    seeds = seeds[~seeds["subject"].isin(topic["concept"])]
    rows = [
        (lang, row["subject"], pattern.strip(), False)
        for row in seeds.to_dict("records") for lang in LANGS for pattern in row[lang].split(";") if pattern.strip()
    ]  # fmt: skip
    new = pd.DataFrame({"concept": seeds["subject"]}).reindex(columns=lexicon.concepts.columns, fill_value="")
    new = new.assign(status="topic", pole=lexicon.poles[0])
    patterns = lexicon.patterns[lexicon.patterns["concept"].isin(topic["concept"])]
    return replace(
        lexicon,
        concepts=pd.concat([topic, new], ignore_index=True),
        patterns=pd.concat([patterns, pd.DataFrame(rows, columns=patterns.columns)], ignore_index=True),
    )


@lru_cache
def stop_words(lang: str) -> frozenset[str]:
    """Words of a language that carry no subject."""
    table = pd.read_csv(files("framing") / "function_words.csv", dtype=str, keep_default_na=False)
    more = pd.read_csv(files("framing") / "language_words.csv", dtype=str, keep_default_na=False)
    empty = (table["lang"] == lang) & ~table["class"].isin(["actor", "inanimate", "verb"])
    words = [*table.loc[empty, "form"], *more.loc[more["lang"] == lang, "word"]]
    return frozenset(w.casefold() for w in words) | frozenset(fold(w) for w in words)


@lru_cache(maxsize=200_000)
def lemma(word: str, lang: str, is_name: bool = False) -> str:
    """The dictionary form of a word, in small letters; an unknown word is its own.

    `is_name` says that the word is written large: a name, or in German a noun.

    >>> lemma("häfen", "de", True), lemma("портов", "ru"), lemma("treaties", "en")
    ('hafen', 'порт', 'treaty')
    """
    if lang == "ru":
        readings = _russian().parse(word)
        named = [r for r in readings if r.tag.grammemes & {"Name", "Surn"}] if is_name else []
        return fold((named or readings)[0].normal_form)
    from simplemma import lemmatize

    return lemmatize(word.capitalize() if is_name and lang == "de" else word, lang=lang).casefold().removesuffix("'s")


@lru_cache
def _russian():  # noqa: ANN202 (a class of pymorphy3, imported only where Russian is read)
    from pymorphy3 import MorphAnalyzer

    return MorphAnalyzer(lang="ru")


def _forms(column: pd.Series, lang: str, *, small: bool) -> tuple[np.ndarray, csr_matrix]:
    """Every form that could carry a subject, and how often each text holds it."""
    from sklearn.feature_extraction.text import CountVectorizer

    def plain(text: str) -> str:
        text = text.replace("\u00ad", "").replace("’", "'")
        return text.casefold() if small else text

    vectors = CountVectorizer(token_pattern=WORD.pattern, preprocessor=plain)
    if not column.map(WORD.search).notna().any():
        return np.array([], dtype=object), csr_matrix((len(column), 0), dtype=np.int64)
    counts = vectors.fit_transform(column)
    names, empty = vectors.get_feature_names_out(), stop_words(lang)
    keep = [i for i, w in enumerate(names) if len(w) > 2 and not w[0].isdigit() and w.casefold() not in empty]
    return names[keep], counts[:, keep].tocsr()


def _together(names: np.ndarray, keys: list[str]) -> tuple[np.ndarray, csr_matrix]:
    """The different keys, and a matrix that adds up the columns of one key."""
    number, different = pd.factorize(np.array(keys, dtype=object), sort=True)
    shape = (len(names), len(different))
    return different, csr_matrix((np.ones(len(names), np.int64), (np.arange(len(names)), number)), shape=shape)


def _shown(names: np.ndarray, small: np.ndarray, lemmas: list[str], often: np.ndarray, large: np.ndarray) -> np.ndarray:
    """How each dictionary form is written: names large; a name that no text holds in this form by its most frequent
    one, since it may be a wrong guess (a woman's surname read as a town)."""
    forms = pd.DataFrame({"lemma": lemmas, "form": small, "often": often, "large": large})
    forms["own"] = forms["form"] == forms["lemma"]
    ranked = forms.sort_values(["own", "often", "form"], ascending=[False, False, True]).groupby("lemma")
    table = ranked[["often", "large"]].sum().assign(form=ranked["form"].first()).loc[names]
    shown = [r.form[0].upper() + r.form[1:] if 2 * r.large > r.often else r.Index for r in table.itertuples()]
    return np.array(shown, dtype=object)


def _tells_apart(counts: csr_matrix, story: np.ndarray) -> np.ndarray:
    """Is a column in two stories or more, and in no more than half of them?"""
    rows = csr_matrix((np.ones(len(story)), (story, np.arange(len(story)))))
    known = np.asarray((rows @ (counts > 0) > 0).sum(axis=0)).ravel()
    return (known >= LEAST) & (known <= MOST * rows.shape[0])
