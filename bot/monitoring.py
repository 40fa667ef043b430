"""What a monitoring system asks, on this machine only: /healthz, /readyz and /metrics.

Off unless a port is set. Names of metrics are a promise: docs/metrics.md lists them.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from aiohttp import web

from bot.errors import SetupFault
from bot.workflows.figures import LATENESS, Figures
from bot.workflows.health import HealthCheck
from storage import Storage

if TYPE_CHECKING:
    from prometheus_client import Metric

LOOPBACK = "127.0.0.1"
LAG_EVERY = 0.5
ENDS = ("sent", "failed", "skipped", "unconfirmed")
SCOPES = ("user", "global", "shared", "cloudflare")
POLLS = ("new", "nothing_new", "fault")


class Monitoring:
    """Answers from what it is handed; it looks at nothing by itself but the loop's lag."""

    def __init__(
        self, storage: Storage, health: HealthCheck, figures: Figures, database: Path
    ) -> None:
        self._storage = storage
        self._health = health
        self._figures = figures
        self._database = database
        self._lag = 0.0
        """The worst since it was last read, in seconds."""

    def routes(self) -> list[web.RouteDef]:
        """The three addresses."""
        return [
            web.get("/healthz", self._healthz),
            web.get("/readyz", self._readyz),
            web.get("/metrics", self._metrics),
        ]

    async def watch_loop(self) -> None:
        """Measure how late the event loop wakes, for ever."""
        while True:
            begun = time.perf_counter()
            await asyncio.sleep(LAG_EVERY)
            self._lag = max(self._lag, time.perf_counter() - begun - LAG_EVERY)

    async def _healthz(self, _request: web.Request) -> web.Response:
        faults = await self._faults()
        return web.json_response({"healthy": not faults, "faults": faults}, status=_code(faults))

    async def _readyz(self, _request: web.Request) -> web.Response:
        faults = await self._faults(connected=True)
        return web.json_response({"ready": not faults, "faults": faults}, status=_code(faults))

    async def _faults(self, *, connected: bool = False) -> list[str]:
        health = await self._health.read()
        faults = list(health.faults)
        if connected and not health.connected:
            faults.append("not connected to Discord")
        return faults

    async def _metrics(self, _request: web.Request) -> web.Response:
        # Imported here: 60 ms that a start without a port need not spend.
        from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest

        found = list(await self._read())
        registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        registry.register(_Found(found))
        return web.Response(
            body=generate_latest(registry),
            headers={"Content-Type": "text/plain; version=0.0.4; charset=utf-8"},
        )

    async def _read(self) -> Iterable[Metric]:
        from prometheus_client.metrics_core import (
            CounterMetricFamily,
            GaugeMetricFamily,
            HistogramMetricFamily,
        )

        def counted(
            name: str, text: str, label: str, known: Iterable[str], counts: dict[str, int]
        ) -> Metric:
            family = CounterMetricFamily(name, text, labels=[label])
            for value in dict.fromkeys((*known, *counts)):
                family.add_metric([value], counts.get(value, 0))
            return family

        health, figures = await self._health.read(), self._figures
        lag, self._lag = self._lag, 0.0
        yes_no = (
            ("dateline_healthy", "1 while nothing is wrong", not health.faults),
            ("dateline_gateway_connected", "1 while connected to Discord", health.connected),
        )
        gauges = (
            *((name, text, float(value)) for name, text, value in yes_no),
            ("dateline_queue", "Editions on their way", await self._storage.deliveries.waiting()),
            (
                "dateline_tick_age_seconds",
                "Since it last looked for what is due",
                health.signs.silence.total_seconds(),
            ),
            ("dateline_loop_lag_seconds", "Worst delay of the event loop since the last look", lag),
            ("dateline_database_bytes", "Size of the database, its log included", self._size()),
            ("dateline_disk_free_bytes", "Free space beside it", health.signs.free_bytes or 0),
        )
        lateness = HistogramMetricFamily("dateline_edition_lateness_seconds", "Posted after due")
        lateness.add_metric([], list(_cumulated(figures.lateness)), figures.late_seconds)
        return [
            counted("dateline_editions", "Editions by end", "end", ENDS, figures.editions),
            lateness,
            counted("dateline_429", "Requests refused", "scope", SCOPES, figures.refusals),
            counted("dateline_feed_polls", "Feed polls", "outcome", POLLS, figures.feeds),
            *(GaugeMetricFamily(name, text, value=value) for name, text, value in gauges),
        ]

    def _size(self) -> int:
        return sum(
            os.stat(path).st_size
            for path in (self._database, Path(f"{self._database}-wal"))
            if path.exists()
        )


class _Found:
    """Metrics read beforehand, as the client library wants to be given them."""

    def __init__(self, found: list[Metric]) -> None:
        self._found = found

    def collect(self) -> Iterator[Metric]:
        yield from self._found


@asynccontextmanager
async def open_monitoring(monitoring: Monitoring, port: int) -> AsyncIterator[None]:
    """Answer on this port while inside; 0: on none. Raises SetupFault where it is taken."""
    if not port:
        yield
        return
    application = web.Application()
    application.add_routes(monitoring.routes())
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    watching = asyncio.create_task(monitoring.watch_loop(), name="loop lag")
    try:
        await _listen(runner, port)
        yield
    finally:
        watching.cancel()
        await runner.cleanup()


async def _listen(runner: web.AppRunner, port: int) -> None:
    try:
        await web.TCPSite(runner, LOOPBACK, port).start()
    except OSError as error:
        raise SetupFault(
            "Port {port} for health and metrics cannot be used, it may be taken. Set"
            " DATELINE_HEALTH_PORT to another, or to 0 for none.",
            port=port,
        ) from error


def _code(faults: list[str]) -> int:
    return 503 if faults else 200


def _cumulated(classes: list[int]) -> Iterator[tuple[str, float]]:
    total = 0
    for end, count in zip((*map(str, LATENESS), "+Inf"), classes, strict=True):
        total += count
        yield end, total
