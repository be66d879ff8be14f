"""Serves the pages to this machine alone, and tells each open page when a newer one is there."""

import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Condition, Thread
from time import time_ns
from urllib.parse import parse_qs, urlsplit

from salvage.preview import page

HEARTBEAT = 10
"""Seconds after which an open page is written to, so that one that was closed is noticed."""


@dataclass
class Site:
    """The newest article of each language, its version, and what is wrong with its source."""

    languages: list[str]
    articles: dict[str, str] = field(default_factory=dict)
    problems: dict[str, list[str]] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)
    news: Condition = field(default_factory=Condition)

    def publish(self, language: str, article: str | None, problems: Iterable[str]) -> None:
        """Show an article and its problems; without an article the last one stays."""
        with self.news:
            if article is not None:
                self.articles[language] = article
            self.problems[language] = list(problems)
            self.versions[language] = time_ns()
            self.news.notify_all()

    def page(self, language: str) -> str:
        """The page of one language as it is now."""
        with self.news:
            version, problems = self.versions.get(language, 0), self.problems.get(language, [])
            return page.shown(self.articles.get(language), language, version, problems)

    def newer(self, language: str, seen: int) -> bool:
        """Wait for a version after ``seen``, a heartbeat at most; whether there is one."""
        with self.news:
            return self.news.wait_for(lambda: self.versions.get(language, 0) > seen, HEARTBEAT)


def handler(site: Site) -> type[BaseHTTPRequestHandler]:
    """What answers: ``/`` all languages, ``/en`` one of them, ``/events/en?seen=3`` when it has a version after 3."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            address = urlsplit(self.path)
            parts = address.path.strip("/").split("/")
            if parts == [""]:
                self.answer(page.side_by_side(site.languages))
            elif parts[0] == "events" and parts[-1] in site.languages:
                self.report(parts[-1], int(parse_qs(address.query)["seen"][0]))
            elif parts[0] in site.languages:
                self.answer(site.page(parts[0]))
            else:
                self.send_error(404)

        def answer(self, text: str) -> None:
            content = text.encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(content)))
            self.send_header("Cache-Control", "no-store")
            self.end_headers()
            self.wfile.write(content)

        def report(self, language: str, seen: int) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.send_header("Cache-Control", "no-store")
            self.end_headers()
            while not site.newer(language, seen):
                self.wfile.write(b": still here\n\n")
            self.wfile.write(b"data: newer\n\n")

        def log_message(self, *_: object) -> None:
            """Say nothing of requests: the terminal is for the author."""

    return Handler


def serve(site: Site, port: int) -> str:
    """Serve ``site`` in the background, to this machine only; returns the address. Port 0 is any free one."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: object, client_address: object) -> None:
            """Report an error, unless a page was closed while it was written to."""
            if not isinstance(sys.exception(), ConnectionError):
                super().handle_error(request, client_address)

    server = Server(("127.0.0.1", port), handler(site))
    Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}/"
