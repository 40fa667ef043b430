"""A correction that hundreds of messages carry, and a service that is killed on its way through."""

from __future__ import annotations

import asyncio
import signal
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from playground.events import Event
from storage import open_storage
from storage.desk_log import By
from storage.story_records import Passage, StoryText
from tests.e2e.service import Town, town

MESSAGES = 200
KILLED_AFTER = (40, 90)
"""Edits that Discord has taken when the service dies."""
WORDS = "The ferry leaves from the new mole."


async def the_news(made: Town) -> None:
    """A story, and schedules that all carry it in one message each, due now."""
    now = datetime.now(UTC)
    body = "The ferry leaves from the old mole until the quay is repaired."
    await made.plan(MESSAGES)
    async with open_storage(made.database) as storage:
        text = StoryText(
            headline="Ferry leaves from the old mole",
            published_at=now - timedelta(hours=1),
            utc_offset=0,
            language="en",
            summary=(Passage(body, 0),),
            body=(body,),
        )
        await storage.stories.add(made.guild.id, text, 1, now)


async def corrected(made: Town) -> None:
    """As /story correct does it, while no service runs."""
    async with open_storage(made.database) as storage:

        def change(old: Any) -> tuple[Any, str, str]:
            return old, "", ""

        by = By(actor_id=1, at=datetime.now(UTC))
        await storage.corrections.correct(made.guild.id, 1, "note", change, WORDS, by)


def saying(made: Town) -> int:
    """How many messages say the correction."""
    payload = made.playground.messages.payload
    every = [one for channel in made.channels for one in channel.messages.values()]
    return sum(WORDS in str(payload(one, 0)) for one in every)


async def killed_after(made: Town, edits: int) -> None:
    """Run the service until Discord has taken so many edits, then kill -9 it."""
    left, enough = edits, asyncio.Event()

    def count(event: Event) -> None:
        nonlocal left
        left -= event.name == "MESSAGE_UPDATE"
        if left == 0:
            enough.set()

    made.playground.world.listeners.append(count)
    process = await made.run()
    try:
        await asyncio.wait_for(enough.wait(), 60)
    finally:
        process.send_signal(signal.SIGKILL)
        await process.communicate()
        made.playground.world.listeners.remove(count)


async def test_a_service_killed_twice_half_way_mends_every_message_and_posts_none_again(
    tmp_path: Path,
) -> None:
    async with town(tmp_path) as made:
        await the_news(made)
        process = await made.run()
        await made.posts(MESSAGES)
        while made.ledger("SELECT count(*) FROM deliveries WHERE state <> 'sent'") != [0]:
            await asyncio.sleep(0.05)
        process.send_signal(signal.SIGKILL)
        await process.communicate()
        await corrected(made)
        done = 0
        for edits in KILLED_AFTER:
            await killed_after(made, edits)
            assert done < saying(made) < MESSAGES
            done = saying(made)
            assert made.ledger("SELECT count(*) FROM mends WHERE state = 'done'")[0] <= done
        await made.run()
        for _ in range(1200):
            if made.ledger("SELECT count(*) FROM mends WHERE state <> 'done'") == [0]:
                break
            await asyncio.sleep(0.05)
        assert saying(made) == MESSAGES
        assert len(await made.posts(MESSAGES)) == MESSAGES
        assert await made.doubled() == []
