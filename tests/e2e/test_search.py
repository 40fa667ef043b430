"""/story search and latest, end to end: what narrows them, their pages, what is said of them."""

from __future__ import annotations

from typing import Any

import pytest

from playground.answers import Answer
from storage.desk_log import By
from storage.search import FACETED
from storage.story_records import Passage
from tests.e2e.conftest import Desk
from tests.e2e.stored import stored


async def filled(desk: Desk) -> None:
    """Twelve races over two months, a bridge, and what another server has."""
    for number in range(12):
        month = 3 if number < 8 else 4
        await stored(desk, f"Race {number:02}", f"2026-{month:02}-{number + 1:02}")
    await stored(
        desk, "Bridge is mended", "2026-04-20", section=("Town",), agency="Quay Post",
        summary=(Passage("The *race* along the bridge @everyone was called off.", 0),),
    )  # fmt: skip
    other: Any = desk.world.add_guild("Next door")
    await desk.app.storage.guilds.join(other.id, desk.playground.clock.utc())
    await stored(desk, "Race of the neighbours", "2026-04-21", guild_id=other.id)


def options(answer: Answer, what: str) -> dict[str, str]:
    """The choices of one of the selects, by their values."""
    assert answer.message is not None
    found: dict[str, str] = {}

    def look(components: list[dict[str, Any]]) -> None:
        for one in components:
            if str(one.get("custom_id", "")).endswith(f":{what}") and "options" in one:
                for option in one["options"]:
                    found[option["value"]] = f"{option['label']}: {option['description']}"
            look(one.get("components", []))

    look(answer.message["components"])
    return found


async def choose(desk: Desk, answer: Answer, what: str, value: str) -> Answer:
    text = str(answer.message)
    lookup = text[text.index("list.narrow:") :].split(":")[1]
    return await desk.member.choose(answer.message, f"list.narrow:{lookup}:{what}", [value])


async def test_an_answer_says_where_one_is_and_is_narrowed_by_selects(desk: Desk) -> None:
    await desk.set_up()
    await filled(desk)
    found = await desk.member.slash("story search", query="race")
    assert found.ephemeral
    assert "Stories for “race”" in found.text
    assert "13 stories, page 1 of 3, newest first" in found.text
    assert options(found, "section") == {
        "Harbour": "Harbour: 12 stories", "Sport": "Sport: 12 stories", "Town": "Town: 1 story"
    }  # fmt: skip
    assert options(found, "month") == {
        "2026-04": "April 2026: 5 stories", "2026-03": "March 2026: 8 stories"
    }  # fmt: skip
    march = await choose(desk, found, "month", "2026-03")
    assert "from 1 March 2026 · to 31 March 2026" in march.text
    assert "8 stories, page 1 of 2" in march.text
    everything = await desk.member.press(march.message, "Search everything")
    assert "13 stories" in everything.text
    quay = await choose(desk, everything, "source", "Quay Post")
    assert "by Quay Post" in quay.text
    assert "1 story, page 1 of 1" in quay.text
    assert "neighbours" not in quay.text


async def test_the_hit_is_marked_and_the_rest_is_inert(desk: Desk) -> None:
    await filled(desk)
    found = await desk.member.slash("story search", query="race bridge")
    assert "**race**" in found.text
    assert "along the **bridge**" in found.text
    assert "@everyone" not in found.text


def stand_once(*pages: Answer) -> None:
    """Each of the twelve on one page, and none that came later."""
    for number in range(12):
        assert sum(f"Race {number:02}" in page.text for page in pages) == 1
    assert not any("came later" in page.text for page in pages)


async def test_pages_turn_after_a_restart_and_stay_as_they_were(desk: Desk) -> None:
    await filled(desk)
    first = await desk.member.slash("story search", query="race", section="sport")
    await desk.restart()
    await stored(desk, "Race that came later", "2026-04-29")
    second = await desk.member.press(first.message, "Older")
    third = await desk.member.press(second.message, "Older")
    assert "12 stories, page 3 of 3" in third.text
    stand_once(first, second, third)
    back = await desk.member.press(third.message, "Newer")
    assert "page 2 of 3" in back.text


async def test_the_pages_of_the_latest_stay_as_they_were_and_end_where_they_end(
    desk: Desk,
) -> None:
    await filled(desk)
    first = await desk.member.slash("story latest")
    await stored(desk, "Race that came later", "2026-04-29")
    second = await desk.member.press(first.message, "Older")
    third = await desk.member.press(second.message, "Older")
    assert "13 stories, page 3 of 3" in third.text
    stand_once(first, second, third)


@pytest.mark.parametrize(("command", "typed"), [("search", {"query": "race"}), ("latest", {})])
async def test_a_page_that_is_gone_gives_way_to_the_last_there_is(
    desk: Desk, command: str, typed: dict[str, Any]
) -> None:
    await filled(desk)
    first = await desk.member.slash(f"story {command}", **typed)
    second = await desk.member.press(first.message, "Older")
    for story_id in range(1, 9):
        by = By(actor_id=desk.editor.id, at=desk.playground.clock.utc())
        assert await desk.app.storage.stories.remove(desk.guild.id, story_id, by)
    last = await desk.member.press(second.message, "Older")
    assert "5 stories, page 1 of 1" in last.text
    assert "Race 08" in last.text


