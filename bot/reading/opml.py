"""Lists of feeds as OPML: read from whatever another reader has written, and written."""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from html.parser import HTMLParser
from xml.sax.saxutils import quoteattr

from bot.errors import Unreadable
from bot.reading.charset import decode_page
from bot.reading.feed_links import web_link
from bot.reading.feed_text import line_text

LARGEST = 256 * 1024
"""Bytes of a list."""
MOST_LISTED = 1_000
"""Feeds read of a list."""

_NO_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """A feed in a list. section: the headings it stands under. url: None for no web address."""

    url: str | None
    title: str = ""
    section: tuple[str, ...] = ()


def read_opml(body: bytes) -> tuple[Outline, ...]:
    """The feeds of a list, each once. Raises Unreadable where there is none."""
    if len(body) > LARGEST:
        raise Unreadable(
            "This list is larger than 256 KiB. Keep only the feeds you want to follow."
        )
    reader = _Outlines()
    with suppress(AssertionError):  # html.parser's word for a declaration that is none
        reader.feed(decode_page(body))
    found = {outline.url or f"?{at}": outline for at, outline in enumerate(reader.found)}
    if not found:
        raise Unreadable(
            "There are no feeds in this file. Attach the OPML file that your feed reader exports."
        )
    return tuple(found.values())


def write_opml(title: str, feeds: Iterable[Outline], now: datetime) -> str:
    """The list as a file: one outline a feed, under the outermost name of its section."""
    by_section: dict[str, list[str]] = {}
    for feed in feeds:
        name = _quoted(feed.title or feed.url or "")
        line = f'<outline type="rss" text={name} title={name} xmlUrl={_quoted(feed.url or "")}/>'
        by_section.setdefault(" > ".join(feed.section), []).append(line)
    lines: list[str] = []
    for section, inside in by_section.items():
        if section:
            inside = [f"<outline text={_quoted(section)}>", *map("  {}".format, inside)]
            inside.append("</outline>")
        lines += [f"    {line}" for line in inside]
    head = f"    <title>{_quoted(title)[1:-1]}</title>\n"
    head += f"    <dateCreated>{now:%a, %d %b %Y %H:%M:%S} GMT</dateCreated>\n"
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<opml version="2.0">\n'
        f"  <head>\n{head}  </head>\n  <body>\n" + "\n".join(lines) + "\n  </body>\n</opml>\n"
    )


def _quoted(text: str) -> str:
    """As an attribute, without what XML has no way to write."""
    return quoteattr(_NO_XML.sub("", text))


class _Outlines(HTMLParser):
    """Takes `<outline>` tags in any state; knows no entity but HTML's own, so none can swell."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Outline] = []
        self._headings: list[str | None] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "outline":
            self._headings.append(self._take(attrs))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "outline":
            self._take(attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag == "outline" and self._headings:
            self._headings.pop()

    def _take(self, attrs: list[tuple[str, str | None]]) -> str | None:
        """The heading that an outline is; None for a feed, which is kept."""
        named = {name: value or "" for name, value in attrs}
        title = line_text(named.get("title") or named.get("text") or "")[:100]
        if "xmlurl" not in named:
            return title or None
        if len(self.found) < MOST_LISTED:
            headings = [part for heading in self._headings if heading for part in _parts(heading)]
            url = web_link(named["xmlurl"], "")
            self.found.append(Outline(url=url, title=title, section=tuple(headings[:3])))
        return None


def _parts(heading: str) -> list[str]:
    return [name for part in heading.split(">") if (name := part.strip()[:60])]
