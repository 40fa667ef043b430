from __future__ import annotations

from datetime import timedelta

from storage import Storage
from storage.delivery_records import ToldOutlook
from tests.storage.conftest import ELSEWHERE, HERE, NOW

DAY = timedelta(days=1)


async def test_a_subject_is_kept_once_a_server(storage: Storage) -> None:
    add = storage.notices.add
    assert await add(HERE, "paused:1", "{name} is paused.", {"name": "Morning"}, NOW)
    assert not await add(HERE, "paused:1", "Something else.", {}, NOW + DAY)
    assert await add(ELSEWHERE, "paused:1", "Paused.", {}, NOW)
    first, second = await storage.notices.untried(9)
    assert (first.guild_id, first.message, first.values) == (
        HERE,
        "{name} is paused.",
        {"name": "Morning"},
    )
    assert second.guild_id == ELSEWHERE


async def test_a_notice_goes_from_untried_to_kept_to_told(storage: Storage) -> None:
    notices = storage.notices
    await notices.add(HERE, "a", "A.", {}, NOW)
    (notice,) = await notices.untried(9)
    assert await notices.kept(HERE, 9) == ()
    await notices.mark_tried(HERE, notice.id, NOW)
    assert await notices.untried(9) == ()
    assert await notices.kept(HERE, 9) == (notice,)
    assert await notices.kept(ELSEWHERE, 9) == ()
    await notices.mark_told(ELSEWHERE, notice.id, NOW)
    assert await notices.kept(HERE, 9) == (notice,)
    await notices.mark_told(HERE, notice.id, NOW)
    assert await notices.kept(HERE, 9) == ()
    assert await notices.exists(HERE, "a")
    assert not await notices.withdraw(HERE, "a")


async def test_what_nobody_has_seen_can_be_withdrawn_by_its_own_server(storage: Storage) -> None:
    await storage.notices.add(HERE, "a", "A.", {}, NOW)
    assert not await storage.notices.withdraw(ELSEWHERE, "a")
    assert await storage.notices.withdraw(HERE, "a")
    assert await storage.notices.untried(9) == ()


async def test_a_server_that_was_left_is_told_nothing(storage: Storage) -> None:
    await storage.notices.add(HERE, "a", "A.", {}, NOW)
    await storage.guilds.leave(HERE, NOW)
    assert await storage.notices.untried(9) == ()
    assert not await storage.notices.add(77, "a", "A.", {}, NOW)


async def test_old_notices_go(storage: Storage) -> None:
    await storage.notices.add(HERE, "a", "A.", {}, NOW)
    await storage.notices.add(HERE, "b", "B.", {}, NOW + DAY)
    assert await storage.notices.delete_older(NOW + DAY) == 1
    assert [one.subject for one in await storage.notices.untried(9)] == ["b"]


async def test_the_newest_outlook_of_an_edition_replaces_the_one_before(storage: Storage) -> None:
    def told(cause: str, times: int) -> ToldOutlook:
        return ToldOutlook(
            guild_id=HERE,
            slot_id=3,
            local_date=NOW.date(),
            due_at=NOW + DAY,
            cause=cause,
            times=times,
        )

    await storage.outlooks.put(told("gone", 1))
    await storage.outlooks.put(told("", 2))
    assert await storage.outlooks.coming(NOW) == (told("", 2),)
    assert await storage.outlooks.coming(NOW + DAY) == ()
    assert await storage.outlooks.delete_older(NOW + 2 * DAY) == 1
