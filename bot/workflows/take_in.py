"""Taking a story in: text → article → draft (a row that expires) → corrected → saved as a story.

paste | text file ─→ read_pasted_page ─→ to_story_text ─→ drafts.add
link ─→ web.fetch ─→ web.read_page ─┘
HTML file ───────────┘
edit ─→ drafts.replace_text            save ─→ drafts.save (a second Save finds the first)
                                            └─→ same_event.settle
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.editing.story_fields import DATE, HEADLINE, LINK, SECTION, SOURCE, changed
from bot.editing.story_text import to_story_text
from bot.errors import NotFound, Refusal
from bot.reading.believable import believable
from bot.reading.link import link_to_keep, read_link
from bot.reading.pasted_page import read_pasted_page
from bot.reading.upload import UPLOAD_LIMIT, decode_upload, is_html
from bot.workflows.ports import Clock, Fetched, Web
from bot.workflows.same_event import Event, SameEvent
from storage import Storage
from storage.story_records import ALONE, LIKE, NOBODY, Draft, Found, Story, StoryText

DRAFT_LIFE = timedelta(hours=24)
PAGES_AT_ONCE = 2
"""Pages fetched at once for one server, so that none takes the places of all others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftFields:
    """What an editor may correct in a draft, as typed."""

    headline: str
    section: str
    source: str
    date: str
    url: str


def join_paste(fields: Sequence[str], limit: int) -> tuple[str, list[int]]:
    """One text from the form's fields, and the numbers of those filled to the brim.

    A field that is exactly full was probably cut, so what follows is joined to it without a
    break; after any other field a new line begins.
    """
    text = ""
    full = [number for number, field in enumerate(fields, start=1) if len(field) >= limit]
    for number, field in enumerate(fields, start=1):
        text += field if number in full or not field else field + "\n"
    return text, full


