"""Writing on the page: messages, replies, files, and slash commands by keyboard."""

from __future__ import annotations

import pytest

from tests.playground.browser.conftest import Town
from tests.playground.browser.screen import Screen, expect

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_a_message_typed_and_sent_with_enter_is_shown_and_stored(
    screen: Screen, town: Town
) -> None:
    await screen.field.fill("Good **morning**")
    await screen.press("Enter")
    await expect(screen.last.locator("strong")).to_have_text("morning")
    await expect(screen.field).to_have_value("")
    assert [one["content"] for one in await town.ana.messages()] == ["Good **morning**"]


async def test_shift_enter_makes_a_new_line_instead_of_sending(screen: Screen) -> None:
    await screen.field.fill("one")
    await screen.press("Shift+Enter")
    await expect(screen.field).to_have_value("one\n")
    await expect(screen.messages).to_have_count(0)


async def test_what_others_write_appears_without_asking_and_is_read_out(
    screen: Screen, town: Town
) -> None:
    await town.mia.post("The *tide* turns")
    await expect(screen.last).to_contain_text("The tide turns")
    await expect(screen.page.locator("#announcer")).to_contain_text("Mia: The tide turns")


async def test_a_reply_points_to_the_message_it_answers(screen: Screen, town: Town) -> None:
    await town.mia.post("Who is on today?")
    asked = screen.message("Who is on today?")
    await expect(asked).to_be_visible()
    await asked.hover()
    await asked.get_by_role("button", name="Reply").click()
    await expect(screen.page.locator("#reply-bar")).to_contain_text("Replying to Mia")
    await screen.field.fill("Me.")
    await screen.press("Enter")
    await expect(screen.last.locator(".cause")).to_contain_text("Who is on today?")
    sent = (await town.ana.messages())[-1]
    assert sent["referenced_message"]["content"] == "Who is on today?"


async def test_files_go_along_and_can_be_taken_away_before(screen: Screen, town: Town) -> None:
    files = [
        {"name": name, "mimeType": "text/plain", "buffer": name.encode()}
        for name in ("tide.txt", "wrong.txt")
    ]
    await screen.page.locator("#attach-input").set_input_files(files)  # pyright: ignore[reportArgumentType]
    await screen.page.get_by_role("button", name="Remove wrong.txt").click()
    await screen.field.press("Enter")
    await expect(screen.last.locator(".file-name")).to_have_text("tide.txt")
    async with screen.page.expect_download() as download:
        await screen.last.get_by_role("link", name="Save tide.txt").click()
    assert (await (await download.value).path()).read_bytes() == b"tide.txt"


async def test_a_slash_lists_the_commands_and_the_arrow_keys_choose(screen: Screen) -> None:
    await screen.field.fill("/")
    options = screen.panel.get_by_role("option")
    await expect(options.filter(has_text="/show layout")).to_be_visible()
    await screen.field.fill("/th")
    await expect(options.first).to_contain_text("/think")
    active = await screen.field.get_attribute("aria-activedescendant")
    assert active == await options.first.get_attribute("id")
    await screen.press("Enter")
    await expect(screen.line).to_contain_text("/think")
    await screen.press("Enter")
    await expect(screen.last).to_contain_text("newsbot is thinking…")
    await expect(screen.last).to_contain_text("That took a moment.")


async def test_words_after_a_typed_command_fill_its_first_option(screen: Screen) -> None:
    await screen.page.evaluate("document.getElementById('composer-text').focus()")
    await screen.page.keyboard.insert_text("/say high water at noon")
    await screen.press("Enter")
    await expect(screen.last).to_contain_text("high water at noon")
    await expect(screen.last).to_contain_text("Ana used /say")


async def test_a_missing_option_is_named_and_nothing_is_sent(screen: Screen) -> None:
    await screen.begin("/say")
    await screen.press("Enter")
    await expect(screen.panel.get_by_role("alert")).to_have_text("text is needed.")
    await expect(screen.chip("text")).to_be_focused()
    await expect(screen.messages).to_have_count(0)


async def test_autocomplete_asks_the_bot_while_typing(screen: Screen) -> None:
    await screen.begin("/ship")
    await expect(screen.panel.get_by_role("option")).to_have_count(5)
    await screen.page.keyboard.type("cal")
    await expect(screen.panel.get_by_role("option")).to_have_text(["Calypso"])
    await screen.press("Tab")
    await expect(screen.chip("name")).to_have_value("Calypso")
    await screen.press("Enter")
    await expect(screen.last).to_contain_text("Found: calypso")


async def test_every_kind_of_option_reaches_the_bot(screen: Screen) -> None:
    await screen.begin("/options")
    await screen.page.keyboard.type("new")
    await screen.press("Enter")
    await expect(screen.chip("count")).to_be_focused()
    await screen.page.keyboard.type("7")
    for name, typed in (("side", "sb"), ("person", "mi"), ("role", "edit"), ("loud", "tr")):
        await screen.page.get_by_role("button", name=f"Add the option {name}").click()
        await expect(screen.chip(name)).to_be_focused()
        await screen.page.keyboard.type(typed)
        await screen.press("Tab")
    await screen.page.get_by_role("button", name="Add the option page").click()
    file = {"name": "a.txt", "mimeType": "text/plain", "buffer": b"12345"}
    await screen.chip("page").set_input_files(file)  # pyright: ignore[reportArgumentType]
    await screen.page.get_by_role("button", name="Send").click()
    await expect(screen.last).to_contain_text("news / 7 / sb / mia / Editors / 5 / True")


async def test_a_number_out_of_range_is_refused_before_it_is_sent(screen: Screen) -> None:
    await screen.begin("/options")
    await screen.chip("channel").fill("#news")
    await screen.chip("count").fill("11")
    await screen.press("Enter")
    await expect(screen.panel.get_by_role("alert")).to_have_text("10 or less, please.")


async def test_escape_leaves_a_command_and_backspace_takes_an_option_back(screen: Screen) -> None:
    await screen.begin("/say")
    await screen.page.get_by_role("button", name="Add the option private").click()
    await screen.press("Backspace")
    await expect(screen.chip("private")).to_have_count(0)
    await screen.press("Escape")
    await expect(screen.line).to_have_count(0)
    await expect(screen.field).to_be_focused()


async def test_a_bot_that_never_answers_is_said_to_have_not_responded(
    screen: Screen, town: Town
) -> None:
    town.playground.interactions.first_answer = 2.0
    await screen.command("/silent")
    await expect(screen.last).to_contain_text("Sending…")
    await expect(screen.last).to_contain_text("The application did not respond")
    await screen.last.get_by_role("button", name="Dismiss").click()
    await expect(screen.messages).to_have_count(0)


async def test_a_message_that_is_too_long_stays_in_the_field_with_the_reason(
    screen: Screen,
) -> None:
    await screen.field.fill("x" * 2001)
    await expect(screen.page.locator("#composer-counter")).to_have_text("-1 left")
    await screen.press("Enter")
    await expect(screen.notices).to_contain_text("2,000")
    await expect(screen.field).to_have_value("x" * 2001)
