"""What editors are told of a feed: that it stopped, flooded, filled the queue, or fell silent."""

from __future__ import annotations

from datetime import datetime

from bot.workflows.notices import Notices
from storage.feed_records import FeedState, FollowedFeed


class FeedNotices:
    """Each is told once: the subject of a notice holds the feed and the day, or the hour."""

    def __init__(self, notices: Notices) -> None:
        self._notices = notices

    async def stopped(self, feed: FollowedFeed, state: FeedState, why: str, now: datetime) -> None:
        """It is polled no more."""
        message = (
            "The feed {name} is gone for good, so it is no longer polled. /feed show tells more."
            if state is FeedState.GONE
            else "The feed {name} cannot be read and was set aside: {why} /feed show has a button"
            " to try it again."
        )
        subject = f"feed-stopped:{feed.id}:{now.date()}"
        await self._notices.tell(feed.guild_id, subject, message, name=feed.name, why=why)

    async def flood(self, feed: FollowedFeed, count: int, now: datetime) -> None:
        """Too many entries came at one poll."""
        await self._notices.tell(
            feed.guild_id,
            f"feed-flood:{feed.id}:{now:%Y-%m-%d %H}",
            "{count} entries came at once in the feed {name}, which is unusual. They are held:"
            " /feed show lets you take or skip them.",
            name=feed.name,
            count=count,
        )

    async def full(self, feed: FollowedFeed, most: int, now: datetime) -> None:
        """No more entries can wait for an editor."""
        await self._notices.tell(
            feed.guild_id,
            f"feed-full:{now.date()}",
            "{most} entries of feeds wait for an editor, the most there can be. What comes now"
            " passes by: please accept or skip some in /desk queue.",
            most=most,
        )

    async def quiet(self, feed: FollowedFeed, now: datetime) -> None:
        """Nothing new came for much longer than usual."""
        newest_at = feed.source.newest_at
        assert newest_at is not None
        await self._notices.tell(
            feed.guild_id,
            f"feed-quiet:{feed.id}:{int(newest_at.timestamp())}",
            "The feed {name} has had nothing new for {days} days, much longer than usual. Is its"
            " address still the right one?",
            name=feed.name,
            days=(now - newest_at).days,
        )
