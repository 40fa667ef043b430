"""An edition as Markdown, to be kept or put elsewhere: what it carried, as it is stored now."""

from __future__ import annotations

from collections.abc import Sequence

from bot.ui import markup
from bot.ui.story_card import byline, headline
from bot.words import say
from storage.delivery_records import Delivery
from storage.story_records import Story


def edition_markdown(name: str, edition: Delivery, stories: Sequence[Story]) -> str:
    """name: the schedule's. stories: in the edition's order."""
    title = f"# {markup.plain(name)}, {edition.local_date:%Y-%m-%d}"
    blocks = [title, *map(_block, stories)]
    if not stories:
        blocks.append(say("This edition carried no story."))
    return "\n\n".join(blocks) + "\n"


def _block(story: Story) -> str:
    facts = "\n".join(f"- {markup.plain(fact.text)}" for fact in story.key_facts)
    summary = "\n\n".join(markup.plain(passage.text) for passage in story.summary)
    parts = [f"## {headline(story)}", f"*{byline(story)}*", summary, facts]
    return "\n\n".join(part for part in parts if part)
