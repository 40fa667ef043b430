"""Notices that reached nobody are shown after a chief editor's next command."""

from __future__ import annotations

import discord
import structlog
from discord.ext import commands

from bot.cogs.access import Access
from bot.cogs.answers import show
from bot.errors import NotAllowed
from bot.ui.notice_page import kept_notices
from bot.workflows.acts import Act
from bot.workflows.notices import Notices
from storage.errors import StorageError

log = structlog.get_logger(__name__)


class NoticeCog(commands.Cog):
    """Listens for commands that were answered."""

    def __init__(self, access: Access, notices: Notices) -> None:
        self._access = access
        self._notices = notices

    @commands.Cog.listener()
    async def on_app_command_completion(
        self, interaction: discord.Interaction, _command: object
    ) -> None:
        """Show what is kept, if this is a chief editor."""
        try:
            await self._show_kept(interaction)
        except StorageError as error:  # it stays kept until the next command
            log.warning("notices not shown", error=str(error))

    async def _show_kept(self, interaction: discord.Interaction) -> None:
        try:
            guild_id = await self._access.may(interaction, Act.STATUS)
        except NotAllowed:
            return
        if kept := await self._notices.kept(guild_id):
            await show(interaction, kept_notices(kept))
            for notice in kept:
                await self._notices.seen(notice)
