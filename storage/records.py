"""The rows as the rest of the program sees them: frozen, typed, in the trade's words.

Instants are aware UTC datetimes, local dates are `date`, times of day are minutes after midnight.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import IntEnum, StrEnum
from typing import NamedTuple

from storage.edition_records import Wait


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of an article, with the index of the body paragraph they stand in."""

    text: str
    paragraph: int


class MarkKind(IntEnum):
    """What a mark was taken from."""

    PHRASE = 0
    LINK = 1
    TEXT = 2


@dataclass(frozen=True, slots=True)
class Mark:
    """A number by which a story is found when it comes again. value: up to 63 bits."""

    kind: MarkKind
    value: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Guild:
    """A Discord server and its settings. `left_at` is set while the bot is not a member."""

    guild_id: int
    joined_at: datetime
    zone: str | None = None
    language: str = "en"
    plain_text: bool = False
    """Whether it posts plain text without cards, and answers so where a member chose nothing."""
    update_threads: bool = False
    """Whether updates to a story share a thread beside the briefings."""
    editors_role_id: int | None = None
    chief_editors_role_id: int | None = None
    default_channel_id: int | None = None
    notice_channel_id: int | None = None
    """The editors' channel: where it is told what goes wrong."""
    desk_channel_id: int | None = None
    """Where new submissions are shown; None for nowhere."""
    takes_submissions: bool = False
    """Whether members may send stories in."""
    submissions_a_day: int = 10
    submission_gap: timedelta = timedelta(minutes=1)
    keep_days: int | None = None
    """How long stories are kept after they came in; None for good."""
    keep_stories: int | None = None
    """How many of the newest are kept; None for all."""
    welcomed_at: datetime | None = None
    left_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryText:
    """What can be said of a story before it has an id: a draft's content, a new story's fields."""

    headline: str
    section: tuple[str, ...] = ()
    agency: str | None = None
    publisher: str | None = None
    byline: str | None = None
    dateline: str | None = None
    published_at: datetime | None = None
    updated_at: datetime | None = None
    utc_offset: int | None = None
    """Minutes east of UTC that the page's times were written in; None where it has no time."""
    zone_inferred: bool = False
    language: str = "und"
    url: str | None = None
    summary: tuple[Passage, ...] = ()
    key_facts: tuple[Passage, ...] = ()
    body: tuple[str, ...] = ()
    word_count: int = 0
    reading_minutes: int = 1
    doubts: tuple[str, ...] = ()
    marks: tuple[Mark, ...] = ()
    """By what it is found when it comes again; written, never read back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Story(StoryText):
    """A stored story. `body` is () unless it was asked for: bodies lie apart, compressed."""

    id: int
    guild_id: int
    added_by: int
    added_at: datetime
    follows_id: int | None = None
    """The story of which an editor said that this one goes on with it."""
    retracted_at: datetime | None = None
    """Since when an editor has taken it back; no edition carries it any more."""
    found_by: int | None = None
    """The member who sent it in and may be named for that."""
    embargo_until: datetime | None = None
    """Only editors find it, and no edition carries it, until then; None once its time has come."""

    @property
    def dated_at(self) -> datetime | None:
        """The story's own date: first publication, else its last update, never its intake."""
        return self.published_at or self.updated_at


LIKE, ALONE = 0, -1
"""Where a new story belongs: in an event of stories that it is like, or in one of its own; or in
that of a story, whose id stands then.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Who found a story, and the message it was found in; None where there is none to name."""

    by: int | None = None
    channel_id: int | None = None
    message_id: int | None = None


