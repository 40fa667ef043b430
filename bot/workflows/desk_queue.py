"""The editors' queue as pages of cards: filtered, each with what it repeats, and what it could be
merged with. What is done to a card is `desk`'s work.
"""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass

from bot.errors import NotFound, Refusal
from bot.workflows.ports import Clock
from bot.workflows.same_story import Match, SameStory
from storage import Storage
from storage.desk_records import (
    Origin,
    QueueCounts,
    QueueFilter,
    QueuePage,
    Submission,
    SubmissionState,
)
from storage.search_records import Question
from storage.story_records import Story

CARDS = 3
"""Cards of a page: Discord takes 40 components."""
OFFERED = 15
"""Stories offered to merge with, beside those that a card repeats."""

GONE = "This submission is no longer on record."


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A submission with the stories it repeats, and others that wait with its words or link."""

    submission: Submission
    matches: tuple[Match, ...] = ()
    alike: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """A page of the queue. view: keeps the filter for the next press; 0 for none. reports: how
    many errors that readers reported wait for an answer.
    """

    view: int
    wish: QueueFilter
    cards: tuple[Card, ...]
    page: QueuePage
    counts: QueueCounts
    reports: int


class DeskQueue:
    """What editors see of what was sent in."""

    def __init__(self, storage: Storage, same_story: SameStory, clock: Clock) -> None:
        self._storage = storage
        self._same_story = same_story
        self._clock = clock

    async def queue(self, guild_id: int, view: int = 0, page: int = 1) -> Queue:
        """A page of the queue as `view` filters it. Raises NotFound where that is forgotten."""
        wish = await self._wish(guild_id, view)
        found = await self._storage.submissions.queue(guild_id, wish, page, CARDS)
        return Queue(
            view=view,
            wish=wish,
            cards=tuple(await asyncio.gather(*map(self.as_card, found.submissions))),
            page=found,
            counts=await self._storage.submissions.counts(guild_id, wish.state),
            reports=await self._storage.error_reports.count_open(guild_id),
        )

    async def filtered(
        self,
        guild_id: int,
        user_id: int,
        view: int,
        *,
        section: str | None = None,
        source: str | None = None,
    ) -> Queue:
        """The queue with one of its filters changed; "" takes it away."""
        old = await self._wish(guild_id, view)
        terms = _terms(old)
        if section is not None:
            terms["section"] = section
        if source is not None:
            terms["source"] = source
        return await self._looked(guild_id, user_id, terms)

    async def of_feed(self, guild_id: int, user_id: int, feed_id: int) -> Queue:
        """What of one feed waits."""
        terms = _terms(QueueFilter(origin=Origin.FEED, feed_id=feed_id))
        return await self._looked(guild_id, user_id, terms)

    async def turned(self, guild_id: int, user_id: int, view: int) -> Queue:
        """Those held instead of those that are new, or the other way round."""
        terms = _terms(await self._wish(guild_id, view))
        held = terms["state"] == SubmissionState.HELD
        terms["state"] = SubmissionState.SUBMITTED if held else SubmissionState.HELD
        return await self._looked(guild_id, user_id, terms)

    async def card(self, guild_id: int, submission_id: int) -> Card:
        """One submission. Raises NotFound."""
        return await self.as_card(await self._get(guild_id, submission_id))

    async def as_card(self, submission: Submission) -> Card:
        """A submission with what it repeats, as things stand."""
        if submission.text is None or not submission.state.waits:
            return Card(submission=submission)
        return Card(
            submission=submission,
            matches=tuple(await self._same_story.find(submission.guild_id, submission.text)),
            alike=await self._storage.submissions.alike(submission, 3),
        )

    async def offers(self, guild_id: int, submission_id: int, typed: str = "") -> tuple[Story, ...]:
        """Stories to merge it with: those it repeats, those with such words, the newest."""
        card = await self.card(guild_id, submission_id)
        stories = self._storage.stories
        found = {match.story.id: match.story for match in card.matches}
        if typed:
            chosen = await self._storage.completions.stories(guild_id, typed, OFFERED)
            return tuple({story.id: story for story in chosen}.values())
        if card.submission.text is not None:
            query = " ".join(card.submission.text.headline.split()[:6])
            alike = await self._storage.search.find(guild_id, Question(words=query))
            found |= {story.id: story for story in alike.stories}
        newest = await stories.latest(guild_id, size=OFFERED)
        found |= {story.id: story for story in newest.stories if story.id not in found}
        return tuple(found.values())[:25]

    async def _get(self, guild_id: int, submission_id: int) -> Submission:
        submission = await self._storage.submissions.get(guild_id, submission_id)
        if submission is None:
            raise NotFound(GONE)
        return submission

    async def _wish(self, guild_id: int, view: int) -> QueueFilter:
        if view == 0:
            return QueueFilter()
        kept = await self._storage.lookups.get(guild_id, view)
        if kept is None or kept.kind != "desk":
            raise Refusal("This list is too old. Please use /desk queue once more.")
        terms: dict[str, str] = json.loads(kept.terms)
        origin, _, feed_id = terms["source"].partition("-")
        if (origin and origin not in {*Origin}) or (feed_id and not feed_id.isdecimal()):
            raise Refusal("This button is from another time. Please use the command once more.")
        return QueueFilter(
            state=SubmissionState(terms["state"]),
            section=terms["section"] or None,
            origin=Origin(origin) if origin else None,
            feed_id=int(feed_id) if feed_id else None,
        )

    async def _looked(self, guild_id: int, user_id: int, terms: dict[str, str]) -> Queue:
        kept = self._storage.lookups.add_soon(
            guild_id, user_id, "desk", json.dumps(terms, ensure_ascii=False), self._clock()
        )
        return await self.queue(guild_id, kept.id)


def _terms(wish: QueueFilter) -> dict[str, str]:
    """A filter as it is kept."""
    source = wish.origin or ""
    if wish.feed_id is not None:
        source = f"{source}-{wish.feed_id}"
    return {"state": wish.state, "section": wish.section or "", "source": source}
