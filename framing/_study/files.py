"""Files that are there as a whole or not at all, names that no text can turn into a path, and the lock of a folder."""

import hashlib
import json
import os
import re
import socket
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None

LOCK = "run.lock"
_NAME = re.compile(r"\w(?:[\w .-]{0,58}\w)?")
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.I)  # names that Windows keeps for devices
_FAR = 1 << 40  # Windows locks bytes against reading too; one far behind the end leaves the file readable


def write_whole(path: Path, data: bytes) -> None:
    """Write a file aside, flush it to the disk and put it in place: who reads meanwhile sees the old one or the new.

    Raises RuntimeError where it cannot be written; the old file is then as it was.
    """
    part = _part(path)
    try:
        with open(part, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)
    except OSError as error:
        with suppress(OSError):
            part.unlink()
        raise RuntimeError(
            f"{path} could not be written ({error.strerror or error}). Nothing that was there is lost; make room or "
            "give permission, and run again: what is finished is kept."
        ) from error


def sweep(folder: Path, names: Iterable[str]) -> None:
    """Take away what a run that was broken off has left half written."""
    for name in names:
        _part(folder / name).unlink(missing_ok=True)


def _part(path: Path) -> Path:
    return path.with_name(f".{path.name}.part")


def dump(value: object) -> bytes:
    """A value as the bytes of a JSON file."""
    return (json.dumps(value, indent=1, ensure_ascii=False) + "\n").encode()


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def digest_of(path: Path) -> str:
    """The sha256 of a file of any size."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def file_name(text: str) -> str:
    """A name for a file or folder: the text itself where that is safe on every system, else what is safe of it, with a
    hash that tells it from others.

    >>> file_name("lucerne"), file_name("../../etc")
    ('lucerne', 'etc-74ccf3c5')
    """
    text = unicodedata.normalize("NFC", text)
    if _NAME.fullmatch(text) and not _RESERVED.fullmatch(text) and len(text.encode()) <= 80:
        return text
    kept = "-".join(re.findall(r"\w+", text)).encode()[:60].decode(errors="ignore")
    return f"{kept or 'x'}-{digest(text.encode(errors='surrogatepass'))[:8]}"


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the lock of a folder. It ends with the process that holds it, however that ends.

    Raises RuntimeError where another run holds it, and says which.
    """
    path = folder / LOCK
    handle = _open(path)
    try:
        os.ftruncate(handle, 0)
        os.write(handle, dump({"pid": os.getpid(), "host": socket.gethostname()}))
    except OSError as error:
        _release(path, handle)
        raise RuntimeError(f"{path} could not be written ({error.strerror}).") from error
    try:
        yield
    finally:
        _release(path, handle)


def _open(path: Path) -> int:
    """The handle of the lock file, locked by the system for this process alone."""
    while True:
        try:
            handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        except OSError as error:
            raise RuntimeError(f"{path} could not be written ({error.strerror}).") from error
        try:
            _lock(handle)
        except OSError:
            os.close(handle)
            raise RuntimeError(f"{_who(path)} writes to {path.parent}; wait until it has ended.") from None
        # who held it before may have taken the file away between our opening and locking it
        with suppress(OSError):
            if os.path.samestat(os.fstat(handle), os.stat(path)):
                return handle
        os.close(handle)


def _lock(handle: int) -> None:
    if fcntl:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    else:
        import msvcrt

        os.lseek(handle, _FAR, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        os.lseek(handle, 0, os.SEEK_SET)


def _release(path: Path, handle: int) -> None:
    if fcntl:
        # while it is still locked: no other run can have made it its own
        with suppress(OSError):
            path.unlink()
    os.close(handle)


def _who(path: Path) -> str:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return f"another run (process {found['pid']} on {found['host']})"
    except (OSError, ValueError, KeyError, TypeError):
        return "another run"
