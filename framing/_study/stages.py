"""The stages of a study: each a pure function of what it uses of the plan and of earlier tables."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pandas as pd

from .._check import nearest, require_columns, scorable
from .._dates import whole_days
from ..articles import read_articles
from ..cleaning import clean_and_tell
from ..comparison import compare, summarise
from ..copies import find_copies
from ..hits import find_hits
from ..hypotheses import decide
from ..keywords import distinctive, explain
from ..lineage import find_edits, wire_stories
from ..plan import LEFT_OUT, Plan
from ..robustness import main_language, vary
from ..scores import score
from ..statements import find_statements
from ..topics import choose_topics, fit_topics, topic_balance, topic_shares
from ..voices import attribute, split_voices
from ..words import LANGS
from .counted import is_counted, read_documents, read_hits, without_counts
from .journal import Given, Stage, Tables


def read_sources(plan: Plan | Given) -> pd.DataFrame:
    """A row is an article of any of the plan's sources, as `read_articles` gives it, in the order of the ids."""
    parts, homes = [], []
    for source in plan.sources:
        part = read_articles(plan.folder / source.path, columns=source.columns, sides=source.sides)
        parts.append(part.assign(**source.fixed))
        homes += [Path(source.path).stem] * len(part)
    articles = pd.concat(parts, ignore_index=True).fillna("")
    # two folders may both hold a page1.html: both are then called by their source too
    twice = articles["id"].duplicated(keep=False)
    articles["id"] = articles["id"].where(~twice, pd.Series(homes, articles.index) + "-" + articles["id"])
    if articles["id"].duplicated().any():
        twice = articles.loc[articles["id"].duplicated(), "id"].tolist()
        raise ValueError(f"two sources hold the same id(s), among them {twice[:5]}; ids must differ.")
    # the order in which the articles came must not matter for anything that is made of them
    return articles.sort_values("id", kind="stable", ignore_index=True)


def _require_groups(articles: pd.DataFrame, plan: Given) -> None:
    """Raise ValueError unless there are articles of both sides."""
    present = sorted(set(scorable(articles)["side"]) - {""})
    missing = [g for g in plan.groups if g not in present]
    gone = articles[(articles["status"] == "quarantined") & articles["side"].isin(missing)]
    if len(gone):
        reasons = gone["notes"].value_counts().head(3)
        why = "; ".join(f"{reason} ({n})" for reason, n in reasons.items())
        raise ValueError(f"no article of the side(s) {missing} can be scored; {len(gone)} were set aside: {why}.")
    if missing:
        raise ValueError(
            f"no article of the side(s) {missing}; the sides are {present}. "
            'Map them in study.toml, for instance: sides = { USA = "US", RUS = "Russia" }.'
        )


def _require_cluster(articles: pd.DataFrame, plan: Given) -> None:
    """Raise ValueError where the plan's `cluster` is no column of the articles."""
    if plan.cluster not in articles.columns:
        near = nearest(plan.cluster, list(articles.columns))
        raise ValueError(
            f"cluster = {plan.cluster!r} in the plan is no column of the articles; they have {list(articles.columns)}."
            + (f" Did you mean {near!r}?" if near else "")
        )


def _articles(plan: Given, _: Tables) -> Tables:
    if is_counted(plan):
        articles = _leave_out(without_counts(read_documents(plan)), plan)
        _require_groups(articles, plan)
        return {"articles": articles, "set_aside": _aside(articles)}
    cleaned, removed = clean_and_tell(read_sources(plan))
    articles = find_copies(_leave_out(cleaned, plan))
    _require_groups(articles, plan)
    found = {"articles": articles, "set_aside": _aside(articles), "removed": removed}
    if scorable(articles)["story"].duplicated().any():
        found |= {"wire_stories": wire_stories(articles, plan.actors), "edits": find_edits(articles)}
    return found


def _aside(articles: pd.DataFrame) -> pd.DataFrame:
    return articles.loc[articles["status"] == "quarantined", ["id", "origin", "notes"]]


