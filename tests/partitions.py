"""Invented articles in partitions, and what a run over them wrote."""

import random
from itertools import product

import pandas as pd

from framing.scale import score_dataset

SIDES = ("US", "Russia")
SAID = {
    "en": [
        "The Kremlin warned of a new confrontation over the strait.",
        '"We want dialogue," said US Secretary of State Antony Blinken.',
        "Ministers met for talks in a hotel above the lake.",
        "No ultimatum was given, and the threat of sanctions faded.",
        "Ferries ran late because of fog.",
    ],
    "de": [
        "Moskau drohte mit einer Konfrontation und verließ die Straße der Gespräche.",
        "„Wir wollen den Dialog“, sagte US-Außenminister Antony Blinken.",
        "Ein Ultimatum gebe es nicht, hieß es im Kreml.",
        "Die Fähren fuhren wegen des Nebels später.",
    ],
    "ru": [
        "Кремль пригрозил новой конфронтацией, и всё затихло.",
        "«Мы за диалог», — заявил госсекретарь США Энтони Блинкен.",
        "Переговоры прошли в гостинице над озером.",
        "Паромы задержались из-за тумана.",
    ],
}


def invented(n, seed=0):
    """Articles of invented outlets: some are copies, some outlets repeat a line, some ids and languages are wrong."""
    rng, rows = random.Random(seed), []
    parts = {"en": "lo ra min tel os", "de": "lö rau min ßel tos", "ru": "ло рё мин тел ос"}
    words = {lang: [a + b + c for a, b, c in product(own.split(), repeat=3)] for lang, own in parts.items()}
    for k in range(n):
        lang = ("en", "en", "de", "ru")[k % 4]
        lines = [" ".join(rng.choices(words[lang], k=20)).capitalize() + "." for _ in range(4)]
        lines[0] += " " + rng.choice(SAID[lang])
        lines[2] = rng.choice(SAID[lang]) + " " + lines[2]
        outlet = f"{lang} Gazette {k % 14}"
        if k % 14 < 4:
            lines.append(f"Follow {outlet} every morning at the harbour bridge with the green lamps")
        text = "\n\n".join(lines)
        if k % 9 == 8:
            text = rows[-4]["text"].rsplit("\n\n", 1)[0] + "\n\n" + lines[0]
        rows.append({
            "id": f"a{k:04d}", "outlet": outlet, "side": SIDES[k % 14 % 2], "lang": lang, "text": text,
            "date": f"2034-{1 + k % 9:02d}-{1 + k % 28:02d}", "title": f"Нота {k} · Straße", "url": f"u{k}",
        })  # fmt: skip
    if n > 40:
        rows[5]["text"], rows[6]["lang"], rows[7]["id"] = "", "fr", rows[3]["id"]
        rows.append(dict(rows[10]))  # the same article in two files
    return pd.DataFrame(rows, dtype="str")


def written(table, folder, number, kind="parquet", seed=1):
    """The articles in so many partitions, in any order."""
    folder.mkdir()
    shuffled = table.sample(frac=1, random_state=seed)
    for k in range(number):
        rows = shuffled.iloc[k::number]
        if kind == "parquet":
            rows.to_parquet(folder / f"part-{k:04d}.parquet", index=False)
        else:
            rows.to_json(folder / f"part-{k:04d}.jsonl", orient="records", lines=True, force_ascii=False)
    return folder


def outcome(out):
    """Every table that a run wrote, as bytes; the partitions' own table is another for each partitioning."""
    files = [p for p in sorted(out.rglob("*")) if p.is_file() and "work" not in p.relative_to(out).parts]
    found = {p.relative_to(out).as_posix(): p.read_bytes() for p in files if p.name != "partitions.csv"}
    assert {"summary.json", "cells.parquet", "scores/0000.parquet", "told/0000.parquet"} <= set(found)
    return found


def scored_once(table, folder):
    """Where the outcome of one partition in one process lies."""
    score_dataset(written(table, folder / "in", 1), folder / "out")
    return folder / "out"
