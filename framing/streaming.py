"""Score a file of any size in bounded memory: it is read, scored and written a few megabytes at a time."""

import json
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from ._check import require_choice, require_texts
from ._scan.progress import Progress
from .articles import sound
from .hits import find_hits
from .lexicon import Lexicon
from .scores import Formula, balance, intensity, score

BATCH = 1 << 20  # letters of text that are scored at once
_ROWS = 256  # rows of a Parquet file that are read at once

Batch = tuple[pd.DataFrame, float]


def score_file(
    source: Path | str,
    out: Path | str,
    lexicon: Lexicon,
    formulas: Sequence[Formula] = (balance, intensity),
    prepare: Callable[[pd.DataFrame], pd.DataFrame] | None = None,
    progress: Callable[[float], None] | None = None,
) -> int:
    """Write the table of `score` for a Parquet or JSON Lines file of texts to the Parquet file `out`; its rows.

    source : has the columns ``id, lang, text``; all others survive, as text. JSON Lines: one object a line, all with
        the columns of the first.
    prepare : what to do with each batch of texts before, for instance `clean`. For the same result whatever the
        batches it has to judge each text by itself.
    progress : is told after each batch which part of the file is done, from 0 to 1; without it, work of more than a few
        seconds shows a line on a terminal and in a notebook.

    The file appears when it is complete. A text costs no memory once it is scored, but for its id.

    >>> from framing import read_lexicon
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     source, out = Path(folder) / "texts.jsonl", Path(folder) / "scores.parquet"
    ...     _ = source.write_text('{"id": "a", "lang": "en", "text": "They want dialogue."}', encoding="utf-8")
    ...     score_file(source, out, read_lexicon())
    ...     pd.read_parquet(out)[["id", "dialogue"]].values.tolist()
    1
    [['a', 1]]
    """
    source, out = Path(source), Path(out)
    require_choice(source.suffix.lower(), (".parquet", ".jsonl"), f"{source.name}: the kind of file")
    batches = _parquet(source) if source.suffix.lower() == ".parquet" else _lines(source)
    part, written, seen, writer = out.with_name(out.name + ".part"), 0, np.zeros(0, np.uint64), None
    try:
        with Progress(f"scoring {source.name}") as line:
            for texts, done in batches:
                seen = _with_new(texts, seen, source.name)
                texts = prepare(texts) if prepare else texts
                scores = pa.Table.from_pandas(score(texts, find_hits(texts, lexicon), formulas), preserve_index=False)
                writer = writer or pq.ParquetWriter(part, scores.schema, compression="zstd")
                writer.write_table(scores.cast(writer.schema))
                written += len(scores)
                pa.default_memory_pool().release_unused()  # else Arrow keeps what it has read
                (progress or line)(done)
        if writer is None:
            raise ValueError(f"{source.name}: the file has no rows; it needs id, lang and text.")
        writer.close()
        os.replace(part, out)
    finally:
        if writer is not None:
            writer.close()
        part.unlink(missing_ok=True)
    return written


def _parquet(source: Path) -> Iterator[Batch]:
    """The rows of a Parquet file, a few at a time, every cell as text."""
    # without a buffer for a whole row group: one group may hold the whole file
    with pq.ParquetFile(source, buffer_size=1 << 20, pre_buffer=False) as file:
        done, rows = 0, []
        for batch in file.iter_batches(batch_size=_ROWS):
            rows += batch.to_pylist()
            done += len(batch)
            if sum(len(row.get("text") or "") for row in rows) >= BATCH:
                yield _table(rows, source), done / file.metadata.num_rows
                rows = []
        if rows:
            yield _table(rows, source), 1.0


def _lines(source: Path) -> Iterator[Batch]:
    """The rows of a JSON Lines file, a few at a time, every cell as text."""
    size, done, letters, rows = max(source.stat().st_size, 1), 0, 0, []
    columns = None
    with source.open("rb") as file:
        for number, line in enumerate(file, 1):
            done += len(line)
            if not line.strip():
                continue
            row = _object(line, f"{source.name}, line {number}")
            columns = columns or list(row)
            if extra := sorted(set(row) - set(columns)):
                raise ValueError(
                    f"{source.name}, line {number}: the column(s) {extra} are not in the first line, which has "
                    f"{columns}; give every line the same columns."
                )
            rows.append(dict.fromkeys(columns, "") | row)
            letters += len(line)
            if letters >= BATCH:
                yield _table(rows, source), done / size
                letters, rows = 0, []
    if rows:
        yield _table(rows, source), 1.0


def _object(line: bytes, place: str) -> dict:
    try:
        row = json.loads(line.decode("utf-8-sig"))
    except ValueError as error:
        raise ValueError(f"{place}: no JSON in UTF-8 ({error}).") from None
    if not isinstance(row, dict):
        raise ValueError(f"{place}: a JSON {type(row).__name__}; one object a line is needed.")
    return row


def _table(rows: list[dict], source: Path) -> pd.DataFrame:
    """Rows as a table of texts: nothing for null, JSON for nested values."""
    table = pd.DataFrame([{sound(k): sound(_as_text(v)) for k, v in row.items()} for row in rows], dtype="str")
    require_texts(table, source.name)
    return table


def _as_text(value: object) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)


def _with_new(texts: pd.DataFrame, seen: np.ndarray, name: str) -> np.ndarray:
    """`seen` with 64 bits of each id of this batch, in order; ValueError for an id of an earlier batch."""
    keys = pd.util.hash_array(texts["id"].to_numpy(object))
    again = np.searchsorted(seen, keys) < np.searchsorted(seen, keys, side="right")
    if again.any():
        twice = texts.loc[again, "id"].tolist()[:5]
        raise ValueError(f"{name}: the id(s) {twice} are used twice; each text needs an id of its own.")
    return np.sort(np.concatenate([seen, keys]))
