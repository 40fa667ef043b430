"""Whether an edition that is still to come will go out, from facts that can be had beforehand.

Pure: the facts are gathered by `workflows.check_ahead`, the sentences are message ids.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from storage.edition_records import Wait

MOST_SILENCE = timedelta(seconds=90)
"""A bot that has not looked for this long for what is due has stopped looking."""

MOST_ABSENCE = timedelta(minutes=2)
"""A lost connection is back within 60 s as a rule; after this one has to reckon with it."""

NOTHING_NEW = "There is nothing new to carry."
SHUT_OUT = "Discord answers nothing from this machine's address at present."
STOPPED = "The bot has stopped looking for what is due. Its operator should restart it."
DISK_FULL = "The disk of the machine it runs on is nearly full. Its operator should make room."
UNCONNECTED = "The bot has lost its connection to Discord."
HELD = "An editor holds it. Once released, it goes out: /desk edition."
UNAPPROVED = "An editor must approve it first: /desk edition."
NO_HISTORY = (
    "The bot lacks Read Message History in that channel, so that after a fault it cannot tell"
    " whether it has posted already."
)
NO_PING = (
    "The bot may not mention the role it should ping, so it goes out without. Choose another role,"
    " or none, with /schedule edit."
)
ZONE_LOST = (
    "Its time zone is no longer among the world's time zones, so that of the server is used."
    " Choose another with /schedule edit."
)


class Verdict(StrEnum):
    """GOES; with a reason, GOES all the same. SHORT: only a note that nothing is new. DOUBTFUL: it
    may not go out. NOT: it will not. NOTHING: nothing is posted, as the schedule says.
    """

    GOES = "goes"
    SHORT = "short"
    DOUBTFUL = "doubtful"
    NOT = "not"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of an edition to come and of the bot that shall post it.

    set_aside: why its date is skipped, a message id. obstacle: why a post would fail now, a
    message id. waits_for: what its editors would have it wait for. history: the bot may read the
    channel back. ping: it may mention the role, if one is to be. shut_out: by Cloudflare's ban.
    silence: since the bot last looked for what is due. absence: since the connection was lost; zero
    while there is one.
    """

    set_aside: str | None = None
    waits_for: Wait | None = None
    obstacle: str | None = None
    history: bool = True
    ping: bool = True
    zone_known: bool = True
    stories: bool = True
    post_empty: bool = False
    shut_out: bool = False
    low_disk: bool = False
    silence: timedelta = timedelta()
    absence: timedelta = timedelta()


@dataclass(frozen=True, slots=True)
class Outlook:
    """A verdict with its reason, a message id; "" where there is nothing to say."""

    verdict: Verdict
    reason: str = ""

    @property
    def trouble(self) -> str:
        """What the editors should know of while there is time to act; "" for nothing."""
        planned = self.verdict is Verdict.NOTHING and self.reason != NOTHING_NEW
        return "" if planned else self.reason


def outlook(facts: Facts) -> Outlook:
    """What will become of it. What certainly prevents it comes first, then what may."""
    if facts.set_aside:
        return Outlook(Verdict.NOTHING, facts.set_aside)
    if facts.obstacle:
        return Outlook(Verdict.NOT, facts.obstacle)
    if facts.shut_out:
        return Outlook(Verdict.DOUBTFUL, SHUT_OUT)
    if facts.silence > MOST_SILENCE:
        return Outlook(Verdict.DOUBTFUL, STOPPED)
    if facts.low_disk:
        return Outlook(Verdict.DOUBTFUL, DISK_FULL)
    if facts.absence > MOST_ABSENCE:
        return Outlook(Verdict.DOUBTFUL, UNCONNECTED)
    if not facts.stories and not facts.post_empty:
        return Outlook(Verdict.NOTHING, NOTHING_NEW)
    if facts.waits_for:
        return Outlook(Verdict.DOUBTFUL, HELD if facts.waits_for is Wait.RELEASE else UNAPPROVED)
    if not facts.zone_known:
        return Outlook(Verdict.GOES, ZONE_LOST)
    if not facts.history:
        return Outlook(Verdict.GOES, NO_HISTORY)
    if facts.stories and not facts.ping:
        return Outlook(Verdict.GOES, NO_PING)
    return Outlook(Verdict.GOES if facts.stories else Verdict.SHORT)
