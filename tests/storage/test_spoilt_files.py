"""Backups and exports in which anything at all was changed: refused in a sentence with nothing
touched, or taken whole.
"""

from __future__ import annotations

import json
import random
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage import Storage, open_storage
from storage.backups import back_up, check_pages
from storage.errors import StorageError
from storage.exports import export_lines, import_lines
from storage.restoring import restore
from storage.schedule_records import Schedule
from storage.story_records import StoryText
from tests.storage.test_erasure import ELSEWHERE, HERE, NOW, fill

PLACE = "dateline.sqlite3"
BEFORE = b"what stood there before"


@pytest.fixture
async def backup(
    storage: Storage,
    text: Callable[..., StoryText],
    schedule: Callable[..., Awaitable[Schedule]],
    path: Path,
) -> Path:
    """Of a database with something in every table."""
    for guild_id in (HERE, ELSEWHERE):
        await fill(storage, guild_id, text, schedule, random.Random(4))
    made = path.with_name("backup.sqlite3")
    await back_up(path, made)
    return made


@pytest.fixture
async def lines(backup: Path) -> list[str]:
    return [line async for line in export_lines(backup)]


def one_sentence(error: StorageError) -> None:
    assert "\n" not in str(error)
    assert str(error).endswith((".", "…"))


async def put_back(content: bytes) -> bool:
    """Restore a file of that content over another. True if it was taken."""
    with tempfile.TemporaryDirectory() as name:
        file, place = Path(name) / "backup.sqlite3", Path(name) / "data" / PLACE
        file.write_bytes(content)
        place.parent.mkdir()
        place.write_bytes(BEFORE)
        try:
            await restore(file, place, NOW)
        except StorageError as error:
            one_sentence(error)
            assert place.read_bytes() == BEFORE
            assert {one.name for one in place.parent.iterdir()} <= {PLACE, f"{PLACE}.lock"}
            return False
        await check_pages(place)
        async with open_storage(place) as opened:
            assert (await opened.deliveries.ledger()).restored_at == NOW
        return True


CHANGES: dict[str, Callable[[random.Random, bytearray], object]] = {
    "a bit": lambda chance, file: _turn(file, _used(chance, file), 1 << chance.randrange(8)),
    "a byte": lambda chance, file: _turn(file, _used(chance, file), chance.randrange(1, 256)),
    "the header": lambda chance, file: _turn(file, chance.randrange(100), chance.randrange(1, 256)),
    "the schema": lambda chance, file: _turn(file, chance.randrange(100, 4096), 0x80),
    "the end": lambda chance, file: file.__delitem__(slice(chance.randrange(len(file)), None)),
    "more": lambda chance, file: file.extend(chance.randbytes(chance.randrange(1, 9000))),
    "a page": lambda chance, file: _page(chance, file),
}


def _used(chance: random.Random, file: bytearray) -> int:
    """A place where something stands."""
    while not file[at := chance.randrange(len(file))]:
        pass
    return at


def _turn(file: bytearray, at: int, bits: int) -> None:
    file[at] ^= bits


def _page(chance: random.Random, file: bytearray) -> None:
    """One page in the place of another."""
    one, other = (chance.randrange(len(file) // 4096) * 4096 for _ in "ab")
    file[one : one + 4096] = file[other : other + 4096]


@pytest.mark.parametrize("what", CHANGES)
async def test_a_backup_that_was_changed_is_refused_or_put_back_whole(
    backup: Path, what: str
) -> None:
    whole = backup.read_bytes()
    for seed in range(8):
        changed = bytearray(whole)
        CHANGES[what](random.Random(f"{what} {seed}"), changed)
        await put_back(bytes(changed))
    assert await put_back(whole)


async def test_a_schema_that_is_no_text_is_called_damaged(backup: Path) -> None:
    """What SQLite says of it quotes it, and cannot be read as text either."""
    whole = backup.read_bytes()
    assert whole.count(b"CREATE TABLE letters") == 1
    assert not await put_back(whole.replace(b"CREATE TABLE letters", b"CREATE TAB\xccE letters"))


async def test_rows_that_their_tables_would_not_take_are_called_damaged(backup: Path) -> None:
    """A file whose pages are sound, in which one letter of a CHECK was turned into another."""
    whole = backup.read_bytes()
    demand = b"CHECK (state IN ('pending', 'sending', 'sent', "
    assert whole.count(demand) == 1
    spoilt = whole.replace(demand, demand.replace(b"'sent'", b"'senT'"))
    backup.write_bytes(spoilt)
    await check_pages(backup)
    assert not await put_back(spoilt)
    assert await put_back(whole)


async def take_in(lines: list[str]) -> list[str] | None:
    """What an import of the lines gives when it is exported again; None where it was refused."""
    with tempfile.TemporaryDirectory() as name:
        place = Path(name) / "data" / PLACE
        try:
            await import_lines(lines, place, NOW)
        except StorageError as error:
            one_sentence(error)
            assert [one.name for one in place.parent.iterdir()] == [f"{PLACE}.lock"]
            return None
        return [line async for line in export_lines(place)]


def _value(chance: random.Random, old: Any) -> Any:
    return chance.choice(
        [None, 0, -1, 2**63, 1.5, "", "=1+1", "../../etc/passwd", "\0", "\ud800", "消", [], {},
         True, ELSEWHERE, {"base64": "AAAA"}, str(old), [old]]
    )  # fmt: skip


def _spoil(chance: random.Random, lines: list[str]) -> list[str]:
    at = chance.randrange(len(lines))
    line = lines[at]
    match chance.choice(("cut", "doubled", "gone", "moved", "byte", "value", "key")):
        case "cut":
            changed = [line[: chance.randrange(len(line))]]
        case "doubled":
            changed = [line, line]
        case "gone":
            changed = []
        case "moved":
            rest = [*lines[:at], *lines[at + 1 :]]
            other = chance.randrange(len(lines))
            return [*rest[:other], line, *rest[other:]]
        case "byte":
            place = chance.randrange(len(line))
            changed = [line[:place] + chr(chance.randrange(1, 0x3000)) + line[place + 1 :]]
        case kind:
            found = json.loads(line)
            inner = found.get("row", found)
            key = chance.choice(sorted(inner))
            old = inner.pop(key) if kind == "key" else inner[key]
            inner[key if kind == "value" else f"{key}x"] = _value(chance, old)
            changed = [json.dumps(found) + "\n"]
    return [*lines[:at], *changed, *lines[at + 1 :]]


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(seed=st.integers(0, 2**32))
async def test_an_export_that_was_changed_is_refused_or_taken_in_whole(
    lines: list[str], seed: int
) -> None:
    again = await take_in(_spoil(random.Random(seed), lines))
    if again is not None:
        assert len(again) == len(lines)
        assert await take_in(again) == again


async def test_bytes_written_in_letters_beyond_ascii_are_refused(lines: list[str]) -> None:
    at = next(number for number, line in enumerate(lines) if '{"base64":"' in line)
    spoilt = lines[at].replace('{"base64":"', '{"base64":"消', 1)
    assert await take_in([*lines[:at], spoilt, *lines[at + 1 :]]) is None
