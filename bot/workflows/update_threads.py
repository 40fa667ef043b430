"""The thread that a story's updates share beside the briefings, where a server wants one.

edition sent ─→ a line due for each update ─→ thread, begun or found ─→ tried ─→ one line there
No posting waits for this: what Discord will not take is let go, and the editors are told once.
"""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Protocol

import structlog

from bot.words import speaking
from bot.workflows.notices import Notices
from bot.workflows.patience import Patience
from bot.workflows.ports import Clock, Poster, PostFailed, Trouble
from storage import Storage
from storage.story_records import Story
from storage.update_lines import UpdateLine

log = structlog.get_logger(__name__)

A_ROUND = 20
FIRST_WAIT = timedelta(seconds=15)
LONGEST_WAIT = timedelta(minutes=30)
GIVE_UP = timedelta(days=1)


class UpdateRenderer(Protocol):
    """Turns what stands in such a thread into words."""

    def thread_name(self, story: Story) -> str:
        """After the first story of the chain."""
        ...

    def update(self, story: Story, day: int, posted: tuple[int, int], *, plain: bool) -> str:
        """The line of an update as a JSON message body. posted: the briefing's channel and
        message.
        """
        ...


class UpdateThreads:
    """Runs at every tick."""

    def __init__(
        self,
        storage: Storage,
        renderer: UpdateRenderer,
        poster: Poster,
        notices: Notices,
        clock: Clock,
        patience: Patience,
    ) -> None:
        self._storage = storage
        self._renderer = renderer
        self._poster = poster
        self._notices = notices
        self._clock = clock
        self._patience = patience

    async def tick(self) -> None:
        """Post what is due."""
        for line in await self._storage.update_lines.due(self._clock(), A_ROUND):
            try:
                await self._post(line)
            except PostFailed as failure:
                await self._not_posted(line, failure)
            except Exception:
                # One line's bug must not hold up the others.
                log.exception("update line failed", story=line.story_id)
                until = self._clock() + LONGEST_WAIT
                await self._storage.update_lines.wait(line, until, in_doubt=True)

    async def _post(self, line: UpdateLine) -> None:
        """Raises PostFailed."""
        storage, guild_id = self._storage, line.guild_id
        guild = await storage.guilds.get(guild_id)
        story = await storage.stories.get(guild_id, line.story_id)
        chain = await storage.follow_ups.before(guild_id, line.story_id)
        shown = [one for one in chain if one.retracted_at is None and one.embargo_until is None]
        first = shown[-1] if shown else None
        own = await storage.update_lines.message(
            guild_id, line.story_id, line.channel_id, line.delivery_id
        )
        if not guild or not story or not first or not own:
            await storage.update_lines.settle(line, None)
            return
        if not guild.update_threads or story.retracted_at or self._is_over(line):
            await storage.update_lines.settle(line, None)
            return
        with speaking(guild.language):
            name = self._renderer.thread_name(first)
            posted = line.channel_id, own
            body = self._renderer.update(story, line.day, posted, plain=guild.plain_text)
        thread_id = line.thread_id or await storage.update_lines.thread(
            guild_id, [one.id for one in chain], line.channel_id
        )
        if thread_id is None:
            thread_id = await self._begin_thread(line, first, own, name)
        await storage.update_lines.begin(line, chain[-1].id, thread_id, self._clock())
        message_id = await self._poster.send(guild_id, thread_id, body, _nonce(line))
        await storage.update_lines.settle(line, message_id)

    async def _begin_thread(self, line: UpdateLine, first: Story, own: int, name: str) -> int:
        """At the first story's message; where that is gone or has another chain's thread, at the
        update's own. Beginning twice finds the one that is there. Raises PostFailed.
        """
        lines, place = self._storage.update_lines, (line.guild_id, line.channel_id)
        message_id = await lines.message(line.guild_id, first.id, line.channel_id)
        if message_id and not await lines.has_thread(line.guild_id, message_id):
            try:
                return await self._poster.open_thread(*place, message_id, name)
            except PostFailed as failure:
                if failure.trouble is not Trouble.REFUSED:
                    raise
        return await self._poster.open_thread(*place, own, name)

    def _is_over(self, line: UpdateLine) -> bool:
        """Too late, or so long in doubt that Discord might not know its nonce again: a line too
        few is better than one too many.
        """
        now, since = self._clock(), line.tried_at
        if now - line.made_at > GIVE_UP:
            return True
        return since is not None and not (timedelta(0) <= now - since < self._patience.nonce_window)

    async def _not_posted(self, line: UpdateLine, failure: PostFailed) -> None:
        log.info("update line not posted", story=line.story_id, reason=failure.reason)
        if not failure.final:
            wait = failure.wait or min(FIRST_WAIT * 2 ** min(line.attempt, 9), LONGEST_WAIT)
            in_doubt = failure.in_doubt or line.tried_at is not None
            await self._storage.update_lines.wait(line, self._clock() + wait, in_doubt=in_doubt)
            return
        await self._storage.update_lines.settle(line, None)
        if failure.trouble is Trouble.BARRED:
            await self._notices.tell(
                line.guild_id,
                f"update-threads:{line.channel_id}",
                "Updates in <#{channel}> get no thread: the bot may not start one there or not"
                " write in it. Give it Create Public Threads and Send Messages in Threads, or"
                " turn the threads off in /setup. The briefings go out all the same.",
                channel=line.channel_id,
            )


def _nonce(line: UpdateLine) -> str:
    """The same for every try: Discord answers a repeated one with the first message."""
    text = f"update:{line.guild_id}:{line.story_id}:{line.channel_id}".encode()
    return hashlib.blake2b(text, digest_size=12).hexdigest()
