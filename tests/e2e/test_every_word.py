"""Whatever people read of ours has passed the door of `words`: a language of brackets shows it.

In that language each text is its English one in ⟦brackets⟧. What stands outside of brackets in a
message came from outside; all such texts are Chinese here, so that English ones stand out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from bot import words
from bot.cogs.command_words import NAME
from playground import Upload
from playground.requests_log import Request
from tests.catalogue import template
from tests.e2e.conftest import Desk
from tests.payloads import components, message_of, strings

PAGE = """\
港口
体育

划船队在终点线前以毫厘之差赢得环岛赛

更新：{date}

（海港通讯）

海港 - 本镇划船队星期日以不到一个船身的优势赢得环岛赛，主办方看过三张终点照片后宣布了这一结果。

来自九个镇的四十二支队伍参加了这项全长十八公里、每年秋天举行的比赛。两条船因风大折返。

获胜者说，他们从三月起就开始训练，并将把一千二百元奖金捐给救生站。
"""
LANGUAGE = "sv-SE"
NOT_WORDS = re.compile(
    r"<[^<>\n]*>|https?://\S+|[A-Z]\w+/[A-Z][\w/]+|\bUTC\b|\b[0-9.]+ ?(?:B|kB|MB|GB|TB)\b"
    r"|[\w./-]+\.\w+"
)
ALLOWED = {"English", "Markdown", "JSON", "OPML", "svenska", "Sverige", "och"}


class Heard:
    """Every text that the bot sent: of messages, controls and forms."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def hear(self, request: Request) -> None:
        payload = message_of(request)
        if payload:
            self.texts += strings(payload)
            for one in components(payload):
                self.texts += _labels(one)
        elif request.path.endswith("/callback") and request.body.get("type") == 9:
            form = request.body["data"]
            self.texts.append(form["title"])
            for one in components(form):
                self.texts += _labels(one)

    def unmarked(self) -> list[str]:
        """What stands outside of brackets and has a word in it."""
        return [text for text in dict.fromkeys(self.texts) if _words(_outside(text)) - ALLOWED]


def _labels(component: Any) -> Iterator[str]:
    for name in ("label", "placeholder", "description"):
        if component.get(name):
            yield str(component[name])
    for option in component.get("options") or ():
        yield option["label"]


def _outside(text: str) -> str:
    depth, kept = 0, ""
    for sign in text:
        depth += (sign == "⟦") - (sign == "⟧")
        kept += sign if depth == 0 else ""
    return kept


def _words(text: str) -> set[str]:
    return set(re.findall("[A-Za-z]{3,}", NOT_WORDS.sub(" ", text)))


@pytest.fixture
def brackets(tmp_path: Path) -> Iterator[None]:
    """A catalogue in which every text of ours stands in brackets."""
    catalogue = Catalog(locale="sv_SE")
    for message in template():
        if message.id and message.context != NAME:
            ids = (message.id,) if isinstance(message.id, str) else message.id
            marked = tuple("y-MM-dd" if _is_pattern(text) else f"⟦{text}⟧" for text in ids)
            catalogue.add(message.id, marked[0] if isinstance(message.id, str) else marked)
    folder = tmp_path / "locale" / "sv_SE" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "dateline.po").open("wb") as file:
        write_po(file, catalogue)
    before, words.CATALOGUES = words.CATALOGUES, tmp_path / "locale"
    yield
    words.CATALOGUES = before


def _is_pattern(text: str) -> bool:
    """A pattern of a date, which is given in figures instead."""
    return bool(re.fullmatch(r"[EdMLyHm ,:]+", text))


async def test_no_text_of_ours_goes_round_the_catalogues(brackets: None, desk: Desk) -> None:
    heard = Heard()
    desk.playground.requests.listeners.append(heard.hear)
    for person in (desk.chief, desk.editor, desk.member):
        person.locale = LANGUAGE
    await _walk(desk)
    assert len(heard.texts) > 150
    found = heard.unmarked()
    assert not found, "\n---\n".join(found)


async def _walk(desk: Desk) -> None:
    """Through the commands, with stories and schedules whose words are Chinese."""
    chief, member = desk.chief, desk.member
    panel = await chief.slash("setup")
    form = await chief.press(panel.message, "⟦Set the time zone⟧")
    await chief.submit(form.modal, {"zone": "nowhere"})
    form = await chief.press(panel.message, "⟦Set the time zone⟧")
    await chief.submit(form.modal, {"zone": "Asia/Shanghai"})
    await chief.choose(panel.message, "setup.role", [desk.role])
    await chief.choose(panel.message, "setup.language", [LANGUAGE])
    await chief.choose(panel.message, "setup.notices", [desk.staff])
    for command in (
        "help",
        "story latest",
        "briefing today",
        "archive",
        "saved",
        "stats",
        "status",
    ):
        await member.slash(command, anyway=True)
        await chief.slash(command)
    for command in ("schedule list", "schedule next", "feed list", "desk queue", "corrections"):
        await chief.slash(command)
    await _story(desk, hours_old=2)
    await _story(desk, hours_old=2)
    await _story(desk, hours_old=24 * 300)
    await member.slash("story search", query="划船")
    await member.slash("story search", query="没有")
    await member.slash("story show", story="1")
    await member.slash("story show", story="99")
    await member.slash("story latest", section="港口")
    await chief.slash("schedule add", times="late", channel=desk.news, anyway=True)
    await chief.slash(
        "schedule add", times="08:00, 20:00", channel=desk.news, name="早报", days="mon-sun",
        end="2030-01-01", ping=desk.role, sections="港口", post_empty=True,
    )  # fmt: skip
    await chief.slash("schedule add", times="08:00", channel=desk.news, name="早报", thread=True)
    for command in ("schedule list", "schedule next", "status"):
        await chief.slash(command)
    await chief.slash("schedule show", schedule="1")
    await chief.slash("schedule skip", schedule="1")
    await chief.slash("schedule show", schedule="1")
    await chief.slash("briefing preview", schedule="1")
    await chief.slash("briefing now", schedule="1")
    post = (await desk.posted())[-1]
    await member.press(post, "⟦Why this⟧")
    await member.press(post, "⟦Details⟧")
    await member.slash("why", channel=desk.news)
    await member.slash("archive")
    await member.slash("stats")
    await chief.slash("schedule pause", schedule="1")
    await chief.slash("schedule resume", schedule="1")
    await chief.slash("schedule remove", schedule="1")
    await chief.slash("desk log")
    await member.slash("setup", anyway=True)


async def _story(desk: Desk, *, hours_old: float) -> None:
    date = desk.playground.clock.utc() - timedelta(hours=hours_old)
    data = PAGE.format(date=f"{date:%Y-%m-%d %H:%M} UTC").encode()
    read = await desk.editor.slash("story add", file=Upload("page.txt", data))
    assert "⟦Edit fields⟧" in read.buttons, read.text
    await desk.editor.press(read.message, "⟦Edit fields⟧")
    names = ("⟦Save⟧", "⟦Different⟧")
    await desk.editor.press(read.message, next(one for one in names if one in read.buttons))
