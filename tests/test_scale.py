import errno
import json
import os
import random
import signal
import subprocess
import sys
import time
from itertools import product

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from framing import clean, compare, explain, find_copies, find_hits, read_actors, read_lexicon, score, split_voices
from framing._scale import part, shingles, store, survey
from framing._scale.copies import _pairs
from framing._scale.merge import TWICE
from framing.scale import cluster_sums, explain_dataset, score_dataset

pytest.importorskip("distributed")
SIDES = ("US", "Russia")
SAID = {
    "en": [
        "The Kremlin warned of a new confrontation over the strait.",
        '"We want dialogue," said US Secretary of State Antony Blinken.',
        "Ministers met for talks in a hotel above the lake.",
        "No ultimatum was given, and the threat of sanctions faded.",
        "Ferries ran late because of fog.",
    ],
    "de": [
        "Moskau drohte mit einer Konfrontation und verließ die Straße der Gespräche.",
        "„Wir wollen den Dialog“, sagte US-Außenminister Antony Blinken.",
        "Ein Ultimatum gebe es nicht, hieß es im Kreml.",
        "Die Fähren fuhren wegen des Nebels später.",
    ],
    "ru": [
        "Кремль пригрозил новой конфронтацией, и всё затихло.",
        "«Мы за диалог», — заявил госсекретарь США Энтони Блинкен.",
        "Переговоры прошли в гостинице над озером.",
        "Паромы задержались из-за тумана.",
    ],
}


def invented(n, seed=0):
    """Articles of invented outlets: some are copies, some outlets repeat a line, some ids and languages are wrong."""
    rng, rows = random.Random(seed), []
    parts = {"en": "lo ra min tel os", "de": "lö rau min ßel tos", "ru": "ло рё мин тел ос"}
    words = {lang: [a + b + c for a, b, c in product(own.split(), repeat=3)] for lang, own in parts.items()}
    for k in range(n):
        lang = ("en", "en", "de", "ru")[k % 4]
        lines = [" ".join(rng.choices(words[lang], k=20)).capitalize() + "." for _ in range(4)]
        lines[0] += " " + rng.choice(SAID[lang])
        lines[2] = rng.choice(SAID[lang]) + " " + lines[2]
        outlet = f"{lang} Gazette {k % 14}"
        if k % 14 < 4:
            lines.append(f"Follow {outlet} every morning at the harbour bridge with the green lamps")
        text = "\n\n".join(lines)
        if k % 9 == 8:
            text = rows[-4]["text"].rsplit("\n\n", 1)[0] + "\n\n" + lines[0]
        rows.append({
            "id": f"a{k:04d}", "outlet": outlet, "side": SIDES[k % 14 % 2], "lang": lang, "text": text,
            "date": f"2034-{1 + k % 9:02d}-{1 + k % 28:02d}", "title": f"Нота {k} · Straße", "url": f"u{k}",
        })  # fmt: skip
    if n > 40:
        rows[5]["text"], rows[6]["lang"], rows[7]["id"] = "", "fr", rows[3]["id"]
        rows.append(dict(rows[10]))  # the same article in two files
    return pd.DataFrame(rows, dtype="str")


def written(table, folder, number, kind="parquet", seed=1):
    """The articles in so many partitions, in any order."""
    folder.mkdir()
    shuffled = table.sample(frac=1, random_state=seed)
    for k in range(number):
        rows = shuffled.iloc[k::number]
        if kind == "parquet":
            rows.to_parquet(folder / f"part-{k:04d}.parquet", index=False)
        else:
            rows.to_json(folder / f"part-{k:04d}.jsonl", orient="records", lines=True, force_ascii=False)
    return folder


def outcome(out):
    """Every table that a run wrote, as bytes; the partitions' own table is another for each partitioning."""
    files = [p for p in sorted(out.rglob("*")) if p.is_file() and "work" not in p.relative_to(out).parts]
    found = {p.relative_to(out).as_posix(): p.read_bytes() for p in files if p.name != "partitions.csv"}
    assert {"summary.json", "cells.parquet", "scores/0000.parquet", "told/0000.parquet"} <= set(found)
    return found


@pytest.fixture(scope="module")
def table():
    return invented(90)


@pytest.fixture(scope="module")
def once(table, tmp_path_factory):
    """The outcome of one partition in one process."""
    folder = tmp_path_factory.mktemp("once")
    score_dataset(written(table, folder / "in", 1), folder / "out")
    return folder / "out"


def read(out, name):
    return pd.read_parquet(out / name)


