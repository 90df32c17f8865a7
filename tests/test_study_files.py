"""Locks, writes that fail, and tables in files: what a study stands on, without a study."""

import errno
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing._study import files
from framing._study.journal import Stage, run_stages
from framing._study.tables import csv_bytes, from_bytes, to_bytes


@pytest.mark.parametrize("content", ["", '{"pid": 999999999, "host": "gone"}', "torn {"])
def test_the_lock_of_a_dead_run_is_taken_over(tmp_path, content):
    (tmp_path / files.LOCK).write_text(content, encoding="utf-8")
    with files.locked(tmp_path):
        assert json.loads((tmp_path / files.LOCK).read_bytes())["pid"] == os.getpid()


def test_a_process_that_ends_frees_its_lock(tmp_path):
    code = "import os, sys; from pathlib import Path; from framing._study import files\n"
    code += "with files.locked(Path(sys.argv[1])): os._exit(0)"
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=True)
    assert (tmp_path / files.LOCK).exists()
    with files.locked(tmp_path):
        pass


# --- disks that fail, with stages that cost nothing -----------------------------------------------------------

TABLE = pd.DataFrame({"id": ["a", "b"], "value": [1.5, float("nan")]})
TOYS = [
    Stage("one", "one", ("first.csv", "more.parquet"), ("seed",), (), lambda plan, _: {"first": TABLE, "more": TABLE}),
    Stage("two", "two", ("second.parquet",), (), ("one",), lambda _, t: {"second": t["first"].assign(more=1)}),
]


def run_toys(folder, seed=0, check=lambda: None):
    plan = type("plan", (), {"seed": seed})
    with files.locked(folder):
        return run_stages(TOYS, folder, plan, lambda stage: [seed], check, lambda line: None)


@pytest.mark.parametrize("name", ["open", "fsync", "replace"])
def test_every_operation_that_can_fail_fails_in_words_and_tears_nothing(tmp_path, monkeypatch, name):
    whole = tmp_path / "whole"
    whole.mkdir()
    run_toys(whole)
    expected = {p.name: p.read_bytes() for p in whole.iterdir()}
    place, original = (files, open) if name == "open" else (os, getattr(os, name))
    for n in range(1, 20):
        out = tmp_path / str(n)
        out.mkdir()
        calls = iter(range(1, 1000))

        def failing(*args, n=n, calls=calls, **kwargs):
            if next(calls) == n:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            return original(*args, **kwargs)

        with monkeypatch.context() as patch:
            patch.setattr(place, name, failing, raising=False)
            try:
                run_toys(out)
                break
            except RuntimeError as error:
                assert "could not be written (No space left on device). Nothing that was there is lost" in str(error)  # noqa: PT017
        left = {p.name: p.read_bytes() for p in out.iterdir()}
        assert {k: v for k, v in left.items() if k != "stages.json"}.items() <= expected.items()
        run_toys(out)
        assert {p.name: p.read_bytes() for p in out.iterdir()} == expected
    assert n == 6  # three tables, the journal twice


def test_an_old_table_outlives_a_failed_write(tmp_path, monkeypatch):
    path = tmp_path / "a.csv"
    files.write_whole(path, b"old")
    monkeypatch.setattr(os, "replace", lambda *paths: (_ for _ in ()).throw(PermissionError(13, "Permission denied")))
    with pytest.raises(RuntimeError, match=r"a\.csv could not be written \(Permission denied\)"):
        files.write_whole(path, b"new")
    assert path.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["a.csv"]


def test_what_fails_its_check_is_not_written_down_as_done(tmp_path):
    def check():
        raise ValueError("changed")

    with pytest.raises(ValueError, match="changed"):
        run_toys(tmp_path, check=check)
    assert not (tmp_path / "stages.json").exists()


def test_a_stage_with_another_key_is_made_again(tmp_path):
    assert [how for _, how in run_toys(tmp_path).took.values()] == ["computed", "computed"]
    assert [how for _, how in run_toys(tmp_path).took.values()] == ["read back", "read back"]
    assert [how for _, how in run_toys(tmp_path, seed=1).took.values()] == ["computed", "computed"]


# --- tables and names as files ------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_a_table_comes_back_as_it_was(ending):
    table = pd.DataFrame(
        {
            "id": ["=1+1", "'=x", "", 'a,"b"\nc'],
            "n": [1, 2, 3, -4],
            "place": pd.array([1, None, 3, 4], "Int64"),
            "x": [0.1, float("nan"), -0.0, 1e-300],
            "yes": [True, False, True, True],
            "counts_as": pd.Categorical(["b", "b", "b", "b"], ["b", "a", ""]),
            "none": pd.Series([None] * 4, dtype=object),
            "@user": ["NA", "null", "007", "1e5"],
        }
    )
    again = from_bytes(*(lambda data, kinds: (data, ending, kinds))(*to_bytes(table, ending)))
    assert again["id"].tolist() == table["id"].tolist()
    assert again["counts_as"].cat.categories.tolist() == ["b", "a", ""]
    assert again["x"].round(9).fillna(9).tolist() == [0.1, 9, 0, 0]
    assert again["@user"].tolist() == ["NA", "null", "007", "1e5"]
    assert again[["n", "place", "yes"]].equals(table[["n", "place", "yes"]])
    assert again["none"].fillna("").tolist() == [""] * 4
    for part in (table.iloc[:0], again):
        data, kinds = to_bytes(part, ending)
        assert to_bytes(from_bytes(data, ending, kinds), ending)[0] == data


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1, max_size=5), st.text("=+-@\t\r\n'a,\""))
def test_no_cell_of_a_csv_file_is_a_formula_and_every_text_comes_back(texts, name):
    table = pd.DataFrame({"id": texts, "more": texts, f"x{name}": 1.5, f"{name}y": texts})
    data, kinds = to_bytes(table, "csv")
    again = from_bytes(data, "csv", kinds)
    expected = [text.replace("\r\n", "\n").replace("\r", "\n") for text in texts]
    assert again["id"].tolist() == expected
    assert again.iloc[:, 3].tolist() == expected
    cells = pd.read_csv(io.BytesIO(data), header=None, dtype=str, na_filter=False, lineterminator="\n")
    assert not cells.map(lambda cell: cell[:1] in tuple("=+-@\t\r\n") and cell != "").to_numpy().any()


def test_numbers_are_no_formulas():
    assert csv_bytes(pd.DataFrame({"-id": ["-1", "@x", "ok"], "n": [-1, 2, 3]})) == b"'-id,n\n'-1,-1\n'@x,2\nok,3\n"


@pytest.mark.parametrize(
    "text",
    ["../../etc/passwd", "/etc", "CON", "nul.txt", "..", "", "a/b", "a\\b", "x" * 300, "ж" * 70, ".hidden", "a:b"],
)
def test_no_text_becomes_a_path(text):
    name = files.file_name(text)
    assert Path(name).name == name
    assert 0 < len(name.encode()) <= 80
    assert name[0] != "."
    assert name.split(".")[0].upper() not in {"CON", "NUL"}
    assert files.file_name(text) != files.file_name(f"{text}/")
