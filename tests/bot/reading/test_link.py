"""One rule for links: what is kept, shown and followed is the same plain address."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.errors import Invalid
from bot.reading.link import LINK_LIMIT, read_link


@pytest.mark.parametrize(
    ("text", "link"),
    [
        (" HTTPS://News.Example/A?b=C#d ", "https://news.example/A?b=C#d"),
        ("http://news.example:80", "http://news.example/"),
        ("https://news.example.:8443/x/../y", "https://news.example:8443/y"),
        ("https://reader:secret@news.example/", "https://news.example/"),
        ("https://bücher.example/ü", "https://xn--bcher-kva.example/%C3%BC"),
        ("http://[2606:4700::1111]:80/", "http://[2606:4700::1111]/"),
        ("http://①②⑦.⓪.⓪.①/", "http://127.0.0.1/"),
    ],
)
def test_a_link_is_read_into_its_plain_form(text: str, link: str) -> None:
    assert str(read_link(text)) == link
    assert str(read_link(link)) == link


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", "begin"), ("news.example", "begin"), ("javascript:alert(1)", "begin"),
        ("//news.example", "begin"), ("http:///x", "begin"), ("ftp://news.example", "begin"),
        ("https://news.example/a b", "blanks"), ("https://news.example/\u202e", "blanks"),
        ("https://news\u00ad.example/", "blanks"), ("https://news.example/\x00", "blanks"),
        ("https://" + "a" * LINK_LIMIT, "characters"), ("https://a.example/" + "ü" * 200, "chara"),
        ("https://..", "host"), ("https://a..b", "host"), ("https://-a.example", "host"),
        ("https://%65vil.example", "host"), ("https://[::1", "host"),
        ("https://2130706433", "host"),
        ("https://0x7f.1", "host"), ("https://1.2.3", "host"), ("https://1.2.3.256", "host"),
        ("https://a.example:0", "host"), ("https://a.example:99999", "host"),
        ("https://a.example:+80", "host"), ("https://a.example:٨٠", "host"),
        ("https://[fe80::1%25lo]/", "host"), ("https://a.example\\@b.example", "host"),
    ],
)  # fmt: skip
def test_what_is_no_link_is_refused_in_one_sentence(text: str, word: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_link(text)
    assert word in str(refused.value)


@given(
    st.text(max_size=80),
    st.sampled_from(["", "http://", "https://a.example/", "https://[", "http://a@"]),
)
@example("1.2.3.4:80", "http://")
@example("::ffff:1.2.3.4]", "https://[")
@example("a:b@c:d", "http://")
def test_every_text_is_a_plain_link_or_refused(text: str, start: str) -> None:
    try:
        link = read_link(start + text)
    except Invalid:
        return
    assert link.scheme in ("http", "https")
    assert link.user is None
    assert re.fullmatch(r"https?://[a-z0-9._\[\]:-]+/[!-~]*", str(link))
    assert read_link(str(link)) == link
