"""What a lexicon's patterns catch in a large word list, and what is wrong with that: one language at a time.

A finding is a tuple ``severity, kind, lang, concept, pattern, message``; `lexicon_check` gathers them.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property

from .._scan.patterns import _parts
from ..lexicon import Lexicon, read_lexicon
from ..words import LANGS, WORD, fold
from .alarm import small_words_of
from .dictionaries import dictionary, fitting

Finding = tuple[str, str, str, str, str, str]
BROAD = {"en": 15, "de": 100, "ru": 30}  # dictionary words under one wildcard; German compounds need more room
_SHOWN = 6  # words in a message
_LETTERS = {"en": "abcdefghijklmnopqrstuvwxyz", "de": "abcdefghijklmnopqrstuvwxyzäöü",
            "ru": "абвгдежзийклмнопрстуфхцчшщъыьэюя"}  # fmt: skip


@dataclass
class Entry:
    """A pattern with its concept, and what it catches: form -> dictionary forms, exclusions taken out."""

    number: int
    concept: str
    pole: str
    pattern: str
    parts: tuple[str, ...]
    caught: dict[str, frozenset[str]]
    excluded: list[str]

    @property
    def is_word(self) -> bool:
        return len(self.parts) == 1

    @property
    def letters(self) -> int:
        return len(self.parts[0].replace("*", ""))

    @property
    def lemmas(self) -> set[str]:
        return {lemma for lemmas in self.caught.values() for lemma in lemmas}


class Words:
    """The patterns of one language against its word list."""

    def __init__(self, lexicon: Lexicon, lang: str) -> None:
        self.lang, self.dictionary = lang, dictionary(lang)
        table = lexicon.patterns[lexicon.patterns["lang"] == lang].merge(lexicon.concepts, on="concept", sort=False)
        self.exclusions = [
            Entry(n, row["concept"], row["pole"], row["pattern"], _parts(row["pattern"]), {}, [])
            for n, row in enumerate(table.to_dict("records"))
            if row["exclude"]
        ]
        words_out = defaultdict(list)
        for entry in self.exclusions:
            words_out[entry.concept] += entry.parts if entry.is_word else ()
        self.excluded = {concept: fitting(parts) for concept, parts in words_out.items()}
        self.entries = [self._entry(n, row) for n, row in enumerate(table.to_dict("records")) if not row["exclude"]]
        self.singles = [e for e in self.entries if e.is_word]
        self.of_concept = defaultdict(list)
        for entry in self.entries:
            self.of_concept[entry.concept].append(entry)

    def _entry(self, number: int, row: dict) -> Entry:
        """A pattern with what it catches; a phrase catches nothing here."""
        parts, caught, lost = _parts(row["pattern"]), {}, []
        known = self.dictionary.caught(parts[0]) if len(parts) == 1 else {}
        for form in sorted(known):
            if row["concept"] in self.excluded and self.excluded[row["concept"]].fullmatch(form):
                lost.append(form)
            else:
                caught[form] = known[form]
        return Entry(number, row["concept"], row["pole"], row["pattern"], parts, caught, lost)

    def findings(self) -> Iterator[Finding]:
        """Every finding of this language alone."""
        for kind, look in _LOOKS.items():
            for severity, entry, message in look(self):
                yield severity, kind, self.lang, entry.concept, entry.pattern, message

    @cached_property
    def forms_anywhere(self) -> frozenset[str]:
        """The listed forms that any pattern or the first word of any phrase fits."""
        firsts = {e.parts[0] for e in self.entries}
        return frozenset(form for part in sorted(firsts) for form in self.dictionary.caught(part))


def _twice(words: Words) -> Iterator[tuple[str, Entry, str]]:
    """One pattern in two concepts, or twice in one."""
    seen = {}
    for entry in words.entries:
        first = seen.setdefault(entry.parts, entry)
        if first is entry:
            continue
        if first.concept == entry.concept:
            yield "note", entry, "stands twice in this concept"
        else:
            severity = "warning" if first.pole == entry.pole else "error"
            yield severity, entry, f"stands in {first.concept} ({first.pole}) too, and counts only there"


def _impossible(words: Words) -> Iterator[tuple[str, Entry, str]]:
    """Patterns with a sign that no word of a text has."""
    for entry in words.entries:
        odd = [p for p in entry.parts if p != "..." and not WORD.fullmatch(re.sub(r"\*+", "x", p))]
        if odd:
            yield "error", entry, f"can never fit: no word of a text reads {', '.join(odd)} (letters, digits, ' inside)"


def _overlaps(words: Words) -> Iterator[tuple[str, Entry, str]]:
    """Patterns whose words another pattern catches as well: the one with more letters counts, then the earlier one."""
    fitting_form = defaultdict(list)
    for entry in words.singles:
        for form in entry.caught:
            fitting_form[form].append(entry)
    lost = defaultdict(lambda: defaultdict(list))
    for form, entries in fitting_form.items():
        winner = min(entries, key=lambda e: (-e.letters, e.number))
        for entry in entries:
            if entry is not winner and entry.parts != winner.parts:
                lost[entry.number][winner.number].append(form)
    by_number = {e.number: e for e in words.singles}
    for number in sorted(lost):
        entry = by_number[number]
        winners = [(by_number[w], forms) for w, forms in sorted(lost[number].items())]
        others = [(w, forms) for w, forms in winners if w.concept != entry.concept]
        gone = sum(len(forms) for _, forms in winners) == len(entry.caught)
        named = "; ".join(f"{w.pattern} of {w.concept} ({w.pole}) takes {_some(forms)}" for w, forms in others)
        if gone and others:
            severity = "error" if any(w.pole != entry.pole for w, _ in others) else "warning"
            yield severity, entry, f"never counts: {named}"
        elif any(w.pole != entry.pole for w, _ in others):
            yield "note", entry, f"shares words with the other pole: {named}"
    for entry in words.singles:
        inside = _inside_own(entry, words)
        if inside:
            yield "note", entry, f"adds nothing to {inside.pattern} of the same concept"


def _inside_own(entry: Entry, words: Words) -> Entry | None:
    """Another pattern of the concept that catches all that this one does, whatever the word list."""
    for other in words.of_concept[entry.concept]:
        is_wider = other.is_word and other.parts != entry.parts and "*" in other.parts[0]
        # the pattern itself, with its wildcards as letters, fits the wider one
        if is_wider and fitting(other.parts).fullmatch(entry.parts[0]):
            return other
    return None


def _dead(words: Words) -> Iterator[tuple[str, Entry, str]]:
    """One-word patterns that catch nothing."""
    for entry in words.singles:
        if entry.caught:
            continue
        if entry.excluded:
            yield "error", entry, f"all that it catches is excluded: {_some(entry.excluded)}"
            continue
        near = _near(entry.parts[0], words)
        # a long list holds most words, but no list holds every compound
        severity = "warning" if near or ("*" in entry.pattern and not _is_compound(entry.parts[0], words)) else "note"
        yield severity, entry, "fits no word of the list" + (near and f"; is it {near}?")


def _is_compound(part: str, words: Words) -> bool:
    """Do two listed words make it up, with s or n between them or nothing?"""
    word, caught = part.strip("*"), words.dictionary.caught
    halves = [(word[:n], (word[n:], word[n + 1 :])) for n in range(4, len(word) - 3)]
    return any(caught(first) and any(caught(f"{rest}*") for rest in rests) for first, rests in halves)


def _near(word: str, words: Words) -> str:
    """Listed words at one slip from this one; words that differ in more are no slip of the hand."""
    if len(word) < 5 or "*" in word:
        return ""
    cuts = [(word[:n], word[n:]) for n in range(len(word) + 1)]
    slips = {a + b[1:] for a, b in cuts if b} | {a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1}
    slips |= {a + letter + b[k:] for a, b in cuts for letter in _LETTERS[words.lang] for k in (0, 1)}
    return " or ".join([s for s in sorted(slips - {word}) if words.dictionary.caught(s)][:3])


def _idle(words: Words) -> Iterator[tuple[str, Entry, str]]:
    """One-word exclusions that take no word of the list away from their concept."""
    for entry in words.exclusions:
        whole = fitting(entry.parts)
        taken = (form for e in words.of_concept[entry.concept] for form in e.excluded if whole.fullmatch(form))
        if entry.is_word and not any(taken):
            yield "note", entry, "excludes no word that the concept catches"


def _unknown_words(words: Words) -> Iterator[tuple[str, Entry, str]]:
    """Words of phrases that the word list has not: names, new words, slips."""
    small = small_words_of(words.lang)

    @cache
    def is_known(part: str) -> bool:
        return len(part.replace("*", "")) < 3 or part in small or bool(words.dictionary.caught(part))

    for entry in words.entries:
        unknown = [p for p in entry.parts if p != "..." and not is_known(p)] if not entry.is_word else []
        if unknown:
            yield "note", entry, f"not in the word list: {', '.join(unknown)}"


def _broad(words: Words) -> Iterator[tuple[str, Entry, str]]:
    """Wildcards under which many words stand, and words that look like strangers there."""
    usual = _usual_endings(words.lang)
    for entry in words.singles:
        if "*" not in entry.pattern:
            continue
        strange = sorted(lemma for lemma in entry.lemmas if _is_strange(fold(lemma), entry, usual, words))
        count, look = len(entry.lemmas), f"; look at {_some(strange)}" if strange else ""
        if count > BROAD[words.lang]:
            yield "warning", entry, f"catches {len(entry.caught)} forms of {count} words{look}"
        elif strange:
            yield "note", entry, f"catches {count} word{'s' * (count > 1)}{look}"


def _is_strange(lemma: str, entry: Entry, usual: frozenset[str], words: Words) -> bool:
    """A word whose ending no other stem of the shipped lexicon takes, or with a prefix of two or three letters."""
    stem = entry.parts[0].strip("*")
    at = lemma.find(stem)
    if at < 0 or "*" in stem:
        return False
    before, after = lemma[:at], lemma[at + len(stem) :]
    if 0 < len(before) <= 3:
        return True  # Ent-spannung, zu-frieden: a prefix may turn a word round, a compound does not
    return after not in usual and not (words.lang == "de" and _ends_in_word(after, usual, words))


def _ends_in_word(after: str, usual: frozenset[str], words: Words) -> bool:
    """A compound: an ending or none, s or n or nothing, then a listed word (Droh-ung-s-kulisse)."""
    ends = [n for n in range(len(after)) if n == 0 or after[:n] in usual]
    rests = {after[n:] for n in ends} | {after[n + 1 :] for n in ends if after[n] in "sn"}
    return any(len(rest) > 2 and words.dictionary.caught(rest) for rest in rests)


@cache
def _usual_endings(lang: str) -> frozenset[str]:
    """The endings that dictionary words have after stems of the shipped lexicon, each after two stems or more."""
    patterns = read_lexicon().patterns
    parts = [_parts(p) for p in patterns.loc[(patterns["lang"] == lang) & ~patterns["exclude"], "pattern"]]
    stems = sorted({p[0][:-1] for p in parts if len(p) == 1 and p[0].endswith("*") and "*" not in p[0][:-1]})
    endings = Counter()
    for stem in stems:
        lemmas = {fold(m) for found in dictionary(lang).caught(f"{stem}*").values() for m in found}
        endings.update({lemma[len(stem) :] for lemma in lemmas if lemma.startswith(stem)})
    return frozenset(ending for ending, n in endings.items() if n >= 2)


def _strays(words: Words) -> Iterator[tuple[str, Entry, str]]:
    """Forms of quite another word: `found*` catches a form of find."""
    for concept, entries in words.of_concept.items():
        own = fitting(e.parts[0] for e in entries)
        for entry in entries:
            if "*" not in entry.pattern:
                continue
            astray = [f for f, lemmas in entry.caught.items() if not any(own.fullmatch(fold(m)) for m in lemmas)]
            if astray and 2 * len(astray) < len(entry.caught):
                pairs = [f"{form} ({', '.join(sorted(entry.caught[form]))})" for form in astray]
                yield "note", entry, f"forms of words that {concept} does not catch: {_some(pairs)}"


def _missing(words: Words) -> Iterator[tuple[str, Entry, str]]:
    """Forms of a caught word that no pattern catches."""
    for concept, entries in words.of_concept.items():
        out, done = words.excluded.get(concept, fitting(())), set()
        for entry in entries:
            missed, many = [], False
            for lemma in sorted(entry.lemmas - done):
                done.add(lemma)
                if lemma[:1].isupper() and lemma.lower() in entry.lemmas:
                    continue  # "das Rächen" is rächen once more
                forms = sorted(words.dictionary.forms(lemma))
                lost = [f for f in forms if f not in words.forms_anywhere and not out.fullmatch(f)]
                # a homograph shares a form or two with the word that is meant; its other forms are no loss
                if lost and 3 * len(lost) <= 2 * len(forms):
                    missed.append(f"{', '.join(lost[:_SHOWN])} ({lemma})")
                    many |= 4 * len(lost) > len(forms) and fold(lemma) not in lost
            if missed:
                yield "warning" if many else "note", entry, f"forms not caught: {_some(missed)}"


def false_friends(words: Words, other: Words) -> Iterator[Finding]:
    """Patterns of one language that catch words of another which mean something else."""
    common = small_words_of(other.lang)
    for entry in words.singles:
        whole, name = fitting(entry.parts), LANGS[other.lang]
        met = sorted(w for w in common if whole.fullmatch(w))
        cognate = fitting(e.parts[0] for e in other.entries if e.is_word and e.pole == entry.pole)
        listed = [f for f in other.dictionary.caught(entry.parts[0]) if not cognate.fullmatch(f) and f not in met]
        about = words.lang, entry.concept, entry.pattern
        if met:
            yield "warning", "false friend", *about, f"catches small words of {name}: {_some(met)}"
        elif listed:
            yield "note", "false friend", *about, f"catches words of {name}: {_some(sorted(listed))}"


def _some(items: list[str]) -> str:
    """The first of a list, and how many more there are."""
    more = len(items) - _SHOWN
    return ", ".join(items[:_SHOWN]) + (f" and {more} more" if more > 0 else "")


_LOOKS = {
    "impossible": _impossible,
    "duplicate": _twice,
    "overlap": _overlaps,
    "dead": _dead,
    "idle exclusion": _idle,
    "unknown word": _unknown_words,
    "broad": _broad,
    "stray": _strays,
    "missing form": _missing,
}
