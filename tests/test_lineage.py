import importlib.util
import random
from pathlib import Path

import pandas as pd
import pytest

from framing import clean, find_copies, find_edits, find_hits, read_articles, score, show_edits
from framing.lineage import KINDS, effective_stories, wire_stories

ROOT = Path(__file__).resolve().parents[1]
WORDS = "harbour envoy grain ship window letter quiet north island paper engine lamp winter answer bridge table".split()


def sentences(rng, n):
    return [" ".join(rng.choices(WORDS, k=12)).capitalize() + f" number {rng.randrange(10**6)}." for _ in range(n)]


def story(original, reprint, title="", headline=""):
    table = {"id": ["a", "b"], "lang": "en", "outlet": ["Wire", "Post"], "date": ["2034-09-12", "2034-09-13"]}
    return pd.DataFrame(
        table | {"title": [title, headline], "text": [" ".join(original), " ".join(reprint)], "story": "a"}
    )


def test_planted_edits_are_found_again():
    rng, planted, found = random.Random(0), 0, 0
    for _ in range(60):
        original = sentences(rng, 14)
        cut = set(rng.sample(range(14), 3))
        added = sentences(rng, 2)
        reprint = [s for n, s in enumerate(original) if n not in cut]
        changed = rng.randrange(len(reprint))
        before = reprint[changed]
        reprint[changed] = before.replace(" number", ", it was said, number")
        place = rng.randrange(len(reprint))
        edits = find_edits(story(original, [*reprint[:place], *added, *reprint[place:]]))
        expected = {("cut", original[n]) for n in cut} | {("added", s) for s in added} | {("changed", reprint[changed])}
        got = set(zip(edits["edit"], edits["text"], strict=True))
        planted += len(expected)
        found += len(expected & got)
        assert edits.loc[edits["edit"] == "changed", "before"].tolist() == [before]
    assert found == planted


def test_a_sentence_can_move_to_the_headline():
    rng = random.Random(1)
    original = sentences(rng, 8)
    edits = find_edits(story(original, original[:5], "Ships", original[6].rstrip(".")))
    assert edits.loc[edits["edit"] == "to headline", "text"].tolist() == [original[6]]
    assert edits.loc[edits["edit"] == "headline", "text"].tolist() == [original[6].rstrip(".")]
    assert set(edits["edit"]) <= set(KINDS)


def test_an_unchanged_reprint_has_no_edits_and_places_are_right():
    original = sentences(random.Random(2), 6)
    table = story(original, original)
    edits = find_edits(table)
    assert set(edits["edit"]) == {"kept"}
    text = table["text"].iloc[1]
    assert [text[a:b] for a, b in zip(edits["start"], edits["end"], strict=True)] == edits["text"].tolist()


def test_what_was_cut_has_a_balance(lexicon):
    threat = "They threatened each other with an ultimatum in the hall."
    tea = "The mayor poured tea for the two old envoys in silence."
    edits = find_edits(story([threat, tea], [tea]))
    found = score(edits, find_hits(edits, lexicon)).set_index("edit")["confrontation"]
    assert found["cut"] > 0
    assert found["kept"] == 0


def test_the_originals_of_the_constructed_corpus_are_found():
    articles = find_copies(clean(read_articles(ROOT / "data" / "raw" / "lucerne")))
    truth = pd.read_csv(ROOT / "data" / "raw" / "lucerne" / "reprints.csv")
    assert set(wire_stories(articles)["original"]) == set(truth["original"])
    assert set(find_edits(articles)["article"]) == set(truth["id"])


def test_the_edits_planted_in_the_constructed_corpus_are_recovered():
    spec = importlib.util.spec_from_file_location("lucerne", ROOT / "benchmarks" / "lucerne.py")
    lucerne = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(lucerne)
    articles = find_copies(clean(read_articles(lucerne.LUCERNE)))
    table = lucerne.planted_edits(articles)
    planted = table[table["planted"] != "kept"]
    assert len(planted) > 300
    assert (planted["planted"] == planted["found"]).mean() >= 0.97
    kept = table[table["planted"] == "kept"]
    assert kept["found"].isin(["kept", "changed"]).mean() >= 0.99
    truth = pd.read_csv(lucerne.LUCERNE / "reprints.csv").set_index("id")["headline_changed"] == "yes"
    edits = find_edits(articles)
    assert set(edits.loc[edits["edit"] == "headline", "article"]) == set(truth.index[truth])


def test_other_quotation_marks_are_no_other_headline_and_a_credit_is_no_sentence():
    words = "Guards waved at the four boats that came from the north"
    tea = "The mayor and both of her old neighbours poured tea for all who had stood so long in the rain and wind."
    first, second = (
        f"{words}. {tea} /Neva Press/.",
        f"What Neva Press writes of the harbour should be read with care. {words}.",
    )
    edits = find_edits(story([first], [second], "A “day” off", "A «day» off"))
    assert edits[["edit", "text"]].values.tolist() == [
        ["added", "What Neva Press writes of the harbour should be read with care."], ["kept", f"{words}."],
        ["cut", tea], ["cut", "/Neva Press/."],
    ]  # fmt: skip


@pytest.mark.parametrize("credit", ["MOSCOW, Sept 12 (TASS) - {}", "{} /TASS/", "{}\n\n— TASS"])
def test_the_credited_agency_is_named(credit):
    words = " ".join(sentences(random.Random(3), 12))
    table = story([credit.format(words)], [words])
    assert wire_stories(table)["agency"].tolist() == ["TASS"]


def test_ten_reprints_of_one_story_are_little_more_than_one():
    table = pd.DataFrame({"id": [str(n) for n in range(11)], "side": "US", "story": ["a"] * 10 + ["b"]})
    assert effective_stories(table)["effective"].round(3).tolist() == [round(121 / 101, 3)]


def test_the_side_by_side_view_escapes_what_it_shows():
    script = "<script>alert(1)</script> is what the sign in the old harbour said."
    tea = "Tea was served at noon to all of them."
    page = show_edits(find_edits(story([script, tea], [tea])), "b").html
    assert "<script" not in page
    assert "<del>" in page and "[cut]" in page
