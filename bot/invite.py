"""The link by which a server adds the bot, with exactly the permissions that it needs."""

from __future__ import annotations

import base64
import binascii
from urllib.parse import urlencode

PERMISSIONS = {
    "View Channel": 1 << 10,
    "Send Messages": 1 << 11,
    "Read Message History": 1 << 16,
    "Create Public Threads": 1 << 35,
    "Send Messages in Threads": 1 << 38,
}
"""By Discord's own names. The README says what each is for."""


def invite_link(application_id: int) -> str:
    """Opens Discord's page for adding the bot."""
    return "https://discord.com/oauth2/authorize?" + urlencode(
        {
            "client_id": application_id,
            "scope": "bot applications.commands",
            "permissions": sum(PERMISSIONS.values()),
        }
    )


def application_of(token: str) -> int | None:
    """The application's id, which is the first part of its bot token; None where it has not the
    shape of one: three parts, and a number in the first.
    """
    parts = token.split(".")
    if len(parts) != 3 or not all(parts) or len(parts[2]) < 20:
        return None
    try:
        number = base64.urlsafe_b64decode(parts[0] + "=" * (-len(parts[0]) % 4)).decode("ascii")
    except (binascii.Error, ValueError):
        return None
    return int(number) if number.isdecimal() and len(number) <= 20 else None
