"""Find the lexicon's words in texts, and mark those that another word turns round.

"To avoid a confrontation" is not confrontation, "no dialogue" is not dialogue. A shifting word (`shifters.csv`)
acts on the lexicon words of its own clause, within the reach and on the side that its row states; two of them
cancel ("does not rule out talks"). What becomes of a shifted word depends on its concept: an avoidable thing
(confrontation) that is avoided, a refusable thing (dialogue) that is refused or negated counts for the other
pole; anything else that is negated counts for neither. A refused confrontation and an avoided dialogue keep their
mark but count as they stand: in real texts four of five such marks are chance neighbours ("rejected the attack").

A sentence about another subject (a goalkeeper, a film) is no place for confrontation or dialogue: where it holds a
word of a row of status `off-topic`, and none of status `on-topic`, its words count for neither.
"""

import numpy as np
import pandas as pd
import pyarrow as pa

from ._check import require_texts, scorable
from ._lexicon.alarm import refuse_other_languages, small_words_of
from ._scan.asides import Asides
from ._scan.automaton import Matches
from ._scan.blocks import Block, blocks
from ._scan.progress import Progress
from ._scan.scan import Scanner
from ._scan.shifts import SHIFTS, Shifters, reaches
from .lexicon import OFF_TOPIC, ON_TOPIC, Lexicon

COLUMNS = ["id", "pole", "concept", "pattern", "form", "start", "end", "shift", "counts_as", "shift_start", "shift_end"]
_STRINGS = ("concept", "pattern", "form", "shift")
# what a shift of each kind makes of a concept of each shift class, as it reads
_READ = {
    "avoidable": {"avoided": "other", "refused": "neither", "negated": "neither"},
    "refusable": {"avoided": "neither", "refused": "other", "negated": "other"},
    "": {"avoided": "neither", "refused": "neither", "negated": "neither"},
}
# ... of these wrong in more than one real text of five, and so marked, but not counted
_MARKED_ONLY = {("avoidable", "refused"), ("refusable", "avoided"), ("", "avoided"), ("", "refused")}
_NEITHER = 2  # the place of the empty category of `counts_as`, behind the two poles
_MARKS = (*SHIFTS, OFF_TOPIC)


def find_hits(texts: pd.DataFrame, lexicon: Lexicon) -> pd.DataFrame:
    """A row is a lexicon word in a text: ``id, pole, concept, pattern, form, start, end, shift, counts_as`` and more.

    Where patterns overlap the longest one counts, and a word counts once. `form` is ``text[start:end]``; a pattern
    with a gap is shown by its first part. `pole` is the concept's own, `counts_as` the pole after shifting, empty
    where the word counts for neither: a concept of status `topic` (an event's name, not a stance), a negated
    word that turns nothing, or any word of a sentence about another subject. `shift` is empty, `avoided`, `refused`,
    `negated` or `off-topic`; `shift_start`, `shift_end` are the place of the word that says so.

    >>> from framing import read_lexicon
    >>> texts = pd.DataFrame({"id": ["a"], "lang": ["en"], "text": ["They want to avoid a confrontation."]})
    >>> find_hits(texts, read_lexicon())[["form", "pole", "shift", "counts_as"]].values.tolist()
    [['confrontation', 'confrontation', 'avoided', 'dialogue']]
    """
    require_texts(texts)
    texts = scorable(texts)
    _require_covered(texts, lexicon)
    parts, done = [], 0
    with Progress("finding words") as progress:
        for lang in sorted(set(texts["lang"])):
            rows = np.flatnonzero((texts["lang"] == lang).to_numpy())
            finder = lexicon.finders.get(lang) or _Finder(lexicon, lang)
            lexicon.finders[lang] = finder
            for first, block in blocks(texts["text"].iloc[rows].tolist()):
                part = finder.find(block)
                parts.append(part | {"row": rows[part["row"] + first]})
                done += len(block.text_start)
                progress(done / len(texts))
    hits = _table(parts, texts, lexicon.poles)
    refuse_other_languages(texts, hits)
    return hits


def _require_covered(texts: pd.DataFrame, lexicon: Lexicon) -> None:
    unknown = texts[~texts["lang"].isin(lexicon.langs)]
    if len(unknown):
        raise ValueError(
            f"the lexicon has no words for the language(s) {sorted(set(unknown['lang'].astype(str)))}, for instance of "
            f"text {unknown['id'].iloc[0]!r}; it covers {lexicon.langs}. Leave these texts out, or add a column."
        )


def _effect(own: str, shift: str) -> str:
    """What a shift makes of a concept of the class `own`: it counts as its own pole, the other or neither."""
    return "own" if not shift or (own, shift) in _MARKED_ONLY else _READ[own][shift]


