"""Whether an edition that is due may go out, by what its editors have said. Pure."""

from __future__ import annotations

from storage.edition_records import EditionPlan, Wait

HELD_TOO_LONG = "It was held, and not released in time."
NOT_APPROVED = "Nobody approved it in time."
HELD_UNTIL_NEXT = "It was held until the next edition was due."
UNAPPROVED_UNTIL_NEXT = "Nobody had approved it when the next edition was due."


def waits_for(plan: EditionPlan, *, needs_approval: bool) -> Wait | None:
    """What it waits for; None where it may go out."""
    if plan.held_at is not None:
        return Wait.RELEASE
    if needs_approval and plan.approved_at is None:
        return Wait.APPROVAL
    return None


def why_not_posted(wait: Wait, *, overtaken: bool) -> str:
    """Why it ends without having been posted, a message id."""
    if wait is Wait.RELEASE:
        return HELD_UNTIL_NEXT if overtaken else HELD_TOO_LONG
    return UNAPPROVED_UNTIL_NEXT if overtaken else NOT_APPROVED
