"""Time zones as people name them: an exact IANA name in, a `ZoneInfo` out, and suggestions while
they type. When a zone's clocks change is `zoneinfo`'s knowledge; what is due is `timetable`'s.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from bot.errors import Invalid

MOST_CHOICES = 25
"""Suggestions that Discord shows for one option."""

# The first 25 are offered before anything is typed. Beside each zone stand the names people use
# for it that neither its own name, its country nor the tz database's remarks contain.
_KNOWN_AS = {
    "Europe/London": "uk, england, scotland, wales, gmt, bst, manchester, edinburgh",
    "Europe/Paris": "cet, lyon, marseille",
    "Europe/Berlin": "cet, cest, munich, hamburg, frankfurt, cologne",
    "Europe/Madrid": "barcelona, valencia",
    "Europe/Rome": "milan, naples, turin",
    "Europe/Istanbul": "ankara",
    "Europe/Kyiv": "eet, odesa, lviv",
    "Europe/Moscow": "msk, saint petersburg",
    "Africa/Lagos": "wat, abuja",
    "Africa/Johannesburg": "sast, cape town, durban, pretoria",
    "Africa/Nairobi": "eat, mombasa",
    "America/New_York": "est, edt, et, us, usa, boston, washington, miami, atlanta, philadelphia",
    "America/Chicago": "cst, cdt, ct, usa, dallas, houston, austin, minneapolis",
    "America/Denver": "mst, mdt, mt, usa, salt lake city",
    "America/Los_Angeles": "pst, pdt, pt, usa, san francisco, seattle, san diego, portland",
    "America/Toronto": "ottawa, montreal",
    "America/Mexico_City": "guadalajara",
    "America/Sao_Paulo": "brt, rio de janeiro, brasilia",
    "America/Argentina/Buenos_Aires": "art",
    "Asia/Dubai": "abu dhabi, uae",
    "Asia/Kolkata": "ist, mumbai, bombay, delhi, bangalore, chennai, hyderabad",
    "Asia/Shanghai": "beijing, peking, shenzhen, guangzhou, hangzhou, chengdu, cst, prc",
    "Asia/Tokyo": "jst, osaka, kyoto",
    "Asia/Singapore": "sgt",
    "Australia/Sydney": "aest, aedt, canberra",
    "UTC": "gmt, zulu, coordinated universal time",
    "Africa/Cairo": "alexandria",
    "Africa/Casablanca": "rabat",
    "America/Anchorage": "akst, akdt",
    "America/Phoenix": "mst",
    "America/Vancouver": "victoria",
    "America/Edmonton": "calgary",
    "Asia/Hong_Kong": "hkt",
    "Asia/Jerusalem": "tel aviv",
    "Asia/Karachi": "islamabad, lahore, pkt",
    "Asia/Ho_Chi_Minh": "saigon, hanoi",
    "Asia/Manila": "pht, cebu",
    "Asia/Seoul": "kst, busan",
    "Asia/Jakarta": "wib, bandung",
    "Asia/Yangon": "rangoon",
    "Europe/Zurich": "geneva, bern",
    "Europe/Lisbon": "wet, porto",
    "Europe/Amsterdam": "rotterdam, the hague",
    "Europe/Athens": "eet",
    "Pacific/Auckland": "nzst, nzdt, wellington",
    "Pacific/Honolulu": "hst, hawaii",
}

# No place keeps these: the first two are a machine's own settings, the others are an hour off
# for half a year in most towns whose people would type them.
_REFUSED = frozenset({"Factory", "localtime", "EST", "MST", "HST"})


_UTC = ZoneInfo("UTC")


class _Place(NamedTuple):
    zone: str
    rank: int
    terms: tuple[str, ...]


def find_zone(text: str) -> ZoneInfo:
    """The zone of that exact IANA name, in any case. Raises Invalid with the nearest names."""
    typed = " ".join(text.split())[:60]
    name = _names().get(typed.replace(" ", "_").casefold())
    if name:
        return ZoneInfo(name)
    if not typed:
        raise Invalid("Name a time zone, such as Europe/Berlin.")
    near = complete_zones(typed, 3) or _spelt_like(typed)
    if near:
        raise Invalid(
            "“{zone}” is not a time zone I know. Did you mean {names}?",
            zone=typed,
            names=", ".join(near),
        )
    raise Invalid(
        "“{zone}” is not a time zone I know. Use a name such as Europe/Berlin or Asia/Shanghai.",
        zone=typed,
    )


def zone_of(name: str, server_zone: str | None = None) -> ZoneInfo:
    """The zone of a schedule, else its server's, else UTC; never the host's own.

    A stored name can be lost: tz data drop or rename a zone now and then.
    """
    return next((ZoneInfo(one) for one in (name, server_zone) if one and is_known(one)), _UTC)


def is_known(name: str) -> bool:
    """Whether today's tz data have a zone of that name, a withdrawn one included."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: the name of a folder
        return False
    return True


