"""The bot in a process of its own, told where to die. It is the real one: `open_app`, a SQLite
file, discord.py; only the harness's wrappers around its public parts know of death.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from contextlib import nullcontext
from ctypes import c_double
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import time_machine

import storage.database
from bot.app import App, open_app
from bot.logs import configure_logs
from bot.settings import Settings
from storage.delivery_records import DeliveryState


class Spot(NamedTuple):
    """A call of a part at which to die: before it begins, or after it has returned."""

    part: Callable[[App], Any]
    method: str
    after: bool = False
    counts: Callable[..., bool] = lambda *_, **__: True
    """Whether a call is one of those that are counted, by its arguments."""


def _claims(app: App) -> Any:
    return app.storage.claims


def _sending(app: App) -> Any:
    return app.storage.sending


def _drafts(app: App) -> Any:
    return app.storage.drafts


def _shown(app: App) -> Any:
    return app.storage.edition_drafts


def _plans(app: App) -> Any:
    return app.storage.edition_plans


def _embargoes(app: App) -> Any:
    return app.storage.embargoes


SPOTS = {
    "due row read, not claimed": Spot(_claims, "claim"),
    "claimed, not leased": Spot(_claims, "claim", after=True),
    "leased, not composed": Spot(_claims, "lease", after=True),
    "composed, not frozen": Spot(_sending, "freeze"),
    "frozen, not yet sending": Spot(_sending, "freeze", after=True),
    "`sending` committed, not requested": Spot(_sending, "begin_sending", after=True),
    "sent, message id not stored": Spot(_sending, "part_sent"),
    "between parts 2 and 3": Spot(
        _sending, "part_sent", after=True, counts=lambda _guild, _id, part, *_: part == 2
    ),
    "last part sent, not settled": Spot(
        _sending,
        "settle",
        counts=lambda _guild, _id, _owner, state, *_: state is DeliveryState.SENT,
    ),
    "settled": Spot(_sending, "settle", after=True),
    "command received, not deferred": Spot(lambda app: app.client.tree, "interaction_check"),
    "command deferred, not committed": Spot(_drafts, "add"),
    "command committed, not answered": Spot(_drafts, "save", after=True),
    "draft composed, not on record": Spot(_shown, "begin"),
    "draft on record, not sent": Spot(_shown, "begin", after=True),
    "draft sent, message id not stored": Spot(_shown, "sent"),
    "between two messages of a draft": Spot(_shown, "sent", after=True),
    "draft whole, not marked": Spot(_shown, "done"),
    "due and to wait, not on record": Spot(_sending, "wait"),
    "waits on record, editors not told": Spot(_sending, "wait", after=True),
    "decision received, not stored": Spot(_plans, "put"),
    "decision stored, not answered": Spot(_plans, "put", after=True),
    "embargo of a draft over, not a story": Spot(_drafts, "save"),
    "embargo of a draft over, a story": Spot(_drafts, "save", after=True),
    "embargo of a story over, not ended": Spot(_embargoes, "end"),
    "embargo of a story ended": Spot(_embargoes, "end", after=True),
}
MIGRATING = "migrating"


@dataclass(frozen=True, slots=True)
class Orders:
    """What a bot process is started with. `dies`: a name in SPOTS, or MIGRATING; `at` its count."""

    socket: Path
    data: Path
    token: str
    log: Path
    dies: str | None = None
    at: int = 1
    second: datetime | None = None
    """Which one the machine's clock shows at the start; None: its own."""


def main(orders: Orders, offset: c_double) -> None:
    """Run until killed. `offset`: seconds that the shared clock is ahead of the machine's."""
    descriptor = os.open(orders.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(descriptor, 1)
    os.dup2(descriptor, 2)
    configure_logs("debug")
    with time_machine.travel(orders.second) if orders.second else nullcontext():
        asyncio.run(_run(orders, offset))


async def _run(orders: Orders, offset: c_double) -> None:
    def clock() -> datetime:
        return datetime.now(UTC) + timedelta(seconds=offset.value)

    settings = Settings(
        _env_file=None,  # pyright: ignore[reportCallIssue]
        discord_socket=orders.socket,
        dateline_data=orders.data,
        dateline_tick_seconds=0.05,
    )
    if orders.dies == MIGRATING:
        _die_at(storage.database.Transaction, Spot(lambda _: None, "run"), orders.at)
    async with open_app(settings, clock=clock) as app:
        if orders.dies in SPOTS:
            spot = SPOTS[orders.dies]
            _die_at(spot.part(app), spot, orders.at)
        await app.start(orders.token)
        await asyncio.Event().wait()


def _die_at(owner: Any, spot: Spot, count: int) -> None:
    whole = getattr(owner, spot.method)
    left = count

    async def mortal(*args: Any, **named: Any) -> Any:
        nonlocal left
        left -= spot.counts(*args, **named)
        if left <= 0 and not spot.after:
            die()
        result = await whole(*args, **named)
        if left <= 0:
            die()
        return result

    setattr(owner, spot.method, mortal)


def die() -> None:
    """As `kill -9` does it: nothing is closed, nothing is said."""
    sys.stderr.flush()
    os.kill(os.getpid(), signal.SIGKILL)
