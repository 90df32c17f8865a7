"""Run the notebooks from the top and store what they show: ``python notebooks/run.py [NOTEBOOK ...]``.

Without a name, those whose outputs are part of the repository (`exploration/`). A second run writes the same bytes.
"""

import sys
from pathlib import Path

import nbformat

from framing.report import execute, read_notebook

HERE = Path(__file__).resolve().parent
KEPT = ("kernelspec", "title")


def main(names: list[str]) -> None:
    """Run and store."""
    for path in [Path(n) for n in names] or sorted(HERE.glob("exploration/*.ipynb")):
        nb = read_notebook(path)
        execute(nb, path)
        kept = {key: nb.metadata[key] for key in KEPT if key in nb.metadata}
        nb.metadata = nbformat.from_dict(kept | {"language_info": {"name": "python"}})
        nbformat.write(nb, path)
        print(f"{path.name}: {sum(cell.cell_type == 'code' for cell in nb.cells)} cells run")


if __name__ == "__main__":
    main(sys.argv[1:])
