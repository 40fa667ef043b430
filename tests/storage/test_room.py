"""Room on the disk, on a real small file system: stories stop first, the ledger goes on."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from storage import Storage, open_storage
from storage.errors import NearlyFull, StorageFull
from storage.room import BALLAST
from tests.storage.conftest import HERE, NOW

MB = 1024 * 1024


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    """A file system of 48 MiB."""
    where = tmp_path / "small"
    where.mkdir()
    if os.geteuid() or os.system(f"mount -t tmpfs -o size=48m none {where} 2>/dev/null"):
        pytest.skip("no rights to mount a small file system")
    yield where
    os.system(f"umount {where}")


def fill(folder: Path, leave: int) -> Path:
    """A file that leaves so many bytes free."""
    filler = folder / "filler"
    free = os.statvfs(folder)
    size = free.f_bavail * free.f_frsize - leave
    with filler.open("wb") as file:
        file.write(b"x" * max(size, 0))
    return filler


async def fill_up(storage: Storage) -> None:
    for number in range(20_000):
        await storage.lookups.add(HERE, 5, "x", f"{number} " + "y" * 40_000, NOW)


async def test_below_the_limit_no_story_is_stored_and_all_else_goes_on(
    small: Path, text: Callable[..., Any]
) -> None:
    path = small / "dateline.sqlite3"
    async with open_storage(path, low_space=10 * MB) as storage:
        await storage.guilds.join(HERE, NOW)
        await storage.stories.add(HERE, text(), 5, NOW)
        filler = fill(small, 8 * MB)
        storage.room._looked_at = float("-inf")
        assert storage.room.is_low()
        with pytest.raises(NearlyFull, match="nearly full"):
            await storage.stories.add(HERE, text(), 5, NOW)
        with pytest.raises(NearlyFull):
            await storage.drafts.add(HERE, 5, text(), NOW, NOW)
        await storage.guilds.set_zone(HERE, "Europe/Berlin")
        filler.unlink()
        storage.room._looked_at = float("-inf")
        await storage.stories.add(HERE, text(), 5, NOW)


async def test_on_a_full_disk_the_ballast_is_given_up_for_what_must_be_recorded(
    small: Path,
) -> None:
    path = small / "dateline.sqlite3"
    ballast = path.with_name("dateline.sqlite3.ballast")
    async with open_storage(path, low_space=1 * MB) as storage:
        storage.room.take_ballast()
        assert ballast.stat().st_size == BALLAST
        await storage.guilds.join(HERE, NOW)
        fill(small, 0)
        for number in range(400):
            await storage.lookups.add(HERE, 5, "x", f"{number} " + "y" * 4000, NOW)
        assert not ballast.exists()
        with pytest.raises(StorageFull):
            await fill_up(storage)
        assert await storage.guilds.get(HERE)


async def test_the_ballast_is_taken_again_once_there_is_plenty_of_room(small: Path) -> None:
    path = small / "dateline.sqlite3"
    ballast = path.with_name("dateline.sqlite3.ballast")
    async with open_storage(path, low_space=1 * MB) as storage:
        storage.room.take_ballast()
        filler = fill(small, 0)
        free = os.statvfs(small).f_bavail
        await storage.guilds.join(HERE, NOW)
        await fill_until(storage, lambda: not ballast.exists())
        assert os.statvfs(small).f_bavail > free, "its room is really there for others"
        storage.room.take_ballast()
        assert not ballast.exists(), "not while there is no room"
        filler.unlink()
        storage.room.take_ballast()
        assert ballast.stat().st_size == BALLAST
        assert ballast.stat().st_blocks * 512 >= BALLAST, "no holes"


async def fill_until(storage: Storage, holds: Callable[[], bool]) -> None:
    for number in range(20_000):
        if holds():
            return
        await storage.lookups.add(HERE, 5, "x", f"{number} " + "y" * 4000, NOW)
    raise AssertionError("it did not come about")
