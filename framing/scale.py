"""The same verbs over an archive: partition after partition in this process, or on the workers of Dask.

Every partition is reduced to counts of its articles; these meet in buckets by the hash of their ids, so that what comes
out is the same, to the byte, whatever the partitions, their order and the workers. What is finished stays: a run that
was broken off goes on where it was. Needs the extra `scale` (`pip install framing[scale]`).
"""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from importlib.util import find_spec
from pathlib import Path, PurePosixPath

import numpy as np
import pandas as pd

from ._scale import copies, merge, part, survey
from ._scale.run import all_of, each
from ._scale.store import Store, as_url, digest, dump, in_buckets, key_of, partitions
from ._scale.sums import cluster_table, explanation
from ._study.files import locked
from ._study.provenance import packages
from ._study.tables import csv_bytes
from .lexicon import Lexicon, read_lexicon
from .voices import Actors, read_actors

SUMMARY = "summary.json"
_IN_A_BUCKET, _BUCKETS = 4_000, 1_024  # articles; at most so many, since each reads a piece of every partition


def score_dataset(
    source: Path | str,
    out: Path | str,
    *,
    lexicon: Lexicon | None = None,
    actors: Actors | None = None,
    columns: Mapping[str, str] | None = None,
    sides: Mapping[str, str] | None = None,
    client: object | None = None,
    say: Callable[[str], None] | None = None,
) -> pd.DataFrame:
    """A row is a partition: ``partition, articles, scored, set_aside, problem``.

    Every article is cleaned, scored as a whole and by voice, and compared with all others for copies.

    Parameters
    ----------
    source : a folder, an fsspec URL (``s3://…``, ``gs://…``) or a pattern (``…/2022-*.parquet``) of Parquet or JSON
        Lines files, of some 20 to 100 MB each; one file is one partition.
    out : the folder or URL to write to; with `client`, one that all workers see.
    columns, sides : as in `read_articles`.
    client : a ``dask.distributed.Client``; without one, partition after partition in this process.
    say : is told how far the work has got (`print`).

    `out` then has ``scores/`` (a row an article), ``told/`` (an article and voice), ``set_aside/`` (an article and the
    reason), in files by the hash of the id, sorted by id; the sums ``cells, bins, concepts, concept_bins`` for
    `cluster_sums` and `explain_dataset`; ``furniture.parquet``, what outlets repeat; ``partitions.csv``; and
    ``summary.json``, written last, with the hash of every table. ``work/`` may be deleted when the run has ended.

    An article that breaks a verb is set aside with its reason, a partition that cannot be read or that kills its worker
    as a whole: its `problem` says why, and another run tries it again. Of articles with one id one is scored. Raises
    RuntimeError where `out` is full: make room, and run again.

    >>> import tempfile
    >>> line = '{"id": "a", "lang": "en", "outlet": "Post", "side": "US", "text": "They want dialogue."}'
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = Path(folder, "articles.jsonl").write_text(line, encoding="utf-8")
    ...     score_dataset(folder, Path(folder, "out"))[["partition", "scored"]].values.tolist()
    [['articles.jsonl', 1]]
    """
    if missing := [name for name in ("dask", "distributed", "fsspec") if find_spec(name) is None]:
        raise ValueError(f"score_dataset needs {missing}: `pip install framing[scale]`.")
    files, out = partitions(as_url(source)), as_url(out)
    base, say = Store(out), say or (lambda line: None)
    files = [f for f in files if not Store(f).root.startswith(f"{base.root}/")]  # what an earlier run wrote
    if not files:
        raise ValueError(f"all files of {source} lie in {out}, where the results go; choose another place for them.")
    run = _Run(files, out, client, say, dict(columns or {}), dict(sides or {}))
    with _alone(base):
        return run.whole(lexicon or read_lexicon(), actors or read_actors())


def cluster_sums(
    out: Path | str, *, by: str, cluster: str = "outlet", where: Mapping[str, str] | None = None
) -> pd.DataFrame:
    """A row is a cluster and group of a scored data set, with its counts: a table of scores for `compare`, which fits
    a laptop.

    ``id, story, <by>, <cluster>, lang, articles, silent, words, sentences, <pole>, <pole>``. With ``cluster="outlet"``
    value, difference, interval and p are those that `compare` gives for the table of all articles: copies of a story
    weigh as one, and a story with copies has rows of its own. With ``cluster="story"`` the clusters are 256 bins of
    whole stories: value and difference are the same, interval and p those of 256 clusters. `compare` then counts rows;
    `articles` and `silent` (without a hit) say how many articles stand behind them.

    by : ``side``, ``voice``, or another column of the sums: ``outlet, lang, month``.
    where : values that must hold, such as ``{"lang": "en"}``; with ``{"voice": "outlet"}`` the outlets' own words.
    """
    tables = _tables(out, "cells", "bins")
    return cluster_table(tables["cells"], tables["bins"], by, cluster, dict(where or {}))


