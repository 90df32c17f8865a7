import numpy as np
import pandas as pd
import pytest

from framing import by_period, charts, over_time


@pytest.fixture
def table():
    dates = ["2022-01-05", "2022-02-10", "2022-02-20", "2022-04-01", "2022", "soon"]
    counts = {"words": 50, "sentences": 5, "up": [1, 2, 4, 8, 100, 100], "down": 1}
    return pd.DataFrame({"id": list("abcdef"), "date": dates, "side": "US", "lang": "en", **counts})


def test_months_are_parts_of_a_year_and_coarser_dates_are_left_out(table):
    found = over_time(table, by="side", window=1, unit="month")
    assert found["year"].tolist() == [2022.042, 2022.125, 2022.292]
    assert found["n"].tolist() == [1, 2, 1]
    assert found["value"].round(3).tolist() == [
        round(np.log((x + 0.5) / (y + 0.5)), 3) for x, y in [(1, 1), (6, 2), (8, 1)]
    ]


def test_a_window_of_three_months_is_cut_at_the_ends_and_at_gaps(table):
    assert over_time(table, by="side", window=3, unit="month")["n"].tolist() == [3, 3, 1]


def test_years_take_every_dated_text(table):
    assert over_time(table, by="side", window=1)["n"].tolist() == [5]


def test_another_measure_is_named(table):
    table = table.assign(intensity=20.0)
    found = over_time(table, by="side", measure="intensity", window=1)
    assert set(found["measure"]) == {"intensity"}
    assert "intensity" in charts.over_time(found, poles=("up", "down")).get_ylabel()


def test_months_are_named_on_the_axis(table):
    ax = charts.over_time(over_time(table, by="side", window=1, unit="month"), poles=("up", "down"))
    assert [t.get_text() for t in ax.get_xticklabels()] == [f"0{month}/2022" for month in range(1, 6)]


@pytest.mark.parametrize(("given", "message"), [({"window": 2}, "odd number of years"), ({"unit": "day"}, "unit")])
def test_what_cannot_be_asked(table, given, message):
    with pytest.raises(ValueError, match=message):
        over_time(table, by="side", **given)


def test_periods_are_compared_each_for_itself_and_adjusted_together():
    rng = np.random.default_rng(0)
    year = np.repeat(np.arange(1950, 1970), 2)
    table = pd.DataFrame({
        "id": [f"t{n}" for n in range(40)], "date": year.astype(str), "side": ["US", "Russia"] * 20, "lang": "en",
        "sentences": 10, "up": rng.poisson(8, 40) + 20 * ((year >= 1960) & (np.arange(40) % 2 == 0)), "down": 8,
    })  # fmt: skip
    found = by_period(table, by="side", groups=("US", "Russia"), cluster="date")
    assert found["period"].tolist() == ["1950–1959", "1960–1969"]
    assert found["p"].iloc[0] > 0.05 > found["p"].iloc[1]
    assert found["p_adjusted"].iloc[1] == pytest.approx(min(1, 2 * found["p"].min()))
