"""A plan in, all tables out.

A plan is a small TOML file that says what is studied before anything is counted; `run_study` runs the whole way
from the sources to the results and writes every table beside a provenance file. Tables of texts and places are
Parquet, tables of results CSV.
"""

import hashlib
import json
import os
import platform
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from pathlib import Path

import pandas as pd

from . import __version__
from ._check import nearest, scorable
from .articles import read_articles
from .cleaning import clean
from .comparison import compare, summarise
from .copies import find_copies
from .hits import find_hits
from .keywords import distinctive, explain
from .lexicon import Lexicon, read_lexicon
from .scores import score
from .statements import find_statements
from .topics import fit_topics
from .voices import attribute, read_actors, split_voices
from .words import LANGS


@dataclass(frozen=True)
class Source:
    """Where articles come from, and how its columns and sides are called there."""

    path: str
    columns: dict[str, str] = field(default_factory=dict)
    sides: dict[str, str] = field(default_factory=dict)
    fixed: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Plan:
    """What is studied. `folder` is where the plan stands: its paths are read from there."""

    name: str
    sources: tuple[Source, ...]
    title: str = ""
    about: str = ""
    groups: tuple[str, str] = ("US", "Russia")
    cluster: str = "outlet"
    lexicon: str = ""
    actors: str = ""
    figures: str = ""
    topics: int = 6
    seed: int = 0
    folder: Path = Path()


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

    def __contains__(self, name: str) -> bool:
        return name in self.tables and len(self.tables[name]) > 0

    def __getitem__(self, name: str) -> pd.DataFrame:
        if name not in self.tables:
            raise KeyError(f"the study has no table {name!r}; it has {sorted(self.tables)}")
        return self.tables[name]


def read_plan(path: Path | str) -> Plan:
    """The plan of a TOML file, or of the `study.toml` in a folder.

    It needs `name` and one or more `[[sources]]` with a `path`; it may have `title`, `about`, `groups` (two sides),
    `cluster`, `lexicon`, `actors`, `figures` (a reference series to show beside), `topics`, `seed`. A source may
    map `columns` and `sides` as `read_articles` does, and give all its articles one value for a column by `fixed`.
    """
    path = Path(path)
    path = path / "study.toml" if path.is_dir() else path
    if not path.is_file():
        raise ValueError(
            f"there is no plan {path}; a study needs a file study.toml (see the README, “Your own articles”)."
        )
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{path}: not TOML ({error}).") from None
    sources = given.pop("sources", [])
    _require_known(given, Plan, {"folder", "sources"}, str(path))
    if not given.get("name") or not sources:
        raise ValueError(f"{path}: a plan needs a `name` and at least one [[sources]] with a `path`.")
    for source in sources:
        _require_known(source, Source, set(), f"{path}, [[sources]]")
        if not source.get("path"):
            raise ValueError(f"{path}: a [[sources]] has no `path`.")
    groups = tuple(given.pop("groups", Plan.groups))
    if len(groups) != 2:
        raise ValueError(f"{path}: groups={list(groups)}; name the two sides to compare.")
    return Plan(**given, groups=groups, sources=tuple(Source(**s) for s in sources), folder=path.parent)


def run_study(
    plan: Plan | Path | str, out: Path | str | None = None, *, say: Callable[[str], None] | None = None
) -> Study:
    """Run a plan and write its tables to `out` (by default `data/processed/<name>/` of the working folder).

    `say` is told each stage as it begins (`print` shows progress). The tables: articles, hits, scores, statements,
    voices, voice_hits, told (scores of voices), by_side, by_outlet, by_voice, mirror, comparisons, explanation,
    told_explanation, distinctive, topic_words, topic_shares, topic_quality, set_aside.
    """
    plan = plan if isinstance(plan, Plan) else read_plan(plan)
    say = say or (lambda stage: None)
    folder = Path(out) if out else Path("data/processed") / plan.name
    lexicon = read_lexicon(plan.folder / plan.lexicon if plan.lexicon else None)
    say("reading and cleaning")
    articles = find_copies(clean(read_sources(plan)))
    _require_groups(articles, plan)
    tables = {
        "articles": articles,
        "set_aside": articles.loc[articles["status"] == "quarantined", ["id", "origin", "notes"]],
    }
    tables |= _score_articles(plan, articles, lexicon, say)
    tables |= _score_voices(plan, articles, lexicon, say)
    say("topics and words")
    tables |= _find_topics(plan, articles)
    provenance = _provenance(plan, articles, tables, lexicon)
    _write(folder, tables, provenance)
    return Study(plan, folder, tables, provenance)


