"""Word, RTF and PDF files as text: paragraphs, an empty line between them."""

import io
import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

from .limits import require_sane_zip


def docx_text(raw: bytes) -> tuple[str, dict[str, str]]:
    """The paragraphs and tables of a Word file, and its title."""
    import docx

    require_sane_zip(raw)
    document = docx.Document(io.BytesIO(raw))
    parts = []
    for block in document.iter_inner_content():
        rows = [[c.text for c in row.cells] for row in block.rows] if hasattr(block, "rows") else [[block.text]]
        parts += [" ".join(row) for row in rows]
    return "\n\n".join(parts), {"title": document.core_properties.title or ""}


def rtf_text(raw: bytes) -> tuple[str, dict[str, str]]:
    """The text of an RTF file."""
    from striprtf.striprtf import rtf_to_text

    try:
        return rtf_to_text(raw.decode("latin-1"), errors="replace"), {}
    except (ValueError, LookupError, OverflowError) as error:
        raise ValueError(f"a damaged RTF file ({error}); open it in a word processor and save it anew") from None


def pdf_text(raw: bytes) -> tuple[str, dict[str, str]]:
    """The text of a PDF, page after page, and its title. A scanned one has none; `clean` then sets it aside."""
    import pypdf

    with warnings.catch_warnings(), _silent("pypdf"):
        warnings.simplefilter("ignore")
        reader = pypdf.PdfReader(io.BytesIO(raw))
        if reader.is_encrypted and not reader.decrypt(""):
            raise ValueError("a PDF with a password; save it without")
        pages = [page.extract_text() for page in reader.pages]
        title = str((reader.metadata or {}).get("/Title") or "")
    return "\n".join(pages), {"title": title}


@contextmanager
def _silent(package: str) -> Iterator[None]:
    """Keep a package from writing to the terminal what is wrong with a file: that belongs to the file's row."""
    logger = logging.getLogger(package)  # the level of a package holds for all of its modules
    before = logger.level
    logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        logger.setLevel(before)
