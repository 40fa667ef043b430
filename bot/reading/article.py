"""What was read from a page: the article, before anything is stored.

Made by `pasted_page` and `web_page`, taken up by `editing`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """A page taken apart. Texts are as the page had them, with blanks collapsed.

    headline: never empty; the first sentence of the body where the page had none (then a doubt).
    section: names from the outermost in, ("China", "Society").
    dateline: the place the article opens with, as written ("BEIJING").
    published_at, updated_at: aware datetimes in the page's own zone.
    zone_inferred: the page named no zone; it was taken from place, agency or the server.
    language: BCP 47 tag ("en", "zh", ...), "und" where nothing can be said.
    body: paragraphs without the dateline prefix of the first.
    furniture: lines dropped, in page order.
    doubts: names of fields that are guesses, in field order.
    canonical_url, image_url: absolute http or https addresses; of a web page only.
    origins: where a web page's fields come from ("json-ld", "opengraph", "meta", "time tag",
    "page text", "url", ...), by field name.
    """

    headline: str
    section: tuple[str, ...] = ()
    agency: str | None = None
    publisher: str | None = None
    byline: str | None = None
    dateline: str | None = None
    published_at: datetime | None = None
    updated_at: datetime | None = None
    zone_inferred: bool = False
    language: str = "und"
    body: tuple[str, ...]
    furniture: tuple[str, ...] = ()
    word_count: int
    reading_minutes: int
    doubts: tuple[str, ...] = ()
    canonical_url: str | None = None
    image_url: str | None = None
    origins: Mapping[str, str] = field(default_factory=dict[str, str])
