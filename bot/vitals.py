"""How the process is: its connection, its looking for what is due, its disk. Judges nothing."""

from __future__ import annotations

import asyncio
import math
import shutil
from pathlib import Path

from bot.client import DatelineClient
from bot.workflows.ports import VitalSigns
from bot.workflows.publish import Publish


class ProcessVitals:
    """Fulfils `workflows.ports.Vitals`."""

    def __init__(self, client: DatelineClient, publish: Publish, folder: Path) -> None:
        self._client = client
        self._publish = publish
        self._folder = folder

    async def read(self) -> VitalSigns:
        """As things stand."""
        latency = self._client.latency
        return VitalSigns(
            connected_since=self._client.connected_since,
            lost_since=self._client.lost_since,
            latency=latency if math.isfinite(latency) else None,
            silence=self._publish.silence,
            shut_out_until=self._publish.shut_out_until,
            free_bytes=await asyncio.to_thread(self._free_bytes),
        )

    def _free_bytes(self) -> int | None:
        try:
            return shutil.disk_usage(self._folder).free
        except OSError:
            return None
