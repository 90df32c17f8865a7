"""Find the lexicon's words in texts, and mark those that another word turns round.

"To avoid a confrontation" is not confrontation, "no dialogue" is not dialogue. A shifting word (`shifters.csv`)
acts on the lexicon words of its own clause, within the reach and on the side that its row states; two of them
cancel ("does not rule out talks"). What becomes of a shifted word depends on its concept: an avoidable thing
(confrontation) that is avoided, a refusable thing (dialogue) that is refused, avoided or negated counts for the
other pole; everything else that is shifted counts for neither.
"""

from collections import defaultdict

import pandas as pd

from ._check import require_texts, scorable
from ._patterns import Match, Patterns, Words
from .lexicon import Lexicon

COLUMNS = ["id", "pole", "concept", "pattern", "form", "start", "end", "shift", "counts_as", "shift_start", "shift_end"]
_TURNS = {"avoidable": {"avoided"}, "refusable": {"avoided", "refused", "negated"}, "": set()}


def find_hits(texts: pd.DataFrame, lexicon: Lexicon) -> pd.DataFrame:
    """A row is a lexicon word in a text: ``id, pole, concept, pattern, form, start, end, shift, counts_as`` and more.

    Where patterns overlap the longest one counts, and a word counts once. `form` is ``text[start:end]``; a pattern
    with a gap is shown by its first part. `pole` is the concept's own, `counts_as` the pole after shifting, empty
    where the word counts for neither: a concept of status `topic` (an event's name, not a stance), or a shifted
    word that turns nothing. `shift` is empty, `avoided`, `refused` or `negated`; `shift_start`, `shift_end` are the
    shifting word's place.

    >>> from framing import read_lexicon
    >>> texts = pd.DataFrame({"id": ["a"], "lang": ["en"], "text": ["They want to avoid a confrontation."]})
    >>> find_hits(texts, read_lexicon())[["form", "pole", "shift", "counts_as"]].values.tolist()
    [['confrontation', 'confrontation', 'avoided', 'dialogue']]
    """
    require_texts(texts)
    texts = scorable(texts)
    _require_covered(texts, lexicon)
    finders = {lang: _Finder(lexicon, lang) for lang in sorted(set(texts["lang"]))}
    rows = []
    for id, lang, text in zip(texts["id"], texts["lang"], texts["text"], strict=True):
        rows += [(id, *row) for row in finders[lang].rows(text)]
    hits = pd.DataFrame(rows, columns=COLUMNS).astype({"shift_start": "Int64", "shift_end": "Int64"})
    # the axis travels with the table: the first category is the pole of a positive balance
    return hits.astype({
        "pole": pd.CategoricalDtype(lexicon.poles),
        "counts_as": pd.CategoricalDtype([*lexicon.poles, ""]),
    })  # fmt: skip


def _require_covered(texts: pd.DataFrame, lexicon: Lexicon) -> None:
    unknown = texts[~texts["lang"].isin(lexicon.langs)]
    if len(unknown):
        raise ValueError(
            f"the lexicon has no words for the language(s) {sorted(set(unknown['lang'].astype(str)))}, for instance of "
            f"text {unknown['id'].iloc[0]!r}; it covers {lexicon.langs}. Leave these texts out, or add a column."
        )


