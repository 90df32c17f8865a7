"""What the lessons lean on: kind checks, the way to the data, a corpus of one's own for each student."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import TracebackType

    from IPython.core.interactiveshell import ExecutionResult, InteractiveShell

    from ._lessons.corpora import make_class
    from ._lessons.grading import grade_class

__all__ = ["data", "expect", "grade_class", "make_class"]


def expect(names: Mapping[str, object], /, **wanted: str) -> None:
    """Say kindly what a learner still has to write: ``expect(globals(), shares="a table with a row a side")``.

    In a notebook, failed checks are shown from here on as one sentence, without a traceback; and where the cell that
    calls this comes to its end, it says "Right."

    Parameters
    ----------
    names : what is defined; in a notebook ``globals()``.
    wanted : each name that should be there, and in words what it should be.

    Raises
    ------
    AssertionError
        For the first name that is missing, is still ``...``, or is None.

    >>> expect({"shares": [0.2, 0.8]}, shares="two numbers")
    >>> expect({"shares": ...}, shares="two numbers")
    Traceback (most recent call last):
    AssertionError: `shares` is still `...`. Write your code in the cell above; it should be two numbers.
    """
    _speak_plainly()
    for name, what in wanted.items():
        if name not in names:
            raise AssertionError(
                f"There is no `{name}` yet. It should be {what}. Write and run the cell above first, then this one."
            )
        if names[name] is Ellipsis:
            raise AssertionError(f"`{name}` is still `...`. Write your code in the cell above; it should be {what}.")
        if names[name] is None:
            raise AssertionError(
                f"`{name}` is None; it should be {what}. Some calls, such as print(), give nothing back."
            )


def data(name: str = "lucerne") -> Path:
    """The folder ``data/raw/<name>``, looked for from the working folder upwards, then beside the package.

    >>> data("lucerne").name
    'lucerne'

    Raises
    ------
    ValueError
        Where there is no such folder; the message lists those that there are.
    """
    here = Path.cwd().resolve()
    homes = [folder / "data" / "raw" for folder in (here, *here.parents, Path(__file__).resolve().parents[1])]
    for home in homes:
        if (home / name).is_dir():
            return home / name
    known = sorted({p.name for home in homes if home.is_dir() for p in home.iterdir() if p.is_dir()})
    raise ValueError(
        f"there is no folder data/raw/{name} in {here} or above it; there is {known}. "
        "Open the notebook from the project's folder, or start Python there."
    )


def __getattr__(name: str) -> object:
    """The corpora of a class are imported where a teacher first needs them."""
    from importlib import import_module

    homes = {"make_class": "corpora", "grade_class": "grading"}
    if name in homes:
        return getattr(import_module(f"._lessons.{homes[name]}", __package__), name)
    raise AttributeError(f"framing.lessons has no {name!r}; it has {__all__}")


def _speak_plainly() -> None:
    """In a notebook, show a failed `assert` as its sentence alone: the traceback would only repeat the check."""
    try:
        from IPython import get_ipython
    except ImportError:
        return
    shell = get_ipython()
    if shell is None:
        return
    shell.set_custom_exc((AssertionError,), _show_sentence)

    def praise(result: "ExecutionResult") -> None:
        shell.events.unregister("post_run_cell", praise)  # this cell alone
        if result.success:
            print("Right.")  # silence would leave a learner in doubt whether anything was checked

    shell.events.register("post_run_cell", praise)


def _show_sentence(
    shell: "InteractiveShell", kind: type, value: AssertionError, trace: "TracebackType", tb_offset: int | None = None
) -> None:
    if str(value):
        value._render_traceback_ = lambda: [f"Not yet: {value}"]
    shell.showtraceback((kind, value, trace), tb_offset=tb_offset)
