"""Whether a message that was posted shows a story, by what can be read in it: the story may have
come in again under another number since. How a message is read is `ui.shown`'s.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from bot.editing.same_text import headline_key
from bot.errors import Invalid
from bot.reading.link import read_link
from bot.reading.same_link import canonical_link, names_a_page
from storage.story_records import Story

FEWEST = 60
"""Letters and digits by which a headline is known that was shown in part."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What a message shows. story_ids: those that its buttons name. headlines: each with its link,
    if it has one. links: every other link to a report.
    """

    story_ids: tuple[int, ...] = ()
    headlines: tuple[tuple[str, str | None], ...] = ()
    links: tuple[str, ...] = ()


class Seen:
    """What readers have seen in some messages, the last of them posted at `until`."""

    def __init__(self, shown: Iterable[Shown], until: datetime) -> None:
        self._until = until
        self._links: set[str] = set()
        self._headlines: dict[str, bool] = {}
        """Whether it had no link, by key."""
        self._beginnings: list[tuple[str, bool]] = []
        for one in shown:
            self._links |= {page for link in one.links if (page := _page(link))}
            for headline, link in one.headlines:
                self._add(headline, _page(link))

    def _add(self, headline: str, page: str | None) -> None:
        if page:
            self._links.add(page)
        key = headline_key(headline)
        if headline.endswith("…") and len(key) >= FEWEST:
            self._beginnings.append((key, page is None))
        elif key:
            self._headlines[key] = page is None or self._headlines.get(key, False)

    def has(self, story: Story) -> bool:
        """By its link. By its headline only where one of the two has no link to go by, and where
        its date is not later than the messages: many a headline comes every day.
        """
        page = _page(story.url)
        if page in self._links:
            return True
        if story.dated_at is not None and story.dated_at > self._until:
            return False
        key = headline_key(story.headline)
        without_link = [self._headlines[key]] if key in self._headlines else []
        without_link += [bare for start, bare in self._beginnings if key.startswith(start)]
        return any(page is None or bare for bare in without_link)


def _page(link: str | None) -> str | None:
    """The address to compare by; None where it means no one page."""
    if link is None:
        return None
    try:
        page = canonical_link(str(read_link(link)))
    except Invalid:
        page = canonical_link(link)
    return page if names_a_page(page) else None
