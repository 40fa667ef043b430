"""Forms on the page: every field, its limits, and what happens when something is missing."""

from __future__ import annotations

import pytest

from tests.playground.browser.conftest import Town
from tests.playground.browser.screen import Screen, expect

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_a_form_is_filled_in_and_sent_with_a_file(screen: Screen) -> None:
    await screen.command("/show form")
    await expect(screen.form.get_by_role("heading")).to_have_text("Tell us about the race")
    await expect(screen.form.locator(".form-text strong")).to_have_text("only a sample")
    headline = screen.form.get_by_label("Headline")
    await expect(headline).to_be_focused()
    await expect(headline).to_have_accessible_description("One line, at most 80 characters")
    await screen.page.keyboard.type("Close finish")
    await screen.form.get_by_role("button", name="Ships").click()
    for ship in ("Beagle", "Dolphin"):
        await screen.page.get_by_role("option", name=ship).click()
    await screen.page.get_by_role("button", name="Done").click()
    file = {"name": "boat.txt", "mimeType": "text/plain", "buffer": b"boat"}
    await screen.form.get_by_label("Picture").set_input_files(file)  # pyright: ignore[reportArgumentType]
    await expect(screen.form.locator(".file-chip")).to_contain_text("boat.txt")
    await screen.form.get_by_role("button", name="Submit").click()
    await expect(screen.form).to_have_count(0)
    await expect(screen.last).to_contain_text("Close finish / Beagle, Dolphin / boat.txt")
    await expect(screen.last).to_contain_text("Ana sent the form Tell us about the race")


async def test_a_missing_or_short_answer_is_marked_and_focused(screen: Screen) -> None:
    await screen.command("/show form")
    headline = screen.form.get_by_label("Headline")
    await screen.form.get_by_role("button", name="Submit").click()
    await expect(headline).to_be_focused()
    await expect(headline).to_have_attribute("aria-invalid", "true")
    await expect(screen.form.get_by_text("Please fill this in.")).to_be_visible()
    await headline.fill("ab")
    await screen.form.get_by_role("button", name="Submit").click()
    await expect(screen.form.get_by_text("At least 3 characters, please.")).to_be_visible()
    await expect(screen.form.get_by_text("Please choose.")).to_be_visible()


async def test_a_text_that_fills_its_field_is_said_to_be_full(screen: Screen) -> None:
    await screen.command("/show form")
    story = screen.form.get_by_label("Story")
    await story.focus()
    await screen.page.keyboard.insert_text("x" * 5000)
    await expect(story).to_have_value("x" * 4000)
    await expect(screen.form.locator(".counter.full")).to_have_text("4,000 / 4,000, full")


async def test_fields_to_tick_reach_the_bot(screen: Screen) -> None:
    await screen.command("/show ticks")
    await screen.form.get_by_role("button", name="Submit").click()
    await expect(screen.form.get_by_text("Please choose one.")).to_be_visible()
    await screen.form.get_by_label("flood").check()
    await screen.form.get_by_label("Sat").check()
    await screen.form.get_by_label("Sun").check()
    await screen.form.get_by_label("Tell me of changes").check()
    await screen.form.get_by_role("button", name="Submit").click()
    await expect(screen.last).to_contain_text("flood / Sat, Sun / True")


async def test_escape_closes_a_form_and_the_message_field_takes_letters_again(
    screen: Screen,
) -> None:
    await screen.command("/show form")
    await expect(screen.form).to_be_visible()
    await screen.press("Escape")
    await expect(screen.form).to_have_count(0)
    await screen.page.keyboard.type("still here")
    await expect(screen.field).to_have_value("still here")


async def test_tab_stays_inside_an_open_form(screen: Screen) -> None:
    await screen.command("/show form")
    await expect(screen.form).to_be_visible()
    for _ in range(12):
        await screen.press("Tab")
        inside = (
            "document.activeElement === document.body || !!document.activeElement.closest('dialog')"
        )
        assert await screen.page.evaluate(inside)


async def test_a_form_whose_answer_fails_keeps_what_was_written(screen: Screen, town: Town) -> None:
    await screen.command("/show form")
    await screen.form.get_by_label("Headline").fill("Close finish")
    await screen.form.get_by_role("button", name="Ships").click()
    await screen.page.get_by_role("option", name="Beagle").click()
    await screen.page.get_by_role("button", name="Done").click()
    await town.bot.close()
    await screen.form.get_by_role("button", name="Submit").click()
    await expect(screen.form.get_by_role("alert")).to_contain_text("Nothing you wrote is lost")
    await expect(screen.form.get_by_label("Headline")).to_have_value("Close finish")
