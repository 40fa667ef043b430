"""Whatever a body holds: summary and key facts in time, each word for word from it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.editing.key_facts import key_facts
from bot.editing.summary import summarise
from bot.reading.sentences import split_sentences
from tests.bot.editing.articles import WATER
from tests.growth import grows_with_its_length

FULL = 40_000
PIECES = [
    "two ", "hundred ", "3", "5%", "$", "million ", "of ", "the ", "dogs", "June ", "1 ", ", ",
    ". ", "more than ", "9 in 10 ", "八", "万", "人", "两起", "案件", "。", "8月9日", "a@b.c ", "-",
    "08:55 ", "?", "2011-08-09 ", "people ", "“", "”", "No. ", "page ", "U.S. ", "Nobody ",
]  # fmt: skip


@pytest.mark.parametrize("language", ["en", "zh", "de", "und"])
@pytest.mark.parametrize(
    "text",
    [
        "万" * FULL,
        "百分之" * (FULL // 3),
        "1" * FULL,
        "1," * (FULL // 2),
        "a1" * (FULL // 2),
        "1-" * (FULL // 2),
        "12:34:" * (FULL // 6),
        "a@" * (FULL // 2),
        "2011-08-09 " * (FULL // 11),
        "June 1 " * (FULL // 7),
        "hundred " * (FULL // 8),
        "$5 " * (FULL // 3),
        "+49 30 1234 " * (FULL // 12),
        '". "' * (FULL // 4),
        "." + '"' * FULL,
        "more than 5 dogs. " * (FULL // 18),
        " ".join(f"{number} dogs{number}," for number in range(4000)),
    ],
    ids=lambda text: text[:12],
)
def test_a_hostile_paragraph_takes_no_longer_than_its_length_asks(text: str, language: str) -> None:
    def work(part: str) -> None:
        article = replace(WATER, body=(part,), language=language)
        summarise(article)
        key_facts(article)

    assert grows_with_its_length(work, text)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.lists(st.sampled_from(PIECES), min_size=1, max_size=30).map("".join), min_size=1),
    st.sampled_from(["en", "zh", "de", "es", "und"]),
)
def test_every_passage_stands_in_its_paragraph(body: list[str], language: str) -> None:
    article = replace(WATER, body=tuple(body), language=language)
    facts, summary = key_facts(article), summarise(article)
    assert len(facts) <= 6
    assert len({fact.text for fact in facts}) == len(facts)
    for passage in (*summary, *facts):
        assert passage.text in body[passage.paragraph]
        assert passage.text.strip() == passage.text
    assert len(summary) <= 3
    for passage in summary:
        assert passage.text in split_sentences(body[passage.paragraph])
