"""What happens in the soak: members and editors of some servers do one thing after the other, and
one in five of them is hostile.
"""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from benchmarks.generator import FIRST_SERVER
from benchmarks.running import PAGE
from benchmarks.soak_feeds import SoakFeeds
from playground import Playground, Upload
from playground.interactions import COMPONENT
from playground.picking import CannotPress

AT_ONCE = 16
"""People who do this and that."""
FEED_EDITORS = 24
"""People who look at feeds and mostly wait: a host is asked every other second at most."""
SERVERS = 8
GOOD_FEEDS = 8
PATIENCE = 60.0
"""Seconds for an answer: a feed's server may take twenty, and its host's turn comes first."""
TRIES = 20
FORGET_EVERY = 500
"""Events after which the playground's own record of requests is emptied."""

WORDS = (
    "council", "ferry", "island", "harbour", "vote", "mayor", "ship", "crowns", "quay", "bridge",
    "january", "second",
)  # fmt: skip
HOSTILE = (
    '"', '" OR 1', "NEAR(a b)", "a* b*", "headline:x", "-x", "^x", "(((((", "\u202e", "@everyone",
    "'; DROP TABLE stories; --", "[x](https://evil.example)", "\x00", "消息", "%s{0}", "." * 100,
)  # fmt: skip
FORGED = (
    "draft.save:999", "draft.save:-1", "story.open:1:2", "story.open:99999999999999999999", "x",
    "", "setup.role", "privacy.erase-server", "saved.remove:1", "briefing.details:ffffffffffff:1",
    "feed.accept:1", "a:" + "b" * 90,
)  # fmt: skip


Work = Callable[["Place"], Awaitable[None]]


class NothingOffered(Exception):
    """No choice came where there is one to make."""


class Place:
    """A server of the library with its chief editor, a member, its schedule and the feeds it
    follows, by the value that completion gives for them.
    """

    def __init__(self, playground: Playground, number: int) -> None:
        world = playground.world
        self.number = number
        self.guild: Any = world.add_guild(f"Town {number}", guild_id=FIRST_SERVER + number)
        self.news: Any = world.add_channel(self.guild, "news", kind="text")
        owner = world.add_member(self.guild, "Ana", owner=True)
        self.chief = playground.person(owner, self.news)
        self.member = playground.person(world.add_member(self.guild, "Mia"), self.news)
        for person in (self.chief, self.member):
            person.patience = person.quiet_patience = PATIENCE
        self.schedule = ""
        self.good: list[str] = []
        self.hostile: list[str] = []


