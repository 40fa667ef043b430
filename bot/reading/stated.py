"""What a page's markup states of its article, and where each statement stands.

JSON-LD first, then OpenGraph, then meta tags, microdata and time tags. What the text itself says is
left to `web_page`.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from bot.reading.dates import WrittenDate
from bot.reading.described import Described, described_by, urlsplit_path
from bot.reading.length import count_words
from bot.reading.names import is_agency, is_publisher
from bot.reading.page_markup import Markup
from bot.reading.page_words import HOME_WORDS
from bot.reading.stated_date import read_stated_date

JSON_LD, OPENGRAPH, META = "json-ld", "opengraph", "meta"
MICRODATA, TIME_TAG, LINK = "microdata", "time tag", "link"
HEADING, TITLE, BREADCRUMB, URL = "heading", "title", "breadcrumb", "url"

LONGEST_NAME = 80
LONGEST_HEADLINE = 400

_TAG = re.compile(r"<[^<>]{0,300}>")
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
_URL_DATE = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)[-/_.]?(?P<month>0[1-9]|1[0-2]|[a-z]{3}(?=/)|[1-9](?=[-/_.]))[-/_.]?"
    r"(?P<day>0[1-9]|[12]\d|3[01]|[1-9](?=/))(?!\d)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Said:
    """One statement: what, and where it stands."""

    value: str
    origin: str


@dataclass(frozen=True, slots=True)
class SaidDate:
    """One stated date, and where it stands. sure: nothing about the place is a guess."""

    date: WrittenDate
    origin: str
    sure: bool = True


@dataclass(slots=True)
class Stated:
    """The best statement of each field; doubts: names of fields that are guesses."""

    headline: Said | None = None
    authors: tuple[Said, ...] = ()
    agency: Said | None = None
    publisher: Said | None = None
    section: tuple[str, ...] = ()
    section_origin: str | None = None
    published: list[SaidDate] = field(default_factory=list[SaidDate])
    updated: list[SaidDate] = field(default_factory=list[SaidDate])
    language: Said | None = None
    canonical: Said | None = None
    image: Said | None = None
    body: str = ""
    is_article: bool = False
    """The markup calls the page an article."""
    is_free: bool = True
    """Nothing says that only subscribers can read it."""
    doubts: set[str] = field(default_factory=set[str])


def stated_by(markup: Markup, *, url: str) -> Stated:
    """What the markup states. url: the page's own address."""
    addresses = [url, *markup.link("canonical"), *markup.meta("og:url")]
    titles = [*markup.meta("og:title", "twitter:title"), *markup.headings[:3], markup.title]
    described = described_by(markup.json_ld, addresses=addresses, titles=titles)
    stated = Stated()
    if described.article and not described.certain:
        stated.doubts.add("headline")
    _take_publisher(stated, markup, described, url)
    stated.headline = _headline(markup, described, _site_names(stated.publisher, markup, url))
    _take_authors(stated, markup, described)
    _take_section(stated, markup, described)
    _take_dates(stated, markup, described, url)
    stated.language = _language(markup, described)
    stated.canonical = _canonical(markup, described, url)
    stated.image = _image(markup, described, url)
    stated.body = max(described.texts("articleBody"), key=len, default="")
    kinds = " ".join(markup.meta("og:type")).lower()
    stated.is_article = (
        bool(described.article.get("headline"))
        or "article" in kinds
        or bool(markup.meta("article:published_time"))
    )
    free = described.article.get("isAccessibleForFree")
    stated.is_free = str(free).lower() not in ("false", "https://schema.org/false", "no", "0") and (
        not set(markup.meta("article:content_tier")) & {"locked", "metered"}
    )
    return stated


def plain(text: str) -> str:
    """Stated text as people read it: entities, tags and blanks made plain."""
    text = html.unescape(html.unescape(text[:4000]))
    return " ".join(_TAG.sub(" ", text).split())


def _said(*sources: tuple[str, Iterable[str]]) -> Iterator[Said]:
    for origin, values in sources:
        for value in values:
            if text := plain(value):
                yield Said(text, origin)


