"""Word, RTF and PDF files as text: paragraphs, an empty line between them."""

import io
import warnings

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

    return rtf_to_text(raw.decode("latin-1"), errors="replace"), {}


def pdf_text(raw: bytes) -> tuple[str, dict[str, str]]:
    """The text of a PDF, page after page, and its title. A scanned one has none; `clean` then sets it aside."""
    import pypdf

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        reader = pypdf.PdfReader(io.BytesIO(raw))
        if reader.is_encrypted and not reader.decrypt(""):
            raise ValueError("a PDF with a password; save it without")
        pages = [page.extract_text() for page in reader.pages]
        title = str((reader.metadata or {}).get("/Title") or "")
    return "\n".join(pages), {"title": title}