NOBODY = Found()


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A story read but not yet saved. Expires a day after it was made."""

    id: int
    guild_id: int
    user_id: int
    text: StoryText
    created_at: datetime
    expires_at: datetime
    story_id: int | None = None
    """The story it was saved as; a second Save answers with it."""
    found: Found = NOBODY
    embargo_until: datetime | None = None
    """It becomes a story by itself then; None where it waits for Save."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """A stored story that shares marks with another text. phrases: how many of them."""

    story_id: int
    same_link: bool
    same_text: bool
    phrases: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A story as one of the reports of an event, in numbers. counts: its telling terms."""

    story_id: int
    event_id: int
    counts: Mapping[int, int]
    length: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """Where a story stands in a channel."""

    channel_id: int
    message_id: int
    posted_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryPage:
    """One page of a result list, newest first."""

    stories: tuple[Story, ...]
    number: int
    """From 1."""
    has_more: bool
    total: int | None = None
    """How many in all, where counting is cheap."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedStory:
    """A story on a member's own list."""

    story: Story
    saved_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookup:
    """A question whose answer has pages: kept so that its buttons outlive a restart."""

    id: int
    guild_id: int
    user_id: int
    kind: str
    """Whose question it is: of `look_up`, of the archive."""
    terms: str
    """What was asked, as whoever asked it writes it."""
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One of a schedule's times of day. The id survives an edit of the time.

    `next_date` and `next_run_at` are None while the schedule is paused, and once its rule has
    come to its end. The id 0 stands for a slot that is still to be made.
    """

    id: int
    minute: int
    next_date: date | None = None
    next_run_at: datetime | None = None


class ChannelKind(StrEnum):
    """The kinds of channel that a schedule can post to."""

    TEXT = "text"
    ANNOUNCEMENT = "announcement"
    FORUM = "forum"


class PingWhen(StrEnum):
    """Which editions call the schedule's role."""

    NEWS = "news"
    EVERY = "every"


@dataclass(frozen=True, slots=True)
class ForumTag:
    """A tag of a forum, with the name it had when it was chosen."""

    id: int
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where in its channel a schedule posts, and whom it calls.

    daily_thread: in a new thread each day, not for forums. tags: of a forum's posts.
    """

    kind: ChannelKind = ChannelKind.TEXT
    daily_thread: bool = False
    tags: tuple[ForumTag, ...] = ()
    ping_role_id: int | None = None
    ping_when: PingWhen = PingWhen.NEWS


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """A channel, times of day, a rule for the dates, and a zone."""

    id: int
    guild_id: int
    channel_id: int
    name: str
    zone: str
    server_zone: str | None = None
    """The server's own zone, should `zone` no longer be known."""
    rule: str = "{}"
    """The dates, as JSON; "{}" is every day."""
    sections: tuple[str, ...] = ()
    """Section names to carry; () means every section."""
    story_cap: int = 8
    target: Target = Target()
    language: str | None = None
    """What its briefings speak; None means the server's own."""
    server_language: str = "en"
    post_empty: bool = False
    """Whether a short briefing is posted when nothing is new."""
    slots: tuple[Slot, ...] = ()
    paused_at: datetime | None = None
    pause_reason: str | None = None
    fail_count: int = 0
    """Editions in a row that Discord has refused."""
    retry_at: datetime | None = None
    """When to look whether the bot may post again; None unless it has paused it itself."""
    draft_minutes: int | None = None
    """So long before the hour the editors see the draft; None for not at all."""
    needs_approval: bool = False
    """Whether nothing goes out without an editor's leave."""
    created_by: int
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DueAlike:
    """Schedules whose time has come and that stand alike: what settles one of them settles all.

    slots: the due ones of the first. slot_ids: those of each, in that order.
    """

    zone: str
    server_zone: str | None
    rule: str
    slots: tuple[Slot, ...]
    slot_ids: tuple[tuple[int, ...], ...]


class Due(NamedTuple):
    """Some of what is due. last: the instant and the id of the last slot read, from which the next
    reading goes on; None where nothing is due any more.
    """

    schedules: tuple[DueAlike, ...]
    last: tuple[datetime, int] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedRun:
    """A next run that any number of slots share, with all that it was computed from."""

    zone: str
    server_zone: str | None
    rule: str
    minute: int
    next_date: date
    next_run_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """What a delivery's channel needs to know of it, fixed with its parts.

    title: the name of its thread or forum post; None where it has none. joins: all of it goes
    into the thread that an earlier edition of the date began.
    ping_role_id: the role that part 1 calls; None where nobody is called.
    """

    kind: ChannelKind = ChannelKind.TEXT
    title: str | None = None
    joins: bool = False
    tag_ids: tuple[int, ...] = ()
    ping_role_id: int | None = None


