"""The command line: ``python -m framing report|score|figures|lexicon|plan|verify|collect|class …``."""

import argparse
import importlib.metadata
import importlib.util
import os
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from .study import Study

PROJECT = Path(__file__).resolve().parents[1]
SHIPPED = PROJECT / "notebooks" / "report" / "study.toml"
NOTEBOOK = PROJECT / "notebooks" / "report" / "us-and-russian-framing.ipynb"
_DETAIL = re.compile(r"'[^']*'|\d+")  # what may differ in notes that say the same


def main(arguments: list[str] | None = None) -> int:
    """Run one command; an error in the input is a sentence, not a traceback."""
    parser = argparse.ArgumentParser(
        prog="python -m framing", description="Confrontation or dialogue: how a conflict is framed."
    )
    commands = parser.add_subparsers(dest="command", required=True)
    report = commands.add_parser("report", help="run a study and render its report as HTML and PDF")
    report.add_argument(
        "study", nargs="?", type=Path, default=SHIPPED, help="a study.toml or its folder (default: the shipped study)"
    )
    report.add_argument("--out", type=Path, default=Path("reports"), help="where the report goes (default: reports)")
    scores = commands.add_parser("score", help="score a file or folder of articles into a CSV file")
    scores.add_argument("articles", type=Path)
    scores.add_argument("out", type=Path, help="the CSV file to write")
    figures = commands.add_parser("figures", help="turn texts into tables of counts that can be shared")
    figures.add_argument("articles", type=Path)
    figures.add_argument("out", type=Path, help="path and name of the tables, without an ending")
    for command in (scores, figures):
        command.add_argument(
            "--columns", type=_pair, nargs="*", default=[], metavar="OURS=THEIRS", help="lang=language …"
        )
        command.add_argument(
            "--sides", type=_pair, nargs="*", default=[], metavar="THEIRS=OURS", help="USA=US RUS=Russia …"
        )
    lexicon = commands.add_parser("lexicon", help="check a lexicon; list what its patterns catch")
    verbs = lexicon.add_subparsers(dest="verb", required=True)
    check = verbs.add_parser("check", help="say what is missing, doubtful or wrong in a lexicon")
    check.add_argument("file", type=Path, nargs="?", help="a lexicon (default: the shipped one)")
    check.add_argument("--notes", action="store_true", help="list the notes too, not only their number")
    golden = verbs.add_parser("golden", help="write down which words the shipped lexicon catches")
    golden.add_argument("folder", type=Path, nargs="?", default=Path("tests/golden"))
    plan = commands.add_parser("plan", help="fix what a study expects before anything is counted")
    freeze = plan.add_subparsers(dest="verb", required=True).add_parser("freeze", help="write plan.lock.json")
    freeze.add_argument("study", type=Path, help="a study.toml or its folder")
    freeze.add_argument("--inputs", action="store_true", help="hash the files of the sources too")
    verify = commands.add_parser("verify", help="check a study or a report against all that it was made from")
    verify.add_argument("study", type=Path, help="the folder of a study's tables, or a report (HTML)")
    verify.add_argument("--plan", type=Path, help="the plan or its folder, where it is not where it was at the run")
    verify.add_argument("--rerun", action="store_true", help="make the study again, and compare every byte")
    collect = commands.add_parser("collect", help="fetch the pages of a list of addresses, as robots.txt allows")
    collect.add_argument("addresses", type=Path, help="a file with an address a line, or a table with a column url")
    collect.add_argument("out", type=Path, help="the folder for the pages")
    school = commands.add_parser("class", help="make a constructed corpus of known truth for each student")
    school.add_argument("out", type=Path, help="an empty folder, or one that is not there yet")
    school.add_argument("--students", type=int, default=30)
    school.add_argument("--seed", type=int, default=0, help="another one makes another class (default: 0)")
    given = parser.parse_args(arguments)
    if (code := _elsewhere(sys.argv[1:] if arguments is None else arguments)) is not None:
        return code
    run = {"report": _report, "score": _score, "figures": _figures, "lexicon": _lexicon, "plan": _freeze,
           "verify": _verify, "collect": _collect, "class": _class}[given.command]  # fmt: skip
    try:
        return run(given) or 0
    except (ValueError, RuntimeError) as error:
        print(f"error: {error}", file=sys.stderr)
    except OSError as error:
        print(f"error: {error.filename or 'a file'}: {error.strerror or error}", file=sys.stderr)
    except KeyboardInterrupt:
        print("broken off; what is finished is kept", file=sys.stderr)
        return 130
    return 2


