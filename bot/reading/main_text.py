# pyright: basic
"""The article's paragraphs on a web page: trafilatura's main text, from its tree to plain lines.

Which of them are credits or furniture after all is `web_page`'s to judge.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any, cast

from lxml import etree  # pyright: ignore[reportAttributeAccessIssue] - it is compiled
from trafilatura import bare_extraction

from bot.reading.html_tree import Element
from bot.reading.length import count_words
from bot.reading.sentences import split_sentences

TOO_FEW = 60
"""Words below which the fast way has given too little, and the slower one is tried."""

# It logs each page it cannot use as an error; here that is an answer.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)

_BLOCKS = frozenset({"p", "head", "item", "quote", "row", "table", "list", "code", "div", "body"})
_ENDS = (".", "!", "?", "。", "！", "？", "…", ":", "”", '"', "؟")


def main_text(root: Element, stated_body: str) -> tuple[list[str], str]:
    """The paragraphs, and where they were found: "html", or "json-ld" for `stated_body`."""
    paragraphs = _extracted(root, fast=True)
    if _words(paragraphs) < TOO_FEW:
        paragraphs = max(paragraphs, _extracted(root, fast=False), key=_words)
    stated = [line for raw in stated_body.splitlines() if (line := " ".join(raw.split()))]
    words = _words(paragraphs)
    if words < TOO_FEW or _words(stated) > 3 * words:
        if len(stated) == 1:
            stated = _paragraphs_of(stated[0])
        if _words(stated) > words and count_words(stated_body) >= 20:
            return stated, "json-ld"
    return paragraphs, "html"


def _words(paragraphs: list[str]) -> int:
    return sum(map(count_words, paragraphs))


def _extracted(root: Element, *, fast: bool) -> list[str]:
    try:
        document = bare_extraction(
            cast("Any", root), fast=fast, include_comments=False, include_tables=True
        )
    except MemoryError:
        raise
    except Exception:  # a page can make a library fail in any way; then it gave nothing
        return []
    body = getattr(document, "body", None)
    return list(_lines(body)) if body is not None else []


def _lines(body: Any) -> Iterator[str]:
    """The text of each innermost block, table rows on one line, line breaks where they end one."""
    pieces: list[str] = []
    for event, node in etree.iterwalk(body, events=("start", "end")):
        if event == "start":
            if node.tag in _BLOCKS:
                yield from _flushed(pieces)
            elif node.tag == "lb":
                pieces.append("\n")
            elif node.tag == "cell" and pieces:
                pieces.append(" | ")
            if node.text:
                pieces.append(_spaced(node.text))
            continue
        if node.tag in _BLOCKS:
            yield from _flushed(pieces)
        if node.tail and node is not body:
            pieces.append(_spaced(node.tail))
    yield from _flushed(pieces)


def _spaced(text: str) -> str:
    return text.replace("\n", " ")


def _flushed(pieces: list[str]) -> Iterator[str]:
    """What was gathered, cut at a line break where a sentence ends before it."""
    text = ""
    for raw in "".join(pieces).split("\n"):
        line = " ".join(raw.split()).strip("| ")
        if text and line and not text.endswith(_ENDS):
            text += " " + line
        elif line:
            if text:
                yield text
            text = line
    if text:
        yield text
    pieces.clear()


def _paragraphs_of(text: str) -> list[str]:
    """A body stated as one line, three sentences a paragraph."""
    sentences = split_sentences(text)
    return [" ".join(sentences[at : at + 3]) for at in range(0, len(sentences), 3)]
