"""A page into PDF, by a browser that is installed, else by WeasyPrint; files are written whole or not."""

from __future__ import annotations

import contextlib
import importlib.util
import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

_NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "msedge",
)
_WINDOWS = (
    r"Google\Chrome\Application\chrome.exe",
    r"Microsoft\Edge\Application\msedge.exe",
    r"Chromium\Application\chrome.exe",
)
_MACOS = ("Google Chrome", "Microsoft Edge", "Chromium")
_FLAGS = (
    "--headless",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-extensions",
    "--no-pdf-header-footer",
)
_INSTALL = (
    "no PDF: install Chromium, Google Chrome or Microsoft Edge, or `pip install weasyprint`;"
    " or open the HTML file in any browser and print it"
)
_DATE = re.compile(rb"/(CreationDate|ModDate) ?\(D:\d{14}")


def print_pdf(page: Path, pdf: Path) -> tuple[bool, str]:
    """Print a page; was it done, and by what, or why not? A PDF of an earlier page does not stay."""
    failures = []
    for browser in _browsers():
        data, failure = _by_browser(browser, page)
        if data:
            write_whole(pdf, data)
            return True, f"printed by {Path(browser).stem}"
        failures.append(failure)
    data = _by_weasyprint(page)
    if data:
        write_whole(pdf, data)
        return True, "printed by WeasyPrint"
    pdf.unlink(missing_ok=True)
    return False, "; ".join([*failures, _INSTALL])


def write_whole(path: Path, data: bytes) -> None:
    """Write a file in one step: who reads it meanwhile sees the old one or the new one."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException as error:
        os.unlink(name)
        if isinstance(error, PermissionError):
            raise PermissionError(f"{path} cannot be written: is it open in another program?") from None
        raise


def _browsers() -> Iterator[str]:
    """The browsers that can print, first those on the path."""
    found = [shutil.which(name) for name in _NAMES]
    if sys.platform == "win32":
        roots = [os.environ.get(name) for name in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")]
        found += [str(Path(root, program)) for program in _WINDOWS for root in roots if root]
    elif sys.platform == "darwin":
        roots = ["/Applications", str(Path.home() / "Applications")]
        found += [f"{root}/{name}.app/Contents/MacOS/{name}" for name in _MACOS for root in roots]
    yield from dict.fromkeys(program for program in found if program and Path(program).exists())


def _by_browser(browser: str, page: Path) -> tuple[bytes, str]:
    """Print with a fresh profile. All lies beside the page: a packaged browser may see no other folder."""
    with tempfile.TemporaryDirectory(dir=page.parent, prefix="printing-", ignore_cleanup_errors=True) as folder:
        target = Path(folder).resolve() / "page.pdf"
        flags = [*_FLAGS, f"--user-data-dir={target.parent / 'profile'}", f"--print-to-pdf={target}"]
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            flags.append("--no-sandbox")  # it refuses to run as root otherwise
        try:
            done = subprocess.run(
                [browser, *flags, page.resolve().as_uri()], capture_output=True, timeout=300, check=False
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            return b"", f"{Path(browser).stem} did not print ({type(error).__name__})"
        data = target.read_bytes() if target.exists() else b""
    if not data.startswith(b"%PDF-"):
        return b"", f"{Path(browser).stem} did not print (exit code {done.returncode})"
    return _DATE.sub(rb"/\1 (D:19700101000000", data), ""


def _by_weasyprint(page: Path) -> bytes:
    """Print without a browser, where WeasyPrint and the system's Pango are there."""
    if importlib.util.find_spec("weasyprint") is None:
        return b""
    try:
        with contextlib.redirect_stdout(io.StringIO()):  # it prints a page of advice where Pango is missing
            import weasyprint
    except OSError:
        return b""
    return weasyprint.HTML(filename=str(page)).write_pdf()
