"""What the desk sends by itself: the card in its channel, and notes to finders of stories."""

from __future__ import annotations

from bot.ui import markup
from bot.ui.briefing_layout import body_of
from bot.ui.controls import Page, card, text
from bot.ui.desk_page import Place, card_buttons, card_words
from bot.ui.match_note import message_link
from bot.words import say
from bot.workflows.desk_mail import Posted
from bot.workflows.desk_queue import Card
from storage.desk_records import Submission
from storage.story_records import Story


class DiscordDeskRenderer:
    """Fulfils `workflows.desk_mail.DeskRenderer`."""

    def card(self, card: Card) -> str:
        """A submission in the desk's channel."""
        return body_of(channel_card(card))

    def used(self, story: Story, posted: Posted | None) -> str:
        """Thanks, with the way to the message that carries it."""
        lines = [
            say("**A story you found was used. Thank you.**"),
            f"### {markup.link_and_host(story.headline, story.url or '', 200)}",
        ]
        if posted:
            link = message_link(story.guild_id, *posted)
            lines.append(f"[{say('Read it there')}]({link})")
        return body_of(_letter(lines))

    def declined(self, submission: Submission) -> str:
        """The reason, where one was given."""
        lines = [
            say("**A story you sent in was declined.**"),
            f"### {markup.link_and_host(submission.headline, submission.link or '', 200)}",
        ]
        if submission.reason:
            reason = markup.plain(submission.reason, 300)
            lines.append(say("The desk says: {reason}", reason=reason))
        else:
            lines.append(say("The desk gave no reason."))
        return body_of(_letter(lines))


def channel_card(card_: Card) -> Page:
    """The card as everybody in the desk's channel sees it."""
    waits = card_.submission.state.waits
    return Page(card(*card_words(card_), *([card_buttons(card_, Place())] if waits else [])))


def _letter(lines: list[str]) -> Page:
    stop = say("-# To be neither named nor written to, use /submit mine in that server.")
    return Page(card(text("\n".join([*lines, stop]))))
