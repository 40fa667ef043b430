"""Things that handlers are asked about, made straight in the storage, each full of one word."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from storage import Storage
from storage.delivery_records import Delivery
from storage.desk_log import By
from storage.desk_records import NewSubmission, Origin
from storage.feed_records import FeedMode, FollowedFeed, ItemState, NewItem, Polled, SeenEntry
from storage.schedule_records import Schedule
from storage.story_records import Passage, Report, Story, StoryText

MISSING = "987654321"
NOWHERE = {"code": "nothere", "edition": f"{MISSING}:{MISSING}:20261127:0"}
"""Ids that no server has: MISSING, or for some kinds this."""

_numbers = count(1)


class Things:
    """Makes things in one server for one member. `word` stands in each of their texts."""

    def __init__(
        self, storage: Storage, guild: Any, channel: Any, user_id: int, word: str, now: datetime
    ) -> None:
        self._storage = storage
        self._guild = guild
        self._where = channel
        self._user_id = user_id
        self._word = word
        self._now = now
        self._by = By(actor_id=user_id, at=now)

    async def make(self, kind: str) -> str:
        """The id of a new thing of that kind, as it stands in options and custom ids."""
        make: Callable[[], Awaitable[Any]] = getattr(self, f"_{kind}")
        return str(await make())

    def _text(self) -> StoryText:
        number = next(_numbers)
        word = f"{self._word} {chr(97 + number % 26)}{number}"
        return StoryText(
            headline=f"Harbour {word} reopens",
            section=(f"Harbour {self._word}",),
            publisher=f"The {self._word} Quay",
            published_at=self._now - timedelta(hours=2),
            language="en",
            url=f"https://{self._word}.example/{number}",
            summary=(Passage(f"{word} carries traffic again after {number} days.", 0),),
            key_facts=(Passage(f"{number} {word} cables", 0),),
            body=(f"{word} carries traffic again after {number} days of work.",),
            word_count=9,
        )

    async def _new_story(self) -> Story:
        guild_id = self._guild.id
        story = await self._storage.stories.add(guild_id, self._text(), self._user_id, self._now)
        report = Report(story_id=story.id, event_id=story.id, counts={7: 1}, length=1.0)
        await self._storage.same_events.add(
            guild_id,
            report,
            language="en",
            happened_at=self._now,
            likeness=0.0,
            apart=False,
            terms=[7],
        )
        return story

    async def _story(self) -> int:
        return (await self._new_story()).id

    async def _draft(self) -> int:
        until = self._now + timedelta(hours=5)
        add = self._storage.drafts.add
        return (await add(self._guild.id, self._user_id, self._text(), self._now, until)).id

    async def _correction(self) -> int:
        story = await self._new_story()

        def change(old: Story) -> tuple[StoryText, str, str]:
            text = self._text()
            return text, old.headline, text.headline

        made = await self._storage.corrections.correct(
            self._guild.id, story.id, "headline", change, f"The {self._word} was wrong", self._by
        )
        return made.id

    async def _new_schedule(self) -> Schedule:
        day = self._now.date() + timedelta(days=2)
        return await self._storage.schedules.add(
            self._guild.id,
            channel_id=self._where.id,
            name=f"Morning {self._word} {next(_numbers)}",
            zone="UTC",
            rule="{}",
            sections=(),
            story_cap=3,
            slots=[(480, day, self._now + timedelta(days=2))],
            created_by=self._user_id,
            now=self._now,
        )

    async def _schedule(self) -> int:
        return (await self._new_schedule()).id

    async def _edition(self) -> str:
        """Schedule, slot, date and the version of its plan, as they stand in a custom id."""
        schedule = await self._new_schedule()
        (slot,) = schedule.slots
        assert slot.next_date is not None
        return f"{schedule.id}:{slot.id}:{slot.next_date:%Y%m%d}:0"

    async def _code(self) -> str:
        return (await self._new_delivery()).code

    async def _delivery(self) -> int:
        return (await self._new_delivery()).id

    async def _report(self) -> int:
        story_id = await self._story()
        words = f"The {self._word} is wrong"
        made = await self._storage.error_reports.add(
            self._guild.id, story_id, self._user_id, words, self._now
        )
        assert made is not None
        return made

    async def _new_delivery(self) -> Delivery:
        schedule = await self._new_schedule()
        number = next(_numbers)
        return await self._storage.claims.add_extra(
            self._guild.id,
            schedule_id=schedule.id,
            channel_id=self._where.id,
            local_date=self._now.date(),
            slot=f"extra:{number}",
            due_at=self._now,
            code=f"code{number}",
            now=self._now,
        )

    async def _entry(self) -> int:
        await self._new_schedule()
        (entry,) = await self._storage.desk_log.latest(self._guild.id, limit=1)
        return entry.id

    async def _new_feed(self) -> FollowedFeed:
        number = next(_numbers)
        return await self._storage.feeds.follow(
            self._guild.id,
            url=f"https://{self._word}{number}.example/feed",
            host=f"{self._word}{number}.example",
            name=f"Feed {self._word} {number}",
            section=(f"Harbour {self._word}",),
            mode=FeedMode.QUEUE,
            take_first=0,
            added_by=self._user_id,
            now=self._now,
            next_poll_at=self._now + timedelta(days=2),
        )

    async def _feed(self) -> int:
        return (await self._new_feed()).id

    async def _item(self) -> int:
        feed, number = await self._new_feed(), next(_numbers)
        entry = SeenEntry(guid=number, link=number, title=number, dated=number, words=number)
        text = replace(self._text(), url=None)
        item = NewItem(
            feed_id=feed.id, guild_id=self._guild.id, entry=0, state=ItemState.WAITING, text=text
        )
        polled = Polled(source=feed.source, new=(entry,), items=(item,))
        await self._storage.feed_sources.record(polled, self._now)
        (waiting,) = await self._storage.feeds.items(self._guild.id, feed.id, ItemState.WAITING, 1)
        return waiting.id

    async def _submission(self) -> int:
        new = NewSubmission(
            origin=Origin.MEMBER, submitted_by=self._user_id, text=self._text(), link=None
        )
        filed = await self._storage.submissions.file(
            self._guild.id, new, self._now, headline=self._word
        )
        assert filed.submission is not None
        return filed.submission.id

    async def _kept(self, kind: str, terms: str) -> int:
        add = self._storage.lookups.add
        return (await add(self._guild.id, self._user_id, kind, terms, self._now)).id

    async def _lookup(self) -> int:
        return await self._kept("search", self._word)

    async def _link(self) -> int:
        return await self._kept("link", f"https://{self._word}.example/page{next(_numbers)}")

    async def _archive(self) -> int:
        day = self._now.date().isoformat()
        terms = {"first": day, "last": day, "section": f"Harbour {self._word}"}
        return await self._kept("archive", json.dumps(terms))

    async def _view(self) -> int:
        terms = {"state": "submitted", "section": f"harbour {self._word}", "source": ""}
        return await self._kept("desk", json.dumps(terms))

    async def _message(self) -> int:
        finds = [{"kind": "text", "words": f"{self._word} text", "link": None, "file_id": None}]
        return await self._kept("message", json.dumps({"finds": finds, "files": {}, "found": {}}))

    async def _found_feed(self) -> int:
        url = f"https://{self._word}{next(_numbers)}.example/feed"
        terms = {
            "url": url,
            "title": f"Feed {self._word}",
            "section": [],
            "mode": "queue",
            "others": [[url, f"Other {self._word}"]],
        }
        return await self._kept("feed", json.dumps(terms))

    async def _feed_list(self) -> int:
        url = f"https://{self._word}{next(_numbers)}.example/feed"
        terms = {"mode": "queue", "feeds": [[url, f"Feed {self._word}", []]]}
        return await self._kept("feed list", json.dumps(terms))

    async def _channel(self) -> int:
        return self._where.id

    async def _role(self) -> int:
        return next(
            role.id for role in self._guild.roles.values() if role.name.startswith("Editors")
        )
