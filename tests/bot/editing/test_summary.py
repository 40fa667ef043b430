"""The summary: whole sentences of the article, chosen, in order."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.editing.summary import summarise
from bot.reading.article import Article
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


def test_no_sentence_opens_with_a_word_that_points_back_nor_asks() -> None:
    for passage in summarise(WATER, sentences=4):
        assert not passage.text.startswith(("It ", "They ", "Who ", '"'))


def test_this_year_points_nowhere() -> None:
    article = article_of(
        "Three villages have finished a water line that they planned together for nine years.",
        "This year, the county paid for 12 kilometers of the water line in the hills.",
        "This was new to all of them. A bell was rung when the first water came to the school.",
        "The old well in the yard of the mill will be kept as a place to meet in the evening.",
    )
    texts = [passage.text for passage in summarise(article)]
    assert any(text.startswith("This year") for text in texts)
    assert not any(text.startswith("This was") for text in texts)


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
