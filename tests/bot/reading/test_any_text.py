"""Whatever is pasted: an article or a refusal, in time, and nothing made up."""

from __future__ import annotations

import random
from contextlib import suppress

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.editing.story_text import to_story_text
from bot.errors import Unreadable
from bot.reading.pasted_page import read_pasted_page
from tests.growth import grows_with_its_length

PIECES = [
    "BEIJING - ", "(AP) — ", "(Xinhua)", "Updated: 2011-08-09 08:55", "09/08/2011", "By Ann Lee",
    "Home > China", "Twitter Facebook Print", "The bridge was closed at dawn on Monday.",
    "Police said that 104 people were freed.", "Nobody was hurt, and the road is open again.",
    "新华社北京8月9日电 ", "三个村庄合作修建水渠。", "更新时间：", "Related stories", "E-paper",
    "- ", "\t", "\n",
    "\r\n", "\n\n", " ", "“", "”", '"', "said", "two", "12,000 houses", "5%", "$3 million", "...",
    "\u3000", "\u200b", "\x00", "\ud800", "🙂", "a" * 50, "June 1", "?", "!", "。", "http://a.b/c",
]  # fmt: skip
PAGES = st.one_of(
    st.text(max_size=400),
    st.lists(st.sampled_from(PIECES), max_size=60).map("".join),
    st.lists(st.sampled_from(PIECES), max_size=40).map("\n".join),
)


def squeezed(text: str) -> str:
    """Letters, digits and marks without what reading may take away."""
    dropped = {0x200B, 0x2060, 0xFEFF, 0xAD}
    return "".join(
        character
        for character in text
        if not character.isspace() and ord(character) not in dropped and character.isprintable()
    )


@settings(max_examples=400, deadline=None)
@given(PAGES)
@example("一一0电?")
def test_any_text_is_read_or_refused_and_nothing_is_made_up(text: str) -> None:
    try:
        article = read_pasted_page(text)
    except Unreadable:
        return
    story = to_story_text(article)
    whole = squeezed(text)
    for paragraph in article.body:
        assert paragraph.strip()
        assert squeezed(paragraph.replace("\ufffd", "")) in whole.replace("\ud800", "")
    for passage in (*story.summary, *story.key_facts):
        assert passage.text in article.body[passage.paragraph]
    assert article.headline
    assert article.word_count >= 1
    assert article.reading_minutes >= 1
    "".join((article.headline, *article.body, *article.furniture)).encode()


@settings(max_examples=200, deadline=None)
@given(PAGES)
def test_a_line_is_body_or_furniture_and_not_both_unless_the_page_has_it_twice(text: str) -> None:
    try:
        article = read_pasted_page(text)
    except Unreadable:
        return
    lines = [" ".join(line.split()) for line in text.splitlines()]
    for paragraph in set(article.body).intersection(article.furniture):
        assert lines.count(paragraph) != 1


WORDS = ("the", "police", "said", "on", "monday", "that", "104", "children", "Beijing", "by", "two")
FULL = 40_000


def _words(count: int) -> str:
    chosen = random.Random(7)
    return " ".join(chosen.choice(WORDS) for _ in range(count))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("[a](" * 10_000, id="link beginnings"),
        pytest.param("A" * FULL, id="one letter"),
        pytest.param("\n" * 20_000, id="empty lines"),
        pytest.param("ab\n" * 13_000, id="short lines"),
        pytest.param("Hi\nThe man said that he was in the town of it.\n" * 850, id="alternating"),
        pytest.param("2011-08-09 08:55 " * 2_300, id="dates"),
        pytest.param("2011-08-09 08:55\n" * 2_300, id="lines of dates"),
        pytest.param("1 " * 20_000, id="digits"),
        pytest.param("A. " * 13_000, id="initials"),
        pytest.param("(" * FULL, id="brackets"),
        pytest.param(': "a' * 10_000, id="open quotes"),
        pytest.param("a > " * 10_000, id="breadcrumbs"),
        pytest.param("BEIJING - " * 4_000, id="datelines"),
        pytest.param("新华社" * 13_000, id="agency names"),
        pytest.param("两起案件。" * 8_000, id="short Chinese sentences"),
        pytest.param("a-" * 20_000, id="hyphens"),
        pytest.param("12 34 " * 6_600, id="telephone numbers"),
        pytest.param("two of the " * 3_600, id="numbers in words"),
        pytest.param("   a" * 10_000, id="wide gaps"),
        pytest.param(_words(7_500), id="words without an end"),
    ],
)
def test_hostile_text_takes_no_longer_than_its_length_asks(text: str) -> None:
    def read(page: str) -> None:
        with suppress(Unreadable):
            to_story_text(read_pasted_page(page))

    assert grows_with_its_length(read, text)
