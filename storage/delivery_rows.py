"""A delivery as rows: frozen, and read back. When it is frozen is `sending`'s to say."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import date

from storage.database import Transaction
from storage.delivery_records import CarriedStory, Delivery, DeliveryPart, DeliveryState
from storage.edition_records import Wait
from storage.targets import read_destination
from storage.values import instant, instant_or_none, rows_to_json, to_json

Run = Callable[[str, str], Awaitable[list[sqlite3.Row]]]


async def freeze(
    transaction: Transaction,
    guild_id: int,
    delivery_id: int,
    parts: Sequence[DeliveryPart],
    stories: Sequence[CarriedStory],
) -> None:
    await transaction.run(
        "UPDATE deliveries SET waits_for = NULL WHERE id = $1 AND waits_for IS NOT NULL",
        delivery_id,
    )
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
    await carry(transaction, guild_id, delivery_id, stories)


async def carry(
    transaction: Transaction, guild_id: int, delivery_id: int, stories: Sequence[CarriedStory]
) -> None:
    await transaction.run(
        """
        INSERT OR IGNORE INTO delivery_stories
            (delivery_id, story_id, guild_id, position, role, why)
        SELECT $1, stories.id, $2, value ->> 1, value ->> 2, value ->> 3
        FROM json_each($3) AS carried
        CROSS JOIN stories ON stories.id = carried.value ->> 0 AND stories.guild_id = $2
        """,
        delivery_id,
        guild_id,
        rows_to_json(
            [story.story_id, story.position, story.role, to_json(story.why)] for story in stories
        ),
    )


async def keep_facts(
    transaction: Transaction, delivery_id: int, facts: Mapping[str, object]
) -> None:
    await transaction.run(
        """
        INSERT OR REPLACE INTO edition_facts (delivery_id, guild_id, due_at, facts)
        SELECT id, guild_id, due_at, $2 FROM deliveries WHERE id = $1
        """,
        delivery_id,
        to_json(dict(facts)),
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
        destination=read_destination(row["destination"]),
        thread_id=row["thread_id"],
        waits_for=Wait(row["waits_for"]) if row["waits_for"] else None,
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
