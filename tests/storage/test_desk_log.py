from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from storage import Storage
from storage.desk_log import Change, Entry, record
from tests.storage.conftest import ELSEWHERE, HERE, NOW

EDIT = Change(
    at=NOW,
    actor_id=5,
    action="schedule.edit",
    subject="schedule",
    subject_id=3,
    name="Morning",
    before={"zone": "Europe/Berlin", "minutes": (480,), "story_cap": 8},
    after={"zone": "Europe/Berlin", "minutes": (540,), "story_cap": 8},
)


async def write(storage: Storage, change: Change, guild_id: int = HERE) -> None:
    await storage.desk_log._database.transaction(lambda t: record(t, guild_id, change))


async def all_of(storage: Storage, guild_id: int = HERE) -> tuple[Entry, ...]:
    return await storage.desk_log.latest(guild_id, limit=99)


async def test_an_entry_keeps_who_when_what_and_only_what_differs(storage: Storage) -> None:
    await write(storage, EDIT)
    (entry,) = await all_of(storage)
    assert entry == Entry(
        id=entry.id,
        guild_id=HERE,
        at=NOW,
        actor_id=5,
        action="schedule.edit",
        subject="schedule",
        subject_id=3,
        name="Morning",
        before={"minutes": [480]},
        after={"minutes": [540]},
    )
    assert await storage.desk_log.get(HERE, entry.id) == entry


async def test_what_is_new_or_gone_is_kept_whole(storage: Storage) -> None:
    await write(storage, replace(EDIT, before=None))
    await write(storage, replace(EDIT, after=None))
    gone, new = await all_of(storage)
    assert (new.before, new.after) == (None, {**(EDIT.after or {}), "minutes": [540]})
    assert (gone.before, gone.after) == ({**(EDIT.before or {}), "minutes": [480]}, None)


async def test_a_change_that_changes_nothing_is_no_entry(storage: Storage) -> None:
    await write(storage, replace(EDIT, after=EDIT.before))
    assert await all_of(storage) == ()


async def test_an_entry_goes_with_the_transaction_that_fails(storage: Storage) -> None:
    async def work(transaction: object) -> None:
        await record(transaction, HERE, EDIT)  # pyright: ignore[reportArgumentType]
        raise LookupError

    with pytest.raises(LookupError):
        await storage.desk_log._database.transaction(work)
    assert await all_of(storage) == ()


async def test_another_servers_entries_are_not_there(storage: Storage) -> None:
    await write(storage, EDIT, ELSEWHERE)
    (theirs,) = await all_of(storage, ELSEWHERE)
    assert await all_of(storage) == ()
    assert await storage.desk_log.get(HERE, theirs.id) is None
    assert await storage.desk_log.since(replace(theirs, guild_id=HERE, id=0)) == ()
    await write(storage, replace(EDIT, undoes_id=theirs.id))
    (ours,) = await all_of(storage)
    assert ours.undoes_id is None
    (theirs,) = await all_of(storage, ELSEWHERE)
    assert theirs.undone_by is None


async def test_the_log_is_read_newest_first_by_person_and_by_kind(storage: Storage) -> None:
    for number in range(6):
        subject = ("schedule", "story")[number % 2]
        await write(storage, replace(EDIT, actor_id=5 + number // 3, subject=subject))
    ids = [entry.id for entry in await all_of(storage)]
    assert ids == sorted(ids, reverse=True)
    latest = storage.desk_log.latest
    assert [one.id for one in await latest(HERE, limit=2)] == ids[:2]
    assert [one.id for one in await latest(HERE, before_id=ids[1], limit=2)] == ids[2:4]
    assert [one.id for one in await latest(HERE, actor_id=5, limit=9)] == ids[3:]
    assert [one.id for one in await latest(HERE, subject="story", limit=9)] == ids[::2]
    both = await latest(HERE, actor_id=6, subject="story", limit=9)
    assert [one.id for one in both] == [ids[0], ids[2]]


async def test_an_undone_entry_names_the_one_that_took_it_back(storage: Storage) -> None:
    await write(storage, EDIT)
    (first,) = await all_of(storage)
    back = replace(EDIT, before=EDIT.after, after=EDIT.before, undoes_id=first.id)
    await write(storage, back)
    undo, first = await all_of(storage)
    assert (undo.undoes_id, first.undone_by) == (first.id, undo.id)
    assert await storage.desk_log.since(first) == (undo,)
    assert await storage.desk_log.since(undo) == ()


async def test_old_entries_are_forgotten_a_few_at_a_time(storage: Storage) -> None:
    for days in (3, 2, 0):
        await write(storage, replace(EDIT, at=NOW - timedelta(days=days)))
    moment = NOW - timedelta(days=1)
    assert await storage.desk_log.delete_older(moment, limit=1)
    assert await storage.desk_log.delete_older(moment, limit=9)
    assert not await storage.desk_log.delete_older(moment)
    (left,) = await all_of(storage)
    assert left.at == NOW
