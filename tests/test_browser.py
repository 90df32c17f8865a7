"""The exploration notebooks as somebody uses them: JupyterLab in a real browser, by keys. And whether the report, its
evidence and the site can be used without seeing them, by the rules of axe-core.

Chromium is driven over its debugging port with the WebSocket client that JupyterLab's server brings: nothing more to
install. With FRAMING_SCREENSHOTS set to a folder, pictures are left there to be looked at.
"""

import base64
import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from importlib.resources import files
from pathlib import Path

import pytest

from framing import render, run_study, write_reader
from framing._report.pdf import _browsers
from framing.coding import read_sheet

ROOT = Path(__file__).resolve().parents[1]
KEYS = {
    "Tab": 9,
    "End": 35,
    "Enter": 13,
    "Escape": 27,
    "ArrowLeft": 37,
    "ArrowUp": 38,
    "ArrowRight": 39,
    "ArrowDown": 40,
}
SETTINGS = {"@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False}}

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore::ResourceWarning")]


class Page:
    """One page of a browser."""

    def __init__(self, address: str) -> None:
        import websocket

        self._socket = websocket.create_connection(address, timeout=300, suppress_origin=True)
        self._number, self.outside = 0, []
        for domain in ("Page", "Runtime", "Network"):
            self.call(f"{domain}.enable")
        self.call("Emulation.setFocusEmulationEnabled", enabled=True)

    def call(self, method: str, **params: object) -> dict:
        """One command and its answer; what the page asks of other machines is noted on the way."""
        self._number += 1
        self._socket.send(json.dumps({"id": self._number, "method": method, "params": params}))
        while (message := json.loads(self._socket.recv())).get("id") != self._number:
            if message["method"] == "Network.requestWillBeSent":
                url = message["params"]["request"]["url"]
                if not url.startswith(("http://127.0.0.1", "data:", "blob:")):
                    self.outside.append(url)
        assert "error" not in message, message
        return message["result"]

    def ask(self, script: str) -> object:
        """The value of an expression."""
        answer = self.call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def wait(self, script: str, what: str, seconds: float = 120) -> object:
        """The value as soon as it is true."""
        end = time.monotonic() + seconds
        while not (value := self.ask(script)):
            if time.monotonic() > end:
                self.picture("failed")
                pytest.fail(f"after {seconds:.0f} s: {what} is not there")
            time.sleep(0.3)
        return value

    def press(self, key: str, times: int = 1, modifiers: int = 0) -> None:
        code = KEYS.get(key) or ord(key.upper())
        about = {"key": key, "windowsVirtualKeyCode": code, "modifiers": modifiers}
        about |= {"code": key} if key in KEYS else {}
        letter = {"text": key} if len(key) == 1 and not modifiers else {}
        for _ in range(times):
            self.call("Input.dispatchKeyEvent", type="keyDown" if letter else "rawKeyDown", **about, **letter)
            self.call("Input.dispatchKeyEvent", type="keyUp", **about)

    def click(self, selector: str, words: str = "") -> None:
        """Click the middle of what has this selector and begins with these words."""
        found = f"[...document.querySelectorAll({selector!r})].find(e => e.textContent.trim().startsWith({words!r}))"
        self.wait(f"!!{found}", f"{selector} {words}", 30)
        place = f"const r = {found}.getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2]"
        x, y = self.ask(f"(() => {{ {place} }})()")
        for kind in ("mouseMoved", "mousePressed", "mouseReleased"):
            button = {} if kind == "mouseMoved" else {"button": "left", "clickCount": 1}
            self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, **button)

    def picture(self, name: str) -> None:
        if folder := os.environ.get("FRAMING_SCREENSHOTS"):
            data = self.call("Page.captureScreenshot")["data"]
            Path(folder).mkdir(parents=True, exist_ok=True)
            Path(folder, f"{name}.png").write_bytes(base64.b64decode(data))


@pytest.fixture(scope="module")
def browser():
    program = next(_browsers(), None)
    if program is None:
        pytest.skip("no Chromium, Chrome or Edge here; on Debian and Ubuntu: apt-get install chromium")
    return program


