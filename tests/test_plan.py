"""Plans: read, refused, frozen once, and compared with what was done."""

import json
from pathlib import Path

import pandas as pd
import pytest

from framing.hypotheses import decide
from framing.plan import LOCK, Exclusion, Hypothesis, describe, deviations, freeze_plan, read_lock, read_plan
from framing.study import run_study

TINY = Path(__file__).parent / "tiny"
MINIMAL = 'name = "tiny"\n'
SOURCE = '\n[[sources]]\npath = "articles.csv"\n'
FULL = """
name = "tiny"
margin = 0.5
correction = "benjamini-hochberg"
exclusions = [{ column = "outlet", values = ["Ledger"], reason = "a test" }]

[[hypotheses]]
text = "The sides differ."

[[hypotheses]]
text = "The voices are the same."
by = "voice"
direction = "same"
lang = "en"
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "articles.csv").write_bytes((TINY / "articles.csv").read_bytes())
    (tmp_path / "study.toml").write_text(MINIMAL + SOURCE, encoding="utf-8")
    return tmp_path


def write(folder, plan):
    (folder / "study.toml").write_text(plan + SOURCE, encoding="utf-8")
    return read_plan(folder)


def test_a_minimal_plan_has_the_defaults(folder):
    plan = read_plan(folder)
    assert (plan.groups, plan.unit, plan.cluster, plan.test) == (("US", "Russia"), "article", "outlet", "permutation")
    assert (plan.alpha, plan.correction, plan.hypotheses, plan.exclusions) == (0.05, "holm", (), ())


def test_a_full_plan(folder):
    plan = write(folder, FULL)
    assert plan.hypotheses[0] == Hypothesis("The sides differ.")
    assert plan.hypotheses[1] == Hypothesis("The voices are the same.", by="voice", direction="same", lang="en")
    assert plan.exclusions == (Exclusion("outlet", ("Ledger",), "a test"),)
    assert plan.content["hypotheses"][1]["direction"] == "same"
    assert "folder" not in plan.content


@pytest.mark.parametrize(
    ("plan", "message"),
    [
        ("[[hypotheses]]\nby = 'side'", r"\[\[hypotheses\]\]: one of them has no `text`"),
        ("[[hypotheses]]\ntext = 'x'\ndirecton = 'first'", "'directon' is unknown.*Did you mean 'direction'"),
        ("[[hypotheses]]\ntext = 'x'\ndirection = 'up'", "hypothesis 1: direction='up' is unknown"),
        ("[[hypotheses]]\ntext = 'x'\ndirection = 'same'", "hypothesis 1: direction='same' needs a `margin`"),
        ("[[hypotheses]]\ntext = 'x'\ngroups = ['US']", r"hypothesis 1: groups=\['US'\]"),
        ("[[hypotheses]]\ntext = 'x'\nlang = 'fr'", "hypothesis 1: lang='fr' is unknown"),
        ("[[exclusions]]\ncolumn = 'outlet'\nvalues = ['a']", r"\[\[exclusions\]\]: one of them has no `reason`"),
        ("[[exclusions]]\ncolumn = 'side'\nvalues = 'a'\nreason = 'b'", r"values='a'; write a list, such as \['a'\]"),
        ("margin = 'wide'", "margin='wide'; the largest difference"),
        ("test = 't'", "test='t' is unknown; choose from"),
        ("correction = 'bonferroni'", "correction='bonferroni' is unknown"),
        ("unit = 'page'", "unit='page' is unknown"),
        ("alpha = 5", "alpha=5; a number between 0 and 1"),
        ("margin = -1", "margin=-1; the largest difference that would not matter is above 0"),
        ("period = '2034'", r'period=.2034.; write a list, such as \["2022-02-24", "2022-06-30"\]'),
        ("period = 2034-01-02", r"period='2034-01-02'; write a list, such as \["),
        ("period = [2034-01-02, 2034-02-01]", 'period: 2034-01-02 is no text; .*"2034-01-02"'),
        ("period = ['2034-01']", r"period=\['2034-01'\]; write its first and its last day"),
        ("period = ['2034-02', '2034-01-31']", r"period=\['2034-02', '2034-01-31'\]; write its first"),
        ("period = ['2.1.2034', '2034']", "period: write '2.1.2034' as '2034-01-02'"),
        ("period = ['spring', '2034']", "period: the date 'spring' is not clear; write"),
        ("period = ['2034-02-30', '2035']", "period: the date '2034-02-30' does not exist"),
    ],
)
def test_a_wrong_plan_says_what_is_wrong(folder, plan, message):
    with pytest.raises(ValueError, match=message):
        write(folder, MINIMAL + plan)


ONE = MINIMAL + SOURCE


@pytest.mark.parametrize(
    ("plan", "message"),
    [
        ("name = tiny" + SOURCE, "line 1: 'name = tiny' is not TOML; a text stands in quotation marks"),
        ("name = „klein“" + SOURCE, "line 1: .*straight quotation marks"),
        ("name 'tiny'" + SOURCE, "line 1: .*each line is an entry"),
        (ONE + "path = 'b.csv'", "line 5: .*for the second time"),
        (MINIMAL + '[[sources]]\npath = "C:\\Users\\ann\\a.csv"', "line 3: .*write the path with /"),
        (ONE + 'columns = {\n  lang = "language",\n}', r"line 5: .*must stand on one line; .* \[sources.columns\]"),
        (ONE + 'sides = { США = "US" }', 'line 5: .*needs quotation marks: "США"'),
        (MINIMAL + "[[sources]\npath = 'a.csv'", r"line 2: .*a part begins with \[\[sources\]\]"),
        (MINIMAL + "[sources]\npath = 'a.csv'", r"write \[\[sources\]\] with two brackets"),
        (MINIMAL + "sources = ['a.csv']", r"write \[\[sources\]\] with two brackets"),
        ("name = 2034" + SOURCE, 'name: 2034 is no text; write it in quotation marks: "2034"'),
        (MINIMAL + "groups = 'US'" + SOURCE, r"groups='US'; write a list, such as \['US'\]"),
        (MINIMAL + "groups = ['US', 3]" + SOURCE, "groups: 3 is no text"),
        (MINIMAL + "topics = 'six'" + SOURCE, "topics='six'; write a whole number"),
        (MINIMAL + "seed = -1" + SOURCE, "seed=-1; write a whole number"),
        (ONE + "columns = 'body'", "columns='body'; write pairs, such as columns = { lang"),
        (ONE + "fixed = { date = 2034-03-04 }", 'fixed, date: 2034-03-04 is no text; .*"2034-03-04"'),
        (ONE + "[sources.columns]\nlang = 'l'\nsides = { USA = 'US' }", r"`sides` stands below \[sources.columns\]"),
        (ONE + "actors = 'actors.csv'", r"'actors' belongs to the whole plan; move its line above the first \[\["),
        (ONE + "columns = { language = 'lang' }", 'the wrong way round.*columns = { lang = "language" }'),
        (ONE + "columns = { titel = 'headline' }", "columns, 'titel' is unknown. Did you mean 'title'"),
        (ONE + "sides = { Russia = 'РФ' }", 'the wrong way round.*sides = { "РФ" = "Russia" }'),
    ],
)
def test_a_badly_typed_plan_says_how_it_would_be_right(folder, plan, message):
    (folder / "study.toml").write_text(plan, encoding="utf-8")
    with pytest.raises(ValueError, match=message):
        read_plan(folder)


def test_a_plan_may_rename_more_columns_than_ours_and_begin_with_a_mark(folder):
    text = "\ufeff" + ONE + "columns = { title = 'h', subtitle = 'h2', update = 'u', ressort = 'r' }"
    (folder / "study.toml").write_text(text, encoding="utf-8")
    assert read_plan(folder).sources[0].columns["update"] == "u"


def test_what_is_no_plan(folder):
    with pytest.raises(ValueError, match=r"articles.csv is no plan; a plan is a text file study.toml"):
        read_plan(folder / "articles.csv")
    (folder / "study.toml").write_bytes('name = "Müller"'.encode("cp1252"))
    with pytest.raises(ValueError, match="is not UTF-8; save it with the encoding UTF-8"):
        read_plan(folder)


@pytest.mark.parametrize("key", ["lexicon", "actors"])
def test_a_file_that_the_plan_names_must_be_there(folder, key):
    plan = write(folder, MINIMAL + f"{key} = 'mine.csv'")
    with pytest.raises(ValueError, match=f"the plan says {key} = 'mine.csv', but there is no file"):
        describe(plan)


def test_a_plan_is_frozen_once(folder):
    path = freeze_plan(folder)
    assert path == folder / LOCK
    lock = read_lock(read_plan(folder))
    assert lock["plan_sha256"] == describe(read_plan(folder))["plan_sha256"]
    assert set(lock["files"]) == {"lexicon", "shifters", "actors"}
    with pytest.raises(ValueError, match="was frozen on .*, and nothing has changed since"):
        freeze_plan(folder)
    write(folder, MINIMAL + "cluster = 'story'")
    with pytest.raises(ValueError, match="these parts have changed since: cluster"):
        freeze_plan(folder)


def test_a_lock_changed_by_hand_is_refused(folder):
    path = freeze_plan(folder)
    path.write_text(
        path.read_text(encoding="utf-8").replace('"cluster": "outlet"', '"cluster": "story"'), encoding="utf-8"
    )
    with pytest.raises(ValueError, match="its content does not fit its hash"):
        read_lock(read_plan(folder))
    path.write_text("{", encoding="utf-8")
    with pytest.raises(ValueError, match="its content does not fit its hash"):
        run_study(folder, folder / "out")


def test_the_hash_follows_the_plan_and_its_files_but_not_the_layout(folder):
    first = describe(read_plan(folder))["plan_sha256"]
    assert describe(write(folder, "# a remark\n" + MINIMAL))["plan_sha256"] == first
    assert describe(write(folder, MINIMAL + "seed = 1"))["plan_sha256"] != first
    (folder / "lexicon.csv").write_bytes((TINY / "lexicon.csv").read_bytes())
    own = describe(write(folder, MINIMAL + "lexicon = 'lexicon.csv'"))["plan_sha256"]
    (folder / "lexicon.csv").write_text("concept,pole,en\nfork,up,fork\nspoon,down,spoon\n", encoding="utf-8")
    assert describe(read_plan(folder))["plan_sha256"] != own


def test_no_deviation_where_the_plan_was_followed(folder):
    freeze_plan(folder, inputs=True)
    study = run_study(folder, folder / "out")
    lock = read_lock(study.plan)
    assert study.provenance["frozen"] == {"frozen": lock["frozen"], "plan_sha256": lock["plan_sha256"]}
    assert study.provenance["plan_sha256"] == lock["plan_sha256"]
    assert deviations(folder, study).empty


def test_what_was_done_otherwise_is_listed(folder):
    freeze_plan(folder, inputs=True)
    (folder / "lexicon.csv").write_bytes((TINY / "lexicon.csv").read_bytes())
    with (folder / "articles.csv").open("a", encoding="utf-8") as file:
        file.write('fr-1,Phare,France,fr,2034-01-01,Non,"Ils ne veulent pas de dialogue."\n')
    extra = "groups = ['Russia', 'US']\nlexicon = 'lexicon.csv'\n[[hypotheses]]\ntext = 'Afterwards.'"
    study = run_study(write(folder, MINIMAL + extra), folder / "out")
    table = deviations(folder, study).set_index("what")
    assert table.loc["groups"].tolist() == ["US, Russia", "Russia, US"]
    assert table.loc["hypotheses 1 text"].tolist() == ["", "Afterwards."]
    assert table.loc["lexicon"].tolist() == ["", "lexicon.csv"]
    assert {"lexicon version", "file lexicon", "source articles.csv"} <= set(table.index)
    assert table.loc["articles set aside", "done"] == "1: fr-1"
    assert "title" not in table.index


def test_a_plan_that_was_never_frozen_says_so(folder):
    study = run_study(folder, folder / "out")
    assert study.provenance["frozen"] is None
    assert deviations(folder, study)["done"].tolist() == ["never frozen: nothing was fixed beforehand"]


def test_excluded_articles_are_set_aside_with_the_reason_and_are_no_deviation(folder):
    more = "exclusions = [{ column = 'side', values = ['Switzerland'], reason = 'no party' }]"
    plan = write(folder, MINIMAL + more)
    freeze_plan(folder)
    study = run_study(plan, folder / "out")
    assert len(study["set_aside"])
    assert study["set_aside"]["notes"].str.contains("left out by the plan: no party").all()
    assert set(study["articles"].loc[study["articles"]["status"] == "quarantined", "side"]) == {"Switzerland"}
    assert "Switzerland" not in set(study["scores"]["side"])
    assert deviations(plan, study).empty


def test_what_lies_outside_the_period_is_set_aside_with_the_reason_and_is_no_deviation(folder):
    plan = write(folder, MINIMAL + "period = ['2034-01-03', '2034-01']")
    freeze_plan(folder)
    study = run_study(plan, folder / "out")
    name = "left out by the plan: {} the period 2034-01-03 to 2034-01"
    notes = study["set_aside"].set_index("id")["notes"].str.removeprefix("fewer than 30 words; ")
    assert notes.to_dict() == {
        "en-1": name.format("outside"),  # the day before
        "ru-2": name.format("the date 2034 is too coarse to tell whether it lies inside"),
    }
    assert sorted(study["scores"]["id"]) == ["de-1", "de-2", "en-2", "en-3", "ru-1"]
    assert study.provenance["plan"]["period"] == ["2034-01-03", "2034-01"]
    assert study.provenance["counts"]["scores"] == {"articles": 7, "scored": 5, "set aside": 2}
    assert deviations(plan, study).empty
    wider = run_study(write(folder, MINIMAL + "period = ['2034', '2034']"), folder / "out")
    assert len(wider["set_aside"]) == 0, "a year holds its days, and itself"
    assert deviations(wider.plan, wider)["what"].tolist() == ["period"]


def test_an_article_without_a_date_and_a_period_without_articles(folder):
    csv = (folder / "articles.csv").read_text(encoding="utf-8").replace("2034-01-02", "")
    (folder / "articles.csv").write_text(csv, encoding="utf-8")
    study = run_study(write(folder, MINIMAL + "period = ['2034-01-01', '2034-02']"), folder / "out")
    notes = study["set_aside"].set_index("id")["notes"]
    assert "there is no date to tell whether it lies inside the period 2034-01-01 to 2034-02" in notes["en-1"]
    empty = write(folder, MINIMAL + "period = ['1990', '1991']")
    with pytest.raises(ValueError, match=r"no article of the side\(s\) .*outside the period 1990 to 1991"):
        run_study(empty, folder / "out")


def test_a_plan_without_a_period_is_what_it_was_before_there_were_periods(folder):
    assert "period" not in read_plan(folder).content
    assert write(folder, MINIMAL + "period = ['2034', '2035']").content["period"] == ["2034", "2035"]


def test_an_exclusion_comes_before_the_period(folder):
    more = "period = ['2034-01-03', '2035']\nexclusions = [{ column = 'id', values = ['en-1'], reason = 'x' }]"
    study = run_study(write(folder, MINIMAL + more), folder / "out")
    notes = study["set_aside"].set_index("id")["notes"]
    assert notes["en-1"].endswith("left out by the plan: x"), "one reason is enough"


def test_an_exclusion_by_an_unknown_column(folder):
    plan = write(folder, MINIMAL + "exclusions = [{ column = 'genre', values = ['live'], reason = 'x' }]")
    with pytest.raises(
        ValueError, match=r"where \[\[exclusions\]\] look for values, lacks the column\(s\) \['genre'\]"
    ):
        run_study(plan, folder / "out")


def scores(first, second, n=6):
    """Scores of n outlets a side, all of one balance, but for one word."""
    sides = {"US": first, "Russia": second}
    rows = [
        (f"{side}{k}", side, f"{side}{k}", f"{side}{k}", "en", 9, up + k % 2, down)
        for side, (up, down) in sides.items()
        for k in range(n)
    ]
    columns = ["id", "side", "outlet", "story", "lang", "sentences", "up", "down"]
    return pd.DataFrame(rows, columns=columns).assign(voice="outlet")


def outcomes(folder, table, *hypotheses, more=""):
    parts = "".join(f"\n[[hypotheses]]\ntext = 'x'\n{one}\n" for one in hypotheses)
    return decide(write(folder, MINIMAL + more + parts), table, table)


def test_the_outcomes(folder):
    table = scores((20, 5), (5, 20))
    found = outcomes(folder, table, "direction = 'first'", "direction = 'second'", "direction = 'different'")
    assert found["outcome"].tolist() == ["supported", "contradicted", "supported"]
    assert found["adjustment"].tolist() == ["Holm, 3 comparisons"] * 3
    assert (found["p_adjusted"] >= found["p"]).all()
    assert (found["p_adjusted"].round(9) == (3 * found["p"]).round(9)).any()
    none = outcomes(folder, table, "direction = 'first'", "lang = 'en'", more="correction = 'none'\n")
    assert none["p_adjusted"].equals(none["p"])


def test_what_cannot_be_told_or_tested(folder):
    alike = scores((9, 9), (9, 9))
    same = outcomes(folder, alike, "direction = 'different'", "direction = 'same'", more="margin = 0.5\n")
    assert same["outcome"].tolist() == ["cannot be told", "supported"]
    assert same["p_adjusted"].iloc[1] >= same["p_equivalent"].iloc[1]
    assert outcomes(folder, scores((9, 1), (1, 9), n=4), "")["outcome"].item() == "only described"
    absent = outcomes(folder, alike, "lang = 'ru'", "").iloc[0]
    assert (absent["outcome"], absent["n_first"], absent["method"]) == ("no texts", 0, "a group has no texts")


def test_the_unit_and_the_column_of_a_hypothesis(folder):
    told = pd.concat([scores((9, 1), (1, 9)), scores((1, 9), (9, 1)).assign(voice="US", id=lambda t: t["id"] + "v")])
    plan = write(
        folder,
        MINIMAL
        + "unit = 'own words'\n[[hypotheses]]\ntext = 'x'\n[[hypotheses]]\ntext = 'y'\nunit = 'words of others'\n",
    )
    table = decide(plan, told.iloc[:0], told)
    assert (table["difference"] > 0).tolist() == [True, False]
    assert table["unit"].tolist() == ["own words", "words of others"]
    with pytest.raises(ValueError, match=r"the texts of hypothesis 1 lacks the column\(s\) \['genre'\]"):
        outcomes(folder, told, "by = 'genre'")


def test_no_hypothesis_is_an_empty_table_with_all_columns(folder):
    table = decide(read_plan(folder), scores((1, 1), (1, 1)), scores((1, 1), (1, 1)))
    assert len(table) == 0
    assert {"number", "hypothesis", "p_adjusted", "outcome"} <= set(table.columns)


def test_the_shipped_plan_is_frozen_as_it_stands():
    plan = read_plan(Path(__file__).parents[1] / "notebooks" / "report")
    lock = json.loads((plan.folder / LOCK).read_text(encoding="utf-8"))
    assert lock["plan"] == plan.content
    assert read_lock(plan)["frozen"]
