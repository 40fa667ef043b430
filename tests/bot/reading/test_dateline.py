"""The opening of a report: place, date and agency, and the text without them."""

from __future__ import annotations

import pytest

from bot.reading.dateline import read_dateline


@pytest.mark.parametrize(
    ("text", "place", "agency"),
    [
        ("BEIJING - The", "BEIJING", None),
        ("BEIJING, Aug. 9 (Xinhua) -- The", "BEIJING", "Xinhua"),
        ("Beijing, August 9 (Xinhua) The", "Beijing", "Xinhua"),
        ("WASHINGTON (AP) — The", "WASHINGTON", "AP"),
        ("LONDON, Aug 9 (Reuters) - The", "LONDON", "Reuters"),
        ("LONDON/PARIS (Reuters) - The", "LONDON/PARIS", "Reuters"),
        ("NEW DELHI: The", "NEW DELHI", None),
        ("RIO DE JANEIRO — The", "RIO DE JANEIRO", None),
        ("ISLAMABAD, Pakistan — The", "ISLAMABAD, Pakistan", None),
        ("ST. LOUIS (AP) - The", "ST. LOUIS", "AP"),
        ("ATLANTA, Ga., Aug. 9, 2011 (AP) - The", "ATLANTA, Ga.", "AP"),
        ("MOSCOW, August 9. /TASS/. The", "MOSCOW", "TASS"),
        ("London (CNN)The", "London", "CNN"),
        ("(CNN) -- The", None, "CNN"),
        ("Berlin (dpa) - The", "Berlin", "dpa"),
        ("PARIS, 9 août (AFP) - The", "PARIS", "AFP"),
        ("Madrid, 9 ago (EFE).- The", "Madrid", "EFE"),
        ("(Reuters) - The", None, "Reuters"),
        ("新华社北京8月9日电（记者李明）The", "北京", "新华社"),
        ("中新网8月9日电 The", None, "中新网"),
        ("本报北京8月9日电 The", "北京", None),
        ("【北京=共同】The", "北京", "共同"),
        ("(서울=연합뉴스) 김철수 기자 = The", "서울", "연합뉴스"),
    ],
)
def test_a_dateline_is_taken_apart_and_taken_off(
    text: str, place: str | None, agency: str | None
) -> None:
    dateline = read_dateline(text)
    assert dateline is not None
    assert (dateline.place, dateline.agency) == (place, agency)
    assert dateline.rest == "The"
    assert dateline.sure


def test_an_unknown_place_in_capitals_is_taken_with_a_doubt() -> None:
    dateline = read_dateline("OBERLINGEN - The mayor said so.")
    assert dateline is not None
    assert not dateline.sure


def test_a_full_date_in_a_dateline_is_kept() -> None:
    dateline = read_dateline("LONDON, 9 August 2011 (Reuters) - The")
    assert dateline is not None
    assert dateline.date is not None
    assert dateline.date.moment.isoformat() == "2011-08-09T00:00:00"


@pytest.mark.parametrize(
    "text",
    [
        "NASA - The agency said so.",
        "BREAKING: The bridge is closed.",
        "UPDATE 1 - The bridge is closed.",
        "BEIJING-based firms grew.",
        "Well-known men - three of them - came.",
        "China: the rise of a port",
        "On Monday (AP) - it rained.",
        "Mr. Hill (Reuters) said so.",
        "The man - who was tired - left.",
        "This year, police found two.",
        "Israel - the state - agreed.",
    ],
)
def test_what_only_looks_like_a_dateline_stays(text: str) -> None:
    assert read_dateline(text) is None
