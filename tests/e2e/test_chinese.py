"""Simplified Chinese: commands by name, answers by the asker's locale, postings by the server's."""

from __future__ import annotations

import re
from typing import Any

from bot import words
from tests.catalogue import catalogue_of, paths, texts_of
from tests.e2e.conftest import Desk
from tests.e2e.stored import stored
from tests.e2e.test_places import settled
from tests.e2e.test_schedules import add, to_the_next_post

CHINESE = re.compile("[\u4e00-\u9fff]")


async def listed(desk: Desk) -> list[dict[str, Any]]:
    """The commands as Discord has them, translations included."""
    application = desk.playground.world.application
    return list(application.commands[None].values())


async def speak_chinese(desk: Desk) -> None:
    panel = await desk.chief.slash("setup")
    await desk.chief.choose(panel.message, "setup.language", ["zh-CN"])


async def test_an_answer_speaks_the_askers_language_whatever_the_server_speaks(desk: Desk) -> None:
    await desk.set_up()
    desk.member.locale = "zh-CN"
    assert "还没有报道" in (await desk.member.slash("briefing today")).text
    desk.member.locale = "en-US"
    await speak_chinese(desk)
    assert "No stories yet" in (await desk.member.slash("briefing today")).text
    desk.member.locale = "de"  # not spoken here, so the server's
    assert "还没有报道" in (await desk.member.slash("briefing today")).text


async def test_a_refusal_a_button_and_a_form_speak_it_too(desk: Desk) -> None:
    await desk.set_up()
    desk.editor.locale = desk.member.locale = "zh-CN"
    assert "编辑的操作" in (await desk.member.slash("story add", anyway=True)).text
    form = await desk.editor.slash("story add")
    assert form.modal is not None
    assert form.modal["title"] == "添加报道"
    draft = await desk.editor.submit(form.modal, {"page": desk.page()})
    assert "可以保存" in draft.text
    saved = await desk.editor.press(draft.message, "保存")
    assert "已存为报道 1" in saved.text


async def test_briefings_and_notices_speak_the_servers_language(desk: Desk) -> None:
    await desk.set_up()
    await speak_chinese(desk)
    await desk.add_story()
    await add(desk, channel=desk.news)
    await to_the_next_post(desk)
    await settled(desk)
    (post,) = await desk.posted()
    assert "1 篇报道" in str(post)
    assert "为何入选" in str(post)
    assert re.search("[0-9]{4}年[0-9]{1,2}月[0-9]{1,2}日星期", str(post))


async def test_times_and_days_are_typed_in_chinese(desk: Desk) -> None:
    await desk.set_up()
    desk.chief.locale = "zh-CN"
    answer = await desk.chief.slash(
        "schedule add", times="上午8点、下午6点半", days="周一至周五", channel=desk.news
    )
    assert "周一至周五" in answer.text
    assert "08:00和18:30" in answer.text


async def test_commands_are_named_in_chinese_and_sentences_name_those_that_there_are(
    desk: Desk,
) -> None:
    names = {name for command in await listed(desk) for name in _names(command)}
    assert "/报道 添加" in names
    for path in paths():
        for message in catalogue_of(path):
            text = texts_of(message)[0]
            for said in re.findall("(?<!<)/([\u4e00-\u9fff]+(?: [\u4e00-\u9fff]+)?)", text):
                assert _known(said, names), f"/{said} in {text!r}"


async def test_nothing_is_synced_anew_because_of_translations(desk: Desk) -> None:
    desk.playground.requests.clear()
    await desk.restart()
    assert not [one for one in desk.playground.requests if one.method == "PUT"]


def test_a_reader_is_spoken_to_in_the_nearest_language_there_is() -> None:
    assert words.language_for("en-GB") == "en"
    assert words.language_for("zh-TW") == "zh-CN"
    assert words.language_for("de") is None


def _names(command: dict[str, Any]) -> list[str]:
    own = (command.get("name_localizations") or {}).get("zh-CN")
    if command.get("type", 1) != 1:
        return []
    assert own, command["name"]
    groups = [one for one in command.get("options") or () if one["type"] == 1]
    assert CHINESE.search(command["description_localizations"]["zh-CN"])
    for one in command.get("options") or ():
        assert CHINESE.search(one["name_localizations"]["zh-CN"]), one["name"]
        assert CHINESE.search(one["description_localizations"]["zh-CN"]), one["name"]
    return [f"/{own}", *(f"/{own} {one['name_localizations']['zh-CN']}" for one in groups)]


def _known(said: str, names: set[str]) -> bool:
    """Whether a command is named, perhaps with words of the sentence right behind it."""
    return any(f"/{said}".startswith(name) for name in names)


async def test_lists_are_counted_with_its_own_signs_and_name_the_button_that_is_there(
    desk: Desk,
) -> None:
    for number in range(6):
        await stored(desk, f"Race {number}", "2026-03-01")
    await stored(desk, "No date at all", None)
    desk.member.locale = "zh-CN"
    assert (
        "7 篇报道，第 1 页，共 2 页，最新的在前" in (await desk.member.slash("story latest")).text
    )
    assert "6 篇报道，第 1 页，共 2 页；" in (await desk.member.slash("archive")).text
    nothing = (await desk.member.slash("saved")).text
    card = await desk.member.slash("story show", story="1")
    named = re.findall("“(.+?)”", nothing)
    assert named
    assert set(named) <= set(card.buttons)
