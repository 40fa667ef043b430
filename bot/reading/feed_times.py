"""The moments a feed's entries name, in their own zone; what cannot be true is given up."""

from __future__ import annotations

import re
from calendar import timegm
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)
LATEST = datetime(2200, 1, 1, tzinfo=UTC)
_NOUGHT = datetime(1970, 1, 1, tzinfo=UTC)
"""What a program writes that knows no date."""

_ISO = re.compile(
    r"(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?)(?:\.\d{1,9})?\s?(Z|[+-]\d\d:?\d\d)?)?",
    re.IGNORECASE,
)


def moment_of(written: str | None, parsed: Sequence[int] | None = None) -> datetime | None:
    """What `written` says, in RFC 3339 or RFC 2822; else `parsed` (UTC, as time.struct_time).

    None where it says nothing, or nothing that can be true.
    """
    if written and (found := _read(" ".join(written.split())[:80])) and _is_possible(found):
        return found
    if parsed is None:
        return None
    try:
        found = _NOUGHT + timedelta(seconds=timegm(tuple(parsed)))
    except (ValueError, OverflowError, TypeError):
        return None
    return found if _is_possible(found) else None


def _read(written: str) -> datetime | None:
    try:
        if iso := _ISO.fullmatch(written):
            day, time, zone = iso.groups()
            return _aware(datetime.fromisoformat(f"{day}T{time or '00:00'}{(zone or '').upper()}"))
        return _aware(parsedate_to_datetime(written))
    except (ValueError, OverflowError, TypeError, IndexError):
        return None


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _is_possible(moment: datetime) -> bool:
    try:
        return EARLIEST <= moment.astimezone(UTC) < LATEST and moment != _NOUGHT
    except (ValueError, OverflowError):
        return False
