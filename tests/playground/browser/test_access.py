"""Everybody can use the page: axe-core finds nothing serious, keys reach all, widths fit."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import Browser

from tests.playground.browser.conftest import Town, opened
from tests.playground.browser.screen import Screen, expect

pytestmark = [pytest.mark.asyncio(loop_scope="session")]

FAULTS = """async () => {
    const { violations } = await axe.run(document, { resultTypes: ['violations'] });
    const grave = violations.filter((one) => ['serious', 'critical'].includes(one.impact));
    return grave.map((one) => [one.id, one.nodes.map((node) => node.html.slice(0, 200))]);
}"""


async def grave_faults(screen: Screen) -> Any:
    await screen.page.wait_for_timeout(250)  # colours fade in; half-faded ones are not measured
    return await screen.page.evaluate(FAULTS)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 768, 1440])
async def test_axe_finds_no_serious_fault(
    browser: Browser, town: Town, axe: str, scheme: Any, width: int
) -> None:
    lines = ["# Head", "-# small", "> quote ||hidden|| `code`", "[link](https://example.org)"]
    await town.mia.post("\n".join([*lines, f"<@{town.ana.id}>"]))
    for command in ("show layout", "show embed", "show selects"):
        await town.ana.slash(command)
    await town.ana.slash("say", text="private", private=True)
    url = f"{town.playground.page_url}#/{town.news.id}"
    size = {"width": width, "height": 900}
    async with opened(browser, url, viewport=size, color_scheme=scheme) as page:
        screen = Screen(page)
        await page.evaluate(axe)
        await expect(screen.message("private")).to_have_count(1)
        assert await grave_faults(screen) == []
        await screen.begin("/options")
        await expect(screen.panel.get_by_role("option").first).to_be_visible()
        assert await grave_faults(screen) == []
        await screen.press("Escape")
        await screen.message("Choose:").get_by_role("button", name="Choose ships").click()
        assert await grave_faults(screen) == []
        await screen.press("Escape")
        await screen.last.get_by_role("button", name="More for this").focus()
        await screen.press("Enter")
        assert await grave_faults(screen) == []
        await screen.press("Escape")
        await page.get_by_role("button", name="Look inside").click()
        await page.locator("#requests summary").first.click()
        assert await grave_faults(screen) == []
        await screen.press("Escape")
        for form in ("form", "ticks"):
            await screen.command(f"/show {form}")
            await screen.form.get_by_role("button", name="Submit").click()
            assert await grave_faults(screen) == []
            await screen.press("Escape")
        await page.evaluate(f"location.hash = '#/{town.forum.id}'")
        await expect(page.locator(".forum-post")).to_be_visible()
        assert await grave_faults(screen) == []


@pytest.mark.browser
@pytest.mark.parametrize("width", [320, 390, 768, 1440])
async def test_nothing_is_wider_than_the_window(browser: Browser, town: Town, width: int) -> None:
    for command in ("show layout", "show embed", "show selects"):
        await town.ana.slash(command)
    url = f"{town.playground.page_url}#/{town.news.id}"
    async with opened(browser, url, viewport={"width": width, "height": 800}) as page:
        await expect(page.locator(".container")).to_be_visible()
        too_wide = await page.evaluate(
            "[...document.querySelectorAll('.main, .main *')].filter((one) =>"
            " !one.closest('.unseen, .toolbar, .joined-time, .grow')"
            " && one.getBoundingClientRect().right > innerWidth + 1).map((one) => one.className)"
        )
        assert too_wide == []


@pytest.mark.browser
async def test_on_a_telephone_the_columns_open_over_the_messages_and_close(phone: Screen) -> None:
    channels = phone.page.locator("#channels-pane")
    await expect(channels).to_be_hidden()
    await phone.page.get_by_role("button", name="Channels", exact=True).click()
    await expect(channels).to_be_visible()
    await phone.page.locator("#channels a").filter(has_text="notices").click()
    await expect(phone.page.locator("#channel-title")).to_have_text("notices")
    await expect(channels).to_be_hidden()
    members = phone.page.get_by_role("button", name="Members", exact=True)
    await members.click()
    await phone.press("Escape")
    await expect(phone.page.locator("#members-pane")).to_be_hidden()
    await expect(members).to_be_focused()


@pytest.mark.browser
async def test_every_control_is_reached_with_tab_alone(screen: Screen, town: Town) -> None:
    await town.ana.slash("show layout")
    await expect(screen.messages).to_have_count(1)
    await screen.page.evaluate("document.activeElement.blur()")
    seen: set[str] = set()
    for _ in range(60):
        await screen.press("Tab")
        seen.add(
            await screen.page.evaluate(
                "(document.activeElement.getAttribute('aria-label') ||"
                " document.activeElement.textContent).trim().slice(0, 40)"
            )
        )
    for name in ("news", "Dark colours", "Look inside", "Danger", "Read on", "Why this"):
        assert any(one.startswith(name) for one in seen), (name, seen)
    assert "Write in #news as Ana" in seen
    assert "More for Mia" in seen
    assert any(one.startswith("More for this message") for one in seen)


@pytest.mark.browser
async def test_the_switch_for_colours_is_remembered(screen: Screen) -> None:
    colour = "getComputedStyle(document.body).backgroundColor"
    light = await screen.page.evaluate(colour)
    await screen.page.get_by_role("button", name="Dark colours").click()
    dark = await screen.page.evaluate(colour)
    assert dark != light
    await screen.page.reload()
    await expect(screen.page.get_by_role("button", name="Light colours")).to_be_visible()
    assert await screen.page.evaluate(colour) == dark


@pytest.mark.browser
async def test_the_page_asks_nothing_of_the_network_beyond_this_machine(
    browser: Browser, town: Town
) -> None:
    asked: list[str] = []
    await town.ana.slash("show layout")
    url = f"{town.playground.page_url}#/{town.news.id}"
    async with opened(browser, url) as page:
        page.on("request", lambda request: asked.append(request.url))
        await page.reload()
        await expect(page.locator(".container")).to_be_visible()
    assert asked
    home = f"http://127.0.0.1:{town.playground.port}/"
    assert [one for one in asked if not one.startswith((home, "data:"))] == []
