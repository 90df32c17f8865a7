"""How fast is the lexicon counted, against what people use? ``python benchmarks/speed.py [megabytes]``

One run, one process, the same text and the same words for all; MB of UTF-8 a second of processor time, median of up to
three rounds. The peers count words and wildcards only, and what has no wildcards gets every word form of the text that
a wildcard fits (made beforehand, not charged). Counts of each text are compared with the first method's. The text is
made of sentences of the constructed corpus, drawn at random; its vocabulary is small, which favours all methods that
remember words. Peers that are not installed are named and skipped: ``pip install --group bench`` (see pyproject.toml).
"""

import importlib.util
import random
import re
import statistics
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

import framing as fr
from framing._scan.blocks import blocks
from framing._scan.patterns import Patterns
from framing.hits import _Finder
from framing.words import WORD, fold

ROOT = Path(__file__).resolve().parent
LUCERNE = ROOT.parent / "data" / "raw" / "lucerne"
RESULTS = ROOT / "results"
ROUNDS, LONGEST = 3, 12.0  # rounds of each method; seconds after which no further round is begun


def main() -> None:
    """Time every method on every language, print and store the table and its chart."""
    size = float(sys.argv[1]) if len(sys.argv) > 1 else 10
    rows = []
    for lang, texts in made_texts(size).items():
        rows += measure(lang, texts)
    table = pd.DataFrame(rows)
    RESULTS.mkdir(exist_ok=True)
    table.to_csv(RESULTS / "speed.csv", index=False)
    print(table.drop(columns=["seconds"]).to_string(index=False))
    draw(table, RESULTS / "speed.svg")


def made_texts(megabytes: float) -> dict[str, list[str]]:
    """Articles of 24 sentences in four paragraphs, by language."""
    made = {}
    sentences = fr.find_sentences(fr.read_articles(LUCERNE))
    for lang, own in sentences.groupby("lang")["text"]:
        draw_from, letters, articles, total = random.Random(1), own.tolist(), [], 0
        while total < megabytes * 1e6:
            drawn = [" ".join(draw_from.choices(letters, k=6)) for _ in range(4)]
            articles.append("\n\n".join(drawn))
            total += len(articles[-1].encode())
        made[lang] = articles
    return made


def measure(lang: str, texts: list[str]) -> list[dict]:
    """A row for each method on one language."""
    megabytes = sum(len(text.encode()) for text in texts) / 1e6
    forms = Forms(lang, texts)
    rows, reference = [], None
    for name, needs, prepare in METHODS:
        if needs and importlib.util.find_spec(needs) is None:
            print(f"{lang}: {name}: skipped, {needs} is not installed")
            continue
        run, seconds = prepare(forms, texts), []
        while len(seconds) < ROUNDS and sum(seconds) < LONGEST:
            begin = time.process_time()
            counts = run()
            seconds.append(time.process_time() - begin)
        words_only = counts is not None
        if words_only and reference is None:
            reference = np.asarray(counts)
        differs = abs(np.asarray(counts) - reference).sum() / reference.sum() if words_only else np.nan
        if name in EXACT and differs:
            raise RuntimeError(f"{lang}: {name} counts {differs:.3%} of the words otherwise")
        median = statistics.median(seconds)
        rows.append({
            "lang": lang, "method": name, "mb_per_second": round(megabytes / median, 2), "counts_differ": differs,
            "seconds": round(median, 3),
        })  # fmt: skip
        print(f"{lang}: {name}: {megabytes / median:.1f} MB/s", flush=True)
    exact = [r["mb_per_second"] for r in rows if r["counts_differ"] == 0 and not r["method"].startswith("framing")]
    return [row | {"times_fastest_exact_peer": round(row["mb_per_second"] / max(exact), 2)} for row in rows]


