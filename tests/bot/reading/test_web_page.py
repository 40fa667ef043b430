"""A web page as a whole: which field comes from where, and what is no article."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from bot.errors import Unreadable
from bot.reading.article import Article
from bot.reading.web_page import read_web_page

URL = "https://news.example.org/harbour/2024/ferry-returns"
BODY = (
    "The ferry between the two old harbours sails again, the harbour office said on Monday.",
    "Its new engine burns a third less fuel, and the deck now holds 48 cars instead of 36.",
    "“We missed the sound of it in the morning,” said a baker whose shop looks out on the pier.",
    "The first crossing was free, and more than 600 people queued for it before sunrise.",
)
MENU = "".join(f'<li><a href="/{n}">Menu entry number {n}</a></li>' for n in range(12))
TEASERS = "".join(
    f'<div class="teaser"><h3><a href="/t{n}">A teaser of another story, number {n}</a></h3></div>'
    for n in range(8)
)


def page(
    head: str = "", *, above: str = "", body: tuple[str, ...] = BODY, title: str = ""
) -> bytes:
    paragraphs = "".join(f"<p>{text}</p>" for text in body)
    return f"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">
    <title>{title or "Ferry returns to the harbour | The Example Gazette"}</title>{head}</head>
    <body><nav><ul>{MENU}</ul></nav><article><h1>Ferry returns to the harbour</h1>{above}
    {paragraphs}</article><aside>{TEASERS}</aside><footer>All rights reserved.</footer></body>
    </html>""".encode()


def json_ld(**fields: object) -> str:
    node = {"@context": "https://schema.org", "@type": "NewsArticle", **fields}
    return f'<script type="application/ld+json">{json.dumps(node)}</script>'


def read(data: bytes, url: str = URL, charset: str | None = None) -> Article:
    return read_web_page(data, url=url, charset=charset)


def refused(data: bytes, url: str = URL) -> str:
    with pytest.raises(Unreadable) as refusal:
        read(data, url)
    return str(refusal.value)


def test_a_bare_page_gives_headline_and_body() -> None:
    article = read(page())
    assert article.headline == "Ferry returns to the harbour"
    assert article.body == BODY
    assert article.language == "en"
    assert article.publisher == "news.example.org"
    assert article.canonical_url == URL
    assert article.published_at is None
    assert article.origins == {
        "headline": "heading",
        "publisher": "url",
        "language": "html tag",
        "body": "page text",
        "canonical_url": "url",
    }
    assert article.doubts == ("publisher",)


def test_json_ld_comes_before_opengraph_and_meta_tags() -> None:
    article = read(
        page(
            json_ld(
                headline="Ferry is back",
                datePublished="2024-03-04T07:30:00+01:00",
                dateModified="2024-03-04T09:00:00+01:00",
                author=[{"@type": "Person", "name": "Ada Lind"}, {"name": "Bo Ek"}],
                publisher={"@type": "Organization", "name": "The Example Gazette"},
                articleSection="Harbour",
                image={"@type": "ImageObject", "url": "/ferry.jpg"},
            )
            + '<meta property="og:title" content="Another title">'
            + '<meta property="article:published_time" content="2024-03-05T07:30:00Z">'
            + '<meta name="author" content="Somebody Else">'
            + '<meta property="og:site_name" content="Other name">'
        )
    )
    zone = timezone(timedelta(hours=1))
    assert article.headline == "Ferry is back"
    assert article.published_at == datetime(2024, 3, 4, 7, 30, tzinfo=zone)
    assert article.updated_at == datetime(2024, 3, 4, 9, 0, tzinfo=zone)
    assert article.byline == "Ada Lind, Bo Ek"
    assert article.publisher == "The Example Gazette"
    assert article.section == ("Harbour",)
    assert article.image_url == "https://news.example.org/ferry.jpg"
    named = ("headline", "byline", "publisher", "published_at", "updated_at", "image_url")
    assert {article.origins[name] for name in named} == {"json-ld"}
    assert not article.zone_inferred
    assert article.doubts == ()


