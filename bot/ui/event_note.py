"""What is said of stories that tell of the same event, and the buttons to undo or confirm it."""

from __future__ import annotations

from collections.abc import Sequence

import discord

from bot.briefing.choose import source_of
from bot.ui import markup
from bot.ui.controls import Page, button, row, text
from bot.words import say, say_count
from bot.workflows.same_event import Event
from storage.story_records import Story

MOST_NAMED = 4


def also_line(others: Sequence[Story]) -> str:
    """ "Also reported by", with a link to each report; "" where there is none."""
    if not others:
        return ""
    names = [_source(story) for story in others[:MOST_NAMED]]
    if more := len(others) - len(names):
        names.append(say_count("{count} more", "{count} more", more))
    return "-# " + say("Also reported by {sources}.", sources=", ".join(names))


def event_items(
    story: Story, event: Event, *, for_editor: bool = True
) -> list[discord.ui.Item[Page]]:
    """Which other stories tell of the event, with an editor's way to change that."""
    if event.others:
        lines = [
            say("**The same event**, so a briefing carries one of them and names the others:"),
            *(f"- {_named(other)}" for other in event.others[:MOST_NAMED]),
        ]
        apart = button(say("Not the same event"), "event.apart", story.id)
        return [text("\n".join(lines)), *([row(apart)] if for_editor else [])]
    if event.possible and for_editor:
        sentence = say("Possibly the same event as {story}.", story=_named(event.possible))
        join = button(say("Same event"), "event.join", story.id, event.possible.id)
        return [text(sentence), row(join)]
    return []


def _named(story: Story) -> str:
    name = markup.plain(story.headline, 100)
    source = markup.plain(source_of(story), 60)
    return say("{story} ({source}, story {id})", story=name, source=source, id=story.id)


def _source(story: Story) -> str:
    name = source_of(story)
    return markup.link_and_host(name, story.url, 60) if story.url else markup.plain(name, 60)
