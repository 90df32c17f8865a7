from pathlib import Path

import pandas as pd
import pytest

from framing import find_hits, read_figures, score, write_figures


def test_figures_hold_the_counts_and_no_text(tmp_path, articles, lexicon):
    about = write_figures(articles, tmp_path / "tiny", lexicon)
    figures = read_figures(tmp_path / "tiny")
    assert about["documents"] == len(articles)
    assert figures.lexicon == lexicon.version
    expected = score(articles, find_hits(articles, lexicon))
    columns = ["id", "words", "sentences", "confrontation", "dialogue", "balance", "intensity"]
    pd.testing.assert_frame_equal(figures.scores[columns], expected[columns], check_dtype=False)
    stored = pd.read_parquet(tmp_path / "tiny.sentences.parquet").astype(str).to_string()
    assert "Straße" not in stored
    assert "dialogue,dialogue,negated,confrontation" in stored


def test_missing_figures_are_an_error(tmp_path):
    with pytest.raises(ValueError, match=r"there are no figures .*none \(no file none.json\)"):
        read_figures(tmp_path / "none")


def test_the_shipped_figures_can_be_read():
    figures = read_figures(Path(__file__).parent.parent / "data/raw/real/un_general_debate")
    assert len(figures.scores) == 157
    assert set(figures.scores["side"]) == {"US", "Russia"}
