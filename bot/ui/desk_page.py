"""The desk's queue: three cards a page with what there is to do, filters, and pages to turn."""

from __future__ import annotations

from dataclasses import dataclass

import discord

from bot.ui import markup
from bot.ui.controls import Page, button, card, custom_id, row, text
from bot.ui.dates import moment
from bot.ui.match_note import match_line, message_link
from bot.ui.story_card import (
    SEPARATOR,
    byline,
    credit,
    doubt_notes,
    headline,
    key_fact_lines,
    measure,
    summary_text,
)
from bot.words import say, say_count
from bot.workflows.desk_queue import CARDS, Card, Queue
from storage.desk_records import Origin, Source, Submission, SubmissionState

MOST_TEXT = 3_900
"""Characters of one page; Discord takes 4,000."""
SUMMARY = 280
MOST_WAYS = 3
"""Buttons below the cards: three cards and both filters leave no more of Discord's 40."""
LONG_LINK = 200
"""From here on a card names a link's host only: three links of 512 would fill the page."""
BODY = 2_400
GREEN, RED = discord.ButtonStyle.success, discord.ButtonStyle.danger

Items = list[discord.ui.Item[Page]]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a card is shown: a page of the queue as a view filters it; page 0 is a channel."""

    view: int = 0
    page: int = 0


def queue_page(queue: Queue, note: str = "") -> Page:
    """The queue, with what has just happened on top."""
    title = _title(queue)
    lines = [part for part in (note, title) if part]
    place = Place(queue.view, queue.page.number)
    summary = SUMMARY
    while summary and sum(map(len, (*lines, *_all_words(queue, summary)))) > MOST_TEXT:
        summary = summary - 70 if summary > 70 else 0
    items: Items = [text("\n".join(lines)), *_filters(queue)]
    for one in queue.cards:
        items += [*card_words(one, summary), card_buttons(one, place)]
    if not queue.cards:
        items.append(text(_nothing(queue)))
    return Page(card(*items, _turning(queue)))


def card_words(card: Card, summary: int = 600) -> Items:
    """A submission in words: headline and source beside Read; below, as wide as a phone is, how it
    begins, doubts, what it repeats, who sent it.
    """
    read = button(say("Read"), "desk.read", card.submission.id)
    head = discord.ui.Section[Page]("\n".join(_head(card.submission)), accessory=read)
    return [head, text("\n".join(_rest(card, summary)))]


def card_buttons(card: Card, place: Place) -> discord.ui.ActionRow[Page]:
    """What an editor can do with a submission that waits."""
    submission = card.submission
    at = (submission.id, submission.version, place.view, place.page)
    held = submission.state is SubmissionState.HELD
    from_feed = submission.origin is Origin.FEED
    last = (
        button(say("Skip"), "desk.do", "skip", *at)
        if from_feed
        else button(say("Decline"), "desk.decline", *at, style=RED)
    )
    hold = (
        button(say("Back to the queue"), "desk.do", "release", *at)
        if held
        else button(say("Hold"), "desk.do", "hold", *at)
    )
    if submission.text is None:
        return row(
            button(say("Read the page"), "desk.do", "fetch", *at, style=GREEN),
            button(say("Paste the page"), "desk.paste_form", *at),
            last,
            hold,
        )
    accept = (
        button(say("Accept anyway"), "desk.do", "anyway", *at)
        if card.matches
        else button(say("Accept"), "desk.do", "accept", *at, style=GREEN)
    )
    merge = discord.ButtonStyle.primary if card.matches else discord.ButtonStyle.secondary
    return row(
        accept,
        button(say("Edit"), "desk.edit", *at),
        button(say("Merge"), "desk.merge", *at, style=merge),
        last,
        hold,
    )


def reading_page(card_: Card) -> Page:
    """All that was read of a submission, to decide by."""
    submission = card_.submission
    story = submission.text
    if story is None:
        return Page(card(text(_words(card_, 0))))
    body = markup.block("\n\n".join(story.body), BODY)
    return Page(
        card(
            text(_words(card_, 0)),
            *([text(facts)] if (facts := key_fact_lines(story, 3)) else []),
            text(body),
            text(f"-# {measure(story)}"),
        )
    )


def repeats_page(card_: Card, place: Place) -> Page:
    """The question that comes before a story is accepted that is here already."""
    submission = card_.submission
    at = (submission.id, submission.version, place.view, place.page)
    lines = [match_line(submission.guild_id, match) for match in card_.matches]
    return Page(
        card(
            text(say("**This is here already.**") + "\n" + "\n".join(lines)),
            row(
                button(say("Merge"), "desk.merge", *at, style=discord.ButtonStyle.primary),
                button(say("Accept anyway"), "desk.do", "anyway", *at),
                *_back(place),
            ),
        )
    )


def _back(place: Place) -> list[discord.ui.Button[Page]]:
    return [button(say("Back"), "desk.page", place.view, place.page)] if place.page else []


def _title(queue: Queue) -> str:
    held = queue.wish.state is SubmissionState.HELD
    total = queue.page.total
    if held:
        count = say_count("{count} story on hold", "{count} stories on hold", total)
    else:
        count = say_count("{count} story waits", "{count} stories wait", total)
    if total > len(queue.cards):
        first = (queue.page.number - 1) * CARDS + 1
        shown = say(
            "{first} to {last}, newest first", first=first, last=first + len(queue.cards) - 1
        )
        return f"## {count}\n-# {shown}"
    return f"## {count}"


def _nothing(queue: Queue) -> str:
    if queue.wish.section or queue.wish.origin:
        return say("Nothing here with this filter.")
    if queue.wish.state is SubmissionState.HELD:
        return say("Nothing is on hold.")
    return say(
        "The queue is empty. Members send stories with /submit or by a message's menu, if /setup"
        " lets them; feeds fill it, too."
    )


def _all_words(queue: Queue, summary: int) -> list[str]:
    return [_words(one, summary) for one in queue.cards]


def _words(card_: Card, summary: int) -> str:
    return "\n".join([*_head(card_.submission), *_rest(card_, summary)])


def _head(submission: Submission) -> list[str]:
    story = submission.text
    if story is None:
        link = submission.link or ""
        name = markup.link(markup.host(link) or link, link, 100)
        return [f"### {name}", f"-# {markup.host(link)}"]
    short = story.url is not None and len(story.url) > LONG_LINK
    name = markup.plain(story.headline, 150) if short else headline(story, 150)
    return [f"### {name}", f"-# {byline(story)}"]


def _rest(card_: Card, summary: int) -> list[str]:
    submission = card_.submission
    story = submission.text
    if story is None:
        lines = [
            say("⚠ The page could not be read. Open the link, then read it again or paste it.")
        ]
    else:
        lines = [
            summary_text(story, summary) if summary else "",
            *(f"-# ⚠ {note}" for note in doubt_notes(story)),
        ]
    if not card_.submission.state.waits:
        lines.append(f"**{what_became(submission)}**")
    lines += [match_line(submission.guild_id, match) for match in card_.matches[:2]]
    if card_.alike:
        numbers = ", ".join(str(one) for one in card_.alike)
        lines.append(f"- {say('The same waits as submission {numbers}.', numbers=numbers)}")
    lines.append(f"-# {SEPARATOR.join(_sender(submission))}")
    return [line for line in lines if line]


def _sender(submission: Submission) -> list[str]:
    when = moment(submission.submitted_at, "R")
    if submission.origin is Origin.FEED:
        name = markup.plain(submission.feed_name or say("a feed that was removed"), 60)
        about = [say("From {name} {when}", name=name, when=when)]
    elif submission.submitted_by is not None:
        about = [say("Sent by {name} {when}", name=f"<@{submission.submitted_by}>", when=when)]
    else:
        about = [say("Sent {when}", when=when)]
    found = submission.found
    if found.by and found.by != submission.submitted_by:
        about.append(credit(found.by))
    if found.channel_id and found.message_id:
        link = message_link(submission.guild_id, found.channel_id, found.message_id)
        about.append(f"[{say('the message')}]({link})")
    return [*about, say("submission {id}", id=submission.id)]


def what_became(submission: Submission) -> str:
    """Who did what to it last, and when: "Accepted by @Ed 2 minutes ago as story 12." """
    who = f"<@{submission.changed_by}>" if submission.changed_by else say("the desk")
    when = moment(submission.changed_at, "R") if submission.changed_at else ""
    match submission.state:
        case SubmissionState.ACCEPTED:
            sentence = say(
                "{who} accepted it {when} as story {id}.",
                who=who,
                when=when,
                id=submission.story_id or "?",
            )
        case SubmissionState.MERGED:
            sentence = say(
                "{who} merged it {when} into story {id}.",
                who=who,
                when=when,
                id=submission.story_id or "?",
            )
        case SubmissionState.DECLINED:
            sentence = say("{who} declined it {when}.", who=who, when=when)
        case SubmissionState.HELD:
            sentence = say("{who} put it on hold {when}.", who=who, when=when)
        case SubmissionState.SUBMITTED:
            sentence = say("{who} changed it {when}.", who=who, when=when)
    return sentence


def _filters(queue: Queue) -> Items:
    items: Items = []
    sections = queue.counts.sections
    if len(sections) > 1 or queue.wish.section:
        items.append(row(_section_select(queue)))
    sources = queue.counts.sources
    if len(sources) > 1 or queue.wish.origin:
        items.append(row(_source_select(queue)))
    return items


def _section_select(queue: Queue) -> discord.ui.Select[Page]:
    chosen = queue.wish.section
    options = [
        discord.SelectOption(label=say("Every section"), value="all", default=chosen is None)
    ]
    options += [
        discord.SelectOption(
            label=markup.label(f"{name} ({count})", 100), value=f"={name}", default=chosen == name
        )
        for name, count in queue.counts.sections
    ]
    return discord.ui.Select(
        custom_id=custom_id("desk.section", queue.view),
        placeholder=say("Every section"),
        options=options,
    )


def _source_select(queue: Queue) -> discord.ui.Select[Page]:
    wish = queue.wish
    options = [
        discord.SelectOption(label=say("From everywhere"), value="all", default=wish.origin is None)
    ]
    options += [
        discord.SelectOption(
            label=markup.label(f"{_source_name(one)} ({one.count})", 100),
            value=f"{one.origin}-{one.feed_id}" if one.feed_id else one.origin,
            default=(one.origin, one.feed_id) == (wish.origin, wish.feed_id),
        )
        for one in queue.counts.sources
    ]
    return discord.ui.Select(
        custom_id=custom_id("desk.source", queue.view),
        placeholder=say("From everywhere"),
        options=options,
    )


def _source_name(source: Source) -> str:
    match source.origin:
        case Origin.MEMBER:
            return say("Members")
        case Origin.EDITOR:
            return say("Editors")
        case Origin.FEED:
            return source.name or say("Feeds that were removed")


def _turning(queue: Queue) -> discord.ui.ActionRow[Page]:
    number, view = queue.page.number, queue.view
    last = number * CARDS >= queue.page.total
    held = queue.wish.state is SubmissionState.HELD
    other = (
        say("New ones ({count})", count=queue.counts.submitted)
        if held
        else say("On hold ({count})", count=queue.counts.held)
    )
    first = number == 1
    ways = [] if first else [button(say("Newer"), "desk.page", view, number - 1)]
    ways += _reports(queue.reports) if first else []
    if not (first and last):
        ways.append(button(say("Older"), "desk.page", view, number + 1, disabled=last))
    ways.append(button(other, "desk.turn", view))
    if len(ways) < MOST_WAYS:
        ways.insert(0, button(say("Look again"), "desk.look", view, number))
    return row(*ways)


def _reports(count: int) -> list[discord.ui.Button[Page]]:
    return [button(say("Reports ({count})", count=count), "report.queue")] if count else []
