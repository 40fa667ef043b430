"""The log of changes as people read it: who did what and when, before → after, and Undo.

A new action needs its sentence in `DEEDS`, a new kind of thing its name in `subjects`; facts are
worded in `fact_words`.
"""

from __future__ import annotations

from collections.abc import Mapping

import discord

from bot.errors import Person
from bot.ui import markup
from bot.ui.controls import Page, button, card, row, text
from bot.ui.dates import moment
from bot.ui.fact_words import fact_label, fact_value
from bot.words import say, say_count
from bot.workflows.desk_log import LogPage, Shown
from storage.desk_log import Entry

EVERYTHING = "all"
MOST_NAME = 100
MOST_VALUE = 120
MOST_FACTS = 6

DEEDS = {
    "story.add": "Added the story {name}",
    "story.remove": "Deleted the story {name}",
    "story.group": "Put {name} beside other stories of its event, or apart",
    "story.edit": "Edited the story {name}",
    "story.correct": "Corrected {name}",
    "story.retract": "Retracted {name}",
    "story.uncorrect": "Took a correction of {name} back",
    "story.unretract": "Took the retraction of {name} back",
    "story.embargo": "Put the story {name} under embargo",
    "draft.embargo": "Put the draft {name} under embargo",
    "story.follow": "Said what {name} is an update to",
    "report.answer": "Answered a report of an error in {name}",
    "schedule.add": "Added the schedule {name}",
    "schedule.edit": "Changed the schedule {name}",
    "schedule.skip": "Skipped, moved or restored dates of {name}",
    "schedule.pause": "Paused the schedule {name}",
    "schedule.resume": "Resumed the schedule {name}",
    "schedule.remove": "Removed the schedule {name}",
    "schedule.restore": "Brought the schedule {name} back",
    "feed.follow": "Followed the feed {name}",
    "feed.remove": "Stopped following {name}",
    "feed.pause": "Paused the feed {name}",
    "feed.resume": "Resumed the feed {name}",
    "edition.lead": "Chose the lead of {name}",
    "edition.up": "Changed the order of {name}",
    "edition.down": "Changed the order of {name}",
    "edition.pin": "Pinned or added a story in {name}",
    "edition.add": "Pinned or added a story in {name}",
    "edition.unpin": "Unpinned a story in {name}",
    "edition.drop": "Dropped a story from {name}",
    "edition.back": "Brought a dropped story back into {name}",
    "edition.note": "Changed the note of {name}",
    "edition.sections": "Changed the order of sections of {name}",
    "edition.hold": "Held {name}",
    "edition.release": "Released {name}",
    "edition.approve": "Approved {name}",
    "edition.undo": "Put {name} back as it was",
    "edition.extra": "Asked for an extra edition of {name}",
    "briefing.pull": "Pulled a posted briefing of {name}",
    "submission.accept": "Accepted {name} from the queue",
    "submission.merge": "Merged {name} from the queue into a story",
    "submission.decline": "Declined {name}",
    "submission.hold": "Put {name} on hold",
    "submission.release": "Put {name} back into the queue",
    "submission.edit": "Edited {name} in the queue",
    "submission.undo": "Let {name} wait as before",
    "settings.edit": "Changed the settings",
    "settings.roles": "Chose who is an editor",
}
"""What is said of each action, save those that are counted."""
LIFTED = {
    "story.embargo": "Lifted the embargo of the story {name}",
    "draft.embargo": "Lifted the embargo of the draft {name}",
}
"""The same where no embargo is left."""


def subjects() -> dict[str, str]:
    """The kinds of thing that the log can be narrowed to, with their names."""
    return {
        "story": say("Stories"),
        "draft": say("Drafts"),
        "submission": say("What was sent in"),
        "edition": say("Editions"),
        "briefing": say("Posted briefings"),
        "schedule": say("Schedules"),
        "feed": say("Feeds"),
        "settings": say("Settings"),
    }


