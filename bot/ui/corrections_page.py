"""The answer to /corrections: what was corrected and retracted, newest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from bot.ui import dates, markup
from bot.ui.controls import Page, button, card, row, text
from bot.ui.correction_lines import MOST_WORDS
from bot.ui.story_card import MOST_LISTED, headline
from bot.words import say
from storage.correction_records import CorrectionKind, Listed

MOST_TEXT = 740
"""Of one correction, so that five keep within Discord's 4,000."""


def corrections_page(
    listed: Sequence[Listed], number: int, zone: ZoneInfo, *, has_more: bool
) -> Page:
    """One page of the list. zone: in which its dates are said."""
    if not listed and number == 1:
        return Page(text(say("Nothing has been corrected here so far.")))
    turn = row(
        button(say("Newer"), "corrections.page", number - 1, disabled=number == 1),
        button(say("Older"), "corrections.page", number + 1, disabled=not has_more),
    )
    turns = [turn] if has_more or number > 1 else []
    where = f"\n-# {say('page {number}', number=number)}" if turns else ""
    return Page(
        card(
            text(f"### {say('Corrections')}{where}"),
            *(text(_short(one, zone)) for one in listed),
            *turns,
        )
    )


def _short(one: Listed, zone: ZoneInfo) -> str:
    """Without the link, which may have 500 letters, where it would be too long."""
    entry = _entry(one, zone)
    if markup.units(entry) <= MOST_TEXT:
        return entry
    return _entry(replace(one, story=replace(one.story, url=None)), zone)


def _entry(one: Listed, zone: ZoneInfo) -> str:
    made = one.correction
    date = dates.full_day(made.made_at.astimezone(zone).date())
    kind = say("Correction")
    if made.kind is CorrectionKind.RETRACTION:
        kind = say("Retraction")
    words = markup.plain(made.words, MOST_WORDS)
    where = markup.host(one.story.url) if one.story.url else ""
    facts = " · ".join(filter(None, (kind, date, where)))
    return f"**{headline(one.story, MOST_LISTED)}**\n-# {facts}\n{words}"