@pytest.mark.parametrize(("number", "kind", "seed"), [(2, "parquet", 2), (7, "jsonl", 3)])
def test_the_same_bytes_for_every_partitioning(table, once, tmp_path, number, kind, seed):
    score_dataset(written(table, tmp_path / "in", number, kind, seed), tmp_path / "out")
    assert outcome(tmp_path / "out") == outcome(once)


def test_buckets_and_batches_do_not_matter_for_the_sums(table, once, tmp_path, monkeypatch):
    monkeypatch.setattr("framing.scale._IN_A_BUCKET", 20)
    monkeypatch.setattr("framing._scale.reading.LETTERS", 700)
    monkeypatch.setattr("framing._scale.survey.TOGETHER", 5)
    score_dataset(written(table, tmp_path / "in", 3), tmp_path / "out")
    assert len(list((tmp_path / "out" / "scores").iterdir())) == 8
    for name in ("cells", "bins", "concepts", "concept_bins", "furniture"):
        assert (tmp_path / "out" / f"{name}.parquet").read_bytes() == (once / f"{name}.parquet").read_bytes()
    for name in ("scores", "told", "set_aside"):
        ours = read(tmp_path / "out", name)
        theirs = read(once, name)
        columns = list(theirs.columns)
        pd.testing.assert_frame_equal(
            ours.sort_values(columns, ignore_index=True), theirs.sort_values(columns, ignore_index=True)
        )


@pytest.fixture(scope="module")
def laptop(tmp_path_factory):
    """Articles without a flaw, by the verbs in memory, and the same as a data set."""
    table = invented(160, seed=4).drop_duplicates("id").assign(notes="")
    lexicon, actors = read_lexicon(), read_actors()
    articles = find_copies(clean(table))
    hits = find_hits(articles, lexicon)
    voices = split_voices(articles, actors)
    voice_hits = find_hits(voices, lexicon)
    folder = tmp_path_factory.mktemp("laptop")
    score_dataset(written(table.drop(columns="notes"), folder / "in", 3), folder / "out")
    told = {"texts": voices, "hits": voice_hits, "scores": score(voices, voice_hits)}
    return folder / "out", {"side": {"texts": articles, "hits": hits, "scores": score(articles, hits)}, "voice": told}


def test_scores_and_stories_are_those_of_the_verbs(laptop):
    out, own = laptop
    ours, theirs = read(out, "scores"), own["side"]["scores"].sort_values("id", ignore_index=True)
    assert theirs["story"].duplicated().sum() > 5
    same = theirs.groupby("story")["id"].min()  # a story's name may differ where two articles have one date
    assert ours.groupby("story")["id"].min().sort_values().tolist() == same.sort_values().tolist()
    columns = ["id", "side", "outlet", "lang", "date", "title", "url", "status", "notes", "words", "sentences"]
    columns += ["confrontation", "dialogue", "balance", "intensity"]
    assert ours["notes"].str.contains("page furniture").sum() > 20
    pd.testing.assert_frame_equal(ours[columns], theirs[columns], check_dtype=False)
    told = own["voice"]["scores"].groupby(["article", "voice"])[["words", "confrontation", "dialogue"]].sum()
    mine = read(out, "told").set_index(["article", "voice"])[["words", "confrontation", "dialogue"]]
    pd.testing.assert_frame_equal(mine.sort_index(), told.sort_index(), check_dtype=False)


@pytest.mark.parametrize(("by", "cluster"), [("side", "outlet"), ("voice", "outlet"), ("voice", "story")])
def test_sums_are_enough_to_compare_and_explain(laptop, by, cluster):
    out, own = laptop
    tables = {name: t[t["lang"] == "en"] for name, t in own[by].items() if name != "hits"}
    how = {"by": by, "groups": SIDES, "cluster": cluster}
    theirs = compare(tables["scores"], **how).iloc[0]
    ours = compare(cluster_sums(out, by=by, cluster=cluster, where={"lang": "en"}), **how).iloc[0]
    exact = ["value_first", "value_second", "difference"]
    exact += ["low", "high", "p", "clusters_first"] if cluster == "outlet" else []
    assert ours[exact].tolist() == pytest.approx(theirs[exact].tolist(), abs=1e-9, nan_ok=True)
    why = explain(tables["texts"], own[by]["hits"], **how)
    found = explain_dataset(out, where={"lang": "en"}, **how)
    assert found["contribution"].sum() == pytest.approx(ours["difference"])
    shown = list(why.columns) if cluster == "outlet" else ["pole", "concept", *SIDES, "contribution"]
    pd.testing.assert_frame_equal(found[shown], why[shown], check_dtype=False, rtol=1e-6)


