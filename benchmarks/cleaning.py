"""Are letters read rightly, pages freed of what is no article, and sound texts left alone?

``python benchmarks/cleaning.py`` writes the constructed articles in eleven encodings and cuts, damages them as careless
programs do, wraps them into web pages of six layouts in three languages, and counts what comes out again. Writes
benchmarks/results/cleaning.csv; seeded, two minutes.
"""

import random
from collections import Counter
from pathlib import Path

import pandas as pd

import framing as fr
from framing._cleaning.letters import decode, mend, mend_twins
from framing._sources.pages import page_row
from framing.words import WORD

ROOT = Path(__file__).resolve().parents[1]
RESULT = ROOT / "benchmarks" / "results" / "cleaning.csv"
ENCODINGS = {
    "utf-8": "en de ru", "utf-8-sig": "en de ru", "utf-16": "en de ru", "utf-16-le": "en de ru", "cp1251": "ru",
    "koi8-r": "ru", "cp866": "ru", "iso8859-5": "ru", "mac-cyrillic": "ru", "cp1252": "en de", "mac-roman": "de",
}  # fmt: skip
WRONG = [
    ("utf-8", "cp1252", "en de"), ("utf-8", "latin-1", "de ru"), ("utf-8", "cp1251", "de ru"),
    ("cp1251", "koi8-r", "ru"), ("koi8-r", "cp1251", "ru"), ("cp1251", "latin-1", "ru"), ("cp866", "cp1251", "ru"),
    ("cp1251", "cp866", "ru"), ("cp1252", "cp1251", "de"),
]  # fmt: skip
FURNITURE = {
    "en": """Home|Politics|Sport|Weather|Subscribe now for full access|We use cookies to improve all this. Accept|
        Share this article on social media|Related stories|Five boats you will want to see this summer|Most read today|
        Sign up for our morning newsletter and never miss a story|All rights reserved.|Contact us""",
    "de": """Startseite|Politik|Sport|Wetter|Jetzt abonnieren und mehr lesen|Wir verwenden Cookies. Alle akzeptieren|
        Artikel teilen|Mehr zum Thema|Fünf Boote, die Sie diesen Sommer sehen müssen|Meistgelesen|Kontakt und Impressum|
        Unser Newsletter am Morgen: hier anmelden|Alle Rechte vorbehalten.""",
    "ru": """Главная|Политика|Спорт|Погода|Оформите подписку на газету|Мы используем файлы cookie. Принять|
        Поделиться статьёй|Материалы по теме|Пять лодок, которые стоит увидеть этим летом|Самое читаемое|
        Утренняя рассылка: подпишитесь|Все права защищены.|Контакты редакции""",
}


def main() -> None:
    """All figures, a row each."""
    texts = fr.clean(fr.read_articles(ROOT / "data" / "raw" / "lucerne"))[["lang", "text"]]
    pieces = {lang: " ".join(part["text"]).replace("\n", " ") for lang, part in texts.groupby("lang")}
    rows = [*encodings(pieces), *wrong_letters(pieces), *pages(texts)]
    table = pd.DataFrame(rows, columns=["what", "of", "right", "n"])
    table["share"] = (table["right"] / table["n"]).round(4)
    table.to_csv(RESULT, index=False, lineterminator="\n")
    print(table.to_string(index=False))


def encodings(pieces: dict[str, str]) -> list[tuple]:
    """Bytes of 80, 300 and 1,200 letters, read back."""
    rows = []
    for length in (80, 300, 1200):
        right = total = 0
        for codec, langs in ENCODINGS.items():
            rng = random.Random(f"{codec} {length}")
            for n in range(100):
                text = _piece(rng, pieces[langs.split()[n % len(langs.split())]], length, codec)
                right += decode(text.encode(codec))[0] == text
                total += 1
        rows.append(("bytes read", f"{len(ENCODINGS)} encodings, {length} letters", right, total))
    return rows