def test_opengraph_comes_before_meta_tags_and_text() -> None:
    article = read(
        page(
            '<meta property="og:title" content="Ferry sails again - The Example Gazette">'
            '<meta property="og:site_name" content="The Example Gazette">'
            '<meta property="article:published_time" content="2024-03-05T07:30:00Z">'
            '<meta property="article:modified_time" content="2024-03-05T08:30:00Z">'
            '<meta property="article:section" content="Harbour">'
            '<meta name="date" content="2001-01-01">'
            '<link rel="canonical" href="https://www.example.org/ferry?id=7#top">'
            '<meta property="og:image" content="https://img.example.org/a.jpg">'
        )
    )
    assert article.headline == "Ferry sails again"
    assert article.published_at == datetime(2024, 3, 5, 7, 30, tzinfo=UTC)
    assert article.updated_at == datetime(2024, 3, 5, 8, 30, tzinfo=UTC)
    assert article.section == ("Harbour",)
    assert article.canonical_url == "https://www.example.org/ferry?id=7"
    assert article.origins["canonical_url"] == "link"
    assert article.origins["published_at"] == "opengraph"
    assert article.image_url == "https://img.example.org/a.jpg"


def test_what_the_markup_leaves_out_comes_from_the_text() -> None:
    article = read(
        page(
            above="<p>By Ada Lind</p><p>Updated: 2024-03-05 08:55</p><p>(Xinhua)</p>",
            body=("BEIJING - " + BODY[0], *BODY[1:]),
        )
    )
    assert article.byline == "Ada Lind"
    assert article.agency == "Xinhua"
    assert article.dateline == "BEIJING"
    assert article.updated_at == datetime(2024, 3, 5, 8, 55, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert article.zone_inferred
    assert article.body == BODY
    assert article.origins["updated_at"] == "page text"


def test_the_time_tag_and_the_address_date_a_page_that_says_nothing_else() -> None:
    tagged = read(page(above='<time datetime="2019-05-06T10:00:00+02:00">6 May</time>'))
    assert tagged.published_at == datetime(2019, 5, 6, 8, 0, tzinfo=UTC)
    assert tagged.origins["published_at"] == "time tag"
    by_address = read(page(), "https://example.org/2019/05/06/ferry.html")
    assert by_address.published_at == datetime(2019, 5, 6, tzinfo=UTC)
    assert by_address.origins["published_at"] == "url"
    assert "published_at" in by_address.doubts


def test_a_page_moved_to_a_new_system_is_as_old_as_its_address() -> None:
    article = read(
        page(json_ld(headline="Ferry returns", datePublished="2024-03-05T08:00:00Z")),
        "https://example.org/2009/05/06/ferry.html",
    )
    assert article.published_at == datetime(2009, 5, 6, tzinfo=UTC)
    assert article.updated_at == datetime(2024, 3, 5, 8, 0, tzinfo=UTC)
    assert "published_at" in article.doubts


def test_places_that_date_a_page_days_apart_raise_a_doubt() -> None:
    head = json_ld(headline="Ferry returns", datePublished="2024-03-05T08:00:00Z")
    article = read(page(head + '<meta name="pubdate" content="2019-03-05T08:00:00Z">'))
    assert article.published_at == datetime(2024, 3, 5, 8, 0, tzinfo=UTC)
    assert "published_at" in article.doubts


@pytest.mark.parametrize(
    "stated",
    ["", "0001-01-01T00:00:00", "1970-01-01T00:00:00Z", "{{date}}", "9999-12-31", "today", "0",
     "2024-13-45", "-1", "Invalid date", "10000-01-01T00:00:00Z"],
)  # fmt: skip
def test_an_absurd_date_is_no_date(stated: str) -> None:
    article = read(page(json_ld(headline="Ferry returns", datePublished=stated)))
    assert article.published_at is None
    assert "published_at" not in article.origins


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("2024-03-05T08:00:00+0800", "2024-03-05T08:00+08:00"),
        ("2024-03-05 08:00:00 +08:00", "2024-03-05T08:00+08:00"),
        ("2024-03-05T08:00:00.123Z", "2024-03-05T08:00+00:00"),
        ("20240305T080000Z", "2024-03-05T08:00+00:00"),
        ("Tue, 05 Mar 2024 08:00:00 GMT", "2024-03-05T08:00+00:00"),
        ("Tue Mar 05 08:00:00 UTC 2024", "2024-03-05T08:00+00:00"),
        ("March 5, 2024 8:00 am UTC", "2024-03-05T08:00+00:00"),
        ("1709625600", "2024-03-05T08:00+00:00"),
        ("1709625600000", "2024-03-05T08:00+00:00"),
        ("5. März 2024", "2024-03-05T00:00+00:00"),
        ("2024年3月5日 08:00", "2024-03-05T08:00+00:00"),
    ],
)
def test_a_date_is_read_in_every_form_it_is_stated_in(stated: str, expected: str) -> None:
    article = read(page(json_ld(headline="Ferry returns", datePublished=stated)))
    assert article.published_at is not None
    assert article.published_at.isoformat(timespec="minutes") == expected


