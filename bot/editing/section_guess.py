"""Guess the section of an article that names none, from its words. Rather none than a wrong one.

A guess is a doubt: the draft says so, and the editor has the last word. What a page or feed itself
says about its section always goes before this.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, replace
from itertools import pairwise

from bot.editing.section_words import TOPICS, Topic
from bot.editing.terms import terms_of
from bot.reading.article import Article

TELLING, ORDINARY = 3.0, 1.0
HEADLINE = 3
"""A word of the headline counts as often as three of the body."""
MOST_TIMES = 3
"""More of the same word says no more."""
FEWEST_WORDS = 4
"""Different words of a topic that a guess needs, two of them telling."""
LEAST_SCORE = 14.0
AHEAD = 1.6
"""How far the best topic must lie before the second."""
SAMPLE = 12
"""Paragraphs looked at."""


def filed(article: Article) -> Article:
    """The article with its own section, else with one guessed from its words, marked as a doubt."""
    section = () if article.section else guess_section(article)
    if not section:
        return article
    doubts = {*article.doubts, "section"}
    in_order = tuple(part.name for part in fields(article) if part.name in doubts)
    return replace(article, section=section, doubts=in_order)


def guess_section(article: Article) -> tuple[str, ...]:
    """A section's name in the article's language; () where nothing is sure enough."""
    chinese = article.language == "zh"
    if not chinese and article.language != "en":
        return ()
    headline = "" if "headline" in article.doubts else article.headline
    body = article.body[:SAMPLE]
    counted = (_chinese if chinese else _english)(headline, body)
    found: dict[Topic, dict[str, float]] = defaultdict(dict)
    table = _CHINESE if chinese else _ENGLISH
    for word, times in counted.items():
        for topic, weight in table[word]:
            found[topic][word] = weight * min(times, MOST_TIMES)
    ranked = sorted(found, key=lambda topic: -sum(found[topic].values()))
    if not ranked:
        return ()
    best = found[ranked[0]]
    score = sum(best.values())
    second = sum(found[ranked[1]].values()) if len(ranked) > 1 else 0.0
    telling = sum((ranked[0], TELLING) in table[word] for word in best)
    if len(best) < FEWEST_WORDS or telling < 2 or score < max(LEAST_SCORE, AHEAD * second):
        return ()
    return (ranked[0].chinese if chinese else ranked[0].english,)


def _english(headline: str, body: Sequence[str]) -> Counter[str]:
    counted: Counter[str] = Counter()
    for text, times in ((headline, HEADLINE), ("\n".join(body), 1)):
        terms = terms_of(text, "en")
        for word in (*terms, *map("_".join, pairwise(terms))):
            if word in _ENGLISH:
                counted[word] += times
    return counted


def _chinese(headline: str, body: Sequence[str]) -> Counter[str]:
    text = "\n".join(body)
    counted = {word: HEADLINE * headline.count(word) + text.count(word) for word in _CHINESE}
    return Counter({word: times for word, times in counted.items() if times})


Table = Mapping[str, Sequence[tuple[Topic, float]]]


def _table(words: Iterable[tuple[Topic, str]], *, chinese: bool) -> Table:
    table: dict[str, list[tuple[Topic, float]]] = defaultdict(list)
    for topic, text in words:
        for written in text.split():
            word = written.removeprefix("+")
            weight = TELLING if written.startswith("+") else ORDINARY
            key = word if chinese else "_".join(terms_of(word.replace("_", " "), "en"))
            if not any(topic == other for other, _ in table[key]):
                table[key].append((topic, weight))
    return dict(table)


_ENGLISH = _table(((topic, topic.words) for topic in TOPICS), chinese=False)
_CHINESE = _table(((topic, topic.chinese_words) for topic in TOPICS), chinese=True)
