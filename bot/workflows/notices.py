"""What the editors are told, once: in their channel, else by message to the owner, else at the
next command of a chief editor.

tell ─→ a row, one for each subject      tick ─→ editors' channel ─→ owner ─→ kept for a command
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator
from datetime import timedelta

import structlog

from bot.words import use_language
from bot.workflows.ports import Clock, Poster, PostFailed, Renderer
from storage import Storage
from storage.delivery_records import Notice
from storage.guild_records import Guild

log = structlog.get_logger(__name__)

AT_ONCE = 16
A_ROUND = 64
PATIENCE = timedelta(minutes=5)
"""How long a notice is tried again where Discord has a fault; then it goes the next way."""
SHOWN = 5
"""Kept notices that are shown at one command."""


class Notices:
    """Short notices to the editors of a server."""

    def __init__(self, storage: Storage, renderer: Renderer, poster: Poster, clock: Clock) -> None:
        self._storage = storage
        self._renderer = renderer
        self._poster = poster
        self._clock = clock

    async def tell(self, guild_id: int, subject: str, message: str, **values: str | int) -> bool:
        """Tell the editors once of `subject`; False if they were told of it before.

        message: a message id, such as "{name} is paused: {reason}." The values `reason` (shown
        without its full stop) and `why` are message ids, too. Channels stand as <#{channel}>,
        instants as <t:{at}:F> with epoch seconds. Only a row is written here, and nothing is
        raised: what the caller is about matters more.
        """
        try:
            return await self._storage.notices.add(
                guild_id, subject, message, values, self._clock()
            )
        except Exception:
            log.exception("notice lost", guild=guild_id, subject=subject)
            return False

    async def was_told(self, guild_id: int, subject: str) -> bool:
        """Whether there has been a notice of that subject."""
        return await self._storage.notices.exists(guild_id, subject)

    async def withdraw(self, guild_id: int, subject: str) -> bool:
        """Take back a notice that nobody has seen. False where there is none such."""
        try:
            return await self._storage.notices.withdraw(guild_id, subject)
        except Exception:
            log.exception("notice not withdrawn", guild=guild_id, subject=subject)
            return False

    async def tick(self) -> None:
        """Send what is new."""
        while waiting := await self._storage.notices.untried(A_ROUND):
            moved = False
            for start in range(0, len(waiting), AT_ONCE):
                batch = waiting[start : start + AT_ONCE]
                moved |= any(await asyncio.gather(*map(self._deliver, batch)))
            if not moved:
                return

    async def kept(self, guild_id: int) -> tuple[Notice, ...]:
        """What could be told to nobody, oldest first."""
        return await self._storage.notices.kept(guild_id, SHOWN)

    async def seen(self, notice: Notice) -> None:
        """A chief editor has it before their eyes."""
        await self._storage.notices.mark_told(notice.guild_id, notice.id, self._clock())

    async def _deliver(self, notice: Notice) -> bool:
        """Whether it is settled: told, or kept. False: to be tried again."""
        try:
            return await self._offer(notice)
        except Exception:
            # One notice's bug must not hold up the others.
            log.exception("notice not told", notice=notice.id)
            await self._keep(notice)
            return True

    async def _offer(self, notice: Notice) -> bool:
        guild = await self._storage.guilds.get(notice.guild_id)
        use_language(guild.language if guild else "en")
        plain = bool(guild and guild.plain_text)
        body = self._renderer.notice(notice.message, notice.values, plain=plain)
        async for channel_id in self._places(notice.guild_id, guild):
            told = await self._send(notice, channel_id, body)
            if told is not False:
                return bool(told)
        await self._keep(notice)
        return True

    async def _places(self, guild_id: int, guild: Guild | None) -> AsyncIterator[int]:
        """Channels to try, one after the other."""
        if guild and guild.notice_channel_id:
            yield guild.notice_channel_id
        if owner := await self._poster.owner_channel(guild_id):
            yield owner

    async def _send(self, notice: Notice, channel_id: int, body: str) -> bool | None:
        """False where it cannot be told there, None where it may be a little later."""
        try:
            await self._poster.send(notice.guild_id, channel_id, body, _nonce(notice))
        except PostFailed as failure:
            log.warning("notice not posted", notice=notice.id, reason=failure.reason)
            over = self._clock() - notice.made_at > PATIENCE
            return False if failure.final or over else None
        await self._storage.notices.mark_told(notice.guild_id, notice.id, self._clock())
        return True

    async def _keep(self, notice: Notice) -> None:
        await self._storage.notices.mark_tried(notice.guild_id, notice.id, self._clock())
        log.warning("notice kept", notice=notice.id, subject=notice.subject)


def _nonce(notice: Notice) -> str:
    """The same for every try: Discord answers a repeated one with the first message."""
    text = f"notice:{notice.guild_id}:{notice.id}".encode()
    return hashlib.blake2b(text, digest_size=12).hexdigest()
