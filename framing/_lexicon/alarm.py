"""Refuse texts that are not in the language they are said to be in.

A German text read with English words still finds some: *die* is an English verb and a German article, *war* and *hat*
are words of both. Such a text would get a score without a sign that anything is wrong. The small words of a
language (`language_words.csv`) tell what it is; they are counted in a sample of each text.
"""

from collections import Counter
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

import numpy as np
import pandas as pd

from .._scan.blocks import blocks
from .._scan.filter import Filter, Memo
from ..words import LANGS, fold

SAMPLE = 400  # letters from the beginning of a text, as many from its middle and from its end
LEAST = 5  # small words of the other language; below it a title or a name in another language would set it off
LEAST_IN_OTHER_LETTERS = 2  # the letters say it already
TIMES = 3  # times as many small words of the other language as of the stated one
_SMALL = ("adverb", "auxiliary", "contraction", "coordinator", "determiner", "particle", "preposition", "pronoun",
          "question", "subordinator")  # fmt: skip
_SHOWN = 5  # texts and words named in the message


def refuse_other_languages(texts: pd.DataFrame, hits: pd.DataFrame) -> None:
    """Raise ValueError where texts read as another language than their `lang`, and show the words hit in them.

    Parts of an article (sentences, statements) are judged with their article, so that a quotation in another language
    is no offence; texts too short to tell are judged together, all those of one stated language.

    >>> texts = pd.DataFrame(
    ...     {"id": ["a"], "lang": ["en"], "text": ["Der Krieg war vorbei, aber die Angst ist noch da."]}
    ... )
    >>> refuse_other_languages(texts, pd.DataFrame({"id": ["a", "a"], "form": ["war", "die"]}))
    Traceback (most recent call last):
        ...
    ValueError: 1 text(s) are stated as English (en) but read as German: 'a' (7 small words of German, 0 of English).
    What was found there: die, war. Correct their `lang`, or run `clean`, which sets such texts aside.
    """
    whole = texts["article"] if "article" in texts.columns else texts["id"]
    table = texts[["lang", "text"]].set_index(whole.to_numpy())
    if "article" in texts.columns:
        table = table.groupby(level=0, sort=False).agg(lang=("lang", "first"), text=("text", " ".join))
    seems = other_language(table["text"].tolist(), table["lang"].tolist())
    if not seems:
        return
    wrong = table.iloc[list(seems)].rename_axis("id").reset_index()
    wrong["read"], wrong["other"], wrong["own"] = zip(*seems.values(), strict=True)
    messages = []
    for (lang, read), part in wrong.groupby(["lang", "read"]):
        inside = texts.loc[whole.isin(part["id"]), "id"]
        messages.append(_message(lang, LANGS[read], part, hits.loc[hits["id"].isin(inside), "form"]))
    raise ValueError(" ".join(messages) + " Correct their `lang`, or run `clean`, which sets such texts aside.")


def _message(lang: str, read: str, part: pd.DataFrame, found: pd.Series) -> str:
    """One sentence on the texts of one stated language that read as one other, one on what was found in them."""
    stated = LANGS[lang]
    named = [f"{row.id!r} ({row.other} small words of {read}, {row.own} of {stated})" for row in part.itertuples()]
    more = f" and {len(part) - _SHOWN} more" if len(part) > _SHOWN else ""
    counts = found.astype(str).str.casefold().value_counts()
    words = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[: 2 * _SHOWN]
    listed = ", ".join(f"{word} ({n})" if n > 1 else word for word, n in words) or "nothing"
    return (
        f"{len(part)} text(s) are stated as {stated} ({lang}) but read as {read}: {', '.join(named[:_SHOWN])}{more}. "
        f"What was found there: {listed}."
    )


def other_language(texts: Iterable[str], langs: Iterable[str]) -> dict[int, tuple[str, int, int]]:
    """The texts that read as another language: place -> that language, its small words, those of the stated one.

    >>> other_language(["Er war nicht da, und sie ist auch nicht mehr hier."], ["en"])
    {0: ('de', 11, 0)}
    """
    wrong, short = each_alone(texts, langs)
    pooled = {}
    for _, lang, found in short:
        pooled.setdefault(lang, Counter()).update(found)
    for lang, found in pooled.items():
        read, *_ = _verdict(found, lang)
        if read:
            wrong |= {place: (read, c[read], c[lang]) for place, own, c in short if own == lang and c[read] > c[lang]}
    return dict(sorted(wrong.items()))


