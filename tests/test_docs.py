"""The documentation: what it shows runs, what it links to is there, what it should cover it covers."""

import ast
import doctest
import inspect
import os
import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pandas as pd
import pytest

import framing as fr
from framing import charts

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
SITE = DOCS / "_build/html"
MADE = {"codebook.md", "figures.md", "gallery.md"}  # by the build
PAGES = sorted(p for p in DOCS.glob("*.md") if p.name not in MADE)
SLOW = {"topics", "coding", "scale", "teaching"}  # they fit topics, draw samples, start workers
FENCE = re.compile(r"^(`{3,})\{?([\w-]*)\}?[^\n]*\n(.*?)^\1 *$", re.M | re.S)
CAPTION = re.compile(r":caption: (\S+)\n\n?")


def blocks(text):
    """The fenced blocks of a page: their language and their lines."""
    return [(m[2], m[3]) for m in FENCE.finditer(text)]


def python_of(page):
    return [body for kind, body in blocks(page.read_text(encoding="utf-8")) if kind == "python"]


@pytest.fixture(scope="module")
def world():
    """What a page may take for granted: the articles of the constructed corpus, scored."""
    articles = fr.find_copies(fr.clean(fr.read_articles(ROOT / "data/raw/lucerne")))
    lexicon = fr.read_lexicon()
    hits = fr.find_hits(articles, lexicon)
    return {"fr": fr, "pd": pd, "articles": articles, "lexicon": lexicon, "hits": hits,
            "scores": fr.score(articles, hits)}  # fmt: skip


def files_of(page, folder):
    """Write the files that a page shows, so that its lines can read them."""
    for kind, body in blocks(page.read_text(encoding="utf-8")):
        name = CAPTION.match(body)
        if kind == "code-block" and name:
            (folder / name[1]).write_text(body[name.end() :], encoding="utf-8")


def for_lexicon(folder, world):
    """The table that the page shows; an axis of one's own is compared within one language."""
    shown = (body for _, body in blocks((DOCS / "lexicon.md").read_text(encoding="utf-8")))
    (folder / "blame-remedy.csv").write_text(next(b for b in shown if b.startswith("concept,pole")), encoding="utf-8")
    return {"articles": world["articles"].query("lang == 'en'")}


def for_coding(folder, world):
    """The sheets of two coders."""
    sentences = fr.find_sentences(world["articles"])
    sheet, key = fr.draw_sample(sentences, fr.find_hits(sentences, world["lexicon"]), 600, by="side")
    answers = key.set_index("item").loc[sheet["item"], "found"].replace("none", "neither")
    for name in ("anna", "ben"):
        coded = sheet.assign(code=pd.Categorical(answers, sheet["code"].cat.categories))
        fr.write_sheet(coded, folder / f"{name}.csv")
    return {}


def for_teaching(folder, world):
    """A class of two with its answers; `get_config` is what nbgrader gives to a configuration file."""
    from traitlets.config import Config

    truth = fr.lessons.make_class(2, folder / "my-class", seed=1)
    truth[["student", "n", "difference"]].to_csv(folder / "answers.csv", index=False)
    return {"get_config": Config}


def for_scale(folder, world):
    """An archive of two partitions."""
    (folder / "archive").mkdir()
    raw = fr.read_articles(ROOT / "data/raw/lucerne").drop(columns=["notes", "origin"])
    for number, part in enumerate((raw.iloc[:60], raw.iloc[60:])):
        part.to_parquet(folder / f"archive/part-{number}.parquet")
    return {}


PREPARE = {"lexicon": for_lexicon, "coding": for_coding, "teaching": for_teaching, "scale": for_scale}


def is_elsewhere(source):
    """Do the lines need a package that only a cluster's owner has?"""
    wanted = {node.module for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ImportFrom)}
    return any(module and module.startswith(("dask_jobqueue", "dask_kubernetes")) for module in wanted)


def run(source, names, place):
    """Run the lines of a block; with `>>>` compare what they print."""
    if ">>>" not in source:
        if is_elsewhere(source):
            return
        exec(compile(source, place, "exec"), names)
        return
    test = doctest.DocTestParser().get_doctest(source, names, place, None, 0)
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS)
    said = []
    runner.run(test, out=said.append, clear_globs=False)
    names.update(test.globs)
    assert runner.summarize(verbose=False).failed == 0, "".join(said)


