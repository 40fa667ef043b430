"""The rows of the handler matrix: each handler of the bot in one line. `test_every_handler` sends
each from everywhere it could come from and holds the answers against its row.

To add a handler: `"/command": Row(who, option=…)` or `"control.action": Row(who, argument, …)`.
`{kind}` stands for the id of such a thing, made by `handler_things`; `values` is what was chosen in
a select, `form` what was typed into a modal's fields. Options that complete are covered by the row
of their command.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.workflows.acts import Who
from playground import Upload

PLACEHOLDER = re.compile(r"\{(\w+)\}")
EVERYONE, EDITORS, CHIEFS, ADMINS = Who


@dataclass(frozen=True, init=False)
class Row:
    """once: twenty presses at the same moment must do what one does. The exceptions say why."""

    who: Who
    arguments: tuple[int | str, ...]
    options: Mapping[str, Any] = field(default_factory=dict)
    values: tuple[str, ...] | None = None
    form: Mapping[str, str] | None = None
    once: bool = True

    def __init__(
        self,
        who: Who,
        *arguments: int | str,
        values: tuple[str, ...] | None = None,
        form: Mapping[str, str] | None = None,
        once: bool = True,
        **options: Any,
    ) -> None:
        for name, value in (
            ("who", who),
            ("arguments", arguments),
            ("options", options),
            ("values", values),
            ("form", form),
            ("once", once),
        ):
            object.__setattr__(self, name, value)

    @property
    def has_ids(self) -> bool:
        """Whether anything in it is the id of a thing."""
        return bool(self._kinds)

    @property
    def has_new_ids(self) -> bool:
        """Whether it is about things of which there can be any number."""
        return bool(self._kinds - {"channel", "role"})

    @property
    def _kinds(self) -> set[str]:
        given = [*self.arguments, *self.options.values(), *(self.values or ())]
        return {kind for one in given for kind in PLACEHOLDER.findall(str(one))}


PAGE = Upload("page.txt", b"A headline that stands alone\n\nA sentence of a page, long enough.\n")
OPML = Upload(
    "feeds.opml",
    b'<opml version="2.0"><body><outline text="Quay" type="rss"'
    b' xmlUrl="https://list.example/feed"/></body></opml>',
)
CARD = ("{submission}", 1, 0, 1)
FIELDS = {"headline": "Another headline", "section": "", "source": "", "date": "", "url": ""}

ROWS: dict[str, Row] = {
    "/archive": Row(EVERYONE),
    "/briefing now": Row(EDITORS, schedule="{schedule}"),
    "/briefing preview": Row(EDITORS, schedule="{schedule}"),
    "/briefing pull": Row(EDITORS, schedule="{schedule}"),
    "/briefing today": Row(EVERYONE),
    "/corrections": Row(EVERYONE),
    "/desk edition": Row(EDITORS, schedule="{schedule}"),
    "/desk embargoes": Row(EDITORS),
    "/desk log": Row(EDITORS),
    "/desk queue": Row(EDITORS),
    "/desk reports": Row(EDITORS),
    "/feed add": Row(EDITORS, url="https://quay.example/feed"),
    "/feed check": Row(EDITORS, feed="{feed}"),
    "/feed export": Row(EDITORS),
    "/feed import": Row(EDITORS, file=OPML),
    "/feed list": Row(EDITORS),
    "/feed pause": Row(EDITORS, feed="{feed}"),
    "/feed remove": Row(EDITORS, feed="{feed}"),
    "/feed resume": Row(EDITORS, feed="{feed}"),
    "/feed show": Row(EDITORS, feed="{feed}"),
    "/help": Row(EVERYONE),
    "/privacy": Row(EVERYONE),
    "/retention": Row(CHIEFS, days=90),
    "/saved": Row(EVERYONE),
    "/schedule add": Row(CHIEFS, times="08:00", timezone="UTC"),
    "/schedule edit": Row(CHIEFS, schedule="{schedule}", times="09:00"),
    "/schedule list": Row(CHIEFS),
    "/schedule next": Row(CHIEFS),
    "/schedule pause": Row(CHIEFS, schedule="{schedule}"),
    "/schedule remove": Row(CHIEFS, schedule="{schedule}"),
    "/schedule resume": Row(CHIEFS, schedule="{schedule}"),
    "/schedule show": Row(CHIEFS, schedule="{schedule}"),
    "/schedule skip": Row(CHIEFS, schedule="{schedule}"),
    "/setup": Row(CHIEFS),
    "/stats": Row(EVERYONE),
    "/status": Row(CHIEFS),
    "/story add": Row(EDITORS, file=PAGE),
    "/story correct": Row(EDITORS, story="{story}"),
    "/story edit": Row(EDITORS, story="{story}"),
    "/story embargo": Row(EDITORS, story="{story}", until="none"),
    "/story follow": Row(EDITORS, story="{story}"),
    "/story latest": Row(EVERYONE),
    "/story retract": Row(EDITORS, story="{story}"),
    "/story search": Row(EVERYONE, query="harbour"),
    "/story show": Row(EVERYONE, story="{story}"),
    "/submit file": Row(EVERYONE, file=PAGE),
    "/submit link": Row(EVERYONE, link="https://quay.example/page"),
    "/submit mine": Row(EVERYONE),
    "/submit text": Row(EVERYONE),
    "/why": Row(EVERYONE),
    "menu Add to the desk": Row(EVERYONE),
    "archive.go": Row(EVERYONE, "{archive}", "month", values=("2026-11",)),
    "archive.open": Row(EVERYONE),
    "archive.page": Row(EVERYONE, "{archive}", 2),
    "archive.this_day": Row(EVERYONE, "2026-11-25"),
    "briefing.details": Row(EVERYONE, "today", "{story}"),
    # Its post goes out beside the presses; tests/e2e/test_extra_editions counts it.
    "briefing.extra": Row(EDITORS, "{schedule}", 77, once=False),
    # What these ask about goes out meanwhile.
    "briefing.pulled": Row(EDITORS, "{delivery}", once=False),
    "briefing.pulling": Row(EDITORS, "{delivery}", once=False),
    "briefing.why": Row(EVERYONE, "{code}", 1, once=False),
    "corrections.page": Row(EVERYONE, 2),
    "desk.decline": Row(EDITORS, *CARD),
    "desk.declined": Row(EDITORS, *CARD, form={"reason": "Too short"}),
    "desk.do": Row(EDITORS, "accept", *CARD),
    "desk.edit": Row(EDITORS, *CARD),
    "desk.fields": Row(EDITORS, *CARD, form=FIELDS),
    "desk.find": Row(EDITORS, *CARD),
    "desk.found": Row(EDITORS, *CARD, form={"words": "harbour"}),
    "desk.of_feed": Row(EDITORS, "{feed}"),
    "desk.look": Row(EDITORS, "{view}", 1),
    "desk.merge": Row(EDITORS, *CARD),
    "desk.merge_into": Row(EDITORS, *CARD, values=("{story}",)),
    "desk.page": Row(EDITORS, "{view}", 1),
    "desk.paste": Row(EDITORS, *CARD, form={"page": "A headline\n\nA sentence of the page."}),
    "desk.paste_form": Row(EDITORS, *CARD),
    "desk.put": Row(EDITORS, "{draft}"),
    "desk.read": Row(EDITORS, "{submission}"),
    "desk.section": Row(EDITORS, "{view}", values=("=Harbour",)),
    "desk.source": Row(EDITORS, "{view}", values=("member",)),
    "desk.turn": Row(EDITORS, "{view}"),
    "draft.different": Row(EDITORS, "{draft}"),
    "draft.discard": Row(EDITORS, "{draft}"),
    "draft.duplicate": Row(EDITORS, "{draft}", "{story}"),
    "draft.edit": Row(EDITORS, "{draft}"),
    "draft.embargo": Row(EDITORS, "{draft}"),
    "draft.embargoed": Row(EDITORS, "{draft}", form={"until": "not a time"}),
    "draft.fields": Row(EDITORS, "{draft}", form=FIELDS),
    "draft.follow": Row(EDITORS, "{draft}", "{story}"),
    "draft.save": Row(EDITORS, "{draft}"),
    "embargo.open": Row(EDITORS, values=("{draft}",)),
    "edition.add": Row(EDITORS, "{edition}"),
    "edition.approve": Row(EDITORS, "{edition}"),
    "edition.back": Row(EDITORS, "{edition}", values=("{story}",)),
    "edition.hold": Row(EDITORS, "{edition}"),
    "edition.look": Row(EDITORS, "{edition}"),
    "edition.note": Row(EDITORS, "{edition}"),
    "edition.noted": Row(EDITORS, "{edition}", form={"note": "Read this first"}),
    "edition.open": Row(EDITORS, "{edition}"),
    "edition.pick": Row(EDITORS, "{edition}", values=("{story}",)),
    "edition.release": Row(EDITORS, "{edition}"),
    "edition.search": Row(EDITORS, "{edition}", form={"words": "harbour"}),
    "edition.sectioned": Row(EDITORS, "{edition}", form={"sections": "Harbour"}),
    "edition.sections": Row(EDITORS, "{edition}"),
    "edition.take": Row(EDITORS, "{edition}", values=("{story}",)),
    "edition.wish": Row(EDITORS, "pin", "{edition}", "{story}"),
    "event.apart": Row(EDITORS, "{story}"),
    "event.join": Row(EDITORS, "{story}", "{story}"),
    "feed.check": Row(EDITORS, "{feed}"),
    "feed.follow": Row(EDITORS, "{found_feed}", 0),
    "feed.import": Row(EDITORS, "{feed_list}"),
    "feed.look": Row(EDITORS, "{found_feed}", 0),
    "feed.pause": Row(EDITORS, "{feed}"),
    "feed.release": Row(EDITORS, "{feed}", 3),
    "feed.resume": Row(EDITORS, "{feed}"),
    "feed.skip_all": Row(EDITORS, "{feed}"),
    "list.narrow": Row(EVERYONE, "{lookup}", "section", values=("harbour",)),
    "list.page": Row(EVERYONE, "{lookup}", 1),
    "list.sort": Row(EVERYONE, "{lookup}", "newest"),
    "list.widen": Row(EVERYONE, "{lookup}"),
    "log.page": Row(EDITORS, 0, 0, "all"),
    "log.undo": Row(EDITORS, "{entry}", 0, "all"),
    "mend.again": Row(EDITORS, "{correction}"),
    "mend.progress": Row(EDITORS, "{correction}"),
    "privacy.download": Row(EVERYONE),
    "privacy.erase": Row(EVERYONE),
    "privacy.erase-now": Row(EVERYONE),
    "privacy.erase-server": Row(ADMINS),
    "privacy.keep": Row(EVERYONE),
    "privacy.server-erased": Row(ADMINS, form={"name": "Not the name"}),
    "reader.plain": Row(EVERYONE, 0),
    "report.answer": Row(EDITORS, "{report}"),
    "report.answered": Row(EDITORS, "{report}", form={"words": "It is mended"}),
    "report.begin": Row(EVERYONE, "{story}"),
    "report.form": Row(EVERYONE, "{story}"),
    "report.page": Row(EDITORS, 1),
    "report.queue": Row(EDITORS),
    "report.sent": Row(EVERYONE, "{story}", form={"words": "The name is wrong"}),
    "retention.leave": Row(CHIEFS),
    "retention.set": Row(CHIEFS, 90, 0),
    "saved.drop": Row(EVERYONE, "{story}"),
    "saved.export": Row(EVERYONE, "md"),
    "saved.keep": Row(EVERYONE, "{story}"),
    "saved.page": Row(EVERYONE, 1),
    "saved.remove": Row(EVERYONE, 1, values=("{story}",)),
    "setup.allowance": Row(CHIEFS, form={"a_day": "5", "gap": "60"}),
    "setup.allowance_form": Row(CHIEFS),
    "setup.channel": Row(CHIEFS, values=("{channel}",)),
    "setup.chief_role": Row(ADMINS, values=("{role}",)),
    "setup.language": Row(CHIEFS, values=("en",)),
    "setup.desk": Row(CHIEFS, values=("{channel}",)),
    "setup.notices": Row(CHIEFS, values=("{channel}",)),
    "setup.panel": Row(CHIEFS),
    "setup.plain": Row(CHIEFS, 1),
    "setup.role": Row(ADMINS, values=("{role}",)),
    "setup.roles": Row(CHIEFS),
    "setup.submissions": Row(CHIEFS, 1),
    "setup.updates": Row(CHIEFS, 1),
    "setup.zone": Row(CHIEFS, form={"zone": "Europe/Berlin"}),
    "setup.zone_form": Row(CHIEFS),
    "stats.show": Row(EVERYONE, 8, "stories", "all"),
    "story.correct_open": Row(EDITORS, "{story}"),
    "story.correct_part": Row(EDITORS, "{story}", 0, values=("headline",)),
    "story.corrected": Row(
        EDITORS, "{story}", "headline", 0, form={"value": "Mended", "words": "It was wrong"}
    ),
    "story.edit_part": Row(EDITORS, "{story}", 0, values=("headline",)),
    "story.edited": Row(EDITORS, "{story}", "headline", 0, form={"value": "Another headline"}),
    "story.form": Row(EDITORS, "{link}"),
    "story.open": Row(EVERYONE, 1, values=("{story}",)),
    # A form that is sent in twice is read twice; what it makes are drafts, which expire.
    "story.paste": Row(
        EDITORS, "{link}", form={"page": "A headline\n\nA sentence of the page."}, once=False
    ),
    "story.retracted": Row(EDITORS, "{story}", form={"words": "It was not so"}),
    "story.source": Row(EVERYONE, "{story}", values=("0",)),
    "submit.anyway": Row(EVERYONE, "{draft}"),
    "submit.bare": Row(EVERYONE, "{link}"),
    "submit.form": Row(EVERYONE, "{link}"),
    "submit.link": Row(EVERYONE, "{link}"),
    "submit.paste": Row(
        EVERYONE, "{link}", form={"page": "A headline\n\nA sentence of it."}, once=False
    ),
    "submit.pick": Row(EVERYONE, "{message}", values=("0",)),
    "submit.quiet": Row(EVERYONE, 1),
    "submit.send": Row(EVERYONE, "{draft}"),
}
