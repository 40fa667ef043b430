"""The steps at which the bot is killed, and what must be true after its restart: one function a
kind of step, each making so many tries and giving their count.
"""

from __future__ import annotations

import asyncio
import random
import shutil
import sqlite3
import tempfile
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, closing
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from playground import Answer, Permission, Upload
from playground.events import Event
from playground.faults import Fault
from storage.migrate import FOLDER, migrations, prepare
from tests.torture.bot_process import MIGRATING
from tests.torture.count import Count, count
from tests.torture.editors import KINDS
from tests.torture.town import LONG_WINDOW, SHORT_WINDOW, SHORTS, Town, open_town

Tries = Callable[[random.Random, float, int], Coroutine[Any, Any, Count]]
"""Draws, the nonce window in seconds, how many."""

SCHEDULES = SHORTS + 1
MESSAGES = SHORTS + 3
MOST_KILLS_A_DAY = 4
MOST_SECONDS_ALIVE = 1.2
"""At random: from before the login until after the last edition is settled."""

PAGE = """\
Harbour
Ferry {number} leaves from the old mole

Updated: 2027-01-04 06:30 UTC

The second ferry leaves from the old mole until the quay is repaired, the harbour master said.
"""


def _in_a_town(
    work: Callable[[Town, int], Coroutine[Any, Any, Count]],
    draft: timedelta | None = None,
    approval: bool = False,
) -> Tries:
    """All tries in one town."""

    async def tries(chance: random.Random, window: float, times: int) -> Count:
        async with _town(chance, window) as town:
            await town.set_up(draft=draft, approval=approval)
            return await work(town, times)

    return tries


@asynccontextmanager
async def _town(chance: random.Random, window: float) -> AsyncIterator[Town]:
    with tempfile.TemporaryDirectory(prefix="torture") as folder:
        async with open_town(Path(folder), chance, window) as town:
            yield town


# Editions


async def _at_spot(spot: str, most: int, town: Town, times: int) -> Count:
    """Die at a call of that spot, any of the `most` that a day has."""
    for _ in range(times):
        await town.begin_day()
        town.start(dies=spot, at=town.chance.randint(1, most))
        await town.dead()
        await _go_on(town)
    return _counted(town, times)


async def _in_flight(town: Town, times: int) -> Count:
    """Die when Discord has taken a message and has not answered yet."""
    for _ in range(times):
        await town.begin_day()
        await _die_at_a_message(town)
        await _go_on(town)
    return _counted(town, times)


async def _unreadable(town: Town, times: int) -> Count:
    """Die around a request whose channel cannot be read back: unsure rather than twice."""
    everyone = town.guild.roles[town.guild.id]
    for channel in town.guild.channels.values():
        town.playground.world.set_overwrite(channel, everyone, deny=Permission.READ_MESSAGE_HISTORY)
    for number in range(times):
        await town.begin_day()
        if number % 2:
            await _die_at_a_message(town)
        else:
            town.start(dies="`sending` committed, not requested", at=2)
            await town.dead()
        await _go_on(town)
    return _counted(town, times)


async def _at_random(town: Town, times: int) -> Count:
    """Die at any instant, several times a day."""
    left = times
    while left:
        await town.begin_day()
        for _ in range(min(left, town.chance.randint(1, MOST_KILLS_A_DAY))):
            town.start()
            await asyncio.sleep(town.chance.uniform(0, MOST_SECONDS_ALIVE))
            await town.kill()
            town.pass_time()
            left -= 1
        town.start()
        await town.settled()
        await town.kill()
    return _counted(town, times)


async def _migrating(chance: random.Random, window: float, times: int) -> Count:
    """Die at a statement of a migration, with a schedule of the older version in the file."""
    total = Count()
    for number in range(times):
        async with _town(chance, window) as town:
            await _older_database(town)
            # Both starts within one second, the first dead in its first step: the copy that was
            # made before that step is there already.
            second = datetime.now(UTC).replace(microsecond=0)
            at = chance.randint(1, 12) if number else FIRST_STEP
            town.start(dies=MIGRATING, at=at, second=second)
            await town.dead()
            versions = range(OLD_VERSION, len(migrations()) + 1)
            assert town.ask("PRAGMA user_version")[0][0] in versions
            assert town.ask("PRAGMA integrity_check") == [("ok",)]
            town.start(second=second)
            await town.ready()
            await town.kill()
            await town.begin_day()
            town.start()
            await town.settled()
            await town.kill()
            total.add(_counted(town, 1))
    return total


async def _go_on(town: Town) -> None:
    town.pass_time()
    town.start()
    await town.settled()
    await town.kill()


async def _die_at_a_message(town: Town) -> None:
    left = town.chance.randint(1, MESSAGES)
    held = Fault("slow answer", "POST /channels/*/messages", 1_000, seconds=1.0)

    def strike(event: Event) -> None:
        nonlocal left
        if event.name == "MESSAGE_CREATE":
            left -= 1
            if left == 0:
                town.strike()

    town.playground.faults.waiting.insert(0, held)
    town.playground.world.listeners.append(strike)
    town.start()
    try:
        await town.dead()
    finally:
        town.playground.world.listeners.remove(strike)
        town.playground.faults.waiting.remove(held)


def _counted(town: Town, tried: int) -> Count:
    found = count(town.promises, town.unsure())
    found.tried = tried
    return found


FIRST_STEP = 4
"""Before its first statement three others are run: what is there is looked at, and copied."""
OLD_VERSION = 6
"""The schedules of this version had days of the week and no rule."""


