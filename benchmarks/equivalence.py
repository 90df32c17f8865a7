"""Measure the shipped equivalence table again: ``python benchmarks/equivalence.py PARALLEL.jsonl``

PARALLEL.jsonl holds a document a line, ``{"id": …, "segments": {"en": [...], "de": [...], "ru": [...]}}`` (the shipped
table: the 123 news documents of NTREX-128, Federmann et al. 2022, CC BY-SA 4.0). Writes framing/equivalence.csv.
"""

import json
import sys
from pathlib import Path

import pandas as pd

import framing as fr

TABLE = Path(__file__).resolve().parent.parent / "framing" / "equivalence.csv"


def main(path: str) -> None:
    """Measure and write."""
    rows = []
    for line in Path(path).read_text(encoding="utf-8").split("\n"):
        document = json.loads(line) if line.strip() else {"segments": {"en": []}}
        texts = document["segments"]
        for n, english in enumerate(texts["en"]):
            segment = {lang: texts[lang][n].strip() for lang in texts if lang in ("en", "de", "ru")}
            if english.strip() and len(segment) == 3:
                rows.append({"document": document["id"]} | segment)
    table = fr.measure_equivalence(pd.DataFrame(rows), fr.read_lexicon()).round(4)
    table["source"] = "NTREX-128"
    table["lexicon"] = fr.read_lexicon().version
    table.to_csv(TABLE, index=False, lineterminator="\n")
    print(table.to_string(index=False))


if __name__ == "__main__":
    main(sys.argv[1])
