"""/feed: add, list, show, pause, resume, remove, check, import, export, and their buttons."""

from __future__ import annotations

import io

import discord
from discord import app_commands
from discord.ext import commands

from bot.cogs.access import Access
from bot.cogs.answers import change, show
from bot.cogs.completions import Choices, id_choices, name_choices
from bot.cogs.controls import control, typed_id
from bot.errors import Unreadable
from bot.reading.opml import LARGEST
from bot.ui.controls import notice
from bot.ui.feed_answers import list_file, list_followed, list_preview
from bot.ui.feed_page import feed_followed, feed_list, feed_page, feed_preview, poll_note
from bot.ui.markup import plain
from bot.words import say
from bot.workflows.acts import Act
from bot.workflows.feed_lists import FeedLists
from bot.workflows.feeds import Feeds
from bot.workflows.look_up import LookUp
from storage.feed_records import FeedMode

LIST_FILE = "feeds.opml"
MODES = [
    app_commands.Choice(name="queue: entries wait for an editor", value="queue"),
    app_commands.Choice(name="auto: entries become stories at once", value="auto"),
]


@app_commands.guild_only()
@app_commands.allowed_installs(guilds=True, users=False)
class FeedCog(commands.GroupCog, group_name="feed", group_description="Feeds that bring stories"):
    """Feeds, for editors."""

    def __init__(self, access: Access, feeds: Feeds, lists: FeedLists, look_up: LookUp) -> None:
        super().__init__()
        self._access = access
        self._feeds = feeds
        self._lists = lists
        self._look_up = look_up

    @app_commands.command(description="Follow a feed: you see what was found before it is stored")
    @app_commands.describe(
        url="A feed's address, or that of a site that has one",
        section="Where its stories belong, such as Town > Sport; what each says if you name none",
        mode="Whether entries wait for an editor; they do if you name none",
    )
    @app_commands.choices(mode=MODES)
    async def add(
        self,
        interaction: discord.Interaction,
        url: app_commands.Range[str, 1, 512],
        section: app_commands.Range[str, 1, 100] | None = None,
        mode: str = "queue",
    ) -> None:
        """Show what was found."""
        guild_id = await self._access.may(interaction, Act.FEEDS)
        await interaction.response.defer(ephemeral=True, thinking=True)
        found = await self._feeds.find(guild_id, interaction.user.id, url, section, FeedMode(mode))
        await show(interaction, feed_preview(found))

    @control("feed.look", int, int)
    async def look(self, interaction: discord.Interaction, lookup_id: int, at: int) -> None:
        """Another feed of the same page."""
        guild_id = await self._access.may(interaction, Act.FEEDS)
        await interaction.response.defer()
        found = await self._feeds.look(guild_id, interaction.user.id, lookup_id, at)
        await change(interaction, feed_preview(found))

    @control("feed.follow", int, int)
    async def follow(self, interaction: discord.Interaction, lookup_id: int, take: int) -> None:
        """Follow what was shown."""
        guild_id = await self._access.may(interaction, Act.FEEDS)
        await interaction.response.defer()
        followed = await self._feeds.follow(guild_id, interaction.user.id, lookup_id, take)
        await change(interaction, feed_followed(*followed))

    @app_commands.command(name="list", description="Every feed, and how it goes with it")
    async def list_all(self, interaction: discord.Interaction) -> None:
        """Answer with the feeds of this server."""
        guild_id = await self._access.may(interaction, Act.FEEDS)
        for page in feed_list(await self._feeds.list_all(guild_id)):
            await show(interaction, page)

    @app_commands.command(name="show", description="A feed: how it goes, and what waits for you")
    @app_commands.describe(feed="Which feed")
    async def show_one(self, interaction: discord.Interaction, feed: str) -> None:
        """Answer with a feed's page."""
        guild_id = await self._access.may(interaction, Act.FEEDS)
        await show(interaction, feed_page(await self._feeds.show(guild_id, typed_id(feed))))

    @app_commands.command(description="Stop polling a feed until you resume it")
    @app_commands.describe(feed="Which feed")
    async def pause(self, interaction: discord.Interaction, feed: str) -> None:
        """Pause a feed."""
        guild_id = await self._access.may(interaction, Act.FEEDS)
        paused = await self._feeds.pause(guild_id, interaction.user.id, typed_id(feed))
        sentence = say("Paused {name}. /feed resume starts it again.", name=plain(paused.name, 80))
        await show(interaction, notice(sentence))

    @control("feed.pause", int)
    async def pause_it(self, interaction: discord.Interaction, feed_id: int) -> None:
        """Pause the feed that is shown."""
        guild_id = await self._access.may(interaction, Act.FEEDS)
        await self._feeds.pause(guild_id, interaction.user.id, feed_id)
        await change(interaction, feed_page(await self._feeds.show(guild_id, feed_id)))

    @app_commands.command(description="Go on with a paused feed, from now on")
    @app_commands.describe(feed="Which feed")
    async def resume(self, interaction: discord.Interaction, feed: str) -> None:
        """Resume a feed."""
        guild_id = await self._access.may(interaction, Act.FEEDS)
        resumed = await self._feeds.resume(guild_id, interaction.user.id, typed_id(feed))
        sentence = say(
            "Goes on with {name}. What came meanwhile is left out.", name=plain(resumed.name, 80)
        )
        await show(interaction, notice(sentence))

    @control("feed.resume", int)
    async def resume_it(self, interaction: discord.Interaction, feed_id: int) -> None:
        """Resume the feed that is shown."""
        guild_id = await self._access.may(interaction, Act.FEEDS)
        await self._feeds.resume(guild_id, interaction.user.id, feed_id)
        await change(interaction, feed_page(await self._feeds.show(guild_id, feed_id)))

    @app_commands.command(description="Stop following a feed; the stories it brought stay")
    @app_commands.describe(feed="Which feed")
    async def remove(self, interaction: discord.Interaction, feed: str) -> None:
        """Remove a feed."""
        guild_id = await self._access.may(interaction, Act.FEEDS)
        removed = await self._feeds.remove(guild_id, interaction.user.id, typed_id(feed))
        sentence = say("Removed {name}. Its stories stay.", name=plain(removed.name, 80))
        await show(interaction, notice(sentence))

    @app_commands.command(description="Look at a feed now, not at its next time")
    @app_commands.describe(feed="Which feed")
    async def check(self, interaction: discord.Interaction, feed: str) -> None:
        """Poll a feed and answer with its page."""
        guild_id = await self._access.may(interaction, Act.FEEDS)
        await interaction.response.defer(ephemeral=True, thinking=True)
        shown, report = await self._feeds.check(guild_id, typed_id(feed))
        await show(interaction, feed_page(shown, poll_note(report)))

    @control("feed.check", int)
    async def check_it(self, interaction: discord.Interaction, feed_id: int) -> None:
        """Poll the feed that is shown."""
        guild_id = await self._access.may(interaction, Act.FEEDS)
        await interaction.response.defer()
        shown, report = await self._feeds.check(guild_id, feed_id)
        await change(interaction, feed_page(shown, poll_note(report)))

    @control("feed.skip_all", int)
    async def skip_all(self, interaction: discord.Interaction, feed_id: int) -> None:
        """Let all go that wait."""
        guild_id = await self._access.may(interaction, Act.FEEDS)
        await change(
            interaction,
            feed_page(await self._feeds.skip_all(guild_id, interaction.user.id, feed_id)),
        )

    @control("feed.release", int, int)
    async def release(self, interaction: discord.Interaction, feed_id: int, count: int) -> None:
        """Let some of those held wait, the others go."""
        guild_id = await self._access.may(interaction, Act.FEEDS)
        shown = await self._feeds.release(guild_id, interaction.user.id, feed_id, count)
        await change(interaction, feed_page(shown))

    @app_commands.command(name="import", description="Follow the feeds of an OPML file")
    @app_commands.describe(
        file="The file that your feed reader exports, up to 256 KiB",
        mode="Whether entries wait for an editor; they do if you name none",
    )
    @app_commands.choices(mode=MODES)
    async def import_list(
        self, interaction: discord.Interaction, file: discord.Attachment, mode: str = "queue"
    ) -> None:
        """Show what the file would bring."""
        guild_id = await self._access.may(interaction, Act.FEEDS)
        if file.size > LARGEST:
            raise Unreadable(
                "This list is larger than 256 KiB. Keep only the feeds you want to follow."
            )
        await interaction.response.defer(ephemeral=True, thinking=True)
        preview = await self._lists.preview(
            guild_id, interaction.user.id, await file.read(), FeedMode(mode)
        )
        await show(interaction, list_preview(preview))

    @control("feed.import", int)
    async def follow_list(self, interaction: discord.Interaction, lookup_id: int) -> None:
        """Follow what the file brought."""
        guild_id = await self._access.may(interaction, Act.FEEDS)
        count = await self._lists.follow(guild_id, interaction.user.id, lookup_id)
        await change(interaction, notice(list_followed(count)))

    @app_commands.command(description="All feeds as an OPML file for any feed reader")
    async def export(self, interaction: discord.Interaction) -> None:
        """Answer with the file."""
        guild_id = await self._access.may(interaction, Act.FEEDS)
        text = await self._lists.export(guild_id)
        file = discord.File(io.BytesIO(text.encode()), LIST_FILE)
        await interaction.response.send_message(
            view=list_file(LIST_FILE), file=file, ephemeral=True
        )

    @show_one.autocomplete("feed")
    @pause.autocomplete("feed")
    @resume.autocomplete("feed")
    @remove.autocomplete("feed")
    @check.autocomplete("feed")
    async def complete_feed(self, interaction: discord.Interaction, typed: str) -> Choices:
        """Feeds of this server."""
        guild_id = await self._access.may(interaction, Act.FEEDS)
        found = await self._feeds.complete(guild_id, typed)
        return id_choices(found)

    @add.autocomplete("section")
    async def complete_section(self, interaction: discord.Interaction, typed: str) -> Choices:
        """Sections of this server."""
        guild_id = await self._access.may(interaction, Act.FEEDS)
        found = await self._look_up.complete_sections(guild_id, typed, embargoed=True)
        return name_choices(found)