class Forms:
    """The words and wildcards of the shipped lexicon, and the pole that each word form of these texts counts for."""

    def __init__(self, lang: str, texts: list[str]) -> None:
        self.lang, self.lexicon = lang, fr.read_lexicon()
        patterns = self.lexicon.patterns
        single = ~patterns["pattern"].str.contains(r"[\s-]") & ~patterns["exclude"]
        core = self.lexicon.concepts.assign(status="core")
        bare = {"shifters": self.lexicon.shifters.head(0), "off_topic": self.lexicon.off_topic.head(0)}
        self.words = replace(self.lexicon, patterns=patterns[single], concepts=core, **bare)
        own = self.words.patterns[self.words.patterns["lang"] == lang].merge(core, on="concept", sort=False)
        self.pole = [self.lexicon.poles.index(pole) for pole in own["pole"]]
        self.patterns = Patterns(own["pattern"])
        vocabulary = {word for text in texts for word in WORD.findall(text.lower())}
        decided = {word: self._decide(fold(word)) for word in sorted(vocabulary)}
        self.expanded = {word: pole for word, pole in decided.items() if pole is not None}

    def _decide(self, word: str) -> int | None:
        """The pole of a folded word: that of the pattern with most letters that fits it."""
        parts = self.patterns.parts_of(word)
        letters, sequences, number = self.patterns.letters, self.patterns.sequences, self.patterns.number
        fitting = [n for n, (part,) in enumerate(sequences) if number[part] in parts] if parts else []
        return self.pole[min(fitting, key=lambda n: (-letters[n], n))] if fitting else None

    def memo(self) -> "Memo":
        """Word to pole, decided once for each form."""
        return Memo(self._decide)


class Memo(dict):
    """A dictionary that decides what it lacks."""

    def __init__(self, decide) -> None:
        super().__init__()
        self.decide = decide

    def __missing__(self, word: str) -> int | None:
        value = self[word] = self.decide(fold(word))
        return value


def framing_counts(forms, texts):
    """The scanner alone: counts of each text and pole."""
    finder = _Finder(forms.words, forms.lang)
    pole = np.array(forms.pole)

    def run():
        counts = []
        for _, block in blocks(texts):
            matches = finder.scanner.find(block).matches
            key = block.text_of(block.start[matches.first]) * 2 + pole[matches.pattern]
            counts.append(np.bincount(key, minlength=2 * len(block.text_start)).reshape(-1, 2))
        return np.concatenate(counts)

    return run


def table_of(forms, texts):
    return pd.DataFrame({"id": [str(n) for n in range(len(texts))], "lang": forms.lang, "text": texts})


def framing_words(forms, texts):
    table = table_of(forms, texts)

    def run():
        hits = fr.find_hits(table, forms.words)
        return counted(hits["id"].astype(int) * 2 + hits["counts_as"].cat.codes, len(texts))

    return run


def framing_all(forms, texts):
    table = table_of(forms, texts)
    return lambda: fr.find_hits(table, forms.lexicon) is None or None


def framing_score(forms, texts):
    table = table_of(forms, texts)
    return lambda: fr.score(table, fr.find_hits(table, forms.lexicon)) is None or None


def counted(keys, texts: int) -> np.ndarray:
    return np.bincount(np.asarray(keys, np.int64), minlength=2 * texts).reshape(-1, 2)


def tokens_and_dict(tokenise, lower=True):
    def prepare(forms, texts):
        memo = forms.memo()

        def run():
            counts = []
            for text in texts:
                poles = [memo[word] for word in tokenise(text.lower() if lower else text)]
                counts.append((poles.count(0), poles.count(1)))
            return counts

        return run

    return prepare


def nltk_regexp(forms, texts):
    from nltk.tokenize import RegexpTokenizer

    return tokens_and_dict(RegexpTokenizer(WORD.pattern).tokenize)(forms, texts)


def nltk_treebank(forms, texts):
    from nltk.tokenize import TreebankWordTokenizer

    return tokens_and_dict(TreebankWordTokenizer().tokenize)(forms, texts)


def count_vectorizer(forms, texts):
    from sklearn.feature_extraction.text import CountVectorizer

    vocabulary = sorted(forms.expanded)
    vectorizer = CountVectorizer(token_pattern=WORD.pattern, vocabulary=vocabulary, dtype=np.int32)
    second = np.array([forms.expanded[word] for word in vocabulary])
    poles = np.column_stack([second == 0, second == 1]).astype(np.int32)
    return lambda: vectorizer.transform(texts) @ poles


def pandas_re(forms, texts):
    column = pd.Series(texts, dtype=object)
    alternatives = [[], []]
    for word, pole in forms.expanded.items():
        alternatives[pole].append(re.escape(word))
    found = [re.compile(r"(?i)\b(?:" + "|".join(sorted(a, reverse=True)) + r")\b") for a in alternatives]
    return lambda: np.column_stack([column.str.count(pattern) for pattern in found])


