"""Secrets as the playground gives them out: each holds one word, by which a leak is found."""

from __future__ import annotations

import secrets

SECRET_MARK = "PlaygroundSecret"  # noqa: S105 (a mark, and no password)
"""Stands in the bot's token and in those of interactions and webhooks. A bot's logs, files and
messages never hold it."""


def new_secret(size: int) -> str:
    """Of letters, digits, "-" and "_". size: random bytes in it."""
    return f"{SECRET_MARK}{secrets.token_urlsafe(size)}"