def _take_publisher(stated: Stated, markup: Markup, described: Described, url: str) -> None:
    names = (
        Said(name, said.origin)
        for said in _said(
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
    host = _host(url)
    if stated.publisher is None and host:
        stated.publisher = Said(host, URL)
        stated.doubts.add("publisher")


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _site_names(publisher: Said | None, markup: Markup, url: str) -> set[str]:
    """What the site may call itself at the end of a title, letters and digits only."""
    host = _host(url)
    names = [*markup.meta("og:site_name", "application-name", "twitter:site"), host]
    names.extend(part for part in host.split(".") if len(part) > 2)
    if publisher is not None:
        names.append(publisher.value)
    return {key for name in names if (key := _key(name))}


def _headline(markup: Markup, described: Described, sites: set[str]) -> Said | None:
    found = [
        Said(title, said.origin)
        for said in _said(
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
    for said in _said((JSON_LD, [*described.houses("author"), *described.texts("provider"),
                                 *described.texts("sourceOrganization")])):  # fmt: skip
        if is_agency(said.value):
            stated.agency = stated.agency or said
    authors: list[Said] = []
    for said in _said(
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


def _take_dates(stated: Stated, markup: Markup, described: Described, url: str) -> None:
    metas: Callable[..., list[str]] = markup.meta
    published = (
        (JSON_LD, described.texts("datePublished", "dateCreated", "uploadDate")),
        (OPENGRAPH, metas("article:published_time", "og:published_time", "article:published",
                          "og:article:published_time", "og:pubdate")),
        (META, metas("datepublished", "publishdate", "publish_date", "publish-date", "pubdate",
                     "publication_date", "publication-date", "dc.date.issued", "dcterms.issued",
                     "dcterms.created", "dc.date.created", "parsely-pub-date", "sailthru.date",
                     "cxenseparse:recs:publishtime", "article.published", "published_at",
                     "published-date", "originalpublicationdate", "citation_publication_date",
                     "article_date_original", "displaydate", "ptime", "date", "dc.date",
                     "dcterms.date", "article.created", "created")),
        (MICRODATA, markup.item("datepublished", "datecreated")),
        (TIME_TAG, [tag.text for tag in markup.times if tag.published]),
    )  # fmt: skip
    updated = (
        (JSON_LD, described.texts("dateModified")),
        (OPENGRAPH, metas("article:modified_time", "og:updated_time", "article:updated_time",
                          "article:modified")),
        (META, metas("datemodified", "last-modified", "lastmod", "dcterms.modified",
                     "dc.date.modified", "article.updated", "revised", "utime")),
        (MICRODATA, markup.item("datemodified")),
        (TIME_TAG, [tag.text for tag in markup.times if tag.updated]),
    )  # fmt: skip
    stated.published = list(_dates(published))
    stated.updated = list(_dates(updated))
    if not stated.published:
        tags = [tag for tag in markup.times if not (tag.published or tag.updated)]
        tags.sort(key=lambda tag: not tag.after_heading)
        for tag in tags:
            if (date := read_stated_date(tag.text)) is not None:
                only = len({tag.text for tag in tags}) == 1 or tag.after_heading
                stated.published.append(SaidDate(date, TIME_TAG, sure=only))
                break
    if (date := date_in_url(url)) is not None:
        stated.published.append(SaidDate(date, URL, sure=False))


def _dates(sources: Iterable[tuple[str, list[str]]]) -> Iterator[SaidDate]:
    for origin, values in sources:
        for value in values[:4]:
            if (date := read_stated_date(plain(value))) is not None:
                yield SaidDate(date, origin)
                break


def date_in_url(url: str) -> WrittenDate | None:
    """The day an address names, as /2011/08/09/ or /2011-08/09/ or …_20110809."""
    for found in _URL_DATE.finditer(urlsplit_path(url)[:400]):
        day = read_stated_date(f"{found['day']} {found['month']} {found['year']}") or (
            read_stated_date(f"{found['year']}-{found['month']:0>2}-{found['day']:0>2}")
        )
        if day is not None:
            return day
    return None


def _language(markup: Markup, described: Described) -> Said | None:
    for said in _said(
        (JSON_LD, described.texts("inLanguage")),
        ("html tag", [markup.language or ""]),
        (OPENGRAPH, markup.meta("og:locale")),
        (META, markup.meta("content-language", "language", "dc.language", "dcterms.language")),
    ):
        if re.fullmatch(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*", said.value):
            return Said(re.split("[-_]", said.value)[0].lower(), said.origin)
    return None


def web_address(address: str, *, base: str) -> str | None:
    """`address` as an absolute http or https address, None where it is none."""
    address = address.strip()
    if (
        not address
        or len(address) > 2000
        or any(c.isspace() or not c.isprintable() for c in address)
    ):
        return None
    try:
        joined = urljoin(base, address)
        parts = urlsplit(joined)
        host = parts.hostname
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not host or parts.username is not None:
        return None
    return parts._replace(fragment="").geturl()


def _canonical(markup: Markup, described: Described, url: str) -> Said | None:
    """The page's own address for itself, if it lies on the same site and is no front page."""
    for origin, values in (
        (LINK, markup.link("canonical")),
        (OPENGRAPH, markup.meta("og:url")),
        (JSON_LD, described.links("mainEntityOfPage", "url")),
    ):
        for value in values:
            address = web_address(value, base=url)
            if address is None or (urlsplit_path(url) and not urlsplit_path(address)):
                continue
            if _site(address) == _site(url) or not _host(url):
                return Said(address, origin)
    address = web_address(url, base=url)
    return Said(address, URL) if address else None


def _site(url: str) -> str:
    """The last labels of a host, three where the second is as short as in co.uk."""
    labels = _host(url).split(".")
    return ".".join(labels[-3:] if len(labels) > 2 and len(labels[-2]) <= 3 else labels[-2:])


def _image(markup: Markup, described: Described, url: str) -> Said | None:
    for origin, values in (
        (JSON_LD, described.links("image", "thumbnailUrl")),
        (OPENGRAPH, markup.meta("og:image:secure_url", "og:image", "og:image:url")),
        (
            META,
            markup.meta("twitter:image", "twitter:image:src", "thumbnail", "sailthru.image.full"),
        ),
        (LINK, markup.link("image_src")),
        (MICRODATA, markup.item("image")),
    ):
        for value in values:
            if (address := web_address(html.unescape(value), base=url)) is not None:
                return Said(address, origin)
    return None
