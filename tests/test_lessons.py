"""The lessons: exercises cut from solutions, checks that accept and refuse the right answers; corpora of a class."""

import hashlib
import importlib.util
import tomllib
from pathlib import Path

import nbformat
import numpy as np
import pandas as pd
import pytest

import framing.lessons as lessons
from framing import clean, find_copies, find_hits, read_articles, read_lexicon, score
from framing.report import execute

ROOT = Path(__file__).resolve().parents[1]
LESSONS = ROOT / "notebooks" / "lessons"
SOLUTIONS = sorted((LESSONS / "solutions").glob("*.ipynb"))
STUB = "# Write your code here."

spec = importlib.util.spec_from_file_location("notebooks_run", ROOT / "notebooks" / "run.py")
run = importlib.util.module_from_spec(spec)
spec.loader.exec_module(run)


def tags(cell):
    return cell.metadata.get("tags", [])


def grade_id(cell):
    return cell.metadata.get("nbgrader", {}).get("grade_id", "")


# --- what a learner is told -------------------------------------------------------------------------------------------


def test_a_missing_name_an_ellipsis_and_none_are_told_apart():
    lessons.expect({"a": 0, "b": []}, a="a number", b="a list")
    with pytest.raises(AssertionError, match="There is no `a` yet. It should be a number"):
        lessons.expect({}, a="a number")
    with pytest.raises(
        AssertionError, match="`b` is still `...`. Write your code in the cell above; it should be a list"
    ):
        lessons.expect({"a": 1, "b": ...}, a="a number", b="a list")
    with pytest.raises(AssertionError, match="`a` is None; it should be a number"):
        lessons.expect({"a": None}, a="a number")


def test_data_is_found_from_any_folder_and_says_what_there_is(monkeypatch, tmp_path):
    for folder in (ROOT, ROOT / "notebooks", LESSONS / "solutions", tmp_path):
        monkeypatch.chdir(folder)
        assert lessons.data("lucerne") == ROOT / "data" / "raw" / "lucerne"
    (tmp_path / "data" / "raw" / "own").mkdir(parents=True)
    assert lessons.data("own") == tmp_path.resolve() / "data" / "raw" / "own"
    with pytest.raises(ValueError, match=r"no folder data/raw/lucern in .*'lucerne'.*'own'"):
        lessons.data("lucern")


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="framing.lessons has no 'make_clas'"):
        lessons.make_clas  # noqa: B018


@pytest.mark.slow
def test_in_a_notebook_a_failed_check_is_one_sentence(tmp_path):
    cells = ["import framing.lessons as l\nl.expect({}, a='a number')", "assert 1 == 2, 'One is not two.'", "1 / 0"]
    nb = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c) for c in cells])
    for cell in nb.cells:
        cell.metadata["tags"] = ["raises-exception"]
    execute(nb, tmp_path / "a.ipynb")
    shown = ["\n".join(cell.outputs[0].traceback) for cell in nb.cells]
    assert shown[0].startswith("Not yet: There is no `a` yet.")
    assert shown[1] == "Not yet: One is not two."
    assert "Traceback" in shown[2], "another error keeps its traceback"


@pytest.mark.slow
def test_in_a_notebook_a_check_that_is_passed_says_so_once(tmp_path):
    check = "import framing.lessons as l\nl.expect(globals(), a='a number')\nassert a == 1, 'One, not two.'"
    cells = ["a = 2", check, "a = 1", check, "a"]
    nb = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c) for c in cells])
    nb.cells[1].metadata["tags"] = ["raises-exception"]
    execute(nb, tmp_path / "a.ipynb")
    assert [len(cell.outputs) for cell in nb.cells] == [0, 1, 0, 1, 1]
    assert nb.cells[3].outputs[0].text == "Right.\n"


# --- exercises are cut from solutions ---------------------------------------------------------------------------------


def test_the_cutter_keeps_what_stands_outside_the_markers():
    lines = [
        "a = ...",
        "### BEGIN SOLUTION",
        "a = 1",
        "### END SOLUTION",
        "    # BEGIN SOLUTION",
        "b",
        "# END SOLUTION",
    ]
    assert run.without_solution(lines, "STUB") == ["a = ...", "STUB", "    STUB"]
    for wrong in (["### BEGIN SOLUTION", "a"], ["### END SOLUTION"], ["# BEGIN SOLUTION"] * 2):
        with pytest.raises(ValueError, match="SOLUTION"):
            run.without_solution(wrong, "STUB")


def test_there_is_an_exercise_for_each_solution_and_no_other():
    assert [p.name for p in SOLUTIONS] == sorted(p.name for p in LESSONS.glob("*.ipynb"))


