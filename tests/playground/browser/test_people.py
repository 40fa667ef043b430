"""Who looks at the page, and what that changes: commands, channels, writing, the bot's state."""

from __future__ import annotations

import pytest
from playwright.async_api import WebSocketRoute

from playground import Permission
from tests.playground.browser.conftest import Town
from tests.playground.browser.screen import Screen, expect

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_another_person_is_offered_only_their_own_commands(screen: Screen) -> None:
    await screen.field.fill("/ru")
    await expect(screen.panel.get_by_role("option")).to_have_text(
        ["/ruleFor those who run the server"]
    )
    await screen.become("Mia")
    await screen.field.fill("/ru")
    await expect(screen.panel.get_by_role("option")).to_have_count(0)
    await expect(screen.panel).to_contain_text("No command of that name for you here.")


async def test_channels_that_are_hidden_from_somebody_are_not_listed(screen: Screen) -> None:
    secret = screen.page.locator("#channels a").filter(has_text="secret")
    await expect(secret).to_have_count(1)
    await secret.click()
    await screen.become("Mia")
    await expect(secret).to_have_count(0)
    await expect(screen.page.locator("#channel-title")).not_to_have_text("secret")


async def test_who_may_not_write_sees_a_field_that_says_so(screen: Screen) -> None:
    await screen.go_to("notices")
    await expect(screen.field).to_be_enabled()
    await screen.become("Mia")
    await expect(screen.field).to_be_disabled()
    await expect(screen.field).to_have_attribute("placeholder", "Mia cannot write in #notices")


async def test_what_only_one_person_may_see_is_gone_for_the_next(screen: Screen) -> None:
    await screen.begin("/say")
    await screen.page.keyboard.type("for my eyes")
    await screen.page.get_by_role("button", name="Add the option private").click()
    await screen.page.keyboard.type("true")
    await screen.press("Enter", "Enter")
    await expect(screen.message("for my eyes")).to_have_count(1)
    await screen.become("Mia")
    await expect(screen.message("for my eyes")).to_have_count(0)
    await screen.become("Ana")
    await expect(screen.message("for my eyes")).to_have_count(1)


async def test_the_chosen_person_and_channel_outlive_a_reload(screen: Screen) -> None:
    await screen.become("Ed")
    await screen.go_to("notices")
    await screen.page.reload()
    await expect(screen.page.locator(".identity:has(:checked)")).to_contain_text("Ed")
    await expect(screen.page.locator("#channel-title")).to_have_text("notices")


async def test_a_permission_or_channel_taken_away_shows_at_once(screen: Screen, town: Town) -> None:
    await screen.become("Mia")
    everyone = town.guild.roles[town.guild.id]
    town.world.set_overwrite(town.news, everyone, deny=int(Permission.SEND_MESSAGES))
    await expect(screen.field).to_be_disabled()
    town.world.delete_channel(town.news)
    await expect(screen.notices).to_contain_text("news is not there for you any more.")
    await expect(screen.page.locator("#channel-title")).not_to_have_text("news")


async def test_what_changes_while_the_page_is_being_opened_is_seen(
    screen: Screen, town: Town
) -> None:
    everyone = town.guild.roles[town.guild.id]

    async def opening(socket: WebSocketRoute) -> None:
        # The page has its picture of the world by now, and does not yet hear of changes.
        town.world.set_overwrite(town.news, everyone, deny=int(Permission.SEND_MESSAGES))
        socket.connect_to_server()

    await screen.page.route_web_socket("**/_playground/events*", opening)
    await screen.become("Mia")
    await expect(screen.field).to_be_disabled()


async def test_a_bot_that_leaves_is_shown_as_offline(screen: Screen, town: Town) -> None:
    state = screen.page.locator(".member-state")
    await expect(state).to_have_text("online")
    await town.bot.close()
    await expect(state).to_have_text("offline")


async def test_a_wrong_token_is_told_in_one_sentence(screen: Screen, town: Town) -> None:
    await screen.page.goto(f"http://127.0.0.1:{town.playground.port}/?token=wrong")
    await expect(screen.page.locator("#banner")).to_contain_text("token")
