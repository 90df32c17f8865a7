import json
from pathlib import Path

import pytest

from framing import run_study
from framing.verify import find_study, verify_study

PLAN = 'name = "tiny"\nlexicon = "lexicon.csv"\n\n[[sources]]\npath = "articles.csv"\n'


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A finished study: the plan's folder, and the folder of the tables below `data/processed`."""
    folder = tmp_path_factory.mktemp("verify")
    for name in ("articles.csv", "lexicon.csv"):
        (folder / name).write_bytes((Path(__file__).parent / "tiny" / name).read_bytes())
    (folder / "study.toml").write_text(PLAN, encoding="utf-8")
    study = run_study(folder, folder / "data" / "processed" / "tiny")
    return folder, study


@pytest.fixture
def changed(made):
    """Change a file for one test."""
    kept = {}

    def change(path: Path, text: str) -> None:
        kept[path] = path.read_bytes()
        path.write_text(text, encoding="utf-8")

    yield change
    for path, data in kept.items():
        path.write_bytes(data)


def test_an_untouched_study_has_no_differences(made):
    assert len(verify_study(made[1].folder)) == 0


def test_a_rerun_gives_the_same_bytes(made):
    said = []
    assert len(verify_study(made[1].folder, rerun=True, say=said.append)) == 0
    assert "finding who speaks" in said


def test_a_changed_table_is_named(made, changed):
    changed(made[1].folder / "by_side.csv", "side,value\nUS,9\n")
    found = verify_study(made[1].folder)
    assert found[["what", "name"]].values.tolist() == [["table", "by_side.csv"]]
    assert found["recorded"].item() == made[1].provenance["tables"]["by_side"]["sha256"]


def test_a_changed_input_is_named_and_changes_the_rerun(made, changed):
    path = made[0] / "articles.csv"
    changed(path, path.read_text(encoding="utf-8").replace("threat", "talk"))
    assert verify_study(made[1].folder)[["what", "name"]].values.tolist() == [["input", "articles.csv"]]
    names = verify_study(made[1].folder, rerun=True).query("what == 'rerun'")["name"].tolist()
    assert {"articles.parquet", "hits.parquet", "provenance.json", "stages.json"} <= set(names)


def test_a_missing_input_is_named(made):
    path = made[0] / "articles.csv"
    aside = path.rename(path.with_suffix(".aside"))
    try:
        assert verify_study(made[1].folder)[["what", "found"]].values.tolist() == [["input", ""]]
    finally:
        aside.rename(path)


def test_another_version_of_the_code_is_a_note(made, changed):
    path = made[1].folder / "provenance.json"
    changed(path, json.dumps(made[1].provenance | {"code_sha256": "0" * 64, "python": "2.7"}))
    assert verify_study(made[1].folder)["what"].tolist() == ["code", "python"]


@pytest.mark.parametrize(
    "line", ["Provenance {}", "provenance: {}", "<p>Provenance <code>{}</code></p>", "<span>provenance</span>\n<b>{}"]
)
def test_a_report_leads_to_its_study(made, tmp_path_factory, line):
    report = made[0] / "reports" / "tiny.html"
    report.parent.mkdir(exist_ok=True)
    report.write_text(f"<html><p>{line.format(made[1].digest)}</p></html>", encoding="utf-8")
    assert find_study(report).samefile(made[1].folder)
    assert len(verify_study(report)) == 0


def test_a_report_of_another_run(made):
    report = made[0] / "other.html"
    report.write_text(f"<p>Provenance {'ab' * 32}</p>", encoding="utf-8")
    with pytest.raises(ValueError, match="provenance abababababab, and none of .*tiny.* is that"):
        verify_study(report)
    report.write_text("<p>nothing</p>", encoding="utf-8")
    with pytest.raises(ValueError, match="names no provenance"):
        verify_study(report)


def test_what_is_no_study(tmp_path):
    with pytest.raises(ValueError, match="holds no finished study"):
        verify_study(tmp_path)
    with pytest.raises(ValueError, match="there is no folder or report"):
        verify_study(tmp_path / "nowhere")


def test_the_plan_may_have_moved(made, changed, tmp_path):
    changed(made[1].folder / "run.json", "{}")
    with pytest.raises(ValueError, match="name its folder"):
        verify_study(made[1].folder)
    assert len(verify_study(made[1].folder, plan_folder=made[0])) == 0
    assert len(verify_study(made[1].folder, plan_folder=made[0] / "study.toml")) == 0
    assert "input" in verify_study(made[1].folder, plan_folder=tmp_path)["what"].tolist()
