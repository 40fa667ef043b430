"""Dates a page cannot have: what was read today was not published next month.

Where a page's dates come from is the readers' business; this only knows what time it is.
"""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import datetime, timedelta

from bot.reading.article import Article

AHEAD = timedelta(days=1)
"""How far ahead an honest date may lie: clocks at the date line, and days without a time."""

_FIELD_ORDER = tuple(part.name for part in fields(Article))


def believable(article: Article, *, now: datetime) -> Article:
    """The article without dates of the future; it is doubted where it had one.

    A story that loses its only date stays undated until an editor gives it one: taken for today it
    would be news, and taken at its word it would become news on the day it names.
    """
    times = {"published_at": article.published_at, "updated_at": article.updated_at}
    ahead = {name for name, moment in times.items() if moment and moment > now + AHEAD}
    if not ahead:
        return article
    return replace(
        article,
        published_at=None if "published_at" in ahead else article.published_at,
        updated_at=None if "updated_at" in ahead else article.updated_at,
        zone_inferred=article.zone_inferred and len(ahead) < sum(map(bool, times.values())),
        doubts=tuple(name for name in _FIELD_ORDER if name in {*article.doubts, *ahead}),
        origins={name: origin for name, origin in article.origins.items() if name not in ahead},
    )
