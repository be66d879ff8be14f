"""The pages that the preview serves: the rendered article with what reloads it and what needs mending."""

from collections.abc import Iterable
from html import escape

RELOAD = """<script>
  new EventSource("/events/{language}?seen={version}").onmessage = () => location.reload();
</script>"""
NOTICE = """<aside role="alert" style="position: sticky; top: 0; z-index: 9; max-height: 45vh; overflow: auto;
  margin: 0; padding: .7em 1em; background: #fff3cd; color: #333; border-bottom: 3px solid #b35900;
  font: 14px/1.45 monospace; white-space: pre-wrap; overflow-wrap: anywhere">{problems}</aside>"""
HEAD = '<!DOCTYPE html>\n<html lang="{language}"><head><meta charset="utf-8"><title>{title}</title></head>'
EMPTY = HEAD + "<body></body></html>"
SIDE_BY_SIDE = HEAD + '<body style="display: flex; margin: 0; height: 100vh">{frames}</body></html>'
FRAME = '<iframe src="/{language}" title="{language}" style="flex: 1; border: 0; border-right: 1px solid"></iframe>'


def shown(article: str | None, language: str, version: int, problems: Iterable[str]) -> str:
    """``article`` (HTML; None if there is none yet) with ``problems`` above it; reloads when there is a newer one."""
    page = article or EMPTY.format(language=language, title=language)
    start = page.index(">", page.index("<body")) + 1
    end = page.rindex("</body>")
    told = "\n".join(problems)
    notice = NOTICE.format(problems=escape(told)) if told else ""
    return page[:start] + notice + page[start:end] + RELOAD.format(language=language, version=version) + page[end:]


def side_by_side(languages: list[str]) -> str:
    """One page with the articles of all languages beside each other."""
    frames = "".join(FRAME.format(language=language) for language in languages)
    return SIDE_BY_SIDE.format(language=languages[0], title=" | ".join(languages), frames=frames)