@pytest.mark.parametrize("path", SOLUTIONS, ids=lambda p: p.stem)
def test_an_exercise_is_what_is_cut_from_its_solution(path):
    solution, exercise = (nbformat.read(p, as_version=4) for p in (path, LESSONS / path.name))
    assert run.cut(solution) == exercise, f"run: python notebooks/run.py {path.relative_to(ROOT)}"
    code = [cell for cell in exercise.cells if cell.cell_type == "code"]
    assert not any(cell.outputs or cell.execution_count for cell in code)
    assert "SOLUTION" not in "".join(cell.source for cell in exercise.cells)


@pytest.mark.parametrize("path", SOLUTIONS, ids=lambda p: p.stem)
def test_each_exercise_has_a_check_behind_it_and_answers_to_try(path):
    cells = nbformat.read(path, as_version=4).cells
    ids = [grade_id(cell) for cell in cells if grade_id(cell)]
    assert len(ids) == len(set(ids)), "grade ids are used once"
    exercises = [k for k, cell in enumerate(cells) if "solution" in tags(cell)]
    assert 3 <= len(exercises) + sum("answer" in tags(cell) for cell in cells) <= 6
    answers = tomllib.loads((ROOT / "tests" / "lessons" / f"{path.stem}.toml").read_text("utf-8"))["answer"]
    for k in exercises:
        own, check = cells[k].metadata["nbgrader"], cells[k + 1].metadata["nbgrader"]
        assert cells[k].source.count("BEGIN SOLUTION") == 1
        assert own["solution"] and not own["grade"] and not own["locked"]
        assert "check" in tags(cells[k + 1]) and check["grade"] and check["locked"] and check["points"] > 0
        assert check["grade_id"] == f"{own['grade_id']}-check"
        assert cells[k + 1].source.startswith("fr.lessons.expect(globals(), ")
        tried = [answer["right"] for answer in answers if answer["exercise"] == own["grade_id"]]
        assert tried.count(True) >= 3 and tried.count(False) >= 1, own["grade_id"]


def outcome(source, names):
    """Nothing, or the sentence of the check that failed."""
    try:
        exec(compile(source, "check", "exec"), names)
    except AssertionError as error:
        return str(error)
    return ""


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:FigureCanvasAgg is non-interactive:UserWarning")
@pytest.mark.parametrize("path", SOLUTIONS, ids=lambda p: p.stem)
def test_checks_accept_right_answers_refuse_wrong_ones_and_are_kind_to_blanks(path, monkeypatch, capsys):
    import matplotlib.pyplot as plt
    from IPython.display import display

    monkeypatch.chdir(LESSONS)
    answers = tomllib.loads((ROOT / "tests" / "lessons" / f"{path.stem}.toml").read_text("utf-8"))["answer"]
    names, before, stub = {"display": display, "__name__": "__main__"}, {}, ""
    for cell in nbformat.read(LESSONS / path.name, as_version=4).cells:
        if cell.cell_type != "code":
            continue
        if "check" not in tags(cell):
            before, stub = dict(names), cell.source
            exec(compile(cell.source, cell.id, "exec"), names)  # a blank exercise hinders no later cell
            plt.close("all")
            continue
        blank = outcome(cell.source, dict(names))
        assert "should be" in blank, f"{grade_id(cell)}, left blank, says {blank!r}"
        for answer in [a for a in answers if f"{a['exercise']}-check" == grade_id(cell)]:
            given = {name: v.copy(deep=True) if hasattr(v, "iloc") else v for name, v in before.items()}
            exec(compile(stub.replace(STUB, answer["code"]), answer["exercise"], "exec"), given)
            told = outcome(cell.source, given)
            if answer["right"]:
                assert told == "", f"{answer['exercise']} refuses a right answer:\n{answer['code']}"
            else:
                assert answer["says"] in told, f"{answer['exercise']} says {told!r} to:\n{answer['code']}"


def test_every_lesson_is_in_the_overviews():
    for page in (LESSONS / "README.md", ROOT / "docs" / "teaching.md"):
        text = page.read_text("utf-8")
        for path in SOLUTIONS:
            title = nbformat.read(path, as_version=4).metadata["title"]
            assert title in text, f"{page.name} doesn't name {title!r}"


# --- a corpus of one's own --------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def school(tmp_path_factory):
    out = tmp_path_factory.mktemp("school") / "class"
    return out, lessons.make_class(6, out, seed=3)


def test_each_student_has_other_articles_and_other_numbers(school):
    out, truth = school
    assert truth["student"].tolist() == [f"student-0{k}" for k in range(1, 7)]
    assert truth["difference"].round(3).is_unique
    texts = [frozenset(p.read_text("utf-8") for p in (out / s).glob("*.txt")) for s in truth["student"]]
    assert len(set(texts)) == 6
    assert [len(t) for t in texts] == truth["n"].tolist()


