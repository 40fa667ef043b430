"""The queue of mends as rows: what is put into it stands in the transaction of the change that
makes it necessary. When it is worked off is `mends`' and its callers' to say.
"""

from __future__ import annotations

from datetime import datetime

from storage.correction_records import Correction
from storage.database import Transaction


async def link(transaction: Transaction, guild_id: int, story_id: int, correction_id: int) -> None:
    """Write down which messages a new correction concerns."""
    await transaction.run(
        """
        INSERT INTO corrected_parts (correction_id, delivery_id, part, guild_id)
        SELECT $3, delivery_id, part, guild_id FROM carrying_messages
        WHERE story_id = $2 AND guild_id = $1
        """,
        guild_id,
        story_id,
        correction_id,
    )


async def name_anew(transaction: Transaction, made: Correction, now: datetime) -> None:
    """Let the messages that name the story beside another of its event be edited, too."""
    await transaction.run(
        """
        INSERT INTO corrected_parts (correction_id, delivery_id, part, guild_id)
        SELECT $3, messages.delivery_id, messages.part, messages.guild_id
        FROM story_events AS named
        CROSS JOIN story_events AS other
            ON other.guild_id = named.guild_id AND other.event_id = named.event_id
        CROSS JOIN delivery_stories AS carried ON carried.story_id = other.story_id
        CROSS JOIN carrying_messages AS messages
            ON messages.story_id = carried.story_id AND messages.delivery_id = carried.delivery_id
        WHERE named.story_id = $2 AND named.guild_id = $1
            AND EXISTS (
                SELECT 1 FROM json_each(json_extract(carried.why, '$.also')) AS wanted
                WHERE wanted.value = $2
            )
        ON CONFLICT DO NOTHING
        """,
        made.guild_id,
        made.story_id,
        made.id,
    )
    await want_edits(transaction, made.guild_id, made.id, now)


async def want_edits(
    transaction: Transaction, guild_id: int, correction_id: int, now: datetime
) -> None:
    """Let the messages of a correction be edited, whatever was done to them before."""
    await transaction.run(
        """
        INSERT INTO mends (delivery_id, part, guild_id, kind, state, made_at, next_try_at)
        SELECT delivery_id, part, guild_id, 'edit', 'pending', $3, $3 FROM corrected_parts
        WHERE guild_id = $1 AND correction_id = $2
        ON CONFLICT (delivery_id, part) DO UPDATE SET state = 'pending', wanted = wanted + 1,
            attempt = 0, made_at = excluded.made_at, next_try_at = excluded.next_try_at,
            reason = NULL
        WHERE kind = 'edit'
        """,
        guild_id,
        correction_id,
        now,
    )


async def want_deletion(
    transaction: Transaction, guild_id: int, delivery_id: int, now: datetime
) -> int:
    """Let the posted messages of a delivery be deleted; how many, 0 if that is wanted already."""
    rows = await transaction.run(
        """
        INSERT INTO mends (delivery_id, part, guild_id, kind, state, made_at, next_try_at)
        SELECT delivery_id, part, guild_id, 'delete', 'pending', $3, $3 FROM delivery_parts
        WHERE delivery_id = $2 AND guild_id = $1 AND message_id IS NOT NULL
        ON CONFLICT (delivery_id, part) DO UPDATE SET kind = 'delete', state = 'pending',
            wanted = wanted + 1, attempt = 0, made_at = excluded.made_at,
            next_try_at = excluded.next_try_at, reason = NULL
        WHERE kind = 'edit'
        RETURNING part
        """,
        guild_id,
        delivery_id,
        now,
    )
    return len(rows)


async def catch_up(
    transaction: Transaction, guild_id: int, delivery_id: int, since: datetime
) -> None:
    """A delivery composed since then is frozen: what was corrected meanwhile is mended in it, too,
    since nobody knows which of the two it carries.
    """
    rows = await transaction.run(
        """
        SELECT corrections.id, corrections.story_id FROM delivery_stories AS carried
        CROSS JOIN corrections ON corrections.story_id = carried.story_id
        WHERE carried.delivery_id = $2 AND carried.guild_id = $1
            AND corrections.made_at >= $3 AND corrections.undone_at IS NULL
        """,
        guild_id,
        delivery_id,
        since,
    )
    for row in rows:
        await transaction.run(
            """
            INSERT INTO corrected_parts (correction_id, delivery_id, part, guild_id)
            SELECT $3, delivery_id, part, guild_id FROM carrying_messages
            WHERE story_id = $2 AND guild_id = $1 AND delivery_id = $4
            ON CONFLICT DO NOTHING
            """,
            guild_id,
            row["story_id"],
            row["id"],
            delivery_id,
        )
        await transaction.run(
            """
            INSERT INTO mends (delivery_id, part, guild_id, kind, state, made_at, next_try_at)
            SELECT delivery_id, part, guild_id, 'edit', 'pending', $3, $3 FROM corrected_parts
            WHERE correction_id = $1 AND delivery_id = $2
            ON CONFLICT (delivery_id, part) DO NOTHING
            """,
            row["id"],
            delivery_id,
            since,
        )
