"""Whether two reports tell of the same event: TF-IDF cosine of their full texts, in numbers only.

A story is placed once, when it comes in, beside those of the same days: into the event whose
reports it resembles most on average, or into one of its own. A false merge hides a story, a missed
one only repeats it, so between the two thresholds an editor is asked.
"""

from __future__ import annotations

import math
import zlib
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.editing.terms import terms_of
from storage.story_records import Report

SAME = 0.18
"""Mean likeness from which a report joins an event.

Near the 0.19 that was measured for plain TF-IDF before this was written; from 0.16 to 0.20 BCubed
precision is 0.96 to 0.98 and F1 0.90 to 0.91, for 3 events in a library as for 150.
"""
POSSIBLE = 0.13
"""Likeness from which an editor is asked."""
SAME_UNSPACED, POSSIBLE_UNSPACED = 0.30, 0.22
"""The same for pairs of Chinese or Japanese characters, of which unrelated texts share more. A
guess on the careful side: there was no set to measure it on."""
MOST_TERMS = 200
"""Terms compared, the weightiest."""
PRIOR = 50
"""Stories that a library is taken to hold besides its own, so that in a young one a word of two
stories is not yet called common."""
UNSPACED_LANGUAGES = frozenset({"zh", "ja"})


@dataclass(frozen=True, slots=True)
class Profile:
    """What of a report is compared: its weightiest terms.

    pull: what each adds to the likeness of a report that has it once.
    """

    counts: Mapping[int, int]
    pull: Mapping[int, float]
    length: float


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a report belongs. event_id: None for an event of its own.

    possible: the event that it may belong to, where that is not sure enough.
    """

    event_id: int | None
    likeness: float
    possible: int | None = None


def count_terms(headline: str, body: Sequence[str], language: str) -> dict[int, int]:
    """How often each term stands in a report; terms as 32-bit numbers."""
    text = "\n".join((headline, *body))
    terms = terms_of(text, language)
    if language in UNSPACED_LANGUAGES:
        terms = ["".join(pair) for pair in pairwise(terms)]
    return {zlib.crc32(term.encode()): count for term, count in Counter(terms).items()}


def profile_of(counts: Mapping[int, int], spread: Mapping[int, int], stories: int) -> Profile:
    """The terms that tell most. spread: in how many of the library's `stories` each stands."""
    rarity = {term: math.log((stories + 1 + PRIOR) / (2 + spread.get(term, 0))) for term in counts}
    weights = {term: _weight(count, rarity[term]) for term, count in counts.items()}
    kept = sorted(weights, key=lambda term: (-weights[term], term))[:MOST_TERMS]
    return Profile(
        {term: counts[term] for term in kept},
        {term: weights[term] * rarity[term] for term in kept},
        math.sqrt(sum(weights[term] ** 2 for term in kept)),
    )


def likeness(new: Profile, old: Report) -> float:
    """Cosine of the two, 0 to 1; the older one's length is as it was when it came in."""
    if not new.length or not old.length:
        return 0.0
    counts = old.counts
    product = sum(
        pull if counts[term] == 1 else pull * (1 + math.log(counts[term]))
        for term, pull in new.pull.items()
        if term in counts
    )
    return min(1.0, product / (new.length * old.length))


def place(new: Profile, others: Sequence[Report], language: str) -> Placement:
    """Find the event whose reports `new` resembles most on average."""
    by_event: defaultdict[int, list[float]] = defaultdict(list)
    for other in others:
        by_event[other.event_id].append(likeness(new, other))
    means = {event: sum(found) / len(found) for event, found in by_event.items()}
    if not means:
        return Placement(None, 0.0)
    best = max(means, key=lambda event: (means[event], -event))
    unspaced = language in UNSPACED_LANGUAGES
    same = SAME_UNSPACED if unspaced else SAME
    possible = POSSIBLE_UNSPACED if unspaced else POSSIBLE
    if means[best] >= same:
        return Placement(best, means[best])
    return Placement(None, means[best], best if means[best] >= possible else None)


def _weight(count: int, rarity: float) -> float:
    return (1 + math.log(count)) * rarity
