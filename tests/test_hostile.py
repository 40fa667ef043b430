"""The short form of `python -m tests.hostile`, and that its judge sees what acts."""

from __future__ import annotations

import random
from pathlib import Path

from tests.hostile import acted, hostile_texts, run


async def test_hostile_texts_sent_through_commands_and_postings_act_nowhere(tmp_path: Path) -> None:
    seed, count = random.randrange(1_000_000), 140
    figures, faults = await run(tmp_path, seed, count)
    assert not faults, f"seed {seed}: {faults[:5]}"
    assert figures["texts shown"] > count / 2, f"seed {seed}: {figures}"


def test_as_they_come_the_texts_would_act_in_every_way() -> None:
    texts = hostile_texts(random.Random(1), 2_000, role=1, channel=1)
    found = acted([{"content": text} for text in texts])
    wanted = {"everyone", "user", "role", "spoiler", "code", "code_block", "quote", "em", "strike"}
    assert wanted <= set(found), found