def _report(given: argparse.Namespace) -> None:
    """Run the study, render the notebook."""
    from ._study.files import file_name
    from .plan import read_plan
    from .reader import write_reader
    from .report import render
    from .study import run_study

    begun = time.perf_counter()
    if not NOTEBOOK.is_file():
        raise ValueError(
            f"there is no {NOTEBOOK}: a report is rendered from a copy of the whole project, not of the package alone."
        )
    plan = read_plan(given.study)
    study = run_study(plan, say=_say)
    _say("rendering the report")
    name = NOTEBOOK.stem if given.study.resolve() in (SHIPPED, SHIPPED.parent) else file_name(plan.name)
    parameters = {"plan_file": str(Path(given.study).resolve()), "tables": str(study.folder.resolve())}
    evidence = write_reader(study, given.out / f"{name}.reader.html")
    written = render(NOTEBOOK, given.out / name, parameters=parameters, reader=evidence)
    for line in [*_describe(written), f"the evidence: {evidence}", *_noted(study)]:
        print(line)
    print(f"done in {time.perf_counter() - begun:.0f} s")


def _class(given: argparse.Namespace) -> None:
    """Make the corpora of a class, and say where the truth lies."""
    from .lessons import make_class

    table = make_class(given.students, given.out, given.seed)
    print(
        f"{len(table)} corpora in {given.out}; the truth, for the teacher alone: {given.out / 'teacher' / 'truth.csv'}"
    )


def _score(given: argparse.Namespace) -> None:
    """Score articles, and say what was set aside."""
    from . import clean, find_copies, find_hits, read_articles, read_lexicon, score
    from ._study.files import write_whole
    from ._study.tables import csv_bytes

    articles = clean(read_articles(given.articles, columns=dict(given.columns), sides=dict(given.sides)))
    articles = find_copies(articles)
    table = score(articles, find_hits(articles, read_lexicon()))
    write_whole(given.out, csv_bytes(table.round(6)))
    aside = articles[articles["status"] == "quarantined"]
    print(f"{len(articles)} articles read, {len(table)} scored, {len(aside)} set aside; wrote {given.out}")
    for line in _aside(aside):
        print(line)


def _figures(given: argparse.Namespace) -> None:
    """Make figures, and say what stands in them."""
    from . import clean, read_articles, write_figures

    articles = clean(read_articles(given.articles, columns=dict(given.columns), sides=dict(given.sides)))
    about = write_figures(articles, given.out)
    aside = int((articles["status"] == "quarantined").sum())
    print(
        f"{about['documents']} documents, {about['sentences']} sentences, {about['hits']} hits; "
        f"{aside} set aside; lexicon {about['lexicon']}"
    )


def _lexicon(given: argparse.Namespace) -> int:
    """Check a lexicon (1 where it has errors), or write down what the shipped one catches."""
    if given.verb == "golden":
        from . import read_lexicon
        from ._lexicon.golden import write_golden

        for path in write_golden(read_lexicon(), given.folder):
            print(path)
        return 0
    from .lexicon_check import check_lexicon, describe

    found = check_lexicon(given.file)
    print(describe(found, notes=given.notes))
    return int((found["severity"] == "error").any())


