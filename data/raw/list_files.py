"""Write the list of files into README.md: ``python data/raw/list_files.py``."""

import hashlib
from pathlib import Path

RAW = Path(__file__).resolve().parent
MARK = "<!-- files -->\n"
ORIGIN = {
    "lucerne": ("written for this project", "CC BY 4.0"),
    "lessons": ("written for this project", "CC BY 4.0"),
    "real/un": ("counts from the UN General Debate Corpus, doi:10.7910/DVN/0TJX8Y", "CC0"),
    "real/statements_us": ("counts from statements of the US government", "public domain"),
    "real/statements_russia": ("counts from kremlin.ru, English pages", "CC BY 4.0, as stated there"),
    "real/study": ("written for this project", "CC BY 4.0"),
    "real/2022": ("written for this project", "CC BY 4.0"),
    "real/events": ("written for this project", "CC BY 4.0"),
}


def main() -> None:
    """The table under the mark is made anew."""
    rows = ["| file | origin | licence | sha256 |", "|---|---|---|---|"]
    for file in sorted(p for p in RAW.rglob("*") if p.is_file() and p.parent != RAW and p.name != "README.md"):
        name = file.relative_to(RAW).as_posix()
        origin, licence = next(v for k, v in ORIGIN.items() if name.startswith(k))
        rows.append(f"| `{name}` | {origin} | {licence} | `{hashlib.sha256(file.read_bytes()).hexdigest()}` |")
    readme = RAW / "README.md"
    head = readme.read_text(encoding="utf-8").split(MARK)[0]
    readme.write_text(head + MARK + "\n" + "\n".join(rows) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
