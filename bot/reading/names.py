"""Recognise agencies and publishers by name, as a page writes them. `sources` has the tables."""

from __future__ import annotations

from bot.reading.sources import AGENCIES, PUBLISHERS

_LOWER_CASE_HOUSES = frozenset({"dpa", "epd", "sda", "taz"})


def is_agency(name: str) -> bool:
    """Whether `name` is a news agency's, written as a name."""
    return _known(name, AGENCIES)


def is_publisher(name: str) -> bool:
    """Whether `name` is a publisher's, written as a name."""
    return _known(name, PUBLISHERS)


def zone_of_source(name: str) -> str | None:
    """Zone that the agency's or publisher's own clock keeps, where it is known."""
    key = _key(name)
    return AGENCIES.get(key) or PUBLISHERS.get(key)


def _known(name: str, table: dict[str, str | None]) -> bool:
    key = _key(name)
    if key not in table:
        return False
    # Short names are words too ("map", "tap", "time"): only their own spelling counts.
    if name.isascii() and len(key) <= 5 and name.strip() in (key, key.capitalize()):
        return name.strip() in _LOWER_CASE_HOUSES or (len(key) > 3 and name[:1].isupper())
    return not name.islower() or not name.isascii()


def _key(name: str) -> str:
    return " ".join(name.replace("’", "'").split()).casefold().strip(" .")
