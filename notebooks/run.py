"""Run the notebooks from the top and store what they show: ``python notebooks/run.py [NOTEBOOK ...]``.

Without a name, those whose outputs are part of the repository (`exploration/`). A second run writes the same bytes.
"""

import os
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

HERE = Path(__file__).resolve().parent


def run(path: Path) -> nbformat.NotebookNode:
    """The executed notebook; an error in a cell is raised."""
    nb = nbformat.read(path, as_version=4)
    client = NotebookClient(
        nb, timeout=300, kernel_name="python3", record_timing=False, resources={"metadata": {"path": str(path.parent)}}
    )
    client.execute(env=os.environ | {"SOURCE_DATE_EPOCH": "0", "PYTHONWARNINGS": "error::UserWarning"})
    nb.metadata = {k: nb.metadata[k] for k in ("kernelspec",) if k in nb.metadata} | {"language_info": {"name": "python"}}
    return nb


def main(names: list[str]) -> None:
    """Run and store."""
    paths = [Path(n) for n in names] or sorted(HERE.glob("exploration/*.ipynb"))
    for path in paths:
        nbformat.write(run(path), path)
        print(f"{path.name}: {sum(c.cell_type == 'code' for c in nbformat.read(path, 4).cells)} cells run")


if __name__ == "__main__":
    main(sys.argv[1:])
