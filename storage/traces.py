"""Whether bytes still stand in the database's files: what was erased must be gone from them, too.

SQLite overwrites what is deleted (secure_delete), but not the copies that it leaves on a page when
rows move to the next one. Only writing the file anew removes those, so erasing ends with that
(`Database.purge`), and with this look.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

PIECE = 1 << 20
LONGEST = 128
"""Bytes of a trace that are looked for."""


@dataclass(frozen=True, slots=True)
class Traces:
    """looked_for: how many different traces. found: how many of them still stand in the files."""

    looked_for: int
    found: int


def of_id(number: int) -> tuple[bytes, ...]:
    """A Discord id as SQLite writes it: in a column, as a row's own key, in a text."""
    return number.to_bytes(8, "big"), _varint(number), str(number).encode()


def _varint(number: int) -> bytes:
    """SQLite's variable-length integer, as the key of a row is written."""
    if number >= 1 << 56:
        rest, groups = number >> 8, [number & 0xFF]
    else:
        rest, groups = number >> 7, [number & 0x7F]
    while rest:
        groups.append((rest & 0x7F) | 0x80)
        rest >>= 7
    return bytes(reversed(groups))


def look_for(traces: Iterable[bytes], database: Path) -> Traces:
    """Read the file and its log once."""
    wanted = {trace[:LONGEST] for trace in traces if len(trace) > 5}
    left = set(wanted)
    for name in (database, database.with_name(f"{database.name}-wal")):
        if name.exists():
            left -= _found(left, name)
    return Traces(len(wanted), len(wanted) - len(left))


def _found(wanted: set[bytes], path: Path) -> set[bytes]:
    found: set[bytes] = set()
    end = b""
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            window = end + piece
            found |= {trace for trace in wanted - found if trace in window}
            end = window[-LONGEST:]
    return found
