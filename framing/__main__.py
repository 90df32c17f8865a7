"""The command line: ``python -m framing report|figures|score|lexicon …``."""

import argparse
import sys
import time
from pathlib import Path

SHIPPED = Path("notebooks/report/study.toml")
NOTEBOOK = Path("notebooks/report/us-and-russian-framing.ipynb")


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
    given = parser.parse_args(arguments)
    run = {"report": _report, "score": _score, "figures": _figures, "lexicon": _lexicon}[given.command]
    try:
        return run(given) or 0
    except (ValueError, RuntimeError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2


def _report(given: argparse.Namespace) -> None:
    """Run the study, render the notebook."""
    from .report import render
    from .study import read_plan, run_study

    begun = time.perf_counter()
    plan = read_plan(given.study)
    study = run_study(plan, say=_say)
    _say("rendering the report")
    name = NOTEBOOK.stem if given.study == SHIPPED else plan.name
    parameters = {"plan_file": str(Path(given.study).resolve()), "tables": str(study.folder.resolve())}
    written = render(NOTEBOOK, given.out / name, parameters=parameters)
    for line in _describe(written):
        print(line)
    print(f"done in {time.perf_counter() - begun:.0f} s")


def _score(given: argparse.Namespace) -> None:
    """Score articles, and say what was set aside."""
    from . import clean, find_copies, find_hits, read_articles, read_lexicon, score

    articles = clean(read_articles(given.articles, columns=dict(given.columns), sides=dict(given.sides)))
    articles = find_copies(articles)
    table = score(articles, find_hits(articles, read_lexicon()))
    table.round(6).to_csv(given.out, index=False)
    aside = articles[articles["status"] == "quarantined"]
    print(f"{len(articles)} articles read, {len(table)} scored, {len(aside)} set aside; wrote {given.out}")
    for row in aside.head(10).itertuples():
        print(f"  set aside: {row.origin}: {row.notes}")


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


def _describe(written: dict[str, Path | str | None]) -> list[str]:
    """What `render` wrote, a line each."""
    return [f"{kind}: {place}" for kind, place in written.items()]


def _pair(text: str) -> tuple[str, str]:
    left, equals, right = text.partition("=")
    if not equals:
        raise argparse.ArgumentTypeError(f"{text!r} is no pair; write ours=theirs")
    return left, right


def _say(stage: str) -> None:
    print(f"… {stage}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
