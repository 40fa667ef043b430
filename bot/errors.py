"""The refusals people may see. Each is one English sentence that says what to do next.

The sentence is a message id: `words.say` translates it where it is shown. Anything that is not a
`Refusal` is a bug of ours and is logged with a reference.
"""

from __future__ import annotations


class Refusal(Exception):
    """Something we will not do, with one sentence for the person who asked.

    `message` is an untranslated message id with `{name}` fields, `values` fills them.
    """

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
