"""The short form of `make torture`, and that it can tell a loss from a double."""

from __future__ import annotations

import random
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from playground import Playground
from tests.torture.count import Promise, count
from tests.torture.steps import RANDOM, STEPS, WINDOWS

SEED = 7
TRIES = {RANDOM: 10, "history unreadable": 2}
# Where the request may have left, the nonce is forgotten by the restart: the look-back must do.
SHORT = (
    "accepted, not answered",
    "sent, message id not stored",
    "between parts 2 and 3",
    "last part sent, not settled",
    "draft sent, message id not stored",
    "approval stored, not answered",
    "history unreadable",
    RANDOM,
)
LONG_ONLY = {
    "draft composed, not on record",
    "between two messages of a draft",
    "draft whole, not marked",
    "waits on record, editors not told",
    "approval received, not stored",
    "hold or release received, not stored",
    "hold or release stored, not answered",
    "embargo of a draft over, a story",
    "embargo of a story ended",
}
"""One side of a spot is enough for the short form."""


@pytest.mark.parametrize("step", [step for step in STEPS if step not in LONG_ONLY])
async def test_a_bot_that_is_killed_there_loses_and_doubles_nothing(step: str) -> None:
    window = WINDOWS["short" if step in SHORT else "long"]
    found = await STEPS[step](random.Random(f"{SEED} {step}"), window, TRIES.get(step, 1))
    assert found.clean, found
    assert found.posted + found.unconfirmed == found.promised


async def test_the_count_tells_a_loss_from_a_double(tmp_path: Path) -> None:
    async with Playground(tmp_path / "s") as playground:
        world = playground.world
        channel = world.add_channel(world.add_guild("Harbour Herald"), "news")
        now = playground.clock.utc()
        promise = Promise(channel=channel, due_at=now - timedelta(hours=1), headlines=("One",))

        def post(text: str) -> None:
            button = {"type": 2, "custom_id": "briefing.why:code:1"}
            data: dict[str, Any] = {"components": [{"content": text}, button], "mentions": []}
            playground.messages.create(channel, world.bot, data)

        assert count([promise]).lost == 1
        assert count([promise], [(channel.id, promise.due_at)]).unconfirmed == 1
        post("Two")
        assert count([promise]).lost == 1
        post("One")
        assert count([promise]).doubled == 1  # a second first part, whatever stands in it
        playground.messages.delete(next(iter(channel.messages.values())))
        assert count([promise]).clean
        playground.clock.move(86_400)
        post("One")
        assert (count([promise]).posted, count([promise]).doubled) == (1, 1)