@pytest.mark.parametrize(
    "page",
    [pytest.param(p, id=p.stem, marks=[pytest.mark.slow] if p.stem in SLOW else []) for p in PAGES if python_of(p)],
)
def test_what_a_page_shows_runs(page, world, tmp_path, monkeypatch):
    if page.stem == "scale":
        pytest.importorskip("distributed", reason="the extra `scale`")
    for folder in ("data/raw", "docs/examples"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    monkeypatch.chdir(tmp_path)
    files_of(page, tmp_path)
    names = world | PREPARE.get(page.stem, lambda *_: {})(tmp_path, world)
    for number, source in enumerate(python_of(page), 1):
        run(source, names, f"{page.name}, block {number}")


FRENCH = """
import pandas as pd
import framing as fr

text = "Hale a menacé de fermer le port. Ses voisins veulent éviter une escalade, et ils proposent un dialogue."
articles = pd.DataFrame({"id": ["a"], "lang": [""], "text": [text]})
articles = fr.clean(articles)
hits = fr.find_hits(articles, fr.read_lexicon("words.csv"))
scores = fr.score(articles, hits)
print(articles["lang"][0], len(fr.find_sentences(articles)), scores["confrontation"][0], scores["dialogue"][0])
"""


def test_the_first_two_steps_of_a_new_language_give_scores(tmp_path):
    """`language.md`: a line of code, small words, a column of words, a column of turning words."""
    package = shutil.copytree(ROOT / "framing", tmp_path / "framing", ignore=shutil.ignore_patterns("__pycache__"))
    code = (package / "words.py").read_text(encoding="utf-8")
    assert '"ru": "Russian"}' in code
    (package / "words.py").write_text(
        code.replace('"ru": "Russian"}', '"ru": "Russian", "fr": "French"}'), encoding="utf-8"
    )
    with (package / "language_words.csv").open("a", encoding="utf-8") as file:
        file.writelines(f"fr,{word}\n" for word in "le la les et une des ses ils veulent est dans pour que".split())
    shifters = pd.read_csv(package / "shifters.csv", dtype=str, keep_default_na=False)
    shifters["fr"] = ["éviter" if kind == "avoided" else "" for kind in shifters["kind"]]
    shifters.to_csv(package / "shifters.csv", index=False)
    words = "concept,pole,shift,fr\nthreat,confrontation,,menac*\nescalate,confrontation,avoidable,escalade*\n"
    (tmp_path / "words.csv").write_text(words + "dialogue,dialogue,refusable,dialogue*\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", FRENCH], cwd=tmp_path, capture_output=True, text=True, encoding="utf-8",
        env=dict(os.environ, PYTHONPATH=str(tmp_path), PYTHONUTF8="1"),
    )  # fmt: skip
    assert done.stdout.split() == ["fr", "2", "1", "2"], done.stdout + done.stderr


def test_a_block_that_fails_is_seen():
    with pytest.raises(AssertionError, match="Expected"):
        run(">>> 1 + 1\n3\n", {}, "nowhere")
    with pytest.raises(NameError):
        run("nothing_of_this_name\n", {}, "nowhere")


def anchors(text):
    """The names of a page's headings, as links write them."""
    text = FENCE.sub("", text)
    heads = re.findall(r"^#{1,3} (.*)$", text, re.M)
    return {re.sub(r"[^\w\- ]", "", re.sub(r"[*`]", "", h).strip().lower()).replace(" ", "-") for h in heads}


