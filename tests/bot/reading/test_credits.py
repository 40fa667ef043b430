"""Lines about the article: stamps, agencies, bylines, breadcrumbs, share bars."""

from __future__ import annotations

import pytest

from bot.reading.credits import Credit, is_share_bar, read_credit
from bot.reading.lines import page_lines


def credit_of(text: str, before: str = "") -> Credit | None:
    (line,) = page_lines(text)
    return read_credit(line, before)


@pytest.mark.parametrize(
    ("text", "agency", "publisher", "byline"),
    [
        ("(Xinhua)", "Xinhua", None, None),
        ("（新华社）", "新华社", None, None),
        ("Source: Xinhua", "Xinhua", None, None),
        ("来源：人民网　作者：李明", None, "人民网", "李明"),
        ("By Ann Lee (China Daily)", None, "China Daily", "Ann Lee"),
        ("By ANN LEE, Associated Press", "Associated Press", None, "ANN LEE"),
        ("By Ann Lee | China Daily | Updated: 2018-08-09 07:00", None, "China Daily", "Ann Lee"),
        ("Von Hans Müller, dpa", "dpa", None, "Hans Müller"),
        ("Xinhua | Updated: 2011-08-09 08:55", "Xinhua", None, None),
        ("新华社记者 李明", None, None, "李明"),
    ],
)
def test_names_go_to_their_fields(
    text: str, agency: str | None, publisher: str | None, byline: str | None
) -> None:
    credit = credit_of(text)
    assert credit is not None
    assert (credit.agency, credit.publisher, credit.byline) == (agency, publisher, byline)


@pytest.mark.parametrize(
    ("text", "published", "updated"),
    [
        ("Updated: 2011-08-09 08:55", False, True),
        ("Published: 9 August 2011", True, False),
        ("Published: 9 August 2011 | Updated: 10 August 2011", True, True),
        ("发布时间：2011-08-09 08:55", True, False),
        ("最后更新：2011-08-09 08:55", False, True),
        ("Aktualisiert am 09.08.2011, 14:30 Uhr", False, True),
        ("Publicado el 9 de agosto de 2011", True, False),
        ("Mis à jour le 9 août 2011 à 14h30", False, True),
        ("2011-08-09 08:55", True, False),
        ("9 August 2011 Last updated at 08:55 GMT", False, True),
    ],
)
def test_labels_say_which_date_it_is(text: str, published: bool, updated: bool) -> None:
    credit = credit_of(text)
    assert credit is not None
    assert (credit.published is not None, credit.updated is not None) == (published, updated)


@pytest.mark.parametrize(
    ("text", "section"),
    [
        ("Home > China > Society", ("China", "Society")),
        ("China > Society", ("China", "Society")),
        ("Business / Industries", ("Business", "Industries")),
        ("您的位置：首页 > 新闻 > 国内", ("新闻", "国内")),
        ("Section: Business", ("Business",)),
    ],
)
def test_breadcrumbs_give_the_section(text: str, section: tuple[str, ...]) -> None:
    credit = credit_of(text)
    assert credit is not None
    assert credit.section == section
    assert credit.is_only_section


@pytest.mark.parametrize(
    "text",
    [
        "By 2050, the port will have doubled.",
        "By winning the game, the town goes up.",
        "On 9 August 2011 the police arrested ten people in the harbour.",
        "Time",
        "A water line for all",
        "News | Sport | Weather | Shop | Earth | Travel",
        "source: the neighbours of the old mill",
    ],
)
def test_other_lines_say_nothing_about_the_article(text: str) -> None:
    assert credit_of(text) is None


def test_a_label_on_the_line_before_counts() -> None:
    credit = credit_of("2011-08-09 08:55", before="Last updated:")
    assert credit is not None
    assert credit.updated is not None


@pytest.mark.parametrize(
    ("text", "share_bar"),
    [
        ("Twitter Facebook Myspace Yahoo! Linkedin Mixx", True),
        ("Share on Facebook | Tweet | Email | Print", True),
        ("分享到：微信 微博 QQ空间", True),
        ("Facebook buys a start-up for two billion", False),
        ("A water line for all", False),
    ],
)
def test_share_bars_are_known_by_most_of_their_words(text: str, share_bar: bool) -> None:
    assert is_share_bar(text) == share_bar
