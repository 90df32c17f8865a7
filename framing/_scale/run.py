"""Do pieces of work, here one after the other or on the workers of Dask, and hear of each as it ends."""

from collections.abc import Callable, Iterator
from contextlib import closing

from .store import Halt

AGAIN = 1  # times that a piece which failed is tried again: a store may have been out of reach for a moment


def each(function: Callable, jobs: list[tuple], client: object | None) -> Iterator[tuple[int, object, str]]:
    """The number of a job, its result, and why there is none (or nothing), in the order in which they end.

    Raises Halt where a result could not be written, or the code is another: all others would fail as well.
    """
    done = _here(function, jobs) if client is None else _there(function, jobs, client)
    with closing(done):
        for number, result, error in done:
            if isinstance(error, Halt):
                raise error
            yield number, result, _said(error) if error else ""


def all_of(function: Callable, jobs: list[tuple], client: object | None) -> list:
    """The results of all jobs, in their order; RuntimeError where one has none."""
    results = [None] * len(jobs)
    for number, result, why in each(function, jobs, client):
        if why:
            raise RuntimeError(f"{function.__name__}: {why}. What is finished is kept; run again.")
        results[number] = result
    return results


def _here(function: Callable, jobs: list[tuple]) -> Iterator[tuple[int, object, Exception | None]]:
    for number, job in enumerate(jobs):
        try:
            result, error = function(*job), None
        except Exception as raised:
            result, error = None, raised
        yield number, result, error


def _there(function: Callable, jobs: list[tuple], client: object) -> Iterator[tuple[int, object, Exception | None]]:
    from distributed import as_completed

    futures = {client.submit(function, *job, pure=False, retries=AGAIN): n for n, job in enumerate(jobs)}
    try:
        for future in as_completed(futures):
            error = future.exception()
            yield futures[future], None if error else future.result(), error
    finally:
        client.cancel(list(futures))


def _said(error: Exception) -> str:
    if type(error).__name__ == "KilledWorker":
        return "every worker that took it was killed: too little memory, or a fault in a library"
    return f"{type(error).__name__}: {error}"
