"""Notebooks into reports: executed, written as one HTML file that needs nothing else, and as PDF."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from ._report.page import TEMPLATE, page, place
from ._report.pdf import print_pdf, write_whole
from ._scan.progress import QUIET

_EVIDENCE = re.compile(r'<a href="reader\.html(#[\w-]*)"[^<>]*>((?:(?!</a>).)*)</a>', re.DOTALL)

if TYPE_CHECKING:
    from nbformat import NotebookNode


def render(
    notebook: str | Path,
    out: str | Path,
    *,
    parameters: Mapping[str, object] | None = None,
    reader: Path | None = None,
) -> dict[str, Path | str]:
    """Execute a notebook and write what it shows as `<out>.html` and `<out>.pdf`.

    The HTML file holds its fonts and figures, no script and no outside reference; code is not shown.
    Two runs over the same data write the same HTML, byte for byte. A figure takes its text alternative
    from `display(figure, metadata={"alt": ...})`, else from the metadata `alt` of its cell, and a caption
    likewise from `caption`.

    Parameters
    ----------
    parameters
        Values for names that the cell tagged `parameters` sets, put in after that cell's own.
    reader
        The file of `write_reader` in the same folder: links to `reader.html` lead there; without it they are text.

    Returns
    -------
    dict
        `html`: the path; `pdf`: the path, left out where no program here can print; `note`: what made
        the PDF, or what to install.

    Raises
    ------
    ValueError
        For a notebook that is none, an unknown parameter, a figure without a text alternative.
    RuntimeError
        For a cell that fails; the message gives its number and the error.
    """
    notebook, out = Path(notebook), Path(out)
    nb = read_notebook(notebook)
    if parameters:
        set_parameters(nb, parameters, notebook.name)
    execute(nb, notebook)
    html = _link_evidence(page(nb, notebook.name), reader)
    out.parent.mkdir(parents=True, exist_ok=True)
    written = out.with_name(out.name + ".html")
    write_whole(written, html.encode("utf-8"))
    pdf = out.with_name(out.name + ".pdf")
    made, note = print_pdf(written, pdf)
    return {"html": written} | ({"pdf": pdf} if made else {}) | {"note": note}


def _link_evidence(html: str, reader: Path | None) -> str:
    """The page with its links to the evidence led to the reader file, or without them where there is none."""
    if reader is None:
        return _EVIDENCE.sub(r"\2", html)
    return _EVIDENCE.sub(rf'<a href="{quote(reader.name)}\1">\2</a>', html)


def read_notebook(notebook: Path) -> NotebookNode:
    import nbformat

    if not notebook.is_file():
        raise ValueError(f"there is no notebook {notebook}")
    try:
        return nbformat.read(notebook, as_version=4)
    except (nbformat.reader.NotJSONError, nbformat.ValidationError, UnicodeDecodeError) as error:
        raise ValueError(f"{notebook} is not a notebook: {str(error)[:200]}") from None


def set_parameters(nb: NotebookNode, parameters: Mapping[str, object], name: str) -> None:
    """Write the values behind those of the cell tagged `parameters`."""
    cell = next((cell for cell in nb.cells if "parameters" in cell.metadata.get("tags", [])), None)
    if cell is None:
        raise ValueError(f"{name} has no cell tagged 'parameters', so {sorted(parameters)} cannot be set")
    known = [
        target.id
        for statement in ast.parse(cell.source).body
        if isinstance(statement, ast.Assign)
        for target in statement.targets
        if isinstance(target, ast.Name)
    ]
    for key, value in parameters.items():
        if key not in known:
            raise ValueError(f"{name} has no parameter {key!r}; it has {known}")
        value = str(value) if isinstance(value, Path) else value
        try:
            ast.literal_eval(repr(value))
        except (ValueError, SyntaxError):
            raise ValueError(
                f"parameter {key!r} is a {type(value).__name__}; a notebook can be given"
                " text, numbers, True, False, None, and lists and dicts of them"
            ) from None
        cell.source += f"\n{key} = {value!r}"


def execute(nb: NotebookNode, notebook: Path) -> None:
    """Run all cells in the notebook's folder, with the Python that runs this."""
    from ipykernel.kernelspec import get_kernel_dict
    from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
    from jupyter_client.manager import AsyncKernelManager
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, DeadKernelError
    from zmq import has

    class ThisPython(KernelSpecManager):
        """Knows one kernel: a `python3` that someone installed elsewhere would run without our packages."""

        def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
            return KernelSpec(**get_kernel_dict())

    encryption = "auto" if has("curve") else "disabled"
    manager = AsyncKernelManager(kernel_spec_manager=ThisPython(), transport_encryption=encryption)
    client = NotebookClient(
        nb,
        km=manager,
        timeout=None,
        record_timing=False,
        coalesce_streams=True,  # how a text is cut into messages is chance
        resources={"metadata": {"path": str(notebook.resolve().parent)}},
        extra_arguments=["--InlineBackend.figure_formats=['svg']"],
    )
    steady = {
        "SOURCE_DATE_EPOCH": "0",
        "PYTHONHASHSEED": "0",
        "PYTHONUTF8": "1",
        QUIET: "1",
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
        "MATPLOTLIBRC": str(TEMPLATE / "matplotlibrc"),
    }
    try:
        with warnings.catch_warnings():
            # On Windows zmq says that it helps itself with a thread, as it should.
            warnings.filterwarnings("ignore", "Proactor event loop", RuntimeWarning)
            # A cell's own stderr comes as an output; what is left is libzmq, which may complain as a kernel ends.
            client.execute(cleanup_kc=True, env={**os.environ, **steady}, stderr=subprocess.DEVNULL)
    except CellExecutionError as error:
        failed = next(
            number
            for number, cell in enumerate(nb.cells, 1)
            if any(output.output_type == "error" for output in cell.get("outputs", []))
        )
        where = place(notebook.name, failed, nb.cells[failed - 1])
        raise RuntimeError(f"{where} failed with {error.ename}: {error.evalue}") from None
    except DeadKernelError as error:
        raise RuntimeError(f"{notebook.name}: its Python ended before the notebook did: {error}") from None
