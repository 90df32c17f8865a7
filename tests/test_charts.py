import re

import numpy as np
import pandas as pd
import pytest

from framing import charts, compare, explain, find_hits, score, summarise
from framing._colours import POLES

GROUPS = ("US", "Russia")


@pytest.fixture
def table():
    rng = np.random.default_rng(0)
    side = np.repeat(GROUPS, 8)
    table = pd.DataFrame({"id": [f"t{n}" for n in range(16)], "side": side, "outlet": [f"o{n}" for n in range(16)]})
    counts = {
        "words": 100,
        "sentences": 10,
        "confrontation": rng.integers(1, 5, 16),
        "dialogue": rng.integers(1, 5, 16),
    }
    table = table.assign(lang="en", **counts)
    return table.assign(balance=np.log((table["confrontation"] + 0.5) / (table["dialogue"] + 0.5)))


def words_of(ax):
    return [t.get_text() for t in [*ax.texts, *ax.get_yticklabels(), *ax.get_xticklabels(), ax.xaxis.label]]


def test_each_dot_stands_in_the_row_of_its_group(table):
    table.loc[table["side"] == "US", "balance"] = 1.0
    table.loc[table["side"] == "Russia", "balance"] = -1.0
    ax = charts.scores(table, by="side", groups=GROUPS)
    names = dict(zip(ax.get_yticks(), [t.get_text() for t in ax.get_yticklabels()], strict=True))
    for line in ax.lines:
        if len(line.get_xdata()) == 8:
            row = names[np.floor(min(line.get_ydata()) + 0.01)]
            assert set(line.get_xdata()) == {1.0 if row == "US" else -1.0}


def test_summarise_draws_a_row_a_group_and_names_both_directions(table):
    ax = charts.summarise(summarise(table, by="side"))
    said = words_of(ax)
    assert {"US", "Russia", "n = 8", "more confrontation →", "← more dialogue", "1 : 1"} <= set(said)


def test_compare_writes_the_difference_and_its_interval(table):
    row = compare(table, by="side", groups=GROUPS, cluster="outlet").assign(lang="en")
    ax = charts.compare(row, poles=("confrontation", "dialogue"))
    difference = f"difference {row['difference'].item():+.2f}"
    assert any(w.startswith(difference) for w in words_of(ax))
    assert "English" in words_of(ax)


def test_explain_draws_bars_that_sum_to_the_difference(texts, lexicon):
    table = texts("A threat. Dialogue.", "Dialogue. They agreed. Escalation.", side=list(GROUPS))
    why = explain(table, find_hits(table, lexicon), by="side", groups=GROUPS)
    ax = charts.explain(why, top=2)
    assert sum(p.get_width() for p in ax.patches) == pytest.approx(why["contribution"].sum())
    assert "3 other concepts" in words_of(ax) or "2 other concepts" in words_of(ax)


def test_each_pole_has_its_colour(texts, lexicon):
    from matplotlib.colors import to_hex

    table = texts("A threat. Rain.", "Dialogue. Rain.", side=list(GROUPS))
    why = explain(table, find_hits(table, lexicon), by="side", groups=GROUPS)
    ax = charts.explain(why)
    colours = {
        t.get_text().split(" (")[0]: to_hex(p.get_facecolor())
        for t, p in zip(ax.get_yticklabels(), ax.patches, strict=True)
    }
    assert colours["threat"].upper() == POLES[0]
    assert colours["dialogue"].upper() == POLES[1]


def test_a_figure_holds_title_note_and_alternative_text(table):
    ax = charts.summarise(summarise(table, by="side"))
    shown, about = charts.figure(ax, title="A $finding", note="n = 16", alt="US and Russia")._repr_mimebundle_()
    assert shown["image/svg+xml"].startswith("<?xml")
    assert about["image/svg+xml"]["alt"] == "US and Russia"


def test_two_drawings_are_the_same_bytes(table):
    def draw():
        ax = charts.scores(table, by="side", groups=GROUPS, summary=summarise(table, by="side"))
        return charts.figure(ax, title="T", note="N", alt="A").svg

    first = draw()
    assert first == draw()
    assert not re.search(r"<dc:date>|<script", first)


def test_over_time_marks_events():
    table = pd.DataFrame(
        {"side": "US", "year": [1950, 1951], "n": 1, "value": [0.1, 0.2], "low": [0, 0.1], "high": [0.2, 0.3]}
    )
    ax = charts.over_time(table, poles=("up", "down"), events={1950: "Storm"})
    assert {"Storm", "US", "▲ more up", "▼ more down"} <= {t.get_text() for t in ax.texts}


def test_scores_without_evidence_draw_nothing(texts, lexicon):
    table = texts("Rain.", "Snow.", side=list(GROUPS))
    ax = charts.scores(score(table, find_hits(table, lexicon)), by="side", groups=GROUPS)
    assert "n = 0" in words_of(ax)


def test_speakers_are_ranked_by_their_words():
    told = pd.DataFrame({
        "id": list("abcd"), "actor": ["Ada Berg", "Ada Berg", "Ivan Zharov", None],
        "voice": ["US", "US", "Russia", "outlet"], "story": list("wxyz"), "words": [5, 5, 30, 99],
        "sentences": 1, "up": [1, 2, 0, 5], "down": [0, 1, 3, 1],
    })  # fmt: skip
    ax = charts.speakers(told)
    names = [t.get_text() for t in ax.get_yticklabels()]
    assert names == ["Ada Berg (US), 10 words", "Ivan Zharov (Russia), 30 words"]  # the first row is the lowest
