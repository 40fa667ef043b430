"""Words that must never be found, looked for while any test runs: in each line of the log at DEBUG,
in files, in what processes print. What the bot sends is looked through by `PayloadWatch`.
"""

from __future__ import annotations

import contextlib
import io
import json
import logging
import mmap
import sys
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import structlog

from bot.logs import configure_logs
from playground import SECRET_MARK
from playground.requests_log import Request

ELSEWHERE = "qqelsewhere"
"""Stands in all there is of a server that no test is about."""
ERASED = "qqerased"
"""Stood in all that was held about a member who was erased."""

LINES = (SECRET_MARK, ELSEWHERE, ERASED)
"""What no line of the log holds."""
FILES = (SECRET_MARK, ERASED)
"""What no file holds: databases and their logs included, and an operator's export of everything."""
CHATTY = "discord"
"""A logger that the bot keeps quiet at DEBUG, too: it tells of every request and event. Here it is
heard, so that its lines have to be made clean."""
_SECRET_FILES = (".env",)
_CODE = (".py", ".pyc")
"""A copy of the project, or its wheel: they name the words themselves."""


class Canaries(io.TextIOBase):
    """The end that log lines are written to. `leaks`: what was found and not told yet."""

    def __init__(self) -> None:
        self.leaks: list[str] = []
        self.count: Counter[str] = Counter()
        self._known: set[tuple[Path, int, int]] = set()
        self._handler = logging.Handler()
        self._logger = threading.local()

    def listen(self) -> None:
        """Have all loggers write here, as `dateline run` at DEBUG has them write to its standard
        error."""
        root = logging.getLogger()
        if self._handler in root.handlers and structlog.is_configured():
            return
        others = [other for other in root.handlers if other is not self._handler]
        with contextlib.redirect_stderr(self):
            configure_logs("debug")
        (self._handler,) = root.handlers
        self._handler.addFilter(self._note)
        root.handlers += others
        logging.getLogger(CHATTY).setLevel(logging.DEBUG)
        structlog.configure(cache_logger_on_first_use=False)  # for those that capture_logs hears

    def write(self, line: str, /) -> int:
        """One line of the log. Those that a test's report should show go on to it."""
        self.count["lines"] += 1
        # The events that discord.py tells of are all of Discord's words.
        told = getattr(self._logger, "name", "").startswith(CHATTY)
        self._leak("in the log", line, (SECRET_MARK,) if told else LINES)
        if "[debug" not in line[:60]:
            sys.stderr.write(line)
        return len(line)

    def printed(self, *outputs: bytes | str | None, words: Sequence[str] = LINES) -> None:
        """What a process of ours has printed."""
        for output in outputs:
            text = output.decode(errors="replace") if isinstance(output, bytes) else output or ""
            self.count["outputs"] += 1
            self._leak("printed", text, words)

    def sent(self, request: Request) -> None:
        """What the bot asks of Discord: its words, not the address, which has to hold a token."""
        self.count["requests"] += 1
        body = json.dumps(request.body, ensure_ascii=False, default=str)
        where = f"{request.method} {request.route}"
        self._leak(f"in {where}", body)

    def look_into(self, folder: Path) -> None:
        """Every file below it that was not looked into, or was changed since."""
        for path in _files(folder):
            with contextlib.suppress(FileNotFoundError):
                self._look_into(path)

    def _look_into(self, path: Path) -> None:
        stat = path.stat()
        this = (path, stat.st_size, stat.st_mtime_ns)
        if this in self._known or not stat.st_size:
            return
        self._known.add(this)
        self.count["files"] += 1
        words = FILES if ".sqlite3" in path.name or path.suffix == ".jsonl" else LINES
        with (
            path.open("rb") as file,
            mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content,
        ):
            for word in words:
                if content.find(word.encode()) >= 0:
                    self.leaks.append(f"{word} in the file {path}")

    def _note(self, record: logging.LogRecord) -> bool:
        self._logger.name = record.name
        return True

    def _leak(self, where: str, text: str, words: Sequence[str] = LINES) -> None:
        for word in words:
            at = text.find(word)
            if at >= 0:
                self.leaks.append(f"{word} {where}: …{text[max(0, at - 200) : at + 200]}…")

    def told(self) -> list[str]:
        """The leaks, each once."""
        leaks, self.leaks = self.leaks, []
        return leaks


def _files(folder: Path) -> Iterator[Path]:
    for path in folder.rglob("*"):
        if path.name in _SECRET_FILES or path.suffix in _CODE:
            continue
        if path.is_file() and not path.is_symlink():
            yield path


CANARIES = Canaries()
