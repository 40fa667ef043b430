"""Lines of a paste: blanks, columns, and breaks that only wrapping made."""

from __future__ import annotations

from bot.reading.lines import page_lines


def texts(page: str) -> list[str]:
    return [line.text for line in page_lines(page)]


def test_blanks_of_every_kind_collapse_and_empty_lines_go() -> None:
    assert texts("  a\u00a0 b\t\tc \r\n\u3000\n\u200b\nd\u2028e") == ["a b c", "d", "e"]


def test_tabs_and_wide_gaps_part_columns() -> None:
    (line,) = page_lines("Ann Lee\tAP    2011-08-09")
    assert line.parts == ("Ann Lee", "AP", "2011-08-09")


def test_what_no_file_can_hold_is_replaced() -> None:
    assert texts("a\ud800b") == ["a\ufffdb"]
    assert texts("a\x00b") == ["a b"]


def test_wrapped_chinese_is_joined_without_blanks() -> None:
    sentence = "三个山村的村民用九年时间修建了一条水渠今年春天正式通水惠及四千一百名村民"
    page = "\n".join((sentence * 4 + "。")[at : at + 36] for at in range(0, 145, 36))
    assert texts(page) == [sentence * 4 + "。"]


def test_a_menu_of_short_lines_is_not_joined() -> None:
    menu = "Home\nNews\nSport\nWeather\nBusiness\nCulture and arts\nTravel"
    assert len(texts(menu)) == 7


def test_paragraphs_of_one_line_each_are_not_joined() -> None:
    paragraphs = [
        "The line is finished, and the people of three villages drink from it today.",
        "It cost more than they had hoped, but less than the county had once asked.",
        "Next year they want to build a second one, on the other side of the hill.",
        "Nobody knows yet who will pay for it, and the county has not said a word.",
    ]
    assert texts("\n".join(paragraphs)) == paragraphs
