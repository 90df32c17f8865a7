"""What words announce that someone speaks: `cues.csv` and `function_words.csv`, made into forms.

`cues.csv` gives each verb by its lemma. Its forms follow from it: in Russian through the dictionary of pymorphy3, in
English and German by the regular endings, to which the column `irregular` adds the others. A bar divides a German verb
that is taken apart (``mit|teilen``: "teilte ... mit", "mitgeteilt", "mitzuteilen").
"""

from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.resources import files

import pandas as pd

from ..words import fold


@dataclass(frozen=True, slots=True)
class Cue:
    """One reading of a word form as a reporting verb.

    `group` is its class in cues.csv; `shape` is ``finite``, ``participle``, ``infinitive``, ``ing``, ``gerund`` or
    ``short`` (a Russian short form); `particle` is what must follow later in the clause ("teilte ... mit"); `act` is
    ``act`` or ``demand`` where the verb alone tells a stance ("rejected the plan", "called for talks").
    """

    lemma: str
    group: str
    shape: str
    particle: str = ""
    act: str = ""


@dataclass(frozen=True, slots=True)
class Language:
    """The words of one language that the rules ask for."""

    lang: str
    verbs: dict[str, tuple[Cue, ...]]
    frames: dict[str, dict[str, tuple[str, ...]]]
    words: dict[str, frozenset[str]]
    endings: dict[str, tuple[str, ...]]
    finite: frozenset[str]  # the forms known to be verbs
    heads: frozenset[str]  # the words that begin a frame

    def frame(self, kind: str) -> dict[str, tuple[str, ...]]:
        """The frames of one kind: first word -> whole frames."""
        return self.frames.get(kind, {})


@cache
def language(lang: str) -> Language:
    """Everything known about `lang`, read once."""
    cues = pd.read_csv(files("framing") / "cues.csv", dtype=str, keep_default_na=False)
    cues = cues[cues["lang"] == lang]
    verbs: dict[str, list[Cue]] = {}
    for row in cues[cues["class"] != "frame"].itertuples():
        for form, cue in _FORMS[lang](row.form, row._3, row.irregular.split()):
            cue = replace(cue, act=row.kind if row.kind in ("act", "demand") else "")
            known = verbs.setdefault(fold(form), [])
            if cue not in known:
                known.append(cue)
    frames: dict[str, dict[str, list[str]]] = {}
    for row in cues[cues["class"] == "frame"].itertuples():
        form = fold(row.form)
        frames.setdefault(row.kind, {}).setdefault(form.split()[0], []).append(form)
    table = pd.read_csv(files("framing") / "function_words.csv", dtype=str, keep_default_na=False)
    table = table[table["lang"] == lang]
    grouped = {name: [fold(f) for f in part["form"]] for name, part in table.groupby("class")}
    if "verb" in grouped:
        grouped["subjunctive"] += [_stem(v) + "e" for v in grouped["verb"]]
    finite = {f for name in ("auxiliary", "subjunctive", "conditional") for f in grouped.get(name, [])}
    heads = {head for kind in ("before", "so", "owned") for head in frames.get(kind, {})} | {"по", "nach", "aus"}
    return Language(
        lang,
        {form: _merged(known) for form, known in verbs.items()},
        {kind: {k: tuple(sorted(v, key=len, reverse=True)) for k, v in d.items()} for kind, d in frames.items()},
        {name: frozenset(f for f in forms if not f.startswith("-")) for name, forms in grouped.items()},
        {name: tuple(f[1:] for f in forms if f.startswith("-")) for name, forms in grouped.items()},
        frozenset(finite | verbs.keys()),
        frozenset(heads),
    )


def _merged(cues: list[Cue]) -> tuple[Cue, ...]:
    """A verb in two classes counts for the first, and is an act if one of them says so."""
    acts = {cue.lemma: cue.act for cue in cues if cue.act}
    return tuple(replace(cue, act=acts.get(cue.lemma, "")) for cue in cues)


