"""What does an archive cost? ``python benchmarks/scale.py [articles ...]`` (10,000 30,000 100,000 where none are given;
``1_000_000:2`` leaves out the run in one process)

Articles of 2.5 kB are made by recombining sentences of the constructed corpus, some of their words exchanged, so that
sizes and vocabulary are like those of news; every seventh is a reprint. For each number of articles `score_dataset`
runs in a process of its own, then on two workers; how far it is goes to the screen. Costs are processor time, which
other work on the machine moves less; wall time and the machine's load stand beside them. Writes benchmarks/results/
after every run, so that a benchmark broken off keeps what it has: scale.csv (a row a run), scale_stages.csv (a row a
run and stage), scale.svg (time against size), scale_simulation.csv (100 million articles on 100 workers: simulated, not
run). A million articles take 5 GB of disk while they are there (`TMPDIR` says where).
"""

import json
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

import numpy as np
import pandas as pd

import framing as fr
from framing._scale import copies, merge, part, survey
from framing.scale import cluster_sums, explain_dataset, score_dataset

ROOT = Path(__file__).resolve().parent
RESULTS = ROOT / "results"
SIZES = (10_000, 30_000, 100_000)
BYTES = 2_500
LANGS = ("en", "en", "de", "ru")
SHARES = {"exchanged": 0.12, "new": 0.02}  # of the words: another word of the language, one that is nowhere else
STAGES = {
    survey: {"survey": "read", "sample": "what outlets repeat", "learn": "what outlets repeat"},
    part: {
        "_digests": "read", "clean_and_tell": "clean", "find_statements": "statements",
        "attribute": "speakers", "split_voices": "speakers", "find_hits": "hits", "score": "scores",
        "shingles": "copies", "_files": "write",
    },
    copies: {"pairs": "copies", "edges": "copies", "stories": "copies"},
    merge: {"merge": "merge", "total": "merge", "joined": "merge"},
}  # fmt: skip
RUNS = 200  # of the simulation
# what docs/scale.md says of workers
UNDISTURBED = {
    "distributed.worker.profile.enabled": False,
    "distributed.nanny.pre-spawn-environ.MALLOC_TRIM_THRESHOLD_": 1 << 26,
    "distributed.nanny.pre-spawn-environ.MALLOC_MMAP_THRESHOLD_": 1 << 25,
}


def main() -> None:
    """All runs, tables and the chart."""
    rows, stages = [], []
    for size in sys.argv[1:] or map(str, SIZES):
        number, _, only = size.partition(":")
        articles = int(number)
        with tempfile.TemporaryDirectory() as folder:
            make_articles(Path(folder) / "in", articles)
            for workers in [int(only)] if only else [0, 2]:
                found = run_apart(Path(folder), articles, workers)
                stages += [{"articles": articles, **row} for row in found.pop("stages")]
                rows.append(found)
                print(found, flush=True)
                write(pd.DataFrame(rows), pd.DataFrame(stages))
                shutil.rmtree(Path(folder) / "out")


def write(runs: pd.DataFrame, costs: pd.DataFrame) -> None:
    """The tables and the chart of the runs so far; stages, and what is simulated, are of the runs in one process."""
    runs.to_csv(RESULTS / "scale.csv", index=False, lineterminator="\n")
    if len(costs):
        costs.to_csv(RESULTS / "scale_stages.csv", index=False, lineterminator="\n")
        draw(runs, costs, RESULTS / "scale.svg")
        simulated = simulate(runs[runs["workers"] == 0].iloc[-1])
        simulated.to_csv(RESULTS / "scale_simulation.csv", index=False, lineterminator="\n")


# --- articles ---------------------------------------------------------------------------------------------------


