from __future__ import annotations

import random
import re
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storage import Storage
from storage.delivery_records import CarriedStory, DeliveryPart, DeliveryState, ToldOutlook
from storage.desk_log import By, Change, record
from storage.desk_records import NewSubmission, Origin
from storage.edition_records import Arrangement, EditionKey, EditionPlan
from storage.errors import Locked, Missing
from storage.feed_records import FeedMode, ItemState, NewItem, Polled, SeenEntry
from storage.guilds import SLICE
from storage.schedule_records import Schedule
from storage.search_records import Question
from storage.story_records import Mark, MarkKind, Passage, Report, StoryText
from storage.story_rows import pack

HERE, ELSEWHERE = 1001, 1002
NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
DAY = timedelta(days=1)

Text = Callable[..., StoryText]
AddSchedule = Callable[..., Awaitable[Schedule]]

SYLLABLES = ("ba", "ke", "li", "mo", "nu", "pra", "sto", "tri", "vel", "zor", "dan", "fis", "gul")


def said(guild_id: int, text: Text, rng: random.Random) -> StoryText:
    """A story each of whose words ends with a mark of its server."""
    mark = {HERE: "qqhere", ELSEWHERE: "qqthere"}[guild_id]

    def words(count: int) -> str:
        return " ".join("".join(rng.choices(SYLLABLES, k=3)) + mark for _ in range(count))

    return text(
        f"{words(8)} 消{'息' if guild_id == HERE else '费'}",
        section=(words(1), words(2)),
        byline=words(2),
        url=f"https://{mark}.example/{rng.random()}",
        summary=tuple(Passage(words(15), n) for n in range(3)),
        key_facts=tuple(Passage(words(4), n) for n in range(3)),
        body=(words(40),),
    )


async def fill(
    storage: Storage, guild_id: int, text: Text, schedule: AddSchedule, rng: random.Random
) -> None:
    """Something in every table."""
    mark = {HERE: "qqhere", ELSEWHERE: "qqthere"}[guild_id]
    await storage.guilds.set_zone(guild_id, mark)
    await storage.guilds.set_update_threads(guild_id, True)
    draft = await storage.drafts.add(guild_id, 5, said(guild_id, text, rng), NOW, NOW + DAY)
    story = await storage.drafts.save(guild_id, draft.id, 5, NOW)
    assert story is not None
    await storage.same_events.add(
        guild_id,
        Report(story_id=story.id, event_id=story.id, counts={7: 1}, length=1.0),
        language="en",
        happened_at=NOW,
        likeness=0.0,
        apart=False,
        terms=[7],
    )
    await storage.saved_stories.save(guild_id, 5, story.id, NOW, 9)
    await storage.lookups.add(guild_id, 5, "search", mark, NOW)
    words = said(guild_id, text, random.Random(2))
    sent = NewSubmission(origin=Origin.MEMBER, submitted_by=5, text=words)
    await storage.guilds.set_desk_channel(guild_id, 77)
    filed = await storage.submissions.file(guild_id, sent, NOW, headline=mark)
    assert filed.submission is not None
    await storage.desk.decline(guild_id, filed.submission.id, 1, mark, By(actor_id=6, at=NOW))
    other = replace(sent, text=replace(words, marks=(Mark(MarkKind.TEXT, 1),)))
    await storage.submissions.file(guild_id, other, NOW + DAY, headline=mark)
    await storage.submissions.set_quiet(guild_id, 5, quiet=True)
    await storage.readers.set_plain(guild_id, 5, True)
    await storage.notices.add(guild_id, mark, mark, {"name": mark}, NOW)
    await storage.outlooks.put(
        ToldOutlook(
            guild_id=guild_id,
            slot_id=guild_id,
            local_date=NOW.date(),
            due_at=NOW,
            cause=mark,
            times=1,
        )
    )
    change = Change(
        at=NOW,
        actor_id=5,
        action="story.edit",
        subject="story",
        subject_id=story.id,
        name=mark,
        before={"headline": mark},
        after={"headline": f"new {mark}"},
    )
    await storage.desk_log._database.transaction(
        lambda transaction: record(transaction, guild_id, change)
    )
    await follow(storage, guild_id, said(guild_id, text, random.Random(1)), mark)
    made = await schedule(guild_id, name=f"Morning {mark}", sections=(mark,))
    key = EditionKey(guild_id=guild_id, schedule_id=made.id, local_date=NOW.date(), slot="1")
    plan = EditionPlan(key=key, arrangement=Arrangement(note=mark), change="note")
    assert await storage.edition_plans.put(plan, 0, By(actor_id=5, at=NOW), mark)
    await storage.edition_drafts.begin(key, 77, [mark], NOW)
    extra = await storage.claims.add_extra(
        guild_id,
        schedule_id=made.id,
        channel_id=77,
        local_date=NOW.date(),
        slot="extra:1",
        due_at=NOW,
        code=mark,
        now=NOW,
    )
    await storage.claims.lease(mark, NOW, NOW + DAY, 9)
    await storage.sending.freeze(
        guild_id,
        extra.id,
        mark,
        [DeliveryPart(part=1, payload=mark * 50, nonce=mark)],
        [
            CarriedStory(
                story_id=story.id,
                position=0,
                role="lead",
                why={"words": mark, "follows": {"day": 2, "message_id": 78}},
            )
        ],
        NOW,
    )
    await storage.corrections.correct(
        guild_id,
        story.id,
        "headline",
        lambda old: (replace(old, headline=f"New {mark}"), old.headline, f"New {mark}"),
        mark,
        By(actor_id=5, at=NOW),
    )
    await storage.error_reports.add(guild_id, story.id, 5, mark, NOW)
    await storage.letters.add(guild_id, 5, mark, mark, {"words": mark}, NOW)
    await storage.crossposts.add(guild_id, extra.id, 1, channel_id=77, message_id=78, now=NOW)
    assert await storage.sending.settle(guild_id, extra.id, mark, DeliveryState.SENT, None, NOW)


