"""The answer to /retention: how long stories are kept, and what other limits would mean."""

from __future__ import annotations

import discord

from bot.ui.controls import Page, button, card, row, text
from bot.words import say, say_count
from bot.workflows.retention import Plan


def retention_page(plan: Plan) -> Page:
    """The limits as they are."""
    lines = [
        _limits(plan),
        say_count("{count} story is here.", "{count} stories are here.", plan.count),
    ]
    if plan.over:
        lines.append(
            say_count(
                "{count} of them is over the limits and goes within the next hours.",
                "{count} of them are over the limits and go within the next hours.",
                plan.over,
            )
        )
    how = say("To change it: /retention with days, stories or both; 0 lifts a limit.")
    return Page(card(text(_title()), text(" ".join(lines)), text(f"-# {_kept()}\n-# {how}")))


def proposal_page(plan: Plan) -> Page:
    """What limits would mean, and the question whether to set them."""
    return Page(
        card(
            text(_title()),
            text(f"{say('With the limits you ask for:')} {_limits(plan)}\n{_effect(plan)}"),
            text(f"-# {_kept()}"),
            row(
                button(
                    say("Set these limits"),
                    "retention.set",
                    plan.days or 0,
                    plan.stories or 0,
                    style=discord.ButtonStyle.danger if plan.over else discord.ButtonStyle.primary,
                ),
                button(say("Leave it as it is"), "retention.leave"),
            ),
        )
    )


def _title() -> str:
    return f"### {say('How long stories are kept')}"


def _limits(plan: Plan) -> str:
    if plan.days and plan.stories:
        return say(
            "Stories are kept for {days} days, and at most the newest {stories}.",
            days=f"{plan.days:,}",
            stories=f"{plan.stories:,}",
        )
    if plan.days:
        return say("Stories are kept for {days} days after they came in.", days=f"{plan.days:,}")
    if plan.stories:
        return say("The newest {stories} stories are kept.", stories=f"{plan.stories:,}")
    return say("Stories are kept for good.")


def _effect(plan: Plan) -> str:
    if not plan.over:
        return say("No story that is here now is over these limits.")
    goes = say_count(
        "**{count} of {all} stories would be deleted**, the oldest first; that cannot be undone.",
        "**{count} of {all} stories would be deleted**, the oldest first; that cannot be undone.",
        plan.over,
        all=f"{plan.count:,}",
    )
    if not plan.wanted:
        return goes
    stays = say_count("{count} older one stays.", "{count} older ones stay.", plan.wanted)
    return f"{goes} {stays}"


def _kept() -> str:
    return say(
        "Never deleted: what somebody has saved, what an edition on its way or planned carries, and"
        " what came in within the last 7 days. Posted briefings stay as they are; their Details are"
        " gone with the story."
    )
