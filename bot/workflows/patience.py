"""How long publishing waits for what: between tries, for an answer, for a late edition."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import timedelta

from bot.workflows.ports import PostFailed, Trouble


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """grace: an edition later than this is not posted any more. attempt_seconds: one try of a
    delivery; discord.py's own retries (1+3+5+7+9 s) fit well inside. pauses: seconds before a
    part is tried again within one try of its delivery.
    """

    grace: timedelta
    attempt_seconds: float = 90
    pauses: tuple[float, ...] = (1.0, 3.0, 5.0)
    first_wait: timedelta = timedelta(seconds=15)
    longest_wait: timedelta = timedelta(minutes=10)
    nonce_window: timedelta = timedelta(seconds=120)
    """A repeated nonce surely finds the first message. Discord says "the past few minutes"."""
    barred_wait: timedelta = timedelta(days=1)
    """How often we look whether a schedule that was paused for us may post again."""

    def before_next_try(self, attempt: int, failure: PostFailed) -> timedelta:
        """After the attempt of that number (from 1), with jitter so that not all come at once."""
        if failure.wait is not None:
            wait = failure.wait + timedelta(seconds=1)
        elif failure.trouble is Trouble.AWAY:
            wait = self.first_wait
        else:
            wait = min(self.first_wait * 2 ** min(attempt - 1, 20), self.longest_wait)
        return wait * random.uniform(1.0, 1.2)
