"""Structured log lines, one an event, with secrets taken out before anything is written."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, cast

import structlog

if TYPE_CHECKING:
    from structlog.typing import EventDict, Processor, WrappedLogger

# Bot tokens, the interaction and webhook tokens that stand in Discord's addresses, and what stands
# as a token in a printed event.
_SECRETS = re.compile(
    r"[\w-]{23,28}\.[\w-]{6,7}\.[\w-]{27,}"
    r"|(?<=/interactions/)(\d+)/[\w-]+"
    r"|(?<=/webhooks/)(\d+)/[\w-]+"
    r"""|(?<=['"]token['"]:['"])[^'"]+|(?<=['"]token['"]: ['"])[^'"]+"""
)


def redact(text: str, known: Iterable[str] = ()) -> str:
    """`text` without tokens, those that are known and those that look like one: what stands for
    them is "[secret]".
    """
    for secret in known:
        text = text.replace(secret, "[secret]")
    return _SECRETS.sub(lambda hit: f"{hit[1] or hit[2] or ''}[secret]", text)


def _redacted(value: object, known: tuple[str, ...]) -> object:
    """Also inside what is not text: its written form is what would stand in the line."""
    match value:
        case str():
            return redact(value, known)
        case None | bool() | int() | float():
            return value
        case Mapping():
            return {
                redact(str(key), known): "[secret]" if key == "token" else _redacted(one, known)
                for key, one in cast("Mapping[object, object]", value).items()
            }
        case list() | tuple() | set() | frozenset():
            return [_redacted(one, known) for one in cast("Iterable[object]", value)]
        case _:
            return redact(str(value), known)


def _reconnects_calmly(record: logging.LogRecord) -> bool:
    """discord.py tells of each try to connect again as of an error of its own, with a traceback."""
    if record.exc_info and str(record.msg).startswith("Attempting a reconnect"):
        record.levelno, record.levelname = logging.WARNING, "WARNING"
        record.reason = str(record.exc_info[1])
        record.exc_info = None
    return True


def configure_logs(level: str = "info", style: str = "text", secrets: Iterable[str] = ()) -> None:
    """Send every logger's lines, discord.py's and APScheduler's included, to standard error.

    secrets: what must never stand in a line, whatever it looks like.
    """
    known = tuple(secret for secret in secrets if secret)

    def redact_event(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
        return {key: _redacted(value, known) for key, value in event.items()}

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
                redact_event,
                last,
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    # discord.py tells of every session, APScheduler of every tick that was still busy, and
    # aiosqlite of every statement with its values: whole stories.
    quiet = {
        "discord": logging.WARNING,
        "apscheduler": logging.ERROR,
        "aiosqlite": logging.WARNING,
    }
    for name, lowest in quiet.items():
        logging.getLogger(name).setLevel(max(lowest, root.level))
    logging.getLogger("discord.client").addFilter(_reconnects_calmly)
