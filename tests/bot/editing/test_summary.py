"""The summary: whole sentences of the article, chosen, in order."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.editing.summary import MOST_CHARACTERS, MOST_WORDS, summarise
from bot.reading.article import Article
from bot.reading.length import count_words
from bot.reading.pasted_page import read_pasted_page
from bot.reading.sentences import split_sentences
from tests.bot.editing.articles import CHINESE, WATER, article_of


@pytest.mark.parametrize("article", [WATER, CHINESE], ids=["English", "Chinese"])
def test_a_summary_is_whole_sentences_of_the_body_in_its_order(article: Article) -> None:
    summary = summarise(article)
    assert len(summary) == 3
    for passage in summary:
        assert passage.text in split_sentences(article.body[passage.paragraph])
    paragraphs = [passage.paragraph for passage in summary]
    assert paragraphs == sorted(paragraphs)
    assert summary[0].paragraph == 0


def test_the_seed_s_summary_has_its_first_two_sentences(seed_page: Path) -> None:
    article = read_pasted_page(seed_page.read_text(encoding="utf-8"))
    texts = [passage.text for passage in summarise(article)]
    assert texts[:2] == [*split_sentences(article.body[0]), *split_sentences(article.body[1])][:2]
    assert all(any(text in paragraph for paragraph in article.body) for text in texts)


def test_a_sentence_that_points_back_stands_only_behind_the_one_it_points_to() -> None:
    sentences = [one for paragraph in WATER.body for one in split_sentences(paragraph)]
    texts = [passage.text for passage in summarise(WATER, sentences=4)]
    assert not any(text.startswith(("Who ", '"')) for text in texts)
    for number, text in enumerate(texts):
        if text.startswith(("It ", "They ")):
            assert texts[number - 1] == sentences[sentences.index(text) - 1]
    assert any(text.startswith("It ") for text in texts)


def test_this_year_points_nowhere() -> None:
    article = article_of(
        "Three villages have finished a water line that they planned together for nine years.",
        "This year, the county paid for 12 kilometers of the water line in the hills.",
        "“We will not stop.” This was new to all. A bell was rung when the water came to school.",
        "The old well in the yard of the mill will be kept as a place to meet in the evening.",
    )
    texts = [passage.text for passage in summarise(article)]
    assert any(text.startswith("This year") for text in texts)
    assert not any(text.startswith("This was") for text in texts)


def test_a_summary_keeps_to_its_length_and_cuts_nothing() -> None:
    long = "The county office said that " + "the line and every hill and house along it " * 4
    article = article_of(*(f"{long}cost {number} million yuan." for number in range(3, 9)))
    texts = [passage.text for passage in summarise(article)]
    assert len(texts) == 2
    assert count_words(" ".join(texts)) <= MOST_WORDS
    assert all(text in article.body for text in texts)


def test_a_chinese_summary_keeps_to_its_length_in_characters() -> None:
    line = "县政府说，" + "这条水渠经过的每一座山和每一个村庄都修建了蓄水池和抽水站，" * 3
    article = article_of(*(f"{line}第{number}座已经完工。" for number in "一二三四五六"))
    texts = [passage.text for passage in summarise(article)]
    assert texts
    assert len("".join(texts)) <= MOST_CHARACTERS * 1.2  # marks are not counted
    assert all(text in article.body for text in texts)


def test_where_no_sentence_stands_alone_the_opening_is_the_summary() -> None:
    article = article_of(
        "It was a long day at sea for all of the crew.",
        "They came back late and went to bed without a word.",
        "He had never seen such a storm in thirty years.",
        "She would not let him sail again before spring.",
    )
    assert [passage.paragraph for passage in summarise(article)] == [0, 1, 2]


def test_the_second_sentence_does_not_repeat_the_first() -> None:
    said = "Three villages have finished a water line that they planned for nine years."
    article = article_of(
        said,
        said.replace("have finished", "finished"),
        "The county wants to build four more lines before the next dry season begins in May.",
        "Farmers say that the harvest of wheat and apples will be twice as large as before.",
    )
    texts = [passage.text for passage in summarise(article, sentences=2)]
    assert texts[0] == said
    assert texts[1] != said.replace("have finished", "finished")


def test_a_sentence_of_the_headline_s_words_is_preferred_later_in_the_text() -> None:
    filler = "Nobody in the small town could remember a summer with so little rain as that one."
    told = "Mayor Hill opens the rebuilt bridge to trains and cars on the first Sunday of June."
    body = (filler, filler.replace("rain", "wind"), filler.replace("rain", "sun"), told, filler)
    with_headline = article_of(*body, headline="Mayor Hill opens rebuilt bridge")
    assert told in [passage.text for passage in summarise(with_headline, sentences=2)]


def test_an_overlong_sentence_is_passed_over_but_never_cut() -> None:
    endless = "The line " + "that runs on and on past every hill and house " * 12 + "ends."
    article = replace(WATER, body=(endless, *WATER.body))
    assert endless not in [passage.text for passage in summarise(article)]
    assert [passage.text for passage in summarise(article_of(endless))] == [endless]


def test_a_short_article_is_its_own_summary() -> None:
    article = article_of("The bridge was closed at dawn. Nobody was hurt.")
    assert [passage.text for passage in summarise(article)] == [
        "The bridge was closed at dawn.",
        "Nobody was hurt.",
    ]


def test_a_heading_inside_the_body_is_no_sentence() -> None:
    article = replace(WATER, body=("How it began", *WATER.body))
    assert "How it began" not in [passage.text for passage in summarise(article, sentences=5)]


def test_a_body_without_any_full_stop_still_has_a_summary() -> None:
    assert summarise(article_of("first point", "second point"))[0].text == "first point"
