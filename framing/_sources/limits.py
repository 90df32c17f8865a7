"""Bytes of files and archives, never more than is sane: a small file may unpack to a thousand times its size."""

import bz2
import gzip
import io
import lzma
import zipfile
from collections.abc import Iterator
from pathlib import Path

MEMBER = 64 << 20  # bytes of one document
TOTAL = 512 << 20  # bytes of all that an archive unpacks to, and of one table
RATIO = 200  # unpacked to packed; text packs to a fifth or a tenth
MEMBERS = 10_000  # files in an archive
_PACKED = {b"\x1f\x8b": gzip.open, b"BZh": bz2.open, b"\xfd7zXZ": lzma.open}
_STEP = 1 << 20


class TooMuch(ValueError):
    """A file that unpacks to more than is sane."""


def packing(head: bytes) -> object | None:
    """What opens a packed file that begins with these bytes; nothing for a plain one."""
    return next((how for magic, how in _PACKED.items() if head.startswith(magic)), None)


def read_bytes(path: Path, limit: int = TOTAL) -> bytes:
    """The bytes of a file, unpacked where it is packed (gzip, bzip2, xz), `limit` at most."""
    size = path.stat().st_size
    with path.open("rb") as file:
        how = packing(file.read(8))
        if how is None:
            if size > limit:
                raise TooMuch(f"{size >> 20} MB, more than the {limit >> 20} MB that one file may have; divide it")
            file.seek(0)
            return file.read()
        file.seek(0)
        return _unpacked(how(file), size, limit)


def _unpacked(stream: io.BufferedIOBase, packed: int, limit: int) -> bytes:
    """What a packed stream holds."""
    parts, total = [], 0
    try:
        while part := stream.read(_STEP):
            parts.append(part)
            total += len(part)
            require_sane(total, packed, limit)
    except (OSError, EOFError, lzma.LZMAError) as error:
        raise ValueError(f"damaged archive ({error})") from None
    return b"".join(parts)


def members(raw: bytes) -> Iterator[tuple[str, bytes]]:
    """The files of a zip archive, name and bytes. Names are labels: nothing is ever written under them."""
    total, infos, archive = 0, _infos(raw), _archive(raw)
    # what it says of itself is checked first, so that nothing of a bomb is read; what it really holds, on the way
    require_sane(sum(info.file_size for info in infos), len(raw), TOTAL)
    for info in infos:
        with archive.open(info) as file:
            part = _unpacked(file, max(1, info.compress_size), MEMBER)
        total += len(part)
        require_sane(total, len(raw), TOTAL)
        yield info.filename, part


def require_sane_zip(raw: bytes) -> None:
    """Refuse an office file that would unpack to more than is sane, by what it really unpacks to."""
    for _ in members(raw):
        pass


def _archive(raw: bytes) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(raw))
    except (zipfile.BadZipFile, NotImplementedError, OSError) as error:
        raise ValueError(f"damaged zip archive ({error})") from None


def _infos(raw: bytes) -> list[zipfile.ZipInfo]:
    infos = [i for i in _archive(raw).infolist() if not i.is_dir()]
    if len(infos) > MEMBERS:
        raise TooMuch(f"an archive of {len(infos)} files; {MEMBERS} is the most")
    if any(i.flag_bits & 1 for i in infos):
        raise ValueError("an archive with a password; unpack it first")
    return infos


def require_sane(total: int, packed: int, limit: int = TOTAL) -> None:
    """Refuse what unpacks to more than is sane."""
    if total > limit:
        raise TooMuch(f"it unpacks to more than {limit >> 20} MB")
    if total > _STEP and total > RATIO * packed:
        raise TooMuch(f"it unpacks to more than {RATIO} times its size, as no text does")