def test_a_date_without_zone_keeps_the_clock_of_the_sites_country() -> None:
    data = page(json_ld(headline="Ferry returns", datePublished="2024-03-05T08:00:00"))
    article = read(data, "https://example.co.jp/a/ferry")
    assert article.published_at == datetime(2024, 3, 5, 8, 0, tzinfo=ZoneInfo("Asia/Tokyo"))
    assert article.zone_inferred
    assert "published_at" in article.doubts


NODE = '{"@type": "NewsArticle", "headline": "Ferry is back", "datePublished": "2024-03-05T08:00Z"}'


@pytest.mark.parametrize(
    "script",
    [
        pytest.param(NODE, id="plain"),
        pytest.param(f'{{"@graph": [{{"@type": "WebSite", "name": "x"}}, {NODE}]}}', id="graph"),
        pytest.param(f"[[{NODE}]]", id="lists in lists"),
        pytest.param(f"<!-- {NODE} -->", id="in a comment"),
        pytest.param(f"//<![CDATA[\n{NODE}\n//]]>", id="in CDATA"),
        pytest.param(f"{NODE};", id="a semicolon after it"),
        pytest.param(NODE[:-1] + ",}", id="a comma too many"),
        pytest.param(NODE.replace('"', "&quot;"), id="entities for quotation marks"),
        pytest.param(f"{NODE} {NODE}", id="twice without a list"),
        pytest.param(NODE.replace("back", "back\n"), id="a line break in a string"),
        pytest.param(NODE[:-1] + ', "x": {"y": ', id="cut off"),
        pytest.param(NODE.replace("NewsArticle", "http://schema.org/NewsArticle"), id="long type"),
        pytest.param(
            NODE.replace('"NewsArticle"', '["Thing", "ReportageNewsArticle"]'), id="types"
        ),
        pytest.param("// our data\n" + NODE, id="a comment line"),
    ],
)
def test_json_ld_is_read_as_it_is_in_the_wild(script: str) -> None:
    article = read(page(f'<script type="application/ld+json; charset=utf-8">{script}</script>'))
    assert article.headline == "Ferry is back"
    assert article.published_at == datetime(2024, 3, 5, 8, 0, tzinfo=UTC)
    assert article.origins["headline"] == "json-ld"


def test_among_several_articles_the_pages_own_is_taken() -> None:
    other = {"@type": "NewsArticle", "headline": "A fire in the mill", "url": "/mill",
             "datePublished": "2011-01-01T10:00:00Z"}  # fmt: skip
    own = {"@type": "NewsArticle", "headline": "Ferry is back", "url": URL,
           "datePublished": "2024-03-05T08:00:00Z"}  # fmt: skip
    both = f'<script type="application/ld+json">{json.dumps([other, own])}</script>'
    assert read(page(both)).headline == "Ferry is back"
    third = {"@type": "NewsArticle", "headline": "Snow on the pass"}
    for unknown in ([other, third], [other]):
        script = f'<script type="application/ld+json">{json.dumps(unknown)}</script>'
        article = read(page(script))
        assert article.headline == "Ferry returns to the harbour"
        assert article.published_at is None


def test_an_author_is_followed_by_reference_and_a_house_is_no_author() -> None:
    graph = {
        "@graph": [
            {"@type": "Person", "@id": "#ada", "name": "Ada Lind"},
            {"@type": "NewsArticle", "headline": "Ferry is back", "author": {"@id": "#ada"}},
        ]
    }
    script = f'<script type="application/ld+json">{json.dumps(graph)}</script>'
    assert read(page(script)).byline == "Ada Lind"
    house = json_ld(headline="Ferry is back", author={"@type": "Organization", "name": "Reuters"})
    article = read(page(house))
    assert (article.byline, article.agency) == (None, "Reuters")


