"""Setting up: the three lists of packages agree; `tasks.py` makes the environment once, or says why not."""

import ast
import importlib.util
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

import framing

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
EXTRAS = PROJECT["project"]["optional-dependencies"]
WANTED = [
    Requirement(line)
    for part in (
        PROJECT["project"]["dependencies"],
        EXTRAS["sources"],
        EXTRAS["scale"],
        PROJECT["dependency-groups"]["dev"],
    )
    for line in part
]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
LOCKED = [Requirement(line.rstrip(" \\")) for line in LOCK.splitlines() if re.match(r"\w", line)]


def ranges(requirements):
    return {canonicalize_name(one.name): one.specifier for one in requirements}


# ---- the lists of packages


def test_conda_says_the_same_as_the_project():
    lines = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
    conda = ranges(Requirement(line) for line in lines if isinstance(line, str) and line != "pip")
    assert conda.pop("python") == Requirement(f"python{PROJECT['project']['requires-python']}").specifier
    *beside, package = lines[-1]["pip"]
    assert conda | ranges(map(Requirement, beside)) == ranges(WANTED)
    assert package == "-e ."


def test_lock_holds_every_dependency_in_range():
    for wanted in WANTED:
        pins = [one for one in LOCKED if canonicalize_name(one.name) == canonicalize_name(wanted.name)]
        assert pins, f"{wanted.name} is not in requirements.lock"
        for pin in pins:
            version = next(iter(pin.specifier)).version
            assert wanted.specifier.contains(version), f"{wanted} but the lock has {version}"


def test_lock_builds_the_package_without_a_network():
    assert ranges(LOCKED).keys() >= ranges(map(Requirement, PROJECT["build-system"]["requires"])).keys()


def test_lock_is_exact_hashed_and_names_no_host():
    assert len(LOCKED) > 100
    assert all([part.operator for part in one.specifier] == ["=="] and one.url is None for one in LOCKED)
    entries = re.split(r"\n(?=\w)", LOCK.strip())
    assert all(re.search(r"--hash=sha256:[0-9a-f]{64}", entry) for entry in entries)
    assert not re.search(r"://|@ |^\s*-(?!-hash)|file:|\.whl|index", LOCK, re.MULTILINE)


@pytest.mark.parametrize("python", ["3.11.0", "3.12.1", "3.13.0"])
@pytest.mark.parametrize("system", [("linux", "posix"), ("darwin", "posix"), ("win32", "nt")])
def test_lock_gives_one_version_on_each_system(python, system):
    place = {
        "python_full_version": python,
        "python_version": python[:4],
        "sys_platform": system[0],
        "os_name": system[1],
    }
    names = [canonicalize_name(one.name) for one in LOCKED if one.marker is None or one.marker.evaluate(place)]
    assert len(names) == len(set(names))
    assert set(names) >= ranges(WANTED).keys()


def test_every_dependency_has_its_reason():
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    for wanted in WANTED:
        assert re.search(rf'^    "{re.escape(str(wanted))}", # \w.+', text, re.MULTILINE), wanted


def test_one_version_everywhere():
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))["version"]
    assert framing.__version__ == PROJECT["project"]["version"] == str(cited)
    assert Version(framing.__version__)
    assert f"## {framing.__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_wheel_holds_the_data_and_the_licences(tmp_path):
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    inside = set(zipfile.ZipFile(wheel).namelist())
    on_disk = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "framing").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert inside >= on_disk
    assert not [name for name in inside if not name.startswith("framing")], "the wheel installs the package alone"
    licences = {name.rpartition("licenses/")[2] for name in inside if "licenses/" in name}
    assert licences == {"LICENSE", "framing/_report/template/fonts/OFL.txt"}


# ---- tasks.py