class _Finder:
    """The lexicon and the shifters of one language, compiled."""

    def __init__(self, lexicon: Lexicon, lang: str) -> None:
        table = lexicon.patterns[lexicon.patterns["lang"] == lang].merge(lexicon.concepts, on="concept", sort=False)
        self.entries = table[["concept", "pole", "status", "shift", "pattern", "exclude"]].to_dict("records")
        self.patterns = Patterns(table["pattern"])
        self.shifters = lexicon.shifters[lexicon.shifters["lang"] == lang].to_dict("records")
        self.turning = Patterns(s["pattern"] for s in self.shifters)
        self.other = dict(zip(lexicon.poles, reversed(lexicon.poles), strict=True))

    def rows(self, text: str) -> list[tuple]:
        """The hits of one text in its order, as tuples of COLUMNS without the id."""
        words = Words(text)
        matches = self._longest(self.patterns.find(words))
        if not matches:
            return []
        turning = self._turning(words)
        shifts = [self._shift(match, turning, words) for match in matches]
        spent = {w for m, s in zip(matches, shifts, strict=True) if s and self._turns(m, s) for w in s[1].words}
        rows = []
        for match, shift in zip(matches, shifts, strict=True):
            # a word is used once: what turned another word is no evidence of its own
            if not spent.intersection(match.words):
                rows.append(self._row(match, shift, words))
        return rows

    def _longest(self, matches: list[Match]) -> list[Match]:
        """The matches that count: excluded ones dropped, the longest of those that share a word, in the text's
        order."""
        excluded = defaultdict(list)
        for m in matches:
            if self.entries[m.pattern]["exclude"]:
                excluded[self.entries[m.pattern]["concept"]].append(set(m.words))
        taken, used = [], set()
        for m in sorted(matches, key=lambda m: m.rank):
            entry = self.entries[m.pattern]
            if entry["exclude"] or used.intersection(m.words):
                continue
            if any(covered.issuperset(m.words) for covered in excluded[entry["concept"]]):
                continue
            taken.append(m)
            used.update(m.words)
        return sorted(taken, key=lambda m: m.words)

    def _turning(self, words: Words) -> list[tuple[dict, Match]]:
        """The shifting words of a text, each word once, without "not only" and its like."""
        taken, used = [], set()
        for m in sorted(self.turning.find(words), key=lambda m: m.rank):
            shifter = self.shifters[m.pattern]
            # one form can turn what stands before it and what stands after it, by two rows of one length
            if used.intersection(m.words) and not any(t[1].words == m.words for t in taken):
                continue
            taken.append((shifter, m))
            used.update(m.words)
        guards = [m.words for s, m in taken if s["kind"] == "none"]
        return [(s, m) for s, m in taken if m.words not in guards]

    def _shift(self, match: Match, turning: list[tuple[dict, Match]], words: Words) -> tuple[str, Match] | None:
        """The kind and place of the word that turns this match; None where there is none, or where two cancel."""
        acting = {}
        for shifter, m in turning:
            if not set(m.words).intersection(match.words) and _reaches(shifter, m, match, words):
                acting[m.words] = (shifter["kind"], m)
        if len(acting) % 2 == 0:
            return None
        return min(acting.values(), key=lambda a: min(abs(w - v) for w in a[1].words for v in match.words))

    def _turns(self, match: Match, shift: tuple[str, Match]) -> bool:
        entry = self.entries[match.pattern]
        return entry["status"] != "topic" and shift[0] in _TURNS[entry["shift"]]

    def _row(self, match: Match, shift: tuple[str, Match] | None, words: Words) -> tuple:
        entry = self.entries[match.pattern]
        run = [w for n, w in enumerate(match.words) if w == match.words[0] + n]
        start, end = words.spans[run[0]][0], words.spans[run[-1]][1]
        counts_as = "" if entry["status"] == "topic" else entry["pole"]
        if shift and counts_as:
            counts_as = self.other[entry["pole"]] if self._turns(match, shift) else ""
        place = (words.spans[shift[1].words[0]][0], words.spans[shift[1].words[-1]][1]) if shift else (None, None)
        kind = shift[0] if shift else ""
        form = words.text[start:end]
        return (entry["pole"], entry["concept"], entry["pattern"], form, start, end, kind, counts_as, *place)


def _reaches(shifter: dict, turning: Match, match: Match, words: Words) -> bool:
    """Does this shifting word stand on the right side of the match, near enough, in the same clause?"""
    first, last = match.words[0], match.words[-1]
    if words.clauses[turning.words[0]] != words.clauses[first]:
        return False
    before = first - turning.words[0] if turning.words[0] < first else None
    if len(turning.words) > 1 and turning.words[0] < first < turning.words[-1]:
        return True  # a German bracket: "lehnte ... Entgegenkommen ab" holds the word between its parts
    if shifter["place"] in ("before", "either") and before is not None:
        return first - turning.words[-1] <= shifter["reach"] + 1 and turning.words[-1] < first
    if shifter["place"] in ("after", "either") and turning.words[0] > last:
        return turning.words[0] - last <= shifter["reach"] + 1
    return False
