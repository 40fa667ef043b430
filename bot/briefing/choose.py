"""Which stories an edition carries, in which order, and the facts that decided it.

Points a reader can check, nothing learnt and nothing drawn: the same stories give the same choice.
What the choice looks like is `compose`'s; the words for its facts are `explain`'s.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Literal
from urllib.parse import urlsplit

from bot.briefing.window import Window, has_no_time
from storage.records import Story

# A hundred points in all. News is first of all new; then comes what makes a story worth carrying.
NEWEST = 50
SUMMARY = 20
KEY_FACT, MOST_KEY_FACTS = 4, 3
SOURCE = 10
DETAIL = 2  # each for section, place, author and link
DOUBT, MOST_DOUBTS = -5, 3

Role = Literal["lead", "item", "archive"]
Why = dict[str, object]
"""Plain JSON values; `explain` turns them into words."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A story to carry. also: other reports of its event, which it stands for."""

    story: Story
    role: Role
    why: Why
    also: tuple[Story, ...] = ()


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A story of today that is not carried this time."""

    story: Story
    why: Why


@dataclass(frozen=True, slots=True)
class Choice:
    """What an edition carries, best first, and what it leaves out."""

    items: tuple[Chosen, ...]
    left_out: tuple[LeftOut, ...]


@dataclass(frozen=True, slots=True)
class _Ranked:
    story: Story
    rank: int
    parts: dict[str, int]


def choose(
    today: Sequence[Story],
    archive: Sequence[Story],
    *,
    window: Window,
    cap: int,
    archive_cap: int = 3,
    events: Mapping[int, int] | None = None,
) -> Choice:
    """Up to `cap` stories that `window` holds; if there are none, up to `archive_cap` older ones.

    A story of either list counts as what its date makes it. events: which event each story tells
    of, by story id; the best report of an event stands for all.
    """
    events = events or {}
    stories = (*today, *archive)
    news = [story for story in stories if window.holds(story)]
    if not news:
        return _from_archive(stories, window, archive_cap, events)
    ranked, also = _merged(_rank(news, window), events)
    taken = _spread(ranked, cap)
    items: list[Chosen] = []
    left_out: list[LeftOut] = []
    for one in ranked:
        others = tuple(also[one.story.id])
        why = (
            _why(one.story, window, cap)
            | _also(others)
            | {
                "rank": one.rank,
                "of": len(ranked),
                "score": sum(one.parts.values()),
                "parts": one.parts,
            }
        )
        if one.rank in taken:
            lead = one.rank == 1
            reason = "lead" if lead else "rank" if one.rank <= cap else "spread"
            role: Role = "lead" if lead else "item"
            items.append(Chosen(one.story, role, why | {"reason": reason}, others))
        else:
            reason = "full" if one.rank > cap else "section full"
            left_out.append(LeftOut(one.story, why | {"reason": reason}))
    return Choice(tuple(items), tuple(left_out))


def top_section(story: Story) -> str:
    """The outermost section's name; "" where the story has none."""
    return story.section[0] if story.section else ""


def source_of(story: Story) -> str:
    """Who a story is from: agency, publisher, the link's host, else its headline."""
    host = urlsplit(story.url).hostname if story.url else None
    return story.agency or story.publisher or host or story.headline


def _from_archive(
    stories: Iterable[Story], window: Window, cap: int, events: Mapping[int, int]
) -> Choice:
    """Newest first, undated ones last, one report of each event."""
    older = [story for story in stories if not story.dated_at or story.dated_at < window.start]
    older.sort(key=_newest_first)
    kept = {events.get(story.id, story.id): story for story in reversed(older)}
    older = [story for story in older if kept[events.get(story.id, story.id)] is story]
    facts = {"reason": "archive", "of": len(older)}
    return Choice(
        tuple(
            Chosen(story, "archive", _why(story, window, cap) | {"rank": rank} | facts)
            for rank, story in enumerate(older[: max(cap, 0)], start=1)
        ),
        (),
    )


def _merged(
    ranked: Sequence[_Ranked], events: Mapping[int, int]
) -> tuple[list[_Ranked], defaultdict[int, list[Story]]]:
    """The best report of each event, ranked anew, and by its id the others it stands for."""
    best: dict[int, _Ranked] = {}
    also: defaultdict[int, list[Story]] = defaultdict(list)
    for one in ranked:
        first = best.setdefault(events.get(one.story.id, one.story.id), one)
        if first is not one:
            also[first.story.id].append(one.story)
    return [replace(one, rank=rank) for rank, one in enumerate(best.values(), start=1)], also


def _also(others: Sequence[Story]) -> Why:
    if not others:
        return {}
    sources = list(dict.fromkeys(map(source_of, others)))
    return {"also": [one.id for one in others], "sources": sources}


def _rank(news: Sequence[Story], window: Window) -> list[_Ranked]:
    """By points, then newest first."""
    scored = [(story, _parts(story, window)) for story in news]
    scored.sort(key=lambda pair: (-sum(pair[1].values()), _newest_first(pair[0])))
    return [_Ranked(story, rank, parts) for rank, (story, parts) in enumerate(scored, start=1)]


def _spread(ranked: Sequence[_Ranked], cap: int) -> set[int]:
    """Ranks to take: no section gets more than half the places while another one waits."""
    half = max(1, cap // 2)
    carried: Counter[str] = Counter()
    taken: list[int] = []
    waiting: list[int] = []
    for one in ranked:
        section = top_section(one.story).casefold()
        (taken if carried[section] < half else waiting).append(one.rank)
        carried[section] += 1
    return set((taken + waiting)[: max(cap, 0)])


def _parts(story: Story, window: Window) -> dict[str, int]:
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


def _newest_first(story: Story) -> tuple[float, int]:
    return (-story.dated_at.timestamp() if story.dated_at else float("inf"), story.id)


def _why(story: Story, window: Window, cap: int) -> Why:
    return {
        "window_start": _instant(window.start),
        "window_end": _instant(window.end),
        "dated_at": _instant(story.dated_at) if story.dated_at else None,
        "section": top_section(story),
        "cap": cap,
    }


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()
