"""Does a run survive anything, and are its bytes the same everywhere?

``python benchmarks/runs.py [python ...]`` kills 500 runs of a small study at random moments, fails and kills one at
each operation on a file, lets runs race for a folder, changes their input meanwhile, and makes the shipped study under
different hash seeds, threads, processor kernels, time zones, locales, folders, orders of the articles, and with the
other Pythons that are named. Writes benchmarks/results/runs.csv; about a quarter of an hour on two quiet cores.

In the runs that are killed, fail or race, each stage gives the tables that it made in a first, undisturbed run: what is
tried out is reading, writing and going on, and most moments of such a run lie there. The others compute everything.
"""

import hashlib
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

import pandas as pd  # noqa: E402
from test_runs import disturb, hashes, in_process, is_whole, kill_me, no_space, remembered, write_study  # noqa: E402

import framing.study  # noqa: E402
from framing import read_articles, read_plan, read_study, run_study  # noqa: E402
from framing._study import files  # noqa: E402

RESULT = ROOT / "benchmarks" / "results" / "runs.csv"
KILLS, RACES, CHANGES = 500, 50, 12
HERE = {
    "hash seed 0": {"PYTHONHASHSEED": "0"}, "hash seed 1": {"PYTHONHASHSEED": "1"},
    "hash seed random": {"PYTHONHASHSEED": "random"},
    "1 thread": {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
    "2 threads": {"OMP_NUM_THREADS": "2", "OPENBLAS_NUM_THREADS": "2"},
    "8 threads": {"OMP_NUM_THREADS": "8", "OPENBLAS_NUM_THREADS": "8"},
    "kernel Haswell": {"OPENBLAS_CORETYPE": "Haswell"}, "kernel Nehalem": {"OPENBLAS_CORETYPE": "Nehalem"},
    "numpy without AVX": {"NPY_DISABLE_CPU_FEATURES": "AVX2 FMA3 AVX512F AVX512_SKX"},
    "time zone": {"TZ": "Asia/Vladivostok"}, "locale C": {"LC_ALL": "C"}, "locale de": {"LC_ALL": "de_DE.UTF-8"},
}  # fmt: skip


def main(pythons: list[str]) -> None:
    """All figures, a row each."""
    with tempfile.TemporaryDirectory() as place:
        place = Path(place)
        study = write_study(place / "study")
        run_study(study, place / "whole")
        expected = hashes(place / "whole")
        rows = list(told(changes(study, expected, place / "out")))
        framing.study.STAGES = remembered(read_study(place / "whole", read_plan(study)))
        for part in (kills, failures, races, full_disks):
            rows += told(part(study, expected, place / "out"))
        rows += told(matrix(place, pythons))
    table = pd.DataFrame(rows, columns=["what", "of", "cases", "held"])
    table.to_csv(RESULT, index=False, lineterminator="\n")
    print(table.to_string(index=False))


def told(rows: Iterator[tuple]) -> Iterator[tuple]:
    for row in rows:
        print(*row, sep="; ", flush=True)
        yield row


def kills(study: Path, expected: dict, out: Path) -> Iterator[tuple]:
    """Runs killed at random moments, each going on where the last was broken off."""
    rng, killed, whole, ended, same, window = random.Random(0), 0, 0, 0, 0, 1.0
    shutil.rmtree(out, ignore_errors=True)
    while killed < KILLS:
        code = in_process(lambda: run_study(study, out), rng.uniform(0, window))
        if code == -signal.SIGKILL:
            killed += 1
            whole += is_whole(out, study, [expected])
            window *= 1.1  # so that most are killed, and every fifth comes to its end, however busy the machine is
        else:
            ended += 1
            same += code == 0 and hashes(out) == expected
            shutil.rmtree(out)
            window *= 0.7
    yield "killed at a random moment", "folder whole", killed, whole
    yield "killed at a random moment", "the next to end writes the same bytes", ended, same


def failures(study: Path, expected: dict, out: Path) -> Iterator[tuple]:
    """Each opening, writing, flushing and putting in place of a file fails, or is the last thing done."""
    for name, act, wanted in (("disk full", no_space, 1), ("killed", kill_me, -signal.SIGKILL)):
        n = refused = whole = same = 0
        while True:
            shutil.rmtree(out, ignore_errors=True)
            n += 1
            code = in_process(lambda n=n, act=act: (disturb(n, act), run_study(study, out)))
            if code == 0:
                break
            refused += code == wanted
            whole += is_whole(out, study, [expected])
            in_process(lambda: run_study(study, out))
            same += hashes(out) == expected
        yield f"{name} at the n-th operation, n = 1 …", "refused in words" if wanted == 1 else "killed", n - 1, refused
        yield f"{name} at the n-th operation, n = 1 …", "folder whole", n - 1, whole
        yield f"{name} at the n-th operation, n = 1 …", "the next run writes the same bytes", n - 1, same


def full_disks(study: Path, expected: dict, out: Path) -> Iterator[tuple]:
    """No file may grow beyond a size: the system itself refuses the write."""
    sizes, held = [100 * 2**k for k in range(10)], 0
    for size in sizes:
        shutil.rmtree(out, ignore_errors=True)

        def work(size: int = size) -> None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
            run_study(study, out)

        held += in_process(work) in (0, 1) and is_whole(out, study, [expected])
        run_study(study, out)
        held -= hashes(out) != expected
    yield "files of limited size", "refused in words, whole, then the same bytes", len(sizes), held


def races(study: Path, expected: dict, out: Path) -> Iterator[tuple]:
    """Three at once for a folder, where every second time a dead run has left its lock."""
    held = 0
    for number in range(RACES):
        shutil.rmtree(out, ignore_errors=True)
        if number % 2:
            out.mkdir()
            (out / files.LOCK).write_text('{"pid": 1, "host": "gone"}')
        pids = []
        for _ in range(3):
            pids.append(os.fork())
            if not pids[-1]:
                code = 70
                try:
                    run_study(study, out)
                    code = 0
                except RuntimeError as error:
                    code = 1 if "another run" in str(error) else 70
                finally:
                    os._exit(code)
        codes = sorted(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in pids)
        held += codes[0] == 0 and set(codes) <= {0, 1} and hashes(out) == expected
    yield "three runs at once", "one writes, the others are told or wait; the same bytes", RACES, held


def changes(study: Path, expected: dict, out: Path) -> Iterator[tuple]:
    """The articles change as one stage after the other begins."""
    file, refused, held = study / "articles.jsonl", 0, 0
    text = file.read_bytes()
    for number in range(CHANGES):
        shutil.rmtree(out, ignore_errors=True)
        at = framing.study.STAGES[number % len(framing.study.STAGES)].says

        def change(said: str, at: str = at) -> None:
            if said == at:
                file.write_bytes(text.replace(b"threats", b"talks"))

        code = in_process(lambda change=change: run_study(study, out, say=change))
        refused += code == 1
        file.write_bytes(text)
        run_study(study, out)
        held += hashes(out) == expected
    yield "input changed during a run", "refused", CHANGES, refused
    yield "input changed during a run", "with the input restored, the same bytes", CHANGES, held


def matrix(place: Path, pythons: list[str]) -> Iterator[tuple]:
    """One digest of all tables of the shipped study, whatever the circumstances."""
    articles = read_articles(ROOT / "data" / "raw" / "lucerne").drop(columns=["origin", "notes"])
    lines = [json.dumps(row, ensure_ascii=False) + "\n" for row in articles.to_dict("records")]
    plan = (ROOT / "notebooks" / "report" / "study.toml").read_text(encoding="utf-8")
    plan = plan.replace('path = "../../data/raw/lucerne"', 'path = "articles.jsonl"').replace("../../", f"{ROOT}/")
    cases = [(name, sys.executable, extra, lines, "study") for name, extra in HERE.items()]
    cases.append(("another folder", sys.executable, {}, lines, "Ein anderer Ordner, ещё один"))
    for seed in range(2):
        shuffled = random.Random(seed).sample(lines, len(lines))
        cases.append((f"articles shuffled {seed}", sys.executable, {}, shuffled, "study"))
    cases += [(f"Python, {Path(python).resolve().name}", python, {}, lines, "study") for python in pythons]
    first = None
    for name, python, extra, given, folder in cases:
        study = place / "matrix" / folder
        shutil.rmtree(study, ignore_errors=True)
        study.mkdir(parents=True)
        (study / "articles.jsonl").write_text("".join(given), encoding="utf-8")
        (study / "study.toml").write_text(plan, encoding="utf-8")
        found = _tables(python, study, extra)
        first = first or found
        shuffled = given is not lines
        held = found[shuffled] == first[shuffled]
        what = "the same cells, but for where it stood" if shuffled else "the same bytes of all tables"
        yield what, name, 1, int(held)


def _tables(python: str, study: Path, extra: dict[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """The hash of each table's file, and of its cells without the place where an article stood in its source."""
    code = "import sys; from framing import run_study; run_study(sys.argv[1], sys.argv[2])"
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("OMP_", "OPENBLAS_", "PYTHONHASH"))}
    environment |= {"PYTHONPATH": str(ROOT)} | extra
    subprocess.run([python, "-W", "ignore", "-c", code, str(study), str(study / "out")], env=environment, check=True)
    names, cells = hashes(study / "out"), {}
    tables = {name: sha256 for name, sha256 in names.items() if not name.endswith(".json")}
    for name in tables:
        path = study / "out" / name
        table = pd.read_parquet(path) if path.suffix == ".parquet" else pd.read_csv(path, dtype=str)
        text = table.drop(columns="origin", errors="ignore").to_csv()
        cells[name] = hashlib.sha256(text.encode()).hexdigest()
    return tables, cells


if __name__ == "__main__":
    main(sys.argv[1:])
