"""Tell the author of a lexicon what is missing, doubtful or wrong in it, before it is used.

Dictionaries come in here, and only here: they know that *vorgeworfen* is a form of *vorwerfen*, and which words a
wildcard catches by accident. So a lexicon stays a list of plain patterns, and finding words in texts stays fast.
"""

from collections.abc import Iterator
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import pandas as pd

from ._check import read_own
from ._lexicon.words import Finding, Words, false_friends
from .hits import find_hits
from .lexicon import Lexicon, read_lexicon
from .words import LANGS

COLUMNS = ["severity", "kind", "lang", "concept", "pattern", "message"]
SEVERITIES = ("error", "warning", "note")
KINDS = {
    "example": "Examples that are not found, or found where they should not be",
    "impossible": "Patterns that can never fit a word",
    "gap": "Concepts without words in a language",
    "duplicate": "The same pattern twice",
    "overlap": "Patterns that catch the same words",
    "dead": "Patterns that catch no word of the word list",
    "idle exclusion": "Exclusions that exclude no word of the word list",
    "unknown word": "Words of phrases that are not in the word list",
    "broad": "Wildcards that catch many words, or strange ones",
    "stray": "Wildcards that catch a form of another word",
    "missing form": "Forms of a caught word that are not caught",
    "false friend": "Patterns that catch words of another language",
    "shift": "Concepts without a shift class that have nouns",
    "poles": "Poles of unlike size",
}
UNLIKE = 1.5  # times as many concepts or words in one pole as in the other


def check_lexicon(lexicon: Lexicon | Path | str | None = None) -> pd.DataFrame:
    """A row is a finding: ``severity, kind, lang, concept, pattern, message``, the errors first.

    `severity` is `error` (the lexicon does not do what it says), `warning` (look at it) or `note` (may well be meant).
    A path is read first; then its columns ``example_<lang>`` and ``counter_<lang>`` are tried too. Without
    `lexicon` the shipped one is checked. Takes some ten seconds, most of them for
    the word lists.

    >>> found = check_lexicon(files("framing") / "axes" / "threat-reassurance.csv")
    >>> found.columns.tolist(), bool((found["severity"] == "error").any())
    (['severity', 'kind', 'lang', 'concept', 'pattern', 'message'], False)
    """
    if isinstance(lexicon, Lexicon):
        findings = []
    else:
        path, lexicon = lexicon, read_lexicon(lexicon)
        findings = list(_examples(path, lexicon))
    words = {lang: Words(lexicon, lang) for lang in lexicon.langs}
    findings += [*_gaps(lexicon), *_shifts(lexicon, words), *_poles(lexicon, words)]
    for part in words.values():
        findings += part.findings()
    if {"en", "de"} <= set(words):  # Russian has no letter in common with them
        findings += [*false_friends(words["en"], words["de"]), *false_friends(words["de"], words["en"])]
    table = pd.DataFrame(findings, columns=COLUMNS)
    table["severity"] = pd.Categorical(table["severity"], SEVERITIES)
    table["kind"] = pd.Categorical(table["kind"], list(KINDS))
    table = table.sort_values(COLUMNS[:5], kind="stable", ignore_index=True)
    return table.astype({"severity": str, "kind": str})


def describe(findings: pd.DataFrame, *, notes: bool = True) -> str:
    """The findings as a text to read: grouped by kind, the worst first; without `notes` these are only counted."""
    lines = []
    for (severity, kind), part in findings.groupby(["severity", "kind"], sort=False):
        is_counted = severity == "note" and not notes
        lines += [""] * (not is_counted) + [f"{severity.upper()}: {KINDS[kind]} ({len(part)})"]
        for row in part.head(0 if is_counted else len(part)).itertuples():
            where = " · ".join(w for w in (row.lang, row.concept, row.pattern) if w)
            lines.append(f"  {where}: {row.message}" if where else f"  {row.message}")
    counts = findings.groupby("severity").size().reindex(SEVERITIES, fill_value=0)
    lines += ["", ", ".join(f"{n} {s}{'s' * (n != 1)}" for s, n in counts.items())]
    return "\n".join(lines).strip()


