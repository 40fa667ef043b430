"""What goes wrong, told to editors: one sentence, in their channel, by direct message or after a
command."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.ui import markup
from bot.ui.controls import Page, card, text
from bot.words import say
from storage.delivery_records import Notice


def notice_page(message: str, values: Mapping[str, str | int]) -> Page:
    """One notice. A value named `reason` or `why` is a message id, one named `words` may be long;
    other texts are made inert.
    """
    return Page(card(text(_sentence(message, values))))


def kept_notices(notices: Sequence[Notice]) -> Page:
    """Notices that reached nobody, shown to a chief editor after a command."""
    lines = [
        f"<t:{int(one.made_at.timestamp())}:R> · {_sentence(one.message, one.values)}"
        for one in notices
    ]
    hint = say("-# Choose an editors' channel in /setup, and such things are told there at once.")
    return Page(card(text(say("### What you should know")), *map(text, lines), text(hint)))


def _sentence(message: str, values: Mapping[str, str | int]) -> str:
    return say(message, **{name: _shown(name, value) for name, value in values.items()})


def _shown(name: str, value: str | int) -> str | int:
    match name, value:
        case "reason", str():
            return say(value).removesuffix(".")
        case "why", str():
            return say(value)
        case "words", str():
            return markup.block(value, 1_000)
        case _, str():
            return markup.plain(value, 200)
        case _:
            return value
