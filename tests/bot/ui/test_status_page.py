"""What /status says, from facts that are hard to bring about."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import discord

from bot.briefing.outlook import Outlook, Verdict
from bot.briefing.timetable import Posting
from bot.ui.status_page import status_pages
from bot.workflows.growing import Growth
from bot.workflows.ports import VitalSigns
from bot.workflows.status import Prospect, Standing
from storage.schedule_records import Schedule

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
SIGNS = VitalSigns(
    connected_since=NOW,
    lost_since=None,
    latency=0.0451,
    silence=timedelta(seconds=3),
    shut_out_until=None,
    free_bytes=12_300_000_000,
)
STANDING = Standing(
    at=NOW,
    prospects=(),
    signs=SIGNS,
    waiting=0,
    queue=timedelta(),
    low_disk=200_000_000,
    growth=Growth(used=50_000_000),
)


def shown(standing: Standing) -> list[str]:
    return [str(page.to_components()) for page in status_pages(standing)]


def test_figures_are_in_units_one_reads() -> None:
    (page,) = shown(STANDING)
    assert "within 45 ms" in page
    assert "12 GB are free" in page
    assert "3 seconds ago" in page


def test_a_queue_longer_than_a_minute_has_the_time_of_its_end() -> None:
    minute = timedelta(seconds=60)
    (page,) = shown(replace(STANDING, waiting=2_880, queue=minute))
    assert "The last of them" not in page
    (page,) = shown(replace(STANDING, waiting=2_928, queue=minute + timedelta(seconds=1)))
    assert f"The last of them goes out about <t:{int(NOW.timestamp()) + 61}:R>" in page


def test_messages_that_wait_to_be_passed_on_are_told() -> None:
    (page,) = shown(replace(STANDING, crossposts=3, crossposts_until=NOW))
    assert "3 messages wait to be passed on" in page
    assert "passed on" not in shown(STANDING)[0]


def test_what_is_wrong_with_the_bot_is_marked() -> None:
    ill = replace(
        SIGNS,
        connected_since=None,
        lost_since=NOW,
        silence=timedelta(minutes=9),
        free_bytes=150_000_000,
    )
    (page,) = shown(replace(STANDING, signs=ill))
    assert page.count("⚠️") == 3
    assert "Only 150 MB are free" in page
    (page,) = shown(replace(STANDING, signs=replace(SIGNS, shut_out_until=NOW, free_bytes=None)))
    assert page.count("⚠️") == 2


def test_twenty_schedules_with_long_names_fit_into_discords_pages() -> None:
    schedule = Schedule(
        id=1, guild_id=1, channel_id=10**18, name="*" * 80, zone="UTC", created_by=1, created_at=NOW
    )
    posting = Posting(NOW.date(), 480, NOW)
    view = Outlook(Verdict.NOT, "The bot may not write in that channel: it lacks Send Messages.")
    pages = status_pages(replace(STANDING, prospects=(Prospect(schedule, posting, view),) * 20))
    assert len(pages) > 1
    for page in pages:
        texts = [one for one in page.walk_children() if isinstance(one, discord.ui.TextDisplay)]
        assert sum(len(one.content) for one in texts) <= 4_000
        assert page.total_children_count <= 40
