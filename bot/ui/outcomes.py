"""What has become of an edition, in a few words and with the reason, as every page says it."""

from __future__ import annotations

from bot.briefing.timetable import LATE_AFTER
from bot.words import say
from storage.delivery_records import Delivery, DeliveryState
from storage.edition_records import Wait

_OUTCOMES = {
    DeliveryState.PENDING: "being prepared",
    DeliveryState.SENDING: "going out now",
    DeliveryState.SENT: "posted",
    DeliveryState.FAILED: "failed",
    DeliveryState.SKIPPED: "skipped",
    DeliveryState.UNCONFIRMED: "unconfirmed",
}


def outcome(edition: Delivery) -> str:
    """ "posted late", "skipped: nothing new"; without a full stop."""
    if not edition.reason:
        return outcome_word(edition)
    reason = say(edition.reason).removesuffix(".")
    return say("{outcome}: {reason}", outcome=outcome_word(edition), reason=reason)


def outcome_word(edition: Delivery) -> str:
    """ "posted late", "skipped"."""
    if edition.sent_at and edition.sent_at - edition.due_at > LATE_AFTER:
        return say("posted late")
    if edition.state is DeliveryState.PENDING and edition.waits_for:
        held = edition.waits_for is Wait.RELEASE
        return say("held by an editor") if held else say("waiting for approval")
    under_way = edition.state in (DeliveryState.PENDING, DeliveryState.SENDING)
    if under_way and edition.reason:
        return say("to be tried again")
    return say(_OUTCOMES[edition.state])
