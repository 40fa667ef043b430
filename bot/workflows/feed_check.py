"""What `dateline feed check` shows: the stories that a feed would become, or why it would not."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

from bot.editing.feed_story import feed_as_json
from bot.errors import Refusal
from bot.reading.feed import Feed
from bot.reading.feed_identity import Identity, match
from bot.words import say
from bot.workflows.feed_finder import find_feed
from bot.workflows.ports import Fetched
from bot.workflows.read_inputs import OpenWeb, is_address, read_bytes

FILE_ADDRESS = "https://feed.invalid/"
"""What relative links in a file are relative to: nobody knows."""


async def check_feed(name: str, open_web: OpenWeb) -> dict[str, object]:
    """The object of a file or address: state "accepted" with entries, or "quarantined" with a
    reason.
    """
    async with open_web() as web:
        try:
            if is_address(name):
                found = await find_feed(web, name)
                url, feed = found.url, found.feed
            else:
                body = await asyncio.to_thread(read_bytes, name)
                url, feed = name, await web.read_feed(Fetched(url=FILE_ADDRESS, body=body))
        except Refusal as refusal:
            reason = say(refusal.message, **refusal.values)
            return {"address": name, "state": "quarantined", "reason": reason}
    return {"address": url, "state": "accepted", "reason": None} | await _entries(feed)


async def _entries(feed: Feed) -> dict[str, object]:
    def entries() -> dict[str, object]:
        _, found = match(feed.entries, (), Identity.GUID)
        repeats = len(feed.entries) - len(found)
        once = replace(
            feed, entries=tuple(one.entry for one in found), left_out=feed.left_out + repeats
        )
        return feed_as_json(once, now=datetime.now(UTC))

    # Two hundred summaries take a second or two.
    return await asyncio.to_thread(entries)
