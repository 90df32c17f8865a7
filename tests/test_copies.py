import random

import pandas as pd

from framing import find_copies

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


def test_the_story_is_named_after_the_earliest():
    assert stories(text(1), text(1), text(1), date=["", "2034-01-02", "2034-01-01"]) == ["a2", "a2", "a2"]


def test_copies_of_copies_belong_together():
    words = text(1, 300).split()
    assert len(set(stories(" ".join(words[:150]), " ".join(words[80:230]), " ".join(words[150:])))) == 1


def test_empty_and_tiny_texts():
    assert stories("", "one two", "one two") == ["a0", "a1", "a2"]
