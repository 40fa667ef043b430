"""A playground in a process of its own. Imports nothing else, so that its start can be timed.

python -m benchmarks.serving SOCKET GUILDS [--strict]     prints "ready" once it serves

Beside the socket lies SOCKET.json with the bot's token and the ids of servers and channels. With
--strict the limits are on, the second being any second. Each line on standard input is answered by
one of JSON: what was posted and refused so far.
"""

from __future__ import annotations

import asyncio
import gc
import json
import sys
import time
from pathlib import Path

from playground import Playground
from playground.requests_log import Request

POST = ("POST", "/channels/{channel}/messages")


class Tally:
    """Counts posts and refusals, and when they came."""

    def __init__(self, playground: Playground) -> None:
        self._playground = playground
        self._requests = self._refused = 0
        self._times: list[float] = []
        playground.requests.listeners.append(self._seen)

    def _seen(self, request: Request) -> None:
        self._requests += 1
        self._refused += request.status == 429
        if (request.method, request.route) == POST and request.status == 200:
            self._times.append(time.monotonic())

    def report(self) -> str:
        """requests, refused (429s), posts, seconds from the first to the last; once, twice: how
        many channels have one message, and more.
        """
        messages = [len(one.messages) for one in self._playground.world.channels.values()]
        return json.dumps(
            {
                "requests": self._requests,
                "refused": self._refused,
                "posts": len(self._times),
                "seconds": self._times[-1] - self._times[0] if self._times else 0.0,
                "once": sum(count == 1 for count in messages),
                "twice": sum(count > 1 for count in messages),
            }
        )


async def serve(socket: Path, guilds: int, *, strict: bool) -> None:
    """A playground with so many servers, until it is killed."""
    async with Playground(socket_path=socket) as playground:
        places: list[tuple[int, int]] = []
        for number in range(guilds):
            guild = playground.world.add_guild(f"Town {number}")
            channel = playground.world.add_channel(guild, "news", kind="text")
            playground.world.add_member(guild, "Ana", owner=True)
            places.append((guild.id, channel.id))
        playground.limits.enabled = strict
        playground.limits.window = "sliding"
        tally = Tally(playground)
        about = {"token": playground.bot_token, "places": places}
        socket.with_suffix(".json").write_text(json.dumps(about))
        # A pause of the collector here would let requests arrive in bunches that left evenly.
        gc.collect()
        gc.disable()
        asyncio.get_running_loop().add_reader(sys.stdin, lambda: _answer(tally))
        print("ready", flush=True)
        await asyncio.Event().wait()


def _answer(tally: Tally) -> None:
    if sys.stdin.readline():
        print(tally.report(), flush=True)
    else:
        asyncio.get_running_loop().remove_reader(sys.stdin)


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1]), int(sys.argv[2]), strict="--strict" in sys.argv))