def read_study(folder: Path | str, plan: Plan) -> Study:
    """The tables that `run_study` wrote to a folder."""
    folder = Path(folder)
    tables = {p.stem: pd.read_parquet(p) for p in sorted(folder.glob("*.parquet"))}
    tables |= {p.stem: pd.read_csv(p, keep_default_na=False, na_values=[""]) for p in sorted(folder.glob("*.csv"))}
    return Study(plan, folder, tables, json.loads((folder / "provenance.json").read_text(encoding="utf-8")))


def read_sources(plan: Plan) -> pd.DataFrame:
    """A row is an article of any of the plan's sources, as `read_articles` gives it."""
    parts = []
    for source in plan.sources:
        part = read_articles(plan.folder / source.path, columns=source.columns, sides=source.sides)
        parts.append(part.assign(**source.fixed))
    articles = pd.concat(parts, ignore_index=True).fillna("")
    if articles["id"].duplicated().any():
        twice = articles.loc[articles["id"].duplicated(), "id"].tolist()
        raise ValueError(f"two sources hold the same id(s), among them {twice[:5]}; ids must differ.")
    return articles


def _score_articles(plan: Plan, articles: pd.DataFrame, lexicon: Lexicon, say: Callable) -> dict[str, pd.DataFrame]:
    say("finding the lexicon's words")
    hits = find_hits(articles, lexicon)
    scores = score(articles, hits)
    sided = scores[scores["side"].isin(plan.groups)]
    by_side = [summarise(part, by="side", cluster=plan.cluster).assign(lang=lang) for lang, part in _by_language(sided)]
    found = {"hits": hits, "scores": scores, "by_side": pd.concat(by_side, ignore_index=True)}
    found["by_outlet"] = summarise(scores, by="outlet", cluster="story").merge(
        scores.groupby("outlet", sort=True).agg(side=("side", "first"), lang=("lang", "first")).reset_index(),
        on="outlet",
    )
    found["comparisons"] = _compare_all(plan, sided, "side", plan.cluster)
    inside = articles[articles["side"].isin(plan.groups)]
    if set(inside["side"]) == set(plan.groups):
        found["explanation"] = explain(_main_language(inside, "side"), hits, by="side", groups=plan.groups)
    return found


def _score_voices(plan: Plan, articles: pd.DataFrame, lexicon: Lexicon, say: Callable) -> dict[str, pd.DataFrame]:
    say("finding who speaks")
    actors = read_actors(plan.folder / plan.actors if plan.actors else None)
    statements = attribute(find_statements(articles), actors, articles)
    voices = split_voices(articles, actors, statements)
    hits = find_hits(voices, lexicon)
    told = score(voices, hits)
    sided = told[told["voice"].isin(plan.groups)]
    found = {"statements": statements, "voices": voices, "voice_hits": hits, "told": told}
    found["by_voice"] = summarise(told, by="voice", cluster="story")
    mirror = [
        summarise(part, by="voice", cluster="story").assign(
            side=side, words=part.groupby("voice")["words"].sum().to_numpy()
        )
        for side, part in told.groupby("side", sort=True)
        if side
    ]
    found["mirror"] = pd.concat(mirror, ignore_index=True) if mirror else found["by_voice"].iloc[:0]
    if set(sided["voice"]) == set(plan.groups):
        found["voice_comparisons"] = _compare_all(plan, sided, "voice", "story")
        main = _main_language(voices[voices["voice"].isin(plan.groups)], "voice")
        found["told_explanation"] = explain(main, hits, by="voice", groups=plan.groups)
    return found


