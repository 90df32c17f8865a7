"""Does hostile text cost more than its length? ``python benchmarks/hostile.py``

For each piece the time for four times the text, as a multiple: about 4 where the way is linear, 16 where it grows with
the square. Of three runs the fastest counts, the first of which warms what is read once.
"""

import time
from collections.abc import Callable

import pandas as pd

import framing as fr
from framing._report.markup import Cleaner

# `find_hits` refuses a text in another language, so its pieces hold no small words
WORDS = ['"', "« ", "a" * 800 + " ", ", ", "attack ", "lehnt ", "угроза "]
TEXTS = [
    '"', "« ", "„“", "a" * 800 + " ", "said that ", "sagte, dass er sei ", "сказал, что ", ", ", "“We go.” ",
    "«А, — сказал X. — Б» ", "по словам ", "nach Angaben ", "Q: x?\n", "X: a b\n", "- a?\n",
]  # fmt: skip
MARKUP = ["<a ", "<!--", "<p a=1 ", "</a ", "<", "&#", "<td>1,1,", "<style>#T_00000,", "<![CDATA["]
RUNS = 3


def main() -> None:
    """A line a piece and function."""
    lexicon = fr.read_lexicon()
    for piece in TEXTS:
        for lang in ("en", "de", "ru"):
            say(f"statements, {lang}", piece, 20_000, lambda text, lang=lang: fr.find_statements(table(text, lang)))
    for piece in WORDS:
        for lang in ("en", "de", "ru"):
            say(f"hits, {lang}", piece, 20_000, lambda text, lang=lang: fr.find_hits(table(text, lang), lexicon))
    for piece in MARKUP:
        say("markup", piece, 40_000, Cleaner().clean)


def say(what: str, piece: str, size: int, do: Callable[[str], object]) -> None:
    """Time of 4 x size by the time of size."""
    seconds = [fastest(piece * (n // len(piece)), do) for n in (size, 4 * size)]
    print(f"{what:<16} {piece[:20]!r:<24} {seconds[1]:6.2f} s, x {seconds[1] / max(seconds[0], 1e-9):5.1f}")


def fastest(text: str, do: Callable[[str], object]) -> float:
    """Seconds of the fastest of `RUNS` runs."""
    seconds = []
    for _ in range(RUNS):
        start = time.process_time()
        do(text)
        seconds.append(time.process_time() - start)
    return min(seconds)


def table(text: str, lang: str) -> pd.DataFrame:
    """One text."""
    return pd.DataFrame({"id": ["a"], "lang": [lang], "text": [text]})


if __name__ == "__main__":
    main()
