"""Choose the counted facts that are worth a line of their own. Each is kept word for word."""

from __future__ import annotations

from dataclasses import dataclass

from bot.editing.counted import Count, find_counts
from bot.editing.counted_unspaced import find_unspaced_counts
from bot.editing.terms import terms_of
from bot.reading.article import Article
from storage.story_records import Passage

_WORTH = {"amount": 3.0, "count": 3.0, "duration": 1.2, "day": 1.0}
EARLINESS = 1.5
"""What a fact of the first paragraph gains; it fades with each further one."""
MOST_PARAGRAPHS = 60
"""Paragraphs looked at: news puts its figures first."""


@dataclass(frozen=True, slots=True)
class _Fact:
    passage: Passage
    start: int
    worth: float


def key_facts(article: Article, *, most: int = 6) -> tuple[Passage, ...]:
    """Up to `most` facts in the article's order, none twice."""
    headline = set(terms_of(article.headline, article.language))
    best: dict[tuple[str, ...], _Fact] = {}
    for number, paragraph in enumerate(article.body[:MOST_PARAGRAPHS]):
        for count in _counts(paragraph, article.language):
            text = paragraph[count.start : count.end]
            fact = _Fact(
                Passage(text, number),
                count.start,
                _worth(count, text, number, headline, article.language),
            )
            key = tuple(sorted(terms_of(text, article.language))) or (text,)
            if key not in best or fact.worth > best[key].worth:
                best[key] = fact
    ranked = sorted(best.values(), key=lambda fact: -fact.worth)[: most * 5]
    chosen = [fact for fact in ranked if not _stands_inside(fact, ranked)][:most]
    chosen.sort(key=lambda fact: (fact.passage.paragraph, fact.start))
    return tuple(fact.passage for fact in chosen)


def _counts(paragraph: str, language: str) -> list[Count]:
    if language in ("zh", "ja", "ko"):
        return list(find_unspaced_counts(paragraph))
    return list(find_counts(paragraph, language))


def _worth(count: Count, text: str, paragraph: int, headline: set[str], language: str) -> float:
    terms = terms_of(text, language)
    shared = len(headline.intersection(terms)) / len(terms) if terms else 0.0
    detail = min(len(text.split()), 4) * 0.15 if language != "zh" else min(len(text), 12) * 0.05
    return (
        _WORTH[count.kind]
        + EARLINESS / (1 + 0.5 * paragraph)
        + detail
        + shared
        - 0.3 * count.in_words
    )


def _stands_inside(fact: _Fact, others: list[_Fact]) -> bool:
    """Whether a longer fact says it too: "104 children" beside "at least 104 children"."""
    text = fact.passage.text.casefold()
    return any(
        text in other.passage.text.casefold() and len(text) < len(other.passage.text)
        for other in others
    )
