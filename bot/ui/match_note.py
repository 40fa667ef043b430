"""What is said of a draft that repeats a story: which one, how much of it, and where it stands."""

from __future__ import annotations

from collections.abc import Sequence

from bot.ui import dates, markup
from bot.words import say
from bot.workflows.same_story import Match, Sameness


def carried_note(guild_id: int, matches: Sequence[Match]) -> str:
    """A heading, a line for each match, and what the buttons do."""
    first, *others = matches
    return "\n".join(
        (
            match_heading(first),
            match_line(guild_id, first),
            *(match_line(guild_id, match) for match in others),
            "-# "
            + say(
                "Duplicate drops this draft. Follow-up keeps it and links the two. Different keeps"
                " it on its own."
            ),
        )
    )


def match_heading(match: Match) -> str:
    """Since when it has been here."""
    if match.posting:
        day = dates.moment(match.posting.posted_at, "D")
        return say("**Already carried on {date}.**", date=day)
    return say("**Already here since {date}.**", date=dates.moment(match.story.added_at, "D"))


def match_line(guild_id: int, match: Match) -> str:
    """Which story, how much of it, and where it was posted; an item of a list."""
    posting, headline = match.posting, match.story.headline
    name = (
        markup.link(headline, message_link(guild_id, posting.channel_id, posting.message_id), 120)
        if posting
        else markup.plain(headline, 120)
    )
    return "- " + say(
        {
            Sameness.TEXT: "{story} (story {id}): the same text.",
            Sameness.LINK: "{story} (story {id}): the same link, {share} of the text.",
            Sameness.PASSAGES: "{story} (story {id}): {share} of the text.",
        }[match.sameness],
        story=name,
        id=match.story.id,
        share=f"{match.share:.0%}",
    )


def message_link(guild_id: int, channel_id: int, message_id: int) -> str:
    """The address of a message."""
    return f"https://discord.com/channels/{guild_id}/{channel_id}/{message_id}"