class TakeIn:
    """The editors' way in for pasted pages, text files and links."""

    def __init__(self, storage: Storage, web: Web, clock: Clock, same_event: SameEvent) -> None:
        self._same_event = same_event
        self._storage = storage
        self._web = web
        self._clock = clock
        self._places = defaultdict[int, asyncio.Semaphore](lambda: asyncio.Semaphore(PAGES_AT_ONCE))

    async def link(self, guild_id: int, user_id: int, url: str, *, found: Found = NOBODY) -> Draft:
        """Fetch a page and read it into a draft. Raises Invalid (the link), Refusal."""
        return await self._keep(guild_id, user_id, await self.read_page(guild_id, url), found)

    async def paste(
        self, guild_id: int, user_id: int, text: str, *, url: str | None, found: Found = NOBODY
    ) -> Draft:
        """Read a pasted page into a draft. Raises Unreadable, Invalid (the link)."""
        story = await self.read_paste(guild_id, text, url=url)
        return await self._keep(guild_id, user_id, story, found)

    async def upload(
        self, guild_id: int, user_id: int, data: bytes, *, url: str | None, found: Found = NOBODY
    ) -> Draft:
        """Read a file, text or a web page, into a draft. Raises Unreadable, Invalid (the link)."""
        if is_html(data) and len(data) <= UPLOAD_LIMIT:
            link = str(read_link(url)) if url else None
            story = await self._page(guild_id, Fetched(url=link or "", body=data), link)
            return await self._keep(guild_id, user_id, story, found)
        return await self.paste(guild_id, user_id, decode_upload(data), url=url, found=found)

    async def read_page(self, guild_id: int, url: str) -> StoryText:
        """Fetch a page and read it. Keeps nothing. Raises Invalid (the link), Refusal."""
        link = str(read_link(url))
        async with self._places[guild_id]:
            fetched = await self._web.fetch(link, kind="page")
            return await self._page(guild_id, fetched, link)

    async def read_paste(self, guild_id: int, text: str, *, url: str | None) -> StoryText:
        """Read a pasted page. Keeps nothing. Raises Unreadable, Invalid (the link)."""
        link = str(read_link(url)) if url else None
        zone = await self.zone(guild_id)
        # Reading 40,000 characters takes tens of milliseconds: not on the loop.
        return await asyncio.to_thread(_read, text, zone, link, self._clock())

    async def _page(self, guild_id: int, fetched: Fetched, link: str | None) -> StoryText:
        """A page that is here, under its link or the one that it states."""
        article = await self._web.read_page(fetched, zone=await self.zone(guild_id))
        kept = link_to_keep(link, fetched.url, article.canonical_url) if link else None
        article = believable(article, now=self._clock())
        return await asyncio.to_thread(to_story_text, article, url=kept or article.canonical_url)

    async def _keep(self, guild_id: int, user_id: int, text: StoryText, found: Found) -> Draft:
        now = self._clock()
        return await self._storage.drafts.add(guild_id, user_id, text, now, now + DRAFT_LIFE, found)

    async def draft(self, guild_id: int, draft_id: int) -> Draft:
        """The draft, if it is still there. Raises NotFound."""
        draft = await self._storage.drafts.get(guild_id, draft_id, self._clock())
        if draft is None:
            raise NotFound(
                "This draft is gone: drafts are kept for 24 hours. Add the page once more."
            )
        return draft

    async def edit(self, guild_id: int, draft_id: int, fields: DraftFields) -> Draft:
        """Replace a draft's fields by what an editor typed. Raises NotFound, Invalid."""
        draft = await self.draft(guild_id, draft_id)
        if draft.story_id is not None:
            raise Refusal("This draft is already saved as story {id}.", id=draft.story_id)
        text = corrected(draft.text, fields, await self.zone(guild_id))
        await self._storage.drafts.replace_text(guild_id, draft_id, text)
        return replace(draft, text=text)

    async def save(
        self,
        guild_id: int,
        draft_id: int,
        user_id: int,
        *,
        follows_id: int | None = None,
        apart: bool = False,
    ) -> tuple[Story, Event]:
        """Make the draft a story, once, and place it beside those of its event. Raises NotFound.

        follows_id: the story it goes on with. apart: it belongs to no event but its own.
        """
        await self.draft(guild_id, draft_id)
        to_place = ALONE if apart or follows_id is not None else LIKE
        story = await self._storage.drafts.save(
            guild_id, draft_id, user_id, self._clock(), follows_id, to_place
        )
        if story is None:
            raise NotFound("This draft is gone. Add the page once more.")
        return story, await self._same_event.settle(guild_id, story.id)

    async def discard(self, guild_id: int, draft_id: int) -> None:
        """Forget a draft."""
        await self._storage.drafts.discard(guild_id, draft_id)

    async def keep_link(self, guild_id: int, user_id: int, url: str) -> int:
        """Keep a link while its page is pasted into the form. Returns its id; raises Invalid."""
        link = str(read_link(url))
        kept = await self._storage.lookups.add(guild_id, user_id, "link", link, self._clock())
        return kept.id

    async def kept_link(self, guild_id: int, link_id: int) -> str | None:
        """The link kept under this id; 0 stands for none."""
        kept = await self._storage.lookups.get(guild_id, link_id) if link_id else None
        return kept.terms if kept and kept.kind == "link" else None

    async def zone(self, guild_id: int) -> ZoneInfo | None:
        """The server's time zone, for dates that name none."""
        guild = await self._storage.guilds.get(guild_id)
        return ZoneInfo(guild.zone) if guild and guild.zone else None


def _read(text: str, zone: ZoneInfo | None, url: str | None, now: datetime) -> StoryText:
    return to_story_text(believable(read_pasted_page(text, zone=zone), now=now), url=url)


def corrected(text: StoryText, fields: DraftFields, zone: ZoneInfo | None) -> StoryText:
    """The text with its fields as an editor typed them. Raises Invalid."""
    for name, typed in (
        (HEADLINE, fields.headline),
        (SECTION, fields.section),
        (SOURCE, fields.source),
        (DATE, fields.date),
        (LINK, fields.url),
    ):
        text = changed(text, name, typed, zone)
    return text
