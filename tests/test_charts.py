import re

import numpy as np
import pandas as pd
import pytest

from framing import charts, compare, explain, find_hits, score, summarise
from framing._colours import INK, MUTE, POLES, WORDS

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


def test_no_dot_is_cut_away_and_the_highest_column_holds_most():
    table = pd.DataFrame({"id": range(40), "side": "US", "sentences": 1, "confrontation": 1, "dialogue": 1})
    table["balance"] = [9.0, -9.0] + [0.5] * 28 + [1.5] * 10
    ax = charts.scores(table, by="side", groups=("US",))
    dots = ax.lines[0].get_xydata()
    assert len(dots) == 40
    assert set(dots[:, 0]) == {*(np.log(40) * np.array([1, -1])), 0.5, 1.5}
    assert ax.get_xlim() == (-np.log(40), np.log(40))
    highest = {x: round(dots[dots[:, 0] == x, 1].max(), 3) for x in (0.5, 1.5)}
    assert highest == {0.5: round(0.6 * 27 / 28, 3), 1.5: round(0.6 * 9 / 28, 3)}


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
        t.get_text()[2:].split(" (")[0]: to_hex(p.get_facecolor())
        for t, p in zip(ax.get_yticklabels(), ax.patches, strict=True)
    }
    assert colours["threat"].upper() == POLES[0]
    assert colours["dialogue"].upper() == POLES[1]
    names = [t.get_text() for t in ax.get_yticklabels()]  # and a sign, for those who see no colours
    assert any(n.startswith("▲ threat") for n in names)
    assert any(n.startswith("▼ dialogue") for n in names)
    assert {"▲ words of confrontation", "▼ words of dialogue"} <= set(words_of(ax))


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


EVENTS = {1950: "Korea", 1952: "Long name of an event", 1953: "Another", 1954: "X", 1959: "Fourth", 1960: "At the edge"}


@pytest.mark.parametrize("ends", [(0.5, 0.5), (0.5, 0.52), (-1.0, 1.0)])
def test_no_name_in_a_series_covers_another(ends):
    rows = [
        {"side": side, "year": year, "n": 1, "value": end * (year - 1950) / 10, "low": -1, "high": 1}
        for side, end in zip(GROUPS, ends, strict=True)
        for year in range(1950, 1961)
    ]
    ax = charts.over_time(pd.DataFrame(rows), poles=("up", "down"), events={**EVENTS, 1970: "after the end"})
    ax.figure.canvas.draw()
    names = [t for t in ax.texts if t.get_text() in {*EVENTS.values(), *GROUPS}]
    assert len(names) == len(EVENTS) + len(GROUPS)
    boxes = [t.get_window_extent() for t in names]
    for n, box in enumerate(boxes):
        assert not any(box.overlaps(other) for other in boxes[:n]), names[n].get_text()
    drawn = max(max(line.get_ydata()) for line in ax.lines if len(line.get_xdata()) > 2)
    low = min(box.y0 for t, box in zip(names, boxes, strict=True) if t.get_text() in EVENTS.values())
    assert low > ax.transData.transform((0, max(drawn, 1)))[1]  # and none lies on a line or a band
    assert ax.get_xlim()[1] < 1965


def luminance(colour):
    """Relative luminance (WCAG 2.2)."""
    return linear(colour) @ [0.2126, 0.7152, 0.0722]


def linear(colour):
    from matplotlib.colors import to_rgb

    c = np.array(to_rgb(colour))
    return np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)


def contrast(one, other):
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


# Machado, Oliveira and Fernandes 2009 (doi:10.1109/TVCG.2009.113), severity 1, on linear RGB
SEEN = {
    "all colours": np.eye(3),
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}


def lab(rgb):
    """CIE L*a*b* (D65) of linear RGB."""
    to_xyz = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    x, y, z = (np.cbrt(v) if v > 0.008856 else 7.787 * v + 16 / 116
               for v in (to_xyz @ np.clip(rgb, 0, 1)) / [0.9505, 1, 1.089])  # fmt: skip
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


@pytest.mark.parametrize("eyes", SEEN)
def test_the_poles_differ_for_all_eyes(eyes):
    first, second, *others = (
        lab(np.array(SEEN[eyes]) @ linear(colour)) for colour in (*POLES, "#c3c9ce", INK, "white")
    )
    assert np.linalg.norm(first - second) > 80  # without any colour, by lightness, only 8: so each has a sign as well
    assert min(np.linalg.norm(pole - other) for pole in (first, second) for other in others) > 40


