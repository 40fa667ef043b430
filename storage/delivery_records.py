"""Deliveries, their parts and steps, and what editors are told of them. Frozen, typed,
in the trade's words.

Instants are aware UTC datetimes, local dates are `date`, times of day are minutes after midnight.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from storage.edition_records import Wait
from storage.schedule_records import ChannelKind


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
