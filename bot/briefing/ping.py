"""Whether an edition calls its schedule's role. Whether it may, is Discord's to say."""

from __future__ import annotations

from bot.briefing.compose import Briefing
from storage.schedule_records import PingWhen


def calls(briefing: Briefing, when: PingWhen) -> bool:
    """Never for an edition that is late or extra; by itself only for news of the day."""
    if briefing.late or briefing.extra:
        return False
    news = briefing.lead is not None or bool(briefing.sections)
    return news or when is PingWhen.EVERY
