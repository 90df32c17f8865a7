"""Where a sentence has a reporting verb: which of the known forms are verbs here, and with which helpers."""

from .cues import Cue
from .sentences import Hit, Sentence

_OPENING = frozenset(':"„“«»‚‘')
_CAUSING = frozenset(("let", "lets", "letting", "make", "makes", "made", "making", "help", "helps", "helped"))
_GOES_ON = frozenset(("continue", "begin", "go"))  # say nothing before an infinitive
_ASKED = frozenset(("asked", "told", "questioned"))
_MARKS = frozenset(',.:;!?…—–()"“”„«»')


def find_cues(s: Sentence) -> list[Hit]:
    """The reporting verbs of a sentence, in order."""
    verbs = s.language.verbs
    if verbs.keys().isdisjoint(s.low):
        return []
    places = [i for i, low in enumerate(s.low) if low in verbs and s.quote[i] is None]
    find = {"en": _english, "de": _german, "ru": _russian}[s.language.lang]
    hits = (find(s, i, verbs[s.low[i]]) for i in places)
    return [hit for hit in hits if hit]


def _english(s: Sentence, i: int, cues: tuple[Cue, ...]) -> Hit | None:
    """Not the nouns ("the report", "his claims"); "was told" is passive."""
    if s.capital(i) and i and s.is_word(i - 1) and not _title(s):
        return None
    j = i - 1
    while j >= 0 and (s.is_(j, "adverb") or s.low[j].endswith("ly")):
        j -= 1
    before = s.low[j] if j >= 0 else ""
    cue = next((c for c in cues if c.shape == "ing"), cues[0]) if s.low[i].endswith("ing") else cues[0]
    if s.low[i] == cue.lemma and _let(s, i):
        return None
    if before == "to":
        return Hit(i, i, i, Cue(cue.lemma, cue.group, "infinitive"))
    if cue.lemma in _GOES_ON and s.low[i + 1 : i + 2] == ["to"]:
        return None
    if not i and s.low[0] in _ASKED:  # "Asked what he had said, Mr Hale left"
        return Hit(i, i, i, cue, passive=True)
    if (
        s.is_(j, "determiner")
        and not s.is_(j, "pronoun")
        or s.word[j].endswith(("'s", "’s"))
        and j >= 0
        and not _s_verb(s, i)
    ):
        return None
    if s.is_(j, "preposition") and before not in ("out", "up", "off", "down", "about"):
        return None
    if cue.shape == "finite" and not s.low[i].endswith(("d", "t", "ew", "oke")) and not _governs(s, i):
        return None
    return Hit(i, i, i, cue, passive=s.is_(j, "be") and cue.shape != "ing")


def _let(s: Sentence, i: int) -> bool:
    """ "let Moscow decide", "made him admit": an infinitive without "to"."""
    for k in range(i - 1, max(-1, i - 6), -1):
        if not s.is_word(k):
            return False
        if s.low[k] in _CAUSING:
            return True
    return False


def _title(s: Sentence) -> bool:
    """A heading Written Like This?"""
    return not s.number and all(s.capital(k) for k in range(len(s)) if len(s.word[k]) > 5 and s.is_word(k))


def _governs(s: Sentence, i: int) -> bool:
    """Does something follow that a verb governs? "He claims victory" may be lost, "the claims were" is no verb."""
    if s.low[i] in s.language.frame("certain"):
        return True
    if i + 1 >= len(s) or s.quote[i + 1] is not None or s.low[i + 1] in (":", ",", ".", '"', "“", "'", "‘"):
        return True
    names = ("complementizer", "determiner", "pronoun", "question", "adverb", "relative")
    return s.capital(i + 1) or s.low[i + 1] in ("to", "about", "on", "for") or any(s.is_(i + 1, c) for c in names)


def _s_verb(s: Sentence, i: int) -> bool:
    """ "Trump's said"?"""
    return s.low[i] in ("said", "told")


def _german(s: Sentence, i: int, cues: tuple[Cue, ...]) -> Hit | None:
    """With its particle ("teilte ... mit"), its helper ("hat ... erklärt") or as the infinitive of a modal verb."""
    low, n = s.low[i], len(s)
    if s.capital(i) and i and s.low[i - 1] not in _OPENING or i and s.low[i - 1] == "zu":
        return None
    if s.is_(i, "determiner") and (s.capital(i + 1) or low == "meine"):
        return None
    if s.capital(i + 1) and _is_attribute(s, i):
        return None
    for cue in (c for c in cues if c.particle):
        for k in range(i + 1, min(i + 35, n)):
            if s.low[k] == cue.particle and (k + 1 == n or s.low[k + 1] in _MARKS or s.is_(k + 1, "coordinator")):
                return Hit(i, i, k, cue)
            if s.low[k] in ":;" or s.quote[k] is not None:
                break
    ends_clause = i + 1 == n or s.low[i + 1] in _MARKS or s.is_(i + 1, "auxiliary") or s.is_(i + 1, "coordinator")
    for cue in (c for c in cues if c.shape == "participle"):
        helper = _helper(s, i, s.language.words["have"] | s.language.words["become"])
        if helper is None or not ends_clause:
            continue
        passive = (
            s.is_(helper, "become") or i + 1 < n and s.low[i + 1] in ("worden", "werden", "wurde", "wurden", "wird")
        )
        return Hit(helper, i, i, cue, passive)
    for cue in (c for c in cues if c.shape in ("finite", "infinitive") and not c.particle):
        modal = (
            _helper(s, i, s.language.words["modal"])
            if low.endswith("n") and ends_clause and low == cue.lemma[-len(low) :]
            else None
        )
        if cue.shape == "infinitive" and modal is None:
            continue
        return Hit(i if modal is None else modal, i, i, cue)
    return None


def _is_attribute(s: Sentence, i: int) -> bool:
    """ "der bekannten Frau", "auf nicht näher bezeichnete Quellen": a participle before its noun."""
    j = i - 1
    while j > 0 and s.is_(j, "adverb") and not s.is_(j, "determiner"):
        j -= 1
    return s.is_(j, "determiner") or s.is_(j, "contraction") or j < i - 1 and s.is_(j, "preposition")


def _helper(s: Sentence, i: int, forms: frozenset[str]) -> int | None:
    """The nearest helper verb before token `i` in its clause, or right after it at the end of a clause."""
    if i + 1 < len(s) and s.low[i + 1] in forms:
        return i + 1
    for k in range(i - 1, max(-1, i - 30), -1):
        if s.low[k] in forms:
            return k
        if s.low[k] in ":;" or s.quote[k] is not None:
            return None
    return None


def _russian(s: Sentence, i: int, cues: tuple[Cue, ...]) -> Hit | None:
    """Infinitives do not count; the reading of the first class in the list does."""
    cue = next((c for c in cues if c.shape != "infinitive"), None)
    if cue is None or s.capital(i) and i and s.is_word(i - 1):
        return None
    return Hit(i, i, i, cue)
