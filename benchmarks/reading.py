"""What do reading, cleaning and finding copies cost? ``python benchmarks/reading.py [articles]``

Articles of 2.5 kB (20,000 where no number is given) are made as in `scale.py`, with more words exchanged, so that only
reprints, every seventh article, share runs of words; and written as JSON Lines. Each way runs in a process of its own:
`read_articles`, `clean`, `find_copies`; pandas' `read_json` with the usual `normalize` and `replace`; datasketch's
MinHash with LSH on the same runs of five words. Costs are seconds of the processor, which other work on the machine
moves less than time by the clock. Copies are judged by the reprints as they were made. Writes
benchmarks/results/reading.csv. datasketch is in the dependency group `bench`.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

ROOT = Path(__file__).resolve().parent
RESULT = ROOT / "results" / "reading.csv"
WAYS = ("framing", "pandas", "datasketch")


def main() -> None:
    """All ways, a row a way and step."""
    number, rows = int(sys.argv[1].replace("_", "")) if sys.argv[1:] else 20_000, []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "articles.jsonl"
        apart("--make", path, number)  # in a process of its own: what this one holds would count for those it starts
        size = path.stat().st_size / 1e6
        for way in WAYS:
            for step in map(json.loads, apart("--one", way, path).splitlines()):
                rows.append({"way": way, "articles": number, "mb": round(size, 1), **step})
                print(rows[-1], flush=True)
    pd.DataFrame(rows).to_csv(RESULT, index=False, lineterminator="\n")


def apart(*arguments: object) -> str:
    """What a process of its own prints."""
    done = subprocess.run([sys.executable, __file__, *map(str, arguments)], capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stderr)
    return done.stdout


def make(path: Path, number: int) -> None:
    """Articles as JSON Lines, and beside them which of them each was made from."""
    import scale

    made, real = [], scale._article
    # sentences are drawn again and again: with most words exchanged, only reprints share runs of words, as in news
    scale.SHARES.update(exchanged=0.6)

    def noted(rng: object, id: str, lang: str, known: dict, words: dict, before: list) -> dict:
        base = before[-4]["text"].rsplit("\n\n", 1)[0] if len(before) > 3 else ""
        row = real(rng, id, lang, known, words, before)
        made.append(len(made) - 4 if base and row["text"].startswith(base) else len(made))
        return row

    scale._article = noted
    scale.make_articles(path.with_name("parts"), number)
    with path.open("w", encoding="utf-8") as file:
        for part in sorted(path.with_name("parts").iterdir()):
            pd.read_parquet(part).to_json(file, orient="records", lines=True, force_ascii=False)
    np.savetxt(path.with_suffix(".truth"), made, fmt="%d")


def one(way: str, path: Path) -> None:
    """The steps of one way, each with its processor seconds and the peak of memory so far."""
    at, truth = time.process_time(), np.loadtxt(path.with_suffix(".truth"), dtype=int)

    def say(step: str, **more: object) -> None:
        nonlocal at
        now, peak = time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps({"step": step, "cpu_seconds": round(now - at, 1), "peak_mb": round(peak), **more}), flush=True)
        at = time.process_time()

    if way == "framing":
        import framing as fr

        at = time.process_time()
        articles = fr.read_articles(path)
        say("read")
        articles = fr.clean(articles)
        say("clean")
        story = fr.find_copies(articles)["story"]
        say("copies", **judged(pd.factorize(story)[0], truth))
        return
    articles = pd.read_json(path, lines=True, dtype=str, convert_dates=False)
    say("read")
    for pattern, other in ((r"<[^>]+>", ""), (r"[\u00ad\u200b-\u200f\ufeff]", ""), (r"[^\S\n]+", " ")):
        articles["text"] = articles["text"].str.normalize("NFC").str.replace(pattern, other, regex=True)
    say("clean")
    if way == "pandas":
        say("copies", **judged(pd.factorize(articles["text"])[0], truth))
        return
    groups = by_minhash(articles["text"])
    say("copies", **judged(groups, truth))


def by_minhash(texts: pd.Series) -> np.ndarray:
    """The group of each text: MinHash of its runs of five words (128 permutations), LSH at a likeness of .3."""
    from datasketch import MinHash, MinHashLSH
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    lsh, pairs = MinHashLSH(threshold=0.3, num_perm=128), []
    for number, text in enumerate(texts):
        words = text.casefold().split()
        one = MinHash(num_perm=128)
        one.update_batch([" ".join(words[i : i + 5]).encode() for i in range(len(words) - 4)])
        pairs += [(number, other) for other in lsh.query(one)]
        lsh.insert(number, one)
    first, second = np.array(pairs).T if pairs else np.zeros((2, 0), int)
    n = len(texts)
    return connected_components(coo_array((np.ones(len(first)), (first, second)), shape=(n, n)), directed=False)[1]


def judged(groups: np.ndarray, truth: np.ndarray) -> dict:
    """Of the reprints as they were made, those found with their original; and pairs that are no reprints."""
    reprints = np.flatnonzero(truth != np.arange(len(truth)))
    found = (groups[reprints] == groups[truth[reprints]]).sum()
    root = truth.copy()
    for number in range(len(root)):  # a reprint of a reprint tells the same story
        root[number] = root[root[number]]
    table = pd.DataFrame({"group": groups, "root": root})
    pairs = sum(n * (n - 1) // 2 for n in table.groupby("group").size())
    right = sum(n * (n - 1) // 2 for n in table.groupby(["group", "root"]).size())
    return {"reprints": len(reprints), "found": int(found), "false_pairs": int(pairs - right)}


if __name__ == "__main__":
    if sys.argv[1:2] == ["--make"]:
        make(Path(sys.argv[2]), int(sys.argv[3]))
    elif sys.argv[1:2] == ["--one"]:
        one(sys.argv[2], Path(sys.argv[3]))
    else:
        main()
