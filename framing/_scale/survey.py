"""What must be known of the whole before any part is cleaned: which outlets there are, and what each repeats.

An outlet is judged by its K articles with the smallest hashes of their ids. These are the same whatever the
partitions, and outlets of up to K articles are judged by all of them, as `clean` does.
"""

import numpy as np
import pandas as pd
import pyarrow as pa

from .._cleaning.furniture import Repeated, find_repeated
from ..cleaning import put_right
from .reading import batches
from .store import Made, digest_of_url, in_buckets, key_of, once, read_bucket, store

K = 200  # articles of an outlet
TOGETHER = 32  # outlets whose texts are read at once
KINDS = ("lines", "heads", "tails")
CHOSEN = "work/chosen.arrow"


def hashes(ids: pd.Series) -> np.ndarray:
    """64 bits of each id, the same everywhere."""
    return pd.util.hash_array(ids.to_numpy(object), categorize=False)


def survey(url: str, out: str, name: str, columns: dict, sides: dict, code: str) -> dict:
    """How many articles a partition has, the sides of its outlets, and the K smallest hashes of each outlet."""

    def make() -> Made:
        rows, best, pairs = 0, pd.DataFrame({"outlet": pd.Series(dtype="str"), "uid": np.zeros(0, np.uint64)}), set()
        for table in batches(url, columns, sides, only=("id", "outlet", "side")):
            rows += len(table)
            pairs |= set(zip(table["outlet"].tolist(), table["side"].tolist(), strict=True))
            named = table[table["outlet"] != ""]
            best = smallest(pd.concat([best, pd.DataFrame({"outlet": named["outlet"], "uid": hashes(named["id"])})]))
        known = pd.DataFrame(sorted(pairs), columns=["outlet", "side"], dtype="str")
        files = {"outlets.arrow": best, "sides.arrow": known}
        whole = {name: pa.Table.from_pandas(table, preserve_index=False) for name, table in files.items()}
        data = {name: in_buckets(table, np.zeros(len(table), int), 1) for name, table in whole.items()}
        return data, {"rows": rows, "sha256": sha}

    sha = digest_of_url(url)
    return once(out, f"work/survey/{name}", key_of(sha, columns, sides, code), make)


def smallest(table: pd.DataFrame) -> pd.DataFrame:
    """The rows with the K smallest hashes of each outlet, sorted."""
    table = table.drop_duplicates().sort_values(["outlet", "uid"], ignore_index=True)
    return table[table.groupby("outlet").cumcount() < K]


def choose(out: str, names: list[str]) -> pd.DataFrame:
    """The articles by which the outlets are judged: ``outlet, uid``."""
    best, more = pd.DataFrame({"outlet": pd.Series(dtype="str"), "uid": np.zeros(0, np.uint64)}), []
    for name in names:
        part = read_bucket(store(out), [f"work/survey/{name}.outlets.arrow"], 0)
        if part is not None:
            more.append(part.to_pandas())
        if sum(map(len, more)) > len(best):  # not for every partition: the work would grow with both
            best, more = smallest(pd.concat([best, *more])), []
    return smallest(pd.concat([best, *more]))


def sides_of_outlets(out: str, names: list[str]) -> list[tuple[str, str]]:
    """The outlets, each with its side."""
    found = set()
    for name in names:
        part = read_bucket(store(out), [f"work/survey/{name}.sides.arrow"], 0)
        if part is not None:
            found |= set(zip(*(part[c].to_pylist() for c in ("outlet", "side")), strict=True))
    return sorted(found)


def number_of_buckets(chosen: pd.DataFrame) -> int:
    return max(1, -(-chosen["outlet"].nunique() // TOGETHER))


def sample(url: str, out: str, name: str, columns: dict, sides: dict, key: str, number: int) -> dict:
    """Write the texts of a partition by which outlets are judged."""

    def make() -> Made:
        wanted = read_bucket(store(out), [CHOSEN], 0)
        keys = set(wanted["uid"].to_numpy().tolist()) if wanted else set()
        found: list[tuple[str, int, str]] = []
        for table in batches(url, columns, sides):
            uid = hashes(table["id"]).tolist()
            for outlet, one, text in zip(table["outlet"].tolist(), uid, table["text"].tolist(), strict=True):
                if outlet and one in keys:
                    found.append((outlet, one, _letters_right(text)))
        schema = pa.schema([("outlet", pa.large_string()), ("uid", pa.uint64()), ("text", pa.large_string())])
        texts = pa.table([list(c) for c in zip(*found, strict=True)] if found else [[], [], []], schema=schema)
        bucket = hashes(texts["outlet"].to_pandas().astype("str")) % np.uint64(number)
        return {"texts.arrow": in_buckets(texts, bucket.astype(int), number)}, {}

    return once(out, f"work/survey/{name}-texts", key, make)


def _letters_right(text: str) -> str:
    """As `clean` sees a text when it looks for what repeats; an article that breaks this is set aside later."""
    try:
        return put_right(text)[0]
    except Exception:
        return ""


def learn(out: str, names: list[str], bucket: int) -> list[tuple[str, str, str]]:
    """What the outlets of a bucket repeat: ``outlet, kind, words``."""
    table = read_bucket(store(out), [f"work/survey/{name}-texts.texts.arrow" for name in names], bucket)
    if table is None:
        return []
    texts = table.to_pandas().sort_values(["outlet", "uid", "text"]).drop_duplicates(["outlet", "uid"])
    texts = texts[texts.groupby("outlet").cumcount() < K]
    rows = []
    for outlet, own in texts.groupby("outlet", sort=True)["text"]:  # one by one: what is counted of a text is large
        repeated = find_repeated(own.tolist(), [outlet] * len(own))[outlet]
        rows += [(outlet, "lines", line) for line in repeated.lines]
        rows += [(outlet, kind, " ".join(run)) for kind in KINDS[1:] for run in getattr(repeated, kind)]
    return sorted(rows)


def repeated_of(furniture: list[tuple[str, str, str]]) -> dict[str, Repeated]:
    """The rows of `learn` as what `clean` takes."""
    found: dict[str, dict[str, set]] = {}
    for outlet, kind, words in furniture:
        own = found.setdefault(outlet, {k: set() for k in KINDS})
        own[kind].add(words if kind == "lines" else tuple(words.split(" ")))
    return {outlet: Repeated(*(frozenset(own[k]) for k in KINDS)) for outlet, own in found.items()}
