"""The order of search hits: words in the headline against age. Pure; finds nothing itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

HALF_AGE = 30 * 86_400
"""Seconds in which a hit's freshness halves, counted from the newest hit's date."""

HEADLINE_WORTH = 0.5
"""All the words in the headline weigh as much as being today's news and not a month old."""


class Hit(NamedTuple):
    """A story found. dated_at: UTC epoch seconds; an undated one is not fresh at all."""

    id: int
    dated_at: int | None
    in_headline: bool


def ranked(hits: Sequence[Hit]) -> list[int]:
    """Their ids, best first: by words in the headline plus freshness (1 down to 0)."""
    newest = max((hit.dated_at for hit in hits if hit.dated_at is not None), default=0)

    def order(hit: Hit) -> tuple[float, float, int]:
        date = hit.dated_at
        freshness = 0.0 if date is None else 0.5 ** ((newest - date) / HALF_AGE)
        worth = HEADLINE_WORTH if hit.in_headline else 0.0
        return (worth + freshness, float("-inf") if date is None else date, hit.id)

    return [hit.id for hit in sorted(hits, key=order, reverse=True)]
