"""What messages look like on the page: text, layouts, embeds, privacy, changes, threads."""

from __future__ import annotations

import pytest

from tests.playground.browser.conftest import Town
from tests.playground.browser.screen import Screen, expect

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_scripts_and_markup_from_outside_are_shown_as_text(
    screen: Screen, town: Town
) -> None:
    text = '<script>window.hurt = 1</script><img src=x onerror="window.hurt = 1">'
    await town.mia.post(text)
    await expect(screen.last.locator(".rich-text")).to_have_text(text)
    assert await screen.page.evaluate("window.hurt") is None


@pytest.mark.parametrize(
    "text",
    ["> " * 100 + "deep", "\u202egnirts \u2066backwards\u2069", "[a](" * 490, "W" * 2000],
    ids=["a hundred quotes", "bidi marks", "open brackets", "one word of 2,000 letters"],
)
async def test_a_strange_message_keeps_inside_its_own_row(
    screen: Screen, town: Town, text: str
) -> None:
    await town.mia.post(text)
    await town.mia.at(town.news).post("after")
    await expect(screen.message("after")).to_be_visible()
    wide = await screen.page.evaluate(
        "[document.documentElement, document.getElementById('scroller')]"
        ".some((one) => one.scrollWidth > one.clientWidth)"
    )
    assert not wide


async def test_mentions_times_and_links_are_named(screen: Screen, town: Town) -> None:
    await town.mia.post(
        f"<@{town.ana.id}> <@&{town.editors.id}> <#{town.notices.id}> <t:1700000000:F> "
        "[the race](https://example.org/race)"
    )
    row = screen.last
    await expect(row.locator(".mention")).to_have_text(["@Ana", "@Editors", "#notices"])
    await expect(row.locator("time.stamp")).to_contain_text("2023")
    link = row.get_by_role("link", name="the race")
    assert await link.get_attribute("title") == "example.org"
    assert await link.get_attribute("rel") == "noopener noreferrer"


async def test_a_spoiler_hides_until_it_is_pressed(screen: Screen, town: Town) -> None:
    await town.mia.post("It was ||the gardener||")
    spoiler = screen.last.get_by_role("button", name="Hidden. Show it")
    await expect(screen.last.get_by_text("the gardener")).to_be_hidden()
    await spoiler.focus()
    await screen.press("Enter")
    await expect(screen.last.get_by_text("the gardener")).to_be_visible()


async def test_a_layout_shows_all_its_parts(screen: Screen) -> None:
    await screen.command("/show layout")
    row = screen.last
    await expect(row.get_by_role("heading", name="The island race was close")).to_be_visible()
    bar = await row.locator(".container").evaluate("(one) => getComputedStyle(one).borderLeftColor")
    assert bar == "rgb(192, 118, 43)"
    loaded = "(one) => one.complete && one.naturalWidth === 1"
    for picture in ("A boat at sea", "The finish"):
        image = row.get_by_role("img", name=picture)
        await expect(image).to_be_visible()
        await image.evaluate("(one) => one.decode()")
        assert await image.evaluate(loaded)
    await expect(row.get_by_role("link", name="Far away (example.org)")).to_be_visible()
    await expect(row.locator(".file-card")).to_contain_text("results.txt")
    await expect(row.get_by_role("button", name="Switched off")).to_be_disabled()
    await expect(row.get_by_role("link", name="Read on")).to_have_attribute(
        "href", "https://example.org/race"
    )
    await expect(row.locator("hr.line")).to_have_count(1)


async def test_a_button_reaches_the_bot_and_its_private_answer_can_be_dismissed(
    screen: Screen, town: Town
) -> None:
    await screen.command("/show layout")
    await screen.last.get_by_role("button", name="Danger").click()
    answer = screen.message("Pressed danger.")
    await expect(answer).to_contain_text("Only you can see this.")
    seen = [one["content"] for one in await town.mia.messages()]
    assert "Pressed danger." not in seen
    await answer.get_by_role("button", name="Dismiss").click()
    await expect(answer).to_have_count(0)


async def test_a_button_nobody_answers_says_so_beneath_its_message(
    screen: Screen, town: Town
) -> None:
    town.playground.interactions.first_answer = 0.3
    await screen.command("/show layout")
    await screen.last.get_by_role("button", name="Why this").click()
    await expect(screen.last.locator(".failure")).to_have_text("The application did not respond")


async def test_an_embed_shows_its_fields_side_by_side(screen: Screen) -> None:
    await screen.command("/show embed")
    embed = screen.last.locator(".embed")
    await expect(embed.get_by_role("link", name="Tide table")).to_be_visible()
    await expect(embed.locator(".embed-field.inline")).to_have_count(3)
    tops = await embed.locator(".embed-field.inline").evaluate_all(
        "(all) => all.map((one) => one.getBoundingClientRect().top)"
    )
    assert len(set(tops)) == 1
    await expect(embed.locator(".embed-foot")).to_contain_text("All times local · ")


