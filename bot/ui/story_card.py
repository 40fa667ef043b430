"""A story as a private card: the draft with its doubts and buttons, and the stored story."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import discord

from bot.ui import dates, markup
from bot.ui.controls import Page, button, card, row, text
from bot.ui.event_note import event_items
from bot.ui.match_note import carried_note
from bot.ui.source_items import source_items
from bot.words import say, say_count
from bot.workflows.same_event import NO_OTHERS, Event
from bot.workflows.same_story import Match
from storage.story_records import Draft, Story, StoryText

SEPARATOR = " · "
SUMMARY_LIMIT = 1_600
FACT_LIMIT = 160
MOST_LISTED = 120
"""Of a headline in a list."""
MOST_DAYS = 3

_FIELDS = {
    "headline": "the headline",
    "section": "the section",
    "agency": "the agency",
    "publisher": "the publisher",
    "byline": "the author",
    "dateline": "the place",
    "published_at": "the date",
    "updated_at": "the date",
    "language": "the language",
    "body": "where the article begins and ends",
}


def draft_card(draft: Draft, warnings: Sequence[str] = (), matches: Sequence[Match] = ()) -> Page:
    """What was read from a page, doubts marked, with Save, Edit fields and Discard.

    matches: stories that it repeats; then the question is what to do about the first of them.
    """
    story = draft.text
    lines = [f"### {headline(story)}", f"-# {byline(story)}"]
    notes = [*warnings, *doubt_notes(story)]
    return Page(
        card(
            text(
                _embargo_line(draft)
                if draft.embargo_until
                else carried_note(draft.guild_id, matches)
                if matches
                else say("**Ready to save.** This is what was read from the page.")
            ),
            text("\n".join(lines)),
            *_content(story),
            *([text("\n".join(f"⚠ {note}" for note in notes))] if notes else []),
            text(f"-# {SEPARATOR.join((measure(story), *_found(draft)))}"),
            row(
                *(_about_match(draft, matches[0]) if matches else (_save(draft),)),
                button(say("Edit fields"), "draft.edit", draft.id),
                *(() if matches else (_queue(draft), _discard(draft))),
                button(say("Embargo"), "draft.embargo", draft.id),
            ),
        )
    )


def _embargo_line(draft: Draft) -> str:
    assert draft.embargo_until is not None
    when = dates.moment(draft.embargo_until)
    return say(
        "**Under embargo until {time}.** It becomes a story by itself then; Save makes it one at"
        " once. /desk embargoes finds it again.",
        time=when,
    )


def _found(draft: Draft) -> tuple[str, ...]:
    return (credit(draft.found.by),) if draft.found.by else ()


def credit(user_id: int) -> str:
    """Who found it. Nothing that is sent may mention anybody, so this pings nobody."""
    return say("Found by {name}", name=f"<@{user_id}>")


def _save(draft: Draft) -> discord.ui.Button[Page]:
    return button(say("Save"), "draft.save", draft.id, style=discord.ButtonStyle.success)


def _queue(draft: Draft) -> discord.ui.Button[Page]:
    return button(say("Put in the queue"), "desk.put", draft.id)


def _discard(draft: Draft) -> discord.ui.Button[Page]:
    return button(say("Discard"), "draft.discard", draft.id, style=discord.ButtonStyle.danger)


def _about_match(draft: Draft, match: Match) -> tuple[discord.ui.Button[Page], ...]:
    return (
        button(
            say("Duplicate"),
            "draft.duplicate",
            draft.id,
            match.story.id,
            style=discord.ButtonStyle.primary,
        ),
        button(say("Follow-up"), "draft.follow", draft.id, match.story.id),
        button(say("Different"), "draft.different", draft.id),
    )


def unread_card(sentence: str, link_id: int) -> Page:
    """Why a link gave no article, and the way to paste its page. `link_id` keeps the link."""
    return Page(
        card(
            text(f"{sentence}\n-# {say('The link is kept if you paste the page.')}"),
            row(button(say("Paste the page"), "story.form", link_id)),
        )
    )


def saved_card(story: Story, event: Event = NO_OTHERS, *, follows: Story | None = None) -> Page:
    """The answer to Save, with the stories that tell of the same event."""
    sentences = [say("Saved as story {id}.", id=story.id)]
    if follows:
        name = markup.plain(follows.headline, 120)
        sentences.append(say("It goes on with story {id}, {story}.", id=follows.id, story=name))
    if story.dated_at is None:
        sentences.append(
            say(
                "It has no date, so it will not count as news of the day, only as an archive piece."
            )
        )
    saved = text(f"{' '.join(sentences)}\n### {headline(story)}\n-# {byline(story)}")
    return Page(card(saved, *event_items(story, event)))


def dropped_card(story: Story) -> Page:
    """The answer to Duplicate."""
    sentence = say("Dropped. The story is here already, as story {id}.", id=story.id)
    return Page(card(text(f"{sentence}\n### {headline(story)}\n-# {byline(story)}")))


def story_card(
    story: Story,
    event: Event = NO_OTHERS,
    *,
    for_editor: bool = False,
    saved: bool = False,
    corrected: str = "",
) -> Page:
    """A stored story: headline, source, date, summary, key facts, others of the same event.

    saved: whether the reader has put it by. corrected: the lines of its corrections.
    """
    return Page(
        card(
            *story_items(story),
            *([text(corrected)] if corrected else []),
            *event_items(story, event, for_editor=for_editor),
            *source_items(story),
            row(
                *(() if story.embargo_until else (_keep(story, saved=saved),)),
                button(say("Report an error"), "report.begin", story.id),
                *(_for_editors(story) if for_editor else ()),
            ),
        )
    )


def _for_editors(story: Story) -> tuple[discord.ui.Button[Page], ...]:
    return (button(say("Correct"), "story.correct_open", story.id),)


def _keep(story: Story, *, saved: bool) -> discord.ui.Button[Page]:
    if saved:
        return button(say("Remove from saved"), "saved.drop", story.id)
    return button(say("Save"), "saved.keep", story.id)


def story_items(story: Story) -> list[discord.ui.Item[Page]]:
    """The parts of a story's card."""
    times = [
        say(label, time=dates.story_time(story, instant))
        for label, instant in (
            ("Published {time}.", story.published_at),
            ("Updated {time}.", story.updated_at),
        )
        if instant
    ]
    if times and story.zone_inferred:
        times.append(say("The page names no time zone; this one was inferred."))
    return [
        text(f"### {headline(story)}\n-# {byline(story)}"),
        *_content(story),
        text(f"-# {SEPARATOR.join(_about(story))}" + (f"\n-# {' '.join(times)}" if times else "")),
    ]


