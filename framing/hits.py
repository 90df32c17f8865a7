"""Find the lexicon's words in texts, and mark those that another word turns round.

"To avoid a confrontation" is not confrontation, "no dialogue" is not dialogue. A shifting word (`shifters.csv`)
acts on the lexicon words of its own clause, within the reach and on the side that its row states; two of them
cancel ("does not rule out talks"). What becomes of a shifted word depends on its concept: an avoidable thing
(confrontation) that is avoided, a refusable thing (dialogue) that is refused or negated counts for the other
pole; everything else that is shifted counts for neither.
"""

from collections import defaultdict

import numpy as np
import pandas as pd

from ._check import require_texts, scorable
from ._lexicon.alarm import refuse_other_languages
from ._scan.blocks import Block, blocks
from ._scan.patterns import Match
from ._scan.scan import Passage, Scanner
from .lexicon import Lexicon

COLUMNS = ["id", "pole", "concept", "pattern", "form", "start", "end", "shift", "counts_as", "shift_start", "shift_end"]
_CLOSING_REACH = 12  # words
_SHIFTS = ("avoided", "refused", "negated")
_TURNS = {"avoidable": {"avoided"}, "refusable": {"refused", "negated"}, "": set()}


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
    found: dict[str, list] = {column: [] for column in ("row", *COLUMNS[1:])}
    for lang in sorted(set(texts["lang"])):
        rows = np.flatnonzero((texts["lang"] == lang).to_numpy())
        own, finder = texts["text"].iloc[rows].tolist(), lexicon.finders.get(lang) or _Finder(lexicon, lang)
        lexicon.finders[lang] = finder
        for first, block in blocks(own):
            part = finder.find(block, own[first : first + len(block.text_start)])
            part["row"] = rows[np.array(part["row"], np.int64) + first].tolist()
            for column, values in part.items():
                found[column] += values
    order = np.lexsort((found["start"], found["row"]))
    hits = pd.DataFrame(found).iloc[order].reset_index(drop=True)
    hits.insert(0, "id", texts["id"].iloc[hits.pop("row")].to_numpy())
    strings = dict.fromkeys(("concept", "pattern", "form", "shift"), "str")
    hits = hits.astype(strings | {"shift_start": "Int64", "shift_end": "Int64"})
    refuse_other_languages(texts, hits)
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
        self.shifters = lexicon.shifters[lexicon.shifters["lang"] == lang].to_dict("records")
        turning = [s["pattern"] for s in self.shifters]
        links = any(s["kind"] == "link" for s in self.shifters)
        reaches = [_reach(s, links) for s in self.shifters]
        self.scanner = Scanner(table["pattern"], turning, reaches, self._longest)
        self.columns = {c: table[c].to_numpy(object) for c in ("pole", "concept", "pattern")}
        self.columns["counts_as"] = table["pole"].where(table["status"] != "topic", "").to_numpy(object)
        self.other = dict(zip(lexicon.poles, reversed(lexicon.poles), strict=True))

    def find(self, block: Block, texts: list[str]) -> dict[str, list]:
        """The hits of a block: lists of equal length, a list a column; `row` is the number of the text."""
        found = self.scanner.find(block, texts)
        rows = [(n, *row) for n, passage in found.passages for row in self.rows(passage)]
        number = block.text_of(block.start[found.words])
        start, end = block.place(block.start[found.words], number), block.place(block.end[found.words], number)
        plain = {column: values[found.patterns].tolist() for column, values in self.columns.items()}
        plain |= {"row": number.tolist(), "start": start.tolist(), "end": end.tolist()}
        places = zip(plain["row"], plain["start"], plain["end"], strict=True)
        plain["form"] = [texts[n][a:b] for n, a, b in places]
        plain |= {"shift": [""] * len(number), "shift_start": [None] * len(number), "shift_end": [None] * len(number)}
        shifted = zip(*rows, strict=True) if rows else [()] * len(COLUMNS)
        names = ("row", *COLUMNS[1:])
        return {name: plain[name] + list(values) for name, values in zip(names, shifted, strict=True)}

    def rows(self, words: Passage) -> list[tuple]:
        """The hits of a passage in its order, as tuples of COLUMNS without the id."""
        matches = words.matches
        if not words.turning:
            return [self._row(match, None, words) for match in matches]
        turning, clauses, links = self._turning(words, matches)
        shifts = [self._shift(match, turning, clauses, links) for match in matches]
        spent = {w for m, s in zip(matches, shifts, strict=True) if s and self._turns(m, s[0]) for w in s[1].words}
        rows = []
        for match, shift in zip(matches, shifts, strict=True):
            # a word is used once: what turned another word is no evidence of its own
            if not spent.intersection(match.words):
                rows.append(self._row(match, shift, words))
        return rows

    def _longest(self, matches: list[Match]) -> list[Match]:
        """The matches that count, in the text's order: not excluded, and the longest of those that share a word."""
        if len(matches) < 2:
            return [m for m in matches if not self.entries[m.pattern]["exclude"]]
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

    def _turning(self, words: Passage, matches: list[Match]) -> tuple[list[tuple[dict, Match]], list[int], set[int]]:
        """The shifting words of a text, longest first, the clause of each word, and the places of linking words.

        Left out are those in "not only" and its like, and "stop" in a hit such as "must stop": a demand avoids
        nothing.
        """
        found = [(self.shifters[m.pattern], m) for m in sorted(words.turning, key=lambda m: m.rank)]
        at = {
            kind: [m.words for s, m in found if s["kind"] == kind]
            for kind in ("none", "break", "list", "link", "apart")
        }
        guarded = {w for places in at["none"] for w in places}
        last = {kind: {places[-1] for places in at[kind]} for kind in at}
        longer = {w: len(m.words) for m in matches for w in m.words}
        turning = [
            (s, m)
            for s, m in found
            if s["kind"] in _SHIFTS
            and not guarded.issuperset(m.words)
            and (s["kind"] != "avoided" or max(longer.get(w, 0) for w in m.words) <= len(m.words))
        ]
        return turning, _clauses(words, last), last["link"]

    def _shift(
        self, match: Match, turning: list[tuple[dict, Match]], clauses: list[int], links: set[int]
    ) -> tuple[str, Match] | None:
        """The kind and place of the word that turns this match; None where there is none, or where two cancel."""
        acting: list[tuple[str, Match]] = []
        for shifter, m in turning:
            if set(m.words).isdisjoint(match.words) and _reaches(shifter, m, match, clauses, links):
                acting.append((shifter["kind"], m))
        # of two readings of one word ("end": avoided, refused) the one that this concept answers to
        acting.sort(key=lambda a: (a[1].rank[:2], not self._turns(match, a[0]), _distance(a[1], match)))
        kept, used = [], set()
        for kind, m in acting:
            if used.isdisjoint(m.words):
                kept.append((kind, m))
                used.update(m.words)
        # "no ... ever", "никаких ... не было": negations of one clause are one, and so are two ways of avoiding
        for kind in ("negated", "avoided"):
            same = sorted((a for a in kept if a[0] == kind), key=lambda a: _distance(a[1], match))
            kept = [a for a in kept if a[0] != kind] + same[:1]
        return min(kept, key=lambda a: _distance(a[1], match)) if len(kept) % 2 else None

    def _turns(self, match: Match, kind: str) -> bool:
        """Does a shift of this kind make the match count for the other pole?"""
        entry = self.entries[match.pattern]
        return entry["status"] != "topic" and kind in _TURNS[entry["shift"]]

    def _row(self, match: Match, shift: tuple[str, Match] | None, words: Passage) -> tuple:
        entry = self.entries[match.pattern]
        run = [w for n, w in enumerate(match.words) if w == match.words[0] + n]
        start, end = words.spans[run[0]][0], words.spans[run[-1]][1]
        counts_as = "" if entry["status"] == "topic" else entry["pole"]
        if shift and counts_as:
            counts_as = self.other[entry["pole"]] if self._turns(match, shift[0]) else ""
        place = (words.spans[shift[1].words[0]][0], words.spans[shift[1].words[-1]][1]) if shift else (None, None)
        kind = shift[0] if shift else ""
        form = words.text[start:end]
        return (entry["pole"], entry["concept"], entry["pattern"], form, start, end, kind, counts_as, *place)


