"""The one table: rows in, docs/benchmarks.md and the terminal out. Measures nothing itself."""

from __future__ import annotations

import platform
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import psutil

from benchmarks.generator import SEED

TARGET = Path(__file__).parent.parent / "docs" / "benchmarks.md"
SOAK = "\n<!-- from here on: make soak -->\n"
"""Begins the part that another command writes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line: the work, our figure, the other way's in the same run, and the target."""

    work: str
    unit: str
    ours: float
    other_way: str = ""
    other: float | None = None
    target: float | None = None
    higher_is_better: bool = False
    steady: bool = True
    """Whether the ratio is about the same from run to run; the slowest hundredth never is."""
    limit: str = ""
    """What no way could pass: of physics, or of Discord's."""
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """Ours to theirs; over 1 means that we take more of the unit."""
        return self.ours / self.other if self.other else None

    @property
    def met(self) -> bool | None:
        """Whether the target is met; None where there is none."""
        if self.target is None:
            return None
        return self.ours >= self.target if self.higher_is_better else self.ours <= self.target


def write(rows: Sequence[Row], tables: Mapping[str, str]) -> str:
    """Write the table to docs/benchmarks.md, and `tables` under their titles. Returns the text."""
    lines = [
        "# Benchmarks",
        "",
        "Written by `make bench`; do not edit. Ratios compare two ways in the same run on the same",
        "machine, so they travel better than times.",
        "",
        f"Measured {measured()}. What is drawn comes with fixed seeds; the stories' is {SEED}.",
        "",
        *table(rows),
        "",
        *(f"- {row.work}: {row.note}" for row in rows if row.note),
        *(f"\n## {title}\n\n{table}" for title, table in tables.items()),
    ]
    text = "\n".join(lines).rstrip() + "\n"
    _, soak = _parts()
    TARGET.write_text(text + soak, encoding="utf-8")
    return text


def write_soak(title: str, text: str) -> None:
    """Write what `make soak` has found to the end of docs/benchmarks.md, where it stays when the
    table is written anew.
    """
    others, _ = _parts()
    TARGET.write_text(f"{others}{SOAK}\n## {title}\n\n{text}\n", encoding="utf-8")


def _parts() -> tuple[str, str]:
    """What is written by `make bench`, and by `make soak`."""
    text = TARGET.read_text(encoding="utf-8") if TARGET.exists() else ""
    others, mark, soak = text.partition(SOAK)
    return others, mark + soak


def measured() -> str:
    """When and on what."""
    return f"{datetime.now(UTC):%Y-%m-%d}, {_machine()}"


def table(rows: Sequence[Row]) -> list[str]:
    """The rows in Markdown."""
    return [
        "| work | ours | the other way | ratio | target | met | the limit |",
        "| --- | ---: | --- | ---: | ---: | --- | --- |",
        *(_line(row) for row in rows),
    ]


def _line(row: Row) -> str:
    other = f"{_number(row.other)} {row.unit}, {row.other_way}" if row.other is not None else ""
    ratio = f"{row.ratio:.2f}" if row.ratio is not None else ""
    bound = "≥" if row.higher_is_better else "≤"
    target = f"{bound} {_number(row.target)} {row.unit}" if row.target is not None else ""
    met = {True: "yes", False: "**no**", None: ""}[row.met]
    return (
        f"| {row.work} | {_number(row.ours)} {row.unit} | {other} | {ratio} | {target} | {met} |"
        f" {row.limit} |"
    )


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"


def _machine() -> str:
    memory = psutil.virtual_memory().total / 2**30
    return (
        f"{psutil.cpu_count()} cores, {memory:.0f} GiB, {platform.system()}, Python"
        f" {platform.python_version()}, discord.py {version('discord.py')}, SQLite"
        f" {sqlite3.sqlite_version}"
    )
