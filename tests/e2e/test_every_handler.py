"""The matrix: every handler of the live bot, called from everywhere it could be called from.

Own server with and without permission, with another server's ids and with ids of nothing, in a
direct message, in a server that has not added the bot; forged ids; twenty presses at once. Nothing
of another server is ever in an answer, and nothing is ever logged as an error.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from bot.workflows.acts import Who
from playground import Person
from storage.desk_records import Allowance
from tests.e2e.conftest import MANAGE_GUILD, Desk
from tests.e2e.handler_rows import ROWS, Row
from tests.e2e.handler_things import Things
from tests.e2e.handlers import (
    BROKEN,
    ELSEWHERE,
    REFUSALS,
    Caller,
    Seen,
    Watch,
    completions,
    live_handlers,
    watching,
)

CANARY = "qqcanary"
OURS = "ourword"
TIMEOUT = pytest.mark.timeout(600)

FORGED = (
    "{name}", "{name}:", "{name}:x", "{name}:1:2:3:4:5:6:7", "{name}:-1", "{name}:1\n",
    "{name}:99999999999999999999", "{name}:9223372036854775807", "{name}:١٢٣", "{name}: 1",
    "{name}:1_0", "{name}:0x10", "{name}:{long}", "{name}s:1", "x{name}:1",
)  # fmt: skip
TYPED = (
    "0", "-1", "99999999999999999999", "' OR 1=1 --", "\0", "1\n2", "<@1>", "{0.__class__}",
    "%s", "../../etc/passwd", "a" * 100, '"', "NEAR(", "*",
)  # fmt: skip


@dataclass
class Town:
    """Our server with its people; another with its canary; one that never added the bot."""

    desk: Desk
    other: Any
    chief: Caller
    member: Caller
    with_theirs: Caller
    with_nothing: Caller
    in_dm: Caller
    not_installed: Caller
    theirs: Things


@pytest.fixture
async def town(desk: Desk) -> Town:
    await desk.set_up()
    panel = await desk.chief.slash("setup")
    await desk.chief.choose(panel.message, "setup.channel", [desk.news])
    storage, world, now = desk.app.storage, desk.world, desk.playground.clock.utc()
    await storage.guilds.set_takes_submissions(desk.guild.id, takes=True)
    other = world.add_guild(f"Quay {CANARY}")
    theirs_channel = world.add_channel(other, f"news-{CANARY}", kind="text")
    world.add_role(other, f"Editors {CANARY}")
    world.add_member(other, "Otto", owner=True)
    await storage.guilds.join(other.id, now)
    allowance = Allowance(a_day=100_000, gap=timedelta(0))
    await storage.guilds.set_allowance(desk.guild.id, allowance)
    outside = world.add_guild("Outside", with_bot=False)
    there = world.add_channel(outside, "general", kind="text")
    user = world.add_user("Una", installed=True)
    una = world.add_member(outside, user, owner=True)
    chief_id = desk.chief.id
    ours = Things(storage, desk.guild, desk.staff, chief_id, OURS, now)
    theirs = Things(storage, other, theirs_channel, chief_id, CANARY, now)
    await storage.guilds.set_zone(other.id, "Pacific/Chatham")
    kinds = "story draft schedule feed item submission correction report"
    for kind in kinds.split():
        await theirs.make(kind)
        await ours.make(kind)

    async def caller(person: Person, things: Things | None) -> Caller:
        message = (await person.slash("help")).message
        return Caller(desk, person, things, message)

    return Town(
        desk=desk,
        other=other,
        chief=await caller(desk.chief, ours),
        member=await caller(desk.member, ours),
        with_theirs=await caller(desk.chief, theirs),
        with_nothing=await caller(desk.chief, None),
        in_dm=await _elsewhere(desk, desk.person(desk.chief.user, world.dm(desk.chief.user))),
        not_installed=await _elsewhere(desk, desk.person(una, there)),
        theirs=theirs,
    )


async def _elsewhere(desk: Desk, person: Person) -> Caller:
    """Where the bot has written nothing, so that its menu is used on what the person wrote."""
    return Caller(desk, person, None, await person.post("Something to read"))


def test_every_row_is_of_those_who_are_somebody() -> None:
    assert {row.who for row in ROWS.values()} <= set(Who)


async def test_every_handler_has_its_row(desk: Desk) -> None:
    live = live_handlers(desk)
    missing, gone = sorted(live - set(ROWS)), sorted(set(ROWS) - live)
    assert not missing, (
        f"{missing}: add a line for each to tests/e2e/handler_rows.py, such as"
        ' "story.flag": Row(EDITORS, "{story}"), so that the matrix calls it'
    )
    assert not gone, f"{gone}: there is no such handler any more; take out its line"


@TIMEOUT
async def test_each_answers_whom_it_should_and_refuses_all_others(town: Town) -> None:
    faults: list[str] = []
    with watching(town.desk, CANARY, home=town.other) as watch:
        for name, row in ROWS.items():
            faults += await _faults(town, name, row, watch)
    _report(watch, faults)


async def _faults(town: Town, name: str, row: Row, watch: Watch) -> list[str]:
    """What is wrong with a handler's answers."""
    found: list[str] = []

    def hold(where: str, seen: Seen, *, says: str | None = None, allowed: bool = True) -> None:
        watch.tried += 1
        refusals = [*REFUSALS.values(), ELSEWHERE]
        if not seen.answered or BROKEN in seen.text:
            found.append(f"{name} {where}: no answer, or a broken one: {seen.text[:200]!r}")
        elif says is not None and says not in seen.text:
            found.append(f"{name} {where}: {says!r} expected, not {seen.text[:200]!r}")
        elif says is None and allowed and any(one in seen.text for one in refusals):
            found.append(f"{name} {where}: refused: {seen.text[:200]!r}")

    hold("in a direct message", await town.in_dm.call(name, row), says=ELSEWHERE)
    hold("where the bot is not", await town.not_installed.call(name, row), says=ELSEWHERE)
    hold("without permission", await town.member.call(name, row), says=REFUSALS.get(row.who))
    if row.has_ids:
        nothing = await town.with_nothing.call(name, row)
        theirs = await town.with_theirs.call(name, row)
        hold("with no such id", nothing)
        hold("with another server's id", theirs)
        if nothing.plain != theirs.plain:
            found.append(
                f"{name}: another server's id {theirs.text[:200]!r} does not read like a missing"
                f" one {nothing.text[:200]!r}"
            )
    hold("in its own server", await town.chief.call(name, row))
    return found


