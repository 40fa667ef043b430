"""From dates as written to instants: which zone a page's clock keeps, and which reading is meant.

Looks at what the page says of itself; the reader's own zone is only the last resort but one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo

from bot.reading.calendar_words import UNSURE_ZONES, ZONE_OF_LANGUAGE
from bot.reading.dates import WrittenDate, in_zone
from bot.reading.names import zone_of_source
from bot.reading.places import zone_of_place


@dataclass(frozen=True, slots=True)
class Clock:
    """The page's zone. inferred: it was not written beside the date. sure: no guess was needed."""

    zone: tzinfo
    inferred: bool
    sure: bool


def clock_of(
    dates: list[WrittenDate],
    *,
    publisher: str | None,
    agency: str | None,
    place: str | None,
    language: str,
    fallback: ZoneInfo | None,
) -> Clock:
    """The zone that dates without one are meant in."""
    # The stamp is set by the house that publishes, not in the town the reporter writes from.
    hints = [
        zone
        for zone in (
            zone_of_source(publisher) if publisher else None,
            zone_of_source(agency) if agency else None,
            zone_of_place(place) if place else None,
        )
        if zone is not None
    ]
    for date in dates:
        if date.zone is not None:
            return Clock(date.zone, inferred=False, sure=True)
    for date in dates:
        if date.unsure_zone is not None:
            if language == "zh":
                hints.append("Asia/Shanghai")
            meanings = UNSURE_ZONES[date.unsure_zone]
            meant = next((zone for zone in hints if zone in meanings), None)
            return Clock(ZoneInfo(meant or meanings[0]), inferred=True, sure=meant is not None)
    if hints:
        return Clock(ZoneInfo(hints[0]), inferred=True, sure=len(set(hints)) == 1)
    spoken_in = ZONE_OF_LANGUAGE.get(language)
    return Clock(ZoneInfo(spoken_in) if spoken_in else fallback or UTC, inferred=True, sure=False)


def moment_of(date: WrittenDate, clock: Clock) -> tuple[datetime, bool]:
    """The instant that `date` means, and whether nothing about it was a guess."""
    zone = date.zone or clock.zone
    if date.swapped is not None and _is_month_first(clock.zone):
        return date.swapped.replace(tzinfo=zone), False
    sure = date.has_time and not date.is_ambiguous and (date.zone is not None or clock.sure)
    return in_zone(date, zone), sure


def _is_month_first(zone: tzinfo) -> bool:
    """Whether people there write the month before the day."""
    return str(zone) in {
        "America/New_York", "America/Chicago", "America/Denver", "America/Phoenix",
        "America/Los_Angeles", "America/Anchorage", "Pacific/Honolulu", "EST", "EDT", "CST", "CDT",
        "MST", "MDT", "PST", "PDT",
    }  # fmt: skip
