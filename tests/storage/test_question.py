from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.question import (
    LONGEST_QUERY,
    MOST_WORDS,
    NOTHING,
    asked_of,
    everywhere,
    fewest,
    grams,
    in_headline,
    scope,
    words_of,
)
from tests.growth import grows_with_its_length


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
    asked = asked_of("port 港口")
    assert everywhere(scope(7), asked, begun_at=4) == (
        '{scope} : "g7"'
        ' AND {headline summary key_facts} : "port" *'
        ' AND {headline summary key_facts} : "港 口"'
    )
    assert in_headline(asked.words, begun_at=5) == '{headline} : "port" AND {headline} : "港 口"'


def asked(typed: str) -> tuple[list[str], list[str]]:
    found = asked_of(typed)
    return [word.text + "*" * word.begins for word in found.words], [
        word.text for word in found.without
    ]


@pytest.mark.parametrize(
    ("typed", "words", "without"),
    [
        ('the "harbour bridge" opens', ['"the"', '"harbour bridge"', '"opens"'], []),
        ("“harbour bridge” -tunnel", ['"harbour bridge"'], ['"tunnel"']),
        ('-"old port" port', ['"port"'], ['"old port"']),
        ("hello-world - x", ['"hello-world"', '"x"'], []),
        ("rep* re* *rep 桥*", ['"rep"*', '"re"', '"*rep"', '"桥"'], []),
        ('"unclosed phrase', ['"unclosed"', '"phrase"'], []),
        ('"北京 2011年8月" -"打拐，儿童"', ['"北 京"', '"2011 年 8 月"'], ['"打 拐"', '"儿 童"']),
        ('--x -* "" "..." -', [], ['"-x"']),
        ("－ｐｏｒｔ ＂ａ ｂ＂", ['"a b"'], ['"port"']),
        ("har\u200bbour \u00adbridge\ufeff", ['"harbour"', '"bridge"'], []),
        ("CO₂ oﬃce", ['"CO2"', '"office"'], []),
    ],
)
def test_phrases_exclusions_and_beginnings_are_told_from_words(
    typed: str, words: list[str], without: list[str]
) -> None:
    assert asked(typed) == (words, without)


@given(st.text(max_size=60) | st.text(alphabet='ab -"*“”桥、', max_size=30))
def test_what_is_asked_is_always_quoted_and_says_something(typed: str) -> None:
    found = asked_of(typed)
    for word in (*found.words, *found.without):
        assert word.text[0] == word.text[-1] == '"'
        assert word.text[1:-1].replace('""', "").count('"') == 0
        assert any(letter.isalnum() for letter in word.text)
    assert len(found.words) + len(found.without) <= MOST_WORDS


def test_a_scope_names_server_section_source_and_the_months_of_its_dates() -> None:
    day = datetime(2025, 12, 31, 23, tzinfo=UTC)
    assert scope(7) == '{scope} : "g7"'
    assert scope(7, 3, 14) == '{scope} : "s3" AND {scope} : "a14"'
    assert scope(7, start=day, end=day + timedelta(hours=2)) == (
        '(({scope} : "g7" AND {scope} : (m202512 OR m202601)) NOT {scope} : "nothing")'
    )
    assert scope(7, start=day.replace(year=2022), end=day.replace(month=2, day=3)) == (
        '(({scope} : "g7" AND {scope} : (m202212 OR y2023 OR y2024 OR m202501 OR m202502))'
        ' NOT {scope} : "nothing")'
    )
    assert scope(7, start=day.replace(year=1800), end=day) == '{scope} : "g7"'
    assert scope(7, start=day) == scope(7, end=day) == '{scope} : "g7"'
    assert scope(7, start=day, end=day) == NOTHING
    assert "m202601" not in scope(7, start=day, end=day + timedelta(hours=1))


def test_the_longest_word_that_stands_by_itself_is_counted_or_else_what_is_filed_so() -> None:
    assert fewest("within", asked_of("the bridge")) == '{headline summary key_facts} : "bridge"'
    for typed in ("", '"the old bridge"', "brid*", "大桥", "-bridge"):
        assert fewest("within", asked_of(typed)) == "within", typed


def test_grams_hold_only_stretches_in_scripts_without_blanks() -> None:
    assert grams("Nothing of the kind, 2011.") == ""
    assert grams("In 北京，APEC峰会 and Straße") == "北 京 \ue000 APEC 峰 会"


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("CO₂ falls\nIt rained.", "CO2 falls"),
        ("An oﬃce ﬁre", "An office fire"),
        ("Wait…", ""),  # other signs, the same words
        ("Cafe\N{COMBINING ACUTE ACCENT} Zürich", ""),
        ("har\u200bbour", "harbour"),
        ("北京ＡＰＥＣ峰会", "北 京 APEC 峰 会"),
        ("ＡＰＥＣ 峰会", "峰 会 \ue000 APEC"),
    ],
)
def test_grams_hold_a_line_whose_words_the_index_would_read_otherwise(text: str, read: str) -> None:
    assert grams(text) == read


def test_grams_of_a_long_text_take_linear_time() -> None:
    for text in (
        "ﬁ" * 200_000,
        "ﬁ " * 100_000,
        "a" * 200_000,
        "中" * 200_000,
        "b_" * 100_000,
        "a中" * 100_000,
    ):
        assert grows_with_its_length(grams, text)
