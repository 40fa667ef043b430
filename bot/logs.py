"""Structured log lines, one an event, with secrets taken out before anything is written."""

from __future__ import annotations

import logging
import re
import sys
from typing import TYPE_CHECKING

import structlog

if TYPE_CHECKING:
    from structlog.typing import EventDict, Processor, WrappedLogger

# Bot tokens, and the interaction and webhook tokens that stand in Discord's addresses.
_SECRETS = re.compile(
    r"[\w-]{23,28}\.[\w-]{6,7}\.[\w-]{27,}"
    r"|(?<=/interactions/)(\d+)/[\w-]+"
    r"|(?<=/webhooks/)(\d+)/[\w-]+"
)


def redact(text: str) -> str:
    """`text` without tokens: what stands for them is "[secret]"."""
    return _SECRETS.sub(lambda hit: f"{hit[1] or hit[2] or ''}[secret]", text)


def _redact_event(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    return {key: redact(value) if isinstance(value, str) else value for key, value in event.items()}


def configure_logs(level: str = "info", style: str = "text") -> None:
    """Send every logger's lines, discord.py's and APScheduler's included, to standard error."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    last: Processor = (
        structlog.processors.JSONRenderer()
        if style == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                _redact_event,
                last,
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    # discord.py tells of every session and APScheduler of every tick that was still busy.
    for name, lowest in (("discord", logging.WARNING), ("apscheduler", logging.ERROR)):
        logging.getLogger(name).setLevel(max(lowest, root.level))
