"""Health and metrics, asked over HTTP while the real bot runs."""

from __future__ import annotations

import re
import socket
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.errors import SetupFault
from tests.e2e.conftest import Desk
from tests.e2e.faults import POST, ended, impatient_desk, planned, row, until
from tests.e2e.test_schedules import to_the_next_post

DOCS = Path(__file__).parents[2] / "docs" / "metrics.md"


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with impatient_desk(tmp_path) as desk:
        desk.settings["dateline_health_port"] = free_port()
        await desk.restart()
        yield desk


async def ask(desk: Desk, path: str) -> tuple[int, Any]:
    port = desk.settings["dateline_health_port"]
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"http://127.0.0.1:{port}{path}") as answer,
    ):
        text = await answer.text()
        return answer.status, text if path == "/metrics" else await answer.json()


async def metrics(desk: Desk) -> dict[str, float]:
    _, text = await ask(desk, "/metrics")
    lines = [line.rpartition(" ") for line in text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _, value in lines}


async def test_a_posted_briefing_is_counted_with_its_lateness(desk: Desk) -> None:
    await planned(desk)
    assert (await metrics(desk))['dateline_editions_total{end="sent"}'] == 0
    await to_the_next_post(desk)
    await ended(desk)
    found = await metrics(desk)
    assert found['dateline_editions_total{end="sent"}'] == 1
    assert found['dateline_edition_lateness_seconds_bucket{le="+Inf"}'] == 1
    assert found["dateline_queue"] == 0
    assert found["dateline_database_bytes"] > 100_000
    assert found["dateline_gateway_connected"] == found["dateline_healthy"] == 1
    assert found["process_resident_memory_bytes"] > 10_000_000


async def test_refusals_are_counted_by_scope(desk: Desk) -> None:
    await planned(desk)
    desk.playground.faults.limit(0.1, on=POST, times=1, scope="global")
    await to_the_next_post(desk)
    await ended(desk)
    assert (await metrics(desk))['dateline_429_total{scope="global"}'] == 1


async def test_the_names_are_those_the_docs_promise(desk: Desk) -> None:
    promised = set(re.findall(r"^\| `(dateline_\w+)", DOCS.read_text(), re.MULTILINE))
    found = {re.sub(r"(_bucket|_sum|_count)?({.*)?$", "", name) for name in await metrics(desk)}
    assert {name for name in found if name.startswith("dateline_")} == promised


async def test_it_is_ready_only_while_connected_and_unhealthy_once_that_lasts(desk: Desk) -> None:
    assert await ask(desk, "/readyz") == (200, {"ready": True, "faults": []})
    desk.playground.gateway.open = False
    await desk.playground.gateway.drop()

    async def away() -> bool:
        return (await ask(desk, "/readyz"))[0] == 503

    await until(away, "word of the lost connection")
    assert (await ask(desk, "/healthz"))[0] == 200, "a moment without it is nothing"
    desk.playground.clock.move(timedelta(minutes=3).total_seconds())
    status, body = await ask(desk, "/healthz")
    assert status == 503
    assert body["faults"][0].startswith("no connection to Discord since")


async def test_a_briefing_that_does_not_go_out_makes_it_unhealthy(desk: Desk) -> None:
    await planned(desk)
    desk.playground.faults.slow_answer(60, on=POST, times=1)
    await to_the_next_post(desk)
    await row(desk)  # Claimed only after the next move, it would have ten minutes again.
    desk.playground.clock.move(timedelta(minutes=11).total_seconds())
    status, body = await ask(desk, "/healthz")
    assert (status, len(body["faults"])) == (503, 1)
    assert "is not out" in body["faults"][0]


async def test_a_port_that_is_taken_ends_the_start_with_a_sentence(desk: Desk) -> None:
    await desk.stop()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", desk.settings["dateline_health_port"]))
        taken.listen()
        with pytest.raises(SetupFault, match="Set DATELINE_HEALTH_PORT to another"):
            await desk.start()
    await desk.start()
    assert (await ask(desk, "/healthz"))[0] == 200
