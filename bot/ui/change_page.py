"""Changing a stored story: which part, what it shall say, and how far its messages are mended."""

from __future__ import annotations

from typing import Literal

import discord

from bot.editing.story_fields import NOTE, Part, part_of, parts_of
from bot.ui import markup
from bot.ui.controls import Page, button, card, custom_id, row, text
from bot.ui.correction_lines import correction_lines
from bot.ui.dates import moment
from bot.ui.forms import FIELD_LIMIT, Form
from bot.ui.part_names import part_name
from bot.ui.story_card import byline, headline
from bot.words import say, say_count
from bot.workflows.correcting import MOST_WORDS, Standing
from storage.correction_records import Correction, CorrectionKind, Progress
from storage.story_records import Story

Verb = Literal["correct", "edit"]

MOST_CHOICES = 25


def parts_page(standing: Standing, verb: Verb) -> Page:
    """The story, what was corrected before, and a choice of its parts."""
    story = standing.story
    asks = say("Which part is wrong?") if verb == "correct" else say("Which part shall change?")
    items: list[discord.ui.Item[Page]] = [
        text(f"### {headline(story)}\n-# {byline(story)} · {say('story {id}', id=story.id)}")
    ]
    if lines := correction_lines(standing.corrections, standing.zone):
        items.append(text(lines))
    if standing.progress and standing.corrections:
        items += _progress_items(standing.corrections[-1], standing.progress)
    if story.retracted_at is None:
        items.append(row(_choice(standing, verb, asks)))
    return Page(card(*items))


def _choice(standing: Standing, verb: Verb, asks: str) -> discord.ui.Select[Page]:
    story = standing.story
    options = [
        discord.SelectOption(
            label=part_name(part.name),
            value=part.name,
            description=markup.label(part.value, 100) or None,
        )
        for part in parts_of(story)
    ]
    if verb == "correct":
        options = options[: MOST_CHOICES - 1]
        options.append(
            discord.SelectOption(
                label=say("Something else"),
                value=NOTE,
                description=say("A correction in words; the story's own text stays"),
            )
        )
    return discord.ui.Select(
        custom_id=custom_id(f"story.{verb}_part", story.id, standing.versions),
        placeholder=asks,
        options=options[:MOST_CHOICES],
    )


def part_form(standing: Standing, name: str, verb: Verb) -> Form:
    """What the part shall say, and for a correction the sentence for the readers."""
    story, part = standing.story, part_of(standing.story, name)
    fields: list[discord.ui.Label[Form]] = []
    if name != NOTE:
        fields.append(_field(part))
    if verb == "correct":
        fields.append(_words(say("What was wrong, and what is right")))
    title = say("Correct story {id}", id=story.id)
    if verb == "edit":
        title = say("Edit story {id}", id=story.id)
    identifier = custom_id(f"story.{verb}ed", story.id, name, standing.versions)
    return Form(title, identifier, fields)


def retract_form(story: Story) -> Form:
    """Asks for the reason."""
    title = say("Retract story {id}", id=story.id)
    return Form(
        title, custom_id("story.retracted", story.id), [_words(say("Why it is taken back"))]
    )


def _field(part: Part) -> discord.ui.Label[Form]:
    numbered = "-" in part.name
    hint = say("Leave it empty to take it out.") if numbered else _hints().get(part.name)
    return discord.ui.Label(
        text=part_name(part.name),
        description=hint,
        component=discord.ui.TextInput(
            custom_id="value",
            style=discord.TextStyle.paragraph if numbered else discord.TextStyle.short,
            required=part.name == "headline",
            max_length=FIELD_LIMIT if numbered else 512,
            default=part.value[: FIELD_LIMIT if numbered else 512] or None,
        ),
    )


def _hints() -> dict[str, str]:
    return {
        "section": say("From the outside in: China > Society"),
        "date": say("2026-11-23 08:55, with +01:00 if you know the zone"),
        "link": say("https only, or http"),
        "headline": say("It cannot be empty."),
    }


def _words(label: str) -> discord.ui.Label[Form]:
    return discord.ui.Label(
        text=label,
        description=say("Readers see this sentence, with today's date, under the story."),
        component=discord.ui.TextInput(
            custom_id="words",
            style=discord.TextStyle.paragraph,
            required=True,
            max_length=MOST_WORDS,
        ),
    )


def edited_page(story: Story) -> Page:
    """The answer to an edit."""
    said = say("Changed. No message carries story {id} yet.", id=story.id)
    return Page(card(text(f"{said}\n### {headline(story)}\n-# {byline(story)}")))


def linked_page(story: Story, earlier: Story | None) -> Page:
    """The answer to /story follow."""
    name = markup.plain(story.headline, 120)
    if earlier is None:
        return Page(text(say("{story} stands on its own now.", story=name)))
    return Page(
        text(
            say(
                "{story} is an update to {earlier}. The next briefing that carries it says so.",
                story=name,
                earlier=markup.plain(earlier.headline, 120),
            )
        )
    )


def corrected_page(standing: Standing, made: Correction, progress: Progress) -> Page:
    """The answer to a correction or retraction, with how far its messages are."""
    story = standing.story
    done = say("**Corrected.**")
    if made.kind is CorrectionKind.RETRACTION:
        done = say("**Retracted.** No edition will carry it again.")
    return Page(
        card(
            text(f"{done}\n### {headline(story)}\n-# {byline(story)}"),
            text(correction_lines([made], standing.zone)),
            *_progress_items(made, progress),
        )
    )


def _progress_items(made: Correction, progress: Progress) -> list[discord.ui.Item[Page]]:
    waiting = progress.total - progress.done - progress.failed
    items: list[discord.ui.Item[Page]] = [text(_progress(progress, waiting))]
    buttons: list[discord.ui.Item[Page]] = []
    if waiting:
        buttons.append(button(say("Refresh"), "mend.progress", made.id))
    if progress.failed:
        buttons.append(button(say("Try again"), "mend.again", made.id))
    return [*items, *([row(*buttons)] if buttons else [])]


def _progress(progress: Progress, waiting: int) -> str:
    if not progress.total:
        return say("No posted message carries it, so none was edited.")
    lines = [
        say_count(
            "{done} of {count} message mended.",
            "{done} of {count} messages mended.",
            progress.total,
            done=progress.done,
        )
    ]
    reason = say(progress.reason).removesuffix(".") if progress.reason else ""
    if progress.failed:
        lines.append(
            say_count(
                "{count} could not be: {reason}.",
                "{count} could not be: {reason}.",
                progress.failed,
                reason=reason,
            )
        )
    elif waiting and reason and progress.next_try_at:
        lines.append(
            say(
                "The rest waits until {when}: {reason}.",
                when=moment(progress.next_try_at, "t"),
                reason=reason,
            )
        )
    return "\n".join(lines)
