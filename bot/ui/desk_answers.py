"""What an editor is answered at the desk: what came of a press, and with which story to merge."""

from __future__ import annotations

from collections.abc import Sequence

import discord

from bot.briefing.choose import source_of
from bot.ui import dates, markup
from bot.ui.controls import Page, button, card, custom_id, row, text
from bot.ui.desk_page import Place, what_became
from bot.ui.event_note import event_items
from bot.ui.story_card import story_items
from bot.words import say
from bot.workflows.desk import Outcome
from bot.workflows.take_in import DraftFields
from storage.desk_records import Submission, SubmissionState
from storage.story_records import Story


def outcome_note(outcome: Outcome) -> str:
    """What came of a press, in a sentence or two; it stands above the queue."""
    submission = outcome.submission
    name = markup.plain(submission.headline, 100)
    if not outcome.done:
        was = say("Somebody was faster: “{name}” has changed.", name=name)
        return f"⚠ {was} {what_became(submission)}"
    match submission.state:
        case SubmissionState.ACCEPTED:
            note = say("Accepted “{name}” as story {id}.", name=name, id=submission.story_id or "?")
            if outcome.event.others:
                other = outcome.event.others[0]
                hint = say(
                    "Counted to the event of story {id}; /story show can part them.", id=other.id
                )
                note = f"{note} {hint}"
            possible = outcome.event.possible
            if possible is not None:
                hint = say(
                    "Possibly the same event as story {id}; /story show can join them.",
                    id=possible.id,
                )
                note = f"{note} {hint}"
        case SubmissionState.MERGED:
            note = say("Merged “{name}” into story {id}.", name=name, id=submission.story_id or "?")
        case SubmissionState.DECLINED:
            note = say("Declined “{name}”. Its text is kept.", name=name)
        case SubmissionState.HELD:
            note = say("“{name}” is on hold.", name=name)
        case SubmissionState.SUBMITTED:
            note = say("“{name}” waits as it is now.", name=name)
    return f"✓ {note}"


def typed_note(fields: DraftFields) -> str:
    """What was typed into a form that came too late, so that it is not lost."""
    values = (fields.headline, fields.section, fields.source, fields.date, fields.url)
    typed = " · ".join(markup.plain(value, 150) for value in values if value.strip())
    return say("-# You had typed: {fields}", fields=typed)


def outcome_page(outcome: Outcome, more: str = "") -> Page:
    """The private answer to a press in a channel, with the story."""
    note = text("\n".join(part for part in (outcome_note(outcome), more) if part))
    if outcome.done and outcome.story is not None:
        event = event_items(outcome.story, outcome.event)
        return Page(card(note, *story_items(outcome.story), *event))
    return Page(card(note))


def merge_page(
    submission: Submission, stories: Sequence[Story], place: Place, looked_for: str = ""
) -> Page:
    """Which story to merge it with. looked_for: words that the stories were found by."""
    at = (submission.id, submission.version, place.view, place.page)
    lines = [
        say("**Merge “{name}” with which story?**", name=markup.plain(submission.headline, 150)),
        say(
            "It becomes another report of the same event: a briefing carries one of them and"
            " names the other under “Also reported by”."
        ),
        _found(stories, looked_for),
    ]
    items: list[discord.ui.Item[Page]] = [text("\n".join(line for line in lines if line))]
    if stories:
        options = [
            discord.SelectOption(
                label=markup.label(story.headline, 100) or str(story.id),
                value=str(story.id),
                description=markup.label(_about(story), 100),
            )
            for story in stories[:25]
        ]
        items.append(
            row(
                discord.ui.Select[Page](
                    custom_id=custom_id("desk.merge_into", *at),
                    placeholder=say("Choose a story"),
                    options=options,
                )
            )
        )
    buttons = [button(say("Another story"), "desk.find", *at)]
    if place.page:
        buttons.append(button(say("Back"), "desk.page", place.view, place.page))
    return Page(card(*items, row(*buttons)))


def _found(stories: Sequence[Story], looked_for: str) -> str:
    if not looked_for:
        return ""
    words = markup.plain(looked_for, 100)
    if stories:
        return say("Found for “{words}”:", words=words)
    return say("Nothing found for “{words}”. Try its number or other words.", words=words)


def _about(story: Story) -> str:
    parts = (
        say("story {id}", id=story.id),
        source_of(story),
        dates.story_date(story) or say("no date"),
    )
    return " · ".join(part for part in parts if part)
