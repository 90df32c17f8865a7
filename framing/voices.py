"""Who says it, for which side: speaker to actor to side; the outlet's own voice for all the rest."""

from importlib.resources import files

import pandas as pd

from ._check import require_choice, require_columns, require_texts, scorable
from ._records import records, rows
from ._voices.actors import Actors, read_actors
from ._voices.reader import Reader
from ._voices.sieve import Article, Voice
from .statements import find_statements
from .words import LANGS, WORD

__all__ = ["Actors", "attribute", "read_actors", "split_voices"]

LEAST_PRECISION, LEAST_SPEAKER = 0.6, 0.5
ADDED = ["actor", "voice", "via", "step", "unsure"]
COLUMNS = ["id", "article", "lang", "text", "start", "end", "voice", "actor", "via", "kind", "rule"]
_NEEDED = ["id", "article", "statement", "lang", "start", "end", "kind", "speaker"]
_LEFT = {*COLUMNS, "status", "notes"}  # columns of an article that a stretch does not take over


def attribute(statements: pd.DataFrame, actors: Actors, texts: pd.DataFrame | None = None) -> pd.DataFrame:
    """A row is a statement, as in `statements`, with who said it.

    Parameters
    ----------
    statements
        what `find_statements` returns.
    actors
        what `read_actors` returns.
    texts
        the articles: their `date` tells who held an office then, their `text` whom a pronoun may mean and which country
        it tells of; with `outlet` and `side`, outlets speak for their side.

    Returns
    -------
    `statements` with ``actor`` (the person or institution, missing where it cannot be told), ``voice`` (``US``,
    ``Russia``, ``Ukraine``, ``Europe``, ``other``; ``unknown`` where no side is found; ``outlet`` for the outlet's
    own "we"), ``via`` (who passes the words on, the outermost first), ``step`` (what settled it: ``full name``,
    ``surname``, ``office``, ``institution``, ``demonym``, ``metonym``, ``place``, ``person of``, ``agency``,
    ``joint``, ``name``, ``role``, ``pronoun``, ``continued``; ``home``, the one country that the article tells of
    (of a court or the police: ``place``);
    ``outlet``, the outlet's country; ``none``) and ``unsure`` (the speaker was guessed, only the nationality tells the
    side, or the rule was right in fewer than six of ten cases, or its speaker in fewer than five: ``rules.csv``).
    Where several speak at once, the voice is the one side that they share, or the one of US and Russia that is among
    them; ``other`` where both are.

    >>> said = pd.DataFrame(
    ...     {
    ...         "id": ["a/s1"],
    ...         "article": ["a"],
    ...         "statement": ["a/1"],
    ...         "lang": ["en"],
    ...         "text": ["no"],
    ...         "start": [0],
    ...         "end": [2],
    ...         "kind": ["direct"],
    ...         "speaker": ["a Kremlin spokesman"],
    ...     }
    ... )
    >>> attribute(said, read_actors())[["voice", "step"]].values.tolist()
    [['Russia', 'office']]
    """
    require_columns(statements, _NEEDED, "statements")
    for lang in statements["lang"].unique():
        require_choice(lang, LANGS, "lang of the statements")
    actors, about = _about(texts, actors) if texts is not None else (actors, {})
    articles, reader = _rows(statements), Reader(actors)
    found: dict[int, tuple] = {}
    for article, own in articles.items():
        told = Article(own, reader, *about.get(article, ()))
        voices, parents = told.settle(), told.parents
        voices = [_first_person(i, voices, parents) for i in range(len(own))]
        for i, (row, voice) in enumerate(zip(own, voices, strict=True)):
            found[row["n"]] = (
                voice.actor or None,
                voice.voice,
                _via(i, own, voices, parents),
                voice.step,
                voice.unsure,
            )
    added = pd.DataFrame([found[n] for n in range(len(statements))], columns=ADDED, index=statements.index)
    added = added.astype({"actor": "str", "voice": "str", "via": "str", "step": "str", "unsure": "bool"})
    added["unsure"] |= _doubtful(statements)
    return pd.concat([statements.drop(columns=ADDED, errors="ignore"), added], axis=1)


def _doubtful(statements: pd.DataFrame) -> pd.Series:
    """Which statements come from a rule that is too often wrong, in its words or in its speaker, by `rules.csv`."""
    if "rule" not in statements:
        return pd.Series(False, statements.index)
    rules = pd.read_csv(files("framing") / "rules.csv")
    poor = (rules["precision"] < LEAST_PRECISION) | (rules["speaker_right"] < LEAST_SPEAKER)
    weak = set(rules.loc[poor, ["lang", "rule"]].itertuples(index=False, name=None))
    found = zip(statements["lang"], statements["rule"], strict=True)
    return pd.Series([pair in weak for pair in found], statements.index, dtype=bool)


def _about(texts: pd.DataFrame, actors: Actors) -> tuple[Actors, dict[str, tuple[str, str, str]]]:
    """The actors with the outlets of these texts; and each article's date, text and outlet's side, empty if unknown."""
    require_columns(texts, ["id"], "texts")
    known = texts.reindex(columns=["id", "date", "text", "outlet", "side"]).astype(object).fillna("").astype(str)
    side_of = {side: actors.side_of_country(side) for side in known["side"].unique()}
    about = {id: (date, text, side_of[side]) for id, date, text, side in rows(known[["id", "date", "text", "side"]])}
    return actors.with_outlets(zip(known["outlet"], known["side"], strict=True)), about


