"""One partition: read, cleaned, scored as a whole and by voice, and reduced to counts of each article."""

import gc
import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

import numpy as np
import pandas as pd
import pyarrow as pa

from .._check import scorable
from .._records import records
from .._study.provenance import code as package_code
from ..articles import ARTICLE
from ..cleaning import clean_and_tell
from ..hits import find_hits
from ..lexicon import Lexicon
from ..scores import score
from ..statements import find_statements
from ..voices import Actors, attribute, split_voices
from .reading import article_columns, batches
from .shingles import shingles
from .store import Halt, Made, digest_of_url, in_buckets, key_of, once, store
from .survey import hashes, repeated_of

CONTEXT = "work/context.json"
_TEXTS = ["id", "lang", "text", "side", "outlet", "date"]  # what the verbs use of an article
_LINK = ["id", "digest"]  # tells an article from another of the same id
EMPTY = {"status": "str", "notes": "str"}


class Context:
    """All that the partitions share: the words, the actors, what outlets repeat."""

    def __init__(self, given: dict) -> None:
        tables = {name: pd.DataFrame(rows) for name, rows in given["lexicon"]["tables"].items()}
        self.lexicon = Lexicon(**tables, poles=tuple(given["lexicon"]["poles"]), version=given["lexicon"]["version"])
        self.actors = Actors(pd.DataFrame(given["actors"]["table"]), given["actors"]["own"])
        self.actors = self.actors.with_outlets(self._known(given["outlets"]))
        self.repeated = repeated_of(given["furniture"])
        self.columns, self.sides, self.buckets = given["columns"], given["sides"], given["buckets"]

    def _known(self, outlets: list[list[str]]) -> list[tuple[str, str]]:
        """The outlets whose side is known: one that a partition gives another side must not be added there alone."""
        return [(name, side) for name, side in outlets if self.actors.side_of_country(side)]

    @property
    def poles(self) -> list[str]:
        return list(self.lexicon.poles)


def describe(lexicon: Lexicon, actors: Actors) -> dict:
    """Lexicon and actors as JSON."""
    tables = {
        name: getattr(lexicon, name).to_dict("list") for name in ("concepts", "patterns", "shifters", "off_topic")
    }
    words = {"tables": tables, "poles": list(lexicon.poles), "version": lexicon.version}
    return {"lexicon": words, "actors": {"table": actors.table.to_dict("list"), "own": actors.own}}


@lru_cache(maxsize=2)
def context(out: str, key: str) -> Context:
    """The context of a run, read once a process."""
    given = store(out).read_json(CONTEXT)
    if given is None or key_of(given) != key:
        raise Halt(f"{out}/{CONTEXT} is not that of this run; does another run write to this folder?")
    if given["code"] != code():
        raise Halt("this worker has another version of framing than the process that began the run.")
    return Context(given)


@lru_cache(maxsize=1)
def code() -> str:
    """One hash of the package, as this process has it."""
    from importlib.resources import files

    own = sorted((p.name, p.read_text(encoding="utf-8")) for p in (files("framing") / "_scale").iterdir()
                 if p.name.endswith(".py"))  # fmt: skip
    return key_of(package_code(), own)


def measure_part(url: str, out: str, name: str, key: str) -> dict:
    """Write what is counted of a partition: its articles, voices, concepts, shingles, and what was set aside."""

    def make() -> Made:
        shared, found = context(out, key), []
        with _seldom_searched():
            for table in batches(url, shared.columns, shared.sides):
                table["digest"] = _digests(table)
                found += _safely(table, shared)
        return _files(found, shared)

    return once(out, f"work/parts/{name}", key_of(digest_of_url(url), key), make)