@TIMEOUT
async def test_completions_offer_nothing_of_others_and_nothing_to_others(town: Town) -> None:
    faults: list[str] = []
    with watching(town.desk, CANARY, home=town.other) as watch:
        for command, option in completions(town.desk):
            row = ROWS[command]
            for typed in ("", CANARY, CANARY[:3], "h", *TYPED):
                for caller in (town.with_theirs, town.with_nothing):
                    watch.tried += 1
                    seen = await caller.complete(command, option, typed, row)
                    if CANARY in seen.text:
                        faults.append(f"{command} {option}: {seen.text}")
            outsiders = [town.in_dm, town.not_installed]
            if row.who is not Who.EVERYONE:
                outsiders.append(town.member)
            for caller in outsiders:
                watch.tried += 1
                if (await caller.complete(command, option, "", row)).text:
                    faults.append(f"{command} {option}: offers something to those who may not")
    _report(watch, faults)


@TIMEOUT
async def test_forged_custom_ids_choices_and_forms_are_answered_with_a_sentence(
    town: Town,
) -> None:
    faults: list[str] = []
    with watching(town.desk, CANARY, home=town.other) as watch:
        for name in sorted(town.desk.app.client.controls.actions):
            row = ROWS[name]
            forged = [
                town.chief.forge(pattern.format(name=name, long="9" * 60)) for pattern in FORGED
            ]
            arguments = [str(await town.chief.fill(one)) for one in row.arguments]
            for place, argument in enumerate(arguments):
                for number in (0, 2**63 - 1) if argument.isdecimal() else ():
                    changed = [*arguments[:place], str(number), *arguments[place + 1 :]]
                    custom_id = ":".join([name, *changed])
                    forged.append(town.chief.forge(custom_id, [], row.form))
            for values in ([], ["x"], ["0"], ["99999999999999999999"], ["a" * 100, "b"]):
                send = replace_values(row, tuple(values))
                forged.append(await town.with_nothing.send(name, send))
                forged.append(await town.chief.send(name, send))
            if row.form is not None:
                forms = ({}, {"other": "x"}, dict.fromkeys(row.form, TYPED[3]))
                wrong = [replace_values(row, form=form) for form in forms]
                forged += [await town.chief.send(name, one) for one in wrong]
            for interaction in forged:
                watch.tried += 1
                seen = await town.chief.answered(interaction)
                if not seen.answered or BROKEN in seen.text:
                    faults.append(f"{interaction.what!r}: {seen.text[:160]!r}")
    _report(watch, faults)


def replace_values(
    row: Row, values: tuple[str, ...] | None = None, form: Mapping[str, str] | None = None
) -> Row:
    """The row with other choices, or another form."""
    return Row(row.who, *row.arguments, values=values, form=form, once=row.once)


@TIMEOUT
async def test_forged_options_are_answered_with_a_sentence(town: Town) -> None:
    faults: list[str] = []
    with watching(town.desk, CANARY, home=town.other) as watch:
        for name, row in ROWS.items():
            for option, value in row.options.items():
                if not isinstance(value, str) or "{" not in value:
                    continue
                for typed in TYPED:
                    watch.tried += 1
                    forged = Row(row.who, **{**row.options, option: typed})
                    seen = await town.chief.call(name, forged)
                    if not seen.answered or BROKEN in seen.text:
                        faults.append(f"{name} {option}={typed!r}: {seen.text[:160]!r}")
    _report(watch, faults)


