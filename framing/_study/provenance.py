"""What a study was made from: its files and their hashes, the code and the packages, and counts that add up.

No time of the run stands in it: the same inputs give the same bytes.
"""

import hashlib
import platform
from collections import Counter
from functools import cache, cached_property
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from pathlib import Path

import pandas as pd

from .. import __version__
from .._check import scorable
from ..lexicon import Lexicon, read_lexicon
from ..plan import Exclusion, Hypothesis, Plan, describe, read_lock
from ..plan import Source as PlanSource
from ..sources import NAMES
from ..voices import Actors, read_actors
from .counted import ENDING, files_of, fingerprint
from .files import digest, digest_of
from .journal import Run, Stage

# what decides the numbers, then what only reads files
PACKAGES = ("pandas", "numpy", "scipy", "pyarrow", "scikit-learn", "nltk", "simplemma", "pymorphy3",
            "pymorphy3-dicts-ru", "trafilatura", "fastwarc", "feedparser", "python-docx", "striprtf", "pypdf",
            "openpyxl")  # fmt: skip
# what no table of a study depends on
APART = ("_charts", "_parts", "_report", "_reliability", "charts.py", "report.py", "report_parts.py", "reliability.py",
         "coding.py", "fetching.py", "streaming.py", "timeline.py", "wording.py", "verify.py",
         "__main__.py", "codebook.csv", "_explore", "_lessons", "_scale", "explore.py", "lessons.py", "reader.py",
         "scale.py")  # fmt: skip


class Source:
    """A plan, the lexicon and the actors that it names, and the hashes of all that is read, taken as it begins."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self.about = describe(plan)
        self.inputs = hash_inputs(plan)
        self.packages = packages()
        self.code = code()
        self.python = ".".join(platform.python_version_tuple()[:2])

    def __getattr__(self, name: str) -> object:
        return getattr(self._plan, name)

    @cached_property
    def lexicon(self) -> Lexicon:
        return read_lexicon(self._plan.folder / self._plan.lexicon if self._plan.lexicon else None)

    @cached_property
    def actors(self) -> Actors:
        return read_actors(self._plan.folder / self._plan.actors if self._plan.actors else None)

    def hashes(self, stage: Stage) -> dict[str, object]:
        """All that the tables of a stage depend on, but for those of earlier stages."""
        content, used = self.about["plan"], self.about["files"]
        fields = {name: content.get(name) for name in stage.fields if name not in ("folder", "lexicon", "actors")}
        names = [name for name in used if {"shifters": "lexicon"}.get(name, name.split()[0]) in stage.fields]
        return {
            "plan": fields,
            "files": {name: used[name] for name in names},
            "inputs": self.inputs if "sources" in stage.fields else {},
            "code": self.code,
            "packages": self.packages,
            "python": self.python,
        }

    def check(self) -> None:
        """Raise ValueError where a file has changed since the run began."""
        now = hash_inputs(self._plan)
        changed = [name for name in {**self.inputs, **now} if self.inputs.get(name) != now.get(name)]
        changed += [str(path) for name, path in _files(self._plan) if digest_of(path) != self.about["files"][name]]
        if changed:
            raise ValueError(
                f"{', '.join(sorted(changed)[:5])}: changed while the study was being made, so its tables could be of "
                "two minds. Run it again when the files rest."
            )


def _files(plan: Plan) -> list[tuple[str, Path]]:
    """The files, beside the sources, that `describe` hashes."""
    package = Path(str(files("framing")))
    found = [("lexicon", plan.folder / plan.lexicon if plan.lexicon else package / "lexicon.csv")]
    found += [(name, package / f"{name}.csv") for name in ("shifters", "actors")]
    return found + ([("actors of the study", plan.folder / plan.actors)] if plan.actors else [])


def hash_inputs(plan: Plan) -> dict[str, dict]:
    """The size and hash of each file that articles are read from, by its path from the plan's folder."""
    found = {}
    for source in plan.sources:
        path = plan.folder / source.path
        inside = sorted(p for p in path.rglob("*") if p.suffix.lower() in NAMES) if path.is_dir() else [path]
        if source.path.endswith(ENDING):
            inside = files_of(path)
        for file in inside:
            if file.is_file() and not file.name.startswith("."):
                found[_name(source.path, path, file)] = {"bytes": file.stat().st_size, "sha256": digest_of(file)}
    return found


def _name(source: str, path: Path, file: Path) -> str:
    """What a file of a source is called: its path from the plan's folder."""
    if file == path:
        return source
    return (
        f"{source}/{file.relative_to(path).as_posix()}" if path.is_dir() else source.removesuffix(path.name) + file.name
    )


def packages() -> dict[str, str]:
    """The versions of the packages that a study can depend on, of those that are installed."""
    found = {}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


