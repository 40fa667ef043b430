"""Calls of the storage, one after the other: every statement of a group runs once, for the look at
query plans.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from storage import Storage
from storage.correction_records import Mend, MendKind
from storage.delivery_records import Step
from storage.desk_log import By, Change, record
from storage.desk_records import Allowance, NewSubmission, Origin, QueueFilter, SubmissionState
from storage.edition_records import EditionKey
from storage.error_reports import Told
from storage.feed_records import FeedMode, FeedState, ItemState, NewItem, Polled, SeenEntry
from storage.story_records import Story, StoryText
from storage.update_lines import UpdateLine

HERE, ELSEWHERE = 1001, 1002
NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
DAY = timedelta(days=1)


async def walk_feeds(storage: Storage, text: StoryText) -> None:
    """Every statement about feeds."""
    feeds, sources = storage.feeds, storage.feed_sources
    feed = await feeds.follow(
        HERE,
        url="https://quay.example/feed",
        host="quay.example",
        name="Quay",
        section=(),
        mode=FeedMode.QUEUE,
        take_first=3,
        added_by=5,
        now=NOW,
        next_poll_at=NOW,
    )
    await feeds.get(HERE, feed.id)
    await feeds.list_all(HERE)
    await feeds.waiting(HERE)
    await feeds.retry(HERE, feed.id, NOW)
    await sources.claim_due(NOW, NOW + DAY, ["pier.example"], 9, 9)
    await sources.get(feed.source.id)
    await sources.followers(feed.source.id)
    entry = SeenEntry(guid=1, link=2, title=3, dated=4, words=5)
    states = (ItemState.WAITING, ItemState.HELD, ItemState.TAKEN)
    items = tuple(
        NewItem(feed_id=feed.id, guild_id=HERE, entry=0, state=state, text=text) for state in states
    )
    source = replace(feed.source, state=FeedState.GOOD, newest_at=NOW, usual_gap=DAY, polled_at=NOW)
    await sources.record(Polled(source=source, new=(entry,), items=items, begun=(feed.id,)), NOW)
    seen = await sources.seen(source.id)
    await sources.record(Polled(source=source, again=seen), NOW)
    for item in await sources.items_of([seen[0].id]):
        await sources.rewrite(HERE, item.id, text)
    await sources.write(source)
    await sources.move(source.id, "https://pier.example/feed", "pier.example")
    await sources.quiet(NOW + 9 * DAY, DAY, 3)
    await feeds.item(HERE, 1)
    wish = QueueFilter(feed_id=feed.id)
    (queued,) = (await storage.submissions.queue(HERE, wish, 1, 9)).submissions
    by = By(actor_id=6, at=NOW)
    await storage.desk.accept(HERE, queued.id, queued.version, text, by)
    await feeds.release(HERE, feed.id, 1, by)
    await feeds.skip_all(HERE, feed.id, by)
    await feeds.delete_done(NOW)
    await feeds.pause(HERE, feed.id, NOW)
    await feeds.resume(HERE, feed.id, NOW)
    await feeds.remove(HERE, feed.id)


async def walk_desk_log(storage: Storage) -> None:
    """Every statement about the log of changes."""
    change = Change(at=NOW, actor_id=5, action="a.b", subject="a", subject_id=1, undoes_id=7)
    await storage.desk_log._database.transaction(
        lambda transaction: record(transaction, HERE, change)
    )
    for actor_id, subject in ((None, None), (5, None), (None, "a"), (5, "a")):
        for before_id in (None, 9):
            await storage.desk_log.latest(
                HERE, actor_id=actor_id, subject=subject, before_id=before_id, limit=5
            )
    entry, *_ = await storage.desk_log.latest(HERE, limit=5)
    await storage.desk_log.get(HERE, entry.id)
    await storage.desk_log.since(entry)
    await storage.desk_log.newest_id()
    await storage.desk_log.servers_changed(0)
    await storage.desk_log.delete_older(NOW)


async def walk_corrections(storage: Storage, story_id: int, delivery_id: int) -> None:
    """Every statement about corrections and the messages that they mend."""
    corrections, mends = storage.corrections, storage.mends
    by = By(actor_id=5, at=NOW)

    def change(old: Story) -> tuple[StoryText, str, str]:
        return replace(old, headline=f"{old.headline}!"), old.headline, f"{old.headline}!"

    await corrections.edit(HERE, story_id, "headline", change, by)
    made = await corrections.correct(HERE, story_id, "headline", change, "why", by)
    taken = await corrections.retract(HERE, story_id, "why", by)
    assert taken
    await corrections.undo(HERE, taken.id, None, by)
    await corrections.get(HERE, made.id)
    await corrections.of_story(HERE, story_id)
    await corrections.of_message(HERE, delivery_id, 1)
    await corrections.page(HERE, 2, 5)
    await corrections.progress(HERE, made.id)
    await corrections.versions(HERE, story_id)
    await corrections.is_published(HERE, story_id)
    await mends.due(NOW, 9)
    mend = Mend(
        delivery_id=delivery_id,
        part=1,
        guild_id=HERE,
        kind=MendKind.EDIT,
        wanted=1,
        attempt=0,
        made_at=NOW,
        message_id=9,
    )
    await mends.wait(mend, NOW, "why")
    await mends.failed(mend, "why")
    await mends.try_failed(HERE, made.id, NOW)
    await mends.done(mend, None, Step.CORRECTED, NOW)
    await mends.pull(HERE, delivery_id, "Morning", by)
    await mends.of_delivery(HERE, delivery_id)

    reports, letters = storage.error_reports, storage.letters
    report_id = await reports.add(HERE, story_id, 5, "why", NOW)
    assert report_id
    await reports.get(HERE, report_id)
    await reports.open(HERE, 2, 5)
    await reports.count_open(HERE)
    await reports.of_reporter(HERE, 5, 9)
    await reports.answer(HERE, report_id, "so", Told(message="so", values={}), by)
    (letter,) = await letters.due(NOW, 9)
    await letters.wait(HERE, letter.id, NOW)
    await letters.done(HERE, letter.id)
    await storage.follow_ups.link(HERE, story_id, None, by)
    await storage.follow_ups.before(HERE, story_id)
    await storage.follow_ups.after(HERE, story_id, 9)
    await storage.guilds.set_update_threads(HERE, True)
    lines = storage.update_lines
    await lines.due(NOW, 9)
    await lines.message(HERE, story_id, 77, delivery_id)
    await lines.thread(HERE, [story_id], 77)
    await lines.has_thread(HERE, 9)
    line = UpdateLine(
        guild_id=HERE, story_id=story_id, channel_id=77, delivery_id=delivery_id, day=2,
        made_at=NOW, thread_id=None, attempt=0, tried_at=None,
    )  # fmt: skip
    await lines.begin(line, story_id, 9, NOW)
    await lines.wait(line, NOW, in_doubt=True)
    await lines.settle(line, 10)


async def walk_desk(storage: Storage, text: StoryText, story_id: int) -> None:
    """Every statement about submissions."""
    submissions, desk = storage.submissions, storage.desk
    new = NewSubmission(origin=Origin.MEMBER, submitted_by=5, text=text)
    allowance = Allowance(a_day=9, gap=DAY)
    for at in (NOW, NOW + DAY):
        await submissions.file(HERE, new, at, headline="x", allowance=allowance, draft_id=1)
    await submissions.file(
        HERE, replace(new, text=None, link="https://x.example/"), NOW, headline=""
    )
    await submissions.free_at(HERE, 5, allowance, NOW)
    sent = await submissions.of_draft(HERE, 1)
    assert sent is not None
    await submissions.get(HERE, sent.id)
    await submissions.of_sender(HERE, 5, 9)
    await submissions.alike(sent, 9)
    for wish in (QueueFilter(), QueueFilter(section="City", origin=Origin.FEED, feed_id=1)):
        await submissions.queue(HERE, wish, 1, 3)
    await submissions.counts(HERE, SubmissionState.SUBMITTED)
    by = By(actor_id=6, at=NOW)
    await desk.edit(HERE, sent.id, 1, text, by)
    await desk.hold(HERE, sent.id, 2, by)
    await desk.release(HERE, sent.id, 3, by)
    await desk.decline(HERE, sent.id, 4, "no", by)
    await desk.release(HERE, sent.id, 5, by)
    await desk.merge(HERE, sent.id, 6, story_id, text, by)
    await desk.accept(HERE, 2, 1, text, by)
    mail = storage.desk_mail
    await storage.guilds.set_desk_channel(HERE, 77)
    await submissions.file(
        HERE, replace(new, text=None, link="https://y.example/"), NOW, headline=""
    )
    (card,) = await mail.cards_due(NOW, 9)
    await mail.card_shown(card, 78)
    await mail.card_waits(card, NOW)
    (note,) = await mail.notes_due(NOW, 9)
    await mail.begin_note(note)
    await mail.note_told(note, NOW)
    await mail.note_waits(note, NOW)
    await mail.delete_older(NOW)
    await submissions.is_quiet(HERE, 5)
    await submissions.set_quiet(HERE, 5, quiet=True)
    await storage.readers.set_plain(HERE, 5, True)
    await storage.readers.get(HERE, 5)
    await submissions.set_quiet(HERE, 5, quiet=False)


async def walk_edition_plans(storage: Storage, schedule_id: int) -> None:
    """Every statement about editions to come."""
    key = EditionKey(guild_id=HERE, schedule_id=schedule_id, local_date=NOW.date(), slot="1")
    plan = await storage.edition_plans.get(key, [NOW.date() - DAY])
    by = By(actor_id=5, at=NOW)
    assert await storage.edition_plans.put(replace(plan, change="release"), 0, by)
    await storage.edition_plans.is_closed(key)
    await storage.edition_plans.of([key])
    drafts = storage.edition_drafts
    await drafts.wanted(NOW, 9)
    await drafts.begin(key, 77, ["{}"], NOW)
    await drafts.get(key)
    await drafts.sent(key, {1: 9})
    await drafts.done(key, NOW)
    await storage.deliveries.of_edition(key)
    await storage.deliveries.with_story(HERE, 1, 9)
    await storage.deliveries.put_together_since(HERE, NOW, 9)
    for sections in ((), ("City",)):
        await storage.stories.passed_over(
            HERE, schedule_id=schedule_id, start=NOW, end=NOW, sections=sections, limit=9
        )
    await storage.deliveries.kept_back(HERE, schedule_id)
