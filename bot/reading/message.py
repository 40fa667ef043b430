"""What in a message of a chat can be a story: text files, a pasted page, links. In it, in what it
forwards, in previews. Nothing is fetched or read here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from yarl import URL

from bot.errors import Invalid, Unreadable
from bot.reading.link import read_link
from bot.reading.same_link import canonical_link

LONG_ENOUGH = 400
"""Characters without links that make a text a pasted page, where there is a link or file, too."""
MOST_FINDS = 25
"""Discord lets a person choose from so many."""
MOST_READ = 20_000
"""Characters looked at, of one text or address."""

_LINK = re.compile(r"https?://[^\s<>\"`|\\]{1,2000}", re.IGNORECASE)
_AFTER = ".,;:!?'*_~”’»…"
_OPENED = {")": "(", "]": "[", "}": "{"}
_OWN_HOSTS = re.compile(
    r"(?:.*\.)?(?:discord\.(?:com|gg|new)|discordapp\.(?:com|net)|dsc\.gg|tenor\.com|giphy\.com)"
)
_TEXT_FILE = re.compile(r".*\.(?:txt|text|md|html?)", re.IGNORECASE | re.DOTALL)


class FindKind(StrEnum):
    """What there is to read."""

    FILE = "file"
    TEXT = "text"
    LINK = "link"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attached:
    """A file of a message. media_type: as it was named, "" if it was not."""

    id: int
    name: str
    media_type: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MessagePart:
    """A message, or one that it forwards. links: of its previews and link buttons."""

    content: str = ""
    links: tuple[str, ...] = ()
    files: tuple[Attached, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Find:
    """Something that may be a story.

    words: the text, the link, or the file's name. file_id: of a file. link: the one that a text
    stands with, if it is the only one.
    """

    kind: FindKind
    words: str
    file_id: int | None = None
    link: str | None = None


def finds_in(parts: Sequence[MessagePart]) -> list[Find]:
    """Files first, then texts, then links, each once. Raises Unreadable where there is nothing."""
    links = _distinct([link for part in parts for link in _links_of(part)])
    files = [
        Find(kind=FindKind.FILE, words=file.name, file_id=file.id)
        for part in parts
        for file in part.files
        if _is_text(file)
    ]
    only = links[0] if len(links) == 1 else None
    texts = [
        Find(kind=FindKind.TEXT, words=part.content, link=only)
        for part in parts
        if len(without_links(part.content)) >= LONG_ENOUGH
    ]
    found = [*files, *texts, *(Find(kind=FindKind.LINK, words=link) for link in links)]
    if not found:
        found = [
            Find(kind=FindKind.TEXT, words=part.content)
            for part in parts
            if without_links(part.content)
        ]
    if not found:
        raise Unreadable(
            "There is nothing in this message that can be read as a story: no link, no text, no"
            " text file."
        )
    return found[:MOST_FINDS]


def without_links(text: str) -> str:
    """A text without its addresses and the blanks that are left over."""
    return " ".join(_LINK.sub(" ", text[:MOST_READ]).split())


def _links_of(part: MessagePart) -> list[str]:
    written = [_trimmed(found[0]) for found in _LINK.finditer(part.content[:MOST_READ])]
    return [link for one in (*written, *part.links) if (link := _usable(one)) is not None]


def _trimmed(link: str) -> str:
    """Without the marks of the sentence it stands in; brackets that were opened in it stay."""
    while link:
        last = link[-1]
        if last in _AFTER or (
            last in ")]}" and link.count(last) > link.count("([{"[")]}".index(last)])
        ):
            link = link[:-1]
        else:
            break
    return link


def _usable(text: str) -> str | None:
    """The link, unless it cannot be kept or leads to Discord's own pages or to a moving picture."""
    try:
        link = read_link(text)
    except Invalid:
        return None
    return None if _OWN_HOSTS.fullmatch(link.host or "") else str(link)


def _distinct(links: Sequence[str]) -> list[str]:
    """Each page once, under the first of its addresses."""
    pages: dict[str, str] = {}
    for link in links:
        pages.setdefault(str(URL(canonical_link(link))), link)
    return list(pages.values())


def _is_text(file: Attached) -> bool:
    return bool(_TEXT_FILE.fullmatch(file.name)) or file.media_type.startswith(
        ("text/plain", "text/html", "text/markdown")
    )
