"""Runs with real processes: workers that are killed, a disk that is full, a run that is broken off."""

import errno
import json
import os
import signal
import subprocess
import sys
import time

import pytest
from partitions import invented, outcome, scored_once, written

from framing._scale import part, store
from framing.scale import score_dataset

pytest.importorskip("distributed")


@pytest.fixture(scope="module")
def table():
    return invented(90)


@pytest.fixture(scope="module")
def once(table, tmp_path_factory):
    return scored_once(table, tmp_path_factory.mktemp("once"))


@pytest.fixture(scope="module")
def client():
    from distributed import Client, LocalCluster

    options = {"n_workers": 2, "threads_per_worker": 1, "dashboard_address": None, "silence_logs": 50}
    with LocalCluster(**options) as cluster, Client(cluster) as client:
        yield client


@pytest.mark.slow
def test_two_workers_killed_in_mid_run(table, once, tmp_path, client):
    """The first worker is killed when two partitions are scored, the second when five are: the outcome is the same."""
    folder, killed = written(table, tmp_path / "in", 9), []

    def kill(line):
        if line.startswith(("scoring: 2 of", "scoring: 5 of")):
            victim = max(client.run(os.getpid).values())  # after the first, perhaps the only one that is back
            os.kill(victim, signal.SIGKILL)
            killed.append(victim)

    done = score_dataset(folder, tmp_path / "out", client=client, say=kill)
    assert len(set(killed)) == 2
    assert done["problem"].tolist() == [""] * 9
    assert outcome(tmp_path / "out") == outcome(once)


@pytest.mark.slow
def test_a_partition_that_kills_every_worker_is_set_aside(table, tmp_path, client):
    from distributed import WorkerPlugin

    class Poison(WorkerPlugin):
        name = "poison"

        def setup(self, worker):
            self.real = real = part.find_statements

            def dies(texts):
                if texts["text"].str.contains("POISON").any():
                    os.kill(os.getpid(), signal.SIGKILL)
                return real(texts)

            part.find_statements = dies

        def teardown(self, worker):
            part.find_statements = self.real

    clean_table = table.drop_duplicates("id")
    poisoned = clean_table.tail(1).assign(id="poison", text="Moskau POISON schwieg.")
    folder = written(clean_table, tmp_path / "in", 3)
    poisoned.to_parquet(folder / "part-9999.parquet", index=False)
    client.register_plugin(Poison())
    try:
        done = score_dataset(folder, tmp_path / "out", client=client)
    finally:
        client.unregister_worker_plugin("poison")
    assert done["problem"].tolist() == ["", "", "", "every worker that took it was killed: too little memory, or a "
                                        "fault in a library"]  # fmt: skip
    summary = json.loads((tmp_path / "out" / "summary.json").read_text(encoding="utf-8"))["articles"]
    assert summary["in partitions set aside"] == 1
    assert summary["read"] == len(clean_table) + 1


@pytest.mark.slow
def test_a_full_disk_of_a_worker_ends_the_run(table, once, tmp_path, client):
    folder = written(table, tmp_path / "in", 4)

    def fill(full):
        if full:
            store.kept_ = store._write_local

            def no_room(path, data, lasting):
                raise OSError(errno.ENOSPC, "No space left on device")

            store._write_local = no_room
        else:
            store._write_local = getattr(store, "kept_", store._write_local)

    client.run(fill, True)
    with pytest.raises(RuntimeError, match="No space left on device"):
        score_dataset(folder, tmp_path / "out", client=client)
    client.run(fill, False)
    score_dataset(folder, tmp_path / "out", client=client)
    assert outcome(tmp_path / "out") == outcome(once)


@pytest.mark.slow
def test_a_run_that_was_killed_goes_on_where_it_was(table, once, tmp_path):
    folder, out = written(table, tmp_path / "in", 9), tmp_path / "out"
    code = f"from framing.scale import score_dataset\nscore_dataset({str(folder)!r}, {str(out)!r})"
    with subprocess.Popen([sys.executable, "-c", code]) as run:
        while len(list(out.glob("work/parts/*.done"))) < 3:
            assert run.poll() is None, "the run ended before it could be killed"
            time.sleep(0.02)
        run.kill()
    before = {p: p.stat().st_mtime_ns for p in out.glob("work/parts/*.done")}
    assert 3 <= len(before) < 9
    score_dataset(folder, out)
    assert {p: p.stat().st_mtime_ns for p in before} == before
    assert outcome(out) == outcome(once)


@pytest.mark.slow
def test_a_thousand_partitions(tmp_path, client):
    table = invented(1000, seed=6)
    table["text"] = table["text"].str.split("\n\n").str[:2].str.join("\n\n")
    found = {}
    for number, on in ((1, None), (1000, client)):
        score_dataset(written(table, tmp_path / f"in{number}", number), tmp_path / f"out{number}", client=on)
        found[number] = outcome(tmp_path / f"out{number}")
    assert found[1] == found[1000]
