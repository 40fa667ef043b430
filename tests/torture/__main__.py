"""`make torture`: kill the bot at every named step and at random instants; print what came of it.

Ends with 1 if anything was lost or doubled, or a step was never reached.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import time

from tests.torture.count import Count
from tests.torture.steps import RANDOM, STEPS, WINDOWS

HEAD = ("step", "nonces", "kills", "tried", "posted", "lost", "doubled", "unconfirmed")


def main() -> int:
    """Run as the arguments say. Returns the exit code."""
    parser = argparse.ArgumentParser(prog="make torture", description=__doc__)
    parser.add_argument("--seed", type=int, default=random.randrange(1_000_000))
    parser.add_argument("--each", type=int, default=20, help="kills at a step, a nonce window")
    parser.add_argument("--random", type=int, default=300, help="kills at random instants")
    parser.add_argument("--step", action="append", choices=STEPS, help="only this one")
    options = parser.parse_args()
    print(f"seed {options.seed}")
    print(_line(*HEAD))
    begun = time.monotonic()
    total, failed = Count(), False
    for step in options.step or STEPS:
        for window in WINDOWS:
            # Parts of one step share nothing, so that one can be run again by itself.
            chance = random.Random(f"{options.seed} {step} {window}")
            times = options.random // len(WINDOWS) if step == RANDOM else options.each
            if not times:
                continue
            found = asyncio.run(STEPS[step](chance, WINDOWS[window], times))
            print(_row(step, window, found), flush=True)
            total.add(found)
            failed |= not found.clean
    print(_row("all", "", total))
    print(f"{time.monotonic() - begun:.0f} s")
    return int(failed)


def _row(step: str, window: str, found: Count) -> str:
    return _line(
        *(step, window, found.tried, found.promised, found.posted),
        *(found.lost, found.doubled, found.unconfirmed),
    )


def _line(step: object, *rest: object) -> str:
    return f"{step!s:<36}" + "".join(f"{one!s:>12}" for one in rest)


if __name__ == "__main__":
    sys.exit(main())
