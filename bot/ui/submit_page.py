"""What members see of their own submissions: sent, here already, kept for later, and what became of
each.
"""

from __future__ import annotations

from collections.abc import Sequence

import discord

from bot.reading.message import Find, FindKind
from bot.ui import markup
from bot.ui.controls import Page, button, card, custom_id, row, text
from bot.ui.dates import moment
from bot.ui.match_note import match_heading, match_line
from bot.ui.story_card import byline, headline
from bot.words import say
from bot.workflows.submissions import Sent
from storage.desk_records import Submission, SubmissionState
from storage.story_records import Draft


def sent_page(sent: Sent, *, quiet: bool, guild_id: int) -> Page:
    """The answer to sending: it waits, it waited before, or it is here already."""
    if sent.known and sent.draft is not None:
        lines = [
            match_heading(sent.known[0]),
            *(match_line(guild_id, match) for match in sent.known),
            say("Nothing was sent yet."),
        ]
        anyway = button(say("Send it all the same"), "submit.anyway", sent.draft.id)
        return Page(card(text("\n".join(lines)), row(anyway)))
    submission = sent.submission
    assert submission is not None
    if sent.twin:
        return Page(card(text(say("This waits for an editor already: somebody has sent it in."))))
    lines = [
        say("**Sent to the desk.** An editor will look at it."),
        f"### {_name(submission)}",
        say("-# /submit mine shows what becomes of it."),
    ]
    return Page(card(text("\n".join(lines)), *_naming(quiet=quiet)))


def put_page(sent: Sent) -> Page:
    """The answer to an editor who leaves a draft in the queue."""
    submission = sent.submission
    assert submission is not None
    sentence = (
        say("This waits in the queue already, as submission {id}.", id=submission.id)
        if sent.twin
        else say("In the queue, as submission {id}.", id=submission.id)
    )
    return Page(card(text(f"{sentence}\n### {_name(submission)}")))


def kept_draft(sentence: str, draft: Draft) -> Page:
    """Why it cannot be sent yet; what was read is kept, and the button sends it later."""
    lines = [
        sentence,
        f"### {headline(draft.text)}",
        f"-# {byline(draft.text)}",
        say("-# It is kept for a day: press Send when the time has come."),
    ]
    return Page(card(text("\n".join(lines)), row(button(say("Send"), "submit.send", draft.id))))


def kept_link(sentence: str, link: str, link_id: int, *, unread: bool) -> Page:
    """Why a link was not sent, and what can be done with it. unread: its page gave no story."""
    lines = [sentence, f"-# {markup.plain(link, 300)}"]
    buttons = (
        [
            button(say("Paste the page"), "submit.form", link_id),
            button(say("Send just the link"), "submit.bare", link_id),
        ]
        if unread
        else [button(say("Try again"), "submit.link", link_id)]
    )
    return Page(card(text("\n".join(lines)), row(*buttons)))


def pick_page(lookup_id: int, finds: Sequence[Find]) -> Page:
    """Which of the things in a message is the story."""
    kinds = {
        FindKind.FILE: say("a file"),
        FindKind.TEXT: say("the text of the message"),
        FindKind.LINK: say("a link"),
    }
    options = [
        discord.SelectOption(
            label=markup.label(find.words, 100) or "…",
            value=str(number),
            description=kinds[find.kind],
        )
        for number, find in enumerate(finds)
    ]
    select = discord.ui.Select[Page](
        custom_id=custom_id("submit.pick", lookup_id),
        placeholder=say("Choose the story"),
        options=options,
    )
    question = say("**There is more than one thing in this message.** Which is the story?")
    return Page(card(text(question), row(select)))


def mine_page(submissions: Sequence[Submission], *, quiet: bool) -> Page:
    """A member's own submissions, newest first, each with what became of it."""
    lines = [
        f"**{_name(one)}**\n-# {moment(one.submitted_at, 'R')} · {_fate(one)}"
        for one in submissions
    ]
    if not lines:
        lines = [say("You have sent nothing in yet. /submit link is the shortest way.")]
    title = text(say("### What you sent in"))
    return Page(card(title, *map(text, lines), *_naming(quiet=quiet)))


def quiet_note(*, quiet: bool) -> str:
    """The answer to the button that stops naming and thanking."""
    if quiet:
        return say("You will be neither named nor written to. /submit mine changes that again.")
    return say("You will be named as the finder, and told when a story of yours is used.")


def _naming(*, quiet: bool) -> list[discord.ui.Item[Page]]:
    if quiet:
        line = say("-# You are neither named as the finder nor written to.")
        return [text(line), row(button(say("Name and tell me"), "submit.quiet", 0))]
    line = say("-# A story that is used names you as its finder, and you are told once.")
    return [text(line), row(button(say("Neither name nor tell me"), "submit.quiet", 1))]


def _name(submission: Submission) -> str:
    if submission.text is None:
        return markup.link_and_host(submission.headline, submission.link or "", 150)
    story = submission.text
    return markup.link_and_host(story.headline, story.url or "", 150)


def _fate(submission: Submission) -> str:
    match submission.state:
        case SubmissionState.SUBMITTED:
            return say("waits for an editor")
        case SubmissionState.HELD:
            return say("kept by the desk for later")
        case SubmissionState.ACCEPTED:
            return say("accepted as story {id}", id=submission.story_id or "?")
        case SubmissionState.MERGED:
            return say("added to story {id}", id=submission.story_id or "?")
        case SubmissionState.DECLINED if submission.reason:
            return say("declined: {reason}", reason=markup.plain(submission.reason, 300))
        case SubmissionState.DECLINED:
            return say("declined")
