from pathlib import Path

import pandas as pd
import pytest

from framing import read_plan, read_study, run_study

PLAN = """
name = "tiny"
about = "constructed"
groups = ["US", "Russia"]

[[sources]]
path = "articles.csv"
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "articles.csv").write_bytes((Path(__file__).parent / "tiny" / "articles.csv").read_bytes())
    (tmp_path / "study.toml").write_text(PLAN, encoding="utf-8")
    return tmp_path


def test_a_study_writes_every_table_and_reads_it_back(folder):
    said = []
    study = run_study(folder, folder / "out", say=said.append)
    again = read_study(folder / "out", read_plan(folder))
    assert "reading and cleaning" in said
    for name in ("articles", "hits", "scores", "statements", "voices", "told", "by_side", "by_outlet"):
        assert len(study[name])
        assert len(study[name]) == len(again[name])
    assert list(again["hits"]["counts_as"].cat.categories) == ["confrontation", "dialogue", ""]
    assert again.poles == ("confrontation", "dialogue")


def test_what_came_in_is_scored_or_set_aside(folder):
    with (folder / "articles.csv").open("a", encoding="utf-8") as file:
        file.write('fr-1,Phare,France,fr,2034-01-01,Non,"Ils ne veulent pas de dialogue."\n')
    study = run_study(folder, folder / "out")
    assert len(study["scores"]) + len(study["set_aside"]) == len(study["articles"]) == 8
    assert "articles.csv, line 9" in study["set_aside"]["origin"].tolist()
    assert study.provenance["articles"]["quarantined"] == 1


def test_two_runs_write_the_same_bytes(folder):
    run_study(folder, folder / "one")
    run_study(folder, folder / "two")
    files = sorted(p.name for p in (folder / "one").iterdir())
    assert "provenance.json" in files
    for name in files:
        assert (folder / "one" / name).read_bytes() == (folder / "two" / name).read_bytes(), name


def test_voices_cover_every_scored_article(folder):
    study = run_study(folder, folder / "out")
    text = study["articles"].set_index("id")["text"]
    for id, part in study["voices"].groupby("article"):
        assert "".join(part.sort_values("start")["text"]) == text[id]


@pytest.mark.parametrize(
    ("plan", "message"),
    [
        ("name =", "not TOML"),
        ('name = "x"\n', r"needs a `name` and at least one \[\[sources\]\]"),
        ('name = "x"\nclusters = "a"\n[[sources]]\npath = "a"\n', "'clusters' is unknown.*Did you mean 'cluster'"),
        ('name = "x"\n[[sources]]\nfile = "a"\n', "'file' is unknown"),
        ('name = "x"\ngroups = ["US"]\n[[sources]]\npath = "a"\n', "name the two sides"),
        ('name = "x"\n[[sources]]\npath = "nowhere"\n', "there is no file or folder"),
        (
            'name = "x"\ngroups = ["US", "Mars"]\n[[sources]]\npath = "articles.csv"\n',
            r"no article of the side\(s\) \['Mars'\]",
        ),
    ],
)
def test_a_wrong_plan_says_what_is_wrong(folder, plan, message):
    (folder / "study.toml").write_text(plan, encoding="utf-8")
    with pytest.raises(ValueError, match=message):
        run_study(folder, folder / "out")


def test_a_missing_plan():
    with pytest.raises(ValueError, match="there is no plan"):
        read_plan("nowhere")


def test_a_study_lists_its_tables_when_one_is_missing(folder):
    with pytest.raises(KeyError, match="no table 'tables'; it has"):
        run_study(folder, folder / "out")["tables"]


def test_sources_are_mapped_and_fixed(folder):
    (folder / "more.csv").write_text("body,language\nA threat.,en\n", encoding="utf-8")
    plan = (
        PLAN
        + '\n[[sources]]\npath = "more.csv"\ncolumns = { text = "body", lang = "language" }\nfixed = { side = "US" }\n'
    )
    (folder / "study.toml").write_text(plan, encoding="utf-8")
    study = run_study(folder, folder / "out")
    row = study["scores"].set_index("id").loc["more-1"]
    assert (row["side"], row["confrontation"]) == ("US", 1)
    assert isinstance(study["scores"], pd.DataFrame)
