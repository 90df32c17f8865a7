"""Make texts comparable without changing their words, and set aside what can't be scored.

The order is: letters (read rightly, one form each, nothing hidden), lines (page furniture out), language, date,
verdict. After `clean` a text never changes again: all evidence is a place in it.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import pandas as pd

from ._check import require_texts
from ._cleaning.furniture import Repeated, find_repeated, remove_furniture
from ._cleaning.kinds import is_stub, kind_notes
from ._cleaning.language import detect_language, remove_foreign, settle_language
from ._cleaning.letters import mend, mend_twins
from ._cleaning.tidy import tidy
from ._dates import read_date
from ._lexicon.alarm import each_alone
from ._records import records
from .articles import DAMAGED
from .words import WORD, count_words

__all__ = ["clean", "detect_language", "removed", "tidy"]

LONG = 500_000  # letters, 80,000 words; what is longer is a book or none, and may take a gigabyte to score
SHORT = 30  # words; a text below it is scored, but with a warning
TOGETHER = 1_000  # articles that are Python's own at one time; as such they take several times the memory
_CHANGED = ("lang", "date", "title", "text", "status", "notes")
_REMOVED = " of page furniture removed"


class Letters(NamedTuple):
    """How letters were read wrongly, whether some are lost, and in how many words some were of the other alphabet."""

    how: str = ""
    lost: bool = False
    twins: int = 0


def clean(articles: pd.DataFrame) -> pd.DataFrame:
    """`articles` with tidy texts and two more columns: `status` (ok, warned or quarantined) and `notes` (why).

    Letters that were read wrongly are put right, and get one form (NFC); hidden characters, tags and entities go,
    words broken at line ends are joined; advertising, teasers, captions and tags glued together are removed, and
    what an outlet repeats in its articles, and paragraphs in another language (`removed` shows all of this). `lang`
    becomes `en`, `de` or `ru`, detected where it is empty; dates become ISO dates (a year or a month may stand
    alone). Live tickers, interviews and machine translations are noted. Quarantined are: texts without a word, pages
    that only ask to pay or log in, letters beyond repair, texts whose language is not covered or not the one stated,
    texts of more than 500,000 letters, and damaged rows. No row is dropped, and cleaning twice is cleaning once.

    >>> raw = pd.DataFrame(
    ...     {"id": ["a"], "lang": ["de"], "text": ["Ad\\n\\nDie Ge\\u00adspräche sind nicht beendet. Read more: x"]}
    ... )
    >>> clean(raw)[["text", "status", "notes"]].values.tolist()
    [['Die Gespräche sind nicht beendet. Read more: x', 'warned', '1 line of page furniture removed; fewer than 30
    words']]
    """
    return clean_and_tell(articles)[0]


def removed(articles: pd.DataFrame) -> pd.DataFrame:
    """A row is a line or passage that `clean` takes out of raw articles: ``id, outlet, reason, words``.

    >>> raw = pd.DataFrame({"id": ["a"], "outlet": "Post", "lang": ["de"], "text": ["Werbung\\n\\nSie reden wieder."]})
    >>> removed(raw).values.tolist()
    [['a', 'Post', 'a phrase of pages', 'Werbung']]
    """
    return clean_and_tell(articles)[1]


def clean_and_tell(
    articles: pd.DataFrame, repeated: Mapping[str, Repeated] | None = None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What `clean` and `removed` give, in one go; with what outlets repeat, where that is known already."""
    require_texts(articles, "articles")
    raw = [articles.iloc[n : n + TOGETHER] for n in range(0, len(articles), TOGETHER)] or [articles]
    blocks, letters = [], []
    for block in raw:
        texts, how = zip(*map(put_right, block["text"].tolist()), strict=True) if len(block) else ((), ())
        blocks.append(pd.Series(texts, dtype="str"))
        letters.append(how)
    if repeated is None:
        outlets = articles["outlet"].tolist() if "outlet" in articles else [""] * len(articles)
        repeated = find_repeated(pd.concat(blocks, ignore_index=True).array, outlets)
    cleaned, gone = [], []
    for block, how in zip(raw, letters, strict=True):
        # a block of texts goes when it is cleaned, so that not all are there three times
        part, out = _clean_some(block, blocks.pop(0).tolist(), how, repeated)
        cleaned.append(part)
        gone.append(out)
    new = pd.concat(cleaned, ignore_index=True)
    return articles.assign(**{column: new[column].array for column in new}), pd.concat(gone, ignore_index=True)


def _clean_some(
    articles: pd.DataFrame, texts: list[str], letters: Sequence[Letters], repeated: Mapping[str, Repeated]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The columns that cleaning changes, and what it removes, of some articles."""
    changed = [c for c in _CHANGED if c in articles or c in ("status", "notes")]
    about = records(articles[[c for c in articles if c in ("id", "outlet", *_CHANGED) and c != "text"]])
    rows, gone = [], []
    for row, text, how in zip(about, texts, letters, strict=True):
        outlet = row.get("outlet", "")
        cleaned, out = _clean_one(row, text, how, repeated.get(outlet, Repeated()))
        rows.append(cleaned)
        gone += [(row["id"], outlet, reason, words) for words, reason in out]
    _refuse_others(rows)
    lines = pd.DataFrame(gone, columns=["id", "outlet", "reason", "words"], dtype="str")
    return pd.DataFrame(rows, columns=changed, dtype="str"), lines


def _refuse_others(rows: list[dict]) -> None:
    """Set aside the texts that `find_hits` would refuse, since they read as another language than the stated one."""
    kept = [row for row in rows if row["status"] != "quarantined"]
    others, _ = each_alone([row["text"] for row in kept], [row["lang"] for row in kept])
    for place, (read, _, _) in others.items():
        row = kept[place]
        reason = f"stated as {row['lang']}, but it reads as {read}"
        row |= {"status": "quarantined", "notes": "; ".join(filter(None, [reason, row["notes"]]))}


def put_right(text: str) -> tuple[str, Letters]:
    """The text with its letters put right and tidy, and what was wrong with them."""
    found = []
    if len(text) > LONG:  # `_clean_one` sets it aside
        return text, Letters()
    for _ in range(3):  # a hidden character can keep wrong letters from being seen until it is gone
        before = text
        text, how, lost = mend(text)
        text = tidy(text)
        found += [how] if how else []
        if text == before:
            break
    text, twins = mend_twins(text)
    return text, Letters(", ".join(dict.fromkeys(found)), lost, twins)


def _clean_one(row: dict, text: str, letters: Letters, repeated: Repeated) -> tuple[dict, list]:
    """One row cleaned, with its verdict, and what went out of it."""
    notes = [n for n in str(row.get("notes", "") or "").split("; ") if n]
    if len(text) > LONG:
        notes.append(f"{len(text):,} letters, more than the {LONG:,} that one article may have: divide it")
        return row | {"text": text, "status": "quarantined", "notes": "; ".join(dict.fromkeys(notes))}, []
    reasons = [n for n in notes if n.startswith(DAMAGED)]
    stub = is_stub(text)
    text, out = remove_furniture(text, repeated)
    lang, problem, note = settle_language(str(row["lang"]), text)
    text, foreign = remove_foreign(text, lang)
    reasons += [problem, "" if WORD.search(text) else "no words"]
    reasons += [
        "letters beyond repair" if letters.lost else "",
        "a page to pay, log in or accept, no article" if stub else "",
    ]
    notes += [r for r in reasons if r]
    notes += [f"letters repaired ({letters.how})" if letters.how else ""]
    twins = letters.twins
    notes += [f"letters of the other alphabet in {twins} word{'s' * (twins > 1)}" if twins else "", note]
    notes += [f"{len(foreign)} paragraph{'s' * (len(foreign) > 1)} in another language removed" if foreign else ""]
    notes += [f"fewer than {SHORT} words" if 0 < count_words(text) < SHORT else "", *kind_notes(text)]
    row = row | {"text": text, "lang": lang}
    if "title" in row:
        row["title"] = tidy(mend(row["title"])[0]).replace("\n", " ")
    if row.get("date"):
        row["date"], wrong = read_date(row["date"])
        notes.append(wrong)
    notes = [n for n in notes if n]
    quarantined = row.get("status") == "quarantined" or any(reasons)
    if quarantined and not notes:
        notes.append("its column `status` says so")
    # to take page furniture out is what cleaning is for: worth a note, no warning
    status = "quarantined" if quarantined else "warned" if any(not n.endswith(_REMOVED) for n in notes) else "ok"
    if out:
        notes.insert(0, f"{len(out)} line{'s' * (len(out) > 1)}{_REMOVED}")
    return row | {"status": status, "notes": "; ".join(dict.fromkeys(notes))}, out + foreign
