"""The file of a plan as it was typed: what is wrong with its form, in words for somebody who has never met TOML."""

import re
import tomllib
from pathlib import Path

from ._check import nearest
from ._dates import read_date, whole_days
from .articles import ARTICLE

_LISTS, _NUMBERS, _TABLES = ("groups", "values", "period"), ("topics", "seed"), ("columns", "sides", "fixed")
_CHECKED_LATER = ("alpha", "margin", "sources", "hypotheses", "exclusions")
_LINE = re.compile(r"at line (\d+)")


def load(path: Path) -> dict:
    """The entries of a plan's file; a ValueError shows the line that can't be read, and how it would be right."""
    if path.suffix.lower() != ".toml":
        raise ValueError(
            f"{path} is no plan; a plan is a text file study.toml beside the articles, which names them "
            "(see the README, “Your own articles”)."
        )
    try:
        text = path.read_text(encoding="utf-8-sig")  # some editors put a mark before the first letter
    except UnicodeDecodeError:
        raise ValueError(f"{path} is not UTF-8; save it with the encoding UTF-8.") from None
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        number = _LINE.search(str(error))
        lines = text.splitlines()[: int(number[1]) if number else None]
        raise ValueError(
            f"{path}, line {len(lines)}: {lines[-1].strip()!r} is not TOML; {_hint(lines, str(error))}."
        ) from None


def _hint(lines: list[str], error: str) -> str:
    """What is most often meant by lines of which the last is no TOML."""
    line, text = lines[-1].strip(), "\n".join(lines)
    if re.search("= ?[“”„«»‘’]", line):
        return 'a text stands between straight quotation marks: name = "my-study"'
    if text.rfind("{") > text.rfind("}"):
        return (
            "what stands in { } must stand on one line; for several lines write [sources.columns], and "
            'below it a line for each: lang = "language"'
        )
    if "array" in error:
        return 'a part begins with [[sources]]; a list stands in brackets: groups = ["US", "Russia"]'
    if "\\" in line:
        return 'write the path with /, also on Windows: path = "C:/texts/articles.csv"'
    if "key part" in error:
        return 'a name with other letters than a to z, or with spaces, needs quotation marks: "США" = "US"'
    if "overwrite" in error or "twice" in error:
        return "this entry stands in the plan for the second time"
    if "=" not in line and not line.startswith("["):
        return 'each line is an entry, such as name = "my-study"'
    return f'a text stands in quotation marks, as in name = "my-study" ({error})'


def require_kinds(given: dict, place: str) -> None:
    """Raise ValueError where an entry is a text, a list, a number or a table where another of these is needed."""
    for key, value in given.items():
        if key in _CHECKED_LATER:
            continue
        if key in _LISTS:
            if not isinstance(value, list):
                example = _PERIOD if key == "period" else f"[{str(value)!r}]"
                raise ValueError(f"{place}: {key}={str(value)!r}; write a list, such as {example}.")
            for one in value:
                _require_text(one, f"{place}: {key}")
        elif key in _NUMBERS:
            if not isinstance(value, int) or isinstance(value, bool) or value < 0:
                raise ValueError(f"{place}: {key}={value!r}; write a whole number, such as {key} = 6.")
        elif key in _TABLES:
            if not isinstance(value, dict):
                raise ValueError(f"{place}: {key}={value!r}; write pairs, such as {key} = {{ {_PAIRS[key]} }}.")
            for name, one in value.items():
                if name in _TABLES and isinstance(one, dict):
                    raise ValueError(f"{place}: `{name}` stands below [sources.{key}]; move it above that line.")
                _require_text(one, f"{place}: {key}, {name}")
        else:
            _require_text(value, f"{place}: {key}")


_PERIOD = '["2022-02-24", "2022-06-30"]'
_PAIRS = {"columns": 'lang = "language"', "sides": 'USA = "US"', "fixed": 'side = "US"'}


def _require_text(value: object, place: str) -> None:
    if not isinstance(value, str):
        raise ValueError(f'{place}: {value} is no text; write it in quotation marks: "{value}".')


def require_period(period: tuple[str, ...], place: str) -> None:
    """Raise ValueError unless a period is a first and a last day, month or year, in this order; or empty."""
    for date in period:
        found, wrong = read_date(date)
        if found != date:
            raise ValueError(f"{place}: period: " + (wrong or f"write {date!r} as {found!r}") + ".")
    if period and (len(period) != 2 or whole_days(period[0])[0] > whole_days(period[1])[1]):
        raise ValueError(f"{place}: period={list(period)}; write its first and its last day, such as {_PERIOD}.")


def require_parts(given: dict, names: tuple[str, ...], place: str) -> None:
    """Raise ValueError where `[[sources]]` was written with one bracket, or as a list of paths."""
    for name in names:
        part = given.get(name, [])
        if isinstance(part, list) and all(isinstance(one, dict) for one in part):
            continue
        example = {"sources": '\npath = "articles.csv"', "hypotheses": '\ntext = "…"'}.get(name, '\ncolumn = "…"')
        raise ValueError(f"{place}: write [[{name}]] with two brackets, and below it its entries:\n[[{name}]]{example}")


def require_names(columns: dict, sides: dict, groups: tuple, place: str) -> None:
    """Raise ValueError where pairs are the wrong way round, or one of our names is misspelt."""
    if columns and not set(columns) & set(ARTICLE) and set(columns.values()) & set(ARTICLE):
        theirs, ours = next((k, v) for k, v in columns.items() if v in ARTICLE)
        raise ValueError(
            f"{place}: columns, {theirs} = {ours!r}: the wrong way round. On the left stands our name, on the right "
            f'that of your file: columns = {{ {ours} = "{theirs}" }}.'
        )
    for ours in columns:
        near = nearest(ours, ARTICLE, alike=0.79)
        if near and near != ours and not ours.endswith(near):  # a column may well be called update or subtitle
            raise ValueError(f"{place}: columns, {ours!r} is unknown. Did you mean {near!r}? Our names are {ARTICLE}.")
    if set(sides) & set(groups) and not set(sides.values()) & set(groups):
        ours, theirs = next((k, v) for k, v in sides.items() if k in groups)
        raise ValueError(
            f"{place}: sides, {ours} = {theirs!r}: the wrong way round. On the left stands what your file says, on the "
            f'right one of the `groups`: sides = {{ {_key(theirs)} = "{ours}" }}.'
        )


def _key(name: str) -> str:
    """A name as it may stand on the left of an entry."""
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else f'"{name}"'
