"""A choice laid out as a briefing."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.briefing.choose import choose
from bot.briefing.compose import Briefing, compose
from bot.briefing.window import Window
from storage.story_records import Passage, Story
from tests.bot.briefing.stories import story

START = datetime(2026, 6, 4, 6, tzinfo=UTC)
WINDOW = Window(START, START + timedelta(days=1))


def brief(*stories: Story, cap: int = 8) -> Briefing:
    choice = choose(stories, [], window=WINDOW, cap=cap)
    return compose(
        choice, title="Morning", local_date=date(2026, 6, 5), zone=ZoneInfo("Europe/Berlin")
    )


def test_sections_stand_in_the_order_of_their_best_stories() -> None:
    briefing = brief(
        story(1, "2026-06-05T05:50", "Harbour"),
        story(2, "2026-06-05T05:40", "Schools"),
        story(3, "2026-06-05T04:00", "harbour"),
        story(4, "2026-06-05T03:00", "Schools"),
        story(5, "2026-06-05T02:00", ""),
    )
    assert briefing.lead
    assert briefing.lead.story.id == 1
    assert [(part.name, [item.story.id for item in part.items]) for part in briefing.sections] == [
        ("Schools", [2, 4]),
        ("harbour", [3]),
        ("Other news", [5]),
    ]
    assert [item.story.id for item in briefing.items] == [1, 2, 4, 3, 5]
    assert [item.position for item in briefing.items] == [0, 1, 2, 3, 4]
    assert [item.role for item in briefing.items] == ["lead", "item", "item", "item", "item"]
    assert briefing.story_count == 5


def test_a_sub_section_files_under_its_outermost_section() -> None:
    briefing = brief(
        story(1, "2026-06-05T05:50"),
        story(2, "2026-06-05T05:40", "Schools > Exams"),
    )
    assert [part.name for part in briefing.sections] == ["Schools"]


def test_an_archive_briefing_has_no_lead() -> None:
    briefing = brief(story(1, "2011-08-09T08:55+08:00"))
    assert briefing.lead is None
    assert briefing.sections == ()
    assert [item.role for item in briefing.archive] == ["archive"]
    assert briefing.items == briefing.archive


def test_what_found_no_place_is_counted() -> None:
    briefing = brief(*(story(n, f"2026-06-05T0{n}:00") for n in range(1, 6)), cap=2)
    assert briefing.story_count == 2
    assert briefing.left_out == 3


def test_every_item_keeps_the_facts_that_chose_it_and_the_zone_to_tell_them_in() -> None:
    briefing = brief(story(1, "2026-06-05T05:50"))
    assert briefing.items[0].why["reason"] == "lead"
    assert briefing.items[0].why["zone"] == "Europe/Berlin"


def test_reading_time_is_that_of_the_briefing_and_counts_chinese_by_the_character() -> None:
    english = (Passage("word " * 460, 0),)
    assert brief(story(1, "2026-06-05T05:50", summary=english, key_facts=())).reading_minutes == 2
    chinese = (Passage("字" * 1200, 0),)
    assert (
        brief(
            story(1, "2026-06-05T05:50", summary=chinese, key_facts=(), language="zh-CN")
        ).reading_minutes
        == 3
    )
    assert brief().reading_minutes == 1


def test_late_and_extra_are_marked() -> None:
    choice = choose([story(1, "2026-06-05T05:50")], [], window=WINDOW, cap=8)
    zone = ZoneInfo("Europe/Berlin")
    late = compose(choice, title="M", local_date=date(2026, 6, 5), zone=zone, late=True)
    extra = compose(choice, title="M", local_date=date(2026, 6, 5), zone=zone, extra=True)
    assert (late.late, late.extra) == (True, False)
    assert (extra.late, extra.extra) == (False, True)
