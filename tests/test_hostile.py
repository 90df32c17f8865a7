"""Articles of somebody who means harm: the study ends, the report runs nothing of theirs, no file lies elsewhere."""

import json
import random
import re
import shutil
import subprocess
import sys
import warnings
from pathlib import Path

import hostile_cases
import pytest
from hostile_cases import CASES, live_in

from framing import (
    clean,
    find_hits,
    find_statements,
    read_actors,
    read_articles,
    read_lexicon,
    render,
    run_study,
    show,
    split_voices,
)

ROOT = Path(__file__).resolve().parents[1]
RUN = "document.title='PWNED'"
EVIL = [
    f"<script>{RUN}</script>",
    f"<img src=x onerror={RUN}>",
    f"<svg onload={RUN}>",
    f'"><script>{RUN}</script>',
    f"<iframe srcdoc='<script>parent.{RUN}</script>'></iframe>",
    f"[click](javascript:{RUN})",
    f"</style><script>{RUN}</script>",
    f"<a href='javascript:{RUN}'>x</a>",
    f"&lt;script&gt;{RUN}&lt;/script&gt;",
    f"<math><mtext><script>{RUN}</script></mtext></math>",
    f"<details open ontoggle={RUN}>",
    f"<style>@import 'javascript:{RUN}'</style>",
    f"<body onload={RUN}>",
    "$\\frac{1}{$",
    "$$x_$",
    "\\usepackage{x}",
    "{{ 7*7 }}",
    "{% for x in y %}",
    '=HYPERLINK("http://x")',
    "@SUM(1)",
    "-1+1",
    "../../../etc/passwd",
    "C:\\windows\\x",
    "CON",
    "a" * 300,
    "\u202eevil\u202c",
    "\x00\x01",
    "%s%n",
    "'; DROP TABLE x; --",
]
QUICK = {
    "gzip bomb",
    "many small bombs",
    "overlapping zip",
    "paths in a zip",
    "link in a zip",
    "Parquet bomb",
    "external entity in a feed",
    "billion laughs in UTF-16",
    "external entity in Excel",
    "sheet of a billion cells",
    "RTF with no letters",
    "Parquet of bytes and lists",
    "columns without end",
    "quotation mark never closed",
    "quotation mark too many",
    "JSON too deep",
    "lines that are no JSON",
    "half letters in JSON",
    "ids used twice",
    "ids that are paths or pages",
    "days that never were",
    "marks and zeros",
    "million accents",
    "numbers of no letters",
    "word of five megabytes",
    "links and pipes",
    "odd names of files",
    "folders named as files",
    "empty files",
    "device",
}  # of the table, what takes no time; all of it is slow
WORDS = "The envoy said that dialogue must go on and any ultimatum or threat would end the talks in the harbour".split()


def corpus(folder):
    """Sixty articles of twelve outlets; every field of every one is evil."""
    rng = random.Random(0)
    path = folder / "articles.jsonl"
    with path.open("w", encoding="utf-8") as file:
        for n in range(60):
            bad = EVIL[n % len(EVIL)]
            words = " ".join(rng.choices(WORDS, k=80))
            article = {
                "id": f"{bad}{n}",
                "outlet": f"{EVIL[n % 12]} {n % 12}",
                "side": ("US", "Russia")[n % 12 < 6],
                "lang": "en",
                "date": "2034-09-12",
                "title": bad,
                "text": f"{words}. {bad}. “We want talks {bad},” said Sergei Lavrov. {words}.",
            }
            file.write(json.dumps(article) + "\n")
    plan = 'name = "evil"\ntitle = "<script>x</script> $\\\\frac{"\n[[sources]]\npath = "articles.jsonl"\n'
    (folder / "study.toml").write_text(plan, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    folder = corpus(tmp_path_factory.mktemp("evil"))
    study = run_study(folder, folder / "out")
    notebook = shutil.copy(ROOT / "notebooks" / "report" / "us-and-russian-framing.ipynb", folder)
    parameters = {"plan_file": folder / "study.toml", "tables": study.folder}
    with pytest.warns(UserWarning, match="left out of the report"):
        made = render(notebook, folder / "report", parameters=parameters)
    return folder, study, made["html"].read_text(encoding="utf-8")


@pytest.mark.slow
def test_all_articles_are_scored_or_set_aside_and_nothing_lies_elsewhere(report):
    folder, study, _ = report
    assert len(study["articles"]) == 60
    assert len(study["scores"]) + len(study["set_aside"]) == 60
    assert {p.name for p in folder.iterdir()} <= {
        "articles.jsonl", "study.toml", "out", "us-and-russian-framing.ipynb", "report.html", "report.pdf",
    }  # fmt: skip


@pytest.mark.slow
def test_the_report_has_nothing_that_runs(report):
    html = report[2]
    assert "Content-Security-Policy" in html
    assert live_in(html) == []


@pytest.mark.slow
def test_a_browser_runs_nothing_of_it(report):
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if not browser:
        pytest.skip("no Chromium or Chrome here")
    command = [browser, "--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=2000", "--dump-dom"]
    out = subprocess.run(
        [*command, f"file://{report[0] / 'report.html'}"], capture_output=True, timeout=120, check=True
    )
    dom = out.stdout.decode("utf-8", errors="replace")
    assert "<title>PWNED" not in dom
    assert live_in(dom) == []


@pytest.mark.parametrize("bad", EVIL)
def test_a_shown_text_has_nothing_that_runs(tables, bad):
    table = tables(f"{bad} Talks are no threat. “We want dialogue {bad},” said {bad} Lavrov.")
    lexicon, actors = read_lexicon(), read_actors()
    voices = split_voices(table, actors, find_statements(table))
    assert live_in(show(table, find_hits(table, lexicon), table["id"].iloc[0], voices).html) == []


@pytest.fixture(scope="module")
def sources():
    """The packages that read the files, and a system with links, pipes and forks."""
    for name in ("resource", "trafilatura", "fastwarc", "feedparser", "docx", "striprtf", "pypdf", "openpyxl"):
        pytest.importorskip(name)


@pytest.fixture(scope="module")
def costs(sources):
    """Each case taken through all verbs, in a process that measures what it costs."""
    command = [sys.executable, "-W", "ignore", hostile_cases.__file__]
    done = subprocess.run(command, capture_output=True, text=True, timeout=1800)
    assert done.returncode == 0, done.stderr
    return {one["name"]: one for one in map(json.loads, done.stdout.splitlines())}


@pytest.mark.slow
@pytest.mark.parametrize("name", [case.name for case in CASES])
def test_a_hostile_input_costs_little_and_reaches_nothing(costs, name):
    assert costs[name]["wrong"] == [], costs[name]


def test_there_are_more_than_sixty_hostile_inputs_each_of_its_own():
    assert len({case.name for case in CASES}) == len(CASES) > 60


@pytest.mark.parametrize("case", [case for case in CASES if case.name in QUICK], ids=lambda case: case.name)
def test_a_hostile_input_is_read_or_refused_as_the_table_says(tmp_path, sources, case):
    folder = tmp_path / "in"
    folder.mkdir()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            articles = clean(read_articles(case.make(folder)))
        aside = (articles["status"] == "quarantined").sum()
        ended = f"{len(articles) - aside} scored, {aside} aside"
    except ValueError as error:
        ended = str(error)
    assert re.search(case.ends, ended)
    assert {p.name for p in tmp_path.iterdir()} <= {"in", "secret.txt"}


@pytest.fixture
def tables(texts):
    return lambda text: texts(text, outlet="x", side="US", date="2034-09-12", title="x")