@contextmanager
def _seldom_searched() -> Iterator[None]:
    """Memory is searched for what nobody needs after 50,000 new objects, not 700: an article makes thousands."""
    before = gc.get_threshold()
    gc.set_threshold(50_000, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _digests(table: pd.DataFrame) -> list[str]:
    """Tells articles of one id apart."""
    rows = (json.dumps(row, sort_keys=True).encode() for row in records(table))
    return [hashlib.blake2b(row, digest_size=8).hexdigest() for row in rows]


def _safely(table: pd.DataFrame, shared: Context) -> list[dict[str, pd.DataFrame]]:
    """Measure articles together; where that fails, in halves, until the one that breaks it is found and set aside."""
    again = table["id"].duplicated()
    if again.any():
        return _safely(table[~again], shared) + _safely(table[again], shared)
    try:
        return [measure(table, shared)]
    except Exception as error:
        if len(table) > 1:
            half = len(table) // 2
            return _safely(table.iloc[:half], shared) + _safely(table.iloc[half:], shared)
        reason = f"{type(error).__name__}: {error}"
        return [{"aside": table[[*_LINK, "outlet", "lang"]].assign(reason=reason)}]


def measure(table: pd.DataFrame, shared: Context) -> dict[str, pd.DataFrame]:
    """The counts of some articles. No article may matter for another here."""
    cleaned = clean_and_tell(table, shared.repeated)[0].reset_index(drop=True).astype("str")
    uncovered = ~cleaned["lang"].isin(shared.lexicon.langs) & (cleaned["status"] != "quarantined")
    cleaned.loc[uncovered, "notes"] = "the lexicon has no words for the language " + cleaned["lang"]
    cleaned.loc[uncovered, "status"] = "quarantined"
    found = {"shingles": shingles(cleaned)}
    out = cleaned["status"] == "quarantined"
    found["aside"] = cleaned.loc[out, [*_LINK, "outlet", "lang", "notes"]].rename(columns={"notes": "reason"})
    dates = cleaned[["id", "date"]]
    found["dates"] = dates.assign(uid=hashes(dates["id"]))
    texts = scorable(cleaned)
    if texts.empty:
        return found
    links = texts[_LINK].set_index("id")["digest"]
    whole = texts[_TEXTS]
    hits = find_hits(whole, shared.lexicon)
    sums = score(whole, hits, ())[["id", "words", "sentences", *shared.poles]]
    own = texts.drop(columns=["text", *texts.columns.intersection(sums.columns[1:])])  # a source may have `words` too
    found["articles"] = own.merge(sums, on="id", sort=False, validate="one_to_one")
    voices = split_voices(whole, shared.actors, attribute(find_statements(whole), shared.actors, whole))
    voice_hits = find_hits(voices, shared.lexicon)
    told = score(voices, voice_hits, ()).groupby(["article", "voice"], sort=True)[["words", "sentences", *shared.poles]]
    told = told.sum().reset_index().rename(columns={"article": "id"})
    found["told"] = told.assign(digest=told["id"].map(links))
    said = voice_hits.merge(voices[["id", "article", "voice"]], on="id", sort=False).drop(columns="id")
    both = pd.concat([hits.assign(voice=""), said.rename(columns={"article": "id"})], ignore_index=True)
    concepts = _concepts(both, shared.poles)
    found["concepts"] = concepts.assign(digest=concepts["id"].map(links))
    return found


def _concepts(hits: pd.DataFrame, poles: list[str]) -> pd.DataFrame:
    """How often each concept counts for a pole in a voice of an article; one turned round has a name of its own."""
    table = hits[["id", "voice"]].assign(
        pole=hits["counts_as"].astype(str), own=hits["pole"].astype(str), concept=hits["concept"].astype(str)
    )
    table = table[table["pole"].isin(poles)]
    turned = table["pole"] != table["own"]
    table = table.assign(concept=table["concept"].where(~turned, table["concept"] + " (turned)"))
    return table.groupby(["id", "voice", "pole", "concept"], sort=True).size().rename("count").reset_index()


def _files(found: list[dict[str, pd.DataFrame]], shared: Context) -> Made:
    """The tables of all batches as Arrow files, in buckets by the hash of the id (shingles: by the hash of words)."""
    files, counts = {}, {}
    for name, columns in columns_of(shared.poles).items():
        parts = [one[name] for one in found if name in one and len(one[name])]
        table = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=list(columns))
        own = dict(columns)
        if name == "articles" and parts:
            own |= {c: "str" for c in article_columns(table) if c not in (*columns, "digest")}
        table = table.reindex(columns=list(own)).astype(own)
        by = table["hash"].to_numpy() if name == "shingles" else hashes(table["id"])
        number = 1 if name == "dates" else shared.buckets  # these are read as a whole
        files[f"{name}.arrow"] = in_buckets(as_arrow(table), bucket_of(by, number), number)
        counts[name] = len(table)
        if name == "articles":
            extra = [c for c in own if c not in columns]
    return files, {"scored": counts["articles"], "set_aside": counts["aside"], "extra": extra}


def bucket_of(hash: np.ndarray, number: int) -> np.ndarray:
    """The bucket of 64-bit hashes; the number of buckets is a power of two."""
    return (hash >> np.uint64(32)).astype(np.int64) & (number - 1)


def as_arrow(table: pd.DataFrame) -> pa.Table:
    """A table without what pandas would write about itself."""
    return pa.Table.from_pandas(table, preserve_index=False).replace_schema_metadata(None)


def columns_of(poles: list[str]) -> dict[str, dict[str, str]]:
    """The tables of a partition, their columns and types."""
    sums = dict.fromkeys(["words", "sentences", *poles], "int64")
    link = {"id": "str", "digest": "str"}
    about = {c: "str" for c in ARTICLE if c not in ("id", "text")} | EMPTY
    return {
        "articles": link | about | sums,
        "told": link | {"voice": "str"} | sums,
        "concepts": link | {"voice": "str", "pole": "str", "concept": "str", "count": "int64"},
        "aside": link | {"outlet": "str", "lang": "str", "reason": "str"},
        "dates": {"id": "str", "date": "str", "uid": "uint64"},
        "shingles": {"hash": "uint64", "uid": "uint64", "size": "int32"},
    }
