"""An entry's story: as the feed tells it, or from its page where the feed has only a teaser."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime

import structlog

from bot.editing.feed_story import entry_article, with_page
from bot.editing.story_text import to_story_text
from bot.errors import Refusal
from bot.reading.article import Article
from bot.reading.feed import Feed, FeedEntry
from bot.workflows.ports import Web
from storage.story_records import StoryText

log = structlog.get_logger(__name__)


Pages = dict[str, Article | None]
"""Pages by address; None for one that cannot be read."""


class FeedStories:
    """Makes what is stored of entries."""

    def __init__(self, web: Web) -> None:
        self._web = web

    async def from_feed(
        self, entry: FeedEntry, feed: Feed, *, now: datetime, section: tuple[str, ...]
    ) -> StoryText:
        """As far as the feed tells it. Its body is a doubt where that is a teaser."""
        article = entry_article(entry, feed, now=now, section=section)
        return await asyncio.to_thread(to_story_text, article, url=entry.link)

    async def with_page(self, text: StoryText, pages: Pages | None = None) -> StoryText:
        """The same with the article from its page; as it was where the page cannot be read, or
        where the feed had it all. pages: those read already.
        """
        if text.url is None or "body" not in text.doubts:
            return text
        pages = {} if pages is None else pages
        if text.url not in pages:
            pages[text.url] = await self._page(text.url)
        page = pages[text.url]
        if page is None:
            return text
        whole = with_page(_as_article(text), page)
        if whole.word_count <= text.word_count:
            return text
        return await asyncio.to_thread(to_story_text, whole, url=text.url)

    async def _page(self, url: str) -> Article | None:
        try:
            return await self._web.read_page(await self._web.fetch(url, kind="page"))
        except Refusal as refusal:
            log.info("page of an entry not read", url=url, reason=str(refusal))
            return None


def keeping_date(text: StoryText, first: datetime | None) -> StoryText:
    """An edited entry stays news of the day on which it came: a bumped date moves nothing."""
    if first is None:
        return text
    changed = text.updated_at or text.published_at
    return replace(
        text, published_at=first, updated_at=changed if changed and changed > first else None
    )


def _as_article(text: StoryText) -> Article:
    return Article(
        headline=text.headline,
        section=text.section,
        agency=text.agency,
        publisher=text.publisher,
        byline=text.byline,
        dateline=text.dateline,
        published_at=text.published_at,
        updated_at=text.updated_at,
        language=text.language,
        body=text.body,
        word_count=text.word_count,
        reading_minutes=text.reading_minutes,
        doubts=text.doubts,
    )
