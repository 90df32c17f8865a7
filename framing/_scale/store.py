"""A folder of any store that fsspec knows, or a local one: files that are whole or not there, work done once."""

import json
import os
import uuid
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import lru_cache
from pathlib import Path, PurePosixPath

import numpy as np
import pyarrow as pa

from .._study.files import digest, dump

READABLE = (".parquet", ".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz")
Made = tuple[dict[str, bytes], dict]


class Halt(RuntimeError):
    """The whole run cannot go on, as where a file could not be written; what is finished is kept."""


class Store:
    """A folder by its path or URL. Files are named from it."""

    def __init__(self, url: str) -> None:
        from fsspec.core import url_to_fs

        self.fs, root = url_to_fs(url)
        self.root, self.url = root.rstrip("/"), url
        self.local = "file" in (self.fs.protocol if isinstance(self.fs.protocol, tuple) else (self.fs.protocol,))

    def path(self, name: str) -> str:
        return f"{self.root}/{name}"

    def read(self, name: str) -> bytes | None:
        """The bytes of a file; None where there is none."""
        try:
            return self.fs.cat_file(self.path(name))
        except FileNotFoundError:
            return None

    def read_json(self, name: str) -> dict | None:
        """What a JSON file says; None where there is none, or it is damaged."""
        with suppress(ValueError, UnicodeDecodeError):
            return json.loads(self.read(name) or b"")
        return None

    def write(self, name: str, data: bytes) -> str:
        """Write a file as a whole or not at all; its sha256.

        Raises Halt where it cannot be written.
        """
        path = self.path(name)
        try:
            if self.local:
                _write_local(path, data, lasting=not name.startswith("work/"))
            else:
                self.fs.pipe_file(path, data)  # an object of a store appears when it is complete
        except OSError as error:
            raise Halt(
                f"{path} could not be written ({error.strerror or error}). Nothing that was there is lost; make room "
                "or give permission, and run again: what is finished is kept."
            ) from error
        return digest(data)


@lru_cache(maxsize=8)
def store(url: str) -> Store:
    """The store of a URL, opened once a process."""
    return Store(url)


def _write_local(path: str, data: bytes, lasting: bool) -> None:
    """Aside, to the disk, in place. The name aside is each writer's own: two workers may do the same work.

    What is not `lasting` need not outlive the machine: its marker holds its hash, so it is made again where it is torn.
    """
    folder, name = os.path.split(path)
    os.makedirs(folder, exist_ok=True)
    part = os.path.join(folder, f".{name}.{uuid.uuid4().hex}.part")
    try:
        with open(part, "wb") as file:
            file.write(data)
            if lasting:
                file.flush()
                os.fsync(file.fileno())
        os.replace(part, path)
    except OSError:
        with suppress(OSError):
            os.unlink(part)
        raise


def once(url: str, name: str, key: str, make: Callable[[], Made]) -> dict:
    """Do a piece of work unless it is done: `make` gives files by their endings, and what there is to tell of them.

    The marker `<name>.done` is written last. It holds the key (all that the work depends on) and the files' hashes, so
    that work half done, or done from something else, is done again.
    """
    base = store(url)
    found = base.read_json(f"{name}.done")
    if found and found.get("key") == key and _whole(base, found["files"]):
        return found["info"]
    files, info = make()
    hashes = {f"{name}.{ending}": base.write(f"{name}.{ending}", data) for ending, data in files.items()}
    base.write(f"{name}.done", dump({"key": key, "files": hashes, "info": info}))
    return info


def _whole(base: Store, files: dict[str, str]) -> bool:
    """Are the files those that were written?"""
    return all((data := base.read(name)) is not None and digest(data) == sha for name, sha in files.items())


def key_of(*parts: object) -> str:
    """One hash of all that a piece of work depends on."""
    return digest(json.dumps(parts, sort_keys=True, ensure_ascii=False).encode(errors="surrogatepass"))


def partitions(source: str) -> list[str]:
    """The files of articles in a folder, at a URL, or those that a pattern (``…/*.parquet``) fits, in order."""
    from fsspec.core import url_to_fs

    fs, root = url_to_fs(str(source))
    files = fs.glob(root) if "*" in root else fs.find(root)
    hidden = len(PurePosixPath(root.split("*")[0]).parts)
    found = sorted(
        f for f in files
        if f.lower().endswith(READABLE) and not any(p[0] in "._" for p in PurePosixPath(f).parts[hidden:])
    )  # fmt: skip
    if not found:
        raise ValueError(f"there are no articles in {source}: no file that ends in one of {list(READABLE)}.")
    return [fs.unstrip_protocol(f) for f in found]


def digest_of_url(url: str) -> str:
    """The sha256 of a file of any size at a URL."""
    import hashlib

    import fsspec

    whole = hashlib.sha256()
    with fsspec.open(url, "rb", compression=None) as file:
        while block := file.read(1 << 22):
            whole.update(block)
    return whole.hexdigest()


def as_url(place: str | Path) -> str:
    """A local path as one that workers in other folders understand; a URL as it is."""
    place = str(place)
    return place if "://" in place else str(Path(place).absolute())


def in_buckets(table: pa.Table, bucket: np.ndarray, number: int) -> bytes:
    """A table as an Arrow file with a batch for each bucket, so that one bucket can be read by itself."""
    order = np.argsort(bucket, kind="stable")
    columns = [c.combine_chunks() if isinstance(c, pa.ChunkedArray) else c for c in table.take(order).columns]
    columns = [pa.concat_arrays(c.chunks) if isinstance(c, pa.ChunkedArray) else c for c in columns]
    whole = pa.record_batch(columns, schema=table.schema)
    ends = np.searchsorted(bucket[order], np.arange(number + 1))
    stream = pa.BufferOutputStream()
    with pa.ipc.new_file(stream, table.schema, options=pa.ipc.IpcWriteOptions(compression="zstd")) as file:
        for begin, end in zip(ends, ends[1:], strict=False):
            file.write_batch(whole.slice(begin, end - begin))
    return stream.getvalue().to_pybytes()


def read_bucket(base: Store, names: Iterable[str], bucket: int) -> pa.Table | None:
    """One bucket of several files, together; columns that a file lacks are empty texts."""
    batches = []
    for name in names:
        with base.fs.open(base.path(name), "rb") as file:
            batch = pa.ipc.open_file(file).get_batch(bucket)
            if len(batch):
                batches.append(pa.table(batch))
    if not batches:
        return None
    return pa.concat_tables(batches, promote_options="default")
