"""The answer to "Why this": for each story of a briefing, what put it there."""

from __future__ import annotations

from collections.abc import Sequence

from bot.briefing.explain import explain
from bot.ui import markup
from bot.ui.controls import Page, card, text
from bot.words import say
from storage.delivery_records import CarriedStory
from storage.story_records import Story

MOST_LINES = 20


def why_page(rows: Sequence[tuple[CarriedStory, Story | None]]) -> Page:
    """One line a story, in the briefing's order; None stands for one that is gone."""
    lines = [_line(carried, story) for carried, story in rows[:MOST_LINES]]
    lines = lines or [say("It carries none: nothing was new when it was put together.")]
    hint = say("-# /why with a story tells why another one is not here.")
    return Page(
        card(text(say("### Why these stories")), *(text(line) for line in lines), text(hint))
    )


def _line(carried: CarriedStory, story: Story | None) -> str:
    name = markup.plain(story.headline, 80) if story else say("A story that was removed")
    return f"**{carried.position + 1}. {name}**\n-# {markup.plain(explain(carried.why), 300)}"
