"""A line about the article instead of of it: time stamp, agency, publisher, byline, breadcrumb.

Each line is read alone; which of several stamps or names counts is left to `pasted_page`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bot.reading.calendar_words import WEEKDAYS
from bot.reading.dates import WrittenDate, find_dates
from bot.reading.length import count_words
from bot.reading.lines import Line
from bot.reading.names import is_agency, is_publisher
from bot.reading.page_words import (
    BREADCRUMB_LABELS,
    BYLINE_LABELS,
    EDITOR_LABELS,
    HOME_WORDS,
    PUBLISHED_LABELS,
    SECTION_LABELS,
    SHARE_WORDS,
    SOURCE_LABELS,
    UPDATED_LABELS,
)
from bot.reading.places import zone_of_place

LONGEST = 240
"""Characters a line of credits may have."""


@dataclass(frozen=True, slots=True)
class Credit:
    """What one line says about the article; a date stands with its label's meaning."""

    published: WrittenDate | None = None
    updated: WrittenDate | None = None
    unlabelled: bool = False
    """The date stood alone, without "Published" or "Updated"."""
    agency: str | None = None
    publisher: str | None = None
    byline: str | None = None
    section: tuple[str, ...] = ()

    @property
    def is_only_section(self) -> bool:
        """A breadcrumb or section label and nothing else."""
        return self == Credit(section=self.section)


def _any_of(labels: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, labels), key=len, reverse=True))


_DATE_LABEL = re.compile(
    rf"(?:^|(?<=[\W_]))(?:(?P<updated>{_any_of(UPDATED_LABELS)})"
    rf"|(?P<published>{_any_of(PUBLISHED_LABELS)}))\s*[:：.]?[\s.]*$",
    re.IGNORECASE,
)
_BREAKS = re.compile(r"\s*[|•·‖¦●★]\s*|\s[-–—/]\s|\s*[\t]\s*|\s{3,}")
_COLON_LABEL = re.compile(
    rf"(?P<source>{_any_of(SOURCE_LABELS)})\s?[:：]"
    rf"|(?P<byline>{_any_of(BYLINE_LABELS)})\s?[:：]"
    rf"|(?P<editor>{_any_of(EDITOR_LABELS)})\s?[:：]"
    rf"|(?P<section>{_any_of(SECTION_LABELS)})\s?[:：]"
    rf"|(?P<crumbs>{_any_of(BREADCRUMB_LABELS)})\s?[:：]?",
    re.IGNORECASE,
)
_BY = re.compile(r"(?:by|von|par|por|di|door)[\s.:]+(?=\S)", re.IGNORECASE)
_WIDE_BY = re.compile(
    r"[（(]?(?:本报|新华社|人民网)?[记記]者[\s：:]?(?P<name>[\u4e00-\u9fff·、\s]{2,24}?)"
    r"(?:[／/][\u4e00-\u9fff]{2,6}[报報][导導道])?[）)]?"
)
_NOISE = re.compile(
    r"""(?:\d[\d.,]*\s?[km]?\s?(?:comments?|shares?|views?|likes?|reads?|min(?:ute)?s?(?:\sread)?
    |words|次|人|评论|阅读|条评论|浏览|회|件|kommentare)|\d+|(?:\d+|an?|one)\s(?:second|minute|hour|day|week
    |month|year)s?\sago|(?:just\snow|today|yesterday)|(?:posted|published|updated|modified)
    |read\stime.*|reading\stime.*|\d+\sminutes?\sto\sread|print(?:\sedition)?|local\stime|edition
    |[\d:]{4,8}(?:\s?[ap]\.?m\.?)?)""",
    re.VERBOSE | re.IGNORECASE,
)
_CRUMB = re.compile(r"\s*(?:>|›|»|→|::|&gt;|＞|≫|▸|/(?=\s)|(?<=\s)/)\s*")
_TRIM = " \t:：,，;-–—.。()（）[]【】<>|"
_LONE_LABELS = frozenset({*UPDATED_LABELS, *PUBLISHED_LABELS, *SOURCE_LABELS, "by", "作者", "记者"})
_NAME_WORDS = frozenset(
    """and in for of the with at de van von der den la le du di da del dos bin al el ter und et y e
    og och staff special to""".split()  # noqa: SIM905
)


def read_credit(line: Line, before: str = "") -> Credit | None:
    """What `line` says about the article; None where it is something else.

    before: the line above, which may hold the label alone ("Updated:", "By").
    """
    text = line.text
    parts = line.parts
    if is_label(before):
        text, parts = f"{before} {text}", (f"{before} {parts[0]}", *parts[1:])
    if len(text) > LONGEST or not _could_be(text):
        return None
    crumbs = read_breadcrumb(text)
    if crumbs:
        return Credit(section=crumbs)
    published, updated, bare, rest = _dates("\t".join(parts))
    found: dict[str, str] = {}
    section: tuple[str, ...] = ()
    unknown = 0
    for label, piece in _pieces(rest):
        if label == "section":
            section = (piece,)
        elif label is not None:
            _take_labelled(label, piece, found)
        elif not _take_plain(piece, found, dated=bool(published or updated)):
            unknown += count_words(piece)
    dated = published or updated
    if unknown and not (dated and _may_stand_beside(unknown, text, labelled=not bare)):
        return None
    if not dated and not found and not section:
        return None
    return Credit(
        published,
        updated,
        dated is not None and bare,
        found.get("agency"),
        found.get("publisher"),
        found.get("byline"),
        section,
    )


