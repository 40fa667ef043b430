"""Drafts of editions, shown in the editors' channel some minutes before the hour.

wanted ─→ composed as it would be posted ─→ begin   all messages on record before one leaves
       ─→ each with its nonce ─→ done
begun before ─→ the channel is read back first: what is there is not sent again
"""

from __future__ import annotations

import asyncio
import hashlib
from datetime import timedelta
from typing import Protocol

import structlog

from bot.briefing.compose import Briefing
from bot.words import speaking
from bot.workflows.arranging import Arranging, Opened
from bot.workflows.coming import Coming, coming
from bot.workflows.editions import plan_code
from bot.workflows.notices import Notices
from bot.workflows.ports import Clock, Poster, PostFailed
from storage import Storage
from storage.edition_records import EditionDraft

log = structlog.get_logger(__name__)

A_ROUND = 50
NONCE_HOLDS = timedelta(seconds=120)
"""So long a repeated nonce surely finds the first message."""

_NOT_SHOWN = (
    "The draft of **{name}** for <t:{at}:f> could not be shown in the editors' channel: {reason}."
    " /desk edition shows it."
)


class DraftRenderer(Protocol):
    """Turns an edition to come into messages."""

    def render(self, briefing: Briefing, *, code: str) -> list[str]:
        """One JSON message body a part."""
        ...

    def draft(self, opened: Opened, *, code: str, part: int) -> str:
        """What stands below the draft, with its buttons, as a JSON message body."""
        ...


class DraftsAhead:
    """Shows what is about to go out to those who may still stop it."""

    def __init__(
        self,
        storage: Storage,
        arranging: Arranging,
        renderer: DraftRenderer,
        poster: Poster,
        notices: Notices,
        clock: Clock,
    ) -> None:
        self._storage = storage
        self._arranging = arranging
        self._renderer = renderer
        self._poster = poster
        self._notices = notices
        self._clock = clock

    async def tick(self) -> None:
        """Show every draft whose time has come."""
        for schedule, slot in await self._storage.edition_drafts.wanted(self._clock(), A_ROUND):
            one = coming(schedule, slot)
            if one is None:
                continue
            try:
                await self._show(one)
            except PostFailed as failure:
                await self._failed(one, failure)
            except Exception:
                # One schedule's bug must not keep the others' drafts back.
                log.exception("draft failed", schedule=schedule.id)
            await asyncio.sleep(0)

    async def _show(self, one: Coming) -> None:
        """Raises PostFailed."""
        key, drafts = one.edition, self._storage.edition_drafts
        guild = await self._storage.guilds.get(key.guild_id)
        if guild is None or guild.notice_channel_id is None:
            return
        draft = await drafts.get(key)
        if draft is None:
            with speaking(guild.language):
                messages = await self._messages(one)
            draft = await drafts.begin(key, guild.notice_channel_id, messages, self._clock())
            sent: dict[int, int] | None = {}
        else:
            sent = await self._there(one, draft)
        if sent is not None:
            await self._send(draft, sent)
        await drafts.done(key, self._clock())

    async def _messages(self, one: Coming) -> list[str]:
        opened = await self._arranging.of(one)
        code = plan_code(one)
        bodies = self._renderer.render(opened.briefing, code=code) if opened.briefing else []
        return [*bodies, self._renderer.draft(opened, code=code, part=len(bodies) + 1)]

    async def _there(self, one: Coming, draft: EditionDraft) -> dict[int, int] | None:
        """Which messages of a draft that was begun are there. None where nobody can say any more:
        then the rest is left, since editors can still open it. Raises PostFailed.
        """
        found = await self._poster.look_back(
            draft.channel_id, plan_code(one), draft.begun_at, self._clock()
        )
        if found is not None:
            return found | dict(draft.sent)
        fresh = timedelta(0) <= self._clock() - draft.begun_at < NONCE_HOLDS
        return dict(draft.sent) if fresh else None

    async def _send(self, draft: EditionDraft, sent: dict[int, int]) -> None:
        guild_id = draft.key.guild_id
        for place, body in enumerate(draft.messages, start=1):
            if place not in sent:
                sent[place] = await self._poster.send(
                    guild_id, draft.channel_id, body, _nonce(draft, place)
                )
                await self._storage.edition_drafts.sent(draft.key, sent)

    async def _failed(self, one: Coming, failure: PostFailed) -> None:
        log.warning("draft not shown", schedule=one.schedule.id, reason=failure.reason)
        if not failure.final:
            return  # the next tick reads the channel and goes on
        await self._storage.edition_drafts.done(one.edition, self._clock())
        await self._notices.tell(
            one.schedule.guild_id,
            f"draft:{plan_code(one)}",
            _NOT_SHOWN,
            name=one.schedule.name,
            at=int(one.due_at.timestamp()),
            reason=failure.reason,
        )


def _nonce(draft: EditionDraft, place: int) -> str:
    """The same for every try of one message."""
    key = draft.key
    text = f"draft:{key.schedule_id}:{key.slot}:{key.local_date}:{place}:{draft.begun_at}"
    return hashlib.blake2b(text.encode(), digest_size=12).hexdigest()