class Day:
    """Does events, one after the other for each of some people."""

    def __init__(self, playground: Playground, feeds: SoakFeeds) -> None:
        self._playground = playground
        self._feeds = feeds
        self._rng = random.Random(1)
        self._last = 0
        self._a_few = asyncio.Semaphore(AT_ONCE // 2)
        self.done = 0
        self.kinds: Counter[str] = Counter()
        self.failures: Counter[str] = Counter()
        self._places = [Place(playground, number) for number in range(SERVERS)]

    async def prepare(self) -> None:
        """A story, a schedule and the feeds of each server; then the hostile ones turn."""
        await asyncio.gather(*(self._furnish(place) for place in self._places))
        self._feeds.hostile = True

    async def run(self, last: int) -> None:
        """Until so many events are done."""
        self._last = last
        person: dict[Work, int] = {
            self._ask: 38, self._type: 14, self._search: 14, self._save: 6, self._add: 4,
            self._desk: 2, self._post: 1,
            self._hostile_query: 9, self._forge: 9, self._hostile_page: 3,
        }  # fmt: skip
        editor: dict[Work, int] = {self._check_feed: 3, self._hostile_feed: 1}
        await asyncio.gather(
            *(self._live(person) for _ in range(AT_ONCE)),
            *(self._live(editor) for _ in range(FEED_EDITORS)),
        )

    async def _furnish(self, place: Place) -> None:
        chief = place.chief
        await self._add(place)
        await chief.slash(
            "schedule add", channel=place.news, times="08:00", timezone="UTC", post_empty=True
        )
        place.schedule = await _offered(chief, "briefing now", "schedule", "")
        good = [f"good-{place.number}-{number}" for number in range(GOOD_FEEDS)]
        hostile = [f"{kind}-{place.number}" for kind in self._feeds.kinds]
        place.good = await asyncio.gather(*(self._follow(place, name) for name in good))
        place.hostile = await asyncio.gather(*(self._follow(place, name) for name in hostile))

    async def _follow(self, place: Place, name: str) -> str:
        """The followed feed as completion names it."""
        mode = self._rng.choice(("auto", "queue"))
        url = f"http://{name}.example/feed"
        async with self._a_few:
            found = await place.chief.slash("feed add", url=url, mode=mode)
            await place.chief.press(found.message, "none of it")
            return await _offered(place.chief, "feed check", "feed", name)

    async def _live(self, kinds: Mapping[Work, int]) -> None:
        """As one person, who does so often this and so often that."""
        while self.done < self._last:
            self.done += 1
            (work,) = self._rng.choices(list(kinds), list(kinds.values()))
            name = getattr(work, "__name__", "").strip("_").replace("_", " ")
            self.kinds[name] += 1
            try:
                await work(self._rng.choice(self._places))
            except (CannotPress, NothingOffered, TimeoutError) as error:
                self.failures[f"{name}: {type(error).__name__}"] += 1
            if self.done % FORGET_EVERY == 0:
                # What the playground keeps of the day is no part of what is measured.
                self._playground.requests.clear()

    async def _ask(self, place: Place) -> None:
        asked = ("story latest", "briefing today", "help", "saved", "archive", "privacy")
        of_chief = ("desk log", "status", "feed list", "schedule list", "corrections")
        if self._rng.random() < 0.8:
            await self._rng.choice((place.chief, place.member)).slash(self._rng.choice(asked))
        else:
            await place.chief.slash(self._rng.choice(of_chief))

    async def _type(self, place: Place) -> None:
        await place.member.autocomplete("story show", "story", self._rng.choice(WORDS)[:3])

    async def _search(self, place: Place) -> None:
        await place.member.slash("story search", query=" ".join(self._rng.sample(WORDS, 2)))

    async def _save(self, place: Place) -> None:
        page = await place.member.slash("story latest")
        if "Open" in page.buttons:
            await place.member.press(page.message, "Open")

    async def _add(self, place: Place) -> None:
        words = self._rng.sample(WORDS, 4)
        number = self._rng.randrange(10**9)
        page = PAGE.replace("Council votes", f"Council {words[0]} {number} votes")
        page = page.replace("the mayor said", f"{' '.join(words)} number {number} said")
        read = await place.chief.slash("story add", file=Upload("page.txt", page.encode()))
        save = next((name for name in ("Save", "Different") if name in read.buttons), None)
        if save:
            await place.chief.press(read.message, save)

    async def _check_feed(self, place: Place) -> None:
        await place.chief.slash("feed check", feed=self._rng.choice(place.good))

    async def _hostile_feed(self, place: Place) -> None:
        await place.chief.slash("feed check", feed=self._rng.choice(place.hostile))

    async def _desk(self, place: Place) -> None:
        queue = await place.chief.slash("desk queue")
        wish = self._rng.choice(("Accept", "Skip"))
        if wish in queue.buttons:
            await place.chief.press(queue.message, wish)

    async def _post(self, place: Place) -> None:
        if not await place.chief.autocomplete("briefing now", "schedule", ""):
            raise NothingOffered
        await place.chief.slash("briefing now", schedule=place.schedule)

    async def _hostile_query(self, place: Place) -> None:
        query = "".join(self._rng.sample(HOSTILE, 2))[:100]
        await place.member.slash("story search", query=query)

    async def _hostile_page(self, place: Place) -> None:
        data = self._rng.choice(
            (b"", b"\xff\xfe" * 500, b"word " * 3000, b"\n" * 9000, b"[" * 5000)
        )
        await place.chief.slash("story add", file=Upload("page.txt", data))

    async def _forge(self, place: Place) -> None:
        member = place.member
        shown = await member.slash("help")
        if shown.message is None:
            return
        source = member.board.anywhere(int(shown.message["id"]), member.id)
        custom_id = self._rng.choice(FORGED)
        data = {"component_type": 2, "custom_id": custom_id, "id": 1}
        start = self._playground.interactions.start
        interaction = start(COMPONENT, member.user, member.channel, data, custom_id, source=source)
        await asyncio.wait_for(interaction.first.wait(), 10)


async def _offered(person: Any, command: str, option: str, typed: str) -> str:
    """The one choice; asked again where the machine is so busy that it comes too late."""
    for _ in range(TRIES):
        if choices := await person.autocomplete(command, option, typed):
            return str(choices[0]["value"])
    raise NothingOffered(f"/{command} {option}: {typed}")