@pytest.mark.parametrize(
    ("placeholder", "choice", "shown"),
    [
        ("Choose a person", "Mia", "mia_member"),
        ("Choose a role", "@Editors", "editors"),
        ("Choose either", "@Editors", "editors"),
        ("Choose a channel", "#news", "news"),
    ],
)
async def test_people_roles_and_channels_are_chosen_from_a_list(
    screen: Screen, town: Town, placeholder: str, choice: str, shown: str
) -> None:
    await screen.command("/show selects")
    await screen.last.get_by_role("button", name=placeholder).click()
    await screen.page.get_by_role("option", name=choice).click()
    await expect(screen.last).to_contain_text(f"Chosen: {getattr(town, shown).id}")


async def test_several_choices_are_made_by_keyboard_and_sent_together(screen: Screen) -> None:
    await screen.command("/show selects")
    select = screen.last.get_by_role("button", name="Choose ships")
    await select.focus()
    await screen.press("Enter", "Space", "ArrowDown", "ArrowDown", "Space", "Escape")
    await expect(screen.last).to_contain_text("Chosen: Aurora, Calypso")
    await expect(select).to_have_count(0)


async def test_edits_deletions_and_reactions_show_at_once(screen: Screen, town: Town) -> None:
    posted = await town.mia.post("Frist")
    row = screen.message("Frist")
    await expect(row).to_have_count(1)
    await town.ed.react(posted, "👍")
    pill = row.get_by_role("button", name="👍, 1 reaction")
    await pill.click()
    await expect(row.get_by_role("button", name="👍, 2 reactions")).to_have_attribute(
        "aria-pressed", "true"
    )
    await town.mia.delete(posted)
    await expect(row).to_have_count(0)


async def test_an_edited_message_says_so(screen: Screen, town: Town) -> None:
    await screen.command("/think")
    await expect(screen.message("That took a moment.")).to_be_visible()
    channel = town.bot.get_channel(town.news.id)
    assert channel is not None
    message = await channel.send("Draft")  # pyright: ignore[reportAttributeAccessIssue]
    await expect(screen.message("Draft")).to_be_visible()
    await message.edit(content="Final")
    await expect(screen.message("Final").locator(".edited")).to_have_text("edited")
    await expect(screen.message("Draft")).to_have_count(0)


async def test_the_context_menu_offers_the_bots_commands_by_mouse_and_by_keyboard(
    screen: Screen, town: Town
) -> None:
    await town.mia.post("Swans on the pier")
    await screen.message("Swans").click(button="right")
    await screen.page.get_by_role("menuitem", name="Add to the desk").click()
    await expect(screen.message("Added: Swans on the pier")).to_have_count(1)
    more = screen.messages.filter(has_text="Mia").get_by_role("button", name="More for this")
    await more.first.focus()
    await screen.press("Enter")
    menu = screen.page.get_by_role("menu")
    await expect(menu.get_by_role("menuitem").first).to_be_focused()
    await screen.press("a", "a", "Enter")
    await expect(screen.message("Added: Swans on the pier")).to_have_count(2)


async def test_a_member_can_be_greeted_from_the_members_column(screen: Screen) -> None:
    await screen.page.get_by_role("button", name="More for Mia").click()
    await screen.page.get_by_role("menuitem", name="Greet").click()
    await expect(screen.last).to_contain_text("Hello, Mia.")


async def test_threads_and_forum_posts_open_like_channels(screen: Screen, town: Town) -> None:
    await town.mia.at(town.thread).post("The race was close")
    await screen.go_to("The race")
    await expect(screen.last).to_contain_text("The race was close")
    await expect(screen.page.locator("#channel-topic")).to_have_text("in #news")
    await screen.go_to("letters")
    post = screen.page.get_by_role("link", name="Where do swans sleep?")
    await expect(post).to_contain_text("Swans")
    await town.mia.at(town.letter).post("Does anybody know?")
    await post.click()
    await expect(screen.last).to_contain_text("Does anybody know?")


async def test_a_message_elsewhere_marks_its_channel_unread(screen: Screen, town: Town) -> None:
    await town.mia.at(town.thread).post("Hello there")
    link = screen.page.locator("#channels a").filter(has_text="The race")
    await expect(link).to_contain_text("unread")
    await link.click()
    await expect(link).not_to_contain_text("unread")


async def test_one_can_write_to_the_bot_alone(screen: Screen, town: Town) -> None:
    await screen.page.get_by_role("button", name="Write to newsbot").click()
    await expect(screen.page.locator("#channel-title")).to_have_text("newsbot")
    user = await town.bot.fetch_user(town.ana.id)
    await user.send("Only between us")
    await expect(screen.last).to_contain_text("Only between us")


async def test_earlier_messages_come_on_request(screen: Screen, town: Town) -> None:
    for number in range(60):
        await town.mia.post(f"number {number}")
    await screen.page.reload()
    await expect(screen.message("number 59")).to_be_visible()
    await expect(screen.messages).to_have_count(50)
    await screen.page.get_by_role("button", name="Show earlier messages").click()
    await expect(screen.messages).to_have_count(60)
    await expect(screen.page.locator("#earlier")).to_be_hidden()
