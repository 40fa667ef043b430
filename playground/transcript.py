"""Who did what and what came of it, in lines to read; and whether each was answered once."""

from __future__ import annotations

from playground.answers import message_text, modal_text, shown_message
from playground.interaction import Interaction
from playground.interactions import Interactions
from playground.records import EPHEMERAL


class AnsweredWrongly(AssertionError):
    """An interaction got no answer at all, or more than one."""


class Transcript:
    """The interactions since it was made."""

    def __init__(self, interactions: Interactions) -> None:
        self._interactions = interactions
        self._skip = {one.id for one in interactions.log}
        self._forgiven: set[int] = set()

    @property
    def interactions(self) -> list[Interaction]:
        return [one for one in self._interactions.log if one.id not in self._skip]

    def forgive(self, interaction_id: int) -> None:
        """This one was meant to fail."""
        self._forgiven.add(interaction_id)

    @property
    def lines(self) -> list[str]:
        """ "Ana: /story show" and, indented, what was answered."""
        lines: list[str] = []
        for one in self.interactions:
            lines.append(f"{one.user.name}: {one.what}")
            lines += [f"    {line}" for line in _outcome(one).splitlines()]
        return lines

    def complaints(self) -> list[str]:
        """One sentence for each interaction that was not answered exactly once."""
        found: list[str] = []
        for one in self.interactions:
            who = f"{one.what} by {one.user.name}"
            if one.id in self._forgiven:
                continue
            if one.callback is None:
                found.append(f"{who} got no answer")
            elif one.thinking:
                found.append(f"{who} was deferred and then never answered")
            if one.extra_answers:
                found.append(f"{who} got {1 + one.extra_answers} first answers")
        return found

    def check(self) -> None:
        """Raises AnsweredWrongly with the complaints and the whole transcript."""
        complaints = self.complaints()
        if complaints:
            raise AnsweredWrongly("\n".join([*complaints, "", *self.lines]))


def _outcome(one: Interaction) -> str:
    if one.failed and one.callback is None:
        return f"({one.failed})"
    if one.modal is not None:
        return f"(form) {modal_text(one.modal)}"
    if one.choices is not None:
        return "(choices) " + ", ".join(str(choice["name"]) for choice in one.choices)
    message = shown_message(one)
    if message is None:
        return "(nothing yet)"
    mark = "(only for them) " if message.flags & EPHEMERAL else ""
    followups = [f"(then) {message_text(more.data)}" for more in one.followups]
    return "\n".join([mark + message_text(message.data), *followups])
