"""Make the pictures: ``python docs/make_pictures.py`` those of the README (after ``python tasks.py report``).

The gallery's are made whenever the site is built, by `gallery_pictures`.
"""

import os
from pathlib import Path

import framing as fr
from framing import charts
from framing import report_parts as parts

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent


def main() -> None:
    """Two charts of the report, as files."""
    study = fr.read_study(ROOT / "data/processed/lucerne", fr.read_plan(ROOT / "notebooks/report"))
    for name, part in {"united-nations": parts.over_time, "sides": parts.sides}.items():
        (HERE / "pictures" / f"{name}.svg").write_text(part(study).svg, encoding="utf-8")


def gallery_pictures(folder: Path) -> list[Path]:
    """Run every entry of the gallery, and write what it draws to `folder`; the same bytes each time."""
    from gallery import CODERS, ENTRIES, SETUP

    folder.mkdir(parents=True, exist_ok=True)
    names: dict = {}
    written, before = [], Path.cwd()
    os.chdir(ROOT)  # the lines that readers see name the data from here
    try:
        for source in (SETUP, CODERS):
            exec(compile(source, "gallery", "exec"), names)
        for entry in ENTRIES:
            exec(compile(entry.lines, f"gallery, {entry.name}", "exec"), names)
            picture = charts.figure(names.pop("ax"), title="", note="", alt=entry.shows)
            written.append(folder / f"{entry.name}.svg")
            written[-1].write_text(picture.svg, encoding="utf-8")
    finally:
        os.chdir(before)
    return written


if __name__ == "__main__":
    main()
