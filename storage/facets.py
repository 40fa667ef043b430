"""What an answer can be narrowed by, from what was counted. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from storage import story_rows
from storage.search_records import Count, Facets


def facets_of(told: Iterable[tuple[str, str | None, int]], most: int) -> Facets:
    """From facet ("section", "source", "month", "all"), name and how many stories; of at most
    `most` stories in all.
    """
    names = {facet: _Names() for facet in ("section", "source", "month")}
    counted = 0
    for facet, name, stories in told:
        if facet == "all":
            counted = stories
        elif name is not None:
            names[facet].count(name, stories)
    months = names["month"].counts()
    return Facets(
        sections=names["section"].counts(),
        sources=names["source"].counts(),
        months=tuple(sorted(months, key=lambda count: count.name, reverse=True)),
        counted=counted,
        whole=counted < most,
    )


class _Names:
    """Counts names, whatever their case; each is shown as it is written most."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._spellings: dict[str, Counter[str]] = {}

    def count(self, name: str, stories: int) -> None:
        folded = story_rows.folded(name)
        self._counts[folded] += stories
        self._spellings.setdefault(folded, Counter())[name] += stories

    def counts(self) -> tuple[Count, ...]:
        found = sorted(self._counts.items(), key=lambda each: (-each[1], each[0]))
        return tuple(
            Count(self._spellings[folded].most_common(1)[0][0], stories)
            for folded, stories in found
        )
