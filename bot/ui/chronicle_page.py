"""The answer to /why: how each edition of a date came about, or why there was none."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from bot.briefing.absence import Value
from bot.briefing.rule import read_rule
from bot.briefing.spoken import say_date, say_days, say_minutes
from bot.briefing.timetable import LATE_AFTER
from bot.ui import markup
from bot.ui.controls import Page, card, text
from bot.ui.dates import moment
from bot.ui.outcomes import outcome, outcome_word
from bot.words import say, say_count
from bot.workflows.chronicle import Chain, Chronicle, Missing
from bot.workflows.places import channel_of
from storage.delivery_records import CarriedStory, Delivery, DeliveryState, DeliveryStep, Step
from storage.edition_records import Wait

MOST_TEXT = 3_400
"""Characters on one page; Discord takes 4,000."""
MOST_PAGES = 4
FIRST_STEPS, LAST_STEPS = 6, 8
"""Steps shown of an edition that was tried for hours."""


def chronicle_pages(chronicle: Chronicle) -> list[Page]:
    """All editions of the date and all that were none, on as many pages as it takes."""
    heading = say(
        "### {date} in {channel}",
        date=say_date(chronicle.on),
        channel=f"<#{chronicle.channel_id}>",
    )
    pages: list[list[str]] = [[heading]]
    blocks = [*map(_chain, chronicle.chains), *map(_missing, chronicle.missing)]
    for block in blocks:
        if sum(map(len, pages[-1])) + len(block) > MOST_TEXT:
            pages.append([])
        pages[-1].append(block)
    return [Page(card(*map(text, blocks))) for blocks in pages[:MOST_PAGES]]


def _chain(chain: Chain) -> str:
    row = chain.delivery
    name = markup.plain(chain.schedule.name, 80)
    lines = [f"**{name}** · {outcome(row)}", _planned(chain), *_steps(chain)]
    return "\n".join(line for line in lines if line)


def _planned(chain: Chain) -> str:
    """Which rule planned it, and when it was taken up."""
    schedule, row = chain.schedule, chain.delivery
    if row.slot.startswith("extra:"):
        return _step(row.due_at, say("Asked for with /briefing now."))
    planned = say(
        "Planned for {when}: {days}, {zone} time.",
        when=moment(row.due_at),
        days=say_days(read_rule(schedule.rule).days),
        zone=schedule.zone,
    )
    behind = row.created_at - row.due_at
    late = behind > LATE_AFTER
    taken_up = say("Taken up, late: the bot was away.") if late else say("Taken up.")
    return f"-# {planned}\n{_step(row.created_at, taken_up)}"


def _steps(chain: Chain) -> list[str]:
    row, steps = chain.delivery, chain.steps
    if not steps:
        return [_step(row.sent_at, say("Posted."))] if row.sent_at else []
    tries = 0
    lines: list[str] = []
    for step in steps:
        tries += step.what is Step.BEGUN
        lines.append(_step(step.at, _sentence(step, row, tries)))
    if len(lines) > FIRST_STEPS + LAST_STEPS:
        between = len(lines) - FIRST_STEPS - LAST_STEPS
        more = say_count("{count} more step", "{count} more steps", between)
        lines = [*lines[:FIRST_STEPS], f"-# … {more} …", *lines[-LAST_STEPS:]]
    return lines


def _step(at: datetime, sentence: str) -> str:
    return f"-# {moment(at, 'T')} {sentence}"


def _sentence(step: DeliveryStep, row: Delivery, tries: int) -> str:
    match step.what:
        case Step.FROZEN:
            return _frozen(row)
        case Step.BEGUN:
            return say("Try {number} began.", number=tries)
        case Step.FAILED:
            return say("It failed: {reason}.", reason=_reason(step.detail or ""))
        case Step.LOOKED_BACK:
            return _looked_back(step.detail)
        case Step.PART_SENT:
            return _part_sent(step.detail or "", row)
        case Step.PLAIN:
            return say("Written anew in plain form: {reason}.", reason=_reason(step.detail or ""))
        case Step.SETTLED:
            return _settled(row)
        case Step.CORRECTED:
            return say("Message {number} was corrected.", number=step.detail)
        case Step.PULLED:
            return say("Pulled by an editor; /desk log says by whom.")
        case Step.DELETED:
            return say("Message {number} was deleted.", number=step.detail)
        case Step.WAITS if step.detail == Wait.RELEASE:
            return say("Kept back: an editor holds it.")
        case Step.WAITS:
            return say("Kept back: nobody has approved it yet.")
        case Step.GIVEN_FREE if step.detail == "approve":
            return say("Approved by an editor.")
        case Step.GIVEN_FREE:
            return say("Released by an editor.")


def _frozen(row: Delivery) -> str:
    messages = say_count("{count} message", "{count} messages", len(row.parts))
    stories = say_count("{count} story", "{count} stories", len(row.stories))
    if not row.stories:
        return say("Put together: nothing was new, so it is a short note.")
    if all(story.role == "archive" for story in row.stories):
        return say(
            "Put together: {stories} from the archive, nothing being new, in {messages}.",
            stories=stories,
            messages=messages,
        )
    window = _window(row.stories)
    return say(
        "Put together: {stories}{window}, in {messages}.",
        stories=stories,
        window=window,
        messages=messages,
    )


def _window(stories: Iterable[CarriedStory]) -> str:
    for story in stories:
        start, end = story.why.get("window_start"), story.why.get("window_end")
        if isinstance(start, str) and isinstance(end, str):
            return say(
                " from {start} to {end}",
                start=moment(datetime.fromisoformat(start), "f"),
                end=moment(datetime.fromisoformat(end), "f"),
            )
    return ""


def _looked_back(found: str | None) -> str:
    if found is None:
        return say("The channel was to be read back, and could not be.")
    if not found:
        return say("The channel was read back: nothing of it was there.")
    return say("The channel was read back: part {parts} was there already.", parts=found)


def _part_sent(number: str, row: Delivery) -> str:
    part = next((one for one in row.parts if str(one.part) == number), None)
    posted = (
        say("Posted")
        if len(row.parts) == 1
        else say("Part {number} of {count} posted", number=number, count=len(row.parts))
    )
    if part is None or part.message_id is None:
        return f"{posted}."
    place = f"{row.guild_id}/{channel_of(row, part)}/{part.message_id}"
    return f"{posted}: [{say('open it')}](https://discord.com/channels/{place})."


def _settled(row: Delivery) -> str:
    match row.state:
        case DeliveryState.SENT:
            return say("Done.")
        case DeliveryState.UNCONFIRMED:
            return say("Given up. It may stand in the channel or not, so it is not sent again.")
        case _:
            return say("Closed: {outcome}.", outcome=outcome_word(row))


def _missing(missing: Missing) -> str:
    name = markup.plain(missing.schedule.name, 80)
    times = say_minutes(missing.minutes)
    filled = {name: _value(value) for name, value in missing.absence.values.items()}
    heading = say(
        "**{name}** at {times}, {zone} time · no edition",
        name=name,
        times=times,
        zone=missing.schedule.zone,
    )
    return f"{heading}\n-# {say(missing.absence.reason, **filled)}"


def _value(value: Value) -> str:
    match value:
        case datetime():
            return moment(value)
        case date():
            return say_date(value)
        case _:
            return _reason(value)


def _reason(reason: str) -> str:
    """A message id as part of a sentence."""
    return say(reason).removesuffix(".")
