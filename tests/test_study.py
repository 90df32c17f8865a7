import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from framing import read_plan, read_study, run_study
from framing._study import files
from framing._study.journal import Given
from framing._study.provenance import APART, Source, count, read_plan_of
from framing._study.stages import STAGES, read_sources
from framing._study.tables import to_bytes
from framing.study import RUN

PLAN = """
name = "tiny"
about = "constructed"
groups = ["US", "Russia"]
lexicon = "lexicon.csv"

[[sources]]
path = "articles.csv"
"""


def write_study(folder):
    for name in ("articles.csv", "lexicon.csv"):
        (folder / name).write_bytes((Path(__file__).parent / "tiny" / name).read_bytes())
    (folder / "study.toml").write_text(PLAN, encoding="utf-8")
    return folder


@pytest.fixture
def folder(tmp_path):
    return write_study(tmp_path)


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    place = write_study(tmp_path_factory.mktemp("finished"))
    return run_study(place, place / "out")


@pytest.fixture
def done(folder, finished):
    """The folder of a plan, in which `out` holds the finished study."""
    shutil.copytree(finished.folder, folder / "out")
    return folder


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
    names = sorted(p.name for p in (folder / "one").iterdir())
    assert "provenance.json" in names
    assert RUN in names
    for name in set(names) - {RUN}:  # when, and how long it took
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


def test_what_was_planned_and_how_far_it_holds(folder):
    study = run_study(folder, folder / "out")
    assert len(study["hypotheses"]) == 0
    assert "hypotheses" not in study
    table = study["robustness"]
    assert table["planned"].sum() == 1
    planned = study["comparisons"].query("measure == 'balance' and lang == @table.lang.iloc[0]").iloc[0]
    assert table["difference"].iloc[0] == planned["difference"]
    assert study.provenance["frozen"] is None
    assert len(study.provenance["plan_sha256"]) == 64


def test_sides_without_a_common_language_are_not_compared(folder):
    rows = pd.read_csv(folder / "articles.csv", dtype=str, keep_default_na=False)
    kept = rows[
        ((rows["side"] == "US") & (rows["lang"] == "en")) | ((rows["side"] == "Russia") & (rows["lang"] == "ru"))
    ]
    assert set(kept["side"]) == {"US", "Russia"}
    kept.to_csv(folder / "articles.csv", index=False)
    study = run_study(folder, folder / "out")
    assert len(study["comparisons"]) == 0
    assert not {"explanation", "robustness"} & set(study.tables)


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


# --- what is finished is kept ---------------------------------------------------------------------------------


def how(folder):
    return {name: one["how"] for name, one in json.loads((folder / RUN).read_bytes())["stages"].items()}


def test_a_second_run_reads_all_stages_back(done, finished):
    first, second = finished, run_study(done, done / "out")
    assert set(how(done / "out").values()) == {"read back"}
    assert first.digest == second.digest
    for name in first.tables:
        pd.testing.assert_frame_equal(first[name], second[name], check_exact=True, obj=name)


def test_only_what_a_change_touches_is_made_again(done):
    with (done / "lexicon.csv").open("a", encoding="utf-8") as file:
        file.write("fork,dialogue,core,,fork,,,,,\n")
    run_study(done, done / "out")
    assert how(done / "out") == {
        "articles": "read back", "scores": "computed", "voices": "computed", "topics": "computed",
        "robustness": "computed", "hypotheses": "computed",
    }  # fmt: skip
    (done / "study.toml").write_text('title = "Ein Titel"\nalpha = 0.01\n' + PLAN, encoding="utf-8")
    run_study(done, done / "out")
    assert {name for name, one in how(done / "out").items() if one == "computed"} == {"hypotheses"}


def test_a_torn_table_is_refused_and_made_again(done, finished):
    folder, whole = done, finished
    table = folder / "out" / "hits.parquet"
    table.write_bytes(table.read_bytes()[:100])
    with pytest.raises(ValueError, match=r"hits\.parquet is not what provenance\.json says"):
        read_study(folder / "out", whole.plan)
    assert run_study(folder, folder / "out").digest == whole.digest
    assert how(folder / "out")["scores"] == "computed"
    assert read_study(folder / "out", whole.plan).digest == whole.digest


