"""Fuzz one target for some minutes: python -m tests.fuzz TARGET --minutes 10

Prints what was tried, accepted, refused and found. Each find is reduced and written to
tests/fuzz/known/TARGET; look at it (no news text may be in it), and commit it with what mends it:
tests/fuzz/test_known.py runs every such case from then on.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import signal
import time
from collections import Counter
from pathlib import Path
from types import FrameType

from bot.errors import Refusal
from tests.fuzz.mutate import HOSTILE, mutated, reduced
from tests.fuzz.targets import TARGETS, Target, find_of

KNOWN = Path(__file__).parent / "known"
SLOW_SECONDS = 5


class TooSlow(Exception):
    """An input of at most 120 kB took longer than SLOW_SECONDS."""


def main() -> int:
    """The number of finds, as the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("target", choices=TARGETS)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=time.time_ns() % 1_000_000)
    chosen = parser.parse_args()
    signal.signal(signal.SIGALRM, _too_slow)
    counts, finds, slowest = fuzz(chosen.target, chosen.minutes * 60, chosen.seed)
    told = ", ".join(f"{counts[name]} {name}" for name in ("tried", "accepted", "refused"))
    print(
        f"{chosen.target}, seed {chosen.seed}: {told}, {len(finds)} found, slowest {slowest:.2f} s"
    )
    for what, path in finds.items():
        print(f"  {what}: {path}")
    return min(len(finds), 100)


def fuzz(name: str, seconds: float, seed: int) -> tuple[Counter[str], dict[str, Path], float]:
    """Counts, one reduced case for each kind of find, seconds of the slowest input."""
    target, chance = TARGETS[name], random.Random(seed)
    seeds = target.seeds()
    counts: Counter[str] = Counter()
    finds: dict[str, Path] = {}
    slowest = 0.0
    end = time.monotonic() + seconds
    while (before := time.monotonic()) < end:
        data = mutated(seeds, HOSTILE, chance)
        counts["tried"] += 1
        found = tried(target, data)
        slowest = max(slowest, time.monotonic() - before)
        counts[found if found in ("accepted", "refused") else "found"] += 1
        if found not in ("accepted", "refused", *finds):
            finds[found] = _keep(name, target, data, found)
    return counts, finds, slowest


def tried(target: Target, data: bytes) -> str:
    """ "accepted", "refused", or what went wrong."""
    signal.setitimer(signal.ITIMER_REAL, SLOW_SECONDS)
    try:
        target.run(data)
    except Refusal:
        return "refused"
    except TooSlow:
        return "TooSlow"
    except Exception:
        return find_of(target, data) or "once, and not again"
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    return "accepted"


def _keep(name: str, target: Target, data: bytes, found: str) -> Path:
    if found != "TooSlow":
        data = reduced(data, lambda shorter: find_of(target, shorter) == found)
    path = KNOWN / name / hashlib.sha256(data).hexdigest()[:12]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def _too_slow(_number: int, _frame: FrameType | None) -> None:
    raise TooSlow


if __name__ == "__main__":
    raise SystemExit(main())
