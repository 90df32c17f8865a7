"""The plan of a study: what is compared, written down before anything is counted, and frozen.

A frozen plan has a file `plan.lock.json` beside it, which holds its content, the hashes of the lexicon and of the
actors, and the day. Each run says which plan it followed, and `deviations` lists what was done otherwise.
"""

import datetime
import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, fields
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from . import __version__
from ._check import nearest, require_choice
from ._plan_text import load, require_kinds, require_names, require_parts, require_period
from .lexicon import read_lexicon
from .words import LANGS

if TYPE_CHECKING:
    from .study import Study

LOCK = "plan.lock.json"
UNITS = ("article", "own words", "words of others")
DIRECTIONS = ("first", "second", "different", "same")
TESTS = ("permutation",)
CORRECTIONS = ("holm", "benjamini-hochberg", "none")
LEFT_OUT = "left out by the plan: "  # a note that begins so was foreseen


@dataclass(frozen=True)
class Source:
    """Where articles come from, and how its columns and sides are called there."""

    path: str
    columns: dict[str, str] = field(default_factory=dict)
    sides: dict[str, str] = field(default_factory=dict)
    fixed: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Hypothesis:
    """What is expected of one comparison. Empty entries are the plan's own, or the study's main language.

    direction : `first` or `second` (the group with the greater value), `different`, or `same` (they differ by less
        than the plan's margin).
    """

    text: str
    measure: str = "balance"
    by: str = "side"
    groups: tuple[str, ...] = ()
    direction: str = "different"
    lang: str = ""
    unit: str = ""
    cluster: str = ""


@dataclass(frozen=True)
class Exclusion:
    """Articles that are left out: those with one of these values in a column, and why."""

    column: str
    values: tuple[str, ...]
    reason: str