def test_all_articles_are_accounted_for(table, once):
    summary = json.loads((once / "summary.json").read_text(encoding="utf-8"))["articles"]
    aside = read(once, "set_aside")
    assert summary == {"read": len(table), "scored": len(table) - len(aside), "set_aside": len(aside),
                       "in partitions set aside": 0}  # fmt: skip
    assert (aside["reason"] == TWICE).sum() == 2
    assert {"a0005", "a0006"} <= set(aside["id"])
    assert not read(once, "scores")["id"].duplicated().any()
    assert read(once, "cells.parquet").query("voice == ''")["articles"].sum() == summary["scored"]


def test_an_article_that_breaks_a_verb_is_set_aside_alone(table, tmp_path, monkeypatch):
    broken = table.drop_duplicates("id").copy()
    broken.loc[broken["id"].isin(["a0020", "a0041"]), "text"] += " POISON"
    real = part.find_statements

    def fails(texts):
        if texts["text"].str.contains("POISON").any():
            raise RecursionError("too deep")
        return real(texts)

    monkeypatch.setattr(part, "find_statements", fails)
    found = {}
    for number in (1, 4):
        score_dataset(written(broken, tmp_path / f"in{number}", number), tmp_path / f"out{number}")
        found[number] = outcome(tmp_path / f"out{number}")
    assert found[1] == found[4]
    aside = read(tmp_path / "out1", "set_aside").set_index("id")["reason"]
    assert aside[["a0020", "a0041"]].tolist() == ["RecursionError: too deep"] * 2
    assert len(aside) == 4


def test_a_partition_that_cannot_be_read_is_set_aside_and_tried_again(table, once, tmp_path):
    folder = written(table, tmp_path / "in", 3, seed=3)
    whole = (folder / "part-0001.parquet").read_bytes()
    (folder / "part-0001.parquet").write_bytes(whole[:-900])
    lines = []
    done = score_dataset(folder, tmp_path / "out", say=lines.append)
    assert done["problem"].str.contains("Arrow|Parquet").tolist() == [False, True, False]
    assert done["scored"].tolist()[1] == 0
    assert any("set aside: part-0001.parquet" in line for line in lines)
    (folder / "part-0001.parquet").write_bytes(whole)
    assert score_dataset(folder, tmp_path / "out")["problem"].tolist() == ["", "", ""]
    assert outcome(tmp_path / "out") == outcome(once)


def test_a_damaged_line_is_set_aside(tmp_path):
    good = {"id": "a", "lang": "en", "text": "They want dialogue.", "outlet": "Post", "side": "US"}
    folder = tmp_path / "in"
    folder.mkdir()
    lines = [json.dumps(good), '{"id": ', "[1]", json.dumps(good | {"id": "b", "tags": ["x"]})]
    (folder / "x.jsonl").write_text("\n".join(lines), encoding="utf-8")
    row = score_dataset(folder, tmp_path / "out").iloc[0]
    assert row[["articles", "scored", "set_aside"]].tolist() == [4, 2, 2]
    aside = read(tmp_path / "out", "set_aside")
    assert aside["id"].tolist() == ["x-2", "x-3"]
    assert aside["reason"].str.startswith("damaged: ").all()
    assert read(tmp_path / "out", "scores")["tags"].tolist() == ["", '["x"]']


