"""Which stories an edition carries, in which order, and the facts that decided it.

The same stories give the same choice: their worth is `points`' to say, what editors wish stands in
an arrangement. What the choice looks like is `compose`'s; the words for its facts, `explain`'s.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Literal
from urllib.parse import urlsplit

from bot.briefing.arrange import AS_IT_COMES
from bot.briefing.points import newest_first, points_of
from bot.briefing.window import Window
from storage.edition_records import Arrangement
from storage.story_records import Story

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
    arranged: Arrangement = AS_IT_COMES,
    wanted: Sequence[Story] = (),
) -> Choice:
    """Up to `cap` stories that `window` holds; if there are none, up to `archive_cap` older ones.

    A story of any list counts as what its date makes it. events: which event each story tells
    of, by story id; the best report of an event stands for all. wanted: the stories that
    `arranged` wants; they are carried whatever the window and the cap.
    """
    events = events or {}
    every = {story.id: story for story in (*today, *archive, *wanted)}
    dropped = [story for story in every.values() if story.id in arranged.dropped]
    stories = [story for story in every.values() if story.id not in arranged.dropped]
    news = [story for story in stories if window.holds(story)]
    if news:
        others = [one for one in stories if one.id in arranged.wanted and not window.holds(one)]
        choice = _from_news([*news, *others], window, cap, events, arranged)
    else:
        choice = _from_archive(stories, window, archive_cap, events, arranged)
    out = [LeftOut(one, _why(one, window, cap) | {"reason": "dropped"}) for one in dropped]
    return Choice(_in_order(choice.items, arranged), (*choice.left_out, *out))


def top_section(story: Story) -> str:
    """The outermost section's name; "" where the story has none."""
    return story.section[0] if story.section else ""


def source_of(story: Story) -> str:
    """Who a story is from: agency, publisher, the link's host, else its headline."""
    host = urlsplit(story.url).hostname if story.url else None
    return story.agency or story.publisher or host or story.headline


def _from_news(
    stories: Iterable[Story],
    window: Window,
    cap: int,
    events: Mapping[int, int],
    arranged: Arrangement,
) -> Choice:
    ranked, also = _merged(_rank(stories, window), events, arranged.wanted)
    taken = _spread(ranked, cap, arranged.wanted)
    carried = [one.story.id for one in ranked if one.rank in taken]
    lead_id = arranged.lead if arranged.lead in carried else next(iter(carried), None)
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
            lead = one.story.id == lead_id
            by_points = "lead" if lead else "rank" if one.rank <= cap else "spread"
            reason = _wish(one.story, arranged) or by_points
            role: Role = "lead" if lead else "item"
            items.append(Chosen(one.story, role, why | {"reason": reason}, others))
        else:
            reason = "full" if one.rank > cap else "section full"
            left_out.append(LeftOut(one.story, why | {"reason": reason}))
    return Choice(tuple(items), tuple(left_out))


def _from_archive(
    stories: Iterable[Story],
    window: Window,
    cap: int,
    events: Mapping[int, int],
    arranged: Arrangement,
) -> Choice:
    """Newest first, undated ones last, one report of each event; those that are wanted before."""
    wanted = arranged.wanted
    older = [
        story
        for story in stories
        if story.id in wanted or not story.dated_at or story.dated_at < window.start
    ]
    older.sort(key=lambda story: (story.id not in wanted, newest_first(story)))
    told: set[int] = set()
    kept: list[Story] = []
    for story in older:
        event = events.get(story.id, story.id)
        if story.id in wanted or event not in told:
            kept.append(story)
        told.add(event)
    places = max(cap, sum(story.id in wanted for story in kept), 0)
    return Choice(
        tuple(
            Chosen(
                story,
                "lead" if story.id == arranged.lead else "archive",
                _why(story, window, cap)
                | {"rank": rank, "of": len(kept)}
                | {"reason": _wish(story, arranged) or "archive"},
            )
            for rank, story in enumerate(kept[:places], start=1)
        ),
        (),
    )


def _wish(story: Story, arranged: Arrangement) -> str | None:
    """Which wish of an editor's carries the story; None where points or dates decide."""
    if story.id == arranged.lead:
        return "made lead"
    if story.id in arranged.added:
        return "added"
    return "pinned" if story.id in arranged.pinned else None


def _in_order(items: Sequence[Chosen], arranged: Arrangement) -> tuple[Chosen, ...]:
    """The lead first, then what was put in order, then what came since, by rank."""
    if not arranged.order:
        return tuple(sorted(items, key=lambda one: one.role != "lead"))
    place = {story_id: number for number, story_id in enumerate(arranged.order)}
    last = len(place)
    return tuple(sorted(items, key=lambda one: (one.role != "lead", place.get(one.story.id, last))))


def _merged(
    ranked: Sequence[_Ranked], events: Mapping[int, int], wanted: Sequence[int]
) -> tuple[list[_Ranked], defaultdict[int, list[Story]]]:
    """The best report of each event, ranked anew, and by its id the others it stands for. What
    is wanted stands for its event, and beside another that is wanted, too.
    """
    best: dict[int, _Ranked] = {}
    for one in sorted(ranked, key=lambda one: one.story.id not in wanted):
        best.setdefault(events.get(one.story.id, one.story.id), one)
    also: defaultdict[int, list[Story]] = defaultdict(list)
    kept: list[_Ranked] = []
    for one in ranked:
        first = best[events.get(one.story.id, one.story.id)]
        if first is one or one.story.id in wanted:
            kept.append(one)
        else:
            also[first.story.id].append(one.story)
    return [replace(one, rank=rank) for rank, one in enumerate(kept, start=1)], also


def _also(others: Sequence[Story]) -> Why:
    if not others:
        return {}
    sources = list(dict.fromkeys(map(source_of, others)))
    return {"also": [one.id for one in others], "sources": sources}


def _rank(news: Iterable[Story], window: Window) -> list[_Ranked]:
    """By points, then newest first."""
    scored = [(story, points_of(story, window)) for story in news]
    scored.sort(key=lambda pair: (-sum(pair[1].values()), newest_first(pair[0])))
    return [_Ranked(story, rank, parts) for rank, (story, parts) in enumerate(scored, start=1)]


def _spread(ranked: Sequence[_Ranked], cap: int, wanted: Sequence[int]) -> set[int]:
    """Ranks to take: no section gets more than half the places while another one waits. What is
    wanted has its place first, all of it.
    """
    half = max(1, cap // 2)
    carried: Counter[str] = Counter()
    taken: list[int] = []
    waiting: list[int] = []
    sure = [one for one in ranked if one.story.id in wanted]
    for one in sure:
        carried[top_section(one.story).casefold()] += 1
    for one in ranked:
        if one in sure:
            continue
        section = top_section(one.story).casefold()
        (taken if carried[section] < half else waiting).append(one.rank)
        carried[section] += 1
    room = max(cap - len(sure), 0)
    return {one.rank for one in sure} | set((taken + waiting)[:room])


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