def explain_dataset(
    out: Path | str,
    *,
    by: str,
    groups: tuple[str, str],
    cluster: str = "outlet",
    where: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """A row is a concept, as in `explain`: the contributions sum to the difference of `compare` on `cluster_sums`."""
    return explanation(_tables(out, *merge.SUMS), by, groups, cluster, dict(where or {}))


def _tables(out: Path | str, *names: str) -> dict[str, pd.DataFrame]:
    """Tables of sums that a run has written."""
    import io

    base = Store(as_url(out))
    if base.read_json(SUMMARY) is None:
        raise ValueError(f"{out} holds no finished data set; run `score_dataset`.")
    return {name: pd.read_parquet(io.BytesIO(base.read(f"{name}.parquet"))) for name in names}


@contextmanager
def _alone(base: Store) -> Iterator[None]:
    """Hold a local folder for this run."""
    if base.local:
        Path(base.root).mkdir(parents=True, exist_ok=True)
    with locked(Path(base.root)) if base.local else nullcontext():
        yield


class _Run:
    """One run of `score_dataset`, in steps; a step's work is on disk before the next begins."""

    def __init__(
        self, files: list[str], out: str, client: object | None, say: Callable, columns: dict, sides: dict
    ) -> None:
        self.files, self.out, self.client, self.say, self.base = files, out, client, say, Store(out)
        self.columns, self.sides, self.problems = columns, sides, {}
        self.names = [f"{n:06d}-{key_of(f)[:8]}" for n, f in enumerate(files)]

    def whole(self, lexicon: Lexicon, actors: Actors) -> pd.DataFrame:
        """All steps."""
        seen = self._each("looking through", survey.survey, self._jobs(self.columns, self.sides, part.code()))
        furniture = self._furniture(seen)
        articles = sum(one["rows"] for one in seen.values())
        buckets = min(_BUCKETS, 1 << max(0, int(np.ceil(np.log2(max(articles, 1) / _IN_A_BUCKET)))))
        outlets = survey.sides_of_outlets(self.out, [self.names[n] for n in sorted(seen)])
        about = {"columns": self.columns, "sides": self.sides, "buckets": buckets, "code": part.code()}
        about |= {"outlets": outlets, "furniture": furniture, "packages": packages()} | part.describe(lexicon, actors)
        self.base.write(part.CONTEXT, json.dumps(about, ensure_ascii=False).encode())
        key = key_of(json.loads(json.dumps(about)))
        jobs, largest = self._jobs(key), sorted(seen, key=lambda n: -seen[n]["rows"])
        jobs = {n: jobs[n] for n in largest if n not in self.problems}  # a large one at the end would keep all waiting
        parts = self._each("scoring", part.measure_part, jobs)
        done = [self.names[n] for n in sorted(parts)]
        if not done:
            raise ValueError(f"no partition could be read; the first: {next(iter(self.problems.values()))}.")
        inputs = key_of(key, [[self.names[n], seen[n]["sha256"]] for n in sorted(parts)])
        self._stories(done, buckets, inputs)
        merged = self._merge(
            done, buckets, inputs, list(lexicon.poles), sorted({c for p in parts.values() for c in p["extra"]})
        )
        return self._finish(seen, parts, merged, furniture, about, buckets)

    def _jobs(self, *rest: object) -> dict[int, tuple]:
        return {
            n: (url, self.out, name, *rest) for n, (url, name) in enumerate(zip(self.files, self.names, strict=True))
        }

    def _each(self, what: str, function: Callable, jobs: dict[int, tuple]) -> dict[int, dict]:
        """The results of those partitions that have one; the others' problems are noted."""
        numbers, found = list(jobs), {}
        for done, (at, result, why) in enumerate(each(function, [jobs[n] for n in numbers], self.client), 1):
            if why:
                self.problems[numbers[at]] = why
            else:
                found[numbers[at]] = result
            told = f"; set aside: {PurePosixPath(self.files[numbers[at]]).name}: {why}" if why else ""
            self.say(f"{what}: {done} of {len(numbers)} partitions{told}")
        return found

    def _furniture(self, seen: dict[int, dict]) -> list[tuple[str, str, str]]:
        """What each outlet repeats."""
        names = [self.names[n] for n in sorted(seen)]
        chosen = survey.choose(self.out, names)
        number, key = survey.number_of_buckets(chosen), key_of(part.code(), chosen.values.tolist())
        whole = part.as_arrow(chosen.astype({"outlet": "str", "uid": "uint64"}))
        self.base.write(survey.CHOSEN, in_buckets(whole, np.zeros(len(chosen), int), 1))
        jobs = self._jobs(self.columns, self.sides)
        jobs = {n: (*jobs[n], key_of(key, seen[n]["sha256"]), number) for n in seen}
        sampled = self._each("reading what outlets repeat", survey.sample, jobs)
        names = [self.names[n] for n in sorted(sampled)]
        learned = all_of(survey.learn, [(self.out, names, bucket) for bucket in range(number)], self.client)
        rows = sorted(tuple(row) for own in learned for row in own)
        self.say(f"what outlets repeat: {len(rows)} lines and runs of words of {len({r[0] for r in rows})} outlets")
        return rows

    def _stories(self, done: list[str], buckets: int, key: str) -> None:
        """Which articles tell the same story."""
        jobs = [(self.out, done, bucket, buckets, key) for bucket in range(buckets)]
        all_of(copies.pairs, jobs, self.client)
        found = all_of(copies.edges, [(self.out, *job[2:]) for job in jobs], self.client)
        stories = copies.stories(self.out, done, buckets)
        by = part.bucket_of(stories["uid"].to_numpy(), buckets)
        self.base.write(merge.STORIES, in_buckets(part.as_arrow(stories), by, buckets))
        self.say(f"copies: {len(stories)} articles tell {stories['story'].nunique()} stories "
                 f"({sum(f['edges'] for f in found)} pairs)")  # fmt: skip

    def _merge(self, done: list[str], buckets: int, key: str, poles: list[str], extra: list[str]) -> dict[str, int]:
        """The tables of all buckets, and how many articles they hold."""
        jobs = [(self.out, done, bucket, buckets, poles, extra, key) for bucket in range(buckets)]
        found = all_of(merge.merge, jobs, self.client)
        all_of(merge.total, [(self.out, bucket, buckets, key) for bucket in range(buckets)], self.client)
        for bucket in range(buckets):
            for name, folder in (("scores", "scores"), ("told", "told"), ("aside", "set_aside")):
                data = self.base.read(f"work/merged/{bucket:04d}.{name}.parquet")
                self.base.write(f"{folder}/{bucket:04d}.parquet", data)
        self.say(f"merged: {buckets} bucket{'s' * (buckets > 1)}")
        return {name: sum(one[name] for one in found) for name in ("scored", "set_aside")}

    def _finish(
        self, seen: dict, parts: dict, merged: dict[str, int], furniture: list, about: dict, buckets: int
    ) -> pd.DataFrame:
        """Write the sums, what became of each partition, and the summary; RuntimeError where an article was lost."""
        for name in merge.SUMS:
            self.base.write(f"{name}.parquet", merge.joined(self.out, name, buckets))
        repeats = pd.DataFrame(furniture, columns=["outlet", "kind", "words"], dtype="str")
        self.base.write("furniture.parquet", merge.parquet(repeats))
        rows = [
            (
                PurePosixPath(url).name,
                seen.get(n, {}).get("rows"),
                parts.get(n, {}).get("scored", 0),
                parts.get(n, {}).get("set_aside", 0),
                self.problems.get(n, ""),
            )
            for n, url in enumerate(self.files)
        ]
        table = pd.DataFrame(rows, columns=["partition", "articles", "scored", "set_aside", "problem"])
        table = table.astype({"articles": "Int64"})
        read = table[table["problem"] == ""]
        given, out = int(read["articles"].sum()), merged["scored"] + merged["set_aside"]
        if not given == out == int((read["scored"] + read["set_aside"]).sum()):
            raise RuntimeError(
                f"{given} articles were read, {out} came out, which is an error of framing. Please report it."
            )
        self.base.write("partitions.csv", csv_bytes(table))
        files = [f"{folder}/{b:04d}.parquet" for folder in ("scores", "told", "set_aside") for b in range(buckets)]
        files += [f"{name}.parquet" for name in (*merge.SUMS, "furniture")]
        unread = int(table.loc[table["problem"] != "", "articles"].fillna(0).sum())
        summary = {"articles": {"read": given + unread, **merged, "in partitions set aside": unread}}
        summary |= {"poles": about["lexicon"]["poles"], "lexicon": about["lexicon"]["version"], "code": about["code"]}
        summary |= {"packages": about["packages"], "tables": {name: digest(self.base.read(name)) for name in files}}
        self.base.write(SUMMARY, dump(summary))
        return table
