import subprocess
import sys

import pandas as pd
import pytest

from framing.__main__ import main


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
