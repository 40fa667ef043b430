"""/archive, end to end: days, months and years, paging, and this day in earlier years."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from playground.answers import Answer
from tests.e2e.conftest import Desk
from tests.e2e.stored import stored


def options(answer: Answer, kind: str) -> dict[str, str]:
    """The choices of one of the selects, by their values."""
    assert answer.message is not None
    found: dict[str, str] = {}

    def look(components: list[dict[str, Any]]) -> None:
        for one in components:
            if str(one.get("custom_id", "")).endswith(f":{kind}"):
                for option in one["options"]:
                    found[option["value"]] = f"{option['label']}: {option['description']}"
            look(one.get("components", []))

    look(answer.message["components"])
    return found


async def go(desk: Desk, answer: Answer, kind: str, value: str) -> Answer:
    identifier = f"archive.go:{lookup_of(answer)}:{kind}"
    return await desk.member.choose(answer.message, identifier, [value])


def lookup_of(answer: Answer) -> str:
    text = str(answer.message)
    return text[text.index("archive.go:") :].split(":")[1]


async def test_the_archive_is_browsed_by_year_month_and_day(desk: Desk) -> None:
    await desk.set_up()
    await stored(desk, "Old crane", "2011-08-09")
    for number in range(7):
        await stored(desk, f"Race {number}", f"2025-03-{number + 1:02}")
    await stored(desk, "Spring tide", "2025-04-02")
    await stored(desk, "No date at all", None)
    opened = await desk.member.slash("archive")
    assert opened.ephemeral
    assert "9 stories, page 1 of 2; 1 more has no date" in opened.text
    assert "Spring tide" in opened.text
    assert options(opened, "year") == {"2025": "2025: 8 stories", "2011": "2011: 1 story"}
    assert options(opened, "month") == {
        "2025-04": "April 2025: 1 story", "2025-03": "March 2025: 7 stories"
    }  # fmt: skip
    march = await go(desk, opened, "month", "2025-03")
    assert "The archive: March 2025" in march.text
    assert "7 stories, page 1 of 2" in march.text
    assert len(options(march, "day")) == 7
    assert options(march, "day")["2025-03-07"] == "Friday 7 March: 1 story"
    await desk.restart()
    second = await desk.member.press(march.message, "Older")
    assert "page 2 of 2" in second.text
    assert "Race 0" in second.text
    assert "Race 6" not in second.text
    day = await go(desk, second, "day", "2025-03-02")
    assert "Sunday 2 March 2025" in day.text
    assert "Race 1" in day.text
    old = await go(desk, day, "year", "2011")
    assert "The archive: 2011" in old.text
    assert "Old crane" in old.text


@pytest.mark.parametrize(
    ("typed", "headline"),
    [
        ({"date": "9 August 2011"}, "Old crane"),
        ({"date": "2011"}, "Old crane"),
        ({"month": "2011-08"}, "Old crane"),
        ({"date": "2011年8月"}, "Old crane"),
        ({"date": "1 Jan 2010 to 31 Dec 2012"}, "Old crane"),
        ({"date": "2025-03", "section": "town"}, "Town bridge"),
    ],
)
async def test_dates_are_typed_as_people_type_them(
    desk: Desk, typed: dict[str, Any], headline: str
) -> None:
    await stored(desk, "Old crane", "2011-08-09")
    await stored(desk, "Race", "2025-03-02")
    await stored(desk, "Town bridge", "2025-03-02", section=("Town",))
    answer = await desk.member.slash("archive", **typed)
    assert headline in answer.text
    assert "1 story" in answer.text


async def test_what_is_no_date_or_has_no_story_is_said_in_a_sentence(desk: Desk) -> None:
    await stored(desk, "Race", "2025-03-02")
    assert "is not a date" in (await desk.member.slash("archive", date="soonish @everyone")).text
    both = await desk.member.slash("archive", date="2025", month="2025-03")
    assert "not both" in both.text
    empty = await desk.member.slash("archive", date="2024-03-02")
    assert "No story here is dated then" in empty.text
    assert options(empty, "year") == {}, "one year alone is no choice"
    nothing = await desk.member.slash("archive", section="nowhere")
    assert "No story here is dated then" in nothing.text


@pytest.mark.parametrize("typed", [{}, {"section": "sport"}])
async def test_the_pages_of_the_archive_stay_as_they_were(
    desk: Desk, typed: dict[str, Any]
) -> None:
    for number in range(8):
        await stored(desk, f"Race {number}", f"2025-03-{number + 1:02}")
    first = await desk.member.slash("archive", **typed)
    await desk.restart()
    await stored(desk, "Race that came later", "2025-03-20")
    second = await desk.member.press(first.message, "Older")
    assert "8 stories, page 2 of 2" in second.text
    for number in range(8):
        assert (f"Race {number}" in first.text) is (number > 2)
        assert (f"Race {number}" in second.text) is (number <= 2)
    assert "came later" in (await desk.member.slash("archive", **typed)).text


async def test_an_archive_without_dated_stories_says_so(desk: Desk) -> None:
    assert "No stories here yet." in (await desk.member.slash("archive")).text
    await stored(desk, "No date at all", None)
    assert "No story here has a date." in (await desk.member.slash("archive")).text


async def test_on_this_day_shows_the_date_in_earlier_years(desk: Desk) -> None:
    today = desk.playground.clock.utc().date()
    await stored(desk, "Today's race", today.isoformat())
    back = date(today.year - 4, today.month, min(today.day, 28))
    for headline, on in (("Race of then", back), ("Race of another day", back.replace(day=1))):
        await stored(desk, headline, on.isoformat())
    opened = await desk.member.slash("archive", date=back.replace(year=today.year - 1).isoformat())
    earlier = await desk.member.press(opened.message, "This day in earlier years")
    assert "in earlier years" in earlier.text
    assert "Race of then" in earlier.text
    assert "Today's race" not in earlier.text
    everything = await desk.member.press(earlier.message, "The whole archive")
    assert "3 stories" in everything.text
    now = await desk.member.press(everything.message, "On this day")
    assert "Today's race" not in now.text


async def test_months_are_offered_while_one_types(desk: Desk) -> None:
    await stored(desk, "Old crane", "2011-08-09")
    await stored(desk, "Race", "2025-03-02")
    offered = await desk.member.autocomplete("archive", "month", typed="")
    assert [choice["name"] for choice in offered] == ["March 2025 (1)", "August 2011 (1)"]
    offered = await desk.member.autocomplete("archive", "month", typed="2011")
    assert [choice["value"] for choice in offered] == ["2011-08"]
    for typed in ("zzz", "@everyone", "2011-99", "'"):
        assert await desk.member.autocomplete("archive", "month", typed=typed) == []


async def test_forged_and_foreign_ways_show_nothing_of_another_server(desk: Desk) -> None:
    other: Any = desk.world.add_guild("Next door")
    await desk.app.storage.guilds.join(other.id, desk.playground.clock.utc())
    await stored(desk, "Their secret", "2025-03-02", guild_id=other.id)
    await stored(desk, "Race", "2025-03-02")
    foreign = await desk.app.storage.lookups.add(
        other.id, 1, "archive", "{}", desk.playground.clock.utc()
    )
    opened = await desk.member.slash("archive")
    assert "secret" not in opened.text
    for forged, sentence in (
        (f"archive.page:{foreign.id}:1", "too old"),
        (f"archive.go:{foreign.id}:month", "too old"),
        ("archive.this_day:2025-13-41", "another time"),
        ("archive.this_day:0", "another time"),
        ("archive.page:1:x", "another time"),
    ):
        answer = await desk.forge(desk.member, opened.message, forged)
        assert sentence in answer.text, forged
        assert "secret" not in answer.text
