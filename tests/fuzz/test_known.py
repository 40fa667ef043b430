"""Every input that ever broke a reader or the renderer, and a few new ones each time."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.fuzz.mutate import HOSTILE, mutated, reduced
from tests.fuzz.targets import TARGETS, outcome

KNOWN = sorted(path for path in (Path(__file__).parent / "known").glob("*/*") if path.is_file())


@pytest.mark.parametrize("path", KNOWN, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_what_was_found_once_is_not_found_again(path: Path) -> None:
    outcome(TARGETS[path.parent.name], path.read_bytes())


@pytest.mark.parametrize("name", TARGETS)
def test_mutated_seeds_are_accepted_or_refused(name: str) -> None:
    target, chance = TARGETS[name], random.Random(2026)
    seeds = target.seeds()[:20]
    outcomes = [outcome(target, mutated(seeds, HOSTILE, chance)) for _ in range(60)]
    assert len(outcomes) == 60


def test_a_find_is_reduced_to_what_matters() -> None:
    data = b"x" * 500 + b"needle" + b"y" * 700
    assert reduced(data, lambda shorter: b"needle" in shorter) == b"needle"