def log_page(page: LogPage) -> Page:
    """A page of the log, newest first."""
    title = say("### Log of changes")
    narrowed = _narrowed(page)
    heading = text("\n".join([title, f"-# {narrowed}"] if narrowed else [title]))
    if not page.shown:
        return Page(card(heading, text(_nothing(page))))
    entries = [_item(one, page) for one in page.shown]
    filters = (page.actor_id or 0, page.subject or EVERYTHING)
    oldest = page.shown[-1].entry.id
    turn = row(
        button(say("Newest"), "log.page", 0, *filters, disabled=page.before_id is None),
        button(say("Older"), "log.page", oldest, *filters, disabled=not page.has_older),
    )
    turns = [turn] if page.has_older or page.before_id is not None else []
    return Page(card(heading, *entries, *turns))


def _item(shown: Shown, page: LogPage) -> discord.ui.Item[Page]:
    content = text("\n".join(_lines(shown)))
    if not shown.may_undo:
        return content
    undo = button(
        say("Undo"), "log.undo", shown.entry.id, page.actor_id or 0, page.subject or EVERYTHING
    )
    return discord.ui.Section(content, accessory=undo)


def _lines(shown: Shown) -> list[str]:
    entry = shown.entry
    deed = _deed(entry)
    line = f"**{deed}**" if shown.in_force else f"~~{deed}~~"
    who = say(
        "{who}, {when}",
        who=f"<@{entry.actor_id}>" if entry.actor_id else say("somebody who was erased"),
        when=moment(entry.at, "f"),
    )
    if entry.undoes_id is not None:
        who = say("{who}, taking back an earlier change", who=who)
    if not shown.in_force:
        who = say("{who}. This was taken back", who=who)
    return [line, *_differences(entry), f"-# {who}"]


def _differences(entry: Entry) -> list[str]:
    """Before → after, a fact a line; for what is new or gone its name says enough."""
    if entry.before is None or entry.after is None:
        return []
    lines: list[str] = []
    for name in {**entry.before, **entry.after}:
        label = fact_label(name)
        if label:
            lines.append(
                say(
                    "{fact}: {before} → {after}",
                    fact=label,
                    before=fact_value(name, entry.before.get(name), MOST_VALUE),
                    after=fact_value(name, entry.after.get(name), MOST_VALUE),
                )
            )
    if len(lines) > MOST_FACTS:
        more = len(lines) - MOST_FACTS
        lines = [*lines[:MOST_FACTS], say_count("and {count} more", "and {count} more", more)]
    return lines


def _deed(entry: Entry) -> str:
    """What was done, and with what."""
    name = markup.plain(entry.name, MOST_NAME) or say("no name")
    count = _count(entry.after)
    if entry.action == "feed.skip":
        return say_count(
            "Skipped {count} entry of {name}", "Skipped {count} entries of {name}", count, name=name
        )
    if entry.action == "feed.release":
        return say_count(
            "Let {count} entry of {name} wait", "Let {count} entries of {name} wait", count,
            name=name,
        )  # fmt: skip
    if entry.action in LIFTED and not (entry.after or {}).get("embargo_until"):
        return say(LIFTED[entry.action], name=name)
    if entry.action in DEEDS:
        return say(DEEDS[entry.action], name=name)
    # Whatever has no sentence yet; a test asks for those of all that can be undone.
    return f"{markup.plain(entry.action, 60)}: {name}"


def _count(after: Mapping[str, object] | None) -> int:
    entries = (after or {}).get("entries", 0)
    return entries if isinstance(entries, int) else 0


def _narrowed(page: LogPage) -> str:
    parts = [subjects().get(page.subject, "")] if page.subject else []
    if page.actor_id:
        parts.append(say("by {who}", who=str(Person(page.actor_id))))
    return ", ".join(parts)


def _nothing(page: LogPage) -> str:
    if page.actor_id or page.subject:
        return say("Nothing of that kind is in the log.")
    return say("Nothing has been changed yet. What editors do is listed here from now on.")
