"""What somebody does in front of the page, in words. Used by the browser tests."""

from __future__ import annotations

from playwright.async_api import Locator, Page, expect

__all__ = ["Screen", "expect"]


class Screen:
    """The page with its places by name."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.field = page.locator("#composer-text")
        self.panel = page.locator("#suggestions")
        self.line = page.locator(".command-line")
        self.messages = page.locator("#messages .message")
        self.form = page.locator("dialog")
        self.notices = page.locator("#notices")

    @property
    def last(self) -> Locator:
        return self.messages.last

    def message(self, words: str) -> Locator:
        return self.messages.filter(has_text=words)

    def chip(self, name: str) -> Locator:
        return self.page.locator(f'[data-option="{name}"] input')

    async def command(self, text: str, /, **options: str) -> None:
        """Type a command and its text options, and send it.

        The first Enter takes a suggestion where there is one by then.
        """
        await self.begin(text)
        for name, value in options.items():
            if not await self.chip(name).count():
                await self.page.get_by_role("button", name=f"Add the option {name}").click()
            await self.chip(name).fill(value)
        await self.page.keyboard.press("Enter")
        if options and await self.line.count():
            await self.page.keyboard.press("Enter")

    async def begin(self, text: str) -> None:
        """Type a command until its options are asked for."""
        await self.field.click()
        await self.page.keyboard.type(f"{text} ")
        await expect(self.line).to_be_visible()

    async def become(self, name: str) -> None:
        await self.page.locator(".identity").filter(has_text=name).click()
        await expect(self.page.locator(".identity:has(:checked)")).to_contain_text(name)

    async def go_to(self, channel: str) -> None:
        await self.page.locator("#channels a").filter(has_text=channel).first.click()
        await expect(self.page.locator("#channel-title")).to_have_text(channel)

    async def press(self, *keys: str) -> None:
        for key in keys:
            await self.page.keyboard.press(key)