@dataclass(frozen=True)
class Plan:
    """What is studied. `folder` is where the plan stands: its paths are read from there."""

    name: str
    sources: tuple[Source, ...]
    title: str = ""
    about: str = ""
    groups: tuple[str, str] = ("US", "Russia")
    unit: str = "article"
    cluster: str = "outlet"
    test: str = "permutation"
    alpha: float = 0.05
    margin: float | None = None
    correction: str = "holm"
    hypotheses: tuple[Hypothesis, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()
    period: tuple[str, ...] = ()
    lexicon: str = ""
    actors: str = ""
    figures: str = ""
    topics: int = 6
    seed: int = 0
    folder: Path = Path()

    @property
    def content(self) -> dict:
        """All that the plan says, as JSON would hold it."""
        own = {key: value for key, value in asdict(self).items() if key != "folder"}
        if not self.period:  # so that plans frozen before there were periods are what they were
            del own["period"]
        return json.loads(json.dumps(own))


def read_plan(path: Path | str) -> Plan:
    """The plan of a TOML file, or of the `study.toml` in a folder.

    It needs `name` and one or more `[[sources]]` with a `path`; it may have `title`, `about`, `groups` (two sides),
    `cluster`, `lexicon`, `actors`, `figures` (a reference series to show beside), `topics`, `seed`. A source may
    map `columns` and `sides` as `read_articles` does, and give all its articles one value for a column by `fixed`; its
    path may be a `.sentences.parquet` of `write_figures`, counts without texts.

    What is expected stands in `[[hypotheses]]`: `text`, and where they differ from the default `measure` (balance),
    `by` (side), `groups`, `direction` (first, second, different, same), `lang`, `unit`, `cluster`. For all of them:
    `unit` (article, own words, words of others), `test` (permutation), `alpha` (0.05), `margin` (the largest
    difference that would not matter), `correction` for several (holm, benjamini-hochberg, none). `[[exclusions]]`
    leave articles out: `column`, `values`, `reason`. So does `period`, the first and the last day (or month, or year)
    that is studied: what is dated outside it, or too coarsely to tell, is set aside.
    """
    path = Path(path)
    path = path / "study.toml" if path.is_dir() else path
    if not path.is_file():
        raise ValueError(
            f"there is no plan {path}; a study needs a file study.toml (see the README, “Your own articles”)."
        )
    given = load(path)
    parts = {"sources": Source, "hypotheses": Hypothesis, "exclusions": Exclusion}
    _require_known(given, Plan, {"folder"}, str(path))
    require_kinds(given, str(path))
    require_parts(given, tuple(parts), str(path))
    if not given.get("name") or not given.get("sources"):
        raise ValueError(f"{path}: a plan needs a `name` and at least one [[sources]] with a `path`.")
    for key, shape in parts.items():
        given[key] = tuple(_part(one, shape, f"{path}, [[{key}]]") for one in given.get(key, []))
    lists = {key: tuple(given.get(key, getattr(Plan, key))) for key in ("groups", "period")}
    plan = Plan(**given | lists | {"folder": path.parent})
    _check(plan, str(path))
    return plan


def freeze_plan(path: Path | str, *, inputs: bool = False) -> Path:
    """Write `plan.lock.json` beside a plan: its content, what it is read with, and today's date.

    With `inputs` the files of the sources are hashed too. A plan is frozen once: where there is a lock already, a
    ValueError says what has changed since.
    """
    plan = read_plan(path)
    target = plan.folder / LOCK
    old = read_lock(plan)
    if old:
        changed = [what for what, *_ in _differences(old, describe(plan))]
        raise ValueError(
            f"{target}: this plan was frozen on {old['frozen']}, and "
            + (f"these parts have changed since: {', '.join(changed)}. A report of it will" if changed else
               "nothing has changed since. A report of a changed one would")
            + " list the deviations; for a new study delete the file, and freeze again."
        )  # fmt: skip
    lock = {"frozen": datetime.date.today().isoformat(), **describe(plan)}
    if inputs:
        lock["inputs"] = _inputs(plan)
    target.write_text(json.dumps(lock, indent=1, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n")
    return target


def read_lock(plan: Plan) -> dict | None:
    """What was frozen of this plan, or None; a lock that was changed by hand is an error."""
    path = plan.folder / LOCK
    if not path.is_file():
        return None
    try:
        lock = json.loads(path.read_text(encoding="utf-8"))
        whole = lock["plan_sha256"] == _digest(lock["plan"], lock["files"]) and bool(lock["frozen"])
    except (ValueError, KeyError, TypeError):
        whole = False
    if not whole:
        raise ValueError(
            f"{path}: its content does not fit its hash, so it was changed after it had been frozen. "
            "Bring back the file as it was written, or delete it: the plan then counts as never frozen."
        )
    return lock


def describe(plan: Plan) -> dict:
    """What identifies a plan: its content, the hashes of the files that it is read with, and one hash of both."""
    lexicon = plan.folder / plan.lexicon if plan.lexicon else files("framing") / "lexicon.csv"
    for key, file in (("lexicon", lexicon), ("actors", plan.folder / plan.actors)):
        if getattr(plan, key) and not file.is_file():
            raise ValueError(
                f"{plan.folder}: the plan says {key} = {getattr(plan, key)!r}, but there is no file {file}."
            )
    used = {
        "lexicon": lexicon,
        "shifters": files("framing") / "shifters.csv",
        "actors": files("framing") / "actors.csv",
    }
    if plan.actors:
        used["actors of the study"] = plan.folder / plan.actors
    hashes = {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in used.items()}
    return {
        "plan_sha256": _digest(plan.content, hashes),
        "framing": __version__,
        "lexicon": read_lexicon(lexicon).version,
        "plan": plan.content,
        "files": hashes,
    }


def deviations(plan: Plan | Path | str, study: "Study") -> pd.DataFrame:
    """A row is something that was done otherwise than the frozen plan says: ``what, planned, done``.

    Compared are every entry of the plan, the lexicon and the actors, the version of framing, the files of the
    sources (if they were hashed), and the articles that were set aside for reasons which the plan does not name. A
    plan that was never frozen gives one row that says so; no row means that the plan was followed.
    """
    plan = plan if isinstance(plan, Plan) else read_plan(plan)
    lock, columns = read_lock(plan), ["what", "planned", "done"]
    if lock is None:
        return pd.DataFrame([("plan", "", "never frozen: nothing was fixed beforehand")], columns=columns)
    rows = list(_differences(lock, study.provenance))
    if "inputs" in lock:
        rows += _changed("source", lock["inputs"], _inputs(study.plan))
    aside = study["set_aside"]
    aside = aside[~aside["notes"].fillna("").str.contains(LEFT_OUT, regex=False)]
    if len(aside):
        ids = ", ".join(aside["id"].astype(str).head(10)) + (", …" if len(aside) > 10 else "")
        rows.append(("articles set aside", "none", f"{len(aside)}: {ids}"))
    return pd.DataFrame(rows, columns=columns)


def _differences(planned: dict, done: dict) -> Iterator[tuple[str, str, str]]:
    """What differs between two plans, as `describe` gives them."""
    yield from _changed("", dict(_flat(planned["plan"])), dict(_flat(done["plan"])))
    for key, name in (("lexicon", "lexicon version"), ("framing", "framing version")):
        if planned[key] != done[key]:
            yield name, planned[key], done[key]
    yield from _changed("file", planned["files"], done["files"])


def _changed(head: str, planned: dict, done: dict) -> Iterator[tuple[str, str, str]]:
    for key in dict.fromkeys([*planned, *done]):
        old, new = (_shown(values.get(key, "")) for values in (planned, done))
        if old != new:
            yield (f"{head} {key}".strip(), old[:12], new[:12]) if head else (key, old, new)


def _flat(value: object, name: str = "") -> Iterator[tuple[str, object]]:
    """The entries of a plan one by one: `hypotheses 1 direction`."""
    if isinstance(value, dict) and value:
        for key, part in value.items():
            yield from _flat(part, f"{name} {key}".strip())
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        for number, part in enumerate(value, 1):
            yield from _flat(part, f"{name} {number}")
    else:
        yield name, value


def _shown(value: object) -> str:
    if isinstance(value, list | dict):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)


def _digest(content: dict, hashes: dict) -> str:
    whole = json.dumps({"plan": content, "files": hashes}, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(whole.encode()).hexdigest()


def _inputs(plan: Plan) -> dict[str, str]:
    """The hash of each file of the sources, by its path from the plan."""
    found = {}
    for source in plan.sources:
        path = plan.folder / source.path
        for file in sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]:
            if not file.is_file():
                raise ValueError(f"there is no source {file}, so it cannot be hashed; freeze the plan without inputs.")
            name = source.path if file == path else f"{source.path}/{file.relative_to(path).as_posix()}"
            if file.name != LOCK:
                found[name] = hashlib.sha256(file.read_bytes()).hexdigest()
    return found


def _part(given: dict, shape: type, place: str) -> Source | Hypothesis | Exclusion:
    """One of several entries of a plan."""
    _require_known(given, shape, set(), place)
    needed = {"Source": ["path"], "Hypothesis": ["text"], "Exclusion": ["column", "values", "reason"]}[shape.__name__]
    for key in needed:
        if not given.get(key):
            raise ValueError(f"{place}: one of them has no `{key}`.")
    require_kinds(given, place)
    return shape(**{key: tuple(value) if isinstance(value, list) else value for key, value in given.items()})


def _check(plan: Plan, place: str) -> None:
    """Raise ValueError where an entry cannot be what it says."""
    if len(plan.groups) != 2:
        raise ValueError(f"{place}: groups={list(plan.groups)}; name the two sides to compare.")
    for key, choices in {"unit": UNITS, "test": TESTS, "correction": CORRECTIONS}.items():
        require_choice(getattr(plan, key), choices, f"{place}: {key}")
    if not isinstance(plan.alpha, float) or not 0 < plan.alpha < 1:
        raise ValueError(f"{place}: alpha={plan.alpha!r}; a number between 0 and 1 is needed, such as 0.05.")
    if plan.margin is not None and not (isinstance(plan.margin, int | float) and plan.margin > 0):
        raise ValueError(f"{place}: margin={plan.margin!r}; the largest difference that would not matter is above 0.")
    require_period(plan.period, place)
    for source in plan.sources:
        require_names(source.columns, source.sides, plan.groups, f"{place}, [[sources]] {source.path}")
    for number, own in enumerate(plan.hypotheses, 1):
        here = f"{place}, hypothesis {number}"
        require_choice(own.direction, DIRECTIONS, f"{here}: direction")
        require_choice(own.unit, ("", *UNITS), f"{here}: unit")
        require_choice(own.lang, ("", *LANGS), f"{here}: lang")
        if own.groups and len(own.groups) != 2:
            raise ValueError(f"{here}: groups={list(own.groups)}; name the two groups to compare.")
        if own.direction == "same" and plan.margin is None:
            raise ValueError(f"{here}: direction='same' needs a `margin`: below which difference are they the same?")


def _require_known(given: dict, shape: type, hidden: set[str], place: str) -> None:
    known = [f.name for f in fields(shape) if f.name not in hidden]
    for key in given:
        if key not in known:
            if shape is not Plan and key in {f.name for f in fields(Plan)}:
                raise ValueError(f"{place}: {key!r} belongs to the whole plan; move its line above the first [[…]].")
            near = nearest(key, known)
            raise ValueError(
                f"{place}: {key!r} is unknown; known are {known}." + (f" Did you mean {near!r}?" if near else "")
            )
