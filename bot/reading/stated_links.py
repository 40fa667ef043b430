"""The page's own address and its lead image as its markup states them."""

from __future__ import annotations

import html
from urllib.parse import urljoin, urlsplit

from bot.reading.described import Described, urlsplit_path
from bot.reading.page_markup import Markup
from bot.reading.stated import JSON_LD, LINK, META, MICRODATA, OPENGRAPH, URL, Said, Stated, host_of


def take_links(stated: Stated, markup: Markup, described: Described, url: str) -> None:
    """Fill in both; only http and https addresses are any."""
    stated.canonical = _canonical(markup, described, url)
    stated.image = _image(markup, described, url)


def _canonical(markup: Markup, described: Described, url: str) -> Said | None:
    """The page's own address for itself, if it lies on the same site and is no front page."""
    for origin, values in (
        (LINK, markup.link("canonical")),
        (OPENGRAPH, markup.meta("og:url")),
        (JSON_LD, described.links("mainEntityOfPage", "url")),
    ):
        for value in values:
            address = _web_address(value, base=url)
            if address is None or (urlsplit_path(url) and not urlsplit_path(address)):
                continue
            if _site(address) == _site(url) or not host_of(url):
                return Said(address, origin)
    address = _web_address(url, base=url)
    return Said(address, URL) if address else None


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
            if (address := _web_address(html.unescape(value), base=url)) is not None:
                return Said(address, origin)
    return None


def _web_address(address: str, *, base: str) -> str | None:
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


def _site(url: str) -> str:
    """The last labels of a host, three where the second is as short as in co.uk."""
    labels = host_of(url).split(".")
    return ".".join(labels[-3:] if len(labels) > 2 and len(labels[-2]) <= 3 else labels[-2:])
