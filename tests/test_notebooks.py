"""The notebooks: small cells, run from the top, and what is stored is what a fresh run shows."""

import ast
import time
from pathlib import Path

import nbformat
import pytest

from framing.__main__ import SHIPPED
from framing.report import execute, read_notebook, set_parameters

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = sorted(path for path in (ROOT / "notebooks").rglob("*.ipynb") if ".ipynb_checkpoints" not in path.parts)
NAMES = [path.relative_to(ROOT).as_posix() for path in NOTEBOOKS]
WITHOUT_OUTPUTS = ("report", "lessons")
RUN = [path for path in NOTEBOOKS if path.parent.name != "lessons"]  # exercises: tests/test_lessons.py
LIMIT = 120  # seconds for a lesson, on a weak laptop


def code_of(nb):
    return [cell for cell in nb.cells if cell.cell_type == "code"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=NAMES)
def test_cells_are_small(path):
    lines = sorted(len(cell.source.splitlines()) for cell in code_of(nbformat.read(path, as_version=4)))
    assert lines[-1] <= 12, "a code cell has more than 12 lines: move work into the package"
    assert sum(count <= 8 for count in lines) >= 0.9 * len(lines), "nine code cells in ten have at most 8 lines"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=NAMES)
def test_reports_and_exercises_are_stored_without_outputs_and_the_others_as_run_from_the_top(path):
    code = code_of(nbformat.read(path, as_version=4))
    if path.parent.name in WITHOUT_OUTPUTS:
        assert not any(cell.outputs or cell.execution_count for cell in code), (
            "clear the outputs: the report is rendered, exercises are run by those who learn"
        )
    else:
        assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1)), "run notebooks/run.py"


@pytest.fixture(scope="module")
def shipped(tmp_path_factory):
    """The tables of the shipped study, made afresh."""
    from framing.study import run_study

    study = run_study(ROOT / SHIPPED, tmp_path_factory.mktemp("shipped"))
    return {"plan_file": ROOT / SHIPPED, "tables": study.folder}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=NAMES)
def test_ids_are_stable_and_each_has_a_title(path):
    nb = nbformat.read(path, as_version=4)
    assert len({cell.id for cell in nb.cells}) == len(nb.cells)
    assert nb.metadata.kernelspec.name == "python3"
    titles = sum(cell.source.startswith("# ") for cell in nb.cells if cell.cell_type == "markdown")
    assert titles == (path.parent.name != "report"), "one title; the title of a report is made of its plan"


@pytest.mark.parametrize("path", RUN, ids=[path.relative_to(ROOT).as_posix() for path in RUN])
def test_functions_in_cells_are_short(path):
    for cell in code_of(nbformat.read(path, as_version=4)):
        for node in ast.walk(ast.parse(cell.source)):
            if isinstance(node, ast.FunctionDef):
                assert node.end_lineno - node.lineno < 5, f"{node.name} belongs into the package"


@pytest.mark.slow
@pytest.mark.parametrize("path", RUN, ids=[path.relative_to(ROOT).as_posix() for path in RUN])
def test_a_fresh_run_shows_what_is_stored(path, shipped):
    stored, nb = nbformat.read(path, as_version=4), read_notebook(path)
    if any("parameters" in cell.metadata.get("tags", []) for cell in nb.cells):
        set_parameters(nb, shipped, path.name)
    begun = time.perf_counter()
    execute(nb, path)
    assert "solutions" not in path.parts or time.perf_counter() - begun < LIMIT, "too slow for a lesson"
    for number, cell in enumerate(code_of(nb), 1):
        if cell.source.rstrip().endswith(";"):
            assert any("image/svg+xml" in o.get("data", {}) for o in cell.outputs), f"code cell {number} shows no chart"
    if path.parent.name != "report":
        for number, (old, new) in enumerate(zip(code_of(stored), code_of(nb), strict=True), 1):
            assert texts_of(new) == texts_of(old), f"code cell {number} shows something else: run notebooks/run.py"


def texts_of(cell):
    """What a cell shows in words; pictures differ with fonts and versions, so they are only counted."""
    assert not any(o.output_type == "stream" and o.name == "stderr" for o in cell.outputs), (
        "something was written to stderr"
    )
    return [o.get("data", {}).get("text/plain", o.get("text", "")) for o in cell.outputs]
