"""A plan in, all tables out, in a folder that survives whatever happens.

`run_study` goes from the sources of a plan to the results in stages. What is finished stays: a run that was broken off
goes on where it was, and ends with the same bytes. The last file to be written is `provenance.json`, which names all
that went in and each table by its hash; `framing.verify` checks it. Tables of texts and places are Parquet, tables of
results CSV.
"""

import datetime
import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from ._study.files import digest, dump, file_name, locked, sweep, write_whole
from ._study.journal import JOURNAL, Run, read_table, run_stages
from ._study.provenance import Source, provenance
from ._study.stages import STAGES, read_sources
from .plan import Plan, read_plan

__all__ = ["PROVENANCE", "RUN", "Study", "default_folder", "read_plan", "read_sources", "read_study", "run_study"]

PROVENANCE = "provenance.json"
RUN = "run.json"  # when and how long: the one file that differs from run to run
_TABLES = {table for stage in STAGES for table in stage.tables}


@dataclass(frozen=True)
class Study:
    """A plan and its tables by name, as `run_study` wrote them to `folder`."""

    plan: Plan
    folder: Path
    tables: dict[str, pd.DataFrame]
    provenance: dict

    @property
    def poles(self) -> tuple[str, str]:
        """The two poles of the study's lexicon; a positive balance speaks of the first."""
        return tuple(self.provenance["poles"])

    @property
    def counted(self) -> bool:
        """Is it a study of figures? Then it holds counts, and no text."""
        return "text" not in self["articles"]

    @property
    def digest(self) -> str:
        """The sha256 of the file `provenance.json`: it stands for the study, all that went in and all that came out."""
        return digest(dump(self.provenance))

    def __contains__(self, name: str) -> bool:
        return name in self.tables and len(self.tables[name]) > 0

    def __getitem__(self, name: str) -> pd.DataFrame:
        if name not in self.tables:
            raise KeyError(f"the study has no table {name!r}; it has {sorted(self.tables)}")
        return self.tables[name]


def run_study(
    plan: Plan | Path | str, out: Path | str | None = None, *, say: Callable[[str], None] | None = None
) -> Study:
    """Run a plan and write its tables to `out` (by default `data/processed/<name>/` of the working folder).

    `say` is told each stage as it begins and what came of it (`print` shows progress). The tables: articles,
    set_aside, removed (by cleaning), wire_stories and edits (where reprints are among the articles), hits, scores,
    by_side, by_outlet, comparisons, explanation, statements, voices, voice_hits, told (scores of voices), by_voice,
    mirror, voice_comparisons, told_explanation, distinctive, topic_words, topic_shares, topic_quality, robustness (the
    sides under every other choice), hypotheses (what the plan expected: all else is explored).

    A stage whose inputs, code and files are those of an earlier run is read back. Raises ValueError where a file
    changes during the run, RuntimeError where another run writes to the folder or a file cannot be written.
    """
    plan = plan if isinstance(plan, Plan) else read_plan(plan)
    say = say or (lambda line: None)
    folder = Path(out) if out else default_folder(plan)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise RuntimeError(f"the folder {folder} cannot be made ({error.strerror}).") from error
    with locked(folder):
        return _run(plan, folder, say)


def read_study(folder: Path | str, plan: Plan) -> Study:
    """The tables that `run_study` wrote to a folder.

    Raises ValueError where there are none, or where they are not those of the provenance: a run was broken off.
    """
    folder = Path(folder)
    try:
        found = json.loads((folder / PROVENANCE).read_text(encoding="utf-8"))
        entries = found["tables"]
    except FileNotFoundError:
        raise ValueError(f"{folder} holds no finished study; run `python -m framing report` or `run_study`.") from None
    except (ValueError, KeyError, TypeError):
        raise ValueError(f"{folder / PROVENANCE} is damaged, or of an earlier version; run the study again.") from None
    tables = {name: read_table(folder, entry) for name, entry in entries.items()}
    torn = [entries[name]["file"] for name, table in tables.items() if table is None]
    if torn:
        raise ValueError(
            f"{folder}: {', '.join(torn)} {'is' if len(torn) == 1 else 'are'} not what {PROVENANCE} says: a run was "
            "broken off, or a file was changed. Run the study again; what is finished is kept."
        )
    return Study(plan, folder, tables, found)


def default_folder(plan: Plan) -> Path:
    """Where the tables of a plan go, if nobody says otherwise."""
    return Path("data/processed") / file_name(plan.name)


def _run(plan: Plan, folder: Path, say: Callable[[str], None]) -> Study:
    began = datetime.datetime.now(datetime.UTC)
    sweep(folder, [*_TABLES, PROVENANCE, JOURNAL, RUN])
    source = Source(plan)
    run = run_stages(STAGES, folder, source, source.hashes, source.check, say)
    found = provenance(plan, source, run)
    _remove_old(folder, found["tables"])
    write_whole(folder / RUN, dump(_times(plan, folder, began, run)))
    source.check()
    # written last: a folder with a provenance that fits its tables holds a whole study
    write_whole(folder / PROVENANCE, dump(found))
    return Study(plan, folder, run.tables, found)


def _remove_old(folder: Path, tables: dict[str, dict]) -> None:
    """Take away tables of an earlier run that this one has no more."""
    for name in sorted(_TABLES - {entry["file"] for entry in tables.values()}):
        (folder / name).unlink(missing_ok=True)


def _times(plan: Plan, folder: Path, began: datetime.datetime, run: Run) -> dict:
    try:
        place = Path(os.path.relpath(plan.folder.resolve(), folder.resolve())).as_posix()
    except ValueError:  # another drive of Windows
        place = plan.folder.resolve().as_posix()
    return {
        "plan_folder": place,
        "began": began.isoformat(timespec="seconds"),
        "ended": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        "stages": {name: {"seconds": round(seconds, 2), "how": how} for name, (seconds, how) in run.took.items()},
    }
