"""The parts of a report: titles that say no more than the numbers, and how firm these are."""

import io
from pathlib import Path

import pandas as pd
import pytest

from framing import report_parts
from framing._parts.common import Markdown, choices, one_place, title_of
from framing._parts.firm import firm_sentence, firm_word
from framing._parts.plan import _firm
from framing._parts.series import _turn
from framing._parts.sides import joint_title
from framing.plan import Plan, Source
from framing.study import Study

ROW = {"lang": "en", "first": "US", "second": "Russia", "difference": -0.7, "low": -1.0, "high": -0.4, "p": 0.01}
UNSURE = ROW | {"low": -1.6, "high": 0.2, "p": 0.2}
MORE = "Russian outlets speak more of confrontation, US outlets more of dialogue"
FIRM = [("planned", "as planned", 0.01, 1), ("concept", "without “threat”", 0.02, 1)]
SHAKY = [("planned", "as planned", 0.01, 1), ("concept", "without “threat”", 0.6, 0)]
ACTS = ("words", "without words of acts", 0.3, 1)


def varied(rows):
    table = pd.DataFrame(rows, columns=["kind", "choice", "p", "agrees"])
    return table.assign(difference=-0.2, low=-0.6, high=0.2, planned=table["kind"].eq("planned"))


def study(choices=(), lang="en", **tables):
    plan = Plan(name="harbour", sources=(Source("articles.csv"),))
    tables["articles"] = tables.get("articles", pd.DataFrame({"text": ["x"]}))
    if choices:
        tables["robustness"] = varied(choices).assign(lang=lang)
    return Study(plan, Path(), tables, {"poles": ["confrontation", "dialogue"]})


@pytest.mark.parametrize(
    ("rows", "made", "title"),
    [
        ([ROW], study(FIRM), MORE),
        ([ROW], study(), MORE),
        ([ROW], study(SHAKY), f"{MORE}; this depends on choices"),
        ([UNSURE], study(SHAKY), "US and Russian outlets cannot be told apart in these data"),
        ([ROW], study([*FIRM, ACTS]), f"{MORE}; this cannot be told without words of acts"),
        ([ROW, UNSURE | {"lang": "ru"}], study(SHAKY), f"In English, {MORE}; this depends on choices"),
        ([UNSURE, ROW | {"lang": "ru"}], study(SHAKY), f"In Russian, {MORE}"),
        ([ROW, ROW | {"lang": "ru"}], study(SHAKY), f"{MORE}; in English, this depends on choices"),
        ([ROW, ROW | {"lang": "ru", "difference": 0.7, "low": 0.4, "high": 1.0}], study(),
         "Which side speaks more of confrontation differs by language"),
    ],
)  # fmt: skip
def test_a_title_says_in_which_language_and_how_firm(rows, made, title):
    assert joint_title(pd.DataFrame(rows), made) == title


def test_other_choices_speak_for_the_language_in_which_they_were_tried():
    made = study(SHAKY, "ru")
    assert len(choices(made, "ru")) == 2
    assert choices(made, "en") is None
    assert choices(study(), "en") is None
    assert title_of(ROW, made) == MORE
    assert title_of(ROW | {"lang": "ru"}, made) == f"{MORE}; this depends on choices"


def test_how_firm_in_a_word_and_in_a_sentence():
    assert firm_word(None) == firm_word(varied(FIRM)) == firm_sentence(None) == ""
    halves = [("half", "half 1", 0.7, 1), ("language", "German articles", 0.7, 0)]
    assert firm_word(varied([*FIRM, *halves])) == "", "a half of the words has no name, another language other texts"
    assert firm_word(varied(SHAKY)) == "this depends on choices"
    assert firm_word(varied([("planned", "as planned", 0.2, 1), ACTS])) == ""
    assert firm_sentence(varied([("planned", "as planned", 0.2, 1), ACTS])) == ""
    shares = ("formula", "difference of shares", 0.06, 1)
    assert firm_word(varied([*FIRM, shares])) == "this cannot be told with “difference of shares”"
    assert firm_word(varied([*FIRM, ACTS, shares])) == "this cannot be told under 2 other choices"
    assert firm_sentence(varied([*FIRM, shares, ACTS])) == (
        "The difference is robust: 3 of 3 other choices give the same sign, and 1 of the 3 tested give p < .05 as "
        "well. But it cannot be told without words of acts: -0.20 (95 % interval -0.60 to +0.20, p = 0.300); with "
        "“difference of shares”: -0.20 (95 % interval -0.60 to +0.20, p = 0.060)."
    )
    many = [("words", f"w{n}", 0.1 * n, 1) for n in range(1, 6)]
    said = firm_sentence(varied([*FIRM, *many]))
    assert [f"w{n}" in said for n in range(1, 6)] == [False, False, True, True, True]
    assert said.endswith("; under 2 others.")


