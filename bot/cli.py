"""The operator's commands: dateline run, read, demo, and those of `upkeep`. A fault ends in one
sentence.
"""

from __future__ import annotations

import asyncio
import errno
import json
import os
import signal
import threading
from collections.abc import Callable, Coroutine
from contextlib import AbstractAsyncContextManager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfoNotFoundError

import structlog
import typer
from rich.console import Console

from bot import upkeep
from bot.errors import Exit, Refusal
from bot.settings import load_settings
from bot.shell import give_up_output, settle_in
from bot.words import say
from storage.errors import (
    Damaged,
    Empty,
    Exists,
    ForeignLog,
    InUse,
    Locked,
    MigrationFailed,
    NearlyFull,
    NewerDatabase,
    NoRoom,
    NoSuchServer,
    NotADatabase,
    OnNetwork,
    Replaced,
    StorageError,
    StorageFull,
    Unrestorable,
    UnusableExport,
    Unwritable,
)

if TYPE_CHECKING:
    from bot.workflows.ports import Web

log = structlog.get_logger(__name__)

app = typer.Typer(
    name="dateline",
    help="A self-hosted news desk for Discord servers.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

feed = typer.Typer(help="Look at feeds.", no_args_is_help=True)
app.add_typer(feed, name="feed")
app.command()(upkeep.backup)
app.command()(upkeep.restore)
app.command()(upkeep.export)
app.command("import")(upkeep.read_in)
app.command()(upkeep.doctor)

MOST_FAILED = 100
"""Exit codes above 125 mean something else to a shell."""

LAST_SECONDS = 13.0
"""From the first signal on; whatever hangs then, it ends within the 15 that are promised. A thread
that waits for a slow disk may take two more to be let go.
"""
TELLING_SECONDS = 0.5


_EXITS: tuple[tuple[type[StorageError], Exit], ...] = (
    (InUse, Exit.IN_USE),
    (Empty, Exit.EMPTY),
    (NotADatabase, Exit.FOREIGN),
    (ForeignLog, Exit.FOREIGN),
    (Replaced, Exit.FOREIGN),
    (Damaged, Exit.DAMAGED),
    (NewerDatabase, Exit.NEWER),
    (OnNetwork, Exit.NETWORK),
    (StorageFull, Exit.FULL),
    (NoRoom, Exit.FULL),
    (NearlyFull, Exit.FULL),
    (Locked, Exit.LOCKED),
    (Unwritable, Exit.READ_ONLY),
    (MigrationFailed, Exit.MIGRATION),
    (Exists, Exit.REFUSED),
    (NoSuchServer, Exit.REFUSED),
    (Unrestorable, Exit.REFUSED),
    (UnusableExport, Exit.REFUSED),
)


def exit_of(error: StorageError) -> Exit:
    """The code that tells a service unit which fault of the database it was."""
    return next((code for kind, code in _EXITS if isinstance(error, kind)), Exit.DATABASE)


def main() -> None:
    """The entry point of the `dateline` command."""
    settle_in()
    try:
        app()
    except Refusal as refusal:
        _fail(say(refusal.message, **refusal.values), refusal.exit_code)
    except StorageError as error:
        _fail(str(error), exit_of(error))
    except ZoneInfoNotFoundError:  # not even UTC is there
        _fail(
            say("This machine has no time zone data. Install Dateline anew, tzdata with it."),
            Exit.REFUSED,
        )
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        give_up_output()
        _fail(say("The disk is full. Free some space and try again."), Exit.FULL)


@app.command()
def run() -> None:
    """Run the bot on Discord with the token from .env."""
    # Until the loop heeds it: nothing is open yet that would have to be closed.
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    from bot.app import run as run_bot  # discord.py takes half a second to import; `read` does not
    from bot.logs import configure_logs

    settings = load_settings()
    configure_logs(
        settings.dateline_log_level,
        settings.dateline_log_format,
        [settings.discord_token.get_secret_value()],
    )
    _until_stopped(lambda stopped: run_bot(settings, stopped))


@app.command()
def demo(
    once: Annotated[bool, typer.Option(help="Post one briefing, print it, and end.")] = False,
    story: Annotated[
        list[Path] | None, typer.Option(help="Load these pasted pages instead of the samples.")
    ] = None,
    port: Annotated[
        int, typer.Option(min=0, max=65_535, help="Port of the page; 0 takes a free one.")
    ] = 8080,
) -> None:
    """Show the bot at work in a local playground. No Discord account, no token."""
    from bot.demo import run_demo
    from bot.logs import configure_logs

    configure_logs("warning")
    _until_stopped(lambda stopped: run_demo(stopped, once=once, stories=story or [], port=port))


@app.command()
def read(
    inputs: Annotated[
        list[str],
        typer.Argument(
            metavar="PATH|ADDRESS…",
            help="Pasted pages or web pages as files, - for standard input, or https:// addresses.",
        ),
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Read newspaper pages: headline, date, body, summary, key facts.

    Several inputs print JSON Lines, one line an input, in order, and a bad one does not stop the
    others: its line has an "error". The exit code then says how many failed, at most 100.
    """
    from bot.workflows.read_inputs import read_all, read_one

    if len(inputs) > 1:
        failed = asyncio.run(read_all(inputs, _open_web, _now, _print_line))
        raise SystemExit(min(failed, MOST_FAILED))
    found = asyncio.run(read_one(inputs[0], _open_web, _now))
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False, indent=2))
    else:
        _print_article(found)


@feed.command()
def check(
    address: Annotated[
        str,
        typer.Argument(
            metavar="PATH|ADDRESS",
            help="A feed as a file, - for standard input, or its https:// address.",
        ),
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Show what would be stored of a feed: its entries as stories, or why it is quarantined."""
    from bot.workflows.feed_check import check_feed

    found = asyncio.run(check_feed(address, _open_web))
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False, indent=2))
    else:
        _print_feed(found)
    if found["state"] != "accepted":
        raise SystemExit(int(Exit.REFUSED))


def _open_web() -> AbstractAsyncContextManager[Web]:
    from bot.web.guarded import open_web

    return open_web(_now, ports=load_settings().web_ports)


def _now() -> datetime:
    return datetime.now(UTC)


def _print_line(found: dict[str, Any]) -> None:
    typer.echo(json.dumps(found, ensure_ascii=False))


def _print_article(found: dict[str, Any]) -> None:
    console = Console(highlight=False, markup=False, soft_wrap=True)
    console.print(found["headline"], style="bold")
    shown = ("section", "agency", "publisher", "byline", "dateline", "published_at", "updated_at")
    for name in shown:
        if value := found[name]:
            text = " > ".join(value) if isinstance(value, list) else value
            console.print(f"{name.replace('_', ' ')}: {text}", style="dim")
    if found["zone_inferred"]:
        console.print("the time zone was inferred", style="dim")
    if found["doubts"]:
        console.print(f"please check: {', '.join(found['doubts'])}", style="yellow")
    console.print(
        f"{found['word_count']} words, {found['reading_minutes']} min to read", style="dim"
    )
    for title, key in (("Summary", "summary"), ("Key facts", "key_facts")):
        if found[key]:
            console.print(f"\n{title}", style="bold")
            for passage in found[key]:
                console.print(f"- {passage['text']}  [paragraph {passage['paragraph'] + 1}]")
    console.print("\nBody", style="bold")
    console.print("\n\n".join(found["body"]))
    if found["furniture"]:
        console.print(f"\nLeft out: {len(found['furniture'])} lines", style="dim")


def _print_feed(found: dict[str, Any]) -> None:
    console = Console(highlight=False, markup=False, soft_wrap=True)
    if found["state"] != "accepted":
        console.print(f"quarantined: {found['reason']}", style="yellow")
        return
    console.print(found["title"] or found["address"], style="bold")
    console.print(
        f"{found['kind']}, {len(found['entries'])} entries, {found['left_out']} left out",
        style="dim",
    )
    for entry in found["entries"]:
        date = entry["published_at"] or entry["updated_at"] or "no date"
        console.print(f"\n{entry['headline']}", style="bold")
        console.print(
            f"{date}, {entry['word_count']} words, {entry['link'] or 'no link'}", style="dim"
        )
        for passage in entry["summary"]:
            console.print(f"- {passage['text']}")
        if entry["doubts"]:
            console.print(f"please check: {', '.join(entry['doubts'])}", style="yellow")


def _until_stopped(work: Callable[[asyncio.Event], Coroutine[Any, Any, int | None]]) -> None:
    """Run `work` until it ends or the first SIGINT or SIGTERM; a second one ends at once, and so
    does the time that an orderly end may take.
    """

    async def supervised() -> int | None:
        stopped = asyncio.Event()
        loop = asyncio.get_running_loop()

        def stop(number: int) -> None:
            if stopped.is_set():
                os._exit(128 + number)  # at once, and as safe as kill -9
            stopped.set()
            last = threading.Timer(LAST_SECONDS, _end_at_last)
            last.daemon = True
            last.start()

        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, stop, number)
        return await work(stopped)

    try:
        code = asyncio.run(supervised())
    except KeyboardInterrupt:
        code = 130
    if code:
        raise SystemExit(code)


def _end_at_last() -> None:
    """As safe as kill -9: what was being posted is looked up in its channel at the next start."""
    # The disk that holds up the rest may hold up the log, too.
    telling = threading.Thread(target=log.warning, args=("ended without waiting any longer",))
    telling.daemon = True
    telling.start()
    telling.join(TELLING_SECONDS)
    os._exit(0)


def _fail(sentence: str, code: Exit) -> None:
    with suppress(OSError):  # on a full disk nobody can be told; the code says it, too
        typer.echo(f"dateline: {sentence}", err=True)
    raise SystemExit(int(code))