@pytest.mark.parametrize("journal", ["", "[]", "{", '{"scores": 1}', '{"articles": {"key": "x", "tables": {}}}'])
def test_a_damaged_journal_costs_time_and_nothing_else(done, finished, journal):
    (done / "out" / "stages.json").write_text(journal, encoding="utf-8")
    assert run_study(done, done / "out").digest == finished.digest


def test_a_folder_without_a_study(folder):
    plan = read_plan(folder)
    with pytest.raises(ValueError, match="holds no finished study"):
        read_study(folder, plan)
    (folder / "provenance.json").write_text('{"plan": {}}', encoding="utf-8")
    with pytest.raises(ValueError, match="of an earlier version"):
        read_study(folder, plan)


def test_tables_that_a_later_run_has_no_more_are_gone(done):
    folder = done
    assert (folder / "out" / "comparisons.csv").exists()
    for name in ("wire_stories.csv", ".hits.parquet.part", "notes.csv"):
        (folder / "out" / name).write_text("left over", encoding="utf-8")
    run_study(folder, folder / "out")
    left = {p.name for p in (folder / "out").iterdir()}
    assert not {"wire_stories.csv", ".hits.parquet.part"} & left
    assert "notes.csv" in left  # what is not ours stays


def test_an_input_that_changes_meanwhile_is_refused(folder, finished):
    def change(said):
        if said == "finding who speaks":
            (folder / "articles.csv").write_text("id,text,lang,side\na,A threat.,en,US\n", encoding="utf-8")

    original = (folder / "articles.csv").read_bytes()
    with pytest.raises(ValueError, match=r"^articles\.csv: changed while the study was being made"):
        run_study(folder, folder / "out", say=change)
    (folder / "articles.csv").write_bytes(original)
    assert run_study(folder, folder / "out").digest == finished.digest


def test_a_file_that_appears_meanwhile_is_refused(folder):
    (folder / "texts").mkdir()
    (folder / "texts" / "a.txt").write_text("lang: en\nside: US\n\nA threat came.", encoding="utf-8")
    (folder / "texts" / "b.txt").write_text("lang: en\nside: Russia\n\nDialogue went on.", encoding="utf-8")
    (folder / "study.toml").write_text('name = "x"\n[[sources]]\npath = "texts"\n', encoding="utf-8")

    def add(said):
        (folder / "texts" / "c.txt").write_text("lang: en\n\nPeace.", encoding="utf-8")

    with pytest.raises(ValueError, match=r"texts/c\.txt: changed"):
        run_study(folder, folder / "out", say=add)
    study = run_study(folder, folder / "out")
    assert {name: one["rows"] for name, one in study.provenance["inputs"].items()} == {
        "texts/a.txt": 1, "texts/b.txt": 1, "texts/c.txt": 1,
    }  # fmt: skip


# --- one at a time --------------------------------------------------------------------------------------------


def test_a_second_run_says_who_is_running(done):
    folder = done / "out"
    running = rf"another run \(process {os.getpid()} on .+\) writes to"
    with files.locked(folder), pytest.raises(RuntimeError, match=running):
        run_study(done, folder)
    run_study(done, folder)
    assert not (folder / files.LOCK).exists()


# --- the tables in between ------------------------------------------------------------------------------------


def test_stages_get_the_same_from_files_as_from_one_another(finished):
    """The tables of a study are those that the stages make without any file between them."""
    study = finished
    source, tables = Source(study.plan), {}
    for stage in STAGES:
        before = {n: t for name in stage.after for n, t in tables[name].items()}
        tables[stage.name] = stage.make(Given(source, stage.fields), before)
    made = {name: table for part in tables.values() for name, table in part.items()}
    assert set(made) == set(study.tables)
    for name, table in made.items():
        entry = study.provenance["tables"][name]
        data, columns = to_bytes(table, entry["file"].rsplit(".", 1)[1])
        assert (files.digest(data), columns) == (entry["sha256"], entry["columns"]), name


def test_a_stage_uses_nothing_that_it_has_not_declared(folder):
    given = Given(Source(read_plan(folder)), ("seed",))
    assert given.seed == 0
    with pytest.raises(AttributeError, match="not declared that it uses 'groups'"):
        given.groups  # noqa: B018


