"""Everything this project does, by one word. It needs Python 3.11, 3.12 or 3.13, and nothing else.

    python tasks.py report [STUDY]   run the study, write the report to reports/ (HTML and PDF)
    python tasks.py test             run the tests
    python tasks.py lab              open the notebooks in JupyterLab
    python tasks.py docs             build the documentation: docs/_build/html/index.html
    python tasks.py check            format, lint, all tests with the slow ones, all notebooks
    python tasks.py help             print this

The first run makes the folder .venv and installs the packages of requirements.lock: about a minute, once.
Words after `test` and `check` go to pytest, words after `lab` to JupyterLab: python tasks.py test -k copies
"""

# Only the standard library, and only syntax that an old Python reads: it must reach the message for it.

import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = VENV / "made-by-tasks.txt"
LOCK = ROOT / "requirements.lock"
NOTIFICATION = "@jupyterlab/apputils-extension:notification"
OLDEST, NEWEST = (3, 11), (3, 13)


def main(words: list) -> int:
    """Do the task that the first word names; return its exit code."""
    tasks = {"report": report, "test": test, "lab": lab, "docs": docs, "check": check}
    task = words[0] if words else "help"
    if task in ("help", "-h", "--help"):
        print(__doc__.strip())
        return 0
    if task not in tasks:
        print(f"There is no task '{task}'. The tasks are: {', '.join(tasks)}, help.", file=sys.stderr)
        return 2
    start = time.monotonic()
    try:
        make_environment()
        code = tasks[task](words[1:])
    except KeyboardInterrupt:
        return 130
    how = "done" if code == 0 else f"FAILED (exit code {code})"
    say(f"{task}: {how} after {time.monotonic() - start:.0f} s")
    return code


def report(words: list) -> int:
    """Run a study and render its report; the command names the files that came out."""
    # what is there is meant from where the user stands, and `run` goes to the project's folder
    return run("-m", "framing", "report", *(str(Path(w).resolve()) if Path(w).exists() else w for w in words))


def test(words: list) -> int:
    """Run the tests, without the slow ones."""
    return run("-m", "pytest", "-q", "-m", "not slow", *words)


def lab(words: list) -> int:
    """Open JupyterLab on the notebooks; it asks no server for news or updates."""
    say("lab: JupyterLab opens in the browser; end it here with Ctrl-C")
    settings = VENV / "share" / "jupyter" / "lab" / "settings" / "overrides.json"  # or it asks about news
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text(json.dumps({NOTIFICATION: {"fetchNews": "false", "checkForUpdates": False}}), encoding="utf-8")
    quiet = ["--LabApp.news_url=None", "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"]
    place = [f"--ServerApp.root_dir={ROOT}", "--LabApp.default_url=/lab/tree/notebooks"]
    return run("-m", "jupyterlab", *place, *quiet, *words)


def docs(words: list) -> int:
    """Build the site; the first time, install what builds it."""
    try_imports = "import furo, myst_parser, sphinx, sphinx_design"
    if subprocess.run([str(PYTHON), "-c", try_imports], stderr=subprocess.DEVNULL, check=False).returncode:
        say("docs: installing what builds the site, this once ...")
        code = run("-m", "pip", "install", "-q", "--require-hashes", "-r", str(ROOT / "docs" / "requirements.lock"))
        if code:
            return code
    return run(str(ROOT / "docs" / "build.py"), *words)


def check(words: list) -> int:
    """Format, lint, all tests; go on after a failure, so that one run shows everything."""
    steps = [
        ("-m", "ruff", "format", "--check", "."),
        ("-m", "ruff", "check", "."),
        ("-m", "pytest", "-q", *words),
    ]
    codes = []
    for step in steps:
        say("check: " + " ".join(step[1:]))
        codes.append(run(*step))
    return next((code for code in codes if code), 0)  # a step that was killed has a code below 0


