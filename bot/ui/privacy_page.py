"""/privacy: what is held about a person, the ways to take it along or have it erased, and what
came of that.
"""

from __future__ import annotations

import discord

from bot.ui import markup
from bot.ui.controls import Page, button, card, custom_id, row, text
from bot.ui.forms import Form
from bot.words import say, say_count
from bot.workflows.privacy import Held
from storage.erasing import Erased

MOST_NAME = 100


def privacy_page(held: Held, *, may_erase_server: bool) -> Page:
    """What is held, and what can be done."""
    lines = [_line(table, count) for table, count in held.counts.items()]
    found = "\n".join(f"- {line}" for line in lines) or say("Nothing.")
    controls = [
        button(say("Download"), "privacy.download", disabled=not lines),
        button(say("Erase"), "privacy.erase", style=discord.ButtonStyle.danger, disabled=not lines),
    ]
    if may_erase_server:
        controls.append(
            button(
                say("Erase this server's data"),
                "privacy.erase-server",
                style=discord.ButtonStyle.danger,
            )
        )
    return Page(
        card(
            text(f"### {say('What Dateline holds about you in this server')}\n{found}"),
            text(f"-# {_what_erasing_does(held) if lines else say('It reads no messages.')}"),
            row(*controls),
        )
    )


def _what_erasing_does(held: Held) -> str:
    return say(
        "Your id ({user}) stands beside these, and nothing else of you. It reads no messages."
        " Erasing takes your lists and drafts away; stories, schedules and feeds stay, without your"
        " id.",
        user=held.user_id,
    )


def download_page(filename: str) -> Page:
    """What comes along with the file."""
    return Page(
        text(say("All that this server holds about you.")),
        discord.ui.File(f"attachment://{filename}"),
    )


def erase_question() -> Page:
    """Asked before anything of a person is erased."""
    return Page(
        text(
            say(
                "Erase your saved stories, your drafts and your questions here, and take your id"
                " off everything else? This cannot be undone."
            )
        ),
        row(
            button(say("Erase"), "privacy.erase-now", style=discord.ButtonStyle.danger),
            button(say("Keep"), "privacy.keep"),
        ),
    )


def erase_server_form(name: str) -> Form:
    """Asks for the server's name before all of it is erased."""
    field = discord.ui.Label[Form](
        text=say("Type the server's name to erase everything"),
        description=markup.label(name, MOST_NAME),
        component=discord.ui.TextInput(custom_id="name", max_length=MOST_NAME, required=True),
    )
    return Form(say("Erase this server's data"), custom_id("privacy.server-erased"), [field])


def erased_page(erased: Erased) -> Page:
    """What was erased, and whether anything of it is left in the files."""
    count = sum(erased.rows.values())
    if not count:
        return Page(text(say("There was nothing to erase.")))
    lines = "\n".join(f"- {_line(table, rows)}" for table, rows in erased.rows.items())
    return Page(
        text(f"### {say('Erased')}\n{lines}"),
        text(
            f"{_left(erased)}\n-# "
            + say("Backups made before hold it until they are thrown away, 30 days at most.")
        ),
    )


def _left(erased: Erased) -> str:
    if erased.traces.found:
        return say_count(
            "The files were looked through: {count} of {all} traces is left. The operator has been"
            " told in the log.",
            "The files were looked through: {count} of {all} traces are left. The operator has"
            " been told in the log.",
            erased.traces.found,
            all=erased.traces.looked_for,
        )
    return say("The files were looked through: nothing of it is left in them.")


def _line(table: str, count: int) -> str:
    match table:
        case "stories":
            return say_count(
                "{count} story that you added or found",
                "{count} stories that you added or found",
                count,
            )
        case "drafts":
            return say_count("{count} draft", "{count} drafts", count)
        case "lookups":
            return say_count("{count} question you asked", "{count} questions you asked", count)
        case "schedules":
            return say_count(
                "{count} schedule that you made", "{count} schedules that you made", count
            )
        case "feeds":
            return say_count("{count} feed that you added", "{count} feeds that you added", count)
        case "saved_stories":
            return say_count("{count} saved story", "{count} saved stories", count)
        case "desk_log":
            return say_count(
                "{count} entry in the log of changes",
                "{count} entries in the log of changes",
                count,
            )
        case "submissions":
            return say_count(
                "{count} submission that you sent, found or decided",
                "{count} submissions that you sent, found or decided",
                count,
            )
        case "corrections" | "story_versions":
            return say_count(
                "{count} change you made to a story", "{count} changes you made to stories", count
            )
        case "finder_notes":
            return say_count(
                "{count} message to you about a story that you found",
                "{count} messages to you about stories that you found",
                count,
            )
        case "readers":
            return say("how you want to be answered: with cards or in plain text")
        case "quiet_finders":
            return say("your wish not to be named as the finder of stories")
        case _:
            return say_count(
                "{count} row of {table}", "{count} rows of {table}", count, table=table
            )
