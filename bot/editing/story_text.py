"""Put an article, its summary and its key facts together: as a story's fields, and as JSON."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.editing.key_facts import key_facts
from bot.editing.same_text import marks_of
from bot.editing.section_guess import filed
from bot.editing.summary import summarise
from bot.reading.article import Article
from storage.story_records import Passage, StoryText


def to_story_text(article: Article, *, url: str | None = None) -> StoryText:
    """What is stored of an article, a guessed section included.

    utc_offset: minutes east of UTC, of its first time.
    """
    article = filed(article)
    own = article.published_at or article.updated_at
    return StoryText(
        headline=article.headline,
        section=article.section,
        agency=article.agency,
        publisher=article.publisher,
        byline=article.byline,
        dateline=article.dateline,
        published_at=article.published_at,
        updated_at=article.updated_at,
        utc_offset=_offset_minutes(own) if own else None,
        zone_inferred=article.zone_inferred,
        language=article.language,
        url=url,
        summary=summarise(article),
        key_facts=key_facts(article),
        body=article.body,
        word_count=article.word_count,
        reading_minutes=article.reading_minutes,
        doubts=article.doubts,
        marks=marks_of(article.headline, article.body, url),
    )


def article_as_json(
    article: Article, summary: Iterable[Passage], facts: Iterable[Passage]
) -> dict[str, object]:
    """The object `dateline read --json` prints; times in ISO 8601 with offset, to the minute.

    A guessed section is included; a web page's fields also say where they come from.
    """
    article = filed(article)
    found: dict[str, object] = {
        "headline": article.headline,
        "section": list(article.section),
        "agency": article.agency,
        "publisher": article.publisher,
        "byline": article.byline,
        "dateline": article.dateline,
        "published_at": _iso(article.published_at),
        "updated_at": _iso(article.updated_at),
        "zone_inferred": article.zone_inferred,
        "language": article.language,
        "body": list(article.body),
        "furniture": list(article.furniture),
        "summary": _as_rows(summary),
        "key_facts": _as_rows(facts),
        "word_count": article.word_count,
        "reading_minutes": article.reading_minutes,
        "doubts": list(article.doubts),
    }
    if article.origins:
        found["canonical_url"] = article.canonical_url
        found["image_url"] = article.image_url
        found["origins"] = dict(article.origins)
    return found


def _as_rows(passages: Iterable[Passage]) -> list[dict[str, object]]:
    return [{"text": passage.text, "paragraph": passage.paragraph} for passage in passages]


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="minutes") if moment else None


def _offset_minutes(moment: datetime) -> int:
    return (moment.utcoffset() or timedelta()) // timedelta(minutes=1)
