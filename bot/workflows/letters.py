"""Direct messages to members: a sentence each, about something that they did. What is said so also
stands where they can look it up, since many have closed that door.
"""

from __future__ import annotations

import hashlib
from datetime import timedelta

import structlog

from bot.words import speaking
from bot.workflows.ports import Clock, Poster, PostFailed, Renderer
from storage import Storage
from storage.letters import Letter

log = structlog.get_logger(__name__)

A_ROUND = 64
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=1)
GIVE_UP = timedelta(days=1)


class Letters:
    """Sends what is written down in `storage.letters`."""

    def __init__(self, storage: Storage, renderer: Renderer, poster: Poster, clock: Clock) -> None:
        self._storage = storage
        self._renderer = renderer
        self._poster = poster
        self._clock = clock

    async def tick(self) -> None:
        """Send what has its turn."""
        for letter in await self._storage.letters.due(self._clock(), A_ROUND):
            try:
                await self._send(letter)
            except PostFailed as failure:
                await self._again(letter, failure)

    async def _send(self, letter: Letter) -> None:
        guild = await self._storage.guilds.get(letter.guild_id)
        channel_id = await self._poster.member_channel(letter.user_id)
        with speaking(guild.language if guild else None):
            body = self._renderer.notice(letter.message, letter.values)
        # The same nonce at each try: Discord then finds what it has taken already.
        nonce = hashlib.blake2b(f"letter {letter.id}".encode(), digest_size=12).hexdigest()
        await self._poster.send(letter.guild_id, channel_id, body, nonce)
        await self._storage.letters.done(letter.guild_id, letter.id)

    async def _again(self, letter: Letter, failure: PostFailed) -> None:
        now = self._clock()
        if failure.final or now - letter.made_at > GIVE_UP:
            log.info("letter not delivered", letter=letter.id, reason=failure.reason)
            await self._storage.letters.done(letter.guild_id, letter.id)
            return
        wait = failure.wait or min(FIRST_WAIT * 2 ** min(letter.attempt, 9), LONGEST_WAIT)
        await self._storage.letters.wait(letter.guild_id, letter.id, now + wait)