def make_articles(folder: Path, number: int) -> None:
    """Parquet files of 500 to 2,000 articles, one in memory at a time."""
    folder.mkdir()
    in_a_file = min(2_000, max(500, number // 40))
    sentences = fr.find_sentences(fr.read_articles(ROOT.parent / "data" / "raw" / "lucerne"))
    known = {lang: part["text"].tolist() for lang, part in sentences.groupby("lang")}
    words = {lang: [w for s in own for w in s.split() if w.isalpha() and w.islower()] for lang, own in known.items()}
    for file in range(-(-number // in_a_file)):
        rng, rows = random.Random(file), []
        for k in range(min(in_a_file, number - file * in_a_file)):
            rows.append(_article(rng, f"{file:05d}-{k:05d}", LANGS[k % 4], known, words, rows))
        pd.DataFrame(rows, dtype="str").to_parquet(folder / f"{file:05d}.parquet", index=False, compression="zstd")


def _article(rng: random.Random, id: str, lang: str, known: dict, words: dict, before: list[dict]) -> dict:
    place = rng.randrange(100)
    outlet = f"{lang} Gazette {place}"
    text = ""
    if before and rng.random() < 1 / 7:
        text = before[-4]["text"] if len(before) > 3 else ""  # an article of the same language
        text = text.rsplit("\n\n", 1)[0]
    while len(text.encode()) < BYTES - 150:
        text += " ".join(_changed(rng, s, words[lang]) for s in rng.choices(known[lang], k=4)) + "\n\n"
    if place % 3 == 0:
        text += f"{outlet}: every morning, from the harbour to the hills ({place})"
    return {
        "id": id, "outlet": outlet, "side": ("US", "Russia", "")[place % 3], "lang": lang, "title": text[:60],
        "date": f"20{34 + rng.randrange(10)}-{1 + rng.randrange(12):02d}-{1 + rng.randrange(28):02d}", "text": text,
    }  # fmt: skip


def _changed(rng: random.Random, sentence: str, words: list[str]) -> str:
    """The sentence with some of its small-letter words exchanged, and some made longer into words of their own."""
    found = sentence.split()
    for n, word in enumerate(found):
        if len(word) > 3 and word.islower() and word.isalpha():
            draw = rng.random()
            if draw < SHARES["new"]:
                found[n] = word + "".join(rng.choices(word, k=3))
            elif draw < SHARES["new"] + SHARES["exchanged"]:
                found[n] = rng.choice(words)
    return " ".join(found)


# --- one run ----------------------------------------------------------------------------------------------------


def run_apart(folder: Path, articles: int, workers: int) -> dict:
    """One run in a process of its own, whose peak of memory is its own."""
    command = [sys.executable, __file__, "--one", str(folder), str(articles), str(workers)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def one(folder: Path, articles: int, workers: int) -> dict:
    """Cost of a run, by stage where it is in this process."""
    source, out = folder / "in", folder / "out"
    spent, say = defaultdict(float), _Telling(f"{articles:,} articles, {workers or 'no'} workers")
    if workers:
        import dask
        from distributed import Client, LocalCluster

        dask.config.set(UNDISTURBED)
        options = {"n_workers": workers, "threads_per_worker": 1, "dashboard_address": None}
        with LocalCluster(**options) as cluster, Client(cluster) as client:
            client.run(_used)
            at, before = time.perf_counter(), client.run(_used)
            score_dataset(source, out, client=client, say=say)
            wall = time.perf_counter() - at
            used = [b[0] - a[0] for a, b in zip(before.values(), client.run(_used).values(), strict=True)]
            peak = max(b[1] for b in client.run(_used).values())
            joined = _used()[1]
        cpu, slowest = sum(used), max(used)
    else:
        _time_stages(spent)
        begun, at = time.perf_counter(), time.process_time()
        score_dataset(source, out, say=say)
        cpu = slowest = time.process_time() - at
        wall, peak = time.perf_counter() - begun, _used()[1]
        joined = peak
        at = time.process_time()
        sums = cluster_sums(out, by="side", where={"lang": "en"})
        fr.compare(sums, by="side", groups=("US", "Russia"), cluster="outlet")
        explain_dataset(out, by="side", groups=("US", "Russia"), where={"lang": "en"})
        spent["compare and explain"] = time.process_time() - at
        spent["other"] = cpu - sum(s for name, s in spent.items() if name != "compare and explain")
    stages = [
        {"stage": name, "cpu_seconds": round(s, 2), "cpu_hours_per_million": round(s / articles * 1e6 / 3600, 3),
         "share": round(s / cpu, 3)}
        for name, s in spent.items()
    ]  # fmt: skip
    return {
        "articles": articles, "workers": workers, "cpu_seconds": round(cpu, 1), "slowest_worker": round(slowest, 1),
        "wall_seconds": round(wall, 1), "articles_per_cpu_second": round(articles / cpu, 1),
        "peak_mb_of_a_worker": round(peak), "peak_mb_of_first_process": round(joined),
        "load": round(os.getloadavg()[0], 1), "stages": stages,
    }  # fmt: skip


class _Telling:
    """Says on the screen how far a run is, every few seconds."""

    def __init__(self, run: str) -> None:
        self.run, self.begun, self.last = run, time.perf_counter(), 0.0

    def __call__(self, line: str) -> None:
        now = time.perf_counter()
        if now - self.last > 15:
            self.last = now
            print(f"{self.run}: {line} ({now - self.begun:.0f} s)", file=sys.stderr, flush=True)


def _used() -> tuple[float, float]:
    """Processor seconds of this process so far, and its peak of memory in MB."""
    return time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _time_stages(spent: dict[str, float]) -> None:
    """Let each function of the chain add its processor time to its stage; what it calls of others counts for these."""
    open_ = []

    def timed(function, stage):
        def run(*args, **kwargs):
            at = time.process_time()
            open_.append(0.0)
            try:
                return function(*args, **kwargs)
            finally:
                whole = time.process_time() - at
                spent[stage] += whole - open_.pop()
                if open_:
                    open_[-1] += whole

        run.__name__ = function.__name__
        return run

    for module, names in STAGES.items():
        for name, stage in names.items():
            if hasattr(module, name):
                setattr(module, name, timed(getattr(module, name), stage))
    reading = part.batches

    def batches(*args):
        rows = reading(*args)
        following = timed(lambda: next(rows, None), "read")
        while (table := following()) is not None:
            yield table

    part.batches = batches


# --- chart and simulation ---------------------------------------------------------------------------------------


def draw(runs: pd.DataFrame, costs: pd.DataFrame, path: Path) -> None:
    """Processor time against size with the line of proportion, and where it goes."""
    import matplotlib as mpl
    import matplotlib.pyplot as plt

    with mpl.rc_context({"svg.hashsalt": "framing", "font.size": 9}):
        figure, (left, right) = plt.subplots(1, 2, figsize=(8, 3.2), layout="constrained")
        for workers, marker, label in ((0, "o", "one process"), (2, "s", "two workers together")):
            own = runs[runs["workers"] == workers]
            left.loglog(own["articles"], own["cpu_seconds"], marker, color="black", mfc="none", label=label)
        first, x = runs.iloc[0], runs["articles"].drop_duplicates().to_numpy(float)
        left.loglog(x, first["cpu_seconds"] / first["articles"] * x, "--", color="0.6", label="in proportion")
        left.set(xlabel="articles of 2.5 kB", ylabel="processor seconds", title="Cost grows with the size")
        seconds = runs.groupby("articles")["cpu_seconds"].first()
        left.set_xticks(seconds.index, [f"{n:,}" for n in seconds.index])
        left.set_yticks(seconds, [f"{s:,.0f}" for s in seconds])
        left.minorticks_off()
        left.legend(frameon=False)
        own = costs[costs["articles"] == costs["articles"].max()].sort_values("cpu_seconds")
        right.barh(own["stage"], 100 * own["share"], color="0.4")
        right.set(xlabel="% of the processor time", title=f"Where it goes, {int(own['articles'].iloc[0]):,} articles")
        figure.savefig(path, metadata={"Date": None})


def simulate(run: pd.Series) -> pd.DataFrame:
    """Simulated, not run: 100 million articles on 100 workers, from the measured cost of an article.

    5,000 partitions of 20,000 articles go to whoever is free. Workers differ in speed (a tenth, lognormal), one
    partition in fifty takes five times as long, a worker fails every 24 hours on average, loses the partition it has
    and is back after five minutes; a partition is tried until it is done. The network and the store are taken to keep
    up.
    """
    cost, rows = 20_000 / run["articles_per_cpu_second"], []
    cases = {"no faults": (0.0, 0.0), "stragglers": (0.02, 0.0), "stragglers and failures": (0.02, 1 / 86_400)}
    for name, (slow, failing) in cases.items():
        hours, lost = [], []
        for n in range(RUNS):
            rng = np.random.default_rng(n)
            speed, free, gone = rng.lognormal(0, 0.1, 100), np.zeros(100), 0
            todo = 5_000
            while todo:
                worker = int(free.argmin())
                takes = cost * speed[worker] * rng.lognormal(0, 0.1) * (5 if rng.random() < slow else 1)
                fails = rng.exponential(1 / failing) if failing else np.inf
                if fails < takes:
                    free[worker] += fails + 300
                    gone += 1
                else:
                    free[worker] += takes
                    todo -= 1
            hours.append(free.max() / 3600)
            lost.append(gone)
        low, middle, high = np.percentile(hours, [5, 50, 95])
        rows.append({"simulated": name, "articles": 100_000_000, "workers": 100, "hours": round(middle, 2),
                     "hours_5": round(low, 2), "hours_95": round(high, 2), "partitions_done_again": np.mean(lost),
                     "efficiency": round(5_000 * cost / 100 / 3600 / middle, 3)})  # fmt: skip
    return pd.DataFrame(rows)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        print(json.dumps(one(Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))))
    else:
        main()