def test_no_table_depends_on_what_the_keys_leave_out(folder):
    code = "import sys; from framing import run_study; run_study(*sys.argv[1:]); print(*sys.modules)"
    arguments = [sys.executable, "-W", "ignore", "-c", code, str(folder), str(folder / "out")]
    loaded = subprocess.run(arguments, capture_output=True, text=True, check=True).stdout.split()
    for name in APART:
        module = f"framing.{name.removesuffix('.py')}"
        assert not [one for one in loaded if one == module or one.startswith(f"{module}.")], name


def test_an_evil_name_of_a_study_stays_in_its_folder(folder, monkeypatch):
    monkeypatch.chdir(folder)
    (folder / "study.toml").write_text(PLAN.replace('"tiny"', '"../../../out"'), encoding="utf-8")
    study = run_study(folder)
    assert study.folder.parent == Path("data/processed")
    assert study.folder.name.startswith("out-")


def test_articles_that_were_lost_are_an_error_of_ours(finished):
    tables = finished.tables
    assert count(tables)["scores"] == {"articles": 7, "scored": 7, "set aside": 0}
    with pytest.raises(RuntimeError, match="articles were lost.*scores"):
        count(tables | {"scores": tables["scores"].iloc[1:]})
    with pytest.raises(RuntimeError, match="articles were lost.*voices"):
        count(tables | {"told": tables["told"].query("article != 'en-1'")})
    with pytest.raises(RuntimeError, match="words were lost"):
        count(tables | {"voices": tables["voices"].assign(text=lambda t: t["text"].str[1:])})


def test_the_provenance_holds_the_plan_and_what_went_in(folder):
    extra = 'alpha = 0.1\n[[hypotheses]]\ntext = "x"\ngroups = ["Russia", "US"]\n'
    extra += '[[exclusions]]\ncolumn = "id"\nvalues = ["en-1"]\nreason = "y"\n'
    (folder / "study.toml").write_text(extra.split("[[")[0] + PLAN + extra[extra.index("[[") :], encoding="utf-8")
    study = run_study(folder, folder / "out")
    assert read_plan_of(json.loads((folder / "out" / "provenance.json").read_bytes()), folder) == study.plan
    about = study.provenance
    one = about["inputs"]["articles.csv"]
    assert one == {"bytes": 832, "sha256": files.digest((folder / "articles.csv").read_bytes()), "rows": 7}
    assert about["counts"]["scores"] == {"articles": 7, "scored": 6, "set aside": 1}
    assert {"pandas", "numpy", "scikit-learn", "nltk"} <= set(about["packages"])
    assert about["seed"] == 0
    assert set(about["tables"]) == set(study.tables)
    assert study.digest == files.digest((folder / "out" / "provenance.json").read_bytes())


def test_files_of_one_name_in_two_sources_are_called_by_their_source(tmp_path):
    for side in ("us", "ru"):
        (tmp_path / side).mkdir()
        (tmp_path / side / "page1.txt").write_text("lang: en\nsource: wire\n\nA threat came.", encoding="utf-8")
    sources = [f'[[sources]]\npath = "{p}"\nfixed = {{ side = "{s}" }}' for p, s in (("us", "US"), ("ru", "Russia"))]
    (tmp_path / "study.toml").write_text("\n".join(['name = "x"', *sources]), encoding="utf-8")
    articles = read_sources(read_plan(tmp_path))
    assert articles[["id", "side", "source"]].values.tolist() == [
        ["ru-page1", "Russia", "wire"], ["us-page1", "US", "wire"],
    ]  # fmt: skip


def test_why_a_side_has_no_article_is_said(tmp_path):
    (tmp_path / "a.csv").write_text("id,text,lang,side\na,x,fr,US\nb,x,fr,Russia\n", encoding="utf-8")
    (tmp_path / "study.toml").write_text('name = "x"\n[[sources]]\npath = "a.csv"\n', encoding="utf-8")
    with pytest.raises(ValueError, match="can be scored; 2 were set aside: the language 'fr' is not covered"):
        run_study(tmp_path, tmp_path / "out")


def test_a_cluster_that_is_no_column(folder):
    (folder / "study.toml").write_text(PLAN.replace("groups =", 'cluster = "oulet"\ngroups ='), encoding="utf-8")
    with pytest.raises(ValueError, match="cluster = 'oulet' in the plan is no column.*Did you mean 'outlet'"):
        run_study(folder, folder / "out")
