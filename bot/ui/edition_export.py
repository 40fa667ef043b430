"""An edition as Markdown, to be kept or put elsewhere: what it carried, as it is stored now."""

from __future__ import annotations

from collections.abc import Sequence

from bot.ui import markup
from bot.ui.story_markdown import story_markdown
from bot.words import say
from storage.delivery_records import Delivery
from storage.story_records import Story


def edition_markdown(name: str, edition: Delivery, stories: Sequence[Story]) -> str:
    """name: the schedule's. stories: in the edition's order."""
    title = f"# {markup.plain(name)}, {edition.local_date:%Y-%m-%d}"
    blocks = [title, *map(story_markdown, stories)]
    if not stories:
        blocks.append(say("This edition carried no story."))
    return "\n\n".join(blocks) + "\n"