def phrase_matcher(forms, texts):
    import spacy
    from spacy.matcher import PhraseMatcher

    nlp = spacy.blank(forms.lang)
    matcher = PhraseMatcher(nlp.vocab, attr="LOWER")
    for pole in (0, 1):
        matcher.add(str(pole), [nlp.make_doc(word) for word, own in forms.expanded.items() if own == pole])
    first = nlp.vocab.strings["0"]

    def run():
        counts = []
        for doc in nlp.pipe(texts):
            poles = [match[0] == first for match in matcher(doc)]
            counts.append((poles.count(True), poles.count(False)))
        return counts

    return run


def flashtext(forms, texts):
    from flashtext import KeywordProcessor

    processor = KeywordProcessor()
    for word, pole in forms.expanded.items():
        processor.add_keyword(word, str(pole))
    processor.non_word_boundaries.update(c for text in texts for c in set(text) if c.isalnum())
    processor.non_word_boundaries.discard("_")

    def run():
        counts = []
        for text in texts:
            poles = processor.extract_keywords(text)
            counts.append((poles.count("0"), poles.count("1")))
        return counts

    return run


def aho_corasick(forms, texts):
    import ahocorasick

    automaton = ahocorasick.Automaton()
    for word, pole in forms.expanded.items():
        automaton.add_word(f" {word} ", pole)
    automaton.make_automaton()

    def run():
        counts = []
        for text in texts:
            poles = [pole for _, pole in automaton.iter(f" {' '.join(WORD.findall(text.lower()))} ")]
            counts.append((poles.count(0), poles.count(1)))
        return counts

    return run


def liwc(forms, texts):
    import tempfile

    from liwc import load_token_parser

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "lexicon.dic"
        entries = "\n".join(f"{word}\t{pole + 1}" for word, pole in sorted(forms.expanded.items()))
        path.write_text(f"%\n1\tfirst\n2\tsecond\n%\n{entries}\n", encoding="utf-8")
        parse, _ = load_token_parser(str(path))

    def run():
        counts = []
        for text in texts:
            poles = [pole for word in WORD.findall(text.lower()) for pole in parse(word)]
            counts.append((poles.count("first"), poles.count("second")))
        return counts

    return run


# name, the package that it needs, and what makes its run; the first counts are the reference
METHODS = [
    ("re and a dict", "", tokens_and_dict(WORD.findall)),
    ("framing: counts", "", framing_counts),
    ("framing: every word found, with its place", "", framing_words),
    ("framing: all, with phrases, gaps, shifts", "", framing_all),
    ("framing: all and scores, with sentences", "", framing_score),
    ("scikit-learn CountVectorizer", "sklearn", count_vectorizer),
    ("NLTK RegexpTokenizer and a dict", "nltk", nltk_regexp),
    ("NLTK Treebank tokens and a dict", "nltk", nltk_treebank),
    ("pandas str.count, one alternation", "", pandas_re),
    ("pyahocorasick on tidied text", "ahocorasick", aho_corasick),
    ("flashtext", "flashtext", flashtext),
    ("liwc", "liwc", liwc),
    ("spaCy blank and PhraseMatcher", "spacy", phrase_matcher),
]
EXACT = {name for name, *_ in METHODS[:3]} | {
    "scikit-learn CountVectorizer", "NLTK RegexpTokenizer and a dict", "pyahocorasick on tidied text", "liwc",
}  # fmt: skip


def draw(table: pd.DataFrame, path: Path) -> None:
    """MB a second by method, a panel a language."""
    import matplotlib.pyplot as plt

    names = {"en": "English", "de": "German", "ru": "Russian"}
    order = [name for name, *_ in METHODS if name in set(table["method"])][::-1]
    figure, panels = plt.subplots(1, len(names), figsize=(10, 0.32 * len(order) + 1), sharey=True, sharex=True)
    for panel, (lang, name) in zip(panels, names.items(), strict=True):
        speed = table[table["lang"] == lang].set_index("method")["mb_per_second"].reindex(order)
        panel.barh(order, speed, color=["#333333" if m.startswith("framing") else "#bbbbbb" for m in order])
        for place, value in enumerate(speed):
            panel.text(value, place, f" {value:.0f}" if value >= 10 else f" {value:.1f}", va="center", fontsize=8)
        panel.set_title(name, loc="left", fontsize=10)
        panel.set_xlabel("MB a second, one core", fontsize=8)
        panel.tick_params(labelsize=8, length=0)
        panel.spines[["top", "right", "left"]].set_visible(False)
    figure.tight_layout()
    plt.rcParams["svg.hashsalt"] = "framing"
    figure.savefig(path, metadata={"Date": None})


if __name__ == "__main__":
    main()