class _Finder:
    """The lexicon and the shifters of one language, compiled."""

    def __init__(self, lexicon: Lexicon, lang: str) -> None:
        table = lexicon.patterns[lexicon.patterns["lang"] == lang].merge(lexicon.concepts, on="concept", sort=False)
        shifters = lexicon.shifters[lexicon.shifters["lang"] == lang].to_dict("records")
        concepts = pd.factorize(table["concept"])[0].tolist()
        exclude = list(zip(concepts, table["exclude"].tolist(), strict=True))
        turning = [row["pattern"] for row in shifters]
        about = lexicon.off_topic[lexicon.off_topic["lang"] == lang]
        outside = list(zip(pd.factorize(about["concept"])[0].tolist(), about["exclude"].tolist(), strict=True))
        hints = (about["status"] == OFF_TOPIC) & ~about["exclude"]
        self.scanner = Scanner(
            table["pattern"].tolist(), exclude, turning, reaches(shifters), about["pattern"].tolist(), outside,
            hints.tolist(), small_words_of(lang),
        )  # fmt: skip
        self.asides = Asides(self.scanner, (about["status"] == ON_TOPIC).to_numpy(), lang)
        scored = (table["status"] != "topic").to_numpy()
        effects = [[_effect(own, shift) for shift in SHIFTS] for own in table["shift"]]
        effects = np.array(effects, object).reshape(-1, len(SHIFTS))
        self.shifters = Shifters(shifters, self.scanner.turning_letters, (effects == "other") & scored[:, None])
        self.pole = np.array([lexicon.poles.index(pole) for pole in table["pole"]], np.int64)
        # by pattern and shift: the place of the pole that it counts as, or of none
        self.counts_as = np.where(effects == "own", self.pole[:, None], 1 - self.pole[:, None])
        self.counts_as[(effects == "neither") | ~scored[:, None]] = _NEITHER
        self.names = {column: pa.array(table[column].tolist(), pa.large_string()) for column in ("concept", "pattern")}

    def find(self, block: Block) -> dict[str, object]:
        """The hits of a block, in order: columns of equal length; `row` is the number of the text."""
        found = self.scanner.find(block)
        turned = self.shifters(block, found)
        kept = np.flatnonzero(~turned.spent)
        matches, shift, by = found.matches[kept], turned.shift[kept], turned.by[kept]
        # a pattern with a gap is shown by its first part
        run = (matches.places == matches.first[:, None] + np.arange(matches.places.shape[1])).sum(axis=1)
        number = block.text_of(block.start[matches.first])
        begin, end = block.start[matches.first], block.end[matches.first + run - 1]
        shift_place = np.full((2, len(kept)), -1)
        shifted = np.flatnonzero(shift)
        turning = found.turning[by[shifted]]
        shift_place[:, shifted] = _place(block, turning, number[shifted])
        counts_as = self.counts_as[matches.pattern, shift]
        about, by = self.asides(block, found)
        aside = np.flatnonzero(by[kept] >= 0)
        shift[aside], counts_as[aside] = _MARKS.index(OFF_TOPIC), _NEITHER
        shift_place[:, aside] = _place(block, about[by[kept[aside]]], number[aside])
        return {
            "row": number,
            "pole": self.pole[matches.pattern],
            **{column: names.take(matches.pattern) for column, names in self.names.items()},
            "form": block.strings(begin, end),
            "start": block.place(begin, number),
            "end": block.place(end, number),
            "shift": pa.array(_MARKS, pa.large_string()).take(shift),
            "counts_as": counts_as,
            "shift_start": shift_place[0],
            "shift_end": shift_place[1],
        }


def _place(block: Block, matches: Matches, text: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Where matches begin and end in the characters of their texts."""
    return block.place(block.start[matches.first], text), block.place(block.end[matches.last], text)


def _table(parts: list[dict[str, object]], texts: pd.DataFrame, poles: tuple[str, str]) -> pd.DataFrame:
    """The hits of all blocks as one table, in the order of the texts."""
    columns = {c: [part[c] for part in parts] for c in ("row", *COLUMNS[1:])}
    strings = {c: pa.chunked_array(columns.pop(c), pa.large_string()) for c in _STRINGS}
    numbers = {c: np.concatenate([np.zeros(0, np.int64), *values]) for c, values in columns.items()}
    order = np.lexsort((numbers["start"], numbers["row"]))
    numbers = {c: values[order] for c, values in numbers.items()}
    table = {"id": texts["id"].iloc[numbers["row"]].to_numpy()}
    for column in COLUMNS[1:]:
        if column in strings:
            table[column] = strings[column].take(order).to_pandas()
        elif column in ("pole", "counts_as"):
            # the axis travels with the table: the first category is the pole of a positive balance
            categories = [*poles, ""] if column == "counts_as" else list(poles)
            table[column] = pd.Categorical.from_codes(numbers[column], categories)
        elif column in ("shift_start", "shift_end"):
            table[column] = pd.arrays.IntegerArray(numbers[column], numbers[column] < 0)
        else:
            table[column] = numbers[column]
    return pd.DataFrame(table)
