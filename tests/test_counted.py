"""Studies of figures: the same tables, parts and evidence, made of counts."""

import re
from pathlib import Path

import pandas as pd
import pytest

from framing import read_plan, read_study, report_parts, run_study, verify_study, write_figures, write_reader
from framing._parts.firm import firm_word
from framing._study.counted import ENDING
from framing.charts import Figure
from framing.robustness import verdict
from framing.wording import robustness

ROOT = Path(__file__).resolve().parents[1]
YEARS = range(1970, 2010)
PLAN = """
name = "speeches"
about = "invented speeches, counted"
groups = ["US", "Russia"]
cluster = "date"
lexicon = "lexicon.csv"

[[sources]]
path = "speeches.sentences.parquet"
"""


def invented(lexicon, folder, **more):
    """One speech a side and year: the US threatens in each, Russia in every second."""
    rows = [
        {"id": f"{side}-{year}", "side": side, "outlet": "Assembly", "lang": "en", "date": str(year), **more,
         "speaker": "Ada Berg" if side == "US" else "", "url": f"https://speeches.invalid/{side}/{year}",
         "text": ("A threat. " if side == "US" or year % 2 else "Dialogue. ")}
        for year in YEARS for side in ("US", "Russia")
    ]  # fmt: skip
    folder.mkdir(parents=True, exist_ok=True)
    write_figures(pd.DataFrame(rows), folder / "speeches", lexicon)
    (folder / "study.toml").write_text(PLAN, encoding="utf-8")
    (folder / "lexicon.csv").write_bytes((ROOT / "tests" / "tiny" / "lexicon.csv").read_bytes())
    return folder


@pytest.fixture(scope="module")
def study(lexicon, tmp_path_factory):
    folder = invented(lexicon, tmp_path_factory.mktemp("counted"))
    return run_study(folder, folder / "out")


def test_the_tables_are_made_of_the_counts(study):
    assert study.counted
    assert "text" not in study["articles"]
    scores = study["scores"].set_index("id")
    assert scores.loc["US-1970", ["confrontation", "dialogue"]].tolist() == [1, 0]
    assert scores.loc["Russia-1970", ["confrontation", "dialogue"]].tolist() == [0, 1]
    row = study["comparisons"].query("measure == 'balance'").iloc[0]
    assert row[["clusters_first", "clusters_second"]].tolist() == [len(YEARS)] * 2
    assert row["difference"] > 0
    assert row["value_second"] == 0  # as many threats as dialogues
    assert study["explanation"]["contribution"].sum() == pytest.approx(row["difference"], abs=1e-6)
    assert {"planned", "drawn"} <= set(study["robustness"]["kind"])
    assert {"voices", "topic_words", "edits"} & set(study.tables) == set()


def test_it_is_read_back_and_verified_as_any_other(study):
    again = read_study(study.folder, read_plan(study.plan.folder))
    assert again.digest == study.digest
    assert sorted(study.provenance["inputs"]) == ["speeches.json", "speeches.sentences.parquet"]
    assert len(verify_study(study.folder, rerun=True)) == 0


def test_a_chapter_is_shown_or_not_begun_and_the_last_says_what_is_left_out(study):
    parts = {name: getattr(report_parts, name) for name in report_parts.__all__ if name != "Markdown"}
    shown = {name: part(study) for name, part in parts.items()}
    figures = {name for name, what in shown.items() if isinstance(what, Figure)}
    assert figures == {"sides", "articles", "other_choices", "why", "over_time"}
    for name in ("stories", "stories_opening", "mirror", "voices_opening", "topics", "topics_opening", "one_article"):
        assert shown[name] == "", "nothing is said of texts that are not there"
    assert "counts, without the text" in shown["limits"]
    assert shown["outlets_opening"] == ""
    assert "come from one place, Assembly" in shown["by_outlet"]
    assert "within whole years" in shown["how_compared"]
    assert "hold both sides" not in shown["how_compared"]
    words = " ".join(str(what) for what in shown.values())
    assert "articles" not in words
    assert "In short." in shown["opening"]
    assert "US documents speak more of confrontation" in shown["opening"]
    found = verdict(study["robustness"]).iloc[0]
    assert found["verdict"] in ("robust", "depends on choices"), "a difference that was planted"
    assert robustness(found) in shown["opening"], "what is told first says how firm it is"
    for name in ("sides", "why", "over_time"):
        told = re.search("depends? on choices|cannot be told (without|with|under)", shown[name].svg + shown[name].alt)
        assert bool(told) == bool(firm_word(study["robustness"])), f"the chart {name} says how firm it is"


def test_the_series_is_the_studys_own_and_counts_decades(study):
    svg = report_parts.over_time(study)
    assert svg.alt.startswith("1970 to 2009: ")
    assert re.search(r"decades|cannot be told apart|speak more", svg.alt)


def test_five_months_have_a_series_and_a_fortnight_has_none(lexicon, tmp_path):
    folder = invented(lexicon, tmp_path)
    table = pd.read_parquet(folder / f"speeches{ENDING}")
    number = table.groupby("id").ngroup() % 5 + 1
    table.assign(date="2034-0" + number.astype(str) + "-11").to_parquet(folder / f"speeches{ENDING}", index=False)
    made = run_study(folder, folder / "out")
    assert "month by month" in report_parts.over_time_opening(made)
    assert report_parts.over_time(made).alt.startswith("2034-01 to 2034-05: as a whole, ")


