"""The Discord client: receives ready cogs, syncs commands when they changed, routes controls and
errors, and tells the `servers` workflow who came and went. It decides nothing itself."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Any, TypeVar

import aiohttp
import discord
import structlog
from discord import app_commands
from discord.backoff import ExponentialBackoff
from discord.ext import commands
from discord.http import Route

from bot.cogs.answers import show_failure
from bot.cogs.command_words import CommandWords, speak_to
from bot.cogs.controls import Controls
from bot.cogs.quiet_completions import refuse_quietly
from bot.discord_faults import DISCORD_FAILED
from bot.words import ENGLISH, language_for, speaking
from bot.workflows.ports import Clock, PostFailed
from bot.workflows.servers import Servers
from storage.errors import Closed, StorageError

log = structlog.get_logger(__name__)

T = TypeVar("T")

AGAIN_SECONDS = 2
"""From one try to note what Discord tells to the next."""

LONGEST_PAUSE_SECONDS = 60
"""Between two tries to connect for the first time."""

# Voice is never used, so its missing libraries are nothing to warn about.
discord.VoiceClient.warn_nacl = False
discord.VoiceClient.warn_dave = False

Greet = Callable[[discord.Guild], Awaitable[bool]]

_SYNCED = (
    "type", "name", "description", "required", "autocomplete", "choices", "channel_types",
    "min_value", "max_value", "min_length", "max_length", "default_member_permissions",
    "contexts", "integration_types", "nsfw", "name_localizations", "description_localizations",
)  # fmt: skip


class DatelineTree(app_commands.CommandTree["DatelineClient"]):
    """Commands answer in the asker's language; their errors go where errors of controls go."""

    async def interaction_check(self, interaction: discord.Interaction, /) -> bool:
        try:
            await self.client.speak_to(interaction)
        except Exception as error:  # discord.py would let the asker wait for nothing
            await show_failure(interaction, error)
            return False
        return True

    async def on_error(
        self, interaction: discord.Interaction, error: app_commands.AppCommandError, /
    ) -> None:
        await show_failure(interaction, error)


