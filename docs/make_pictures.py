"""Make the pictures of the README again: ``python docs/make_pictures.py`` (after ``python tasks.py report``)."""

from pathlib import Path

import framing as fr
from framing import report_parts as parts

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent


def main() -> None:
    """Two charts of the report, as files."""
    study = fr.read_study(ROOT / "data/processed/lucerne", fr.read_plan(ROOT / "notebooks/report"))
    for name, part in {"united-nations": parts.over_time, "sides": parts.sides}.items():
        (HERE / "pictures" / f"{name}.svg").write_text(part(study).svg, encoding="utf-8")


if __name__ == "__main__":
    main()
