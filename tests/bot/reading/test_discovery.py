"""The feeds a site's page points at."""

from __future__ import annotations

from bot.reading.discovery import FeedLink, find_feeds, usual_places

URL = "https://quay.example/news/"


def found(head: str, body: str = "") -> list[str]:
    page = f"<html><head>{head}</head><body>{body}</body></html>".encode()
    return [link.url for link in find_feeds(page, url=URL).feeds]


def test_feeds_named_in_the_head_are_found_with_their_titles() -> None:
    page = b"""<html><head>
        <link rel="alternate" type="application/rss+xml" title="Comments" href="/comments/feed">
        <link rel="stylesheet" type="text/css" href="/style.css">
        <link rel="ALTERNATE" type="application/atom+xml; charset=utf-8" title="News" href="atom">
        <link rel="alternate" type="application/rss+xml" href="javascript:alert(1)">
        </head></html>"""
    assert find_feeds(page, url=URL).feeds == (
        FeedLink("https://quay.example/news/atom", "News"),
        FeedLink("https://quay.example/comments/feed", "Comments"),
    )


def test_links_in_the_text_count_where_the_head_names_none() -> None:
    body = '<a href="/feed/">RSS</a><a href="/feeding-gulls">Gulls</a><a href="/n/index.xml">x</a>'
    assert found("", body) == ["https://quay.example/feed/", "https://quay.example/n/index.xml"]


def test_the_pages_base_counts() -> None:
    head = '<base href="https://cdn.example/x/"><link rel=feed href="f.json">'
    assert found(head) == ["https://cdn.example/x/f.json"]


def test_a_page_without_any_has_usual_places() -> None:
    assert found("<title>Quay</title>") == []
    assert find_feeds(b"", url=URL).feeds == ()
    assert usual_places(URL)[0].url == "https://quay.example/feed"


def test_a_broken_address_costs_nothing_but_itself() -> None:
    body = '<a href="http://[::1/feed">x</a><a href="/feed">y</a>'
    assert found('<base href="http://[::1">', body) == ["https://quay.example/feed"]
