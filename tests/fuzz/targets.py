"""What is fuzzed: each target takes any bytes and may end in a refusal, never in anything else."""

from __future__ import annotations

import gzip
import json
import tarfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from bot.editing.key_facts import key_facts
from bot.editing.story_text import article_as_json, to_story_text
from bot.editing.summary import summarise
from bot.errors import Refusal
from bot.reading.article import Article
from bot.reading.link import link_to_keep, read_link
from bot.reading.pasted_page import read_pasted_page
from bot.reading.same_link import canonical_link
from bot.reading.upload import decode_upload, is_html
from bot.reading.web_page import read_web_page
from bot.ui import markup

SHARED = Path(__file__).resolve().parents[3] / "shared"
SEED_STORIES = Path(__file__).resolve().parents[2] / "seeds" / "stories"
MOST_SEEDS = 300


@dataclass(frozen=True, slots=True)
class Target:
    """run: raises Refusal where an input is refused; anything else it raises is a find."""

    run: Callable[[bytes], object]
    seeds: Callable[[], Sequence[bytes]]


def _link(data: bytes) -> None:
    text = data.decode(errors="surrogatepass") if _is_text(data) else data.decode("latin-1")
    first, _, second = text.partition("\n")
    canonical_link(first)
    if (safe := markup.safe_url(first)) is not None:
        assert safe.isascii()
        assert markup.safe_url(safe) == safe
    markup.host(first)
    link = str(read_link(first))
    assert str(read_link(link)) == link
    read_link(link_to_keep(link, link, second))


def _is_text(data: bytes) -> bool:
    try:
        data.decode(errors="surrogatepass")
    except UnicodeDecodeError:
        return False
    return True


def _page(data: bytes) -> None:
    is_html(data)
    _edit(read_pasted_page(decode_upload(data)))


def _html(data: bytes) -> None:
    address, _, body = data.partition(b"\n")
    url = address.decode("latin-1") if address.startswith(b"http") else "https://news.example/a"
    _edit(read_web_page(body, url=url, charset=None))


def _edit(article: Article) -> None:
    """What every article goes through before it is stored or printed."""
    assert article.headline.strip()
    assert article.body
    facts, summary = key_facts(article), summarise(article)
    json.dumps(article_as_json(article, summary, facts), ensure_ascii=False).encode()
    story = to_story_text(article, url=article.canonical_url)
    for passage in (*story.summary, *story.key_facts):
        assert passage.text in article.body[passage.paragraph] or "\n" in article.headline


def _feed(data: bytes) -> None:
    feed = import_module("bot.reading.feed")
    feed.read_feed(data, url="https://news.example/feed", charset=None)


def _renderer(data: bytes) -> None:
    text = data.decode(errors="replace")
    for limit in (None, 0, 1, 40, 300):
        inert = markup.plain(text, limit), markup.block(text, limit)
        assert not any("@everyone" in shown.lower() or "://" in shown for shown in inert)
        for shown in (*inert, markup.label(text, limit)):
            assert limit is None or len(shown.encode("utf-16-le")) <= 2 * limit
    address, _, title = text.partition("\n")
    markup.link(title, address, 100)


def _seed_pages() -> Iterator[bytes]:
    for path in sorted(SEED_STORIES.glob("*.txt")):
        yield path.read_bytes()
    for path in sorted((SHARED / "seed").glob("*.txt")):
        yield path.read_bytes()


OWN_PAGE = b"""<!doctype html><html><head><title>T</title><meta property="og:title" content="A b c">
<script type="application/ld+json">{"@type":"NewsArticle","headline":"A b c","author":{"name":"B"},
"datePublished":"2026-11-25T08:00:00Z"}</script></head><body><article><h1>A b c</h1>
<p>The town opened a bridge on Monday, its mayor said at noon.</p></article></body></html>"""


def _html_seeds() -> Sequence[bytes]:
    pages = sorted((SHARED / "data" / "pages" / "html").glob("*.gz"))[:MOST_SEEDS]
    address = b"https://news.example/2026/11/25/a\n"
    return [OWN_PAGE, *(address + gzip.decompress(page.read_bytes()) for page in pages)]


def _paste_seeds() -> Sequence[bytes]:
    truth = SHARED / "data" / "pages" / "ground-truth.json"
    bodies: list[bytes] = []
    if truth.exists():
        found = json.loads(truth.read_text(encoding="utf-8"))
        bodies = [str(one.get("articleBody", "")).encode() for one in found.values()][:MOST_SEEDS]
    return [*_seed_pages(), *bodies]


def _feed_seeds() -> Sequence[bytes]:
    own = (
        b'<?xml version="1.0"?><rss version="2.0"><channel><title>T</title><item><title>A</title>'
        b"<link>https://news.example/1</link><guid>1</guid><pubDate>Wed, 25 Nov 2026 08:00:00 GMT"
        b"</pubDate><description>&lt;p&gt;b&lt;/p&gt;</description></item></channel></rss>"
    )
    json_feed = (
        b'{"version":"https://jsonfeed.org/version/1.1","title":"T","items":[{"id":"1",'
        b'"url":"https://news.example/1","title":"A","date_published":"2026-11-25T08:00:00Z"}]}'
    )
    packed = SHARED / "data" / "feeds" / "feedparser-tests.tar.gz"
    if not packed.exists():
        return [own, json_feed]
    with tarfile.open(packed) as tar:
        files = (tar.extractfile(member) for member in tar if member.isfile())
        return [own, json_feed, *(file.read() for file in files if file is not None)]


LINKS = [
    b"https://www.news.example/2026/11/25/a-b.html?utm_source=x&id=7#top",
    b"http://user:pass@news.example:8080/a/../b?c=d",
    "https://bücher.example/ü\nhttps://www.bücher.example/".encode(),
    b"http://[2606:4700::1111]/a", b"https://www.google.com/amp/s/news.example/a/amp/",
    b"https://news-example.cdn.ampproject.org/c/s/news.example/a.amp.html", b"http://127.0.0.1/",
]  # fmt: skip

TARGETS: dict[str, Target] = {
    "link": Target(_link, lambda: LINKS),
    "page": Target(_page, _paste_seeds),
    "html": Target(_html, _html_seeds),
    "feed": Target(_feed, _feed_seeds),
    "renderer": Target(_renderer, lambda: [*_seed_pages(), *LINKS]),
}


def outcome(target: Target, data: bytes) -> str:
    """ "accepted" or "refused"; raises whatever else comes of it."""
    try:
        target.run(data)
    except Refusal as refusal:
        str(refusal)  # its fields fill its sentence
        return "refused"
    return "accepted"


def find_of(target: Target, data: bytes) -> str | None:
    """What went wrong, as the error and its place; None where nothing did."""
    try:
        outcome(target, data)
    except Exception as error:
        trace = error.__traceback__
        place = ""
        while trace is not None:
            code = trace.tb_frame.f_code
            if "/bot/" in code.co_filename:
                place = f"{Path(code.co_filename).name}:{code.co_name}"
            trace = trace.tb_next
        return f"{type(error).__name__} in {place}"
    return None
