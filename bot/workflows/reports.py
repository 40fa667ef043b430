"""Errors that readers report: into the editors' queue, answered, and the answer back to them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from bot.errors import Invalid, NotFound, Refusal
from bot.workflows.ports import Clock
from storage import Storage
from storage.desk_log import By
from storage.error_reports import ErrorReport, Told
from storage.story_records import Story

MOST_WORDS = 500
MOST_A_DAY = 5
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
SHOWN = 10
PAGE_SIZE = 3
NO_REPORT = "No such report here."


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportPage:
    """A page of the open reports, oldest first. total: how many are open."""

    reports: tuple[ErrorReport, ...]
    number: int
    has_more: bool
    total: int


class Reports:
    """Both sides of a report."""

    def __init__(self, storage: Storage, clock: Clock) -> None:
        self._storage = storage
        self._clock = clock

    async def mine(self, guild_id: int, user_id: int) -> tuple[ErrorReport, ...]:
        """A member's own, newest first."""
        return await self._storage.error_reports.of_reporter(guild_id, user_id, SHOWN)

    async def report(self, guild_id: int, user_id: int, story: Story, words: str) -> None:
        """Take a report in. Raises Invalid, Refusal (too many), NotFound."""
        said = words.strip()
        if not said:
            raise Invalid("Say in a sentence what is wrong with the story.")
        mine, now = await self.mine(guild_id, user_id), self._clock()
        if any(one.story_id == story.id and one.answer is None for one in mine):
            raise Refusal("You have reported an error in this story already. An editor will look.")
        of_day = [one for one in mine if now - one.made_at < DAY]
        if len(of_day) >= MOST_A_DAY:
            left = of_day[-1].made_at + DAY - now
            raise Refusal(
                "You have reported {count} errors within a day. Try again in {hours} h {minutes}"
                " min.",
                count=len(of_day),
                hours=left // HOUR,
                minutes=left % HOUR // MINUTE,
            )
        added = await self._storage.error_reports.add(
            guild_id, story.id, user_id, said[:MOST_WORDS], now
        )
        if added is None:
            raise NotFound("No such story here.")

    async def page(self, guild_id: int, number: int) -> ReportPage:
        """The open ones; the last page where there is none of that number any more."""
        reports = self._storage.error_reports
        total = await reports.count_open(guild_id)
        number = max(1, min(number, -(-total // PAGE_SIZE)))
        found, more = await reports.open(guild_id, number, PAGE_SIZE)
        return ReportPage(reports=found, number=number, has_more=more, total=total)

    async def get(self, guild_id: int, report_id: int) -> ErrorReport:
        """One of this server's. Raises NotFound."""
        report = await self._storage.error_reports.get(guild_id, report_id)
        if report is None:
            raise NotFound(NO_REPORT)
        return report

    async def answer(self, guild_id: int, user_id: int, report_id: int, words: str) -> None:
        """Answer a report and close it. Raises NotFound, Invalid, Refusal (answered before)."""
        report, said = await self.get(guild_id, report_id), words.strip()[:MOST_WORDS]
        if not said:
            raise Invalid("Write the answer: the reporter will read it.")
        told = Told(
            message="Your report about “{story}” has been answered: {words}",
            values={"story": report.headline, "words": said},
        )
        by = By(actor_id=user_id, at=self._clock())
        if not await self._storage.error_reports.answer(guild_id, report.id, said, told, by):
            raise Refusal("Somebody else has answered this report meanwhile.")
