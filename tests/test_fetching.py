import csv
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from framing import collect, fetching, read_articles

PAGE = """<html><head><title>Six hours</title></head><body><article><h1>Six hours</h1>
<p>The two envoys talked for six hours in the old customs house, and neither of them spoke to the press after it.</p>
<p>A second round is planned for Thursday, when the grain ships will be on the table again, the mayor said.</p>
</article></body></html>"""


@pytest.fixture
def server():
    class Handler(BaseHTTPRequestHandler):
        asked = []
        answers = {
            "/robots.txt": ("text/plain", "User-agent: *\nDisallow: /private/\n"),
            "/a": ("text/html", PAGE),
            "/b?x=1": ("text/html; charset=utf-8", PAGE.replace("Thursday", "Friday")),
            "/private/c": ("text/html", PAGE),
            "/picture": ("image/png", "x"),
            "/large": ("text/html", "x" * 11_000_000),
        }

        leads = {
            "/on": "/a", "/out": "/private/c", "/ring": "/ring", "/file": "file:///etc/passwd", "/ftp": "ftp://x.example/",
            "/near": "http://localhost:1/a", "/meta": "http://169.254.169.254/latest", "/lan": "http://[fd00::1]/",
            "/odd": "http://[::1", "/code": "javascript:x()",
        }  # fmt: skip

        def do_GET(self):
            self.asked.append(self.path)
            if self.path in self.leads:
                self.send_response(302)
                self.send_header("Location", self.leads[self.path])
                self.end_headers()
                return
            if self.path == "/noise":
                self.wfile.write(b"no HTTP at all\r\n\r\n")
                return
            if self.path == "/slow":
                self.send_response(200)
                self.send_header("Content-Type", "text/html")
                self.end_headers()
                for _ in range(50):
                    self.wfile.write(b"x")
                    self.wfile.flush()
                    time.sleep(0.02)
                return
            kind, body = self.answers.get(self.path, ("", ""))
            if kind:
                self.send_response(200)
                self.send_header("Content-Type", kind)
                self.end_headers()
                self.wfile.write(body.encode())
            else:
                self.send_error(404)

        def log_message(self, *words):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    server.site = f"http://127.0.0.1:{server.server_port}"
    server.asked = Handler.asked
    yield server
    server.shutdown()
    server.server_close()


def statuses(log):
    with log.open(encoding="utf-8") as file:
        return {row["url"].rsplit(":", 1)[1].split("/", 1)[1]: row["status"] for row in csv.DictReader(file)}


def test_pages_are_saved_and_read(tmp_path, server):
    paths = ["a", "b?x=1", "private/c", "picture", "large", "nothing", "a"]
    (tmp_path / "list.txt").write_text("\n".join(f"{server.site}/{p}" for p in paths) + "\nno address\nfile:///etc/x\n")
    log = collect(tmp_path / "list.txt", tmp_path / "pages", wait=0)
    assert statuses(log) == {
        "a": "saved", "b?x=1": "saved", "private/c": "refused by robots.txt", "picture": "no page",
        "large": "too large", "nothing": "404",
    }  # fmt: skip
    assert server.asked.count("/a") == 1
    assert "/private/c" not in server.asked
    texts = read_articles(tmp_path / "pages")["text"]
    assert len(texts) == 2
    assert all("second round" in t for t in texts)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("on", "saved"), ("out", "refused by robots.txt"), ("ring", "refused: it leads on and on"),
        ("file", "refused: it leads to what is no page of the web"), ("ftp", "refused: it leads to what is no page of"),
        ("odd", "refused: it leads to what is no page of the web"), ("code", "refused: it leads to what is no page of"),
        ("near", "refused: it leads into a private network"), ("meta", "refused: it leads into a private network"),
        ("lan", "refused: it leads into a private network"),
    ],
)  # fmt: skip
def test_a_page_that_leads_elsewhere_is_followed_only_where_one_may_go(tmp_path, server, path, status):
    (tmp_path / "list.txt").write_text(f"{server.site}/{path}\n")
    assert statuses(collect(tmp_path / "list.txt", tmp_path / "pages", wait=0))[path].startswith(status)
    assert "/private/c" not in server.asked
    assert server.asked.count("/ring") <= fetching.HOPS


def test_a_server_that_speaks_no_http_or_never_ends_does_not_stop_the_rest(tmp_path, server, monkeypatch):
    monkeypatch.setattr(fetching, "LONGEST", 0.1)
    paths = ["noise", "slow", "b ё?x=1", "a"]
    (tmp_path / "list.txt").write_text(
        "".join(f"{server.site}/{p}\n" for p in paths) + "http://[::1/\n", encoding="utf-8"
    )
    found = statuses(collect(tmp_path / "list.txt", tmp_path / "pages", wait=0))
    assert found == {"noise": "no page", "slow": "no answer", "b ё?x=1": "404", "a": "saved"}
    assert "/b%20%D1%91?x=1" in server.asked


def test_a_second_run_asks_only_for_what_is_missing(tmp_path, server):
    (tmp_path / "list.csv").write_text(f"id,url\n1,{server.site}/a\n")
    collect(tmp_path / "list.csv", tmp_path / "pages", wait=0)
    (tmp_path / "list.csv").write_text(f"id,url\n1,{server.site}/a\n2,{server.site}/b?x=1\n")
    asked = len(server.asked)
    collect(tmp_path / "list.csv", tmp_path / "pages", wait=0)
    assert server.asked[asked:] == ["/robots.txt", "/b?x=1"]


def test_a_log_that_broke_off_is_gone_on_with(tmp_path, server):
    (tmp_path / "list.txt").write_text(f"{server.site}/a\n")
    log = collect(tmp_path / "list.txt", tmp_path / "pages", wait=0)
    log.write_text(log.read_text().split(",saved")[0] + "\n")
    assert statuses(collect(tmp_path / "list.txt", tmp_path / "pages", wait=0))["a"] == "saved"


def test_a_host_that_does_not_answer_is_told_and_asked_again(tmp_path, server):
    server.shutdown()
    server.server_close()
    (tmp_path / "list.txt").write_text(f"{server.site}/a\n")
    assert statuses(collect(tmp_path / "list.txt", tmp_path / "pages", wait=0)) == {"a": "no answer"}


def test_two_pages_of_one_host_are_not_asked_for_at_once(tmp_path, server, monkeypatch):
    waits = []
    monkeypatch.setattr(fetching.time, "sleep", waits.append)
    (tmp_path / "list.txt").write_text(f"{server.site}/a\n{server.site}/b?x=1\n")
    collect(tmp_path / "list.txt", tmp_path / "pages", wait=5)
    assert waits[0] == 0
    assert 4 < waits[1] <= 5


@pytest.mark.parametrize(("text", "message"), [("", "no line is an address"), ("ftp://x.example/\n", "no line is an")])
def test_a_list_without_an_address_is_an_error(tmp_path, text, message):
    (tmp_path / "list.txt").write_text(text)
    with pytest.raises(ValueError, match=message):
        collect(tmp_path / "list.txt", tmp_path / "pages")


def test_a_missing_list_is_an_error(tmp_path):
    with pytest.raises(ValueError, match="there is no file .*; give a list of addresses"):
        collect(tmp_path / "nothing.txt", tmp_path / "pages")
