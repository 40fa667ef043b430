"""The environment, read once into one frozen `Settings`. All faults are reported together."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Literal

from dotenv.parser import Binding, parse_stream
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.errors import SetupFault

ENV_FILE = Path(".env")
OURS = ("DATELINE_", "DISCORD_")
"""How the names of settings begin."""


class Settings(BaseSettings):
    """What an operator can set. `.env.example` explains each; a test holds the two together."""

    model_config = SettingsConfigDict(
        env_file=ENV_FILE, env_file_encoding="utf-8", frozen=True, extra="ignore"
    )

    discord_token: SecretStr = SecretStr("")
    discord_socket: Path | None = None
    dateline_data: Path = Path("data")
    dateline_log_level: Literal["debug", "info", "warning", "error"] = "info"
    dateline_log_format: Literal["text", "json"] = "text"
    dateline_grace_hours: float = Field(default=6, gt=0, le=48)
    dateline_check_ahead_minutes: float = Field(default=15, ge=1, le=120)
    dateline_low_disk_mb: int = Field(default=200, ge=0)
    dateline_tick_seconds: float = Field(default=5, ge=0.05, le=30)
    dateline_health_port: int = Field(default=0, ge=0, le=65_535)

    dateline_backup_folder: Path | None = None
    dateline_backup_hour: int = Field(default=3, ge=0, le=23)
    dateline_backups_kept: int = Field(default=7, ge=0, le=365)

    dateline_web_ports: str = "80,443"

    @field_validator("discord_socket", "dateline_backup_folder", mode="before")
    @classmethod
    def _are_set(cls, value: object) -> object:
        return None if value == "" else value  # "NAME=" in .env

    @field_validator("dateline_data", mode="before")
    @classmethod
    def _is_named(cls, value: object) -> object:
        return cls.model_fields["dateline_data"].default if value == "" else value

    @field_validator("discord_socket", "dateline_data", "dateline_backup_folder")
    @classmethod
    def _can_be_a_path(cls, value: Path | None) -> Path | None:
        if "\0" in str(value):
            raise ValueError("no path has a zero byte in it")
        return value

    @field_validator("discord_token")
    @classmethod
    def _is_one_word(cls, value: SecretStr) -> SecretStr:
        token = value.get_secret_value().strip()
        if any(one.isspace() or not one.isprintable() for one in token):
            raise ValueError("a bot token has no blanks or line breaks in it")
        return SecretStr(token)

    @field_validator("dateline_web_ports")
    @classmethod
    def _are_ports(cls, value: str) -> str:
        if not all(0 < port < 65_536 for port in _ports(value)):
            raise ValueError("ports are numbers from 1 to 65535, with commas between them")
        return value

    @property
    def web_ports(self) -> frozenset[int]:
        """The ports that a link may name."""
        return frozenset(_ports(self.dateline_web_ports))

    @property
    def database(self) -> Path:
        """The one file that holds everything."""
        return self.dateline_data / "dateline.sqlite3"

    @property
    def backup_folder(self) -> Path:
        """Where the nightly backups lie."""
        return self.dateline_backup_folder or self.dateline_data / "backups"


def _ports(value: str) -> list[int]:
    return [int(port) if port.strip().isdecimal() else 0 for port in value.split(",")]


def load_settings(**overrides: object) -> Settings:
    """Read the environment and `.env`; `overrides` win. Raises SetupFault naming every fault."""
    file: Path | None = ENV_FILE
    faults: list[str] = []
    try:
        faults += [
            f"line {_line(one)} is no NAME=value (is a quotation mark left open?)"
            for one in _lines()
            if one.error or (one.key and one.value is None)
        ]
    except UnicodeDecodeError:
        file, faults = None, ["the file is no UTF-8 text, save it as that"]
    except OSError:
        file, faults = None, ["the file cannot be read, check its owner and its rights"]
    logging.getLogger("dotenv.main").disabled = True  # it would say the same once more
    try:
        settings = Settings(_env_file=file, **overrides)  # pyright: ignore
    except ValidationError as error:
        faults += [
            f"{str(fault['loc'][0]).upper()}: {fault['msg'].lower()}" for fault in error.errors()
        ]
    else:
        if not faults:
            return settings
    raise SetupFault(
        "These settings cannot be used, please correct them in .env: {faults}.",
        faults="; ".join(faults),
    )


def unknown_names() -> tuple[str, ...]:
    """What stands in `.env` like a setting of ours and is none: misspelt, it does nothing."""
    known = {name.upper() for name in Settings.model_fields}
    names = [one.key for one in _lines() if one.key and one.key.upper().startswith(OURS)]
    return tuple(name for name in names if name.upper() not in known)


def _lines() -> list[Binding]:
    if not ENV_FILE.is_file():
        return []
    with ENV_FILE.open(encoding="utf-8") as file:
        return list(parse_stream(file))


def _line(binding: Binding) -> int:
    """The number of the line that a statement stands in; empty ones before it belong to it."""
    text = binding.original.string
    return binding.original.line + text[: len(text) - len(text.lstrip())].count("\n")
