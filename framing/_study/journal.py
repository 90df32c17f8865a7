"""The stages of a run one after the other, and a journal of those that are done.

A stage is a pure function of a part of the plan and of earlier tables. Its key is the hash of all of that; where the
journal has a stage with this key, and its files still have their hashes, they are read back. Later stages get what was
read from the files in either case, so that the results are the same bytes.
"""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from .files import digest, dump, write_whole
from .tables import from_bytes, to_bytes

JOURNAL = "stages.json"

Tables = dict[str, pd.DataFrame]


@dataclass(frozen=True)
class Stage:
    """A step of a run.

    says : what is told as it begins.
    tables : the files that it may write.
    fields : what it may use of the plan.
    after : the stages whose tables it may use.
    make : the function, of `Given` and the tables.
    """

    name: str
    says: str
    tables: tuple[str, ...]
    fields: tuple[str, ...]
    after: tuple[str, ...]
    make: Callable[["Given", Tables], Tables]


class Given:
    """What a stage has declared that it uses, and nothing else: so its key holds all that it depends on."""

    def __init__(self, source: object, fields: tuple[str, ...]) -> None:
        self._source, self._fields = source, fields

    def __getattr__(self, name: str) -> object:
        if name.startswith("_") or name not in self._fields:
            raise AttributeError(f"this stage has not declared that it uses {name!r}; it has {self._fields}")
        return getattr(self._source, name)


@dataclass(frozen=True)
class Run:
    """What came of the stages: the tables, the journal, and how each was done (seconds, `computed` or `read back`)."""

    tables: Tables
    journal: dict[str, dict]
    took: dict[str, tuple[float, str]]


def run_stages(
    stages: list[Stage],
    folder: Path,
    source: object,
    hashes: Callable[[Stage], object],
    check: Callable[[], None],
    say: Callable[[str], None],
) -> Run:
    """Run the stages in `folder`, or read back those that are done.

    `hashes` gives what the key of a stage is made from, beside the keys of the stages before; `check` raises where what
    is read has changed: it is called before a stage is written down as done.
    """
    journal, tables, keys, took = _read_journal(folder), {}, {}, {}
    for stage in stages:
        say(stage.says)
        begun = time.perf_counter()
        before = [keys[name] for name in stage.after]
        keys[stage.name] = digest(json.dumps([stage.name, hashes(stage), before], sort_keys=True).encode())
        found, how = _read_back(folder, journal.get(stage.name), keys[stage.name]), "read back"
        if found is None:
            given = {n: t for name in stage.after for n, t in tables[name].items()}
            made = stage.make(Given(source, stage.fields), given)
            check()
            entry, found, how = *_write(folder, stage, made), "computed"
            journal[stage.name] = {"key": keys[stage.name], "tables": entry}
            known = {s.name: journal[s.name] for s in stages if s.name in journal}
            write_whole(folder / JOURNAL, dump(known))
        tables[stage.name] = found
        took[stage.name] = (time.perf_counter() - begun, how)
        say(f"  {_told(stage, found)} ({'as before' if how == 'read back' else f'{took[stage.name][0]:.1f} s'})")
    done = {s.name: journal[s.name] for s in stages}
    return Run({n: t for part in tables.values() for n, t in part.items()}, done, took)


def read_table(folder: Path, entry: dict) -> pd.DataFrame | None:
    """A table by its entry in the journal or in the provenance; None where the file is not the one that was written."""
    try:
        data = (folder / entry["file"]).read_bytes()
    except OSError:
        return None
    if digest(data) != entry["sha256"]:
        return None
    return from_bytes(data, entry["file"].rsplit(".", 1)[-1], entry["columns"])


def _write(folder: Path, stage: Stage, made: Tables) -> tuple[dict[str, dict], Tables]:
    """Every table to its file; what was written, and the tables as they are read from it."""
    entry, read = {}, {}
    files = {name.rsplit(".", 1)[0]: name for name in stage.tables}
    for name in sorted(made):
        ending = files[name].rsplit(".", 1)[1]
        data, columns = to_bytes(made[name], ending)
        write_whole(folder / files[name], data)
        entry[name] = {"file": files[name], "sha256": digest(data), "rows": len(made[name]), "columns": columns}
        read[name] = from_bytes(data, ending, columns)
    return entry, read


def _read_back(folder: Path, entry: dict | None, key: str) -> Tables | None:
    """The tables of a stage that is done, or None."""
    if entry is None or entry["key"] != key:
        return None
    found = {name: read_table(folder, one) for name, one in entry["tables"].items()}
    return None if any(table is None for table in found.values()) else found


def _read_journal(folder: Path) -> dict[str, dict]:
    try:
        found = json.loads((folder / JOURNAL).read_text(encoding="utf-8"))
        return {name: {"key": one["key"], "tables": one["tables"]} for name, one in found.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _told(stage: Stage, tables: Tables) -> str:
    """How much came of a stage: the rows of its first two tables."""
    names = [name for file in stage.tables if (name := file.rsplit(".", 1)[0]) in tables]
    return ", ".join(f"{len(tables[name])} {name.replace('_', ' ')}" for name in names[:2]) or "nothing"
