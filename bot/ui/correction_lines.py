"""What is said of corrections under a story: one dated line each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.ui import dates, markup
from bot.words import say
from storage.correction_records import Correction, CorrectionKind

MOST_SHOWN = 3
"""Under one story; the newest."""
MOST_WORDS = 400


def correction_lines(corrections: Sequence[Correction], zone: ZoneInfo) -> str:
    """ "Correction, 25 November: …", oldest first; "" where there is none."""
    return "\n".join(correction_line(one, zone) for one in corrections[-MOST_SHOWN:])


def correction_line(correction: Correction, zone: ZoneInfo) -> str:
    """One of them, dated in the zone of those who read it."""
    date = _day(correction.made_at, zone)
    words = markup.plain(correction.words, MOST_WORDS)
    if correction.kind is CorrectionKind.RETRACTION:
        return say("**Retracted, {date}:** {words}", date=date, words=words)
    return say("**Correction, {date}:** {words}", date=date, words=words)


def _day(at: datetime, zone: ZoneInfo) -> str:
    return dates.day(at.astimezone(zone).date())
