"""What Discord keeps of registered commands: ids, scopes, translations, the daily count."""

from __future__ import annotations

from typing import Any

import discord
import pytest
from discord import app_commands

from playground import CommandHidden, Playground
from playground.records import Channel, Guild, Member
from tests.playground.trybot import Start, TryBot


def add(bot: TryBot, *names: str, guild: discord.Object | None = None) -> TryBot:
    for name in names:

        async def answer(interaction: discord.Interaction) -> None:
            await interaction.response.send_message(f"{interaction.command and 'ran'}")

        command: app_commands.Command[Any, ..., Any] = app_commands.Command(
            name=name, description=name, callback=answer
        )
        bot.tree.add_command(command, guild=guild)
    return bot


async def test_a_second_sync_keeps_ids_and_removes_what_is_gone(
    pg: Playground, start: Start
) -> None:
    bot = await start(add(TryBot(pg.socket_path), "one", "two"))
    first = {one.name: one.id for one in await bot.tree.fetch_commands()}
    bot.tree.remove_command("one")
    add(bot, "three")
    synced = {one.name: one.id for one in await bot.tree.sync()}
    assert synced["two"] == first["two"]
    assert set(synced) == {"two", "three"}


async def test_a_servers_own_command_comes_before_the_global_one(
    pg: Playground, start: Start, guild: Guild, ana: Member, news: Channel
) -> None:
    here = discord.Object(guild.id)
    bot = add(TryBot(pg.socket_path), "one")
    add(bot, "one", "only_here", guild=here)
    await start(bot)
    await bot.tree.sync(guild=here)
    person = pg.person(ana, news)
    assert sorted(one["name"] for one in person.commands()) == ["one", "only_here"]
    assert (await person.slash("only_here")).text == "ran"
    other = pg.world.add_guild("Other")
    elsewhere = pg.person(
        pg.world.add_member(other, ana.user), pg.world.add_channel(other, "there")
    )
    with pytest.raises(CommandHidden):
        await elsewhere.slash("only_here")
    assert (await elsewhere.slash("one")).text == "ran"


async def test_translations_come_back_only_when_asked_for(pg: Playground, start: Start) -> None:
    class German(app_commands.Translator):
        async def translate(
            self,
            string: app_commands.locale_str,
            locale: discord.Locale,
            context: app_commands.TranslationContextTypes,
        ) -> str | None:
            return "hilfe" if locale is discord.Locale.german else None

    bot = TryBot(pg.socket_path)

    @bot.tree.command(name=app_commands.locale_str("help"), description="x")
    async def helping(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("x")

    await start(bot, sync=False)
    await bot.tree.set_translator(German())
    (synced,) = await bot.tree.sync()
    assert synced.name_localizations == {discord.Locale.german: "hilfe"}
    (plain,) = await bot.http.get_global_commands(bot.application_id or 0)
    assert "name_localizations" not in plain
    assert (await bot.tree.fetch_command(synced.id)).name_localizations


async def test_two_hundred_creations_a_day_are_the_most(
    pg: Playground, start: Start, guild: Guild
) -> None:
    bot = await start(TryBot(pg.socket_path), sync=False)
    app_id = bot.application_id or 0
    for number in range(200):
        body: Any = [{"name": f"n{number}", "description": "d", "type": 1}]
        await bot.http.bulk_upsert_guild_commands(app_id, guild.id, body)
    with pytest.raises(discord.HTTPException) as no:
        await bot.http.bulk_upsert_guild_commands(
            app_id, guild.id, [{"name": "more", "description": "d", "type": 1}]
        )
    assert no.value.code == 30034
    pg.clock.move(86400)
    await bot.http.bulk_upsert_guild_commands(
        app_id, guild.id, [{"name": "more", "description": "d", "type": 1}]
    )


async def test_single_commands_are_made_changed_and_deleted(pg: Playground, start: Start) -> None:
    bot = await start(TryBot(pg.socket_path), sync=False)
    app_id = bot.application_id or 0
    body: Any = {"name": "one", "description": "d", "type": 1}
    made = await bot.http.upsert_global_command(app_id, body)
    again = await bot.http.upsert_global_command(app_id, body)
    assert made["id"] == again["id"]
    changed = await bot.http.edit_global_command(app_id, made["id"], {"description": "new"})
    assert (changed["name"], changed["description"]) == ("one", "new")
    await bot.http.delete_global_command(app_id, made["id"])
    assert await bot.http.get_global_commands(app_id) == []


async def test_a_servers_own_settings_open_or_close_a_command(
    pg: Playground, start: Start, guild: Guild, news: Channel
) -> None:
    bot = await start(add(TryBot(pg.socket_path), "one"))
    (command,) = await bot.tree.fetch_commands()
    ben = pg.world.add_member(guild, "Ben")
    settings = pg.world.application.command_permissions
    settings[guild.id, command.id] = [{"id": str(ben.id), "type": 2, "permission": False}]
    with pytest.raises(CommandHidden, match="settings"):
        await pg.person(ben, news).slash("one")
    fetched = await command.fetch_permissions(discord.Object(guild.id))
    assert [(one.id, one.permission) for one in fetched.permissions] == [(ben.id, False)]
