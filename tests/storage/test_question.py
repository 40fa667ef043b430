from __future__ import annotations

import time

from storage.question import LONGEST_QUERY, MOST_WORDS, everywhere, grams, in_headline, words_of


def texts(typed: str) -> list[str]:
    return [word.text for word in words_of(typed)]


def test_each_word_is_quoted_with_quotes_doubled() -> None:
    assert texts('NEAR("a b"') == ['"NEAR(""a"', '"b"""']


def test_words_without_a_letter_or_figure_are_dropped() -> None:
    assert texts("- * \" ' () ... \u200b") == []


def test_a_script_without_blanks_is_asked_for_character_by_character() -> None:
    assert texts("2011年8月 APEC峰会") == ['"2011"', '"年"', '"8"', '"月"', '"APEC"', '"峰 会"']


def test_at_most_sixteen_words_of_two_hundred_characters_are_asked_for() -> None:
    assert len(texts("a " * 100)) == MOST_WORDS
    assert len(texts("中a" * 100)) == MOST_WORDS
    assert texts("x" * 999) == [f'"{"x" * LONGEST_QUERY}"']


def test_questions_name_server_columns_and_words() -> None:
    words = words_of("port 港口")
    assert everywhere(7, words, begun_at=4) == (
        '{scope} : "g7"'
        ' AND {headline summary key_facts headline_grams text_grams} : "port" *'
        ' AND {headline_grams text_grams} : "港 口"'
    )
    assert in_headline(7, words, begun_at=5) == (
        '{scope} : "g7" AND {headline headline_grams} : "port" AND {headline_grams} : "港 口"'
    )


def test_grams_hold_only_stretches_in_scripts_without_blanks() -> None:
    assert grams("Nothing of the kind, 2011.") == ""
    assert grams("In 北京，APEC峰会 and Straße") == "北 京 \ue000 APEC 峰 会"


def test_grams_of_a_long_text_take_linear_time() -> None:
    began = time.perf_counter()
    grams("a" * 200_000 + "中" * 200_000 + "b_" * 100_000)
    assert time.perf_counter() - began < 2
