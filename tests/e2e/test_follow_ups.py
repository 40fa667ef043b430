"""Stories that go on with an earlier one: "Day 3", with the way back."""

from __future__ import annotations

import pytest

from tests.e2e.conftest import Desk
from tests.e2e.test_corrections import correct, edits, mended, post, retract, texts
from tests.e2e.test_places import settled
from tests.e2e.test_schedules import to_the_next_post

DAY = 86_400


@pytest.fixture
async def ready(desk: Desk) -> Desk:
    await desk.set_up()
    return desk


async def shown(desk: Desk) -> str:
    newest = max(await desk.posted(), key=lambda one: int(one["id"]))
    return "\n".join(texts(newest))


async def test_an_update_says_its_day_and_links_to_the_message_before(ready: Desk) -> None:
    await ready.add_story(headline="Fire on the old mole")
    await post(ready)
    (first,) = await ready.posted()
    ready.playground.clock.move(DAY)
    await ready.add_story(headline="Old mole still closed after the fire")
    linked = await ready.editor.slash("story follow", story="2", earlier="1")
    assert "is an update to" in linked.text
    await to_the_next_post(ready)
    await settled(ready)
    address = f"https://discord.com/channels/{ready.guild.id}/{ready.news.id}/{first['id']}"
    assert "-# Day " in await shown(ready)
    assert f"update to [Fire on the old mole]({address})" in await shown(ready)
    before = await shown(ready)
    await correct(ready, "note", "", "The mole is open.", story="2")
    await mended(ready)
    assert edits(ready)
    for line in before.split("\n"):
        assert line in await shown(ready)


async def test_links_can_be_taken_back_and_never_make_a_circle(ready: Desk) -> None:
    for number in range(3):
        await ready.add_story(headline=f"Fire on mole number {number}")
    await ready.editor.slash("story follow", story="2", earlier="1")
    await ready.editor.slash("story follow", story="3", earlier="2")
    circle = await ready.editor.slash("story follow", story="1", earlier="3")
    assert "cannot be the other way round" in circle.text
    assert "to itself" in (await ready.editor.slash("story follow", story="1", earlier="1")).text
    assert (
        "No such story" in (await ready.editor.slash("story follow", story="1", earlier="x")).text
    )
    alone = await ready.editor.slash("story follow", story="3")
    assert "on its own now" in alone.text
    before = await ready.app.storage.follow_ups.before(ready.guild.id, 3)
    assert before == ()


async def test_an_update_to_a_retracted_story_does_not_lead_back_to_it(ready: Desk) -> None:
    await ready.add_story(headline="Fire on the old mole")
    await post(ready)
    await retract(ready, "There was no fire.")
    ready.playground.clock.move(DAY)
    await ready.add_story(headline="Old mole was never on fire, the harbour master says")
    await ready.editor.slash("story follow", story="2", earlier="1")
    await to_the_next_post(ready)
    await settled(ready)
    assert "pdate to" not in await shown(ready)


async def test_members_link_nothing(ready: Desk) -> None:
    await ready.add_story()
    refused = await ready.member.slash("story follow", story="1", earlier="1")
    assert "for editors" in refused.text
