"""What `dateline doctor` has found: one finding a line, each with what to do about it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class State(StrEnum):
    GOOD = "good"
    MIND = "mind"
    BAD = "bad"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that was looked at. remedy: what to do; "" where all is well."""

    check: str
    state: State
    found: str
    remedy: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """invite: the link that adds the bot to a server; None without a usable token."""

    findings: tuple[Finding, ...]
    invite: str | None

    @property
    def is_bad(self) -> bool:
        return any(one.state is State.BAD for one in self.findings)

    def as_json(self) -> dict[str, Any]:
        return {
            "good": not self.is_bad,
            "invite": self.invite,
            "findings": [asdict(one) for one in self.findings],
        }


def good(check: str, found: str) -> Finding:
    """All is well."""
    return Finding(check=check, state=State.GOOD, found=found)


def mind(check: str, found: str, remedy: str) -> Finding:
    """Worth knowing; it works all the same."""
    return Finding(check=check, state=State.MIND, found=found, remedy=remedy)


def bad(check: str, found: str, remedy: str) -> Finding:
    """Something does not work until it is mended."""
    return Finding(check=check, state=State.BAD, found=found, remedy=remedy)
