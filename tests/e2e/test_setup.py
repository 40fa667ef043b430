"""/setup, /help, and a server's life: joining, leaving, coming back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from bot.workflows.housekeeping import Housekeeping
from bot.workflows.servers import Servers
from tests.e2e.conftest import SEND_MESSAGES, Desk


async def test_setup_keeps_role_channel_and_zone(desk: Desk) -> None:
    panel = await desk.chief.slash("setup")
    assert panel.ephemeral
    await desk.chief.choose(panel.message, "setup.role", [desk.role])
    await desk.chief.choose(panel.message, "setup.channel", [desk.news])
    form = await desk.chief.press(panel.message, "Set the time zone")
    answer = await desk.chief.submit(form.modal, {"Time zone": "europe/berlin"})
    assert "Europe/Berlin" in answer.text
    (role_select,) = [one for one in _parts(answer.message) if one.get("custom_id") == "setup.role"]
    assert role_select["default_values"] == [{"id": str(desk.role.id), "type": "role"}]
    await desk.restart()
    settings = await desk.app.storage.guilds.get(desk.guild.id)
    assert settings is not None
    assert settings.editors_role_id == desk.role.id
    assert settings.default_channel_id == desk.news.id
    added = await desk.chief.slash("schedule add", times="07:00")
    assert "Berlin" in added.text


async def test_an_unknown_zone_gets_a_suggestion(desk: Desk) -> None:
    panel = await desk.chief.slash("setup")
    form = await desk.chief.press(panel.message, "Set the time zone")
    answer = await desk.chief.submit(form.modal, {"Time zone": "Europe/Berlni"})
    assert "Europe/Berlin" in answer.text
    settings = await desk.app.storage.guilds.get(desk.guild.id)
    assert settings is not None
    assert settings.zone is None


async def test_help_is_private_and_names_every_command(desk: Desk) -> None:
    answer = await desk.member.slash("help")
    assert answer.ephemeral
    for name in ("/story add", "/briefing today", "/schedule add", "/setup"):
        assert name in answer.text


async def test_a_new_server_is_greeted_once_where_writing_is_allowed(desk: Desk) -> None:
    other = desk.world.add_guild("Quayside", with_bot=False)
    closed = desk.world.add_channel(other, "rules", kind="text")
    open_ = desk.world.add_channel(other, "general", kind="text")
    owner = desk.person(desk.world.add_member(other, "Otto", owner=True), open_)
    desk.world.set_overwrite(closed, other.roles[other.id], deny=SEND_MESSAGES)
    desk.world.add_bot(other)
    await desk.quiet()
    greetings = await owner.messages(open_)
    assert len(greetings) == 1
    assert "/setup" in str(greetings[0])
    assert await owner.messages(closed) == []
    await desk.restart()
    await desk.quiet()
    assert len(await owner.messages(open_)) == 1


async def test_leaving_stops_schedules_and_coming_back_restores_them(desk: Desk) -> None:
    await desk.set_up()
    await desk.add_story()
    await desk.chief.slash("schedule add", times="08:00", channel=desk.news)
    desk.world.remove_bot(desk.guild)
    await desk.quiet(0.3)
    desk.playground.clock.move(1 * 86400)
    await desk.quiet(0.3)
    assert await desk.app.storage.deliveries.latest_of(desk.guild.id, 1) is None
    desk.world.add_bot(desk.guild)
    await desk.quiet(0.3)
    card = await desk.chief.slash("story show", story="1")
    assert "Rowing club" in card.text
    assert "Next" in (await desk.chief.slash("schedule list")).text


async def test_thirty_days_after_leaving_everything_is_erased(desk: Desk) -> None:
    await desk.set_up()
    await desk.add_story()
    desk.world.remove_bot(desk.guild)
    await desk.quiet(0.3)
    storage = desk.app.storage
    clock = desk.playground.clock
    housekeeping = Housekeeping(storage, Servers(storage, clock.utc), clock.utc)
    clock.move(29 * 86400)
    await housekeeping.run()
    assert await storage.stories.count(desk.guild.id) == 1
    clock.move(2 * 86400)
    await housekeeping.run()
    assert await storage.stories.count(desk.guild.id) == 0
    assert await storage.guilds.get(desk.guild.id) is None


async def test_an_outage_is_not_leaving(desk: Desk) -> None:
    await desk.set_up()
    desk.world.set_unavailable(desk.guild)
    await desk.quiet(0.3)
    settings = await desk.app.storage.guilds.get(desk.guild.id)
    assert settings is not None
    assert settings.left_at is None
    await desk.restart()
    settings = await desk.app.storage.guilds.get(desk.guild.id)
    assert settings is not None
    assert settings.left_at is None


async def test_being_removed_while_switched_off_is_noticed_at_the_next_start(desk: Desk) -> None:
    await desk.set_up()
    await desk.stop()
    desk.world.remove_bot(desk.guild)
    desk.playground.clock.move(timedelta(hours=1).total_seconds())
    await desk.start()
    settings = await desk.app.storage.guilds.get(desk.guild.id)
    assert settings is not None
    assert settings.left_at is not None


async def test_commands_are_synced_once_and_only_when_they_differ(desk: Desk) -> None:
    def syncs() -> int:
        return sum(
            request.method == "PUT" and request.path.endswith("/commands")
            for request in desk.playground.requests
        )

    assert syncs() == 1
    await desk.restart()
    assert syncs() == 1


def _parts(component: Any) -> Iterator[dict[str, Any]]:
    """Every component of a message."""
    for one in component.get("components", []):
        yield one
        yield from _parts(one)
