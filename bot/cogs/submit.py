"""/submit and the message menu "Add to the desk": what members send in and editors pick up."""

from __future__ import annotations

from collections.abc import Sequence

import discord
from discord import app_commands
from discord.ext import commands

from bot.cogs.access import Access
from bot.cogs.answers import change, sentence, show
from bot.cogs.controls import control, typed_id
from bot.cogs.forms import Submitted, download
from bot.cogs.message_parts import attachment, files_of, message_parts
from bot.errors import NotFound, Refusal, Unreadable
from bot.reading.message import FindKind
from bot.ui.controls import Page, custom_id, notice
from bot.ui.forms import paste_form
from bot.ui.story_card import draft_card, unread_card
from bot.ui.submit_page import (
    kept_draft,
    kept_link,
    mine_page,
    pick_page,
    put_page,
    quiet_note,
    sent_page,
)
from bot.workflows.acts import Act
from bot.workflows.message_finds import MessageFinds, Messages
from bot.workflows.same_story import SameStory
from bot.workflows.submissions import Submissions, TooSoon
from bot.workflows.take_in import TakeIn
from storage.story_records import NOBODY, Draft, Found

MENU = "Add to the desk"


@app_commands.guild_only()
@app_commands.allowed_installs(guilds=True, users=False)
class SubmitCog(
    commands.GroupCog, group_name="submit", group_description="Send a story to the desk"
):
    """Members send; editors get the draft itself, to save at once or leave in the queue."""

    def __init__(
        self,
        access: Access,
        submissions: Submissions,
        take_in: TakeIn,
        messages: Messages,
        same_story: SameStory,
    ) -> None:
        super().__init__()
        self._access = access
        self._submissions = submissions
        self._take_in = take_in
        self._messages = messages
        self._same_story = same_story
        self.menus = [
            app_commands.ContextMenu(
                name=MENU,
                callback=self.add_to_desk,
                allowed_contexts=app_commands.AppCommandContext(guild=True),
                allowed_installs=app_commands.AppInstallationType(guild=True),
            )
        ]

    async def add_to_desk(self, interaction: discord.Interaction, message: discord.Message) -> None:
        """Take up what is in a message; ask where there is more than one thing."""
        guild_id, is_editor = await self._may_send(interaction)
        user = interaction.user
        if message.author.id == interaction.application_id:
            raise Unreadable("This message is the bot's own: its stories are here already.")
        await interaction.response.defer(ephemeral=True, thinking=True)
        author = message.author
        by_person = not author.bot and message.webhook_id is None and author.id != user.id
        by = (author.id if by_person else None) if is_editor else user.id
        found = Found(by=by, channel_id=message.channel.id, message_id=message.id)
        parts, files = message_parts(message), files_of(message)
        finds = await self._messages.look(guild_id, user.id, parts, files, found)
        if finds.lookup_id:
            await show(interaction, pick_page(finds.lookup_id, finds.finds))
        else:
            await self._take(interaction, guild_id, finds, 0, is_editor=is_editor)

    @control("submit.pick", int)
    async def pick(self, interaction: discord.Interaction, lookup_id: int) -> None:
        """One of the things in a message was chosen."""
        guild_id, is_editor = await self._may_send(interaction)
        values = (interaction.data or {}).get("values") or [""]
        number = typed_id(str(values[0]))
        await interaction.response.defer(ephemeral=True, thinking=True)
        finds = await self._messages.kept(guild_id, interaction.user.id, lookup_id)
        number = -1 if number is None else number
        await self._take(interaction, guild_id, finds, number, is_editor=is_editor)

    async def _take(
        self,
        interaction: discord.Interaction,
        guild_id: int,
        finds: MessageFinds,
        number: int,
        *,
        is_editor: bool,
    ) -> None:
        find, user_id = finds.chosen(number), interaction.user.id
        if find.kind is FindKind.LINK:
            await self._read_link(
                interaction, guild_id, find.words, is_editor=is_editor, found=finds.found
            )
            return
        if find.kind is FindKind.FILE:
            data = await download(attachment(interaction, finds.files[str(find.file_id)]))
            draft = await self._take_in.upload(
                guild_id, user_id, data, url=find.link, found=finds.found
            )
        else:
            draft = await self._take_in.paste(
                guild_id, user_id, find.words, url=find.link, found=finds.found
            )
        await self._give(interaction, guild_id, draft, is_editor=is_editor)

    @app_commands.command(description="Send a link: its page is fetched and read")
    @app_commands.describe(link="The page's address")
    async def link(
        self, interaction: discord.Interaction, link: app_commands.Range[str, 1, 512]
    ) -> None:
        """Read the page behind a link."""
        guild_id, is_editor = await self._may_send(interaction)
        await interaction.response.defer(ephemeral=True, thinking=True)
        await self._read_link(interaction, guild_id, link, is_editor=is_editor)

    @control("submit.link", int)
    async def link_again(self, interaction: discord.Interaction, link_id: int) -> None:
        """Try a link that came too soon once more."""
        guild_id, is_editor = await self._may_send(interaction)
        await interaction.response.defer(ephemeral=True, thinking=True)
        link = await self._kept_link(guild_id, link_id)
        await self._read_link(interaction, guild_id, link, is_editor=is_editor)

    @app_commands.command(description="Paste a page as you copied it")
    async def text(self, interaction: discord.Interaction) -> None:
        """Open the form."""
        await self._may_send(interaction)
        await interaction.response.send_modal(paste_form(custom_id("submit.paste", 0)))

    @control("submit.form", int)
    async def open_form(self, interaction: discord.Interaction, link_id: int) -> None:
        """Open the form for a page that could not be read from its link."""
        await self._may_send(interaction)
        await interaction.response.send_modal(paste_form(custom_id("submit.paste", link_id)))

    @control("submit.paste", int)
    async def paste(self, interaction: discord.Interaction, link_id: int) -> None:
        """The form came back."""
        guild_id, is_editor = await self._may_send(interaction)
        text, file, warnings = Submitted(interaction).page()
        await interaction.response.defer(ephemeral=True, thinking=True)
        user_id = interaction.user.id
        link = await self._take_in.kept_link(guild_id, link_id)
        if file is not None:
            data = await download(file)
            draft = await self._take_in.upload(guild_id, user_id, data, url=link)
        else:
            draft = await self._take_in.paste(guild_id, user_id, text, url=link)
        await self._give(interaction, guild_id, draft, is_editor=is_editor, warnings=warnings)

    @app_commands.command(description="Send a page as a file: plain text, or saved from the web")
    @app_commands.describe(file="A .txt or .html file, up to 1 MiB", link="The page's address")
    async def file(
        self,
        interaction: discord.Interaction,
        file: discord.Attachment,
        link: app_commands.Range[str, 1, 512] | None = None,
    ) -> None:
        """Read a file."""
        guild_id, is_editor = await self._may_send(interaction)
        await interaction.response.defer(ephemeral=True, thinking=True)
        data = await download(file)
        draft = await self._take_in.upload(guild_id, interaction.user.id, data, url=link)
        await self._give(interaction, guild_id, draft, is_editor=is_editor)

    @app_commands.command(description="What you sent in, and what became of it")
    async def mine(self, interaction: discord.Interaction) -> None:
        """Answer with the list."""
        guild_id = await self._access.may(interaction, Act.SUBMIT)
        await show(interaction, await self._mine(guild_id, interaction.user.id))

    @control("submit.send", int)
    async def send(self, interaction: discord.Interaction, draft_id: int) -> None:
        """Send what was kept until it may be sent."""
        await self._send(interaction, draft_id, anyway=False)

    @control("submit.anyway", int)
    async def send_anyway(self, interaction: discord.Interaction, draft_id: int) -> None:
        """Send a draft though the server has such a story."""
        await self._send(interaction, draft_id, anyway=True)

    @control("submit.bare", int)
    async def send_link(self, interaction: discord.Interaction, link_id: int) -> None:
        """Send a link whose page could not be read."""
        guild_id, _ = await self._may_send(interaction)
        link, user_id = await self._kept_link(guild_id, link_id), interaction.user.id
        try:
            sent = await self._submissions.send_link(guild_id, user_id, link)
        except TooSoon as refusal:
            await show(interaction, notice(sentence(refusal)))
            return
        quiet = await self._submissions.is_quiet(guild_id, user_id)
        await change(interaction, sent_page(sent, quiet=quiet, guild_id=guild_id))

    @control("submit.quiet", int)
    async def choose_quiet(self, interaction: discord.Interaction, quiet: int) -> None:
        """Whether to be named and written to."""
        guild_id = await self._access.may(interaction, Act.SUBMIT)
        user_id = interaction.user.id
        await self._submissions.stay_quiet(guild_id, user_id, quiet=bool(quiet))
        await change(interaction, notice(quiet_note(quiet=bool(quiet))))

    @control("desk.put", int)
    async def put(self, interaction: discord.Interaction, draft_id: int) -> None:
        """Leave an editor's draft in the queue."""
        guild_id = await self._access.may(interaction, Act.ADD_STORIES)
        sent = await self._submissions.put(guild_id, interaction.user.id, draft_id)
        await change(interaction, put_page(sent))

    async def _may_send(self, interaction: discord.Interaction) -> tuple[int, bool]:
        """The server, and whether this is an editor, who needs nobody's leave."""
        guild_id = await self._access.may(interaction, Act.SUBMIT)
        is_editor = await self._access.allows(interaction, Act.ADD_STORIES)
        if not is_editor:
            await self._submissions.check_open(guild_id)
        return guild_id, is_editor

    async def _read_link(
        self,
        interaction: discord.Interaction,
        guild_id: int,
        link: str,
        *,
        is_editor: bool,
        found: Found = NOBODY,
    ) -> None:
        """Whatever stands in the way, the link is kept."""
        user_id = interaction.user.id
        link_id = await self._take_in.keep_link(guild_id, user_id, link)
        try:
            if not is_editor:
                await self._submissions.check_turn(guild_id, user_id)
            draft = await self._take_in.link(guild_id, user_id, link, found=found)
        except Refusal as refusal:
            said = sentence(refusal)
            unread = not isinstance(refusal, TooSoon)
            page = (
                unread_card(said, link_id)
                if is_editor
                else kept_link(said, link, link_id, unread=unread)
            )
            await show(interaction, page)
            return
        await self._give(interaction, guild_id, draft, is_editor=is_editor)

    async def _give(
        self,
        interaction: discord.Interaction,
        guild_id: int,
        draft: Draft,
        *,
        is_editor: bool,
        warnings: Sequence[str] = (),
    ) -> None:
        """The draft for an editor; for a member it goes to the desk."""
        if is_editor:
            matches = await self._same_story.find(guild_id, draft.text)
            await show(interaction, draft_card(draft, warnings, matches))
            return
        await show(interaction, await self._sent(guild_id, interaction.user.id, draft))

    async def _send(self, interaction: discord.Interaction, draft_id: int, *, anyway: bool) -> None:
        guild_id, _ = await self._may_send(interaction)
        await interaction.response.defer()
        sent = await self._submissions.sent(guild_id, interaction.user.id, draft_id)
        if sent is None:
            draft = await self._submissions.draft(guild_id, interaction.user.id, draft_id)
            page = await self._sent(guild_id, interaction.user.id, draft, anyway=anyway)
        else:
            quiet = await self._submissions.is_quiet(guild_id, interaction.user.id)
            page = sent_page(sent, quiet=quiet, guild_id=guild_id)
        await change(interaction, page)

    async def _sent(
        self, guild_id: int, user_id: int, draft: Draft, *, anyway: bool = False
    ) -> Page:
        """What came of sending it; where that has to wait, the draft is kept."""
        try:
            sent = await self._submissions.send(guild_id, user_id, draft.id, anyway=anyway)
        except TooSoon as refusal:
            return kept_draft(sentence(refusal), draft)
        quiet = await self._submissions.is_quiet(guild_id, user_id)
        return sent_page(sent, quiet=quiet, guild_id=guild_id)

    async def _mine(self, guild_id: int, user_id: int) -> Page:
        mine = await self._submissions.mine(guild_id, user_id)
        quiet = await self._submissions.is_quiet(guild_id, user_id)
        return mine_page(mine, quiet=quiet)

    async def _kept_link(self, guild_id: int, link_id: int) -> str:
        link = await self._take_in.kept_link(guild_id, link_id)
        if link is None:
            raise NotFound("This link is no longer kept. Please send it once more.")
        return link