def wrong_letters(pieces: dict[str, str]) -> list[tuple]:
    """Texts read in the wrong encoding, mended; and sound ones, which must stay."""
    rows = []
    for meant, read_as, langs in WRONG:
        rng, right, total = random.Random(f"{meant} {read_as}"), 0, 0
        while total < 100:
            text = _piece(rng, pieces[rng.choice(langs.split())], 300, meant)
            try:
                wrong = text.encode(meant).decode(read_as)
            except UnicodeDecodeError:
                continue  # it cannot be undone
            if wrong != text:
                right += mend(wrong)[0] == text
                total += 1
        rows.append(("wrong letters mended", f"{meant} read as {read_as}", right, total))
    rng, kept = random.Random(0), 0
    for n in range(1000):
        text = _piece(rng, pieces[("en", "de", "ru")[n % 3]], 600, "utf-8")
        kept += mend(text) == (text, "", False) and mend_twins(text) == (text, 0)
    return [*rows, ("sound texts left alone", "600 letters", kept, 1000)]


def pages(texts: pd.DataFrame) -> list[tuple]:
    """Web pages of six layouts: words of the article that are kept, other words that are dropped."""
    rng, kept, own, dropped, other = random.Random(0), 0, 0, 0, 0
    for n, row in enumerate(texts.sample(100, random_state=0).to_dict("records")):
        furniture = [words.strip() for words in FURNITURE[row["lang"]].split("|")]
        raw = _page(rng, row["text"], furniture, n % 6)
        table = pd.DataFrame([{"id": "a", "outlet": "", "lang": row["lang"], **page_row(raw.encode())}])
        got = _words(fr.clean(table.assign(lang=row["lang"]))["text"].iloc[0])
        article, around = _words(row["text"]), _words(" ".join(furniture))
        kept += sum((got & article).values())
        own += sum(article.values())
        extra = got - article
        dropped += sum((around - extra).values())
        other += sum(around.values())
    return [("words of the article kept", "100 pages", kept, own), ("other words dropped", "100 pages", dropped, other)]


def _piece(rng: random.Random, text: str, length: int, codec: str) -> str:
    """A piece of a text, from the beginning of a word, of letters that the encoding has."""
    begin = text.index(" ", rng.randrange(len(text) - 2 * length)) + 1
    return text[begin : begin + length].encode(codec, errors="ignore").decode(codec)


def _page(rng: random.Random, text: str, furniture: list[str], layout: int) -> str:
    """A page with all of the furniture around, and in some layouts inside, the article."""
    words = furniture[:]
    rng.shuffle(words)
    third = len(words) // 3
    tag, holder = [("p", "article"), ("p", "div class='story-body'"), ("div", "main"), ("p", "section id='content'"),
                   ("p", "div class='article__text'"), ("p", "td")][layout]  # fmt: skip
    lines = [f"<{tag}>{line}</{tag}>" for line in text.split("\n") if line]
    if layout in (1, 4):
        lines.insert(len(lines) // 2, f"<aside class='related'><a href='/x'>{words[0]}</a></aside>")
    else:
        lines.append(f"<div class='share'>{words[0]}</div>")
    top = "".join(f"<li><a href='/{n}'>{w}</a></li>" for n, w in enumerate(words[1:third]))
    bottom = "".join(f"<div class='footer-{n}'><a href='/f'>{w}</a></div>" for n, w in enumerate(words[third:]))
    body = f"<{holder}>{''.join(lines)}</{holder.split()[0]}>"
    body = f"<table><tr>{body}</tr></table>" if holder == "td" else body
    body = f"<body><nav><ul>{top}</ul></nav>{body}<footer>{bottom}</footer></body>"
    return f"<html><head><title>x</title></head>{body}</html>"


def _words(text: str) -> Counter:
    return Counter(m.group().casefold() for m in WORD.finditer(text))


if __name__ == "__main__":
    main()
