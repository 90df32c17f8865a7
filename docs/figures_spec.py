"""Which measured files stand on the page “Figures reached”, and how their columns are called there."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

RESULTS = "benchmarks/results"
Table = Callable[[pd.DataFrame], str]


def per_cent(x: float) -> str:
    """0.054 -> 5.4 %; nothing for nothing."""
    return "" if pd.isna(x) else f"{100 * x:.1f} %"


def two(x: float) -> str:
    return "" if pd.isna(x) else f"{x:.2f}"


def whole(x: float) -> str:
    return "" if pd.isna(x) else f"{x:.0f}"


@dataclass(frozen=True)
class Figure:
    """A file of figures: `columns` maps its names to those of the page, `formats` says how a column is written."""

    file: str
    title: str
    says: str
    columns: dict[str, str]
    formats: dict[str, Callable[[float], str]] = field(default_factory=dict)
    rows: Callable[[pd.DataFrame], pd.DataFrame] = lambda t: t
    picture: str = ""
    script: str = ""

    def path(self, root: Path) -> Path:
        return root / (self.file if "/" in self.file else f"{RESULTS}/{self.file}")

    def page(self, root: Path, table: Table) -> str:
        """The section of the page."""
        path = self.path(root)
        rows = self.rows(pd.read_csv(path))
        shown = pd.DataFrame({new: self._written(rows[old], old) for old, new in self.columns.items()})
        place = path.relative_to(root).as_posix()
        script = self.script or f"benchmarks/{path.stem}.py"
        picture = f"\n![{self.title}](../{RESULTS}/{self.picture})\n" if self.picture else ""
        return (
            f"## {self.title}\n\n{self.says}\n{picture}\n{table(shown)}\n"
            f"All rows: [`{place}`](../{place}), made by [`{script}`](../{script}).\n"
        )

    def _written(self, cells: pd.Series, name: str) -> list[str]:
        write = self.formats.get(name)
        return [write(c) for c in cells] if write else ["" if pd.isna(c) else str(c) for c in cells]


_SPEED = {
    "framing: counts": "this package, counting words and wildcards",
    "framing: every word found, with its place": "this package, every word with its place",
    "framing: all, with phrases, gaps, shifts": "this package, everything: phrases, gaps, words turned round",
    "framing: all and scores, with sentences": "this package, everything, and the scores",
}


def _speeds(rows: pd.DataFrame) -> pd.DataFrame:
    """A row a way, a column a language: megabytes a second; those that count otherwise are marked."""
    other = rows.groupby("method")["counts_differ"].max().fillna(0) > 0
    wide = rows.pivot(index="method", columns="lang", values="mb_per_second").reset_index()
    wide["method"] = [_SPEED.get(m, m) + (" (other counts)" if other[m] else "") for m in wide["method"]]
    return wide.sort_values("en", ascending=False)


FIGURES = [
    Figure(
        "false_alarms.csv",
        "False alarms",
        "Simulated studies in which the sides do **not** differ. How often is a difference announced all the same? It "
        "should be 5 %. *Alike* says how much two words of one outlet resemble each other. More: "
        "[Differences](statistics.md).",
        {"setting": "study", "correlation": "alike", "studies": "studies", "compare": "`compare` announces",
         "chi-square": "chi-square of all words", "log-odds": "log-odds of single words",
         "interval": "our interval holds the truth"},
        dict.fromkeys(["compare", "chi-square", "log-odds", "interval"], per_cent),
        rows=lambda t: t[t["difference"].eq(0)],
        picture="false_alarms.svg",
    ),
    Figure(
        "power.csv",
        "Power",
        "Simulated studies in which the sides **do** differ (60 and 40 of 100 words). How often is it seen? *Least* is "
        "the difference that such a study finds four times in five.",
        {"outlets": "outlets a side", "correlation": "alike", "compare: power": "`compare` finds it",
         "likelihood: power": "the best possible test", "t test: power": "t test of shares",
         "median detectable": "least", "found where detectable": "found at that difference"},
        {"compare: power": per_cent, "likelihood: power": per_cent, "t test: power": per_cent, "median detectable": two,
         "found where detectable": per_cent},
    ),
    Figure(
        "unequal_recall.csv",
        "A word list that sees more in one language",
        "Each side writes in its own language, and the word list finds more in one than in the other. `correct` uses "
        "sentences that coders have read (here: simulated, without error). Where the truth is 0, every announcement is "
        "false. More: [Reading by people](coding.md).",
        {"recall": "found of what is there", "outlets differ": "outlets differ", "coded": "sentences coded",
         "measure": "measure", "truth": "truth", "chi-square": "chi-square announces", "compare": "`compare` announces",
         "correct": "`correct` announces", "interval holds truth": "its interval holds the truth"},
        dict.fromkeys(["chi-square", "compare", "correct", "interval holds truth"], per_cent),
        picture="unequal_recall.svg",
    ),
    Figure(
        "distinctive_words.csv",
        "Single words",
        "Sides that write alike, outlets with favourite words of their own. In how many studies is some word announced "
        "as typical of a side?",
        {"outlets vary": "outlets vary", "by text: studies with any": "tested by text",
         "by outlet: studies with any": "tested by outlet (ours)", "log-odds: studies with any": "log-odds"},
        dict.fromkeys(["by text: studies with any", "by outlet: studies with any", "log-odds: studies with any"],
                      per_cent),
    ),
    Figure(
        "framing/equivalence.csv",
        "The same news in three languages",
        "Parallel news, the same sentence in each language. *Offset* is the difference of balances that comes from the "
        "language alone, against English; a comparison across languages is corrected by it. *Overlap* (Dice) says how "
        "often both languages see the pole in the same sentence.",
        {"lang": "language", "offset": "offset", "low": "from", "high": "to", "dice_first": "overlap, confrontation",
         "dice_second": "overlap, dialogue", "segments": "sentences", "documents": "documents", "source": "source"},
        dict.fromkeys(["offset", "low", "high", "dice_first", "dice_second"], two),
        script="benchmarks/equivalence.py",
    ),
    Figure(
        "cleaning.csv",
        "Cleaning",
        "Files in many encodings, letters that were read wrongly, pages with advertising around the article: how many "
        "come out right?",
        {"what": "what", "of": "of", "right": "right", "n": "of n", "share": "share"},
        {"share": per_cent},
    ),
    Figure(
        "speed.csv",
        "Speed",
        "Megabytes of text a second on one core, side by side on one machine. Other tools count words and wildcards "
        "only.",
        {"method": "way", "en": "English", "de": "German", "ru": "Russian"},
        dict.fromkeys(["en", "de", "ru"], whole),
        rows=_speeds,
        picture="speed.svg",
    ),
    Figure(
        "resampling.csv",
        "Speed of the test",
        "10,000 draws over 100,000 texts of 200 outlets, one core.",
        {"way": "way", "seconds for 10,000": "seconds", "megabytes": "memory, MB"},
        {"seconds for 10,000": two, "megabytes": whole},
    ),
    Figure(
        "topics.csv",
        "Topics",
        "Planted subjects found again, the same subjects in three languages, intervals in simulated studies. More: "
        "[Topics](topics.md).",
        {"part": "part", "setting": "setting", "topics": "topics", "figure": "what", "value": "value", "n": "n"},
        {"value": lambda x: f"{x:.3g}"},
        rows=lambda t: t[t["figure"].str.contains("found again|agree|truth|same main", regex=True)],
    ),
]  # fmt: skip


def other_figures(root: Path, table: Table) -> list[str]:
    """Files of figures that have no place of their own here yet: as they are, folded."""
    known = {f.file for f in FIGURES}
    parts = []
    for path in sorted((root / RESULTS).glob("*.csv")):
        if path.name in known:
            continue
        rows, place = pd.read_csv(path, dtype=str, keep_default_na=False), path.relative_to(root).as_posix()
        script = f"benchmarks/{path.stem}.py"
        made = f", made by [`{script}`](../{script})" if (root / script).exists() else ""
        drawn = path.with_suffix(".svg")
        title = path.stem.replace("_", " ").capitalize()
        picture = f"![{title}](../{RESULTS}/{drawn.name})\n\n" if drawn.exists() else ""
        parts.append(
            f"## {title}\n\n{picture}:::{{dropdown}} {len(rows)} rows\n{table(rows)}\n:::\n\n"
            f"All rows: [`{place}`](../{place}){made}.\n"
        )
    return parts
