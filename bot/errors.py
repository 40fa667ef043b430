"""The refusals people may see. Each is one English sentence that says what to do next.

The sentence is a message id: `words.say` translates it where it is shown. Anything that is not a
`Refusal` is a bug of ours and is logged with a reference.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum


class Exit(IntEnum):
    """How the program ends when it does not end well. README tells which of them a service unit
    should not start again; the numbers above 63 are those of sysexits.h.
    """

    REFUSED = 2
    """Something asked for cannot be done: settings, options, a file."""
    EMPTY = 64
    """The database's file has no length."""
    FOREIGN = 65
    """What lies at the database's place is no database of ours, has another's log, or came there
    while the bot ran."""
    DAMAGED = 66
    """The database's pages do not fit together."""
    NEWER = 67
    """A newer Dateline has written the database."""
    NETWORK = 68
    """The data folder lies on a network file system."""
    FULL = 69
    """The disk is full."""
    LOST = 70
    """The connection to Discord ended for no reason that we know."""
    LOCKED = 71
    """Another program holds the database."""
    READ_ONLY = 73
    """The data folder or the database cannot be written."""
    DATABASE = 74
    """The database cannot be used for another reason."""
    IN_USE = 75
    """Another Dateline runs on this database."""
    MIGRATION = 76
    """The database could not be brought up to date."""
    TOKEN = 77
    """Discord does not know the bot token, or no longer."""
    GATEWAY = 78
    """Discord refuses this bot's connection: shards, intents, version."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody whom a sentence names, shown as a mention that pings nobody; None: was erased."""

    id: int | None

    def __str__(self) -> str:
        return f"<@{self.id}>" if self.id else "@…"


@dataclass(frozen=True, slots=True)
class Instant:
    """When something was, shown as the time since then."""

    at: datetime

    def __str__(self) -> str:
        return f"<t:{int(self.at.timestamp())}:R>"


class Refusal(Exception):
    """Something we will not do, with one sentence for the person who asked.

    `message` is an untranslated message id with `{name}` fields, `values` fills them.
    """

    exit_code = Exit.REFUSED

    def __init__(self, message: str, **values: object) -> None:
        super().__init__(message)
        self.message = message
        self.values = values

    def __str__(self) -> str:
        return self.message.format(**self.values)


class Unreadable(Refusal):
    """The text holds no article: empty, binary, too long, or furniture only."""


class NotAllowed(Refusal):
    """The person lacks the role or permission for this."""


class NotFound(Refusal):
    """No such row in this server. A foreign id reads exactly like a missing one."""


class Invalid(Refusal):
    """An option's value cannot be used: an impossible time, an unknown zone, a bad link."""


class SetupFault(Refusal):
    """The program cannot start: settings, token, data folder or database."""


class Ended(Refusal):
    """The service cannot start or go on; `exit_code` tells a service unit what to do."""

    def __init__(self, message: str, exit_code: Exit, **values: object) -> None:
        super().__init__(message, **values)
        self.exit_code = exit_code
