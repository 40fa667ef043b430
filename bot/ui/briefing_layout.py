"""A briefing as Discord messages. Preview, /briefing today and the real post share this code."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import discord

from bot.briefing.compose import Briefing, Item
from bot.briefing.spoken import say_date
from bot.editing.shown import Shown
from bot.ui import markup
from bot.ui.briefing_item import item_texts, units
from bot.ui.controls import Page, button, card, row, text
from bot.ui.edition_page import draft_page
from bot.ui.match_note import message_link
from bot.ui.mended_body import mended_body
from bot.ui.notice_page import notice_page
from bot.ui.plain_briefing import plain_body
from bot.ui.plain_page import plain_parts
from bot.ui.shown import shown
from bot.words import say, say_count, speaking
from bot.workflows.arranging import Opened
from bot.workflows.ports import MendedItem
from storage.story_records import Story

# Discord refuses more than 40 components and 4,000 characters of text in a layout. We stay below,
# so that nothing is refused over a way of counting that differs from ours.
MOST_COMPONENTS = 36
MOST_TEXT = 3_600
MOST_TITLE = 100
MOST_NOTE = 400
MOST_PLAIN_TEXT = 1_700
PLAIN_ROOM = 500
"""Characters for a summary in plain form, where a message holds 2,000."""

_COMPONENTS_V2 = 1 << 15
_SUPPRESS_EMBEDS = 1 << 2
_NO_MENTIONS = {"parse": list[str](), "replied_user": False}


class DiscordRenderer:
    """Fulfils `workflows.ports.Renderer`."""

    def render(self, briefing: Briefing, *, code: str) -> list[str]:
        """One JSON message body a part, as the poster sends it."""
        pages = briefing_pages(briefing, code=code)
        return _plain_bodies(pages, code) if briefing.plain else [*map(body_of, pages)]

    def plain(self, body: str, *, code: str, part: int) -> str | None:
        """The part as one plain text message; None where it is one already."""
        return plain_body(body, code=code, part=part)

    def mended(
        self, body: str, items: Sequence[MendedItem], *, code: str, language: str | None
    ) -> str:
        """The body with some of its stories as they are now; all else as it was posted."""
        with speaking(language):
            return mended_body(body, items, code=code)

    def shown(self, body: str, *, code: str) -> Shown:
        """What can be read in a posted body of its stories."""
        return shown(body, code=code)

    def title(self, briefing: Briefing) -> str:
        """Its title and date; a long title gives way."""
        with speaking(briefing.language):
            date = say_date(briefing.local_date)
        return f"{markup.label(briefing.title, MOST_TITLE - len(date) - 3)} · {date}"

    def calling(self, body: str, role_id: int, *, quietly: bool = False) -> str:
        """The body with a mention of one role above it, and leave to mention just that role."""
        payload = json.loads(body)
        if not quietly:
            payload["allowed_mentions"] = _NO_MENTIONS | {"roles": [str(role_id)]}
        mention = f"<@&{role_id}>"
        if content := payload.get("content"):
            payload["content"] = f"{mention}\n{content}"
        else:
            payload["components"] = [text(mention).to_component_dict(), *payload["components"]]
        return _json(payload)

    def notice(self, message: str, values: Mapping[str, str | int], *, plain: bool = False) -> str:
        """One sentence for the editors, as the poster sends it."""
        page = notice_page(message, values)
        return (_plain(page.to_components()) if plain else None) or body_of(page)

    def thread_name(self, story: Story) -> str:
        """Its headline, for the thread of its updates."""
        return markup.label(story.headline, MOST_TITLE) or say("Updates")

    def update(self, story: Story, day: int, posted: tuple[int, int], *, plain: bool) -> str:
        """An update's headline and day, and the way to the briefing that carries it."""
        link = message_link(story.guild_id, *posted)
        where = (
            say("Day {number} · [to the briefing]({link})", number=day, link=link)
            if day > 1
            else say("Update · [to the briefing]({link})", link=link)
        )
        page = Page(text(f"**{markup.plain(story.headline, 200)}**\n-# {where}"))
        return (_plain(page.to_components()) if plain else None) or body_of(page)

    def draft(self, opened: Opened, *, code: str, part: int) -> str:
        """What stands below a draft in the editors' channel, as the poster sends it."""
        return body_of(draft_page(opened, code, part))


def body_of(page: Page) -> str:
    """A page as the poster sends it. It may mention nobody."""
    return _json(
        {
            "flags": _COMPONENTS_V2,
            "allowed_mentions": _NO_MENTIONS,
            "components": page.to_components(),
        }
    )


