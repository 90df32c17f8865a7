"""The scanner finds what a plain reading of each text finds: every pattern tried at every word, every rule in turn."""

from collections import defaultdict
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framing import find_hits, read_lexicon
from framing._scan.patterns import Patterns, Words
from framing.hits import COLUMNS
from framing.words import sentence_spans

TINY = read_lexicon(Path(__file__).parent / "tiny" / "lexicon.csv")
SHIPPED = read_lexicon()
SHIFTS = ("avoided", "refused", "negated")
CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ" + "".join(map(chr, range(0xC0, 0xE0)))


@pytest.fixture(autouse=True)
def _no_alarm(monkeypatch):
    """Random words of two languages are no language."""
    monkeypatch.setattr("framing.hits.refuse_other_languages", lambda *_: None, raising=False)


class Plain:
    """The rules one after another, for one text at a time, as slow as they are."""

    def __init__(self, lexicon, lang):
        table = lexicon.patterns[lexicon.patterns["lang"] == lang].merge(lexicon.concepts, on="concept", sort=False)
        self.entries = table.to_dict("records")
        self.shifters = lexicon.shifters[lexicon.shifters["lang"] == lang].to_dict("records")
        self.patterns = Patterns(entry["pattern"] for entry in self.entries)
        self.turning = Patterns(shifter["pattern"] for shifter in self.shifters)
        self.other = dict(zip(lexicon.poles, reversed(lexicon.poles), strict=True))
        self.about = lexicon.off_topic[lexicon.off_topic["lang"] == lang].to_dict("records")
        self.asides = Patterns(entry["pattern"] for entry in self.about)
        self.lang = lang

    def rows(self, text):
        """The hits of a text, as tuples of COLUMNS without the id."""
        words = Words(text)
        matches = self.longest(self.patterns.find(words))
        aside = self.aside(words)
        found = [(self.shifters[m.pattern], m) for m in sorted(self.turning.find(words), key=lambda m: m.rank)]
        marks = {kind: marked(found, kind) for kind in ("break", "list", "link", "apart", "setting")}
        guarded = {w for s, m in found if s["kind"] == "none" for w in m.words}
        longer = {w: len(m.words) for m in matches for w in m.words}
        acting = [
            (s, m)
            for s, m in found
            if s["kind"] in SHIFTS
            and not guarded.issuperset(m.words)
            # "stop" in a hit such as "must stop": a demand avoids nothing
            and (s["kind"] != "avoided" or max(longer.get(w, 0) for w in m.words) <= len(m.words))
        ]
        clauses = rule_clauses(words, marks)
        shifts = [self.shift(m, acting, clauses, marks, words) for m in matches]
        spent = {w for m, s in zip(matches, shifts, strict=True) if s and self.turns(m, s[0]) for w in s[1].words}
        kept = [(m, s) for m, s in zip(matches, shifts, strict=True) if spent.isdisjoint(m.words)]
        rows = sorted((self.row(m, s, words) for m, s in kept), key=lambda row: row[4])
        return [self.set_aside(row, aside) for row in rows]

    def aside(self, words):
        """The sentences about another subject, each with the place of the first word that says so."""
        found = self.asides.find(words)
        excluded = defaultdict(list)
        for m in found:
            if self.about[m.pattern]["exclude"]:
                excluded[self.about[m.pattern]["concept"]].append(set(m.words))
        places = {"off-topic": [], "on-topic": []}
        for m in sorted(found, key=lambda m: (m.words[0], m.pattern)):
            entry = self.about[m.pattern]
            if not entry["exclude"] and not any(c.issuperset(m.words) for c in excluded[entry["concept"]]):
                places[entry["status"]].append((words.spans[m.words[0]][0], words.spans[m.words[-1]][1]))
        sentences = {}
        for start, end in sentence_spans(words.text, self.lang):
            off, on = ([p for p in places[kind] if start <= p[0] < end] for kind in ("off-topic", "on-topic"))
            if off and not on:
                sentences[start, end] = off[0]
        return sentences

    def set_aside(self, row, aside):
        """The row, counted for neither if its sentence is about another subject."""
        for (start, end), place in aside.items():
            if start <= row[4] < end:
                return (*row[:6], "off-topic", "", *place)
        return row

    def longest(self, matches):
        """Not excluded, and the longest of those that share a word."""
        excluded = defaultdict(list)
        for m in matches:
            if self.entries[m.pattern]["exclude"]:
                excluded[self.entries[m.pattern]["concept"]].append(set(m.words))
        taken, used = [], set()
        for m in sorted(matches, key=lambda m: m.rank):
            entry = self.entries[m.pattern]
            covered = any(cover.issuperset(m.words) for cover in excluded[entry["concept"]])
            if not entry["exclude"] and not covered and used.isdisjoint(m.words):
                taken.append(m)
                used.update(m.words)
        return sorted(taken, key=lambda m: m.words)

    def shift(self, match, acting, clauses, marks, words):
        """The kind and place of the word that turns this match, or None."""
        others = {m.words[0] for s, m in acting if s["kind"] != "negated"}
        near = [
            (s, m)
            for s, m in acting
            if set(m.words).isdisjoint(match.words) and reaches(s, m, match, clauses, marks, words.clauses)
        ]
        near = without_shielded(without_cancelled(near, acting, others, match, clauses), match, marks["apart"])
        near = [(s["kind"], m, s["place"]) for s, m in near]
        near.sort(key=lambda a: (-self.answers(match, a[0]), -len(a[1].words), -a[1].letters, distance(a[1], match)))
        kept, used = [], set()
        for kind, m, place in near:
            if used.isdisjoint(m.words):
                # who denies something refuses it too, and a negation beside that is a second one
                merged = "refused" if kind == "negated" and m.words[0] in others and len(near) > 1 else kind
                kept.append((merged, kind, m, place))
                used.update(m.words)
        # negations of one clause are one, and so are two ways of avoiding; else two cancel
        for merged in ("negated", "avoided"):
            same = sorted((a for a in kept if a[0] == merged), key=lambda a: distance(a[2], match))
            kept = [a for a in kept if a[0] != merged] + same[:1]
        if len(kept) % 2 == 0:
            return None
        _, kind, m, place = min(kept, key=lambda a: distance(a[2], match))
        # a lone negation behind a word acts where it turns it, or where the word is a verb and the clause ends
        behind = place == "either" and m.words[0] > match.words[-1]
        ends = m.words[-1] + 1 >= len(clauses) or clauses[m.words[-1] + 1] != clauses[m.words[-1]]
        verb = words.text[words.spans[match.words[0]][0]] not in CAPITALS
        return None if behind and not (ends and verb) and not self.turns(match, kind) else (kind, m)

    def answers(self, match, kind):
        """Of two readings of one word the one that turns the match comes first, a refusal before a negation."""
        return 2 + (kind != "negated") if self.turns(match, kind) else int(kind == "negated")

    def turns(self, match, kind):
        entry = self.entries[match.pattern]
        turning = {"avoidable": ["avoided"], "refusable": ["refused", "negated"], "": []}[entry["shift"]]
        return entry["status"] != "topic" and kind in turning

    def silences(self, match, kind):
        """Only what is negated counts for neither; other shifts that turn nothing are marked, and that is all."""
        return kind == "negated" and not self.turns(match, kind)

    def row(self, match, shift, words):
        entry = self.entries[match.pattern]
        run = [w for n, w in enumerate(match.words) if w == match.words[0] + n]
        start, end = words.spans[run[0]][0], words.spans[run[-1]][1]
        counts_as = "" if entry["status"] == "topic" else entry["pole"]
        if shift and counts_as and self.turns(match, shift[0]):
            counts_as = self.other[entry["pole"]]
        elif shift and self.silences(match, shift[0]):
            counts_as = ""
        place = (words.spans[shift[1].words[0]][0], words.spans[shift[1].words[-1]][1]) if shift else (None, None)
        shown = words.text[start:end], start, end, shift[0] if shift else ""
        return (entry["pole"], entry["concept"], entry["pattern"], *shown, counts_as, *place)


