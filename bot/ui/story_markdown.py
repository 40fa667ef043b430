"""A story in a file of Markdown, as it is stored now; what has been taken back only says so."""

from __future__ import annotations

from bot.ui import markup
from bot.ui.story_card import byline, headline, is_retracted, summary_text
from storage.story_records import Story


def story_markdown(story: Story) -> str:
    """Its heading, source, summary and key facts."""
    parts = [f"## {headline(story)}", f"*{byline(story)}*"]
    if is_retracted(story):
        parts.append(summary_text(story))
    else:
        parts.append("\n\n".join(markup.plain(passage.text) for passage in story.summary))
        parts.append("\n".join(f"- {markup.plain(fact.text)}" for fact in story.key_facts))
    return "\n\n".join(part for part in parts if part)
