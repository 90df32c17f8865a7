"""Exports of press databases (Nexis Uni, Factiva), already turned to text: many articles in one file.

Written after what these exports look like and tested on constructed files; exports differ by account and language.
"""

import re
from collections.abc import Iterator

_NEXIS_END = re.compile(r"^[ \t]*End of Document[ \t]*$", re.M)
_NEXIS_FIELD = re.compile(r"^(Section|Length|Byline|Dateline|Language|Load-Date|Highlight|Graphic):[ \t]*(.*)$", re.M)
_NEXIS_BODY = re.compile(r"^[ \t]*Body[ \t]*$", re.M)
_NEXIS_TAIL = re.compile(r"^[ \t]*(?:Classification|Load-Date:.*|Graphic|Notes|Correction)[ \t]*$", re.M)
_DATED = re.compile(r"\b(?:19|20)\d\d\b")
_FACTIVA_END = re.compile(r"^[ \t]*(?:Document|Dokument|Документ)[ \t]+([A-Za-z0-9]{15,40})[ \t]*$", re.M)
_FACTIVA_FIELD = re.compile(
    r"^[ \t]*(SE|HD|BY|CR|WC|PD|ET|SN|SC|ED|PG|LA|CY|LP|TD|CT|RF|CO|IN|NS|RE|IPC|IPD|PUB|AN)(?:[ \t]+(.*))?$"
)
_LANGUAGES = {"english": "en", "german": "de", "russian": "ru", "englisch": "en", "deutsch": "de", "russisch": "ru"}


def is_nexis(text: str) -> bool:
    """Is this a Nexis Uni export?"""
    return bool(_NEXIS_END.search(text) and _NEXIS_BODY.search(text))


def is_factiva(text: str) -> bool:
    """Is this a Factiva export with its field codes?"""
    return bool(_FACTIVA_END.search(text) and re.search(r"^[ \t]*HD[ \t]", text, re.M))


def nexis_rows(text: str) -> Iterator[tuple[dict[str, str], str]]:
    """A row an article: title, outlet and date stand above the body, in this order."""
    for part in _NEXIS_END.split(text):
        if not part.strip():
            continue
        body = _NEXIS_BODY.search(part)
        if body is None:
            yield {"text": part.strip()}, "a Nexis article without the line `Body`"
            continue
        lines = [line.strip() for line in part[: body.start()].split("\n") if line.strip()]
        tail = _NEXIS_TAIL.search(part, body.end())
        fields = {m[1].lower(): m[2].strip() for m in _NEXIS_FIELD.finditer(part)}
        dated = next((line for line in lines[1:] if _DATED.search(line) and "copyright" not in line.lower()), "")
        yield {
            "title": lines[0] if lines else "", "outlet": lines[1] if len(lines) > 1 else "", "date": dated,
            "lang": _language(fields.get("language", "")), "byline": fields.get("byline", ""),
            "section": fields.get("section", ""), "text": part[body.end() : tail.start() if tail else None].strip(),
        }, ""  # fmt: skip


def factiva_rows(text: str) -> Iterator[tuple[dict[str, str], str]]:
    """A row an article: each field begins with its code, the last line is the document's number."""
    begin = 0
    for end in _FACTIVA_END.finditer(text):
        fields: dict[str, list[str]] = {}
        code = ""
        for line in text[begin : end.start()].split("\n"):
            match = _FACTIVA_FIELD.match(line)
            if match:
                code = match[1]
            fields.setdefault(code, []).append((match[2] or "") if match else line.strip())
        begin = end.end()
        got = {k: "\n".join(v).strip() for k, v in fields.items()}
        row = {
            "id": end[1], "title": got.get("HD", "").replace("\n", " "), "outlet": got.get("SN", ""),
            "date": got.get("PD", ""), "lang": _language(got.get("LA", "")), "byline": got.get("BY", ""),
            "text": "\n\n".join(filter(None, (got.get("LP", ""), got.get("TD", "")))),
        }  # fmt: skip
        yield row, "" if row["text"] else "a Factiva article without LP or TD"
    if text[begin:].strip() and "HD" in text[begin:]:
        yield {"text": text[begin:].strip()}, "the last Factiva article breaks off: no document number"


def _language(word: str) -> str:
    return next((code for name, code in _LANGUAGES.items() if name in word.lower()), "")
