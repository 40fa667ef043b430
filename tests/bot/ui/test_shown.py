"""What a posted message shows is known again: by link, else by headline, in every form."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.briefing.choose import choose
from bot.briefing.compose import compose
from bot.briefing.window import window_of
from bot.editing.same_text import headline_key
from bot.editing.shown import Seen
from bot.ui.briefing_layout import DiscordRenderer
from storage.story_records import Story
from tests.bot.briefing.stories import story

CODE = "0123456789ab"
NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
FORMS = ["cards", "plain", "plainest"]
RENDERER = DiscordRenderer()

PIECES = st.sampled_from(
    ["Council votes ", "for a second ferry ", "@everyone ", "[a](https://b.example) ", "**", "_",
     "||", "\n### ", "# ", "https://discord.gg/x ", "桥梁", "\u202e", "Do\u00adnau ", "<t:1:R>",
     "…", "\\", "~~", "a" * 90, "12:30 "]
)  # fmt: skip
HEADLINES = st.lists(PIECES | st.text(max_size=8), min_size=1, max_size=25).map("".join)
LINKS = st.sampled_from(
    [None, "https://news.example/2026/a_(b)?id=7&utm_source=x", "http://www.bücher.example/äb~c",
     "https://news.example/", "https://news.example/x#top", "ftp://news.example/x"]
)  # fmt: skip


def posted(stories: list[Story], form: str, *, late: bool = False) -> list[str]:
    """A briefing of these stories, as it stands in the channel."""
    window = window_of(due_at=NOW, previous=None, now=NOW)
    choice = choose(stories, [], window=window, cap=10)
    briefing = compose(
        choice, title="Morning", local_date=date(2026, 3, 2), zone=ZoneInfo("UTC"), late=late,
        extra=False, language="en", facts={},
    )  # fmt: skip
    bodies = RENDERER.render(replace(briefing, plain=form == "plain"), code=CODE)
    if form != "plainest":
        return bodies
    return [
        RENDERER.plain(body, code=CODE, part=part) or body
        for part, body in enumerate(bodies, start=1)
    ]


def seen(bodies: list[str]) -> Seen:
    return Seen([RENDERER.shown(body, code=CODE) for body in bodies], NOW)


@pytest.mark.parametrize("form", FORMS)
@given(headline=HEADLINES, link=LINKS)
def test_a_story_is_known_again_under_another_number(
    form: str, headline: str, link: str | None
) -> None:
    shown = story(1, "2026-03-02 06:00", headline=headline, url=link)
    again = replace(shown, id=10_001)
    if link in (None, "https://news.example/", "ftp://news.example/x"):
        # Only the headline tells, as far as there is one.
        assert seen(posted([shown], form)).has(again) == bool(headline_key(headline))
    else:
        assert seen(posted([shown], form)).has(again)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("link", ["https://news.example/1", None])
def test_another_story_is_not_taken_for_it(form: str, link: str | None) -> None:
    shown = story(1, "2026-03-02 06:00", headline="Council votes for a ferry", url=link)
    messages = seen(posted([shown], form))
    other = replace(shown, id=2, headline="Council votes", url=link and f"{link}0")
    assert not messages.has(other)
    same_headline = replace(shown, id=3, url="https://news.example/2")
    assert messages.has(same_headline) == (link is None)


def test_a_headline_that_comes_every_day_is_news_again_the_next_day() -> None:
    weather = story(1, "2026-03-02 06:00", headline="The weather", url=None)
    messages = seen(posted([weather], "cards"))
    assert messages.has(replace(weather, id=2))
    assert not messages.has(replace(weather, id=2, published_at=NOW + HOUR))


def test_the_number_of_each_story_is_read_from_its_button() -> None:
    stories = [
        story(number, "2026-03-02 06:00", headline=f"Headline {number}") for number in (4, 7)
    ]
    for form, expected in (("cards", {4, 7}), ("plain", {4, 7}), ("plainest", set[int]())):
        shown = [RENDERER.shown(body, code=CODE) for body in posted(stories, form)]
        assert {number for one in shown for number in one.story_ids} == expected
        foreign = [RENDERER.shown(body, code="ba9876543210") for body in posted(stories, form)]
        assert not any(one.story_ids for one in foreign)
