import errno
import json
import random

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from partitions import SIDES, invented, outcome, scored_once, written

from framing import clean, compare, explain, find_copies, find_hits, read_actors, read_lexicon, score, split_voices
from framing._scale import part, shingles, store, survey
from framing._scale.copies import _pairs
from framing._scale.merge import SUMS, TWICE
from framing.scale import cluster_sums, explain_dataset, score_dataset

pytest.importorskip("distributed")


@pytest.fixture(scope="module")
def table():
    return invented(90)


@pytest.fixture(scope="module")
def once(table, tmp_path_factory):
    return scored_once(table, tmp_path_factory.mktemp("once"))


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
    assert (tmp_path / "out" / "furniture.parquet").read_bytes() == (once / "furniture.parquet").read_bytes()
    for name in ("scores", "told", "set_aside", *(f"{name}.parquet" for name in SUMS)):
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
    (folder / "=x.jsonl").write_text("\n".join(lines), encoding="utf-8")
    row = score_dataset(folder, tmp_path / "out").iloc[0]
    assert row[["articles", "scored", "set_aside"]].tolist() == [4, 2, 2]
    assert "\n'=x.jsonl,4,2,2," in (tmp_path / "out" / "partitions.csv").read_text(encoding="utf-8"), "no formula"
    aside = read(tmp_path / "out", "set_aside")
    assert aside["id"].tolist() == ["=x-2", "=x-3"]
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
    assert 8 * pairs["common"][0].as_py() == pytest.approx(446, abs=130)


def test_pairs_are_counted_in_blocks_as_by_hand(monkeypatch):
    """Texts 3, 5, 8 and 9 (twice, of two sizes) in runs 10 to 30; the one of fewer words is a twin of an id."""
    rows = [(10, 3, 40), (10, 5, 40), (10, 8, 40), (20, 5, 40), (20, 8, 40), (30, 9, 40), (30, 3, 40), (30, 9, 12)]
    hash, uid, size = (np.array(c) for c in zip(*rows, strict=True))
    found = pa.table({"hash": hash.astype(np.uint64), "uid": uid.astype(np.uint64), "size": size.astype(np.int32)})
    expected = [(3, 5, 40, 40, 1), (3, 8, 40, 40, 1), (3, 9, 40, 40, 1), (5, 8, 40, 40, 2)]
    for block in (1, 3, 100):
        monkeypatch.setattr("framing._scale.copies.BLOCK", block)
        assert sorted(zip(*_pairs(found).to_pydict().values(), strict=True)) == expected
    assert _pairs(None).num_rows == 0


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
