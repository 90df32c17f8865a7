"""Saved web pages, web archives and news feeds: the article without what stands around it."""

import io
from collections.abc import Iterator

from .limits import RATIO, TOTAL, TooMuch

PAGE = 10 << 20  # bytes of one page; a longer one is no article, and would take minutes
# the latest day is fixed: by default it is today, and the same page would give another date tomorrow
_DATES = {"original_date": True, "extensive_search": True, "max_date": "2099-12-31"}
_FIELDS = {"title": "title", "date": "date", "sitename": "outlet", "url": "url", "author": "author"}


def page_row(raw: bytes, url: str = "") -> dict[str, str]:
    """The article of a page: `title, date, outlet, url, author` where the page names them, and `text`.

    Bytes, not letters, go in: the page itself says what its letters are.
    """
    import trafilatura

    if len(raw) > PAGE:
        raise TooMuch(f"a page of more than {PAGE >> 20} MB, as no article is")
    found = trafilatura.bare_extraction(
        raw, url=url or None, with_metadata=True, include_comments=False, include_tables=False,
        date_extraction_params=_DATES,
    )  # fmt: skip
    found = found.as_dict() if found else {}
    row = {ours: str(found.get(theirs) or "") for theirs, ours in _FIELDS.items()}
    # a paragraph a line there, an empty line between paragraphs here
    text = str(found.get("text") or "").replace("\n", "\n\n")
    return row | {"text": text, "url": row["url"] or url}


def feed_rows(raw: bytes) -> Iterator[dict[str, str]]:
    """The entries of an RSS or Atom file, with the longest text that each has."""
    import feedparser

    if b"<!ENTITY" in raw.replace(b"\0", b""):  # in UTF-16 a zero stands beside each letter
        raise ValueError("an XML file that defines entities, which no feed needs; refused")
    feed = feedparser.parse(io.BytesIO(raw))
    for entry in feed.entries:
        texts = [c.get("value", "") for c in entry.get("content", [])] + [entry.get("summary", "")]
        moment = entry.get("published_parsed") or entry.get("updated_parsed")
        yield {
            "id": entry.get("id", "") or entry.get("link", ""), "title": entry.get("title", ""),
            "outlet": feed.feed.get("title", ""), "lang": feed.feed.get("language", ""),
            "date": f"{moment[0]:04d}-{moment[1]:02d}-{moment[2]:02d}" if moment else "",
            "url": entry.get("link", ""), "text": max(texts, key=len),
        }  # fmt: skip


def warc_rows(stream: io.BufferedIOBase, packed: int) -> Iterator[tuple[dict[str, str], str]]:
    """The pages of a web archive, each with what is wrong with it, if anything."""
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    total = 0
    for record in ArchiveIterator(stream, record_types=WarcRecordType.response, parse_http=True):
        kind = (record.http_content_type or "").lower() if record.http_headers else ""
        if "html" not in kind:
            continue
        url = record.headers.get("WARC-Target-URI", "")
        raw = record.reader.read(PAGE + 1)
        total += len(raw)
        if total > max(TOTAL, RATIO * packed):
            raise TooMuch(f"the archive unpacks to more than {TOTAL >> 20} MB")
        try:
            yield {"id": url} | page_row(raw, url), ""
        except ValueError as error:
            yield {"id": url, "url": url}, str(error)
