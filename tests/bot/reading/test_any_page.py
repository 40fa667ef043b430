"""Whatever bytes come from a link: an article or a refusal, in time, and never another error."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.errors import Unreadable
from bot.reading.charset import decode_page
from bot.reading.json_ld import nodes_of
from bot.reading.stated_dates import read_stated_date
from bot.reading.web_page import read_web_page
from tests.growth import grows_with_its_length

URL = "https://example.org/2024/03/05/ferry"
TAGS = [
    "<p>", "</p>", "<div>", "</div>", "<article>", "<h1>", "</h1>", "<table><tr><td>", "</table>",
    "<ul><li>", "</ul>", "<br>", "<br/><br/>", "<title>", "</title>", "<a href='/x'>", "</a>",
    "<script>", "</script>", "<script type='application/ld+json'>", "<!--", "-->", "<svg>",
    "<noscript>", "<template>", "<iframe>", "<blockquote>", "<pre>", "<time datetime='2024-03-05'>",
    "<meta property='og:title' content='A title'>", "<meta name=date content='", "<base href='//'>",
    "<link rel=canonical href='http://[::1'>", "<html lang=en>", "<body>", "<input type=password>",
    "<span itemprop='author headline'>", "<nav class=breadcrumb>", "&#0;", "&#xD800;", "&nbsp;",
    "<![CDATA[", "]]>", "<?xml version='1.0' encoding='bz2'?>", "<!DOCTYPE html [<!ENTITY a 'b'>]>",
]  # fmt: skip
WORDS = [
    "The ferry sails again after eleven months in the dock, the harbour office said on Monday.",
    "BEIJING (Xinhua) - Its engine burns a third less fuel, and it holds 48 cars instead of 36.",
    "By Ada Lind", "Updated: 2024-03-05 08:55", "新华社北京8月9日电 三个村庄合作修建水渠。",
    '{"@type": "NewsArticle", "headline": "Ferry is back", "datePublished": "2024-03-05"}',
    '{"@graph": [', "Sign in to read", "We use cookies", "\u202e", "\ufffd", "\x00", "🙂",
    " | Site",
]  # fmt: skip
PAGES = st.one_of(
    st.binary(max_size=600),
    st.lists(st.sampled_from([*TAGS, *WORDS]), max_size=60).map(
        lambda pieces: "".join(pieces).encode("utf-8", "replace")
    ),
    st.text(max_size=300).map(lambda text: text.encode("utf-16", "surrogatepass")),
)
CHARSETS = st.one_of(
    st.none(),
    st.sampled_from(
        ["utf-8", "gbk", "big5", "shift_jis", "euc-kr", "utf-16", "iso-2022-jp", "utf-7", "",
         "unicode_escape", "raw_unicode_escape", "bz2", "zlib", "hex", "rot13", "idna", "punycode"]
    ),
    st.text(max_size=12),
)  # fmt: skip
ADDRESSES = st.one_of(st.just(URL), st.sampled_from(["", "http://[", "//", "a b", "mailto:x@y"]))


@settings(max_examples=300, deadline=None)
@given(PAGES, ADDRESSES, CHARSETS)
@example("".join(WORDS).encode() * 3, URL, None)
def test_any_bytes_are_read_or_refused(data: bytes, url: str, charset: str | None) -> None:
    try:
        article = read_web_page(data, url=url, charset=charset)
    except Unreadable:
        return
    assert article.headline
    assert article.body
    assert all(paragraph.strip() for paragraph in article.body)
    for moment in (article.published_at, article.updated_at):
        assert moment is None or moment.utcoffset() is not None
    for address in (article.canonical_url, article.image_url):
        assert address is None or address.startswith(("http://", "https://"))
    "".join((article.headline, *article.body, *article.furniture)).encode()


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=400), CHARSETS)
def test_any_bytes_are_decoded(data: bytes, charset: str | None) -> None:
    decode_page(data, charset).encode("utf-8")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20)
    | st.sampled_from(["NewsArticle", "Person", "#a", URL, "2024-03-05T08:00Z"]),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(
        st.sampled_from(
            ["@type", "@graph", "@id", "headline", "author", "name", "datePublished", "publisher",
             "image", "url", "itemListElement", "item", "position", "mainEntityOfPage",
             "articleBody", "isAccessibleForFree", "inLanguage", "articleSection"]
        ),
        inner,
        max_size=5,
    ),
    max_leaves=25,
)  # fmt: skip
BODY = "".join(f"<p>{WORDS[0]} It was crossing number {n} of the week.</p>" for n in range(6))


@settings(max_examples=300, deadline=None)
@given(JSON, st.integers(0, 12))
def test_any_json_ld_leaves_the_text_readable(value: object, cut: int) -> None:
    script = json.dumps(value)
    script = script[: len(script) - cut] if cut < 6 else script
    page = f"<title>Ferry</title><script type='application/ld+json'>{script}</script>{BODY}"
    article = read_web_page(page.encode(), url=URL)
    assert len(article.body) >= 6
    nodes_of([script])


@settings(max_examples=400, deadline=None)
@given(
    st.one_of(
        st.text(max_size=60),
        st.text(st.sampled_from("0123456789-/:TZ+. "), max_size=30),
        st.datetimes().map(str),
    )
)
def test_any_text_is_a_date_or_none(text: str) -> None:
    written = read_stated_date(text)
    assert written is None or 1850 <= written.moment.year <= 2100


PARAGRAPH = f"<p>{WORDS[0]}</p>"


@pytest.mark.parametrize(
    "page",
    [
        pytest.param("<div>" * 40_000 + PARAGRAPH * 9, id="deep divisions"),
        pytest.param("<b><i><p>" * 12_000 + PARAGRAPH * 9, id="misnested"),
        pytest.param("<a href='/'>" * 20_000 + PARAGRAPH * 9, id="links in links"),
        pytest.param(PARAGRAPH * 2_000, id="long"),
        pytest.param("<table>" * 5_000 + PARAGRAPH * 9, id="tables in tables"),
        pytest.param("<meta name=date content=x>" * 15_000 + PARAGRAPH * 9, id="meta tags"),
        pytest.param("<h1>A heading of it</h1>" * 10_000 + PARAGRAPH * 9, id="headings"),
        pytest.param("<time>5 May 2024</time>" * 10_000 + PARAGRAPH * 9, id="time tags"),
        pytest.param("<nav class=breadcrumb>" * 10_000 + PARAGRAPH * 9, id="breadcrumbs"),
        pytest.param("<span itemprop=author>" * 10_000 + PARAGRAPH * 9, id="authors in authors"),
        pytest.param("&amp;" * 60_000 + PARAGRAPH * 9, id="entities"),
        pytest.param("<" * 200_000 + PARAGRAPH * 9, id="brackets"),
        pytest.param("<script type='application/ld+json'>" + "[" * 200_000, id="deep JSON"),
        pytest.param("<script type='application/ld+json'>" + '{"a":' * 50_000, id="deep objects"),
        pytest.param(
            "<script type='application/ld+json'>" + '{"@type":"NewsArticle"},' * 8_000
            + f"</script>{PARAGRAPH * 9}",
            id="many articles",
        ),
        pytest.param(f"<title>{'a | ' * 40_000}</title>{PARAGRAPH * 9}", id="a title of bars"),
        pytest.param(
            f"<script type='application/ld+json'>{' // ' * 40_000}</script>", id="slashes"
        ),
        pytest.param("<meta charset" * 20_000, id="charsets"),
        pytest.param(
            "".join(f"<p><a href=/>Four words and {n}</a><p>{n} {WORDS[0]}" for n in range(6000)),
            id="links and blurbs",
        ),
    ],
)  # fmt: skip
def test_a_hostile_page_takes_no_longer_than_its_length_asks(page: str) -> None:
    def read(part: str) -> None:
        with suppress(Unreadable):
            read_web_page(part.encode(), url=URL)

    assert grows_with_its_length(read, page)
