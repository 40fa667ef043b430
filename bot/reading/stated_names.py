"""Headline, publisher, authors and section as a page's markup states them, cleaned."""

from __future__ import annotations

import re

from bot.reading.described import Described
from bot.reading.length import count_words
from bot.reading.names import is_agency, is_publisher
from bot.reading.page_markup import Markup
from bot.reading.page_words import HOME_WORDS
from bot.reading.stated import (
    BREADCRUMB,
    HEADING,
    JSON_LD,
    META,
    MICRODATA,
    OPENGRAPH,
    TITLE,
    URL,
    Said,
    Stated,
    host_of,
    plain,
    said_by,
)

LONGEST_NAME = 80
LONGEST_HEADLINE = 400

_TAIL = re.compile(
    r"(?P<bare>.*\S)(?:\s+(?:[-–—|·•:»«/]|::|\|\|)\s+(?P<tail>\S.{0,59})|[_|](?P<wide>[^_|]{2,20}))"
)
_NAME_START = re.compile(
    r"(?:by|von|par|por|di|door|av|af|文|作者|記者|记者)[\s:：]+", re.IGNORECASE
)
_NO_NAME = re.compile(
    r"https?:|www\.|@\w|\.com\b|^(?:admin|administrator|editor|editors|staff|webmaster|unknown|none"
    r"|null|undefined|redaktion|redacción|rédaction|newsroom|author|guest|n/a)$",
    re.IGNORECASE,
)
_COPYRIGHT = re.compile(r"^(?:copyright|©|\(c\))\s*|\s*\b(?:19|20)\d\d\b\s*", re.IGNORECASE)
_HOSTS = frozenset({"blogger", "wordpress", "wordpress.com", "medium", "squarespace", "wix.com"})
"""Houses that host pages and publish none."""
_NO_SECTION = frozenset(
    {
        "post",
        "posts",
        "article",
        "articles",
        "all",
        "uncategorized",
        "page",
        "pages",
        "none",
        "default",
        "blog post",
        "home page",
        "index",
        "story",
    }
)


def take_names(stated: Stated, markup: Markup, described: Described, url: str) -> None:
    """Fill in the publisher, and what is cleaned of its name: headline, authors, section."""
    _take_publisher(stated, markup, described, url)
    stated.headline = _headline(markup, described, _site_names(stated.publisher, markup, url))
    _take_authors(stated, markup, described)
    _take_section(stated, markup, described)


def _take_publisher(stated: Stated, markup: Markup, described: Described, url: str) -> None:
    names = (
        Said(name, said.origin)
        for said in said_by(
            (JSON_LD, described.texts("publisher")),
            (OPENGRAPH, markup.meta("og:site_name")),
            (META, markup.meta("dc.publisher", "dcterms.publisher", "publisher",
                               "application-name", "copyright", "apple-mobile-web-app-title")),
        )
        if 1 < len(name := _COPYRIGHT.sub("", said.value).strip()) <= LONGEST_NAME
        and "://" not in name and count_words(name) <= 8 and name.lower() not in _HOSTS
    )  # fmt: skip
    for said in names:
        if stated.publisher is None:
            stated.publisher = said
        elif is_agency(stated.publisher.value) and not is_agency(said.value):
            # An agency's report is published by the site that carries it.
            stated.agency, stated.publisher = stated.publisher, said
    host = host_of(url)
    if stated.publisher is None and host:
        stated.publisher = Said(host, URL)
        if not is_publisher(host):
            stated.doubts.add("publisher")


def _site_names(publisher: Said | None, markup: Markup, url: str) -> set[str]:
    """What the site may call itself at the end of a title, letters and digits only."""
    host = host_of(url)
    names = [*markup.meta("og:site_name", "application-name", "twitter:site"), host]
    names.extend(part for part in host.split(".") if len(part) > 2)
    if publisher is not None:
        names.append(publisher.value)
    return {key for name in names if (key := _key(name))}


