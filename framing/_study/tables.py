"""Tables as bytes and back, so that what is read is what was written: types, empty cells, categories.

In CSV files no cell of text is a formula for a spreadsheet: one that begins like a formula has an apostrophe before it
(OWASP, CSV injection), which reading takes away again.
"""

import io
import re

import numpy as np
import pandas as pd

DECIMALS = 9  # processors differ in the last bits of a sum or a logarithm
_FORMULA = re.compile(r"'*[=+\-@\t\r\n]")
_GUARDED = re.compile(r"''*[=+\-@\t\r\n]")


def to_bytes(table: pd.DataFrame, ending: str) -> tuple[bytes, dict[str, object]]:
    """A table as the bytes of a `parquet` or `csv` file, and what its columns are: ``text``, ``int64``, ``Int64``,
    ``float64``, ``bool``, or a list of categories."""
    plain = pd.DataFrame({str(c): _plain(table[c]) for c in table.columns}, index=range(len(table)))
    kinds = {c: _kind(plain[c]) for c in plain.columns}
    plain = plain.astype({c: "str" for c, kind in kinds.items() if isinstance(kind, list)})
    if ending == "csv":
        return csv_bytes(plain), kinds
    stream = io.BytesIO()
    plain.to_parquet(stream, index=False)
    return stream.getvalue(), kinds


def from_bytes(data: bytes, ending: str, kinds: dict[str, object]) -> pd.DataFrame:
    """The table that `to_bytes` wrote. In a CSV file an absent text is an empty one."""
    types = {c: "str" if kind == "text" or isinstance(kind, list) else kind for c, kind in kinds.items()}
    table = _read_csv(data, types) if ending == "csv" else pd.read_parquet(io.BytesIO(data))
    return table.astype(types | {c: pd.CategoricalDtype(k) for c, k in kinds.items() if isinstance(k, list)})


def csv_bytes(table: pd.DataFrame) -> bytes:
    """A table as a CSV file without a formula in it, in UTF-8.

    >>> csv_bytes(pd.DataFrame({"id": ["=1+1"], "balance": [-0.5]}))
    b"id,balance\\n'=1+1,-0.5\\n"
    """
    safe = {_guard(c): table[c].map(_guard, na_action="ignore") if _is_text(table[c]) else table[c] for c in table}
    return pd.DataFrame(safe).to_csv(index=False, lineterminator="\n").encode()


def _read_csv(data: bytes, types: dict[str, str]) -> pd.DataFrame:
    cells = pd.read_csv(
        io.BytesIO(data),
        header=0,
        names=list(types),
        dtype="str",
        na_filter=False,
        lineterminator="\n",
        index_col=False,
    )
    return pd.DataFrame({c: _READ[kind](cells[c]) for c, kind in types.items()}, index=cells.index)


# by Python's own rules: a number is read as exactly what was written
_READ = {
    "str": lambda cells: cells.map(_unguard).astype("str"),
    "float64": lambda cells: np.array([float(cell or "nan") for cell in cells], float),
    "int64": lambda cells: np.array([int(cell) for cell in cells], np.int64),
    "Int64": lambda cells: pd.array([int(cell) if cell else pd.NA for cell in cells], "Int64"),
    "bool": lambda cells: np.array([cell == "True" for cell in cells], bool),
}


def _guard(cell: str) -> str:
    cell = str(cell).replace("\r\n", "\n").replace("\r", "\n")  # a lone one would end the line for some readers
    return f"'{cell}" if _FORMULA.match(cell) else cell


def _unguard(cell: str) -> str:
    return cell[1:] if _GUARDED.match(cell) else cell


def _plain(column: pd.Series) -> np.ndarray | pd.api.extensions.ExtensionArray:
    """A column of one of the kinds; numbers are rounded."""
    if column.dtype == object:
        column = column.infer_objects()
        column = column.astype("str") if column.dtype == object else column
    if pd.api.types.is_float_dtype(column.dtype):
        return column.astype("float64").round(DECIMALS).array + 0.0  # without -0.0
    if pd.api.types.is_integer_dtype(column.dtype):
        return column.astype("int64" if isinstance(column.dtype, np.dtype) else "Int64").array
    return column.array


def _kind(column: pd.Series) -> object:
    if isinstance(column.dtype, pd.CategoricalDtype):
        return column.cat.categories.tolist()
    return "text" if _is_text(column) else str(column.dtype)


def _is_text(column: pd.Series) -> bool:
    return pd.api.types.is_string_dtype(column.dtype) or isinstance(column.dtype, pd.CategoricalDtype)
