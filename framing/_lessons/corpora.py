"""A corpus of one's own for each student: the constructed one, drawn anew, with a truth that the teacher keeps."""

import hashlib
from pathlib import Path

import numpy as np
import pandas as pd

from ..articles import read_articles
from ..cleaning import clean
from ..comparison import compare
from ..copies import find_copies
from ..hits import find_hits
from ..lessons import data
from ..lexicon import Lexicon, read_lexicon
from ..scores import score

SIDES = ("US", "Russia")
KEEP = 3  # articles of each outlet: a half of them, so that corpora differ
TILT = 3.0  # the most by which a step of emphasis raises the log odds of being drawn
HOME = 4  # so many times more often a story is reprinted on its own side
WIRES = 3  # stories that others reprint
REPRINTS = (2, 3)  # at least and at most, of each of them
ALIKE = 0.25  # steps of emphasis: sides that differ by less are planted as alike
APART = 0.0005  # two students' differences: what is rounded to three figures tells them apart
MOST = 500
HEADER = ("id", "outlet", "side", "lang", "date", "title", "url")


def make_class(students: int, out: Path | str, seed: int = 0) -> pd.DataFrame:
    """A row is a student's truth; the folders ``out/student-01`` … hold the corpora, ``out/teacher`` the truth.

    Each corpus is drawn from the English articles of the constructed Lucerne corpus: other articles of each outlet,
    tilted by side, so that the planted difference varies in size and direction; three stories of its own that other
    outlets reprint with cuts. Ids are given anew, so that a neighbour's ``ledger-03`` is another article.

    Parameters
    ----------
    students : how many.
    out : a folder that is empty or not there yet.
    seed : the same seed makes the same class; take another one each year.

    Returns
    -------
    ``student, n, stories, emphasis_us, emphasis_russia, more_confrontation`` (planted: US, Russia or neither), and
    what the package finds: ``confrontation, dialogue, balance_us, balance_russia, difference, low, high, p, p_naive``.
    It is also written as ``teacher/truth.csv``; ``teacher/design.csv`` tells where every article comes from. The
    students' README holds the SHA-256 of the truth, so that it can be shown later that it was fixed beforehand.
    """
    out = Path(out)
    if not (isinstance(students, int) and 1 <= students <= MOST):
        raise ValueError(f"students={students!r}; give a whole number from 1 to {MOST}.")
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise ValueError(f"{out} is not an empty folder; name one that is empty or not there yet.")
    pool, lexicon = _pool(), read_lexicon()
    truths, designs = [], []
    for number in range(1, students + 1):
        student = f"student-{number:0{max(2, len(str(students)))}d}"
        corpus, found = _unlike(pool, lexicon, [seed, number], [t["difference"] for t in truths])
        _write_articles(corpus, out / student)
        truths.append({"student": student} | found)
        designs.append(corpus.drop(columns=["text", "url"]).assign(student=student))
    truth, design = pd.DataFrame(truths).round(4), pd.concat(designs)
    teacher = out / "teacher"
    teacher.mkdir()
    (teacher / "truth.csv").write_text(truth.to_csv(index=False, lineterminator="\n"), encoding="utf-8")
    first = ["student", "id", "taken_from", "reprint_of", "emphasis"]
    design = design[[*first, *(c for c in design.columns if c not in first)]]
    (teacher / "design.csv").write_text(design.to_csv(index=False, lineterminator="\n"), encoding="utf-8")
    seal = hashlib.sha256((teacher / "truth.csv").read_bytes()).hexdigest()
    for student in truth["student"]:
        (out / student / "README.md").write_text(_about(student, seal), encoding="utf-8")
    return truth


