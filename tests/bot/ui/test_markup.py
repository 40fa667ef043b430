"""Hostile text comes out as words to read: it pings, links, formats, hides and stalls nothing."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reading.link import LINK_LIMIT
from bot.ui.markup import BREAK, block, host, isolated, label, link, plain, safe_url
from tests.growth import grows_with_its_length

# What Discord acts on, looked for in the raw text as its server and clients do.
ALIVE = re.compile(
    r"@everyone|@here|<@[!&]?\d|(?<!\\)<#\d|(?<!\\)</\w|(?<!\\)<id:|(?<!\\)<a?:\w|(?<!\\)<t:\d"
    r"|://|\]\(|(?:discord|dsc)\.gg/|discord\.com/invite|:[a-z]\w{0,63}:",
    re.IGNORECASE,
)
ESCAPED = re.compile(r"\\[^0-9A-Za-z\s]")
HIDING = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u061c\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff"
    "\u3164\ud800-\udfff\U000e0000-\U000e0fff]"
)

PIECES = [
    "@everyone", "@here", "<@123456789012345678>", "<@&1>", "<@!1>", "<#1>", "</ban:1>",
    "<id:guide>", "<:x:1>", "<a:x:1>", "<t:1:R>", "[a](", "](https://evil.example)", "[", "]",
    "(", ")", "https://", "http://a.example/", "discord.gg/abc", "discord.com/invite/abc", "*", "_",
    "__", "~~", "||", "`", "```", "\\", "# ", "-# ", "> ", ">>> ", "- ", "1. ", "+ ", "\n",
    "\n\n\n", " ", "\t", "\u202e", "\u200b", "\u200d", "\u200c", "\u0301", "\u0301" * 9, "\ud83d",
    "👨", "🏽", "🇩", "é", "中文", "می", "word", ":smile:", ":", "steam://run", "\U000e0041",
    "\u3164", "x" * 90,
]  # fmt: skip
hostile = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=4)), max_size=40).map(
    "".join
)


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def inert(shown: str) -> bool:
    """No live form, no markup sign without its backslash, no line that opens a block."""
    bare = ESCAPED.sub("", shown)
    return not (
        ALIVE.search(shown)
        or re.search(r"[\\*_~`|<>\[\]]", bare)
        or re.search(r"^(?:[-+#]|\d+[.)](?:\s|$))", shown, re.MULTILINE)
        or HIDING.search(shown)
    )


@given(hostile)
def test_whatever_comes_in_nothing_of_it_acts(text: str) -> None:
    assert inert(plain(text))
    assert inert(block(text))
    assert "\n" not in plain(text)
    assert "\n\n\n" not in block(text)


@given(hostile)
def test_rendering_twice_is_as_safe_as_once(text: str) -> None:
    assert inert(plain(plain(text)))
    assert inert(block(plain(text)))


@given(hostile, st.integers(0, 60))
def test_a_cut_text_keeps_its_limit_and_stays_inert(text: str, limit: int) -> None:
    for render in (plain, block):
        assert units(render(text, limit)) <= limit
        assert inert(render(text, limit))
    assert units(label(text, limit)) <= limit


@given(hostile)
def test_a_link_has_one_way_in_and_leads_where_we_say(text: str) -> None:
    shown = link(text, "https://news.example/a_(b)")
    assert shown.endswith("](https://news.example/a_%28b%29)")
    title = shown.removesuffix("](https://news.example/a_%28b%29)")
    assert title.startswith("[")
    assert not re.search(r"[\[\]*_~`|\\<>\n]", title[1:])
    assert not ALIVE.search(title)
    assert not HIDING.search(title)


@given(st.text(alphabet=st.characters(categories=["L", "N"]), max_size=60))
def test_letters_and_digits_are_never_changed(text: str) -> None:
    seen = "".join(c for c in text if c not in "\u115f\u1160\u3164\uffa0")
    assert plain(text).replace(BREAK, "") == seen


@pytest.mark.parametrize(
    "text",
    [
        'Café au lait costs £5 (Xinhua): 1.5 million, 12:30, 50% - he said "no" & left; ok?',
        "港口委员会星期一开会，讨论了“新码头”。",
        "سلام می\u200cخواهم",
        "क्षत्रिय और हिन्दी",
        "👨\u200d👩\u200d👧 👍🏽 🇩🇪 1\ufe0f\u20e3",
        "mail joe@example.org or see example.org/news",
    ],
)
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    assert plain(text) == text
    assert label(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("@everyone sale", f"@{BREAK}everyone sale"),
        ("@every\u200bone", f"@{BREAK}everyone"),
        ("@every\u200done", f"@{BREAK}everyone"),
        ("se\u200ccr\u200d\u200det 中\u200d\u200d文", "secret 中\u200d文"),
        ("<@&42>", f"\\<@{BREAK}&42\\>"),
        ("# HUGE", "\\# HUGE"),
        ("-# small", "\\-\\# small"),
        ("  > quoted", "\\> quoted"),
        ("1. first", "1\\. first"),
        ("1.5 million", "1.5 million"),
        ("+ more", "\\+ more"),
        ("**bold** ||s||", "\\*\\*bold\\*\\* \\|\\|s\\|\\|"),
        ("back\\slash", "back\\\\slash"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("a\u2028b\u00a0\u3000c\x00d", "a b cd"),
        ("e" + "\u0301" * 3000, "e" + "\u0301" * 3),
        ("ส" + "\u0e47" * 40, "ส" + "\u0e47" * 3),
        ("half \ud83d pair", "half pair"),
        ("tag\U000e0041\U000e0042s", "tags"),
        ("discord.gg/x", f"discord.{BREAK}gg/x"),
        ("HTTPS://DISCORD.COM/invite/x", f"HTTPS:{BREAK}//DISCORD.{BREAK}COM/invite/x"),
        ("steam://run", f"steam:{BREAK}//run"),
        (":tada:", f":{BREAK}tada:"),
        ("", ""),
        ("\u200b \u3164", ""),
    ],
)
def test_each_trick_is_taken_apart(text: str, shown: str) -> None:
    assert plain(text) == shown


def test_a_name_written_from_right_to_left_does_not_turn_round_what_follows() -> None:
    assert isolated("القاهرة") == "\u2068القاهرة\u2069"
    assert isolated("\u2069\u202eקהיר*", 9) == "\u2068קהיר\\*\u2069"
    for text in ("BEIJING", "北京", "กรุงเทพ", "Αθήνα", ""):
        assert isolated(text) == plain(text)


def test_a_block_keeps_paragraphs_and_drops_what_takes_the_room_over() -> None:
    assert (
        block("One.\r\n\n\n\n\n# Two\n\t1. Three\u2029Four ") == "One.\n\n\\# Two\n1\\. Three\nFour"
    )
    assert block("a" + "\n" * 300 + "b") == "a\n\nb"


def test_combining_marks_are_thinned_out_in_every_script() -> None:
    marks = [chr(c) for c in range(0x300, 0x1E950) if unicodedata.category(chr(c)) in ("Mn", "Me")]
    for mark in marks:
        shown = plain("x" + (mark + "\u200d") * 9)
        assert sum(c == mark for c in shown) <= 3, hex(ord(mark))


def test_an_over_long_word_may_be_broken_and_loses_no_letter() -> None:
    shown = plain("a" * 500)
    assert max(map(len, shown.split(BREAK))) <= 80
    assert shown.replace(BREAK, "") == "a" * 500
    assert plain("字" * 500) == "字" * 500


def test_a_cut_falls_between_visible_signs() -> None:
    assert plain("abcdef", 6) == "abcdef"
    assert plain("abcdefg", 6) == "abcde…"
    assert plain("👍🏽👍🏽👍🏽", 10) == "👍🏽👍🏽…"
    assert plain("🇩🇪🇫🇷🇪🇸", 10) == "🇩🇪🇫🇷…"
    assert plain("ab👨\u200d👩\u200d👧", 6) == "ab…"
    assert plain("e\u0301e\u0301e\u0301", 5) == "e\u0301e\u0301…"
    assert plain("The harbour board met", 18) == "The harbour board…"
    assert plain("abc*def", 5) == "abc…"
    assert plain("abc", 1) == "…"
    assert plain("abc", 0) == ""


def test_a_title_is_replaced_where_a_backslash_would_show() -> None:
    shown = link("A](https://evil.example) [B", "https://news.example/1")
    assert shown == f"[A)(https:{BREAK}//evil.example) (B](https://news.example/1)"
    assert link("a*b\\c", "https://news.example") == "[a∗b∖c](https://news.example/)"


def test_a_title_without_visible_letters_shows_the_host() -> None:
    assert link("\u200b", "https://news.example/1") == "[news.example](https://news.example/1)"


def test_a_long_title_is_cut_and_its_link_is_not() -> None:
    shown = link("word " * 100, "https://news.example/" + "a" * 100, 40)
    title, _, target = shown[1:].partition("](")
    assert units(title) <= 40
    assert title.endswith("…")
    assert target == "https://news.example/" + "a" * 100 + ")"


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)", "java\nscript:alert(1)", "data:text/html,x", "file:///etc/passwd",
        "discord://-/x", "steam://run/1", "//a.example", "a.example", "", "https://",
        "https:///path", "https://a..b/", "https://a.example:99999/", "https://%65vil.example/",
        "https://[::1", "https://a\u202eb.example/", "https://exa\u200bmple.org/",
        "https://discord.gg/abc", "https://DISCORD.gg/abc", "https://discord.com/invite/abc",
        "https://discordapp.com//invite/abc", "https://www.discord.gg:443/abc",
        "https://discord.gg./abc", "https://x@discord.gg/abc",
        "https://a.example/" + "x" * LINK_LIMIT, "https://" + "a" * 300 + ".example/",
    ],
)  # fmt: skip
def test_a_link_we_do_not_pass_on_becomes_text(url: str) -> None:
    assert safe_url(url) is None
    assert host(url) == ""
    assert link("A [title]", url) == "A \\[title\\]"


@pytest.mark.parametrize(
    ("url", "safe", "shown"),
    [
        ("https://n.example/a?b=c&d=%20#e", "https://n.example/a?b=c&d=%20#e", "n.example"),
        ("HTTP://News.Example:8080", "http://news.example:8080/", "news.example"),
        ("https://discord.com@evil.example/", "https://evil.example/", "evil.example"),
        ("https://user:pw@evil.example/", "https://evil.example/", "evil.example"),
        (
            "https://p\u0430ypal.com/",
            "https://xn--pypal-4ve.com/",
            "xn--pypal-4ve.com (mixed alphabets)",
        ),
        (
            "https://xn--pypal-4ve.com",
            "https://xn--pypal-4ve.com/",
            "xn--pypal-4ve.com (mixed alphabets)",
        ),
        ("https://straße.de/ü", "https://xn--strae-oqa.de/%C3%BC", "xn--strae-oqa.de"),
        ("https://日本語.jp", "https://xn--wgv71a119e.jp/", "xn--wgv71a119e.jp"),
        (
            "https://a.example/(x)<y>*~@everyone",
            "https://a.example/%28x%29%3Cy%3E%2A%7E%40everyone",
            "a.example",
        ),
        ("https://news.example.", "https://news.example/", "news.example"),
        ("https://a_b.example/", "https://a_b.example/", "a\\_b.example"),
        ("https://blog.discord.com/news", "https://blog.discord.com/news", "blog.discord.com"),
    ],
)  # fmt: skip
def test_a_safe_link_is_plain_ascii_and_its_host_is_the_real_one(
    url: str, safe: str, shown: str
) -> None:
    assert safe_url(url) == safe
    assert safe_url(safe) == safe
    assert host(url) == shown


@given(
    st.text(max_size=60), st.sampled_from(["https://", "http://a.example/", "https://a.example?"])
)
def test_no_link_brings_markup_or_blanks_along(text: str, start: str) -> None:
    url = safe_url(start + text)
    if url is not None:
        assert re.fullmatch(r"https?://[a-z0-9._-]+[!-~]*", url)
        assert not re.search(r"[()<>\[\]*~`|\\@ ]", url)


@pytest.mark.parametrize(
    "text",
    [
        "[a](" * 5_000, "*" * 20_000, "@here" * 4_000, ":a" * 10_000, "e" + "\u0301" * 20_000,
        "👨\u200d" * 10_000, "\u200b" * 20_000, "# \n" * 6_667, "1" * 20_000, "1. \n" * 5_000,
        "→★" * 10_000, "discord." * 2_500, "\\" * 20_000, "a" * 20_000, "\u0e47 " * 10_000,
    ],
    ids=lambda text: ascii(text[:12]),
)  # fmt: skip
def test_time_grows_no_faster_than_the_text(text: str) -> None:
    def render(content: str) -> None:
        plain(content)
        block(content, 1_000)
        link(content, "https://news.example")

    assert grows_with_its_length(render, text * 4)


@pytest.mark.parametrize("host", ["a" * 50_000 + "!", "a." * 25_000 + "-/"])
def test_a_hostile_host_name_does_not_stall(host: str) -> None:
    assert grows_with_its_length(lambda part: safe_url(f"https://{part}{host[-2:]}"), host)
