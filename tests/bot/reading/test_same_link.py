"""One form for every address of the same page."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reading.same_link import canonical_link, names_a_page
from tests.growth import grows_with_its_length

PAGE = "https://paper.example/news/2026/bridge-reopens"


@pytest.mark.parametrize(
    "url",
    [
        PAGE,
        "http://paper.example/news/2026/bridge-reopens",
        "HTTPS://WWW.Paper.Example/news/2026/bridge-reopens/",
        "https://m.paper.example:443/news//2026/bridge-reopens",
        "https://amp.paper.example/news/2026/bridge-reopens",
        "https://www.paper.example/news/2026/bridge-reopens/amp/",
        "https://paper.example/amp/news/2026/bridge-reopens",
        PAGE + "?utm_source=feed&utm_medium=rss&fbclid=abc&at_medium=social#comments",
        PAGE + "/index.html",
        "https://user:secret@paper.example/news/2026/bridge%2Dreopens",
        "https://paper-example.cdn.ampproject.org/c/s/www.paper.example/news/2026/bridge-reopens",
        "https://www.google.com/amp/s/paper.example/news/2026/bridge-reopens",
        " https://paper.example/news/2026/\nbridge-reopens ",
    ],
)
def test_addresses_of_one_page_are_one(url: str) -> None:
    assert canonical_link(url) == PAGE


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://paper.example/a", "https://paper.example/b"),
        ("https://paper.example/story?id=1", "https://paper.example/story?id=2"),
        ("https://paper.example/a", "https://news.example/a"),
        ("https://paper.example/Brücke", "https://paper.example/Bruecke"),
        ("https://paper.example:8443/a", "https://paper.example/a"),
    ],
)
def test_other_pages_stay_other_pages(one: str, other: str) -> None:
    assert canonical_link(one) != canonical_link(other)


def test_the_order_of_parameters_says_nothing() -> None:
    assert canonical_link("https://a.example/?b=2&a=1") == canonical_link(
        "https://a.example/?a=1&b=2&gclid=x"
    )


def test_a_site_is_no_page() -> None:
    assert not names_a_page(canonical_link("https://www.paper.example/?utm_source=x"))
    assert names_a_page(canonical_link(PAGE))
    assert names_a_page(canonical_link("https://paper.example/?p=12"))
    assert not names_a_page(canonical_link("mailto:desk@paper.example"))


WORDS = st.sampled_from(
    ["http://", "https://", "//", "www.", "m.", "amp", "/", "?", "#", "&", "=", "%", "%2f", ":",
     "@", "[", "]", "a.example", "utm_x", "é", "\ud800", " ", ".", "index.html", "/c/s/", "80"]
)  # fmt: skip


@given(st.text() | st.lists(WORDS, max_size=24).map("".join))
def test_any_text_is_taken_and_its_form_is_final(url: str) -> None:
    once = canonical_link(url)
    assert canonical_link(once) == once
    names_a_page(once)


def test_a_hostile_address_takes_no_longer_than_its_length_asks() -> None:
    for piece in ("www.", "/amp", "?a=1&", "%41", "/c/s/a.", "@", "//"):
        assert grows_with_its_length(
            canonical_link, "https://a.example/" + piece * (20_000 // len(piece))
        )
