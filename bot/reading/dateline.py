"""The opening of a news report: place, date and agency before the first sentence.

"BEIJING - ", "WASHINGTON (AP) — ", "LONDON, Aug 9 (Reuters) - ", "新华社北京8月9日电". Where the
report begins with one, it is taken off; what that means for the page is left to `pasted_page`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.reading.calendar_words import MONTHS, WEEKDAYS
from bot.reading.dates import WrittenDate, find_dates
from bot.reading.names import is_agency, is_publisher
from bot.reading.places import zone_of_place
from bot.reading.sources import AGENCIES
from bot.reading.stop_words import STOP_WORDS

_REACH = 120
"""Characters within which a dateline must be over."""

_PLACE = r"""(?P<place>[^\W\d_][\w.'’\-/]*(?:[ ,]+[^\W\d_][\w.'’\-/]*){0,5}?)?
    (?P<date>[,.]?\s(?:[^\W\d_]+\.?\s\d{1,2}|\d{1,2}\.?\s[^\W\d_]+\.?|[^\W\d_]+day)
        (?:,?\s\d{4})?)?
    [,.]?\s?"""
_AGENCY = r"[(/\[](?P<agency>[^()\[\]/]{2,40})[)/\]]"
_MARKED = re.compile(
    rf"{_PLACE}(?:{_AGENCY})?\s?\.?(?P<mark>-{{1,3}}|–|—|:)\s?-?\s?(?=\S)", re.VERBOSE
)
_SIGNED = re.compile(rf"{_PLACE}{_AGENCY}(?P<mark>)\.?\s?(?=\S)", re.VERBOSE)
_AGENCY_ONLY = re.compile(r"[(\[](?P<agency>[^()\[\]]{2,40})[)\]]\s?\.?(?:--?|–|—|:)?\s?(?=\S)")
_HOUSES = "|".join(
    sorted(
        (re.escape(name) for name in AGENCIES if not name.isascii() and name[0] > "\u2e80"),
        key=len,
        reverse=True,
    )
)
_CHINESE = re.compile(
    rf"""[【\[（(]?(?P<agency>{_HOUSES}|人民网|人民日报|央视网|本报|本报讯|综合)?
    (?:消息|讯)?[\s，,]?
    (?P<place>[\u4e00-\u9fff]{{2,12}}?)?\s?
    (?:(?:\d{{4}}年)?\d{{1,2}}月)?\d{{1,2}}日?(?:电|電|讯|訊)
    (?P<reporter>\s?[（(](?:[^（()）]{{0,12}})?记者[^（()）]{{1,30}}[)）])?
    [】\]）)]?[\s:：,，]*(?=\S)""",
    re.VERBOSE,
)
_CHINESE_AGENCY = re.compile(
    rf"""(?:[【\[（(](?P<bracketed>{_HOUSES})(?:电|電|讯|消息)?[】\]）)]
    |(?P<agency>{_HOUSES})(?:电|電|讯|消息))[\s:：,，]*(?=\S)""",
    re.VERBOSE,
)
_JAPANESE = re.compile(
    rf"""[【\[［](?P<place>[^\d=＝\s]{{1,12}}?)\s?(?:\d{{1,2}}日)?[\s=＝]+(?P<agency>{_HOUSES})
    [】\]］]\s*(?=\S)""",
    re.VERBOSE,
)
_KOREAN = re.compile(
    rf"[(\[](?P<place>[\uac00-\ud7af]{{2,8}})=(?P<agency>{_HOUSES})[)\]]"
    r"(?:\s?[\uac00-\ud7af\s·]{2,20}기자)?\s?=?\s*(?=\S)"
)
_SIGNS = re.compile("[-–—:)/】\\]］电電讯訊]")
"""No dateline is without one of these."""
_SHOUTS = frozenset(
    word
    for line in (
        "breaking update updated exclusive watch video photos live opinion analysis review",
        "editorial letter letters correction clarification note summary highlights alert urgent",
        "flash warning interview profile factbox explainer feature sport sports news world",
        "business spoiler question answer q a and the read more related source byline date",
    )
    for word in line.split()
)
_SMALL = frozenset({"de", "del", "la", "las", "los", "do", "da", "di", "du", "of", "the"})


@dataclass(frozen=True, slots=True)
class Dateline:
    """What stood before the first sentence, and the text that remains.

    sure: the place or agency is known, or the form leaves no doubt.
    """

    rest: str
    place: str | None = None
    agency: str | None = None
    date: WrittenDate | None = None
    sure: bool = True


def read_dateline(paragraph: str) -> Dateline | None:
    """The dateline `paragraph` begins with, or None; some word of a report always follows it."""
    dateline = _read(paragraph, paragraph[:_REACH])
    if dateline is None or not any(map(str.isalnum, dateline.rest[:_REACH])):
        return None
    return dateline


def _read(paragraph: str, head: str) -> Dateline | None:
    if _SIGNS.search(head) is None:
        return None
    if head[:1] > "\u2e80" or head[:1] in "【[（(":
        for pattern in (_CHINESE, _JAPANESE, _KOREAN, _CHINESE_AGENCY):
            found = pattern.match(head)
            if found is not None:
                return _asian(paragraph, found)
    alone = _AGENCY_ONLY.match(head)
    if alone is not None and _house(alone["agency"]):
        return Dateline(paragraph[alone.end() :], agency=_house(alone["agency"]))
    for pattern in (_MARKED, _SIGNED):
        found = pattern.match(head)
        dateline = _latin(paragraph, found) if found is not None and found["place"] else None
        if dateline is not None:
            return dateline
    return None


def _asian(paragraph: str, found: re.Match[str]) -> Dateline:
    named = found.groupdict()
    agency = named.get("agency") or named.get("bracketed")
    if agency and agency.startswith(("本报", "综合")):
        agency = None
    return Dateline(paragraph[found.end() :], place=named.get("place"), agency=agency)


def _latin(paragraph: str, found: re.Match[str]) -> Dateline | None:
    place, date, agency = found["place"].strip(" ,"), found["date"], found["agency"]
    if place.count(".") == 1 and " " not in place:
        place = place.rstrip(".")
    if date is None:
        place, date = _split_off_day(place)
    if date is not None and not _is_day(date):
        return None
    house = _house(agency)
    if agency is not None and house is None:
        return None
    known = zone_of_place(place) is not None
    town = place.split(",")[0]
    shouted = town.upper() == town and len(town) > 4 and not _is_shout(place)
    if not (known or shouted or (house and (found["mark"] or date))) or not _is_name(place):
        return None
    rest = paragraph[found.end() :]
    if house is None:
        if found["mark"] == ":" and not (known and place.upper() == place):
            return None
        if found["mark"] == "-" and found[0].rstrip()[-2:-1] != " ":
            return None  # a hyphenated word, not a dash
        if rest.lstrip("\"'“‘«(¿¡")[:1].islower():
            return None
    dates = list(find_dates(date)) if date else []
    return Dateline(
        rest,
        place=place,
        agency=house,
        date=dates[0] if dates else None,
        sure=known or house is not None,
    )


def _house(agency: str | None) -> str | None:
    """The agency in brackets, which may share them with a second name: "(AP/Reuters)"."""
    if agency is None:
        return None
    for part in (agency, *re.split(r"[/,;]| and ", agency)):
        name = part.strip()
        if is_agency(name) or is_publisher(name):
            return name
    return None


def _split_off_day(place: str) -> tuple[str, str | None]:
    """ "Paris, 9 août" keeps its date inside the place's words where the month is not English."""
    before, _, last = place.rpartition(", ")
    if before and last.lower() in WEEKDAYS:
        return before, last
    return place, None


def _is_day(date: str) -> bool:
    words = re.findall(r"[^\W\d_]+", date.lower())
    return any(word in MONTHS or word in WEEKDAYS for word in words)


def _is_name(place: str) -> bool:
    words = place.replace(",", " ").split()
    if words[0].lower() in STOP_WORDS["en"]:
        return False
    return all(word[:1].isupper() or word.lower() in _SMALL for word in words)


def _is_shout(place: str) -> bool:
    return any(word.strip(".,").lower() in _SHOUTS for word in place.split())