def test_columns_and_sides_are_mapped(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    table = pd.DataFrame({"key": ["a"], "language": "en", "source": "Post", "country": "USA", "body": "No war."})
    table.to_parquet(folder / "x.parquet")
    columns = {"id": "key", "lang": "language", "outlet": "source", "side": "country", "text": "body"}
    score_dataset(folder, tmp_path / "out", columns=columns, sides={"USA": "US"})
    assert read(tmp_path / "out", "scores")[["id", "side", "outlet"]].values.tolist() == [["a", "US", "Post"]]


def test_what_cannot_be_used_is_refused(tmp_path):
    with pytest.raises(ValueError, match="there are no articles in"):
        score_dataset(tmp_path, tmp_path / "out")
    pd.DataFrame({"id": ["a"], "body": ["b"]}).to_parquet(tmp_path / "x.parquet")
    with pytest.raises(ValueError, match="no partition could be read; the first: ValueError: x.parquet has no column"):
        score_dataset(tmp_path, tmp_path / "out")
    with pytest.raises(ValueError, match="where the results go; choose another place"):
        score_dataset(tmp_path, tmp_path.parent)
    with pytest.raises(ValueError, match="holds no finished data set"):
        cluster_sums(tmp_path / "out", by="side")


def test_sums_say_what_is_unknown(once):
    with pytest.raises(ValueError, match="lang='fr' is unknown"):
        cluster_sums(once, by="side", where={"lang": "fr"})
    with pytest.raises(ValueError, match=r"the sums lacks the column\(s\) \['country'\]"):
        cluster_sums(once, by="country")


def test_a_store_in_memory(table, once):
    import fsspec

    memory = fsspec.filesystem("memory")
    for k in range(2):
        with memory.open(f"/archive/{k}.parquet", "wb") as file:
            table.iloc[k::2].to_parquet(file, index=False)
    score_dataset("memory://archive", "memory://scored")
    for name in ("summary.json", "scores/0000.parquet"):
        assert memory.cat(f"/scored/{name}") == (once / name).read_bytes()


# --- parts ------------------------------------------------------------------------------------------------------


def test_work_is_done_once_and_again_where_it_is_torn(tmp_path):
    calls = []

    def make():
        calls.append(1)
        return {"txt": b"x"}, {"n": 1}

    url = str(tmp_path)
    assert [store.once(url, "w/a", "k", make) for _ in range(2)] == [{"n": 1}] * 2
    assert len(calls) == 1
    store.once(url, "w/a", "other key", make)
    (tmp_path / "w" / "a.txt").write_bytes(b"torn")
    store.once(url, "w/a", "other key", make)
    (tmp_path / "w" / "a.done").write_bytes(b"{")
    store.once(url, "w/a", "other key", make)
    assert len(calls) == 4
    assert sorted(p.name for p in (tmp_path / "w").iterdir()) == ["a.done", "a.txt"]


def test_a_bucket_is_read_by_itself(tmp_path):
    table = pa.table({"n": [1, 2, 3, 4], "s": ["ё", "ß", "x", "y"]})
    base = store.Store(str(tmp_path))
    base.write("a.arrow", store.in_buckets(table, np.array([2, 0, 2, 0]), 4))
    base.write("b.arrow", store.in_buckets(table.select(["n"]), np.array([2, 2, 2, 2]), 4))
    assert store.read_bucket(base, ["a.arrow"], 0).to_pydict() == {"n": [2, 4], "s": ["ß", "y"]}
    assert store.read_bucket(base, ["a.arrow", "b.arrow"], 2)["n"].to_pylist() == [1, 3, 1, 2, 3, 4]
    assert store.read_bucket(base, ["a.arrow"], 1) is None


def test_the_smallest_hashes_of_an_outlet_are_the_same_in_any_parts(monkeypatch):
    monkeypatch.setattr(survey, "K", 3)
    table = pd.DataFrame({"outlet": ["a", "b"] * 20, "uid": survey.hashes(pd.Series([f"n{k}" for k in range(40)]))})
    whole = survey.smallest(table)
    parts = None
    for k in (3, 0, 4, 1, 2):
        parts = survey.smallest(pd.concat([parts, survey.smallest(table.iloc[k::5])]))
    pd.testing.assert_frame_equal(whole.reset_index(drop=True), parts.reset_index(drop=True))
    assert whole["outlet"].tolist() == ["a"] * 3 + ["b"] * 3


def test_what_long_texts_share_is_estimated_from_a_sample():
    rng = random.Random(1)
    words = [f"w{n}" for n in range(4000)]
    long = rng.choices(words, k=900)
    texts = [" ".join(t) for t in (long, long[:450] + rng.choices(words, k=450), rng.choices(words, k=900))]
    table = shingles.shingles(pd.DataFrame({"id": ["a", "b", "c"], "text": texts}))
    assert table["size"].unique().tolist() == [896]
    assert table.groupby("uid").size().between(80, 145).all()
    pairs = _pairs(pa.Table.from_pandas(table))
    assert len(pairs) == 1
    assert 8 * pairs["common"].item() == pytest.approx(446, abs=130)


@pytest.mark.parametrize(("size", "rate"), [(1, 1), (96, 1), (97, 2), (192, 2), (384, 4), (385, 8), (90000, 8)])
def test_how_many_runs_are_kept(size, rate):
    assert shingles.rate(np.array([size])).tolist() == [rate]


def test_a_full_disk_ends_the_run_and_the_next_goes_on(table, once, tmp_path, monkeypatch):
    folder, real, written_files = written(table, tmp_path / "in", 4), store._write_local, []

    def full(path, data, lasting):
        written_files.append(path)
        if len(written_files) > 30:
            raise OSError(errno.ENOSPC, "No space left on device")
        real(path, data, lasting)

    monkeypatch.setattr(store, "_write_local", full)
    with pytest.raises(RuntimeError, match=r"could not be written \(No space left on device\).*run again"):
        score_dataset(folder, tmp_path / "out")
    monkeypatch.setattr(store, "_write_local", real)
    assert not (tmp_path / "out" / "summary.json").exists()
    score_dataset(folder, tmp_path / "out")
    assert outcome(tmp_path / "out") == outcome(once)


# --- real processes ---------------------------------------------------------------------------------------------


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