@TIMEOUT
async def test_twenty_presses_at_once_do_what_one_does(town: Town) -> None:
    faults: list[str] = []
    (path,) = (town.desk.folder / "data").glob("*.sqlite*3")
    with watching(town.desk, CANARY, home=town.other) as watch:
        for name in sorted(town.desk.app.client.controls.actions):
            row = ROWS[name]
            if not row.once or not row.has_new_ids:
                continue
            for rest in (0.1, 1.0):
                one = await _effect(town, path, name, row, 1, rest)
                twenty = await _effect(town, path, name, row, 20, rest)
                watch.tried += 21
                if one == twenty:
                    break
            else:
                faults.append(f"{name}: one press {one}, twenty presses {twenty}")
    _report(watch, faults)


async def _effect(
    town: Town, path: Any, name: str, row: Row, presses: int, rest: float
) -> dict[str, int]:
    """How many rows each table has more, or fewer, after so many presses of a new control."""
    arguments = [str(await town.chief.fill(one)) for one in row.arguments]
    values = [str(await town.chief.fill(one)) for one in row.values or ()]
    before = await _settled(path, rest)
    custom_id = ":".join([name, *arguments])
    sent = [town.chief.forge(custom_id, values, row.form) for _ in range(presses)]
    await asyncio.gather(*map(town.chief.answered, sent))
    after = await _settled(path, rest)
    return {table: after[table] - before[table] for table in after if after[table] != before[table]}


BESIDES = {"lookups", "term_spread"}
"""Each answer with pages keeps its question; how many terms a story has depends on its words."""


async def _settled(path: Any, rest: float) -> dict[str, int]:
    """The counts, once nothing has changed for so many seconds."""
    counts = _counts(path)
    for _ in range(40):
        await asyncio.sleep(rest)
        before, counts = counts, _counts(path)
        if before == counts:
            break
    return counts


def _counts(path: Any) -> dict[str, int]:
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        tables = connection.execute(
            "SELECT m.name FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS c"
            " WHERE m.type = 'table' AND c.name = 'guild_id'"
        ).fetchall()
        return {
            name: connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0]
            for (name,) in tables
            if name not in BESIDES
        }


async def test_whoever_is_demoted_between_opening_and_sending_a_form_is_refused(
    desk: Desk,
) -> None:
    await desk.set_up()
    storage = desk.app.storage
    now = desk.playground.clock.utc()
    things = Things(storage, desk.guild, desk.news, desk.editor.id, OURS, now)
    read = await desk.editor.slash("story add")
    correct = await desk.editor.slash("story correct", story=await things.make("story"))
    part = await desk.editor.choose(correct.message, "Which part is wrong?", ["Headline"])
    admins = desk.admins()
    admin = desk.world.add_member(desk.guild, "Adam", roles=[admins])
    adam = desk.person(admin)
    panel = await adam.slash("setup")
    zone = await adam.press(panel.message, "Change the time zone")
    desk.world.set_roles(desk.editing_member, [])
    desk.world.set_roles(admin, [])
    pasted = await desk.editor.submit(read.modal, {"page": desk.page()})
    assert REFUSALS["editors"] in pasted.text
    corrected = await desk.editor.submit(part.modal, {"value": "Mine", "words": "so there"})
    assert REFUSALS["editors"] in corrected.text
    zoned = await adam.submit(zone.modal, {"Time zone": "Asia/Tokyo"})
    assert REFUSALS["chief editors"] in zoned.text
    settings = await storage.guilds.get(desk.guild.id)
    assert settings is not None
    assert settings.zone == "Europe/Berlin"
    story = await storage.stories.get(desk.guild.id, 1)
    assert story is not None
    assert OURS in story.headline


async def test_the_canary_is_seen_by_its_own_server(town: Town) -> None:
    """The watch would notice a leak: in its own server the word is everywhere."""
    role = town.desk.world.add_role(town.other, "Admins", MANAGE_GUILD)
    member = town.desk.world.add_member(town.other, "Olga", roles=[role])
    channel = next(iter(town.other.channels.values()))
    olga = town.desk.person(member, channel)
    with watching(town.desk, CANARY, home=town.other) as watch:
        for command in ("story latest", "desk queue", "schedule list", "feed list", "desk log"):
            before = len(watch.leaks)
            await olga.slash(command)
            assert len(watch.leaks) > before, command


def _report(watch: Watch, faults: list[str]) -> None:
    print(
        f"{watch.tried} tried, {len(watch.leaks)} leaked, {len(watch.errors)} errors logged,"
        f" {len(faults)} otherwise than their row"
    )
    assert not watch.leaks, json.dumps(watch.leaks[:10], indent=1)
    assert not faults, "\n".join(faults)
    assert not watch.errors, "\n".join(watch.errors[:5])
