from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from storage import Storage
from storage.errors import Missing
from storage.guild_records import Guild
from storage.readers import Reader

HERE, ELSEWHERE, NOBODY = 1001, 1002, 9999
NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
DAY = timedelta(days=1)


async def test_a_server_joins_with_nothing_set(storage: Storage) -> None:
    assert await storage.guilds.join(7, NOW) == Guild(guild_id=7, joined_at=NOW)
    assert await storage.guilds.get(7) == Guild(guild_id=7, joined_at=NOW)


async def test_an_unknown_server_is_none(storage: Storage) -> None:
    assert await storage.guilds.get(NOBODY) is None
    assert await storage.guilds.get(2**80) is None


async def test_settings_are_kept_each_for_its_server(storage: Storage) -> None:
    guilds = storage.guilds
    await guilds.set_editors_role(HERE, 11)
    await guilds.set_default_channel(HERE, 12)
    await guilds.set_zone(HERE, "Asia/Shanghai")
    await guilds.set_language(HERE, "zh-CN")
    await guilds.mark_welcomed(HERE, NOW + DAY)
    assert await guilds.get(HERE) == Guild(
        guild_id=HERE,
        joined_at=NOW,
        zone="Asia/Shanghai",
        language="zh-CN",
        editors_role_id=11,
        default_channel_id=12,
        welcomed_at=NOW + DAY,
    )
    assert await guilds.get(ELSEWHERE) == Guild(guild_id=ELSEWHERE, joined_at=NOW)


async def test_settings_can_be_cleared(storage: Storage) -> None:
    guilds = storage.guilds
    await guilds.set_editors_role(HERE, 11)
    await guilds.set_default_channel(HERE, 12)
    await guilds.set_zone(HERE, "Asia/Shanghai")
    await guilds.set_editors_role(HERE, None)
    await guilds.set_default_channel(HERE, None)
    await guilds.set_zone(HERE, None)
    assert await guilds.get(HERE) == Guild(guild_id=HERE, joined_at=NOW)


async def test_a_setting_of_an_unknown_server_is_not_lost_in_silence(storage: Storage) -> None:
    with pytest.raises(Missing):
        await storage.guilds.set_zone(NOBODY, "UTC")


async def test_joining_again_finds_everything_as_it_was(storage: Storage) -> None:
    guilds = storage.guilds
    await guilds.set_zone(HERE, "Asia/Shanghai")
    await guilds.leave(HERE, NOW + DAY)
    left = await guilds.get(HERE)
    assert left is not None
    assert left.left_at == NOW + DAY
    again = await guilds.join(HERE, NOW + 2 * DAY)
    assert (again.zone, again.joined_at, again.left_at) == ("Asia/Shanghai", NOW, None)


async def test_leaving_twice_counts_from_the_first_time(storage: Storage) -> None:
    await storage.guilds.leave(HERE, NOW)
    await storage.guilds.leave(HERE, NOW + DAY)
    assert await storage.guilds.left_before(NOW + timedelta(hours=1)) == (HERE,)


async def test_present_and_long_gone_servers_are_told_apart(storage: Storage) -> None:
    guilds = storage.guilds
    for guild_id, days in ((21, 3), (22, 1), (23, 40)):
        await guilds.join(guild_id, NOW - 50 * DAY)
        await guilds.leave(guild_id, NOW - days * DAY)
    assert await guilds.present_ids() == {HERE, ELSEWHERE}
    assert await guilds.left_before(NOW - 2 * DAY) == (23, 21)


async def test_a_changed_wish_of_a_reader_is_seen_at_once(storage: Storage) -> None:
    await storage.guilds.join(HERE, NOW)
    readers = storage.readers
    assert await readers.get(HERE, 7) == await readers.get(HERE, 8) == Reader()
    await readers.set_plain(HERE, 7, True)
    assert await readers.get(HERE, 7) == Reader(plain=True)
    assert await readers.get(HERE, 8) == Reader()
    await storage.guilds.set_language(HERE, "zh-CN")
    assert await readers.get(HERE, 7) == Reader(language="zh-CN", plain=True)
