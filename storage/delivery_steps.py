"""The steps of a delivery as rows: what happened to it and when, each written in the transaction
that it tells of. Which steps there are is said by `records.Step`.
"""

from __future__ import annotations

import sqlite3
from datetime import datetime

from storage.database import Transaction
from storage.delivery_records import DeliveryStep, Step
from storage.values import instant

FIRST_KEPT, LAST_KEPT = 10, 40
"""Of a delivery that is tried for hours the first and the last steps are kept."""


async def add(
    transaction: Transaction,
    guild_id: int,
    delivery_id: int,
    at: datetime,
    what: Step,
    detail: str | None = None,
) -> None:
    """Nothing happens for a delivery that the server does not have."""
    rows = await transaction.run(
        """
        INSERT INTO delivery_steps (delivery_id, number, guild_id, at, what, detail)
        SELECT id, 1 + coalesce(
            (SELECT max(number) FROM delivery_steps WHERE delivery_id = deliveries.id), 0
        ), guild_id, $3, $4, $5
        FROM deliveries WHERE guild_id = $1 AND id = $2
        RETURNING number
        """,
        guild_id,
        delivery_id,
        at,
        what,
        detail,
    )
    if rows and rows[0]["number"] > FIRST_KEPT + LAST_KEPT:
        await transaction.run(
            "DELETE FROM delivery_steps WHERE delivery_id = $1 AND number = $2",
            delivery_id,
            rows[0]["number"] - LAST_KEPT,
        )


def read(row: sqlite3.Row) -> DeliveryStep:
    return DeliveryStep(at=instant(row["at"]), what=Step(row["what"]), detail=row["detail"])
