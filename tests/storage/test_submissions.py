"""Submissions in storage: filed once, within an allowance, decided once, and always in the log."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage import Storage, open_storage
from storage.desk_log import By
from storage.desk_records import (
    Allowance,
    Changed,
    Filed,
    NewSubmission,
    Origin,
    QueueFilter,
    Submission,
    SubmissionState,
)
from storage.story_records import Found, Mark, MarkKind, StoryText

HERE, ELSEWHERE = 1001, 1002
NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)

Text = Callable[..., StoryText]

ACTIONS = ("accept", "merge", "decline", "hold", "release", "edit")
ALLOWED = {
    SubmissionState.SUBMITTED: {"accept", "merge", "decline", "hold", "release", "edit"},
    SubmissionState.HELD: {"accept", "merge", "decline", "hold", "release", "edit"},
    SubmissionState.DECLINED: {"release"},
    SubmissionState.ACCEPTED: set[str](),
    SubmissionState.MERGED: set[str](),
}
LEADS_TO = {
    "accept": SubmissionState.ACCEPTED,
    "merge": SubmissionState.MERGED,
    "decline": SubmissionState.DECLINED,
    "hold": SubmissionState.HELD,
    "release": SubmissionState.SUBMITTED,
}


def by(user_id: int = 6) -> By:
    return By(actor_id=user_id, at=NOW)


def new(text: StoryText | None, user_id: int = 5) -> NewSubmission:
    return NewSubmission(
        origin=Origin.MEMBER, submitted_by=user_id, text=text, found=Found(by=user_id)
    )


async def file(
    storage: Storage, text: StoryText, *, user_id: int = 5, now: datetime = NOW, guild: int = HERE
) -> Submission:
    filed = await storage.submissions.file(guild, new(text, user_id), now, headline="")
    assert filed.submission is not None
    return filed.submission


def marked(text: Text, number: int, **fields: Any) -> StoryText:
    marks = (Mark(MarkKind.LINK, 10_000 + number), Mark(MarkKind.TEXT, 20_000 + number))
    return text(f"Headline {number}", marks=marks, **fields)


def acting(
    storage: Storage, text: StoryText, story_id: int
) -> dict[str, Callable[[int, int, int], Awaitable[Changed | None]]]:
    """Each action as (guild, submission, version)."""
    desk = storage.desk
    return {
        "accept": lambda guild, one, version: desk.accept(guild, one, version, text, by()),
        "merge": lambda guild, one, version: desk.merge(guild, one, version, story_id, text, by()),
        "decline": lambda guild, one, version: desk.decline(guild, one, version, "no", by()),
        "hold": lambda guild, one, version: desk.hold(guild, one, version, by()),
        "release": lambda guild, one, version: desk.release(guild, one, version, by()),
        "edit": lambda guild, one, version: desk.edit(guild, one, version, text, by()),
    }


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=st.lists(st.tuples(st.sampled_from(ACTIONS), st.integers(-1, 0)), max_size=9))
def test_a_submission_goes_only_where_the_table_lets_it(
    steps: list[tuple[str, int]], text: Text
) -> None:
    """Whatever is pressed in whatever order, at the newest version or at an older one."""

    async def walk(path: Path) -> None:
        async with open_storage(path) as storage:
            await storage.guilds.join(HERE, NOW)
            target = await storage.stories.add(HERE, marked(text, 1), 5, NOW)
            now = await file(storage, marked(text, 2))
            actions = acting(storage, marked(text, 3), target.id)
            stories = 1
            for action, lag in steps:
                version = now.version + lag
                changed = await actions[action](HERE, now.id, version)
                assert changed is not None
                expected = lag == 0 and action in ALLOWED[now.state]
                assert changed.done is expected, (action, now.state, lag)
                assert changed.submission.text is not None
                if not expected:
                    assert changed.submission == now
                    continue
                assert changed.submission.version == now.version + 1
                assert changed.submission.state == LEADS_TO.get(action, now.state)
                assert (changed.submission.changed_by, changed.submission.changed_at) == (6, NOW)
                stories += action in ("accept", "merge")
                now = changed.submission
            assert await storage.stories.count(HERE) == stories
            logged = await storage.desk_log.latest(HERE, subject="submission", limit=50)
            assert len(logged) <= len(steps)
            assert all(entry.actor_id == 6 for entry in logged)
            waits = await storage.submissions.queue(HERE, QueueFilter(state=now.state), 1, 3)
            assert waits.total == 1

    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(walk(Path(folder) / "dateline.sqlite"))


async def test_twenty_editors_at_once_make_one_story(storage: Storage, text: Text) -> None:
    one = await file(storage, marked(text, 1))
    results = await asyncio.gather(
        *(storage.desk.accept(HERE, one.id, 1, marked(text, 1), by(user)) for user in range(10, 30))
    )
    assert sum(result is not None and result.done for result in results) == 1
    assert await storage.stories.count(HERE) == 1
    (entry,) = await storage.desk_log.latest(HERE, subject="submission", limit=50)
    assert entry.action == "submission.accept"


async def test_a_decline_keeps_every_word(storage: Storage, text: Text) -> None:
    given = marked(text, 1, body=("All of it.", "And more."))
    one = await file(storage, given)
    await storage.desk.decline(HERE, one.id, 1, "Too old", by())
    kept = await storage.submissions.get(HERE, one.id)
    assert kept is not None
    assert kept.text == given
    assert (kept.state, kept.reason) == (SubmissionState.DECLINED, "Too old")


async def test_the_same_words_or_link_wait_only_once(storage: Storage, text: Text) -> None:
    one = await file(storage, marked(text, 1))
    again = await storage.submissions.file(HERE, new(marked(text, 1), 7), NOW, headline="")
    assert again == Filed(submission=one, twin=True)
    theirs = await file(storage, marked(text, 1), guild=ELSEWHERE)
    assert theirs.id != one.id
    await storage.desk.decline(HERE, one.id, 1, "", by())
    later = await storage.submissions.file(HERE, new(marked(text, 1), 7), NOW, headline="")
    assert not later.twin


async def test_a_draft_is_filed_once(storage: Storage, text: Text) -> None:
    draft = await storage.drafts.add(HERE, 5, marked(text, 1), NOW, NOW + timedelta(days=1))
    filed = await asyncio.gather(
        *(
            storage.submissions.file(HERE, new(draft.text), NOW, headline="", draft_id=draft.id)
            for _ in range(20)
        )
    )
    assert len({one.submission.id for one in filed if one.submission}) == 1
    assert await storage.drafts.get(HERE, draft.id, NOW) is None


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    gaps=st.lists(st.integers(0, 9_000), min_size=1, max_size=12),
    a_day=st.integers(1, 4),
    gap=st.integers(0, 3_600),
)
def test_nobody_sends_more_than_their_allowance(
    gaps: list[int], a_day: int, gap: int, text: Text
) -> None:
    """Held against a plain count; what is refused names the very second it may come."""

    async def walk(path: Path) -> None:
        allowance = Allowance(a_day=a_day, gap=timedelta(seconds=gap))
        taken: list[datetime] = []
        now = NOW
        async with open_storage(path) as storage:
            await storage.guilds.join(HERE, NOW)
            for number, seconds in enumerate(gaps):
                now += timedelta(seconds=seconds)
                day = [at for at in taken if at > now - timedelta(days=1)]
                free = len(day) < a_day and (not taken or now >= taken[-1] + allowance.gap)
                filed = await storage.submissions.file(
                    HERE, new(marked(text, number)), now, headline="", allowance=allowance
                )
                assert (filed.submission is not None) is free
                if free:
                    taken.append(now)
                    continue
                assert filed.free_at is not None
                assert filed.free_at > now
                soon = await storage.submissions.free_at(
                    HERE, 5, allowance, filed.free_at - timedelta(seconds=1)
                )
                assert soon is not None
                assert await storage.submissions.free_at(HERE, 5, allowance, filed.free_at) is None

    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(walk(Path(folder) / "dateline.sqlite"))


async def test_twenty_at_once_take_one_turn(storage: Storage, text: Text) -> None:
    allowance = Allowance(a_day=9, gap=MINUTE)
    filed = await asyncio.gather(
        *(
            storage.submissions.file(
                HERE, new(marked(text, number)), NOW, headline="", allowance=allowance
            )
            for number in range(20)
        )
    )
    assert sum(one.submission is not None for one in filed) == 1


async def test_another_servers_submission_reads_as_missing(storage: Storage, text: Text) -> None:
    theirs = await file(storage, marked(text, 1), guild=ELSEWHERE)
    assert await storage.submissions.get(HERE, theirs.id) is None
    assert await storage.submissions.of_sender(HERE, 5, 9) == ()
    for action in acting(storage, marked(text, 2), 1).values():
        assert await action(HERE, theirs.id, 1) is None
    assert await storage.submissions.get(ELSEWHERE, theirs.id) == theirs


async def test_the_queue_is_filtered_counted_and_turned(storage: Storage, text: Text) -> None:
    for number in range(7):
        section = ("Sport", "Rowing") if number % 2 else ("Town",)
        await file(storage, marked(text, number, section=section), user_id=number)
    counts = await storage.submissions.counts(HERE, SubmissionState.SUBMITTED)
    assert counts.sections == (("Town", 4), ("Sport", 3))
    assert counts.submitted == 7
    sport = await storage.submissions.queue(HERE, QueueFilter(section="sport"), 1, 2)
    assert [one.headline for one in sport.submissions] == ["Headline 5", "Headline 3"]
    assert sport.total == 3
    last = await storage.submissions.queue(HERE, QueueFilter(), 99, 3)
    assert (last.number, [one.headline for one in last.submissions]) == (3, ["Headline 0"])
    feeds = await storage.submissions.queue(HERE, QueueFilter(origin=Origin.FEED), 1, 3)
    assert feeds.total == 0


async def test_a_finder_who_wants_no_name_has_none(storage: Storage, text: Text) -> None:
    one, other = await file(storage, marked(text, 1)), await file(storage, marked(text, 2))
    await storage.desk.accept(HERE, one.id, 1, marked(text, 1), by())
    named = await storage.stories.get(HERE, 1)
    assert named is not None
    assert named.found_by == 5
    await storage.submissions.set_quiet(HERE, 5, quiet=True)
    await storage.desk.accept(HERE, other.id, 1, marked(text, 2), by())
    for story_id in (1, 2):
        story = await storage.stories.get(HERE, story_id)
        assert story is not None
        assert story.found_by is None
