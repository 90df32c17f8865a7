"""Run the notebooks from the top and store what they show; cut the exercises of the lessons.

``python notebooks/run.py [exploration] [cases] [lessons] [NOTEBOOK ...]``: without a name, all folders. The source of
a lesson is its solution (`lessons/solutions/`); what stands there between ``BEGIN SOLUTION`` and ``END SOLUTION`` is
taken out of the exercise (`lessons/`), and so are all outputs. A second run writes the same bytes.
"""

import sys
import time
from pathlib import Path

import nbformat

from framing.report import execute, read_notebook

HERE = Path(__file__).resolve().parent
FOLDERS = {"exploration": HERE / "exploration", "cases": HERE / "cases", "lessons": HERE / "lessons" / "solutions"}
WIDGET = "application/vnd.jupyter.widget-view+json"  # its number is another in each run
KEPT = ("kernelspec", "title")
STUB = {"code": "# Write your code here.", "markdown": "*Your words here.*"}


def main(names: list[str]) -> None:
    """Run and store."""
    paths = [path for name in names or FOLDERS for path in found(name)]
    for path in paths:
        nb, begun = read_notebook(path), time.perf_counter()
        execute(nb, path)
        kept = {key: nb.metadata[key] for key in KEPT if key in nb.metadata}
        nb.metadata = nbformat.from_dict(kept | {"language_info": {"name": "python"}})
        for output in (output for cell in nb.cells for output in cell.get("outputs", [])):
            output.get("data", {}).pop(WIDGET, None)
        nbformat.write(nb, path)
        count = sum(cell.cell_type == "code" for cell in nb.cells)
        print(f"{path.name}: {count} cells run in {time.perf_counter() - begun:.0f} s", flush=True)
        if path.parent == FOLDERS["lessons"]:
            nbformat.write(cut(nb), path.parent.parent / path.name)


def found(name: str) -> list[Path]:
    """The notebooks of a folder, or the one of that path."""
    return sorted(FOLDERS[name].glob("*.ipynb")) if name in FOLDERS else [Path(name).resolve()]


def cut(solution: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """The exercise: the same cells and metadata, without outputs, and a stub in place of each solution."""
    exercise = nbformat.from_dict(solution)
    for cell in exercise.cells:
        cell.source = "\n".join(without_solution(cell.source.split("\n"), STUB.get(cell.cell_type, "")))
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return exercise


def without_solution(lines: list[str], stub: str) -> list[str]:
    """The lines outside the markers, and a stub for each stretch inside them."""
    kept, inside = [], False
    for line in lines:
        if "BEGIN SOLUTION" in line or "END SOLUTION" in line:
            if inside == ("BEGIN SOLUTION" in line):
                raise ValueError(f"the markers BEGIN SOLUTION and END SOLUTION do not alternate, at {line!r}")
            inside = not inside
            if inside:
                kept.append(line[: len(line) - len(line.lstrip())] + stub)
        elif not inside:
            kept.append(line)
    if inside:
        raise ValueError("a BEGIN SOLUTION without an END SOLUTION")
    return kept


if __name__ == "__main__":
    main(sys.argv[1:])
