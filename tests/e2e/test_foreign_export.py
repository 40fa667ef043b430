"""An export that names another server's channels: read in, it makes the bot say nothing there."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from storage.delivery_records import DeliveryState
from storage.exports import export_lines, import_lines
from tests.e2e.conftest import Desk
from tests.e2e.faults import ended, planned
from tests.e2e.next_door import GUILD
from tests.e2e.test_corrections import mended
from tests.e2e.test_schedules import to_the_next_post


def tower(desk: Desk) -> Any:
    """The channel of the server next door, where the bot may post, too."""
    (channel,) = desk.world.guilds[GUILD].channels.values()
    return channel


async def read_in_with(desk: Desk, *renamed: tuple[int, int]) -> None:
    """Stop the bot, and let it go on with an export in which ids of ours are replaced."""
    await desk.stop()
    database = desk.folder / "data" / "dateline.sqlite3"
    text = "".join([line async for line in export_lines(database)])
    for ours, theirs in renamed:
        text = text.replace(str(ours), str(theirs))
    database.unlink()
    await import_lines(text.splitlines(keepends=True), database, datetime.now(UTC))
    await desk.start()


async def test_a_briefing_is_not_posted_into_another_servers_channel(desk: Desk) -> None:
    await planned(desk)
    await read_in_with(desk, (desk.news.id, tower(desk).id))
    before = len(tower(desk).messages)
    await to_the_next_post(desk)
    await desk.settled()
    assert len(tower(desk).messages) == before
    row = await ended(desk)
    assert (row.state, row.reason) == (DeliveryState.FAILED, "That channel no longer exists.")
    status = await desk.chief.slash("status")
    assert "no longer exists" in status.text


async def test_a_message_in_another_servers_channel_is_not_edited(desk: Desk) -> None:
    await planned(desk)
    await to_the_next_post(desk)
    row = await ended(desk)
    whole = await desk.app.storage.deliveries.get(desk.guild.id, row.id)
    assert whole is not None
    bot = desk.world.bot_member(desk.world.guilds[GUILD])
    assert bot is not None
    assert whole.parts[0].message_id is not None
    theirs = await desk.playground.person(bot, tower(desk)).post("A message of the bot's")
    renamed = (desk.news.id, tower(desk).id), (whole.parts[0].message_id, int(theirs["id"]))
    await read_in_with(desk, *renamed)
    page = await desk.editor.slash("story correct", story="1")
    form = await desk.editor.choose(page.message, "Which part is wrong?", ["note"])
    await desk.editor.submit(form.modal, {"words": "The race was on Saturday."})
    await mended(desk)
    asked = [one for one in desk.playground.requests if one.method in ("PATCH", "DELETE")]
    assert not [one for one in asked if f"/{tower(desk).id}/" in one.path]