def _rows(statements: pd.DataFrame) -> dict[str, list[dict]]:
    """The statements of each article as plain records; `at` is where the speaker stands, or else the statement."""
    articles: dict[str, list[dict]] = {}
    table = statements.reindex(columns=[*_NEEDED, "cue", "speaker_start"])
    for n, row in enumerate(records(table)):
        for column in ("speaker", "cue"):
            row[column] = "" if pd.isna(row[column]) else str(row[column]).strip()
        row["n"] = n
        row["at"] = row["start"] if pd.isna(row["speaker_start"]) else int(row["speaker_start"])
        articles.setdefault(row["article"], []).append(row)
    return articles


def _first_person(i: int, voices: list[Voice], parents: list[int | None]) -> Voice:
    """ "I" and "we" inside another's words are the other's; elsewhere they are the outlet's."""
    if "first" not in voices[i].reading.pronoun:
        return voices[i]
    if parents[i] is None:
        return Voice("outlet", "", "pronoun", True, voices[i].reading)
    outer = voices[parents[i]]
    return Voice(outer.voice, outer.actor, "pronoun", True, outer.reading)


def _via(i: int, rows: list[dict], voices: list[Voice], parents: list[int | None]) -> str:
    """Who passes a statement on, the outermost first: their actors, or their words where no actor is known."""
    names = []
    while (i := parents[i]) is not None:
        names.append(voices[i].actor or rows[i]["speaker"] or voices[i].voice)
    return "; ".join(dict.fromkeys(reversed(names)))


# --- the whole article -----------------------------------------------------------------------------------------


def split_voices(
    articles: pd.DataFrame, actors: Actors, statements: pd.DataFrame | None = None, *, sure: bool = False
) -> pd.DataFrame:
    """A row is a stretch with one voice, itself a text; together they cover each article without gap or overlap.

    Parameters
    ----------
    articles
        ``id, lang, text`` and more; those that `clean` set aside are passed over.
    actors
        what `read_actors` returns.
    statements
        what `find_statements` or `attribute` returned for these articles, if they have been found already.
    sure
        leave out the statements that `attribute` calls unsure: their words go to the voice around them.

    Returns
    -------
    ``id`` (``<article>/v<number>``), ``article, lang, text, start, end``, ``voice`` (a side, ``unknown``, or
    ``outlet`` for what nobody else says), ``actor, via, kind, rule`` of the statement (empty for the outlet), and
    the other columns of `articles`. Words in a nested statement go to the innermost speaker; stretches without a
    word join the one before.

    >>> articles = pd.DataFrame(
    ...     {"id": ["a"], "lang": ["en"], "text": ['Talks failed. "We waited," a Kremlin aide said.']}
    ... )
    >>> split_voices(articles, read_actors())[["text", "voice"]].values.tolist()
    [['Talks failed. ', 'outlet'], ['"We waited,"', 'Russia'], [' a Kremlin aide said.', 'outlet']]
    """
    require_texts(articles, "articles")
    articles = scorable(articles)
    if statements is None:
        statements = find_statements(articles)
    if "voice" not in statements.columns or "via" not in statements.columns:
        statements = attribute(statements, actors, articles)
    require_columns(statements, ["article", "start", "end", "voice", "actor", "via", "kind", "rule"], "statements")
    if sure:
        statements = statements[~statements["unsure"]]
    kept = [c for c in articles.columns if c not in _LEFT]
    said = _said(statements)
    found = []
    for article in records(articles):
        text, id = article["text"], article["id"]
        stretches = _stretches(text, said.get(id, []), id)
        for number, (start, end, who) in enumerate(stretches, 1):
            place = (f"{id}/v{number}", id, article["lang"], text[start:end], start, end)
            found.append((*place, *(who[2:] if who else ("outlet", None, "", "", "")), *(article[c] for c in kept)))
    return pd.DataFrame(found, columns=[*COLUMNS, *kept]).astype({"start": "int64", "end": "int64"})


def _said(statements: pd.DataFrame) -> dict[str, list[tuple]]:
    """The statements of each article as ``start, end, voice, actor, via, kind, rule``."""
    said: dict[str, list[tuple]] = {}
    columns = ["article", "start", "end", "voice", "actor", "via", "kind", "rule"]
    for article, *row in rows(statements[columns]):
        said.setdefault(article, []).append(tuple(row))
    return said


def _stretches(text: str, said: list[tuple], id: str) -> list[tuple[int, int, tuple | None]]:
    """The text of an article cut where the voice changes: ``start, end`` and the innermost statement, or None."""
    for start, end, *_ in said:
        if not 0 <= start <= end <= len(text):
            raise ValueError(
                f"a statement of article {id!r} stands at {start} to {end}, but its text has {len(text)} characters; "
                "find the statements again in the texts as they are now."
            )
    cuts = sorted({0, len(text), *(p for s in said for p in s[:2])})
    waiting = sorted(said, key=lambda s: (s[0], -s[1]), reverse=True)
    open_: list[tuple] = []
    pieces: list[tuple[int, int, tuple | None]] = []
    for start, end in zip(cuts, cuts[1:], strict=False):
        while waiting and waiting[-1][0] <= start:
            open_.append(waiting.pop())
        while open_ and open_[-1][1] <= start:
            open_.pop()
        pieces.append((start, end, open_[-1] if open_ else None))
    return _joined(text, pieces)


def _joined(text: str, pieces: list[tuple[int, int, tuple | None]]) -> list[tuple[int, int, tuple | None]]:
    """Pieces without a word join the one before (the first ones: the one after); equal neighbours are one."""
    joined: list[tuple[int, int, tuple | None]] = []
    for start, end, who in pieces:
        empty = not WORD.search(text, start, end)
        if joined and (empty or joined[-1][2] is who):
            joined[-1] = (joined[-1][0], end, joined[-1][2])
        elif not empty:
            joined.append((start if joined else 0, end, who))
    return joined or [(0, len(text), None)] * bool(text)
