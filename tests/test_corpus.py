"""The constructed corpus is what its tables say: complete, each article written for itself, its truth in its text."""

import hashlib
import re
from pathlib import Path

import pandas as pd
import pytest

from framing import clean, find_copies, read_articles

RAW = Path(__file__).parent.parent / "data" / "raw"
LUCERNE = RAW / "lucerne"


@pytest.fixture(scope="module")
def corpus():
    return read_articles(LUCERNE).set_index("id")


@pytest.fixture(scope="module")
def design():
    return pd.read_csv(LUCERNE / "design.csv", keep_default_na=False).set_index("id")


def test_every_planned_article_is_there_with_its_outlet_side_language_and_date(corpus, design):
    columns = ["outlet", "side", "lang", "date"]
    pd.testing.assert_frame_equal(corpus[columns].sort_index(), design[columns].sort_index(), check_dtype=False)
    assert len(corpus) >= 120


def test_the_sides_have_enough_outlets_within_a_language(design):
    outlets = design.groupby(["side", "lang"])["outlet"].nunique()
    assert outlets["US", "en"] >= 5
    assert outlets["Russia", "en"] >= 5
    assert outlets["Russia", "ru"] >= 5


def test_articles_have_the_length_of_news(corpus):
    words = clean(corpus.reset_index())["text"].map(lambda t: len(t.split()))
    assert words.between(170, 480).all()


def test_no_article_repeats_another_except_reprints(corpus, design):
    cleaned = clean(corpus.reset_index()).set_index("id")
    seen = {}
    for id, text in cleaned["text"].items():
        words = re.findall(r"\w+", text.casefold())
        family = design.at[id, "story"] or id
        for n in range(len(words) - 7):
            other = seen.setdefault(tuple(words[n : n + 8]), family)
            assert other == family, f"{id} and {other} share: {' '.join(words[n : n + 8])}"


def test_reprints_are_found_and_nothing_else(corpus, design):
    found = find_copies(clean(corpus.reset_index())).set_index("id")["story"]
    for story, ids in design[design["story"] != ""].groupby("story").groups.items():
        assert found[ids].nunique() == 1, story
    alone = design.index[design["story"] == ""]
    assert (found[alone] == alone).all()


def test_every_trap_stands_in_its_article(corpus):
    traps = pd.read_csv(LUCERNE / "traps.csv", keep_default_na=False)
    for row in traps.itertuples():
        assert row.quote in corpus.at[row.id, "text"], f"{row.trap} in {row.id}"
    assert traps["id"].nunique() == len(corpus)


def test_every_statement_stands_at_its_place(corpus):
    statements = pd.read_csv(LUCERNE / "statements.csv", keep_default_na=False)
    cleaned = clean(corpus.reset_index()).set_index("id")["text"]
    assert statements["id"].nunique() >= 40
    assert set(statements["kind"]) == {"direct", "mixed", "indirect", "continued", "reported"}
    assert set(statements["voice"]) <= {"US", "Russia", "Ukraine", "Europe", "other", "unknown"}
    for row in statements.itertuples():
        assert cleaned[row.id][row.start : row.end] == row.text, f"{row.id}, statement {row.statement}"


@pytest.mark.parametrize("folder", ["lucerne", "real"])
def test_every_raw_file_is_listed_with_its_fingerprint(folder):
    readme = (RAW / "README.md").read_text(encoding="utf-8")
    listed = dict(re.findall(r"\| `([^`]+)` \|.*\| `([0-9a-f]{64})` \|", readme))
    for file in sorted((RAW / folder).rglob("*")):
        name = file.relative_to(RAW).as_posix()
        if file.is_file() and file.name != "README.md":
            assert listed.get(name) == hashlib.sha256(file.read_bytes()).hexdigest(), (
                f"{name}: run python data/raw/list_files.py"
            )


def test_the_readme_says_first_that_all_is_invented():
    first = (LUCERNE / "README.md").read_text(encoding="utf-8").split("\n", 1)[0]
    assert "invented" in first