def marked(found, kind):
    """The last words of the patterns of a kind, but for words that a longer pattern holds."""
    own = [m for s, m in found if s["kind"] == kind]
    if kind not in ("break", "setting"):
        return {m.words[-1] for m in own}
    wider = {w for s, m in found if s["kind"] in (*SHIFTS, "none", "break") and s["kind"] != kind and len(m.words) > 1
             for w in m.words}  # fmt: skip
    return {m.words[-1] for m in own if len(m.words) > 1 or m.words[-1] not in wider}


def without_cancelled(near, acting, others, match, clauses):
    """Without each negation that negates a shifting word, and without that word: "did not object to inspections"."""
    spans = {}
    for s, m in acting:
        if s["kind"] != "negated" or m.words[0] in others:
            continue
        for t, other in acting:
            gap = other.words[0] - m.words[-1]
            if t["kind"] == "negated" or not 0 < gap <= 2 or clauses[m.words[0]] != clauses[other.words[0]]:
                continue
            spans[id(m)] = (m.words[0], max(spans.get(id(m), (0, 0))[1], other.words[-1]))
            for _, reading in acting:
                if reading.words[0] == other.words[0]:
                    spans[id(reading)] = (reading.words[0] - 1, reading.words[-1])
    first, last = match.words[0], match.words[-1]
    gone = [m for _, m in near if id(m) in spans and (last < spans[id(m)][0] or first > spans[id(m)][1])]
    earliest = min((m.words[0] for m in gone if m.words[-1] < first), default=-1)
    ids = {id(m) for m in gone}
    return [(s, m) for s, m in near if id(m) not in ids and not (s["kind"] == "negated" and m.words[0] <= earliest)]


def without_shielded(near, match, apart):
    """Without what stands before a word that stands for itself: "ended the dispute without bloodshed"."""
    nearest = max((m.words[0] for _, m in near if m.words[-1] in apart and m.words[-1] < match.words[0]), default=-1)
    return [(s, m) for s, m in near if s["kind"] == "negated" or m.words[0] >= nearest]


