"""The words of one item of a briefing: what is posted, and what a correction puts in its place."""

from __future__ import annotations

from collections.abc import Mapping

from bot.briefing.compose import Item
from bot.briefing.follow_up import read_fact
from bot.briefing.zones import zone_of
from bot.ui import markup
from bot.ui.correction_lines import correction_lines
from bot.ui.event_note import also_line
from bot.ui.story_card import byline, credit, headline, key_fact_lines, summary_text
from bot.words import say, say_count
from storage.story_records import Story


def item_texts(item: Item, *, above: str = "", room: int = 1_200) -> tuple[str, str]:
    """What stands beside the item's button, and below it; "" for nothing.

    above: what stands over the headline. room: characters for the summary. A retracted story says
    no more than that it is one.
    """
    story, full = item.story, item.role != "item"
    reading = say_count("{count} min read", "{count} min read", story.reading_minutes)
    heading = lines(above, f"### {headline(story)}", f"-# {byline(story)} · {reading}")
    said = (
        summary_text(story, min(room, 1_200 if full else 600)) if room else "",
        key_fact_lines(story, 4 if full else 2) if room else "",
        also_line(item.also),
        f"-# {credit(story.found_by)}" if story.found_by else "",
    )
    content = lines(
        follow_up_line(story, item.why),
        *(() if story.retracted_at else said),
        correction_lines(item.corrections, zone_of(str(item.why.get("zone") or "UTC"))),
    )
    return heading, content


def follow_up_line(story: Story, why: Mapping[str, object]) -> str:
    """ "Day 3 · update to …", with a link to the message where that one stands; "" for none."""
    one = read_fact(why)
    if one is None:
        return ""
    earlier = markup.plain(one.headline, 120)
    if one.channel_id and one.message_id:
        place = f"{story.guild_id}/{one.channel_id}/{one.message_id}"
        earlier = markup.link(one.headline, f"https://discord.com/channels/{place}", 120)
    if one.day > 1:
        return "-# " + say("Day {number} · update to {story}", number=one.day, story=earlier)
    return "-# " + say("Update to {story}", story=earlier)


def lines(*texts: str) -> str:
    """Those that say something, one under the other."""
    return "\n".join(text for text in texts if text)


def units(content: str) -> int:
    """Length as Discord counts it, in UTF-16 units."""
    return len(content.encode("utf-16-le")) // 2