def test_a_student_who_follows_the_lessons_finds_the_truth(school):
    out, truth = school
    row = truth.iloc[0]
    articles = find_copies(clean(read_articles(out / row["student"])))
    scores = score(articles, find_hits(articles, read_lexicon()))
    from framing import compare

    found = compare(scores, by="side", groups=("US", "Russia"), cluster="outlet").iloc[0]
    assert (len(articles), articles["story"].nunique()) == (row["n"], row["stories"])
    assert (scores["confrontation"].sum(), scores["dialogue"].sum()) == (row["confrontation"], row["dialogue"])
    for column in ("difference", "low", "high", "p"):
        assert found[column] == pytest.approx(row[column], abs=6e-5)
    assert scores.groupby("side")["outlet"].nunique().tolist() == [5, 5]


def test_the_truth_is_what_was_planted(school):
    out, truth = school
    design = pd.read_csv(out / "teacher" / "design.csv", keep_default_na=False)
    meant = pd.read_csv(lessons.data() / "design.csv").set_index("id")["emphasis"]
    assert (design["emphasis"].to_numpy() == meant[design["taken_from"]].to_numpy()).all()
    reprints = design[design["reprint_of"] != ""]
    assert (reprints["reprint_of"] == reprints["taken_from"]).all() and reprints.groupby("student").size().ge(6).all()
    sources = design[design["reprint_of"] == ""].groupby("student")["taken_from"].nunique()
    assert sources.tolist() == truth["stories"].tolist(), "a story and its reprints are found as one"
    gap = truth["emphasis_us"] - truth["emphasis_russia"]
    says = np.select([gap >= 0.25, gap <= -0.25], ["US", "Russia"], "neither")
    assert says.tolist() == truth["more_confrontation"].tolist()
    assert {"US", "Russia"} <= set(says), "the direction isn't the same for all"


def test_the_truth_is_sealed(school):
    out, _ = school
    seal = hashlib.sha256((out / "teacher" / "truth.csv").read_bytes()).hexdigest()
    for number in range(1, 7):
        assert seal in (out / f"student-0{number}" / "README.md").read_text("utf-8")


def test_the_same_seed_makes_the_same_class(school, tmp_path):
    out, truth = school
    again = lessons.make_class(2, tmp_path / "again", seed=3)
    pd.testing.assert_frame_equal(again, truth.head(2))
    for path in sorted((tmp_path / "again" / "student-02").glob("*.txt")):
        assert path.read_bytes() == (out / "student-02" / path.name).read_bytes()


def test_a_class_needs_students_and_an_empty_folder(tmp_path):
    with pytest.raises(ValueError, match="students=0; give a whole number from 1"):
        lessons.make_class(0, tmp_path)
    (tmp_path / "letter.txt").write_text("Dear class", encoding="utf-8")
    with pytest.raises(ValueError, match="is not an empty folder"):
        lessons.make_class(2, tmp_path)


TRUTH = pd.DataFrame(
    {
        "student": ["ana", "ben", "eva"],
        "n": [37, 38, 37],
        "difference": [0.512, -0.3, 0.9],
        "more_confrontation": ["US", "Russia", "neither"],
    }
)


def graded(**columns):
    table = lessons.grade_class(pd.DataFrame({"student": ["ana", "ben"]} | columns), TRUTH)
    return table.set_index(["student", "question"])


def test_answers_may_be_rounded_and_written_in_other_ways():
    table = graded(n=["37", 38], difference=["0,51", "−0.30"], more_confrontation=["us", " Russia "])
    assert table.loc[["ana", "ben"], "right"].all()
    assert not table.loc["eva", "right"].any(), "who gave no answer is in the table"


def test_a_wrong_answer_that_is_a_neighbours_is_named():
    table = graded(n=[38, 37], difference=[-0.3, 0.7])
    assert not table["right"].any()
    assert table.loc[("ana", "difference"), "same_as"] == "ben"
    assert table.loc[("ben", "difference"), "same_as"] == ""
    assert table.loc[("ana", "n"), "same_as"] == "", "small whole numbers agree by chance"
    assert graded(difference=[-0.295, 0])["same_as"].eq("").all(), "near isn't the same"


def test_grading_says_what_does_not_fit():
    with pytest.raises(ValueError, match="doesn't know: \\['zoe'\\]"):
        lessons.grade_class(pd.DataFrame({"student": ["zoe"], "n": [1]}), TRUTH)
    with pytest.raises(ValueError, match="more than one row for \\['ana'\\]"):
        lessons.grade_class(pd.DataFrame({"student": ["ana", "ana"], "n": [1, 2]}), TRUTH)
    with pytest.raises(ValueError, match="no column of the truth; ask for some of \\['n'"):
        lessons.grade_class(pd.DataFrame({"student": ["ana"], "age": [1]}), TRUTH)
    with pytest.raises(ValueError, match="answers lacks the column"):
        lessons.grade_class(pd.DataFrame({"pupil": ["ana"]}), TRUTH)
