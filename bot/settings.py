"""The environment, read once into one frozen `Settings`. All faults are reported together."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.errors import SetupFault


class Settings(BaseSettings):
    """What an operator can set. `.env.example` explains each; a test holds the two together."""

    model_config = SettingsConfigDict(
        env_file=".env", env_file_encoding="utf-8", frozen=True, extra="ignore"
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
    try:
        return Settings(**overrides)  # pyright: ignore[reportArgumentType]
    except ValidationError as error:
        faults = "; ".join(
            f"{str(fault['loc'][0]).upper()}: {fault['msg'].lower()}" for fault in error.errors()
        )
        raise SetupFault(
            "These settings cannot be used, please correct them in .env: {faults}.", faults=faults
        ) from error
