"""Build the site of the documentation: ``python docs/build.py``; it is then at ``docs/_build/html/index.html``.

Pages with numbers (gallery, codebook, figures, the worked sentences, the reference) are made first, from the package
and from what was measured. No network is used, and the site loads nothing from elsewhere. It opens from the disk.
"""

import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
SITE = HERE / "_build" / "html"


def main() -> int:
    """Make the pages, then the site; any warning is an error."""
    try:
        from sphinx.cmd.build import main as sphinx
    except ModuleNotFoundError:
        print("The site needs the packages of docs/requirements.lock: python tasks.py docs", file=sys.stderr)
        return 2
    sys.path[:0] = [str(HERE.parent), str(HERE)]
    from make_pages import make_pages

    start = time.monotonic()
    make_pages()
    code = sphinx(
        ["-q", "-E", "-W", "--keep-going", "-b", "html", "-d", str(HERE / "_build/doctrees"), str(HERE), str(SITE)]
    )
    if code == 0:
        size = sum(p.stat().st_size for p in SITE.rglob("*") if p.is_file()) / 1e6
        print(f"{SITE / 'index.html'}: {size:.1f} MB, {time.monotonic() - start:.0f} s")
    return code


if __name__ == "__main__":
    sys.exit(main())
