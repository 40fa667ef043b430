"""Which sentences may stand in a summary: alone, behind another, never."""

from __future__ import annotations

import pytest

from bot.editing.standing import Standing, standing_of
from bot.reading.length import count_words
from bot.reading.scripts import UNSPACED


def standing(text: str) -> Standing:
    return standing_of(text, count_words(text), len(UNSPACED.findall(text)))


@pytest.mark.parametrize(
    "text",
    [
        "The council voted for a second ferry to the island.",
        "This year, the county pays for half of the ferry.",
        "The mayor said: “The ferry will sail in May.”",
        "Opponents called it a ‘toy’ and the county's worst plan.",
        "In May, Mayor Hill said he would sail on it himself.",
        "The workers' union ('the quay') wants more pay this spring.",
        "Die Stadt baut im Frühjahr eine zweite Fähre.",
        "县政府说，第二条渡轮明年春天开航。",
        "市は来年の春に二隻目の船を出すと発表した。",
    ],
)
def test_a_plain_sentence_stands_alone(text: str) -> None:
    assert standing(text) is Standing.ALONE


@pytest.mark.parametrize(
    "text",
    [
        "He said that the ferry would sail in May.",
        "It cost 3.4 million crowns and sails in May.",
        "But the quay has to be widened by six metres.",
        "These plans were made nine years ago in town.",
        "Speaking after the vote, he said that he was glad.",
        "Instead, the quay will be widened by six metres.",
        "Sie soll im Mai zum ersten Mal fahren, sagte Hill.",
        "他说，第二条渡轮明年春天开航。",
    ],
)
def test_what_points_back_leans_on_the_sentence_before(text: str) -> None:
    assert standing(text) is Standing.LEANS


@pytest.mark.parametrize(
    "text",
    [
        "Who would have thought of a second ferry to the island?",
        "“We will sail in May,” the mayor said on Thursday.",
        "The mayor said: “The ferry will sail in May.",
        "It was hard,” she said of the vote in the council.",
        "The council (which met on Thursday voted for the ferry.",
        "Mayor Hill (pictured) wants a second ferry to the island.",
        "The old ferry (far left) beside the new one at the quay.",
        "Pictured: the old ferry beside the new one at the quay.",
        "It is late.",
        "The ferry " + "and the quay and the island " * 12 + "are old.",
        "How it began",
    ],
)
def test_questions_torn_quotes_captions_and_odd_lengths_never_stand(text: str) -> None:
    assert standing(text) is Standing.NEVER
