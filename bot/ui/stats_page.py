"""The answer to /stats: the picture of what was covered, and the same figures in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import discord
from babel.dates import format_date

from bot.ui import markup
from bot.ui.controls import Page, button, card, row, text
from bot.words import say, say_count
from bot.workflows.stats import PERIODS, Figures
from storage.coverage import COLOURED, Coverage, Tally

FILENAME = "coverage.png"
MOST_ALT = 1_000
"""Characters; Discord takes 1,024."""
MOST_NAME = 40


def stats_page(figures: Figures) -> Page:
    """The picture, where there is one, above the figures."""
    coverage = figures.coverage
    picture = discord.ui.MediaGallery[Page](
        discord.MediaGalleryItem(f"attachment://{FILENAME}", description=alt_text(coverage))
    )
    blocks = [block for block in _blocks(coverage) if block]
    return Page(
        card(
            text(f"### {say('What this server covered')}\n-# {_span(coverage)}"),
            *([picture] if figures.picture else []),
            *map(text, blocks),
            row(*(_period(figures, weeks) for weeks in PERIODS), _theme(figures)),
        )
    )


def alt_text(coverage: Coverage) -> str:
    """What the picture shows, for those who do not see it."""
    leaders = [
        say("most in the section {name} ({count})", name=one.name, count=one.stories)
        for one in coverage.sections[:1]
    ]
    leaders += [
        say("most from {name} ({count})", name=one.name, count=one.stories)
        for one in coverage.sources[:1]
    ]
    leaders += [
        say("most about {name} ({count})", name=one.name, count=one.stories)
        for one in coverage.places[:1]
    ]
    sentence = say("Bar charts of {span}", span=_span(coverage))
    return markup.label(
        ": ".join([sentence, ", ".join(leaders)] if leaders else [sentence]), MOST_ALT
    )


def period_name(weeks: int) -> str:
    """ "12 weeks", "A year"."""
    if weeks == 52:
        return say("A year")
    return say_count("{count} week", "{count} weeks", weeks)


def _span(coverage: Coverage) -> str:
    count = say_count("{count} story", "{count} stories", coverage.total)
    first, last = _date(coverage.first), _date(coverage.last)
    return say("{count}, {first} to {last}", count=count, first=first, last=last)


def _blocks(coverage: Coverage) -> list[str]:
    if not coverage.total:
        return [say("No story is dated in these weeks.")]
    return [
        _tallies(say("Sections"), coverage.sections),
        _tallies(say("Sources"), coverage.sources),
        _tallies(say("Places"), coverage.places),
        _weeks(coverage),
    ]


def _tallies(title: str, tallies: Sequence[Tally]) -> str:
    named = [f"{markup.plain(one.name, MOST_NAME)} {one.stories:,}" for one in tallies]
    return f"**{title}**\n{' · '.join(named)}" if named else ""


def _weeks(coverage: Coverage) -> str:
    """A line a week with the first sections; for a year only the weeks' totals."""
    names = [markup.plain(one.name, 20) for one in coverage.sections[:COLOURED]]
    lines: list[str] = []
    for week in coverage.weeks:
        parts = [
            f"{name} {stories:,}"
            for name, stories in zip(names, week.by_section, strict=False)
            if stories
        ]
        lines.append(
            f"{_short(week.monday)}: {week.stories:,}" + (f" ({', '.join(parts)})" if parts else "")
        )
    if len(coverage.weeks) > 12:
        lines = [" · ".join(f"{_short(week.monday)} {week.stories:,}" for week in coverage.weeks)]
    return "\n".join([f"**{say('Stories a week, by its Monday')}**", *lines])


def _period(figures: Figures, weeks: int) -> discord.ui.Button[Page]:
    chosen = weeks == figures.weeks
    theme = "dark" if figures.dark else "light"
    return button(period_name(weeks), "stats.show", weeks, theme, "weeks", disabled=chosen)


def _theme(figures: Figures) -> discord.ui.Button[Page]:
    if figures.dark:
        return button(say("Light picture"), "stats.show", figures.weeks, "light", "picture")
    return button(say("Dark picture"), "stats.show", figures.weeks, "dark", "picture")


def _date(on: date) -> str:
    return format_date(on, "d MMMM y", locale="en_GB")


def _short(on: date) -> str:
    return format_date(on, "d MMM", locale="en_GB")
