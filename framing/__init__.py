"""How do the two sides of a conflict frame it in the news: as confrontation or as dialogue?

Every verb takes a table and returns a table; each function's first line says what a row is.
Nothing is imported before it is used, so that `import framing` takes no time.
"""

from importlib import import_module

__version__ = "0.1.0"

_HOME = {
    "find_sentences": "words",
    "read_articles": "articles",
    "collect": "fetching",
    "clean": "cleaning",
    "removed": "cleaning",
    "find_copies": "copies",
    "effective_stories": "lineage",
    "find_edits": "lineage",
    "show_edits": "lineage",
    "wire_stories": "lineage",
    "Lexicon": "lexicon",
    "read_lexicon": "lexicon",
    "check_lexicon": "lexicon_check",
    "find_hits": "hits",
    "balance": "scores",
    "intensity": "scores",
    "score": "scores",
    "share": "scores",
    "shrink": "scores",
    "length_dependence": "scores",
    "score_file": "streaming",
    "find_statements": "statements",
    "attribute": "voices",
    "read_actors": "voices",
    "split_voices": "voices",
    "Topics": "topics",
    "choose_topics": "topics",
    "fit_topics": "topics",
    "intrusion_sheet": "topics",
    "score_intrusion": "topics",
    "topic_balance": "topics",
    "topic_shares": "topics",
    "topics_of_terms": "topics",
    "measure_equivalence": "equivalence",
    "adjust": "comparison",
    "compare": "comparison",
    "summarise": "comparison",
    "by_period": "timeline",
    "over_time": "timeline",
    "collocates": "keywords",
    "distinctive": "keywords",
    "explain": "keywords",
    "vary": "robustness",
    "verdict": "robustness",
    "accuracy": "reliability",
    "agreement": "reliability",
    "confusions": "reliability",
    "correct": "reliability",
    "draw_sample": "reliability",
    "recall_gap": "reliability",
    "unblind": "reliability",
    "code": "coding",
    "read_sheet": "coding",
    "write_sheet": "coding",
    "concordance": "passages",
    "show": "passages",
    "deviations": "plan",
    "freeze_plan": "plan",
    "read_plan": "plan",
    "read_study": "study",
    "run_study": "study",
    "read_figures": "figures",
    "write_figures": "figures",
    "cluster_sums": "scale",
    "explain_dataset": "scale",
    "score_dataset": "scale",
    "render": "report",
    "write_reader": "reader",
    "verify_study": "verify",
}
_MODULES = ("charts", "explore", "lessons")  # of many names, called by their own
__all__ = [*_MODULES, *_HOME]


def __getattr__(name: str) -> object:
    """Import a public name where it is first used."""
    if name in _MODULES:
        return import_module(f".{name}", __name__)
    if name in _HOME:
        value = getattr(import_module(f".{_HOME[name]}", __name__), name)
        globals()[name] = value
        return value
    raise AttributeError(f"framing has no {name!r}; it has {sorted(__all__)}")


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
