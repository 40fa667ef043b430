"""No statement of the API walks a whole table: each is asked for its plan as it really runs."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Awaitable, Callable, Iterable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiosqlite
import pytest

import storage.database
import storage.writer
from storage import Storage
from storage.delivery_records import (
    CarriedStory,
    Claim,
    DeliveryPart,
    DeliveryState,
    Destination,
    ToldOutlook,
)
from storage.desk_log import By
from storage.edition_records import Wait
from storage.schedule_records import Schedule, Slot
from storage.search_records import Question, Sort
from storage.story_records import Report, StoryText
from storage.values import bind
from tests.storage.walks import (
    walk_corrections,
    walk_desk,
    walk_desk_log,
    walk_edition_plans,
    walk_feeds,
)

HERE, ELSEWHERE = 1001, 1002
NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
DAY = timedelta(days=1)

Ran = tuple[str, tuple[object, ...]]

MEANT = re.compile(
    r"SCAN (story_search|story_headlines|found) VIRTUAL TABLE INDEX \d+:M\d"  # by MATCH
    # A parameter's values, or a story's few sections.
    r"|SCAN (json_each|wanted|claim|carried|edition|named|filed) VIRTUAL TABLE INDEX 1:"
    r"|SCAN found$"  # two hundred hits
    r"|SCAN asked$"  # one row
    r"|SCAN (spans|CONSTANT ROW)"  # the same
    r"|SCAN (dated|sections|\(subquery)"  # the stories of some weeks, by their index
    r"|SCAN earlier"  # the stories that one goes on with, a hundred at most
    r"|SCAN (hits|told|filed)"  # the newest hits, so many and no more, and their sections
    r"|SCAN guilds USING (COVERING )?INDEX guilds_limited"  # only those with a limit stand in it
    r"|SCAN counted"  # a row for each source of the queue
    r"|SCAN deliveries USING INDEX deliveries_open"  # only what is still open stands in it
    r"|SCAN drafting USING INDEX schedules_with_drafts"  # only those that show drafts
    r"|SCAN notices USING INDEX notices_new"  # only what is to be sent stands in it
    r"|SCAN story_events USING (COVERING )?INDEX story_events_with_terms"  # the oldest of a month
    r"|SCAN crossposts USING INDEX crossposts_by_channel"  # only what waits stands in it
)


@pytest.fixture
async def ran(monkeypatch: pytest.MonkeyPatch) -> list[Ran]:
    """Every statement that runs from here on, with its values."""
    statements: list[Ran] = []
    run, run_in_transaction = storage.writer.run, storage.writer.Transaction.run

    async def listen(
        connection: aiosqlite.Connection, sql: str, values: Iterable[object]
    ) -> list[sqlite3.Row]:
        statements.append((sql, tuple(values)))
        return await run(connection, sql, values)

    async def listen_in_transaction(
        transaction: storage.writer.Transaction, sql: str, *values: object
    ) -> list[sqlite3.Row]:
        statements.append((sql, values))
        return await run_in_transaction(transaction, sql, *values)

    for module in (storage.database, storage.writer):
        monkeypatch.setattr(module, "run", listen)
    monkeypatch.setattr(storage.writer.Transaction, "run", listen_in_transaction)
    return statements


def scans(path: Path, ran: list[Ran]) -> list[str]:
    """The steps that walk something whole, each with its statement."""
    found: list[str] = []
    with closing(sqlite3.connect(path)) as connection:
        for sql, values in ran:
            if sql.split()[0] in ("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA"):
                continue
            for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}", bind(values)):
                step = row[3]
                if step.startswith("SCAN") and not MEANT.match(step):
                    found.append(f"{step}: {' '.join(sql.split())}")
    return found


async def test_no_statement_walks_a_whole_table(
    storage: Storage,
    path: Path,
    text: Callable[..., StoryText],
    schedule: Callable[..., Awaitable[Schedule]],
    ran: list[Ran],
) -> None:
    stories, schedules, deliveries = storage.stories, storage.schedules, storage.deliveries
    story = await stories.add(HERE, text(), 5, NOW)
    await stories.get(HERE, story.id, with_body=True)
    await stories.count(HERE)
    await stories.latest(HERE, page=2)
    await stories.latest(HERE, "City")
    for query in ("bridge repairs", "桥", "reope", "nothing"):
        await storage.search.find(HERE, Question(words=query))
    narrow = Question(
        words='bridge "both lanes" -tunnel rep*', section="City", source="The Quay",
        start=NOW - DAY, end=NOW + DAY, sort=Sort.BEST, newest_id=story.id,
    )  # fmt: skip
    for question in (narrow, replace(narrow, start=None), replace(narrow, words="")):
        await storage.search.find(HERE, question, page=70)
        await storage.search.facets(HERE, question)
    await storage.completions.sources(HERE, "q")
    for typed in ("", "b", "brid", str(story.id), "桥"):
        await storage.completions.stories(HERE, typed)
    await stories.sections(HERE, "c")
    for sections in ((), ("City",)):
        await stories.candidates(
            HERE, schedule_id=1, start=NOW, end=NOW, sections=sections, limit=9
        )
        await stories.archive(HERE, schedule_id=1, before=NOW, sections=sections, limit=9)

    spans = [(NOW.date(), NOW.date() + DAY)]
    for section in (None, "City"):
        await storage.archive.count(HERE, spans, section)
        await storage.archive.dated(HERE, spans, section, limit=5)
    await storage.archive.ends(HERE)
    await storage.archive.undated(HERE)
    await storage.guilds.set_retention(HERE, 90, 100)
    await storage.retention.limits()
    edge = await storage.retention.edge(HERE, before=NOW - 9 * DAY, most=0, young=NOW - DAY)
    assert edge is not None
    await storage.retention.over(HERE, edge)
    await storage.retention.roll_off(HERE, edge, 5)
    await storage.retention.note_size(NOW.date(), 1)
    await storage.retention.sizes(NOW.date())
    await storage.retention.forget_sizes(NOW.date())
    await storage.coverage.count(HERE, NOW.date(), NOW.date())

    draft = await storage.drafts.add(HERE, 5, text(), NOW, NOW + DAY)
    await storage.drafts.get(HERE, draft.id, NOW)
    await storage.drafts.replace_text(HERE, draft.id, text("New"))
    await storage.drafts.save(HERE, draft.id, 5, NOW)
    await storage.drafts.save(HERE, draft.id, 5, NOW)
    await storage.drafts.discard(HERE, draft.id)
    by = By(actor_id=5, at=NOW)
    other = await storage.drafts.add(HERE, 5, text(), NOW, NOW + DAY)
    assert await storage.drafts.put_under_embargo(HERE, other.id, NOW, NOW, by)
    kept = await stories.add(HERE, text("Kept"), 5, NOW, embargo_until=NOW)
    assert await storage.embargoes.put(HERE, kept.id, NOW + DAY, by)
    await storage.embargoes.of(HERE, 9)
    await storage.embargoes.over(NOW, 9)
    await storage.embargoes.end((kept.id,), NOW)
    await storage.drafts.freed(NOW, 9)
    await storage.drafts.under_embargo(HERE, 9)
    await storage.drafts.delete_expired(NOW)
    events = storage.same_events
    report = Report(story_id=story.id, event_id=story.id, counts={7: 1}, length=1.0)
    await events.add(
        HERE, report, language="en", happened_at=NOW, likeness=0.0, apart=False, terms=[7]
    )
    await events.left(NOW, 9)
    await events.to_place(HERE, story.id)
    await events.spread(HERE, [7])
    await events.near(HERE, "en", NOW, NOW, 9)
    await events.forget_terms(NOW)
    await events.event_of(HERE, story.id)
    await events.events_of(HERE, [story.id])
    await events.reports_of(HERE, story.id)
    await events.carried(HERE, 1, [story.id])
    await events.put_together(HERE, story.id, story.id)
    await events.set_apart(HERE, story.id)
    await storage.same_stories.sharing(HERE, text().marks, 9)
    await storage.same_stories.last_posting(HERE, story.id)
    await storage.saved_stories.save(HERE, 5, story.id, NOW, 9)
    await storage.saved_stories.has(HERE, 5, story.id)
    await storage.saved_stories.count(HERE, 5)
    await storage.saved_stories.list(HERE, 5, limit=5)
    await storage.saved_stories.remove(HERE, 5, [story.id])
    lookup = await storage.lookups.add(HERE, 5, "search", "x", NOW)
    await storage.lookups.get(HERE, lookup.id)
    await storage.lookups.delete_older(NOW)

    await walk_desk_log(storage)
    await walk_desk(storage, text(), story.id)
    await storage.notices.add(HERE, "paused:1", "Paused.", {}, NOW)
    (notice,) = await storage.notices.untried(9)
    await storage.notices.mark_tried(HERE, notice.id, NOW)
    await storage.notices.kept(HERE, 9)
    await storage.notices.mark_told(HERE, notice.id, NOW)
    await storage.notices.withdraw(HERE, "paused:1")
    await storage.notices.exists(HERE, "paused:1")
    await storage.notices.delete_older(NOW)
    told = ToldOutlook(
        guild_id=HERE, slot_id=1, local_date=NOW.date(), due_at=NOW, cause="x", times=1
    )
    await storage.outlooks.put(told)
    await storage.outlooks.coming(NOW - DAY)
    await storage.outlooks.delete_older(NOW)
    await stories.newest_id()
    await stories.servers_with_new(0)
    await stories.still_to_carry([(HERE, 1, NOW, ()), (HERE, 1, NOW, ("City",))])

    await walk_feeds(storage, text())

    made = await schedule()
    await schedules.get(HERE, made.id)
    await schedules.list_all(HERE)
    await schedules.complete(HERE, "m")
    await storage.pauses.resume(HERE, made.id, {made.slots[0].id: (NOW.date(), NOW)})
    await storage.slots.due(NOW)
    await storage.slots.coming(NOW - DAY, NOW + DAY)
    await storage.slots.crowd(NOW - DAY, NOW + DAY)
    await schedules.edit(
        HERE, made.id, NOW.date(), lambda old, _done: replace(old, slots=(Slot(id=0, minute=9),))
    )
    await schedules.edit(HERE, made.id, NOW.date(), lambda _old, _done: made)
    await storage.pauses.resume(HERE, made.id, {made.slots[0].id: (NOW.date(), NOW)})
    for planned in await storage.slots.planned_after(NOW - DAY):
        await storage.slots.move_planned(planned, (NOW.date(), NOW))
    await storage.claims.claim(
        [
            Claim(
                slot_id=made.slots[0].id,
                local_date=NOW.date(),
                due_at=NOW,
                next_date=NOW.date() + DAY,
                next_run_at=NOW + DAY,
                code="abc",
                now=NOW,
            )
        ]
    )
    await storage.claims.add_extra(
        HERE,
        schedule_id=made.id,
        channel_id=77,
        local_date=NOW.date(),
        slot="extra:1",
        due_at=NOW,
        code="def",
        now=NOW,
    )
    await walk_edition_plans(storage, made.id)
    leased = await storage.claims.lease("me", NOW, NOW + DAY, 1)
    wait = Wait.APPROVAL
    await storage.sending.wait(HERE, leased[0].id, "me", wait, NOW - DAY, NOW, plan_version=0)
    await deliveries.has_newer(HERE, leased[0].id)
    leased = await storage.claims.lease("me", NOW, NOW + DAY, 1)
    await storage.claims.renew(leased[0].id, "me", NOW + DAY)
    part = DeliveryPart(part=1, payload="{}", nonce="n")
    carried = CarriedStory(story_id=story.id, position=0, role="lead")
    await storage.sending.freeze(HERE, leased[0].id, "me", [part], [carried], NOW)
    await storage.sending.set_destination(
        HERE, leased[0].id, channel_id=77, destination=Destination(title="a"), thread_id=9
    )
    await storage.sending.begin_sending(HERE, leased[0].id, "me", NOW)
    await storage.sending.part_sent(HERE, leased[0].id, 1, 9, NOW)
    await storage.sending.looked_back(HERE, leased[0].id, {1: 9}, NOW)
    await storage.sending.found(leased[0], [story.id])
    await storage.sending.try_again(HERE, leased[0].id, "me", NOW, "why", NOW, in_doubt=True)
    await deliveries.steps(HERE, leased[0].id)
    await deliveries.forget_steps(NOW)
    await storage.sending.settle(HERE, leased[0].id, "me", DeliveryState.SENT, None, NOW)
    await storage.claims.release("me")
    await deliveries.get(HERE, leased[0].id)
    await deliveries.by_code(HERE, "abc")
    await deliveries.waiting()
    await storage.crossposts.waiting(HERE)
    await deliveries.of_date(HERE, made.id, NOW.date())
    await deliveries.thread_of_date(HERE, made.id, NOW.date(), 77)
    key = HERE, leased[0].id, 1
    await storage.crossposts.add(*key, channel_id=77, message_id=9, now=NOW)
    await storage.crossposts.due(NOW, 9)
    await storage.crossposts.wait(*key, NOW, "why")
    await storage.crossposts.hold_channel(HERE, 77, NOW)
    await storage.crossposts.failed(*key, "why")
    await storage.crossposts.done(*key)
    await storage.crossposts.of_schedule(HERE, made.id, 9)
    await deliveries.latest_of(HERE, made.id)
    await deliveries.ended_so(HERE, made.id, "why", NOW)
    await deliveries.of_channel(HERE, 77, NOW.date())
    await deliveries.dates_of_channel(HERE, 77, 9)
    await deliveries.first_of_slot(HERE, made.id, "1", NOW.date())
    await walk_corrections(storage, story.id, leased[0].id)
    await schedules.even_removed(HERE, made.id)
    await schedules.of_channel(HERE, 77)
    await storage.pauses.pause(HERE, made.id, NOW, None)
    await storage.pauses.resume(HERE, made.id, {made.slots[0].id: (NOW.date(), NOW)})
    await schedules.remove(HERE, made.id)

    await storage.guilds.get(HERE)
    await storage.guilds.set_zone(HERE, "UTC")
    await storage.guilds.leave(HERE, NOW)
    await storage.guilds.left_before(NOW + DAY)
    await storage.guilds.erase(HERE)

    assert len({sql for sql, _ in ran}) > 60
    assert scans(path, ran) == []


async def test_a_statement_that_does_walk_a_table_would_be_noticed(
    storage: Storage, path: Path, ran: list[Ran]
) -> None:
    await storage.guilds.present_ids()
    (step,) = scans(path, ran)
    assert step.startswith("SCAN guilds")


async def test_search_finds_the_dates_of_its_hits_without_their_rows(
    storage: Storage, path: Path, ran: list[Ran]
) -> None:
    await storage.search.find(HERE, Question(words="bridge"))
    sql, values = ran[0]
    with closing(sqlite3.connect(path)) as connection:
        plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}", bind(values))]
    assert "SEARCH stories USING COVERING INDEX stories_dates (id=?)" in plan
