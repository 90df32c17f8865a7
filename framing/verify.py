"""Is a finished study, or a report of it, still what it was made from?

A report ends with the sha256 of its study's `provenance.json`; that file holds the sha256 of every table and of every
file that went in. So a report stands or falls with files that anybody can hash again.
"""

import json
import re
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd

from ._study.files import digest, digest_of
from ._study.journal import JOURNAL
from ._study.provenance import Source, hash_inputs, read_plan_of
from .plan import Plan
from .study import PROVENANCE, RUN, run_study

COLUMNS = ["what", "name", "recorded", "found"]
NOTES = ("code", "package", "python")  # a change of these is no fault; --rerun shows whether it matters
_SEAL = re.compile(r"provenance(?:\s|:|<[^<>]{0,60}>){1,8}([0-9a-f]{64})", re.I)


def verify_study(
    path: Path | str,
    *,
    plan_folder: Path | str | None = None,
    rerun: bool = False,
    say: Callable[[str], None] | None = None,
) -> pd.DataFrame:
    """A row is something that differs from what a study was made from or has written: ``what, name, recorded, found``.

    Parameters
    ----------
    path : the folder of a study, or the HTML file of a report. A report's study is looked for, by the hash that the
        report ends with, in `data/processed` of the working folder and of the folders above the report.
    plan_folder : where the plan stands, whose paths are read from there; by default where it stood at the run.
    rerun : make the study again, from the plan that the provenance holds, and compare every byte.

    Returns
    -------
    `what` is ``table``, ``input``, ``file`` (lexicon, shifters, actors), ``plan``, ``rerun``, or, worth a note only,
    ``code``, ``package``, ``python``. `recorded` and `found` are hashes or versions, empty where there is none. No row
    means that all is as it was. Raises ValueError where there is no study.
    """
    folder = find_study(path)
    recorded = json.loads((folder / PROVENANCE).read_text(encoding="utf-8"))
    if "tables" not in recorded:
        raise ValueError(f"{folder / PROVENANCE} is of an earlier version; run the study again.")
    rows = list(_tables(folder, recorded))
    plan = read_plan_of(recorded, _plan_folder(folder, plan_folder))
    rows += _sources(plan, recorded)
    if rerun:
        rows += _rerun(plan, folder, say)
    return pd.DataFrame(rows, columns=COLUMNS)


def find_study(path: Path | str) -> Path:
    """The folder of a study: the path itself, or that of the study whose hash stands in a report."""
    path = Path(path)
    if path.is_dir():
        if not (path / PROVENANCE).is_file():
            raise ValueError(f"{path} holds no finished study: there is no {PROVENANCE} in it.")
        return path
    if not path.is_file():
        raise ValueError(f"there is no folder or report {path}.")
    seal = _SEAL.search(path.read_text(encoding="utf-8", errors="replace"))
    if not seal:
        raise ValueError(f"{path.name} names no provenance, so it is no report of framing, or one of an old version.")
    places = [Path(), *path.resolve().parents]
    found = sorted({p for place in places for p in (place / "data/processed").glob(f"*/{PROVENANCE}")})
    for candidate in found:
        if digest_of(candidate) == seal[1].lower():
            return candidate.parent
    raise ValueError(
        f"{path.name} was made from a study with the provenance {seal[1][:12]}, and none of "
        f"{[str(p.parent) for p in found]} is that. It was run again since, or it lies elsewhere: give its folder."
    )


def _plan_folder(folder: Path, given: Path | str | None) -> Path:
    if given is not None:
        given = Path(given)
        return given if given.is_dir() else given.parent
    try:
        return folder / json.loads((folder / RUN).read_text(encoding="utf-8"))["plan_folder"]
    except (OSError, ValueError, KeyError, TypeError):
        raise ValueError(f"{folder / RUN} does not tell where the plan stands; name its folder (--plan).") from None


def _tables(folder: Path, recorded: dict) -> Iterator[tuple[str, str, str, str]]:
    for entry in recorded["tables"].values():
        file = folder / entry["file"]
        found = digest_of(file) if file.is_file() else ""
        if found != entry["sha256"]:
            yield "table", entry["file"], entry["sha256"], found


def _sources(plan: Plan, recorded: dict) -> Iterator[tuple[str, str, str, str]]:
    """What differs in all that went in."""
    old, new = recorded["inputs"], hash_inputs(plan)
    for name in sorted({*old, *new}):
        yield from _differing("input", name, old.get(name, {}).get("sha256", ""), new.get(name, {}).get("sha256", ""))
    try:
        now = Source(plan)
    except (ValueError, OSError) as error:  # a file is gone, or cannot be read as what it should be
        yield "file", str(getattr(error, "filename", "") or error), "", ""
        return
    for name, sha256 in recorded["files"].items():
        yield from _differing("file", name, sha256, now.about["files"].get(name, ""))
    yield from _differing("plan", "plan_sha256", recorded["plan_sha256"], now.about["plan_sha256"])
    yield from _differing("code", "framing", recorded["code_sha256"], now.code)
    yield from _differing("python", "python", recorded["python"], now.python)
    for name in sorted({*recorded["packages"], *now.packages}):
        yield from _differing("package", name, recorded["packages"].get(name, ""), now.packages.get(name, ""))


def _differing(what: str, name: str, recorded: str, found: str) -> Iterator[tuple[str, str, str, str]]:
    if recorded != found:
        yield what, name, recorded, found


def _rerun(plan: Plan, folder: Path, say: Callable[[str], None] | None) -> Iterator[tuple[str, str, str, str]]:
    """What a new run writes otherwise, byte by byte; the notes of its times are not compared."""
    with tempfile.TemporaryDirectory(prefix="framing-verify-") as place:
        again = run_study(plan, place, say=say).folder
        names = {p.name for p in again.iterdir()} - {RUN}
        mine = {e["file"] for e in json.loads((folder / PROVENANCE).read_bytes())["tables"].values()}
        for name in sorted(names | mine | {PROVENANCE, JOURNAL}):
            old, new = (digest(p.read_bytes()) if (p := at / name).is_file() else "" for at in (folder, again))
            yield from _differing("rerun", name, old, new)