@pytest.mark.parametrize(
    ("firm", "end"),
    [
        (["", ""], ""),
        (["this depends on choices", ""], "; the first depends on choices"),
        (["", "this cannot be told without words of acts"], "; the second cannot be told without words of acts"),
        (["this depends on choices", "this cannot be told under 2 other choices"],
         "; the first depends on choices, the second cannot be told under 2 other choices"),
        (["this depends on choices"] * 2, "; both depend on choices"),
    ],
)  # fmt: skip
def test_the_long_series_says_which_half_is_firm(firm, end):
    turned = ROW | {"difference": 0.5, "low": 0.2, "high": 0.8}
    title = _turn(ROW, turned, firm, study())
    whole = "Russian speeches held more confrontation over the whole time, but since 1992 US speeches do"
    assert title == whole + end


def test_a_long_series_without_a_turn():
    said = MORE.replace("outlets", "speeches")
    assert _turn(ROW, UNSURE, ["", ""], study()) == said
    assert _turn(ROW, UNSURE, ["this depends on choices", ""], study()) == f"{said}; this depends on choices"
    assert _turn(UNSURE, UNSURE, ["", ""], study()).endswith("cannot be told apart in these data")


def test_a_hypothesis_says_how_firm_its_answer_is():
    row = ROW | {"by": "side", "measure": "balance", "unit": "article", "direction": "second", "outcome": "supported"}
    assert "without “threat” the sign turns" in _firm(row, study(SHAKY))
    assert "without words of acts" in _firm(row, study([*FIRM, ACTS]))
    assert _firm(row, study(FIRM)) == ""
    for other in ({"by": "voice"}, {"unit": "own words"}, {"second": "Lorn"}, {"outcome": "cannot be told"},
                  {"lang": "ru"}, {"direction": "same"}):  # fmt: skip
        assert _firm(row | other, study(SHAKY)) == "", other


def test_what_was_set_aside_is_listed_or_counted_by_reason():
    few = pd.DataFrame({"id": ["a", "b"], "origin": ["x.csv, line 2", None], "notes": ["no text", "no text"]})
    shown = report_parts.set_aside(study(set_aside=few)).html
    assert shown.count("<tr") == 3
    assert "x.csv, line 2" in shown and "NaN" not in shown and "None" not in shown
    assert report_parts.set_aside(study(set_aside=few.iloc[:0])) == ""
    sides, notes = ["Russia"] * 3 + ["US"] * 20 + [""], ["no text"] * 2 + ["left out by the plan: a test <b>"] * 22
    articles = pd.DataFrame({"id": range(24), "text": "x", "side": sides, "notes": notes, "status": "quarantined"})
    many = articles.assign(origin="x.csv")[["id", "origin", "notes"]]
    rows = pd.read_html(io.StringIO(report_parts.set_aside(study(set_aside=many, articles=articles)).html))[0]
    assert rows.columns.tolist()[1:] == ["US", "Russia", "(no side)"]
    assert rows.values.tolist() == [["by the plan: a test <b>", 20, 1, 1], ["no text", 0, 2, 0]]


def test_sides_of_one_outlet_each_have_no_chapter_on_outlets():
    table = pd.DataFrame({"outlet": ["Post", "Wire", "Echo", "Bote"], "side": ["US", "Russia", "US", "Switzerland"]})
    assert one_place(study(by_outlet=table.drop(index=2)))
    assert not one_place(study(by_outlet=table))
    made = study(by_outlet=table.drop(index=2))
    assert report_parts.outlets_opening(made) == ""
    assert "come from one place, Post and Wire: nothing" in report_parts.by_outlet(made)
    assert report_parts.outlets_opening(study(by_outlet=table)).startswith("## Outlet by outlet")


def test_chapters_of_texts():
    made = study(topic_balance=pd.DataFrame({"topic": [1]}))
    openings = ("stories_opening", "voices_opening", "topics_opening", "evidence_opening")
    said = [getattr(report_parts, name)(made) for name in openings]
    assert [line.split("\n")[0] for line in said] == [
        "### One agency, many papers", "## Who is speaking?", "## What is spoken of", "## The words in their sentences",
    ]  # fmt: skip
    assert "second chart" in said[2]
    assert "second chart" not in report_parts.topics_opening(study())
    assert "Speakers are found by rules" in report_parts.limits(made)
    assert "without the text" not in report_parts.limits(made)


def test_no_line_ends_inside_a_p():
    shown = Markdown("give p < .05, p = 0.010 (a p = b).")._repr_markdown_()
    assert shown == "give p\u00a0<\u00a0.05, p\u00a0=\u00a00.010 (a p = b)."
