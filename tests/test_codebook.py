"""The codebook names every column of every table of a study, in its order."""

from importlib.resources import files
from pathlib import Path

import pandas as pd
import pytest

from framing import run_study

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    return run_study(ROOT / "notebooks" / "report", tmp_path_factory.mktemp("study"))


def test_the_codebook_and_the_tables_agree(study):
    codebook = pd.read_csv(files("framing") / "codebook.csv")
    assert set(codebook["table"]) == set(study.tables)
    for name, rows in codebook.groupby("table"):
        assert rows["column"].tolist() == list(study[name].columns), name
    assert codebook["meaning"].notna().all()
    assert codebook["unit"].notna().all()