def test_the_breadcrumb_is_the_section() -> None:
    crumbs = {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": 2, "item": {"@id": "/c", "name": "Coast"}},
            {"@type": "ListItem", "position": 1, "name": "Home"},
            {"@type": "ListItem", "position": 3, "name": "Harbours"},
            {"@type": "ListItem", "position": 4, "name": "Ferry returns to the harbour"},
        ],
    }
    script = f'<script type="application/ld+json">{json.dumps(crumbs)}</script>'
    assert read(page(script)).section == ("Coast", "Harbours")
    shown = '<div class="breadcrumbs"><a href="/">Home</a> › <a href="/coast">Coast</a></div>'
    article = read(page(above=shown))
    assert article.section == ("Coast",)
    assert article.origins["section"] == "breadcrumb"


@pytest.mark.parametrize(
    "title",
    [
        "Ferry returns | The Example Gazette",
        "Ferry returns - The Example Gazette",
        "Ferry returns — Harbour — The Example Gazette",
        "The Example Gazette | Ferry returns",
        "Ferry returns &amp;#124; The Example Gazette",
    ],
)
def test_a_title_loses_the_sites_name(title: str) -> None:
    head = (
        f'<meta property="og:title" content="{title}">'
        '<meta property="og:site_name" content="The Example Gazette">'
    )
    assert read(page(head)).headline in ("Ferry returns", "Ferry returns — Harbour")


def test_a_canonical_address_of_another_site_or_the_front_page_is_not_believed() -> None:
    for address in ("https://evil.example.com/x", "https://news.example.org/", "javascript:x()"):
        article = read(page(f'<link rel="canonical" href="{address}">'))
        assert article.canonical_url == URL


def test_an_image_is_a_web_address_or_none() -> None:
    for address in ("data:image/png;base64,AAAA", "javascript:alert(1)", "file:///etc/passwd"):
        assert read(page(f'<meta property="og:image" content="{address}">')).image_url is None


def test_the_text_decides_on_a_language_that_the_page_claims_wrongly() -> None:
    article = read(page().replace(b'lang="en"', b'lang="de"'))
    assert article.language == "en"
    assert "language" in article.doubts


@pytest.mark.parametrize(
    ("charset", "codec"),
    [
        ("utf-8", "utf-8"), (None, "utf-8"), ("iso-8859-1", "utf-8"), ("bz2", "utf-8"),
        ("unicode_escape", "utf-8"), ("windows-1252", "cp1252"), ("ISO-8859-1", "cp1252"),
        ("utf-16", "utf-16"), (None, "utf-16"), ("utf-8", "cp1252"),
    ],
)  # fmt: skip
def test_a_page_is_decoded_whatever_its_server_says(charset: str | None, codec: str) -> None:
    text = page().decode().replace('<meta charset="utf-8">', "")
    if charset == "utf-8" and codec != "utf-8":
        text = text.replace("<head>", '<head><meta charset="windows-1252">')
    assert read(text.encode(codec), charset=charset).body == BODY


