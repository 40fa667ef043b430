"""Zones by name, city, country and abbreviation; never UTC in silence."""

from __future__ import annotations

from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.briefing.zones import complete_zones, find_zone
from bot.errors import Invalid


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        ("europe/berlin ", "Europe/Berlin"),
        ("america/new york", "America/New_York"),
        ("ASIA/SHANGHAI", "Asia/Shanghai"),
        ("utc", "UTC"),
    ],
)
def test_an_exact_name_is_found_in_any_case(typed: str, name: str) -> None:
    assert find_zone(typed) == ZoneInfo(name)


@pytest.mark.parametrize(
    ("typed", "suggestion"),
    [
        ("berlin", "Europe/Berlin"),
        ("Europe/Berln", "Europe/Berlin"),
        ("beijing", "Asia/Shanghai"),
        ("new york", "America/New_York"),
        ("EST", "America/New_York"),
        ("germany", "Europe/Berlin"),
    ],
)
def test_a_name_that_is_no_zone_is_refused_with_the_nearest(typed: str, suggestion: str) -> None:
    with pytest.raises(Invalid, match="Did you mean") as caught:
        find_zone(typed)
    assert suggestion in str(caught.value)


@pytest.mark.parametrize("typed", ["", "  ", "nowhere at all", "../etc/passwd", "UTC+2", "x" * 999])
def test_what_resembles_no_zone_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(Invalid, match="Europe/Berlin") as caught:
        find_zone(typed)
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("berl", "Europe/Berlin"),
        ("new y", "America/New_York"),
        ("beijing", "Asia/Shanghai"),
        ("china", "Asia/Shanghai"),
        ("Germany", "Europe/Berlin"),
        ("usa", "America/New_York"),
        ("uk", "Europe/London"),
        ("São Paulo", "America/Sao_Paulo"),
        ("calcutta", "Asia/Calcutta"),
        ("kyiv", "Europe/Kyiv"),
        ("pst", "America/Los_Angeles"),
        ("cst", "America/Chicago"),
        ("jst", "Asia/Tokyo"),
        ("gmt", "Europe/London"),
        ("utc", "UTC"),
        ("europe/b", "Europe/Berlin"),
        ("new zealand", "Pacific/Auckland"),
        ("nairobi", "Africa/Nairobi"),
    ],
)
def test_cities_countries_and_abbreviations_complete(typed: str, first: str) -> None:
    assert complete_zones(typed)[0] == first


def test_with_nothing_typed_the_well_known_zones_are_offered() -> None:
    offered = complete_zones("")
    assert len(offered) == 25
    assert "Europe/London" in offered
    assert "Asia/Shanghai" in offered


@given(st.text(max_size=30))
def test_whatever_is_typed_gives_at_most_25_usable_zones(typed: str) -> None:
    offered = complete_zones(typed)
    assert len(offered) <= 25
    assert len(set(offered)) == len(offered)
    assert all(find_zone(name).key == name for name in offered)


def test_every_place_of_the_tz_database_can_be_completed_by_its_city() -> None:
    for name in available_timezones():
        if "/" in name and not name.startswith(("Etc/", "SystemV/")):
            city = name.rpartition("/")[2].replace("_", " ")
            assert name in complete_zones(city), name
