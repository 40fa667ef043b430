"""An entry becomes an article that is honest about its dates and about what is missing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from bot.editing.feed_story import entry_article, feed_as_json, with_page
from bot.reading.article import Article
from bot.reading.feed import Feed, FeedEntry

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def entry(**fields: Any) -> FeedEntry:
    fields = {
        "title": "Crane lifts again",
        "link": "https://quay.example/crane",
        "published_at": NOW - HOUR,
        "paragraphs": ("PORT SAMPLE (AP) — The crane lifted 14 boxes on Monday.", "It rested."),
        **fields,
    }
    return FeedEntry(**fields)


def article(feed: Feed | None = None, **fields: Any) -> Article:
    return entry_article(entry(**fields), feed or Feed(kind="RSS", title="The Quay"), now=NOW)


def test_dateline_agency_and_publisher_come_off_the_text() -> None:
    read = article(authors=("A. Writer",))
    assert (read.dateline, read.agency, read.publisher) == ("PORT SAMPLE", "AP", "The Quay")
    assert read.byline == "A. Writer"
    assert read.body[0] == "The crane lifted 14 boxes on Monday."
    assert read.doubts == ("body",)


def test_a_teaser_is_doubted_and_a_whole_article_is_not() -> None:
    assert "body" in article(is_whole=False).doubts
    assert article(is_whole=True).doubts == ()


def test_the_feeds_own_date_counts_however_old_it_is() -> None:
    old = NOW - timedelta(days=5000)
    assert article(published_at=old).published_at == old


def test_a_date_a_little_ahead_is_now_and_doubted() -> None:
    read = article(published_at=NOW + 5 * HOUR)
    assert read.published_at == NOW
    assert "published_at" in read.doubts


def test_a_date_far_ahead_is_given_up_and_doubted() -> None:
    read = article(published_at=NOW + timedelta(days=400))
    assert read.published_at is None
    assert "published_at" in read.doubts


def test_a_category_is_a_guess_at_the_section_and_the_feeds_own_is_none() -> None:
    guessed = article(categories=("https://tags.example/1", "Harbour"))
    assert guessed.section == ("Harbour",)
    assert "section" in guessed.doubts
    named = entry_article(
        entry(categories=("Harbour",)), Feed(kind="RSS"), now=NOW, section=("Town", "Port")
    )
    assert named.section == ("Town", "Port")
    assert "section" not in named.doubts


def test_an_entry_without_a_title_opens_with_its_first_sentence() -> None:
    read = article(title="", paragraphs=("Gulls are back. They are loud.",))
    assert read.headline == "Gulls are back."
    assert "headline" in read.doubts


def test_the_page_gives_the_body_and_the_entry_headline_and_date() -> None:
    page = Article(
        headline="The Quay | Crane",
        section=("News",),
        published_at=NOW - 30 * HOUR,
        byline="B. Writer",
        body=("All of it.",),
        word_count=3,
        reading_minutes=1,
        doubts=("headline", "byline"),
    )
    read = with_page(article(), page)
    assert read.headline == "Crane lifts again"
    assert read.published_at == NOW - HOUR
    assert read.body == ("All of it.",)
    assert (read.section, read.byline) == (("News",), "B. Writer")
    assert read.doubts == ("byline",)


def test_the_check_shows_each_entry_as_the_story_it_would_be() -> None:
    shown = feed_as_json(Feed(kind="RSS 2.0", title="Q", entries=(entry(),), left_out=3), now=NOW)
    assert (shown["kind"], shown["left_out"]) == ("RSS 2.0", 3)
    entries: Any = shown["entries"]
    assert entries[0]["headline"] == "Crane lifts again"
    assert entries[0]["summary"]
