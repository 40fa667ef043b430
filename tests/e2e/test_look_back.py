"""Deliveries in doubt: the channel is read back, where it may be, and nobody is posted to twice."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.workflows.restored import RESTORED
from playground.permissions import Permission
from storage.delivery_records import DeliveryState
from tests.e2e.conftest import Desk
from tests.e2e.faults import (
    HISTORY,
    POST,
    READ,
    briefings,
    deny,
    ended,
    forbid,
    impatient_desk,
    planned,
    steps,
    to_the_next_try,
    until,
    waiting,
)
from tests.e2e.test_schedules import to_the_next_post

LATER = 600
"""Seconds: every nonce is forgotten by then."""


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with impatient_desk(tmp_path, pauses=()) as desk:
        yield desk


async def in_doubt(desk: Desk) -> None:
    """A briefing that Discord took, but whose answer was lost; and the bot has ended."""
    await planned(desk)
    desk.playground.faults.cut_after(on=POST)
    await to_the_next_post(desk)
    await waiting(desk)
    assert len(await briefings(desk)) == 1
    await desk.stop()
    desk.playground.clock.move(LATER)


async def test_what_stands_in_the_channel_is_found_and_not_sent_again(desk: Desk) -> None:
    await in_doubt(desk)
    await desk.start()
    assert (await ended(desk)).state is DeliveryState.SENT
    (post,) = await briefings(desk)
    after = await desk.app.storage.deliveries.get(desk.guild.id, 1)
    assert after is not None
    assert after.parts[0].message_id == int(post["id"])
    assert ("looked back", "1") in await steps(desk)


async def test_what_does_not_stand_there_is_sent_once(desk: Desk) -> None:
    await in_doubt(desk)
    (lost,) = await briefings(desk)
    desk.playground.messages.delete(desk.news.messages[int(lost["id"])])
    await desk.start()
    assert (await ended(desk)).state is DeliveryState.SENT
    assert len(await briefings(desk)) == 1
    assert ("looked back", "") in await steps(desk)


async def test_an_empty_answer_for_want_of_the_permission_is_not_believed(desk: Desk) -> None:
    await in_doubt(desk)
    deny(desk, HISTORY)
    await desk.start()
    row = await ended(desk)
    assert row.state is DeliveryState.UNCONFIRMED
    assert "nobody can say" in (row.reason or "")
    assert ("looked back", None) in await steps(desk)
    assert len(await briefings(desk)) == 1


@pytest.mark.parametrize(
    ("denied", "state"),
    [
        (0, DeliveryState.SENT),
        (HISTORY, DeliveryState.UNCONFIRMED),
        (Permission.VIEW_CHANNEL, DeliveryState.UNCONFIRMED),
    ],
)
async def test_while_the_gateway_is_down_discord_is_asked_and_not_the_cache(
    desk: Desk, denied: int, state: DeliveryState
) -> None:
    await planned(desk)
    desk.playground.faults.cut_after(on=POST)
    await to_the_next_post(desk)
    await waiting(desk)
    desk.playground.gateway.open = False
    await desk.playground.gateway.drop()
    deny(desk, denied)  # of which the bot does not hear
    desk.playground.clock.move(LATER)
    assert (await ended(desk)).state is state
    assert len(await briefings(desk)) == 1
    desk.playground.gateway.open = True


async def test_within_the_nonce_window_a_channel_that_cannot_be_read_needs_no_reading(
    desk: Desk,
) -> None:
    await planned(desk)
    await forbid(desk, HISTORY)
    desk.playground.faults.cut_after(on=POST)
    await to_the_next_post(desk)
    await to_the_next_try(desk)
    assert (await ended(desk)).state is DeliveryState.SENT
    assert len(await briefings(desk)) == 1


async def test_hundreds_of_messages_before_and_after_hide_nothing(desk: Desk) -> None:
    await planned(desk)
    for number in range(150):
        await desk.chief.post(f"before {number}")
    desk.playground.faults.cut_after(on=POST)
    schedule = (await desk.app.storage.schedules.list_all(desk.guild.id))[0]
    run = schedule.slots[0].next_run_at
    assert run is not None
    # So near the hour that the talk before it lies within what is read back.
    desk.playground.clock.move_to(run)
    await waiting(desk)
    assert len(await briefings(desk)) == 1
    for number in range(650):
        await desk.chief.post(f"after {number}")
    await desk.stop()
    desk.playground.clock.move(LATER)
    await desk.start()
    assert (await ended(desk)).state is DeliveryState.SENT
    assert len(await briefings(desk)) == 1


async def test_a_look_back_that_gets_no_answer_is_tried_again_and_settles_nothing(
    desk: Desk,
) -> None:
    await in_doubt(desk)
    desk.playground.faults.status(503, on=READ)
    await desk.start()
    await to_the_next_try(desk)
    assert (await ended(desk)).state is DeliveryState.SENT
    assert len(await briefings(desk)) == 1


async def test_a_clock_that_has_gone_back_since_does_not_hide_the_post(desk: Desk) -> None:
    await planned(desk)
    desk.playground.faults.cut_after(on=POST)
    await to_the_next_post(desk)
    await waiting(desk)
    await desk.stop()
    # The ledger's instants now lie three hours ahead, as after a start with a wrong clock.
    desk.playground.messages.nonce_window = 0
    await shift_ledger(desk, 3 * 3600)
    await desk.start()
    assert (await ended(desk)).state is DeliveryState.SENT
    assert len(await briefings(desk)) == 1


async def shift_ledger(desk: Desk, seconds: int) -> None:
    with closing(sqlite3.connect(desk.folder / "data" / "dateline.sqlite3")) as database, database:
        database.execute(
            "UPDATE deliveries SET first_try_at = first_try_at + $1, last_try_at = last_try_at + $1"
            ", retry_at = NULL",
            {"1": seconds},
        )


async def test_after_a_restored_backup_what_was_posted_since_is_not_posted_again(
    desk: Desk,
) -> None:
    await planned(desk, times="09:00, 21:00")
    database = desk.folder / "data" / "dateline.sqlite3"
    with closing(sqlite3.connect(database)) as live, closing(sqlite3.connect(":memory:")) as kept:
        live.backup(kept)
        await to_the_next_post(desk)
        await ended(desk)
        await desk.stop()
        kept.backup(live)
    desk.playground.clock.move(3600)
    await desk.start()
    end = await ended(desk)
    assert (end.state, end.reason) == (DeliveryState.SENT, RESTORED)
    assert len(await briefings(desk)) == 1
    await to_the_next_post(desk)
    await until(lambda: two(desk), "the next edition")


async def two(desk: Desk) -> bool:
    return len(await briefings(desk)) == 2


async def test_a_new_database_takes_no_post_of_an_older_one_for_its_own(desk: Desk) -> None:
    await planned(desk)
    await to_the_next_post(desk)
    await ended(desk)
    await desk.stop()
    for file in (desk.folder / "data").iterdir():
        file.unlink()
    desk.playground.clock.move(-3600)
    await desk.start()
    await planned(desk)
    await desk.stop()
    desk.playground.clock.move(2 * 3600)
    await desk.start()
    assert (await ended(desk)).state is DeliveryState.SENT
    assert len(await briefings(desk)) == 2