def _examples(path: Path | str | None, lexicon: Lexicon) -> Iterator[Finding]:
    """Example sentences that their concept does not find, counter-examples that it does."""
    wide = read_own(Path(path) if path else files("framing") / "lexicon.csv", "lexicon")
    for lang in lexicon.langs:
        for kind, wanted in (("example", True), ("counter", False)):
            rows = wide[wide.get(f"{kind}_{lang}", pd.Series("", wide.index)) != ""]
            texts = pd.DataFrame({"id": rows["concept"], "lang": lang, "text": rows.get(f"{kind}_{lang}", "")})
            hits = pd.concat([find_hits(texts, one) for one in (lexicon, _asides(lexicon)) if lang in one.langs])
            for row in texts.itertuples():
                own = hits[(hits["id"] == row.id) & (hits["concept"] == row.id)]
                if wanted and own.empty:
                    yield "error", "example", lang, row.id, "", f"no word found in the example {row.text!r}"
                if not wanted and len(own):
                    found = f"{own['form'].iloc[0]!r} found by {own['pattern'].iloc[0]}"
                    yield "error", "example", lang, row.id, "", f"{found} in the counter-example {row.text!r}"


def _asides(lexicon: Lexicon) -> Lexicon:
    """The words about other subjects, and those that keep a sentence in, as concepts that are found but not counted."""
    aside = lexicon.off_topic
    names = pd.Index(aside["concept"].unique(), name="concept")
    empty = dict.fromkeys(("event", "shift", "note"), "")
    concepts = pd.DataFrame({"pole": lexicon.poles[0], "status": "topic"} | empty, names).reset_index()
    return replace(lexicon, concepts=concepts, patterns=aside.drop(columns="status"), off_topic=aside.iloc[:0])


def _gaps(lexicon: Lexicon) -> Iterator[Finding]:
    """Concepts without a pattern in a language; a score would then not be the same measure there."""
    has = lexicon.patterns[~lexicon.patterns["exclude"]].groupby(["concept", "lang"]).size()
    for row in lexicon.concepts.itertuples():
        without = [lang for lang in lexicon.langs if (row.concept, lang) not in has.index]
        if without == lexicon.langs:
            yield "error", "gap", "", row.concept, "", "has no words at all"
        else:
            for lang in without:
                yield "warning", "gap", lang, row.concept, "", f"has no words in {LANGS[lang]}"


def _shifts(lexicon: Lexicon, words: dict[str, Words]) -> Iterator[Finding]:
    """Scored concepts that name a thing: it can be avoided or refused, and its row does not say what then."""
    scored = lexicon.concepts[(lexicon.concepts["status"] != "topic") & (lexicon.concepts["shift"] == "")]
    for concept in scored["concept"]:
        nouns = []
        for part in words.values():
            lemmas = sorted({m for e in part.of_concept[concept] for m in e.lemmas if part.dictionary.is_noun(m)})
            nouns += lemmas[:2]
        if nouns:
            message = f"names things ({', '.join(nouns)}); avoided or refused they count for neither pole. Meant so?"
            yield "note", "shift", "", concept, "", message


def _poles(lexicon: Lexicon, words: dict[str, Words]) -> Iterator[Finding]:
    """One pole with many more concepts or words than the other is found more often, whatever the text says."""
    scored = lexicon.concepts[lexicon.concepts["status"] != "topic"].set_index("concept")["pole"]
    sizes = {"": ("concepts", scored.value_counts())}
    for lang, part in words.items():
        forms = {(scored[e.concept], f) for e in part.entries if e.concept in scored.index for f in e.caught}
        sizes[lang] = ("words of the word list", pd.Series([pole for pole, _ in forms], dtype=str).value_counts())
    for lang, (what, count) in sizes.items():
        first, second = (int(count.get(pole, 0)) for pole in lexicon.poles)
        if max(first, second) > UNLIKE * min(first, second):
            message = f"{lexicon.poles[0]} has {first} {what}, {lexicon.poles[1]} {second}"
            yield "note", "poles", lang, "", "", message
