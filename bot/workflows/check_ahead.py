"""The check ahead: each edition is looked at some minutes before its hour, and the editors are told
once what stands in its way, while there is time to act; and again when it does no more.

coming slots ─→ obstacle, stories, the editors' plan, vital signs ─→ briefing.outlook
                                                                 └─→ notices (changes only)
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog

from bot.briefing.arrange import AS_IT_COMES
from bot.briefing.leave import waits_for
from bot.briefing.outlook import NOTHING_NEW, Facts, Outlook, Verdict, outlook
from bot.briefing.rule import read_rule
from bot.briefing.timetable import Posting
from bot.briefing.zones import is_known
from bot.workflows.coming import Coming, Stock, coming
from bot.workflows.editions import Editions, plan_of
from bot.workflows.notices import Notices
from bot.workflows.ports import Clock, Poster, Vitals, VitalSigns
from storage import Storage
from storage.delivery_records import ToldOutlook
from storage.edition_records import EditionKey, EditionPlan
from storage.schedule_records import Schedule

log = structlog.get_logger(__name__)

BATCH = 100
"""Editions looked at in one go; the event loop is free again after each."""
MOST_TOLD = 6
"""Notices about one edition, should what is wrong with it come and go."""

_MESSAGES = {
    Verdict.NOT: (
        "**{name}** will not go out at <t:{at}:t> (<t:{at}:R>) in <#{channel}>. {why} If that"
        " is mended before then, it goes out after all."
    ),
    Verdict.DOUBTFUL: (
        "**{name}** may not go out at <t:{at}:t> (<t:{at}:R>) in <#{channel}>. {why}"
    ),
    Verdict.NOTHING: (
        "Nothing is new for **{name}**, so nothing will be posted at <t:{at}:t> (<t:{at}:R>) in"
        " <#{channel}>. A story added before then still goes out: /story add."
    ),
    Verdict.GOES: (
        "**{name}** goes out at <t:{at}:t> (<t:{at}:R>) in <#{channel}>, but mind this: {why}"
    ),
}
_MENDED = "**{name}** will go out at <t:{at}:t> (<t:{at}:R>) in <#{channel}> after all."


class CheckAhead:
    """Looks at what comes, and tells the editors what changed since they were last told."""

    def __init__(
        self,
        storage: Storage,
        poster: Poster,
        vitals: Vitals,
        notices: Notices,
        clock: Clock,
        editions: Editions,
        *,
        ahead: timedelta,
        low_disk: int,
    ) -> None:
        """low_disk: with fewer bytes free than this a posting is in doubt."""
        self._storage = storage
        self._poster = poster
        self._vitals = vitals
        self._notices = notices
        self._clock = clock
        self._editions = editions
        self._ahead = ahead
        self.low_disk = low_disk
        self._stock = Stock(storage)

    async def tick(self) -> None:
        """Look at every edition that is due within the next minutes."""
        now = self._clock()
        signs = await self._vitals.read()
        rows = await self._storage.outlooks.coming(now)
        told = {(one.slot_id, one.local_date): one for one in rows}
        await self._stock.begin()
        after, past_slot = now, 0
        while batch := await self._batch(after, now + self._ahead, past_slot):
            stocked = await self._stock.of(batch)
            planned = await self._planned(batch)
            for one in batch:
                last = told.get((one.slot_id, one.local_date))
                await self._look(one, signs, last, stocked[one.key], planned.get(one.edition))
            after, past_slot = batch[-1].due_at, batch[-1].slot_id
            await asyncio.sleep(0)

    async def outlook_of(self, schedule: Schedule, posting: Posting) -> Outlook:
        """As things stand, for one edition, however far away."""
        slot = next(slot for slot in schedule.slots if slot.minute == posting.minute)
        one = Coming(schedule, slot.id, posting.local_date, posting.at)
        stocked = await self._stock.ask([one])
        planned = await self._planned([one])
        signs = await self._vitals.read()
        return outlook(await self._facts(one, signs, stocked[one.key], planned.get(one.edition)))

    async def _batch(self, after: datetime, until: datetime, past_slot: int) -> list[Coming]:
        found = await self._storage.slots.coming(after, until, past_slot=past_slot, limit=BATCH)
        return [one for schedule, slot in found if (one := coming(schedule, slot))]

    async def _planned(self, editions: Sequence[Coming]) -> dict[EditionKey, EditionPlan]:
        """The plans of those for which their editors have settled something."""
        found = await self._storage.edition_plans.of([one.edition for one in editions])
        for one in editions:
            rule = read_rule(one.schedule.rule)
            if one.edition not in found and one.local_date in dict(rule.moved).values():
                found[one.edition] = await plan_of(
                    self._storage, one.schedule, str(one.slot_id), one.local_date
                )
        return found

    async def _look(
        self,
        one: Coming,
        signs: VitalSigns,
        last: ToldOutlook | None,
        stories: bool,
        plan: EditionPlan | None,
    ) -> None:
        try:
            view = outlook(await self._facts(one, signs, stories, plan))
            await self._tell(one, view, last)
        except Exception:
            # One schedule's bug must not keep the others from being looked at.
            log.exception("look ahead failed", schedule=one.schedule.id)

    async def _facts(
        self, one: Coming, signs: VitalSigns, stories: bool, plan: EditionPlan | None
    ) -> Facts:
        schedule, now = one.schedule, self._clock()
        if plan and plan.arrangement != AS_IT_COMES:
            _, briefing = await self._editions.as_planned(one)
            stories = briefing is not None and bool(briefing.items)
        waits = waits_for(
            plan or EditionPlan(key=one.edition), needs_approval=schedule.needs_approval
        )
        until, lost, free = signs.shut_out_until, signs.lost_since, signs.free_bytes
        return Facts(
            set_aside=read_rule(schedule.rule).set_aside(one.local_date),
            obstacle=await self._poster.obstacle(
                schedule.guild_id, schedule.channel_id, schedule.target
            ),
            history=self._poster.reads_history(schedule.guild_id, schedule.channel_id),
            ping=self._may_ping(schedule),
            zone_known=is_known(schedule.zone),
            stories=stories,
            waits_for=waits,
            post_empty=schedule.post_empty,
            shut_out=until is not None and until > one.due_at,
            low_disk=free is not None and free < self.low_disk,
            silence=signs.silence,
            absence=now - lost if lost else timedelta(),
        )

    def _may_ping(self, schedule: Schedule) -> bool:
        role_id = schedule.target.ping_role_id
        may_ping = self._poster.may_ping
        return role_id is None or may_ping(schedule.guild_id, schedule.channel_id, role_id)

    async def _tell(self, one: Coming, view: Outlook, last: ToldOutlook | None) -> None:
        """Tell what has changed since the last notice."""
        before, times = (last.cause, last.times) if last else ("", 0)
        if view.trouble == before or times >= MOST_TOLD:
            return
        guild_id = one.schedule.guild_id
        subject = _subject(one, times + 1)
        if view.reason == NOTHING_NEW and not await self._has_channel(guild_id):
            # The owner of a quiet server does not want a letter every morning.
            subject = _weekly_subject(one)
            if await self._notices.was_told(guild_id, subject):
                return
        overtaken = bool(before) and await self._notices.withdraw(guild_id, _subject(one, times))
        if view.trouble or not overtaken:
            await self._notices.tell(
                guild_id,
                subject,
                _MESSAGES[view.verdict] if view.trouble else _MENDED,
                name=one.schedule.name,
                at=int(one.due_at.timestamp()),
                channel=one.schedule.channel_id,
                why=view.reason,
            )
        await self._storage.outlooks.put(
            ToldOutlook(
                guild_id=guild_id,
                slot_id=one.slot_id,
                local_date=one.local_date,
                due_at=one.due_at,
                cause=view.trouble,
                times=times + 1,
            )
        )

    async def _has_channel(self, guild_id: int) -> bool:
        guild = await self._storage.guilds.get(guild_id)
        return guild is not None and guild.notice_channel_id is not None


def _subject(one: Coming, times: int) -> str:
    return f"ahead:{one.slot_id}:{one.local_date}:{times}"


def _weekly_subject(one: Coming) -> str:
    year, week, _ = one.local_date.isocalendar()
    return f"empty:{one.schedule.id}:{year}-{week}"
