"""The files that a benchmark is given: read and held against their shape. What cannot be measured
ends in one sentence that names the file and the line; nothing is left out silently.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Never


def unusable(path: Path, reason: str) -> Never:
    """End with one sentence."""
    raise SystemExit(f"{path}: {reason}")


def json_lines(path: Path, shape: dict[str, type | tuple[type, ...]]) -> list[dict[str, Any]]:
    """The objects of a file of JSON Lines, each with at least the fields of `shape`."""
    rows: list[dict[str, Any]] = []
    # Not splitlines: a JSON string may hold a line separator as it is.
    for number, line in enumerate(_text(path).split("\n"), start=1):
        if line.strip():
            rows.append(_object(path, f"line {number}", _parsed(path, f"line {number}", line)))
            _check(path, f"line {number}", rows[-1], shape)
    if not rows:
        unusable(path, "the file is empty; a line an article is expected.")
    return rows


def json_objects(
    path: Path, shape: dict[str, type | tuple[type, ...]]
) -> dict[str, dict[str, Any]]:
    """The objects in one JSON object, by name, each with at least the fields of `shape`."""
    rows = _object(path, "the file", _parsed(path, "the file", _text(path)))
    for name, row in rows.items():
        _check(path, f"“{name}”", _object(path, f"“{name}”", row), shape)
    if not rows:
        unusable(path, "the file names nothing to measure.")
    return rows


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        unusable(path, f"it cannot be read: {error.strerror}.")
    except UnicodeDecodeError:
        unusable(path, "it is not UTF-8 text.")


def _parsed(path: Path, where: str, text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        unusable(path, f"{where} is not JSON.")


def _object(path: Path, where: str, found: Any) -> dict[str, Any]:
    if not isinstance(found, dict):
        unusable(path, f"{where} is not a JSON object.")
    return found  # pyright: ignore[reportUnknownVariableType]


def _check(
    path: Path, where: str, row: dict[str, Any], shape: dict[str, type | tuple[type, ...]]
) -> None:
    for name, kind in shape.items():
        if name not in row:
            unusable(path, f"{where} has no “{name}”.")
        if not isinstance(row[name], kind):
            unusable(path, f"“{name}” in {where} is of another kind than expected.")
