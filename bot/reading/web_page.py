"""A downloaded web page, taken apart: what its markup states first, then what its text says.

The way: bytes → text → tree → stated fields and main text → credits around it, as on a pasted page.
Runs in a process of its own, so it is pure; what is sent to it and back is `web`'s.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.errors import Unreadable
from bot.reading.article import Article
from bot.reading.body import opening_dateline
from bot.reading.charset import decode_page
from bot.reading.domains import zone_of_domain
from bot.reading.findings import Findings, take_credits, take_dateline, take_times
from bot.reading.html_tree import lines_of, parse_html
from bot.reading.language import language_of
from bot.reading.length import count_words
from bot.reading.lines import Line
from bot.reading.main_text import main_text
from bot.reading.page import Page
from bot.reading.page_markup import markup_of
from bot.reading.sentences import split_sentences
from bot.reading.stated import URL, Said, SaidDate, Stated
from bot.reading.statements import stated_by
from bot.reading.upload import is_noise, kind_of
from bot.reading.walls import check_is_article

PAGE_TEXT = "page text"
BETWEEN = 16
"""Lines between headline and body that may hold credits."""
TAIL = 4
"""Lines at the body's end, and after it, that may hold credits."""
HEAD = 8
"""Paragraphs at the main text's start that may still be headline, byline or stamp."""
SHORT = 6
"""Words of a line above the first paragraph that say nothing yet."""
TEASER = 120
"""Words that a subscribers' page may show before it asks for money."""
MOVED = timedelta(days=2)
"""How far a stated date may lie after the address's own before it is a later version's."""

_FEED = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,2000}?-->\s*)?<(?:rss|feed|rdf:RDF)\b", re.DOTALL
)


def read_web_page(
    body: bytes, *, url: str, charset: str | None = None, zone: str | None = None
) -> Article:
    """Take a web page apart. Raises Unreadable.

    url: the address the page came from, after redirects. charset: from the Content-Type header.
    zone: the reader's own (an IANA name), for a page that neither names nor suggests one; else UTC.
    """
    if (kind := kind_of(body)) is not None:
        raise Unreadable(
            "This link leads to a {kind}, not to a page. Copy the article's text and paste it"
            " instead.",
            kind=kind,
        )
    text = decode_page(body, charset)
    if is_noise(text):
        raise Unreadable(
            "What this link leads to is not text. Copy the article's text and paste it instead."
        )
    if _FEED.match(text):
        raise Unreadable(
            "This link leads to a feed, not to one article. Give the link of the article itself."
        )
    root = parse_html(text)
    if root is None:
        raise Unreadable(
            "The page at this link is empty. Copy the article from your browser and paste it"
            " instead."
        )
    markup = markup_of(root)
    stated = stated_by(markup, url=url)
    paragraphs, place = main_text(root, stated.body)
    check_is_article(paragraphs, root, markup, stated, url)
    headline = stated.headline.value if stated.headline else ""
    page, first, end = _page_of(headline, paragraphs, lines_of(root))
    fallback = zone_of_domain(url) or (ZoneInfo(zone) if zone else None)
    return _article(page, first, end, stated, place, fallback)


def _page_of(headline: str, paragraphs: list[str], seen: list[str]) -> tuple[Page, int, int]:
    """Headline, the lines below it, the paragraphs, the lines after them, as one page.

    Returns the page, the first paragraph's position, and that after the last.
    """
    starts = {paragraph[:60] for paragraph in paragraphs[:3]}
    ends = {paragraph[-60:] for paragraph in paragraphs[-2:]}
    first = next((at for at, line in enumerate(seen) if line[:60] in starts), 0)
    top = next((at for at in range(first - 1, -1, -1) if _same(seen[at], headline)), None)
    between = seen[max(0, first - BETWEEN) : first] if top is None else seen[top + 1 : first]
    last = next((at for at in range(len(seen) - 1, 0, -1) if seen[at][-60:] in ends), len(seen))
    texts = [headline or paragraphs[0], *between[:BETWEEN], *paragraphs]
    end = len(texts)
    texts += seen[last + 1 : last + 1 + TAIL]
    lines = [Line(text, (text,), len(text)) for text in texts]
    return Page(lines), end - len(paragraphs), end


