"""What a story is worth in an edition: points a reader can check, nothing learnt and nothing drawn.

Which stories are carried for them is settled in `choose`.
"""

from __future__ import annotations

from datetime import timedelta

from bot.briefing.window import Window, has_no_time
from storage.story_records import Story

# A hundred points in all. News is first of all new; then comes what makes a story worth carrying.
NEWEST = 50
SUMMARY = 20
KEY_FACT, MOST_KEY_FACTS = 4, 3
SOURCE = 10
DETAIL = 2  # each for section, place, author and link
DOUBT, MOST_DOUBTS = -5, 3


def points_of(story: Story, window: Window) -> dict[str, int]:
    """The points of a story, by what earned them."""
    details = (story.section, story.dateline, story.byline, story.url)
    return {
        "new": round(NEWEST * _newness(story, window)),
        "summary": SUMMARY if story.summary else 0,
        "key_facts": KEY_FACT * min(len(story.key_facts), MOST_KEY_FACTS),
        "source": SOURCE if story.agency or story.publisher else 0,
        "details": DETAIL * sum(1 for detail in details if detail),
        "doubts": DOUBT * min(len(story.doubts), MOST_DOUBTS),
    }


def _newness(story: Story, window: Window) -> float:
    """1 at the window's end, 0 at its start; a bare day stands for the middle of what it may be."""
    dated = story.dated_at or window.start
    if has_no_time(story):
        earliest = max(dated, window.start)
        latest = min(dated + timedelta(days=1), window.end)
        dated = earliest + (latest - earliest) / 2
    return min(1.0, max(0.0, (dated - window.start) / (window.end - window.start)))


def newest_first(story: Story) -> tuple[float, int]:
    """A key to sort by; undated ones come last."""
    return (-story.dated_at.timestamp() if story.dated_at else float("inf"), story.id)