class DeliveryState(StrEnum):
    """Where a delivery stands. `sending` is committed before the first request leaves."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    SKIPPED = "skipped"
    UNCONFIRMED = "unconfirmed"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryPart:
    """One message of a delivery. `payload` is the frozen JSON body, nonce and all."""

    part: int
    """From 1."""
    payload: str
    nonce: str
    message_id: int | None = None
    sent_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CarriedStory:
    """A story in an edition, with the facts that put it there (`why`, plain JSON values)."""

    story_id: int
    position: int
    """From 0."""
    role: str
    """"lead", "item" or "archive"."""
    why: dict[str, object] = field(default_factory=dict[str, object])


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """id: what tells this ledger, its backups included, from every other. restored_at: when it was
    last put back to a backup.
    """

    id: str
    restored_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """The ledger's row: UNIQUE (schedule_id, local_date, slot).

    slot: the slot's id as text, or "extra:<interaction id>".
    code: short random text that stands in a button of every part, for the look-back.
    last_try_at: when a request for it was last begun. retry_at: it is not tried before.
    """

    id: int
    guild_id: int
    schedule_id: int
    channel_id: int
    local_date: date
    slot: str
    due_at: datetime
    state: DeliveryState
    code: str
    attempt: int = 0
    first_try_at: datetime | None = None
    last_try_at: datetime | None = None
    retry_at: datetime | None = None
    lease_owner: str | None = None
    lease_until: datetime | None = None
    reason: str | None = None
    created_at: datetime
    sent_at: datetime | None = None
    destination: Destination = Destination()
    thread_id: int | None = None
    """Its thread or forum post, once there is one."""
    waits_for: Wait | None = None
    """What keeps it back although it is due."""
    parts: tuple[DeliveryPart, ...] = ()
    stories: tuple[CarriedStory, ...] = ()


class Step(StrEnum):
    """What can happen to a delivery between its claim and its end, with the step's detail.

    FROZEN: the number of parts. BEGUN: a try begins; no detail. FAILED: why a try failed, a
    message id. LOOKED_BACK: the parts found in the channel ("1, 2"), "" for none, None where
    nobody can say. PART_SENT: the part's number. PLAIN: sent anew in plain form, why.
    SETTLED: the final state; the reason stands in the row. CORRECTED: the number of a posted part
    that was edited. PULLED: an editor had it deleted. DELETED: the number of a part that is.
    WAITS: its editors keep it back; what for, a `Wait`. GIVEN_FREE: they do no longer; "release"
    or "approve".
    """

    FROZEN = "frozen"
    BEGUN = "begun"
    FAILED = "failed"
    LOOKED_BACK = "looked back"
    PART_SENT = "part sent"
    PLAIN = "plain"
    SETTLED = "settled"
    CORRECTED = "corrected"
    PULLED = "pulled"
    DELETED = "deleted"
    WAITS = "waits"
    GIVEN_FREE = "given free"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryStep:
    """One thing that happened to a delivery. `detail` is as `Step` says."""

    at: datetime
    what: Step
    detail: str | None = None


class CrosspostState(StrEnum):
    """Whether a part has been passed on to the channels that follow its own."""

    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Crosspost:
    """A posted part of a delivery on its way to the followers of its channel."""

    delivery_id: int
    part: int
    guild_id: int
    channel_id: int
    message_id: int
    state: CrosspostState
    made_at: datetime
    next_try_at: datetime
    attempt: int = 0
    reason: str | None = None


class Claim(NamedTuple):
    """A due slot taken up: the ledger's row to be, and where the slot goes next.

    local_date: None where nothing is due after all, so that the slot only moves.
    next_date, next_run_at: the slot's next run after this one; None where there is none.
    state: PENDING, or SKIPPED with a reason.
    stands_at: the next run that the slot was read with, if that is not due_at; should it have
    another by now, nothing is claimed.
    """

    slot_id: int
    code: str
    local_date: date | None
    due_at: datetime
    next_date: date | None
    next_run_at: datetime | None
    now: datetime
    state: DeliveryState = DeliveryState.PENDING
    reason: str | None = None
    stands_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A sentence for the editors of a server. `subject`: told once, whatever happens again."""

    id: int
    guild_id: int
    subject: str
    message: str
    """An untranslated message id; `values` fill its fields."""
    values: dict[str, str | int]
    made_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldOutlook:
    """What the editors were last told of an edition to come."""

    guild_id: int
    slot_id: int
    local_date: date
    due_at: datetime
    cause: str
    """What stands in its way; "" for nothing any more."""
    times: int
    """How many notices there were."""
