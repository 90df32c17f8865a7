import io
import json
import subprocess
import sys

import pandas as pd
import pytest

from framing import find_hits, score
from framing._scan import progress as progress_module
from framing.streaming import score_file


@pytest.fixture
def table(articles):
    many = pd.concat([articles.assign(id=articles["id"] + f"-{n}") for n in range(40)], ignore_index=True)
    return many[["id", "lang", "side", "text"]].astype("str")


def written(table, folder, kind):
    source = folder / f"texts.{kind}"
    if kind == "parquet":
        table.to_parquet(source, index=False)
    else:
        table.to_json(source, orient="records", lines=True, force_ascii=False)
    return source


@pytest.mark.parametrize("kind", ["parquet", "jsonl"])
@pytest.mark.parametrize("batch", [1, 700, 1 << 22])
def test_the_result_is_that_of_score_for_every_cut(table, lexicon, tmp_path, monkeypatch, kind, batch):
    monkeypatch.setattr("framing.streaming.BATCH", batch)
    monkeypatch.setattr("framing.streaming._ROWS", 7)
    done = []
    rows = score_file(written(table, tmp_path, kind), tmp_path / "out.parquet", lexicon, progress=done.append)
    expected = score(table, find_hits(table, lexicon))
    pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "out.parquet"), expected, check_dtype=False)
    assert rows == len(expected)
    assert done == sorted(done)
    assert done[-1] == 1


def test_an_id_of_an_earlier_batch_is_refused_and_nothing_is_left(table, lexicon, tmp_path, monkeypatch):
    monkeypatch.setattr("framing.streaming.BATCH", 1)
    monkeypatch.setattr("framing.streaming._ROWS", 5)
    source = written(pd.concat([table, table.head(1)]), tmp_path, "parquet")
    with pytest.raises(ValueError, match=r"texts.parquet: the id\(s\) \['en-1-0'\] are used twice"):
        score_file(source, tmp_path / "out.parquet", lexicon)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["texts.parquet"]


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ('{"id": "a", "lang": "en", "text": "War."}\n{"id": ', "line 2: no JSON in UTF-8"),
        ("[1]\n", "line 1: a JSON list; one object a line"),
        ('{"id": "a", "lang": "en", "text": ""}\n{"id": "b", "body": ""}', r"line 2: the column\(s\) \['body'\]"),
        ("\n", "has no rows"),
        ('{"id": "a", "text": "War."}', r"lacks the column\(s\) \['lang'\]"),
    ],
)
def test_a_damaged_line_is_named(lexicon, tmp_path, lines, message):
    source = tmp_path / "texts.jsonl"
    source.write_text(lines, encoding="utf-8")
    with pytest.raises(ValueError, match=message):
        score_file(source, tmp_path / "out.parquet", lexicon)


def test_other_files_are_refused(lexicon, tmp_path):
    with pytest.raises(ValueError, match=r"the kind of file='.csv' is unknown"):
        score_file(tmp_path / "texts.csv", tmp_path / "out.parquet", lexicon)


def test_nested_cells_become_text(lexicon, tmp_path):
    source = tmp_path / "texts.jsonl"
    source.write_text(json.dumps({"id": 1, "lang": "en", "text": "War.", "tags": ["a"]}), encoding="utf-8")
    score_file(source, tmp_path / "out.parquet", lexicon)
    assert pd.read_parquet(tmp_path / "out.parquet")[["id", "tags"]].values.tolist() == [["1", '["a"]']]


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.mark.parametrize(("silent", "stderr"), [(0, Terminal()), (0, io.StringIO()), (60, Terminal())])
def test_long_work_shows_a_line_on_a_terminal_and_takes_it_away(
    table, lexicon, tmp_path, monkeypatch, capsys, silent, stderr
):
    monkeypatch.setattr("framing.streaming.BATCH", 700)
    monkeypatch.setattr(progress_module, "_SILENT", silent)
    monkeypatch.setattr(progress_module, "_EVERY", 0)
    monkeypatch.setattr(sys, "stderr", stderr)
    score_file(written(table, tmp_path, "parquet"), tmp_path / "out.parquet", lexicon)
    lines = stderr.getvalue().split("\r")
    if silent or not stderr.isatty():
        assert lines == [""]
    else:
        assert any(line.startswith("scoring texts.parquet: ") and line.strip().endswith("s left") for line in lines)
        assert lines[-2].strip() == lines[-1] == ""


def test_scoring_brings_no_library_of_models_and_leaves_nltk_whole():
    code = (
        "import sys, pandas as pd, framing\n"
        "texts = pd.DataFrame({'id': ['a'], 'lang': ['en'], 'text': ['Mr. A. met B. They want dialogue.']})\n"
        "scores = framing.score(texts, framing.find_hits(texts, framing.read_lexicon()))\n"
        "print(scores['sentences'].tolist(), {'sklearn', 'scipy', 'nltk'} & set(sys.modules))\n"
        "import nltk\n"
        "print(nltk.tokenize.RegexpTokenizer('b+').tokenize('abba'))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split("\n") == ["[2] set()", "['bb']", ""]