def _json(payload: dict[str, Any]) -> str:
    return json.dumps(payload, ensure_ascii=False, separators=(",", ":"))


@dataclass
class _Block:
    """Something that is never split between two messages."""

    items: list[discord.ui.Item[Page]]
    components: int
    length: int = field(default=0)


def briefing_pages(briefing: Briefing, *, code: str) -> list[Page]:
    """The messages of a briefing, in order; `code` and the part stand in each one's buttons.

    It speaks its own language, whoever asks for it. Of a plain one, each has the words of one
    message.
    """
    most_text = MOST_PLAIN_TEXT if briefing.plain else MOST_TEXT
    with speaking(briefing.language):
        return _pages(briefing, code, most_text=most_text)


def _plain_bodies(pages: Sequence[Page], code: str) -> list[str]:
    """The same as plain text messages, each with its controls."""
    return [
        _plain(page.to_components())
        or plain_body(body_of(page), code=code, part=part)
        or body_of(page)
        for part, page in enumerate(pages, start=1)
    ]


def _plain(components: list[dict[str, Any]]) -> str | None:
    """A body without layout; None where one message cannot hold it."""
    first, *rest = plain_parts(components)
    if rest:
        return None
    return _json(
        {
            "content": first.content,
            "flags": _SUPPRESS_EMBEDS,
            "allowed_mentions": _NO_MENTIONS,
            "components": first.rows,
        }
    )


def _pages(briefing: Briefing, code: str, *, most_text: int = MOST_TEXT) -> list[Page]:
    pages: list[Page] = []
    blocks_of = _blocks(briefing, code, room=1_200 if most_text == MOST_TEXT else PLAIN_ROOM)
    # Each frame costs one component, the row with its button two.
    for part, blocks in enumerate(_fill(blocks_of, most_text), start=1):
        items = [item for block in blocks for item in block.items]
        if isinstance(items[0], discord.ui.Separator):
            items.pop(0)  # at the top of a message it parts nothing
        why = button(say("Why this"), "briefing.why", code, part)
        pages.append(Page(card(*items, row(why))))
    return pages


def _fill(blocks: Iterable[_Block], most_text: int) -> list[list[_Block]]:
    parts: list[list[_Block]] = [[]]
    components = length = 0
    for block in blocks:
        full = components + block.components > MOST_COMPONENTS - 3
        if parts[-1] and (full or length + block.length > most_text):
            parts.append([])
            components = length = 0
        parts[-1].append(block)
        components += block.components
        length += block.length
    return parts


def _blocks(briefing: Briefing, code: str, *, room: int) -> Iterable[_Block]:
    yield _words(_masthead(briefing))
    if briefing.note:
        yield _words(f"> {markup.plain(briefing.note, MOST_NOTE)}")
    if briefing.lead:
        yield _item(briefing.lead, code, room)
    for section in briefing.sections:
        first, *others = section.items
        yield _item(first, code, room, above=f"**{_section_name(section.name)}**")
        for item in others:
            yield _item(item, code, room)
    for number, item in enumerate(briefing.archive):
        above = say("**From the archive**") if number == 0 else ""
        yield _item(item, code, room, above=above)
    if briefing.left_out:
        yield _words(
            "-# "
            + say_count(
                "{count} more story is in /story latest.",
                "{count} more stories are in /story latest.",
                briefing.left_out,
            )
        )


def _masthead(briefing: Briefing) -> str:
    stories = say_count("{count} story", "{count} stories", briefing.story_count)
    minutes = say_count(
        "{count} minute to read", "{count} minutes to read", briefing.reading_minutes
    )
    marks = [stories, minutes] if briefing.items else [say("nothing new today")]
    if briefing.late:
        marks.append(say("late"))
    if briefing.extra:
        marks.append(say("extra edition"))
    title = markup.plain(briefing.title, 100)
    return f"## {title}\n{say_date(briefing.local_date)}\n-# {' · '.join(marks)}"


def _section_name(name: str) -> str:
    return markup.plain(name, 60)


def _words(content: str) -> _Block:
    return _Block([text(content)], components=1, length=units(content))


def _item(item: Item, code: str, room: int, *, above: str = "") -> _Block:
    """A story with its Details button: a rule, the heading beside the button, the text."""
    story = item.story
    heading, content = item_texts(item, above=above, room=room)
    # Beside a button a phone leaves little room, so only the heading stands there.
    section = discord.ui.Section[Page](
        text(heading), accessory=button(say("Details"), "briefing.details", code, story.id)
    )
    items: list[discord.ui.Item[Page]] = [discord.ui.Separator[Page](), section]
    if content:
        items.append(text(content))
    return _Block(items, components=5, length=units(heading) + units(content))
