"""docs/roles.md says what the bot's own table does."""

from __future__ import annotations

from pathlib import Path

from bot.ui.roles_page import roles_document
from bot.workflows.acts import ACTS, Act, Who

DOCUMENT = Path(__file__).parents[2] / "docs" / "roles.md"


def test_the_document_is_made_from_the_table() -> None:
    assert DOCUMENT.read_text() == roles_document(), (
        "write it anew: python -m bot.ui.roles_page > docs/roles.md"
    )


def test_every_act_has_its_line_in_the_table() -> None:
    assert set(ACTS) == set(Act)
    for leave in ACTS.values():
        assert leave.what in roles_document()


def test_each_row_is_ticked_for_those_who_may_and_all_above_them() -> None:
    people = list(Who)
    for leave in ACTS.values():
        (row,) = [line for line in roles_document().splitlines() if f"| {leave.what} |" in line]
        ticks = [cell.strip() == "✓" for cell in row.split("|")[2:-1]]
        assert ticks == [place >= people.index(leave.who) for place in range(len(people))]
