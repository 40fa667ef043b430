"""Requests as any program could send them, and what Discord's refusals of them complain about."""

from __future__ import annotations

import io
import json
from typing import Any

import aiohttp

from playground import Playground
from playground.records import Channel


def paths(tree: Any, at: str = "") -> list[str]:
    """Where the complaints of a 50035 stand, as "components.0.custom_id"."""
    if not isinstance(tree, dict):
        return []
    found = [at] if "_errors" in tree else []
    for key, value in tree.items():
        if key != "_errors":
            found += paths(value, f"{at}.{key}" if at else key)
    return found


class Wire:
    """HTTP to the playground without any library that would refuse first."""

    def __init__(self, pg: Playground, session: aiohttp.ClientSession, news: Channel) -> None:
        self.pg, self.session, self.news = pg, session, news

    async def ask(
        self, method: str, path: str, body: Any = None, files: dict[str, bytes] | None = None
    ) -> tuple[int, Any]:
        headers = {"Authorization": f"Bot {self.pg.bot_token}"}
        data: Any = None
        if files is not None:
            data = aiohttp.FormData()
            data.add_field("payload_json", json.dumps(body))
            for index, (name, content) in enumerate(files.items()):
                data.add_field(f"files[{index}]", io.BytesIO(content), filename=name)
        url = f"http://discord.com/api/v10{path}"
        send: Any = {"data": data} if files is not None else {"json": body}
        async with self.session.request(method, url, headers=headers, **send) as response:
            text = await response.text()
            return response.status, json.loads(text) if text else None

    async def refused(
        self, method: str, path: str, body: Any, **more: Any
    ) -> tuple[int, list[str]]:
        """The code of the refusal and the paths it names; 0 if it was taken."""
        status, answer = await self.ask(method, path, body, **more)
        if status < 300:
            return 0, []
        return answer["code"], sorted(paths(answer.get("errors")))

    @property
    def messages(self) -> str:
        return f"/channels/{self.news.id}/messages"
