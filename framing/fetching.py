"""Fetch the pages of a list of addresses: the only part of the package that uses a network, and only when asked to.

It obeys robots.txt, waits between two pages of one host, stops at a size, and goes on where it was broken off.
"""

import csv
import hashlib
import http.client
import ipaddress
import os
import re
import socket
import string
import time
import urllib.error
import urllib.request
import urllib.robotparser
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from . import __version__
from ._sources.pages import PAGE
from .sources import read_rows

AGENT = f"framing/{__version__} (research; reads what robots.txt allows)"
TIMEOUT = 20  # seconds without a sign of the server
LONGEST = 120  # seconds of one page
HOPS = 5  # addresses that a page may lead on to
WAIT = 2.0  # seconds between two pages of one host
TRIES = 2
LOG = "collected.csv"
_COLUMNS = ["url", "status", "file", "bytes"]
_AGAIN = "no answer"  # worth another try in the next run


def collect(
    addresses: Path | str, out: Path | str, *, wait: float = WAIT, say: Callable[[str], None] | None = None
) -> Path:
    """Fetch each address of a file into the folder `out`, and return the log: a row an address, with its `status`.

    The file is a list of addresses, one a line, or a table with a column `url` (such as Media Cloud and GDELT give).
    Pages are kept as they came; `read_articles(out)` reads them. `status` is `saved`, `refused by robots.txt`, `no
    page` (not HTML), `too large`, `no answer`, `refused: …` (it leads to what is no page of the web, or to a private
    network) or the server's code. A second call asks only for what is not there yet. Raises ValueError for a file
    without an address.
    """
    out, say = Path(out), say or (lambda line: None)
    urls = _addresses(Path(addresses))
    out.mkdir(parents=True, exist_ok=True)
    log = out / LOG
    done = {row["url"] for row in _read_log(log) if row["status"] != _AGAIN}
    hosts = _Hosts(wait)
    todo = [url for url in urls if url not in done]
    for number, url in enumerate(todo, 1):
        status, raw = hosts.fetch(url)
        name = ""
        if raw is not None:
            name = _file_name(url)
            part = out / f".{name}.part"
            part.write_bytes(raw)
            os.replace(part, out / name)
        _write_log(log, {"url": url, "status": status, "file": name, "bytes": len(raw or b"")})
        say(f"{number} of {len(todo)}: {status}: {url}")
    return log


def _addresses(path: Path) -> list[str]:
    """The addresses of a file, each once, in order."""
    if not path.is_file():
        raise ValueError(
            f"there is no file {path}; give a list of addresses, one a line, or a table with a column `url`."
        )
    text = path.read_text(encoding="utf-8-sig", errors="replace")
    first = text.split("\n", 1)[0]
    if re.search(r"(^|[,;\t\"])url([,;\t\"\r]|$)", first):
        delimiter = max(",;\t", key=first.count)
        found = [row.get("url") or "" for row in csv.DictReader(text.splitlines(), delimiter=delimiter)]
    elif first.startswith("{"):
        found = [row.cells.get("url", "") for row in read_rows(path)]
    else:
        found = text.split("\n")
    urls = [u.strip() for u in found if _is_address(u.strip())]
    if not urls:
        raise ValueError(f"{path.name}: no line is an address that begins with http:// or https://.")
    return list(dict.fromkeys(urls))


class _Hosts:
    """What each host allows, and when it was last asked."""

    def __init__(self, wait: float) -> None:
        self.wait = wait
        self.rules: dict[str, urllib.robotparser.RobotFileParser | None] = {}
        self.last: dict[str, float] = {}

    def fetch(self, url: str) -> tuple[str, bytes | None]:
        """The status of an address, and its page where there is one; where it leads on is asked for likewise."""
        for _ in range(HOPS):
            status, raw, there = self._page(url)
            if not there:
                return status, raw
            if refused := _refused(url, there):
                return refused, None
            url = there
        return "refused: it leads on and on", None

    def _page(self, url: str) -> tuple[str, bytes | None, str]:
        """One page: its status, its bytes, or where it leads."""
        parts = urlsplit(url)
        rules = self._rules(urlunsplit((parts.scheme, parts.netloc, "", "", "")))
        if rules is None:
            return _AGAIN, None, ""
        if not rules.can_fetch(AGENT, url):
            return "refused by robots.txt", None, ""
        wait = max(self.wait, float(rules.crawl_delay(AGENT) or 0))
        for _ in range(TRIES):
            time.sleep(max(0.0, self.last.get(parts.netloc, -wait) + wait - time.monotonic()))
            status, raw, there = _get(url, PAGE)
            self.last[parts.netloc] = time.monotonic()
            if status != _AGAIN:
                break
        return status, raw, there

    def _rules(self, site: str) -> urllib.robotparser.RobotFileParser | None:
        """The site's robots.txt: none means all is allowed; one that can't be reached, that nothing is."""
        if site not in self.rules:
            url = f"{site}/robots.txt"
            for _ in range(HOPS):
                status, raw, there = _get(url, 1 << 19, kind="text")
                if not there or _refused(url, there):
                    break
                url = there
            rules = urllib.robotparser.RobotFileParser()
            rules.parse((raw or b"").decode("utf-8", errors="replace").splitlines())
            reached = raw is not None or (status.isdigit() and 400 <= int(status) < 500) or status == "no page"
            self.rules[site] = rules if reached else None
        return self.rules[site]


