"""A feed's entry as an article, and a whole feed as the JSON of `dateline feed check`.

Where an article comes from its page instead, the entry still says what it is called and when it
was published: see `with_page`.
"""

from __future__ import annotations

import re
from dataclasses import fields, replace
from datetime import UTC, datetime

from bot.editing.key_facts import key_facts
from bot.editing.story_text import article_as_json
from bot.editing.summary import summarise
from bot.reading.article import Article
from bot.reading.believable import AHEAD
from bot.reading.dateline import Dateline, read_dateline
from bot.reading.feed import Feed, FeedEntry
from bot.reading.language import language_of
from bot.reading.length import count_words, reading_minutes
from bot.reading.names import is_agency, is_publisher
from bot.reading.sentences import split_sentences

ENOUGH_TO_TELL = 200
"""Characters from which on a text's own language goes before what the feed says."""
LONGEST_SECTION = 30

_FIELD_ORDER = tuple(part.name for part in fields(Article))
_TITLE_PARTS = re.compile(r"\s+[-–—|»:·]\s+")


def entry_article(
    entry: FeedEntry, feed: Feed, *, now: datetime, section: tuple[str, ...] = ()
) -> Article:
    """The article as far as the feed tells it. `section` is the feed's own; () takes its category.

    A date that lies ahead cannot be true: it is taken for `now` if a clock may be wrong, else
    dropped. The body is a doubt unless the feed carries whole articles.
    """
    doubts = set(entry.doubts) & set(_FIELD_ORDER)
    paragraphs, dateline = _without_dateline(entry.paragraphs)
    headline = entry.title
    if not headline:
        headline = split_sentences(paragraphs[0])[0] if paragraphs else (entry.link or "")
        doubts.add("headline")
    published_at, updated_at = entry.published_at, entry.updated_at
    for name, moment in (("published_at", published_at), ("updated_at", updated_at)):
        if moment is not None and moment > now:
            doubts.add(name)
    if not section and (section := _category(entry)):
        doubts.add("section")
    if not entry.is_whole:
        doubts.add("body")
    text = "\n".join(paragraphs)
    name = _publisher(feed.title)
    agencies = [one for one in (dateline and dateline.agency, name) if one and is_agency(one)]
    return Article(
        headline=headline,
        section=section,
        agency=agencies[0] if agencies else None,
        publisher=None if not name or is_agency(name) else name,
        byline=", ".join(entry.authors)[:200] or None,
        dateline=dateline.place if dateline else None,
        published_at=_not_ahead(published_at, now),
        updated_at=_not_ahead(updated_at, now),
        language=_language(f"{headline}\n{text}", entry.language or feed.language),
        body=paragraphs,
        word_count=count_words(text),
        reading_minutes=reading_minutes(text),
        doubts=tuple(name for name in _FIELD_ORDER if name in doubts),
    )


def with_page(article: Article, page: Article) -> Article:
    """The entry's article with the body of its page, and what only the page says."""
    settled = {name for name in ("headline", "section", "published_at") if getattr(article, name)}
    doubts = {name for name in article.doubts if name in settled} | {
        name for name in page.doubts if name not in settled
    }
    own = article.published_at or article.updated_at
    return replace(
        page,
        headline=article.headline if "headline" not in article.doubts else page.headline,
        section=article.section or page.section,
        agency=article.agency or page.agency,
        publisher=article.publisher or page.publisher,
        byline=article.byline or page.byline,
        published_at=article.published_at if own else page.published_at,
        updated_at=article.updated_at if own else page.updated_at,
        zone_inferred=page.zone_inferred and own is None,
        doubts=tuple(name for name in _FIELD_ORDER if name in doubts),
    )


def feed_as_json(feed: Feed, *, now: datetime) -> dict[str, object]:
    """The object that `dateline feed check --json` prints for a feed that is accepted."""
    return {
        "kind": feed.kind,
        "title": feed.title,
        "site": feed.site,
        "language": feed.language,
        "left_out": feed.left_out,
        "entries": [_entry_as_json(entry, feed, now) for entry in feed.entries],
    }


def _entry_as_json(entry: FeedEntry, feed: Feed, now: datetime) -> dict[str, object]:
    article = entry_article(entry, feed, now=now)
    story = article_as_json(article, summarise(article), key_facts(article))
    return {"guid": entry.guid, "link": entry.link, "is_whole": entry.is_whole, **story}


def _without_dateline(paragraphs: tuple[str, ...]) -> tuple[tuple[str, ...], Dateline | None]:
    dateline = read_dateline(paragraphs[0]) if paragraphs else None
    if dateline is None or not dateline.sure:
        return paragraphs, None
    return (dateline.rest, *paragraphs[1:]), dateline


def _not_ahead(moment: datetime | None, now: datetime) -> datetime | None:
    if moment is None or moment <= now:
        return moment
    return now.astimezone(moment.tzinfo or UTC) if moment - now <= AHEAD else None


def _category(entry: FeedEntry) -> tuple[str, ...]:
    """The entry's first category, if it may be a section's name."""
    for name in entry.categories:
        if len(name) <= LONGEST_SECTION and not name.startswith(("http:", "https:", "#")):
            return (name,)
    return ()


def _publisher(title: str) -> str | None:
    """The house behind a feed's title: "BBC News - World" is BBC News."""
    parts = [part.strip() for part in _TITLE_PARTS.split(title)]
    known = (part for part in parts if is_agency(part) or is_publisher(part))
    return next(known, title[:100]) or None


def _language(text: str, tag: str | None) -> str:
    """What the feed says, unless a text long enough to tell says otherwise."""
    found = language_of(text)
    named = tag.lower().partition("-")[0] if tag else None
    if named and (found == "und" or len(text) < ENOUGH_TO_TELL):
        return named
    return found
