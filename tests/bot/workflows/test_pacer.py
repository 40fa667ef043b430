"""The pacer, on a clock that the test moves."""

from __future__ import annotations

import asyncio
import time
from itertools import pairwise

from bot.workflows.pacer import CATCH_UP, CEILING, START_RATE, Pacer


class Line:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.at = 0.0

    def now(self) -> float:
        return self.at

    async def sleep(self, seconds: float) -> None:
        self.at += seconds


def pacer(line: Line) -> Pacer:
    return Pacer(now=line.now, sleep=line.sleep)


async def test_slots_come_evenly_at_the_starting_rate() -> None:
    line = Line()
    paced = pacer(line)
    times: list[float] = []
    for _ in range(97):
        await paced.slot()
        times.append(line.at)
    gaps = [after - before for before, after in pairwise(times[CATCH_UP:])]
    assert max(gaps) - min(gaps) < 1e-6
    assert abs(gaps[0] - 1 / START_RATE) < 1e-6


async def test_no_second_ever_holds_more_than_the_limit_after_a_long_pause() -> None:
    line = Line()
    paced = pacer(line)
    await paced.slot()
    line.at += 3600
    times: list[float] = []
    for _ in range(200):
        await paced.slot()
        times.append(line.at)
    for start in times:
        assert sum(start <= at < start + 0.999 for at in times) <= START_RATE + 1


async def test_what_a_stalled_loop_wakes_at_once_does_not_overfill_the_second() -> None:
    """Slots are handed out ahead, so sixty may be asleep when the loop stands still."""
    times: list[float] = []
    paced = Pacer()

    async def post() -> None:
        await paced.slot()
        times.append(time.monotonic())

    posts = [asyncio.create_task(post()) for _ in range(80)]
    await asyncio.sleep(0.5)
    time.sleep(0.4)  # the stall
    await asyncio.gather(*posts)
    for start in times:
        assert sum(start <= at < start + 0.999 for at in times) <= START_RATE + 1


async def test_requests_that_leave_late_count_from_when_they_leave() -> None:
    """Written in one go after a stall, ten arrive at once; a second later there is room again."""
    line = Line()
    paced = pacer(line)
    left: list[float] = []
    for number in range(300):
        await paced.slot()
        held_up = 100 <= number < 110
        for _ in range(0 if held_up else 11 if number == 110 else 1):
            paced.left()
            left.append(line.at)
    assert len(left) == 300
    for start in left:
        assert sum(start <= at < start + 0.999 for at in left) <= START_RATE + 1


async def test_a_request_that_discord_py_makes_again_takes_its_place_in_the_second() -> None:
    line = Line()
    paced = pacer(line)
    left: list[float] = []
    for number in range(300):
        await paced.slot()
        for _ in range(4 if number % 100 == 50 else 1):
            paced.left()
            left.append(line.at)
    for start in left:
        assert sum(start <= at < start + 0.999 for at in left) <= START_RATE + 1 + 3


async def test_a_slot_whose_request_was_never_made_is_forgotten_after_a_second() -> None:
    line = Line()
    paced = pacer(line)
    for _ in range(10):
        await paced.slot()
    line.at += 1.1
    for _ in range(200):
        await paced.slot()
        paced.left()
    assert line.at < 1.1 + 211 / START_RATE


async def test_refusals_of_one_burst_slow_down_once() -> None:
    line = Line()
    paced = pacer(line)
    for _ in range(5):
        paced.refused()
        line.at += 0.5
    assert paced.rate == START_RATE * 0.95
    line.at += 5
    paced.refused()
    assert paced.rate == START_RATE * 0.95 * 0.95


async def test_a_global_429_slows_down_and_the_rate_creeps_back_to_the_ceiling() -> None:
    line = Line()
    paced = pacer(line)
    paced.refused()
    assert paced.rate == START_RATE * 0.95
    line.at += 4.9
    await paced.slot()
    assert paced.rate == START_RATE * 0.95
    line.at += 0.1
    await paced.slot()
    assert paced.rate == START_RATE * 0.95 + 0.25
    line.at += 0.5
    await paced.slot()
    assert paced.rate == START_RATE * 0.95 + 0.5
    line.at += 3600
    await paced.slot()
    assert paced.rate == START_RATE, "an hour without a post earns no more than that"
    while line.at < 8_000:
        await paced.slot()
    assert paced.rate == CEILING


async def test_a_refusal_now_and_then_costs_little_of_a_long_run() -> None:
    line = Line()
    paced = pacer(line)
    for number in range(10_000):
        if number % 2_000 == 1_000:
            paced.refused()
        await paced.slot()
    assert 10_000 / line.at > 47.5
