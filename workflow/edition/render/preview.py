"""The pages that the preview shows, served to this machine alone; each looks for a newer version of itself."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import partial
from html import escape
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from time import time_ns
from typing import ClassVar

RELOAD = """<script>
  setInterval(async () => {
    const newest = await fetch("/%s.version").then((answer) => answer.text(), () => "");
    if (newest > "%s") location.reload();
  }, 500);
</script>"""
NOTICE = """<aside role="alert" style="position: sticky; top: 0; z-index: 9; max-height: 45vh; overflow: auto;
  margin: 0; padding: .7em 1em; background: #fff3cd; color: #333; border-bottom: 3px solid #b35900;
  font: 14px/1.45 monospace; white-space: pre-wrap; overflow-wrap: anywhere">%s</aside>"""
PAGE = '<!DOCTYPE html>\n<html lang="%s"><head><meta charset="utf-8"><title>%s</title></head><body>%s</body></html>'
FRAME = '<iframe src="/%s" title="%s" style="flex: 1; border: 0; border-right: 1px solid"></iframe>'
SIDE_BY_SIDE = '<div style="display: flex; position: fixed; inset: 0">%s</div>'

Times = dict[Path, int]


class Site:
    """A folder of pages: the articles of all ``languages`` beside each other, and each by itself, as ``en`` say."""

    def __init__(self, folder: Path, languages: list[str]) -> None:
        self.folder = folder
        self.languages = languages
        self.articles = {language: PAGE % (language, language, "") for language in languages}
        self.problems: dict[str, list[str]] = {}
        self.unbuilt: list[str] = []  # what kept the last build from its end
        frames = "".join(FRAME % (language, language) for language in languages)
        (folder / "index.html").write_text(PAGE % (languages[0], " | ".join(languages), SIDE_BY_SIDE % frames), "utf-8")
        for language in languages:
            self.publish(language, None, [])

    def publish(self, language: str, article: str | None, problems: Iterable[str]) -> None:
        """Show an article (HTML) below its problems; without an article the last one stays."""
        page = self.articles[language] = article or self.articles[language]
        self.problems[language] = list(problems)
        told, version = "\n".join(self.problems[language]), str(time_ns())
        start, end = page.index(">", page.index("<body")) + 1, page.rindex("</body>")
        notice = NOTICE % escape(told) if told else ""
        page = page[:start] + notice + page[start:end] + RELOAD % (language, version) + page[end:]
        for name, text in ((language, page), (f"{language}.version", version)):  # a page is asked for once it is there
            part = self.folder / f"{name}.part"
            part.write_text(text, "utf-8")
            part.replace(self.folder / name)


class Handler(SimpleHTTPRequestHandler):
    """Answers with the files of a folder, as they are now."""

    extensions_map: ClassVar = {"": "text/html; charset=utf-8"}

    def end_headers(self) -> None:
        """Browsers keep nothing, for the next version may be a moment away."""
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def copyfile(self, *files: object) -> None:
        """A page may be closed while it is sent."""
        with suppress(ConnectionError):
            super().copyfile(*files)

    def log_message(self, *_: object) -> None:
        """Say nothing of requests: the terminal is for the author."""


def serve(folder: Path, port: int) -> str:
    """Serve ``folder`` in the background, to this machine only; returns the address. Port 0 is any free one."""
    server = ThreadingHTTPServer(("127.0.0.1", port), partial(Handler, directory=str(folder)))
    Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}/"


def times(roots: Iterable[Path], without: Iterable[Path] = ()) -> Times:
    """When each file at or below ``roots`` was last written (ns); ``without`` are files and folders to leave out."""
    files = (path for root in roots for path in [root, *root.rglob("*")] if path.is_file())
    left_out = set(without)
    return {path: path.stat().st_mtime_ns for path in files if left_out.isdisjoint([path, *path.parents])}


def saves(settled: Times, look: Iterator[Times]) -> Iterator[set[Path]]:
    """Files that each save since ``settled`` made, wrote or removed, once two looks in a row find the same.

    An editor may write a file in several steps.
    """
    latest = settled
    for now in look:
        if now == latest and now != settled:
            yield {path for path, _ in settled.items() ^ now.items()}
            settled = now
        latest = now
