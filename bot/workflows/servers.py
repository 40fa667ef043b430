"""A server's life with the bot: joining, its settings, leaving, being forgotten."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

import structlog

from bot.briefing.zones import find_zone, zone_of
from bot.errors import Invalid
from bot.words import ENGLISH, languages
from bot.workflows.ports import Clock
from storage import Storage
from storage.desk_log import By
from storage.desk_records import Allowance
from storage.guild_records import Guild
from storage.readers import Reader

KEPT_AFTER_LEAVING = timedelta(days=30)

MOST_A_DAY = 100
LONGEST_GAP = 86_400

log = structlog.get_logger(__name__)


class Servers:
    """Settings of a server, and which servers the bot is in."""

    def __init__(self, storage: Storage, clock: Clock) -> None:
        self._storage = storage
        self._clock = clock

    async def settings(self, guild_id: int) -> Guild:
        """The server's row; made if it is missing."""
        guild = await self._storage.guilds.get(guild_id)
        if guild is None or guild.left_at is not None:
            guild = await self._storage.guilds.join(guild_id, self._clock())
        return guild

    async def today(self, guild_id: int) -> date:
        """Today's date on the server's clocks; in UTC where no zone is set."""
        guild = await self._storage.guilds.get(guild_id)
        zone = zone_of((guild.zone if guild else None) or "UTC")
        return self._clock().astimezone(zone).date()

    async def joined(self, guild_id: int) -> bool:
        """Note that the bot is in this server. True if it was never welcomed."""
        guild = await self._storage.guilds.join(guild_id, self._clock())
        return guild.welcomed_at is None

    async def welcomed(self, guild_id: int, language: str = ENGLISH) -> None:
        """Note that the one welcome message was sent, or that nothing could be sent.

        language: what the server speaks from now on, as Discord knows it.
        """
        if language != ENGLISH:
            await self._storage.guilds.set_language(guild_id, language)
        await self._storage.guilds.mark_welcomed(guild_id, self._clock())

    async def left(self, guild_id: int) -> None:
        """The bot was removed: schedules stop at once, data is erased after 30 days."""
        await self._storage.guilds.leave(guild_id, self._clock())
        log.info("server left", guild=guild_id)

    async def reconcile(self, guild_ids: Iterable[int]) -> list[int]:
        """Hold our rows against the servers Discord lists at READY, unavailable ones included.

        Returns those that were never welcomed.
        """
        there = set(guild_ids)
        known = await self._storage.guilds.present_ids()
        for guild_id in known - there:
            await self.left(guild_id)
        fresh = [guild_id for guild_id in there - known if await self.joined(guild_id)]
        unwelcomed = [
            guild_id
            for guild_id in there & known
            if (guild := await self._storage.guilds.get(guild_id)) and not guild.welcomed_at
        ]
        return fresh + unwelcomed

    async def erase_departed(self) -> None:
        """Erase the servers that were left over 30 days ago."""
        for guild_id in await self._storage.guilds.left_before(self._clock() - KEPT_AFTER_LEAVING):
            await self._storage.guilds.erase(guild_id)
            log.info("server erased", guild=guild_id)

    async def choose_role(self, guild_id: int, user_id: int, role_id: int | None) -> Guild:
        """Set the editors' role."""
        await self._storage.guilds.set_editors_role(guild_id, role_id, self._by(user_id))
        return await self.settings(guild_id)

    async def choose_chief_role(self, guild_id: int, user_id: int, role_id: int | None) -> Guild:
        """Set the chief editors' role."""
        await self._storage.guilds.set_chief_editors_role(guild_id, role_id, self._by(user_id))
        return await self.settings(guild_id)

    async def choose_channel(self, guild_id: int, user_id: int, channel_id: int | None) -> Guild:
        """Set the default channel."""
        await self._storage.guilds.set_default_channel(guild_id, channel_id, self._by(user_id))
        return await self.settings(guild_id)

    async def choose_notice_channel(
        self, guild_id: int, user_id: int, channel_id: int | None
    ) -> Guild:
        """Set the editors' channel."""
        await self._storage.guilds.set_notice_channel(guild_id, channel_id, self._by(user_id))
        return await self.settings(guild_id)

    async def choose_desk_channel(
        self, guild_id: int, user_id: int, channel_id: int | None
    ) -> Guild:
        """Set where new submissions are shown."""
        await self._storage.guilds.set_desk_channel(guild_id, channel_id, self._by(user_id))
        return await self.settings(guild_id)

    async def take_submissions(self, guild_id: int, user_id: int, *, takes: bool) -> Guild:
        """Set whether members may send stories in."""
        await self._storage.guilds.set_takes_submissions(guild_id, takes, self._by(user_id))
        return await self.settings(guild_id)

    async def choose_allowance(
        self, guild_id: int, user_id: int, a_day: str, gap_seconds: str
    ) -> Guild:
        """Set how much a member may send in, as typed. Raises Invalid."""
        day, gap = _number(a_day), _number(gap_seconds)
        if day is None or gap is None or not 1 <= day <= MOST_A_DAY or gap > LONGEST_GAP:
            raise Invalid(
                "Write whole numbers: 1 to {most} stories a day, 0 to {gap} seconds between two.",
                most=MOST_A_DAY,
                gap=f"{LONGEST_GAP:,}",
            )
        allowance = Allowance(a_day=day, gap=timedelta(seconds=gap))
        await self._storage.guilds.set_allowance(guild_id, allowance, self._by(user_id))
        return await self.settings(guild_id)

    async def reader(self, guild_id: int, user_id: int) -> Reader:
        """How a member wants to be answered."""
        return await self._storage.readers.get(guild_id, user_id)

    async def answer_plainly(self, guild_id: int, user_id: int, *, plain: bool) -> None:
        """Set whether a member's answers are plain text."""
        await self.settings(guild_id)
        await self._storage.readers.set_plain(guild_id, user_id, plain)

    async def post_plainly(self, guild_id: int, user_id: int, *, plain: bool) -> Guild:
        """Set whether what the server posts is plain text."""
        await self._storage.guilds.set_plain_text(guild_id, plain, self._by(user_id))
        return await self.settings(guild_id)

    async def thread_updates(self, guild_id: int, user_id: int, *, wanted: bool) -> Guild:
        """Set whether updates to a story share a thread."""
        await self._storage.guilds.set_update_threads(guild_id, wanted, self._by(user_id))
        return await self.settings(guild_id)

    async def choose_language(self, guild_id: int, user_id: int, language: str) -> Guild:
        """Set what briefings and notices speak. Raises Invalid where there is no catalogue."""
        if language not in languages():
            raise Invalid("There is no translation into that language yet. Pick one from the list.")
        await self._storage.guilds.set_language(guild_id, language, self._by(user_id))
        return await self.settings(guild_id)

    async def choose_zone(self, guild_id: int, user_id: int, zone: str) -> Guild:
        """Set the zone. Raises Invalid with a suggestion where there is no such zone."""
        await self._storage.guilds.set_zone(guild_id, find_zone(zone).key, self._by(user_id))
        return await self.settings(guild_id)

    def _by(self, user_id: int) -> By:
        return By(actor_id=user_id, at=self._clock())


def _number(typed: str) -> int | None:
    """A whole number in plain digits, with or without commas."""
    digits = typed.strip().replace(",", "")
    return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) < 9 else None
