"""What a page's markup states of its article: JSON-LD first, then OpenGraph, then the rest.

What the text itself says is left to `web_page`.
"""

from __future__ import annotations

import re

from bot.reading.described import Described, described_by
from bot.reading.page_markup import Markup
from bot.reading.stated import JSON_LD, META, OPENGRAPH, Said, Stated, said_by
from bot.reading.stated_dates import take_dates
from bot.reading.stated_links import take_links
from bot.reading.stated_names import take_names


def stated_by(markup: Markup, *, url: str) -> Stated:
    """What the markup states. url: the page's own address."""
    addresses = [url, *markup.link("canonical"), *markup.meta("og:url")]
    titles = [*markup.meta("og:title", "twitter:title"), *markup.headings[:3], markup.title]
    described = described_by(markup.json_ld, addresses=addresses, titles=titles)
    stated = Stated()
    if described.article and not described.certain:
        stated.doubts.add("headline")
    take_names(stated, markup, described, url)
    take_dates(stated, markup, described, url)
    take_links(stated, markup, described, url)
    stated.language = _language(markup, described)
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


def _language(markup: Markup, described: Described) -> Said | None:
    for said in said_by(
        (JSON_LD, described.texts("inLanguage")),
        ("html tag", [markup.language or ""]),
        (OPENGRAPH, markup.meta("og:locale")),
        (META, markup.meta("content-language", "language", "dc.language", "dcterms.language")),
    ):
        if re.fullmatch(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*", said.value):
            return Said(re.split("[-_]", said.value)[0].lower(), said.origin)
    return None