def _freeze(given: argparse.Namespace) -> None:
    """Freeze a plan, and say what it fixes."""
    from .plan import freeze_plan, read_lock, read_plan

    path = freeze_plan(given.study, inputs=given.inputs)
    lock = read_lock(read_plan(given.study))
    inputs = f", {len(lock['inputs'])} source files" if given.inputs else ""
    print(
        f"{path}: plan {lock['plan_sha256'][:12]} frozen on {lock['frozen']}, with "
        f"{len(lock['plan']['hypotheses'])} hypotheses, lexicon {lock['lexicon']}{inputs}"
    )


def _verify(given: argparse.Namespace) -> int:
    """Say what differs; 1 where it is more than code and packages."""
    from .verify import NOTES, find_study, verify_study

    found = verify_study(given.study, plan_folder=given.plan, rerun=given.rerun, say=_say)
    for row in found.itertuples():
        old, new = row.recorded[:12] or "none", row.found[:12] or "none"
        print(f"{'note: ' if row.what in NOTES else ''}{row.what} {row.name}: was {old}, is {new}")
    bad = int((~found["what"].isin(NOTES)).sum())
    how = ", and made again they are the same bytes" if given.rerun else ""
    place = find_study(given.study)
    many = f"{bad} difference{'s' * (bad > 1)}"
    print(f"{place}: {many}" if bad else f"{place}: tables and inputs are those of the provenance{how}")
    return int(bad > 0)


def _collect(given: argparse.Namespace) -> None:
    """Fetch pages, and say where the list of them is."""
    from .fetching import collect

    print(f"{collect(given.addresses, given.out, say=_say)}: what became of each address")


def _elsewhere(words: list[str]) -> int | None:
    """What the project's own .venv returns for the same words; None where this Python is the right one.

    `python` alone is often a Python without the packages, or with others than those of the lock.
    """
    try:
        importlib.metadata.version("framing")
        return None
    except importlib.metadata.PackageNotFoundError:
        place = PROJECT / ".venv"
    python = place / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if python.exists() and Path(sys.prefix).resolve() != place:
        env = dict(os.environ, PYTHONUTF8="1")  # as tasks.py does it: Windows would read Cyrillic in its old code page
        try:
            return subprocess.run([python, "-m", "framing", *words], env=env, check=False).returncode
        except KeyboardInterrupt:  # the other Python has said so
            return 130
    if importlib.util.find_spec("pandas") is not None:
        return None
    print(
        f"error: {sys.executable} lacks the packages that framing needs. `python tasks.py report` makes an "
        f"environment with them, {place}; this command then uses it.",
        file=sys.stderr,
    )
    return 2


def _noted(study: "Study") -> list[str]:
    """What was set aside, with the reasons, and what else was noted of articles, a line each."""
    articles = study["articles"]
    aside = articles["status"] == "quarantined"
    kinds = articles.loc[~aside & articles["notes"].ne("")]
    kinds = kinds.groupby(kinds["notes"].str.replace(_DETAIL, "…", regex=True), sort=False)
    lines = [
        f"note: {len(part)} of {len(articles)} articles, such as {part['origin'].iloc[0]}: {part['notes'].iloc[0]}"
        for _, part in sorted(kinds, key=lambda kind: -len(kind[1]))[:5]
    ]
    return [*_aside(articles[aside]), *lines]


def _aside(articles: "pd.DataFrame") -> list[str]:
    """A line for each file and reason."""
    alike = articles.groupby(["origin", "notes"], sort=False).size()
    lines = [
        f"set aside: {origin}{f' ({n:,} articles)' if n > 1 else ''}: {notes}" for (origin, notes), n in alike.items()
    ]
    return lines[:10] + [f"set aside: {alike.iloc[10:].sum():,} more"] * (len(lines) > 10)


def _describe(written: dict[str, Path | str | None]) -> list[str]:
    """What `render` wrote, a line each."""
    return [f"{kind}: {place}" for kind, place in written.items()]


def _pair(text: str) -> tuple[str, str]:
    left, equals, right = text.partition("=")
    if not equals:
        raise argparse.ArgumentTypeError(f"{text!r} is no pair; write ours=theirs")
    return left, right


def _say(stage: str) -> None:
    """Progress goes where it does not mix with results."""
    print(f"… {stage}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
