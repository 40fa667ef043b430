"""An edition before it goes out, as its editors see it: how it stands, and a control for each wish.

The post itself is `briefing_layout`'s, the same that goes out.
"""

from __future__ import annotations

from collections.abc import Sequence

import discord

from bot.briefing.arrange import Wish
from bot.briefing.compose import Item
from bot.briefing.spoken import say_date
from bot.ui import markup
from bot.ui.controls import Page, button, card, custom_id, row, text
from bot.ui.dates import moment
from bot.ui.forms import Form
from bot.words import say
from bot.workflows.arranging import Opened
from storage.edition_records import Arrangement
from storage.story_records import Story

MOST_OPTIONS = 25
"""Discord's limit for a select."""
MOST_NOTE = 300
MOST_LIST = 2_600
"""Characters for the list of stories; Discord takes 4,000 in all."""

_CHANGES = {
    "lead": "{who} made {story} the lead {when}.",
    "up": "{who} moved {story} up {when}.",
    "down": "{who} moved {story} down {when}.",
    "pin": "{who} pinned {story} {when}.",
    "unpin": "{who} unpinned {story} {when}.",
    "drop": "{who} dropped {story} {when}.",
    "back": "{who} brought {story} back {when}.",
    "add": "{who} added {story} {when}.",
    "note": "{who} changed the note {when}.",
    "sections": "{who} changed the order of the sections {when}.",
    "hold": "{who} held it {when}.",
    "release": "{who} released it {when}.",
    "approve": "{who} approved it {when}.",
    "undo": "{who} took a change back {when}.",
}


def edition_page(opened: Opened, picked: int | None = None) -> Page:
    """How the edition stands, and what can be done. picked: the story that was chosen."""
    items = opened.briefing.items if opened.briefing else ()
    chosen = next((item for item in items if item.story.id == picked), None)
    return Page(
        card(
            text("\n".join(_heading(opened))),
            text(_list(opened, items)),
            *_about_stories(opened, items, chosen),
            *_dropped(opened),
            row(
                _button(opened, say("Add a story"), "edition.add"),
                _button(opened, say("Note"), "edition.note"),
                _button(opened, say("Order of sections"), "edition.sections"),
                _button(opened, say("See the post"), "edition.look"),
            ),
            row(*_leave(opened)),
        )
    )


def draft_page(opened: Opened, code: str, part: int) -> Page:
    """What stands under a draft in the editors' channel: when it goes out, and its buttons.

    code and part tell the channel's reader that it is there.
    """
    lines = _heading(opened)
    if opened.briefing is None:
        lines.append(_list(opened, ()))
    return Page(
        card(
            text("\n".join(lines)),
            row(
                *_leave(opened),
                _button(opened, say("Open"), "edition.open"),
                button(say("Why this"), "briefing.why", code, part),
            ),
        )
    )


def found_page(opened: Opened, words: str, stories: Sequence[Story]) -> Page:
    """Stories to add, to choose from."""
    if not stories:
        sentence = say(
            "Nothing found for “{words}”. Try fewer or other words of the headline, or its number.",
            words=markup.plain(words, 80),
        )
        return Page(text(sentence), row(_button(opened, say("Search again"), "edition.add")))
    select = discord.ui.Select[Page](
        custom_id=_id(opened, "edition.take"),
        placeholder=say("Choose the story to add"),
        options=[_option(story) for story in stories[:MOST_OPTIONS]],
    )
    return Page(
        card(
            text(say("Stories for “{words}”", words=markup.plain(words, 80))),
            row(select),
            row(_button(opened, say("Search again"), "edition.add")),
        )
    )


def search_form(opened: Opened) -> Form:
    """Asks for words of the story to add."""
    label = discord.ui.Label[Form](
        text=say("Words of its headline"),
        description=say("Or the story's number; empty for the newest."),
        component=discord.ui.TextInput(custom_id="words", required=False, max_length=100),
    )
    return Form(say("Add a story"), _id(opened, "edition.search"), [label])


