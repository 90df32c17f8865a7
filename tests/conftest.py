"""One tiny corpus and one tiny lexicon for all tests: every number in them can be counted by hand."""

import sys
from pathlib import Path

import pandas as pd
import pytest

from framing import clean, read_articles, read_lexicon
from framing.lexicon import Lexicon

TINY = Path(__file__).parent / "tiny"
sys.path.append(str(Path(__file__).parent))  # modules that several tests share


@pytest.fixture(scope="session")
def lexicon() -> Lexicon:
    return read_lexicon(TINY / "lexicon.csv")


@pytest.fixture
def articles() -> pd.DataFrame:
    return clean(read_articles(TINY / "articles.csv"))


@pytest.fixture
def texts():  # noqa: ANN201
    """A table of texts from ``lang=text`` arguments, with ids t1, t2, …."""

    def make(*texts: str, lang: str = "en", **columns: list) -> pd.DataFrame:
        ids = [f"t{n}" for n in range(1, len(texts) + 1)]
        return pd.DataFrame({"id": ids, "lang": lang, "text": list(texts)} | columns)

    return make


@pytest.fixture(scope="session")
def pairs():  # noqa: ANN201
    """A table of tests/pairs by its name."""
    return lambda name: pd.read_csv(TINY.parent / "pairs" / f"{name}.csv", keep_default_na=False)


@pytest.fixture(autouse=True)
def _close_figures():  # noqa: ANN202
    yield
    import matplotlib.pyplot as plt

    plt.close("all")