def _article(
    page: Page, first: int, end: int, stated: Stated, place: str, zone: ZoneInfo | None
) -> Article:
    kept = _kept(page, first, end)
    texts = [page.lines[position].text for position in kept]
    skipped, dateline = opening_dateline(texts)
    kept, texts = kept[skipped:], texts[skipped:]
    if dateline is not None:
        texts[0] = dateline.rest
    whole = "\n".join(texts)
    text_said = Findings(used=set(kept))
    take_credits(text_said, page, 0, first, end)
    take_dateline(text_said, dateline)
    found, origins = _merged(stated, text_said)
    language = _language(found, origins, stated, whole)
    clock = take_times(found, language, zone)
    origins["body"] = PAGE_TEXT if place == "html" else place
    if not found.headline:
        found.headline = split_sentences(texts[0])[0]
        found.doubts.add("headline")
        origins["headline"] = PAGE_TEXT
    if not stated.is_free and count_words(whole) < TEASER:
        found.doubts.add("body")
    for name, said in (("canonical_url", stated.canonical), ("image_url", stated.image)):
        if said is not None:
            origins[name] = said.origin
    furniture = (
        page.lines[position].text
        for position in range(first, end)
        if position not in text_said.used
    )
    return replace(
        found.as_article(texts, furniture, language, clock),
        canonical_url=stated.canonical.value if stated.canonical else None,
        image_url=stated.image.value if stated.image else None,
        origins=origins,
    )


def _kept(page: Page, first: int, end: int) -> list[int]:
    """Positions of the paragraphs that are the article's own; never none."""
    kept: list[int] = []
    for position in range(first, end):
        text, scored = page.lines[position].text, page.scores[position]
        early, late = position - first < HEAD, end - position <= TAIL
        if scored.furniture or (early and _same(text, page.lines[0].text)):
            continue
        if (early or late) and page.is_credit(position):
            continue
        if early and not kept and not scored.prose and count_words(text) < SHORT:
            continue  # a label, a name or a button between headline and text
        kept.append(position)
    return kept or [*range(first, end)]


def _same(line: str, headline: str) -> bool:
    return bool(headline) and line.casefold().rstrip(" .") == headline.casefold().rstrip(" .")


def _merged(stated: Stated, said: Findings) -> tuple[Findings, dict[str, str]]:
    """What the markup states; where it is silent, what the text says; and each one's origin."""
    origins: dict[str, str] = {}
    found = Findings(doubts=set(stated.doubts))
    byline = ", ".join(author.value for author in stated.authors)
    for name, value, origin in (
        ("headline", stated.headline and stated.headline.value, _origin(stated.headline)),
        ("section", stated.section, stated.section_origin),
        ("agency", stated.agency and stated.agency.value, _origin(stated.agency)),
        ("publisher", stated.publisher and stated.publisher.value, _origin(stated.publisher)),
        ("byline", byline, stated.authors[0].origin if stated.authors else None),
        ("dateline", None, None),
    ):
        own = getattr(said, name)
        if own and (not value or (name == "publisher" and origin == URL)):
            value, origin = own, PAGE_TEXT
            found.doubts = (found.doubts - {name}) | (said.doubts & {name})
        if value:
            setattr(found, name, value)
            origins[name] = origin or PAGE_TEXT
    _merge_dates(found, origins, stated, said)
    return found, origins


def _merge_dates(found: Findings, origins: dict[str, str], stated: Stated, said: Findings) -> None:
    published = [date for date in stated.published if date.origin != URL]
    updated = list(stated.updated)
    if said.published is not None:
        published.append(SaidDate(said.published, PAGE_TEXT))
    if said.updated is not None:
        updated.append(SaidDate(said.updated, PAGE_TEXT))
    in_url = next((date for date in stated.published if date.origin == URL), None)
    if in_url is not None and not published and not updated:
        published.append(in_url)
    elif in_url is not None and published and _is_later(published[0], in_url):
        # What was moved or touched later is still as old as its address says.
        updated = updated or published[:1]
        published.insert(0, in_url)
    for name, at, dates in (
        ("published", "published_at", published),
        ("updated", "updated_at", updated),
    ):
        if dates:
            setattr(found, name, dates[0].date)
            origins[at] = dates[0].origin
            if not dates[0].sure or _disagree(stated.published if at == "published_at" else []):
                found.doubts.add(at)


def _disagree(dates: Sequence[SaidDate]) -> bool:
    """Whether a page dates itself in places that lie days apart."""
    moments = [said.date.moment for said in dates]
    return bool(moments) and max(moments) - min(moments) > MOVED


def _is_later(stated: SaidDate, in_url: SaidDate) -> bool:
    return stated.date.moment - in_url.date.moment > MOVED


def _origin(said: Said | None) -> str | None:
    return said.origin if said else None


def _language(found: Findings, origins: dict[str, str], stated: Stated, whole: str) -> str:
    """The text's own language where it can be told; what the page claims where it cannot."""
    own = language_of(whole)
    claimed = stated.language
    if claimed is not None and own in ("und", claimed.value):
        origins["language"] = claimed.origin
        return claimed.value
    if claimed is not None:
        found.doubts.add("language")
    origins["language"] = PAGE_TEXT
    return own
