"""Feeds of every kind and in every state: read, or refused with a reason, never anything else."""

from __future__ import annotations

import json
import tarfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import Unreadable
from bot.reading.feed import MOST_ENTRIES, Feed, read_feed

URL = "https://quay.example/news/feed.xml"
SUITE = Path(__file__).parents[4] / "shared" / "data" / "feeds" / "feedparser-tests.tar.gz"


def rss(items: str, *, head: str = "", about: str = "<title>The Quay</title>") -> bytes:
    return f"{head}<rss version='2.0'><channel>{about}{items}</channel></rss>".encode()


def item(**fields: str) -> str:
    return f"<item>{''.join(f'<{name}>{text}</{name}>' for name, text in fields.items())}</item>"


def read(body: bytes, charset: str | None = None) -> Feed:
    return read_feed(body, url=URL, charset=charset)


def test_an_rss_feed_gives_what_it_says_without_markup() -> None:
    feed = read(
        rss(
            item(
                title="Crane &amp;amp; boxes &lt;b&gt;lifted&lt;/b&gt;",
                link="/crane",
                guid="tag:17",
                author="A. Writer",
                category="Harbour",
                pubDate="Mon, 23 Nov 2026 08:55:00 +0100",
                description="<![CDATA[<p>Fourteen boxes.<script>x()</script><p>And more.]]>",
            ),
            about="<title>The Quay</title><link>/</link><language>en-GB</language>",
        )
    )
    (entry,) = feed.entries
    assert (feed.kind, feed.title, feed.language) == ("RSS 2.0", "The Quay", "en-GB")
    assert feed.site == "https://quay.example/"
    assert entry.title == "Crane & boxes lifted"
    assert entry.link == "https://quay.example/crane"
    assert entry.paragraphs == ("Fourteen boxes.", "And more.")
    assert entry.published_at is not None
    assert entry.published_at.isoformat() == "2026-11-23T08:55:00+01:00"
    assert (entry.guid, entry.authors, entry.categories) == (
        "tag:17",
        ("A. Writer",),
        ("Harbour",),
    )
    assert not entry.is_whole
    assert entry.doubts == ()


def test_an_atom_feed_may_carry_the_whole_article() -> None:
    words = " ".join(["The crane lifted fourteen boxes onto the quay today."] * 20)
    feed = read(
        f"""<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de"><title>Kai</title>
        <entry><id>tag:1</id><title type="html">Kran &amp;amp; Co</title>
        <link href="https://kai.example/1"/><updated>2026-11-23T07:00:00Z</updated>
        <summary>Short.</summary><content type="html">&lt;p&gt;{words}&lt;/p&gt;</content></entry>
        </feed>""".encode()
    )
    (entry,) = feed.entries
    assert feed.kind == "Atom 1.0"
    assert entry.title == "Kran & Co"
    assert entry.published_at is None
    assert entry.updated_at == datetime(2026, 11, 23, 7, tzinfo=UTC)
    assert entry.is_whole
    assert entry.paragraphs == (words,)


def test_a_json_feed_is_read_whatever_types_it_uses() -> None:
    body = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Quay",
        "items": [
            {"id": 5, "url": "/a", "content_html": "<p>One.</p>", "authors": [{"name": "A"}]},
            {"id": True, "title": "Two", "url": "javascript:alert(1)", "tags": "no list"},
            {"id": "3"},
            "no item",
        ],
    }
    feed = read(json.dumps(body).encode())
    assert feed.kind == "JSON Feed 1.1"
    assert [(entry.guid, entry.link) for entry in feed.entries] == [
        ("5", "https://quay.example/a"),
        (None, None),
    ]
    assert feed.left_out == 2


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "&#106;avascript:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "//user@:0/",
    ],
)
def test_a_link_that_leads_nowhere_on_the_web_is_dropped_and_doubted(link: str) -> None:
    (entry,) = read(rss(item(title="A", link=link))).entries
    assert entry.link is None
    assert "link" in entry.doubts


def test_what_decoding_uncovers_is_filtered_after_it() -> None:
    body = rss(
        item(title="\\u0040everyone"), head='<?xml version="1.0" encoding="unicode_escape"?>'
    )
    (entry,) = read(body).entries
    assert entry.title == "\\u0040everyone"


@pytest.mark.parametrize("charset", [None, "utf-8", "hex", "unicode_escape", "utf-7", "nonsense"])
def test_a_lying_charset_costs_characters_at_worst(charset: str | None) -> None:
    (entry,) = read(rss(item(title="Möwe über dem Hafen")), charset).entries
    assert entry.title == "Möwe über dem Hafen"


@pytest.mark.parametrize(
    "written",
    ["Sat, 01 Jan 10000 00:00:00 GMT", "-1", "Thu, 01 Jan 1970 00:00:00 GMT", "9999-99-99", "soon"],
)
def test_an_impossible_date_is_given_up_and_doubted(written: str) -> None:
    (entry,) = read(rss(item(title="A", pubDate=written))).entries
    assert entry.published_at is None
    assert "published_at" in entry.doubts


