"""Whatever happens to a run, nothing is torn, and the next run ends with the same bytes.

benchmarks/runs.py does the same with more cases.
"""

import errno
import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
import warnings
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

import framing._study.files as files
import framing.study
from framing import read_plan, read_study, run_study
from framing._study.journal import Stage
from framing.study import PROVENANCE, RUN

TINY = Path(__file__).parent / "tiny"
PLAN = 'name = "tiny"\ntopics = 2\nlexicon = "lexicon.csv"\n\n[[sources]]\npath = "articles.jsonl"\n'
REPRINT = "The two delegations met for six hours in the old arsenal and parted without a word to the waiting press."
HARBOUR = "Ships sail into the harbour with captain and sailor under the lantern past the lighthouse and the pier"
GARDEN = "Roses bloom behind the garden fence where a gardener waters tulips and the orchard smells of apples and rain"
needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are forked")


def write_study(folder: Path) -> Path:
    """A small study whose tables are all filled."""
    rows = pd.read_csv(TINY / "articles.csv", dtype=str, keep_default_na=False)
    rows = rows[rows["lang"] == "en"].to_dict("records")  # topics of words need one language
    said = "“We want dialogue {}, no ultimatum,” a Kremlin spokesman said."
    for number in range(14):
        side, outlet = (("US", "Ledger"), ("Russia", "Okno"))[number % 2]
        words = (HARBOUR, GARDEN)[number // 2 % 2].split()
        subject = " ".join(random.Random(number).sample(words, 12))
        text = f"{f'{REPRINT} ' * (number < 4)}{said.format(number)} Talks and threats came. {subject}."
        about = {"date": f"2034-09-{10 + number}", "title": "=HYPERLINK(“x”)", "author": "+1"}
        rows.append({"id": f"w-{number:02}", "outlet": f"{outlet} {number}", "side": side, "lang": "en", "text": text})
        rows[-1] |= about
    rows.append({"id": "x-1", "outlet": "Phare", "side": "France", "lang": "fr", "text": "Ils ne veulent rien."})
    folder.mkdir(parents=True, exist_ok=True)
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    (folder / "articles.jsonl").write_text(lines, encoding="utf-8")
    (folder / "lexicon.csv").write_bytes((TINY / "lexicon.csv").read_bytes())
    (folder / "study.toml").write_text(PLAN, encoding="utf-8")
    return folder


def hashes(folder: Path) -> dict[str, str]:
    """All files of a study that are results, by their hashes."""
    return {
        p.name: hashlib.sha256(p.read_bytes()).hexdigest()
        for p in sorted(folder.glob("*"))
        if p.name not in (RUN, files.LOCK) and not p.name.startswith(".")
    }


def in_process(work: Callable[[], object], kill_after: float | None = None) -> int:
    """Do something in a process of its own: 0, 1 where it was refused in words, 70 by any other error, -9 if killed."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of threads that a fork leaves behind
        pid = os.fork()
    if pid == 0:
        code = 70
        try:
            work()
            code = 0
        except (ValueError, RuntimeError):
            code = 1
        finally:
            os._exit(code)
    if kill_after is not None:
        time.sleep(kill_after)
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def disturb(n: int, act: Callable[[], None]) -> None:
    """From now on the n-th opening, writing, flushing or putting in place of a file is disturbed."""
    done = 0

    def reached() -> bool:
        nonlocal done
        done += 1
        return done == n

    def disturbed(function: Callable) -> Callable:
        def call(*args: object, **kwargs: object) -> object:
            if reached():
                act()
            return function(*args, **kwargs)

        return call

    class File:
        def __init__(self, *args: object) -> None:
            self.file = open(*args)  # noqa: SIM115

        def __enter__(self) -> "File":
            return self

        def __exit__(self, *error: object) -> None:
            self.file.close()

        def write(self, data: bytes) -> None:
            if reached():
                self.file.write(data[: len(data) // 2])
                self.file.flush()
                act()
            self.file.write(data)

        def flush(self) -> None:
            self.file.flush()

        def fileno(self) -> int:
            return self.file.fileno()

    files.open = disturbed(File)
    os.fsync, os.replace = disturbed(os.fsync), disturbed(os.replace)


def no_space() -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def kill_me() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def is_whole(folder: Path, study: Path, known: list[dict[str, str]]) -> bool:
    """Is every file one that some undisturbed run wrote, and does the folder read as one of their studies or not at
    all?"""
    for name, sha256 in hashes(folder).items():
        if name != "stages.json" and sha256 not in [one.get(name) for one in known]:
            return False
    try:
        return read_study(folder, read_plan(study)).digest in [one[PROVENANCE] for one in known]
    except ValueError:
        return True


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    return write_study(tmp_path_factory.mktemp("study"))


@pytest.fixture(scope="module")
def undisturbed(study, tmp_path_factory):
    """What a run writes that nothing happens to, and its stages, which give at once what they made."""
    run = run_study(study, tmp_path_factory.mktemp("out"))
    return hashes(run.folder), remembered(run)


def remembered(run: framing.study.Study) -> list[Stage]:
    """Stages that give the tables of a run: then most moments lie in reading, writing and going on."""
    found = []
    for stage in framing.study.STAGES:
        made = {n: run[n] for table in stage.tables if (n := table.split(".")[0]) in run.tables}
        found.append(replace(stage, make=lambda plan, before, made=made: made))
    return found


@pytest.fixture
def expected(undisturbed, monkeypatch):
    monkeypatch.setattr(framing.study, "STAGES", undisturbed[1])
    return undisturbed[0]


@pytest.mark.slow
@needs_fork
def test_killed_at_random_moments(study, expected, tmp_path):
    rng, killed, window = random.Random(0), 0, 1.0
    while killed < 15:
        code = in_process(lambda: run_study(study, tmp_path / "out"), rng.uniform(0, window))
        killed += code == -signal.SIGKILL
        window *= 1.1 if code else 0.7  # however busy the machine is, some are killed and some come to their end
        if code:
            assert is_whole(tmp_path / "out", study, [expected])
        else:
            assert hashes(tmp_path / "out") == expected
            shutil.rmtree(tmp_path / "out")
    run_study(study, tmp_path / "out")
    assert hashes(tmp_path / "out") == expected
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == sorted([*expected, RUN])


@pytest.mark.slow
@needs_fork
@pytest.mark.parametrize("n", [1, 30, 60, 90, 115])
def test_killed_while_one_study_replaces_another(study, undisturbed, tmp_path, n):
    """The finished study in the folder stays readable, or is known as unfinished."""
    other, out = write_study(tmp_path / "other"), tmp_path / "out"
    text = (other / "articles.jsonl").read_text(encoding="utf-8")
    (other / "articles.jsonl").write_text(text.replace("threats came", "talks came"), encoding="utf-8")
    run_study(other, out)
    old = hashes(out)
    assert old[PROVENANCE] != undisturbed[0][PROVENANCE]
    in_process(lambda: (disturb(n, kill_me), run_study(study, out)))
    assert is_whole(out, study, [old, undisturbed[0]])
    run_study(study, out)
    assert hashes(out) == undisturbed[0]


@pytest.mark.slow
@needs_fork
@pytest.mark.parametrize("n", [1, 2, 3, 4, 7, 22, 50, 77, 100])
@pytest.mark.parametrize("act", [no_space, kill_me])
def test_the_disk_is_full_or_the_power_gone_at_the_nth_operation(study, expected, tmp_path, n, act):
    def work() -> None:
        disturb(n, act)
        run_study(study, tmp_path)

    assert in_process(work) == (1 if act is no_space else -signal.SIGKILL)
    assert is_whole(tmp_path, study, [expected])
    run_study(study, tmp_path)
    assert hashes(tmp_path) == expected


@pytest.mark.slow
@needs_fork
def test_two_at_once(study, expected, tmp_path):
    (tmp_path / files.LOCK).write_text('{"pid": 999999999, "host": "gone"}')
    codes = []
    for _ in range(2):
        race = [os.pipe()]
        read, write = race[0]

        def both(read: int = read, write: int = write) -> None:
            pid = os.fork()
            try:
                run_study(study, tmp_path)
                os.write(write, b"0")
            except RuntimeError as error:
                os.write(write, b"1" if "another run" in str(error) else b"2")
            if pid == 0:
                os._exit(0)
            os.waitpid(pid, 0)

        assert in_process(both) == 0
        codes.append(sorted(os.read(read, 9)))
        os.close(read)
        os.close(write)
    assert all(found in ([48, 48], [48, 49]) for found in codes), codes
    assert hashes(tmp_path) == expected


@pytest.mark.slow
@pytest.mark.parametrize(
    "changed",
    [
        {"PYTHONHASHSEED": "1", "TZ": "Asia/Vladivostok", "LC_ALL": "C", "OMP_NUM_THREADS": "2"},
        {"PYTHONHASHSEED": "random", "OPENBLAS_NUM_THREADS": "8", "OPENBLAS_CORETYPE": "Haswell"},
        {"OPENBLAS_CORETYPE": "Nehalem", "NPY_DISABLE_CPU_FEATURES": "AVX2 FMA3 AVX512F AVX512_SKX"},
    ],
)
def test_the_same_bytes_in_another_environment(study, undisturbed, tmp_path, changed):
    other = write_study(tmp_path / "Ordner mit Ä")
    code = f"from framing import run_study; run_study({str(other)!r}, {str(tmp_path / 'out')!r})"
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("OMP_", "OPENBLAS_", "PYTHON"))}
    subprocess.run([sys.executable, "-W", "ignore", "-c", code], env=environment | changed, check=True)
    assert hashes(tmp_path / "out") == undisturbed[0]


@pytest.mark.slow
def test_the_order_of_the_articles_does_not_matter(study, undisturbed, tmp_path):
    """Only where an article stood (`origin`) and the hash of the file tell the order."""
    other = write_study(tmp_path / "shuffled")
    lines = (other / "articles.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    random.Random(3).shuffle(lines)
    (other / "articles.jsonl").write_text("".join(lines), encoding="utf-8")
    one, two = run_study(study, tmp_path / "one"), run_study(other, tmp_path / "two")
    assert list(one.tables) == list(two.tables)
    for name in one.tables:
        left, right = (s[name].drop(columns="origin", errors="ignore") for s in (one, two))
        pd.testing.assert_frame_equal(left, right, check_exact=True, obj=name)
