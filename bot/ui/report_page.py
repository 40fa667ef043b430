"""Reports of errors: the reader's form and own list, the editors' queue and their answer."""

from __future__ import annotations

from collections.abc import Sequence

import discord

from bot.ui import markup
from bot.ui.controls import Page, button, card, custom_id, row, text
from bot.ui.dates import moment
from bot.ui.forms import Form
from bot.words import say, say_count
from bot.workflows.reports import MOST_WORDS, ReportPage
from storage.error_reports import ErrorReport
from storage.story_records import Story


def report_form(story: Story) -> Form:
    """Asks what is wrong with a story."""
    label = _words(say("What is wrong?"), say("An editor reads it, and you get an answer."))
    return Form(say("Report an error"), custom_id("report.sent", story.id), [label])


def answer_form(report: ErrorReport) -> Form:
    """Asks an editor for the answer."""
    label = _words(say("Your answer"), say("Only the person who reported it reads this."))
    return Form(say("Answer a report"), custom_id("report.answered", report.id), [label])


def _words(label: str, description: str) -> discord.ui.Label[Form]:
    return discord.ui.Label(
        text=label,
        description=description,
        component=discord.ui.TextInput(
            custom_id="words",
            style=discord.TextStyle.paragraph,
            required=True,
            max_length=MOST_WORDS,
        ),
    )


def thanks_page(reports: Sequence[ErrorReport]) -> Page:
    """The answer to a report, with the reporter's own list."""
    thanks = say("Thank you. An editor will look; the answer comes by message, and stands here.")
    return Page(card(text(thanks), *map(_own, reports)))


def own_page(story: Story, reports: Sequence[ErrorReport]) -> Page:
    """What somebody has reported so far, with the way to report another error."""
    return Page(
        card(
            text(f"### {say('Your reports')}"),
            *map(_own, reports),
            row(button(say("Report an error in this story"), "report.form", story.id)),
        )
    )


def _own(report: ErrorReport) -> discord.ui.TextDisplay[Page]:
    lines = [
        f"**{markup.plain(report.headline, 120)}** · {moment(report.made_at, 'd')}",
        f"> {markup.plain(report.words, 200)}",
    ]
    if report.answer is None:
        lines.append(f"-# {say('Not answered yet.')}")
    else:
        lines.append(say("Answer: {words}", words=markup.plain(report.answer, MOST_WORDS)))
    return text("\n".join(lines))


def reports_page(page: ReportPage) -> Page:
    """The editors' queue of reports."""
    if not page.total:
        return Page(text(say("No report of an error waits for an answer.")))
    count = say_count("{count} waits", "{count} wait", page.total)
    items: list[discord.ui.Item[Page]] = [text(f"### {say('Reports of errors')}\n-# {count}")]
    for report in page.reports:
        items += _open(report)
    if page.has_more or page.number > 1:
        number = page.number
        items.append(
            row(
                button(say("Back"), "report.page", number - 1, disabled=number == 1),
                button(say("Next"), "report.page", number + 1, disabled=not page.has_more),
            )
        )
    return Page(card(*items))


def _open(report: ErrorReport) -> list[discord.ui.Item[Page]]:
    name = markup.plain(report.headline, 200)
    story = say("story {id}", id=report.story_id)
    who = f"<@{report.reporter_id}>"
    return [
        discord.ui.Separator[Page](),
        text(
            f"**{name}**\n-# {story} · {who} · {moment(report.made_at, 'R')}\n"
            f"{markup.block(report.words, MOST_WORDS)}"
        ),
        row(
            button(say("Answer"), "report.answer", report.id, style=discord.ButtonStyle.primary),
            button(say("Correct the story"), "story.correct_open", report.story_id),
            button(say("Show the story"), "story.open", report.story_id),
        ),
    ]