def test_a_study_of_a_fortnight_has_no_series(lexicon, tmp_path):
    folder = invented(lexicon, tmp_path)
    table = pd.read_parquet(folder / f"speeches{ENDING}")
    table.assign(date="2034-09-" + (1 + table.groupby("id").ngroup() % 14).astype(str).str.zfill(2)).to_parquet(
        folder / f"speeches{ENDING}", index=False
    )
    made = run_study(folder, folder / "out")
    assert report_parts.over_time_opening(made) == report_parts.over_time(made) == ""


def test_sides_that_speak_at_different_times_are_warned_of(lexicon, tmp_path):
    folder = invented(lexicon, tmp_path)
    table = pd.read_parquet(folder / f"speeches{ENDING}")
    later = (table["date"].astype(int) + 30).astype(str)
    table.assign(date=later.where(table["side"].eq("US"), table["date"])).to_parquet(folder / f"speeches{ENDING}")
    made = run_study(folder, folder / "out")
    assert "Only 10 of 70 years hold both sides" in report_parts.how_compared(made)


def test_documents_lead_to_their_pages(study, tmp_path):
    page = write_reader(study, tmp_path / "x.reader.html").read_text(encoding="utf-8")
    assert page.count('href="https://speeches.invalid/US/1970"') >= 3  # finding, outlet, concept, document
    assert ">Ada Berg, 1970</a>" in page
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(re.findall(r'\bid="([^"]+)"', page))
    shown = report_parts.evidence(study).html
    assert shown.count("https://speeches.invalid/") == 16
    links = "".join(part(study).html for part in (report_parts.why_links, report_parts.outlet_links))
    assert set(re.findall(r'reader\.html#([^"]+)"', links)) <= set(re.findall(r'\bid="([^"]+)"', page))


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('path = "none.sentences.parquet"', r"there are no figures .*none \(no file none.json\)"),
        ('path = "speeches.sentences.parquet"\ncolumns = { lang = "x" }', "have their columns and sides already"),
        ('path = "speeches.sentences.parquet"\n[[sources]]\npath = "texts"', "are texts and figures"),
        ('path = "speeches.sentences.parquet"\n[[sources]]\npath = "speeches.sentences.parquet"',
         "two sources hold the same id"),
        ('path = "speeches.sentences.parquet"\nfixed = { side = "US" }', r"no article of the side\(s\) \['Russia'\]"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said(lexicon, tmp_path, line, message):
    folder = invented(lexicon, tmp_path)
    (folder / "study.toml").write_text(PLAN.replace('path = "speeches.sentences.parquet"', line), encoding="utf-8")
    with pytest.raises(ValueError, match=message):
        run_study(folder, folder / "out")


def test_a_fixed_url_stands_for_documents_without_one(lexicon, tmp_path):
    folder = invented(lexicon, tmp_path)
    (folder / "study.toml").write_text(PLAN + 'fixed = { url = "https://all.invalid/" }\n', encoding="utf-8")
    made = run_study(folder, folder / "out")
    assert set(made["articles"]["url"]) == {"https://all.invalid/"}


def test_a_document_without_a_name_has_that_of_its_address(lexicon, tmp_path):
    folder = invented(lexicon, tmp_path)
    table = pd.read_parquet(folder / f"speeches{ENDING}")
    slug = (
        "https://speeches.invalid/2034/a-few-words-of-thanks-to-those-who-have-kept-the-lights-of-the-harbour-burning/"
    )
    table.loc[table["id"] == "Russia-1971", "url"] = slug
    table.to_parquet(folder / f"speeches{ENDING}", index=False)
    titles = run_study(folder, folder / "out")["articles"].set_index("id")["title"]
    assert titles["Russia-1971"] == "a few words of thanks to those who have kept the lights of the …"
    assert (titles["Russia-1970"], titles["US-1970"]) == ("", "Ada Berg, 1970")


def test_nothing_in_figures_becomes_markup(lexicon, tmp_path):
    folder = invented(lexicon, tmp_path)
    table = pd.read_parquet(folder / f"speeches{ENDING}")
    table.assign(outlet="<i>", speaker="<script>", url="javascript:alert(1)").to_parquet(folder / f"speeches{ENDING}")
    made = run_study(folder, folder / "out")
    page = write_reader(made, tmp_path / "x.reader.html").read_text(encoding="utf-8") + report_parts.evidence(made).html
    assert "&lt;script&gt;" in page
    assert not re.search("<script>|<i>|javascript:", page)


def test_the_shipped_study_of_2022_keeps_to_the_days_that_both_sides_have(tmp_path):
    made = run_study(ROOT / "data" / "raw" / "real" / "2022", tmp_path)
    used = made["scores"]
    assert used["side"].value_counts().to_dict() == {"Russia": 397, "US": 82}
    assert (used["date"].min(), used["date"].max()) == ("2022-02-24", "2022-06-24")
    assert used["url"].str.contains("://").all()
    assert len(made["set_aside"]) == 1107 - 479
    shown = report_parts.set_aside(made).html
    assert "by the plan: outside the period 2022-02-24 to 2022-06-24</td>\n      <td>169</td>\n      <td>419" in shown
    assert shown.count("<tr") == 3, "a row is a reason"
    assert "40 of 115 days hold both sides" in report_parts.how_compared(made)
    shown = report_parts.sides(made)
    assert "this cannot be told without words of acts" in shown.svg.replace("\n", " ") + shown.alt
    assert "Treasury" not in report_parts.sides(made).svg, "a source of which nothing was used is no source"


def test_the_shipped_study_of_real_figures_runs(tmp_path):
    made = run_study(ROOT / "data" / "raw" / "real", tmp_path)
    assert len(made["scores"]) == 157
    assert made["articles"]["url"].str.startswith("https://doi.org/").all()