async def _older_database(town: Town) -> None:
    town.data.mkdir()
    with tempfile.TemporaryDirectory() as folder:
        for step in migrations()[:OLD_VERSION]:
            shutil.copy(FOLDER / f"{step.name}.sql", folder)
        await prepare(town.database, Path(folder))
    now, due = int(town.playground.clock.now()), int(town.due.timestamp())
    with closing(sqlite3.connect(town.database)) as connection, connection:
        connection.execute(
            "INSERT INTO guilds (guild_id, joined_at, welcomed_at) VALUES (?, ?, ?)",
            (town.guild.id, now, now),
        )
        for channel in (*town.shorts, town.long):
            section = "Long" if channel is town.long else "Short"
            made = connection.execute(
                "INSERT INTO schedules (guild_id, channel_id, name, folded_name, zone, days,"
                " sections, story_cap, created_by, created_at)"
                " VALUES (?, ?, ?, ?, 'UTC', '[1,2,3,4,5,6,7]', ?, 16, 1, ?)",
                (
                    *(town.guild.id, channel.id, channel.name, channel.name),
                    *(f'["{section}"]', now),
                ),
            )
            connection.execute(
                "INSERT INTO slots (schedule_id, guild_id, minute, next_date, next_run_at)"
                " VALUES (?, ?, 480, ?, ?)",
                (made.lastrowid, town.guild.id, town.due.date().isoformat(), due),
            )


# Commands: posted means that it ended as it should, doubled that it was stored twice.


async def _not_deferred(town: Town, times: int) -> Count:
    """The command was received and nothing else: "did not respond", and nothing is stored."""
    return await _commands(town, times, "command received, not deferred", deferred=False)


async def _not_committed(town: Town, times: int) -> Count:
    """The answer was deferred, then death: nothing is stored."""
    return await _commands(town, times, "command deferred, not committed", deferred=True)


def _save_button(draft: Answer) -> str:
    """The draft's Save; every ferry reads like the one before, so it may be called Different."""
    return next((name for name in ("Save", "Different") if name in draft.buttons), "")


async def _commands(town: Town, times: int, spot: str, *, deferred: bool) -> Count:
    found = Count(tried=times)
    for number in range(times):
        town.start(dies=spot)
        await town.ready()
        answer = await _add_story(town, number, waits=1.0)
        await town.dead()
        drafts = _drafts(town)
        town.start()
        await town.ready()
        again = await _add_story(town, number)
        await town.kill()
        found.promised += 1
        found.lost += _drafts(town) != drafts + 1 or not _save_button(again)
        found.doubled += drafts != number
        found.posted += bool(answer.failed) or (deferred and answer.deferred)
    return found


async def _not_answered(town: Town, times: int) -> Count:
    """Saved, then death: the story is there once, and pressing Save again says so."""
    found = Count(tried=times)
    for number in range(times):
        town.start(dies="command committed, not answered")
        await town.ready()
        draft = await _add_story(town, number)
        await town.chief.press(draft.message, _save_button(draft))
        await town.dead()
        stories = town.ask("SELECT count(*) FROM stories")[0][0]
        town.start()
        await town.ready()
        again = await town.chief.press(draft.message, _save_button(draft))
        await town.kill()
        found.promised += 1
        found.posted += f"Ferry {number} leaves" in again.text
        found.lost += stories < number + 1
        found.doubled += town.ask("SELECT count(*) FROM stories")[0][0] > number + 1
    return found


async def _answered(town: Town, times: int) -> Count:
    """Killed the moment after the answer: what was said to be saved is saved."""
    found = Count(tried=times)
    for number in range(times):
        town.start()
        await town.ready()
        draft = await _add_story(town, number)
        saved = await town.chief.press(draft.message, _save_button(draft))
        await town.kill()
        stories = town.ask("SELECT count(*) FROM stories")[0][0]
        found.promised += 1
        found.posted += f"Ferry {number} leaves" in saved.text
        found.lost += stories < number + 1
        found.doubled += stories > number + 1
    return found


async def _add_story(town: Town, number: int, *, waits: float = 3.0) -> Answer:
    """waits: seconds that Discord waits for a first answer."""
    town.playground.interactions.first_answer = waits
    town.chief.patience = 2 * waits
    return await town.chief.slash(
        "story add", file=Upload("page.txt", PAGE.format(number=number).encode())
    )


def _drafts(town: Town) -> int:
    return town.ask("SELECT count(*) FROM drafts")[0][0]


RANDOM = "at any instant"

STEPS: dict[str, Tries] = {
    **{
        spot: _in_a_town(partial(_at_spot, spot, most))
        for spot, most in {
            "due row read, not claimed": 1,
            "claimed, not leased": 1,
            "leased, not composed": 1,
            "composed, not frozen": SCHEDULES,
            "frozen, not yet sending": SCHEDULES,
            "`sending` committed, not requested": SCHEDULES,
        }.items()
    },
    "accepted, not answered": _in_a_town(_in_flight),
    **{
        spot: _in_a_town(partial(_at_spot, spot, most))
        for spot, most in {
            "sent, message id not stored": MESSAGES,
            "between parts 2 and 3": 1,
            "last part sent, not settled": SCHEDULES,
            "settled": SCHEDULES,
        }.items()
    },
    "history unreadable": _in_a_town(_unreadable),
    MIGRATING: _migrating,
    "command received, not deferred": _in_a_town(_not_deferred),
    "command deferred, not committed": _in_a_town(_not_committed),
    "command committed, not answered": _in_a_town(_not_answered),
    "command answered": _in_a_town(_answered),
    **{step: _in_a_town(kind.tries, kind.draft, kind.approval) for step, kind in KINDS.items()},
    RANDOM: _in_a_town(_at_random),
}
WINDOWS = {"long": LONG_WINDOW, "short": SHORT_WINDOW}