def test_marks_and_letters_stand_out_from_the_paper():
    from matplotlib.colors import to_rgb

    for pole, words in zip(POLES, WORDS, strict=True):
        tinted = tuple(0.05 * np.array(to_rgb(pole)) + 0.95)
        assert contrast(pole, "white") > 3
        assert min(contrast(words, "white"), contrast(words, tinted)) > 4.5
    assert min(contrast(INK, "white"), contrast(MUTE, "white")) > 4.5


def shares_table(**more):
    rows = [
        {"topic": 1, "label": "a very long name, of three or more, lines of letters that", "stability": s, "side": side,
         "share": 0.4, "low": 0.3, "high": 0.5, "n": 8, "clusters": 3, "langs": "en"}
        for side, s in zip(GROUPS, (0.2, 0.2), strict=True)
    ]  # fmt: skip
    return pd.DataFrame(rows).assign(**more)


def test_every_word_of_a_chart_can_be_read(table, texts, lexicon):
    from matplotlib.text import Text

    summary = summarise(table, by="side")
    why = explain(texts("A threat.", "Dialogue.", side=list(GROUPS)),
                  find_hits(texts("A threat.", "Dialogue."), lexicon), by="side", groups=GROUPS)  # fmt: skip
    row = compare(table, by="side", groups=GROUPS, cluster="outlet", naive=True).assign(lang="en")
    drawn = [charts.summarise(summary), charts.explain(why), charts.compare(row, poles=("up", "down")),
             charts.topic_shares(shares_table())]  # fmt: skip
    for ax in drawn:
        for text in ax.figure.findobj(Text):
            if text.get_text().strip():
                assert contrast(text.get_color(), "white") > 4.5, text.get_text()


def test_topics_name_what_is_shuffled_and_keep_to_their_row():
    ax = charts.topic_shares(shares_table(), groups=GROUPS, cluster="story")
    said = [t.get_text() for t in ax.get_legend().get_texts()]
    assert said == ["US: 8 texts in 3 stories", "Russia: 8 texts in 3 stories"]
    assert ax.get_yticklabels()[0].get_text().count("\n") == 1
    one = charts.topic_shares(shares_table(clusters=1), cluster="outlet")
    assert one.get_legend().get_texts()[0].get_text() == "Russia: 8 texts in 1 outlet"


def test_compare_shows_the_other_ps_where_the_table_has_them(table):
    row = compare(table, by="side", groups=GROUPS, cluster="outlet", naive=True, margin=2).assign(lang="en")
    said = "\n".join(words_of(charts.compare(row, poles=("up", "down"))))
    assert re.search(r"\np [=<] \S+\nequivalent: p [=<] ", said)
    assert "word by word: p " in said
    plain = compare(table, by="side", groups=GROUPS, cluster="outlet").assign(lang="en")
    assert not re.search("equivalent|word by word", "\n".join(words_of(charts.compare(plain, poles=("up", "down")))))


def test_readings_are_not_said_to_be_of_people():
    rows = [{"question": "code", "alpha": 0.7, "low": 0.5, "high": 0.8, "items": 9, "coders": 2, "percent": 0.9}]
    said = " ".join(words_of(charts.agreement(pd.DataFrame(rows))))
    assert "9 items, 2 readings" in said
    rows = [{"lang": "en", "pole": "up", "concept": "", "measure": m, "value": 0.5, "low": 0.4, "high": 0.6, "n": 7}
            for m in ("precision", "recall")]  # fmt: skip
    said += " ".join(words_of(charts.accuracy(pd.DataFrame(rows))))
    assert "7 there as read" in said
    assert "coder" not in said


def test_the_company_of_a_word_has_a_column_a_group():
    rows = [("calm", "US", 3, 4), ("long", "US", 2, 9), ("secret", "Russia", 5, 5)]
    ax = charts.collocates(pd.DataFrame(rows, columns=["word", "group", "near", "words"]))
    left, right = ax.figure.axes
    assert [a.get_title(loc="left") for a in (left, right)] == ["US", "Russia"]
    assert [t.get_text() for t in left.get_yticklabels()] == ["calm", "long"]
    assert [p.get_width() for p in left.patches] == [3, 2]
    assert [t.get_text() for t in right.texts] == [" 5 of 5"]
    assert left.get_xlim() == right.get_xlim()
    charts.collocates(pd.DataFrame(rows[:0], columns=["word", "group", "near", "words"]))


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