def _english_forms(lemma: str, group: str, irregular: list[str]) -> list[tuple[str, Cue]]:
    """The forms of an English verb.

    >>> sorted({form for form, cue in _english_forms("deny", "say", []) if cue.shape == "finite"})
    ['denied', 'denies', 'deny']
    """
    if lemma.endswith("y") and lemma[-2] not in "aeiou":
        stem, third, past = lemma, lemma[:-1] + "ies", lemma[:-1] + "ied"
    elif lemma.endswith("e") and not lemma.endswith("ee"):
        stem, third, past = lemma[:-1], lemma + "s", lemma + "d"
    else:
        stem, third = lemma, lemma + ("es" if lemma.endswith(("s", "sh", "ch", "x", "z", "o")) else "s")
        past = lemma + ("d" if lemma.endswith("e") else "ed")
    others = [f for f in irregular if not f.endswith("ing")]
    ings = [f for f in irregular if f.endswith("ing")] or [stem + "ing"]
    finite = [third, *(others or [past])]
    return [
        (lemma, Cue(lemma, group, "finite")),
        *((f, Cue(lemma, group, "finite")) for f in finite),
        *((f, Cue(lemma, group, "ing")) for f in ings),
    ]


def _stem(verb: str) -> str:
    """German: "sagen" -> "sag", "ändern" -> "änder"."""
    return verb[:-2] if verb.endswith("en") else verb[:-1]


def _german_forms(lemma: str, group: str, irregular: list[str]) -> list[tuple[str, Cue]]:
    """The forms of a German verb, with its particle apart and joined.

    >>> [form for form, cue in _german_forms("mit|teilen", "say", []) if cue.shape == "participle"]
    ['mitgeteilt']
    """
    particle, _, verb = lemma.rpartition("|")
    stem = _stem(verb)
    link = "e" if stem.endswith(("t", "d", "chn", "ffn", "gn", "kn", "dm", "tm")) else ""
    finite = [stem + "e", stem + link + "t", stem + link + "te", stem + link + "ten"]
    participles = [f for f in irregular if f.startswith("ge") or f.endswith("en")]
    finite += [f for f in irregular if not f.startswith("ge")] + [f + "en" for f in irregular if _is_past_stem(f)]
    plain = verb.endswith("ieren") or verb.startswith(
        ("be", "er", "ver", "ent", "ge", "zer", "miss", "unter", "über", "wider")
    )
    if not irregular:
        participles = [("" if plain else "ge") + stem + link + "t"]
    name = lemma.replace("|", "")
    forms = [(f, Cue(name, group, "finite", particle)) for f in [verb, *finite]]
    forms += [(particle + f, Cue(name, group, "participle")) for f in participles]
    if particle:
        forms += [(particle + f, Cue(name, group, "finite")) for f in finite]
        forms += [
            (particle + verb, Cue(name, group, "infinitive")),
            (f"{particle}zu{verb}", Cue(name, group, "infinitive")),
        ]
    return forms


def _is_past_stem(form: str) -> bool:
    """ "sprach" (then "sprachen" too), but not "gesprochen", "nannten" or "spricht"."""
    return not form.endswith(("en", "t", "te", "n")) or form in ("riet", "bat", "trat")


@lru_cache(1)
def morphology():  # noqa: ANN202 (a class of pymorphy3, imported only where Russian is read)
    """The Russian dictionary."""
    import pymorphy3

    return pymorphy3.MorphAnalyzer(lang="ru")


@lru_cache(1 << 15)
def tags(word: str) -> list:
    """The readings of a Russian word; none for letters that Unicode does not name, on which the dictionary fails."""
    try:
        return morphology().tag(word)
    except ValueError:
        return []


def _russian_forms(lemma: str, group: str, irregular: list[str]) -> list[tuple[str, Cue]]:
    """The forms of a Russian verb or short adjective in the third person, the past and the gerund."""
    forms = [(f, Cue(lemma, group, "finite")) for f in irregular]
    parses = [p for p in morphology().parse(lemma) if p.tag.POS in ("INFN", "ADJF", "PRTF") and p.is_known]
    for word in parses[0].lexeme if parses else []:
        tag = word.tag
        shape = {"VERB": "finite", "GRND": "gerund", "INFN": "infinitive", "ADJS": "short"}.get(tag.POS)
        if parses[0].tag.POS == "PRTF" and tag.POS == "PRTS":
            shape = "short"
        if shape and not {"1per", "2per", "impr"} & tag.grammemes:
            forms.append((word.word, Cue(lemma, group, shape)))
    return forms


_FORMS = {"en": _english_forms, "de": _german_forms, "ru": _russian_forms}