def test_plain_escapes_stay_as_they_are() -> None:
    body = (*BODY, r"The sign said \u0040everyone, and nobody knew why it did so at all.")
    article = read(page(body=body), charset="unicode_escape")
    assert article.body[-1] == body[-1]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        pytest.param(b"", "empty", id="empty"),
        pytest.param(b"  \n ", "empty", id="blank"),
        pytest.param(b"%PDF-1.7 ...", "PDF", id="PDF"),
        pytest.param(b"\x89PNG\r\n\x1a\n", "PNG", id="picture"),
        pytest.param(b"<html><body></body></html>", "empty", id="no content"),
        pytest.param(b"<?xml version='1.0'?>\n<rss><channel></channel></rss>", "feed", id="feed"),
        pytest.param(
            b"<title>Sign in</title><h1>Sign in to read</h1><form><input type=password></form>",
            "sign in",
            id="login",
        ),
        pytest.param(
            b"<title>Gazette</title><div><h2>Subscribe to continue reading</h2><p>Get unlimited"
            b" access for 1 euro a month. Already a subscriber? Log in.</p></div>",
            "subscribe",
            id="paywall",
        ),
        pytest.param(
            b"<title>Gazette</title><div><p>We and our partners use cookies to improve your visit."
            b" You can accept all cookies or manage your choices at any time.</p></div>",
            "cookies",
            id="consent",
        ),
        pytest.param(
            b"<title>Welcome</title><h1>Your choice</h1><p>We and our 842 partners keep and read"
            b" information on a device, and process personal data such as browsing behaviour.</p>",
            "cookies",
            id="consent to partners",
        ),
        pytest.param(
            b"<title>Gazette</title><noscript>Please.</noscript><p>You need to enable JavaScript to"
            b" run this app.</p>",
            "scripts",
            id="script only, said aloud",
        ),
        pytest.param(
            b"<title>404 Not Found</title><h1>404</h1><p>The page you are looking for could not be"
            b" found. It may have been moved or deleted.</p>",
            "not exist",
            id="missing, with a sentence",
        ),
        pytest.param(
            b"<title>Just a moment</title><p>Checking your browser before accessing the site.</p>",
            "robots",
            id="robot check",
        ),
        pytest.param(
            b"<title>Gazette</title><noscript>You need to enable JavaScript to run this app."
            b"</noscript><div id=root></div><script>go()</script>",
            "scripts",
            id="script only",
        ),
        pytest.param(b"<title>404 Not Found</title><h1>Not found</h1>", "not exist", id="missing"),
        pytest.param(
            b"<title>The Example Gazette</title>"
            + b"".join(
                b"<div><h2><a href=/s%d>A long headline of story number %d in the list</a></h2>"
                b"<p>And a sentence that tells a little more about it.</p></div>" % (n, n)
                for n in range(40)
            ),
            "list of links",
            id="front page",
        ),
    ],
)
def test_what_is_no_article_is_refused_with_its_own_sentence(data: bytes, words: str) -> None:
    assert words in refused(data, "https://news.example.org/")


def test_a_page_that_says_utf_8_and_is_latin_1_keeps_its_letters() -> None:
    text = page(
        body=("The Käfer flew over the bridge on Monday, said five men. " + "ä" * 40, *BODY)
    ).decode()
    article = read(text.encode("cp1252"), charset="utf-8")
    assert "Käfer flew" in article.body[0]
    assert article.body[3] == BODY[2]


@pytest.mark.parametrize(
    ("headline", "text"),
    [
        ("Rat gibt Zustimmung", "Der Rat hat am Montag seine Zustimmung zum Bau der Mole gegeben."),
        ("Island consents", "The council gave its consent to a second ferry late on Monday night."),
        ("404 rescued at sea", "The crew found 404 people in the water and took them to the pier."),
    ],
)
def test_a_short_report_is_no_wall_for_a_single_word(headline: str, text: str) -> None:
    data = f"<title>{headline}</title><article><h1>{headline}</h1><p>{text}</p></article>"
    assert read(data.encode()).body == (text,)


CARDS = {
    "headings": "<div><h3><a href=/s{n}>{head}</a></h3><p>{blurb}</p></div>",
    "cards": "<article><a href=/s{n}><h3>{head}</h3><p>{blurb}</p></a></article>",
    "items": "<li><a href=/s{n}>{head}</a> {blurb}</li>",
    "posts": "<div><h2><a href=/s{n}>{head}</a></h2><p>{blurb}</p><a href=/>Read more</a></div>",
}


@pytest.mark.parametrize("kind", CARDS)
@pytest.mark.parametrize("number", [8, 30])
def test_a_page_of_links_and_blurbs_is_no_article_wherever_it_stands(
    kind: str, number: int
) -> None:
    cards = "".join(
        CARDS[kind].format(
            n=n,
            head=f"Council of district {n} votes on the new ferry",
            blurb=f"The council of district {n} met on Monday and talked until midnight about it.",
        )
        for n in range(number)
    )
    data = f"<title>World | Gazette</title><h1>World</h1><main>{cards}</main>".encode()
    assert "list of links" in refused(data, "https://news.example.org/world/europe")


def test_an_article_with_boxes_of_links_between_its_paragraphs_stays_one() -> None:
    boxes = [
        f"<a href=/t{n}>Another story about the ferry, number {n}</a>" for n in range(len(BODY))
    ]
    body = tuple(part for pair in zip(BODY, boxes, strict=True) for part in pair)
    assert BODY[0] in read(page(body=(*BODY, *body))).body


def test_a_subscribers_page_that_shows_only_its_beginning_is_doubted() -> None:
    article = read(page(json_ld(headline="Ferry is back", isAccessibleForFree="False")))
    assert "body" in article.doubts
