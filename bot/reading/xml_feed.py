# pyright: basic
"""RSS, Atom and RDF by feedparser: its loose dictionaries in, `Feed` out."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import feedparser  # noqa: TID251 - the one place

from bot.reading.feed import MOST_ENTRIES, Feed, FeedEntry
from bot.reading.feed_entry import Written, language_tag, make_entry
from bot.reading.feed_links import web_link
from bot.reading.feed_text import title_text
from bot.reading.feed_times import moment_of

_KINDS = {
    "rss090": "RSS 0.90", "rss091n": "RSS 0.91", "rss091u": "RSS 0.91", "rss10": "RSS 1.0",
    "rss092": "RSS 0.92", "rss093": "RSS 0.93", "rss094": "RSS 0.94", "rss20": "RSS 2.0",
    "rss": "RSS", "atom01": "Atom 0.1", "atom02": "Atom 0.2", "atom03": "Atom 0.3",
    "atom10": "Atom 1.0", "atom": "Atom", "cdf": "CDF",
}  # fmt: skip
_OLDEST = datetime(1, 1, 1, tzinfo=UTC)


def read_xml_feed(text: str, url: str, cut: int) -> Feed | None:
    """The feed in `text`; None where there is none. cut: entries that were taken out before."""
    headers = {"content-type": "application/xml; charset=utf-8", "content-location": url}
    # Never the text itself: feedparser takes a short one for a file's name or an address.
    # Markup is taken out here, so it need not be made safe before.
    found = feedparser.parse(
        io.BytesIO(_declared_utf8(text)),
        response_headers=headers,
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    kind = _KINDS.get(str(found.get("version") or ""))
    raw: list[Any] = found["entries"]
    if kind is None and not raw:
        return None
    about: Mapping[str, Any] = found["feed"]
    newest = sorted(raw, key=_sorting, reverse=True)[:MOST_ENTRIES]
    entries = tuple(entry for one in newest if (entry := _entry(one, url)) is not None)
    return Feed(
        kind=kind or "XML",
        title=title_text(_text(about.get("title"))),
        site=web_link(about.get("link"), url),
        language=language_tag(about.get("language")),
        entries=entries,
        left_out=cut + len(raw) - len(entries),
    )


def _declared_utf8(text: str) -> bytes:
    """The document in UTF-8, and saying so."""
    if text.startswith("<?xml"):
        text = text[text.find("?>") + 2 :]
    return b'<?xml version="1.0" encoding="utf-8"?>' + text.encode("utf-8", "replace")


def _sorting(entry: Mapping[str, Any]) -> datetime:
    return _published(entry) or _updated(entry) or _OLDEST


def _published(entry: Mapping[str, Any]) -> datetime | None:
    return moment_of(_get(entry, "published"), _get(entry, "published_parsed")) or moment_of(
        _get(entry, "created"), _get(entry, "created_parsed")
    )


def _updated(entry: Mapping[str, Any]) -> datetime | None:
    return moment_of(_get(entry, "updated"), _get(entry, "updated_parsed"))


def _get(entry: Mapping[str, Any], name: str) -> Any:
    # feedparser answers "updated" with "published" where there is none, and warns.
    return entry[name] if dict.__contains__(entry, name) else None  # pyright: ignore


def _entry(entry: Mapping[str, Any], url: str) -> FeedEntry | None:
    guid, link = _text(entry.get("id")), _text(entry.get("link"))
    authors = [author.get("name") for author in entry.get("authors") or [] if author]
    contents = [
        _text(content.get("value"))
        for content in entry.get("content") or []
        if str(content.get("type", "text/html")).startswith(("text", "application/xhtml"))
    ]
    return make_entry(
        url,
        guid=guid,
        link=link or (guid if guid.startswith(("http://", "https://")) else ""),
        title=_text(entry.get("title")),
        published=Written(_get(entry, "published") or _get(entry, "created"), _published(entry)),
        updated=Written(_get(entry, "updated"), _updated(entry)),
        authors=authors or [entry.get("author")],
        categories=[tag.get("label") or tag.get("term") for tag in entry.get("tags") or []],
        texts=[*contents, _text(entry.get("summary"))],
        language=_entry_language(entry),
    )


def _entry_language(entry: Mapping[str, Any]) -> str | None:
    details = [
        *(entry.get("content") or []),
        entry.get("title_detail"),
        entry.get("summary_detail"),
    ]
    named = (language_tag(detail.get("language")) for detail in details if detail)
    return next((language for language in named if language), None)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
