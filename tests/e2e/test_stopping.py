"""How the service ends and starts again: signals in the middle of a fan-out, a second process, a
revoked token, a connection that Discord refuses. Each with a process of its own.
"""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.errors import Exit
from tests.e2e.faults import POST, until
from tests.e2e.service import Town, town

EDITIONS = 80


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Town]:
    async with town(tmp_path) as opened:
        yield opened


async def test_sigterm_in_a_fan_out_finishes_what_is_in_flight_and_the_next_start_goes_on(
    here: Town,
) -> None:
    await here.plan(EDITIONS)
    here.playground.faults.slow_answer(0.4, on=POST, times=10_000)
    process = await here.run()
    await here.posts(5)
    process.send_signal(signal.SIGTERM)
    assert await here.said(process) == ""
    assert process.returncode == 0
    done = len(await here.posts(5))
    assert done < EDITIONS
    assert here.ledger("SELECT count(*) FROM deliveries WHERE state = 'sent'") == [done]
    assert here.ledger("SELECT count(*) FROM deliveries WHERE lease_owner NOTNULL") == [0]
    assert here.ledger("SELECT count(*) FROM deliveries WHERE state = 'sending'") == [0]

    here.playground.faults.clear()
    process = await here.run()
    assert len(await here.posts(EDITIONS)) == EDITIONS
    assert await here.doubled() == []
    process.send_signal(signal.SIGTERM)
    assert await here.said(process) == ""
    assert process.returncode == 0


async def test_sigterm_ends_it_although_discord_answers_nothing_any_more(here: Town) -> None:
    await here.plan(10)
    here.playground.faults.slow_answer(60, on=POST, times=10)
    process = await here.run()
    await here.posts(5)  # taken by Discord, and never answered
    process.send_signal(signal.SIGTERM)
    assert await here.said(process) == ""
    assert process.returncode == 0
    assert here.ledger("SELECT count(*) FROM deliveries WHERE lease_owner NOTNULL") == [0]

    here.playground.faults.clear()
    here.playground.messages.nonce_window = 0  # only reading the channel can tell now
    await here.run()
    await until(lambda: all_sent(here, 10), "an end of all")
    assert await here.doubled() == []
    assert len(await here.posts(10)) == 10


async def all_sent(here: Town, count: int) -> bool:
    return here.ledger("SELECT count(*) FROM deliveries WHERE state = 'sent'") == [count]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_second_signal_ends_it_at_once(here: Town, number: signal.Signals) -> None:
    await here.plan(3)
    here.playground.faults.slow_answer(60, on=POST, times=10)
    process = await here.run()
    await here.posts(1)
    process.send_signal(number)
    await asyncio.sleep(0.5)
    assert process.returncode is None
    process.send_signal(number)
    await here.said(process)
    assert process.returncode == 128 + number


async def test_a_second_process_is_refused_with_a_sentence_until_the_first_is_gone(
    here: Town,
) -> None:
    await here.plan(1)
    first = await here.running()
    await here.posts(1)
    second = await here.run()
    error = await here.said(second)
    assert second.returncode == Exit.IN_USE
    assert error.count("\n") == 1
    assert "in use by another Dateline" in error
    assert str(first.pid) in error
    first.send_signal(signal.SIGKILL)
    await first.communicate()
    third = await here.running()
    third.send_signal(signal.SIGTERM)
    assert await here.said(third) == ""
    assert third.returncode == 0
    assert await here.doubled() == []


@pytest.mark.parametrize(
    ("code", "end", "words"),
    [
        (4004, Exit.TOKEN, "does not know this bot token"),
        (4014, Exit.GATEWAY, "intents that are not granted"),
    ],
)
async def test_a_connection_that_discord_refuses_ends_the_service_with_a_sentence(
    here: Town, code: int, end: Exit, words: str
) -> None:
    await here.plan(1)
    process = await here.running()
    await here.posts(1)
    await here.playground.gateway.drop(code)
    error = await here.said(process)
    assert process.returncode == end
    assert words in error
    assert "Traceback" not in error


async def test_a_token_revoked_while_it_runs_ends_the_service_with_a_sentence(here: Town) -> None:
    await here.plan(3, in_seconds=2)
    process = await here.running()
    here.playground.world.application.token = "another"
    error = await here.said(process)
    assert process.returncode == Exit.TOKEN
    assert "does not know this bot token" in error
    assert "Traceback" not in error
    refused = [one for one in here.playground.requests if one.status == 401]
    assert 1 <= len(refused) <= 10