class _Stay(urllib.request.HTTPRedirectHandler):
    """Follows nothing: where an address leads is looked at first."""

    def http_error_302(self, *answer: object) -> None:
        return None

    http_error_301 = http_error_303 = http_error_307 = http_error_308 = http_error_302


def _get(url: str, most: int, kind: str = "html") -> tuple[str, bytes | None, str]:
    """One request: its status, where it is a page of the kind that is wanted its bytes, and where it leads, if on."""
    try:
        request = urllib.request.Request(
            _in_ascii(url), headers={"User-Agent": AGENT, "Accept": "text/html, text/plain"}
        )
        with urllib.request.build_opener(_Stay).open(request, timeout=TIMEOUT) as answer:
            if kind not in answer.headers.get_content_type():
                return "no page", None, ""
            raw, begun = b"", time.monotonic()
            while len(raw) <= most and (part := answer.read1(1 << 16)):
                raw += part
                if time.monotonic() - begun > LONGEST:
                    return _AGAIN, None, ""
    except urllib.error.HTTPError as error:
        to = error.headers.get("Location", "") if error.code in (301, 302, 303, 307, 308) else ""
        return str(error.code), None, _joined(url, to)
    except (OSError, ValueError, http.client.HTTPException) as error:
        return (_AGAIN if isinstance(error, OSError) else "no page"), None, ""
    return ("too large", None, "") if len(raw) > most else ("saved", raw, "")


def _is_address(text: str) -> bool:
    try:
        return urlsplit(text).scheme in ("http", "https") and bool(urlsplit(text).hostname)
    except ValueError:
        return False


def _in_ascii(url: str) -> str:
    """The address as it is sent: letters beyond ASCII in their codes."""
    parts = urlsplit(url)
    path, query = (quote(part, safe=string.punctuation) for part in (parts.path, parts.query))
    return urlunsplit((parts.scheme, parts.netloc.encode("idna").decode(), path, query, ""))


def _joined(url: str, to: str) -> str:
    try:
        return urljoin(url, to) if to else ""
    except ValueError:
        return "nowhere:"


def _refused(url: str, there: str) -> str:
    """Why a page may not lead there: a stranger's page could else have asked what only this machine may ask."""
    if not _is_address(there):
        return "refused: it leads to what is no page of the web"
    if urlsplit(there).netloc == urlsplit(url).netloc:
        return ""
    try:
        found = socket.getaddrinfo(urlsplit(there).hostname, None)
    except (OSError, ValueError):
        return ""  # asking will tell that there is no answer
    places = [ipaddress.ip_address(place[4][0].split("%")[0]) for place in found]
    return "" if all(p.is_global for p in places) else "refused: it leads into a private network"


def _file_name(url: str) -> str:
    """A name for a page that no address can turn into a path."""
    slug = re.sub(r"[^a-z0-9]+", "-", f"{urlsplit(url).hostname}{urlsplit(url).path}".lower()).strip("-")[:60]
    return f"{slug}-{hashlib.sha256(url.encode()).hexdigest()[:10]}.html"


def _read_log(path: Path) -> list[dict[str, str]]:
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row.get("status")]


def _write_log(path: Path, row: dict[str, object]) -> None:
    """Add a row; what a broken run left half is a line without a status, and is asked for again."""
    new = not path.exists()
    with path.open("a", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, _COLUMNS, lineterminator="\n")
        if new:
            writer.writeheader()
        writer.writerow(row)
        file.flush()
        os.fsync(file.fileno())
