"""Feeds as editors see them: what was found, what is followed, how it goes, what waits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import discord

from bot.errors import Refusal
from bot.ui import markup
from bot.ui.controls import Page, button, card, row, text
from bot.ui.dates import moment
from bot.words import say, say_count
from bot.workflows.feed_poll import Report
from bot.workflows.feeds import FIRST_TAKES, FeedPreview, FeedShown
from storage.feed_records import FeedMode, FeedState, FollowedFeed

MOST_TEXT = 3_600
"""Characters on one page; Discord takes 4,000."""
HEADLINES = 3
MOST_OTHERS = 4
GREEN, RED = discord.ButtonStyle.success, discord.ButtonStyle.danger

_WRONG = (FeedState.FAILING, FeedState.QUARANTINED, FeedState.GONE)


def feed_preview(preview: FeedPreview) -> Page:
    """What was found, with buttons to follow it. Nothing is stored yet."""
    feed = preview.feed
    title = markup.plain(feed.title, 150) or markup.host(preview.url)
    about = [feed.kind, say_count("{count} entry", "{count} entries", len(feed.entries))]
    newest = [entry.published_at or entry.updated_at for entry in feed.entries]
    dates = [date for date in newest if date]
    if dates:
        about.append(say("newest {when}", when=moment(max(dates), "R")))
    lines = [
        say("**Found a feed.** Nothing is stored yet."),
        f"### {title}",
        f"-# {markup.host(preview.url)} · {' · '.join(about)}",
    ]
    entries = [
        f"- {markup.plain(entry.title or ' '.join(entry.paragraphs) or entry.link or '', 150)}"
        for entry in feed.entries[:HEADLINES]
    ]
    follow = [
        button(_take(count), "feed.follow", preview.lookup_id, count, style=GREEN)
        for count in FIRST_TAKES
        if count == 0 or feed.entries
    ]
    others = [
        button(markup.label(other.title or other.url, 60), "feed.look", preview.lookup_id, at)
        for at, other in enumerate(preview.others[:MOST_OTHERS])
    ]
    return Page(
        card(
            text("\n".join(lines)),
            *([text("\n".join(entries))] if entries else []),
            text(_settings(preview.mode, preview.section)),
            text(say("Follow it, and take of what is there now:")),
            row(*follow),
            *([text(say("-# The page names other feeds, too:")), row(*others)] if others else []),
        )
    )


def feed_followed(feed: FollowedFeed, report: Report) -> Page:
    """The answer to a press of one of the preview's buttons."""
    if report.fault is not None:
        sentence = say("Follows {name} from now on, but the first try failed.", name=_name(feed))
        return Page(text(f"{sentence} {_why(report.fault)} {_tries_again(feed)}".strip()))
    if feed.mode is FeedMode.AUTO:
        tail = say("What comes becomes a story at once; /story latest shows it.")
    elif feed.waiting:
        tail = say_count(
            "{count} entry waits in /desk queue.",
            "{count} entries wait in /desk queue.",
            feed.waiting,
        )
    else:
        tail = say("What comes waits in /desk queue.")
    return Page(text(f"{say('Follows {name} from now on.', name=_name(feed))} {tail}"))


def feed_list(feeds: Sequence[FollowedFeed]) -> list[Page]:
    """Every feed of a server with how it goes, on as many pages as it takes."""
    if not feeds:
        return [Page(text(say("No feeds yet. /feed add follows the first one.")))]
    count = say_count("{count} feed", "{count} feeds", len(feeds))
    blocks: list[list[str]] = [[f"### {count}"]]
    for feed in feeds:
        lines = "\n".join([f"**{_mark(feed)}{_name(feed)}**", *_state(feed, short=True)])
        if sum(map(len, blocks[-1])) + len(lines) > MOST_TEXT:
            blocks.append([])
        blocks[-1].append(lines)
    return [Page(card(text("\n".join(block)))) for block in blocks]


def feed_page(shown: FeedShown, note: str | None = None) -> Page:
    """Everything about a feed: settings, how it goes, and the entries that wait."""
    feed = shown.feed
    lines = [
        f"### {_mark(feed)}{_name(feed)}",
        f"-# {_address(feed)}",
        *_state(feed),
        _settings(feed.mode, feed.section),
    ]
    items: list[discord.ui.Item[Page]] = [text("\n".join(lines)), row(*_controls(feed))]
    if feed.held:
        items += _held(feed)
    if feed.waiting:
        items += _waiting(feed)
    above = [text(note)] if note else []
    return Page(*above, card(*items))


def poll_note(report: Report) -> str:
    """What a poll that was asked for came to."""
    if report.fault is not None:
        return say("Checked: it could not be read. {why}", why=_why(report.fault))
    if not report.new:
        return say("Checked: nothing new.")
    return say_count("Checked: {count} new entry.", "Checked: {count} new entries.", report.new)