async def follow(storage: Storage, guild_id: int, text: StoryText, mark: str) -> None:
    """A feed of the server's own, and an entry that waits."""
    feed = await storage.feeds.follow(
        guild_id,
        url=f"https://{mark}.example/feed",
        host=f"{mark}.example",
        name=mark,
        section=(mark,),
        mode=FeedMode.QUEUE,
        take_first=1,
        added_by=5,
        now=NOW,
        next_poll_at=NOW,
    )
    entry = SeenEntry(guid=1, link=2, title=3, dated=4, words=5)
    item = NewItem(feed_id=feed.id, guild_id=guild_id, entry=0, state=ItemState.WAITING, text=text)
    polled = Polled(source=feed.source, new=(entry,), items=(item,))
    await storage.feed_sources.record(polled, NOW)


def rows_by_table(path: Path, guild_id: int) -> dict[str, int]:
    with closing(sqlite3.connect(path)) as connection:
        tables = [
            name
            for (name,) in connection.execute(
                "SELECT m.name FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS c"
                " WHERE m.type = 'table' AND c.name = 'guild_id'"
            )
        ]
        return {
            name: connection.execute(
                f"SELECT count(*) FROM {name} WHERE guild_id = ?", (guild_id,)
            ).fetchone()[0]
            for name in tables
        }


def bytes_of(path: Path) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(path.parent.glob(path.name + "*")))


@pytest.mark.parametrize("seed", [26, 27, 28])
async def test_an_erased_server_leaves_no_row_and_no_byte(
    storage: Storage, text: Text, schedule: AddSchedule, path: Path, seed: int
) -> None:
    rng = random.Random(seed)
    await fill(storage, HERE, text, schedule, rng)
    await fill(storage, ELSEWHERE, text, schedule, rng)
    bodies: list[bytes] = []
    for n in range(SLICE + 60):
        guild_id = (HERE, HERE, ELSEWHERE)[n % 3] if n < 90 else HERE
        story = said(guild_id, text, rng)
        bodies += [pack(story.body)] if guild_id == HERE else []
        await storage.stories.add(guild_id, story, 5, NOW)
    # Words that were replaced or discarded before must not survive either.
    draft = await storage.drafts.add(HERE, 5, said(HERE, text, rng), NOW, NOW + DAY)
    await storage.drafts.replace_text(HERE, draft.id, text("Nothing"))
    await storage.drafts.discard(HERE, draft.id)

    before = bytes_of(path)
    assert b"qqhere" in before
    assert all(body[10:] in before for body in bodies)
    assert all(rows_by_table(path, HERE).values()), "a table that this test does not fill"
    theirs = rows_by_table(path, ELSEWHERE)

    await storage.guilds.erase(HERE)

    assert set(rows_by_table(path, HERE).values()) == {0}
    after = bytes_of(path)
    assert re.findall(rb"[a-z]*qqhere", after) == []
    assert "息".encode() not in after
    assert not any(body[10:] in after for body in bodies)
    assert rows_by_table(path, ELSEWHERE) == theirs
    assert len(await storage.completions.stories(ELSEWHERE, "")) == 25
    assert (await storage.search.find(ELSEWHERE, Question(words="消费"))).stories
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        connection.execute("INSERT INTO story_search (story_search) VALUES ('integrity-check')")


async def test_an_erased_server_can_join_again_with_nothing(
    storage: Storage, text: Text, schedule: AddSchedule
) -> None:
    await fill(storage, HERE, text, schedule, random.Random(1))
    await storage.guilds.erase(HERE)
    assert await storage.guilds.get(HERE) is None
    with pytest.raises(Missing):
        await storage.stories.add(HERE, text(), 5, NOW)
    await storage.guilds.join(HERE, NOW + DAY)
    assert await storage.stories.count(HERE) == 0
    assert await storage.schedules.list_all(HERE) == ()
    await schedule(HERE, name="Morning qqhere")


async def test_an_erasure_cut_short_is_found_and_finished(
    storage: Storage, text: Text, schedule: AddSchedule, path: Path
) -> None:
    await fill(storage, HERE, text, schedule, random.Random(1))
    await storage.guilds.leave(HERE, NOW)
    # As after a crash: the stories are gone, the rest and the server's own row are not.
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("DELETE FROM stories WHERE guild_id = ?", (HERE,))
    assert await storage.guilds.left_before(NOW + DAY) == (HERE,)
    await storage.guilds.erase(HERE)
    assert await storage.guilds.left_before(NOW + DAY) == ()
    assert set(rows_by_table(path, HERE).values()) == {0}


async def test_erasing_an_unknown_server_does_nothing(storage: Storage) -> None:
    await storage.guilds.erase(9999)
    assert await storage.guilds.present_ids() == {HERE, ELSEWHERE}


async def test_an_erasure_whose_log_cannot_be_emptied_is_not_called_done(
    storage: Storage, text: Text, schedule: AddSchedule, path: Path
) -> None:
    await fill(storage, HERE, text, schedule, random.Random(1))
    await storage.guilds.leave(HERE, NOW)
    await storage.guilds._database.write("PRAGMA busy_timeout = 20")
    with closing(sqlite3.connect(path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM stories").fetchall()
        with pytest.raises(Locked):
            await storage.guilds.erase(HERE)
    assert await storage.guilds.left_before(NOW + DAY) == (HERE,)
    await storage.guilds.erase(HERE)
    assert b"qqhere" not in bytes_of(path)