def complete_zones(typed: str, limit: int = MOST_CHOICES) -> list[str]:
    """Zone names for a city, country, abbreviation or part of a name, the likeliest first."""
    wanted = _plain(typed)[:60]
    if not wanted:
        return [zone for zone in _KNOWN_AS if zone.casefold() in _names()][:limit]
    found = [(match, place) for place in _places() if (match := _match(wanted, place)) is not None]
    found.sort(key=lambda hit: (hit[0], hit[1].rank, hit[1].zone))
    return [place.zone for _, place in found[:limit]]


def _match(wanted: str, place: _Place) -> int | None:
    """0 the very word, 1 it begins so, 2 a later word of it does, 3 somewhere inside."""
    best = None
    for term in place.terms:
        if term == wanted:
            return 0
        if term.startswith(wanted):
            best = 1
        elif best != 1 and f" {wanted}" in term:
            best = 2
        elif best is None and len(wanted) > 2 and wanted in term:
            best = 3
    return best


def _spelt_like(typed: str) -> list[str]:
    if any(c.isdigit() for c in typed):
        return []  # an offset such as UTC+2: UTC itself would be the wrong answer
    by_term = {term: place.zone for place in reversed(_places()) for term in place.terms}
    near = get_close_matches(_plain(typed), by_term, n=3, cutoff=0.7)
    return list(dict.fromkeys(by_term[term] for term in near))


@cache
def _names() -> dict[str, str]:
    return {name.casefold(): name for name in available_timezones() - _REFUSED}


@cache
def _places() -> tuple[_Place, ...]:
    """Every zone that may be suggested, the well-known ones first, names of old last."""
    countries = dict(_table("iso3166.tab"))
    remarks: dict[str, str] = {}
    for code, _, zone, *remark in _table("zone.tab"):
        remarks[zone] = ", ".join((countries[code], *remark))
    order = {zone: rank for rank, zone in enumerate(_KNOWN_AS | remarks)}
    usable = set(_names().values())
    offered = [*order, *(name for name in usable if "/" in name and not name.startswith("Etc/"))]
    return tuple(
        sorted(
            {
                _Place(zone, order.get(zone, len(order)), _terms(zone, remarks.get(zone, "")))
                for zone in offered
                if zone in usable
            },
            key=lambda place: (place.rank, place.zone),
        )
    )


def _terms(zone: str, remark: str) -> tuple[str, ...]:
    others = f"{remark}, {_KNOWN_AS.get(zone, '')}".split(",")
    terms = (zone, zone.rpartition("/")[2], *others)
    return tuple(dict.fromkeys(plain for term in terms if (plain := _plain(term))))


def _table(name: str) -> Iterator[list[str]]:
    """Rows of one of the tz database's own tables, which the tzdata package carries along."""
    for line in files("tzdata").joinpath("zoneinfo", name).read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


def _plain(text: str) -> str:
    """Small letters without accents, words and path parts apart by single blanks."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    for mark in "_/()-":
        bare = bare.replace(mark, " ")
    return " ".join(bare.casefold().split())
