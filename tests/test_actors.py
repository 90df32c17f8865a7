"""The table of who may speak: the shipped one is sound, the study's own one wins, bad ones say where."""

import pytest
from speaking import ACTORS, statements, told, voice

from framing import attribute, read_actors

# --- the table of actors ---------------------------------------------------------------------------------------


def test_the_shipped_actors_are_sound():
    table = ACTORS.table
    assert {"US", "Russia", "Ukraine", "Europe", "other"} <= set(table["side"])
    persons = table[table["type"] == "person"]
    assert persons.loc[persons["side"].isin(["US", "Russia"]), "actor"].nunique() >= 120
    assert not persons.duplicated(["actor", "side", "of", "role", "from"]).any()
    first = persons.drop_duplicates("actor")
    assert (first["gender"] != "").all() and (first[["en", "ru"]] != "").all(axis=None)
    states = table[table["type"].isin(["metonym", "demonym"])]
    assert (states[["en", "de", "ru"]] != "").all(axis=None)
    assert not states.duplicated(["actor", "type"]).any()


def test_one_holder_at_a_time():
    """Two people never hold an office at once for longer than the gap of a handover."""
    shared = set(ACTORS.table.loc[ACTORS.table["guard"] == "several", "role"])
    persons = ACTORS.table[ACTORS.table["type"].eq("person") & ~ACTORS.table["role"].isin(shared)]
    unique = ["president", "foreign minister", "defence minister", "prime minister", "chancellor", "vice president"]
    for (_, _), rows in persons[persons["role"].isin(unique)].groupby(["role", "of"]):
        spans = sorted((row["from"], row["to"] or "9999") for row in rows.to_dict("records"))
        assert all(end <= begin for (_, end), (begin, _) in zip(spans, spans[1:], strict=False)), rows["actor"].tolist()


@pytest.mark.parametrize(
    ("of", "role", "date", "actor"),
    [
        ("United States", "foreign minister", "2014-03-18", "John Kerry"),
        ("United States", "foreign minister", "2022-01-09", "Antony Blinken"),
        ("United States", "president", "2017-01-20", None),
        ("Russia", "defence minister", "2022-02", "Sergei Shoigu"),
        ("Russia", "defence minister", "2024-06", "Andrei Belousov"),
        ("Russian Foreign Ministry", "spokesperson", "2014-07", "Alexander Lukashevich"),
        ("Germany", "foreign minister", "2022", "Annalena Baerbock"),
        ("NATO", "secretary general", "2025", "Mark Rutte"),
        ("Ukraine", "president", "2015", "Petro Poroshenko"),
    ],
)
def test_who_held_an_office_then(of, role, date, actor):
    holders = ACTORS.holders(role, [of], date)
    assert holders == [actor] if actor else len(holders) == 2  # the day of the handover has two


def test_own_actors_win(tmp_path):
    path = tmp_path / "own.csv"
    path.write_text(
        "actor,type,side,de\nKremlin,institution,other,Kreml*\nNora Putin,person,US,Nora Putin\n", encoding="utf-8"
    )
    own = read_actors(path)
    assert voice("der Kreml", "de", own) == "other"
    assert told("Putin", lang="de", actors=own)[0].actor == "Nora Putin"
    assert voice("Wladimir Putin", "de", own) == "Russia"
    assert voice("das Weiße Haus", "de", own) == "US"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name,type,side,en\n", r"own\.csv lacks the column\(s\) \['actor'\]"),
        ("actor,type,side\nA,person,US\n", "has no forms"),
        ("actor,type,side,en\nA,person,US,A B\nB,persn,US,B\n", r"own\.csv, line 3: type='persn' is unknown.*'person'"),
        ("actor,type,side,en\nA,person,USA,A B\n", r"line 2: side='USA' is unknown; choose from"),
        ("actor,type,side,en,from\nA,person,US,A B,20.1.2021\n", r"line 2: from='20\.1\.2021' is no ISO date"),
        (
            "actor,type,side,en,from,to\nA,person,US,A B,2022,2021\n",
            r"line 2: 'A' ends \(2021\) before it begins \(2022\)",
        ),
        ("actor,type,side,en,guard\nA,person,US,A B,yes\n", r"line 2: guard='yes' is unknown"),
        ("actor,type,side,en\n,person,US,A B\n", "line 2: the column 'actor' is empty"),
        ("actor,type,side,en\nA,person,US,Jo B*\n", r"own\.csv, line 2: en: the pattern 'B\*' is too wide"),
        ("actor,type,side,en\nA,person,US,\n", "line 2: 'A' has no form in en, de or ru"),
    ],
)
def test_bad_tables_say_where(tmp_path, text, message):
    path = tmp_path / "own.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=message):
        read_actors(path)


def test_missing_columns_are_named():
    with pytest.raises(ValueError, match=r"statements lacks the column\(s\) \['speaker'\]"):
        attribute(statements("he").drop(columns="speaker"), ACTORS)
    with pytest.raises(ValueError, match="lang of the statements='fr' is unknown"):
        attribute(statements("il", lang="fr"), ACTORS)
