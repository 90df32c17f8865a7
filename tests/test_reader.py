import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from framing import render, run_study
from framing.reader import LINK, anchor, write_reader

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    return run_study(ROOT / "notebooks" / "report", tmp_path_factory.mktemp("study"))


@pytest.fixture(scope="module")
def page(study, tmp_path_factory):
    return write_reader(study, tmp_path_factory.mktemp("reader") / "x.reader.html").read_text(encoding="utf-8")


def places(html):
    return set(re.findall(r'\bid="([^"]+)"', html))


def test_every_link_of_the_reader_leads_to_a_place_in_it(page):
    assert set(re.findall(r'href="#([^"]+)"', page)) <= places(page)


def test_it_has_no_script_and_needs_nothing_else(page):
    class Tags(HTMLParser):
        seen = set()

        def handle_starttag(self, tag, attrs):
            self.seen.add(tag)
            assert not any(name.startswith("on") or name == "src" for name, _ in attrs)

    Tags().feed(page)
    assert not Tags.seen & {"script", "link", "iframe", "img", "object", "form"}


def test_it_holds_each_article_outlet_and_concept(page, study):
    wanted = {anchor("article", id) for id in study["scores"]["id"]}
    wanted |= {anchor("outlet", outlet) for outlet in study["scores"]["outlet"]}
    wanted |= {anchor("concept", concept) for concept in study["hits"]["concept"].unique()}
    assert wanted <= places(page)


def test_places_are_never_the_same_for_two_names():
    names = ["a b", "a-b", "A b", "ä b", "", "-", "a" * 60, "a" * 61]
    assert len({anchor("x", name) for name in names}) == len(names)


@pytest.mark.slow
def test_every_link_of_the_report_leads_to_a_place_in_the_reader(study, page, tmp_path):
    reader = tmp_path / "my study.reader.html"
    reader.write_text(page, encoding="utf-8")
    parameters = {"plan_file": ROOT / "notebooks" / "report" / "study.toml", "tables": study.folder}
    notebook = ROOT / "notebooks" / "report" / "us-and-russian-framing.ipynb"
    html = render(notebook, tmp_path / "r", parameters=parameters, reader=reader)["html"].read_text(encoding="utf-8")
    found = re.findall(r'href="my%20study\.reader\.html#([^"]+)"', html)
    assert len(found) > 50
    assert set(found) <= places(page)
    plain = render(notebook, tmp_path / "s", parameters=parameters)["html"].read_text(encoding="utf-8")
    assert LINK not in plain
