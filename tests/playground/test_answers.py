"""The life of an interaction: deferral, follow-ups, edits, deletes, double answers, old tokens."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Awaitable, Callable
from typing import Any

import discord
import pytest

from playground import Answer, Playground
from playground.records import Channel, Guild, Member
from tests.playground.trybot import Start, TryBot, until

Do = Callable[[discord.Interaction], Awaitable[Any]]


async def asked(
    pg: Playground, start: Start, ana: Member, news: Channel, do: Do
) -> tuple[Answer, TryBot]:
    bot = TryBot(pg.socket_path)

    @bot.tree.command(description="Try")
    async def go(interaction: discord.Interaction) -> None:
        await do(interaction)

    await start(bot)
    return await pg.person(ana, news).slash("go"), bot


async def test_the_first_follow_up_fills_the_deferred_answer(
    pg: Playground, start: Start, ana: Member, news: Channel
) -> None:
    async def do(interaction: discord.Interaction) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        await asyncio.sleep(0.05)
        await interaction.followup.send("one")
        await interaction.followup.send("two", ephemeral=True)

    answer, _ = await asked(pg, start, ana, news, do)
    assert (answer.text, answer.deferred, answer.ephemeral) == ("one", True, True)
    second = answer.followups[0] if answer.followups else await answer.next_followup()
    assert second["content"] == "two"
    assert second["flags"] & 64
    texts = [one["content"] for one in await pg.person(ana, news).messages()]
    assert texts == ["one", "two"]


async def test_a_deferred_answer_can_be_edited_in_place(
    pg: Playground, start: Start, ana: Member, news: Channel
) -> None:
    async def do(interaction: discord.Interaction) -> None:
        await interaction.response.defer(thinking=True)
        thinking = (await interaction.original_response()).flags.loading
        await interaction.edit_original_response(content=f"was loading: {thinking}")

    answer, _ = await asked(pg, start, ana, news, do)
    assert answer.text == "was loading: True"
    assert answer.message is not None
    assert answer.message["flags"] == 0
    assert answer.message["edited_timestamp"] is None


async def test_a_deferral_that_is_never_filled_is_still_thinking(
    pg: Playground, start: Start, ana: Member, news: Channel
) -> None:
    bot = TryBot(pg.socket_path)

    @bot.tree.command(description="Try")
    async def go(interaction: discord.Interaction) -> None:
        await interaction.response.defer(thinking=True)

    await start(bot)
    person = pg.person(ana, news)
    person.patience = 0.1
    answer = await person.slash("go")
    assert answer.failed == "still thinking after 0.1 s"
    assert answer.message is not None
    assert answer.message["flags"] & 128


async def test_an_answer_can_be_edited_read_and_deleted(
    pg: Playground, start: Start, ana: Member, news: Channel
) -> None:
    seen: list[str] = []

    async def do(interaction: discord.Interaction) -> None:
        result = await interaction.response.send_message("first", ephemeral=True)
        assert result.message_id is not None
        await interaction.edit_original_response(content="second")
        seen.append((await interaction.original_response()).content)
        more = await interaction.followup.send("third", wait=True)
        await more.edit(content="fourth")
        seen.append(more.content)
        await more.delete()
        await interaction.delete_original_response()

    await asked(pg, start, ana, news, do)
    await until(lambda: pg.requests[-1].method == "DELETE" and len(seen) == 2)
    await until(lambda: not pg.messages.ephemeral)
    assert seen == ["second", "third"]
    assert await pg.person(ana, news).messages() == []


async def test_the_second_answer_to_one_interaction_is_refused(
    pg: Playground, start: Start, ana: Member, news: Channel
) -> None:
    codes: list[int] = []

    async def do(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("one")
        interaction.response._response_type = None
        try:
            await interaction.response.send_message("two")
        except discord.HTTPException as no:
            codes.append(no.code)

    answer, _ = await asked(pg, start, ana, news, do)
    await until(lambda: codes)
    assert codes == [40060]
    assert answer.text == "one"
    assert answer.interaction.extra_answers == 1


async def test_a_follow_up_before_the_first_answer_finds_no_webhook(
    pg: Playground, start: Start, ana: Member, news: Channel
) -> None:
    codes: list[int] = []

    async def do(interaction: discord.Interaction) -> None:
        try:
            await interaction.followup.send("too early")
        except discord.NotFound as no:
            codes.append(no.code)
        await interaction.response.send_message("now")

    answer, _ = await asked(pg, start, ana, news, do)
    assert codes == [10015]
    assert answer.text == "now"


async def test_the_token_dies_after_fifteen_minutes_of_the_clock(
    pg: Playground, start: Start, ana: Member, news: Channel
) -> None:
    kept: list[discord.Interaction] = []

    async def do(interaction: discord.Interaction) -> None:
        kept.append(interaction)
        await interaction.response.send_message("hello")

    await asked(pg, start, ana, news, do)
    pg.clock.move(14 * 60)
    await kept[0].edit_original_response(content="still here")
    pg.clock.move(2 * 60)
    with pytest.raises(discord.HTTPException) as no:
        await kept[0].edit_original_response(content="gone")
    assert (no.value.status, no.value.code) == (401, 50027)
    (message,) = await pg.person(ana, news).messages()
    assert message["content"] == "still here"


async def test_a_file_in_an_answer_can_be_downloaded(
    pg: Playground, start: Start, ana: Member, news: Channel
) -> None:
    async def do(interaction: discord.Interaction) -> None:
        file = discord.File(io.BytesIO(b"page one"), "page.txt", description="The page")
        await interaction.response.send_message("here", file=file)

    answer, bot = await asked(pg, start, ana, news, do)
    assert answer.message is not None
    (attachment,) = answer.message["attachments"]
    assert attachment["description"] == "The page"
    assert await bot.http.get_from_cdn(attachment["url"]) == b"page one"


async def test_an_answer_pings_nobody_but_users_by_default(
    pg: Playground, start: Start, guild: Guild, ana: Member, news: Channel
) -> None:
    role = pg.world.add_role(guild, "Readers", mentionable=True)

    async def do(interaction: discord.Interaction) -> None:
        await interaction.response.send_message(f"@everyone <@&{role.id}> <@{ana.id}>")

    answer, _ = await asked(pg, start, ana, news, do)
    assert answer.message is not None
    assert answer.message["mention_roles"] == []
    assert answer.message["mention_everyone"] is False
    assert [one["id"] for one in answer.message["mentions"]] == [str(ana.id)]


async def test_an_answer_needs_no_permission_to_write(
    pg: Playground, start: Start, guild: Guild, ana: Member, news: Channel
) -> None:
    everyone = guild.roles[guild.id]
    pg.world.set_overwrite(news, everyone, deny=1 << 11)

    async def do(interaction: discord.Interaction) -> None:
        can = interaction.app_permissions.send_messages
        await interaction.response.send_message(f"can send: {can}")

    answer, _ = await asked(pg, start, ana, news, do)
    assert answer.text == "can send: False"


async def test_a_user_installed_bot_has_five_follow_ups(pg: Playground, start: Start) -> None:
    guild = pg.world.add_guild("Elsewhere", with_bot=False)
    news = pg.world.add_channel(guild, "news")
    user = pg.world.add_user("Uma", installed=True)
    uma = pg.world.add_member(guild, user)
    codes: list[int] = []
    bot = TryBot(pg.socket_path)

    @bot.tree.command(description="Try")
    @discord.app_commands.user_install()
    async def go(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("hello")
        try:
            for number in range(7):
                await interaction.followup.send(str(number))
        except discord.HTTPException as no:
            codes.append(no.code)

    await start(bot)
    answer = await pg.person(uma, news).slash("go")
    await until(lambda: codes)
    assert codes == [40094]
    assert len(answer.followups) == 5
    assert answer.interaction.owners == {"1": str(uma.id)}


async def test_an_autocomplete_that_fails_offers_nothing(
    pg: Playground, start: Start, ana: Member, news: Channel
) -> None:
    bot = TryBot(pg.socket_path)

    @bot.tree.command(description="Try")
    async def go(interaction: discord.Interaction, name: str) -> None:
        await interaction.response.send_message(name)

    @go.autocomplete("name")
    async def offer(_: discord.Interaction, typed: str) -> list[Any]:
        await asyncio.sleep(0.3)
        return []

    await start(bot)
    pg.interactions.first_answer = 0.1
    assert await pg.person(ana, news).autocomplete("go", "name", typed="x") == []
