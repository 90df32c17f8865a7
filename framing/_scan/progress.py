"""Say how far long work has got, in one line, only where somebody looks on."""

import os
import sys
import time
from types import TracebackType

QUIET = "FRAMING_QUIET"  # set where a notebook is executed by a program: what it shows must not depend on the time
_SILENT = 2.0  # seconds: shorter work says nothing
_EVERY = 0.2  # seconds between two changes of the line


class Progress:
    """A line such as "scoring: 40 %, 12 s left" on a terminal or below a notebook's cell; it goes when the work ends.

    >>> with Progress("scoring") as progress:
    ...     progress(0.5)
    """

    def __init__(self, what: str) -> None:
        self._what, self._begun, self._shown, self._width = what, time.monotonic(), 0.0, 0
        self._display = None  # of a notebook

    def __call__(self, part: float) -> None:
        """Tell which part of the work is done, from 0 to 1."""
        now = time.monotonic()
        if now - self._begun < _SILENT or now - self._shown < _EVERY or part <= 0:
            return
        left = (now - self._begun) * (1 - part) / part
        self._shown = now
        self._write(f"{self._what}: {100 * part:.0f} %, {_duration(left)} left")

    def __enter__(self) -> "Progress":
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._shown:
            self._write("")

    def _write(self, line: str) -> None:
        if sys.stderr is not None and sys.stderr.isatty():
            print("\r" + line.ljust(self._width), end="" if line else "\r", file=sys.stderr, flush=True)
            self._width = len(line)
        elif _in_notebook() and QUIET not in os.environ:
            from IPython.display import Pretty, display

            if self._display is None:
                self._display = display(Pretty(line), display_id=True)
            else:
                self._display.update(Pretty(line))


def _in_notebook() -> bool:
    """Is there a notebook's kernel to draw a line below the cell?"""
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    return hasattr(shell, "kernel")


def _duration(seconds: float) -> str:
    """Seconds as people say them.

    >>> _duration(7.6), _duration(200), _duration(9000)
    ('8 s', '3 min', '2.5 h')
    """
    if seconds < 100:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 6000 else f"{seconds / 3600:.1f} h"
