"""One entry, from what a format's reader found to `FeedEntry`: texts without markup, links that
lead to the web, doubts. Filters come after decoding, never before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.reading.feed import FeedEntry
from bot.reading.feed_links import web_link
from bot.reading.feed_text import is_whole, line_text, paragraphs_of, title_text

MOST_NAMES = 10
"""Authors and categories kept of one entry."""
LONGEST_GUID = 1_000


@dataclass(frozen=True, slots=True)
class Written:
    """A time as the feed has it, and what could be made of it."""

    text: object
    moment: datetime | None


def make_entry(
    base: str,
    *,
    guid: str,
    link: str,
    title: str,
    published: Written,
    updated: Written,
    authors: Iterable[object],
    categories: Iterable[object],
    texts: Sequence[str],
    language: str | None,
) -> FeedEntry | None:
    """The entry; None where it says nothing at all. `texts` may be HTML; the longest counts."""
    paragraphs = max(map(paragraphs_of, texts), key=lambda found: sum(map(len, found)))
    headline, address = title_text(title), web_link(link, base)
    if not (headline or paragraphs or address):
        return None
    given_up = (
        ("link", link.strip() and address is None),
        ("published_at", published.text and published.moment is None),
        ("updated_at", updated.text and updated.moment is None),
    )
    return FeedEntry(
        guid=line_text(guid)[:LONGEST_GUID] or None,
        link=address,
        title=headline,
        published_at=published.moment,
        updated_at=updated.moment,
        authors=_names(authors),
        categories=_names(categories),
        paragraphs=paragraphs,
        is_whole=is_whole(paragraphs),
        language=language,
        doubts=tuple(name for name, doubtful in given_up if doubtful),
    )


def language_tag(found: object) -> str | None:
    """A language tag such as "en-GB", None for what is none."""
    tag = found.strip().replace("_", "-") if isinstance(found, str) else ""
    return tag if 2 <= len(tag) <= 20 and tag.replace("-", "").isalnum() else None


def _names(found: Iterable[object]) -> tuple[str, ...]:
    names = (title_text(name)[:100] for name in found if isinstance(name, str))
    return tuple(dict.fromkeys(name for name in names if name))[:MOST_NAMES]
