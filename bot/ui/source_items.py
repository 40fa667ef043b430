"""Where a story's sentences come from: a choice under its card, and the paragraph that it opens."""

from __future__ import annotations

import discord

from bot.editing.story_fields import FACT, SUMMARY, passage_of
from bot.ui import markup
from bot.ui.controls import Page, card, custom_id, row, text
from bot.words import say
from storage.story_records import Passage, Story

MOST_CHOICES = 25
MOST_PARAGRAPH = 3_000
_HOST_LIMIT = 240


def source_items(story: Story) -> list[discord.ui.Item[Page]]:
    """A choice of the sentences whose paragraph can be opened; [] where there is none."""
    if story.retracted_at is not None:
        return []
    options = [
        discord.SelectOption(
            label=_cut(passage.text), value=f"{kind}-{number}", description=_where(passage)
        )
        for kind, passages in ((SUMMARY, story.summary), (FACT, story.key_facts))
        for number, passage in enumerate(passages)
    ]
    if not options:
        return []
    return [
        row(
            discord.ui.Select(
                custom_id=custom_id("story.source", story.id),
                placeholder=say("Source: open a sentence's paragraph"),
                options=options[:MOST_CHOICES],
            )
        )
    ]


def source_page(story: Story, name: str) -> Page:
    """The paragraph that a sentence or key fact comes from, the words in it in bold. Raises Invalid
    where the story has no such sentence any more.
    """
    passage = passage_of(story, name)
    heading = f"### {say('Source')}\n-# {markup.plain(story.headline, 200)}"
    if not 0 <= passage.paragraph < len(story.body):
        missing = say("The paragraph it came from is not kept.")
        return Page(card(text(heading), text(missing)))
    paragraph = story.body[passage.paragraph]
    before, found, after = paragraph.partition(passage.text)
    if found:
        room = MOST_PARAGRAPH // 3
        shown = "".join(
            (
                _some(before, room),
                f"**{markup.plain(passage.text, room)}**",
                _some(after, room),
            )
        )
        note = ""
    else:
        shown = markup.plain(paragraph, MOST_PARAGRAPH)
        note = say(
            "An editor has changed this sentence: it reads “{sentence}” now.",
            sentence=markup.plain(passage.text, 400),
        )
    where = say(
        "Paragraph {number} of {count}", number=passage.paragraph + 1, count=len(story.body)
    )
    link = f" · {markup.link(markup.host(story.url), story.url)}" if story.url else ""
    return Page(
        card(
            text(heading),
            text(f"> {shown}"),
            *([text(note)] if note else []),
            text(f"-# {where}{link}"),
        )
    )


def _some(words: str, room: int) -> str:
    """The words between others: their blanks at the ends stay."""
    shown = markup.plain(words, room)
    lead = " " if words[:1].isspace() else ""
    trail = " " if words[-1:].isspace() and words.strip() else ""
    return f"{lead}{shown}{trail}"


def _where(passage: Passage) -> str:
    return say("Paragraph {number}", number=passage.paragraph + 1)


def _cut(words: str) -> str:
    return markup.label(words, 100) or "…"
