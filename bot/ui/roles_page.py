"""What each role may do, from the one table: a page of /setup, and docs/roles.md.

`python -m bot.ui.roles_page > docs/roles.md` writes the latter anew; a test holds the two together.
"""

from __future__ import annotations

from bot.ui.controls import Page, button, card, row, text
from bot.words import say
from bot.workflows.acts import Who, acts_of


def roles_page() -> Page:
    """Who may do what."""
    blocks = [
        text("\n".join([f"**{name}**", *(f"- {say(what)}" for what in acts_of(who))]))
        for who, name in _names().items()
        if acts_of(who)
    ]
    closing = text(say("-# Each may also do what stands above. The bot asks at every click."))
    back = row(button(say("Back to the settings"), "setup.panel"))
    return Page(card(text(say("### What each role may do")), *blocks, closing, back))


def roles_document() -> str:
    """The same as a page of the handbook, in Markdown."""
    names = _names()
    people = list(names)
    opening = (
        "Made from the table that the bot asks before every act; `/setup` shows it, too. The bot"
        f" takes these for editors and the like: {'; '.join(names[who] for who in people[1:])}."
    )
    lines = [
        "# What each role may do",
        "",
        opening,
        "",
        f"| | {' | '.join(who.capitalize() for who in people)} |",
        f"| --- |{' :-: |' * len(people)}",
    ]
    for number, who in enumerate(people):
        marks = " | ".join("✓" if place >= number else "" for place in range(len(people)))
        lines += [f"| {what} | {marks} |" for what in acts_of(who)]
    return "\n".join(lines) + "\n"


def _names() -> dict[Who, str]:
    return {
        Who.EVERYONE: say("Everyone"),
        Who.EDITORS: say("Editors: the editors' role, or Manage Messages"),
        Who.CHIEFS: say("Chief editors: the chief editors' role"),
        Who.ADMINS: say("Admins: Manage Server"),
    }


if __name__ == "__main__":
    print(roles_document(), end="")
