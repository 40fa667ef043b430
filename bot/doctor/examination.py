"""`dateline doctor`: everything that can be wrong, looked at without changing anything, each with
what to do about it. Works beside a running bot and without one.

settings ─→ token, folder, process ─→ database ─→ Discord ─→ schedules and feeds ─→ the running bot
"""

from __future__ import annotations

from collections.abc import AsyncGenerator

from bot.doctor import machine
from bot.doctor.alive import pulse_findings
from bot.doctor.database import Contents, database_findings, log_finding, schedule_findings
from bot.doctor.diagnosis import Diagnosis, Finding, State, bad, good, mind
from bot.doctor.discord_side import Asked, ask_discord
from bot.errors import SetupFault
from bot.invite import application_of, invite_link
from bot.settings import Settings, load_settings, unknown_names


async def examine(*, offline: bool = False) -> Diagnosis:
    """Look at everything. offline: ask Discord nothing."""
    try:
        settings = load_settings()
    except SetupFault as fault:
        return Diagnosis(
            findings=(bad("settings", str(fault), "Correct them in .env."),), invite=None
        )
    application_id = application_of(settings.discord_token.get_secret_value())
    findings = [one async for one in _findings(settings, offline or application_id is None)]
    invite = invite_link(application_id) if application_id else None
    return Diagnosis(findings=tuple(findings), invite=invite)


async def _findings(settings: Settings, offline: bool) -> AsyncGenerator[Finding]:
    yield good("settings", "All settings can be used.")
    for name in unknown_names():
        yield mind("settings", f"{name} in .env is no setting.", "Compare it with .env.example.")
    yield machine.token(settings)
    yield machine.folder(settings)
    running = machine.process(settings)
    yield running
    if large := log_finding(settings.database):
        yield large
    contents = Contents()
    for one in await database_findings(settings.database, contents):
        yield one
    asked = Asked() if offline else await ask_discord(settings, contents.schedules)
    for one in asked.findings:
        yield one
    yield machine.zones()
    for one in schedule_findings(contents, asked.obstacles):
        yield one
    if asked.unasked:
        yield mind(
            "Discord",
            f"About {asked.unasked} servers it was not asked: there are many.",
            "In each of them /status says whether its briefings will go out.",
        )
    for one in contents.feeds:
        yield one
    yield machine.backup(settings)
    for one in await pulse_findings(settings, is_running=running.state is State.GOOD):
        yield one