def _about(story: Story) -> list[str]:
    about = [measure(story), say("story {id}", id=story.id)]
    return [*about, credit(story.found_by)] if story.found_by else about


def headline(story: StoryText, limit: int = 240) -> str:
    """The headline, linked to its source where it has one; of a retracted story, struck out."""
    if story.url:
        shown = markup.link(story.headline, story.url, limit)
    else:
        shown = markup.plain(story.headline, limit)
    return f"~~{shown}~~" if is_retracted(story) else shown


def listed(story: Story, room: int, below: str = "") -> str:
    """Headline and byline as they stand in a list, with `below` after them; without the link, which
    may have 500 letters, where it would be more than `room`.
    """
    shown = _listed(story, below)
    return shown if markup.units(shown) <= room else _listed(replace(story, url=None), below)


def _listed(story: Story, below: str) -> str:
    return f"**{headline(story, MOST_LISTED)}**\n-# {byline(story)}{below}"


def is_retracted(story: StoryText) -> bool:
    """Whether an editor has taken it back. A text that is no story yet is none such."""
    return isinstance(story, Story) and story.retracted_at is not None


def byline(story: StoryText) -> str:
    """Section, who it is from, place, date and the link's host: what stands under a headline."""
    parts = [
        say("retracted") if is_retracted(story) else None,
        _embargo_mark(story),
        markup.isolated(" › ".join(story.section), 80) if story.section else None,
        *(
            markup.isolated(name, 60)
            for name in (story.agency, story.publisher, story.byline, story.dateline)
            if name
        ),
        dates.story_date(story) or say("no date"),
        markup.host(story.url) if story.url else None,
    ]
    return SEPARATOR.join(part for part in parts if part)


def _embargo_mark(story: StoryText) -> str | None:
    if not isinstance(story, Story) or story.embargo_until is None:
        return None
    return say("under embargo until {time}", time=dates.moment(story.embargo_until, "f"))


def key_fact_lines(story: StoryText, most: int = 6) -> str:
    """Key facts as a list; "" where there are none, and of a retracted story."""
    if is_retracted(story):
        return ""
    return "\n".join(f"- {markup.plain(fact.text, FACT_LIMIT)}" for fact in story.key_facts[:most])


def summary_text(story: StoryText, limit: int = SUMMARY_LIMIT) -> str:
    """The summary's sentences, as they stand in the article; of a retracted story, that it is."""
    if is_retracted(story):
        return say("An editor has retracted this story.")
    between = "" if story.language.startswith(("zh", "ja")) else " "
    return markup.plain(between.join(passage.text for passage in story.summary), limit)


def _content(story: StoryText) -> list[discord.ui.Item[Page]]:
    summary = summary_text(story) or say("No summary.")
    items: list[discord.ui.Item[Page]] = [text("\n".join([summary, *_days(story)]))]
    if facts := key_fact_lines(story):
        items.append(text(say("**Key facts**") + "\n" + facts))
    return items


def _days(story: StoryText) -> list[str]:
    """What "Monday" meant when the story was written, for those who read it later."""
    if is_retracted(story):
        return []
    return [
        f"-# {say('“{word}” is {date}.', word=markup.plain(word, 40), date=date)}"
        for word, date in dates.days_meant(story).items()
    ][:MOST_DAYS]


def measure(story: StoryText) -> str:
    """Its length in words and minutes."""
    return SEPARATOR.join(
        (
            say_count("{count} word", "{count} words", story.word_count),
            say_count("{count} minute to read", "{count} minutes to read", story.reading_minutes),
        )
    )


def doubt_notes(story: StoryText) -> list[str]:
    """What an editor should look at, a sentence each."""
    unsure = list(dict.fromkeys(say(_FIELDS.get(name, name)) for name in story.doubts))
    notes: list[str] = []
    if unsure:
        notes.append(say("Please check {fields}: a guess.", fields=", ".join(unsure)))
    if story.zone_inferred:
        notes.append(say("The page names no time zone; the one shown was inferred."))
    if story.published_at is None and story.updated_at is None:
        notes.append(
            say("No date was found. Set one with Edit fields, or it counts as an archive piece.")
        )
    return notes
