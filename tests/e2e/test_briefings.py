"""/briefing and the buttons under a posted one."""

from __future__ import annotations

from tests.e2e.conftest import Desk
from tests.e2e.test_schedules import add, to_the_next_post


async def test_today_is_private_and_says_so_when_there_is_nothing(desk: Desk) -> None:
    empty = await desk.member.slash("briefing today")
    assert empty.ephemeral
    assert "No stories yet" in empty.text
    await desk.set_up()
    await desk.add_story()
    today = await desk.member.slash("briefing today")
    assert today.ephemeral
    assert "Rowing club wins" in today.text
    assert "From the archive" not in today.text
    assert "Why this" in today.buttons


async def test_preview_shows_what_the_schedule_then_posts(desk: Desk) -> None:
    await desk.set_up()
    await desk.add_story()
    await add(desk, channel=desk.news, name="Morning")
    preview = await desk.editor.slash("briefing preview", schedule="1")
    assert preview.ephemeral
    await to_the_next_post(desk)
    (post,) = await desk.posted()
    for line in ("Rowing club wins", "42 crews", "Harbour Sample Wire"):
        assert line in preview.text
        assert line in str(post)
    await desk.settled()  # The post is there a moment before the ledger says so.
    after = await desk.editor.slash("briefing preview", schedule="1")
    assert "nothing would be posted" in after.text


async def test_preview_is_for_editors(desk: Desk) -> None:
    await desk.set_up()
    await add(desk, channel=desk.news, name="Morning")
    assert "for editors" in (await desk.member.slash("briefing preview", schedule="1")).text
    foreign = await desk.editor.slash("briefing preview", schedule="77")
    assert "No such schedule" in foreign.text
    choices = await desk.editor.autocomplete("briefing preview", "schedule", typed="")
    assert [choice["name"] for choice in choices] == ["Morning"]


async def test_details_and_why_work_for_members_after_a_restart(desk: Desk) -> None:
    await desk.set_up()
    await desk.add_story()
    await add(desk, channel=desk.news)
    await to_the_next_post(desk)
    (post,) = await desk.posted()
    await desk.restart()
    details = await desk.member.press(post, "Details")
    assert details.ephemeral
    assert "18 kilometres" in details.text or "42 crews" in details.text
    why = await desk.member.press(post, "Why this")
    assert why.ephemeral
    assert "Rowing club" in why.text
    assert "First of 1" in why.text
    assert "Europe/Berlin" in why.text


async def test_why_answers_under_a_private_briefing_too(desk: Desk) -> None:
    await desk.set_up()
    await desk.add_story()
    await add(desk, channel=desk.news)
    for answer in (
        await desk.editor.slash("briefing today"),
        await desk.editor.slash("briefing preview", schedule="1"),
    ):
        why = await desk.editor.press(answer.message, "Why this")
        assert "Rowing club" in why.text


async def test_a_forged_button_is_answered_politely(desk: Desk) -> None:
    await desk.set_up()
    await desk.add_story()
    today = await desk.member.slash("briefing today")
    for forged in ("briefing.details:today:99", "briefing.details:x", "nonsense:1", "draft.save:١"):
        answer = await desk.forge(desk.member, today.message, forged)
        assert not answer.failed
        assert "Something went wrong" not in answer.text


async def test_a_long_briefing_is_split_and_every_part_carries_the_code(desk: Desk) -> None:
    await desk.set_up()
    for number in range(8):
        page = desk.page(headline=f"Council votes on harbour plan number {number}")
        head, _, rest = page.partition("PORT SAMPLE - ")
        body = "\n\n".join(long_sentence(number, part) for part in range(4))
        await desk.add_story(f"{head}PORT SAMPLE - {body}\n\n{rest[rest.index('E-paper') :]}")
    await add(desk, channel=desk.news)
    await to_the_next_post(desk)
    posts = await desk.posted(count=2)
    assert len(posts) >= 2
    delivery = await desk.app.storage.deliveries.latest_of(desk.guild.id, 1)
    assert delivery is not None
    for number, post in enumerate(sorted(posts, key=lambda one: int(one["id"])), start=1):
        assert f"briefing.why:{delivery.code}:{number}" in str(post)


def long_sentence(number: int, part: int) -> str:
    """Over 250 characters, another one for each story and paragraph."""
    places = ["north quay", "south quay", "old mole", "fish market"]
    return (
        f"The council of district {number} said on Sunday that the {places[part]} would be closed"
        f" for {number + part + 2} months from the spring, that ships would berth at pier"
        f" {number * 4 + part} in the meantime, and that the {part + 3} firms which now rent sheds"
        f" at the {places[part]} would be paid for every week in which they cannot work."
    )
