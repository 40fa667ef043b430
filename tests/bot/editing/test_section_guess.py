"""The section of an article that names none: guessed with care, and marked as a guess."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from bot.editing.section_guess import filed, guess_section
from bot.editing.section_words import TOPICS
from bot.editing.story_text import article_as_json, to_story_text
from tests.bot.editing.articles import WATER, article_of
from tests.growth import grows_with_its_length

SECTIONS = Path(__file__).parents[3] / "seeds" / "sections.json"

MATCH = article_of(
    "The harbour club won the league on Saturday, when their striker scored two goals in the"
    " second half of the last match of the season.",
    "The goalkeeper was carried from the stadium by fans, and the coach said that his players had"
    " earned the championship.",
    headline="Harbour club beat islanders to win the league",
)
COURT = article_of(
    "A man of forty was jailed for nine years on Monday for the robbery of a bank at the quay.",
    "The prosecutor told the court that he had been arrested by police at the ferry; the defendant"
    " was convicted by a jury after two days.",
    headline="Bank robber jailed for nine years",
)
RAIN = article_of(
    "气象台预计，今明两天东部沿海有暴雨，局地降雨量超过一百毫米，气温下降八摄氏度。",
    "气象局发布预警，提醒市民注意大风和雷阵雨，周末冷空气到达后天气转为多云。",
    headline="东部沿海将有暴雨",
)


@pytest.mark.parametrize(
    ("article", "section"), [(MATCH, "Sport"), (COURT, "Crime"), (RAIN, "天气")]
)
def test_a_clear_case_is_guessed_and_marked_as_a_guess(article: object, section: str) -> None:
    guessed = filed(article)  # pyright: ignore[reportArgumentType]
    assert guessed.section == (section,)
    assert guessed.doubts == ("section",)
    text = to_story_text(article)  # pyright: ignore[reportArgumentType]
    assert (text.section, text.doubts) == (guessed.section, guessed.doubts)
    shown = article_as_json(guessed, (), ())
    assert (shown["section"], shown["doubts"]) == ([section], ["section"])


def test_what_the_page_says_goes_before_every_guess() -> None:
    article = replace(MATCH, section=("Town",))
    assert filed(article) is article


def test_where_two_sections_fit_or_little_is_said_none_is_guessed() -> None:
    both = article_of(*MATCH.body, *COURT.body, headline="A day in town")
    assert guess_section(both) == ()
    assert guess_section(WATER) == ()
    assert guess_section(article_of("The coach and the striker left the stadium.")) == ()
    assert guess_section(replace(MATCH, language="de")) == ()


def test_doubts_stay_in_the_order_of_the_fields() -> None:
    article = replace(MATCH, doubts=("headline", "published_at"))
    assert filed(article).doubts == ("headline", "section", "published_at")


def test_every_topic_s_names_are_filed_under_its_media_topic() -> None:
    names = {row["topic"]: row["sections"] for row in json.loads(SECTIONS.read_text("utf-8"))}
    assert [topic.medtop for topic in TOPICS] == list(names)
    for topic in TOPICS:
        assert {topic.english, topic.chinese} <= set(names[topic.medtop])


def test_a_long_text_takes_no_longer_than_its_length_asks() -> None:
    for text in ("goal " * 20_000, "暴雨" * 20_000):
        assert grows_with_its_length(lambda part: guess_section(article_of(part)), text)
