"""How the running bot is: by its pulse, and by its answer on the port where one is set."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import aiohttp

from bot.doctor.diagnosis import Finding, bad, good, mind
from bot.pulse import BEAT_SECONDS, Pulse, read_pulse
from bot.settings import Settings
from bot.workflows.health import SILENT

ANSWER_SECONDS = 1.0
LATE_BEAT = timedelta(seconds=BEAT_SECONDS) + SILENT
LOOK = "Look into its log; start it again if it hangs."


async def pulse_findings(settings: Settings, *, is_running: bool) -> list[Finding]:
    """Ticks and gateway, as far as the bot has told of them."""
    pulse = read_pulse(settings.database)
    if not is_running:
        if pulse is None:
            return []
        last = f"The bot was last at work at {_at(pulse.at)} UTC."
        return [mind("ticks", last, "The end of its log says why it ended.")]
    found = _told(pulse)
    if port := settings.dateline_health_port:
        found.append(await _asked(port))
    elif pulse and pulse.faults:
        found.append(bad("health", f"The bot says: {'; '.join(pulse.faults)}.", LOOK))
    return found


def _told(pulse: Pulse | None) -> list[Finding]:
    if pulse is None:
        return [mind("ticks", "The bot has not told how it is yet.", "Ask again in a moment.")]
    now = datetime.now(UTC)
    looked_at = pulse.at - timedelta(seconds=pulse.silence)
    if now - pulse.at > LATE_BEAT or pulse.silence > SILENT.total_seconds():
        silent = f"The bot has not looked for due briefings since {_at(looked_at)} UTC."
        return [bad("ticks", silent, LOOK)]
    ticks = good("ticks", f"The bot looked for due briefings at {_at(looked_at)} UTC.")
    if pulse.connected_since:
        since = f"It has been connected to Discord since {_at(pulse.connected_since)} UTC."
        return [ticks, good("gateway", since)]
    lost = f" since {_at(pulse.lost_since)} UTC" if pulse.lost_since else ""
    remedy = "It tries again by itself; check the network, and discordstatus.com."
    return [ticks, bad("gateway", f"The bot has no connection to Discord{lost}.", remedy)]


async def _asked(port: int) -> Finding:
    timeout = aiohttp.ClientTimeout(total=ANSWER_SECONDS)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            session.get(f"http://127.0.0.1:{port}/readyz") as response,
        ):
            faults = [str(one) for one in (await response.json())["faults"]]
    except (aiohttp.ClientError, TimeoutError, ValueError, KeyError, TypeError):
        # Also where another program answers there.
        return bad("health", f"The bot gives no answer on port {port}.", LOOK)
    if faults:
        return bad("health", f"The bot says: {'; '.join(faults)}.", "Look into its log.")
    return good("health", "The bot is connected, and looks for what is due.")


def _at(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S}"