def test_only_the_newest_entries_are_used_and_the_rest_counted() -> None:
    items = [
        item(title=f"Entry {day}", pubDate=f"2026-{1 + day // 28:02}-{1 + day % 28:02}")
        for day in range(300)
    ]
    feed = read(rss("".join(items)))
    assert len(feed.entries) == MOST_ENTRIES
    assert feed.left_out == 100
    assert feed.entries[0].title == "Entry 299"
    assert feed.entries[-1].title == "Entry 100"


@pytest.mark.parametrize("newest_first", [True, False])
def test_a_feed_of_100_000_entries_gives_its_newest(newest_first: bool) -> None:
    numbers = range(100_000, 0, -1) if newest_first else range(1, 100_001)
    items = "".join(
        f"<item><title>t{n}</title><pubDate>2026-11-{1 + n // 5000:02}</pubDate></item>"
        for n in numbers
    )
    feed = read(rss(items))
    assert feed.entries[0].title == "t100000"
    assert len(feed.entries) + feed.left_out == 100_000


def test_of_long_entries_both_ends_are_read() -> None:
    text = "<p>Words.</p>" * 200
    entries = [
        item(title=f"t{n}", pubDate=f"2026-01-{1 + n % 28:02}", description=f"<![CDATA[{text}]]>")
        for n in range(400)
    ]
    feed = read(rss("".join(entries)))
    assert {"t0", "t399"} <= {entry.title for entry in feed.entries}
    assert len(feed.entries) + feed.left_out == 400


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "nothing at this address"),
        (b"\0\0\0\0", "nothing at this address"),
        (b"/etc/passwd", "no feed"),
        (b"https://quay.example/feed", "no feed"),
        (b"%PDF-1.7 <x>", "no feed"),
        (b"<!DOCTYPE html><html><head><title>Quay</title></head></html>", "no feed"),
        (b'{"version": "2"}', "no feed"),
        (b'{"a":' + b"[" * 200_000, "damaged"),
        (b"<!DOCTYPE r [<!ENTITY a 'b'>]><rss version='2.0'></rss>", "entities of its own"),
        (b"<!-- <!ENTITY a 'b'> --><rss version='2.0'></rss>", "entities of its own"),
        (b"<rss version='2.0'>" + b"<a>" * 100_000, "100,001 tags"),
        (b"<rss version='2.0'>" + b"<item><a></a></item>" * 3 + b"<a>" * 100_000, "few entries"),
        (
            b"<rss version='2.0' xmlns:g='http://www.opengis.net/gml'><g:pos>1</g:pos></rss>",
            "damaged",
        ),
    ],
)
def test_what_is_no_feed_is_refused_with_a_reason(body: bytes, reason: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read(body)
    assert reason in str(refused.value)


def test_a_public_doctype_is_no_reason_to_refuse() -> None:
    head = (
        '<?xml version="1.0"?><!-- old --><!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN"'
        ' "http://my.netscape.com/publish/formats/rss-0.91.dtd">'
    )
    assert read(rss(item(title="A"), head=head)).entries[0].title == "A"


def test_a_number_of_no_character_costs_one_sign() -> None:
    assert read(rss(item(title="A&#xD800;&#0;&#x1F6A2;"))).entries[0].title == "A��🚢"


def test_publishing_systems_tails_are_no_part_of_the_text() -> None:
    text = "<p>Words.</p><p>The post Crane appeared first on The Quay.</p><p>Read more</p>"
    (entry,) = read(rss(item(title="A", description=f"<![CDATA[{text}]]>"))).entries
    assert entry.paragraphs == ("Words.",)


def test_every_file_of_feedparsers_own_suite_ends_in_a_named_state() -> None:
    if not SUITE.exists():
        pytest.skip("feedparser's test suite is not beside this checkout (shared/data/feeds)")
    accepted = refused = 0
    with tarfile.open(SUITE) as archive:
        for member in archive:
            opened = archive.extractfile(member) if member.name.endswith(".xml") else None
            if opened is None:
                continue
            try:
                read(opened.read())
                accepted += 1
            except Unreadable:
                refused += 1
    assert accepted + refused == 1768
    assert accepted >= 1750


PIECES = [
    "<rss version='2.0'>", "<channel>", "<item>", "</item>", "<title>", "</title>", "<feed>", "<",
    "<entry>", "<link href='", "'/>", "<![CDATA[", "]]>", "&#x", "&amp;", "&lt;", "&#0;", "<!--",
    "-->", "<?xml version='1.0' encoding='", "'?>", "utf-16", "<!DOCTYPE", "[", ">", "\x00",
    "\ud800", "<pubDate>", "2026-11-23", "</pubDate>", "javascript:", "\u202e",
    "<content type='xhtml'>",
    "<geo:lat>", "<gml:pos>", "<dc:date>", "{\"version\":\"https://jsonfeed.org/version/1\",", "{}",
    "\"items\":[", "\"id\":1", "]", "}", "<guid isPermaLink='", "\n", "a" * 40,
]  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.binary(max_size=300), st.lists(st.sampled_from(PIECES), max_size=40)))
def test_whatever_comes_is_read_or_refused(parts: bytes | list[str]) -> None:
    body = parts if isinstance(parts, bytes) else "".join(parts).encode("utf-8", "surrogatepass")
    try:
        feed = read(body)
    except Unreadable:
        return
    for entry in feed.entries:
        assert entry.link is None or entry.link.startswith(("http://", "https://"))
        "\n".join((entry.title, *entry.paragraphs)).encode()
