"""A link to the web as it may be kept, shown and followed: one parser and one rule for all three.

Whether it leads to a page that may be fetched is `web`'s to say, how it is shown `ui.markup`'s.
"""

from __future__ import annotations

import re
from ipaddress import AddressValueError, IPv4Address, IPv6Address

from yarl import URL

from bot.errors import Invalid
from bot.reading.same_link import canonical_link, names_a_page

LINK_LIMIT = 512
"""Characters of a link that is kept (Discord's own limit for the link of a button)."""

_HTTP = re.compile(r"https?://(?=[^/])", re.IGNORECASE)
_PORT = re.compile(r"[a-z]+://[^/?#]*:(?P<port>[^/?#:@\]]*)(?:[/?#]|\Z)", re.IGNORECASE)
_LABEL = "[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_NAME = re.compile(rf"(?=.{{1,253}}\Z){_LABEL}(?:\.{_LABEL})*")
_NUMBER = re.compile(r"(?:[0-9]+|0x[0-9a-f]*)\Z")


def read_link(text: str, *, longest: int = LINK_LIMIT) -> URL:
    """An http or https address in plain ASCII: no user info, no trailing dot. Raises Invalid."""
    text = text.strip()
    if not _HTTP.match(text):
        raise Invalid("That link cannot be used: it must begin with https:// or http://.")
    if len(text) > longest:
        raise Invalid(
            "That link cannot be used: it has more than {limit} characters.", limit=longest
        )
    if any(sign.isspace() or not sign.isprintable() for sign in text):
        raise Invalid("That link cannot be used: it has blanks or invisible characters in it.")
    try:
        read = URL(text)
        url = URL.build(
            scheme=read.scheme,
            authority=_authority(read),
            path=read.raw_path,
            query_string=read.raw_query_string,
            fragment=read.raw_fragment,
            encoded=True,
        )
    except (ValueError, IndexError):  # yarl stumbles over "http://[]@"
        raise _no_address() from None
    if not _is_port(text) or url.port == 0:
        raise _no_address()
    if len(str(url)) > longest:
        raise Invalid(
            "That link cannot be used: it has more than {limit} characters.", limit=longest
        )
    return url


def link_to_keep(given: str, came_from: str, stated: str | None) -> str:
    """Under which address a fetched page is kept: the one it states where that can be believed,
    else the one it came from, else, where that is too long, the one that was given.

    A page is believed about its own site, and not when it names the site's front page.
    """
    own = canonical_link(came_from)
    for text in (stated or "", came_from):
        try:
            link = read_link(text)
        except Invalid:
            continue
        named = canonical_link(str(link))
        if text == came_from or (URL(named).raw_host == URL(own).raw_host and names_a_page(named)):
            return str(link.with_fragment(None))
    return given


def _authority(url: URL) -> str:
    host = _host(url.raw_host or "")
    bracketed = f"[{host}]" if ":" in host else host
    return bracketed if url.is_default_port() else f"{bracketed}:{url.explicit_port}"


def _host(name: str) -> str:
    """Raises ValueError for what is neither a host's name nor an address in its usual form."""
    if ":" in name:
        if "%" in name:  # a zone: only this machine's own networks have them
            raise ValueError(name)
        return str(IPv6Address(name))
    name = name.removesuffix(".").lower()
    if not _NAME.fullmatch(name):
        raise ValueError(name)
    if _NUMBER.match(name.rpartition(".")[2]):
        try:
            return str(IPv4Address(name))  # 2130706433, 127.1 and 0x7f.1 are addresses, too
        except AddressValueError:
            raise ValueError(name) from None
    return name


def _is_port(text: str) -> bool:
    """Whether the port, if one is named, is written in digits: a parser also takes "+80"."""
    named = _PORT.match(text)
    return named is None or re.fullmatch("[0-9]{0,5}", named["port"]) is not None


def _no_address() -> Invalid:
    return Invalid("That link cannot be used: it names no host that can be found on the web.")