def _reach(shifter: dict, links: bool) -> tuple[int, int]:
    """How many words to its left and to its right a shifting word can act on: never fewer than `_reaches` allows.

    Only a language with linking words (`links`) has clauses that an infinitive closes.
    """
    if shifter["kind"] not in _SHIFTS:
        return 0, 0
    near, far = shifter["reach"] + 1, max(shifter["reach"] + 1, _CLOSING_REACH)
    left = far if shifter["place"] in ("after", "either") else 0
    right = (far if links else near) if shifter["place"] in ("before", "either") else 0
    return left, right


def _reaches(shifter: dict, turning: Match, match: Match, clauses: list[int], links: set[int]) -> bool:
    """Does this shifting word stand on the right side of the match, near enough, in the same clause?"""
    first, last = match.words[0], match.words[-1]
    begin, end = turning.words[0], turning.words[-1]
    if clauses[begin] != clauses[first]:
        return False
    if begin < first < end:
        return True  # a German bracket: "lehnte ... Entgegenkommen ab" holds the word between its parts
    if shifter["place"] in ("before", "either") and end < first:
        # an infinitive stands last, however long its clause: "weigerte sich, sich dafür zu entschuldigen"
        return first - end <= (_CLOSING_REACH if first - 1 in links else shifter["reach"] + 1)
    if shifter["place"] in ("after", "either") and begin > last:
        # a verb that closes its clause governs all of it: "wurde in der Nacht von beiden gebrochen"
        closes = end + 3 >= len(clauses) or clauses[end + 3] != clauses[end]
        return begin - last <= (_CLOSING_REACH if closes else shifter["reach"] + 1)
    return False


def _distance(turning: Match, match: Match) -> int:
    return min(abs(w - v) for w in turning.words for v in match.words)


def _clauses(words: Passage, at: dict[str, set[int]]) -> list[int]:
    """The clause of each word: punctuation and breaking words (but, while) divide.

    The commas of a list do not divide ("rumours, insults and violence"), nor does one before a linked
    infinitive ("lehnte es ab, die Gefangenen zu begnadigen"; but "um … zu" stands apart).
    """
    numbers, clause = [], 0
    for i, own in enumerate(words.clauses):
        divides = bool(i) and own != words.clauses[i - 1]
        if divides and _comma(words, i):
            linked = i not in at["apart"] and _holds(words, i, at["link"])
            divides = not (linked or _in_list(words, i, at["list"]))
        clause += divides or i in at["break"]
        numbers.append(clause)
    return numbers


def _comma(words: Passage, i: int) -> bool:
    """Does nothing but a comma stand before word `i`?"""
    return i > 0 and words.text[words.spans[i - 1][1] : words.spans[i][0]].strip() == ","


def _in_list(words: Passage, i: int, joins: set[int]) -> bool:
    """Does the comma before word `i` divide the items of a list?"""
    return any(j in joins or _comma(words, j) for j in range(i + 1, min(i + 3, len(words.spans))))


def _holds(words: Passage, i: int, marked: set[int]) -> bool:
    """Does the clause that begins at word `i` hold one of the marked words?"""
    return any(words.clauses[j] == words.clauses[i] for j in marked if j > i)