def _find_topics(plan: Plan, articles: pd.DataFrame) -> dict[str, pd.DataFrame]:
    usable = scorable(articles)
    lang = usable["lang"].value_counts().sort_index(kind="stable").idxmax()
    texts = usable[usable["lang"] == lang]
    found = {}
    if len(texts) >= 4 * plan.topics:
        topics = fit_topics(texts, plan.topics, seed=plan.seed)
        found |= {"topic_words": topics.words, "topic_shares": topics.shares, "topic_quality": topics.quality}
    inside = usable[usable["side"].isin(plan.groups)]
    if set(inside["side"]) == set(plan.groups):
        found["distinctive"] = distinctive(inside, by="side", groups=plan.groups)
    return found


def _by_language(scores: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    """The texts of each language in turn, and where there are several, of all."""
    parts = [(lang, scores[scores["lang"] == lang]) for lang in LANGS if (scores["lang"] == lang).any()]
    return parts if len(parts) < 2 else [*parts, ("all", scores)]


def _compare_all(plan: Plan, scores: pd.DataFrame, by: str, cluster: str) -> pd.DataFrame:
    """The planned comparison within each language that has both groups, for balance and intensity."""
    rows = []
    for lang, part in _by_language(scores):
        # the groups of the pooled row differ in language; the row is marked, and the report says so in its place
        if lang != "all" and set(part[by]) == set(plan.groups):
            for measure in ("balance", "intensity"):
                row = compare(part, measure, by=by, groups=plan.groups, cluster=cluster, seed=plan.seed)
                rows.append(row.assign(lang=lang, by=by))
    return pd.concat(rows, ignore_index=True) if rows else pd.DataFrame({"lang": [], "by": [], "measure": []})


def _main_language(texts: pd.DataFrame, by: str) -> pd.DataFrame:
    """The texts in the language in which the smaller group is largest: an explanation must not mix languages."""
    smaller = texts.groupby(["lang", by]).size().unstack(fill_value=0).min(axis="columns")
    return texts[texts["lang"] == smaller.sort_index().idxmax()]


def _require_groups(articles: pd.DataFrame, plan: Plan) -> None:
    present = sorted(set(scorable(articles)["side"]) - {""})
    missing = [g for g in plan.groups if g not in present]
    if missing:
        raise ValueError(
            f"no article of the side(s) {missing}; the sides are {present}. "
            'Map them in study.toml, for instance: sides = { USA = "US", RUS = "Russia" }.'
        )


def _require_known(given: dict, shape: type, hidden: set[str], place: str) -> None:
    known = [f.name for f in fields(shape) if f.name not in hidden]
    for key in given:
        if key not in known:
            near = nearest(key, known)
            raise ValueError(
                f"{place}: {key!r} is unknown; known are {known}." + (f" Did you mean {near!r}?" if near else "")
            )


def _provenance(plan: Plan, articles: pd.DataFrame, tables: dict[str, pd.DataFrame], lexicon: Lexicon) -> dict:
    """What the tables were made from. No time stands in it: the same inputs give the same bytes."""
    texts = hashlib.sha256()
    for id, text in sorted(zip(articles["id"], articles["text"], strict=True)):
        texts.update(f"{id}\x00{text}\x00".encode())
    status = articles["status"].value_counts().to_dict()
    return {
        "plan": {f.name: str(getattr(plan, f.name)) for f in fields(Plan) if f.name != "folder"},
        "framing": __version__,
        "lexicon": lexicon.version,
        "poles": list(lexicon.poles),
        "python": ".".join(platform.python_version_tuple()[:2]),
        "articles": {"read": len(articles)} | {s: int(status.get(s, 0)) for s in ("ok", "warned", "quarantined")},
        "texts_sha256": texts.hexdigest(),
        "rows": {name: len(table) for name, table in sorted(tables.items())},
    }


_PARQUET = {"articles", "hits", "statements", "voices", "voice_hits", "told", "topic_shares"}


def _write(folder: Path, tables: dict[str, pd.DataFrame], provenance: dict) -> None:
    """Every table to its file, each put in place as a whole."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in tables.items():
        target = folder / f"{name}.{'parquet' if name in _PARQUET else 'csv'}"
        part = target.with_suffix(".part")
        if name in _PARQUET:
            table.to_parquet(part, index=False)
        else:
            table.round(9).to_csv(part, index=False, encoding="utf-8", lineterminator="\n")
        os.replace(part, target)
    part = folder / "provenance.json.part"
    part.write_text(json.dumps(provenance, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    os.replace(part, folder / "provenance.json")
