"""Days that an article's words name: told against its own date, and only where that is safe."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reading.article import Article
from bot.reading.pasted_page import read_pasted_page
from bot.reading.text_dates import dates_in, days_named, own_day, years_named

OWN = date(2011, 8, 9)
"""A Tuesday."""


def told(text: str, language: str = "en", own: date | None = OWN) -> list[tuple[str, str]]:
    return [(text[a:b], day.isoformat()) for a, b, day in days_named(text, own, language)]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "The ferry sailed on Monday.", ("Monday", "2011-08-08")),
        ("en", "It was on Tuesday that the office spoke.", ("Tuesday", "2011-08-09")),
        ("en", "Since Wednesday, 600 people have come.", ("Wednesday", "2011-08-03")),
        ("en", "Yesterday the pier was closed.", ("Yesterday", "2011-08-08")),
        ("en", "Since June 1, samples have been taken.", ("June 1", "2011-06-01")),
        ("en", "They signed it on 1 June and left.", ("1 June", "2011-06-01")),
        ("en", "They signed it on June 1, 2009 in Rome.", ("June 1, 2009", "2009-06-01")),
        ("de", "Die Fähre fuhr am Montag wieder.", ("Montag", "2011-08-08")),
        ("de", "Gestern war der Kai gesperrt.", ("Gestern", "2011-08-08")),
        ("de", "Seit dem 1. Juni werden Proben genommen.", ("1. Juni", "2011-06-01")),
        ("fr", "Le bac a repris la mer lundi.", ("lundi", "2011-08-08")),
        ("fr", "Il avait repris la mer mardi dernier.", ("mardi", "2011-08-02")),
        ("fr", "Le quai était fermé hier.", ("hier", "2011-08-08")),
        ("es", "El transbordador volvió el lunes.", ("lunes", "2011-08-08")),
        ("es", "El muelle estuvo cerrado ayer.", ("ayer", "2011-08-08")),
        ("es", "Desde el 1 de junio toman muestras.", ("1 de junio", "2011-06-01")),
        ("zh", "渡轮周一重新开航。", ("周一", "2011-08-08")),
        ("zh", "码头昨天关闭。", ("昨天", "2011-08-08")),
        ("zh", "上周五开始采样。", ("上周五", "2011-08-05")),
        ("zh", "自6月1日起采集样本。", ("6月1日", "2011-06-01")),
        ("zh", "渡轮8日开航。", ("8日", "2011-08-08")),
        ("ja", "渡し船が昨日、運航を再開した。", ("昨日", "2011-08-08")),
        ("ja", "渡し船が8日、運航を再開した。", ("8日", "2011-08-08")),
        ("ja", "月曜日に再開した。", ("月曜日", "2011-08-08")),
        ("ar", "عادت العبّارة يوم الاثنين إلى الميناء.", ("الاثنين", "2011-08-08")),
        ("ar", "أغلق الرصيف أمس.", ("أمس", "2011-08-08")),
    ],
)
def test_a_day_is_told_from_the_articles_own(
    language: str, text: str, expected: tuple[str, str]
) -> None:
    assert told(text, language) == [expected]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The ferry will sail on Monday."),
        ("en", "The vote is expected on Friday."),
        ("en", "It sails every Monday."),
        ("en", "It sailed last Monday."),
        ("en", "It sails Monday to Friday."),
        ("en", "It was Black Friday in the shops."),
        ("en", "She wrote for the Sunday Times."),
        ("en", "“We saw it yesterday,” said a baker."),
        ("en", '"We saw it on Monday," said a baker.'),
        ("en", "Monday's vote was long."),
        ("en", "They may 10 times refuse."),
        ("en", "The fair of December 24 was cold."),
        ("de", "Die Fähre soll am Montag wieder fahren."),
        ("de", "Sie fährt jeden Montag."),
        ("de", "Sie fuhr bis Montag nicht."),
        ("de", "„Gestern war es still“, sagte sie."),
        ("fr", "Le bac reprendra la mer lundi."),
        ("fr", "Le bac part lundi prochain."),
        ("es", "El barco volverá el lunes."),
        ("es", "Sale cada lunes."),
        ("zh", "渡轮将于周一开航。"),
        ("zh", "每周一开航。"),
        ("zh", "“昨天很安静。”她说。"),
        ("zh", "工程历时8日间完成。"),
        ("ja", "来週月曜に再開する予定だ。"),
        ("ja", "「昨日は静かだった」と話した。"),
        ("ar", "ستعود العبّارة يوم الاثنين."),
        ("ar", "تعود العبّارة الاثنين المقبل."),
        ("ru", "Паром вернулся в понедельник."),
    ],
)
def test_what_may_be_another_day_is_not_told(language: str, text: str) -> None:
    assert told(text, language) == []


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "This year, it sailed.", [("This year", 2011)]),
        ("de", "Im vergangenen Jahr fuhr sie nicht.", [("vergangenen Jahr", 2010)]),
        ("fr", "Elle repart l’an prochain.", [("l’an prochain", 2012)]),
        ("es", "Volvió este año.", [("este año", 2011)]),
        ("ar", "عادت هذا العام.", [("هذا العام", 2011)]),
        ("zh", "今年开航。", [("今年", 2011)]),
        ("ja", "昨年は休んだ。", [("昨年", 2010)]),
        ("en", "“This year was long,” she said.", []),
        ("ru", "В этом году.", []),
    ],
)
def test_a_year_is_told_from_the_articles_own(
    language: str, text: str, expected: list[tuple[str, int]]
) -> None:
    found = years_named(text, OWN.year, language)
    assert [(text[a:b], year) for a, b, year in found] == expected


def test_without_a_date_of_its_own_only_whole_dates_are_told() -> None:
    text = "It sailed on Monday, and on June 1, 2009 too."
    assert told(text, own=None) == [("June 1, 2009", "2009-06-01")]


def article(**changed: object) -> Article:
    plain = Article(
        headline="Ferry returns",
        body=("The ferry sailed on Monday.",),
        language="en",
        published_at=datetime(2011, 8, 9, 8, 55, tzinfo=UTC),
        word_count=5,
        reading_minutes=1,
    )
    return replace(plain, **changed)  # type: ignore[arg-type]


def test_an_articles_day_is_no_guess() -> None:
    assert own_day(article()) == OWN
    assert own_day(article(doubts=("published_at",))) is None
    late = datetime(2011, 8, 19, tzinfo=UTC)
    assert own_day(article(doubts=("published_at",), published_at=late)) == date(2011, 8, 19)
    assert own_day(article(published_at=None)) is None


def test_the_seed_page_tells_its_days(seed_page: Path) -> None:
    found = dates_in(read_pasted_page(seed_page.read_text(encoding="utf-8")))
    days = {one.words: one.day for one in found}
    assert days["Monday"] == date(2011, 8, 8)
    assert days["June 1"] == date(2011, 6, 1)


PIECES = [
    "Monday", "on", "yesterday", "June 1", "1 June 2009", "“", "”", '"', "„", "«", "last", ". ",
    "周一", "昨天", "8日", "6月31日", "31 June", "أمس", "الاثنين", "lundi", "prochain",
    "2011-08-09", " ", " ", ", ", "İ", "Times", "the", "Feb 29", "。", "will", "May 5",
]  # fmt: skip


@given(
    st.lists(st.sampled_from(PIECES), max_size=40).map("".join),
    st.dates(date(1850, 1, 1), date(2100, 1, 1)),
    st.sampled_from(["en", "de", "fr", "es", "zh", "ja", "ar", "und"]),
)
def test_any_text_names_days_in_order_or_none(text: str, own: date, language: str) -> None:
    reached = 0
    for start, end, _day in days_named(text, own, language):
        assert reached <= start < end <= len(text)
        reached = end
