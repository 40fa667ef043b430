"""Three canaries in a real `dateline run` at DEBUG: the token, another server's text, and a member
who was erased. None of them is found in a file, a line of the log or an answer.
"""

from __future__ import annotations

import asyncio
import signal
from pathlib import Path
from typing import Any

from playground import Answer, Upload
from storage.traces import of_id
from tests.e2e.conftest import PAGE
from tests.e2e.service import town

OURS, THEIRS = "ourscanaryword", "theirscanaryword"


async def add(person: Any, word: str) -> Answer:
    page = PAGE.format(date="2026-03-01 10:00 UTC").replace("Rowing club", f"Rowing {word} club")
    page = page.replace("42 crews", f"42 {word} crews")
    read = await person.slash("story add", file=Upload("page.txt", page.encode()))
    save = next(name for name in ("Save", "Different") if name in read.buttons)
    return await person.press(read.message, save)


async def test_no_canary_is_found_anywhere(tmp_path: Path) -> None:
    async with town(tmp_path) as here:
        playground, world = here.playground, here.playground.world
        other: Any = world.add_guild("Tower Tribune")
        room: Any = world.add_channel(other, "tower", kind="text")
        theirs = playground.person(world.add_member(other, "Bo", owner=True), room)
        hall = here.channels[0]
        ours = playground.person(here.chief, hall)
        leaver = playground.person(world.add_member(here.guild, "Lea"), hall)
        process = await here.running()

        await add(theirs, THEIRS)
        await add(ours, OURS)
        answers = [
            await ours.slash("story search", query=THEIRS),
            await ours.slash("story show", story="1"),
            await ours.slash("story latest"),
            await ours.slash("briefing today"),
            await ours.slash("archive"),
            await ours.slash("saved"),
            await ours.slash("privacy"),
            await ours.slash("help"),
            await ours.slash("status"),
            await ours.slash("schedule list"),
            await ours.slash("feed list"),
        ]
        found = await ours.slash("story search", query=OURS)
        assert OURS in str(found.message)

        await leaver.slash("story search", query="leaverscanaryword")
        shown = await leaver.slash("privacy")
        asked = await leaver.press(shown.message, "Erase")
        erased = await leaver.press(asked.message, "Erase")
        assert "nothing of it is left" in erased.text

        process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(process.wait(), 20) == 0

        assert "Rowing" not in str(answers[0].message)  # it says what was asked for
        for answer in answers[1:]:
            assert answer.message is not None
            assert THEIRS not in str(answer.message)
        files = {
            path.relative_to(tmp_path): path.read_bytes()
            for path in tmp_path.rglob("*")
            if path.is_file()
        }
        token = here.playground.bot_token.encode()
        lines = files[Path("log-0")]
        assert lines.count(b"\n") >= 3, "nothing was logged"
        for name, content in files.items():
            assert token not in content, name
        for word in (THEIRS, OURS, "leaverscanaryword", "Rowing"):
            assert word.encode() not in lines, "what people read or ask stands in no log"
        database = b"".join(
            content for name, content in files.items() if name.name.startswith("dateline.sqlite3")
        )
        assert THEIRS.encode() in database
        assert b"leaverscanaryword" not in database
        for trace in of_id(leaver.id):
            assert trace not in database
            assert trace not in lines
