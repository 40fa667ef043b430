"""The answer to /why about one story: edition by edition, why it is there, and why not."""

from __future__ import annotations

from collections.abc import Sequence

from bot.briefing.explain import explain
from bot.briefing.spoken import say_date
from bot.ui import markup
from bot.ui.controls import Page, card, text
from bot.ui.dates import moment
from bot.words import say
from bot.workflows.places import channel_of
from bot.workflows.story_why import Told
from storage.story_records import Story

MOST_TEXT = 3_400


def story_why_page(story: Story, told: Sequence[Told]) -> Page:
    """As much as one page holds, the last editions first."""
    name = markup.plain(story.headline, 200)
    blocks = [say("### Why, and why not: {story}", story=name)]
    if not told:
        blocks.append(say("No edition has been put together since it came in."))
    for one in told:
        block = _block(one)
        if sum(map(len, blocks)) + len(block) > MOST_TEXT:
            break
        blocks.append(block)
    return Page(card(*map(text, blocks)))


def _block(one: Told) -> str:
    row = one.delivery
    heading = say(
        "**{name}** · {date}, {time} · {outcome}",
        name=markup.plain(one.schedule.name, 80),
        date=say_date(row.local_date),
        time=moment(row.due_at, "t"),
        outcome=say("in it") if one.carried else say("not in it"),
    )
    reason = markup.plain(explain(one.why), 500) or say("Nothing was written down about it.")
    lines = [heading, f"-# {reason}"]
    first = next((part for part in row.parts if part.message_id), None)
    if one.carried and first is not None:
        place = f"{row.guild_id}/{channel_of(row, first)}/{first.message_id}"
        lines.append(f"-# [{say('Open it')}](https://discord.com/channels/{place})")
    return "\n".join(lines)