@cache  # once a process: what it has imported stays as it was then
def code() -> str:
    """One hash of the package's own files that a table can depend on."""
    root, whole = Path(str(files("framing"))), hashlib.sha256()
    for path in sorted(p for p in root.rglob("*") if p.suffix in (".py", ".csv")):
        name = path.relative_to(root)
        if name.parts[0] not in APART:
            whole.update(f"{name.as_posix()} {digest_of(path)}\n".encode())
    return whole.hexdigest()


def provenance(plan: Plan, source: Source, run: Run) -> dict:
    """What the tables of a run were made from."""
    tables, lock = run.tables, read_lock(plan)
    articles = tables["articles"]
    entries = {name: one for part in run.journal.values() for name, one in part["tables"].items()}
    return source.about | {
        "frozen": lock and {key: lock[key] for key in ("frozen", "plan_sha256")},
        "poles": list(source.lexicon.poles),
        "seed": plan.seed,
        "framing": __version__,
        "code_sha256": source.code,
        "python": source.python,
        "packages": source.packages,
        "inputs": _with_rows(source.inputs, articles),
        "articles": _verdicts(articles),
        "texts_sha256": _digest_of_texts(articles) if "text" in articles else fingerprint(plan),
        "counts": count(tables),
        "rows": {name: len(table) for name, table in sorted(tables.items())},
        "tables": dict(sorted(entries.items())),
    }


def read_plan_of(found: dict, folder: Path) -> Plan:
    """The plan that a provenance holds, with its paths read from `folder`."""
    content = {key: tuple(v) if isinstance(v, list) else v for key, v in found["plan"].items()}
    for key, shape in {"sources": PlanSource, "hypotheses": Hypothesis, "exclusions": Exclusion}.items():
        own = ({k: tuple(v) if isinstance(v, list) else v for k, v in one.items()} for one in content[key])
        content[key] = tuple(shape(**one) for one in own)
    return Plan(**content, folder=folder)


def count(tables: dict[str, pd.DataFrame]) -> dict[str, dict[str, int]]:
    """How many articles each stage was given and what became of them: the parts sum to `articles`.

    Raises RuntimeError where they do not, or where the voices of an article leave out some of its words.
    """
    articles = tables["articles"]
    usable, whole = scorable(articles), len(articles)
    aside = whole - len(usable)
    counts = {"articles": {"articles": whole} | {k: v for k, v in _verdicts(articles).items() if k != "read"}}
    counts["scores"] = {"articles": whole, "scored": len(tables["scores"]), "set aside": len(tables["set_aside"])}
    if "told" in tables:
        counts["voices"] = {"articles": whole, "divided": tables["told"]["article"].nunique(), "set aside": aside}
    if "topic_shares" in tables:
        shared = tables["topic_shares"]["id"].nunique()
        counts["topics"] = {
            "articles": whole, "with shares": shared, "other": len(usable) - shared, "set aside": aside
        }  # fmt: skip
    for stage, parts in counts.items():
        given, *others = parts.values()
        if given != sum(others) or min(others) < 0:
            raise RuntimeError(f"articles were lost, which is an error of framing: {stage}: {parts}. Please report it.")
    if "voices" not in tables:  # a study of figures
        return counts
    voices = tables["voices"].groupby("article")["text"].agg(lambda texts: sum(map(len, texts)))
    lengths = usable.set_index("id")["text"].str.len()
    if not lengths.sort_index().equals(voices.sort_index().astype(lengths.dtype).rename_axis("id").rename("text")):
        raise RuntimeError(
            "words were lost between articles and voices, which is an error of framing. Please report it."
        )
    return counts


def _verdicts(articles: pd.DataFrame) -> dict[str, int]:
    status = articles["status"].value_counts().to_dict()
    return {"read": len(articles)} | {s: int(status.get(s, 0)) for s in ("ok", "warned", "quarantined")}


def _digest_of_texts(articles: pd.DataFrame) -> str:
    whole = "".join(f"{id}\x00{text}\x00" for id, text in sorted(zip(articles["id"], articles["text"], strict=True)))
    return digest(whole.encode())


def _with_rows(inputs: dict[str, dict], articles: pd.DataFrame) -> dict[str, dict]:
    """The inputs, each with the number of articles that came from it, where no other has its name."""
    names = Counter(name.rsplit("/", 1)[-1] for name in inputs)
    rows = Counter(_file_of(origin, names) for origin in articles["origin"])
    found = {}
    for name, one in inputs.items():
        short = name.rsplit("/", 1)[-1]
        found[name] = one | ({"rows": rows[short]} if names[short] == 1 else {})
    return found


def _file_of(origin: str, names: Counter) -> str:
    """The file of an origin such as `articles.csv, line 9`."""
    place = origin
    while place not in names and ", " in place:
        place = place.rpartition(", ")[0]
    return place