@pytest.mark.parametrize(
    ("typed", "count"),
    [
        ({"from": "2026-04"}, "5 stories"),
        ({"to": "March 2026"}, "8 stories"),
        ({"from": "2 Mar 2026", "to": "2026-03-05"}, "4 stories"),
        ({"section": "TOWN"}, "1 story"),
        ({"source": "quay post"}, "1 story"),
        ({"section": "Sport", "from": "2026-04-10"}, "3 stories"),
        ({"sort": "best"}, "13 stories"),
    ],
)
async def test_options_narrow_as_they_are_typed(
    desk: Desk, typed: dict[str, Any], count: str
) -> None:
    await filled(desk)
    found = await desk.member.slash("story search", query="race", **typed)
    assert count in found.text


async def test_best_match_is_an_order_of_its_own(desk: Desk) -> None:
    await filled(desk)
    best = await desk.member.slash("story search", query="race", sort="best")
    assert "best match first" in best.text
    newest = await desk.member.press(best.message, "Newest first")
    assert "newest first" in newest.text
    again = await desk.member.press(newest.message, "Best match first")
    assert "best match first" in again.text


async def test_where_no_story_has_the_words_beginnings_are_shown_and_it_is_said(
    desk: Desk,
) -> None:
    await filled(desk)
    found = await desk.member.slash("story search", query="mende")
    assert "words that begin so" in found.text
    assert "Bridge is mended" in found.text


async def test_wrong_dates_and_empty_answers_are_one_sentence(desk: Desk) -> None:
    await filled(desk)
    wrong = await desk.member.slash("story search", query="race", to="soonish")
    assert "is not a date" in wrong.text
    ends: dict[str, Any] = {"from": "2026-05", "to": "2026-04"}
    swapped = await desk.member.slash("story search", query="race", **ends)
    assert "Swap from and to" in swapped.text
    nothing = await desk.member.slash("story search", query="zebra @everyone", section="Town")
    assert "Nothing found" in nothing.text
    assert "in Town" in nothing.text
    assert "@everyone" not in nothing.text
    widened = await desk.member.press(nothing.message, "Search everything")
    assert "Nothing found" in widened.text
    for query in ("***", '"', "-", "OR", '-"', "NEAR(", "a:b", "\u200b", "'; --"):
        answer = await desk.member.slash("story search", query=query)
        assert answer.failed is None
        assert "went wrong" not in answer.text, query
        assert "neighbours" not in answer.text


async def test_the_latest_are_narrowed_by_section_and_source(desk: Desk) -> None:
    await filled(desk)
    latest = await desk.member.slash("story latest")
    assert "Bridge is mended" in latest.text
    assert "13 stories, page 1 of 3" in latest.text
    town = await desk.member.slash("story latest", section="town")
    assert "1 story" in town.text
    both = await desk.member.slash("story latest", section="Town", source="Quay Post")
    assert "in Town · by Quay Post" in both.text
    nobody = await desk.member.slash("story latest", source="Nobody")
    assert "Nothing found." in nobody.text


async def test_what_is_typed_completes_and_never_fails(desk: Desk) -> None:
    await filled(desk)
    complete = desk.member.autocomplete
    sections = await complete("story search", "section", typed="to")
    assert [choice["name"] for choice in sections] == ["Town"]
    sources = await complete("story latest", "source", typed="q")
    assert [choice["value"] for choice in sources] == ["Quay Post"]
    stories = await complete("story show", "story", typed="race")
    assert stories[0]["name"] == "Race 11"
    assert len(stories) <= 25
    for option in ("section", "source"):
        for typed in ("'", '"', "\u200b", "%", "@everyone", "x" * 90, "桥", "neigh"):
            offered = await complete("story search", option, typed=typed)
            assert all("neighbour" not in choice["name"] for choice in offered)


async def test_behind_what_is_counted_a_page_says_what_is_known_there(desk: Desk) -> None:
    for number in range(FACETED + 6):
        await stored(desk, f"Race {number}", "2026-03-01")
    found = await desk.member.slash("story search", query="race")
    assert "page 1 of more than 100" in found.text
    text = str(found.message)
    own = text[text.index("list.page:") :].split(":")[1]
    for page, said in ((100, "of more than 100"), (101, "of more than 101"), (102, "of 102,")):
        shown = await desk.forge(desk.member, found.message, f"list.page:{own}:{page}")
        assert f"page {page} {said}" in shown.text


async def test_forged_and_foreign_controls_are_refused(desk: Desk) -> None:
    await filled(desk)
    other = next(guild for guild in desk.world.guilds.values() if guild is not desk.guild)
    foreign = await desk.app.storage.lookups.add(
        other.id, 1, "find", "{}", desk.playground.clock.utc()
    )
    found = await desk.member.slash("story search", query="race")
    text = str(found.message)
    own = text[text.index("list.page:") :].split(":")[1]
    for forged, sentence in (
        (f"list.page:{foreign.id}:1", "too old"),
        (f"list.widen:{foreign.id}", "too old"),
        (f"list.sort:{own}:worst", "another time"),
        (f"list.narrow:{own}:colour", "another time"),
        (f"list.narrow:{own}:month", "another time"),
        (f"list.page:{own}:-1", "another time"),
    ):
        answer = await desk.forge(desk.member, found.message, forged)
        assert sentence in answer.text, forged
        assert "neighbours" not in answer.text
    beyond = await desk.forge(desk.member, found.message, f"list.page:{own}:9999999999")
    assert "page 3 of 3" in beyond.text
    for month in ("9999-12", "0000-01", "2026-13"):
        narrowed = f"list.narrow:{own}:month"
        answer = await desk.forge(desk.member, found.message, narrowed, [month])
        assert "another time" in answer.text, month