def _controls(feed: FollowedFeed) -> list[discord.ui.Button[Page]]:
    stopped = feed.source.state in (FeedState.QUARANTINED, FeedState.GONE)
    if feed.paused_at is not None:
        return [button(say("Go on"), "feed.resume", feed.id, style=GREEN)]
    check = say("Try again") if stopped else say("Check now")
    return [
        button(check, "feed.check", feed.id, style=GREEN if stopped else discord.ButtonStyle.grey),
        button(say("Pause"), "feed.pause", feed.id),
    ]


def _held(feed: FollowedFeed) -> list[discord.ui.Item[Page]]:
    sentence = say_count(
        "**{count} entry is held**, since many came at once.",
        "**{count} entries are held**, since so many came at once.",
        feed.held,
    )
    return [
        text(sentence),
        row(
            button(say("Take the newest 3"), "feed.release", feed.id, 3),
            button(say("Look at all"), "feed.release", feed.id, feed.held),
            button(say("Skip them"), "feed.release", feed.id, 0, style=RED),
        ),
    ]


def _waiting(feed: FollowedFeed) -> list[discord.ui.Item[Page]]:
    waits = say_count(
        "**{count} entry waits** in /desk queue.",
        "**{count} entries wait** in /desk queue.",
        feed.waiting,
    )
    return [
        text(waits),
        row(
            button(say("Open the queue"), "desk.of_feed", feed.id, style=GREEN),
            button(
                say("Skip all {count}", count=feed.waiting), "feed.skip_all", feed.id, style=RED
            ),
        ),
    ]


def _state(feed: FollowedFeed, *, short: bool = False) -> list[str]:
    """How it goes, what went wrong, what waits."""
    source = feed.source
    lines: list[str] = []
    if feed.paused_at is not None:
        lines.append(say("Paused {when}.", when=moment(feed.paused_at, "R")))
    elif source.state is FeedState.NEW:
        lines.append(say("Not polled yet."))
    elif source.state is FeedState.GOOD:
        newest = moment(source.newest_at, "R") if source.newest_at else say("never")
        lines.append(say("Something new came last: {when}.", when=newest))
        if not short:
            lines.append(_rhythm(feed))
    else:
        lines.append(_fault(feed))
    waiting = feed.waiting + feed.held
    if short and waiting:
        lines.append(say_count("{count} entry waits.", "{count} entries wait.", waiting))
    return [f"-# {line}" if short else line for line in lines if line]


def _rhythm(feed: FollowedFeed) -> str:
    gap, at = feed.source.usual_gap, feed.source.next_poll_at
    usual = say("Usually something comes every {span}.", span=_span(gap)) if gap else ""
    polled = say("Next look {when}.", when=moment(at, "R")) if at else ""
    return " ".join(part for part in (usual, polled) if part)


def _fault(feed: FollowedFeed) -> str:
    source = feed.source
    why = _why(Refusal(source.fault or "", **source.fault_values)) if source.fault else ""
    if source.state is FeedState.GONE:
        return f"{say('Gone for good.')} {why}"
    if source.state is FeedState.QUARANTINED:
        return f"{say('Set aside after it failed again and again.')} {why}"
    return f"{why} {_tries_again(feed)}"


def _tries_again(feed: FollowedFeed) -> str:
    at = feed.source.next_poll_at
    return say("Tried again {when}.", when=moment(at, "R")) if at else ""


def _settings(mode: FeedMode, section: Sequence[str]) -> str:
    how = (
        say("Entries become stories at once.")
        if mode is FeedMode.AUTO
        else say("Entries wait for an editor in /desk queue.")
    )
    where = (
        say("Section: {name}.", name=markup.plain(" › ".join(section), 80))
        if section
        else say("The section is what each entry says.")
    )
    return f"{how} {where}"


def _why(refusal: Refusal) -> str:
    values = {
        name: markup.plain(value, 200) if isinstance(value, str) else value
        for name, value in refusal.values.items()
    }
    return say(refusal.message, **values)


def _take(count: int) -> str:
    return say("none of it") if count == 0 else say("the newest {count}", count=count)


def _name(feed: FollowedFeed) -> str:
    return markup.plain(feed.name, 80)


def _mark(feed: FollowedFeed) -> str:
    """Set before a name that needs a look."""
    return "⚠ " if feed.paused_at is None and feed.source.state in _WRONG else ""


def _address(feed: FollowedFeed) -> str:
    return markup.plain(feed.source.url, 200)


def _span(gap: timedelta) -> str:
    hours = gap.total_seconds() / 3600
    if hours < 1.5:
        return say_count("{count} minute", "{count} minutes", max(1, round(hours * 60)))
    if hours < 36:
        return say_count("{count} hour", "{count} hours", round(hours))
    return say_count("{count} day", "{count} days", round(hours / 24))
