"""The operator's commands for the data: backing it up and putting it back, out and in.

They work beside a running bot where that does no harm, and say so in one sentence where it would.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import sys
from collections.abc import AsyncGenerator
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from typing import IO, Annotated

import typer

from bot.errors import Invalid
from bot.settings import Settings, load_settings
from bot.shell import finish_or_clear_up, give_up_output
from bot.words import say, say_count
from bot.workflows.backups import Backups
from bot.workflows.taking_out import TakingOut
from storage import open_storage
from storage.backups import back_up, backups_in
from storage.errors import from_system
from storage.exports import export_lines, import_lines, read_lines
from storage.restoring import restore as put_back


def backup(
    file: Annotated[
        Path | None,
        typer.Argument(help="Where to; without it, into the folder of the nightly backups."),
    ] = None,
) -> None:
    """Copy the whole database into one file, also while the bot runs."""
    settings = load_settings()
    _there_is_one(settings)
    if file is None:
        path = finish_or_clear_up(nightly(settings).make())
    elif _is_there(file) and file.is_dir():
        raise Invalid("{path} is a folder. Name a file, for example {example}.",
                      path=file, example=file / "before-update.sqlite3")  # fmt: skip
    else:
        path = file
        finish_or_clear_up(back_up(settings.database, path))
    typer.echo(say("Backed up to {path} ({size} MB).", path=path, size=_megabytes(path)))


def restore(
    file: Annotated[
        Path | None, typer.Argument(help="The backup; without it, those there are are listed.")
    ] = None,
) -> None:
    """Put a backup in the place of the database. The bot must be stopped."""
    settings = load_settings()
    if file is None:
        _list_backups(settings)
        return
    restored = finish_or_clear_up(put_back(file, settings.database, datetime.now(UTC)))
    typer.echo(say("Restored from {path}.", path=file))
    if restored.replaced:
        typer.echo(
            say(
                "The database that was there is kept as {path}. Delete it when all is well.",
                path=restored.replaced,
            )
        )
    typer.echo(_looked_up())


def _looked_up() -> str:
    return say(
        "What was due since it was made is looked up in its channel at the next start, and posted"
        " only where it is not there."
    )


class Form(StrEnum):
    """jsonl: everything, to be read in again. ninjs: the stories. opml: the feeds. markdown: the
    editions of a date.
    """

    JSONL = "jsonl"
    NINJS = "ninjs"
    OPML = "opml"
    MARKDOWN = "markdown"


def export(
    file: Annotated[
        Path | None, typer.Argument(help="Where to; without it, to standard output.")
    ] = None,
    form: Annotated[
        Form,
        typer.Option(
            "--as",
            help="jsonl: everything; ninjs: stories; opml: feeds; markdown: a date's editions.",
        ),
    ] = Form.JSONL,
    server: Annotated[int | None, typer.Option(help="The id of one server.")] = None,
    day: Annotated[
        datetime | None, typer.Option("--date", formats=["%Y-%m-%d"], help="For markdown.")
    ] = None,
) -> None:
    """Write out what is stored, also while the bot runs."""
    settings = load_settings()
    _there_is_one(settings)
    if form is Form.MARKDOWN and day is None:
        raise Invalid("Which date? Add --date, for example --date 2026-03-02.")
    if file is not None and _is_there(file):
        raise Invalid("{path} is there already. Name another file.", path=file)
    pieces = _pieces(settings, form, server, day.date() if day else None)
    if file is None:
        finish_or_clear_up(_print(pieces))
        return
    finish_or_clear_up(_write(pieces, file))
    typer.echo(say("Written to {path} ({size} MB).", path=file, size=_megabytes(file)))


def read_in(
    file: Annotated[Path, typer.Argument(help="What `dateline export` has written.")],
) -> None:
    """Make the database of an export, in an empty data folder."""
    settings = load_settings()
    try:
        with _opened(file) as lines:
            work = import_lines(read_lines(lines), settings.database, datetime.now(UTC))
            servers, rows = finish_or_clear_up(work)
    except UnicodeDecodeError:
        raise Invalid("{path} is no export: it is not text.", path=file) from None
    except OSError:
        raise Invalid("{path} cannot be read.", path=file) from None
    typer.echo(
        say_count(
            "Read in: {rows} rows of one server.",
            "Read in: {rows} rows of {count} servers.",
            servers,
            rows=rows,
        )
    )
    typer.echo(_looked_up())


def _opened(file: Path) -> IO[str]:
    try:
        return file.open(encoding="utf-8", newline="\n")
    except FileNotFoundError:
        raise Invalid("{path} is not there.", path=file) from None
    except IsADirectoryError:
        raise Invalid("{path} is a folder. Name a file.", path=file) from None
    except OSError:
        raise Invalid("{path} cannot be read.", path=file) from None


async def _write(pieces: AsyncGenerator[str], file: Path) -> None:
    """Under another name until it is whole, and once the first piece is there: a refusal makes no
    file, and whatever ends it leaves no half of one.
    """
    draft = file.with_name(f"{file.name}.part")
    made: IO[str] | None = None
    try:
        async with contextlib.aclosing(pieces):
            async for piece in pieces:
                made = made or _made(draft)
                made.write(piece)
        made = made or _made(draft)  # nothing to write is no failure
        made.close()
        os.replace(draft, file)
    except BaseException as error:
        if made is not None:
            _discard(made, draft)
        if isinstance(error, OSError):
            raise from_system(error, file) from error
        raise


def _discard(made: IO[str], draft: Path) -> None:
    draft.unlink(missing_ok=True)
    with contextlib.suppress(OSError):
        made.close()


async def _print(pieces: AsyncGenerator[str]) -> None:
    """To standard output, until nobody reads on."""
    try:
        async with contextlib.aclosing(pieces):
            async for piece in pieces:
                sys.stdout.write(piece)
        sys.stdout.flush()
    except OSError as error:
        give_up_output()
        if not isinstance(error, BrokenPipeError):
            raise from_system(error, Path("/dev/stdout")) from error


def _made(draft: Path) -> IO[str]:
    draft.unlink(missing_ok=True)  # left by one that was killed
    made = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    return open(made, "w", encoding="utf-8", newline="\n")


def _megabytes(file: Path) -> str:
    return f"{max(file.stat().st_size / 10**6, 0.1):.1f}"


async def _pieces(
    settings: Settings, form: Form, server: int | None, day: date | None
) -> AsyncGenerator[str]:
    if form is Form.JSONL:
        async with contextlib.aclosing(export_lines(settings.database, server)) as lines:
            async for line in lines:
                yield line
        return
    from bot.ui.edition_export import edition_markdown  # discord.py takes half a second to import
    from bot.ui.ninjs import ninjs

    async with open_storage(settings.database, copies=settings.backup_folder) as storage:
        taking_out = TakingOut(storage, lambda: datetime.now(UTC))
        guild_id = await taking_out.server(server)
        match form:
            case Form.NINJS:
                pieces = taking_out.stories(guild_id, ninjs)
            case Form.OPML:
                pieces = taking_out.feeds(guild_id)
            case Form.MARKDOWN:
                assert day is not None
                pieces = taking_out.editions(guild_id, day, edition_markdown)
        async with contextlib.aclosing(pieces):
            async for piece in pieces:
                yield piece


def _is_there(file: Path) -> bool:
    """Whether something has the name that a file is to have."""
    try:
        return file.exists()
    except OSError as error:  # too long, or in a folder that may not be entered
        raise from_system(error, file) from error


def _there_is_one(settings: Settings) -> None:
    if not _is_there(settings.database):
        raise Invalid(
            "There is no database at {path}. Check DATELINE_DATA.", path=settings.database
        )


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    offline: Annotated[bool, typer.Option(help="Ask Discord nothing.")] = False,
) -> None:
    """Look at everything that can be wrong; the exit code is 1 where something is."""
    from bot.doctor.examination import examine  # discord.py takes half a second to import

    found = asyncio.run(examine(offline=offline))
    if as_json:
        typer.echo(json.dumps(found.as_json(), ensure_ascii=False, indent=2))
    else:
        for one in found.findings:
            mark = {"good": "ok  ", "mind": "mind", "bad": "BAD "}[one.state]
            typer.echo(f"{mark}  {one.check}: {one.found}" + f" {one.remedy}".rstrip())
        if found.invite:
            typer.echo(say("Add the bot to a server: {link}", link=found.invite))
    if found.is_bad:
        raise SystemExit(1)


def nightly(settings: Settings) -> Backups:
    """The nightly backups as the settings have them."""
    return Backups(
        settings.database,
        settings.backup_folder,
        lambda: datetime.now(UTC),
        hour=settings.dateline_backup_hour,
        keep=settings.dateline_backups_kept,
    )


def _list_backups(settings: Settings) -> None:
    found = backups_in(settings.backup_folder)
    for one in found:
        try:
            size = one.path.stat().st_size / 10**6
        except FileNotFoundError:  # the bot has just removed it
            continue
        note = say("before an update") if one.before_update else ""
        typer.echo(f"{one.made_at:%Y-%m-%d %H:%M} UTC  {size:8.1f} MB  {one.path}  {note}".rstrip())
    if not found:
        typer.echo(
            say("There are no backups in {folder}. Make one: dateline backup.",
                folder=settings.backup_folder)
        )  # fmt: skip
