import os
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pandas as pd
import pytest

from framing.__main__ import _noted, main


def test_score_writes_a_table_and_says_what_was_set_aside(tmp_path, capsys):
    source = tmp_path / "a.csv"
    source.write_text("id,text,lang\na,A threat came.,en\nb,,en\n", encoding="utf-8")
    assert main(["score", str(source), str(tmp_path / "out.csv")]) == 0
    said = capsys.readouterr().out
    assert "2 articles read, 1 scored, 1 set aside" in said
    assert "a.csv, line 3: no words" in said
    assert pd.read_csv(tmp_path / "out.csv")["confrontation"].tolist() == [1]


def test_figures_from_other_peoples_columns(tmp_path, capsys):
    source = tmp_path / "a.csv"
    source.write_text("id,text,language,country\na,A threat came.,en,USA\n", encoding="utf-8")
    columns = ["--columns", "lang=language", "side=country", "--sides", "USA=US"]
    assert main(["figures", str(source), str(tmp_path / "out"), *columns]) == 0
    assert "1 documents, 1 sentences, 1 hits" in capsys.readouterr().out
    assert pd.read_parquet(tmp_path / "out.sentences.parquet")["side"].tolist() == ["US"]


@pytest.mark.parametrize("arguments", [["score", "nowhere", "x.csv"], ["report", "nowhere"]])
def test_an_error_is_a_sentence(arguments, capsys):
    assert main(arguments) == 2
    said = capsys.readouterr().err
    assert said.startswith("error: there is no ")
    assert "Traceback" not in said


def test_a_python_without_the_packages_is_told_where_they_are(tmp_path):
    (tmp_path / "framing").mkdir()
    package = Path(__file__).parents[1] / "framing"
    for name in ("__init__.py", "__main__.py"):
        (tmp_path / "framing" / name).write_bytes((package / name).read_bytes())
    script = (
        f"import runpy, sys; sys.path.insert(0, {str(tmp_path)!r}); sys.argv[1:] = ['lexicon', 'check']; "
        "runpy.run_module('framing', run_name='__main__')"
    )
    bare = [sys.executable, "-I", "-S", "-c", script]
    done = subprocess.run(bare, capture_output=True, text=True)
    assert done.returncode == 2
    assert "lacks the packages" in done.stderr
    assert "Traceback" not in done.stderr
    if os.name == "nt":
        return
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text('#!/bin/sh\necho "given: $@"\nexit 3\n', encoding="utf-8")
    python.chmod(0o755)
    done = subprocess.run(bare, capture_output=True, text=True)
    assert (done.returncode, done.stdout.strip()) == (3, "given: -m framing lexicon check")


def test_notes_of_one_kind_are_told_once():
    notes = ["no words", "the date '1/2/34' is not clear", "the date '3/4/34' is not clear", ""]
    status = ["quarantined", "warned", "warned", "ok"]
    articles = pd.DataFrame({"origin": [*"abcd"], "notes": notes, "status": status})
    assert _noted({"articles": articles}) == [
        "set aside: a: no words",
        "note: 2 of 4 articles, such as b: the date '1/2/34' is not clear",
    ]


def test_a_long_list_of_what_was_set_aside_is_cut_and_says_so():
    articles = pd.DataFrame({"origin": [f"{n}.txt" for n in range(12)], "notes": "no words", "status": "quarantined"})
    lines = _noted({"articles": articles})
    assert (len(lines), lines[0], lines[-1]) == (11, "set aside: 0.txt: no words", "set aside: 2 more")


def test_what_one_file_sets_aside_for_one_reason_is_one_line():
    articles = pd.DataFrame({"origin": ["a.csv", "a.csv", "b.csv"], "notes": "no words", "status": "quarantined"})
    assert _noted({"articles": articles}) == ["set aside: a.csv (2 articles): no words", "set aside: b.csv: no words"]


def test_a_plan_is_frozen_from_the_command_line(tmp_path, capsys):
    (tmp_path / "a.csv").write_text("id,text,lang\na,A threat came.,en\n", encoding="utf-8")
    (tmp_path / "study.toml").write_text('name = "x"\n[[sources]]\npath = "a.csv"\n', encoding="utf-8")
    assert main(["plan", "freeze", str(tmp_path), "--inputs"]) == 0
    said = capsys.readouterr().out
    assert "plan.lock.json: plan " in said
    assert "with 0 hypotheses, lexicon " in said
    assert "1 source files" in said
    assert main(["plan", "freeze", str(tmp_path)]) == 2
    assert "nothing has changed since" in capsys.readouterr().err


STUDY = 'name = "x"\n[[sources]]\npath = "a.csv"\n'
ROWS = "id,text,lang,side,title\na,A threat came.,en,US,=1+1\nb,Dialogue went on.,en,Russia,@x\n"