def each_alone(
    texts: Iterable[str], langs: Iterable[str]
) -> tuple[dict[int, tuple[str, int, int]], list[tuple[int, str, Counter]]]:
    """The texts that read as another language by themselves, and what small words those have that are too short."""
    samples, langs = [_sample(text) for text in texts], list(langs)
    counts = _small_words(samples)
    own = counts[np.arange(len(langs)), [list(LANGS).index(lang) for lang in langs]] if langs else counts[:, 0]
    # most texts have far more small words of their own language than of others: these are in order
    doubtful = (counts.sum(axis=1) - own > TIMES * own) | (counts.sum(axis=1) < LEAST * TIMES)
    wrong, short = {}, []
    for place in np.flatnonzero(doubtful).tolist():
        lang = langs[place]
        found = Counter({other: n for other, n in zip(LANGS, counts[place].tolist(), strict=True) if n})
        least = LEAST_IN_OTHER_LETTERS if _in_other_letters(samples[place], lang) else LEAST
        read, other, stated = _verdict(found, lang, least)
        if read:
            wrong[place] = (read, other, stated)
        elif sum(found.values()) < LEAST * TIMES:
            short.append((place, lang, found))
    return wrong, short


def _sample(text: str) -> str:
    if len(text) <= 3 * SAMPLE:
        return text
    middle = (len(text) - SAMPLE) // 2
    return f"{text[:SAMPLE]} {text[middle : middle + SAMPLE]} {text[-SAMPLE:]}"


def _verdict(counts: Counter, lang: str, least: int = LEAST) -> tuple[str, int, int]:
    """The other language that a text reads as, with the small words of both; empty where it does not."""
    others = {other: n for other, n in counts.items() if other != lang}
    read = max(sorted(others), key=others.get, default="")
    if read and others[read] >= least and others[read] > TIMES * counts[lang]:
        return read, others[read], counts[lang]
    return "", 0, 0


def _small_words(samples: list[str]) -> np.ndarray:
    """A row is a sample, a column a language of LANGS: how many of its small words the sample has."""
    (likely, memo), size = _finder(), len(LANGS) + 1
    rows = [np.zeros((0, size), np.int64)]
    for _, block in blocks(samples):
        words = likely(block)
        key = block.text_of(block.start[words]) * size + memo(block, words)
        rows.append(np.bincount(key, minlength=len(block.text_start) * size).reshape(-1, size))
    return np.concatenate(rows)[:, 1:]


@cache
def _finder() -> tuple[Filter, Memo]:
    """Which words of a block may be small words, and the place of each word's language in LANGS, from 1; 0 for none."""
    known, place = _languages(), {lang: n for n, lang in enumerate(LANGS, 1)}
    return Filter(known), Memo(lambda word: place.get(known.get(word.casefold(), ""), 0))


def _in_other_letters(sample: str, lang: str) -> bool:
    """Are most letters not those of the stated language (Cyrillic for Russian, Latin for the others)?"""
    # a Cyrillic letter takes two bytes, a Latin one takes one
    is_cyrillic = len(sample.encode()) > 1.4 * len(sample)
    return is_cyrillic != (lang == "ru")


@cache
def _languages() -> dict[str, str]:
    """Small word -> the one language that it belongs to."""
    table = small_words()
    table = table[~table["word"].duplicated(keep=False)]
    return dict(zip(table["word"], table["lang"], strict=True))


def small_words() -> pd.DataFrame:
    """A row is an article, preposition, auxiliary or other small word: ``lang, word``."""
    few = pd.read_csv(files("framing") / "language_words.csv", dtype=str, keep_default_na=False)
    more = pd.read_csv(files("framing") / "function_words.csv", dtype=str, keep_default_na=False)
    more = more.loc[more["class"].isin(_SMALL), ["lang", "form"]].rename(columns={"form": "word"})
    return pd.concat([few, more], ignore_index=True).drop_duplicates(["lang", "word"])


@cache
def small_words_of(lang: str) -> frozenset[str]:
    """The small words of a language, folded."""
    table = small_words()
    return frozenset(table.loc[table["lang"] == lang, "word"].map(fold))
