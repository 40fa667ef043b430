"""How Python values lie in columns, and come back: instants as UTC epoch seconds, dates as ISO
text, lists as JSON. Which column holds what is said by the migrations.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

Column = str | int | float | bytes | None

MAX_INTEGER = 2**63 - 1

MOST_PAGES = 10**9

MOST_OFFSET = 86_400
"""Seconds; no clock is further from UTC."""


def bind(values: Iterable[object]) -> dict[str, Column]:
    """The values for `$1, $2, ...`, which SQLite reads as parameters named 1, 2, ..."""
    return {str(number): column(value) for number, value in enumerate(values, 1)}


def column(value: object) -> Column:
    """The value as it is stored. Naive datetimes and unknown types raise."""
    match value:
        case None | bool() | float() | bytes():
            return value
        case int():
            # No row can have such an id: NULL equals none, and no id column takes it.
            return value if -MAX_INTEGER <= value <= MAX_INTEGER else None
        case str():
            return clean(value)
        case datetime():
            return epoch(value)
        case date():
            return value.isoformat()
        case _:
            raise TypeError(f"{type(value).__name__} has no column form")


def rows_before(page: int, size: int) -> int:
    """How many rows come before a page, the first being 1; no list is longer than MOST_PAGES."""
    return (min(max(page, 1), MOST_PAGES) - 1) * size


def clean(text: str) -> str:
    """The text without NUL (it cuts SQLite's length()) and without lone surrogates."""
    text = text.replace("\0", "")
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


# Whole numbers: a float of seconds rounds the last microsecond of a far second up.
_BEGINNING = datetime.fromtimestamp(0, UTC)
_SECOND = timedelta(seconds=1)


def epoch(moment: datetime) -> int:
    """Whole UTC seconds since 1970, rounded down."""
    if moment.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return (moment - _BEGINNING) // _SECOND


def instant(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def instant_or_none(seconds: int | None) -> datetime | None:
    return None if seconds is None else instant(seconds)


def to_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def rows_to_json(rows: Iterable[Iterable[object]]) -> str:
    """Many rows in one value, for `json_each`."""
    return to_json([[column(value) for value in row] for row in rows])