@pytest.fixture(scope="module")
def lab(browser, tmp_path_factory):
    """JupyterLab's address and its folder: a copy of the notebooks, beside the data."""
    folder = tmp_path_factory.mktemp("lab")
    for part in ("exploration", "lessons"):
        shutil.copytree(ROOT / "notebooks" / part, folder / "notebooks" / part,
                        ignore=shutil.ignore_patterns(".ipynb_checkpoints"))  # fmt: skip
    shutil.copytree(ROOT / "data" / "raw" / "lucerne", folder / "data" / "raw" / "lucerne")
    (folder / "settings").mkdir()
    (folder / "settings" / "overrides.json").write_text(json.dumps(SETTINGS), encoding="utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    token = secrets.token_hex(16)
    words = ["--no-browser", "--allow-root", "--ip=127.0.0.1", f"--port={port}", f"--IdentityProvider.token={token}",
             f"--ServerApp.root_dir={folder}", f"--LabApp.app_settings_dir={folder / 'settings'}"]  # fmt: skip
    home = {f"JUPYTER_{name}_DIR": str(folder / name) for name in ("CONFIG", "DATA", "RUNTIME")}
    with (folder / "log.txt").open("wb") as log:
        server = subprocess.Popen([sys.executable, "-m", "jupyterlab", *words], stdout=log, stderr=log,
                                  env={**os.environ, **home})  # fmt: skip
        try:
            _answer(f"http://127.0.0.1:{port}/api?token={token}", server)
            yield f"http://127.0.0.1:{port}/lab/tree/notebooks/", f"?reset&token={token}", folder
        finally:
            server.terminate()
            server.wait(30)


@pytest.fixture
def page(browser, tmp_path):
    """An empty page of a fresh browser."""
    program = subprocess.Popen(
        [browser, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
         "--disable-background-networking", "--disable-component-update", "--disable-sync", "--remote-debugging-port=0",
         "--window-size=1280,1000", f"--user-data-dir={tmp_path / 'profile'}", "about:blank"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    port_file = tmp_path / "profile" / "DevToolsActivePort"
    end = time.monotonic() + 60
    while not (port_file.exists() and "\n" in port_file.read_text()):
        assert program.poll() is None, "the browser ended at once"
        assert time.monotonic() < end, "the browser did not open its debugging port"
        time.sleep(0.2)
    port = port_file.read_text().split("\n")[0]
    pages = json.loads(_answer(f"http://127.0.0.1:{port}/json/list", program))
    page = Page(next(p["webSocketDebuggerUrl"] for p in pages if p["type"] == "page"))
    try:
        yield page
    finally:
        page._socket.close()
        program.terminate()
        program.wait(30)


@pytest.fixture
def open_notebook(page, lab):
    """Opens a notebook, and runs all of its cells."""
    place, query, folder = lab

    def run(path: str, *, cells: bool = True) -> Page:
        page.call("Page.navigate", url=f"{place}{path}.ipynb{query}")
        page.wait("!!document.querySelector('.jp-Notebook .jp-Cell')", "the notebook")
        idle = "/\\| Idle/.test(document.querySelector('#jp-main-statusbar')?.textContent)"
        page.wait(idle, "an idle kernel")
        if cells:
            page.click(".lm-MenuBar-item", "Run")
            page.click(".lm-Menu-item", "Run All Cells")
            page.wait(f"!({idle})", "a busy kernel", 30)
            counts, end = [None], time.monotonic() + 120
            while None in counts and time.monotonic() < end:  # between two cells it is idle for a moment
                page.wait(idle, "the end of the last cell", 300)
                nb = saved(page, folder / "notebooks" / f"{path}.ipynb")
                code = [cell for cell in nb["cells"] if cell["cell_type"] == "code"]
                counts = [cell["execution_count"] for cell in code]
            assert counts == list(range(1, len(code) + 1))
            kinds = [output.get("name", output["output_type"]) for cell in code for output in cell["outputs"]]
            assert not {"error", "stderr"} & set(kinds), "a cell failed"
        return page

    return run


def _answer(url: str, program: subprocess.Popen) -> bytes:
    """What a server says, as soon as it is up."""
    for _ in range(240):
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                return answer.read()
        except OSError:
            assert program.poll() is None, "it ended before it answered"
            time.sleep(0.25)
    return pytest.fail(f"{url.split('?')[0]} did not answer in a minute")


def text(selector):
    return f"document.querySelector({selector!r})?.textContent"


def saved(page, path):
    """Save with Ctrl+S, and read what was written."""
    before, end = path.stat().st_mtime_ns, time.monotonic() + 30
    page.press("s", modifiers=2)
    while path.stat().st_mtime_ns == before:
        assert time.monotonic() < end, f"Ctrl+S did not save {path.name}"
        time.sleep(0.3)
    return json.loads(path.read_text(encoding="utf-8"))


def scroll_to(page, selector):
    """Scroll until it stands in the page: JupyterLab builds only what is in sight."""
    for step in range(60):
        page.ask(f"document.querySelector('.jp-WindowedPanel-outer').scrollTop = {400 * step}")
        time.sleep(0.25)
        if page.ask(f"!!document.querySelector({selector!r})"):
            break
    page.wait(f"!!document.querySelector({selector!r})", selector, 30)
    page.ask(f"document.querySelector({selector!r}).scrollIntoView({{block: 'center'}})")


def reach(page, selector):
    """Give the focus to a control, once; from there on, keys alone."""
    scroll_to(page, selector)
    script = f"const e = document.querySelector({selector!r}); e?.focus();"
    page.wait(f"(() => {{ {script} return !!e && document.activeElement === e }})()", selector, 30)


def tab_to(page, selector):
    """Press Tab until the control has the focus, as somebody without a mouse does."""
    for _ in range(12):
        page.press("Tab")
        if page.ask(f"document.activeElement.matches({selector!r})"):
            return
    pytest.fail(f"Tab does not reach {selector}")


def test_what_is_stored_is_seen_before_anything_is_run(open_notebook):
    page = open_notebook("exploration/02-the-lexicon-in-use", cells=False)
    scroll_to(page, "img[alt^='US, English: balance']")
    page.picture("02-stored")
    assert "model not found" not in page.ask("document.body.textContent")


def test_a_concept_is_moved_by_keys_and_the_scores_move(open_notebook):
    page = open_notebook("exploration/02-the-lexicon-in-use")
    box = ".framing-explorer"
    reach(page, f"{box} select")
    before = page.ask(f"document.querySelector('{box} img').alt")
    tab_to(page, f"{box} .widget-dropdown:nth-of-type(2) select")
    page.press("ArrowUp")
    after = f"document.querySelector('{box} img').alt"
    page.wait(f"{after} !== {before!r}", "a chart that moved", 30)
    page.wait(f"/negotiate: counts as confrontation/.test({text(box)})", "the change in words", 30)
    page.picture("02-moved")
    tab_to(page, f"{box} textarea")
    page.press("End")
    for letter in "; swan":
        page.press(letter)
    page.press("Tab")
    page.wait(f"/negotiate, English: \\+ swan/.test({text(box)})", "the new word", 30)
    page.picture("02-word")
    assert page.outside == []


def test_an_article_is_picked_and_a_period_brushed_by_keys(open_notebook):
    page = open_notebook("exploration/04-voices-and-topics")
    box = '[aria-label="Read an article"]'
    reach(page, f"{box} select")
    before = page.ask(text(f"{box} h4"))
    tab_to(page, f"{box} input")
    tab_to(page, f"{box} select")
    page.press("ArrowDown")
    page.wait(f"{text(f'{box} h4')} !== {before!r}", "another article", 30)
    page.picture("04-article")
    box = '[aria-label="Choose the sides and a period"]'
    reach(page, f"{box} select")
    tab_to(page, f"{box} .noUi-handle-lower")
    page.press("ArrowRight", times=4)
    page.wait(f"document.querySelector('{box} img').alt.startsWith('2034-09-06 to')", "a period of four days less", 30)
    page.picture("04-period")
    assert page.outside == []


def test_five_sentences_are_coded_by_keys_and_saved(open_notebook, lab):
    page = open_notebook("exploration/03-scores-against-reading")
    reach(page, ".framing-coder")
    page.picture("03-before")
    for number, key in enumerate("12340", 1):
        page.press(key)
        page.wait(f"{text('.framing-coder .done')} === '{number} of 40 coded'", f"answer {number}", 30)
    page.picture("03-coded")
    codes = read_sheet(lab[2] / "data" / "processed" / "reading" / "me.csv")
    assert codes["code"].tolist() == ["confrontation", "dialogue", "both", "neither", "unsure"]
    saved(page, lab[2] / "notebooks" / "exploration" / "03-scores-against-reading.ipynb")
    assert page.outside == []


def test_a_lesson_runs_to_its_end(open_notebook):
    page = open_notebook("lessons/solutions/01-what-is-a-frame")
    page.picture("lesson")
    assert page.outside == []


AXE = """axe.run({resultTypes: ['violations'], elementRef: false}).then(found => found.violations.map(
    v => [v.id, v.impact, v.nodes.length, ...v.nodes.slice(0, 3).map(node => node.html.slice(0, 120))].join(' | ')))"""


def violations(page, file):
    """What axe-core finds on a page, a line each; its script comes with a package, not from a network."""
    axe = files("axe_core_python") / "axe.min.js"
    page.call("Page.setBypassCSP", enabled=True)
    page.call("Page.navigate", url=file.resolve().as_uri())
    page.wait("document.readyState === 'complete' && location.protocol === 'file:'", file.name, 30)
    page.ask(axe.read_text(encoding="utf-8") + "; typeof axe")
    return page.ask(AXE)


@pytest.fixture(scope="module")
def reports(tmp_path_factory):
    """The report and the evidence of a study of texts (a part of the constructed ones), and of one of figures."""
    folder, made = tmp_path_factory.mktemp("reports"), []
    plan = (ROOT / "notebooks" / "report" / "study.toml").read_text(encoding="utf-8")
    (folder / "texts").mkdir()
    for outlet in ("ledger", "northlight", "nevapress", "boreal", "okno", "bote"):
        for article in (ROOT / "data" / "raw" / "lucerne").glob(f"{outlet}-*.txt"):
            shutil.copy(article, folder / "texts")
    plan = plan.replace('path = "../../data/raw/lucerne"', 'path = "texts"').replace("topics = 6", "topics = 4")
    (folder / "study.toml").write_text(plan.replace("../..", ROOT.as_posix()), encoding="utf-8")
    notebook = ROOT / "notebooks" / "report" / "us-and-russian-framing.ipynb"
    for name, place in {"texts": folder, "figures": ROOT / "data" / "raw" / "real"}.items():
        study = run_study(place, folder / f"{name}-tables")
        reader = write_reader(study, folder / f"{name}.reader.html")
        parameters = {"plan_file": place / "study.toml", "tables": study.folder}
        made += [render(notebook, folder / name, parameters=parameters, reader=reader)["html"], reader]
    return made


@pytest.fixture(scope="module")
def site():
    """The site of the documentation, built unless it is there."""
    for module in ("sphinx", "furo", "myst_parser", "sphinx_design"):
        pytest.importorskip(module, reason="the packages of docs/requirements.lock")
    place = ROOT / "docs" / "_build" / "html"
    if not (place / "index.html").is_file():
        subprocess.run([sys.executable, ROOT / "docs" / "build.py"], check=True, cwd=ROOT)
    return place


@pytest.mark.parametrize("which", range(4), ids=["report", "evidence", "report of figures", "evidence of figures"])
def test_the_report_and_its_evidence_break_no_rule_of_accessibility(page, reports, which):
    assert violations(page, reports[which]) == []


@pytest.mark.parametrize("name", ["index", "gallery", "codebook", "reference/charts"])
def test_the_site_breaks_no_rule_of_accessibility(page, site, name):
    assert violations(page, site / f"{name}.html") == []


def test_what_breaks_a_rule_is_found(page, tmp_path):
    """The check itself: a picture without words, grey on white, a jump of headings, no language."""
    bad = tmp_path / "bad.html"
    bad.write_text("<title>x</title><main><h1>A</h1><h3>B</h3><img src='data:,'><p style='color:#bbb'>pale</p></main>")
    found = {line.split(" | ")[0] for line in violations(page, bad)}
    assert found == {"color-contrast", "heading-order", "html-has-lang", "image-alt"}