def _headline(markup: Markup, described: Described, sites: set[str]) -> Said | None:
    found = [
        Said(title, said.origin)
        for said in said_by(
            (JSON_LD, described.texts("headline") or described.texts("name")),
            (OPENGRAPH, markup.meta("og:title")),
            (META, markup.meta("twitter:title", "dc.title", "dcterms.title", "parsely-title",
                               "sailthru.title", "headline", "title")),
            (MICRODATA, markup.item("headline")),
            (HEADING, markup.headings),
            (TITLE, [markup.title]),
        )
        if (title := _without_tail(said.value, sites, markup.headings))
        and _key(title) not in sites and len(title) <= LONGEST_HEADLINE
    ]  # fmt: skip
    if not found:
        return None
    best = found[0]
    if best.value.endswith(("…", "...")):
        # Cut for a search engine; the page itself has it whole.
        start = best.value.rstrip("….").strip()
        best = next(
            (said for said in found if said.value.startswith(start)
             and not said.value.endswith(("…", "..."))), best,
        )  # fmt: skip
    return best


def _without_tail(title: str, sites: set[str], headings: list[str]) -> str:
    """The title without " | Site name", once for each part that is the site's."""
    for _ in range(3):
        tail = _TAIL.fullmatch(title)
        if tail is None:
            break
        bare, name = tail["bare"], tail["tail"] or tail["wide"]
        whole = any(plain(heading) == bare for heading in headings)
        if not (whole or is_publisher(name) or is_agency(name) or _is_site(name, sites)):
            break
        title = bare
    front = re.match(r"(?P<site>[^|·:–—-]{2,40})\s+[|·–—:-]\s+(?=\S)", title)
    if front is not None and _key(front["site"]) in sites:
        title = title[front.end() :]
    return title


def _is_site(name: str, sites: set[str]) -> bool:
    key = _key(name)
    return len(key) > 1 and any(
        key == site or (len(site) > 3 and key.startswith(site)) or (len(key) > 3 and key in site)
        for site in sites
    )


def _key(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold())).removeprefix("the")


def _take_authors(stated: Stated, markup: Markup, described: Described) -> None:
    house = _key(stated.publisher.value) if stated.publisher else ""
    for said in said_by((JSON_LD, [*described.houses("author"), *described.texts("provider"),
                                 *described.texts("sourceOrganization")])):  # fmt: skip
        if is_agency(said.value):
            stated.agency = stated.agency or said
    authors: list[Said] = []
    for said in said_by(
        (JSON_LD, described.people("author") or described.people("creator")),
        (OPENGRAPH, markup.meta("article:author", "og:article:author")),
        (META, markup.meta("author", "byl", "dc.creator", "dcterms.creator", "parsely-author",
                           "sailthru.author", "cxenseparse:author", "citation_author", "byline")),
        (MICRODATA, markup.item("author")),
    ):  # fmt: skip
        if authors and authors[0].origin != said.origin:
            break
        for name in re.split(r"\s*(?:;|\||,(?=\s[A-Z\u00c0-\u024f][\w.'’-]+\s))\s*", said.value):
            name = _NAME_START.sub("", name, count=1).strip(" ,")
            if is_agency(name):
                stated.agency = stated.agency or Said(name, said.origin)
                continue
            known = {house, *(_key(author.value) for author in authors)}
            if _is_author(name) and not is_publisher(name) and _key(name) not in known:
                authors.append(Said(name, said.origin))
    stated.authors = tuple(authors[:12])


def _is_author(name: str) -> bool:
    return (
        1 < len(name) <= LONGEST_NAME
        and count_words(name) <= 14
        and _NO_NAME.search(name) is None
        and not any(map(str.isdigit, name))
    )


def _take_section(stated: Stated, markup: Markup, described: Described) -> None:
    headline = _key(stated.headline.value) if stated.headline else ""
    sites = _key(stated.publisher.value) if stated.publisher else ""
    for origin, names in (
        (JSON_LD, described.crumbs),
        (BREADCRUMB, markup.breadcrumb),
        (JSON_LD, described.texts("articleSection")),
        (OPENGRAPH, markup.meta("article:section", "og:article:section")),
        (META, markup.meta("parsely-section", "section", "category", "cxenseparse:category")),
        (MICRODATA, markup.item("articlesection")),
    ):
        steps: list[str] = []
        for name in (plain(name).strip("/ ") for name in names):
            key = _key(name)
            is_title = len(key) > 8 and bool(headline) and (key in headline or headline in key)
            if not key or key == sites or is_title:
                continue
            if name.casefold() in HOME_WORDS or name.casefold() in _NO_SECTION:
                continue
            if len(name) <= 60 and count_words(name) <= 8 and name not in steps:
                steps.append(name)
        if steps:
            stated.section, stated.section_origin = tuple(steps[:4]), origin
            if len(steps) > 3:
                stated.doubts.add("section")
            return
