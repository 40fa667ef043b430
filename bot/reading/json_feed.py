"""JSON Feed, versions 1 and 1.1 (jsonfeed.org), read by hand: any field may be of any type."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import cast

from bot.reading.feed import MOST_ENTRIES, Feed, FeedEntry
from bot.reading.feed_entry import Written, language_tag, make_entry
from bot.reading.feed_links import web_link
from bot.reading.feed_text import title_text
from bot.reading.feed_times import moment_of

_VERSION = "jsonfeed.org/version/"
_OLDEST = datetime(1, 1, 1, tzinfo=UTC)

Object = Mapping[str, object]


def read_json_feed(text: str, url: str) -> Feed | None:
    """The feed in `text`; None where it is other JSON. Raises ValueError where it is none."""
    found = _object(json.loads(text))
    version = _text(found.get("version"))
    if _VERSION not in version:
        return None
    raw = [_object(item) for item in _list(found.get("items"))]
    newest = sorted(raw, key=_sorting, reverse=True)[:MOST_ENTRIES]
    entries = tuple(entry for item in newest if (entry := _entry(item, url)) is not None)
    return Feed(
        kind=f"JSON Feed {version.rpartition('/')[2][:5]}",
        title=title_text(_text(found.get("title"))),
        site=web_link(found.get("home_page_url"), url),
        language=language_tag(found.get("language")),
        entries=entries,
        left_out=len(raw) - len(entries),
    )


def _sorting(item: Object) -> datetime:
    moments = (moment_of(_text(item.get(name))) for name in ("date_published", "date_modified"))
    return next((moment for moment in moments if moment), _OLDEST)


def _entry(item: Object, url: str) -> FeedEntry | None:
    identity = item.get("id")
    known = isinstance(identity, str | int | float) and not isinstance(identity, bool)
    published, updated = _text(item.get("date_published")), _text(item.get("date_modified"))
    authors = _list(item.get("authors")) or [item.get("author")]
    return make_entry(
        url,
        guid=str(identity) if known else "",
        link=_text(item.get("url")) or _text(item.get("external_url")),
        title=_text(item.get("title")),
        published=Written(published, moment_of(published)),
        updated=Written(updated, moment_of(updated)),
        authors=[_object(author).get("name") for author in authors],
        categories=_list(item.get("tags")),
        texts=[_text(item.get(name)) for name in ("content_html", "content_text", "summary")],
        language=language_tag(item.get("language")),
    )


def _object(value: object) -> Object:
    return cast("Object", value) if isinstance(value, dict) else {}


def _list(value: object) -> list[object]:
    return cast("list[object]", value) if isinstance(value, list) else []


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
