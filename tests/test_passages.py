import pytest

from framing import concordance, find_hits, show


def test_show_marks_hits_and_escapes_everything(texts, lexicon):
    table = texts("<script>alert(1)</script> A threat & no dialogue.")
    html = show(table, find_hits(table, lexicon), "t1")._repr_html_()
    assert "<script" not in html
    assert "&lt;script&gt;" in html
    assert html.count("<mark") == 2
    assert 'title="dialogue: negated, counts as confrontation"' in html
    assert "▲" in html


def test_show_with_voices_keeps_every_letter(texts, lexicon):
    import re

    import pandas as pd

    table = texts("He said: no threat. End.")
    voices = pd.DataFrame({
        "article": "t1", "start": [0, 9], "end": [9, 24],
        "voice": ["outlet", "Russia"], "actor": [None, "A <b> Zharov"],
    })  # fmt: skip
    html = show(table, find_hits(table, lexicon), "t1", voices).html
    assert "A &lt;b&gt; Zharov" in html
    bare = re.sub(r"<(sup|small)[^>]*>.*?</\1>", "", html)
    assert re.sub(r"<[^>]+>", "", bare) == table["text"][0]


def test_an_unknown_id_is_an_error(texts, lexicon):
    table = texts("A threat.")
    with pytest.raises(ValueError, match="id='t9' is unknown"):
        show(table, find_hits(table, lexicon), "t9")


def test_concordance(texts, lexicon):
    table = texts("They met. A threat came.", side=["US"])
    row = concordance(table, find_hits(table, lexicon), width=5).iloc[0]
    assert (row["left"], row["form"], row["right"], row["side"]) == ("A", "threat", "came.", "US")