def test_scores_hold_no_formulas(tmp_path):
    (tmp_path / "a.csv").write_text(ROWS, encoding="utf-8")
    assert main(["score", str(tmp_path / "a.csv"), str(tmp_path / "out.csv")]) == 0
    text = (tmp_path / "out.csv").read_text(encoding="utf-8")
    assert ",'=1+1," in text
    assert ",'@x," in text
    assert ",-1.098612," in text


def test_verify_says_what_differs(tmp_path, capsys):
    from framing import run_study

    (tmp_path / "a.csv").write_text(ROWS, encoding="utf-8")
    (tmp_path / "study.toml").write_text(STUDY, encoding="utf-8")
    out = tmp_path / "out"
    run_study(tmp_path, out)
    assert main(["verify", str(out)]) == 0
    assert "out: tables and inputs are those of the provenance" in capsys.readouterr().out
    assert main(["verify", str(out), "--rerun"]) == 0
    said = capsys.readouterr()
    assert "made again they are the same bytes" in said.out
    assert "finding who speaks" in said.err
    (out / "scores.csv").write_text("id\n", encoding="utf-8")
    assert main(["verify", str(out)]) == 1
    said = capsys.readouterr().out
    assert "table scores.csv: was " in said
    assert "out: 1 difference\n" in said
    assert main(["verify", str(tmp_path / "nowhere")]) == 2
    assert "there is no folder or report" in capsys.readouterr().err


def test_what_cannot_be_written_is_a_sentence(tmp_path, capsys, monkeypatch):
    (tmp_path / "a.csv").write_text(ROWS, encoding="utf-8")
    (tmp_path / "study.toml").write_text(STUDY, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data").write_text("a file where a folder should be", encoding="utf-8")
    assert main(["report", str(tmp_path)]) == 2
    assert "error: the folder data/processed/x cannot be made (Not a directory)" in capsys.readouterr().err


def test_collect_needs_addresses(tmp_path, capsys):
    (tmp_path / "list.txt").write_text("no address\n", encoding="utf-8")
    assert main(["collect", str(tmp_path / "list.txt"), str(tmp_path / "pages")]) == 2
    assert "no line is an address" in capsys.readouterr().err


def test_collect_fetches_what_robots_allow(tmp_path, capsys):
    class Site(BaseHTTPRequestHandler):
        def do_GET(self):
            body = b"User-agent: *\nAllow: /\n" if self.path == "/robots.txt" else b"<html><p>Talks went on.</p></html>"
            self.send_response(200)
            self.send_header("Content-Type", "text/plain" if self.path == "/robots.txt" else "text/html")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    with HTTPServer(("127.0.0.1", 0), Site) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}/news"
        (tmp_path / "list.txt").write_text(f"{url}\n", encoding="utf-8")
        assert main(["collect", str(tmp_path / "list.txt"), str(tmp_path / "pages")]) == 0
        server.shutdown()
    said = capsys.readouterr()
    assert f"1 of 1: saved: {url}" in said.err
    assert "collected.csv" in said.out
    assert len(list((tmp_path / "pages").glob("*.html"))) == 1


def test_importing_framing_loads_nothing_heavy():
    heavy = ("pandas", "numpy", "sklearn", "matplotlib", "nltk")
    code = f"import sys, framing; print([m for m in {heavy} if m in sys.modules])"
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"
    )


def test_every_public_name_exists_and_is_documented():
    import framing

    for name in framing.__all__:
        assert getattr(framing, name).__doc__, name
    with pytest.raises(AttributeError, match="framing has no 'comparer'"):
        framing.comparer  # noqa: B018


def test_lexicon_check_prints_findings_and_fails_on_errors(tmp_path, capsys):
    path = tmp_path / "lexicon.csv"
    path.write_text("concept,pole,en\nfork,up,fork\nspoon,down,fork\n", encoding="utf-8")
    assert main(["lexicon", "check", str(path)]) == 1
    assert "en · spoon · fork: stands in fork (up) too" in capsys.readouterr().out
    path.write_text("concept,pole,en\nfork,up,fork; forks\nspoon,down,spoon; spoons\n", encoding="utf-8")
    assert main(["lexicon", "check", str(path), "--notes"]) == 0
    assert "0 errors" in capsys.readouterr().out


def test_lexicon_golden_writes_what_is_caught(tmp_path, capsys):
    assert main(["lexicon", "golden", str(tmp_path)]) == 0
    written = ["types_de.csv", "types_en.csv", "types_ru.csv", "word_lists.csv"]
    assert sorted(p.name for p in tmp_path.iterdir()) == written


def test_class_makes_a_corpus_for_each_student(tmp_path, capsys):
    assert main(["class", "--students", "2", str(tmp_path / "class")]) == 0
    assert "2 corpora" in capsys.readouterr().out
    assert {p.name for p in (tmp_path / "class").iterdir()} >= {"student-01", "student-02", "teacher"}
    assert main(["class", str(tmp_path / "class")]) == 2
    assert "is not an empty folder" in capsys.readouterr().err
