"""How an interaction is answered: privately unless said otherwise, and always once."""

from __future__ import annotations

import io
import re
import secrets
from collections.abc import Sequence

import aiohttp
import discord
import structlog
from discord import app_commands

from bot.cogs.forms import Submitted
from bot.errors import Refusal
from bot.ui import markup
from bot.ui.controls import Page, notice
from bot.ui.forms import given_back
from bot.ui.plain_page import PlainControls, PlainPart, plain_page, wants_plain_text
from bot.words import say
from storage.errors import Damaged, Exists, Missing, StorageError

log = structlog.get_logger(__name__)

_CHANNEL = re.compile(r"<#[0-9]+>")  # a channel's mention pings nobody
TYPED_FILE = "typed.txt"
SOON_TYPED = 80
"""Characters of a form that are typed again sooner than they are copied out of a file."""

_UNKNOWN_INTERACTION = 10062
_ALREADY_ANSWERED = 40060


async def show(
    interaction: discord.Interaction, page: Page, *files: discord.File, plain: bool = False
) -> None:
    """Answer privately; as a follow-up where the answer was deferred. plain: in plain text,
    whatever the member has chosen.
    """
    if plain or wants_plain_text():
        await _show_plainly(interaction, plain_page(page), files)
    elif interaction.response.is_done():
        await interaction.followup.send(view=page, files=files, ephemeral=True)
    else:
        await interaction.response.send_message(view=page, files=files, ephemeral=True)


async def change(interaction: discord.Interaction, page: Page, *files: discord.File) -> None:
    """Put `page` and its files in place of the private message that was clicked, in its form."""
    if interaction.message is not None and not interaction.message.flags.components_v2:
        await _change_plainly(interaction, plain_page(page), files)
    elif interaction.response.is_done():
        await interaction.edit_original_response(view=page, attachments=files)
    else:
        await interaction.response.edit_message(view=page, attachments=files)


async def _show_plainly(
    interaction: discord.Interaction, parts: Sequence[PlainPart], files: Sequence[discord.File] = ()
) -> None:
    for number, part in enumerate(parts):
        own = files if number == 0 else ()
        controls = PlainControls(part.rows)
        if interaction.response.is_done():
            await interaction.followup.send(
                part.content, view=controls, files=own, ephemeral=True, suppress_embeds=True
            )
        else:
            await interaction.response.send_message(
                part.content, view=controls, files=own, ephemeral=True, suppress_embeds=True
            )


async def _change_plainly(
    interaction: discord.Interaction, parts: Sequence[PlainPart], files: Sequence[discord.File]
) -> None:
    """Of a page of several messages only the one is changed that has the control in it; a page
    that has it nowhere is another one, and comes whole."""
    clicked = str((interaction.data or {}).get("custom_id"))
    first, *rest = _part_with(clicked, parts) or parts
    controls = PlainControls(first.rows)
    if interaction.response.is_done():
        await interaction.edit_original_response(
            content=first.content, view=controls, attachments=files
        )
    else:
        await interaction.response.edit_message(
            content=first.content, view=controls, attachments=files
        )
    await _show_plainly(interaction, rest)


def _part_with(clicked: str, parts: Sequence[PlainPart]) -> Sequence[PlainPart]:
    """The part that has the control, or one of its kind: what it would do may have turned round."""
    action = clicked.partition(":")[0]
    same = [part for part in parts if clicked in part.actions]
    kin = [part for part in parts if any(one.partition(":")[0] == action for one in part.actions)]
    return (same or kin)[:1]


def chosen_values(interaction: discord.Interaction) -> list[str]:
    """What was chosen in the select that was used, as its values; any client can forge them."""
    return [str(value) for value in (interaction.data or {}).get("values") or []]


async def show_failure(interaction: discord.Interaction, error: BaseException) -> None:
    """Say what went wrong. In order: a refusal of ours, a fault of the storage, an answer too
    late, a bug of ours."""
    if isinstance(error, app_commands.CommandInvokeError):
        error = error.original
    if interaction.client.is_closed():
        log.info("a command was broken off: the bot is ending")
        return
    if isinstance(error, Refusal):
        await _tell(interaction, sentence(error))
        return
    if isinstance(error, StorageError):
        log.error("storage fault", exc_info=error)
        await _tell(interaction, _fault(error))
        return
    if isinstance(error, app_commands.CheckFailure):
        await _tell(interaction, say("You cannot use this here."))
        return
    if isinstance(error, discord.HTTPException) and error.code in (
        _UNKNOWN_INTERACTION,
        _ALREADY_ANSWERED,
    ):
        log.warning("answered too late", code=error.code)
        return
    reference = secrets.token_hex(3)
    log.error("command failed", reference=reference, exc_info=error)
    await _tell(
        interaction,
        say(
            "Something went wrong on our side. Nothing was lost; please try again. If it stays,"
            " tell the operator this reference: {reference}.",
            reference=reference,
        ),
    )


def _fault(error: StorageError) -> str:
    """One sentence. Where its own names a file or a table, that is for the log."""
    match error:
        case Missing():
            return say("What this was about is not there any more.")
        case Exists():
            return say("There is one like it already. Choose another name.")
        case Damaged():
            return say("The database is damaged. Its operator should restore the newest backup.")
        case _:
            return say(str(error))


def sentence(refusal: Refusal) -> str:
    """What a refusal says, fit for a message."""
    return say(refusal.message, **_inert(refusal.values))


def _inert(values: dict[str, object]) -> dict[str, object]:
    """What fills a refusal's fields may be what somebody typed."""
    return {
        name: markup.plain(value, 200)
        if isinstance(value, str) and not _CHANNEL.fullmatch(value)
        else value
        for name, value in values.items()
    }


def _typed(interaction: discord.Interaction) -> str:
    """What was typed into the form that this answers; "" if it answers none."""
    if interaction.type is not discord.InteractionType.modal_submit:
        return ""
    return Submitted(interaction).everything().strip()


async def _tell(interaction: discord.Interaction, sentence: str) -> None:
    try:
        if interaction.type is discord.InteractionType.autocomplete:
            await interaction.response.autocomplete([])
            return
        typed = _typed(interaction)
        if len(typed) <= SOON_TYPED:
            await show(interaction, notice(sentence))
            return
        # Discord has closed the form. A forged one may hold what is no text.
        file = discord.File(io.BytesIO(typed.encode(errors="replace")), TYPED_FILE)
        await show(interaction, given_back(sentence, TYPED_FILE), file)
    except (discord.DiscordException, aiohttp.ClientError) as error:
        log.warning("answer not delivered", error=str(error))
