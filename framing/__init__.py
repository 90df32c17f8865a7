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
    "fit_topics": "topics",
    "measure_equivalence": "equivalence",
    "compare": "comparison",
    "summarise": "comparison",
    "distinctive": "keywords",
    "explain": "keywords",
    "concordance": "passages",
    "show": "passages",
    "read_plan": "study",
    "read_study": "study",
    "run_study": "study",
    "read_figures": "figures",
    "write_figures": "figures",
    "render": "report",
}
__all__ = ["charts", *_HOME]


def __getattr__(name: str) -> object:
    """Import a public name where it is first used."""
    if name == "charts":
        return import_module(".charts", __name__)
    if name in _HOME:
        value = getattr(import_module(f".{_HOME[name]}", __name__), name)
        globals()[name] = value
        return value
    raise AttributeError(f"framing has no {name!r}; it has {sorted(__all__)}")


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
