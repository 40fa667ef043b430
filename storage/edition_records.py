"""What editors have settled for an edition that is still to come: frozen, typed rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrangement:
    """What editors want of an edition, by story id; all else is chosen as it comes.

    pinned, added: carried whatever their points; added ones it would not have found by itself.
    order: stories in the order in which they shall stand. sections: names, likewise.
    """

    lead: int | None = None
    pinned: tuple[int, ...] = ()
    added: tuple[int, ...] = ()
    dropped: tuple[int, ...] = ()
    order: tuple[int, ...] = ()
    sections: tuple[str, ...] = ()
    note: str = ""

    @property
    def wanted(self) -> tuple[int, ...]:
        """Stories that are carried whatever their points, the lead first."""
        lead = () if self.lead is None else (self.lead,)
        return tuple(dict.fromkeys((*lead, *self.added, *self.pinned)))


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionKey:
    """Which edition: the ledger's own key. slot: the slot's id as text."""

    guild_id: int
    schedule_id: int
    local_date: date
    slot: str


class Wait(StrEnum):
    """What an edition waits for that is due and not to go out yet."""

    RELEASE = "release"
    APPROVAL = "approval"


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionPlan:
    """The editors' plan of one edition. version: counts its changes; 0 means nobody has made any.

    held_at: since when it is held, approved_at: when it was approved as it stands; None where it
    is not. By whom, may no longer be known.
    change: what was changed last, such as "drop"; on_story: which story that concerned.
    """

    key: EditionKey
    version: int = 0
    arrangement: Arrangement = Arrangement()
    held_by: int | None = None
    held_at: datetime | None = None
    approved_by: int | None = None
    approved_at: datetime | None = None
    changed_by: int | None = None
    changed_at: datetime | None = None
    change: str = ""
    on_story: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionDraft:
    """The draft of an edition in the editors' channel. messages: JSON bodies, none once it is
    done. sent: those that are there, place (from 1) to message id.
    """

    key: EditionKey
    channel_id: int
    messages: tuple[str, ...]
    sent: Mapping[int, int]
    begun_at: datetime
    done_at: datetime | None = None
