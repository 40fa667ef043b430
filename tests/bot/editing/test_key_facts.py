"""Key facts: numbers with what they count, word for word."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.editing.key_facts import key_facts
from bot.reading.pasted_page import read_pasted_page
from tests.bot.editing.articles import CHINESE, WATER, article_of


def facts(*body: str, most: int = 12) -> list[str]:
    return [passage.text for passage in key_facts(article_of(*body), most=most)]


def test_the_seed_s_counts_are_among_its_key_facts(seed_page: Path) -> None:
    article = read_pasted_page(seed_page.read_text(encoding="utf-8"))
    texts = [passage.text for passage in key_facts(article)]
    assert "104 children" in texts
    assert "two major child-trafficking cases" in texts
    assert "hundreds of smugglers" in texts


def test_a_fact_stands_word_for_word_in_its_paragraph_and_facts_in_order() -> None:
    found = key_facts(WATER)
    assert {"4,100 people", "3.5 million yuan", "12 kilometers"} <= {fact.text for fact in found}
    places = [(fact.paragraph, WATER.body[fact.paragraph].index(fact.text)) for fact in found]
    assert places == sorted(places)
    assert len(found) <= 6


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("At least 30 people were hurt in the storm.", ["At least 30 people"]),
        ("Police said that more than 1,200 homes burned.", ["more than 1,200 homes"]),
        ("The firm made US$3 million, up 2.3 percent.", ["US$3 million", "2.3 percent"]),
        ("It cost £40m and not $71.20 a barrel.", ["£40m", "$71.20"]),
        ("About two-thirds of voters stayed at home.", ["About two-thirds of voters"]),
        ("They said 40 percent of the farmers agreed.", ["40 percent of the farmers"]),
        ("The line has twenty-five small bridges.", ["twenty-five small bridges"]),
        ("A hundred thousand marchers came to the square.", ["A hundred thousand marchers"]),
        ("Floods hit 10 to 20 villages on the coast.", ["10 to 20 villages"]),
        ("We asked, and 9 in 10 of its members agreed.", ["9 in 10 of its members"]),
        ("On June 1, the town will vote for six months.", ["June 1", "six months"]),
        ("She has five children Neil knew, 40 miles west.", ["five children", "40 miles"]),
        ("They made £5 million in 2009 and lost it.", ["£5 million"]),
        ("Two men and scores of children came to the hall.", ["Two men", "scores of children"]),
        ("Dozens of police and 12 dogs searched.", ["Dozens of police", "12 dogs"]),
    ],
)
def test_counts_keep_what_they_count_and_what_hedges_them(
    sentence: str, expected: list[str]
) -> None:
    assert facts(sentence) == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "The war of 1998 was over by then, and 2011 was a good year for all.",
        "See page 5 and chapter 12 of the book for what they had to say.",
        "The train left at 8:55 a.m. and came at 9 p.m. on the same day.",
        "Call the office on 555-123-4567 or +49 30 1234567 for a place.",
        "The team won the game 6-4, 6-3 and was glad of it.",
        "One of them said that no one had seen it at all.",
        "He was born on 9 August 1971 in the same small town.",
        "They are on the 3rd floor of the house and have room 12 to themselves.",
        "Write to a1@example.org or see www.example.org/2/cats for the rest.",
        "Flight 370 and highway 66 are known to all.",
        "She scores goals and lives near the Five Bells in the Seven Sisters.",
    ],
)
def test_numbers_that_count_nothing_are_passed_over(sentence: str) -> None:
    assert facts(sentence) == []


def test_the_same_fact_is_said_once_and_in_its_fuller_form() -> None:
    assert facts(
        "Police freed 104 children.", "At least 104 children were freed.", "104 children are home."
    ) == ["At least 104 children"]


def test_figures_go_before_spans_of_time_when_there_is_no_room_for_all() -> None:
    found = facts(
        "After six months, 104 children and 30 women came home, and 12 percent went to school.",
        most=3,
    )
    assert found == ["104 children", "30 women", "12 percent"]


def test_chinese_facts_keep_number_measure_word_and_noun() -> None:
    assert {"三个山村", "4100名村民", "约3.5亿元"} <= {fact.text for fact in key_facts(CHINESE)} | {
        fact.text[-6:] for fact in key_facts(CHINESE)
    }
    found = facts("警方今年破获两起重大盗窃案件，找回文物104件。2011年8月9日，第3次会议闭幕。")
    assert found == ["两起重大盗窃案件", "找回文物104件"]


def test_german_and_spanish_facts_end_before_the_verb() -> None:
    assert facts("Mehr als 300 Menschen demonstrierten am Samstag in der Stadt.") == [
        "Mehr als 300 Menschen"
    ]
    assert facts("Al menos 12 personas murieron en la ciudad según la policía.") == [
        "Al menos 12 personas"
    ]