@pytest.fixture
def tasks(tmp_path, monkeypatch):
    """tasks.py, with a project of its own in an empty folder and no program that it could call."""
    spec = importlib.util.spec_from_file_location("tasks", ROOT / "tasks.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for name in ("ROOT", "VENV", "PYTHON", "STAMP", "LOCK"):
        monkeypatch.setattr(module, name, tmp_path / getattr(module, name).relative_to(ROOT))
    module.LOCK.write_text("pandas==3.1.1 \\\n    --hash=sha256:00\n", encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text("[project]\n", encoding="utf-8")
    module.called = []

    def call(*command):
        module.called.append(" ".join(command))
        if "venv" in command:
            module.PYTHON.parent.mkdir(parents=True, exist_ok=True)
            module.PYTHON.write_text("")
        return True

    monkeypatch.setattr(module, "_call", call)
    monkeypatch.setattr(module, "run", lambda *words: module.called.append(" ".join(words)) or 0)
    monkeypatch.setattr(module.shutil, "which", lambda name: None)
    return module


def test_script_needs_only_python_even_an_old_one():
    source = (ROOT / "tasks.py").read_text(encoding="utf-8")
    tree = ast.parse(source, feature_version=(3, 7))  # so that an old Python gets as far as the message about its age
    modules = {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    modules |= {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {module.partition(".")[0] for module in modules} <= sys.stdlib_module_names


def test_help_is_the_default_and_names_every_task(tasks, capsys):
    assert tasks.main([]) == 0
    text = capsys.readouterr().out
    assert all(f"python tasks.py {task}" in text for task in ("report [STUDY]", "test", "lab", "docs", "check", "help"))
    assert tasks.called == []


def test_unknown_task_lists_the_known(tasks, capsys):
    assert tasks.main(["tests"]) == 2
    assert "no task 'tests'. The tasks are: report, test, lab, docs, check, help." in capsys.readouterr().err
    assert tasks.called == []


def test_environment_is_made_once(tasks, capsys):
    assert tasks.main(["test", "-k", "copies"]) == 0
    venv, lock, package, job = tasks.called
    assert "-m venv" in venv and "--require-hashes" in lock
    assert "--no-deps --no-build-isolation" in package
    assert job == "-m pytest -q -m not slow -k copies"
    assert "Making .venv with 1 packages" in capsys.readouterr().out
    tasks.called.clear()
    assert tasks.main(["report", "my-study"]) == 0
    assert tasks.called == ["-m framing report my-study"]
    assert re.search(r"report: done after \d+ s", capsys.readouterr().out)


def test_environment_is_made_again_when_the_lock_changes(tasks):
    tasks.make_environment()
    tasks.called.clear()
    tasks.LOCK.write_text("pandas==3.1.2\n", encoding="utf-8")
    tasks.make_environment()
    assert len(tasks.called) == 3


def test_broken_off_installation_is_begun_again(tasks, monkeypatch):
    whole = tasks._call
    monkeypatch.setattr(tasks, "_call", lambda *command: whole(*command) and "--require-hashes" not in command)
    with pytest.raises(SystemExit, match="could not be installed.*\n.*\n.*run the same command again"):
        tasks.make_environment()
    monkeypatch.setattr(tasks, "_call", whole)
    tasks.make_environment()
    assert tasks.STAMP.read_text(encoding="utf-8") == tasks._stamp()


def test_environment_of_others_is_left_alone(tasks):
    tasks.VENV.mkdir()
    (tasks.VENV / "theirs").write_text("")
    with pytest.raises(SystemExit, match="tasks.py did not make it. Move it away or delete it"):
        tasks.make_environment()
    assert (tasks.VENV / "theirs").exists() and tasks.called == []


@pytest.mark.parametrize("version", [(3, 10, 13), (3, 14, 0)])
def test_other_python_is_named(tasks, monkeypatch, version):
    monkeypatch.setattr(tasks.sys, "version_info", version)
    with pytest.raises(SystemExit, match=r"framing needs Python 3.11, 3.12 or 3.13; .* is \d"):
        tasks.make_environment()


def test_python_without_venv_says_what_to_install(tasks, monkeypatch):
    monkeypatch.setattr(tasks.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(SystemExit, match=r"no module 'venv'.*\n.*sudo apt install python3\.\d+-venv"):
        tasks.make_environment()


def test_uv_is_used_where_it_is(tasks, monkeypatch):
    monkeypatch.setattr(tasks.shutil, "which", lambda name: "/bin/uv")
    tasks.make_environment()
    assert len(tasks.called) == 3 and all(command.startswith("/bin/uv ") for command in tasks.called)


def test_pip_follows_where_uv_fails(tasks, monkeypatch, capsys):
    whole = tasks._call
    monkeypatch.setattr(tasks.shutil, "which", lambda name: "/bin/uv")
    monkeypatch.setattr(tasks, "_call", lambda *command: whole(*command) and command[0] != "/bin/uv")
    tasks.make_environment()
    assert "uv did not manage; trying pip" in capsys.readouterr().out
    assert "-m venv" in tasks.called[1]


def test_check_goes_on_after_a_failure(tasks, monkeypatch):
    monkeypatch.setattr(tasks, "run", lambda *words: tasks.called.append(words[1:3]) or int(words[1] == "ruff"))
    tasks.make_environment()
    tasks.called.clear()
    assert tasks.main(["check", "-x"]) == 1
    assert tasks.called == [("ruff", "format"), ("ruff", "check"), ("pytest", "-q")]
    monkeypatch.setattr(tasks, "run", lambda *words: -15 * (words[1] == "pytest"))
    assert tasks.main(["check"]) == -15, "a step that was killed is no success"
