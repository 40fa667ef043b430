"""A server that no test is about, in the world of every desk: its names and stories hold a canary,
which may reach no log and nobody elsewhere. A member of it was erased.

Its rows have negative ids, so that a test's first story is number 1 all the same.
"""

from __future__ import annotations

import sqlite3
import tempfile
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from playground.world import World
from storage import Storage, open_storage
from storage.desk_log import By
from storage.story_records import Passage, StoryText
from tests.canaries import ELSEWHERE, ERASED

GUILD, BO, LEA = 7_000_001, 7_000_002, 7_000_003
NUMBERS = {
    "stories": ("id", "follows_id"),
    "story_bodies": ("story_id",),
    "story_sections": ("story_id",),
    "saved_stories": ("story_id",),
    "story_versions": ("id", "story_id"),
    "corrections": ("id", "story_id"),
    "desk_log": ("id", "subject_id"),
    "lookups": ("id",),
}
_made: list[bytes] = []


def add_next_door(world: World) -> None:
    """The server as Discord has it."""
    guild = world.add_guild(f"Tower {ELSEWHERE}", guild_id=GUILD)
    world.add_channel(guild, f"tower-{ELSEWHERE}", kind="text")
    world.add_role(guild, f"Editors {ELSEWHERE}")
    world.add_member(guild, f"Bo {ELSEWHERE}", owner=True)


async def put_next_door(database: Path) -> None:
    """A new database, with what is held of the server in it."""
    if not _made:
        with tempfile.TemporaryDirectory(prefix="next-door") as folder:
            path = Path(folder) / "dateline.sqlite3"
            async with open_storage(path) as storage:
                await _fill(storage, datetime.now(UTC).replace(microsecond=0))
            _number(path)
            _made.append(path.read_bytes())
    database.parent.mkdir(parents=True, exist_ok=True)
    database.write_bytes(_made[0])
    with closing(sqlite3.connect(database, isolation_level=None)) as copy:
        copy.execute("PRAGMA synchronous = OFF")
        # No two databases have the same: by it a post is known as one's own.
        copy.execute("UPDATE ledger SET id = lower(hex(randomblob(8)))")


async def _fill(storage: Storage, now: datetime) -> None:
    await storage.guilds.join(GUILD, now)
    await storage.guilds.mark_welcomed(GUILD, now)
    await storage.guilds.set_zone(GUILD, "Europe/Berlin")
    text = StoryText(
        headline=f"Rowing club of {ELSEWHERE} wins the island race",
        section=("Harbour", f"Sport {ELSEWHERE}"),
        agency=f"Wire {ELSEWHERE}",
        byline=f"Bo {ELSEWHERE}",
        dateline=ELSEWHERE.upper(),
        published_at=now - timedelta(hours=2),
        utc_offset=0,
        language="en",
        url=f"https://{ELSEWHERE}.example/race",
        summary=(Passage(f"Some 42 crews from {ELSEWHERE} took part in the race.", 0),),
        key_facts=(Passage(f"42 crews from {ELSEWHERE}", 0),),
        body=(f"Some 42 crews from {ELSEWHERE} took part in the race.",),
        word_count=90,
    )
    story = await storage.stories.add(GUILD, text, BO, now)
    await storage.stories.add(GUILD, replace(text, headline=f"Harbour {ELSEWHERE}"), BO, now)
    await storage.corrections.correct(
        GUILD,
        story.id,
        "headline",
        lambda old: (replace(old, headline=f"{ELSEWHERE} wins"), old.headline, ELSEWHERE),
        ELSEWHERE,
        By(actor_id=BO, at=now),
    )
    for user_id, word in ((BO, ELSEWHERE), (LEA, ERASED)):
        await storage.saved_stories.save(GUILD, user_id, story.id, now, 9)
        await storage.lookups.add(GUILD, user_id, "search", word, now)
    assert (await storage.erasing.person(GUILD, LEA)).rows


def _number(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute("PRAGMA foreign_keys = OFF")
        for table, columns in NUMBERS.items():
            for column in columns:
                database.execute(f"UPDATE {table} SET {column} = -{column}")
        # No trigger tells the search indexes of new ids: they are filled anew.
        for index in ("story_search", "story_headlines"):
            named = database.execute("SELECT name FROM pragma_table_info(?)", (index,))
            columns = ", ".join(name for (name,) in named)
            database.execute(f"INSERT INTO {index} ({index}) VALUES ('delete-all')")
            database.execute(
                f"INSERT INTO {index} (rowid, {columns}) SELECT id, {columns} FROM story_words"
            )
        database.execute("UPDATE sqlite_sequence SET seq = 0")
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