def note_form(opened: Opened) -> Form:
    """The line at the top of the briefing."""
    label = discord.ui.Label[Form](
        text=say("A line at the top of the briefing"),
        description=say("Plain words; leave it empty for none."),
        component=discord.ui.TextInput(
            custom_id="note",
            required=False,
            max_length=MOST_NOTE,
            default=opened.plan.arrangement.note or None,
        ),
    )
    return Form(say("The editors' note"), _id(opened, "edition.noted"), [label])


def sections_form(opened: Opened) -> Form:
    """The order of the sections, a name a line."""
    names = [section.name for section in opened.briefing.sections] if opened.briefing else []
    label = discord.ui.Label[Form](
        text=say("Sections, one a line, from the top"),
        description=say("Those you leave out follow as they come."),
        component=discord.ui.TextInput(
            custom_id="sections",
            style=discord.TextStyle.paragraph,
            required=False,
            max_length=2_000,
            default="\n".join(names)[:2_000] or None,
        ),
    )
    return Form(say("Order of sections"), _id(opened, "edition.sectioned"), [label])


def _heading(opened: Opened) -> list[str]:
    coming = opened.coming
    when = moment(coming.due_at, "t")
    lines = [
        f"### {markup.plain(coming.schedule.name, 80)} · {say_date(coming.local_date)}, {when}",
        _state(opened),
    ]
    if opened.missed:
        lines.insert(
            0,
            say("⚠ It was changed before your click, which did nothing. This is how it stands."),
        )
    if opened.lost:
        lines.insert(1, say("You had typed: {text}", text=markup.plain(opened.lost, 300)))
    if opened.plan.changed_at:
        lines.append(f"-# {_last_change(opened)}")
    return lines


def _state(opened: Opened) -> str:
    coming, plan = opened.coming, opened.plan
    filled = {
        "channel": f"<#{coming.schedule.channel_id}>",
        "relative": moment(coming.due_at, "R"),
        "until": moment(opened.until, "t"),
    }
    if plan.held_at is not None:
        filled["who"] = _who(plan.held_by)
        if opened.is_due:
            return say(
                "Held by {who}. It was due {relative}; released before {until}, it still goes out"
                " in {channel}.",
                **filled,
            )
        return say("Held by {who}. It is not posted {relative} unless it is released.", **filled)
    if opened.waits:
        if opened.is_due:
            return say(
                "Not approved yet. It was due {relative}; approved before {until}, it still goes"
                " out in {channel}.",
                **filled,
            )
        return say("Goes out in {channel} {relative}, once it is approved.", **filled)
    if plan.approved_at is not None:
        filled["who"] = _who(plan.approved_by)
        return say("Approved by {who}. Goes out in {channel} {relative}.", **filled)
    return say("Goes out in {channel} {relative}, unless somebody holds it.", **filled)


def _last_change(opened: Opened) -> str:
    plan = opened.plan
    story = opened.on_story
    return say(
        _CHANGES[plan.change],
        who=_who(plan.changed_by),
        story=f"“{markup.plain(story.headline, 60)}”" if story else say("a story"),
        when=moment(plan.changed_at, "R") if plan.changed_at else "",
    )


def _who(user_id: int | None) -> str:
    return f"<@{user_id}>" if user_id else say("Somebody")


def _list(opened: Opened, items: Sequence[Item]) -> str:
    if not items:
        return say("As things stand nothing is left to carry. Add a story, or wait for one.")
    lines: list[str] = []
    for item in items:
        marks = _marks(item, opened.plan.arrangement)
        line = f"{item.position + 1}. {markup.plain(item.story.headline, 90)}"
        lines.append(" · ".join((line, *(f"**{mark}**" for mark in marks))))
    while sum(map(len, lines)) > MOST_LIST:
        lines.pop()
    return "\n".join(lines)