@pytest.fixture(scope="module")
def made():
    """The pages that the build makes, as far as they take no time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(DOCS))
        import make_pages

        yield make_pages
        for name in ("make_pages", "figures_spec", "gallery"):
            sys.modules.pop(name, None)


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.stem)
def test_links_inside_the_docs_lead_somewhere(page, made):
    written = {"codebook.md": made.codebook(), "figures.md": made.figures(), "gallery.md": made.gallery()}
    written |= {f"reference/{name}.md": text for name, text in made.reference().items()}
    text = FENCE.sub("", page.read_text(encoding="utf-8"))
    for link in re.findall(r"\]\(<?([^)>\s]+)>?\)", text):
        place, _, anchor = link.partition("#")
        if urlsplit(link).scheme or place.startswith("made/"):
            continue
        there = written.get(place) or written.get(place.removeprefix("./"))
        if there is None:
            target = (page.parent / place) if place else page
            assert target.exists(), f"{page.name}: {link}"
            there = target.read_text(encoding="utf-8") if target.suffix == ".md" else ""
        if anchor:
            assert anchor in anchors(there), f"{page.name}: {link}; there are {sorted(anchors(there))}"


def test_every_page_is_in_the_contents():
    index = (DOCS / "index.md").read_text(encoding="utf-8")
    listed = "\n".join(body for kind, body in blocks(index) if kind == "toctree")
    names = {n for line in listed.splitlines() for n in re.findall(r"<([\w/-]+)>$|^([\w/-]+)$", line) for n in n if n}
    assert {p.stem for p in PAGES} - {"index"} <= names


def test_the_gallery_shows_every_chart(made):
    import gallery

    drawn = {n for n in charts.__all__ if inspect.isfunction(getattr(charts, n))}
    drawn = {
        n for n in drawn if getattr(inspect.signature(getattr(charts, n)).return_annotation, "__name__", "") == "Axes"
    }
    shown = {e.name for e in gallery.ENTRIES}
    assert drawn == shown, "docs/gallery.py should have an entry for each chart: what it shows, and its lines"
    for entry in gallery.ENTRIES:
        assert f"fr.charts.{entry.name}(" in entry.lines
        assert entry.lines.split("\n")[-1].startswith("ax = ")
        ast.parse(entry.lines)
        assert f"made/pictures/{entry.name}.svg" in made.gallery()


def test_the_codebook_page_has_every_column(made):
    rows = pd.read_csv(ROOT / "framing/codebook.csv", dtype=str, keep_default_na=False)
    sections = dict(re.findall(r"^## (\S+)\n(.*?)(?=^## |\Z)", made.codebook(), re.M | re.S))
    assert sorted(sections) == sorted(set(rows["table"]))
    for row in rows.itertuples():
        assert f"| `{row.column}` |" in sections[row.table]


def test_the_figures_page_has_every_measured_file(made):
    page = made.figures()
    for path in (ROOT / "benchmarks/results").glob("*.csv"):
        assert f"benchmarks/results/{path.name}" in page


def test_the_reference_has_every_public_name(made):
    pages = "\n".join(made.reference().values())
    for name in set(fr.__all__) - {"charts", "explore", "lessons"}:
        assert f":: framing.{name}\n" in pages
    for name in charts.__all__:
        assert f":: framing.charts.{name}\n" in pages or not callable(getattr(charts, name))


def test_numbers_are_written_as_in_books(made):
    assert [made.proportion(x) for x in (0.0, 0.6931, -1.0986)] == ["1 : 1", "2 : 1", "1 : 3"]
    assert [made.signed(x) for x in (-0.336, 0.2)] == ["−0.34", "+0.20"]
    assert made.table(pd.DataFrame({"a": ["x|y"], "b": [1]})) == "| a | b |\n| --- | --- |\n| x\\|y | 1 |\n"


class Page(HTMLParser):
    """What an HTML page loads, links to, and offers as a target."""

    def __init__(self, text):
        super().__init__()
        self.loads, self.links, self.ids = [], [], set()
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        got = dict(attributes)
        self.ids.update(filter(None, (got.get("id"), got.get("name") if tag == "a" else None)))
        if tag == "a" and got.get("href"):
            self.links.append(got["href"])
        elif tag == "link" and got.get("rel") not in ("canonical", "author"):
            self.loads.append(got.get("href") or "")
        else:
            self.loads += [got[k] for k in ("src", "data", "poster") if tag != "a" and got.get(k)]


@pytest.mark.slow
def test_the_site_is_built_whole_and_loads_nothing_from_elsewhere():
    for module in ("sphinx", "furo", "myst_parser", "sphinx_design"):
        pytest.importorskip(module, reason="the packages of docs/requirements.lock")
    done = subprocess.run([sys.executable, DOCS / "build.py"], capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stdout + done.stderr
    pages = {p.resolve(): Page(p.read_text(encoding="utf-8")) for p in SITE.rglob("*.html")}
    assert len(pages) > 20
    for path, page in pages.items():
        outside = [x for x in page.loads if urlsplit(x).netloc or urlsplit(x).scheme not in ("", "data")]
        assert not outside, f"{path.name} loads {outside}"
        for link in page.links + page.loads:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            assert target.exists(), f"{path.name}: {link}"
            if parts.fragment and target in pages:
                assert unquote(parts.fragment) in pages[target].ids | {"", "top"}, f"{path.name}: {link}"
    for style in SITE.rglob("*.css"):
        assert not re.search(r"(url\(|@import )[\"']?(https?:)?//", style.read_text(encoding="utf-8")), style.name


@pytest.mark.slow
def test_the_example_of_the_lexicon_page_is_as_the_page_says():
    first, mended = (fr.check_lexicon(DOCS / f"examples/{n}.csv") for n in ("certainty-doubt-first", "certainty-doubt"))
    wrong = first[first["severity"] == "error"]
    assert sorted(wrong["concept"]) == ["alleged", "certain", "prove"]
    assert not (mended["severity"] == "error").any()
