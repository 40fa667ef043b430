"""The order of search hits: words in the headline against age. Pure; finds nothing itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

DAY = 86_400

HALF_AGE = 30 * DAY
"""Seconds in which a hit's freshness halves, counted from the newest hit's date."""

HEADLINE_WORTH = 0.5
"""All the words in the headline weigh as much as being one half-age fresher than today's news."""


def ranked(
    ids: Sequence[int],
    words: int,
    in_headline: Mapping[int, int],
    dated_at: Mapping[int, int | None],
) -> list[int]:
    """The hits by share of the words in the headline plus freshness (0 to 1).

    ids: newest first. in_headline: hit → how many of the `words` its headline has.
    dated_at: hit → UTC epoch seconds; an undated hit is not fresh at all.
    """
    newest = max((date for date in dated_at.values() if date is not None), default=0)

    def score(hit: int) -> float:
        date = dated_at.get(hit)
        freshness = 0.0 if date is None else 0.5 ** ((newest - date) / HALF_AGE)
        return HEADLINE_WORTH * in_headline.get(hit, 0) / words + freshness

    return sorted(ids, key=lambda hit: (-score(hit), -(dated_at.get(hit) or 0), -hit))
