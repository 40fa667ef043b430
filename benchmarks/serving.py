"""A playground in a process of its own. Imports nothing else, so that its start can be timed.

python -m benchmarks.serving SOCKET GUILDS     prints "ready" once it serves
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from playground import Playground


async def serve(socket: Path, guilds: int) -> None:
    """A playground with so many servers, until it is killed."""
    async with Playground(socket_path=socket) as playground:
        for number in range(guilds):
            guild = playground.world.add_guild(f"Town {number}")
            playground.world.add_channel(guild, "news", kind="text")
            playground.world.add_member(guild, "Ana", owner=True)
        print("ready", flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1]), int(sys.argv[2])))
