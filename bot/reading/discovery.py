"""Which feeds a site's page names, and where one usually is when it names none."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from bot.reading.charset import decode_page
from bot.reading.feed_links import web_link
from bot.reading.feed_text import line_text
from bot.reading.html_tree import parse_html, text_of

MOST_FOUND = 10
USUAL_PATHS = ("/feed", "/rss.xml", "/atom.xml", "/feed.xml", "/index.xml", "/rss", "/feed.json")
"""Where a feed is tried when the page names none; on the site's root."""

_TYPES = frozenset(
    {
        "application/rss+xml", "application/atom+xml", "application/rdf+xml",
        "application/feed+json", "application/json", "application/xml", "text/xml",
    }
)  # fmt: skip
_FEED_PATH = re.compile(
    r"(?:/(?:feeds?|rss|atom)/?|\.(?:rss|rdf|atom)|(?:rss|atom|feed|index)\.xml)$"
)
_COMMENTS = re.compile(r"comments?|kommentare|commentaires|comentarios", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FeedLink:
    """A feed that a page points at. `title` is "" where the page gives it none."""

    url: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class SiteFeeds:
    """The feeds that a page points at, the likeliest first."""

    feeds: tuple[FeedLink, ...] = ()


def find_feeds(body: bytes, *, url: str, charset: str | None = None) -> SiteFeeds:
    """Feeds named in the page's head, then linked in its text; those for comments last."""
    root = parse_html(decode_page(body, charset))
    if root is None:
        return SiteFeeds()
    base = next((tag.get("href") for tag in root.iter("base")), None)
    base = (web_link(base, url) if base else None) or url
    found: dict[str, FeedLink] = {}
    for tag in root.iter("link"):
        rel = (tag.get("rel") or "").lower().split()
        kind = (tag.get("type") or "").lower().partition(";")[0].strip()
        if ("alternate" in rel and kind in _TYPES) or "feed" in rel:
            _take(found, tag.get("href"), base, tag.get("title"))
    if not found:
        for tag in root.iter("a"):
            path = (tag.get("href") or "").partition("#")[0].partition("?")[0]
            if _FEED_PATH.search(path[-80:].lower()):
                _take(found, tag.get("href"), base, text_of(tag))
    return SiteFeeds(tuple(sorted(found.values(), key=_is_for_comments))[:MOST_FOUND])


def usual_places(url: str) -> tuple[FeedLink, ...]:
    """Addresses worth a try on the site that `url` belongs to."""
    return tuple(FeedLink(urljoin(url, path)) for path in USUAL_PATHS)


def _take(found: dict[str, FeedLink], href: str | None, base: str, title: str | None) -> None:
    address = web_link(href, base)
    if address is not None:
        found.setdefault(address, FeedLink(address, line_text(title or "")[:100]))


def _is_for_comments(link: FeedLink) -> bool:
    return _COMMENTS.search(f"{link.title} {urlsplit(link.url).path}") is not None
