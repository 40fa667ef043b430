"""Which entries of a feed are new, and which we have had under whatever name: by guid, link,
title and date, or the words themselves, as far as the feed can be believed about each.

A feed is believed about its guids until entries that are plainly the same carry other ones; then
its links count, and when those change as well, its titles. What is done about it, others decide.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.reading.feed import FeedEntry
from bot.reading.same_link import canonical_link, names_a_page

PROOF = 2
"""Entries whose mark has changed before a feed is no longer believed about it."""
WORDS_ENOUGH = 40
"""Characters of a text below which it may well be that of another entry, too."""


class Identity(StrEnum):
    """What a feed can be believed about."""

    GUID = "guid"
    LINK = "link"
    TITLE = "title"


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """What an entry can be known again by, each a hash that fits a column; None where it has
    none. dated: title and date together. words: title and text.
    """

    guid: int | None
    link: int | None
    title: int | None
    dated: int | None
    words: int | None


@dataclass(frozen=True, slots=True)
class Known:
    """An entry that was there before."""

    id: int
    marks: Marks


@dataclass(frozen=True, slots=True)
class Match:
    """An entry and the one it is known as; `known` is None for a new one."""

    entry: FeedEntry
    marks: Marks
    known: Known | None

    @property
    def is_edited(self) -> bool:
        """Its words are not what they were."""
        return self.known is not None and self.known.marks.words != self.marks.words


def marks_of(entry: FeedEntry) -> Marks:
    """The marks of an entry."""
    title = " ".join(entry.title.casefold().split())
    moment = entry.published_at or entry.updated_at
    text = "\n".join(entry.paragraphs)
    link = canonical_link(entry.link) if entry.link else ""
    return Marks(
        guid=_hash("guid", entry.guid),
        link=_hash("link", link if names_a_page(link) else None),
        title=_hash("title", title),
        dated=_hash("dated", f"{title}\n{moment.timestamp():.0f}") if title and moment else None,
        words=_hash("words", f"{title}\n{text}"),
    )


def match(
    entries: Sequence[FeedEntry], known: Sequence[Known], identity: Identity
) -> tuple[Identity, list[Match]]:
    """Hold what a feed has now against what it had; repeats within it are left out.

    Gives back what the feed can be believed about from now on, too.
    """
    fresh = [(entry, marks_of(entry)) for entry in entries]
    fresh = _without_shared(fresh)
    before = _Before(known)
    identity = _believed(identity, [marks for _, marks in fresh], before)
    found: list[Match] = []
    taken: set[int] = set()
    met: dict[tuple[str, int], None] = {}
    for entry, marks in fresh:
        has_text = sum(map(len, entry.paragraphs)) >= WORDS_ENOUGH
        one = before.find(marks, identity, has_text=has_text)
        repeats = _own(marks, identity, has_text=has_text)
        if (one is not None and one.id in taken) or any(mark in met for mark in repeats):
            continue
        met.update(dict.fromkeys(repeats))
        if one is not None:
            taken.add(one.id)
        found.append(Match(entry, marks, one))
    return identity, found


class _Before:
    """The entries that were there, by each of their marks; of several, the newest."""

    def __init__(self, known: Sequence[Known]) -> None:
        self._by: dict[str, dict[int, Known]] = {name: {} for name in _NAMES}
        for one in known:
            for name in _NAMES:
                mark: int | None = getattr(one.marks, name)
                if mark is not None:
                    self._by[name][mark] = one

    def by(self, name: str, marks: Marks) -> Known | None:
        mark: int | None = getattr(marks, name)
        return None if mark is None else self._by[name].get(mark)

    def find(self, marks: Marks, identity: Identity, *, has_text: bool) -> Known | None:
        ways: list[Known | None] = []
        linked = self.by("link", marks)
        if identity is Identity.GUID:
            ways.append(self.by("guid", marks))
            if linked is not None and linked.marks.title == marks.title:
                ways.append(linked)
        if identity is not Identity.TITLE and (identity is Identity.LINK or marks.guid is None):
            ways.append(linked)
        if has_text:
            ways.append(self.by("words", marks))
        ways.append(self.by("dated", marks))
        nameless = marks.link is None and (marks.guid is None or identity is not Identity.GUID)
        if identity is Identity.TITLE or nameless:
            ways.append(self.by("title", marks))
        return next((one for one in ways if one is not None), None)


_NAMES = ("guid", "link", "title", "dated", "words")


def _believed(identity: Identity, fresh: Sequence[Marks], before: _Before) -> Identity:
    titles = Counter(marks.title for marks in fresh)

    def same_as(marks: Marks, *names: str) -> Known | None:
        """The entry it plainly was before, whatever its guid and link are now."""
        for name in names:
            one = before.by(name, marks)
            if one is not None and one.marks.title == marks.title and titles[marks.title] == 1:
                return one
        return None

    if identity is Identity.GUID and _has_changed(
        fresh,
        lambda marks: same_as(marks, "link", "words", "dated", "title"),
        lambda marks: marks.guid,
    ):
        identity = Identity.LINK
    if identity is Identity.LINK and _has_changed(
        fresh, lambda marks: same_as(marks, "words", "dated", "title"), lambda marks: marks.link
    ):
        identity = Identity.TITLE
    return identity


def _has_changed(
    fresh: Sequence[Marks],
    before: Callable[[Marks], Known | None],
    mark: Callable[[Marks], int | None],
) -> bool:
    """Whether most of the entries that were there before carry another mark now."""
    changed = kept = 0
    for marks in fresh:
        one = before(marks)
        if one is not None and mark(marks) is not None and mark(one.marks) is not None:
            if mark(marks) == mark(one.marks):
                kept += 1
            else:
                changed += 1
    return changed >= PROOF and changed > kept


def _without_shared(fresh: list[tuple[FeedEntry, Marks]]) -> list[tuple[FeedEntry, Marks]]:
    """A guid or link that entries with other titles share says nothing about any of them."""
    titles: dict[tuple[str, int], set[int | None]] = {}
    for _, marks in fresh:
        for name in ("guid", "link"):
            mark: int | None = getattr(marks, name)
            if mark is not None:
                titles.setdefault((name, mark), set()).add(marks.title)
    shared = {key for key, found in titles.items() if len(found) > 1}
    return [
        (
            entry,
            Marks(
                guid=None if ("guid", marks.guid) in shared else marks.guid,
                link=None if ("link", marks.link) in shared else marks.link,
                title=marks.title,
                dated=marks.dated,
                words=marks.words,
            ),
        )
        for entry, marks in fresh
    ]


def _own(marks: Marks, identity: Identity, *, has_text: bool) -> list[tuple[str, int]]:
    """What two entries of one fetch cannot share and be two."""
    if identity is Identity.TITLE or (marks.guid is None and marks.link is None):
        name = "title"
    else:
        name = "guid" if identity is Identity.GUID and marks.guid is not None else "link"
    names = (name, "words") if has_text else (name,)
    found = ((name, getattr(marks, name)) for name in names)
    return [(name, mark) for name, mark in found if mark is not None]


def _hash(kind: str, text: str | None) -> int | None:
    """63 bits: a feed has some thousand entries, so that two will never share one by chance."""
    if not text or not text.strip():
        return None
    digest = hashlib.blake2b(f"{kind}\n{text}".encode("utf-8", "replace"), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 1