def reaches(shifter, turning, match, clauses, marks, own):
    """Does this shifting word stand on the right side of the match, near enough, in the same clause?"""
    first, last = match.words[0], match.words[-1]
    begin, end = turning.words[0], turning.words[-1]
    if clauses[begin] != clauses[first]:
        return False
    if begin < first < end or first < begin and end < last and shifter["kind"] == "negated":
        return True
    if shifter["place"] in ("before", "either") and end < first:
        follows = last + 1 in marks["link"] and clauses[last + 1] == clauses[last]
        return first - end <= (12 if first - 1 in marks["link"] or follows else shifter["reach"] + 1)
    if shifter["place"] in ("after", "either") and begin > last:
        if first - 1 in marks["setting"] and clauses[first - 1] == clauses[first]:
            return False
        if shifter["place"] == "either" and (end + 1 in marks["link"] or own[begin] != own[last]):
            return False
        behind = end + (2 if shifter["kind"] == "negated" else 3)
        closes = behind >= len(clauses) or clauses[behind] != clauses[end]
        return begin - last <= (12 if closes else shifter["reach"] + 1)
    return False


def distance(turning, match):
    return min(abs(w - v) for w in turning.words for v in match.words)


def rule_clauses(words, marks):
    """The clause of each word: the commas of a list, and one before a linked infinitive, do not divide."""

    def between(i):
        return words.text[words.spans[i - 1][1] : words.spans[i][0]]

    numbers, clause = [], 0
    for i, own in enumerate(words.clauses):
        divides = i > 0 and own != words.clauses[i - 1]
        if divides and between(i).strip() == "," and "\n" not in between(i):
            following = range(i + 1, min(i + 3, len(words.spans)))
            in_list = any(j in marks["list"] or between(j).strip() == "," for j in following)
            ends = {n: i for i, n in enumerate(words.clauses)}
            linked = any(words.clauses[j] == own and ends[own] - j < 2 for j in marks["link"])
            divides = not (in_list or linked and i not in marks["apart"])
        clause += divides or i in marks["break"]
        numbers.append(clause)
    return numbers


def scanned(texts, lexicon, lang):
    table = pd.DataFrame({"id": [str(n) for n in range(len(texts))], "lang": lang, "text": texts})
    hits = find_hits(table, lexicon)
    rows = hits[COLUMNS].astype(object).where(hits.notna(), None).itertuples(index=False, name=None)
    found = {id: [] for id in table["id"]}
    for id, *row in rows:
        found[id].append(tuple(row))
    return list(found.values())


def vocabulary(lexicon, lang, letters=""):
    """Words of patterns and of shifters, their wildcards filled, and signs between them."""
    patterns = [
        *lexicon.patterns.query("lang == @lang")["pattern"],
        *lexicon.shifters.query("lang == @lang")["pattern"],
        *lexicon.off_topic.query("lang == @lang")["pattern"],
    ]
    words = sorted({w.replace("*", end) for p in patterns for w in p.split() for end in ("", "n", letters)} - {"..."})
    signs = [",", ".", "-", "\n", ";", "’s", "'", "«", "“", "\u00ad", "?!", "und", "and", "и", "zu", "the", "X"]
    piece = st.one_of(st.sampled_from(words), st.sampled_from(patterns).map(lambda p: p.replace("*", "")),
                      st.sampled_from(signs))  # fmt: skip
    cased = st.tuples(piece, st.sampled_from([str, str.upper, str.title, lambda w: w.replace("ss", "ß")]))
    return st.lists(cased.map(lambda pair: pair[1](pair[0])), max_size=25).map(" ".join)


@pytest.mark.parametrize("lang", ["en", "de", "ru"])
@pytest.mark.parametrize("lexicon", [TINY, SHIPPED], ids=["tiny", "shipped"])
def test_as_a_plain_reading(lexicon, lang):
    plain = Plain(lexicon, lang)

    @settings(max_examples=40, deadline=None)
    @given(st.lists(vocabulary(lexicon, lang, "ё"), min_size=1, max_size=4))
    def check(texts):
        assert scanned(texts, lexicon, lang) == [plain.rows(text) for text in texts]

    check()


def test_letters_of_other_cases_and_scripts_are_found(lexicon):
    forms = ["DIALOG", "dia\u00adlog", "Dİalog", "ｄｉａｌｏｇ", "dialog\u0301", "DIALOG’S"]
    assert scanned(forms, lexicon, "de") == [Plain(lexicon, "de").rows(form) for form in forms]


def test_the_cut_into_blocks_does_not_matter(lexicon, monkeypatch):
    texts = [
        "They avoid war, threats and talks.",
        "",
        "No dialogue. A threat!",
        "Goalkeepers fight. Armies attack.",
    ] * 7
    for one in (lexicon, SHIPPED):
        expected = scanned(texts, one, "en")
        for size in (1, 30, 100):
            monkeypatch.setattr("framing._scan.blocks.SIZE", size)
            assert scanned(texts, one, "en") == expected