def make_environment() -> None:
    """Make .venv, unless it is there, from this lock, for this Python, in this place."""
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        sys.exit(
            f"framing needs Python 3.11, 3.12 or 3.13; {sys.executable} is {sys.version.split()[0]}.\n"
            "Call another by its name: `python3.12 tasks.py report`, on Windows `py -3.12 tasks.py report`.\n"
            "Python is free at python.org."
        )
    stamp = _stamp()
    made = STAMP.read_text(encoding="utf-8") if STAMP.exists() else ""
    if made == stamp and PYTHON.exists():
        return
    if VENV.exists() and not STAMP.exists():
        sys.exit(f"{VENV} is there, but tasks.py did not make it. Move it away or delete it, then run this again.")
    if VENV.exists() and Path(sys.prefix).resolve() == VENV.resolve():
        sys.exit("The environment must be made again, but it is in use here: `deactivate`, then run this again.")
    start = time.monotonic()
    packages = sum("==" in line for line in LOCK.read_text(encoding="utf-8").splitlines())
    say(f"Making .venv with {packages} packages: about a minute, this once ...")
    if not (_install_with_uv() or _install_with_pip()):
        sys.exit(
            "The packages could not be installed; the lines above say why. Often it is the network or a\n"
            "proxy, a program that still uses .venv (JupyterLab), or, on Windows, a very long path.\n"
            "Nothing is lost: run the same command again."
        )
    STAMP.write_text(stamp, encoding="utf-8")
    say(f"Environment ready after {time.monotonic() - start:.0f} s")


def _stamp() -> str:
    """What the environment depends on; one line changes when it must be made again."""
    files = hashlib.sha256(LOCK.read_bytes() + (ROOT / "pyproject.toml").read_bytes()).hexdigest()
    return f"lock and project {files}\npython {sys.version}\nplace {ROOT}\n"


def _install_with_uv() -> bool:
    """Install with uv where it is on the path: the same packages, sooner. False where it is not, or fails."""
    uv = shutil.which("uv")
    if uv is None:
        return False
    pip = (uv, "pip", "install", "-q", "--python", str(PYTHON))
    done = (
        _call(uv, "venv", "-q", "--seed", "--clear", "--python", sys.executable, str(VENV))
        and _mark()
        and _call(*pip, "--require-hashes", "-r", str(LOCK))
        and _call(*pip, "--no-deps", "--no-build-isolation", "-e", str(ROOT))
    )
    if not done:
        say("uv did not manage; trying pip ...")
    return done


def _install_with_pip() -> bool:
    """Install with the parts that come with Python."""
    for module in ("venv", "ensurepip"):
        if importlib.util.find_spec(module) is None:
            version = "{}.{}".format(*sys.version_info[:2])
            sys.exit(
                f"This Python has no module '{module}', which makes .venv.\n"
                f"On Debian and Ubuntu: sudo apt install python{version}-venv. Elsewhere: python.org."
            )
    pip = (str(PYTHON), "-m", "pip", "install", "-q", "--disable-pip-version-check", "--no-input")
    return (
        _call(sys.executable, "-m", "venv", "--clear", str(VENV))
        and _mark()
        and _call(*pip, "--only-binary=:all:", "--require-hashes", "-r", str(LOCK))
        and _call(*pip, "--no-deps", "--no-build-isolation", "-e", str(ROOT))
    )


def _mark() -> bool:
    """Sign a fresh .venv as ours, not yet ready: a run that breaks off may be begun again."""
    STAMP.write_text("not ready\n", encoding="utf-8")
    return True


def run(*words: str) -> int:
    """Run the Python of .venv in the project's folder."""
    env = dict(os.environ, PYTHONUTF8="1")  # Windows would print and read Cyrillic in its old code page
    return subprocess.run([str(PYTHON), *words], cwd=str(ROOT), env=env).returncode


def _call(*command: str) -> bool:
    """Run a command; did it succeed?"""
    return subprocess.run(command, cwd=str(ROOT)).returncode == 0


def say(line: str) -> None:
    """Print at once, in order with what the called programs print."""
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
