"""Articles of somebody who means harm: the study ends, the report runs nothing of theirs, no file lies elsewhere."""

import json
import random
import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest

from framing import find_hits, find_statements, read_actors, read_lexicon, render, run_study, show, split_voices

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


class Live(HTMLParser):
    """What of a page could run or fetch something."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        if tag in {"script", "iframe", "object", "embed", "base", "form", "link"}:
            self.found.append(tag)
        for name, value in attrs:
            wrong = name.startswith("on") or re.match(r"\s*(javascript|vbscript|data:text)", value or "", re.I)
            if wrong or (name in {"src", "href"} and not re.match(r"#|https?://|data:(image|font)/", value or "")):
                self.found.append((tag, name, value))


def live_in(html):
    page = Live()
    page.feed(html)
    return page.found


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


@pytest.fixture
def tables(texts):
    return lambda text: texts(text, outlet="x", side="US", date="2034-09-12", title="x")
