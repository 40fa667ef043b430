"""The starter stories are samples, say so, and are nobody else's words."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.demo import fill_in
from bot.reading.pasted_page import read_pasted_page

ROOT = Path(__file__).resolve().parents[2]
SEEDS = ROOT / "seeds"
SEED_PAGES = ROOT.parent / "shared" / "seed"
STORIES = sorted((SEEDS / "stories").glob("*.txt"))
NOW = datetime(2026, 6, 5, 9, 30, tzinfo=UTC)

each_story = pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def filled_in(path: Path) -> str:
    return fill_in(path.read_text(encoding="utf-8"), NOW)


def test_there_are_seven_stories_and_one_is_chinese() -> None:
    assert len(STORIES) == 7
    assert sum(bool(re.search("[一-鿿]{8}", filled_in(path))) for path in STORIES) == 1


@each_story
def test_a_story_is_plain_utf8_without_anything_unseen(path: Path) -> None:
    text = path.read_bytes().decode("utf-8")
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\ufeff]", text)


@each_story
def test_a_story_says_that_it_is_a_sample(path: Path) -> None:
    text = filled_in(path)
    assert "Harbour Sample Wire" in text
    assert re.search(r"^(?:Sample: |This is an invented sample|示例：)", text, re.MULTILINE)


@each_story
def test_a_story_is_dated_and_its_dates_can_be_filled_in(path: Path) -> None:
    text = filled_in(path)
    own = "2011-08-09" if "archive" in path.stem else "2026-06-0[45]"
    assert re.search(rf"(?:Updated|Published|更新时间).*{own}", text)
    assert "{" not in text


@each_story
def test_a_story_repeats_no_wording_of_the_seed_page(path: Path) -> None:
    pages = sorted(SEED_PAGES.glob("*.txt"))
    if not pages:
        pytest.skip(f"no seed page beside the repository ({SEED_PAGES.name} is absent)")
    told = words(filled_in(path))
    runs = {tuple(told[start : start + 5]) for start in range(len(told) - 4)}
    for page in pages:
        read = words(page.read_text(encoding="utf-8"))
        copied = [run for run in zip(*(read[n:] for n in range(5)), strict=False) if run in runs]
        # Only the page's date stands in both.
        assert [run for run in copied if sum(map(str.isdigit, run)) < 3] == []


def test_the_hostile_story_brings_its_tricks_along() -> None:
    text = (SEEDS / "stories" / "06-hostile-paste.txt").read_text(encoding="utf-8")
    assert "@everyone" in text
    assert "](https://" in text
    assert "discord.gg/" in text


def test_sections_are_the_seventeen_media_topics_and_no_name_is_filed_twice() -> None:
    topics = json.loads((SEEDS / "sections.json").read_text(encoding="utf-8"))
    assert [topic["topic"] for topic in topics] == [
        f"medtop:{number:02}000000" for number in range(1, 18)
    ]
    names = [name.casefold() for topic in topics for name in topic["sections"]]
    assert len(set(names)) == len(names)


@each_story
def test_a_story_is_filed_under_a_section_with_a_topic(path: Path) -> None:
    topics = json.loads((SEEDS / "sections.json").read_text(encoding="utf-8"))
    known = {name for topic in topics for name in topic["sections"]}
    lines = [line for line in filled_in(path).splitlines() if line.strip()]
    crumbs = {crumb.strip() for line in lines[:2] for crumb in line.split(">")}
    assert crumbs & known


@each_story
def test_a_story_reads_cleanly_and_leaves_its_furniture_behind(path: Path) -> None:
    article = read_pasted_page(filled_in(path))
    assert "headline" not in article.doubts
    assert article.section
    assert "Harbour Sample Wire" in (article.agency, article.publisher)
    assert 5 <= len(article.body) <= 7
    assert article.body[-1].startswith(("Sample: ", "This is an invented sample", "示例："))
    assert len(article.furniture) >= 4
