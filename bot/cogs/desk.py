"""/desk: what editors do with stories and editions before and after they go out.

One group of commands in parts, a file each.
"""

from __future__ import annotations

from discord import app_commands
from discord.ext import commands

from bot.cogs.access import Access
from bot.cogs.desk_log import LogDesk
from bot.cogs.desk_queue import QueueDesk
from bot.cogs.edition_desk import EditionDesk
from bot.cogs.embargo_desk import EmbargoDesk
from bot.cogs.reports import ReportDesk
from bot.workflows.arranging import Arranging
from bot.workflows.desk_log import DeskLog
from bot.workflows.desk_queue import DeskQueue
from bot.workflows.embargoes import Embargoes
from bot.workflows.plan import Plan
from bot.workflows.reports import Reports
from bot.workflows.take_in import TakeIn
from bot.workflows.undo import Undo


@app_commands.guild_only()
@app_commands.allowed_installs(guilds=True, users=False)
class DeskCog(
    QueueDesk,
    LogDesk,
    EditionDesk,
    ReportDesk,
    EmbargoDesk,
    commands.GroupCog,
    group_name="desk",
    group_description="What editors decide",
):
    """The group; its commands are in its parts."""

    def __init__(
        self,
        access: Access,
        queue: DeskQueue,
        log: DeskLog,
        undo: Undo,
        arranging: Arranging,
        plan: Plan,
        reports: Reports,
        embargoes: Embargoes,
        take_in: TakeIn,
    ) -> None:
        super().__init__()
        self._access = access
        self._queue = queue
        self._log = log
        self._undo = undo
        self._arranging = arranging
        self._plan = plan
        self._reports = reports
        self._embargoes = embargoes
        self._take_in = take_in
