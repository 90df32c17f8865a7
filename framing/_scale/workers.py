"""Workers of Dask that give their time to the work: two habits of theirs take a seventh of it."""

import ctypes
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from distributed import WorkerPlugin

TRIM, MMAP = -1, -3  # M_TRIM_THRESHOLD and M_MMAP_THRESHOLD of mallopt(3)


class Undisturbed(WorkerPlugin):
    """A worker without its profiler, which looks at every thread a hundred times a second (8 % of the time), and which
    keeps the memory that the next article will need again (Dask has it given back after every 64 kB; 7 to 10 %)."""

    name = "framing-undisturbed"

    def setup(self, worker: object) -> None:
        self._profiler = worker.periodic_callbacks.pop("profile", None)
        if self._profiler:
            self._profiler.stop()
        if sys.platform == "linux" and (mallopt := getattr(ctypes.CDLL(None), "mallopt", None)):
            mallopt(MMAP, 1 << 25)  # where the C library of itself ends up
            mallopt(TRIM, 1 << 26)

    def teardown(self, worker: object) -> None:
        if self._profiler:
            worker.periodic_callbacks["profile"] = self._profiler
            self._profiler.start()


@contextmanager
def undisturbed(client: object) -> Iterator[None]:
    """All workers of a client, those too that come later; the profiler goes on afterwards."""
    client.register_plugin(Undisturbed())
    try:
        yield
    finally:
        client.unregister_worker_plugin(Undisturbed.name)
