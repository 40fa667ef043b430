"""From an address to a feed: the address itself, or what the page there points at.

fetch ─→ a feed? ─→ it
           └ a page ─→ feeds it names, else usual places ─→ the first that is one
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.errors import Unreadable
from bot.reading.discovery import FeedLink, usual_places
from bot.reading.feed import Feed
from bot.workflows.ports import Fetched, FetchFailed, Web

MOST_TRIED = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A feed and where it is. others: more feeds that the same page names."""

    url: str
    feed: Feed
    fetched: Fetched
    others: tuple[FeedLink, ...] = ()


async def find_feed(web: Web, address: str) -> Found:
    """The feed at an address, or of the site there. Raises FetchFailed, Unreadable, Invalid."""
    fetched = await web.fetch(address, kind="feed")
    try:
        return Found(url=fetched.url, feed=await web.read_feed(fetched), fetched=fetched)
    except Unreadable:
        if not _is_page(fetched):
            raise
    named = (await web.find_feeds(fetched)).feeds
    for link in (named or usual_places(fetched.url))[:MOST_TRIED]:
        try:
            there = await web.fetch(link.url, kind="feed")
            feed = await web.read_feed(there)
        except (FetchFailed, Unreadable):
            continue
        others = tuple(other for other in named if other.url != link.url)
        return Found(url=there.url, feed=feed, fetched=there, others=others)
    if named:
        raise Unreadable(
            "The page names feeds, but none of them can be read now. Try again later, or give the"
            " feed's own address."
        )
    raise Unreadable(
        "No feed was found: the page names none, and none lies where feeds usually are. Look for"
        " an RSS link on the site, or add single stories with /story add."
    )


def _is_page(fetched: Fetched) -> bool:
    return "html" in fetched.media_type or b"<html" in fetched.body[:4_096].lower()
