"""/story add with a link, end to end: a local web, the real way out, the real parser process."""

from __future__ import annotations

import asyncio
import zlib

import pytest

from playground import Answer
from tests.e2e.conftest import Desk
from tests.web.net import Answer as Serving
from tests.web.net import dripping, hanging_page, redirect, serving

ARTICLE = """\
<!doctype html><html lang="en"><head><meta charset="utf-8">
<title>Ferry line returns after nine years - Harbour Herald</title>
<link rel="canonical" href="{canonical}">
<meta property="og:site_name" content="Harbour Herald">
<meta property="og:title" content="Ferry line returns after nine years">
<meta property="article:published_time" content="2026-11-24T07:30:00+01:00">
</head><body><nav><a href="/">Home</a> <a href="/sport">Sport</a></nav>
<article><h1>Ferry line returns after nine years</h1>
<p>The ferry between the old harbour and the island will sail again from the first of March, the
town council said on Tuesday. It had been given up nine years ago because the boat was too old.</p>
<p>The new boat holds 140 people and 12 bicycles. It will cross the sound in 25 minutes and leave
every hour from six in the morning until ten at night, but not on the days of the winter fair.</p>
<p>A single crossing will cost 3 crowns, children go free. The council expects 60,000 passengers
in the first year, half of them visitors, and set aside 2 million crowns for the landing stage.</p>
<p>The harbour office will sell the first tickets in the market hall on Saturday morning.</p>
</article><footer>All rights reserved.</footer></body></html>
"""


def article(canonical: str = "https://www.herald.example/ferry") -> bytes:
    return ARTICLE.format(canonical=canonical).encode()


HTML = "Content-Type: text/html; charset=utf-8"


async def test_a_link_becomes_a_draft_and_then_a_story(desk: Desk) -> None:
    await desk.set_up()
    await desk.net.site("herald.example", serving(article(), HTML))
    draft = await desk.editor.slash(
        "story add", link="http://herald.example/ferry?utm_source=x#top"
    )
    assert draft.ephemeral
    assert "Ferry line returns after nine years" in draft.text
    assert "140 people" in draft.text
    assert "24 November 2026" in draft.text
    assert "Sport" not in draft.text
    await desk.editor.press(draft.message, "Save")
    story = await desk.app.storage.stories.get(desk.guild.id, 1)
    assert story is not None
    assert story.url == "https://www.herald.example/ferry"


@pytest.mark.parametrize(
    "canonical",
    [
        "https://elsewhere.example/a",
        "javascript:alert(1)",
        "http://127.0.0.1/",
        "",
        "https://herald.example/",
    ],
)
async def test_a_canonical_address_is_believed_only_about_its_own_site(
    desk: Desk, canonical: str
) -> None:
    await desk.set_up()
    await desk.net.site("short.example", redirect("http://herald.example/ferry"))
    await desk.net.site("herald.example", serving(article(canonical), HTML))
    draft = await desk.editor.slash("story add", link="http://short.example/x")
    await desk.editor.press(draft.message, "Save")
    story = await desk.app.storage.stories.get(desk.guild.id, 1)
    assert story is not None
    assert story.url == "http://herald.example/ferry"


LOGIN = b"""<!doctype html><title>Sign in</title><h1>Sign in</h1><p>Please sign in to go on.</p>
<form><input type="email"><input type="password"><button>Log in</button></form>"""
CONSENT = b"""<!doctype html><title>Before you continue</title><p>We use cookies. Accept all
cookies or manage your choices.</p><button>Accept all</button><button>Reject all</button>"""

UNREAD: dict[str, tuple[Serving, str]] = {
    "missing": (serving(b"gone", status="404 Not Found"), "nothing at this link"),
    "PDF": (serving(b"%PDF-1.7\n\x00\x01", HTML), "PDF"),
    "picture": (serving(b"\x89PNG\r\n\x1a\n\x00", HTML), "picture"),
    "archive": (serving(b"PK\x03\x04" + bytes(99), "Content-Type: text/html"), "archive"),
    "JSON": (serving(b'{"a": [1, 2, 3]}', HTML), "article"),
    "empty": (serving(b"", HTML), "empty"),
    "noise": (serving(bytes(range(256)) * 40, HTML), ""),
    "login": (serving(LOGIN, HTML), "sign in"),
    "consent": (serving(CONSENT, HTML), "consent"),
    "inside": (redirect("http://169.254.169.254/latest/meta-data/"), "public web"),
    "too large": (serving(zlib.compress(bytes(8 << 20)), "Content-Encoding: deflate"), "too large"),
    "no HTTP": (dripping(b"220 mail\r\n", b"x\r\n", seconds=0.01), "Nothing readable"),
    "one tag in the other": (serving(b"<div>" * 200_000, HTML), ""),
    "a page of quotes": (serving(b"<a b='" * 100_000, HTML), ""),
}  # fmt: skip


@pytest.mark.parametrize("case", UNREAD)
async def test_a_page_that_cannot_be_read_is_named_and_can_be_pasted(desk: Desk, case: str) -> None:
    serve, word = UNREAD[case]
    await desk.set_up()
    await desk.net.site("odd.example", serve)
    unread = await desk.editor.slash("story add", link="http://odd.example/a")
    assert word in unread.text
    assert len(unread.text) < 400
    assert unread.ephemeral
    assert unread.buttons == ["Paste the page"]
    assert await desk.app.storage.stories.count(desk.guild.id) == 0
    form = await desk.editor.press(unread.message, "Paste the page")
    draft = await desk.editor.submit(form.modal, {"page": desk.page()})
    assert "odd.example" in draft.text


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "file:///etc/passwd", "http://2130706433/", "ftp://a.example/"]
)
async def test_what_is_no_link_is_refused_and_not_kept(desk: Desk, link: str) -> None:
    await desk.set_up()
    answer = await desk.editor.slash("story add", link=link)
    assert "cannot be used" in answer.text
    assert answer.buttons == []


async def test_others_are_answered_while_a_page_hangs(desk: Desk) -> None:
    await desk.set_up()
    released = asyncio.Event()
    await desk.net.site("slow.example", hanging_page(released))
    waiting: asyncio.Task[Answer] = asyncio.create_task(
        desk.editor.slash("story add", link="http://slow.example/")
    )
    await asyncio.sleep(0.1)
    assert "Rowing club" in (await desk.add_story()).text
    assert not waiting.done()
    released.set()
    assert "Nothing readable" in (await waiting).text


async def test_a_member_who_may_not_add_stories_fetches_nothing(desk: Desk) -> None:
    await desk.set_up()
    await desk.net.site("herald.example", serving(article(), HTML))
    await desk.member.slash("story add", link="http://herald.example/")
    assert desk.net.visits == []
