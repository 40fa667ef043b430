"""What each wish of an editor does to an edition's arrangement. Pure; `choose` and `compose` follow
what comes of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum

from storage.edition_records import Arrangement

AS_IT_COMES = Arrangement()
"""Nothing is wished: points and dates decide alone."""


class Wish(StrEnum):
    """What an editor can wish for one story."""

    LEAD = "lead"
    UP = "up"
    DOWN = "down"
    PIN = "pin"
    UNPIN = "unpin"
    DROP = "drop"
    BACK = "back"
    ADD = "add"


def wished(
    now: Arrangement, wish: Wish, story_id: int, shown: Sequence[Sequence[int]]
) -> Arrangement:
    """The arrangement with that wish. shown: as in `moved`."""
    match wish:
        case Wish.LEAD:
            return leading(now, story_id)
        case Wish.UP | Wish.DOWN:
            return moved(now, shown, story_id, up=wish is Wish.UP)
        case Wish.PIN:
            return pinned(now, story_id)
        case Wish.UNPIN:
            return unpinned(now, story_id)
        case Wish.DROP:
            return dropped(now, story_id)
        case Wish.BACK:
            return brought_back(now, story_id)
        case Wish.ADD:
            return added(now, story_id)


def leading(now: Arrangement, story_id: int) -> Arrangement:
    """The story leads; the one that led stays, since an editor wanted it."""
    before = () if now.lead in (None, story_id) else (now.lead,)
    kept = _with(now.pinned, *before) if before and now.lead not in now.added else now.pinned
    return replace(
        now,
        lead=story_id,
        pinned=_without(kept, story_id),
        dropped=_without(now.dropped, story_id),
    )


def pinned(now: Arrangement, story_id: int) -> Arrangement:
    """The story is carried, however many better ones come in."""
    return replace(now, pinned=_with(now.pinned, story_id), dropped=_without(now.dropped, story_id))


def unpinned(now: Arrangement, story_id: int) -> Arrangement:
    """Points decide again whether it is carried, and whether it leads."""
    lead = None if now.lead == story_id else now.lead
    return replace(now, lead=lead, pinned=_without(now.pinned, story_id))


def dropped(now: Arrangement, story_id: int) -> Arrangement:
    """The story is not carried."""
    bare = unpinned(now, story_id)
    return replace(
        bare,
        added=_without(bare.added, story_id),
        order=_without(bare.order, story_id),
        dropped=_with(bare.dropped, story_id),
    )


def brought_back(now: Arrangement, story_id: int) -> Arrangement:
    """A dropped story may be carried again."""
    return replace(now, dropped=_without(now.dropped, story_id))


def added(now: Arrangement, story_id: int) -> Arrangement:
    """A story that the edition would not have found is carried."""
    return replace(now, added=_with(now.added, story_id), dropped=_without(now.dropped, story_id))


def moved(
    now: Arrangement, shown: Sequence[Sequence[int]], story_id: int, *, up: bool
) -> Arrangement:
    """The story changes places with its neighbour. At the end of its section nothing changes.

    shown: story ids as they stand, section by section, without the lead.
    """
    for number, section in enumerate(shown):
        if story_id not in section:
            continue
        at = section.index(story_id)
        other = at - 1 if up else at + 1
        if not 0 <= other < len(section):
            break
        turned = list(section)
        turned[at], turned[other] = turned[other], turned[at]
        sections = [*shown[:number], turned, *shown[number + 1 :]]
        return replace(now, order=tuple(one for part in sections for one in part))
    return now


def with_sections(now: Arrangement, names: Sequence[str]) -> Arrangement:
    """The sections stand in this order; those not named follow as they come."""
    folded = {name.casefold(): name for name in reversed(names)}
    return replace(now, sections=tuple(dict.fromkeys(folded[one.casefold()] for one in names)))


def with_note(now: Arrangement, note: str) -> Arrangement:
    """A line of the editors' own at the top; "" takes it away."""
    return replace(now, note=note)


def _with(ids: Sequence[int], *more: int | None) -> tuple[int, ...]:
    return tuple(dict.fromkeys((*ids, *(one for one in more if one is not None))))


def _without(ids: Sequence[int], story_id: int) -> tuple[int, ...]:
    return tuple(one for one in ids if one != story_id)
