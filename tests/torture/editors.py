"""The steps of an edition that editors have a hand in: shown to them as a draft, kept back until
they approve or release it, its stories under embargo until its very hour.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from playground import Permission
from playground.answers import buttons
from playground.records import Message
from tests.torture.count import Count, count, count_drafts, text_of
from tests.torture.town import DAY, FIRST_DAY, SHORTS, Town, Unreached

Tries = Callable[[Town, int], Coroutine[Any, Any, Count]]
"""In a town that is set up, so many tries."""

DRAFT = timedelta(minutes=110)
"""Before the hour: longer than any time between a death and a restart."""
SCHEDULES = SHORTS + 1
LONG_MESSAGES = 4
"""Of the long draft: three that will be posted, and the one with the controls."""
STORED_IDS = 8
"""Of the draft's messages of a day at the least: one whose answer is cut off is found instead."""
EMBARGOED = 2
MOST_ROUNDS = 3
RECEIVED, STORED = "decision received, not stored", "decision stored, not answered"


async def _draft(spot: str, most: int, town: Town, times: int) -> Count:
    """Die while drafts are shown; then the hour comes."""
    for _ in range(times):
        await town.begin_day(ahead=DRAFT)
        town.start(dies=spot, at=town.chance.randint(1, most))
        await town.dead()
        town.pass_time()
        town.start()
        await town.drafted()
        await _posted(town)
    return _counted(town, times)


async def _unreadable_draft(town: Town, times: int) -> Count:
    """Die around a draft in a channel that cannot be read back: shown in part rather than twice."""
    everyone = town.guild.roles[town.guild.id]
    town.playground.world.set_overwrite(town.desk, everyone, deny=Permission.READ_MESSAGE_HISTORY)
    found = await _draft("draft sent, message id not stored", STORED_IDS, town, times)
    found.unconfirmed, found.lost = found.unconfirmed + found.lost, 0
    return found


async def _waits(spot: str, town: Town, times: int) -> Count:
    """Die when an edition begins to wait for its approval; then it is given."""
    for _ in range(times):
        await _begin_with_drafts(town)
        _let_the_hour_come(town)
        town.start(dies=spot, at=town.chance.randint(1, SCHEDULES))
        await town.dead()
        town.pass_time()
        town.start()
        await town.settled(but_waiting=True)
        kept_back = _kept_back(town)
        await _decide(town, "Approve")
        await town.settled()
        await town.kill()
        assert kept_back, "posted without an approval"
    return _counted(town, times)


async def _approved(spot: str, town: Town, times: int) -> Count:
    """Die when an approval comes in, before the hour or after it."""
    for number in range(times):
        await _begin_with_drafts(town)
        if number % 2:
            _let_the_hour_come(town)
        await _die_deciding(town, spot, "Approve")
        await _posted(town)
    return _counted(town, times)


async def _held(spot: str, town: Town, times: int) -> Count:
    """Die when an editor holds an edition, then when it is released."""
    for _ in range(times):
        await _begin_with_drafts(town)
        await _die_deciding(town, spot, "Hold")
        _let_the_hour_come(town)
        await town.settled(but_waiting=True)
        assert _kept_back(town), "posted while it was held"
        await town.kill()
        await _die_deciding(town, spot, "Release")
        await town.settled()
        await town.kill()
    return _counted(town, times * 2)


async def _embargo(spot: str, most: int, town: Town, times: int) -> Count:
    """Die when embargoes end at the hour of the edition that carries their stories."""
    for _ in range(times):
        await town.begin_day(embargoed=EMBARGOED)
        town.start(dies=spot, at=town.chance.randint(1, most))
        await town.dead()
        town.pass_time()
        town.start()
        await town.settled()
        await town.kill()
    stories = town.ask("SELECT count(*), count(DISTINCT headline) FROM stories")[0]
    found = count(town.promises, town.unsure())
    found.tried, found.doubled = times, found.doubled + stories[0] - stories[1]
    return found


async def _begin_with_drafts(town: Town) -> None:
    await town.begin_day(ahead=DRAFT)
    town.start()
    await town.drafted()
    await town.kill()


def _let_the_hour_come(town: Town) -> None:
    after = town.hour + timedelta(seconds=1)
    if town.playground.clock.utc() < after:
        town.playground.clock.move_to(after)


async def _posted(town: Town) -> None:
    _let_the_hour_come(town)
    await town.settled()
    await town.kill()


async def _die_deciding(town: Town, spot: str, button: str) -> None:
    """Press it on the drafts, with a death at one of them, and on the rest after the restart."""
    at = town.chance.randint(1, SCHEDULES)
    town.start(dies=spot, at=at)
    await town.ready()
    for message in _controls(town)[:at]:
        await _press(town, message, button)
    await town.dead()
    town.pass_time()
    town.start()
    await town.ready()
    await _decide(town, button)


async def _decide(town: Town, button: str) -> None:
    """Press it on every draft until none offers it: one that has changed meanwhile asks again."""
    for _ in range(MOST_ROUNDS):
        offered = [one for one in _controls(town) if button in buttons(one.data)]
        if not offered:
            return
        for message in offered:
            await _press(town, message, button)
    raise Unreached(f"{button} is still offered.\n{town.last_words()}")


def _controls(town: Town) -> list[Message]:
    return [message for message in town.drafts() if "edition.open" in text_of(message)]


async def _press(town: Town, message: Message, button: str) -> None:
    await town.chief.press({"id": message.id}, button)


def _kept_back(town: Town) -> bool:
    return not any(
        f"D{town.day:04}N" in text_of(message)
        for channel in (*town.shorts, town.long)
        for message in channel.messages.values()
    )


def _counted(town: Town, tried: int) -> Count:
    """The posts, and the drafts of them."""
    found = count(town.promises, town.unsure())
    schedules = dict.fromkeys(range(1, SHORTS + 1), 2) | {SCHEDULES: LONG_MESSAGES}
    days = (FIRST_DAY.date() + number * DAY for number in range(town.day))
    found.add(count_drafts(town.desk, schedules, days))
    found.tried = tried
    return found


@dataclass(frozen=True, slots=True)
class Kind:
    """A town's schedules, and what is tried there."""

    tries: Tries
    draft: timedelta | None = DRAFT
    approval: bool = False


KINDS: dict[str, Kind] = {
    **{
        spot: Kind(partial(_draft, spot, most))
        for spot, most in {
            "draft composed, not on record": SCHEDULES,
            "draft on record, not sent": SCHEDULES,
            "draft sent, message id not stored": STORED_IDS,
            "between two messages of a draft": STORED_IDS,
            "draft whole, not marked": SCHEDULES,
        }.items()
    },
    "draft, history unreadable": Kind(_unreadable_draft),
    **{
        spot: Kind(partial(_waits, spot), approval=True)
        for spot in ("due and to wait, not on record", "waits on record, editors not told")
    },
    "approval received, not stored": Kind(partial(_approved, RECEIVED), approval=True),
    "approval stored, not answered": Kind(partial(_approved, STORED), approval=True),
    "hold or release received, not stored": Kind(partial(_held, RECEIVED)),
    "hold or release stored, not answered": Kind(partial(_held, STORED)),
    **{
        spot: Kind(partial(_embargo, spot, most), draft=None)
        for spot, most in {
            "embargo of a draft over, not a story": 2,
            "embargo of a draft over, a story": 2,
            "embargo of a story over, not ended": 1,
            "embargo of a story ended": 1,
        }.items()
    },
}
