"""A delivery as rows: claimed in bulk, frozen, and read back. When, is `deliveries`' to say."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import date

from storage.database import Transaction
from storage.records import (
    CarriedStory,
    Claim,
    Delivery,
    DeliveryPart,
    DeliveryState,
)
from storage.values import column, instant, instant_or_none, to_json

Run = Callable[[str, str], Awaitable[list[sqlite3.Row]]]


async def claim(transaction: Transaction, claims: Sequence[Claim]) -> list[Delivery]:
    """Two statements for any number of claims, each of another slot: 10,000 at once must not
    take a second.
    """
    moved = await transaction.run(
        """
        UPDATE slots SET next_date = claim.value ->> 2, next_run_at = claim.value ->> 3
        FROM json_each($1) AS claim
        WHERE slots.id = claim.value ->> 0 AND slots.next_run_at = claim.value ->> 1
        RETURNING slots.id
        """,
        _to_json([one.slot_id, one.due_at, one.next_date, one.next_run_at] for one in claims),
    )
    ours = {row["id"] for row in moved}
    rows = await transaction.run(
        """
        INSERT INTO deliveries (
            guild_id, schedule_id, channel_id, local_date, slot, due_at, state, code, reason,
            created_at
        )
        SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5,
            value ->> 6, value ->> 7, value ->> 8, value ->> 9
        FROM json_each($1) WHERE true
        ON CONFLICT (schedule_id, local_date, slot) DO NOTHING
        RETURNING *
        """,
        _to_json(
            [
                one.guild_id,
                one.schedule_id,
                one.channel_id,
                one.local_date,
                str(one.slot_id),
                one.due_at,
                one.state,
                one.code,
                one.reason,
                one.now,
            ]
            for one in claims
            if one.slot_id in ours
        ),
    )
    return [read(row) for row in rows]


async def freeze(
    transaction: Transaction,
    guild_id: int,
    delivery_id: int,
    parts: Sequence[DeliveryPart],
    stories: Sequence[CarriedStory],
) -> None:
    await transaction.run("DELETE FROM delivery_parts WHERE delivery_id = $1", delivery_id)
    await transaction.run("DELETE FROM delivery_stories WHERE delivery_id = $1", delivery_id)
    for part in parts:
        await transaction.run(
            """
            INSERT INTO delivery_parts (delivery_id, part, guild_id, payload, nonce)
            VALUES ($1, $2, $3, $4, $5)
            """,
            delivery_id,
            part.part,
            guild_id,
            part.payload,
            part.nonce,
        )
    await transaction.run(
        """
        INSERT INTO delivery_stories (delivery_id, story_id, guild_id, position, role, why)
        SELECT $1, stories.id, $2, value ->> 1, value ->> 2, value ->> 3
        FROM json_each($3) AS carried
        CROSS JOIN stories ON stories.id = carried.value ->> 0 AND stories.guild_id = $2
        """,
        delivery_id,
        guild_id,
        _to_json(
            [story.story_id, story.position, story.role, to_json(story.why)] for story in stories
        ),
    )


async def with_contents(run: Run, rows: Sequence[sqlite3.Row]) -> list[Delivery]:
    """The deliveries of `rows`, with their parts and stories."""
    ids = to_json([row["id"] for row in rows])
    parts: dict[int, list[DeliveryPart]] = {}
    stories: dict[int, list[CarriedStory]] = {}
    if rows:
        for row in await run(
            """
            SELECT * FROM delivery_parts
            WHERE delivery_id IN (SELECT value FROM json_each($1)) ORDER BY delivery_id, part
            """,
            ids,
        ):
            parts.setdefault(row["delivery_id"], []).append(_part(row))
        for row in await run(
            """
            SELECT * FROM delivery_stories
            WHERE delivery_id IN (SELECT value FROM json_each($1)) ORDER BY delivery_id, position
            """,
            ids,
        ):
            stories.setdefault(row["delivery_id"], []).append(_carried(row))
    return [
        read(row, tuple(parts.get(row["id"], ())), tuple(stories.get(row["id"], ())))
        for row in rows
    ]


def read(
    row: sqlite3.Row,
    parts: tuple[DeliveryPart, ...] = (),
    stories: tuple[CarriedStory, ...] = (),
) -> Delivery:
    return Delivery(
        id=row["id"],
        guild_id=row["guild_id"],
        schedule_id=row["schedule_id"],
        channel_id=row["channel_id"],
        local_date=date.fromisoformat(row["local_date"]),
        slot=row["slot"],
        due_at=instant(row["due_at"]),
        state=DeliveryState(row["state"]),
        code=row["code"],
        attempt=row["attempt"],
        first_try_at=instant_or_none(row["first_try_at"]),
        last_try_at=instant_or_none(row["last_try_at"]),
        retry_at=instant_or_none(row["retry_at"]),
        lease_owner=row["lease_owner"],
        lease_until=instant_or_none(row["lease_until"]),
        reason=row["reason"],
        created_at=instant(row["created_at"]),
        sent_at=instant_or_none(row["sent_at"]),
        parts=parts,
        stories=stories,
    )


def _part(row: sqlite3.Row) -> DeliveryPart:
    return DeliveryPart(
        part=row["part"],
        payload=row["payload"],
        nonce=row["nonce"],
        message_id=row["message_id"],
        sent_at=instant_or_none(row["sent_at"]),
    )


def _carried(row: sqlite3.Row) -> CarriedStory:
    return CarriedStory(
        story_id=row["story_id"],
        position=row["position"],
        role=row["role"],
        why=json.loads(row["why"]),
    )


def _to_json(rows: Iterable[Sequence[object]]) -> str:
    return to_json([[column(value) for value in row] for row in rows])