def _marks(item: Item, arrangement: Arrangement) -> list[str]:
    marks = [say("lead")] if item.role == "lead" else []
    if item.story.id in arrangement.pinned:
        marks.append(say("pinned"))
    if item.story.id in arrangement.added:
        marks.append(say("added"))
    return marks


def _about_stories(
    opened: Opened, items: Sequence[Item], chosen: Item | None
) -> list[discord.ui.Item[Page]]:
    if not items:
        return []
    select = discord.ui.Select[Page](
        custom_id=_id(opened, "edition.pick"),
        placeholder=say("Choose a story to move, pin or drop"),
        options=[_option(item.story, chosen, item.position) for item in items[:MOST_OPTIONS]],
    )
    if chosen is None:
        return [row(select)]
    kept = chosen.story.id in opened.plan.arrangement.pinned
    place = next((part for part in opened.shown if chosen.story.id in part), [])
    return [
        row(select),
        row(
            _wish(
                opened,
                say("Make lead"),
                Wish.LEAD,
                chosen,
                disabled=opened.plan.arrangement.lead == chosen.story.id,
            ),
            _wish(
                opened, say("Up"), Wish.UP, chosen, disabled=place[:1] in ([], [chosen.story.id])
            ),
            _wish(
                opened,
                say("Down"),
                Wish.DOWN,
                chosen,
                disabled=place[-1:] in ([], [chosen.story.id]),
            ),
            _wish(
                opened,
                say("Unpin") if kept else say("Pin"),
                Wish.UNPIN if kept else Wish.PIN,
                chosen,
            ),
            _wish(opened, say("Drop"), Wish.DROP, chosen),
        ),
    ]


def _dropped(opened: Opened) -> list[discord.ui.Item[Page]]:
    if not opened.dropped:
        return []
    select = discord.ui.Select[Page](
        custom_id=_id(opened, "edition.back"),
        placeholder=say("Bring a dropped story back"),
        options=[_option(story) for story in opened.dropped[:MOST_OPTIONS]],
    )
    return [row(select)]


def _leave(opened: Opened) -> list[discord.ui.Button[Page]]:
    plan, controls = opened.plan, list[discord.ui.Button[Page]]()
    if opened.coming.schedule.needs_approval and plan.approved_at is None:
        controls.append(
            _button(opened, say("Approve"), "edition.approve", discord.ButtonStyle.success)
        )
    if plan.held_at is None:
        controls.append(_button(opened, say("Hold"), "edition.hold", discord.ButtonStyle.danger))
    else:
        controls.append(
            _button(opened, say("Release"), "edition.release", discord.ButtonStyle.success)
        )
    return controls


def _option(
    story: Story, chosen: Item | None = None, position: int | None = None
) -> discord.SelectOption:
    number = "" if position is None else f"{position + 1}. "
    return discord.SelectOption(
        label=f"{number}{markup.label(story.headline, 90)}",
        value=str(story.id),
        description=markup.label(" › ".join(story.section), 90) or None,
        default=chosen is not None and chosen.story.id == story.id,
    )


def _wish(
    opened: Opened, name: str, wish: Wish, item: Item, *, disabled: bool = False
) -> discord.ui.Button[Page]:
    arguments = (*_arguments(opened), item.story.id)
    return button(name, "edition.wish", wish.value, *arguments, disabled=disabled)


def _button(
    opened: Opened,
    name: str,
    action: str,
    style: discord.ButtonStyle = discord.ButtonStyle.secondary,
) -> discord.ui.Button[Page]:
    return button(name, action, *_arguments(opened), style=style)


def _id(opened: Opened, action: str) -> str:
    return custom_id(action, *_arguments(opened))


def _arguments(opened: Opened) -> tuple[int, int, int, int]:
    """Schedule, slot, date and version: which edition, and as who has seen it."""
    coming = opened.coming
    on = int(f"{coming.local_date:%Y%m%d}")
    return coming.schedule.id, coming.slot_id, on, opened.plan.version
