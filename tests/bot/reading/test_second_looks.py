"""Pages whose article is not one unbroken run: boxes, comments, lists, entries written live."""

from __future__ import annotations

import pytest

from bot.reading.pasted_page import read_pasted_page

HEAD = "Home\nNews\nFerry returns to the harbour\nBy Ada Lind\nUpdated: 2024-03-05 08:55\n"
FIRST = [
    "The ferry between Oldport and Newhaven sails again after eleven months in the Brandt yard.",
    "Harbour master Ines Colm said that the new engine burns a third less fuel than the old one.",
    "The deck now holds 48 cars instead of 36, and the first crossing to Newhaven was free.",
]
SECOND = [
    "More than 600 people queued in Oldport before sunrise, some of them since the evening before.",
    "Baker Tom Reyes, whose shop faces the pier, said that he and Ines Colm had missed its horn.",
    "The Brandt yard will keep a spare engine in Newhaven, so that no repair takes as long again.",
]
COMMENT = (
    "I have taken this ferry since I was a child and I can tell you that it was never on time, but"
    " I would still not want to do without it, because it is part of the town."
)


def page(*parts: list[str] | str) -> str:
    lines: list[str] = []
    for part in parts:
        lines.extend([part] if isinstance(part, str) else part)
    return HEAD + "\n".join(lines)


def test_an_article_goes_on_after_a_box_of_related_stories() -> None:
    box = ["Related", "A market by night", "Snow on the pass", "Related", "Old clocks of the town"]
    article = read_pasted_page(page(FIRST, box, SECOND))
    assert list(article.body) == [*FIRST, *SECOND]
    assert article.furniture[-len(box) :] == tuple(box)


def test_another_story_after_such_a_box_is_not_taken_for_its_rest() -> None:
    other = [
        "The council of Westmere wants to plant four hundred trees along the ring road this year.",
        "Each of them costs about 90 euros, and a school class looks after every ten of them.",
        "The last tree of the old avenue was felled in the storm that came through in January.",
    ]
    box = ["Related", "A market by night", "Old clocks", "Trees for the ring road"]
    article = read_pasted_page(page(FIRST, box, other))
    assert list(article.body) == FIRST


def test_readers_comments_are_not_the_article_however_long_they_are() -> None:
    comments: list[str] = []
    for number in range(12):
        comments += [
            f"seagull{number} says:",
            f"March 5, 2024 at 9:{number:02} am",
            COMMENT,
            "Reply",
        ]
    article = read_pasted_page(page(FIRST, "Leave a comment", comments))
    assert list(article.body) == FIRST


def test_headlines_dates_and_blurbs_below_the_article_are_not_its_paragraphs() -> None:
    others: list[str] = []
    for number in range(6):
        others += [
            f"A story of the week, number {number}",
            "Ann Writer",
            "Wednesday March 6, 2024",
            "It tells what happened in the town and why nobody had thought of it before that day.",
        ]
    article = read_pasted_page(page(FIRST, SECOND, "Harbour", "Ferries", others))
    assert list(article.body) == [*FIRST, *SECOND]


def test_a_list_that_the_last_sentence_announces_belongs_to_the_article() -> None:
    crossings = ["March 6 – Oldport 8:10", "March 7 – Newhaven 9:20", "March 8 – Oldport 8:10"]
    article = read_pasted_page(
        page(FIRST, "The next free crossings of the week:", crossings, "Most read", "Old clocks")
    )
    assert list(article.body) == [*FIRST, "The next free crossings of the week:", *crossings]


@pytest.mark.parametrize(
    "stamp",
    ["10:45", "10.45am", "10:45 GMT", "14.30 Uhr", "14h30", "5m ago", "12 minutes ago", "10:45 CET",
     "vor 12 Minuten", "il y a 5 minutes", "hace 12 minutos", "12分钟前", "3時間前", "Key event"],
)  # fmt: skip
def test_the_stamps_of_a_page_written_live_are_left_out(stamp: str) -> None:
    article = read_pasted_page(page(FIRST[:1], stamp, FIRST[1:2], stamp, FIRST[2:]))
    assert list(article.body) == FIRST
    assert article.furniture.count(stamp) == 2


def test_rows_of_a_table_stay_between_the_paragraphs() -> None:
    rows = ["Ferry\tCars\tYear", "Old\t36\t1988", "New\t48\t2024"]
    article = read_pasted_page(page(FIRST, rows, SECOND))
    assert list(article.body) == [*FIRST, *(row.replace("\t", " ") for row in rows), *SECOND]
