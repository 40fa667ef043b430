"""How the log of changes reads."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.ui.desk_log_page import log_page, subjects
from bot.workflows.desk_log import LogPage, Shown
from bot.workflows.undo import undos
from storage import open_storage
from storage.desk_log import Entry

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
OF_SUBMISSIONS = ("accept", "merge", "decline", "hold", "release", "edit")


def page(action: str, **facts: dict[str, object] | None) -> str:
    entry = Entry(
        id=1,
        guild_id=1,
        at=NOW,
        actor_id=5,
        action=action,
        subject=action.partition(".")[0],
        subject_id=2,
        name="Morning",
        before=facts.get("before"),
        after=facts.get("after"),
    )
    shown = Shown(entry, in_force=True, may_undo=False)
    one = LogPage(shown=(shown,), actor_id=None, subject=None, before_id=None, has_older=False)
    return json.dumps(log_page(one).to_components(), ensure_ascii=False)


async def test_every_action_that_can_be_undone_has_its_sentence(tmp_path: Path) -> None:
    async with open_storage(tmp_path / "dateline.sqlite") as storage:
        actions = list(undos(storage, lambda: NOW))
    for action in [*actions, *(f"submission.{verb}" for verb in OF_SUBMISSIONS)]:
        assert action not in page(action)
        assert action.partition(".")[0] in {*subjects(), "report"}


@pytest.mark.parametrize(
    ("name", "before", "after", "words"),
    [
        ("times", [480], [540, 1080], "Times: 08:00 → 09:00 and 18:00"),
        ("sections", [], ["Sport"], "Sections: every one → Sport"),
        ("channel_id", None, 7, "Channel: none → <#7>"),
        ("paused", False, True, "Paused: no → yes"),
        ("headline", "Old", "**@everyone**", "Headline: Old → "),
    ],
)
def test_a_fact_reads_before_and_after(
    name: str, before: object, after: object, words: str
) -> None:
    shown = page("schedule.edit", before={name: before}, after={name: after})
    assert words in shown
    assert "**@everyone**" not in shown
