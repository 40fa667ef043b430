"""Addresses inside feeds: made absolute, and dropped unless they lead to the web."""

from __future__ import annotations

from html import unescape
from urllib.parse import urljoin

from bot.errors import Invalid
from bot.reading.link import read_link

LONGEST = 2_000


def web_link(found: object, base: str) -> str | None:
    """The http or https address that `found` means on a page at `base`, None for any other."""
    if not isinstance(found, str) or not found.strip():
        return None
    text = "".join(unescape(found).split()) if "\n" in found else unescape(found).strip()
    try:
        return str(read_link(urljoin(base, text), longest=LONGEST))
    except (Invalid, ValueError):
        return None
