"""/desk log: what was changed, by whom, before and after, and the button that takes it back."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.ext import commands

from bot.cogs.access import Access
from bot.cogs.answers import change, show
from bot.cogs.controls import control
from bot.errors import Refusal
from bot.ui.desk_log_page import EVERYTHING, log_page, subjects
from bot.workflows.acts import Act
from bot.workflows.desk_log import DeskLog, LogPage
from bot.workflows.undo import Undo

WHAT = app_commands.choices(
    what=[app_commands.Choice(name=name, value=value) for value, name in subjects().items()]
)


class LogDesk(commands.Cog):
    """The part of /desk that looks back; its group is in `cogs.desk`."""

    _access: Access
    _log: DeskLog
    _undo: Undo

    @app_commands.command(name="log", description="What was changed, by whom, and Undo")
    @app_commands.describe(who="Only what this person did", what="Only changes of this kind")
    @WHAT
    async def show_log(
        self,
        interaction: discord.Interaction,
        who: discord.User | None = None,
        what: str | None = None,
    ) -> None:
        """Answer with the newest entries."""
        await self._access.may(interaction, Act.READ_LOG)
        page = await self._page(interaction, 0, who.id if who else 0, what or EVERYTHING)
        await show(interaction, log_page(page))

    @control("log.page", int, int, str)
    async def turn_log(
        self, interaction: discord.Interaction, before_id: int, actor_id: int, what: str
    ) -> None:
        """Older entries, or the newest again."""
        await self._access.may(interaction, Act.READ_LOG)
        page = await self._page(interaction, before_id, actor_id, what)
        await change(interaction, log_page(page))

    @control("log.undo", int, int, str)
    async def undo(
        self, interaction: discord.Interaction, entry_id: int, actor_id: int, what: str
    ) -> None:
        """Take an entry back, if this person may do such a thing."""
        guild_id = await self._access.may(interaction, Act.READ_LOG)
        act = self._undo.act_of(await self._undo.entry(guild_id, entry_id))
        if act is None:
            raise Refusal("This cannot be taken back.")
        await self._access.may(interaction, act)
        await self._undo.undo(guild_id, interaction.user.id, entry_id)
        await change(interaction, log_page(await self._page(interaction, 0, actor_id, what)))

    async def _page(
        self, interaction: discord.Interaction, before_id: int, actor_id: int, what: str
    ) -> LogPage:
        async def allows(act: Act) -> bool:
            return await self._access.allows(interaction, act)

        return await self._log.page(
            await self._access.may(interaction, Act.READ_LOG),
            allows,
            actor_id=actor_id or None,
            subject=None if what == EVERYTHING else what,
            before_id=before_id or None,
        )
