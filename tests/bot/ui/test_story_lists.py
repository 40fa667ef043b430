"""Lists of stories at their fullest: Discord takes 4,000 characters of text a message."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.ui.archive_page import archive_page
from bot.ui.controls import Page
from bot.ui.corrections_page import corrections_page
from bot.ui.embargo_page import embargo_page
from bot.ui.saved_page import saved_page
from bot.ui.story_list import story_list
from bot.workflows.archive import Leaf, Ways
from bot.workflows.embargoes import KeptBack
from bot.workflows.look_up import Asked, Found
from bot.workflows.saved import SavedPage
from storage.correction_records import Correction, CorrectionKind, Listed
from storage.search_records import Answer, Count, Facets
from storage.story_records import Passage, SavedStory, Story

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
MOST = 4_000


def story(number: int, url: str | None, **fields: Any) -> Story:
    names: dict[str, Any] = {
        "headline": "Rowing club wins the island race *again* " * 8,
        "section": ("Harbour and everything along the quay",) * 3,
        "summary": (Passage("Some 42 crews from 9 towns took part. " * 20, 0),),
        "published_at": NOW,
    }
    return Story(id=number, guild_id=1, added_by=5, added_at=NOW, url=url, **{**names, **fields})


def listed(stories: tuple[Story, ...]) -> Page:
    answer = Answer(stories=stories, number=2, has_more=True, total=None)
    asked = Asked(words="race " * 30, section="Harbour", source="Harbour Sample Wire")
    return story_list(Found(lookup_id=2**62, asked=asked, answer=answer, facets=Facets(), pages=9))


def of_archive(stories: tuple[Story, ...]) -> Page:
    leaf = Leaf(
        lookup_id=2**62, span=None, section="Harbour" * 9, this_day=False, stories=stories,
        number=2, pages=3, total=12, undated=4, ways=Ways(),
    )  # fmt: skip
    return archive_page(leaf)


def saved(stories: tuple[Story, ...]) -> Page:
    put_by = tuple(SavedStory(story=one, saved_at=NOW) for one in stories)
    return saved_page(SavedPage(stories=put_by, number=2, pages=3, total=12))


def corrected(stories: tuple[Story, ...]) -> Page:
    made = [
        Correction(
            id=one.id, guild_id=1, story_id=one.id, kind=CorrectionKind.RETRACTION, part=None,
            was=None, became=None, words="It *has not* taken place yet. " * 10, made_by=5,
            made_at=NOW,
        )
        for one in stories
    ]  # fmt: skip
    entries = [Listed(correction=one, story=of) for one, of in zip(made, stories, strict=True)]
    return corrections_page(entries, 2, ZoneInfo("UTC"), has_more=True)


def kept_back(stories: tuple[Story, ...]) -> Page:
    return embargo_page(KeptBack(drafts=(), stories=stories * 2))


PAGES = [listed, of_archive, saved, corrected, kept_back]


@pytest.mark.parametrize("page_of", PAGES)
def test_five_stories_with_the_longest_links_and_names_keep_within_a_message(
    page_of: Callable[[tuple[Story, ...]], Page],
) -> None:
    long = "https://" + "quay." * 48 + "example/" + "a" * 240
    names = {} if page_of is kept_back else {"agency": "_" * 99, "byline": "*" * 99}
    stories = tuple(story(number, long, **names) for number in range(5))
    assert page_of(stories).content_length() <= MOST


@pytest.mark.parametrize("page_of", PAGES)
def test_a_link_of_a_usual_length_stays(
    page_of: Callable[[tuple[Story, ...]], Page],
) -> None:
    link, name = "https://example.org/race", "Rowing club wins"
    stories = tuple(story(number, link, headline=name) for number in range(5))
    assert "](https://example.org/race)" in str(page_of(stories).to_components())


def found(facets: Facets, **asked: Any) -> str:
    answer = Answer(stories=(story(1, None),), number=1, has_more=False, total=1)
    wish = Asked(words="race", **asked)
    page = story_list(Found(lookup_id=7, asked=wish, answer=answer, facets=facets, pages=1))
    return str(page.to_components())


def test_a_month_stands_chosen_only_where_the_answer_is_of_that_month() -> None:
    months = Facets(months=(Count("2026-04", 3), Count("2026-03", 4)), counted=7)
    march = {"first": date(2026, 3, 1), "last": date(2026, 3, 31)}
    assert "'value': '2026-03', 'default': True" in found(months, **march).replace("\n", "")
    for other in ({"last": date(2026, 4, 30)}, {"first": date(2026, 3, 9)}, {"last": None}):
        shown = found(months, **{**march, **other})
        assert "'2026-03'" in shown
        assert "'default': True" not in shown, "what stands chosen cannot be chosen any more"


def test_where_nothing_was_counted_there_is_no_empty_choice() -> None:
    shown = found(Facets(whole=False), section="Harbour", source="Quay", first=date(2026, 3, 1))
    assert "list.narrow" not in shown
    assert "list.widen" in shown


def test_a_retracted_story_is_struck_out_without_its_link_too() -> None:
    long = "https://example.org/" + "a" * 480
    shown = str(saved((story(1, long, retracted_at=NOW),)).to_components())
    assert "**~~Rowing club" in shown
    assert long not in shown
