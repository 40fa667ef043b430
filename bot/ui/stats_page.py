"""The answer to /stats: the picture of what was covered, and the same figures in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import discord
from babel.dates import format_date

from bot.ui import markup
from bot.ui.controls import Page, button, card, row, text
from bot.words import say, say_count, spoken_locale
from bot.workflows.stats import PERIODS, Figures
from storage.coverage import COLOURED, Coverage, Tally

MOST_ALT = 1_000
"""Characters; Discord takes 1,024."""
MOST_NAME = 40


def stats_page(figures: Figures) -> Page:
    """Each kind of figures as a picture, where there is one, and in words."""
    coverage = figures.coverage
    pictures = figures.pictures
    parts: list[discord.ui.Item[Page]] = []
    for name, block in _blocks(coverage).items():
        if name in pictures:
            parts.append(_gallery(name, coverage))
        parts.append(text(block))
    return Page(
        card(
            text(f"### {say('What this server covered')}\n-# {_span(coverage)}"),
            *parts,
            row(*(_period(figures, weeks) for weeks in PERIODS), _theme(figures)),
        )
    )


def filename(name: str) -> str:
    """Of the picture of "sections", "sources", "places" or "weeks"."""
    return f"{name}.png"


def alt_text(name: str, coverage: Coverage) -> str:
    """What a picture shows, for those who do not see it; the figures stand below it."""
    span = _span(coverage)
    match name:
        case "sections":
            return _alt(say("Bar chart of the sections of {span}", span=span), coverage.sections)
        case "sources":
            return _alt(say("Bar chart of the sources of {span}", span=span), coverage.sources)
        case "places":
            return _alt(say("Bar chart of the places of {span}", span=span), coverage.places)
        case _:
            weeks = [Tally(_short(week.monday), week.stories) for week in coverage.weeks]
            return _alt(say("Bar chart of the weeks of {span}", span=span), weeks)


def _alt(title: str, tallies: Sequence[Tally]) -> str:
    named = ", ".join(f"{one.name} {one.stories:,}" for one in tallies)
    return markup.label(f"{title}: {named}", MOST_ALT)


def _gallery(name: str, coverage: Coverage) -> discord.ui.MediaGallery[Page]:
    item = discord.MediaGalleryItem(
        f"attachment://{filename(name)}", description=alt_text(name, coverage)
    )
    return discord.ui.MediaGallery(item)


def period_name(weeks: int) -> str:
    """ "12 weeks", "A year"."""
    if weeks == 52:
        return say("A year")
    return say_count("{count} week", "{count} weeks", weeks)


def _span(coverage: Coverage) -> str:
    count = say_count("{count} story", "{count} stories", coverage.total)
    first, last = _date(coverage.first), _date(coverage.last)
    return say("{count}, {first} to {last}", count=count, first=first, last=last)


def _blocks(coverage: Coverage) -> dict[str, str]:
    """The figures in words, by what they are of."""
    if not coverage.total:
        return {"nothing": say("No story is dated in these weeks.")}
    blocks = {
        "sections": _tallies(say("Sections"), coverage.sections),
        "sources": _tallies(say("Sources"), coverage.sources),
        "places": _tallies(say("Places"), coverage.places),
        "weeks": _weeks(coverage),
    }
    return {name: block for name, block in blocks.items() if block}


def _tallies(title: str, tallies: Sequence[Tally]) -> str:
    named = [f"{markup.isolated(one.name, MOST_NAME)} {one.stories:,}" for one in tallies]
    return f"**{title}**\n{' · '.join(named)}" if named else ""


def _weeks(coverage: Coverage) -> str:
    """A line a week with the first sections; for a year only the weeks' totals."""
    names = [markup.isolated(one.name, 20) for one in coverage.sections[:COLOURED]]
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
    return format_date(on, say("d MMMM y"), locale=spoken_locale())


def _short(on: date) -> str:
    return format_date(on, say("d MMM"), locale=spoken_locale())
