"""Commands in other languages: what discord.py asks for when it lists them, and how an answer
chooses its language. The words themselves are the catalogues'.
"""

from __future__ import annotations

import discord
from discord import app_commands
from discord.app_commands import TranslationContextLocation as Place

from bot.ui.plain_page import use_plain_text
from bot.words import ENGLISH, language_for, translated, use_language
from bot.workflows.servers import Servers

NAME = "command"
"""The catalogues' context for names of commands and options: one word, in small letters."""

_NAMES = (Place.command_name, Place.group_name, Place.parameter_name)


class CommandWords(app_commands.Translator):
    """Names, descriptions and choices from the catalogues."""

    async def translate(
        self,
        string: app_commands.locale_str,
        locale: discord.Locale,
        context: app_commands.TranslationContextTypes,
    ) -> str | None:
        """None where Discord should show the English one."""
        language = language_for(locale.value)
        if language is None or language == ENGLISH:
            return None
        menu = isinstance(context.data, app_commands.ContextMenu)
        name = context.location in _NAMES and not menu
        return translated(string.message, language, NAME if name else None)


async def speak_to(interaction: discord.Interaction, servers: Servers) -> None:
    """Answer in the asker's language where it is spoken, else in the server's, and as plain text
    where that is wanted."""
    language = language_for(interaction.locale.value)
    if interaction.guild_id is None:
        use_language(language or ENGLISH)
        return
    reader = await servers.reader(interaction.guild_id, interaction.user.id)
    use_language(language or reader.language)
    use_plain_text(reader.plain)
