"""Every choice has its sentence."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.briefing.choose import choose
from bot.briefing.compose import compose
from bot.briefing.explain import explain
from bot.briefing.window import Window
from tests.bot.briefing.stories import story

START = datetime(2026, 6, 4, 6, tzinfo=UTC)
WINDOW = Window(START, START + timedelta(days=1))


def test_the_lead_tells_its_points_and_the_window_on_the_schedule_s_clock() -> None:
    choice = choose(
        [story(1, "2026-06-05T04:40", doubts=("byline",)), story(2, "2026-06-04T09:00")],
        [],
        window=WINDOW,
        cap=8,
    )
    briefing = compose(
        choice, title="Morning", local_date=date(2026, 6, 5), zone=ZoneInfo("Europe/Berlin")
    )
    assert briefing.lead
    assert explain(briefing.lead.why) == (
        "First of 2 by points, so it leads. 82 points: how new 47, summary 20, key facts 8,"
        " known source 10, details 2, doubts −5."
        " Dated 5 Jun, 06:40, within 4 Jun, 08:00 to 5 Jun, 08:00 (Europe/Berlin)."
    )


def test_a_report_that_stands_for_others_names_their_sources() -> None:
    reports = [story(1, "2026-06-05T04:40"), story(2, "2026-06-04T09:00", agency="Quay News")]
    choice = choose(reports, [], window=WINDOW, cap=8, events={1: 1, 2: 1})
    assert "It stands for reports of the same event by Quay News." in explain(choice.items[0].why)


def test_an_archive_piece_tells_its_date_with_the_year() -> None:
    choice = choose([], [story(1, "2011-08-09T08:55+08:00")], window=WINDOW, cap=8)
    assert explain(choice.items[0].why) == (
        "From the archive, because there was nothing newer to carry. Dated 9 August 2011."
    )


def test_an_undated_piece_says_so() -> None:
    choice = choose([], [story(1, None)], window=WINDOW, cap=8)
    assert explain(choice.items[0].why).endswith("It has no date.")


def test_a_story_left_out_is_told_why() -> None:
    many = [story(number, f"2026-06-05T0{number}:00") for number in range(1, 6)]
    other = story(9, "2026-06-04T07:00", "Schools")
    choice = choose([*many, other], [], window=WINDOW, cap=2)
    told = {one.story.id: explain(one.why) for one in choice.left_out}
    assert told[4].startswith("Left out: its section had filled half of the 2 places")
    assert told[1].startswith("Left out: number 5 of 6 by points, and the briefing holds 2.")
    spread = explain(choice.items[1].why)
    assert spread.startswith("Number 6 of 6 by points, taken because no section may fill more")


def test_facts_of_another_time_do_not_break_the_answer() -> None:
    assert explain({}) == ""
    assert explain({"reason": "pinned by an editor of the year 2030"}) == ""
    assert explain({"reason": "archive"}).endswith("there was nothing newer to carry.")
    assert explain({"reason": "archive", "dated_at": None}).endswith("It has no date.")
