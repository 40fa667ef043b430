"""An article as a story's fields, and as the JSON people script against."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from bot.editing.key_facts import key_facts
from bot.editing.story_text import article_as_json, to_story_text
from bot.editing.summary import summarise
from tests.bot.editing.articles import WATER

STAMPED = replace(
    WATER,
    section=("Asia", "Society"),
    agency="Xinhua",
    dateline="BEIJING",
    updated_at=datetime(2011, 8, 9, 8, 55, tzinfo=ZoneInfo("Asia/Shanghai")),
    zone_inferred=True,
    furniture=("E-paper",),
)


def test_a_story_s_text_carries_everything_the_article_said() -> None:
    text = to_story_text(STAMPED, url="https://example.org/water")
    assert text.headline == STAMPED.headline
    assert text.section == ("Asia", "Society")
    assert text.url == "https://example.org/water"
    assert text.updated_at == STAMPED.updated_at
    assert text.utc_offset == 480
    assert text.summary == summarise(STAMPED)
    assert text.key_facts == key_facts(STAMPED)
    assert text.body == STAMPED.body
    assert text.word_count == STAMPED.word_count


def test_the_offset_is_the_first_time_s_and_none_without_one() -> None:
    west = timezone(-timedelta(hours=3, minutes=30))
    published = datetime(2011, 8, 9, 7, 0, tzinfo=west)
    assert to_story_text(replace(STAMPED, published_at=published)).utc_offset == -210
    assert to_story_text(WATER).utc_offset is None


def test_the_json_has_exactly_the_promised_keys() -> None:
    found = article_as_json(STAMPED, summarise(STAMPED), key_facts(STAMPED))
    assert list(found) == [
        "headline", "section", "agency", "publisher", "byline", "dateline", "published_at",
        "updated_at", "zone_inferred", "language", "body", "furniture", "summary", "key_facts",
        "word_count", "reading_minutes", "doubts",
    ]  # fmt: skip
    assert found["updated_at"] == "2011-08-09T08:55+08:00"
    assert found["published_at"] is None
    assert found["publisher"] is None
    assert found["section"] == ["Asia", "Society"]
    assert found["summary"] == [
        {"text": passage.text, "paragraph": passage.paragraph} for passage in summarise(STAMPED)
    ]
