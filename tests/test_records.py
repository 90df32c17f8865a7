import pandas as pd

from framing._records import records, rows


def as_told(values):
    return [(type(v), str(v)) for v in values]


def test_rows_are_those_of_pandas():
    table = pd.DataFrame({
        "id": pd.Series(["ё", "ß", None], dtype="str"),
        "n": pd.array([1, None, 3], dtype="Int64"),
        "k": [1, 2, 3],
        "x": [0.5, float("nan"), 2.0],
        "day": pd.to_datetime(["2034-01-02", None, "2034-03-04"]),
        "any": [None, pd.NA, "Straße"],
    })  # fmt: skip
    for part in (table, table[["k", "id"]], table[["id"]], table[["n"]], table.iloc[:0]):
        ours, theirs = records(part), part.to_dict("records")
        assert [list(row) for row in ours] == [list(row) for row in theirs]
        assert [as_told(row.values()) for row in ours] == [as_told(row.values()) for row in theirs]
        tuples = part.itertuples(index=False, name=None)
        assert [list(map(str, row)) for row in rows(part)] == [list(map(str, row)) for row in tuples]