def draw_corpus(pool: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """A row is an article of one student's corpus, with `taken_from`, `reprint_of` and the planted `emphasis`."""
    # one version of each shipped story: the reprints of this corpus are its own
    single = pool.sample(frac=1, random_state=rng).drop_duplicates("wire")
    tilt = rng.uniform(-TILT, TILT)
    tilt = {"US": tilt, "Russia": -tilt}
    wish = single["side"].map(tilt) * single["emphasis"] + rng.gumbel(size=len(single))
    chosen = single.assign(wish=wish).sort_values(["outlet", "wish"], ascending=[True, False], kind="stable")
    chosen = chosen.groupby("outlet").head(KEEP).drop(columns="wish").assign(reprint_of="")
    news = chosen[chosen["genre"].isin(["news", "reprint"]) & (chosen["text"].str.count("\n\n") >= 6)]
    wires = news.sample(WIRES, random_state=rng)
    reprints = [row for wire in wires.to_dict("records") for row in _reprints(wire, chosen, rng)]
    return _named_anew(pd.concat([chosen, pd.DataFrame(reprints)], ignore_index=True))


def _unlike(pool: pd.DataFrame, lexicon: Lexicon, seed: list[int], taken: list[float]) -> tuple[pd.DataFrame, dict]:
    """A corpus, and its truth, whose difference no other student has."""
    for attempt in range(100):
        corpus = draw_corpus(pool, np.random.default_rng([*seed, attempt]))
        truth = find_truth(corpus, lexicon)
        if all(abs(truth["difference"] - other) > APART for other in taken):
            break
    return corpus, truth


def find_truth(corpus: pd.DataFrame, lexicon: Lexicon) -> dict[str, object]:
    """What was planted in a corpus, and what the package finds in it."""
    planted = corpus.assign(story=corpus["reprint_of"].where(corpus["reprint_of"] != "", corpus["taken_from"]))
    emphasis = planted.drop_duplicates(["side", "story"]).groupby("side")["emphasis"].mean()
    gap = emphasis["US"] - emphasis["Russia"]
    more = "neither" if abs(gap) < ALIKE else "US" if gap > 0 else "Russia"
    articles = find_copies(clean(corpus[[*HEADER, "text"]]))
    scores = score(articles, find_hits(articles, lexicon))
    found = compare(scores, by="side", groups=SIDES, cluster="outlet", naive=True).iloc[0]
    return {
        "n": len(corpus),
        "stories": int(articles["story"].nunique()),
        "emphasis_us": emphasis["US"],
        "emphasis_russia": emphasis["Russia"],
        "more_confrontation": more,
        "confrontation": int(scores["confrontation"].sum()),
        "dialogue": int(scores["dialogue"].sum()),
        "balance_us": found["value_first"],
        "balance_russia": found["value_second"],
        **{name: found[name] for name in ("difference", "low", "high", "p", "p_naive")},
    }


def _pool() -> pd.DataFrame:
    """The English articles of both sides with their design; `wire` is what a story's versions share."""
    folder = data("lucerne")
    design = pd.read_csv(folder / "design.csv", keep_default_na=False)[["id", "subject", "genre", "emphasis", "story"]]
    articles = read_articles(folder)[[*HEADER, "text"]].merge(design, on="id", validate="one_to_one")
    pool = articles[(articles["lang"] == "en") & articles["side"].isin(SIDES)].sort_values("id", ignore_index=True)
    wire = pool["story"].where(pool["story"] != "", pool["id"])
    return pool.assign(wire=wire, taken_from=pool["id"]).drop(columns="story")


def _reprints(wire: dict, chosen: pd.DataFrame, rng: np.random.Generator) -> list[dict]:
    """Copies of an article in other outlets: a day later at times, a shorter headline, one to three paragraphs less."""
    outlets = chosen[chosen["outlet"] != wire["outlet"]].drop_duplicates("outlet")
    weights = np.where(outlets["side"] == wire["side"], HOME, 1)
    drawn = outlets.sample(int(rng.integers(REPRINTS[0], REPRINTS[1] + 1)), weights=weights, random_state=rng)
    return [_reprint(wire, outlet, rng) for outlet in drawn.to_dict("records")]


def _reprint(wire: dict, outlet: dict, rng: np.random.Generator) -> dict:
    paragraphs = wire["text"].strip().split("\n\n")
    # the beginning stays: it says what the story is
    gone = set(rng.choice(np.arange(3, len(paragraphs)), size=min(3, len(paragraphs) - 3, rng.integers(1, 4))))
    date = pd.Timestamp(wire["date"]) + pd.Timedelta(days=int(rng.integers(0, 2)))
    return wire | {
        "outlet": outlet["outlet"],
        "side": outlet["side"],
        "date": date.strftime("%Y-%m-%d"),
        "title": _shorter(wire["title"]),
        "url": outlet["url"],
        "text": "\n\n".join(p for k, p in enumerate(paragraphs) if k not in gone),
        "reprint_of": wire["taken_from"],
        "prefix": outlet["taken_from"].rsplit("-", 1)[0],
    }


def _shorter(title: str) -> str:
    """A headline without its second half, where it has two."""
    for mark in (": ", " — ", "; ", ", "):
        first = title.split(mark)[0]
        if mark in title and len(first.split()) >= 4:
            return first
    return title


def _named_anew(corpus: pd.DataFrame) -> pd.DataFrame:
    """Ids by outlet and date, so that they tell nothing of the articles' origin."""
    own = corpus["taken_from"].str.rsplit("-", n=1).str[0]
    prefix = corpus["prefix"].where(corpus["prefix"].notna(), own)
    corpus = corpus.assign(prefix=prefix).sort_values(["prefix", "date", "taken_from"], ignore_index=True)
    number = (corpus.groupby("prefix").cumcount() + 1).astype(str).str.zfill(2)
    ids = corpus["prefix"] + "-" + number
    site = corpus["url"].str.extract(r"^(https://[^/]+)")[0]
    url = site + "/" + corpus["date"].str.replace("-", "/", regex=False) + "/" + ids
    return corpus.assign(id=ids, url=url, text=corpus["text"].str.strip()).drop(columns=["prefix", "wire"])


def _write_articles(corpus: pd.DataFrame, folder: Path) -> None:
    folder.mkdir(parents=True)
    for row in corpus.to_dict("records"):
        head = "".join(f"{name}: {row[name]}\n" for name in HEADER)
        (folder / f"{row['id']}.txt").write_text(f"{head}\n{row['text']}\n", encoding="utf-8", newline="\n")


def _about(student: str, seal: str) -> str:
    return (
        f"# The corpus of {student}\n\n"
        "Articles of invented outlets about an invented round of talks, drawn from the Lucerne corpus of the project\n"
        "`framing` (CC BY 4.0). Nobody else in the class has the same articles, so nobody has the same numbers.\n"
        "Nothing here says anything about real media or governments.\n\n"
        f'Read it with `fr.read_articles("{student}")`.\n\n'
        "Your teacher has a file with what was planted in each corpus. It was fixed before you began; its SHA-256 is\n"
        f"`{seal}`.\n"
    )
