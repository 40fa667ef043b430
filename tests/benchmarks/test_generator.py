"""The generated news: the same for the same seed, of the sizes that it promises."""

from __future__ import annotations

import os
import sys
import time
from collections import Counter
from pathlib import Path

import psutil
import pytest

from benchmarks.generator import (
    CHINESE,
    FIRST_SERVER,
    SERVERS,
    News,
    library,
    sizes,
)
from storage import open_storage
from storage.search_records import Question


def test_the_same_seed_tells_the_same_stories() -> None:
    first, again, other = (list(News(seed).stories(30)) for seed in (3, 3, 4))
    assert first == again
    assert first != other


def test_words_and_servers_are_as_unequal_as_in_the_world() -> None:
    told = list(News(5).stories(2_000))
    servers = Counter(one.guild_id for one in told)
    assert servers.most_common(1)[0][0] == FIRST_SERVER
    assert 0.1 < servers[FIRST_SERVER] / len(told) < 0.25
    assert len(servers) > SERVERS // 2
    chinese = sum(one.text.language == "zh" for one in told)
    assert CHINESE / 2 < chinese / len(told) < CHINESE * 2
    words = Counter(word for one in told for word in one.text.body[0].lower().split())
    (_, most), *_, (_, least) = words.most_common()
    assert most > 200 * least
    assert len({one.text.headline for one in told}) > 0.99 * len(told)


async def test_a_library_is_made_once_and_found_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATELINE_BENCH_LIBRARIES", str(tmp_path))
    path = await library(60, seed=3)
    made = path.stat().st_ino
    assert await library(60, seed=3) == path
    assert path.stat().st_ino == made
    (word, *_) = next(News(3).stories(60)).text.headline.split()
    told = next(News(3).stories(60))
    async with open_storage(path) as storage:
        found = await storage.search.find(told.guild_id, Question(words=word), size=50)
        assert told.text.headline in [story.headline for story in found.stories]
    assert sizes(path)["stories"] > 60 * 300
    # What is no library of ours is made anew.
    path.write_bytes(b"something else")
    assert await library(60, seed=3) == path
    async with open_storage(path) as storage:
        assert await storage.stories.newest_id() == 60


def test_who_thinks_the_stories_out_ends_when_the_maker_is_killed(tmp_path: Path) -> None:
    maker = psutil.Popen(
        [sys.executable, "-m", "benchmarks.generator", "1000000"],
        cwd=Path(__file__).parents[2],
        env={**os.environ, "DATELINE_BENCH_LIBRARIES": str(tmp_path)},
    )
    try:
        while not (started := _authors(maker)) or not list(tmp_path.glob("*-wal")):
            assert maker.is_running()
            time.sleep(0.05)
    finally:
        maker.kill()
        maker.wait()
    _, alive = psutil.wait_procs(started, timeout=60)
    for one in alive:
        one.kill()
    assert alive == []


def _authors(maker: psutil.Popen) -> list[psutil.Process]:
    return [one for one in maker.children() if "spawn_main" in " ".join(one.cmdline())]
