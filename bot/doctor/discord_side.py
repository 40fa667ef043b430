"""What is asked of Discord: whether it knows the token, what time it is there, and why posts of
the schedules would fail. Many servers are not all asked: those that post next come first.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from bot.channel_check import ChannelCheck, DiscordSilent, channel_check
from bot.connector import connector_of
from bot.doctor.diagnosis import Finding, bad, good, mind
from bot.settings import Settings
from storage.schedule_records import Schedule

LOGIN_SECONDS = 5.0
ASKING_SECONDS = 0.7
"""From then on no further server is asked about: the running bot makes its requests from the same
fifty a second."""
AT_ONCE = 4
CLOCK_MIND = timedelta(seconds=5)
CLOCK_BAD = timedelta(seconds=60)
SET_CLOCK = "Let this machine keep the time by itself: timedatectl set-ntp true."


@dataclass(slots=True)
class Asked:
    """findings: of the token and the clock. obstacles: why a schedule's posts would fail, by its
    id; None for nothing, and no entry where it was not asked. unasked: how many servers.
    """

    findings: list[Finding] = field(default_factory=list[Finding])
    obstacles: dict[int, str | None] = field(default_factory=dict[int, str | None])
    unasked: int = 0


async def ask_discord(settings: Settings, schedules: Mapping[int, Sequence[Schedule]]) -> Asked:
    """Ask about the schedules of servers, by server and the most urgent first."""
    asked = Asked()
    token = settings.discord_token.get_secret_value()
    try:
        async with channel_check(token, connector_of(settings), LOGIN_SECONDS) as check:
            asked.findings += [
                good("Discord", f"It knows this token: the bot is {check.name}."),
                _clock(check.clock_is_ahead),
            ]
            await _servers(check, schedules, asked)
    except DiscordSilent as silence:
        asked.findings.append(bad("Discord", str(silence), "Check the token and the network."))
    return asked


async def _servers(
    check: ChannelCheck, schedules: Mapping[int, Sequence[Schedule]], asked: Asked
) -> None:
    until = time.monotonic() + ASKING_SECONDS
    waiting = iter(schedules.items())

    async def ask_on() -> None:
        for guild_id, here in waiting:
            if time.monotonic() > until:
                asked.unasked += 1
                continue
            channels = [(one.channel_id, one.target) for one in here]
            said = await check.obstacles(guild_id, channels)
            asked.obstacles |= {one.id: said[one.channel_id] for one in here}

    try:
        async with asyncio.TaskGroup() as tasks:
            for _ in range(AT_ONCE):
                tasks.create_task(ask_on())
    except ExceptionGroup as group:
        raise group.exceptions[0] from None


def _clock(ahead: timedelta | None) -> Finding:
    if ahead is None:
        return mind("clock", "Discord has not told the time.", "Compare this machine's clock.")
    off = abs(ahead)
    if off < CLOCK_MIND:
        return good("clock", "This machine's clock agrees with Discord's.")
    way, comes = ("ahead of", "early") if ahead > timedelta() else ("behind", "late")
    said = f"This machine's clock is {off.total_seconds():,.0f} s {way} Discord's"
    consequence = f"{said}: every briefing comes so much too {comes}."
    return (mind if off < CLOCK_BAD else bad)("clock", consequence, SET_CLOCK)
