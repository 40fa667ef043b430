"""What can be done in a server, and who may: the one table. `cogs.access` asks it for every
handler, /setup and docs/roles.md show it.

To add an act: a name in `Act`, a line in `ACTS`, and `await access.may(interaction, Act.…)` first
thing in the handler, again when its form is sent in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Who(StrEnum):
    """Those who may; each includes the ones after it.

    EDITORS: the editors' role, and Manage Messages. CHIEFS: the chief editors' role, and Manage
    Server. ADMINS: Manage Server alone.
    """

    EVERYONE = "everyone"
    EDITORS = "editors"
    CHIEFS = "chief editors"
    ADMINS = "admins"


class Act(StrEnum):
    """What handlers ask leave for."""

    READ = "read"
    SUBMIT = "submit"
    SAVE = "save"
    PRIVACY = "privacy"
    ADD_STORIES = "add stories"
    WORK_QUEUE = "work the queue"
    GROUP_STORIES = "group stories"
    CHANGE_STORIES = "change stories"
    EMBARGO = "embargo"
    PULL = "pull"
    REPORT = "report"
    ANSWER_REPORTS = "answer reports"
    PREVIEW = "preview"
    ARRANGE = "arrange"
    POST_EXTRA = "post extra"
    FEEDS = "feeds"
    READ_LOG = "read log"
    SCHEDULES = "schedules"
    STATUS = "status"
    RETENTION = "retention"
    SET_UP = "set up"
    CHOOSE_ROLES = "choose roles"
    ERASE_SERVER = "erase server"


@dataclass(frozen=True, slots=True)
class Leave:
    """Who may do an act. `what` says it in words, a message id."""

    who: Who
    what: str


ACTS: Mapping[Act, Leave] = {
    Act.READ: Leave(Who.EVERYONE, "Read briefings and stories, search, ask why"),
    Act.SAVE: Leave(Who.EVERYONE, "Save stories to a list of their own"),
    Act.SUBMIT: Leave(Who.EVERYONE, "Send stories to the desk, if the server takes them"),
    Act.PRIVACY: Leave(Who.EVERYONE, "See, take along and erase what is held about them"),
    Act.ADD_STORIES: Leave(Who.EDITORS, "Add stories and correct their drafts"),
    Act.WORK_QUEUE: Leave(
        Who.EDITORS, "Accept, edit, merge, hold and decline what waits at the desk"
    ),
    Act.GROUP_STORIES: Leave(Who.EDITORS, "Say which stories tell of the same event"),
    Act.CHANGE_STORIES: Leave(Who.EDITORS, "Edit, correct and retract stories"),
    Act.EMBARGO: Leave(
        Who.EDITORS, "Keep stories under embargo, and read those that are kept back"
    ),
    Act.REPORT: Leave(Who.EVERYONE, "Report an error in a story"),
    Act.ANSWER_REPORTS: Leave(Who.EDITORS, "Answer reports of errors"),
    Act.PULL: Leave(Who.EDITORS, "Delete a posted briefing"),
    Act.PREVIEW: Leave(Who.EDITORS, "See a briefing before it goes out"),
    Act.ARRANGE: Leave(
        Who.EDITORS, "Arrange an edition before it goes out, hold, release and approve it"
    ),
    Act.POST_EXTRA: Leave(Who.EDITORS, "Post an extra edition"),
    Act.FEEDS: Leave(Who.EDITORS, "Follow feeds, and take or skip what they bring"),
    Act.READ_LOG: Leave(Who.EDITORS, "Read the log, and undo what they may do themselves"),
    Act.SCHEDULES: Leave(Who.CHIEFS, "Add, change, skip, pause and remove schedules"),
    Act.STATUS: Leave(Who.CHIEFS, "See the bot's status, and be told what goes wrong"),
    Act.RETENTION: Leave(Who.CHIEFS, "Set how long stories are kept"),
    Act.SET_UP: Leave(Who.CHIEFS, "Set channels and time zone"),
    Act.ERASE_SERVER: Leave(Who.ADMINS, "Erase all of the server's data"),
    Act.CHOOSE_ROLES: Leave(Who.ADMINS, "Choose the editors' and chief editors' roles"),
}


def acts_of(who: Who) -> list[str]:
    """What these may do beyond the others, as message ids."""
    return [leave.what for leave in ACTS.values() if leave.who is who]