def read_breadcrumb(text: str) -> tuple[str, ...]:
    """Section names of "Home > China > Society", outermost first, or ()."""
    labelled = _COLON_LABEL.match(text)
    if labelled is not None and (labelled["crumbs"] or labelled["section"]):
        text = text[labelled.end() :]
    steps = [step.strip(_TRIM) for step in _CRUMB.split(text)]
    if len(steps) < 2 or len(steps) > 7 or any(not step or len(step) > 90 for step in steps):
        return ()
    if steps[0].lower() in HOME_WORDS:
        steps = steps[1:]
    if any(count_words(step) > 4 for step in steps[:-1]) or not steps:
        return ()
    return tuple(steps)


def date_label_before(text: str, date: WrittenDate) -> int | None:
    """Where the label of a date begins ("Updated:"), or None."""
    label = _DATE_LABEL.search(text[max(0, date.start - 40) : date.start])
    return max(0, date.start - 40) + label.start() if label else None


def is_share_bar(text: str) -> bool:
    """Whether a line is made of places to share at and buttons to press."""
    words = [word for word in re.split(r"[\s/|,·•:：]+", text.lower()) if word]
    known = sum(word.strip("!.+()") in SHARE_WORDS or word in SHARE_WORDS for word in words)
    return bool(words) and len(words) <= 40 and known * 3 >= len(words) * 2


def is_label(text: str) -> bool:
    """Whether a line is a label alone, and what it labels stands on the next: "Updated:"."""
    return text.casefold().rstrip(" :：.") in _LONE_LABELS


def _could_be(text: str) -> bool:
    """A cheap look before the dear one: digits, brackets, a label, a known name or a breadcrumb."""
    return (
        any(character.isdigit() for character in text)
        or text[:1] in "(（[【"
        or _BY.match(text) is not None
        or _COLON_LABEL.search(text) is not None
        or _CRUMB.search(text) is not None
        or "|" in text
        or "记者" in text
        or "記者" in text
        or is_agency(text)
        or is_publisher(text)
    )


def _dates(text: str) -> tuple[WrittenDate | None, WrittenDate | None, bool, str]:
    """The dates of a line by meaning, whether none had a label, and the line without them."""
    published: WrittenDate | None = None
    updated: WrittenDate | None = None
    labelled = False
    rest: list[str] = []
    reached = 0
    for date in find_dates(text):
        before = text[reached : date.start]
        label = _DATE_LABEL.search(before)
        between = "updated" in text[date.start : date.end]
        labelled = labelled or between or label is not None
        if between or (label is not None and label["updated"]):
            updated = updated or date
        else:
            published = published or date
        rest.append(before[: label.start()] if label else before)
        reached = date.end
    rest.append(text[reached:])
    return published, updated, not labelled, "\t".join(rest)


def _pieces(text: str) -> Iterable[tuple[str | None, str]]:
    """The line's parts, each with the kind of label it had."""
    for piece in _BREAKS.split(text):
        reached, label = 0, None
        for found in _COLON_LABEL.finditer(piece):
            before = piece[reached : found.start()].strip(_TRIM)
            if before:
                yield label, before
            reached, label = found.end(), found.lastgroup
        last = piece[reached:].strip(" \t,，;")
        if last.strip(_TRIM):
            yield label, last


def _take_labelled(label: str, piece: str, found: dict[str, str]) -> None:
    name = piece.strip(_TRIM)
    if label == "byline":
        _take_author(name, found)
    elif label == "source" and not name[:1].islower() and count_words(name) <= 12:
        found.setdefault("agency" if is_agency(name) else "publisher", name)


def _take_plain(piece: str, found: dict[str, str], *, dated: bool) -> bool:
    """Take a part without label; False where it says nothing about the article."""
    name = piece.strip(_TRIM)
    by = _BY.match(piece)
    if by is not None and _take_author(piece[by.end() :], found):
        return True
    wide = _WIDE_BY.fullmatch(piece)
    if wide is not None:
        found.setdefault("byline", wide["name"].strip())
        return True
    if is_agency(name):
        found.setdefault("agency", name)
        return True
    bracketed = piece[:1] in "(（[【"
    if is_publisher(name) and (dated or bracketed or " " in name or not name.isascii()):
        found.setdefault("publisher", name)
        return True
    if bracketed and "/" in name and all(map(is_agency, name.split("/"))):
        found.setdefault("agency", name)
        return True
    return (
        _NOISE.fullmatch(name) is not None
        or is_share_bar(name)
        or name.lower().rstrip(".") in WEEKDAYS
        or (dated and zone_of_place(name) is not None)
    )


def _take_author(text: str, found: dict[str, str]) -> bool:
    """The names after "By", with the house they write for: "Li Na (China Daily)"."""
    text = text.strip().rstrip(".")
    house = re.search(r"\s?[(（]([^()（）]{2,40})[)）]$|,\s([^,]{2,40})$", text)
    if house is not None:
        name = (house[1] or house[2]).strip()
        if is_agency(name) or is_publisher(name):
            found.setdefault("agency" if is_agency(name) else "publisher", name)
            text = text[: house.start()]
    text = text.strip(_TRIM)
    if is_agency(text) or is_publisher(text):
        found.setdefault("agency" if is_agency(text) else "publisher", text)
        return True
    if not _is_names(text) or text.lower() in WEEKDAYS:
        return False
    found.setdefault("byline", text)
    return True


def _is_names(text: str) -> bool:
    words = re.findall(r"[^\s,&]+", text)
    if not 1 <= len(words) <= 14 or any(c.isdigit() or c in ":：" for c in text):
        return False
    return all(
        not word[:1].islower() or word.lower() in _NAME_WORDS or word.startswith(("d'", "al-"))
        for word in words
    )


def _may_stand_beside(unknown: int, text: str, *, labelled: bool) -> bool:
    """Whether a dated line with words nobody knows is still a stamp and not a sentence."""
    if text.rstrip().endswith((".", "。", "!", "?")) and unknown > 4:
        return False
    return unknown <= (10 if labelled else 4)
