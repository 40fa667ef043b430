"""What is said of a draft that repeats a story: which one, how much of it, and where it stands."""

from __future__ import annotations

from collections.abc import Sequence

from bot.ui import dates, markup
from bot.words import say
from bot.workflows.same_story import Match, Sameness
from storage.records import Posting


def carried_note(guild_id: int, matches: Sequence[Match]) -> str:
    """A heading, a line for each match, and what the buttons do."""
    first, *others = matches
    return "\n".join(
        (
            _heading(first),
            _line(guild_id, first),
            *(_line(guild_id, match) for match in others),
            "-# "
            + say(
                "Duplicate drops this draft. Follow-up keeps it and links the two. Different keeps"
                " it on its own."
            ),
        )
    )


def _heading(match: Match) -> str:
    if match.posting:
        day = dates.moment(match.posting.posted_at, "D")
        return say("**Already carried on {date}.**", date=day)
    return say("**Already here since {date}.**", date=dates.moment(match.story.added_at, "D"))


def _line(guild_id: int, match: Match) -> str:
    name = (
        markup.link(match.story.headline, _address(guild_id, match.posting), 120)
        if match.posting
        else markup.plain(match.story.headline, 120)
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


def _address(guild_id: int, posting: Posting) -> str:
    return f"https://discord.com/channels/{guild_id}/{posting.channel_id}/{posting.message_id}"
