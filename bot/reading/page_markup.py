"""What a page's markup says, gathered in one walk: meta tags, links, JSON-LD, headings, time tags.

Nothing is judged here; `stated` picks the article's own fields.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TypeVar

from bot.reading.html_tree import Element, text_of

MOST = 400
"""Of anything that is kept of a page."""

_T = TypeVar("_T")
_PUBLISHED = re.compile(r"publish|pubdate|posted|created|entry-date|date-?line", re.IGNORECASE)
_UPDATED = re.compile(r"updat|modif|revis|lastmod", re.IGNORECASE)
_CRUMBS = re.compile(
    r"bread-?_?crumb|(?:^|[\s_-])crumbs?(?:$|[\s_-])|fil-?d?-?ariane", re.IGNORECASE
)
_ASIDE = frozenset({"a", "aside", "nav", "footer"})


@dataclass(frozen=True, slots=True)
class TimeTag:
    """A <time>, or an element marked up as the article's date."""

    text: str
    published: bool
    updated: bool
    after_heading: bool


@dataclass(slots=True)
class Markup:
    """Names are in lower case; lists are in page order."""

    language: str | None = None
    title: str = ""
    metas: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    links: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    items: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    """Microdata: itemprop and value."""
    json_ld: list[str] = field(default_factory=list[str])
    headings: list[str] = field(default_factory=list[str])
    times: list[TimeTag] = field(default_factory=list[TimeTag])
    breadcrumb: tuple[str, ...] = ()
    asks_password: bool = False

    def meta(self, *names: str) -> list[str]:
        """The values of the meta tags of these names, the first name's first."""
        return [value for name in names for stated, value in self.metas if stated == name]

    def item(self, *names: str) -> list[str]:
        """The microdata values of these properties."""
        return [value for name in names for stated, value in self.items if stated == name]

    def link(self, rel: str) -> list[str]:
        """The addresses of <link>s with this relation."""
        return [address for stated, address in self.links if rel in stated.split()]


def markup_of(root: Element) -> Markup:
    """Walk the page once. Returns what its markup says."""
    markup = Markup(language=root.get("lang") or root.get("xml:lang"))
    for element in root.iter("*"):
        _take(markup, element)
    return markup


def _take(markup: Markup, element: Element) -> None:
    match element.tag:
        case "meta":
            _take_meta(markup, element)
        case "link":
            if (rel := element.get("rel")) and (address := element.get("href")):
                _keep(markup.links, (rel.lower(), address.strip()))
        case "script":
            if "ld+json" in (element.get("type") or "").lower() and element.text:
                _keep(markup.json_ld, element.text)
        case "title":
            markup.title = markup.title or text_of(element)
        case "h1":
            if text := text_of(element):
                _keep(markup.headings, text)
        case "time":
            _take_time(markup, element, element.get("datetime") or element.get("content"))
        case "input":
            if (element.get("type") or "").lower() == "password":
                markup.asks_password = True
        case _:
            if not markup.breadcrumb and _is_breadcrumb(element):
                markup.breadcrumb = _steps(element)
    if (names := element.get("itemprop")) and element.tag != "meta":
        _take_item(markup, element, names)


def _keep(kept: list[_T], value: _T) -> None:
    if len(kept) < MOST:
        kept.append(value)


def _take_meta(markup: Markup, element: Element) -> None:
    content = (element.get("content") or "").strip()
    if not content:
        return
    for attribute in ("property", "name", "http-equiv"):
        if name := element.get(attribute):
            _keep(markup.metas, (name.strip().lower(), content))
    if name := element.get("itemprop"):
        _keep(markup.items, (name.strip().lower(), content))


def _take_time(markup: Markup, element: Element, stated: str | None) -> None:
    if _stands_aside(element):
        return
    marks = " ".join(
        filter(None, (element.get("itemprop"), element.get("class"), element.get("id")))
    )
    text = (stated or "").strip() or text_of(element)
    if text:
        updated = _UPDATED.search(marks) is not None
        published = element.get("pubdate") is not None or _PUBLISHED.search(marks) is not None
        tag = TimeTag(text, published and not updated, updated, bool(markup.headings))
        _keep(markup.times, tag)


def _take_item(markup: Markup, element: Element, names: str) -> None:
    stated = next(
        (
            value
            for attribute in ("content", "datetime", "href", "src")
            if (value := (element.get(attribute) or "").strip())
        ),
        None,
    )
    if stated is None and "articlebody" in names.lower():
        return
    value = stated or text_of(element)
    if value:
        for name in names.lower().split():
            _keep(markup.items, (name, value))


def _stands_aside(element: Element) -> bool:
    above = element.getparent()
    for _ in range(12):
        if above is None:
            return False
        if above.tag in _ASIDE:
            return True
        above = above.getparent()
    return False


def _is_breadcrumb(element: Element) -> bool:
    if element.tag not in ("nav", "ol", "ul", "div", "p", "span"):
        return False
    return any(
        value is not None and _CRUMBS.search(value[:200]) is not None
        for value in (element.get("class"), element.get("id"), element.get("aria-label"))
    )


def _steps(element: Element) -> tuple[str, ...]:
    steps: list[str] = []
    for link in element.iter("a"):
        text = text_of(link)
        if text and len(text) <= 90 and text not in steps:
            steps.append(text)
        if len(steps) > 6:
            return ()  # a menu by another name
    return tuple(steps)
