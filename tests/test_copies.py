import random

import pandas as pd

from framing import copies, find_copies

WORDS = [f"w{n}" for n in range(3000)]


def text(seed, n=200):
    return " ".join(random.Random(seed).choices(WORDS, k=n))


def stories(*texts, **columns):
    ids = [f"a{n}" for n in range(len(texts))]
    return find_copies(pd.DataFrame({"id": ids, "lang": "en", "text": list(texts)} | columns))["story"].tolist()


def test_a_reprint_is_found_through_cuts_and_additions():
    original = text(1)
    words = original.split()
    assert stories(original, " ".join(words[:120]) + " " + text(2, 60), text(3)) == ["a0", "a0", "a2"]


def test_a_tenth_of_the_words_edited():
    rng = random.Random(5)
    edited = [rng.choice(WORDS) if rng.random() < 0.1 else w for w in text(1).split()]
    assert stories(text(1), " ".join(edited)) == ["a0", "a0"]


def test_a_shared_quotation_is_no_copy():
    quote = text(9, 14)
    assert stories(f"{text(1, 30)} {quote}", f"{text(2, 30)} {quote}") == ["a0", "a1"]


def test_all_five_words_of_a_run_count():
    words = text(1, 240).split()
    other = [f"x{n}" if n % 6 == 0 else w for n, w in enumerate(words)]  # shares 1/6 of its runs of five, 1/3 of four
    assert stories(" ".join(words), " ".join(other)) == ["a0", "a1"]


def test_the_story_is_named_after_the_earliest():
    assert stories(text(1), text(1), text(1), date=["", "2034-01-02", "2034-01-01"]) == ["a2", "a2", "a2"]


def test_copies_of_copies_belong_together():
    words = text(1, 300).split()
    assert len(set(stories(" ".join(words[:150]), " ".join(words[80:230]), " ".join(words[150:])))) == 1


def test_texts_and_runs_may_be_looked_at_a_few_at_a_time(monkeypatch):
    rng, texts = random.Random(7), []
    for n in range(60):
        words = (rng.choice(texts) if texts and rng.random() < 0.6 else text(n, 80)).split()
        begin = rng.randrange(30)
        texts.append(" ".join(words[begin : begin + 60] + text(1000 + n, 20).split()))
    together = stories(*texts)
    assert 2 < len(set(together)) < 50
    monkeypatch.setattr(copies, "TOGETHER", 7)
    monkeypatch.setattr(copies, "BLOCK", 50)
    assert stories(*texts) == together


def test_a_story_is_named_by_the_place_of_its_id_among_letters_however_long_ids_are():
    table = pd.DataFrame({"id": ["ё" * 10_000, "ß", "b"], "lang": "en", "date": "2034", "text": text(1)})
    assert find_copies(table)["story"].tolist() == ["b"] * 3


def test_empty_and_tiny_texts():
    assert stories("", "one two", "one two") == ["a0", "a1", "a2"]
    assert stories() == []
