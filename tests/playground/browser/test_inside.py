"""The drawer "Look inside": requests of the bot, the clock, faults, the program's own buttons."""

from __future__ import annotations

import pytest

from tests.playground.browser.conftest import Town
from tests.playground.browser.screen import Screen, expect

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_each_request_of_the_bot_is_listed_with_its_body_on_demand(screen: Screen) -> None:
    await screen.page.get_by_role("button", name="Look inside").click()
    await screen.command("/say", text="look at me")
    row = screen.page.locator("#requests li").first
    await expect(row.locator(".method")).to_have_text("POST")
    await expect(row.locator(".path")).to_contain_text("/callback")
    await expect(row.locator(".status")).to_have_text("200")
    await row.locator("summary").click()
    await expect(row.get_by_role("region", name="Sent")).to_contain_text("look at me")
    await expect(row.get_by_role("region", name="Answered")).to_contain_text("response_message_id")


async def test_the_clock_moves_by_hours_and_days_and_back(screen: Screen, town: Town) -> None:
    await screen.page.get_by_role("button", name="Look inside").click()
    clock = screen.page.locator("#clock")
    await expect(clock).to_contain_text("real time")
    await screen.page.get_by_role("button", name="One day on").click()
    await screen.page.get_by_role("button", name="One hour on").click()
    await expect(clock).to_contain_text("1 day 1 hour ahead")
    assert town.playground.clock.offset == pytest.approx(25 * 3600)
    await screen.page.get_by_role("button", name="Back to real time").click()
    await expect(clock).to_contain_text("real time")


async def test_relative_times_follow_the_playgrounds_clock(screen: Screen, town: Town) -> None:
    now = int(town.playground.clock.now())
    await town.mia.post(f"<t:{now + 7210}:R>")
    stamp = screen.last.locator("time.stamp")
    await expect(stamp).to_have_text("in 2 hours")
    town.playground.clock.move(3600 * 24)
    await expect(stamp).to_have_text("21 hours ago")


async def test_the_programs_own_button_is_offered_and_its_answer_shown(
    screen: Screen, town: Town
) -> None:
    async def skip() -> str:
        town.playground.clock.move(60)
        return "The clock stands at the next posting."

    town.playground.offer("next", "To the next posting", skip)
    await screen.page.reload()
    await screen.page.get_by_role("button", name="Look inside").click()
    await screen.page.get_by_role("button", name="To the next posting").click()
    await expect(screen.notices).to_contain_text("The clock stands at the next posting.")


async def test_a_cut_gateway_is_survived_and_the_page_goes_on(screen: Screen, town: Town) -> None:
    await screen.page.get_by_role("button", name="Look inside").click()
    await screen.page.get_by_text("Faults on order").click()
    await screen.page.get_by_role("button", name="Cut the gateway connection").click()
    await expect(screen.notices).to_contain_text("Done")
    await town.playground.bot_ready()
    await screen.command("/say", text="back again")
    await expect(screen.message("back again")).to_have_count(1)


async def test_a_playground_that_stops_is_said_to_have_stopped(screen: Screen, town: Town) -> None:
    await screen.field.fill("lost?")
    await town.playground.__aexit__(None, None, None)
    await expect(screen.page.locator("#banner")).to_contain_text("stopped answering")
    await screen.press("Enter")
    await expect(screen.notices).to_contain_text("cannot be reached")
    await expect(screen.field).to_have_value("lost?")
    await town.playground.__aenter__()
    await expect(screen.page.locator("#banner")).to_be_hidden()
