"""The operator's commands for the data: backing it up and putting it back.

They work beside a running bot where that does no harm, and say so in one sentence where it would.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.errors import Invalid
from bot.settings import Settings, load_settings
from bot.words import say
from bot.workflows.backups import Backups
from storage.backups import back_up, backups_in
from storage.restoring import restore as put_back


def backup(
    file: Annotated[
        Path | None,
        typer.Argument(help="Where to; without it, into the folder of the nightly backups."),
    ] = None,
) -> None:
    """Copy the whole database into one file, also while the bot runs."""
    settings = load_settings()
    if not settings.database.exists():
        raise Invalid(
            "There is no database at {path}. Check DATELINE_DATA.", path=settings.database
        )
    if file is None:
        path = asyncio.run(nightly(settings).make())
    else:
        path = file
        asyncio.run(back_up(settings.database, path))
    size = path.stat().st_size / 10**6
    typer.echo(say("Backed up to {path} ({size} MB).", path=path, size=f"{size:.1f}"))


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
    restored = asyncio.run(put_back(file, settings.database, datetime.now(UTC)))
    typer.echo(say("Restored from {path}.", path=file))
    if restored.replaced:
        typer.echo(
            say(
                "The database that was there is kept as {path}. Delete it when all is well.",
                path=restored.replaced,
            )
        )
    typer.echo(
        say(
            "What was due since that backup is looked up in its channel at the next start,"
            " and posted only where it is not there."
        )
    )


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
        size = one.path.stat().st_size / 10**6
        note = say("before an update") if one.before_update else ""
        typer.echo(f"{one.made_at:%Y-%m-%d %H:%M} UTC  {size:8.1f} MB  {one.path}  {note}".rstrip())
    if not found:
        typer.echo(
            say("There are no backups in {folder}. Make one: dateline backup.",
                folder=settings.backup_folder)
        )  # fmt: skip
