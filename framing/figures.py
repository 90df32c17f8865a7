"""Real documents as figures: counts instead of text, so that they can be shared and charted.

For each sentence the number of words and the lexicon's hits, for each document the counts of its words; no sentence
can be read back. Whoever has the texts can make the same tables again.
"""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from ._check import scorable
from ._topics.vocabulary import count_forms
from .hits import find_hits
from .lexicon import Lexicon, read_lexicon
from .scores import balance, count_poles, intensity
from .words import count_words, find_sentences

_HIT = ["concept", "pole", "shift", "counts_as"]
_ABOUT = ["id", "date", "side", "outlet", "speaker", "url", "lang"]


@dataclass(frozen=True)
class Figures:
    """The figures of a set of documents.

    scores : a row is a document: ``id, date, side, outlet, speaker, url, lang, words, sentences, <pole>, <pole>,
        balance, intensity``.
    hits : a row is a lexicon word: ``id, sentence, concept, pole, shift, counts_as``.
    terms : a row is a word of a document: ``id, term, count``.
    lexicon : the version of the lexicon that they were made with.
    events : year -> what a chart should mark, from ``events.csv`` in the same folder, if there is one.
    """

    scores: pd.DataFrame
    hits: pd.DataFrame
    terms: pd.DataFrame
    lexicon: str
    events: dict[int, str]


def write_figures(articles: pd.DataFrame, out: Path | str, lexicon: Lexicon | None = None) -> dict:
    """Write the figures of cleaned `articles` to ``<out>.sentences.parquet``, ``<out>.terms.parquet`` and
    ``<out>.json``.

    A row of the first is a sentence: ``id, date, side, outlet, speaker, url, lang, sentence, words, hits``; `hits`
    holds ``concept,pole,shift,counts_as`` of each hit, divided by `;`. A row of the second is a word of a document:
    ``id, term, count``. Returns what the `.json` says: the lexicon's version and the numbers of rows.
    """
    lexicon = lexicon or read_lexicon()
    out = Path(out)
    out.parent.mkdir(parents=True, exist_ok=True)
    articles = scorable(articles)
    articles = articles.assign(**{c: articles.get(c, "") for c in _ABOUT})
    sentences = find_sentences(articles[[*_ABOUT, "text"]])
    hits = find_hits(sentences, lexicon)
    told = hits[_HIT].astype(str).agg(",".join, axis="columns").groupby(hits["id"], sort=False).agg(";".join)
    table = sentences.assign(
        sentence=sentences["id"].str.rpartition("#")[2].astype("int32"),
        words=np.array([count_words(t) for t in sentences["text"]], "int32"),
        hits=sentences["id"].map(told).fillna(""),
        id=sentences["article"],
    )[[*_ABOUT, "sentence", "words", "hits"]]
    terms = _terms(articles)
    about = {
        "lexicon": lexicon.version, "poles": list(lexicon.poles), "documents": len(articles), "sentences": len(table),
        "hits": len(hits), "terms": len(terms), "texts_sha256": _digest(articles),
    }  # fmt: skip
    table.to_parquet(_beside(out, "sentences.parquet"), index=False, compression="zstd")
    terms.to_parquet(_beside(out, "terms.parquet"), index=False, compression="zstd")
    _beside(out, "json").write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")
    return about


def read_figures(path: Path | str) -> Figures:
    """The figures that `write_figures` wrote to `path` (without an ending)."""
    path = Path(path)
    if not _beside(path, "json").is_file():
        raise ValueError(f"there are no figures {path} (no file {_beside(path, 'json').name}).")
    about = json.loads(_beside(path, "json").read_text(encoding="utf-8"))
    table = pd.read_parquet(_beside(path, "sentences.parquet"))
    hits = _hits(table, about["poles"])
    scores = table.groupby("id", sort=False).agg(
        {**dict.fromkeys(_ABOUT[1:], "first"), "words": "sum", "sentence": "size"}
    )
    scores = scores.rename(columns={"sentence": "sentences"}).reset_index()
    counts = count_poles(hits).reindex(scores["id"], fill_value=0)
    scores = scores.assign(**{pole: counts[pole].to_numpy() for pole in counts})
    columns = [scores[c].to_numpy() for c in (*counts, "sentences")]
    scores = scores.assign(balance=balance(*columns), intensity=intensity(*columns))
    return Figures(
        scores, hits, pd.read_parquet(_beside(path, "terms.parquet")), about["lexicon"], _events(path.parent)
    )


def _beside(path: Path, ending: str) -> Path:
    return path.with_name(f"{path.name}.{ending}")


def _events(folder: Path) -> dict[int, str]:
    file = folder / "events.csv"
    return dict(pd.read_csv(file)[["year", "event"]].itertuples(index=False)) if file.is_file() else {}


def _hits(table: pd.DataFrame, poles: list[str]) -> pd.DataFrame:
    """The hits of all sentences, a row each."""
    with_hits = table.loc[table["hits"] != "", ["id", "sentence", "hits"]]
    long = with_hits.assign(hits=with_hits["hits"].str.split(";")).explode("hits", ignore_index=True)
    parts = long["hits"].str.split(",", expand=True).reindex(columns=range(len(_HIT))).set_axis(_HIT, axis="columns")
    hits = pd.concat([long[["id", "sentence"]], parts], axis="columns")
    return hits.astype({"pole": pd.CategoricalDtype(poles), "counts_as": pd.CategoricalDtype([*poles, ""])})


def _terms(articles: pd.DataFrame) -> pd.DataFrame:
    """How often each document holds each word that tells subjects apart."""
    tables = []
    for lang, part in articles.groupby("lang", sort=True):
        if len(part) >= 4:  # fewer cannot hold a word in two of them that is in no more than half
            names, counts = count_forms(part["text"], lang)
            found = counts.tocoo()
            ids = part["id"].to_numpy()
            tables.append(
                pd.DataFrame({"id": ids[found.row], "term": names[found.col], "count": found.data.astype("int32")})
            )
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame({"id": [], "term": [], "count": []})


def _digest(articles: pd.DataFrame) -> str:
    digest = hashlib.sha256()
    for id, text in sorted(zip(articles["id"], articles["text"], strict=True)):
        digest.update(f"{id}\x00{text}\x00".encode())
    return digest.hexdigest()