class DatelineClient(commands.Bot):
    """Slash commands only: no prefix, no privileged intent, no message ever read."""

    greet: Greet | None = None
    ready_cogs: Sequence[commands.Cog] = ()
    """What it answers with; set before the start."""

    def __init__(
        self,
        servers: Servers,
        connector: aiohttp.BaseConnector | None,
        trace: aiohttp.TraceConfig,
        clock: Clock,
    ) -> None:
        super().__init__(
            command_prefix=(),
            help_command=None,
            tree_cls=DatelineTree,
            intents=discord.Intents(guilds=True),
            allowed_mentions=discord.AllowedMentions.none(),
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_messages=None,
            max_ratelimit_timeout=30,
            # The default waits 2 s after the last server before on_ready. Nothing here needs it:
            # READY lists every server, and what is still silent comes as on_guild_available.
            guild_ready_timeout=0.1,
            connector=connector,
            http_trace=trace,
        )
        self._servers = servers
        self._clock = clock
        self.connected_since: datetime | None = None
        self.lost_since: datetime | None = None
        """When the gateway was lost; None while it is there."""
        self.controls = Controls()
        self.settled_in = asyncio.Event()
        """Set once the servers Discord lists have been held against ours."""

    async def speak_to(self, interaction: discord.Interaction) -> None:
        """Answer in the language of whoever asks."""
        await speak_to(interaction, self._servers)

    async def setup_hook(self) -> None:
        """After login, before the gateway: cogs in, commands up to date."""
        await self.tree.set_translator(CommandWords())
        for cog in self.ready_cogs:
            await self.add_cog(cog)
            for menu in getattr(cog, "menus", ()):
                self.tree.add_command(menu)
            self.controls.add(cog)
        for command in self.tree.walk_commands():
            if isinstance(command, app_commands.Command):
                refuse_quietly(command)
        await self._sync_if_changed()

    def dispatch(self, event_name: str, /, *args: Any, **kwargs: Any) -> None:
        """Nothing once it is closed: discord.py goes on with a start that was under way, and fails
        with an AttributeError.
        """
        if not self.is_closed():
            super().dispatch(event_name, *args, **kwargs)

    async def on_message(self, message: discord.Message, /) -> None:
        """Messages are not commands here."""

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """Buttons, selects and modals; slash commands go through the tree."""
        if interaction.type in (
            discord.InteractionType.component,
            discord.InteractionType.modal_submit,
        ):
            try:
                await self.speak_to(interaction)
                await self.controls.answer(interaction)
            except Exception as error:  # the one place that turns any failure into an answer
                await show_failure(interaction, error)

    async def connect(self, *, reconnect: bool = True) -> None:
        """Until the gateway opens for the first time, too. discord.py 2.7 then wants to resume
        what it never had, and ends with an AttributeError.
        """
        pause = ExponentialBackoff()
        while True:
            try:
                return await super().connect(reconnect=reconnect)
            except AttributeError:
                if self.ws:
                    raise
                await asyncio.sleep(min(pause.delay(), LONGEST_PAUSE_SECONDS))

    async def on_disconnect(self) -> None:
        """The gateway is lost, or could not be reached again."""
        self.lost_since = self.lost_since or self._clock()
        self.connected_since = None

    async def on_resumed(self) -> None:
        """The gateway is back, and has told what was missed."""
        self._is_back()

    async def on_ready(self) -> None:
        """Hold what we know against the servers Discord lists; unavailable is not left."""
        self._is_back()
        there = [guild.id for guild in self.guilds]
        for guild_id in await _noted(lambda: self._servers.reconcile(there)):
            await self._welcome(self.get_guild(guild_id))
        # The servers stay as long as the process. The collector, walking through ten thousand of
        # them, would stop everything for 140 ms again and again.
        gc.collect()
        gc.freeze()
        log.info("ready", servers=len(self.guilds))
        self.settled_in.set()

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """A server added the bot, for the first time or again."""
        if await _noted(lambda: self._servers.joined(guild.id)):
            await self._welcome(guild)

    async def on_guild_available(self, guild: discord.Guild) -> None:
        """An outage ended; a server that was silent at READY may still wait for its welcome."""
        if await _noted(lambda: self._servers.joined(guild.id)):
            await self._welcome(guild)

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """The bot was removed. discord.py does not call this for an outage."""
        await _noted(lambda: self._servers.left(guild.id))

    def _is_back(self) -> None:
        self.connected_since, self.lost_since = self._clock(), None

    async def _welcome(self, guild: discord.Guild | None) -> None:
        if guild is None or guild.unavailable or self.greet is None:
            return
        language = language_for(guild.preferred_locale.value) or ENGLISH
        try:
            with speaking(language):
                greeted = await self.greet(guild)
            if greeted:
                await self._servers.welcomed(guild.id, language)
        except (PostFailed, *DISCORD_FAILED) as error:
            log.warning("welcome not delivered", guild=guild.id, error=str(error))

    async def _sync_if_changed(self) -> None:
        # Discord allows 200 command creations a day, so a start must not cost any by itself.
        application_id = self.application_id or 0
        route = Route(
            "GET", "/applications/{application_id}/commands", application_id=application_id
        )
        # Without the parameter, which discord.py does not know, translations are not told.
        listed = await self.http.request(route, params={"with_localizations": "true"})
        assert self.tree.translator is not None
        ours = [
            await command.get_translated_payload(self.tree, self.tree.translator)
            for command in self.tree.get_commands()
        ]
        if _in_order(_comparable(ours)) != _in_order(_comparable(listed)):
            await self.tree.sync()
            log.info("commands synced", count=len(ours))


async def _noted(work: Callable[[], Awaitable[T]]) -> T:
    """The result of `work`, once the database takes it: Discord tells of a server only once."""
    told = False
    while True:
        try:
            return await work()
        except Closed:
            raise
        except StorageError as error:
            if not told:
                log.warning("what Discord tells of servers is not noted yet", reason=str(error))
            told = True
        await asyncio.sleep(AGAIN_SECONDS)


def _comparable(definitions: Sequence[Any]) -> list[dict[str, Any]]:
    """Command or option definitions, ours or Discord's, without ids, defaults and blanks."""
    return [_essence(definition) for definition in definitions]


def _in_order(commands: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(commands, key=lambda command: (command.get("type", 1), command["name"]))


def _essence(definition: Any) -> dict[str, Any]:
    essence = {key: definition[key] for key in _SYNCED if definition.get(key)}
    if "default_member_permissions" in essence:
        essence["default_member_permissions"] = str(essence["default_member_permissions"])
    for key in ("contexts", "integration_types", "channel_types"):
        if key in essence:
            essence[key] = sorted(int(value) for value in essence[key])
    essence["options"] = _comparable(definition.get("options") or [])
    return essence