def _counts(plan: Given, articles: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The hits and the scores of the articles: found in their texts, or as the figures hold them."""
    if not is_counted(plan):
        hits = find_hits(articles, plan.lexicon)
        return hits, score(articles, hits)
    kept = scorable(articles)
    counts = read_documents(plan).set_index("id").drop(columns=[c for c in articles.columns if c != "id"])
    hits = read_hits(plan)
    return hits[hits["id"].isin(kept["id"])].reset_index(drop=True), kept.join(counts, on="id").reset_index(drop=True)


def _scores(plan: Given, before: Tables) -> Tables:
    articles = before["articles"]
    _require_cluster(articles, plan)
    hits, scores = _counts(plan, articles)
    sided = scores[scores["side"].isin(plan.groups)]
    by_side = [summarise(part, by="side", cluster=plan.cluster).assign(lang=lang) for lang, part in _by_language(sided)]
    found = {"hits": hits, "scores": scores, "by_side": pd.concat(by_side, ignore_index=True)}
    found["by_outlet"] = summarise(scores, by="outlet", cluster="story").merge(
        scores.groupby("outlet", sort=True).agg(side=("side", "first"), lang=("lang", "first")).reset_index(),
        on="outlet",
    )
    found["comparisons"] = _compare_all(plan, sided, "side", plan.cluster)
    main = _main(scores if is_counted(plan) else scorable(articles), "side", plan)
    if len(main):
        found["explanation"] = explain(main, hits, by="side", groups=plan.groups, cluster=plan.cluster)
    return found


def _voices(plan: Given, before: Tables) -> Tables:
    if is_counted(plan):
        return {}  # who speaks can only be read
    articles = before["articles"]
    statements = attribute(find_statements(articles), plan.actors, articles)
    voices = split_voices(articles, plan.actors, statements)
    hits = find_hits(voices, plan.lexicon)
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
    main = _main(voices, "voice", plan)
    if len(main):
        found["told_explanation"] = explain(main, hits, by="voice", groups=plan.groups, cluster="story")
    return found


def _topics(plan: Given, before: Tables) -> Tables:
    if is_counted(plan):
        return {}
    usable, scores = scorable(before["articles"]), before["scores"]
    # in several languages words would only find the languages again
    basis = "words" if usable["lang"].nunique() == 1 else "concepts and seeds"
    made = {"basis": basis, "lexicon": plan.lexicon, "seed": plan.seed}
    inside, pair = usable[usable["side"].isin(plan.groups)], {"by": "side", "cluster": plan.cluster}
    found, stories = {}, usable["story"].nunique()
    if stories >= 4 * plan.topics:
        with suppress(ValueError):  # too few words that stories share: a study without topics is a study
            topics = fit_topics(usable, plan.topics, **made)
            numbers = choose_topics(usable, range(3, min(11, stories // 4 + 1)), **made)
            balances = topic_balance(topics, scores[scores["side"].isin(plan.groups)], **pair)
            found |= {"topic_words": topics.words, "topic_shares": topics.shares, "topic_quality": topics.quality}
            found |= {"topic_typical": topics.typical, "topic_sides": topic_shares(topics, inside, **pair)}
            found |= {"topic_balance": balances, "topic_numbers": numbers}
    if set(inside["side"]) == set(plan.groups):
        found["distinctive"] = distinctive(inside, by="side", groups=plan.groups, cluster=plan.cluster)
    return found


def _robustness(plan: Given, before: Tables) -> Tables:
    """The sides in their main language, under every other choice."""
    if not len(_main(scorable(before["articles"]), "side", plan)):
        return {}
    pair = {"by": "side", "groups": plan.groups, "cluster": plan.cluster, "seed": plan.seed}
    if is_counted(plan):
        return {"robustness": vary(before["scores"], plan.lexicon, **pair, hits=before["hits"])}
    return {"robustness": vary(before["articles"], plan.lexicon, **pair, voices=before["voices"])}


def _hypotheses(plan: Given, before: Tables) -> Tables:
    told = before.get("told", pd.DataFrame(columns=["side", "voice", "lang", plan.cluster]))
    return {"hypotheses": decide(plan, before["scores"], told)}


_SCORES = ("hits.parquet", "scores.csv", "by_side.csv", "by_outlet.csv", "comparisons.csv", "explanation.csv")
_VOICES = ("statements.parquet", "voices.parquet", "voice_hits.parquet", "told.parquet", "by_voice.csv", "mirror.csv",
           "voice_comparisons.csv", "told_explanation.csv")  # fmt: skip
_TOPICS = ("topic_words.csv", "distinctive.csv", "topic_shares.parquet", "topic_quality.csv", "topic_typical.csv",
           "topic_sides.csv", "topic_balance.csv", "topic_numbers.csv")  # fmt: skip
_DECIDED = ("groups", "hypotheses", "unit", "cluster", "test", "alpha", "margin", "correction", "seed")

STAGES = [
    Stage("articles", "reading and cleaning",
          ("articles.parquet", "set_aside.csv", "removed.csv", "wire_stories.csv", "edits.parquet"),
          ("folder", "sources", "exclusions", "period", "groups", "actors"), (), _articles),
    Stage("scores", "finding the lexicon's words", _SCORES,
          ("folder", "sources", "groups", "cluster", "seed", "lexicon"), ("articles",), _scores),
    Stage("voices", "finding who speaks", _VOICES,
          ("sources", "groups", "cluster", "seed", "lexicon", "actors"), ("articles",), _voices),
    Stage("topics", "topics and words", _TOPICS,
          ("sources", "groups", "cluster", "topics", "seed", "lexicon"), ("articles", "scores"), _topics),
    Stage("robustness", "making the comparison under other choices", ("robustness.csv",),
          ("sources", "groups", "cluster", "seed", "lexicon"), ("articles", "scores", "voices"), _robustness),
    Stage("hypotheses", "deciding what the plan expected", ("hypotheses.csv",),
          _DECIDED, ("scores", "voices"), _hypotheses),
]  # fmt: skip


def _by_language(scores: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    """The texts of each language in turn, and where there are several, of all."""
    parts = [(lang, scores[scores["lang"] == lang]) for lang in LANGS if (scores["lang"] == lang).any()]
    return parts if len(parts) < 2 else [*parts, ("all", scores)]


def _compare_all(plan: Given, scores: pd.DataFrame, by: str, cluster: str) -> pd.DataFrame:
    """The planned comparison within each language that has both groups, for balance and intensity."""
    rows = list(_compared(plan, scores, by, cluster))
    return pd.concat(rows, ignore_index=True) if rows else pd.DataFrame({"lang": [], "by": [], "measure": []})


def _compared(plan: Given, scores: pd.DataFrame, by: str, cluster: str) -> Iterator[pd.DataFrame]:
    for lang, part in _by_language(scores):
        # the groups of the pooled row differ in language; the row is marked, and the report says so in its place
        if lang != "all" and set(part[by]) == set(plan.groups):
            for measure in ("balance", "intensity"):
                row = compare(part, measure, by=by, groups=plan.groups, cluster=cluster, seed=plan.seed)
                yield row.assign(lang=lang, by=by)


def _main(texts: pd.DataFrame, by: str, plan: Given) -> pd.DataFrame:
    """The texts of the two groups in their main language: an explanation must not mix languages. None where they share
    no language."""
    inside = texts[texts[by].isin(plan.groups)]
    main = inside[inside["lang"] == main_language(inside, by)] if len(inside) else inside
    return main if set(main[by]) == set(plan.groups) else main.iloc[:0]


def _leave_out(articles: pd.DataFrame, plan: Given) -> pd.DataFrame:
    """Set aside the articles that the plan excludes, each with the reason that it gives, then those that do not lie
    inside its period."""
    for exclusion in plan.exclusions:
        require_columns(articles, [exclusion.column], "the articles, where [[exclusions]] look for values,")
        out = articles[exclusion.column].isin([str(value) for value in exclusion.values])
        articles = _put_aside(articles, pd.Series(LEFT_OUT + exclusion.reason, articles.index).where(out, ""))
    if not plan.period:
        return articles
    why = articles["date"].map(lambda date: _outside(date, plan.period))
    return _put_aside(articles, why.where(articles["status"] != "quarantined", ""))


def _put_aside(articles: pd.DataFrame, why: pd.Series) -> pd.DataFrame:
    """The articles, of which those with a reason are set aside, and say so."""
    out = why.ne("")
    notes = articles["notes"].where(articles["notes"].eq("") | ~out, articles["notes"] + "; ") + why
    return articles.assign(status=articles["status"].mask(out, "quarantined"), notes=notes)


def _outside(date: str, period: tuple[str, str]) -> str:
    """Why a date does not lie inside a period; empty where it does."""
    first, last = whole_days(date)
    begin, end = whole_days(period[0])[0], whole_days(period[1])[1]
    if begin <= first and last <= end:
        return ""
    name = f"the period {period[0]} to {period[1]}"
    if last < begin or end < first:
        return f"{LEFT_OUT}outside {name}"
    what = f"the date {date} is too coarse" if date else "there is no date"
    return f"{LEFT_OUT}{what} to tell whether it lies inside {name}"
