"""Making 20,000 hostile characters inert, beside discord.py's escape functions on the same text."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable

from discord.utils import (
    escape_markdown,  # noqa: TID251 - measured, as the reason why it is banned
    escape_mentions,
)

from benchmarks.report import Row
from bot.ui.markup import plain

LENGTH = 20_000
SHORT = 2_500
"""Characters of half a link on which the other way can be waited for."""
ROUNDS = 20

PIECES = (
    "@everyone", "<@&1>", "[a](https://b.example)", "**", "__", "||", "`", "<t:1:R>", "\u202e",
    "\u200b", ":x:", "discord.gg/a ", "e\u0301\u0301\u0301\u0301\u0301", "字", "word ",
)  # fmt: skip
KINDS = {
    "every trick, mixed": "".join(random.Random(20).choices(PIECES, k=LENGTH)),
    "half a link": "[a](" * LENGTH,
    "stars": "*" * LENGTH,
    "@here": "@here" * LENGTH,
    "emoji names": ":a" * LENGTH,
    "marks on one letter": "e" + "\u0301" * LENGTH,
    "zero width": "\u200b" * LENGTH,
    "one word": "a" * LENGTH,
    "numbered lines": "1. \n" * LENGTH,
}


def rows() -> list[Row]:
    """The rows of this module."""
    texts = {name: text[:LENGTH] for name, text in KINDS.items()}
    taken = {name: _median(lambda text=text: plain(text)) for name, text in texts.items()}
    summary = {name: _median(lambda text=text: plain(text, 1_600)) for name, text in texts.items()}
    mixed = texts["every trick, mixed"]
    half = KINDS["half a link"][:SHORT]
    slowest = max(taken, key=lambda name: taken[name])
    return [
        Row(
            work="make 20,000 hostile characters inert",
            unit="ms",
            ours=taken["every trick, mixed"],
            other_way="discord.py's escape_markdown and escape_mentions",
            other=_median(lambda: _theirs(mixed)),
            target=1,
            note=f"theirs leaves links, headings, bidi and marks alive. Of {len(taken)} kinds of"
            f" text the slowest for ours is {slowest}: {taken[slowest]:.2f} ms; as a card's"
            f" summary, which shows 1,600 characters, {max(summary.values()):.2f} ms.",
        ),
        Row(
            work="the same, 2,500 characters of half a link",
            unit="ms",
            ours=_median(lambda: plain(half)),
            other_way="discord.py's, cubic in the text",
            other=_median(lambda: _theirs(half), rounds=3),
        ),
    ]


def _theirs(text: str) -> str:
    return escape_mentions(escape_markdown(text))


def _median(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    taken: list[float] = []
    for _ in range(rounds):
        begun = time.perf_counter()
        work()
        taken.append((time.perf_counter() - begun) * 1000)
    return statistics.median(taken)
