"""The command line: ``python -m framing report|figures|score …``."""

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
    given = parser.parse_args(arguments)
    try:
        {"report": _report, "score": _score, "figures": _figures}[given.command](given)
    except (ValueError, RuntimeError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    return 0


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
