"""What the panel of /setup says of the settings."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.ui.setup_panel import setup_panel
from storage.guild_records import Guild


@pytest.mark.parametrize(
    ("gap", "words"),
    [(0, "At most 10 a day from each."), (1, ", 1 second apart."), (60, ", 60 seconds apart.")],
)
def test_a_pause_between_stories_is_named_where_there_is_one(gap: int, words: str) -> None:
    guild = Guild(
        guild_id=1,
        joined_at=datetime(2026, 3, 2, tzinfo=UTC),
        takes_submissions=True,
        submission_gap=timedelta(seconds=gap),
    )
    shown = str(setup_panel(guild, chooses_roles=True).to_components())
    assert words in shown
